/** Identities of the case: sets of aliases with what the statements say of them. */
import type { Instant } from '../base/instant.ts';
import type { Identity } from '../model/analysis.ts';
import type { CaseFacts, IdentityStatement, PersonStatement } from '../model/facts.ts';
import type { Alias, RecordRef } from '../model/ids.ts';
import type { IdentityKind, Tier } from '../model/vocabulary.ts';
import { AliasSets, aliasKey, kindByNamespace } from './aliases.ts';

export interface Registry {
  readonly identities: readonly Identity[];
  readonly byId: ReadonlyMap<string, Identity>;
  /** Every alias of the case as it was written → identity id. */
  readonly identityOf: ReadonlyMap<string, string>;
  /** Any spelling of an alias → identity id, where the case knows it. */
  readonly resolve: (raw: string | undefined) => string | undefined;
  /** HR statements of an identity. */
  readonly persons: ReadonlyMap<string, readonly PersonStatement[]>;
}

interface Draft {
  kind: IdentityKind | undefined;
  kindWeak: IdentityKind | undefined;
  /** Why `kindWeak`: what said so, and where. */
  kindWeakWhy: { of: 'kind'; text: string; record: RecordRef | undefined } | undefined;
  tier: Tier;
  displayName: string | undefined;
  holder: Alias | undefined;
  application: string | undefined;
  service: string | undefined;
  environments: string[];
  lastRotation: Instant | undefined;
  revocationMethod: string | undefined;
  inventoried: boolean;
  why: { of: 'aliases' | 'kind' | 'tier'; text: string; record: RecordRef | undefined }[];
}

const draft = (): Draft => ({
  kind: undefined,
  kindWeak: undefined,
  kindWeakWhy: undefined,
  tier: undefined,
  displayName: undefined,
  holder: undefined,
  application: undefined,
  service: undefined,
  environments: [],
  lastRotation: undefined,
  revocationMethod: undefined,
  inventoried: false,
  why: [],
});

/** The aliases as the evidence joins them, without the investigator's joins; `split` are the keys of aliases that stand alone. */
export function joinedByEvidence(facts: CaseFacts, split: ReadonlySet<string>): AliasSets {
  const sets = new AliasSets();
  collectAliases(facts, sets);
  joinStatements(facts, sets, split);
  sets.joinAddresses(split);
  sets.joinAwsUsers(split, onlyAskedFor(facts));
  return sets;
}

export function buildRegistry(facts: CaseFacts): Registry {
  const sets = joinedByEvidence(facts, new Set(facts.decisions.splits.map((s) => aliasKey(s.alias))));
  for (const j of facts.decisions.joins) sets.join(sets.add(j.a), sets.add(j.b), decidedText(j), undefined);

  const members = sets.members();
  const idOfRoot = new Map<string, string>();
  const identityOf = new Map<string, string>();
  const idOfKey = new Map<string, string>();
  for (const [root, keys] of members) {
    const id = `i:${keys[0] ?? root}`;
    idOfRoot.set(root, id);
    for (const key of keys) {
      idOfKey.set(key, id);
      for (const form of sets.written.get(key) ?? []) identityOf.set(form, id);
    }
  }
  const resolve = (raw: string | undefined): string | undefined =>
    raw === undefined ? undefined : (identityOf.get(raw) ?? idOfKey.get(aliasKey(raw)));

  const drafts = new Map<string, Draft>();
  const at = (raw: Alias): Draft => {
    const id = resolve(raw) ?? '';
    let d = drafts.get(id);
    if (d === undefined) {
      d = draft();
      drafts.set(id, d);
    }
    return d;
  };
  for (const s of facts.identities) applyStatement(s, at);
  const persons = new Map<string, PersonStatement[]>();
  for (const p of facts.persons) {
    const d = at(p.person);
    d.displayName ??= p.displayName;
    if (d.kind === undefined) {
      d.kind = 'human';
      d.why.push({ of: 'kind', text: 'human resources lists it as a person', record: p.record });
    }
    const id = resolve(p.person) ?? '';
    const list = persons.get(id);
    if (list === undefined) persons.set(id, [p]);
    else list.push(p);
  }
  for (const e of facts.events) {
    if (e.target !== undefined) {
      const d = at(e.target);
      if (e.holder !== undefined && resolve(e.holder) !== resolve(e.target)) {
        d.holder ??= e.holder;
        if (e.kind.startsWith('credential.')) weakly(d, 'credential', 'where a holder is named beside it', e.record);
      }
      weakly(d, e.targetKind, 'where it was changed', e.record);
    }
    if (e.actor !== undefined && e.actorKind !== undefined) weakly(at(e.actor), e.actorKind, 'where it acted', e.record);
  }
  for (const c of facts.claims) if (c.subjectType === 'identity') at(c.subject as Alias).inventoried = true;

  const seen = firstAndLast(facts, resolve);
  for (const j of sets.joins) {
    const id = idOfRoot.get(sets.root(j.a));
    if (id !== undefined) at(j.a as Alias).why.unshift({ of: 'aliases', text: `${j.a} and ${j.b} are one: ${j.why}`, record: j.record });
  }
  const identities: Identity[] = [];
  for (const [root, keys] of members) {
    const id = idOfRoot.get(root) ?? '';
    const d = drafts.get(id) ?? draft();
    const byName = keys.map(kindByNamespace).find((k) => k !== undefined);
    const holder = resolve(d.holder);
    const times = seen.get(id);
    if (d.kind === undefined && d.kindWeakWhy !== undefined) d.why.push(d.kindWeakWhy);
    else if (d.kind === undefined && byName !== undefined) d.why.push({ of: 'kind', text: `its namespace says ${byName}`, record: undefined });
    identities.push({
      id,
      kind: d.kind ?? d.kindWeak ?? byName ?? 'unknown',
      tier: d.tier,
      displayName: d.displayName,
      aliases: keys.flatMap((k) => [...(sets.written.get(k) ?? [])].sort()),
      holder: holder === id ? undefined : holder,
      application: d.application,
      service: d.service,
      environments: d.environments,
      lastRotation: d.lastRotation,
      revocationMethod: d.revocationMethod,
      firstSeen: times?.first,
      lastSeen: times?.last,
      inventoried: d.inventoried,
      why: d.why,
    });
  }
  identities.sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
  const byId = new Map(identities.map((i) => [i.id, i]));
  return { identities, byId, identityOf, resolve, persons };
}

