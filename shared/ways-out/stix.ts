/**
 * The findings as a STIX 2.1 bundle: a note for each finding, on the event as observed data, on the accounts and identities in it and on
 * the technique that it cites; a sighting of that technique. Ids are UUIDv5, so the same case gives the same bundle, and what was
 * handed out before is updated and not doubled.
 */
import { canonical } from '../base/canonical.ts';
import type { Instant } from '../base/instant.ts';
import type { Finding, Identity } from '../model/analysis.ts';
import type { CaseEvent } from '../model/facts.ts';
import { type Alias, namespaceOf, valueOf } from '../model/ids.ts';
import type { IdentityKind, TlpLevel } from '../model/vocabulary.ts';
import { techniquesOf } from './navigator.ts';

export interface StixInput {
  readonly caseId: string;
  readonly title: string;
  readonly investigator: string | undefined;
  readonly organisation: string | undefined;
  readonly tlp: TlpLevel;
  readonly created: Instant;
  /** Of the analysis that the findings come from. */
  readonly judged: Instant;
  readonly findings: readonly Finding[];
  event(id: string): CaseEvent | undefined;
  identity(id: string): Identity | undefined;
  identityOf(alias: string): string | undefined;
  labelOf(identity: Identity): string;
  /** The name of an ATT&CK technique: `Account Manipulation`. */
  techniqueName(id: string): string;
  sha1(bytes: Uint8Array): Uint8Array;
  utf8(text: string): Uint8Array;
}

export type StixObject = { readonly type: string; readonly id: string; readonly [key: string]: unknown };

/** STIX 2.1, 2.9: the namespace of the ids of observables, made of their contributing properties. */
const OBSERVABLES = '00abedb4-aa42-466c-9c01-fed23315a9b7';
/** Tracewake's own, for everything else; fixed for ever. */
const OWN = '6f0a5a1e-3c57-5f0b-9a55-1d6b8f3a7c42';
/** TLP 2.0 as the OASIS committee defines it: an extension of a marking definition, under ids that are the same for all. */
const TLP_EXTENSION = 'extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d';
const TLP_MARKINGS: Readonly<Record<TlpLevel, string>> = {
  CLEAR: '94868c89-83c2-464b-929b-a1a8aa3c8487',
  GREEN: 'bab4a63c-aed9-4cf5-a766-dfca5abac2bb',
  AMBER: '55d920b0-5e8b-4f79-9ee9-91f868d9b421',
  'AMBER+STRICT': '939a9414-2ddd-4d32-a0cd-375ea402b003',
  RED: 'e828b379-4e03-4974-9ac4-e53a884c97c1',
};

/** STIX has milliseconds. */
const stamp = (t: Instant): string => new Date(Math.floor(t / 1000)).toISOString();

