/** What reaches a terminal. Text that came out of logs may hold escape sequences that move the cursor, rewrite lines or reorder letters. */
import { grouped as inThrees } from '../../shared/base/grouped.ts';
import type { Progress } from '../../shared/contract/requests.ts';

/** Control, format (bidirectional marks, zero-width), line separator and lone surrogate characters. */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/** For a person: such a character is shown as `\u{1b}`. */
export const safe = (text: string): string => text.replace(UNSAFE, (c) => `\\u{${(c.codePointAt(0) ?? 0).toString(16)}}`);

/** For a program: the same characters as JSON escapes, which only ever stand inside strings of serialised JSON. */
export const safeJson = (json: string): string =>
  json.replace(UNSAFE, (c) => [...Array(c.length).keys()].map((i) => `\\u${c.charCodeAt(i).toString(16).padStart(4, '0')}`).join(''));

/** Rows as aligned columns, every cell made safe. A column is aligned right where all of its cells but the head are figures. */
export function table(head: readonly string[], rows: readonly (readonly (string | number | undefined)[])[]): string[] {
  const cells = rows.map((row) => row.map((cell) => (typeof cell === 'number' ? grouped(cell) : safe(cell ?? ''))));
  const right = head.map((_, c) => rows.length > 0 && rows.every((row) => typeof row[c] === 'number' || row[c] === undefined));
  const width = head.map((title, c) => Math.max(title.length, ...cells.map((row) => row[c]?.length ?? 0)));
  const line = (row: readonly string[]): string =>
    row
      .map((cell, c) => (right[c] ? cell.padStart(width[c] ?? 0) : cell.padEnd(width[c] ?? 0)))
      .join('  ')
      .trimEnd();
  return [line(head), ...cells.map(line)];
}

export const grouped = (n: number): string => (Number.isInteger(n) ? inThrees(n) : n.toFixed(1));

/** `1 file`, `21,606 rows`. */
export const counted = (n: number, one: string, many = `${one}s`): string => `${grouped(n)} ${n === 1 ? one : many}`;

export function size(bytes: number | undefined): string {
  if (bytes === undefined) return '';
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let n = bytes;
  let unit = 0;
  while (n >= 1000 && unit < units.length - 1) {
    n /= 1000;
    unit += 1;
  }
  return `${unit === 0 ? n : n.toFixed(1)} ${units[unit]}`;
}

/** One line for a person: `reading 43 % · 12,000 records · 90,000 a second · 12 s left · aws/2026-03-04.json.gz`. */
export function progressLine(p: Progress, columns: number): string {
  const share = p.bytes?.of ? p.bytes.done / p.bytes.of : p.records?.of ? p.records.done / p.records.of : undefined;
  const parts = [
    share === undefined ? p.phase : `${p.phase} ${Math.floor(Math.min(1, share) * 100)} %`,
    p.records && counted(p.records.done, 'record'),
    p.bytes && !p.records && size(p.bytes.done),
    p.rate && `${grouped(Math.round(p.rate))} a second`,
    p.secondsLeft && p.secondsLeft >= 1 && `${grouped(Math.ceil(p.secondsLeft))} s left`,
    p.member && safe(p.member),
  ];
  return parts
    .filter((part) => typeof part === 'string')
    .join(' · ')
    .slice(0, Math.max(20, columns - 1));
}
