import { expect, test } from 'vitest';
import { active, filterOf, toggled } from '../../renderer/screens/findings/filter.ts';
import { placeOfId } from '../../renderer/screens/shared/places.ts';
import { readHash, writeHash } from '../../renderer/state/navigation.ts';

test('a place goes into the address and comes out of it unchanged', () => {
  const place = { screen: 'findings', params: { finding: 'f-1', search: 'a&b=c #?ü/\u202e', severity: 'critical,high' } } as const;
  expect(readHash(writeHash(place))).toEqual(place);
});

test('what was taken away leaves no trace in the address', () => {
  expect(writeHash({ screen: 'findings', params: { finding: undefined, search: '' } })).toBe('#findings');
});

test('a parameter without a value asks for nothing', () => {
  expect(readHash('#wake?wake=&stage=reached').params).toEqual({ stage: 'reached' });
});

test('an address that nobody wrote leads to the start', () => {
  for (const hash of ['', '#', '#nowhere', '#__proto__', '#<script>']) expect(readHash(hash).screen).toBe('start');
});

test('a filter that the vocabulary does not know is not asked of the engine', () => {
  const filter = filterOf({ severity: 'critical,catastrophic', stage: 'nowhere', rule: 'owner.stale' });
  expect(filter.severities).toEqual(['critical']);
  expect(filter.stages).toBeUndefined();
  expect(filter.rules).toEqual(['owner.stale']);
});

test('ticking twice is not ticking', () => {
  const once = toggled({}, 'severity', 'high');
  expect(once).toBe('high');
  expect(toggled({ severity: once }, 'severity', 'high')).toBeUndefined();
});

test('the filter that was set last by the order of the screen is the one that Shift f drops', () => {
  expect(
    active({ rule: 'a', severity: 'high', search: 'x' })
      .map((f) => f.key)
      .at(-1),
  ).toBe('search');
});

test.each([
  ['w-s0001:12', 'wake'],
  ['f-12', 'findings'],
  ['s0003', 'sources'],
  ['s0003:41.2', 'timeline'],
  ['iupn:m.l@halden.example', 'identities'],
  ['case-0011', undefined],
])('%s leads to %s', (id, screen) => expect(placeOfId(id)?.screen).toBe(screen));
