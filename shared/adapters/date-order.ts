/**
 * Whether a column writes the day first or the month. One export may hold both: what its system writes, and what somebody typed in.
 * So each column is judged by its own values, and by the rest of the source only where none of them tells.
 */
import type { DateOrder } from './time.ts';

const SLASHED = /(?<![\d/.-])(\d{1,2})([-/])(\d{1,2})\2\d{4}(?!\d)/g;
/** A longer text is prose, which may quote dates of anybody. */
const LONGEST = 128;
/** Deeper than any column of a log; hostile records are nested without end. */
const DEEPEST = 8;
/** More columns than an export has; records whose keys are ids would fill the memory. */
const MOST_COLUMNS = 2000;

interface Seen {
  dmy: number;
  mdy: number;
}

function count(text: string, seen: Seen): void {
  for (const m of text.matchAll(SLASHED)) {
    const [a, b] = [Number(m[1]), Number(m[3])];
    if (a > 12 && a <= 31 && b <= 12) seen.dmy++;
    if (b > 12 && b <= 31 && a <= 12) seen.mdy++;
  }
}

const orderBy = ({ dmy, mdy }: Seen): DateOrder => (mdy > 0 && dmy === 0 ? 'mdy' : dmy > 0 && mdy === 0 ? 'dmy' : undefined);

/** What the dates in a piece of a source say about their order; `undefined` where none of them tells, or where they contradict each other. */
export function dateOrderOf(text: string): DateOrder {
  const seen = { dmy: 0, mdy: 0 };
  count(text, seen);
  return orderBy(seen);
}

/** The texts of a record with the column in which each stands; items of a list are one column. */
function visit(value: unknown, column: string, depth: number, see: (column: string, text: string) => void): void {
  if (typeof value === 'string') {
    if (value.length <= LONGEST) see(column, value);
  } else if (typeof value === 'object' && value !== null && depth < DEEPEST) {
    if (Array.isArray(value)) for (const item of value) visit(item, `${column}[]`, depth + 1, see);
    else for (const [key, item] of Object.entries(value)) visit(item, `${column}.${key}`, depth + 1, see);
  }
}

export class DateOrders {
  readonly #columns = new Map<string, Seen>();
  readonly #whole: DateOrder;

  /** `records`: from the beginning of the source; `whole`: what holds for a column that does not tell. */
  constructor(records: Iterable<unknown>, whole: DateOrder) {
    this.#whole = whole;
    for (const record of records) {
      visit(record, '', 0, (column, text) => {
        if (!text.includes('/') && !text.includes('-')) return;
        let seen = this.#columns.get(column);
        if (seen === undefined) {
          if (this.#columns.size >= MOST_COLUMNS) return;
          seen = { dmy: 0, mdy: 0 };
          this.#columns.set(column, seen);
        }
        count(text, seen);
      });
    }
  }

  /**
   * The order of a date of this record: that of the column in which the text stands or, where it was put together from several, in which
   * its date does. Columns that hold the same date and differ tell nothing.
   */
  of(text: string, record: unknown): DateOrder {
    const date = text.match(SLASHED)?.[0];
    const exact = new Set<string>();
    const part = new Set<string>();
    visit(record, '', 0, (column, value) => {
      if (value.trim() === text) exact.add(column);
      else if (date !== undefined && value.includes(date)) part.add(column);
    });
    const said = new Set<'mdy' | 'dmy'>();
    let contradicted = false;
    for (const column of exact.size > 0 ? exact : part) {
      const seen = this.#columns.get(column);
      if (seen === undefined) continue;
      const order = orderBy(seen);
      if (order !== undefined) said.add(order);
      else if (seen.dmy > 0) contradicted = true;
    }
    if (said.size === 0 && !contradicted) return this.#whole;
    return said.size === 1 && !contradicted ? [...said][0] : undefined;
  }
}
