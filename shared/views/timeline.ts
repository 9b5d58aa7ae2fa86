import type { Instant } from '../base/instant.ts';
import type { Interval } from '../base/interval.ts';
import type { CoverageLine, CutInterval, Identity } from '../model/analysis.ts';
import type { EventColumns } from '../model/facts.ts';
import { BULK_KINDS } from '../model/facts.ts';
import type { EventId } from '../model/ids.ts';
import { type Channel, EVENT_KINDS, type EventKind, type Verdict } from '../model/vocabulary.ts';
import { barsOf } from './coverage.ts';
import { lowerBound } from './lookup.ts';
import { identitySub, labelOf, verdictRank, worstVerdict } from './text.ts';
import type { Lane, LaneView, TimelineOverview } from './types.ts';

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

/** Counts of events in `bins` equal parts of the window. */
export function histogram(columns: EventColumns, selected: Selected | undefined, window: Interval, bins: number): number[] {
  const counts = new Uint32Array(bins);
  const scale = bins / (window.to - window.from);
  if (selected === undefined) {
    const times = columns.time;
    // Bins are narrower than events are many: to look up each bin's edge costs bins × log n, not n.
    let before = lowerBound(times, window.from);
    for (let b = 0; b < bins; b++) {
      const end = lowerBound(times, b === bins - 1 ? window.to : window.from + (b + 1) / scale);
      counts[b] = end - before;
      before = end;
    }
  } else {
    for (let i = 0; i < selected.length; i++) {
      const t = columns.time[selected.at(i)] as number;
      if (t >= window.from && t < window.to) counts[Math.min(bins - 1, Math.floor((t - window.from) * scale))]!++;
    }
  }
  return Array.from(counts);
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
    marks: mergeMarks(input.wakes, window, 60).map((m) => ({ time: m.time, verdict: m.verdict })),
    coverage: barsOf(input.lines.filter(isActivity), input.cuts.filter(isActivity), window),
    kinds: EVENT_KINDS.map((kind, i) => ({ kind, count: kinds[i] as number })).filter((k) => k.count > 0),
    systems: [...systems].map(([system, count]) => ({ system, count })).sort((a, b) => b.count - a.count),
  };
}

/** The channels in which activity of an identity shows; a lane's coverage speaks of them. */
const ACTIVITY: readonly Channel[] = ['iam-audit', 'signin'];
const isActivity = (l: { readonly channel: Channel }): boolean => ACTIVITY.includes(l.channel);

/** At most one mark for each of `slots` parts of the window: the worst, with how many it stands for. */
function mergeMarks(wakes: readonly WakeMarkInput[], window: Interval, slots: number): Lane['marks'] {
  const best = new Map<number, { wake: WakeMarkInput; verdict: Verdict; count: number }>();
  for (const wake of wakes) {
    if (wake.time < window.from || wake.time >= window.to) continue;
    const slot = Math.floor(((wake.time - window.from) / (window.to - window.from)) * slots);
    const verdict = worstVerdict(wake.strip);
    const have = best.get(slot);
    if (have === undefined) best.set(slot, { wake, verdict, count: 1 });
    else {
      have.count++;
      const worse = verdictRank(verdict) - verdictRank(have.verdict) || wake.worst - have.wake.worst;
      if (worse > 0) {
        have.wake = wake;
        have.verdict = verdict;
      }
    }
  }
  return [...best.entries()]
    .sort((a, b) => a[0] - b[0])
    .map(([, m]) => ({ time: m.wake.time, event: m.wake.event, verdict: m.verdict, count: m.count, label: m.wake.kind }));
}

export interface LanePlan {
  /** Lane of each event by its index in the columns; 255 is the aggregate of the rest. */
  readonly laneOf: Uint8Array;
  readonly lanes: readonly {
    readonly key: string;
    readonly label: string;
    readonly sub: string;
    readonly parent: string | undefined;
    readonly channels: readonly { readonly system: string | undefined; readonly channel: Channel }[];
  }[];
  /** What the aggregate of everything without a lane is called; `undefined`: there is nothing else. */
  readonly rest: string | undefined;
}

