import { Failure } from '../../../shared/contract/errors.ts';
import type { Identity } from '../../../shared/model/analysis.ts';
import { identityLabel, labelOf } from '../../../shared/views/text.ts';
import type { IdentitiesList, OwnersView } from '../../../shared/views/types.ts';
import type { Handlers } from '../context.ts';
import { identityOf, listIdentities, loadIdentity } from '../store/analysis.ts';
import type { OpenCase } from '../store/open.ts';
import { requireCase } from './lookup.ts';
import { ownershipOf } from './ownership.ts';

/** Identities whose label or any alias holds the text, without regard to case; all of them without one. */
export function identitiesOf(open: OpenCase, search: string | undefined): readonly Identity[] {
  const wanted = search?.trim().toLowerCase() ?? '';
  const all = listIdentities(open);
  if (wanted === '') return all;
  return all.filter((i) => labelOf(i).toLowerCase().includes(wanted) || i.aliases.some((a) => a.toLowerCase().includes(wanted)));
}

function list(open: OpenCase, search: string | undefined, offset: number, limit: number): IdentitiesList {
  const rows = identitiesOf(open, search);
  return { rows: rows.slice(offset, offset + limit), total: rows.length };
}

export function ownersOf(open: OpenCase, args: Parameters<Handlers['owners.list']>[0]): OwnersView {
  const { registry, facts, claims } = ownershipOf(open);
  const id = registry.resolve(args.identity) ?? identityOf(open, args.identity) ?? args.identity;
  const identity = loadIdentity(open, id) ?? registry.byId.get(id);
  if (identity === undefined)
    throw new Failure({
      code: 'not-found',
      message: `no identity ${args.identity} in this case`,
      advice: 'List them with: tracewake identities CASE',
    });
  const at = args.at ?? facts.period?.to;
  if (at === undefined) throw new Failure({ code: 'not-found', message: 'the case has no record yet, so there is no instant to ask about' });
  const lines = claims.lines(identity.id, at, args.knownAt);
  const accountable = claims.accountable(identity.id, at).filter((c) => args.knownAt === undefined || c.asOf === undefined || c.asOf <= args.knownAt);
  return { identity: identityLabel(identity), at: at, lines, accountable: [...new Set(accountable.map((c) => c.party.label))] };
}

export const identitiesHandlers = {
  'identities.list': ({ search, offset, limit }, { state }) => list(requireCase(state), search, offset, limit),
  'owners.list': (args, { state }) => ownersOf(requireCase(state), args),
} satisfies Partial<Handlers>;
