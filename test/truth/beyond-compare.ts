/** The request list, the answers and the what-if of a bundle beside what its cases expect. */
import { FOLLOWS } from './beyond.ts';
import type { JudgedBeyond, MachineRequest } from './beyond-pipeline.ts';
import type { BeyondWorld } from './beyond-world.ts';
import { iso, type Time } from './bundle.ts';
import { compare, type Score } from './compare.ts';

type Say = (text: string) => void;
const micros = (t: Time): string => iso(t).replace(/Z$/, '000Z');
const sorted = (list: readonly string[]): string => [...list].sort().join(', ');
/** The wake of an event has the event's own id. */
interface OwnEvent {
  readonly id: string;
  readonly nativeId?: string;
}

export function compareBeyond(world: BeyondWorld, judged: JudgedBeyond, score: Score): void {
  compare(world, judged, score);
  const { wakes } = judged;
  const native = new Map(wakes.map((w) => [(w.event as OwnEvent).id, w.event.nativeId ?? (w.event as OwnEvent).id]));
  for (const [n, p] of world.planted.entries()) {
    const b = world.beyond[n];
    if (b === undefined) continue;
    const count = (what: string, wrong: number): void => {
      const line = score.stages.get(what) ?? { right: 0, wrong: 0, missed: 0 };
      line[wrong === 0 ? 'right' : 'wrong'] += 1;
      score.stages.set(what, line);
    };
    const checked = (what: string, check: (say: Say) => void): void => {
      let wrong = 0;
      check((text) => {
        wrong += 1;
        score.disagreements.push(`(${world.bundle.name}) ${p.case.name}: ${text}  [${p.case.says}]`);
      });
      count(what, wrong);
    };
    if (b.requests !== undefined) checked('requests', (say) => compareRequests(b.requests ?? [], judged.requests, native, say));
    for (const expected of b.answers) {
      checked(`question ${String(expected.number).padStart(2)}`, (say) => {
        const answer = judged.answers.find((a) => a.number === expected.number);
        if (answer === undefined) return say(`question ${expected.number} has no answer`);
        const on = `question ${expected.number}: `;
        if (answer.verdict !== expected.verdict) say(`${on}${answer.verdict}, expected ${expected.verdict} (${answer.answer})`);
        const missing = [...new Set(answer.missing.map((m) => m.channel))];
        if (expected.missing !== undefined && sorted(missing) !== sorted(expected.missing))
          say(`${on}missing ${sorted(missing)}, expected ${sorted(expected.missing)}`);
        const records = new Map(wakes.map((w) => [w.event.nativeId, (w.event as OwnEvent).id.replace(/\.\d+$/, '')]));
        for (const id of expected.cites ?? [])
          if (!answer.citations.some((c) => c.record === records.get(id))) say(`${on}does not cite ${id} (${records.get(id)})`);
        const texts = [answer.answer, ...answer.lines.map((l) => l.text)];
        for (const said of expected.says ?? [])
          if (!texts.some((t) => (typeof said === 'string' ? t.includes(said) : said.test(t))))
            say(`${on}does not say ${said}: ${texts.join(' | ')}`);
      });
    }
    const { whatIf } = b;
    const { other } = judged;
    if (whatIf !== undefined && other !== undefined) {
      checked('what-if', (say) => {
        const own = other.changes.filter((c) => c.audience === undefined);
        const is = sorted(own.map((c) => `${native.get(c.event) ?? c.event} ${c.stage} ${c.before} → ${c.after}`));
        const expected = sorted(whatIf.changes.map((c) => `${c.event} ${c.stage} ${c.before} → ${c.after}`));
        if (is !== expected) say(`changes ${is}; expected ${expected}`);
        for (const turn of ['gained', 'lost'] as const) {
          const named = sorted(
            other[turn].map(
              (f) =>
                `${f.rule} ${f.event === undefined ? ([...other.subjects].find(([id]) => f.id.startsWith(`f-${id}-`))?.[1][0] ?? f.id) : (native.get(f.event) ?? f.event)}`,
            ),
          );
          if (named !== sorted(whatIf[turn])) say(`${turn} ${named}; expected ${sorted(whatIf[turn])}`);
        }
        if (!other.untouched) say('the case is not as it was before');
      });
    }
  }
  // Of every list of every bundle: what it would settle is unknown, in part at least, and what it asks for is asked once.
  const unknown = new Set(
    wakes.flatMap((w) =>
      w.obligations.filter((o) => o.verdict === 'unknown' || o.verdict === 'partial').map((o) => `${(w.event as OwnEvent).id} ${o.stage}`),
    ),
  );
  for (const r of judged.requests)
    for (const s of r.settles)
      if (!unknown.has(`${s.event} ${s.stage}`))
        score.disagreements.push(`(${world.bundle.name}) a request would settle ${native.get(s.event)} ${s.stage}, which is known`);
  for (const r of judged.requests)
    for (const other of judged.requests)
      if (other !== r && other.system === r.system && other.channel === r.channel && r.from <= other.from && other.from <= r.to)
        score.disagreements.push(`(${world.bundle.name}) ${r.system} ${r.channel} is asked for twice around ${other.from}`);
}

function compareRequests(
  expected: readonly { system: string; channel: string; from: Time; to: Time; settles: readonly string[] }[],
  lines: readonly MachineRequest[],
  native: ReadonlyMap<string, string>,
  say: Say,
): void {
  const left = new Set(lines);
  for (const e of expected) {
    const of = `${e.system} ${e.channel} ${micros(e.from)} to ${micros(e.to)}`;
    const line = [...left].find((l) => l.system === e.system && l.channel === e.channel && l.from === micros(e.from) && l.to === micros(e.to));
    if (line === undefined) {
      say(`nobody asks for ${of}`);
      continue;
    }
    left.delete(line);
    const settles = line.settles
      .map((s) => ({ stage: s.stage, text: `${native.get(s.event)} ${s.stage}` }))
      .filter((s) => e.settles.includes(s.text) || !FOLLOWS.has(s.stage))
      .map((s) => s.text);
    if (sorted(settles) !== sorted(e.settles)) say(`${of} settles ${sorted(settles)}; expected ${sorted(e.settles)}`);
  }
  for (const l of left)
    say(
      `asked for ${l.system} ${l.channel} ${l.from} to ${l.to} (${l.settles.map((s) => `${native.get(s.event)} ${s.stage}`).join(', ')}), not expected`,
    );
}
