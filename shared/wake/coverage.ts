/** Step 3: for which intervals the imported sources would have shown a thing had it happened. */
import { type Instant, instant } from '../base/instant.ts';
import { type Interval, intersect, subtract, union } from '../base/interval.ts';
import type { CoverageLine, CutInterval } from '../model/analysis.ts';
import type { CaseFacts, SourceFacts } from '../model/facts.ts';
import type { SourceId } from '../model/ids.ts';
import { turnsLoggingOff } from '../model/retention.ts';
import { CHANNELS, type Channel } from '../model/vocabulary.ts';
import type { Policy } from '../policy/policy.ts';

export interface Silence {
  readonly system: string;
  readonly channel: Channel;
  readonly from: Instant;
  readonly to: Instant;
  readonly basis: 'declared' | 'inferred';
  readonly sources: readonly SourceId[];
}

export interface Uncovered {
  readonly system: string;
  readonly channel: Channel;
  readonly from: Instant;
  readonly to: Instant;
}

export interface Coverage {
  readonly lines: readonly CoverageLine[];
  readonly cuts: readonly CutInterval[];
  readonly silences: readonly Silence[];
  /** Whether the channel is covered at every instant of the window. */
  covered(channel: Channel, window: Interval): boolean;
  /** Whether every one of the channels is. */
  coversAll(channels: readonly Channel[], window: Interval): boolean;
  /** The lines that were searched, cut to the window. The stages of one event ask for the same window and get the same array. */
  searched(channels: readonly Channel[], window: Interval): readonly CoverageLine[];
  /** The parts that no source covers: one line for each system known for the channel, else `any`. The same array where asked again. */
  uncovered(channels: readonly Channel[], window: Interval): readonly Uncovered[];
}

/** Silence is judged only in a log of which enough is known to call it regular. */
const REGULAR_RECORDS = 20;
const FOREVER = instant(Number.MAX_SAFE_INTEGER);
const BEGINNING = instant(0);
/** Directories, inventories and rosters say what is so, not what happened: their dates lie where they lie, and no gap in them is a silence. */
const OF_STATES: readonly Channel[] = ['ownership', 'oncall', 'hr'];

export function buildCoverage(facts: CaseFacts, policy: Policy): Coverage {
  const lines: CoverageLine[] = [];
  const cuts: CutInterval[] = [];
  const silences: Silence[] = [];
  const known = new Map<Channel, string[]>();
  for (const [system, channel, sources] of systemsAndChannels(facts)) {
    const list = known.get(channel);
    if (list === undefined) known.set(channel, [system]);
    else list.push(system);
    coverOne(facts, policy, system, channel, sources, lines, cuts, silences);
  }
  const united = new Map<Channel, Interval[]>();
  for (const channel of CHANNELS) united.set(channel, union(lines.filter((l) => l.channel === channel)));

  const holes = (channel: Channel, window: Interval): readonly Interval[] => {
    const pieces = united.get(channel) ?? [];
    // United pieces are disjoint and in order: only those that end after the window begins can matter.
    const first = firstEndingAfter(pieces, window.from);
    const p = pieces[first];
    if (p === undefined || p.from >= window.to) return [window];
    if (p.from <= window.from && window.to <= p.to) return NO_HOLES;
    let end = first;
    while (end < pieces.length && (pieces[end]?.from ?? 0) < window.to) end++;
    return subtract([window], pieces.slice(first, end));
  };
  return {
    lines,
    cuts,
    silences,
    covered: (channel, window) => window.to <= window.from || holes(channel, window).length === 0,
    coversAll: remembered((channels, window) => channels.every((c) => window.to <= window.from || holes(c, window).length === 0)),
    searched: remembered((channels, window) => {
      const out: CoverageLine[] = [];
      for (const l of lines) {
        if (!channels.includes(l.channel)) continue;
        const part = intersect(l, window);
        if (part !== undefined) out.push({ system: l.system, channel: l.channel, from: part.from, to: part.to, basis: l.basis });
      }
      return out;
    }),
    uncovered: remembered((channels, window) => {
      const out: Uncovered[] = [];
      if (window.to <= window.from) return out;
      for (const channel of channels) {
        for (const hole of holes(channel, window)) {
          for (const system of known.get(channel) ?? ANY) out.push({ system, channel, from: hole.from, to: hole.to });
        }
      }
      return out;
    }),
  };
}

const NO_HOLES: readonly Interval[] = [];
const ANY: readonly string[] = ['any'];
/** The stages of one event ask for a handful of windows, each several times. */
const REMEMBERED = 8;

const areSame = (a: readonly Channel[], b: readonly Channel[]): boolean => a === b || (a.length === b.length && a.every((c, i) => c === b[i]));

