/** Machine identities that a person used at a keyboard. */
import type { Use } from '../identity/uses.ts';
import type { IdentityKind } from '../model/vocabulary.ts';
import { type Check, type CheckWorld, inOpenGrant, nameOf, useEvidence, utc } from './check.ts';

/** An agent or an integration acts for people by design, a shared account is there for them. */
const MACHINES: ReadonlySet<IdentityKind> = new Set(['service-account', 'workload', 'credential']);
/** Whether a sign-in was interactive stands in its record only; no more than this many are opened for one identity. */
const MOST = 2_000;

export const humanUse: Check = (w, report) =>
  w.registry.identities.flatMap((i) => {
    if (!MACHINES.has(i.kind) || !w.uses.has(i.id)) return [];
    if (i.kind === 'credential' && w.identity(i.holder)?.kind === 'human') return [];
    let looked = 0;
    let found: Use | undefined;
    w.uses.each(i.id, w.period.from, w.period.to, 'success', (u) => {
      if (u.kind !== 'session.started' || inOpenGrant(w, i.id, u.time)) return true;
      looked++;
      if (!isByPerson(w, u)) return looked < MOST;
      found = u;
      return false;
    });
    if (found === undefined) return [];
    const text = `${nameOf(i)}, a ${i.kind}, was used interactively by a person at ${utc(found.time)}.`;
    return [
      report(
        { slug: 'identity.human-use', evidence: [useEvidence(found, `${nameOf(i)} signed in interactively`)], text },
        { subject: i.id, tier: w.tierOf(i) },
      ),
    ];
  });

function isByPerson(w: CheckWorld, u: Use): boolean {
  const behind = w.identity(w.registry.resolve(u.onBehalfOf));
  return behind?.kind === 'human' || w.facts.event(u.event)?.interactive === true;
}
