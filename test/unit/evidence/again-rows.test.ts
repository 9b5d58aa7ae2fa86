/** Two lists of rows held against each other: what is named where one of them was altered. */
import { describe, expect, test } from 'vitest';
import { difference, Rows } from '../../../electron/engine/evidence/verify-again-compare.ts';
import { fieldTexts, lineWriter } from '../../../shared/evidence/rows.ts';
import { SCHEMAS } from '../../../shared/evidence/schemas.ts';
import { random } from '../../builders/week.ts';

interface Action {
  readonly actionId: string;
  readonly action: string;
  readonly outcome: string;
  readonly system: string;
  readonly record: string;
}
const row = (n: number, outcome = 'success'): Action => ({ actionId: `A${n}`, action: 'revoke', outcome, system: 'iam', record: `s0001:${n}` });
const rows = (n: number): Action[] => Array.from({ length: n }, (_, i) => row(i + 1));
const write = lineWriter(SCHEMAS.actions);
const lineOf = (r: Action): string => write(fieldTexts(SCHEMAS.actions, { ...r })).trimEnd();

function compared(said: readonly Action[], given: readonly Action[]): string[] {
  const told: string[] = [];
  const all = given.map((r): Readonly<Record<string, unknown>> => ({ ...r }));
  const comparison = new Rows('actions', all.values(), (text, line) => void told.push(`${line} ${text}`));
  for (const [i, r] of said.entries()) comparison.line(lineOf(r), i + 1);
  expect(comparison.end()).toBe(given.length);
  return told;
}

describe('rows', () => {
  test('that are the same say nothing, however many', () => {
    expect(compared(rows(500), rows(500))).toEqual([]);
    expect(compared([], [])).toEqual([]);
  });

  test('altered ones are named with the first field that differs', () => {
    const said = rows(300).with(99, row(100, 'failure')).with(199, row(200, 'failure'));
    expect(compared(said, rows(300))).toEqual([
      '100 s0001:100 revoke: outcome is "failure" in the package, and parsing again gives "success"',
      '200 s0001:200 revoke: outcome is "failure" in the package, and parsing again gives "success"',
    ]);
  });

  test('missing ones are named at the line before which they belong, at the beginning, in the middle and at the end', () => {
    const missing = (n: number): string => `before this line is missing what the sources give: s0001:${n} revoke`;
    expect(compared(rows(300).slice(1), rows(300))).toEqual([`1 ${missing(1)}`]);
    expect(compared(rows(300).toSpliced(149, 2), rows(300))).toEqual([`150 ${missing(150)}`, `150 ${missing(151)}`]);
    expect(compared(rows(298), rows(300))).toEqual([`299 ${missing(299)}`, `299 ${missing(300)}`]);
    expect(compared([], rows(2))).toEqual([`1 ${missing(1)}`, `1 ${missing(2)}`]);
  });

  test('those that were put in are named, many of them too', () => {
    expect(compared(rows(300).toSpliced(10, 0, row(9001)), rows(300))).toEqual(['11 the sources do not give this: s0001:9001 revoke']);
    const many = Array.from({ length: 40 }, (_, i) => row(9000 + i));
    expect(compared(rows(300).toSpliced(10, 0, ...many), rows(300))).toHaveLength(40);
    expect(compared([...rows(3), ...many], rows(3))).toHaveLength(40);
  });

  test('a line that cannot be read is none that the sources give', () => {
    const comparison: string[] = [];
    const c = new Rows('actions', [{ ...row(1) }].values(), (text) => void comparison.push(text));
    c.line('{"nonsense', 1);
    c.end();
    expect(comparison).toHaveLength(1);
  });

  test('whatever is done to them, something is said of it, and it comes to an end', () => {
    const draw = random(7);
    const upTo = (n: number): number => Math.floor(draw() * n);
    for (let i = 0; i < 200; i++) {
      const said = rows(1 + upTo(200));
      const given = [...said];
      for (let edits = 1 + upTo(5); edits > 0; edits--) {
        const at = upTo(given.length);
        if (draw() < 0.4) given.splice(at, upTo(90));
        else if (draw() < 0.5) given.splice(at, 0, ...Array.from({ length: 1 + upTo(90) }, (_, k) => row(5000 + edits * 100 + k)));
        else if (given[at] !== undefined) given[at] = { ...given[at], outcome: `odd ${edits}` };
      }
      const isSame = given.length === said.length && given.every((r, k) => lineOf(r) === lineOf(said[k]!));
      expect(compared(said, given).length > 0).toBe(!isSame);
    }
  });
});

describe('one value', () => {
  test('is named by its place; of several the first are, and that there are more', () => {
    expect(difference({ a: [1, { b: 'x' }] }, { a: [1, { b: 'x' }] })).toBeUndefined();
    expect(difference({ a: [1, { b: 'x' }] }, { a: [1, { b: 'y' }] })).toBe('a[1].b is "x" in the package, and parsing again gives "y"');
    expect(difference({ a: 1 }, { a: 1, b: null })).toBe('b is nothing in the package, and parsing again gives null');
    expect(difference({ a: 1, b: 2, c: 3 }, { a: 0, b: 0, c: 0 }, 2)).toMatch(/^a is 1 .*; b is 2 .*; and more$/);
    expect(difference('x', undefined)).toBe('it is "x" in the package, and parsing again gives nothing');
  });
});