/** The last answers, by the channels and the window's ends. */
function remembered<T>(answer: (channels: readonly Channel[], window: Interval) => T): (channels: readonly Channel[], window: Interval) => T {
  const last: { readonly channels: readonly Channel[]; readonly from: number; readonly to: number; readonly value: T }[] = [];
  let next = 0;
  return (channels, window) => {
    for (const x of last) if (x.from === window.from && x.to === window.to && areSame(x.channels, channels)) return x.value;
    const value = answer(channels, window);
    last[next] = { channels, from: window.from, to: window.to, value };
    next = (next + 1) % REMEMBERED;
    return value;
  };
}

/** The first of disjoint pieces in order that ends after `t`. */
function firstEndingAfter(pieces: readonly Interval[], t: number): number {
  let lo = 0;
  let hi = pieces.length;
  while (lo < hi) {
    const mid = (lo + hi) >> 1;
    if ((pieces[mid]?.to ?? 0) <= t) lo = mid + 1;
    else hi = mid;
  }
  return lo;
}

/** Every (system, channel) of the case with its sources, in order. */
function systemsAndChannels(facts: CaseFacts): [system: string, channel: Channel, sources: SourceFacts[]][] {
  const map = new Map<string, [string, Channel, SourceFacts[]]>();
  const add = (system: string, channel: Channel, source: SourceFacts): void => {
    const key = `${system}\n${channel}`;
    const entry = map.get(key);
    if (entry === undefined) map.set(key, [system, channel, [source]]);
    else if (!entry[2].includes(source)) entry[2].push(source);
  };
  for (const source of facts.sources) {
    for (const channel of source.channels) add(source.system, channel, source);
    for (const part of source.declaredParts ?? [])
      for (const channel of part.channels) if (part.system !== undefined) add(part.system, channel, source);
  }
  return [...map].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, v]) => v);
}

function coverOne(
  facts: CaseFacts,
  policy: Policy,
  system: string,
  channel: Channel,
  sources: readonly SourceFacts[],
  lines: CoverageLine[],
  cuts: CutInterval[],
  silences: Silence[],
): void {
  const times = facts.recordTimes(system, channel);
  const limit = policy.silence[channel];
  const disabled = loggingGaps(facts, system, times);
  for (const d of disabled) cuts.push({ system, channel, from: d.from, to: d.to, reason: 'logging-disabled' });

  const declared: Interval[] = [];
  const inferredSources: SourceFacts[] = [];
  const rejected: Interval[] = [];
  for (const s of sources) {
    const blocks = s.rejectedBlocks.map((b) => brokenOff(b, s)).filter((b) => b.from < b.to);
    for (const b of blocks) cuts.push({ system, channel, from: b.from, to: b.to, reason: 'rejected' });
    const intervals = declaredOf(s, system, channel);
    if (intervals.length > 0) declared.push(...subtract(union(intervals), [...blocks, ...disabled]));
    else {
      inferredSources.push(s);
      rejected.push(...blocks);
    }
  }
  const declaredUnion = union(declared);
  for (const d of declaredUnion) lines.push({ system, channel, from: d.from, to: d.to, basis: 'declared' });

  let inferred: Interval[] = [];
  const first = times[0];
  const last = times[times.length - 1];
  if (inferredSources.length > 0 && first !== undefined && last !== undefined) {
    // Half-open intervals: the last record's own instant is covered.
    const from = declaredUnion.length > 0 ? min(inferredSources.map((s) => s.first)) : first;
    const to = declaredUnion.length > 0 ? max(inferredSources.map((s) => s.last)) : last;
    if (from !== undefined && to !== undefined) {
      const holes = holesBetween(sources, limit);
      for (const h of holes) cuts.push({ system, channel, from: h.from, to: h.to, reason: 'hole' });
      inferred = subtract([{ from: instant(from), to: instant(to + 1) }], [...holes, ...rejected, ...disabled]);
    }
  }
  const silent = OF_STATES.includes(channel) ? [] : silentIntervals(facts, times, limit, declaredUnion, inferred);
  const cutting: Interval[] = [];
  for (const s of silent) {
    const inDeclared = declaredUnion.some((d) => d.from <= s.from && s.to <= d.to);
    silences.push({ system, channel, from: s.from, to: s.to, basis: inDeclared ? 'declared' : 'inferred', sources: sources.map((x) => x.source) });
    if (!inDeclared) {
      cutting.push(s);
      cuts.push({ system, channel, from: s.from, to: s.to, reason: 'silent' });
    }
  }
  for (const i of subtract(inferred, [...cutting, ...declaredUnion])) lines.push({ system, channel, from: i.from, to: i.to, basis: 'inferred' });
}

/**
 * From the good record on the one side to that on the other, whichever is the earlier: many exports begin with the newest. Where there
 * is none on one side, the other says at which end of the log it lies.
 */
