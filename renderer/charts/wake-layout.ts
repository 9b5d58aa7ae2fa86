/** The picture of one wake: where every lane, mark, branch, band and label stands. Pure; the drawing is WakePicture.tsx. */
import type { Instant } from '../../shared/base/instant.ts';
import type { Verdict } from '../../shared/model/vocabulary.ts';
import type { CoverageView, WakeBand, WakeLane, WakeMark, WakeView } from '../../shared/views/types.ts';
import { type Box, Taken } from './boxes.ts';
import type { Measure } from './measure.ts';
import { fit } from './measure.ts';
import { type AxisKind, TIMED, type WakeAxis, wakeAxis } from './stage-axis.ts';
import { detailMark, halfOf, labelBand, labelMark, loud, MARK_HALF } from './wake-labels.ts';

export interface PlacedText {
  readonly x: number;
  /** Baseline. */
  readonly y: number;
  readonly text: string;
  readonly tone: 'ink' | 'soft' | Verdict;
  readonly bold: boolean;
}
export interface PlacedWakeMark {
  readonly x: number;
  readonly y: number;
  readonly mark: WakeMark;
  /** Of the same shape at the same place; the first is `mark`. */
  readonly count: number;
}
export interface PlacedBand extends Box {
  readonly band: WakeBand;
  /** The band goes on past this edge of the picture. */
  readonly openLeft: boolean;
  readonly openRight: boolean;
}
export interface PlacedLane {
  readonly lane: WakeLane;
  readonly y0: number;
  readonly y1: number;
  readonly line: number;
  readonly marks: readonly PlacedWakeMark[];
  readonly bands: readonly PlacedBand[];
  readonly deadlines: readonly { readonly x: number; readonly y0: number; readonly y1: number; readonly at: Instant }[];
  readonly texts: readonly PlacedText[];
}
export interface Trunk {
  readonly x: number;
  readonly y0: number;
  readonly arms: readonly { readonly y: number; readonly x: number; readonly shape: 'solid' | 'hidden' | 'dashed' }[];
}
export interface WakePictureLayout {
  readonly width: number;
  readonly height: number;
  readonly labelWidth: number;
  readonly recordedX: number;
  readonly headerHeight: number;
  readonly axis: WakeAxis;
  readonly lanes: readonly PlacedLane[];
  readonly groups: readonly {
    readonly y: number;
    readonly title: string;
    readonly note: string;
    readonly noteX: number;
    readonly action: 'fold' | 'unfold' | undefined;
  }[];
  readonly trunks: readonly Trunk[];
  readonly axisY: number;
  /** Where it says what the bars mean that cover nothing, under the rows. */
  readonly keyY: number;
  readonly edges: readonly { readonly x: number; readonly time: Instant; readonly printed: boolean; readonly anchor: 'start' | 'middle' | 'end' }[];
  readonly coverage: readonly { readonly y: number; readonly row: CoverageView['rows'][number] }[];
  readonly ties: readonly { readonly x: number; readonly y0: number; readonly y1: number }[];
  /** Accountable parties that were told in time and are not drawn. */
  readonly folded: readonly WakeLane[];
}

export const GROUP_HEIGHT = 20;
export const AXIS_HEIGHT = 36;
export const COVERAGE_ROW = 13;
/** Where a note may begin, from the axis' left: the group's title stands before it. */
const NOTE_FROM = 130;
const HEADER = 58;
/** What a stage's title needs beside itself: its inset, and the capital that is wider than the small letter. */
const TITLE_AIR = 14;
/** More accountable parties than this, and those told in time are folded. */
const MANY = 8;

/** Told in time, with nothing missing in its lane: safe to fold, since no gap goes with it. */
export const toldInTime = (lane: WakeLane): boolean =>
  lane.group === 'accountable' &&
  lane.status?.verdict === 'met' &&
  lane.bands.length === 0 &&
  lane.marks.every((m) => m.shape !== 'ghost' && m.shape !== 'hidden' && m.shape !== 'unknown' && m.shape !== 'bounced');

