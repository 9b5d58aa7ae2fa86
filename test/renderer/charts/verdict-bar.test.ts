import { describe, expect, it } from 'vitest';
import { barSegments, type Counts } from '../../../renderer/charts/verdict-bar.ts';

const counts = (some: Partial<Counts>): Counts => ({
  met: 0,
  late: 0,
  partial: 0,
  unmet: 0,
  unknown: 0,
  'not-reached': 0,
  'not-required': 0,
  ...some,
});

describe('a bar of verdicts', () => {
  it('never makes a gap or an unknown too small to be seen, however many are met', () => {
    const segments = barSegments(counts({ met: 1_000_000, unmet: 1, unknown: 1 }), 80);
    expect(segments.map((s) => s.verdict)).toEqual(['met', 'unmet', 'unknown']);
    for (const s of segments) expect(s.width).toBeGreaterThanOrEqual(4);
  });

  it('fills its width and no more, with nothing over anything', () => {
    for (const c of [
      counts({ met: 3, late: 1, partial: 2, unmet: 5, unknown: 9 }),
      counts({ met: 999, late: 1, partial: 1, unmet: 1, unknown: 1 }),
    ]) {
      const segments = barSegments(c, 60);
      const end = segments.at(-1);
      expect((end?.x ?? 0) + (end?.width ?? 0)).toBeCloseTo(60, 6);
      for (const [i, s] of segments.entries())
        expect(s.x).toBeGreaterThanOrEqual(i === 0 ? 0 : (segments[i - 1]?.x ?? 0) + (segments[i - 1]?.width ?? 0));
    }
  });

  it('is empty where nothing is asked or the chain was cut before', () => {
    expect(barSegments(counts({ 'not-required': 4, 'not-reached': 2 }), 60)).toEqual([]);
  });
});
