/**
 * The time axes of a wake. "By stage" gives each stage a segment of the picture that is linear in time inside, so that a
 * mail after 34 seconds and a review after a week stand in one picture. Marks stand by their time and never by their stage.
 */
import type { Instant } from '../../shared/base/instant.ts';
import type { Stage, Verdict } from '../../shared/model/vocabulary.ts';
import type { WakeView } from '../../shared/views/types.ts';

export type AxisKind = 'stage' | 'log' | 'linear';

/** A stretch of the axis that is linear in time. Where `t1 === t0` no time passes in it. */
interface Piece {
  readonly t0: number;
  readonly t1: number;
  readonly x0: number;
  readonly x1: number;
}

export interface StageSegment {
  readonly stage: Stage;
  readonly verdict: Verdict;
  readonly x0: number;
  readonly x1: number;
}

export interface WakeAxis {
  readonly kind: AxisKind;
  readonly from: Instant;
  readonly to: Instant;
  /** Where the event stands. */
  readonly event: number;
  readonly x0: number;
  readonly x1: number;
  /** Headers and panels of the timed stages, in order; on every axis, so that the columns stay where they are. */
  readonly segments: readonly StageSegment[];
  /** Edges to print: instants and where they stand. */
  readonly edges: readonly { readonly x: number; readonly time: Instant }[];
  /** Where time is left out: marked //. */
  readonly breaks: readonly number[];
  x(t: number): number;
}

/** Recorded is no question of time: its column stands beside the axis. */
export const TIMED: readonly Stage[] = ['signalled', 'delivered', 'reached', 'acknowledged', 'acted', 'verified', 'certified'];

/** How wide a stage is beside the others: what has longer words and more marks gets more. */
const WEIGHT: Readonly<Record<Stage, number>> = {
  signalled: 1.06,
  delivered: 1.16,
  reached: 1.14,
  acknowledged: 1.28,
  acted: 1.4,
  verified: 1.2,
  certified: 1,
  recorded: 0,
};
const QUIET = 0.72;
/** Room around the last mark of a segment, as a share of the segment. */
const AIR = 0.14;
const BREAK_WIDTH = 12;
/** A stretch without anything is cut out where it takes more than this share of its segment. */
const EMPTY_SHARE = 0.58;
/** … and lasts longer than this (µs): minutes can be waited out on the axis, and a short segment is the truer picture. */
const EMPTY_LEAST = 2 * 3600e6;

const quiet = (v: Verdict): boolean => v === 'not-required' || v === 'not-reached';

/** All instants at which the picture draws something after the event, sorted. */
function moments(view: WakeView): number[] {
  const times: number[] = [];
  for (const lane of view.lanes) {
    for (const m of lane.marks) times.push(m.time);
    for (const d of lane.deadlines) times.push(d.at);
    // A rule's life begins before and may never end; its ends do not stretch the axis.
    for (const b of lane.bands) if (b.shape !== 'rule' && b.shape !== 'grant') times.push(b.from, b.to);
  }
  for (const b of view.branches) times.push(b.sentAt, b.at);
  for (const s of view.stages) if (s.deadline !== undefined) times.push(s.deadline);
  const t0 = view.event.time ?? Number.NEGATIVE_INFINITY;
  return [...new Set(times)].filter((t) => t > t0).sort((a, b) => a - b);
}

/** How long before the event the picture reaches: to the beginning of a rule or a mark that explains it, else a tenth. */
function before(view: WakeView, t0: number): number {
  let first = t0;
  for (const lane of view.lanes) {
    for (const m of lane.marks) first = Math.min(first, m.time);
    for (const b of lane.bands) first = Math.min(first, b.from);
  }
  return first;
}

/** `least`: what each stage needs for its title, px. */
export function stageWidths(view: WakeView, width: number, least: readonly number[]): number[] {
  const floor = (i: number): number => least[i] ?? 0;
  const weights = TIMED.map((stage) => {
    const cell = view.stages.find((s) => s.stage === stage);
    return cell === undefined || quiet(cell.verdict) ? WEIGHT[stage] * QUIET : WEIGHT[stage];
  });
  const sum = weights.reduce((a, b) => a + b, 0);
  const raw = weights.map((w) => (w / sum) * width);
  // A column narrower than its title takes what it lacks from the wide ones.
  const lack = raw.reduce((a, w, i) => a + Math.max(0, floor(i) - w), 0);
  const spare = raw.reduce((a, w, i) => a + Math.max(0, w - floor(i)), 0);
  return raw.map((w, i) => (w < floor(i) ? floor(i) : w - (spare > 0 ? ((w - floor(i)) / spare) * lack : 0)));
}

