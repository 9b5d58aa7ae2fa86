/** Step 1: what must follow an event, by the policy and the accountable set of that instant. */
import { type Instant, plus } from '../base/instant.ts';
import type { TimedClaim } from '../identity/claims.ts';
import type { Identity, Party } from '../model/analysis.ts';
import type { CaseEvent } from '../model/facts.ts';
import type { ClaimRole, Confidence, Tier } from '../model/vocabulary.ts';
import { type AudienceName, type AudienceRule, type ObligationRule, type Policy, type Within, within } from '../policy/policy.ts';
import type { World } from './world.ts';

export interface ExpectedAudience {
  readonly name: AudienceName;
  /** The name, and where several audiences share it, of which identity. */
  readonly label: string;
  readonly parties: readonly Party[];
  readonly claims: readonly TimedClaim[];
  /** False where the case cannot tell who this audience is: nothing then shows that it was left out. */
  readonly known: boolean;
}

export interface Expected {
  readonly event: CaseEvent;
  readonly time: Instant;
  readonly rule: ObligationRule | undefined;
  readonly target: Identity | undefined;
  readonly actor: Identity | undefined;
  readonly tier: Tier;
  readonly confidence: Confidence | undefined;
  readonly audiences: readonly ExpectedAudience[];
  /** Who has to acknowledge, where the policy names an audience that it does not ask to be told. */
  readonly acknowledging: ExpectedAudience | undefined;
  /** For movers and leavers: the non-human identities that the person owned. */
  readonly owned: readonly string[];
}

const ROLE_OF: Readonly<Partial<Record<AudienceName, ClaimRole>>> = {
  security: 'security',
  approver: 'approver',
  'secrets-owner': 'secrets-owner',
  'integration-owner': 'integration-owner',
};

export function expect(w: World, event: CaseEvent, time: Instant): Expected {
  const target = w.identity(w.registry.resolve(event.target));
  const tier = w.tierOf(target) ?? event.alert?.tier;
  const rule = ruleFor(w.policy, w, event, target);
  const owned = rule?.ownedIdentities === true && target !== undefined ? w.claims.ownedBy(target.id, time) : [];
  const audiences =
    rule?.notify === undefined
      ? []
      : rule.ownedIdentities
        ? ownedAudiences(w, target, owned, time)
        : rule.notify.audience.filter((a) => applies(a, target, tier)).flatMap((a) => audience(w, event, target, a.name, time) ?? []);
  const by = rule?.acknowledge?.by;
  return {
    event,
    time,
    rule,
    target,
    actor: w.identity(w.registry.resolve(event.actor)),
    tier,
    confidence: event.alert?.confidence,
    audiences,
    acknowledging: by === undefined || audiences.some((a) => a.name === by) ? undefined : audience(w, event, target, by, time),
    owned,
  };
}

export const deadline = (e: Expected, length: Within): Instant => plus(e.time, within(length, e.tier, e.confidence));

/** The first entry of the policy that fits the event. */
function ruleFor(policy: Policy, w: World, event: CaseEvent, target: Identity | undefined): ObligationRule | undefined {
  return policy.obligations.find((r) => {
    if (!r.kinds.includes(event.kind)) return false;
    if (r.severities !== undefined && (event.alert?.severity === undefined || !r.severities.includes(event.alert.severity))) return false;
    if (r.identities === undefined) return true;
    if (r.identities === 'non-human') return !isHuman(w, target);
    return r.identities.includes(target?.kind ?? 'unknown');
  });
}

/** A person's own account, or a credential that a person holds. */
export function isHuman(w: World, identity: Identity | undefined): boolean {
  if (identity === undefined) return false;
  if (identity.kind === 'human') return true;
  return identity.kind === 'credential' && w.identity(identity.holder)?.kind === 'human';
}

const applies = (a: AudienceRule, target: Identity | undefined, tier: Tier): boolean =>
  (a.tiers === undefined || (tier !== undefined && a.tiers.includes(tier))) &&
  (a.identities === undefined || a.identities.includes(target?.kind ?? 'unknown'));

