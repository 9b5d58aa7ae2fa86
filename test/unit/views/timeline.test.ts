import { describe, expect, it } from 'vitest';
import { type Instant, instant } from '../../../shared/base/instant.ts';
import type { Identity } from '../../../shared/model/analysis.ts';
import type { EventColumns } from '../../../shared/model/facts.ts';
import { eventId, sourceId } from '../../../shared/model/ids.ts';
import { EVENT_KINDS, type EventKind, type Verdict } from '../../../shared/model/vocabulary.ts';
import { lanesOf, planByColumn, planIdentityLanes } from '../../../shared/views/lanes.ts';
import { countInBins, histogram, type WakeMarkInput } from '../../../shared/views/timeline.ts';

/** `time kind actor target credential`, `-` for none; by time. */
function columnsOf(lines: readonly string[]): EventColumns {
  const strings: string[] = [];
  const indexOf = (text: string | undefined): number => {
    if (text === undefined || text === '-') return -1;
    const have = strings.indexOf(text);
    return have >= 0 ? have : strings.push(text) - 1;
  };
  const rows = lines.map((l) => l.split(' '));
  const ints = (at: number): Int32Array => Int32Array.from(rows.map((r) => indexOf(r[at])));
  return {
    length: rows.length,
    time: Float64Array.from(rows.map((r) => Number(r[0]))),
    kind: Uint8Array.from(rows.map((r) => EVENT_KINDS.indexOf(r[1] as EventKind))),
    outcome: new Uint8Array(rows.length),
    actor: ints(2),
    onBehalfOf: new Int32Array(rows.length).fill(-1),
    target: ints(3),
    credential: ints(4),
    place: new Int32Array(rows.length).fill(-1),
    source: new Uint16Array(rows.length).fill(1),
    ordinal: Uint32Array.from(rows.map((_r, i) => i + 1)),
    k: new Uint16Array(rows.length),
    strings,
    id: (i) => eventId(sourceId(1), i + 1, 1, 1),
  };
}

const identity = (id: string, kind: Identity['kind'], aliases: readonly string[], holder?: string): Identity => ({
  id,
  kind,
  tier: 1,
  displayName: id,
  aliases: aliases as Identity['aliases'],
  holder,
  application: undefined,
  service: undefined,
  environments: [],
  lastRotation: undefined,
  revocationMethod: undefined,
  firstSeen: undefined,
  lastSeen: undefined,
  inventoried: true,
  why: [],
});

const strip = (at: number, verdict: Verdict): Verdict[] => Array.from({ length: 8 }, (_v, i) => (i === at ? verdict : 'met'));
const wake = (event: number, time: number, target: string, worst: number, verdict: Verdict): WakeMarkInput => ({
  event: eventId(sourceId(1), event, 1, 1),
  time: instant(time),
  kind: 'credential.rotated',
  target,
  system: 'aws',
  strip: strip(0, verdict),
  findings: 1,
  worst,
});

const window = (from: number, to: number): { from: Instant; to: Instant } => ({ from: instant(from), to: instant(to) });

describe('the histogram', () => {
  const columns = columnsOf(['0 other a - -', '10 other a - -', '19 other a - -', '20 other a - -', '99 other b - -', '100 other b - -']);

  it('puts each event of the half-open window into exactly one bin', () => {
    expect(histogram(columns, undefined, window(0, 100), 10)).toEqual([1, 2, 1, 0, 0, 0, 0, 0, 0, 1]);
  });

  it('counts the same through a selection of everything as without one', () => {
    const all = { length: columns.length, at: (i: number) => i };
    for (const bins of [1, 3, 7, 50])
      expect(histogram(columns, all, window(0, 100), bins)).toEqual(histogram(columns, undefined, window(0, 100), bins));
  });

  it('counts nothing outside the window', () => {
    expect(histogram(columns, undefined, window(21, 99), 3)).toEqual([0, 0, 0]);
  });
});