export const REST = 255;
const BULK = new Set<number>(BULK_KINDS.map((k) => EVENT_KINDS.indexOf(k)));

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
  const identityAt = new Int32Array(columns.length).fill(-1);
  const counts = new Uint32Array(identities.length);
  let unassigned = 0;
  for (let i = 0; i < n; i++) {
    const at = selected === undefined ? i : selected.at(i);
    const id = who(at);
    identityAt[at] = id;
    if (id >= 0) counts[id]!++;
    else unassigned++;
  }
  const present = [...identities.keys()].filter((i) => (counts[i] as number) > 0);
  present.sort((a, b) => (worst[b] as number) - (worst[a] as number) || (counts[b] as number) - (counts[a] as number) || a - b);
  const chosen = nestCredentials(present.slice(0, Math.min(limit, REST)), identities, index);
  const laneOfIdentity = new Uint8Array(identities.length).fill(REST);
  chosen.forEach((id, lane) => {
    laneOfIdentity[id] = lane;
  });
  const laneOf = new Uint8Array(columns.length).fill(REST);
  for (let i = 0; i < columns.length; i++) {
    const id = identityAt[i] as number;
    if (id >= 0) laneOf[i] = laneOfIdentity[id] as number;
  }
  return {
    laneOf,
    lanes: chosen.map((i) => {
      const identity = identities[i] as Identity;
      return {
        key: identity.id,
        label: labelOf(identity),
        sub: identitySub(identity),
        parent: identity.kind === 'credential' ? identity.holder : undefined,
        channels: ACTIVITY.map((channel) => ({ system: undefined, channel })),
      };
    }),
    rest: restLabel(present.length - chosen.length, unassigned),
  };
}

const restLabel = (others: number, unassigned: number): string | undefined =>
  others > 0 ? `${others.toLocaleString('en-US')} more` : unassigned > 0 ? 'no identity named' : undefined;

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
  readonly systemOf: (source: number) => string;
  readonly channelsOf: (system: string) => readonly Channel[];
}): LanePlan {
  const { columns, selected, by } = input;
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
  const counts = new Map<string, number>();
  const n = selected?.length ?? columns.length;
  for (let i = 0; i < n; i++) {
    const k = key(selected === undefined ? i : selected.at(i));
    counts.set(k, (counts.get(k) ?? 0) + 1);
  }
  const present = [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).map(([k]) => k);
  const chosen = present.slice(0, Math.min(input.limit, REST));
  const lane = new Map(chosen.map((k, i) => [k, i]));
  const laneOf = new Uint8Array(columns.length).fill(REST);
  for (let i = 0; i < n; i++) {
    const at = selected === undefined ? i : selected.at(i);
    laneOf[at] = lane.get(key(at)) ?? REST;
  }
  return {
    laneOf,
    lanes: chosen.map((k) => ({
      key: k,
      label: k,
      sub: by === 'kind' ? 'kind of event' : 'system',
      parent: undefined,
      channels:
        by === 'kind' ? ACTIVITY.map((channel) => ({ system: undefined, channel })) : input.channelsOf(k).map((channel) => ({ system: k, channel })),
    })),
    rest: restLabel(present.length - chosen.length, 0),
  };
}

/** Up to this many events in a lane are drawn one by one. */
const TICKS = 240;

