/** The claims on an identity as lanes of time: when each held, when it went stale, when its party left, and where systems contradict each other. */
import type { Duration, Instant } from '../base/instant.ts';
import { DAY, instant } from '../base/instant.ts';
import type { Interval } from '../base/interval.ts';
import type { ClaimStatus, OwnerLine } from '../model/analysis.ts';
import { CLAIM_LEVELS, type Claims, isKnownAt, type TimedClaim } from './claims.ts';

export interface ClaimLane
  extends Pick<OwnerLine, 'level' | 'role' | 'party' | 'partyType' | 'system' | 'source' | 'record' | 'asOf' | 'from' | 'to'> {
  /** False where no source had said so by the instant that was asked for. */
  readonly known: boolean;
  readonly segments: readonly (Interval & { readonly status: Extract<ClaimStatus, 'valid' | 'stale' | 'departed'> })[];
  /** When another system named somebody else for the same role. */
  readonly conflicts: readonly Interval[];
  readonly left: Instant | undefined;
  readonly moved: Instant | undefined;
}

export interface OwnerLanes {
  readonly window: Interval;
  readonly lanes: readonly ClaimLane[];
}

/** A claim of ten years ago would press the case's weeks into a corner: so much before and after its period is drawn. */
const BEFORE = 365 * DAY;
const AFTER = 90 * DAY;

export function ownerLanes(claims: Claims, identity: string, period: Interval, staleAfter: Duration, knownAt: Instant | undefined): OwnerLanes {
  const all = claims.levels(identity).flatMap((list, i) => list.map((c) => ({ c, level: CLAIM_LEVELS[i] ?? 'identity' })));
  const window = windowOf(
    all.map((x) => x.c),
    period,
  );
  const cuts = new Set<number>([window.from, window.to]);
  for (const { c } of all) for (const t of turns(c, staleAfter)) if (t > window.from && t < window.to) cuts.add(t);
  const edges = [...cuts].sort((a, b) => a - b).map(instant);
  const clash = new Map<TimedClaim, Interval[]>();
  for (const [i, from] of edges.slice(0, -1).entries()) {
    const held = all.filter(({ c }) => isKnownAt(c, knownAt) && claims.statusAt(c, from) === 'valid');
    for (const c of CLAIM_LEVELS.flatMap((of) => claims.conflicts(held.flatMap(({ c, level }) => (level === of ? [c] : []))))) {
      const list = clash.get(c) ?? [];
      grow(list, { from, to: edges[i + 1] ?? from });
      clash.set(c, list);
    }
  }
  return {
    window,
    lanes: all.map(({ c, level }) => ({
      level,
      role: c.role,
      party: c.party.label,
      partyType: c.party.type,
      system: c.system,
      source: c.claim.source,
      record: c.claim.record,
      asOf: c.asOf,
      from: c.claim.from,
      to: c.claim.to,
      known: isKnownAt(c, knownAt),
      segments: segmentsOf(claims, c, window, staleAfter),
      conflicts: clash.get(c) ?? [],
      left: c.away[0]?.from,
      moved: c.movedAt,
    })),
  };
}

const edgesOf = (c: TimedClaim): (Instant | undefined)[] => c.away.flatMap((a) => [a.from, a.to]);

/** The instants at which what is to be said of a claim may change. It is stale one microsecond after its last day. */
const turns = (c: TimedClaim, staleAfter: Duration): number[] =>
  [c.claim.from, c.claim.to, ...edgesOf(c), c.movedAt, c.asOf === undefined ? undefined : instant(c.asOf + staleAfter + 1)].filter(
    (t) => t !== undefined,
  );

function segmentsOf(claims: Claims, c: TimedClaim, window: Interval, staleAfter: Duration): ClaimLane['segments'] {
  const inside = turns(c, staleAfter).filter((t) => t > window.from && t < window.to);
  const edges = [...new Set([window.from, ...inside, window.to])].sort((a, b) => a - b).map(instant);
  const out: { from: Instant; to: Instant; status: 'valid' | 'stale' | 'departed' }[] = [];
  for (const [i, from] of edges.slice(0, -1).entries()) {
    const status = claims.statusAt(c, from);
    if (status === 'future' || status === 'ended') continue;
    const last = out[out.length - 1];
    const to = edges[i + 1] ?? from;
    if (last !== undefined && last.status === status && last.to === from) last.to = to;
    else out.push({ from, to, status });
  }
  return out;
}

function grow(list: Interval[], next: Interval): void {
  const last = list[list.length - 1];
  if (last !== undefined && last.to === next.from) list[list.length - 1] = { from: last.from, to: next.to };
  else list.push(next);
}

function windowOf(claims: readonly TimedClaim[], period: Interval): Interval {
  const least = period.from - BEFORE;
  const most = period.to + AFTER;
  let from: number = period.from;
  let to: number = period.to;
  for (const c of claims) {
    for (const t of [c.claim.from, c.asOf, ...edgesOf(c), c.movedAt]) if (t !== undefined && t < from) from = Math.max(t, least);
    for (const t of [c.claim.to, c.asOf, ...edgesOf(c)]) if (t !== undefined && t > to && t <= most) to = t;
  }
  // Air on both sides, so that an edge that falls on the window's is seen as one.
  const pad = Math.round((to - from) * 0.02);
  return { from: instant(from - pad), to: instant(to + pad) };
}
