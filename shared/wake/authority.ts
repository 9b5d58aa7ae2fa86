/** Who may act on an identity. */
import type { Instant } from '../base/instant.ts';
import { OWNER_ROLES } from '../identity/claims.ts';
import type { Party } from '../model/analysis.ts';
import type { Control } from './controls.ts';
import type { Expected } from './expect.ts';
import type { World } from './world.ts';

export type Authority = 'yes' | 'no' | 'unclear';

/** A member of the accountable set, a party listed for escalation, or an action that an owner or approver approved beforehand. */
export function authorityOf(w: World, e: Expected, c: Control): Authority {
  if (c.actor === undefined) return 'unclear';
  if (!w.claims.any && !w.parties.anyMembership) return 'unclear';
  const actor = w.parties.resolve(c.actor, undefined);
  const within = (p: Party, allowed: readonly Party[]): boolean =>
    allowed.some((a) => w.parties.belongs(p, a, e.time) || w.parties.belongs(p, a, c.time));
  const escalation = w.policy.escalation.map((t) => w.parties.team(t));
  const subjects = [...new Set([e.target?.id, c.identity?.id].filter((x) => x !== undefined))];
  const owners = subjects.flatMap((id) => [...w.claims.accountable(id, e.time), ...w.claims.accountable(id, c.time)].map((x) => x.party));
  if (within(actor, [...owners, ...escalation])) return 'yes';
  if (c.approver !== undefined && c.approvedAt !== undefined && c.approvedAt <= c.time) {
    const approver = w.parties.resolve(c.approver, undefined);
    const approvers = subjects.flatMap((id) => w.claims.holders(id, 'approver', c.approvedAt ?? c.time).map((x) => x.party));
    const byRole = subjects.flatMap((id) =>
      w.claims
        .levels(id)
        .flat()
        .filter((x) => OWNER_ROLES.includes(x.role) && w.claims.statusAt(x, c.time) === 'valid')
        .map((x) => x.party),
    );
    const named = approvers.length > 0 ? approvers : (w.policy.parties.approver ?? []).map((t) => w.parties.team(t));
    if (within(approver, [...named, ...byRole, ...owners])) return 'yes';
    if (approver.type === 'person' && !isIdentified(w, approver, c.time)) return 'unclear';
  }
  const sets = owners.length > 0 || escalation.some((p) => w.parties.isKnown(p));
  return isIdentified(w, actor, c.time) && sets ? 'no' : 'unclear';
}

const ADDRESS = /^(?:email|upn|google-user):[^@]+@/;

/**
 * Of an id or a name that no directory, no inventory and no team list knows, nothing can be sworn: it may be anybody's. A mail address
 * is whose it is, as it is where somebody acknowledges or is told.
 */
function isIdentified(w: World, p: Party, t: Instant): boolean {
  const identity = w.identity(p.type === 'person' ? p.key : undefined);
  return (
    identity?.inventoried === true ||
    identity?.aliases.some((alias) => ADDRESS.test(alias)) === true ||
    w.registry.persons.has(p.key) ||
    w.parties.teamsOf(p.key, t).length > 0
  );
}
