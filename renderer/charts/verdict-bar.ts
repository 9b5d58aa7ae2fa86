/** A bar of verdicts as segments: shares of a width, none of them too small to be seen. Knows no drawing. */
import type { Verdict } from '../../shared/model/vocabulary.ts';

/** What a bar shows, from the left; not required and not reached are left out. */
export const BAR_VERDICTS = ['met', 'late', 'partial', 'unmet', 'unknown'] as const;
export type BarVerdict = (typeof BAR_VERDICTS)[number];
export type Counts = Readonly<Record<Verdict, number>>;

export interface BarSegment {
  readonly verdict: BarVerdict;
  readonly x: number;
  readonly width: number;
}

/** A gap or an unknown is never too small to be seen: each keeps this much. */
const LEAST = 4;
const BETWEEN = 1;

/** Empty where nothing was judged. */
export function barSegments(counts: Counts, width: number): BarSegment[] {
  const present = BAR_VERDICTS.filter((v) => counts[v] > 0);
  const total = present.reduce((n, v) => n + counts[v], 0);
  if (total === 0) return [];
  const room = width - BETWEEN * (present.length - 1);
  const widths = present.map((v) => Math.max(LEAST, (room * counts[v]) / total));
  const over = widths.reduce((a, b) => a + b, 0) - room;
  // What the small ones take, the largest gives.
  const largest = widths.indexOf(Math.max(...widths));
  if (over > 0) widths[largest] = Math.max(LEAST, (widths[largest] ?? 0) - over);
  let x = 0;
  return present.map((verdict, i) => {
    const segment = { verdict, x, width: widths[i] ?? 0 };
    x += segment.width + BETWEEN;
    return segment;
  });
}
