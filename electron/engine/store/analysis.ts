/** The conclusions of the last analysis. A new analysis replaces them whole. */
import type { Instant } from '../../../shared/base/instant.ts';
import type { CoverageLine, CutInterval, EvidenceRequest, Finding, Identity, Wake } from '../../../shared/model/analysis.ts';
import type { EventId } from '../../../shared/model/ids.ts';
import { type EventKind, SEVERITIES, type Tier, type Verdict } from '../../../shared/model/vocabulary.ts';
import type { Judged } from '../../../shared/wake/analyse.ts';
import { expand } from './blocks.ts';
import { type AnalysisMeta, type Family, PER_BLOCK, type Place } from './conclusions.ts';
import type { OpenCase } from './open.ts';
import { unpackRequests, unpackWakes } from './wake-blocks.ts';

function unpacked(family: Family, body: Uint8Array): unknown[] {
  const value: unknown = JSON.parse(expand(body).toString());
  return family === 'wake' ? unpackWakes(value) : (value as unknown[]);
}

function* eachConclusion<T>(open: OpenCase, family: Family): Iterable<T> {
  for (const row of open.reads.iterate<{ body: Uint8Array }>('SELECT body FROM conclusion_block WHERE family = ? ORDER BY first', family)) {
    yield* unpacked(family, row.body) as T[];
  }
}

function conclusionAt<T>(open: OpenCase, family: Family, n: number): T {
  const first = n - (n % PER_BLOCK);
  const recent = open.cached('analysis', 'conclusions', () => new Map<string, unknown[]>());
  const key = `${family}${first}`;
  let block = recent.get(key);
  if (block === undefined) {
    const body = open.reads.value<Uint8Array>('SELECT body FROM conclusion_block WHERE family = ? AND first = ?', family, first)!;
    block = unpacked(family, body);
    recent.set(key, block);
    if (recent.size > 16) recent.delete(recent.keys().next().value!);
  }
  return block[n - first] as T;
}

/** A wake with its findings as it was judged. */
export function judgedAt(open: OpenCase, place: Place): Judged {
  return {
    wake: conclusionAt<Wake>(open, 'wake', place.wake),
    findings: Array.from({ length: place.findings }, (_, i) => conclusionAt<Finding>(open, 'finding', place.finding + i)),
  };
}

export interface AnalysisInfo extends AnalysisMeta {
  /** False once the case's data or the investigator's decisions have changed since. */
  readonly current: boolean;
  /** Wakes with an unknown verdict. */
  readonly unknown: number;
}

export function analysisInfo(open: OpenCase): AnalysisInfo | undefined {
  const row = open.reads.get<{
    at: Instant;
    seconds: number;
    policy_name: string;
    policy_revision: number;
    policy: string;
    unknown: number;
    current: number;
  }>(
    'SELECT at, seconds, policy_name, policy_revision, analysis.policy AS policy, unknown, analysis.generation = case_info.generation AS current FROM analysis, case_info',
  );
  if (row === undefined) return undefined;
  return {
    at: row.at,
    seconds: row.seconds,
    policy: { name: row.policy_name, revision: row.policy_revision },
    policyText: row.policy,
    unknown: row.unknown,
    current: row.current === 1,
  };
}

/** The head of a wake: enough for lists, marks and filters. */
export interface WakeRow {
  readonly id: string;
  readonly event: EventId;
  readonly kind: EventKind;
  readonly time: Instant;
  readonly target: string | undefined;
  readonly actor: string | undefined;
  readonly tier: Tier;
  readonly strip: readonly Verdict[];
  /** 0 without findings, 1 low … 4 critical: the worst of them. */
  readonly worst: number;
  readonly findings: number;
}

/** The worst first, then by time. */
export function listWakes(open: OpenCase): readonly WakeRow[] {
  return open.cached('analysis', 'wakes', () => {
    const rows: WakeRow[] = [];
    // Row by row: fifty thousand at once is the longest that one statement keeps anybody waiting.
    for (const r of open.reads.iterate<
      Omit<WakeRow, 'strip' | 'tier' | 'target' | 'actor'> & { strip: string; tier: number | null; target: string | null; actor: string | null }
    >('SELECT id, event, kind, time, target, actor, tier, strip, worst, findings FROM wake ORDER BY worst DESC, findings DESC, time, n')) {
      rows.push({
        ...r,
        target: r.target ?? undefined,
        actor: r.actor ?? undefined,
        tier: (r.tier ?? undefined) as Tier,
        strip: r.strip === '' ? [] : (r.strip.split(' ') as Verdict[]),
      });
    }
    return rows;
  });
}

