/** The lanes of the timeline: which there are is worked out once, what a window shows of them for every frame of a pan. */
import type { Instant } from '../base/instant.ts';
import type { Interval } from '../base/interval.ts';
import type { CoverageLine, CutInterval, Identity } from '../model/analysis.ts';
import { BULK_KINDS, type EventColumns } from '../model/facts.ts';
import { type Channel, EVENT_KINDS } from '../model/vocabulary.ts';
import { barsOf } from './coverage.ts';
import { lowerBound } from './lookup.ts';
import { identitySub, labelOf } from './text.ts';
import { ACTIVITY, countInBins, mergeMarks, type PreparedWake, prepared, type Selected, type WakeMarkInput } from './timeline.ts';
import type { Lane, LaneView } from './types.ts';

interface LaneHead {
  /** An identity id, a system, a kind; empty for the aggregate of whatever has no lane of its own. */
  readonly key: string;
  readonly label: string;
  readonly sub: string;
  /** Lane of a credential under its holder's. */
  readonly parent: string | undefined;
  readonly channels: readonly { readonly system: string | undefined; readonly channel: Channel }[];
}

/** A lane with the times of its events and its wakes, ascending: a frame is then a few binary searches, however many events there are. */
export interface PlannedLane extends LaneHead {
  readonly times: Float64Array;
  readonly wakes: readonly PreparedWake[];
}

export type LanePlan = readonly PlannedLane[];

/** The number of the aggregate among lanes that a byte counts. */
const REST = 255;
const BULK = new Set<number>(BULK_KINDS.map((k) => EVENT_KINDS.indexOf(k)));
const activity = (): LaneHead['channels'] => ACTIVITY.map((channel) => ({ system: undefined, channel }));

/**
 * Which identities get a lane of their own: those whose wakes are worst, then the busiest. A credential's lane follows
 * its holder's. Chosen over the whole selection and not over the window, so that lanes stand still while one pans.
 */
export function planIdentityLanes(input: {
  readonly columns: EventColumns;
  readonly selected: Selected | undefined;
  readonly identities: readonly Identity[];
  readonly identityOf: (alias: string) => string | undefined;
  readonly wakes: readonly WakeMarkInput[];
  readonly limit: number;
}): LanePlan {
  const { columns, selected, identities, wakes, limit } = input;
  const index = new Map(identities.map((x, i) => [x.id, i]));
  const ofString = new Int32Array(columns.strings.length).fill(-1);
  columns.strings.forEach((text, i) => {
    const id = input.identityOf(text);
    if (id !== undefined) ofString[i] = index.get(id) ?? -1;
  });
  const worst = new Float64Array(identities.length);
  for (const w of wakes) {
    const at = w.target === undefined ? undefined : index.get(w.target);
    if (at !== undefined) worst[at] = Math.max(worst[at] as number, w.worst * 1000 + Math.min(999, w.findings));
  }
  const who = (at: number): number => {
    const credential = columns.credential[at] as number;
    if (credential >= 0) {
      // A credential with a wake of its own shows its uses: that is where a use after rotation must be seen.
      const c = ofString[credential] as number;
      if (c >= 0 && (worst[c] as number) > 0) return c;
    }
    const bulk = BULK.has(columns.kind[at] as number);
    const first = (bulk ? columns.actor[at] : columns.target[at]) as number;
    const second = (bulk ? columns.target[at] : columns.actor[at]) as number;
    return first >= 0 ? (ofString[first] as number) : second >= 0 ? (ofString[second] as number) : -1;
  };
  const n = selected?.length ?? columns.length;
  const identityOfRow = new Int32Array(n);
  const counts = new Uint32Array(identities.length);
  for (let i = 0; i < n; i++) {
    const id = who(selected === undefined ? i : selected.at(i));
    identityOfRow[i] = id;
    if (id >= 0) counts[id]!++;
  }
  const present = [...identities.keys()].filter((i) => (counts[i] as number) > 0);
  present.sort((a, b) => (worst[b] as number) - (worst[a] as number) || (counts[b] as number) - (counts[a] as number) || a - b);
  const chosen = nestCredentials(present.slice(0, Math.min(limit, REST)), identities, index);
  const laneOfIdentity = new Uint8Array(identities.length).fill(REST);
  chosen.forEach((id, lane) => {
    laneOfIdentity[id] = lane;
  });
  const heads = chosen.map((i): LaneHead => {
    const identity = identities[i] as Identity;
    // Indented only under a holder that has a lane; else it would hang under whatever stands above it.
    const holder = identity.kind === 'credential' && identity.holder !== undefined ? index.get(identity.holder) : undefined;
    const parent = holder !== undefined && chosen.includes(holder) ? identity.holder : undefined;
    return { key: identity.id, label: labelOf(identity), sub: identitySub(identity), parent, channels: activity() };
  });
  const laneOf = (row: number): number => {
    const id = identityOfRow[row] as number;
    return id < 0 ? REST : (laneOfIdentity[id] as number);
  };
  return fill({ columns, selected, heads, laneOf, wakes, keyOf: (w) => w.target ?? '', others: present.length - chosen.length });
}

