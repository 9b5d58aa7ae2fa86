import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { disagreements } from '../../ocsf/compare.ts';
import { explain } from '../../ocsf/explained.ts';
import { pairsIn } from '../../ocsf/pairs.ts';

const published = {
  class_uid: 3001,
  class_name: 'Account Change',
  activity_id: 1,
  activity_name: 'Create',
  time: 1_679_072_879_000,
  actor: { user: { uid: 'arn:a', uid_alt: 'AROA:a' } },
  user: { uid: 'arn:b', email_addr: 'b@corp[.]example' },
};

test('two forms agree where class, activity, time and one name of actor and target are the same', () => {
  const ours = { ...published, actor: { user: { uid: 'ARN:A', name: 'a' } }, user: { name: 'b@corp.example' }, class_name: 'x' };
  expect(disagreements(published, ours)).toEqual([]);
});

test('each field that differs is one disagreement, and an event that is not there disagrees in all', () => {
  const ours = { ...published, class_uid: 3002, activity_id: 2, time: 1_679_072_879_001, actor: {}, user: undefined, entity: { uid: 'c' } };
  expect(disagreements(published, ours).map((d) => d.field)).toEqual(['class', 'activity', 'time', 'actor', 'target']);
  expect(disagreements(published, undefined)).toHaveLength(5);
});

test('a published time in whole seconds says nothing below the second', () => {
  const seconds = { ...published, time: 1_679_072_879 };
  expect(disagreements(seconds, { ...published, time: 1_679_072_879_353 })).toEqual([]);
  expect(disagreements(seconds, { ...published, time: 1_679_072_880_000 }).map((d) => d.field)).toEqual(['time']);
});

test('an explanation holds only for what it explains', () => {
  const pair = { name: 'v1.0.0/x.raw', raw: 'x.raw', published };
  const d = { field: 'time', published: '2023-09-21T22:22:52.000Z', ours: '2020-09-21T22:22:52.000Z' } as const;
  expect(explain(pair, d)).toContain('another edition');
  expect(explain(pair, { ...d, ours: '2020-09-21T22:22:53.000Z' })).toBeUndefined();
  expect(explain(pair, { ...d, field: 'class' })).toBeUndefined();
});

test('pairs are found beside each other, a comma too many is read, and what is no pair is named', () => {
  const dir = mkdtempSync(join(tmpdir(), 'tracewake-pairs-'));
  const file = (name: string, text: string): void => writeFileSync(join(dir, name), text);
  try {
    mkdirSync(join(dir, 'b'));
    file('one.raw', '{}');
    file('one.ocsf', '{"time": 1, }');
    file('b/two.raw', '{}');
    file('b/OCSF_two.json', '[{"time": 2}]');
    file('three.raw', '{}');
    file('four.json', '{}');
    file('five.raw', '{}');
    file('five.ocsf', 'no JSON');
    const { pairs, left } = pairsIn(dir);
    expect(pairs.map((p) => [p.name, p.published.time])).toEqual([
      ['b/two.raw', 2],
      ['one.raw', 1],
    ]);
    expect(left.map((l) => l.name).sort()).toEqual(['five.raw', 'four.json', 'three.raw']);
  } finally {
    rmSync(dir, { recursive: true });
  }
});