function audience(w: World, event: CaseEvent, target: Identity | undefined, name: AudienceName, t: Instant): ExpectedAudience | undefined {
  switch (name) {
    case 'person':
      return person(w, target, t);
    case 'owner':
      return fromClaims(w, t, name, target === undefined ? [] : w.claims.accountable(target.id, t), target !== undefined && w.claims.any);
    case 'spawner-owner':
      return spawnerOwner(w, event, t);
    case 'approver':
      if (event.approver !== undefined)
        return { name, label: name, parties: [w.parties.resolve(event.approver, undefined)], claims: [], known: true };
      return byRole(w, target, name, t);
    case 'security':
    case 'secrets-owner':
    case 'integration-owner':
      return byRole(w, target, name, t);
  }
}

/** The holder of the account; an account of nobody in particular has its owner. */
function person(w: World, target: Identity | undefined, t: Instant): ExpectedAudience {
  if (target === undefined) return { name: 'person', label: 'person', parties: [], claims: [], known: false };
  const claimed = w.claims.levels(target.id)[0] ?? [];
  const isOwn = target.kind === 'human' || (target.kind === 'unknown' && claimed.length === 0);
  const holder = target.holder ?? (isOwn ? target.id : undefined);
  if (holder !== undefined) return { name: 'person', label: 'person', parties: [w.parties.person(holder)], claims: [], known: true };
  return fromClaims(w, t, 'person', w.claims.accountable(target.id, t), w.claims.any);
}

/** Holders of claims with the role; where there are none, the team that the policy names. */
function byRole(w: World, target: Identity | undefined, name: AudienceName, t: Instant): ExpectedAudience {
  const role = ROLE_OF[name];
  const claims = role === undefined || target === undefined ? [] : w.claims.holders(target.id, role, t);
  if (claims.length > 0) return fromClaims(w, t, name, claims, true);
  const parties = (w.policy.parties[name] ?? []).map((team) => w.parties.team(team));
  return { name, label: name, parties, claims: [], known: parties.some((p) => w.parties.isKnown(p)) };
}

function spawnerOwner(w: World, event: CaseEvent, t: Instant): ExpectedAudience | undefined {
  const spawner = event.alert?.spawnedBy ?? event.onBehalfOf;
  // Who spawned the agent is not on record, so nobody in particular had to be told as its spawner's owner.
  if (spawner === undefined || spawner === '') return undefined;
  const identity = w.registry.resolve(spawner);
  const owners = identity === undefined ? [] : w.claims.accountable(identity, t);
  return fromClaims(w, t, 'spawner-owner', owners.length > 0 ? owners : w.claims.ofNamed(spawner, t), w.claims.any);
}

/** A schedule that nobody is on duty for and a team that everybody has left give nobody: such a claim is valid, and names no one. */
function fromClaims(w: World, t: Instant, name: AudienceName, claims: readonly TimedClaim[], known: boolean): ExpectedAudience {
  const parties = new Map<string, Party>();
  for (const c of claims) if (!standsEmpty(w, c.party, t)) parties.set(c.party.key, c.party);
  return { name, label: name, parties: [...parties.values()], claims, known };
}

/** That a roster has nobody at an instant shows something only where the roster is of that time. */
const standsEmpty = (w: World, p: Party, t: Instant): boolean =>
  w.parties.isVacant(p, t) && (p.type === 'team' || w.parties.goesOn(p, t) || w.coverage.covered('oncall', { from: t, to: (t + 1) as Instant }));

/** For each identity that the person owned: the others who own it at that instant, else security. Equal sets are one audience. */
function ownedAudiences(w: World, target: Identity | undefined, owned: readonly string[], t: Instant): ExpectedAudience[] {
  const sets = new Map<string, { audience: ExpectedAudience; of: string[] }>();
  for (const id of owned) {
    const others = fromClaims(w, t, 'owner', w.claims.accountable(id, t, target?.id), true);
    const found = others.parties.length > 0 ? others : byRole(w, w.identity(id), 'security', t);
    const key = `${found.name}\n${found.parties
      .map((p) => p.key)
      .sort()
      .join('\n')}`;
    const label = w.parties.person(id).label;
    const known = sets.get(key);
    if (known === undefined) sets.set(key, { audience: found, of: [label] });
    else known.of.push(label);
  }
  const all = [...sets.values()];
  const several = (name: AudienceName): boolean => all.filter((x) => x.audience.name === name).length > 1;
  return all.map(({ audience: a, of }) => (several(a.name) ? { ...a, label: `${a.name} of ${of.join(', ')}` } : a));
}
