/** Claims in time and the accountable set of an identity at an instant. */
import type { Duration, Instant } from '../base/instant.ts';
import type { ClaimStatus, OwnerLine, Party } from '../model/analysis.ts';
import type { CaseFacts, Claim } from '../model/facts.ts';
import type { ClaimRole } from '../model/vocabulary.ts';
import type { Parties } from './parties.ts';
import type { Registry } from './registry.ts';

export const OWNER_ROLES: readonly ClaimRole[] = ['owner', 'technical-owner', 'business-owner', 'steward', 'oncall'];

/** What the levels of `Claims.levels` are about, in order. */
export const CLAIM_LEVELS = ['identity', 'holder', 'service', 'application'] as const;

export interface TimedClaim {
  readonly claim: Claim;
  readonly role: ClaimRole;
  readonly party: Party;
  readonly system: string;
  /** When the source last said so; `undefined` where nothing dates the source's word, which then never goes stale. */
  readonly asOf: Instant | undefined;
  /** When the person was gone; empty where the case knows of no leaving. */
  readonly away: readonly Absence[];
  readonly movedAt: Instant | undefined;
}

export interface Claims {
  readonly any: boolean;
  statusAt(c: TimedClaim, t: Instant): ClaimStatus;
  /** Claims on the identity, its holder, its service, its application: each level by itself. */
  levels(identity: string): readonly (readonly TimedClaim[])[];
  /**
   * The claims that make the accountable set; the first level that has any. `without` leaves a person out; `knownAt` leaves out what no
   * source had said by then, so that another level may stand in.
   */
  accountable(identity: string, t: Instant, without?: string, knownAt?: Instant): readonly TimedClaim[];
  /** Holders of one role, the fallback made for this role alone. */
  holders(identity: string, role: ClaimRole, t: Instant): readonly TimedClaim[];
  /** The owners of a service or an application by its name. */
  ofNamed(name: string, t: Instant): readonly TimedClaim[];
  /** Identities on which a claim valid at t names this person itself with an owner role. */
  ownedBy(person: string, t: Instant): readonly string[];
  conflicts(claims: readonly TimedClaim[]): readonly TimedClaim[];
  lines(identity: string, t: Instant, knownAt: Instant | undefined): readonly OwnerLine[];
}

/** By what they say and not by which file came first: the same claims in other files are the same accountable set, in the same words. */
function inOrderOfWords(claims: CaseFacts['claims']): CaseFacts['claims'] {
  const keyed = claims.map((claim) => {
    const { system, subject, role, party, from, to, asOf } = claim;
    return { claim, key: JSON.stringify([system, subject, role, party, from ?? 0, to ?? 0, asOf ?? 0]) };
  });
  return keyed.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)).map((k) => k.claim);
}

export function buildClaims(facts: CaseFacts, registry: Registry, parties: Parties, staleAfter: Duration): Claims {
  const bySubject = new Map<string, TimedClaim[]>();
  const byPerson = new Map<string, TimedClaim[]>();
  const lastWord = lastWords(facts);
  for (const claim of inOrderOfWords(facts.claims)) {
    const key = claim.subjectType === 'identity' ? registry.resolve(claim.subject) : `${claim.subjectType}:${claim.subject.trim().toLowerCase()}`;
    if (key === undefined) continue;
    const party = parties.resolve(claim.party, claim.partyType);
    const departure = party.type === 'person' ? departureOf(registry, party.key) : undefined;
    const timed: TimedClaim = {
      claim,
      role: claim.role,
      party,
      system: claim.system,
      asOf: claim.asOf ?? lastWord.get(claim.source),
      away: departure?.away ?? [],
      movedAt: departure?.moved,
    };
    push(bySubject, key, timed);
    if (party.type === 'person') push(byPerson, party.key, timed);
  }

  const statusAt = (c: TimedClaim, t: Instant): ClaimStatus => {
    const { from, to } = c.claim;
    if (from !== undefined && from > t) return 'future';
    if (to !== undefined && to <= t) return 'ended';
    if (isAway(c.away, t) !== undefined) return 'departed';
    if (c.asOf !== undefined && t - c.asOf > staleAfter) return 'stale';
    return 'valid';
  };

  const alerted = saidByAlerts(facts, registry);
  const cache = new Map<string, readonly (readonly TimedClaim[])[]>();
  const levels = (identity: string): readonly (readonly TimedClaim[])[] => {
    const known = cache.get(identity);
    if (known !== undefined) return known;
    const found = registry.byId.get(identity);
    const holder = found?.holder === undefined ? undefined : registry.byId.get(found.holder);
    const told = alerted.get(identity);
    const service = found?.service ?? holder?.service ?? told?.service;
    const application = found?.application ?? holder?.application ?? told?.application;
    const at = (key: string | undefined): readonly TimedClaim[] => (key === undefined ? [] : (bySubject.get(key) ?? []));
    const out = [
      at(identity),
      at(holder?.id),
      at(service === undefined ? undefined : `service:${service.trim().toLowerCase()}`),
      at(application === undefined ? undefined : `application:${application.trim().toLowerCase()}`),
    ];
    cache.set(identity, out);
    return out;
  };
  const firstLevel = (identity: string, t: Instant, wanted: (c: TimedClaim) => boolean): readonly TimedClaim[] => {
    for (const level of levels(identity)) {
      const valid = level.filter((c) => wanted(c) && statusAt(c, t) === 'valid');
      if (valid.length > 0) return valid;
    }
    return [];
  };
  const accountable = (identity: string, t: Instant, without?: string, knownAt?: Instant): readonly TimedClaim[] => {
    const counts = (c: TimedClaim): boolean => c.party.key !== without && isKnownAt(c, knownAt);
    const owners = firstLevel(identity, t, (c) => OWNER_ROLES.includes(c.role) && counts(c));
    // An integration owner makes an owner where nobody else does.
    return owners.length > 0 ? owners : firstLevel(identity, t, (c) => c.role === 'integration-owner' && counts(c));
  };

  return {
    any: facts.claims.length > 0,
    statusAt,
    levels,
    accountable,
    holders: (identity, role, t) => firstLevel(identity, t, (c) => c.role === role),
    ofNamed: (name, t) => {
      for (const type of ['service', 'application']) {
        const valid = (bySubject.get(`${type}:${name.trim().toLowerCase()}`) ?? []).filter(
          (c) => OWNER_ROLES.includes(c.role) && statusAt(c, t) === 'valid',
        );
        if (valid.length > 0) return valid;
      }
      return [];
    },
    ownedBy: (person, t) => {
      const just = (t - 1) as Instant;
      const out = new Set<string>();
      for (const c of byPerson.get(person) ?? []) {
        if (c.claim.subjectType !== 'identity' || !OWNER_ROLES.includes(c.role) || statusAt(c, just) !== 'valid') continue;
        const id = registry.resolve(c.claim.subject);
        if (id !== undefined && registry.byId.get(id)?.kind !== 'human') out.add(id);
      }
      return [...out].sort();
    },
    conflicts,
    lines: (identity, t, knownAt) => {
      const all = levels(identity).flatMap((claims, i) =>
        claims.filter((c) => isKnownAt(c, knownAt)).map((c) => [c, CLAIM_LEVELS[i] ?? 'identity'] as const),
      );
      // Within a level: who owns the service does not contradict who owns the account.
      const clash = new Set(CLAIM_LEVELS.flatMap((of) => conflicts(all.flatMap(([c, l]) => (l === of && statusAt(c, t) === 'valid' ? [c] : [])))));
      return all.map(([c, level]) => ({
        level,
        role: c.role,
        party: c.party.label,
        partyType: c.party.type,
        from: c.claim.from,
        to: c.claim.to,
        asOf: c.asOf,
        system: c.system,
        source: c.claim.source,
        record: c.claim.record,
        status: statusAt(c, t),
        conflict: clash.has(c),
      }));
    },
  };
}