function nestCredentials(chosen: readonly number[], identities: readonly Identity[], index: ReadonlyMap<string, number>): number[] {
  const among = new Set(chosen);
  const holderOf = (i: number): number | undefined => {
    const identity = identities[i];
    const holder = identity?.kind === 'credential' && identity.holder !== undefined ? index.get(identity.holder) : undefined;
    return holder !== undefined && among.has(holder) ? holder : undefined;
  };
  return chosen.filter((i) => holderOf(i) === undefined).flatMap((i) => [i, ...chosen.filter((c) => holderOf(c) === i)]);
}

/** One lane for each system or kind, the busiest first. */
export function planByColumn(input: {
  readonly columns: EventColumns;
  readonly selected: Selected | undefined;
  readonly by: 'system' | 'kind';
  readonly limit: number;
  readonly wakes: readonly WakeMarkInput[];
  readonly systemOf: (source: number) => string;
  readonly channelsOf: (system: string) => readonly Channel[];
}): LanePlan {
  const { columns, selected, by, wakes } = input;
  const keyOfSource = new Map<number, string>();
  const key = (at: number): string => {
    if (by === 'kind') return EVENT_KINDS[columns.kind[at] as number] as string;
    const source = columns.source[at] as number;
    let system = keyOfSource.get(source);
    if (system === undefined) {
      system = input.systemOf(source);
      keyOfSource.set(source, system);
    }
    return system;
  };
  const rowAt = (i: number): number => (selected === undefined ? i : selected.at(i));
  const counts = new Map<string, number>();
  const n = selected?.length ?? columns.length;
  for (let i = 0; i < n; i++) {
    const k = key(rowAt(i));
    counts.set(k, (counts.get(k) ?? 0) + 1);
  }
  const present = [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).map(([k]) => k);
  const chosen = present.slice(0, Math.min(input.limit, REST));
  const lane = new Map(chosen.map((k, i) => [k, i]));
  const heads = chosen.map(
    (k): LaneHead => ({
      key: k,
      label: k,
      sub: by === 'kind' ? 'kind of event' : 'system',
      parent: undefined,
      channels: by === 'kind' ? activity() : input.channelsOf(k).map((channel) => ({ system: k, channel })),
    }),
  );
  const laneOf = (row: number): number => lane.get(key(rowAt(row))) ?? REST;
  return fill({ columns, selected, heads, laneOf, wakes, keyOf: (w) => (by === 'kind' ? w.kind : w.system), others: present.length - chosen.length });
}

