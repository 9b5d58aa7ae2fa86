import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ADAPTERS, adapterByType } from '../../shared/adapters/registry.ts';
import { narrowed } from '../unit/bundle/narrowed.ts';
import { golden, reader, records } from './harness.ts';

const CASES = join(import.meta.dirname, 'cases');
const files = readdirSync(CASES).filter((f) => f.endsWith('.ndjson') || f.endsWith('.csv'));

/** The least number of records that shows an adapter's shapes. */
const ENOUGH_RECORDS = 5;

describe('golden records', () => {
  for (const file of files) {
    const type = file.split('.')[0] ?? '';
    const isCsv = file.endsWith('.csv');
    const all = records(readFileSync(join(CASES, file), 'utf8'), isCsv);

    it(`${file} is read as written down`, () => {
      const adapter = adapterByType(type);
      if (adapter === undefined) throw new Error(`no adapter is called ${type}`);
      const expected = join(CASES, file.replace(/\.(ndjson|csv)$/, '.expected.txt'));
      // The member's name for a table is the table's own: `table.notices.csv` stands for notices.csv.
      const name = file
        .split('.')
        .slice(type === 'table' ? 1 : 0)
        .join('.');
      const said = golden(adapter, all, name);
      // An import shows an adapter no more of a record than it says it looks at.
      const { reads } = adapter;
      if (reads !== undefined) {
        const parts = all.map((record) => ({ ...record, data: narrowed(record.data, reads) }));
        expect(golden(adapter, parts, name)).toBe(said);
      }
      if (process.env.UPDATE_GOLDEN === '1') writeFileSync(expected, said);
      expect(said).toBe(readFileSync(expected, 'utf8'));
    });

    it(`${file} is recognised by its content as ${type}`, () => {
      const scores = ADAPTERS.map((a) => ({ type: a.type, score: a.recognise(all.slice(0, 20), 'member').score }));
      scores.sort((a, b) => b.score - a.score);
      expect(scores[0]?.type).toBe(type);
      expect(scores[0]?.score).toBeGreaterThan(scores[1]?.score ?? 0);
    });
  }

  it('every adapter has at least five golden records of which it says something', () => {
    const counts = new Map(ADAPTERS.map((a) => [a.type, 0]));
    for (const file of files) {
      const type = file.split('.')[0] ?? '';
      const adapter = adapterByType(type);
      if (adapter === undefined) throw new Error(`no adapter is called ${type}`);
      const name = file
        .split('.')
        .slice(type === 'table' ? 1 : 0)
        .join('.');
      const read = reader(adapter, { name });
      const all = records(readFileSync(join(CASES, file), 'utf8'), file.endsWith('.csv'));
      counts.set(type, (counts.get(type) ?? 0) + all.filter((record) => read(record).emissions.length > 0).length);
    }
    expect([...counts].filter(([, n]) => n < ENOUGH_RECORDS)).toEqual([]);
  });
});
