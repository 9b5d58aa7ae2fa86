import type { Instant } from './instant.ts';

/** Half-open: contains `from`, not `to`. Empty where `to <= from`. */
export interface Interval {
  readonly from: Instant;
  readonly to: Instant;
}

export const isEmpty = (a: Interval): boolean => a.to <= a.from;
export const contains = (a: Interval, t: Instant): boolean => a.from <= t && t < a.to;

export function intersect(a: Interval, b: Interval): Interval | undefined {
  const from = Math.max(a.from, b.from) as Instant;
  const to = Math.min(a.to, b.to) as Instant;
  return from < to ? { from, to } : undefined;
}

/** Sorted, disjoint, touching ones joined. */
export function union(intervals: readonly Interval[]): Interval[] {
  const sorted = intervals.filter((a) => !isEmpty(a)).sort((a, b) => a.from - b.from);
  const out: { from: Instant; to: Instant }[] = [];
  for (const a of sorted) {
    const last = out[out.length - 1];
    if (last !== undefined && a.from <= last.to) {
      if (a.to > last.to) last.to = a.to;
    } else {
      out.push({ from: a.from, to: a.to });
    }
  }
  return out;
}

/** What is in `a` and in none of `cuts`; sorted and disjoint. */
export function subtract(a: readonly Interval[], cuts: readonly Interval[]): Interval[] {
  const holes = union(cuts);
  const out: Interval[] = [];
  for (const piece of union(a)) {
    let from = piece.from;
    for (const hole of holes) {
      if (hole.to <= from) continue;
      if (hole.from >= piece.to) break;
      if (hole.from > from) out.push({ from, to: hole.from });
      from = hole.to;
      if (from >= piece.to) break;
    }
    if (from < piece.to) out.push({ from, to: piece.to });
  }
  return out;
}

/** Whether the (already united) intervals contain every instant of the window. */
export const covers = (united: readonly Interval[], window: Interval): boolean => subtract([window], united).length === 0;