/** Deals the selection's events and wakes out to the lanes; nothing is lost, what has no lane is in the aggregate. */
function fill(input: {
  readonly columns: EventColumns;
  readonly selected: Selected | undefined;
  readonly heads: readonly LaneHead[];
  /** Lane of the i-th row of the selection. */
  readonly laneOf: (row: number) => number;
  readonly wakes: readonly WakeMarkInput[];
  readonly keyOf: (wake: WakeMarkInput) => string;
  /** How many identities, systems or kinds have no lane of their own. */
  readonly others: number;
}): LanePlan {
  const { columns, selected, heads, others } = input;
  const n = selected?.length ?? columns.length;
  const lanes = new Uint8Array(n);
  const sizes = new Uint32Array(REST + 1);
  for (let i = 0; i < n; i++) {
    const lane = input.laneOf(i);
    lanes[i] = lane;
    sizes[lane]!++;
  }
  const times = [...heads.keys(), REST].map((lane) => new Float64Array(sizes[lane] as number));
  const next = new Uint32Array(REST + 1);
  for (let i = 0; i < n; i++) {
    const lane = lanes[i] as number;
    const into = times[lane === REST ? heads.length : lane] as Float64Array;
    into[next[lane]!++] = columns.time[selected === undefined ? i : selected.at(i)] as number;
  }
  const keys = new Map(heads.map((h, i) => [h.key, i]));
  const wakes = times.map((): PreparedWake[] => []);
  for (const w of prepared(input.wakes)) wakes[keys.get(input.keyOf(w.wake)) ?? heads.length]?.push(w);
  const planned = heads.map((head, i): PlannedLane => ({ ...head, times: times[i] as Float64Array, wakes: wakes[i] ?? [] }));
  if ((sizes[REST] as number) === 0 && others === 0) return planned;
  const label = others > 0 ? `${others.toLocaleString('en-US')} more` : 'no identity named';
  const rest = { key: '', label, sub: 'one lane, aggregated', parent: undefined, channels: activity() };
  return [...planned, { ...rest, times: times[heads.length] as Float64Array, wakes: wakes[heads.length] ?? [] }];
}

/** Up to this many events in a lane are drawn one by one. */
const TICKS = 240;

/** The lanes of one window. This runs for every frame of a pan. */
export function lanesOf(input: {
  readonly plan: LanePlan;
  readonly window: Interval;
  readonly bins: number;
  readonly lines: readonly CoverageLine[];
  readonly cuts: readonly CutInterval[];
  readonly spans: readonly { readonly identity: string; readonly from: Instant; readonly to: Instant; readonly label: string }[];
}): Omit<LaneView, 'took'> {
  const { plan, window, bins } = input;
  // Most lanes ask for the same channels of all systems, and the same bars.
  const known = new Map<string, Lane['coverage'][number]>();
  const coverage = ({ system, channel }: LaneHead['channels'][number]): Lane['coverage'][number] => {
    const key = `${channel} ${system ?? ''}`;
    let found = known.get(key);
    if (found === undefined) {
      const of = (l: { readonly system: string; readonly channel: Channel }): boolean =>
        l.channel === channel && (system === undefined || l.system === system);
      found = { channel, bars: barsOf(input.lines.filter(of), input.cuts.filter(of), window) };
      known.set(key, found);
    }
    return found;
  };
  const lanes = plan.map((lane): Lane => {
    const first = lowerBound(lane.times, window.from);
    const count = lowerBound(lane.times, window.to) - first;
    return {
      key: lane.key,
      label: lane.label,
      sub: lane.sub,
      parent: lane.parent,
      count,
      bins: countInBins(lane.times, window, bins),
      ticks: count > 0 && count <= TICKS ? (Array.from(lane.times.subarray(first, first + count)) as Instant[]) : undefined,
      marks: mergeMarks(lane.wakes, window, 60),
      coverage: lane.channels.map(coverage),
      spans: input.spans.filter((s) => s.identity === lane.key && s.from < window.to && s.to > window.from),
    };
  });
  return { ...window, lanes };
}