export interface WakeLayoutInput {
  readonly view: WakeView;
  readonly width: number;
  readonly kind: AxisKind;
  readonly unfolded: boolean;
  /** A low window shortens the lanes, never the text in them. */
  readonly low: boolean;
  readonly measure: Measure;
}

export function layoutWake({ view, width, kind, unfolded, low, measure }: WakeLayoutInput): WakePictureLayout {
  const narrow = width < 1100;
  const labelWidth = narrow ? 150 : 180;
  const recorded = narrow ? 96 : 112;
  const recordedX = width - recorded;
  const x0 = labelWidth;
  const eventX = labelWidth + (narrow ? 46 : 60);
  const least = TIMED.map((stage) => measure(stage, { bold: true, size: 13 }) + TITLE_AIR);
  const axis = wakeAxis(view, kind, x0, eventX, recordedX, least);

  const accountable = view.lanes.filter((l) => l.group === 'accountable');
  const foldable = accountable.length > MANY ? accountable.filter(toldInTime) : [];
  const folded = unfolded ? [] : foldable;
  const shown = (group: WakeLane['group']): WakeLane[] => view.lanes.filter((l) => l.group === group && !folded.includes(l));

  const lanes: PlacedLane[] = [];
  const groups: WakePictureLayout['groups'][number][] = [];
  let y = HEADER;
  const addLane = (lane: WakeLane): void => {
    const placed = placeLane(lane, y, low, axis, view, measure);
    lanes.push(placed);
    y = placed.y1;
  };
  shown('source').forEach(addLane);
  if (accountable.length > 0 || view.accountableNote !== '') {
    groups.push({
      y,
      title: 'Had to be told at the event',
      note: view.accountableNote,
      noteX: 0,
      action: undefined,
    });
    y += GROUP_HEIGHT;
    shown('accountable').forEach(addLane);
    if (foldable.length > 0) {
      groups.push({ y, title: `${foldable.length} more told in time`, note: '', noteX: 0, action: unfolded ? 'fold' : 'unfold' });
      y += GROUP_HEIGHT;
    }
  }
  const outside = shown('outside');
  if (outside.length > 0) {
    groups.push({ y, title: 'Took part, outside the accountable set', note: '', noteX: 0, action: undefined });
    y += GROUP_HEIGHT;
    outside.forEach(addLane);
  }

  const trunks = trunksOf(view, axis, lanes);
  const axisY = y;
  y += AXIS_HEIGHT;
  const coverage = view.coverage.rows.map((row, i) => ({ y: y + 4 + i * COVERAGE_ROW, row }));
  const keyY = y + 12 + view.coverage.rows.length * COVERAGE_ROW;
  const height = keyY + 8;
  return {
    width,
    height,
    labelWidth,
    recordedX,
    headerHeight: HEADER,
    axis,
    lanes,
    groups: groups.map((g) => ({ ...g, ...noteSpot(g, trunks, recordedX, x0, measure) })),
    trunks,
    axisY,
    keyY,
    edges: printedEdges(axis, measure),
    coverage,
    ties: tiesOf(lanes, axis, coverage),
    folded,
  };
}

/** A group's note ends at the right edge, or before the first trunk that would run through it. */
function noteSpot(
  group: { readonly y: number; readonly note: string },
  trunks: readonly Trunk[],
  recordedX: number,
  x0: number,
  measure: Measure,
): { readonly note: string; readonly noteX: number } {
  const from = x0 + NOTE_FROM;
  const end = recordedX - 8;
  const crossing = trunks.filter((t) => t.y0 < group.y && t.arms.some((a) => a.y > group.y)).map((t) => t.x);
  // The stretches between trunks, the rightmost that has room for the note first.
  const edges = [from, ...crossing.filter((x) => x > from && x < end), end];
  for (let i = edges.length - 1; i > 0; i--) {
    const [a, b] = [(edges[i - 1] as number) + 8, (edges[i] as number) - (i === edges.length - 1 ? 0 : 8)];
    if (measure(group.note) <= b - a) return { note: group.note, noteX: b };
  }
  const widest = edges
    .slice(1)
    .reduce((best, x, i) => (x - (edges[i] as number) > (edges[best] as number) - (edges[best - 1] as number) ? i + 1 : best), 1);
  const room = (edges[widest] as number) - (edges[widest - 1] as number) - 16;
  return { note: fit(group.note, Math.max(0, room), measure), noteX: (edges[widest] as number) - 8 };
}

