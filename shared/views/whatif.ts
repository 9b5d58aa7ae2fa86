/** The same history judged twice: which verdicts changed, which gaps were gained and lost. */
import type { Instant } from '../base/instant.ts';
import type { Finding, Wake } from '../model/analysis.ts';
import type { EventId, RecordRef } from '../model/ids.ts';
import { type EventKind, type Severity, STAGES, type Stage, type Tier, type Verdict } from '../model/vocabulary.ts';
import { gapsOf, type MatrixBy, type MatrixCell, type MatrixRow, type MatrixView } from './matrix.ts';

/** A wake as far as two analyses are compared. */
export interface JudgedWake {
  readonly id: string;
  readonly event: EventId;
  readonly kind: EventKind;
  readonly time: Instant;
  readonly target: string | undefined;
  readonly actor: string | undefined;
  readonly tier: Tier;
  readonly strip: readonly Verdict[];
  /** `stage` or `stage audience` → verdict and the sentence that says why. */
  readonly lines: ReadonlyMap<string, { readonly verdict: Verdict; readonly text: string }>;
}

export const judgedWake = (w: Wake): JudgedWake => ({
  id: w.id,
  event: w.event,
  kind: w.kind,
  time: w.time,
  target: w.target,
  actor: w.actor,
  tier: w.tier,
  strip: w.strip,
  lines: new Map(w.obligations.map((o) => [o.audience === undefined ? o.stage : `${o.stage} ${o.audience}`, { verdict: o.verdict, text: o.text }])),
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

/** Every verdict that is another one, by time of the event, then stage, the event's own line before its audiences'. */
export function verdictChanges(before: ReadonlyMap<EventId, JudgedWake>, after: ReadonlyMap<EventId, JudgedWake>): VerdictChange[] {
  const events = [...new Set([...before.keys(), ...after.keys()])];
  const time = (e: EventId): number => (before.get(e) ?? after.get(e))?.time ?? 0;
  events.sort((a, b) => time(a) - time(b) || (a < b ? -1 : 1));
  const out: VerdictChange[] = [];
  for (const event of events) {
    const [was, is] = [before.get(event)?.lines, after.get(event)?.lines];
    const keys = [...new Set([...(was?.keys() ?? []), ...(is?.keys() ?? [])])];
    for (const stage of STAGES) {
      for (const key of keys.filter((k) => k === stage || k.startsWith(`${stage} `)).sort((a, b) => a.length - b.length)) {
        const [x, y] = [was?.get(key), is?.get(key)];
        const [v, w] = [x?.verdict ?? 'not-required', y?.verdict ?? 'not-required'];
        if (v !== w)
          out.push({
            event,
            stage,
            audience: key === stage ? undefined : key.slice(stage.length + 1),
            before: v,
            after: w,
            text: (y ?? x)?.text ?? '',
          });
      }
    }
  }
  return out;
}

/** Findings that only one of the two has, told apart by their ids: a wake and a rule. */
export function findingTurns(before: readonly Finding[], after: readonly Finding[]): { gained: Finding[]; lost: Finding[] } {
  const [was, is] = [new Set(before.map((f) => f.id)), new Set(after.map((f) => f.id))];
  return { gained: after.filter((f) => !was.has(f.id)), lost: before.filter((f) => !is.has(f.id)) };
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
