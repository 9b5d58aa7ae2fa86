import type { Alias } from '../model/ids.ts';
import { alias } from '../model/ids.ts';
import type { IdentityKind } from '../model/vocabulary.ts';
import type { AdapterContext } from './adapter.ts';

/**
 * State that an adapter keeps for one source. There is one context per source, so the context is the key and the state
 * goes when it goes; nothing leaks from one source into another, and reading one source alone gives the same as reading
 * it among others.
 */
export function perSource<S>(create: () => S): (context: AdapterContext) => S {
  const states = new WeakMap<AdapterContext, S>();
  return (context) => {
    let state = states.get(context);
    if (state === undefined) {
      state = create();
      states.set(context, state);
    }
    return state;
  };
}

/** A log of a million records may name as many sessions; past this many distinct statements a source says no more. */
const MOST_STATEMENTS = 200_000;

/** What was already said about names in this source: at a million records one statement each would be too much. */
export interface Said {
  /** True the first time that this pair is seen in the source. */
  first(a: string, b: string): boolean;
}

export function said(): Said {
  const seen = new Map<string, Set<string>>();
  let count = 0;
  return {
    first(a, b) {
      let others = seen.get(a);
      if (others === undefined) {
        others = new Set();
        seen.set(a, others);
      }
      if (others.has(b) || count >= MOST_STATEMENTS) return false;
      others.add(b);
      count++;
      return true;
    },
  };
}

const saidOf = perSource(said);

/** States that names which stand in one record are one identity; once per distinct pair and source. */
export function sameIdentity(
  context: AdapterContext,
  aliases: readonly Alias[],
  kind: IdentityKind | undefined,
  displayName: string | undefined,
): void {
  const one = aliases[0];
  if (one === undefined || aliases.length < 2) return;
  const memo = saidOf(context);
  let news = false;
  for (let i = 1; i < aliases.length; i++) if (memo.first(one, aliases[i] as string)) news = true;
  if (news) mention(context, aliases, kind, displayName, undefined);
}

/** States that a credential or a session is held by somebody; once per distinct pair and source. */
export function heldBy(context: AdapterContext, thing: Alias, holder: Alias, kind: IdentityKind | undefined): void {
  if (saidOf(context).first(thing, holder)) mention(context, [thing], kind, undefined, holder);
}

/** States the name that people write for what the log calls by an id; once per distinct pair and source. */
export function calledBy(context: AdapterContext, thing: Alias, kind: IdentityKind | undefined, displayName: string): void {
  if (saidOf(context).first(thing, `named ${displayName}`)) mention(context, [thing], kind, displayName, undefined);
}

function mention(
  context: AdapterContext,
  aliases: readonly Alias[],
  kind: IdentityKind | undefined,
  displayName: string | undefined,
  holder: Alias | undefined,
): void {
  context.emit({
    type: 'identity',
    aliases,
    kind,
    displayName,
    holder,
    application: undefined,
    service: undefined,
    environments: [],
    tier: undefined,
    lastRotation: undefined,
    revocationMethod: undefined,
    inventory: false,
  });
}

/** The alias of a text in a namespace; the commonest are met again and again, in one source and the next, so they are made once. */
export type AliasMaker = (namespace: string, value: string) => Alias;

/** In each namespace; when there are more, all are made anew as they come. */
const MOST_ALIASES = 50_000;

const byNamespace = new Map<string, Map<string, Alias>>();

/** Says nothing but what it is given: that sources share it, none of them can see. */
export const rememberedAlias: AliasMaker = (namespace, value) => {
  let made = byNamespace.get(namespace);
  if (made === undefined) {
    made = new Map();
    byNamespace.set(namespace, made);
  }
  let a = made.get(value);
  if (a === undefined) {
    if (made.size >= MOST_ALIASES) made.clear();
    a = alias(namespace, value);
    made.set(value, a);
  }
  return a;
};
