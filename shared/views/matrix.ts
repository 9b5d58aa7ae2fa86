/** The stage matrix: how many wakes have which verdict at each stage, split by what somebody wants to compare. */
import type { Verdict } from '../model/vocabulary.ts';
import { type MATRIX_BY, STAGES } from '../model/vocabulary.ts';

export type MatrixBy = (typeof MATRIX_BY)[number];

/** How many wakes have each verdict at one stage. */
export type MatrixCell = Readonly<Record<Verdict, number>>;

export interface MatrixRow {
  /** What the wakes are filtered by; empty where none is on record. */
  readonly value: string;
  readonly label: string;
  readonly wakes: number;
  /** In the order of STAGES. */
  readonly cells: readonly MatrixCell[];
  /** Late, partial and unmet over all stages. */
  readonly gaps: number;
}

export interface MatrixView {
  readonly by: MatrixBy;
  /** Those with the most gaps first, those of nobody last; by time for months. */
  readonly rows: readonly MatrixRow[];
  /** Each wake once, even where it stands in several rows. */
  readonly all: MatrixRow;
  /** Wakes that stand in more than one row: one identity can have several owning teams. */
  readonly shared: number;
  /** Wakes of the case without the filter. */
  readonly of: number;
}

export interface MatrixWake {
  readonly strip: readonly Verdict[];
  /** The rows in which it stands; `['']` where nothing is on record. */
  readonly groups: readonly string[];
}

export const gapsOf = (c: MatrixCell): number => c.late + c.partial + c.unmet;
/** Wakes in which the stage was judged or could not be: a bar is a share of these. */
export const judgedOf = (c: MatrixCell): number => c.met + gapsOf(c) + c.unknown;

type Counting = { value: string; wakes: number; cells: Record<Verdict, number>[] };
const empty = (value: string): Counting => ({
  value,
  wakes: 0,
  cells: STAGES.map(() => ({ met: 0, late: 0, partial: 0, unmet: 0, unknown: 0, 'not-reached': 0, 'not-required': 0 })),
});
const rowOf = (c: Counting, label: string): MatrixRow => ({ ...c, label, gaps: c.cells.reduce((n, cell) => n + gapsOf(cell), 0) });

export function matrixView(by: MatrixBy, wakes: Iterable<MatrixWake>, of: number): MatrixView {
  const all = empty('');
  const rows = new Map<string, Counting>();
  let shared = 0;
  const add = (to: Counting, strip: readonly Verdict[]): void => {
    to.wakes++;
    for (const [i, v] of strip.entries()) {
      const cell = to.cells[i];
      if (cell !== undefined) cell[v]++;
    }
  };
  for (const w of wakes) {
    add(all, w.strip);
    if (w.groups.length > 1) shared++;
    for (const value of w.groups) {
      let row = rows.get(value);
      if (row === undefined) {
        row = empty(value);
        rows.set(value, row);
      }
      add(row, w.strip);
    }
  }
  const list = [...rows.values()].map((r) => rowOf(r, labelOfGroup(by, r.value)));
  list.sort((a, b) =>
    by === 'month' || by === 'tier'
      ? a.value < b.value
        ? -1
        : 1
      : Number(a.value === '') - Number(b.value === '') || b.gaps - a.gaps || b.wakes - a.wakes || (a.value < b.value ? -1 : 1),
  );
  return { by, rows: list, all: rowOf(all, ALL[by]), shared, of };
}

const ALL: Readonly<Record<MatrixBy, string>> = {
  kind: 'All kinds',
  team: 'All teams',
  application: 'All applications',
  'identity-kind': 'All identity kinds',
  tier: 'All tiers',
  month: 'All months',
};
const NONE: Readonly<Record<MatrixBy, string>> = {
  kind: 'no kind',
  team: 'no owning team on record',
  application: 'no application on record',
  'identity-kind': 'kind unknown',
  tier: 'tier unknown',
  month: 'no time',
};
const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];

export function labelOfGroup(by: MatrixBy, value: string): string {
  if (value === '') return NONE[by];
  if (by === 'tier') return `tier ${value}`;
  if (by === 'identity-kind') return value === 'unknown' ? NONE[by] : value.replaceAll('-', ' ');
  if (by === 'month') return `${MONTHS[Number(value.slice(5, 7)) - 1] ?? value} ${value.slice(0, 4)}`;
  return value;
}
