/** Notices, routes and actions found by id, by whom they name, by whom they went to; made in one pass over their texts. */
import { Digest } from '../base/digest.ts';
import type { Registry } from '../identity/registry.ts';
import type { Action, CaseEvent, CaseFacts, Route } from '../model/facts.ts';
import { type Alias, valueOf } from '../model/ids.ts';
import type { PhraseKind, Policy } from '../policy/policy.ts';
import type { MergedNotice } from './notices.ts';
import { isId, isTelling, Words } from './words.ts';

export interface ObservationIndex {
  readonly notices: readonly MergedNotice[];
  /** Ids of the event itself, and those that its tickets, pages and routes lend to it. */
  idsOf(event: CaseEvent): ReadonlySet<number>;
  idText(id: number): string;
  /** The number of an id, whatever its case; `undefined` where nothing in the case carries it. */
  idOf(text: string): number | undefined;
  /** Of all that a notice says, whom it names and what it is about included. */
  digestOf(notice: number): number;
  noticesWith(id: number): readonly number[];
  routesWith(id: number): readonly Route[];
  actionsWith(id: number): readonly Action[];
  eventsWith(id: number): readonly CaseEvent[];
  /** Ids that the row names in its incident or its reason. */
  idsOfAction(a: Action): readonly number[];
  /** Notices that name the identity or went to it, by the time they were sent. */
  noticesNaming(identity: string): readonly number[];
  /** Notices that went to the party, by the time they were sent. */
  noticesTo(party: string): readonly number[];
  actionsOn(identity: string): readonly Action[];
  /** Whether subject or body name the identity, by an alias or its display name. */
  textNames(notice: MergedNotice, identity: string): boolean;
  /** Whether the notice is about this kind of event, by the adapter's word or a phrase of the policy. */
  isAbout(notice: MergedNotice, kind: PhraseKind): boolean;
  /** Whether subject or body carry a phrase of the policy for this kind. */
  hasPhraseOf(notice: MergedNotice, kind: PhraseKind): boolean;
  /** The same for any text. */
  textIsAbout(text: string, kind: PhraseKind): boolean;
}

type Payload = { readonly id: number } | { readonly alias: string } | { readonly display: string } | { readonly phrase: number };

/** The name at the end of a principal's ARN, as people write it; like a display name it tells who is meant and ties nothing. */
const lastOfArn = (alias: string): string | undefined => /^aws-arn:.*:(?:user|role|assumed-role)\/(?:.*\/)?([^/]{3,})$/.exec(alias)?.[1];

/** An id that ties more observations than this ties nothing to one event in particular. */
const HUB = 500;
const TICKETLIKE = new Set(['ticket', 'page', 'siem']);

