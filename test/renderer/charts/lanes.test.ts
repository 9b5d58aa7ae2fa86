import { describe, expect, it } from 'vitest';
import { timeScale } from '../../../renderer/charts/axis.ts';
import { coverageRows, hit, MARK_SIZE, moveMark, nearest, placeMarks } from '../../../renderer/charts/lanes.ts';
import { roughly } from '../../../renderer/charts/measure.ts';
import type { Verdict } from '../../../shared/model/vocabulary.ts';
import type { Lane, LaneView } from '../../../shared/views/types.ts';
import { at, event } from '../fixture/drawn.ts';

const from = at('03-04 00:00:00');
const to = at('03-05 00:00:00');
const scale = timeScale({ from, to }, 0, 960);
const mark = (time: string, verdict: Verdict, id: string, label = 'role.granted', count = 1): Lane['marks'][number] => ({
  time: at(`03-04 ${time}`),
  event: event(id),
  verdict,
  count,
  label,
});
const lane = (key: string, marks: Lane['marks'], rest: Partial<Lane> = {}): Lane => ({
  key,
  label: key,
  sub: '',
  parent: undefined,
  count: marks.length,
  bins: [],
  ticks: undefined,
  marks,
  coverage: [],
  spans: [],
  ...rest,
});

describe('marks in a lane', () => {
  it('become one where they would touch: the worst, with how many it stands for', () => {
    const placed = placeMarks(
      lane('a', [mark('08:00:00', 'met', '1'), mark('08:05:00', 'unmet', '2'), mark('08:09:00', 'late', '3', 'x', 4)]),
      scale,
      roughly,
      undefined,
    );
    expect(placed).toHaveLength(1);
    expect(placed[0]?.mark.event).toBe('2');
    expect(placed[0]?.count).toBe(6);
  });
  it('never swallow an unknown behind something met', () => {
    const placed = placeMarks(lane('a', [mark('08:00:00', 'met', '1'), mark('08:05:00', 'unknown', '2')]), scale, roughly, undefined);
    expect(placed[0]?.mark.verdict).toBe('unknown');
  });
  it('show the chosen event even where a worse one stands on it', () => {
    const placed = placeMarks(lane('a', [mark('08:00:00', 'late', '1'), mark('08:05:00', 'unmet', '2')]), scale, roughly, '1');
    expect(placed[0]?.mark.event).toBe('1');
  });
  it('are labelled only where the label covers no other mark and no other label', () => {
    const marks = Array.from({ length: 24 }, (_, i) => mark(`${String(i).padStart(2, '0')}:00:00`, 'unmet', String(i), 'credential.rotated'));
    const placed = placeMarks(lane('a', marks), scale, roughly, undefined);
    const spans = placed.flatMap((p) => [
      [p.x - 5.5, p.x + 5.5],
      ...(p.label === undefined ? [] : [[p.label.x, p.label.x + roughly(p.label.text)]]),
    ]) as [number, number][];
    spans.sort((a, b) => a[0] - b[0]);
    for (let i = 1; i < spans.length; i++) expect(spans[i]?.[0]).toBeGreaterThanOrEqual(spans[i - 1]?.[1] ?? 0);
  });
  it('leave what was met without words', () => {
    expect(placeMarks(lane('a', [mark('08:00:00', 'met', '1')]), scale, roughly, undefined)[0]?.label).toBeUndefined();
  });
});

describe('marks at the edge of the window', () => {
  it('are seen whole: the first and the last event of a case stand there', () => {
    const placed = placeMarks(lane('a', [mark('00:00:00', 'unknown', '1'), mark('23:59:59', 'unmet', '2')]), scale, roughly, undefined);
    expect(placed.map((m) => m.x)).toEqual([MARK_SIZE / 2 + 0.5, 960 - MARK_SIZE / 2 - 0.5]);
  });
  it('slide out where the window leaves them behind', () => {
    const later = timeScale({ from: at('03-04 00:05:00'), to }, 0, 960);
    expect(placeMarks(lane('a', [mark('00:00:00', 'unmet', '1')]), later, roughly, undefined)[0]?.x).toBeLessThan(0);
  });
});

describe('what lies under the pointer', () => {
  const view: LaneView = {
    from,
    to,
    took: 0,
    lanes: [
      lane('a', [mark('08:00:00', 'unmet', '1')], { ticks: [at('03-04 10:00:00')], count: 1 }),
      lane('b', [], { bins: Array.from({ length: 24 }, (_, i) => i) }),
    ],
  };
  it('is the mark in the row of marks', () => {
    expect(hit(view, scale, 46, scale.x(at('03-04 08:00:00')) + 4, 9, roughly)).toMatchObject({ what: 'mark', mark: { event: '1' } });
  });
  it('is the exact time of the nearest single event below it', () => {
    expect(hit(view, scale, 46, scale.x(at('03-04 10:00:00')) + 3, 28, roughly)).toMatchObject({ what: 'time', time: at('03-04 10:00:00') });
  });
  it('is a time with the count of its bin in a lane of bins', () => {
    expect(hit(view, scale, 46, scale.x(at('03-04 05:30:00')), 46 + 28, roughly)).toMatchObject({ what: 'time', lane: 1, count: 5 });
  });
  it('is nothing below the last lane', () => {
    expect(hit(view, scale, 46, 100, 200, roughly)).toBeUndefined();
  });
});

describe('the nearest of sorted times', () => {
  const times = [at('03-04 01:00:00'), at('03-04 03:00:00')];
  it('is found on both sides and past the ends', () => {
    expect(nearest(times, at('03-04 01:59:00'))).toBe(times[0]);
    expect(nearest(times, at('03-04 02:01:00'))).toBe(times[1]);
    expect(nearest(times, at('03-04 09:00:00'))).toBe(times[1]);
    expect(nearest([], 5)).toBeUndefined();
  });
});

describe('arrows', () => {
  const view: LaneView = {
    from,
    to,
    took: 0,
    lanes: [
      lane('a', [mark('08:00:00', 'unmet', 'a1'), mark('20:00:00', 'met', 'a2')]),
      lane('empty', []),
      lane('b', [mark('02:00:00', 'late', 'b1'), mark('19:00:00', 'met', 'b2')]),
    ],
  };
  const go = (lane: string, id: string, move: Parameters<typeof moveMark>[2]) => moveMark(view, { lane, event: id }, move)?.mark.event;
  it('go along a lane and stop at its ends', () => {
    expect(go('a', 'a1', 'right')).toBe('a2');
    expect(go('a', 'a2', 'right')).toBe('a2');
    expect(go('a', 'a2', 'first')).toBe('a1');
  });
  it('go to the nearest mark of the next lane that has any', () => {
    expect(go('a', 'a2', 'down')).toBe('b2');
    expect(go('b', 'b1', 'up')).toBe('a1');
  });
  it('begin at the first mark, and say nothing where there is none', () => {
    expect(moveMark(view, undefined, 'right')?.mark.event).toBe('a1');
    expect(moveMark({ ...view, lanes: [lane('empty', [])] }, undefined, 'down')).toBeUndefined();
  });
});

describe('coverage under a lane', () => {
  it('keeps every silence where more channels are than there is room for', () => {
    const bars = (state: 'declared' | 'silent') => [{ from, to, state }];
    const rows = coverageRows(
      lane('a', [], {
        coverage: [
          { channel: 'mail', bars: bars('declared') },
          { channel: 'page', bars: bars('declared') },
          { channel: 'ticket', bars: bars('silent') },
        ],
      }),
    );
    expect(rows).toHaveLength(2);
    expect(rows[1]?.bars.at(-1)?.state).toBe('silent');
  });
});