const decidedText = (j: CaseFacts['decisions']['joins'][number]): string =>
  `${j.by === undefined ? 'the investigator' : j.by.replace(/ <[^>]*>$/, '')} joined them${j.reason === undefined ? '' : `: ${j.reason}`}`;

function collectAliases(facts: CaseFacts, sets: AliasSets): void {
  // An alias is written in a hundred thousand records; it is taken apart once.
  const known = new Set<string>();
  const add = (a: Alias | undefined): void => {
    if (a === undefined || a === '' || known.has(a)) return;
    known.add(a);
    sets.add(a);
  };
  const { columns } = facts;
  const used = new Uint8Array(columns.strings.length);
  for (const column of [columns.actor, columns.onBehalfOf, columns.target, columns.credential]) {
    for (let i = 0; i < columns.length; i++) {
      const s = column[i] ?? -1;
      if (s >= 0) used[s] = 1;
    }
  }
  for (let s = 0; s < used.length; s++) if (used[s] === 1) add(columns.strings[s] as Alias);
  for (const e of facts.events) {
    for (const a of [e.actor, e.onBehalfOf, e.target, e.holder, e.credential, e.approver, e.grant?.user]) add(a);
  }
  for (const n of facts.notices) {
    for (const r of n.recipients) if (r.includes(':') || r.includes('@')) add((r.includes(':') ? r : `email:${r}`) as Alias);
    for (const a of n.names ?? []) add(a);
    add(n.resolvedBy);
  }
  for (const r of facts.routes)
    if (r.party?.includes(':') && r.partyType !== 'team' && r.partyType !== 'schedule' && r.partyType !== 'queue') add(r.party as Alias);
  for (const a of facts.actions) for (const x of [a.actor, a.identity, a.approver]) add(x);
  for (const c of facts.certifications) for (const x of [c.identity, c.reviewer]) add(x);
  for (const c of facts.claims) {
    if (c.subjectType === 'identity') add(c.subject as Alias);
    if (c.partyType === 'person') add(c.party as Alias);
  }
  for (const i of facts.identities) {
    for (const a of i.aliases) add(a);
    add(i.holder);
  }
  for (const p of facts.persons) {
    add(p.person);
    for (const a of p.aliases) add(a);
    add(p.manager);
  }
  for (const m of facts.memberships) add(m.member);
  for (const o of facts.oncall) add(o.person);
  for (const m of facts.mailrules) {
    add(m.mailbox);
    add(m.createdBy);
  }
  for (const s of facts.scopes) add(s.identity);
}

/**
 * Keys that stand only as what a failed call was about: an ARN of AWS is made of the account and the name that was asked for, and whether
 * there is such a user a failed call does not show.
 */