export function buildIndex(facts: CaseFacts, policy: Policy, registry: Registry, notices: readonly MergedNotice[]): ObservationIndex {
  const numbers = new Map<string, number>();
  const texts: string[] = [];
  const telling: boolean[] = [];
  const words = new Words<Payload>();
  const numberOf = (raw: string | undefined): number | undefined => {
    if (!isId(raw)) return undefined;
    const key = raw.trim().toLowerCase();
    let n = numbers.get(key);
    if (n === undefined) {
      n = texts.length;
      numbers.set(key, n);
      texts.push(raw.trim());
      // A person's own id is that person's alias: in running text it names somebody, and ties only with the kind.
      telling.push(isTelling(raw) && registry.resolve(raw.trim()) === undefined);
      words.add(key, { id: n }, true);
    }
    return n;
  };
  const each = (list: readonly (string | undefined)[]): number[] => list.flatMap((x) => numberOf(x) ?? []);

  const ownIds = new Map<string, number[]>();
  const eventsById: CaseEvent[][] = [];
  for (const e of facts.events) {
    const own = each([e.nativeId, ...(e.correlation ?? []), e.incident, e.grant?.grantId]);
    ownIds.set(e.id, own);
    for (const n of own) put(eventsById, n, e);
  }
  const routeIds = facts.routes.map((r) => each([...r.relatedIds, r.key]));
  const actionIds = facts.actions.map((a) => each([a.incident]));
  const noticeOwnId = notices.map((n) => (TICKETLIKE.has(n.channel) ? numberOf(n.noticeId) : undefined));
  for (const n of notices) each(n.relatedIds);
  // A page belongs to the incident that it names: whatever was done under that incident's key was done about the same.
  const keys = new Set(facts.routes.flatMap((r) => numberOf(r.key) ?? []));
  const pagedUnder = notices.map((n) => (n.channel === 'page' ? each(n.relatedIds).filter((x) => keys.has(x)) : []));

  const concerned = new Set<string>();
  for (const e of facts.events) {
    for (const alias of [e.target, e.actor]) {
      const id = registry.resolve(alias);
      if (id !== undefined) concerned.add(id);
    }
  }
  for (const id of concerned) {
    const display = registry.byId.get(id)?.displayName;
    // A display name tells a reader who is meant; it is no alias and ties nothing.
    if (display !== undefined) words.add(display, { display: id }, false);
    for (const alias of registry.byId.get(id)?.aliases ?? []) {
      words.add(alias, { alias: id }, true);
      const value = valueOf(alias as Alias);
      const last = lastOfArn(alias);
      if (last !== undefined) words.add(last, { display: id }, true);
      if (value.length >= 2 && (/\p{L}/u.test(value) || value.length >= 5)) words.add(value, { alias: id }, true);
    }
  }
  for (const [g, group] of policy.phrases.entries()) for (const phrase of group.phrases) words.add(phrase, { phrase: g }, false);

  const routesById: Route[][] = [];
  for (const [i, r] of facts.routes.entries()) for (const n of new Set(routeIds[i])) put(routesById, n, r);
  const actionsById: Action[][] = [];
  const actionsByIdentity = new Map<string, Action[]>();
  const idsOfActions = new Map<Action, number[]>();
  for (const [i, a] of facts.actions.entries()) {
    const found = new Set(actionIds[i]);
    for (const text of [a.incident, a.reason]) {
      if (text === undefined) continue;
      words.scan(text, (p) => {
        if ('id' in p && telling[p.id] === true) found.add(p.id);
      });
    }
    for (const n of found) put(actionsById, n, a);
    idsOfActions.set(a, [...found]);
    const identity = registry.resolve(a.identity);
    if (identity !== undefined) push(actionsByIdentity, identity, a);
  }

  const noticesById: number[][] = [];
  const naming = new Map<string, number[]>();
  const to = new Map<string, number[]>();
  const phrasesOf: number[][] = [];
  const inText: (ReadonlySet<string> | undefined)[] = [];
  for (const n of notices) {
    const ids = new Set<number>();
    const named = new Set<string>();
    const phrases = new Set<number>();
    const told = new Set<string>();
    const own = noticeOwnId[n.index];
    if (own !== undefined) ids.add(own);
    for (const field of n.relatedIds) {
      words.scan(field, (p) => {
        if ('id' in p) ids.add(p.id);
      });
      const whole = numbers.get(field.trim().toLowerCase());
      if (whole !== undefined) ids.add(whole);
    }
    if (n.subject !== undefined || n.body !== undefined) {
      words.scan(`${n.subject ?? ''}\n${n.body ?? ''}`, (p) => {
        if ('alias' in p) {
          named.add(p.alias);
          told.add(p.alias);
        } else if ('display' in p) told.add(p.display);
        else if ('phrase' in p) phrases.add(p.phrase);
        else if (telling[p.id] === true) ids.add(p.id);
      });
    }
    for (const alias of n.names) {
      const identity = registry.resolve(alias);
      if (identity !== undefined) named.add(identity);
    }
    // "Your password was reset" names whom it was sent to; "the password of Ana was reset" does not, whoever else got a copy or was
    // assigned the ticket.
    const isAboutOther = named.size > 0;
    for (const c of n.copies) {
      push(to, c.party.key, n.index);
      if (c.party.type === 'person' && !isAboutOther) named.add(c.party.key);
    }
    phrasesOf[n.index] = [...phrases];
    if (told.size > 0) inText[n.index] = told;
    for (const id of ids) put(noticesById, id, n.index);
    for (const identity of named) push(naming, identity, n.index);
  }
  const bySent = (a: number, b: number): number =>
    (notices[a]?.sentAt ?? Number.POSITIVE_INFINITY) - (notices[b]?.sentAt ?? Number.POSITIVE_INFINITY) || a - b;
  for (const map of [naming, to]) for (const list of map.values()) list.sort(bySent);

  const digests = new Map<number, number>();
  const groupsOf = new Map<string, number[]>();
  for (const [g, group] of policy.phrases.entries()) for (const k of group.kinds) push(groupsOf, k, g);

  const known = new WeakMap<CaseEvent, ReadonlySet<number>>();
  const idsOf = (event: CaseEvent): ReadonlySet<number> => {
    let ids = known.get(event);
    if (ids === undefined) {
      ids = learnIds(event);
      known.set(event, ids);
    }
    return ids;
  };
  const learnIds = (event: CaseEvent): ReadonlySet<number> => {
    const all = new Set(ownIds.get(event.id));
    let frontier = [...all];
    // Two steps: the page's own id, and what was done under it.
    for (let round = 0; round < 2 && frontier.length > 0; round++) {
      const found: number[] = [];
      const learn = (n: number | undefined): void => {
        if (n === undefined || all.has(n)) return;
        all.add(n);
        found.push(n);
      };
      for (const id of frontier) {
        const routes = routesById[id] ?? [];
        const tied = noticesById[id] ?? [];
        if (routes.length + tied.length > HUB) continue;
        for (const r of routes) for (const x of each([...r.relatedIds, r.key])) learn(x);
        for (const i of tied) {
          learn(noticeOwnId[i]);
          for (const x of pagedUnder[i] ?? []) learn(x);
        }
      }
      frontier = found;
    }
    return all;
  };
  const family = (k: string): string => k.slice(0, k.indexOf('.'));
  const sharesGroup = (groups: readonly number[], kind: string): boolean => {
    const wanted = groupsOf.get(kind) ?? [];
    return groups.some((g) => wanted.includes(g));
  };
  return {
    notices,
    idsOf,
    idText: (id) => texts[id] ?? '',
    idOf: (text) => numbers.get(text.trim().toLowerCase()),
    digestOf: (i) => {
      let d = digests.get(i);
      if (d === undefined) {
        const { index: _place, ...said } = notices[i] ?? { index: i };
        d = new Digest().text(JSON.stringify([said, [...(inText[i] ?? [])].sort(), phrasesOf[i]])).value();
        digests.set(i, d);
      }
      return d;
    },
    noticesWith: (id) => noticesById[id] ?? [],
    routesWith: (id) => routesById[id] ?? [],
    actionsWith: (id) => actionsById[id] ?? [],
    eventsWith: (id) => eventsById[id] ?? [],
    idsOfAction: (a) => idsOfActions.get(a) ?? [],
    noticesNaming: (identity) => naming.get(identity) ?? [],
    noticesTo: (party) => to.get(party) ?? [],
    actionsOn: (identity) => actionsByIdentity.get(identity) ?? [],
    textNames: (notice, identity) => inText[notice.index]?.has(identity) === true,
    isAbout: (notice, kind) => notice.about.some((a) => a === kind || family(a) === family(kind)) || sharesGroup(phrasesOf[notice.index] ?? [], kind),
    hasPhraseOf: (notice, kind) => sharesGroup(phrasesOf[notice.index] ?? [], kind),
    textIsAbout: (text, kind) => {
      const groups: number[] = [];
      words.scan(text, (p) => {
        if ('phrase' in p) groups.push(p.phrase);
      });
      return sharesGroup(groups, kind);
    },
  };
}

function put<T>(table: T[][], n: number, value: T): void {
  const list = table[n];
  if (list === undefined) table[n] = [value];
  else list.push(value);
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}