describe('lanes by identity', () => {
  const identities = [
    identity('svc', 'service-account', ['n:svc']),
    identity('key', 'credential', ['n:key'], 'svc'),
    identity('busy', 'human', ['n:busy']),
    identity('quiet', 'human', ['n:quiet']),
  ];
  const of = new Map(identities.flatMap((i) => i.aliases.map((a) => [a as string, i.id])));
  const columns = columnsOf([
    '1 other n:svc - n:key',
    '2 other n:busy - -',
    '3 other n:busy - -',
    '4 other n:busy - -',
    '5 credential.rotated n:busy n:key -',
    '6 other n:svc - n:key',
    '7 other n:quiet - -',
    '8 other - - -',
  ]);
  const plan = (limit: number, wakes: readonly WakeMarkInput[]) =>
    planIdentityLanes({ columns, selected: undefined, identities, identityOf: (a) => of.get(a), wakes, limit });
  const draw = (limit: number, wakes: readonly WakeMarkInput[]) =>
    lanesOf({ plan: plan(limit, wakes), window: window(0, 10), bins: 5, lines: [], cuts: [], spans: [] });

  it('come with the worst wakes first, then with the most events', () => {
    expect(plan(3, [wake(5, 5, 'key', 4, 'unmet')]).map((l) => l.key)).toEqual(['key', 'busy', 'quiet', '']);
    expect(plan(2, []).map((l) => l.key)).toEqual(['busy', 'svc', '']);
  });

  it('a credential follows its holder where both have a lane', () => {
    const other = columnsOf(['1 credential.rotated n:svc n:key -', '2 other n:svc - -', '3 other n:busy - -']);
    const lanes = planIdentityLanes({ columns: other, selected: undefined, identities, identityOf: (a) => of.get(a), wakes: [], limit: 9 });
    expect(lanes.map((l) => l.key)).toEqual(['svc', 'key', 'busy']);
    expect(lanes[1]?.parent).toBe('svc');
  });

  it('a credential hangs under no other lane where its holder has none', () => {
    const lane = plan(1, [wake(5, 5, 'key', 4, 'unmet')])[0];
    expect([lane?.key, lane?.parent]).toEqual(['key', undefined]);
  });

  it('uses of a credential with a wake stand in its own lane', () => {
    const lane = draw(3, [wake(5, 5, 'key', 4, 'unmet')]).lanes.find((l) => l.key === 'key');
    expect(lane?.ticks).toEqual([1, 5, 6]);
  });

  it('lose no event: what has no lane is in the aggregate', () => {
    for (const limit of [1, 2, 3, 9]) {
      const view = draw(limit, []);
      expect(view.lanes.reduce((n, l) => n + l.count, 0)).toBe(columns.length);
      expect(view.lanes.every((l) => l.bins.reduce((a, b) => a + b, 0) === l.count)).toBe(true);
    }
  });

  it('merge wakes that stand together into the worst of them, with their number', () => {
    const wakes = [wake(5, 5, 'key', 1, 'late'), wake(6, 5, 'key', 3, 'unmet')];
    const lane = draw(3, wakes).lanes.find((l) => l.key === 'key');
    expect(lane?.marks).toMatchObject([{ verdict: 'unmet', count: 2, event: 's0001:6' }]);
  });

  it('stand still while one pans: the plan does not look at the window', () => {
    const one = draw(2, []).lanes.map((l) => l.key);
    const two = lanesOf({ plan: plan(2, []), window: window(6, 8), bins: 5, lines: [], cuts: [], spans: [] }).lanes.map((l) => l.key);
    expect(two).toEqual(one);
  });
});

describe('lanes by kind', () => {
  it('are the busiest kinds, the rest in one', () => {
    const columns = columnsOf(['1 other a - -', '2 other a - -', '3 secret.read a - -', '4 role.granted a b -']);
    const plan = planByColumn({ columns, selected: undefined, by: 'kind', limit: 1, wakes: [], systemOf: () => 'aws', channelsOf: () => [] });
    expect(plan.map((l) => [l.label, [...l.times]])).toEqual([
      ['other', [1, 2]],
      ['2 more', [3, 4]],
    ]);
  });
});

describe('counting by doubling steps', () => {
  it('gives what counting one by one gives, however the times lie', () => {
    let seed = 7;
    const next = (): number => {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
      return seed / 2_147_483_648;
    };
    for (let round = 0; round < 60; round++) {
      const n = Math.floor(next() * 200);
      // Many at one instant, some on an edge, some outside.
      const times = Float64Array.from({ length: n }, () => Math.floor(next() * 130) - 15).sort();
      const bins = 1 + Math.floor(next() * 40);
      const counted = countInBins(times, window(0, 100), bins);
      const expected = Array.from(
        { length: bins },
        (_x, b) => times.filter((t) => t >= (b * 100) / bins && t < ((b + 1) * 100) / bins && t < 100).length,
      );
      expect(counted.reduce((a, b) => a + b, 0)).toBe(times.filter((t) => t >= 0 && t < 100).length);
      if (100 % bins === 0) expect(counted).toEqual(expected);
    }
  });
});