/** Marks that stand on each other become one with a count; gaps and unknowns never do. */
export function mergeMarks(lane: WakeLane, axis: WakeAxis, line: number): PlacedWakeMark[] {
  const alone: readonly WakeMark['shape'][] = ['ghost', 'hidden', 'unknown', 'bounced', 'event'];
  const out: { x: number; y: number; mark: WakeMark; count: number }[] = [];
  for (const mark of [...lane.marks].sort((a, b) => a.time - b.time)) {
    const x = axis.x(mark.time);
    const same = out.findLast((m) => m.mark.shape === mark.shape && m.mark.verdict === mark.verdict && Math.abs(m.x - x) < 2 * MARK_HALF);
    if (same !== undefined && !alone.includes(mark.shape)) same.count++;
    else out.push({ x, y: line, mark, count: 1 });
  }
  return out;
}

function placeLane(lane: WakeLane, y0: number, low: boolean, axis: WakeAxis, view: WakeView, measure: Measure): PlacedLane {
  const rules = lane.bands.filter((b) => b.shape === 'rule' || b.shape === 'grant');
  const line = y0 + (low ? 22 : 25);
  const least = lane.status === undefined ? (low ? 40 : 46) : low ? 51 : 56;
  const y1 = y0 + Math.max(least, (low ? 42 : 46) + rules.length * 24);
  const marks = mergeMarks(lane, axis, line);
  const taken = new Taken({ x0: axis.x0, x1: axis.x1 - 2, y0: y0 + 1, y1: y1 - 1 });

  let rule = 0;
  const bands = lane.bands.map((band): PlacedBand => {
    const a = axis.x(band.from);
    const b = axis.x(band.to);
    // A gap keeps 4 px however short it is.
    const x1 = Math.max(b, a + 4);
    const edge = { band, openLeft: band.from < axis.from, openRight: band.to > axis.to };
    if (band.shape === 'rule' || band.shape === 'grant') {
      const top = line + 20 + rule++ * 24;
      return { ...edge, x0: a, x1, y0: top, y1: top + 7 };
    }
    if (band.shape === 'late') return { ...edge, x0: a, x1, y0: line - 5, y1: line + 5 };
    const half = band.shape === 'fog' ? 20 : 17;
    return { ...edge, x0: a, x1, y0: line - half, y1: line + half };
  });
  for (const m of marks) taken.add({ x0: m.x - halfOf(m.mark.shape) - 1, x1: m.x + halfOf(m.mark.shape) + 2, y0: line - 8, y1: line + 8 });
  for (const b of bands) {
    // The inside of an absence and of a fog is where its own words stand; ruled and solid bands are data through and through.
    if (b.band.shape === 'rule' || b.band.shape === 'late' || b.band.shape === 'grant') taken.add(b);
    else {
      for (const x of [b.x0, b.x1]) taken.add({ x0: x - 1, x1: x + 1, y0: b.y0, y1: b.y1 });
      for (const y of [b.y0, b.y1]) taken.add({ x0: b.x0, x1: b.x1, y0: y - 1, y1: y + 1 });
    }
  }
  const deadlines = lane.deadlines.map((d) => {
    const x = axis.x(d.at);
    return { x, y0: y0 + 5, y1: line + 12, at: d.at };
  });
  for (const d of deadlines) taken.add({ x0: d.x - 4, x1: d.x + 4, y0: d.y0, y1: d.y1 });
  for (const trunk of new Set(view.branches.map((b) => Math.round(axis.x(b.sentAt))))) {
    taken.add({ x0: trunk - 2, x1: trunk + 2, y0, y1 });
  }
  for (const b of view.branches) {
    if (b.lane !== lane.key) continue;
    const [a, z] = [axis.x(b.sentAt), axis.x(b.at)];
    if (z - a > 4) taken.add({ x0: a, x1: z, y0: line - 2, y1: line + 2 });
  }

  const texts: PlacedText[] = [];
  for (const b of bands) texts.push(...labelBand(b, taken, measure, axis));
  const need = [...marks].sort((a, b) => Number(loud(b.mark)) - Number(loud(a.mark)) || a.x - b.x);
  // Details only take what the labels of all marks have left.
  const labels = need.map((m) => ({ m, label: labelMark(m, taken, measure) }));
  for (const { m, label } of labels) if (label !== undefined) texts.push(label, ...detailMark(m, label, taken, measure));
  return { lane, y0, y1, line, marks, bands, deadlines, texts };
}

