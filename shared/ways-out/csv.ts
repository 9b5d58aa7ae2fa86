/**
 * CSV by RFC 4180. Cells come from logs, and a spreadsheet runs a cell that begins like a formula: such a cell gets an apostrophe
 * before it, and no control character stands raw but tabs and line ends. Both are reversible (tracewake-timeline.ts in shared/adapters), so
 * that a timeline which goes out and comes back is the same.
 */
import { visible } from '../base/visible.ts';
import { COLUMNS, type FlatEvent, isoOf } from './row.ts';

/** What a spreadsheet takes for the beginning of a formula, the full-width forms of East Asian locales among them. */
const FORMULA = /^'*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/;
/** A number is none, whatever its sign. */
const NUMBER = /^-?\d+(?:\.\d+)?$/;
/** In a locale that separates cells by `;` a quote inside a line protects nothing: the cell may be cut there, and the rest begins anew. */
const AFTER_SEPARATOR = /([;\t\r\n|])(\s*[=+\-@\uff1d\uff0b\uff0d\uff20])/g;

/** With an apostrophe before it where a spreadsheet would run it. */
export const guarded = (text: string): string => (FORMULA.test(text) && !NUMBER.test(text) ? `'${text}` : text);

const quoted = (text: string): string => (/[",;\r\n\t]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

export const csvLine = (cells: readonly (string | undefined)[], end: string): string =>
  `${cells.map((c) => (c === undefined ? '' : quoted(guarded(visible(c))))).join(',')}${end}`;

/** More than a cell of a spreadsheet holds (32,767) is refused or cut in silence; so it is cut here, and says so. */
const LONGEST_CELL = 32_000;
/** A sheet has 1,048,576 rows, the header among them. */
export const MOST_SHEET_ROWS = 1_048_575;

const forSheet = (text: string | undefined): string | undefined => {
  if (text === undefined) return undefined;
  const shown = text.length > LONGEST_CELL ? `${text.slice(0, LONGEST_CELL)} … (cut; ${text.length} characters)` : text;
  return shown.replace(AFTER_SEPARATOR, "$1'$2");
};

/**
 * A spreadsheet takes UTF-8 for the local code page unless the file begins with a byte order mark; whatever else reads CSV skips it.
 * Lines end in CRLF, as the RFC has it.
 */
export const SHEET_HEAD = `\ufeff${csvLine(['datetime', 'message', ...COLUMNS.map(([name]) => name)], '\r\n')}`;

/** A row for people: the time as ISO 8601, empty where the event is undated. */
export const sheetLine = (row: FlatEvent): string =>
  csvLine([isoOf(row.time), forSheet(row.message), ...COLUMNS.map(([, cell]) => forSheet(cell(row)))], '\r\n');