/** By event id: whether an event has a wake is asked for every row of the timeline. */
export function wakeOfEvent(open: OpenCase, event: string): WakeRow | undefined {
  return open.cached('analysis', 'wake-of-event', () => new Map(listWakes(open).map((w) => [w.event as string, w]))).get(event);
}

export function loadWake(open: OpenCase, id: string): Wake | undefined {
  const places = open.cached(
    'analysis',
    'wake-places',
    () => new Map(open.reads.all<{ id: string; n: number }>('SELECT id, n FROM wake').map((r) => [r.id, r.n])),
  );
  const n = places.get(id);
  return n === undefined ? undefined : conclusionAt<Wake>(open, 'wake', n);
}

/** In the order of the analysis: by time. */
export const eachWake = (open: OpenCase): Iterable<Wake> => eachConclusion<Wake>(open, 'wake');

/** By wake, the worst first; those of no wake after them by severity. */
export function listFindings(open: OpenCase): readonly Finding[] {
  return open.cached('analysis', 'findings', () => {
    const rank = new Map(listWakes(open).map((w, i) => [w.id, i]));
    const all = [...eachConclusion<Finding>(open, 'finding')].map((f, n) => ({
      f,
      n,
      wake: f.wake === undefined ? Number.MAX_SAFE_INTEGER : (rank.get(f.wake) ?? 0),
    }));
    const severity = (f: Finding): number => SEVERITIES.indexOf(f.severity);
    all.sort((a, b) => a.wake - b.wake || severity(b.f) - severity(a.f) || a.n - b.n);
    return all.map((x) => x.f);
  });
}

export function loadFinding(open: OpenCase, id: string): Finding | undefined {
  return open.cached('analysis', 'finding-by-id', () => new Map(listFindings(open).map((f) => [f.id, f]))).get(id);
}

export const listIdentities = (open: OpenCase): readonly Identity[] =>
  open.cached('analysis', 'identities', () => [...eachConclusion<Identity>(open, 'identity')]);

export function loadIdentity(open: OpenCase, id: string): Identity | undefined {
  return open.cached('analysis', 'identity-by-id', () => new Map(listIdentities(open).map((i) => [i.id, i]))).get(id);
}

/** The identity that an alias belongs to. */
export const identityOf = (open: OpenCase, alias: string): string | undefined => aliasMap(open).get(alias);

function aliasMap(open: OpenCase): ReadonlyMap<string, string> {
  return open.cached('analysis', 'aliases', () => {
    const map = new Map<string, string>();
    for (const identity of listIdentities(open)) for (const alias of identity.aliases) map.set(alias, identity.id);
    for (const [alias, identity] of listOf<[string, string]>(open, 'further_aliases')) map.set(alias, identity);
    return map;
  });
}

/** Every alias of the identity that an identity id or an alias names; the text itself where the analysis knows neither. */
export function aliasesOf(open: OpenCase, idOrAlias: string): readonly string[] {
  const identity = loadIdentity(open, idOrAlias) ?? loadIdentity(open, identityOf(open, idOrAlias) ?? '');
  return identity === undefined ? [idOrAlias] : identity.aliases;
}

function listOf<T>(open: OpenCase, column: 'coverage' | 'cuts' | 'requests' | 'further_aliases'): readonly T[] {
  return open.cached('analysis', column, () => {
    const bytes = open.reads.value<Uint8Array>(`SELECT ${column} FROM analysis`);
    if (bytes === undefined) return [];
    const value: unknown = JSON.parse(expand(bytes).toString());
    return (column === 'requests' ? unpackRequests(value) : value) as T[];
  });
}

export const listCoverage = (open: OpenCase): readonly CoverageLine[] => listOf<CoverageLine>(open, 'coverage');
export const listCuts = (open: OpenCase): readonly CutInterval[] => listOf<CutInterval>(open, 'cuts');
export const listRequests = (open: OpenCase): readonly EvidenceRequest[] => listOf<EvidenceRequest>(open, 'requests');
