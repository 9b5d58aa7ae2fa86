/** Parties and who belongs to them at an instant: teams with their members and shared addresses, schedules with the person on duty. */
import type { Instant } from '../base/instant.ts';
import type { Party } from '../model/analysis.ts';
import type { CaseFacts } from '../model/facts.ts';
import type { RecordRef } from '../model/ids.ts';
import type { PartyType } from '../model/vocabulary.ts';
import { aliasKey } from './aliases.ts';
import type { Registry } from './registry.ts';

interface Stay {
  readonly identity: string;
  readonly from: Instant | undefined;
  readonly to: Instant | undefined;
  readonly record: RecordRef;
}

interface Group {
  readonly name: string;
  readonly stays: Map<string, Stay[]>;
  readonly addresses: Set<string>;
}

/** Namespaces whose values are ids inside one system. */
const OPAQUE = /^(?:pagerduty-user|opsgenie-user|servicenow-user|slack-user|okta-user|entra-object|vault-entity):/;

const during = (s: Stay, t: Instant): boolean => (s.from === undefined || s.from <= t) && (s.to === undefined || t < s.to);
const nameKey = (name: string): string => name.trim().toLowerCase();

export interface Parties {
  /** What a cell or a recipient stands for: a person, or a team, schedule or queue by name or shared address. */
  resolve(raw: string, hint?: PartyType): Party;
  team(name: string): Party;
  /** An identity as a party. A person's account stands for the person who holds it. */
  person(identity: string): Party;
  /** The person behind a person's account, else the identity itself. */
  personOf(identity: string): string;
  /** Everything that the case says of who belongs to the team or schedule, at any time, and its addresses; the same object where asked again. */
  staysOf(group: Party): object | undefined;
  isMember(team: Party, identity: string, t: Instant): boolean;
  /** A member at some time before t and no longer at t. */
  wasMember(group: Party, identity: string, t: Instant): boolean;
  isOnDuty(schedule: Party, identity: string, t: Instant): boolean;
  onDuty(schedule: Party, t: Instant): readonly string[];
  membersAt(team: Party, t: Instant): readonly string[];
  /** Teams that the identity is a member of at t, in order of name. */
  teamsOf(identity: string, t: Instant): readonly Party[];
  /** Whether the case says anything about who or what this party is. */
  isKnown(p: Party): boolean;
  /** Somebody of whom the case knows an id in one system and nothing else: who that is, cannot be told. */
  isStranger(p: Party): boolean;
  /** A team or schedule of which the case knows who was in it before, that nobody is in at t, and that has no address of its own. */
  isVacant(group: Party, t: Instant): boolean;
  /** A schedule's roster goes on after t. */
  goesOn(schedule: Party, t: Instant): boolean;
  /** The identity or party is this party, belongs to it at t, or is on duty for it at t. */
  belongs(who: Party, to: Party, t: Instant): boolean;
  readonly anyMembership: boolean;
}