/**
 * Where each stage's segment ends in time: what shares one deadline (signalled, delivered, reached) is divided by what
 * happened: signalled ends a little after the last notice left, delivered after the last one arrived.
 */
function stageEnds(view: WakeView, times: readonly number[]): number[] {
  const t0 = view.event.time as number;
  const last = times[times.length - 1] ?? t0 + 60e6;
  const deadline = (stage: Stage): number | undefined => view.stages.find((s) => s.stage === stage)?.deadline;
  const told = deadline('reached') ?? deadline('delivered') ?? deadline('signalled');
  const sent = view.branches.map((b) => b.sentAt).filter((t) => t > t0 && (told === undefined || t < told));
  const arrived = view.branches
    .filter((b) => b.shape !== 'dashed')
    .map((b) => b.at)
    .filter((t) => t > t0 && (told === undefined || t < told));
  const reachEnd = told ?? (arrived.length > 0 ? Math.max(...arrived) : t0);
  const room = reachEnd - t0;
  const sentEnd = sent.length > 0 ? Math.min(Math.max(...sent) + Math.max(1e6, (Math.max(...sent) - t0) * AIR), t0 + room * 0.7) : t0 + room / 15;
  const after = arrived.filter((t) => t > sentEnd);
  const deliveredEnd =
    after.length > 0
      ? Math.min(Math.max(...after) + Math.max(1e6, (Math.max(...after) - sentEnd) * 0.6), t0 + room * 0.9)
      : sentEnd + (reachEnd - sentEnd) / 7;
  const ends: number[] = [];
  let end = t0;
  for (const stage of TIMED) {
    const own = stage === 'signalled' ? sentEnd : stage === 'delivered' ? deliveredEnd : stage === 'reached' ? reachEnd : deadline(stage);
    let next = Math.max(end, own ?? end);
    if (stage === 'acted') {
      // The action itself belongs into the segment of its name even where it came late.
      const deeds = view.lanes.flatMap((l) => l.marks).filter((m) => m.shape === 'action' && m.time > next);
      if (deeds.length > 0 && own !== undefined) next = Math.max(...deeds.map((m) => m.time));
    }
    ends.push(next);
    end = next;
  }
  // Whatever comes after the last deadline still has to be drawn. The stage after the last one in which time passes takes
  // it, asked for or not, so that every deadline stays an edge; the last stage of all takes it itself.
  if (end < last) {
    const busy = ends.findLastIndex((e, i) => e > (i === 0 ? t0 : (ends[i - 1] as number)));
    const k = Math.min(TIMED.length - 1, busy + 1);
    const extra = last + (last - (k === 0 ? t0 : (ends[k - 1] as number))) * 0.06;
    for (let i = k; i < ends.length; i++) ends[i] = Math.max(ends[i] as number, extra);
  }
  return ends.map(Math.round);
}

/** One segment as linear pieces: a long stretch without anything at its beginning or in it is cut to a break. */
function pieces(t0: number, t1: number, x0: number, x1: number, times: readonly number[], breaks: number[]): Piece[] {
  const inside = times.filter((t) => t > t0 && t < t1);
  const points = [t0, ...inside, t1];
  let widest = 0;
  for (let i = 1; i < points.length; i++) {
    if ((points[i] as number) - (points[i - 1] as number) > (points[widest + 1] as number) - (points[widest] as number)) widest = i - 1;
  }
  const a = points[widest] as number;
  const b = points[widest + 1] as number;
  const extent = t1 - t0;
  // Without any mark inside there is nothing to make room for, and the wait up to a deadline is what the segment shows.
  if (inside.length === 0 || b === t1 || extent <= 0 || (b - a) / extent < EMPTY_SHARE || b - a < EMPTY_LEAST || x1 - x0 < 70)
    return [{ t0, t1, x0, x1 }];
  const kept = extent - (b - a);
  const pad = Math.max(kept * 0.2, extent * 0.01);
  const cutFrom = a === t0 ? a : a + pad / 2;
  const cutTo = b - pad / 2;
  if (cutTo <= cutFrom) return [{ t0, t1, x0, x1 }];
  const left = cutFrom - t0;
  const right = t1 - cutTo;
  const room = x1 - x0 - BREAK_WIDTH;
  // Both sides keep a little even where one of them is nothing.
  const share = left === 0 ? 0.06 : Math.min(0.85, Math.max(0.15, left / (left + right)));
  const m0 = x0 + room * share;
  const m1 = m0 + BREAK_WIDTH;
  breaks.push((m0 + m1) / 2);
  return [
    { t0, t1: cutFrom, x0, x1: m0 },
    { t0: cutFrom, t1: cutTo, x0: m0, x1: m1 },
    { t0: cutTo, t1, x0: m1, x1 },
  ];
}

