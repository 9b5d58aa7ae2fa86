/** Where things stand in the timeline's lanes, and what is under a pointer. All in CSS pixels of the plot. */
import type { Instant } from '../../shared/base/instant.ts';
import type { Verdict } from '../../shared/model/vocabulary.ts';
import type { Lane, LaneView } from '../../shared/views/types.ts';
import type { TimeScale } from './axis.ts';
import { type Box, Taken } from './boxes.ts';
import type { Measure } from './measure.ts';

export interface LaneGeometry {
  readonly height: number;
  /** From the top of the lane. */
  readonly markY: number;
  readonly bodyTop: number;
  readonly bodyBottom: number;
  readonly coverageTop: number;
}

/** A low window shortens lanes, never text: the density gives way. */
export const laneGeometry = (height: number): LaneGeometry => ({
  height,
  markY: 9,
  bodyTop: 18,
  bodyBottom: height - 12,
  coverageTop: height - 10,
});

export const MARK_SIZE = 11;
const EDGE = MARK_SIZE / 2 + 0.5;
/** How many coverage bars a lane has room for under its data. */
export const COVERAGE_ROWS = 2;

/** A lane's coverage as it is drawn: what exceeds the room is joined into the last bar, the worst state on top. */
export function coverageRows(lane: Lane): Lane['coverage'] {
  if (lane.coverage.length <= COVERAGE_ROWS) return lane.coverage;
  const [first, ...rest] = lane.coverage;
  const rank = { declared: 0, inferred: 1, silent: 2, cut: 3 } as const;
  const bars = rest.flatMap((c) => c.bars).sort((a, b) => rank[a.state] - rank[b.state]);
  return [first as Lane['coverage'][number], { channel: (rest[0] as Lane['coverage'][number]).channel, bars }];
}

/** From the least to the most in need of a look. */
const WORST: readonly Verdict[] = ['not-required', 'not-reached', 'met', 'unknown', 'late', 'partial', 'unmet'];
export const worse = (a: Verdict, b: Verdict): boolean => WORST.indexOf(a) > WORST.indexOf(b);

export interface PlacedMark {
  readonly x: number;
  readonly mark: Lane['marks'][number];
  /** All that this mark stands for, where marks that would touch were merged. */
  readonly count: number;
  readonly label: { readonly text: string; readonly x: number; readonly strong: boolean } | undefined;
}

/**
 * Marks nearer to each other than a glyph are one: the worst, with how many it stands for. An unmet and an unknown are
 * never swallowed by anything but a worse one. Labels go beside a mark where there is room, the worst marks first.
 */
export function placeMarks(lane: Lane, scale: TimeScale, measure: Measure, selected: string | undefined): PlacedMark[] {
  const groups: { x: number; mark: Lane['marks'][number]; count: number }[] = [];
  for (const mark of lane.marks) {
    const exact = scale.x(mark.time);
    if (exact < scale.x0 - MARK_SIZE || exact > scale.x1 + MARK_SIZE) continue;
    // A mark inside the window is seen whole, also at its very edge: the first and the last event of a case stand there.
    const x = exact < scale.x0 || exact > scale.x1 ? exact : Math.min(Math.max(exact, scale.x0 + EDGE), scale.x1 - EDGE);
    const last = groups[groups.length - 1];
    if (last !== undefined && x - last.x < MARK_SIZE + 1) {
      last.count += mark.count;
      if (mark.event === selected || (last.mark.event !== selected && worse(mark.verdict, last.mark.verdict))) last.mark = mark;
    } else groups.push({ x, mark, count: mark.count });
  }
  const taken = new Taken({ x0: scale.x0, x1: scale.x1, y0: -1, y1: 2 });
  const row = (x0: number, x1: number): Box => ({ x0, x1, y0: 0, y1: 1 });
  for (const g of groups) taken.add(row(g.x - MARK_SIZE / 2 - 2, g.x + MARK_SIZE / 2 + 2));
  const labels = new Map<(typeof groups)[number], PlacedMark['label']>();
  const byNeed = [...groups].sort((a, b) => Number(b.mark.event === selected) - Number(a.mark.event === selected) || rank(b) - rank(a));
  for (const g of byNeed) {
    const strong = g.mark.event === selected;
    const said = g.count > 1 ? `${g.mark.label} and ${g.count - 1} more` : g.mark.label;
    // What is met needs no word unless there is more than one behind it.
    const texts = strong || WORST.indexOf(g.mark.verdict) > WORST.indexOf('met') ? [said, ...(g.count > 1 ? [`+${g.count - 1}`] : [])] : [];
    if (texts.length === 0 && g.count > 1) texts.push(`${g.count}`);
    for (const text of texts) {
      const w = measure(text, { bold: strong });
      const right = g.x + MARK_SIZE / 2 + (strong ? 8 : 5);
      const left = g.x - MARK_SIZE / 2 - (strong ? 8 : 5) - w;
      const spot = taken.place([row(right - 1, right + w + 4), row(left - 4, left + w + 1)]);
      if (spot !== undefined) {
        labels.set(g, { text, x: spot.x0 === right - 1 ? right : left, strong });
        break;
      }
    }
  }
  return groups.map((g) => ({ ...g, label: labels.get(g) }));
}