/** What an alert says of the identity that it is about, where no inventory says it; of several alerts the first that says anything. */
function saidByAlerts(facts: CaseFacts, registry: Registry): Map<string, { service: string | undefined; application: string | undefined }> {
  const out = new Map<string, { service: string | undefined; application: string | undefined }>();
  const said = (cell: string | undefined): string | undefined => (cell === undefined || cell.trim() === '' ? undefined : cell);
  for (const e of facts.events) {
    const id = e.alert === undefined ? undefined : registry.resolve(e.target);
    if (id === undefined) continue;
    const known = out.get(id);
    out.set(id, { service: known?.service ?? said(e.alert?.service), application: known?.application ?? said(e.alert?.application) });
  }
  return out;
}

/** Whether some source had said so by then. What no source dates was always known. */
export const isKnownAt = (c: TimedClaim, knownAt: Instant | undefined): boolean => knownAt === undefined || c.asOf === undefined || c.asOf <= knownAt;

/** Claims of different systems for the same role with different parties. */
function conflicts(claims: readonly TimedClaim[]): TimedClaim[] {
  return claims.filter((a) => claims.some((b) => b.role === a.role && b.system !== a.system && b.party.key !== a.party.key));
}

/** The last time at which a source says anything of ownership: the word that stands behind its undated claims. */
function lastWords(facts: CaseFacts): Map<string, Instant> {
  const out = new Map<string, Instant>();
  for (const c of facts.claims) {
    if (c.asOf === undefined) continue;
    const known = out.get(c.source);
    if (known === undefined || c.asOf > known) out.set(c.source, c.asOf);
  }
  for (const s of facts.sources) {
    const known = out.get(s.source);
    if (known === undefined) continue;
    const last = Math.max(known, s.last ?? known, s.declared?.to ?? known) as Instant;
    out.set(s.source, last);
  }
  return out;
}

/** A time at which the person was gone; without an end, for good. */
export interface Absence {
  readonly from: Instant;
  readonly to: Instant | undefined;
}

export const isAway = (absences: readonly Absence[], t: Instant): Absence | undefined =>
  absences.find((a) => a.from <= t && (a.to === undefined || t < a.to));

/** When the person was gone, and when the last move was, by human resources. Who is employed again is back from that day on. */
export function departureOf(registry: Registry, person: string): { away: readonly Absence[]; moved: Instant | undefined } {
  const stays = registry.persons.get(person) ?? [];
  const away: Absence[] = [];
  let moved: Instant | undefined;
  for (const p of stays) {
    if (p.movedAt !== undefined && (moved === undefined || p.movedAt > moved)) moved = p.movedAt;
    const from = p.end;
    if (p.status === 'active' || from === undefined) continue;
    const back = stays.flatMap((x) => (x !== p && x.start !== undefined && x.start >= from ? [x.start] : []));
    away.push({ from, to: back.length === 0 ? undefined : (Math.min(...back) as Instant) });
  }
  return { away: away.sort((a, b) => a.from - b.from), moved };
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}