function onlyAskedFor(facts: CaseFacts): ReadonlySet<string> {
  const asked = new Set<string>();
  for (const e of facts.events)
    if (e.outcome === 'failure') for (const a of [e.target, e.holder]) if (a?.startsWith('aws-arn:') === true) asked.add(aliasKey(a));
  if (asked.size === 0) return asked;
  const shown = (a: string | undefined): void => {
    if (a?.startsWith('aws-arn:') === true) asked.delete(aliasKey(a));
  };
  const { columns } = facts;
  for (const column of [columns.actor, columns.onBehalfOf]) {
    const seen = new Set<number>();
    for (let i = 0; i < columns.length; i++) {
      const s = column[i] ?? -1;
      if (s < 0 || seen.has(s)) continue;
      seen.add(s);
      shown(columns.strings[s]);
    }
  }
  for (const e of facts.events) {
    for (const a of [e.actor, e.onBehalfOf, e.approver]) shown(a);
    if (e.outcome !== 'failure') for (const a of [e.target, e.holder]) shown(a);
  }
  for (const i of facts.identities) for (const a of [...i.aliases, i.holder]) shown(a);
  for (const c of facts.claims) for (const a of [c.subject, c.party]) shown(a);
  for (const p of facts.persons) for (const a of [p.person, ...p.aliases]) shown(a);
  for (const a of facts.actions) for (const x of [a.actor, a.identity]) shown(x);
  for (const c of facts.certifications) for (const x of [c.identity, c.reviewer]) shown(x);
  return asked;
}

function joinStatements(facts: CaseFacts, sets: AliasSets, split: ReadonlySet<string>): void {
  const joinAll = (aliases: readonly Alias[], why: string, record: RecordRef): void => {
    const keys = aliases
      .filter((a) => a !== '')
      .map((a) => sets.add(a))
      .filter((k) => !split.has(k));
    const first = keys[0];
    if (first === undefined) return;
    for (const k of keys.slice(1)) sets.join(first, k, why, record);
  };
  for (const s of facts.identities) joinAll(s.aliases, s.inventory ? 'an inventory lists both' : 'one record names both', s.record);
  for (const p of facts.persons) joinAll([p.person, ...p.aliases], 'human resources lists both', p.record);
}

/** What is said in passing: it holds where no inventory says anything, and the first to say it. */
function weakly(d: Draft, kind: IdentityKind | undefined, where: string, record: RecordRef): void {
  if (kind === undefined || kind === 'unknown' || d.kindWeak !== undefined) return;
  d.kindWeak = kind;
  d.kindWeakWhy = { of: 'kind', text: `a log calls it ${kind} ${where}`, record };
}

function applyStatement(s: IdentityStatement, at: (a: Alias) => Draft): void {
  const first = s.aliases[0];
  if (first === undefined) return;
  const d = at(first);
  if (s.inventory) d.inventoried = true;
  if (s.kind !== undefined && s.kind !== 'unknown') {
    if (s.inventory && d.kind === undefined) {
      d.kind = s.kind;
      d.why.push({ of: 'kind', text: `an inventory calls it ${s.kind}`, record: s.record });
    } else if (!s.inventory) weakly(d, s.kind, 'in passing', s.record);
  }
  if (s.tier !== undefined && (d.tier === undefined || s.tier < d.tier)) {
    // Of two statements the more privileged holds: what it can do, it can do.
    d.tier = s.tier;
    d.why.push({ of: 'tier', text: `an inventory puts it at tier ${s.tier}`, record: s.record });
  }
  d.displayName ??= s.displayName;
  d.holder ??= s.holder;
  d.application ??= s.application;
  d.service ??= s.service;
  for (const e of s.environments) if (!d.environments.includes(e)) d.environments.push(e);
  if (s.lastRotation !== undefined && (d.lastRotation === undefined || s.lastRotation > d.lastRotation)) d.lastRotation = s.lastRotation;
  d.revocationMethod ??= s.revocationMethod;
}

function firstAndLast(facts: CaseFacts, resolve: (raw: string) => string | undefined): Map<string, { first: Instant; last: Instant }> {
  const { columns } = facts;
  const first = new Float64Array(columns.strings.length).fill(Number.NaN);
  const last = new Float64Array(columns.strings.length);
  for (const column of [columns.actor, columns.target, columns.credential, columns.onBehalfOf]) {
    for (let i = 0; i < columns.length; i++) {
      const s = column[i] ?? -1;
      if (s < 0) continue;
      const t = columns.time[i] ?? 0;
      const f = first[s] ?? Number.NaN;
      if (Number.isNaN(f) || t < f) first[s] = t;
      if (Number.isNaN(f) || t > (last[s] ?? 0)) last[s] = t;
    }
  }
  const out = new Map<string, { first: Instant; last: Instant }>();
  for (let s = 0; s < columns.strings.length; s++) {
    const f = first[s] ?? Number.NaN;
    if (Number.isNaN(f)) continue;
    const id = resolve(columns.strings[s] ?? '');
    if (id === undefined) continue;
    const l = (last[s] ?? f) as Instant;
    const found = out.get(id);
    if (found === undefined) out.set(id, { first: f as Instant, last: l });
    else {
      if (f < found.first) found.first = f as Instant;
      if (l > found.last) found.last = l;
    }
  }
  return out;
}