export function buildParties(facts: CaseFacts, registry: Registry): Parties {
  const personOf = (id: string): string => {
    const found = registry.byId.get(id);
    const holder = found?.kind === 'human' && found.holder !== undefined ? registry.byId.get(found.holder) : undefined;
    return holder !== undefined && (holder.kind === 'human' || registry.persons.has(holder.id)) ? holder.id : id;
  };
  const resolvePerson = (raw: string | undefined): string | undefined => {
    const id = registry.resolve(raw);
    return id === undefined ? undefined : personOf(id);
  };
  const teams = new Map<string, Group>();
  const schedules = new Map<string, Group>();
  const queues = new Map<string, string>();
  const teamOfAddress = new Map<string, string>();
  const group = (map: Map<string, Group>, name: string): Group => {
    const key = nameKey(name);
    let g = map.get(key);
    if (g === undefined) {
      g = { name: name.trim(), stays: new Map(), addresses: new Set() };
      map.set(key, g);
    }
    return g;
  };
  const stay = (g: Group, s: Stay): void => {
    const list = g.stays.get(s.identity);
    if (list === undefined) g.stays.set(s.identity, [s]);
    else list.push(s);
  };
  // A system's other exports refer to a team by its id there, the list of its members often too.
  const alsoNamed = new Map<string, string>();
  for (const m of facts.memberships)
    for (const name of m.alsoNamed ?? [])
      if (nameKey(name) !== nameKey(m.team) && !alsoNamed.has(nameKey(name))) alsoNamed.set(nameKey(name), m.team.trim());
  for (const m of facts.memberships) {
    const team = alsoNamed.get(nameKey(m.team)) ?? m.team;
    const g = group(teams, team);
    if (m.address !== undefined) {
      g.addresses.add(aliasKey(m.address));
      teamOfAddress.set(aliasKey(m.address), nameKey(team));
    }
    const identity = resolvePerson(m.member);
    if (identity !== undefined) stay(g, { identity, from: m.from, to: m.to, record: m.record });
  }
  // Human resources' own team names count only for teams that no membership export describes.
  const described = new Set([...teams].filter(([, g]) => g.stays.size > 0).map(([k]) => k));
  for (const p of facts.persons) {
    if (p.team === undefined || p.team === '' || described.has(nameKey(p.team))) continue;
    const identity = registry.resolve(p.person);
    if (identity === undefined) continue;
    const to = p.status === 'active' ? undefined : p.end;
    stay(group(teams, p.team), { identity, from: p.movedAt ?? p.start, to, record: p.record });
  }
  for (const o of facts.oncall) {
    const identity = resolvePerson(o.person);
    if (identity !== undefined) stay(group(schedules, o.schedule), { identity, from: o.from, to: o.to, record: o.record });
  }
  for (const c of facts.claims) {
    if (c.partyType === 'queue') queues.set(nameKey(c.party), c.party.trim());
    if (c.partyType === 'team' && !teams.has(nameKey(c.party))) group(teams, c.party);
    if (c.partyType === 'schedule' && !schedules.has(nameKey(c.party))) group(schedules, c.party);
  }
  for (const r of facts.routes) if (r.partyType === 'queue' && r.party !== undefined) queues.set(nameKey(r.party), r.party.trim());

  const memberships = new Map<string, Set<string>>();
  for (const [key, g] of teams) {
    for (const identity of g.stays.keys()) {
      const set = memberships.get(identity);
      if (set === undefined) memberships.set(identity, new Set([key]));
      else set.add(key);
    }
  }

  const claimed = new Set<string>();
  for (const c of facts.claims) {
    const id = c.partyType === 'person' ? registry.resolve(c.party) : undefined;
    if (id !== undefined) claimed.add(id);
  }

  const named = (type: 'team' | 'schedule' | 'queue', name: string): Party => ({ key: `${type}:${name}`, type, label: name });
  const teamParty = (name: string): Party => {
    const direct = teams.get(nameKey(name));
    if (direct !== undefined && (direct.stays.size > 0 || direct.addresses.size > 0)) return named('team', direct.name);
    return named('team', alsoNamed.get(nameKey(name)) ?? direct?.name ?? name.trim());
  };
  const person = (account: string): Party => {
    const identity = personOf(account);
    const found = registry.byId.get(identity);
    return { key: identity, type: 'person', label: found?.displayName ?? found?.aliases[0]?.replace(/^[^:]*:/, '') ?? identity };
  };
  const said = new Map<Group, { readonly stays: readonly Stay[]; readonly addresses: readonly string[] }>();
  const groupOf = (p: Party): Group | undefined =>
    p.type === 'team' ? teams.get(nameKey(p.label)) : p.type === 'schedule' ? schedules.get(nameKey(p.label)) : undefined;
  const isIn = (p: Party, identity: string, t: Instant): boolean =>
    groupOf(p)
      ?.stays.get(identity)
      ?.some((s) => during(s, t)) ?? false;
  const allIn = (p: Party, t: Instant): string[] => {
    const out: string[] = [];
    for (const [identity, stays] of groupOf(p)?.stays ?? []) if (stays.some((s) => during(s, t))) out.push(identity);
    return out.sort();
  };

  const resolveNew = (raw: string, hint: PartyType | undefined): Party => {
    const key = nameKey(raw);
    if (hint === 'team') return teamParty(raw);
    if (hint === 'schedule') return named('schedule', schedules.get(key)?.name ?? raw.trim());
    if (hint === 'queue') return named('queue', queues.get(key) ?? raw.trim());
    const address = teamOfAddress.get(aliasKey(raw));
    if (address !== undefined) return teamParty(teams.get(address)?.name ?? address);
    const identity = registry.resolve(raw) ?? registry.resolve(aliasKey(raw));
    if (identity !== undefined) return person(identity);
    if (teams.has(key) || alsoNamed.has(key)) return teamParty(raw);
    if (schedules.has(key)) return named('schedule', schedules.get(key)?.name ?? raw.trim());
    if (queues.has(key)) return named('queue', queues.get(key) ?? raw.trim());
    if (hint === 'person') return { key: `person:${raw.trim()}`, type: 'person', label: raw.trim() };
    return teamParty(raw);
  };
  const cache = new Map<string, Party>();
  const resolve = (raw: string, hint?: PartyType): Party => {
    const key = `${hint ?? ''}\n${raw}`;
    let p = cache.get(key);
    if (p === undefined) {
      p = resolveNew(raw, hint);
      cache.set(key, p);
    }
    return p;
  };

  const belongs = (who: Party, to: Party, t: Instant): boolean => {
    if (who.key === to.key) return true;
    if (who.type === 'person') return (to.type === 'team' || to.type === 'schedule') && isIn(to, who.key, t);
    // A schedule stands for whoever is on duty.
    if (who.type === 'schedule') return allIn(who, t).some((identity) => identity === to.key || (to.type === 'team' && isIn(to, identity, t)));
    return false;
  };

  return {
    resolve,
    team: teamParty,
    person,
    personOf,
    staysOf: (p) => {
      const g = groupOf(p);
      if (g === undefined) return undefined;
      let list = said.get(g);
      if (list === undefined) {
        list = { stays: [...g.stays.values()].flat(), addresses: [...g.addresses].sort() };
        said.set(g, list);
      }
      return list;
    },
    isMember: isIn,
    wasMember: (g, identity, t) =>
      !isIn(g, identity, t) &&
      (groupOf(g)
        ?.stays.get(identity)
        ?.some((s) => s.to !== undefined && s.to <= t) ??
        false),
    isOnDuty: isIn,
    onDuty: allIn,
    membersAt: allIn,
    teamsOf: (identity, t) =>
      [...(memberships.get(identity) ?? [])]
        .sort()
        .map((k) => teamParty(teams.get(k)?.name ?? k))
        .filter((p) => isIn(p, identity, t)),
    isKnown: (p) => {
      if (p.type === 'person' || p.type === 'queue') return true;
      const g = groupOf(p);
      return g !== undefined && (g.stays.size > 0 || g.addresses.size > 0);
    },
    isStranger: (p) => {
      if (p.type !== 'person') return false;
      const identity = registry.byId.get(p.key);
      if (identity === undefined) return true;
      const linked = identity.inventoried || registry.persons.has(p.key) || memberships.has(p.key) || claimed.has(p.key);
      return !linked && identity.aliases.every((a) => OPAQUE.test(a) && !a.includes('@'));
    },
    isVacant: (p, t) => {
      const g = groupOf(p);
      if (g === undefined || g.addresses.size > 0) return false;
      const stays = [...g.stays.values()].flat();
      return stays.some((s) => s.to !== undefined && s.to <= t) && !stays.some((s) => during(s, t));
    },
    goesOn: (p, t) => [...(groupOf(p)?.stays.values() ?? [])].flat().some((s) => s.from !== undefined && s.from > t),
    belongs,
    anyMembership: facts.memberships.length > 0 || facts.persons.some((p) => p.team !== undefined && p.team !== ''),
  };
}
