/** Everything that the four steps look things up in, built once for a case. */
import type { Instant } from '../base/instant.ts';
import type { Interval } from '../base/interval.ts';
import { buildClaims, type Claims } from '../identity/claims.ts';
import { buildParties, type Parties } from '../identity/parties.ts';
import { buildRegistry, type Registry } from '../identity/registry.ts';
import { buildUses, type Uses } from '../identity/uses.ts';
import type { Identity } from '../model/analysis.ts';
import type { CaseEvent, CaseFacts, Certification } from '../model/facts.ts';
import type { Tier } from '../model/vocabulary.ts';
import type { Policy } from '../policy/policy.ts';
import { type Approval, approvalOf } from './approvals.ts';
import { type Belonging, buildBelonging } from './belonging.ts';
import { buildCoverage, type Coverage } from './coverage.ts';
import { buildIndex, type ObservationIndex } from './index-of-observations.ts';
import { buildMailRules, type MailRules } from './mailrules.ts';
import { mergeNotices } from './notices.ts';

export interface World extends Belonging {
  readonly facts: CaseFacts;
  readonly policy: Policy;
  readonly period: Interval;
  readonly registry: Registry;
  readonly parties: Parties;
  readonly claims: Claims;
  readonly uses: Uses;
  readonly coverage: Coverage;
  readonly index: ObservationIndex;
  readonly mailrules: MailRules;
  /** Clock uncertainty of a source, microseconds. */
  uncertainty(source: string): number;
  /** Events with this target, by time. */
  eventsOn(identity: string): readonly CaseEvent[];
  /** The same from the instant on. */
  eventsOnFrom(identity: string, from: number): Iterable<CaseEvent>;
  /** Credentials whose holder this is. */
  credentialsOf(holder: string): readonly string[];
  /** Successful events that enable the identity, by time. */
  enablingsOf(identity: string): readonly CaseEvent[];
  /** Reviews that were decided, by the time of the decision. */
  certificationsOf(identity: string): readonly Certification[];
  certificationsTriggeredBy(nativeId: string): readonly Certification[];
  eventByNativeId(nativeId: string): CaseEvent | undefined;
  /** The next successful event of the same target and kind. */
  nextSame(event: CaseEvent): Instant | undefined;
  identity(id: string | undefined): Identity | undefined;
  /** The tier of an identity; a credential without one of its own has its holder's. */
  tierOf(identity: Identity | undefined): Tier;
  /** The approval of the event that another record holds, if its ids lead to one. */
  approvalOf(event: CaseEvent): Approval | undefined;
}

export function buildWorld(facts: CaseFacts, policy: Policy, period: Interval): World {
  const registry = buildRegistry(facts);
  const parties = buildParties(facts, registry);
  const claims = buildClaims(facts, registry, parties, policy.ownershipStaleAfter);
  const uses = buildUses(facts, registry);
  const coverage = buildCoverage(facts, policy);
  const uncertain = new Map(facts.sources.map((s) => [s.source as string, s.clockUncertainty ?? policy.clockUncertainty]));

  const byTarget = new Map<string, CaseEvent[]>();
  const enablings = new Map<string, CaseEvent[]>();
  for (const e of facts.events) {
    const target = registry.resolve(e.target);
    if (target === undefined || e.time === undefined) continue;
    const list = byTarget.get(target);
    if (list === undefined) byTarget.set(target, [e]);
    else list.push(e);
    if ((e.kind === 'account.enabled' || e.kind === 'credential.enabled') && e.outcome !== 'failure') {
      const known = enablings.get(target);
      if (known === undefined) enablings.set(target, [e]);
      else known.push(e);
    }
  }
  const next = new Map<string, Instant>();
  for (const list of byTarget.values()) {
    const later = new Map<string, Instant>();
    for (let i = list.length - 1; i >= 0; i--) {
      const e = list[i];
      if (e?.time === undefined || e.outcome === 'failure') continue;
      const after = later.get(e.kind);
      if (after !== undefined && after > e.time) next.set(e.id, after);
      later.set(e.kind, e.time);
    }
  }
  const held = new Map<string, string[]>();
  for (const i of registry.identities) {
    if (i.kind !== 'credential' || i.holder === undefined) continue;
    const list = held.get(i.holder);
    if (list === undefined) held.set(i.holder, [i.id]);
    else list.push(i.id);
  }
  const certifications = new Map<string, Certification[]>();
  const triggered = new Map<string, Certification[]>();
  for (const c of facts.certifications) {
    const trigger = c.trigger?.trim();
    if (trigger !== undefined && trigger !== '') {
      const rows = triggered.get(trigger);
      if (rows === undefined) triggered.set(trigger, [c]);
      else rows.push(c);
    }
    const id = registry.resolve(c.identity);
    if (id === undefined || c.decision === 'none' || c.decidedAt === undefined) continue;
    const list = certifications.get(id);
    if (list === undefined) certifications.set(id, [c]);
    else list.push(c);
  }
  for (const list of certifications.values()) list.sort((a, b) => (a.decidedAt ?? 0) - (b.decidedAt ?? 0) || (a.record < b.record ? -1 : 1));
  const byNativeId = new Map<string, CaseEvent>();
  for (const e of facts.events) if (e.nativeId !== undefined && !byNativeId.has(e.nativeId)) byNativeId.set(e.nativeId, e);
  const notices = mergeNotices(facts, parties);
  const index = buildIndex(facts, policy, registry, notices);
  const world: Omit<World, keyof Belonging> = {
    facts,
    policy,
    period,
    registry,
    parties,
    claims,
    uses,
    coverage,
    index,
    mailrules: buildMailRules(facts, parties),
    uncertainty: (source) => uncertain.get(source) ?? policy.clockUncertainty,
    eventsOn: (identity) => byTarget.get(identity) ?? [],
    eventsOnFrom: (identity, from) => fromTime(byTarget.get(identity) ?? [], from),
    credentialsOf: (holder) => held.get(holder) ?? [],
    enablingsOf: (identity) => enablings.get(identity) ?? [],
    certificationsOf: (identity) => certifications.get(identity) ?? [],
    certificationsTriggeredBy: (nativeId) => triggered.get(nativeId) ?? [],
    eventByNativeId: (nativeId) => byNativeId.get(nativeId),
    nextSame: (event) => next.get(event.id),
    identity: (id) => (id === undefined ? undefined : registry.byId.get(id)),
    tierOf: (identity) => identity?.tier ?? (identity?.holder === undefined ? undefined : registry.byId.get(identity.holder)?.tier),
    approvalOf: (event) => approvalOf(facts, event),
  };
  return { ...world, ...buildBelonging(world) };
}

/** The part of a list sorted by time that is not before `from`. */
function* fromTime(list: readonly CaseEvent[], from: number): Generator<CaseEvent> {
  let lo = 0;
  let hi = list.length;
  while (lo < hi) {
    const mid = (lo + hi) >> 1;
    if ((list[mid]?.time ?? 0) < from) lo = mid + 1;
    else hi = mid;
  }
  for (; lo < list.length; lo++) {
    const x = list[lo];
    if (x !== undefined) yield x;
  }
}