export function wakeAxis(view: WakeView, kind: AxisKind, x0: number, eventX: number, x1: number, least: readonly number[] = []): WakeAxis {
  const t0 = (view.event.time ?? 0) as number;
  const times = moments(view);
  const widths = stageWidths(view, x1 - eventX, least);
  const segments: StageSegment[] = [];
  let x = eventX;
  TIMED.forEach((stage, i) => {
    const next = x + (widths[i] as number);
    segments.push({ stage, verdict: view.stages.find((s) => s.stage === stage)?.verdict ?? 'not-required', x0: x, x1: next });
    x = next;
  });
  const ends = stageEnds(view, times);
  const to = Math.max(ends[ends.length - 1] as number, (times[times.length - 1] ?? t0) + 1, t0 + 1e6);
  const first = before(view, t0);
  const from = first < t0 ? first - (t0 - first) * 0.25 : t0 - (to - t0) * 0.1;
  const breaks: number[] = [];
  const all: Piece[] = [{ t0: from, t1: t0, x0, x1: eventX }];
  const edges: { x: number; time: Instant }[] = [{ x: eventX, time: t0 as Instant }];
  if (kind === 'stage') {
    let start = t0;
    segments.forEach((segment, i) => {
      const end = i === segments.length - 1 ? Math.max(to, ends[i] as number) : (ends[i] as number);
      all.push(...pieces(start, end, segment.x0, segment.x1, times, breaks));
      // A microsecond more is only there so that the last mark lies inside.
      if (end > start + 1) edges.push({ x: segment.x1, time: end as Instant });
      start = end;
    });
  } else if (kind === 'linear') {
    all.push({ t0, t1: to, x0: eventX, x1 });
    for (let i = 1; i <= 5; i++) edges.push({ x: eventX + ((x1 - eventX) * i) / 5, time: Math.round(t0 + ((to - t0) * i) / 5) as Instant });
  } else {
    // Decades of time since the event, each as wide as the next; under the first second everything is "at once".
    const steps = [1e6, 10e6, 60e6, 600e6, 3600e6, 4 * 3600e6, 86_400e6, 7 * 86_400e6, 30 * 86_400e6, 365 * 86_400e6].filter((s) => s < to - t0);
    const bounds = [0, ...steps, to - t0];
    for (let i = 1; i < bounds.length; i++) {
      const a = eventX + ((x1 - eventX) * (i - 1)) / (bounds.length - 1);
      const b = eventX + ((x1 - eventX) * i) / (bounds.length - 1);
      all.push({ t0: t0 + (bounds[i - 1] as number), t1: t0 + (bounds[i] as number), x0: a, x1: b });
      edges.push({ x: b, time: (t0 + (bounds[i] as number)) as Instant });
    }
  }
  return {
    kind,
    from: Math.round(from) as Instant,
    to: to as Instant,
    event: eventX,
    x0,
    x1,
    segments,
    edges,
    breaks,
    x(t) {
      if (t <= from) return x0;
      for (const p of all) {
        // Of pieces in which no time passes, the first one has the instant: what happened then stands at its left edge.
        if (t <= p.t1) return p.t1 === p.t0 ? p.x0 : p.x0 + ((t - p.t0) / (p.t1 - p.t0)) * (p.x1 - p.x0);
      }
      return x1;
    },
  };
}