const rank = (g: { readonly mark: Lane['marks'][number] }): number => WORST.indexOf(g.mark.verdict);

export type Hit =
  | { readonly what: 'mark'; readonly lane: number; readonly mark: Lane['marks'][number]; readonly x: number; readonly count: number }
  | { readonly what: 'time'; readonly lane: number; readonly time: Instant; readonly count: number | undefined };

/** What lies under a point of the plot, `undefined` below the last lane. `count`: events of that bin, where the lane has bins. */
export function hit(view: LaneView, scale: TimeScale, height: number, x: number, y: number, measure: Measure): Hit | undefined {
  const index = Math.floor(y / height);
  const lane = view.lanes[index];
  if (lane === undefined || y < 0) return undefined;
  const g = laneGeometry(height);
  const inside = y - index * height;
  if (inside < g.markY + MARK_SIZE) {
    let best: PlacedMark | undefined;
    for (const m of placeMarks(lane, scale, measure, undefined)) {
      if (Math.abs(m.x - x) <= MARK_SIZE && (best === undefined || Math.abs(m.x - x) < Math.abs(best.x - x))) best = m;
    }
    if (best !== undefined) return { what: 'mark', lane: index, mark: best.mark, x: best.x, count: best.count };
  }
  const time = scale.at(x);
  if (lane.ticks !== undefined) {
    const near = nearest(lane.ticks, time);
    if (near !== undefined && Math.abs(scale.x(near) - x) <= 6) return { what: 'time', lane: index, time: near, count: undefined };
    return { what: 'time', lane: index, time, count: undefined };
  }
  const bin = Math.floor(((time - view.from) / (view.to - view.from)) * lane.bins.length);
  return { what: 'time', lane: index, time, count: lane.bins[bin] };
}

/** The nearest of sorted times; `undefined` where there are none. */
export function nearest(times: readonly Instant[], t: number): Instant | undefined {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] as number) < t) low = middle + 1;
    else high = middle;
  }
  const after = times[low];
  const before = times[low - 1];
  if (after === undefined) return before;
  if (before === undefined) return after;
  return t - before <= after - t ? before : after;
}

export type Move = 'left' | 'right' | 'up' | 'down' | 'first' | 'last';

/**
 * Where an arrow key leads from the mark `from`: along its lane, or to the nearest mark of the next lane that has any.
 * From nowhere: the first mark there is.
 */
export function moveMark(
  view: LaneView,
  from: { readonly lane: string; readonly event: string } | undefined,
  move: Move,
): { readonly lane: string; readonly mark: Lane['marks'][number] } | undefined {
  const lanes = view.lanes.filter((l) => l.marks.length > 0);
  const at = lanes.findIndex((l) => l.key === from?.lane);
  const lane = lanes[Math.max(0, at)];
  if (lane === undefined) return undefined;
  const index = lane.marks.findIndex((m) => m.event === from?.event);
  const present = lane.marks[index];
  const give = (l: Lane, m: Lane['marks'][number] | undefined) => (m === undefined ? undefined : { lane: l.key, mark: m });
  if (at < 0 || present === undefined) return give(lane, move === 'last' ? lane.marks[lane.marks.length - 1] : lane.marks[0]);
  switch (move) {
    case 'left':
      return give(lane, lane.marks[index - 1] ?? present);
    case 'right':
      return give(lane, lane.marks[index + 1] ?? present);
    case 'first':
      return give(lane, lane.marks[0]);
    case 'last':
      return give(lane, lane.marks[lane.marks.length - 1]);
    case 'up':
    case 'down': {
      const other = lanes[at + (move === 'up' ? -1 : 1)] ?? lane;
      let best = other.marks[0];
      for (const m of other.marks) if (best === undefined || Math.abs(m.time - present.time) < Math.abs(best.time - present.time)) best = m;
      return give(other, best);
    }
  }
}
