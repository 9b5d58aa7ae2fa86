/** Where the claims of an identity stand on their lanes: a group for each system, a lane for each claim, bars by what held when. */
import type { Instant } from '../../shared/base/instant.ts';
import type { OwnerLane, OwnerLanesView } from '../../shared/views/decisions.ts';
import { type Tick, type TimeScale, ticks, timeScale } from './axis.ts';

export const LANE = 34;
const GROUP = 24;
const AXIS = 26;
const LABEL = 236;
const RIGHT = 12;
/** A claim of an hour in a year is still seen. */
const LEAST = 3;

export interface LaidBar {
  readonly x: number;
  readonly width: number;
  readonly status: OwnerLane['segments'][number]['status'];
}
export interface LaidLane {
  readonly lane: OwnerLane;
  readonly y: number;
  readonly bars: readonly LaidBar[];
  readonly conflicts: readonly { readonly x: number; readonly width: number }[];
  /** Where its source last said so; `undefined` where nothing dates it or it lies outside. */
  readonly saidAt: number | undefined;
  readonly leaves: readonly { readonly x: number; readonly word: 'left' | 'moved' }[];
}
export interface OwnerLanesLayout {
  readonly width: number;
  readonly height: number;
  readonly scale: TimeScale;
  readonly ticks: readonly (Tick & { readonly x: number })[];
  readonly groups: readonly { readonly system: string; readonly y: number }[];
  readonly lanes: readonly LaidLane[];
  readonly period: { readonly x: number; readonly width: number };
  readonly top: number;
  /** Of an instant, held inside the picture. */
  cursor(t: Instant): number;
}

export function layoutOwnerLanes(view: OwnerLanesView, width: number): OwnerLanesLayout {
  const scale = timeScale({ from: view.from, to: view.to }, LABEL, Math.max(LABEL + 120, width - RIGHT));
  const hold = (t: number): number => scale.x(Math.min(view.to, Math.max(view.from, t)));
  const bar = (from: number, to: number): { x: number; width: number } => ({ x: hold(from), width: Math.max(LEAST, hold(to) - hold(from)) });
  const inside = (t: Instant | undefined): number | undefined => (t === undefined || t < view.from || t > view.to ? undefined : scale.x(t));
  const groups: { system: string; y: number }[] = [];
  const lanes: LaidLane[] = [];
  let y = AXIS;
  for (const lane of view.lanes) {
    if (groups[groups.length - 1]?.system !== lane.system) {
      groups.push({ system: lane.system, y });
      y += GROUP;
    }
    const leaves = (['left', 'moved'] as const).flatMap((word) => {
      const x = inside(lane[word]);
      return x === undefined ? [] : [{ x, word }];
    });
    lanes.push({
      lane,
      y,
      bars: lane.segments.map((s) => ({ ...bar(s.from, s.to), status: s.status })),
      conflicts: lane.conflicts.map((c) => bar(c.from, c.to)),
      saidAt: inside(lane.asOf),
      leaves,
    });
    y += LANE;
  }
  return {
    width,
    height: y + 8,
    scale,
    ticks: ticks(scale, scale.x1 - scale.x0, 92).map((t) => ({ ...t, x: scale.x(t.time) })),
    groups,
    lanes,
    period: bar(view.period.from, view.period.to),
    top: AXIS,
    cursor: hold,
  };
}
