/**
 * What a wake may ask of the rest of the case, as questions that can be asked again: each has a text that names what it is about and an
 * answer that is told as a digest. A wake whose questions all have their old answers would be judged as it was.
 */
import { Digest, digestOf, digestOfAll } from '../base/digest.ts';
import type { Instant } from '../base/instant.ts';
import type { Interval } from '../base/interval.ts';
import type { Identity, Party } from '../model/analysis.ts';
import type { Action, CaseEvent } from '../model/facts.ts';
import type { EventId } from '../model/ids.ts';
import type { Channel } from '../model/vocabulary.ts';
import type { Policy } from '../policy/policy.ts';
import type { World } from './world.ts';

/** The world with what is needed to ask a question by its text alone. */
export interface Asked {
  readonly w: World;
  readonly event: (id: string) => CaseEvent | undefined;
  readonly action: (record: string) => Action | undefined;
  /** Place of the notice among the merged ones, by any of its records. */
  readonly notice: (record: string) => number | undefined;
}

export function askable(w: World): Asked {
  const lazily = <V>(make: () => Map<string, V>): ((key: string) => V | undefined) => {
    let map: Map<string, V> | undefined;
    return (key) => {
      map ??= make();
      return map.get(key);
    };
  };
  return {
    w,
    event: lazily(() => new Map(w.facts.events.map((e) => [e.id as string, e]))),
    action: lazily(() => new Map(w.facts.actions.map((a) => [a.record as string, a]))),
    // Where two share a record, the first is meant.
    notice: lazily(() => new Map(w.index.notices.flatMap((n) => n.records.map((r): [string, number] => [r, n.index])).reverse())),
  };
}

/** Everything of an identity that a wake can see: when it was first and last seen, and why it is believed, is for the screens. */
const seen = new WeakMap<Identity, number>();
function identityDigest(i: Identity | undefined): number {
  if (i === undefined) return 0;
  let digest = seen.get(i);
  if (digest === undefined) {
    const { firstSeen: _first, lastSeen: _last, why: _why, ...rest } = i;
    digest = new Digest().text(JSON.stringify(rest)).value();
    seen.set(i, digest);
  }
  return digest;
}

const textDigest = (text: string | undefined): number => (text === undefined ? 0 : new Digest().text(text).value());
const listDigest = (list: readonly string[]): number => {
  const d = new Digest();
  for (const x of list) d.text(x);
  return d.value();
};
const noticesDigest = (w: World, list: readonly number[]): number => {
  const d = new Digest();
  for (const i of list) d.number(w.index.digestOf(i));
  return d.value();
};

const SEPARATOR = '\u0000';
export const joined = (...parts: readonly (string | number | undefined)[]): string => parts.map((p) => p ?? '').join(SEPARATOR);
const parts = (text: string): string[] => text.split(SEPARATOR);
export const partyText = (p: Party): string => joined(p.type, p.key, p.label);
function partyOf(text: string): Party {
  const [type, key, ...label] = parts(text);
  return { type: type as Party['type'], key: key ?? '', label: label.join(SEPARATOR) };
}
/** The group's members at any time; a person is no group. */
const staysDigest = ({ w }: Asked, text: string): number => digestOf(w.parties.staysOf(partyOf(text)));

