/** Which row of a sheet names its columns: reports have a title and a few lines about themselves above it. */

export interface SheetRow {
  /** From 1, as the spreadsheet program shows it. */
  readonly number: number;
  /** By column from 0; an empty text where there is nothing. */
  readonly cells: readonly string[];
  /** Whether the cell of a column holds text, and no number, date, truth value or error. */
  readonly isText: readonly boolean[];
}

/** As many rows that hold something as the header is looked for in. */
export const LOOKED_AT = 50;
const LONGEST_NAME = 200;
const NARROW = 3;

/** Index of the header in the first rows that hold something: the first one that is nearly as wide as the table and holds short texts that differ. */
export function headerAt(rows: readonly SheetRow[]): number {
  const filled = rows.map((r) => r.cells.reduce((n, c) => n + (c.trim() === '' ? 0 : 1), 0));
  const widest = Math.max(0, ...filled);
  // `Exported by | Ada` above a narrow table must not be its header.
  const enough = widest <= NARROW ? widest : widest * 0.6;
  return Math.max(
    0,
    rows.findIndex((r, i) => filled[i]! >= enough && isNames(r)),
  );
}

function isNames(row: SheetRow): boolean {
  const seen = new Set<string>();
  let filled = 0;
  for (const [i, cell] of row.cells.entries()) {
    const name = cell.trim().toLowerCase();
    if (name === '') continue;
    if (row.isText[i] !== true || name.length > LONGEST_NAME) return false;
    seen.add(name);
    filled++;
  }
  // A column may be named twice; a heading that is merged over several columns is the same everywhere.
  return filled > 0 && seen.size * 3 >= filled * 2;
}
