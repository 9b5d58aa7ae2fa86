/** Which file is which plain table: by its header, or in JSON lines by the keys that its rows have, where empty ones are often left out. */
import { describe, expect, it } from 'vitest';
import type { RawRecord } from '../../../shared/adapters/adapter.ts';
import { table } from '../../../shared/adapters/table.ts';

const rows = (...data: readonly Record<string, unknown>[]): RawRecord[] => data.map((d, i) => ({ data: d, header: undefined, ordinal: i + 1 }));
const csv = (header: string): RawRecord[] => {
  const cells = header.split(',');
  return [{ data: Object.fromEntries(cells.map((c) => [c, 'x'])), header: cells, ordinal: 1 }];
};
const scoreOf = (sample: readonly RawRecord[], name = 'x/export.jsonl'): number => table.recognise(sample, name).score;
const channelsOf = (sample: readonly RawRecord[]): readonly string[] =>
  typeof table.channels === 'function' ? table.channels(sample, 'x/export.jsonl') : table.channels;

describe('a plain table is recognised', () => {
  it('by keys that are all its own, however few the rows have of them', () => {
    expect(scoreOf(rows({ identity: 'aws-user:a', kind: 'service-account', privilege_tier: 2 }))).toBeGreaterThan(0.5);
    expect(scoreOf(rows({ subject: 'aws-user:a', role: 'owner', party: 'email:o@ship.example' }))).toBeGreaterThan(0.5);
    expect(scoreOf(csv('person,status'))).toBeGreaterThan(0.5);
  });

  it('by a few of its keys among others where the file is named after it too', () => {
    const sparse = rows({ identity: 'aws-user:a', kind: 'workload', region: 'eu', note: '', row: 1 });
    expect(scoreOf(sparse, 'ownership/identities-2026.jsonl')).toBeGreaterThan(0.5);
    expect(scoreOf(sparse, 'ownership/inventory.jsonl')).toBe(0);
  });

  it('not by its name alone', () => {
    expect(scoreOf(rows({ identity: 'aws-user:a', owner: 'x' }), 'identities.jsonl')).toBe(0);
  });

  it('with the channels that its rows together say, also where the first leaves a key out', () => {
    const undecided = { item_id: 'C-1', identity: 'aws-user:a', reviewer: 'email:r@ship.example', campaign: 'yearly' };
    expect(channelsOf(rows(undecided, { ...undecided, item_id: 'C-2', decision: 'approve' }))).toEqual(['certification']);
  });
});