/** The lanes of one window: this runs for every frame of a pan, so it walks the window's events once. */
export function lanesOf(input: {
  readonly columns: EventColumns;
  readonly selected: Selected | undefined;
  readonly plan: LanePlan;
  readonly window: Interval;
  readonly bins: number;
  readonly by: 'identity' | 'system' | 'kind';
  readonly wakes: readonly WakeMarkInput[];
  readonly lines: readonly CoverageLine[];
  readonly cuts: readonly CutInterval[];
  readonly spans: readonly { readonly identity: string; readonly from: Instant; readonly to: Instant; readonly label: string }[];
}): Omit<LaneView, 'took'> {
  const { columns, selected, plan, window, bins, by } = input;
  const lanes = plan.lanes.length + (plan.rest !== undefined ? 1 : 0);
  const counts = new Uint32Array(Math.max(1, lanes) * bins);
  const scale = bins / (window.to - window.from);
  const { time } = columns;
  const { laneOf } = plan;
  const add = (at: number): void => {
    const lane = laneOf[at] as number;
    const row = lane === REST ? plan.lanes.length : lane;
    if (row >= lanes) return;
    const bin = Math.floor(((time[at] as number) - window.from) * scale);
    counts[row * bins + (bin < bins ? bin : bins - 1)]!++;
  };
  if (selected === undefined) {
    const end = lowerBound(time, window.to);
    for (let at = lowerBound(time, window.from); at < end; at++) add(at);
  } else {
    for (let i = 0; i < selected.length; i++) {
      const at = selected.at(i);
      const t = time[at] as number;
      if (t >= window.from && t < window.to) add(at);
    }
  }
  const laneKeys = new Map(plan.lanes.map((l, i) => [l.key, i]));
  const laneOfWake = (w: WakeMarkInput): number =>
    laneKeys.get(by === 'identity' ? (w.target ?? '') : by === 'system' ? w.system : w.kind) ?? plan.lanes.length;
  const wakesByLane = new Map<number, WakeMarkInput[]>();
  for (const w of input.wakes) {
    const lane = laneOfWake(w);
    const list = wakesByLane.get(lane);
    if (list === undefined) wakesByLane.set(lane, [w]);
    else list.push(w);
  }
  const rest = {
    key: '',
    label: plan.rest ?? '',
    sub: 'one lane, aggregated',
    parent: undefined,
    channels: ACTIVITY.map((channel) => ({ system: undefined, channel })),
  };
  const out = (plan.rest !== undefined ? [...plan.lanes, rest] : plan.lanes).map((lane, row): Lane => {
    const mine = Array.from(counts.subarray(row * bins, (row + 1) * bins));
    const count = mine.reduce((a, b) => a + b, 0);
    return {
      key: lane.key,
      label: lane.label,
      sub: lane.sub,
      parent: lane.parent,
      count,
      bins: mine,
      ticks: count > 0 && count <= TICKS ? ticksOf(input, row === plan.lanes.length ? REST : row) : undefined,
      marks: mergeMarks(wakesByLane.get(row) ?? [], window, 60),
      coverage: lane.channels.map(({ system, channel }) => {
        const of = (l: { readonly system: string; readonly channel: Channel }): boolean =>
          l.channel === channel && (system === undefined || l.system === system);
        return { channel, bars: barsOf(input.lines.filter(of), input.cuts.filter(of), window) };
      }),
      spans: input.spans.filter((s) => s.identity === lane.key && s.from < window.to && s.to > window.from),
    };
  });
  return { ...window, lanes: out };
}

function ticksOf(
  input: { readonly columns: EventColumns; readonly selected: Selected | undefined; readonly plan: LanePlan; readonly window: Interval },
  lane: number,
): Instant[] {
  const { columns, selected, plan, window } = input;
  const ticks: Instant[] = [];
  const look = (at: number): void => {
    if (plan.laneOf[at] === lane) ticks.push(columns.time[at] as Instant);
  };
  if (selected === undefined) {
    const end = lowerBound(columns.time, window.to);
    for (let at = lowerBound(columns.time, window.from); at < end; at++) look(at);
  } else {
    for (let i = 0; i < selected.length; i++) {
      const at = selected.at(i);
      const t = columns.time[at] as number;
      if (t >= window.from && t < window.to) look(at);
    }
  }
  return ticks;
}
