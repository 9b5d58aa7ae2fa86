/** The same history judged twice: which verdicts changed, which gaps were gained and lost. */
import type { Instant } from '../base/instant.ts';
import type { Finding, Obligation, Wake } from '../model/analysis.ts';
import type { EventId, RecordRef } from '../model/ids.ts';
import { type EventKind, type Severity, STAGES, type Stage, type Tier, type Verdict } from '../model/vocabulary.ts';
import { gapsOf, type MatrixBy, type MatrixCell, type MatrixRow, type MatrixView } from './matrix.ts';

/** A wake as far as two analyses are counted. */
export interface JudgedWake {
  readonly id: string;
  readonly event: EventId;
  readonly kind: EventKind;
  readonly time: Instant;
  readonly target: string | undefined;
  readonly actor: string | undefined;
  readonly tier: Tier;
  readonly strip: readonly Verdict[];
}

const judgedWake = ({ id, event, kind, time, target, actor, tier, strip }: Wake): JudgedWake => ({
  id,
  event,
  kind,
  time,
  target,
  actor,
  tier,
  strip,
});

export interface VerdictChange {
  readonly event: EventId;
  readonly stage: Stage;
  /** `undefined`: the event's own verdict at the stage. */
  readonly audience: string | undefined;
  readonly before: Verdict;
  readonly after: Verdict;
  /** Why it is so after; before, where nothing is asked after. */
  readonly text: string;
}

const isGap = (v: Verdict): boolean => v === 'late' || v === 'partial' || v === 'unmet';
/** What a change does to the gaps. */
export const turnOf = (c: Pick<VerdictChange, 'before' | 'after'>): 'gained' | 'lost' | 'other' =>
  isGap(c.before) === isGap(c.after) ? 'other' : isGap(c.after) ? 'gained' : 'lost';

/** A verdict, and the sentence that says why. */
type Told = Pick<Obligation, 'stage' | 'audience' | 'verdict' | 'text'>;

const toldOf = (w: Wake): Told[] => w.obligations.map(({ stage, audience, verdict, text }) => ({ stage, audience, verdict, text }));
const keyOf = (o: Told): string => (o.audience === undefined ? o.stage : `${o.stage} ${o.audience}`);

/** The verdicts of an event that are other ones, by stage, the event's own line before its audiences'. */
function changesOfEvent(event: EventId, was: readonly Told[], is: readonly Told[]): VerdictChange[] {
  // Nearly all events: nothing is another one, and nothing has to be looked up.
  if (was.length === is.length && was.every((x, i) => x.verdict === is[i]?.verdict && x.stage === is[i]?.stage && x.audience === is[i]?.audience))
    return [];
  const [old, now] = [new Map(was.map((o) => [keyOf(o), o])), new Map(is.map((o) => [keyOf(o), o]))];
  const lines = [...new Map([...old, ...now]).entries()].sort(([a], [b]) => a.length - b.length);
  const out: VerdictChange[] = [];
  for (const stage of STAGES) {
    for (const [key, line] of lines) {
      if (line.stage !== stage) continue;
      const [x, y] = [old.get(key), now.get(key)];
      const [before, after] = [x?.verdict ?? 'not-required', y?.verdict ?? 'not-required'];
      if (before !== after) out.push({ event, stage, audience: line.audience, before, after, text: (y ?? x)?.text ?? '' });
    }
  }
  return out;
}

/**
 * Two analyses of the same history, wake by wake: first all of the one before, then those of the one after as they are judged. Of tens of
 * thousands of wakes only the first analysis's verdicts are held, and of the findings only what turns out to be gained or lost.
 */
export class Comparison {
  readonly before = new Map<EventId, JudgedWake>();
  readonly after = new Map<EventId, JudgedWake>();
  readonly #told = new Map<EventId, readonly Told[]>();
  readonly #changes: { readonly time: number; readonly event: EventId; readonly of: readonly VerdictChange[] }[] = [];
  #foundBefore: readonly Finding[] = [];
  #idsBefore: ReadonlySet<string> = new Set();
  readonly #idsAfter = new Set<string>();
  readonly #gained: Finding[] = [];

  wakeBefore(w: Wake): void {
    this.before.set(w.event, judgedWake(w));
    this.#told.set(w.event, toldOf(w));
  }

  wakeAfter(w: Wake): void {
    this.after.set(w.event, judgedWake(w));
    this.#compare(w.event, w.time, this.#told.get(w.event) ?? [], w.obligations);
    this.#told.delete(w.event);
  }

  findingsBefore(findings: readonly Finding[]): void {
    this.#foundBefore = findings;
    this.#idsBefore = new Set(findings.map((f) => f.id));
  }

