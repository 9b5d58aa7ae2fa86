/** The evidence request list: what would have to be asked for, and which questions it would settle. */
import { instant } from '../base/instant.ts';
import type { EvidenceRequest, Wake } from '../model/analysis.ts';
import type { Uncovered } from './coverage.ts';

type Settled = EvidenceRequest['settles'][number];

/** Half a million parts are nothing unusual: the ends stand in arrays, and a question is one object wherever it is asked. */
interface Group {
  readonly system: string;
  readonly channel: Uncovered['channel'];
  readonly from: number[];
  readonly to: number[];
  /** Numbers of questions. */
  readonly settles: number[];
}

/** Gathers what the wakes leave unknown, wake by wake, without keeping the wakes. */
export class Requests {
  private readonly systems = new Map<string, Map<string, Group>>();
  private readonly questions: Settled[] = [];

  /** The event's own line of a stage says what that stage would need; the lines of its audiences repeat it. */
  add(wake: Pick<Wake, 'event' | 'obligations'>): void {
    for (const o of wake.obligations) {
      if (o.audience !== undefined || o.uncovered.length === 0) continue;
      const question = this.questions.push({ event: wake.event, stage: o.stage }) - 1;
      for (const u of o.uncovered) {
        const g = groupOf(this.systems, u);
        const last = g.from.length - 1;
        if (g.settles[last] === question && g.from[last] === u.from && g.to[last] === u.to) continue;
        g.from.push(u.from);
        g.to.push(u.to);
        g.settles.push(question);
      }
    }
  }

  /** Parts of one log that touch or overlap become one line, so that one line is one request. */
  lines(): EvidenceRequest[] {
    const groups = [...this.systems.values()].flatMap((channels) => [...channels.values()]);
    return groups.sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1)).flatMap((g) => linesOf(g, this.questions));
  }
}

const keyOf = (g: Group): string => `${g.channel}\n${g.system}`;

function groupOf(systems: Map<string, Map<string, Group>>, u: Uncovered): Group {
  let channels = systems.get(u.system);
  if (channels === undefined) {
    channels = new Map();
    systems.set(u.system, channels);
  }
  let g = channels.get(u.channel);
  if (g === undefined) {
    g = { system: u.system, channel: u.channel, from: [], to: [], settles: [] };
    channels.set(u.channel, g);
  }
  return g;
}

function linesOf(g: Group, questions: readonly Settled[]): EvidenceRequest[] {
  const at = (list: readonly number[], i: number): number => list[i] ?? 0;
  const before = (a: number, b: number): number => at(g.from, a) - at(g.from, b) || at(g.to, a) - at(g.to, b) || a - b;
  const order = Uint32Array.from(g.from.keys());
  if (!insertInOrder(order, before)) order.sort(before);
  const out: EvidenceRequest[] = [];
  // By question: the line that it was last put into, 1 based.
  const put = new Uint32Array(questions.length);
  let from: number | undefined;
  let to = 0;
  let settles: Settled[] = [];
  const close = (): void => {
    if (from !== undefined) out.push({ system: g.system, channel: g.channel, from: instant(from), to: instant(to), settles });
  };
  for (const i of order) {
    if (from === undefined || at(g.from, i) > to) {
      close();
      from = at(g.from, i);
      to = at(g.to, i);
      settles = [];
    }
    if (at(g.to, i) > to) to = at(g.to, i);
    const question = at(g.settles, i);
    const settled = questions[question];
    if (settled === undefined || put[question] === out.length + 1) continue;
    put[question] = out.length + 1;
    settles.push(settled);
  }
  close();
  return out;
}

/** Windows begin with their events, and those come in order of time: little is out of place. False where too much is, half sorted. */
function insertInOrder(order: Uint32Array, before: (a: number, b: number) => number): boolean {
  let moves = 16 * order.length;
  for (let i = 1; i < order.length; i++) {
    const x = order[i] ?? 0;
    let at = i;
    for (; at > 0 && before(order[at - 1] ?? 0, x) > 0; at--) {
      order[at] = order[at - 1] ?? 0;
      moves--;
    }
    order[at] = x;
    if (moves < 0) return false;
  }
  return true;
}
