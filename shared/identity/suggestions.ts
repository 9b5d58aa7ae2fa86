/** Identities that may be one: what is like evidence and is none. Offered to the investigator with the reason, never used. */
import type { Identity } from '../model/analysis.ts';
import type { Decisions } from '../model/facts.ts';
import { type Alias, namespaceOf, valueOf } from '../model/ids.ts';
import { aliasKey } from './aliases.ts';
import type { Registry } from './registry.ts';

export interface Suggested {
  readonly identity: string;
  readonly alias: Alias;
  readonly withIdentity: string;
  readonly with: Alias;
  readonly why: string;
}

/** What more identities than this share says nothing of any two of them. */
const MOST_ALIKE = 6;
const ADDRESSED = new Set(['email', 'upn', 'google-user', 'okta-user', 'gcp-sa']);
const LOGINS = new Set([
  'upn',
  'email',
  'google-user',
  'okta-user',
  'github-login',
  'aws-user',
  'servicenow-user',
  'slack-user',
  'vault-entity',
  'name',
]);
/** Logins that belong to whoever sits there. */
const ANYBODY = new Set(
  'admin administrator root service svc test guest user users info support noreply no-reply postmaster system operator api default deploy'.split(' '),
);
/** Things that are never somebody's second name. */
const NEVER = new Set(['credential', 'group', 'device']);

type Entry = { readonly identity: Identity; readonly alias: Alias };

export function suggestions(registry: Registry, decisions: Decisions): Suggested[] {
  const byAddress = new Map<string, Entry[]>();
  const byLogin = new Map<string, Entry[]>();
  const byName = new Map<string, Entry[]>();
  const put = (map: Map<string, Entry[]>, key: string, entry: Entry): void => {
    const list = map.get(key);
    if (list === undefined) map.set(key, [entry]);
    else if (!list.some((e) => e.identity === entry.identity)) list.push(entry);
  };
  for (const identity of registry.identities) {
    if (NEVER.has(identity.kind)) continue;
    for (const alias of identity.aliases) {
      const address = ADDRESSED.has(namespaceOf(alias)) ? valueOf(alias).toLowerCase() : '';
      if (address.includes('@')) put(byAddress, address, { identity, alias });
      const login = loginOf(alias);
      if (login !== undefined) put(byLogin, login, { identity, alias });
    }
    const [first] = identity.aliases;
    const name = identity.displayName?.trim().toLowerCase().replace(/\s+/g, ' ');
    // One word is a login or a first name; two are a person's name.
    if (first !== undefined && name?.includes(' ') === true) put(byName, name, { identity, alias: first });
  }
  const out = new Map<string, Suggested>();
  const offer = (map: ReadonlyMap<string, Entry[]>, why: (key: string, a: Entry, b: Entry) => string): void => {
    for (const [key, list] of map) {
      if (list.length < 2 || list.length > MOST_ALIKE) continue;
      for (const [i, a] of list.entries()) {
        for (const b of list.slice(i + 1)) {
          const pair = `${a.identity.id}\n${b.identity.id}`;
          if (out.has(pair) || !mayBeOne(a.identity, b.identity) || parted(registry, decisions, a, b)) continue;
          out.set(pair, { identity: a.identity.id, alias: a.alias, withIdentity: b.identity.id, with: b.alias, why: why(key, a, b) });
        }
      }
    }
  };
  // The strongest reason first: a pair is offered once.
  offer(byAddress, (key) => `the same mail address, ${key}, yet a directory gives one of them another`);
  offer(byName, (_key, a) => `the same display name, ${a.identity.displayName}`);
  offer(byLogin, (key, a, b) => `the same login, ${key}, in ${namespaceOf(a.alias)} and ${namespaceOf(b.alias)}`);
  return [...out.values()].sort((a, b) => (a.identity < b.identity ? -1 : a.identity > b.identity ? 1 : a.withIdentity < b.withIdentity ? -1 : 1));
}

/** The part of an alias that a person types to sign in; `undefined` where it is an opaque id or anybody's. */
function loginOf(alias: Alias): string | undefined {
  const namespace = namespaceOf(alias);
  let value = valueOf(alias);
  if (namespace === 'aws-arn') {
    if (!/:iam:[^:]*:\d{12}:user\//.test(value)) return undefined;
    value = value.slice(value.lastIndexOf('/') + 1);
  } else if (!LOGINS.has(namespace)) return undefined;
  const at = value.indexOf('@');
  if (at >= 0) value = value.slice(0, at);
  const login = value.toLowerCase();
  if (login.length < 3 || /\s/.test(login) || !/[a-z]{2}/.test(login) || ANYBODY.has(login)) return undefined;
  // `U012AB3CD`, `PXYZ123`, a GUID: ids that a system made.
  if (/^[A-Z0-9]{6,}$/.test(value) || /^[0-9a-f-]{16,}$/.test(login) || (/^[A-Za-z0-9]{15,}$/.test(value) && /\d/.test(value))) return undefined;
  return login;
}

function mayBeOne(a: Identity, b: Identity): boolean {
  return a.kind === b.kind || a.kind === 'unknown' || b.kind === 'unknown';
}

/** The investigator has said already that they are two. */
function parted(registry: Registry, decisions: Decisions, a: Entry, b: Entry): boolean {
  return decisions.splits.some((s) => {
    const alone = registry.resolve(aliasKey(s.alias));
    const from = registry.resolve(s.identity);
    return (alone === a.identity.id && from === b.identity.id) || (alone === b.identity.id && from === a.identity.id);
  });
}