/** Notices that left together share a trunk: it runs down from the source's lane, an arm goes into each party's lane. */
function trunksOf(view: WakeView, axis: WakeAxis, lanes: readonly PlacedLane[]): Trunk[] {
  const source = lanes.find((l) => l.lane.group === 'source');
  const trunks: { x: number; y0: number; arms: Trunk['arms'][number][] }[] = [];
  for (const branch of [...view.branches].sort((a, b) => a.sentAt - b.sentAt)) {
    const lane = lanes.find((l) => l.lane.key === branch.lane);
    if (lane === undefined || lane === source) continue;
    const x = axis.x(branch.sentAt);
    let trunk = trunks.find((t) => Math.abs(t.x - x) < 6);
    if (trunk === undefined) {
      trunk = { x, y0: source?.line ?? HEADER, arms: [] };
      trunks.push(trunk);
    }
    const end = axis.x(branch.at);
    const arm = { y: lane.line, x: Math.max(trunk.x, end - MARK_HALF), shape: branch.shape };
    // Forty copies into one lane are one arm for the eye; the marks carry the count.
    if (!trunk.arms.some((a) => a.y === arm.y && a.shape === arm.shape && Math.abs(a.x - arm.x) < MARK_HALF)) trunk.arms.push(arm);
  }
  return trunks.map((t) => ({ ...t, arms: t.arms.sort((a, b) => a.y - b.y) }));
}

function printedEdges(axis: WakeAxis, measure: Measure): WakePictureLayout['edges'] {
  const w = measure('00 Mmm 00:00', { mono: true });
  const last = axis.edges.length - 1;
  const anchorOf = (x: number): 'middle' | 'end' => (x + w / 2 > axis.x1 ? 'end' : 'middle');
  const start = (x: number): number => (anchorOf(x) === 'end' ? x - w : x - w / 2);
  // The last edge is printed always, its neighbour gives way.
  const end = axis.edges[last];
  const limit = end === undefined ? axis.x1 : start(end.x);
  let free = axis.x0;
  return axis.edges.map((edge, i) => {
    const a = start(edge.x);
    const printed = i === last || (a >= free && a + w + 6 <= limit);
    if (printed) free = a + w + 8;
    return { ...edge, printed, anchor: anchorOf(edge.x) };
  });
}

/** A fog is tied to what is missing below: to the rows that have no coverage over its interval. */
function tiesOf(lanes: readonly PlacedLane[], axis: WakeAxis, coverage: WakePictureLayout['coverage']): WakePictureLayout['ties'] {
  const ties = new Map<number, { x: number; y0: number; y1: number }>();
  for (const lane of lanes) {
    for (const b of lane.bands) {
      if (b.band.shape !== 'fog') continue;
      const row = coverage.find((c) => uncovered(c.row.bars, b.band.from, b.band.to));
      if (row === undefined) continue;
      for (const x of [b.x0, b.x1]) {
        const key = Math.round(x);
        const was = ties.get(key);
        ties.set(key, { x, y0: Math.min(was?.y0 ?? Number.POSITIVE_INFINITY, b.y1), y1: Math.max(was?.y1 ?? 0, row.y) });
      }
    }
  }
  return [...ties.values()].filter((t) => t.x > axis.x0);
}

function uncovered(bars: CoverageView['rows'][number]['bars'], from: number, to: number): boolean {
  if (bars.some((b) => (b.state === 'silent' || b.state === 'cut') && b.from < to && b.to > from)) return true;
  let reached = from;
  for (const b of [...bars].sort((a, c) => a.from - c.from)) if (b.from <= reached) reached = Math.max(reached, b.to);
  return reached < to;
}