  /** Findings are told apart by their ids: a wake and a rule. */
  findingAfter(f: Finding): void {
    this.#idsAfter.add(f.id);
    if (!this.#idsBefore.has(f.id)) this.#gained.push(f);
  }

  #compare(event: EventId, time: number, was: readonly Told[], is: readonly Told[]): void {
    const of = changesOfEvent(event, was, is);
    if (of.length > 0) this.#changes.push({ time, event, of });
  }

  /** Every verdict that is another one, by time of the event; the findings that only one of the two has. */
  result(): { readonly changes: readonly VerdictChange[]; readonly gained: readonly Finding[]; readonly lost: readonly Finding[] } {
    // What is left is asked by the first one alone.
    for (const [event, was] of this.#told) this.#compare(event, this.before.get(event)?.time ?? 0, was, []);
    this.#told.clear();
    this.#changes.sort((a, b) => a.time - b.time || (a.event < b.event ? -1 : 1));
    return {
      changes: this.#changes.flatMap((c) => c.of),
      gained: this.#gained,
      lost: this.#foundBefore.filter((f) => !this.#idsAfter.has(f.id)),
    };
  }
}

export interface WhatIfFinding {
  readonly id: string;
  readonly rule: string;
  readonly severity: Severity;
  readonly stage: Stage | 'case';
  readonly event: EventId | undefined;
  readonly wake: string | undefined;
  readonly kind: EventKind | undefined;
  readonly time: Instant | undefined;
  readonly subject: string;
  readonly text: string;
}

export interface WhatIfChangeLine extends VerdictChange {
  /** In the case; `undefined` where only the draft asks anything of the event. */
  readonly wake: string | undefined;
  readonly kind: EventKind;
  readonly time: Instant;
  readonly subject: string;
  readonly turn: 'gained' | 'lost' | 'other';
}

export interface WhatIfClaims {
  readonly name: string;
  readonly rows: number;
  /** Claims of the case in whose place they stand. */
  readonly replaced: number;
  readonly subjects: readonly {
    readonly subject: string;
    readonly role: string;
    readonly was: readonly string[];
    readonly is: readonly string[];
    readonly record: RecordRef | undefined;
  }[];
  /** Rows that could not be taken, with the reason. */
  readonly warnings: readonly string[];
}

export interface WhatIfView {
  readonly policy: {
    readonly before: { readonly name: string; readonly revision: number };
    readonly after: { readonly name: string; readonly revision: number };
    readonly changes: readonly { readonly path: string; readonly was: string | undefined; readonly now: string | undefined }[];
  };
  readonly claims: WhatIfClaims | undefined;
  /** Verdicts of the events over all stages. */
  readonly before: MatrixCell;
  readonly after: MatrixCell;
  readonly wakes: { readonly before: number; readonly after: number };
  readonly gaps: { readonly before: number; readonly after: number };
  readonly changed: number;
  /** Events with a changed verdict. */
  readonly events: number;
  readonly gained: readonly WhatIfFinding[];
  readonly gainedTotal: number;
  readonly lost: readonly WhatIfFinding[];
  readonly lostTotal: number;
  readonly seconds: number;
}

export interface WhatIfMatrixRow {
  readonly value: string;
  readonly label: string;
  readonly before: MatrixRow | undefined;
  readonly after: MatrixRow | undefined;
  /** By stage: a verdict of one of its events changed. */
  readonly changed: readonly boolean[];
}
export interface WhatIfMatrix {
  readonly by: MatrixBy;
  readonly rows: readonly WhatIfMatrixRow[];
  readonly all: WhatIfMatrixRow;
}

/** Two matrices row by row; `changed` says for a row and stage whether a verdict in it changed, even where the counts are the same. */
export function whatIfMatrix(before: MatrixView, after: MatrixView, changed: (value: string | undefined, stage: number) => boolean): WhatIfMatrix {
  const join = (b: MatrixRow | undefined, a: MatrixRow | undefined, key: string | undefined): WhatIfMatrixRow => ({
    value: (a ?? b)?.value ?? '',
    label: (a ?? b)?.label ?? '',
    before: b,
    after: a,
    changed: STAGES.map((_s, i) => changed(key, i)),
  });
  const was = new Map(before.rows.map((r) => [r.value, r]));
  const is = new Set(after.rows.map((r) => r.value));
  const rows = [
    ...after.rows.map((r) => join(was.get(r.value), r, r.value)),
    ...before.rows.filter((r) => !is.has(r.value)).map((r) => join(r, undefined, r.value)),
  ];
  return { by: after.by, rows, all: join(before.all, after.all, undefined) };
}

export const sumOf = (row: MatrixRow): MatrixCell =>
  row.cells.reduce<Record<Verdict, number>>(
    (sum, c) => {
      for (const v of Object.keys(sum) as Verdict[]) sum[v] += c[v];
      return sum;
    },
    { met: 0, late: 0, partial: 0, unmet: 0, unknown: 0, 'not-reached': 0, 'not-required': 0 },
  );
export const gapsOfRow = (row: MatrixRow): number => gapsOf(sumOf(row));