/** RFC 9562, 5.5. */
export function uuid5(namespace: string, name: string, hash: Pick<StixInput, 'sha1' | 'utf8'>): string {
  const space = Uint8Array.from(namespace.replaceAll('-', '').match(/../g) ?? [], (h) => Number.parseInt(h, 16));
  const text = hash.utf8(name);
  const input = new Uint8Array(space.length + text.length);
  input.set(space);
  input.set(text, space.length);
  const digest = Uint8Array.from(hash.sha1(input).subarray(0, 16));
  digest[6] = (digest[6]! & 0x0f) | 0x50;
  digest[8] = (digest[8]! & 0x3f) | 0x80;
  const hex = Array.from(digest, (b) => b.toString(16).padStart(2, '0')).join('');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

const IDENTITY_CLASS: Readonly<Record<IdentityKind, string>> = {
  human: 'individual',
  'service-account': 'system',
  workload: 'system',
  agent: 'system',
  credential: 'system',
  'shared-account': 'group',
  'external-integration': 'system',
  device: 'system',
  group: 'group',
  unknown: 'unknown',
};

export function stixBundle(input: StixInput): { readonly type: 'bundle'; readonly id: string; readonly objects: readonly StixObject[] } {
  const marking = `marking-definition--${TLP_MARKINGS[input.tlp]}`;
  const own = (type: string, ...parts: readonly string[]): string => `${type}--${uuid5(OWN, canonical([input.caseId, type, ...parts]), input)}`;
  const authorName = input.investigator?.replace(/\s*<[^>]*>\s*$/, '') || 'Tracewake';
  const author = own('identity', 'author', authorName);
  // The author is marked like the rest, and is the one object that nobody else made.
  const common = {
    spec_version: '2.1',
    created: stamp(input.created),
    modified: stamp(later(input.created, input.judged)),
    object_marking_refs: [marking],
  };
  const by = { ...common, created_by_ref: author };
  const objects = new Map<string, StixObject>();
  const add = (o: StixObject): string => {
    if (!objects.has(o.id)) objects.set(o.id, o);
    return o.id;
  };
  add({
    type: 'marking-definition',
    spec_version: '2.1',
    id: marking,
    created: '2022-10-01T00:00:00.000Z',
    name: `TLP:${input.tlp}`,
    extensions: { [TLP_EXTENSION]: { extension_type: 'property-extension', tlp_2_0: input.tlp.toLowerCase() } },
  });
  add({
    type: 'identity',
    id: author,
    ...common,
    name: authorName,
    identity_class: input.investigator === undefined ? 'system' : 'individual',
    ...(input.organisation === undefined ? {} : { description: `Investigates for ${input.organisation}.` }),
  });

  const identityOf = (id: string): string | undefined => {
    const identity = input.identity(id);
    if (identity === undefined) return undefined;
    return add({
      type: 'identity',
      id: own('identity', identity.id),
      ...by,
      name: input.labelOf(identity),
      description: `Known as ${identity.aliases.slice(0, 50).join(', ')}.`,
      identity_class: IDENTITY_CLASS[identity.kind],
      labels: [identity.kind, ...(identity.tier === undefined ? [] : [`tier-${identity.tier}`])],
    });
  };
  const accountOf = (alias: Alias): string => {
    const user_id = valueOf(alias);
    // An open vocabulary: whose id it is says more than any of its suggestions.
    const account_type = namespaceOf(alias);
    const id = input.identityOf(alias);
    const identity = id === undefined ? undefined : input.identity(id);
    return add({
      type: 'user-account',
      spec_version: '2.1',
      // Contributing properties of user-account (STIX 2.1, 6.16): account_type, user_id, account_login.
      id: `user-account--${uuid5(OBSERVABLES, canonical({ account_type, user_id }), input)}`,
      user_id,
      account_type,
      ...(identity === undefined ? {} : { display_name: input.labelOf(identity) }),
      ...(identity?.kind === 'service-account' ? { is_service_account: true } : {}),
      object_marking_refs: [marking],
    });
  };
  const observed = (e: CaseEvent): string | undefined => {
    const refs = [...new Set([e.actor, e.target, e.credential, e.onBehalfOf].filter((a) => a !== undefined))].map(accountOf);
    // Observed data stands on what was observed, and on when.
    if (refs.length === 0 || e.time === undefined) return undefined;
    return add({
      type: 'observed-data',
      id: own('observed-data', e.id),
      ...by,
      first_observed: stamp(e.time),
      last_observed: stamp(e.time),
      number_observed: 1,
      object_refs: refs,
      labels: [e.kind, e.outcome],
      external_references: [{ source_name: e.system, external_id: e.nativeId ?? e.id, description: `${e.operation}, record ${e.record}` }],
    });
  };
  const technique = (id: string): string =>
    add({
      type: 'attack-pattern',
      id: own('attack-pattern', id),
      ...by,
      name: input.techniqueName(id),
      external_references: [{ source_name: 'mitre-attack', external_id: id, url: `https://attack.mitre.org/techniques/${id.replace('.', '/')}/` }],
    });

  for (const f of input.findings) {
    const event = f.event === undefined ? undefined : input.event(f.event);
    const data = event === undefined ? undefined : observed(event);
    const subject = identityOf(f.subject);
    const patterns = techniquesOf(f).map(technique);
    const about = [data, subject, ...patterns].filter((r) => r !== undefined);
    add({
      type: 'note',
      id: own('note', f.id),
      ...by,
      abstract: f.rule,
      content: `${f.text}${evidenceText(f)}`,
      // A finding about a log stands on no identity of the case; a note has to stand on something.
      object_refs: about.length === 0 ? [author] : about,
      labels: [f.rule, f.severity, f.verdict, f.stage],
      confidence: { low: 30, medium: 60, high: 85 }[f.confidence],
      external_references: [
        { source_name: 'tracewake', external_id: f.id },
        ...f.frameworks.filter((id) => techniquesOf({ frameworks: [id] }).length === 0).map((id) => ({ source_name: 'framework', external_id: id })),
      ],
    });
    for (const pattern of patterns) {
      add({
        type: 'sighting',
        id: own('sighting', f.id, pattern),
        ...by,
        sighting_of_ref: pattern,
        ...(data === undefined ? {} : { observed_data_refs: [data] }),
        where_sighted_refs: [author],
        ...(event?.time === undefined ? {} : { first_seen: stamp(event.time), last_seen: stamp(event.time) }),
        count: 1,
        summary: false,
      });
    }
  }
  return { type: 'bundle', id: own('bundle', canonical([...objects.keys()].sort())), objects: [...objects.values()] };
}

const later = (a: Instant, b: Instant): Instant => (a > b ? a : b);

/** What a finding cites, so that the note can be followed into the case. */
function evidenceText(f: Finding): string {
  const lines = f.evidence.slice(0, 20).map((e) => `- ${e.text} [${e.record}]`);
  return lines.length === 0 ? '' : `\n\n${lines.join('\n')}`;
}