/** By name: the answer to the question with this text. */
export const QUESTIONS = {
  resolve: ({ w }, raw) => textDigest(w.registry.resolve(raw)),
  identity: ({ w }, id) => identityDigest(w.identity(id)),
  persons: ({ w }, id) => digestOfAll(w.registry.persons.get(id) ?? []),
  claims: ({ w }, id) =>
    w.claims
      .levels(id)
      .reduce((d, level) => d.number(digestOfAll(level)), new Digest())
      .value(),
  owned: ({ w }, text) => {
    const [person = '', t] = parts(text);
    return listDigest(w.claims.ownedBy(person, Number(t) as Instant));
  },
  namedOwners: ({ w }, text) => {
    const [name = '', t] = parts(text);
    return digestOfAll(w.claims.ofNamed(name, Number(t) as Instant));
  },
  party: ({ w }, text) => {
    const [raw = '', hint] = parts(text);
    return digestOf(w.parties.resolve(raw, hint === '' ? undefined : (hint as Party['type'])));
  },
  team: ({ w }, name) => textDigest(partyText(w.parties.team(name))),
  personParty: ({ w }, id) => textDigest(partyText(w.parties.person(id))),
  personOf: ({ w }, id) => textDigest(w.parties.personOf(id)),
  stays: staysDigest,
  teamsOf: ({ w }, text) => {
    const [id = '', t] = parts(text);
    return listDigest(w.parties.teamsOf(id, Number(t) as Instant).map(partyText));
  },
  known: ({ w }, text) => Number(w.parties.isKnown(partyOf(text))),
  stranger: ({ w }, text) => Number(w.parties.isStranger(partyOf(text))),
  uses: ({ w }, id) => w.uses.digestOf(id),
  eventsOn: ({ w }, id) => digestOfAll(w.eventsOn(id)),
  enablings: ({ w }, id) => digestOfAll(w.enablingsOf(id)),
  credentials: ({ w }, id) => listDigest(w.credentialsOf(id)),
  certifications: ({ w }, id) => digestOfAll(w.certificationsOf(id)),
  triggered: ({ w }, id) => digestOfAll(w.certificationsTriggeredBy(id)),
  nativeId: ({ w }, id) => digestOf(w.eventByNativeId(id)),
  uncertainty: ({ w }, source) => w.uncertainty(source),
  mailrules: ({ w }, party) => digestOfAll(w.mailrules.of(party)),
  naming: ({ w }, id) => noticesDigest(w, w.index.noticesNaming(id)),
  noticesTo: ({ w }, party) => noticesDigest(w, w.index.noticesTo(party)),
  actionsOn: ({ w }, id) => digestOfAll(w.index.actionsOn(id)),
  nextSame: ({ w, event }, id) => {
    const e = event(id);
    return e === undefined ? 0 : (w.nextSame(e) ?? -1);
  },
  idsOf: ({ w, event }, id) => {
    const e = event(id);
    return e === undefined ? 0 : listDigest([...w.index.idsOf(e)].map((n) => w.index.idText(n)));
  },
  idsOfAction: ({ w, action }, record) => {
    const a = action(record);
    return a === undefined ? 0 : listDigest(w.index.idsOfAction(a).map((n) => w.index.idText(n)));
  },
  withId: ({ w }, text) => withIdDigest(w, w.index.idOf(text)),
  answers: ({ w }, record) => textDigest(w.answers(record)),
  belongsTo: ({ w }, record) => textDigest(w.belongsTo(record)),
  approvalOf: ({ w, event }, id) => {
    const e = event(id);
    return e === undefined ? 0 : digestOf(w.approvalOf(e));
  },
  actionsOfEvent: ({ w }, id) => digestOfAll(w.actionsOfEvent(id as EventId)),
} as const satisfies Readonly<Record<string, (a: Asked, text: string) => number>>;

export type QuestionName = keyof typeof QUESTIONS;

/** Everything that carries the id. */
export function withIdDigest({ index }: World, id: number | undefined): number {
  if (id === undefined) return 0;
  const d = new Digest();
  for (const i of index.noticesWith(id)) d.number(index.digestOf(i));
  d.number(-1)
    .number(digestOfAll(index.routesWith(id)))
    .number(digestOfAll(index.actionsWith(id)))
    .number(digestOfAll(index.eventsWith(id)));
  return d.value();
}

/** What every wake hangs on: where it changed, everything is judged again. */
export const groundOf = (w: World): number =>
  new Digest()
    .text(JSON.stringify(w.policy satisfies Policy))
    .number(w.period.from)
    .number(w.period.to)
    .number(Number(w.claims.any))
    .number(Number(w.parties.anyMembership))
    .value();

/** What an event's own wake always hangs on: the event, its ids and all that carries them, and what was decided of it. */
export function ownDigest(a: Asked, e: CaseEvent, decided: readonly World['facts']['decisions']['ties'][number][]): number {
  const { w } = a;
  const d = new Digest().number(digestOf(e)).number(w.nextSame(e) ?? -1);
  for (const id of w.index.idsOf(e)) d.text(w.index.idText(id)).number(withIdDigest(w, id));
  d.text(w.answers(e.record) ?? '')
    .number(digestOfAll(w.actionsOfEvent(e.id)))
    .number(digestOf(w.approvalOf(e)));
  if (e.nativeId !== undefined) d.number(digestOfAll(w.certificationsTriggeredBy(e.nativeId)));
  for (const t of decided) {
    const n = a.notice(t.observation);
    d.text(t.observation)
      .number(Number(t.accept))
      .number(n === undefined ? 0 : w.index.digestOf(n))
      .number(digestOf(a.action(t.observation)));
  }
  return d.value();
}

/** What the sources cover of a window, and what they do not. */
export function windowDigest(w: World, channels: readonly Channel[], window: Interval): number {
  const d = new Digest();
  for (const l of w.coverage.searched(channels, window)) d.text(l.system).text(l.channel).text(l.basis).number(l.from).number(l.to);
  d.number(-1);
  for (const u of w.coverage.uncovered(channels, window)) d.text(u.system).text(u.channel).number(u.from).number(u.to);
  return d.value();
}
