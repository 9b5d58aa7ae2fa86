import type { Instant } from '../../../shared/base/instant.ts';
import { Failure } from '../../../shared/contract/errors.ts';
import { buildChains } from '../../../shared/identity/chains.ts';
import type { TimedClaim } from '../../../shared/identity/claims.ts';
import { ownerLanes } from '../../../shared/identity/owner-lanes.ts';
import type { Identity } from '../../../shared/model/analysis.ts';
import type { IdentityView, OwnerLanesView } from '../../../shared/views/decisions.ts';
import { identityLabel, labelOf } from '../../../shared/views/text.ts';
import type { IdentitiesList, IdentityLabel, OwnersView } from '../../../shared/views/types.ts';
import type { Handlers } from '../context.ts';
import { listIdentities, loadIdentity } from '../store/analysis.ts';
import { listDecisions } from '../store/annotations.ts';
import type { OpenCase } from '../store/open.ts';
import { identityNamed, requireCase } from './lookup.ts';
import { ownershipOf } from './ownership.ts';
import { suggestionsByIdentity } from './suggestions.ts';

/** Identities whose label or any alias holds the text, without regard to case; all of them without one. */
export function identitiesOf(open: OpenCase, search: string | undefined): readonly Identity[] {
  const wanted = search?.trim().toLowerCase() ?? '';
  const all = listIdentities(open);
  if (wanted === '') return all;
  return all.filter((i) => labelOf(i).toLowerCase().includes(wanted) || i.aliases.some((a) => a.toLowerCase().includes(wanted)));
}

function list(open: OpenCase, { search, kinds, offset, limit }: Parameters<Handlers['identities.list']>[0]): IdentitiesList {
  const fitting = identitiesOf(open, search);
  const rows = kinds === undefined || kinds.length === 0 ? fitting : fitting.filter((i) => kinds.includes(i.kind));
  const counts = new Map<string, number>();
  for (const i of fitting) counts.set(i.kind, (counts.get(i.kind) ?? 0) + 1);
  return { rows: rows.slice(offset, offset + limit), total: rows.length, kinds: [...counts].map(([value, count]) => ({ value, count })) };
}

/** The identity that is asked about, as the facts are now, and the instant: the end of the case where none is given. */
function asked(open: OpenCase, args: { readonly identity: string; readonly at?: Instant | undefined }): { identity: Identity; at: Instant } {
  const { registry, facts } = ownershipOf(open);
  const id = registry.resolve(args.identity) ?? (registry.byId.has(args.identity) ? args.identity : identityNamed(open, args.identity));
  const identity = registry.byId.get(id) ?? loadIdentity(open, id);
  if (identity === undefined)
    throw new Failure({
      code: 'not-found',
      message: `no identity ${args.identity} in this case`,
      advice: 'List them with: tracewake identities CASE',
    });
  const at = args.at ?? facts.period?.to;
  if (at === undefined) throw new Failure({ code: 'not-found', message: 'the case has no record yet, so there is no instant to ask about' });
  return { identity, at };
}

const labelsOf = (claims: readonly TimedClaim[]): string[] => [...new Set(claims.map((c) => c.party.label))];

export function ownersOf(open: OpenCase, args: Parameters<Handlers['owners.list']>[0]): OwnersView {
  const { claims } = ownershipOf(open);
  const { identity, at } = asked(open, args);
  const lines = claims.lines(identity.id, at, args.knownAt);
  return { identity: identityLabel(identity), at, lines, accountable: labelsOf(claims.accountable(identity.id, at, undefined, args.knownAt)) };
}

function lanesOf(open: OpenCase, args: Parameters<Handlers['owners.lanes']>[0]): OwnerLanesView {
  const { claims, facts, staleAfter } = ownershipOf(open);
  const { identity, at } = asked(open, args);
  const period = facts.period ?? { from: at, to: at };
  const { window, lanes } = ownerLanes(claims, identity.id, period, staleAfter, args.knownAt);
  return {
    identity: identityLabel(identity),
    ...window,
    period,
    at,
    knownAt: args.knownAt,
    lanes: [...lanes].sort((a, b) => (a.system < b.system ? -1 : a.system > b.system ? 1 : (a.asOf ?? 0) - (b.asOf ?? 0))),
    accountable: labelsOf(claims.accountable(identity.id, at)),
    believed: labelsOf(claims.accountable(identity.id, at, undefined, args.knownAt ?? at)),
  };
}

/** A role that a thousand sessions took has a thousand links; the busiest tell what it is. */
const MOST_LINKS = 50;

function identityView(open: OpenCase, text: string): IdentityView {
  const { registry, facts } = ownershipOf(open);
  const id = registry.byId.has(text) ? text : (registry.resolve(text) ?? identityNamed(open, text));
  const identity = registry.byId.get(id);
  if (identity === undefined) throw new Failure({ code: 'not-found', message: `no identity ${text} in this case` });
  const label = (raw: string | undefined): IdentityLabel | undefined => {
    const found = raw === undefined ? undefined : registry.byId.get(registry.resolve(raw) ?? raw);
    return found === undefined ? undefined : identityLabel(found);
  };
  const held = open.cached('analysis', 'heldBy', () => Map.groupBy(registry.identities, (i) => i.holder));
  const chains = open.cached('analysis', 'chains', () => buildChains(facts, registry)).of(identity.id);
  const isItsOwn = (alias: string): boolean => registry.resolve(alias) === identity.id;
  return {
    identity,
    label: identityLabel(identity),
    holder: label(identity.holder),
    holds: (held.get(identity.id) ?? []).map(identityLabel),
    suggestions: suggestionsByIdentity(open).get(identity.id) ?? [],
    chains: chains.slice(0, MOST_LINKS).map((c) => ({ ...c, actorIdentity: label(c.actor), behindIdentity: label(c.behind) })),
    chainsTotal: chains.length,
    decisions: listDecisions(open).filter((d) => d.family !== 'tie' && d.family !== 'clock' && (isItsOwn(d.subject) || isItsOwn(d.object))),
  };
}

export const identitiesHandlers = {
  'identities.list': (args, { state }) => list(requireCase(state), args),
  'identity.view': ({ identity }, { state }) => identityView(requireCase(state), identity),
  'owners.list': (args, { state }) => ownersOf(requireCase(state), args),
  'owners.lanes': (args, { state }) => lanesOf(requireCase(state), args),
} satisfies Partial<Handlers>;
