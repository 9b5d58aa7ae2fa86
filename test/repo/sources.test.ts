/** docs/sources.md is what a client is sent: it has to say of every adapter how to get what it reads. */
import { describe, expect, test } from 'vitest';
import { ADAPTERS } from '../../shared/adapters/registry.ts';
import { textOf } from './tracked.ts';

const text = textOf('docs/sources.md');
const rows = text.split('\n').filter((line) => line.startsWith('| `') && !line.startsWith('| `type` |'));

/** Described elsewhere: what Tracewake writes itself, and the tables that people fill in. */
const ELSEWHERE = ['table', 'tracewake-timeline'];

describe('the list of sources', () => {
  test.each(ADAPTERS.map((a) => a.type).filter((type) => !ELSEWHERE.includes(type)))('says of %s what is read and how to get it', (type) => {
    const own = rows.filter((row) => row.startsWith(`| \`${type}\``));
    expect(own.length).toBeGreaterThan(0);
    for (const row of own) expect(row.split(/(?<!\\)\|/)).toHaveLength(5);
    // In words of its own, or by a link to the section that has them.
    expect(own.some((row) => /.{20,}|\]\(#/.test((row.split(/(?<!\\)\|/)[3] ?? '').trim()))).toBe(true);
  });

  test('names no adapter that there is not', () => {
    const types = new Set(ADAPTERS.map((a) => a.type));
    const named = rows.map((row) => /^\| `([a-z0-9-]+)`/.exec(row)?.[1]).filter((type) => type !== undefined);
    expect(named.filter((type) => !types.has(type))).toEqual([]);
  });
});