function brokenOff({ from, to }: SourceFacts['rejectedBlocks'][number], s: SourceFacts): Interval {
  const spread = s.first !== undefined && s.last !== undefined && s.first < s.last;
  if (from !== undefined && to !== undefined) return from <= to ? { from, to } : { from: to, to: from };
  if (to !== undefined) return spread && to >= s.last ? { from: to, to: FOREVER } : { from: BEGINNING, to };
  if (from !== undefined) return spread && from <= s.first ? { from: BEGINNING, to: from } : { from, to: FOREVER };
  return { from: BEGINNING, to: FOREVER };
}

/** What is declared of a source for a channel; nothing is inferred. An entry that names no channel speaks of all. */
function declaredOf(s: SourceFacts, system: string, channel: Channel): Interval[] {
  if (s.declaredParts === undefined) return s.declared === undefined ? [] : [s.declared];
  return s.declaredParts.flatMap((p) =>
    p.covers !== undefined && (p.system ?? s.system) === system && (p.channels.length === 0 || p.channels.includes(channel)) ? [p.covers] : [],
  );
}

/** Between two sources of one log, where neither has a record for longer than the limit. */
function holesBetween(sources: readonly SourceFacts[], limit: number): Interval[] {
  const spans = union(sources.flatMap((s) => (s.first === undefined || s.last === undefined ? [] : [{ from: s.first, to: instant(s.last + 1) }])));
  const out: Interval[] = [];
  for (let i = 1; i < spans.length; i++) {
    const before = spans[i - 1];
    const after = spans[i];
    if (before !== undefined && after !== undefined && after.from - before.to > limit) out.push({ from: before.to, to: after.from });
  }
  return out;
}

/** Holes in a log that is otherwise regular, inside its covered intervals and the case's period. */
function silentIntervals(
  facts: CaseFacts,
  times: Float64Array,
  limit: number,
  declared: readonly Interval[],
  inferred: readonly Interval[],
): Interval[] {
  const period = facts.period;
  if (period === undefined) return [];
  const first = nextAfter(times, period.from - 1, true);
  const end = nextAfter(times, period.to - 1, true);
  const inside = times.subarray(first, end);
  if (inside.length < REGULAR_RECORDS) return [];
  const gaps = new Float64Array(inside.length - 1);
  for (let i = 1; i < inside.length; i++) gaps[i - 1] = (inside[i] ?? 0) - (inside[i - 1] ?? 0);
  const longest = gaps.reduce((a, b) => Math.max(a, b), 0);
  const covered = union([...declared, ...inferred]).flatMap((c) => intersect(c, period) ?? []);
  const edges = covered.some((c) => (inside[0] ?? c.to) - c.from > limit || c.to - (inside[inside.length - 1] ?? c.from) > limit);
  // Sorting a million gaps is the cost here, and most logs have no long one.
  if (longest <= limit && !edges) return [];
  gaps.sort();
  const p95 = gaps[Math.ceil(0.95 * gaps.length) - 1] ?? 0;
  if (p95 >= limit / 2) return [];
  const out: Interval[] = [];
  for (const c of covered) {
    let before = c.from as number;
    for (let i = nextAfter(inside, c.from - 1, true); i <= inside.length; i++) {
      const t = Math.min(inside[i] ?? c.to, c.to);
      if (t - before > limit) out.push({ from: instant(before), to: instant(t) });
      before = t;
      if (t >= c.to) break;
    }
  }
  return out;
}

/** From each `logging.disabled` of the system to the next `logging.enabled` or the next record of that log. */
function loggingGaps(facts: CaseFacts, system: string, times: Float64Array): Interval[] {
  const out: Interval[] = [];
  for (const e of facts.events) {
    if (e.system !== system || e.time === undefined || !turnsLoggingOff(e, facts.events)) continue;
    const from = e.time;
    const enabled = facts.events.find((x) => x.kind === 'logging.enabled' && x.system === system && x.time !== undefined && x.time > from)?.time;
    const next = nextAfter(times, from);
    const to = Math.min(enabled ?? FOREVER, next ?? FOREVER);
    if (to > from) out.push({ from, to: instant(to) });
  }
  return out;
}

/** The first time after t, or its index. */
function nextAfter(times: Float64Array, t: number): number | undefined;
function nextAfter(times: Float64Array, t: number, index: true): number;
function nextAfter(times: Float64Array, t: number, index = false): number | undefined {
  let lo = 0;
  let hi = times.length;
  while (lo < hi) {
    const mid = (lo + hi) >> 1;
    if ((times[mid] ?? 0) <= t) lo = mid + 1;
    else hi = mid;
  }
  return index ? lo : times[lo];
}

const min = (list: readonly (number | undefined)[]): number | undefined =>
  list.reduce((a, b) => (b === undefined ? a : a === undefined ? b : Math.min(a, b)), undefined);
const max = (list: readonly (number | undefined)[]): number | undefined =>
  list.reduce((a, b) => (b === undefined ? a : a === undefined ? b : Math.max(a, b)), undefined);
