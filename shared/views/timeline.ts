import type { Instant } from '../base/instant.ts';
import type { Interval } from '../base/interval.ts';
import type { CoverageLine, CutInterval } from '../model/analysis.ts';
import type { EventColumns } from '../model/facts.ts';
import type { EventId } from '../model/ids.ts';
import { type Channel, EVENT_KINDS, type EventKind, type Verdict } from '../model/vocabulary.ts';
import { barsOf } from './coverage.ts';
import { lowerBound } from './lookup.ts';
import { verdictRank, worstVerdict } from './text.ts';
import type { Lane, TimelineOverview } from './types.ts';

/** Events in order of time that a filter left; `at(i)` is an index into the columns. `undefined` stands for all of them. */
export interface Selected {
  readonly length: number;
  at(i: number): number;
}

/** What the marks in a lane need of a wake. */
export interface WakeMarkInput {
  readonly event: EventId;
  readonly time: Instant;
  readonly kind: EventKind;
  readonly target: string | undefined;
  readonly system: string;
  readonly strip: readonly Verdict[];
  readonly findings: number;
  /** 0 none … 4 critical. */
  readonly worst: number;
}

/**
 * Counts of ascending times in `bins` equal parts of the window. Each bin's edge is looked for from the last one on, in doubling steps:
 * that costs the logarithm of what lies in the bin, not of all there is.
 */
export function countInBins(times: Float64Array, window: Interval, bins: number): number[] {
  const counts = new Array<number>(bins).fill(0);
  const width = (window.to - window.from) / bins;
  let before = lowerBound(times, window.from);
  for (let b = 0; b < bins && before < times.length; b++) {
    const end = edgeFrom(times, before, b === bins - 1 ? window.to : window.from + (b + 1) * width);
    counts[b] = end - before;
    before = end;
  }
  return counts;
}

/** Index of the first time not before `edge`, at or after `from`. */
function edgeFrom(times: Float64Array, from: number, edge: number): number {
  let lo = from;
  let step = 1;
  while (lo + step <= times.length && (times[lo + step - 1] as number) < edge) {
    lo += step;
    step *= 2;
  }
  let hi = Math.min(times.length, lo + step);
  while (lo < hi) {
    const mid = (lo + hi) >>> 1;
    if ((times[mid] as number) < edge) lo = mid + 1;
    else hi = mid;
  }
  return lo;
}

/** Counts of events in `bins` equal parts of the window. */
export function histogram(columns: EventColumns, selected: Selected | undefined, window: Interval, bins: number): number[] {
  return countInBins(selected === undefined ? columns.time : timesOf(columns, selected), window, bins);
}

export function timesOf(columns: EventColumns, selected: Selected): Float64Array {
  const times = new Float64Array(selected.length);
  for (let i = 0; i < selected.length; i++) times[i] = columns.time[selected.at(i)] as number;
  return times;
}

export function overview(input: {
  readonly columns: EventColumns;
  readonly selected: Selected | undefined;
  readonly window: Interval;
  readonly bins: number;
  readonly undated: number;
  readonly wakes: readonly WakeMarkInput[];
  readonly lines: readonly CoverageLine[];
  readonly cuts: readonly CutInterval[];
  readonly systemOf: (source: number) => string;
}): TimelineOverview {
  const { columns, selected, window, bins } = input;
  const kinds = new Uint32Array(EVENT_KINDS.length);
  const sources = new Uint32Array(65_536);
  const n = selected?.length ?? columns.length;
  for (let i = 0; i < n; i++) {
    const at = selected === undefined ? i : selected.at(i);
    kinds[columns.kind[at] as number]!++;
    sources[columns.source[at] as number]!++;
  }
  const systems = new Map<string, number>();
  for (let s = 0; s < sources.length; s++) {
    const count = sources[s] as number;
    if (count > 0) systems.set(input.systemOf(s), (systems.get(input.systemOf(s)) ?? 0) + count);
  }
  return {
    ...window,
    counts: histogram(columns, selected, window, bins),
    total: n,
    of: columns.length,
    undated: input.undated,
    marks: mergeMarks(prepared(input.wakes), window, 60).map((m) => ({ time: m.time, verdict: m.verdict })),
    coverage: barsOf(input.lines.filter(isActivity), input.cuts.filter(isActivity), window),
    kinds: EVENT_KINDS.map((kind, i) => ({ kind, count: kinds[i] as number })).filter((k) => k.count > 0),
    systems: [...systems].map(([system, count]) => ({ system, count })).sort((a, b) => b.count - a.count),
  };
}

/** The channels in which activity of an identity shows; a lane's coverage speaks of them. */
export const ACTIVITY: readonly Channel[] = ['iam-audit', 'signin'];
const isActivity = (l: { readonly channel: Channel }): boolean => ACTIVITY.includes(l.channel);

export interface PreparedWake {
  readonly wake: WakeMarkInput;
  /** The worst of its strip, and how bad that and its findings are, as one number. */
  readonly verdict: Verdict;
  readonly badness: number;
}

const known = new WeakMap<readonly WakeMarkInput[], readonly PreparedWake[]>();

/** By time, each with its worst verdict: worked out once for a list, looked up in every frame and at every letter of a search. */
export function prepared(wakes: readonly WakeMarkInput[]): readonly PreparedWake[] {
  let out = known.get(wakes);
  if (out === undefined) {
    out = wakes
      .map((wake) => {
        const verdict = worstVerdict(wake.strip);
        return { wake, verdict, badness: verdictRank(verdict) * 8 + wake.worst };
      })
      .sort((a, b) => a.wake.time - b.wake.time);
    known.set(wakes, out);
  }
  return out;
}

/** At most one mark for each of `slots` parts of the window: the worst, with how many it stands for. The wakes are by time. */
export function mergeMarks(wakes: readonly PreparedWake[], window: Interval, slots: number): Lane['marks'] {
  const worst = new Int32Array(slots).fill(-1);
  const counts = new Uint32Array(slots);
  const scale = slots / (window.to - window.from);
  for (let i = firstAt(wakes, window.from); i < wakes.length; i++) {
    const { wake, badness } = wakes[i] as PreparedWake;
    if (wake.time >= window.to) break;
    const slot = Math.min(slots - 1, Math.floor((wake.time - window.from) * scale));
    counts[slot]!++;
    const have = worst[slot] as number;
    if (have < 0 || badness > (wakes[have] as PreparedWake).badness) worst[slot] = i;
  }
  return [...worst.keys()].flatMap((slot) => {
    const mark = wakes[worst[slot] as number];
    if (mark === undefined) return [];
    return [{ time: mark.wake.time, event: mark.wake.event, verdict: mark.verdict, count: counts[slot] as number, label: mark.wake.kind }];
  });
}

function firstAt(wakes: readonly PreparedWake[], from: Instant): number {
  let lo = 0;
  let hi = wakes.length;
  while (lo < hi) {
    const mid = (lo + hi) >>> 1;
    if ((wakes[mid] as PreparedWake).wake.time < from) lo = mid + 1;
    else hi = mid;
  }
  return lo;
}
