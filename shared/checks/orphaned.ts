/** Non-human identities that were used in the period and have no valid owner at its end. */
import { instant } from '../base/instant.ts';
import type { Evidence, Identity } from '../model/analysis.ts';
import type { RecordRef } from '../model/ids.ts';
import { type Check, type CheckWorld, nameOf, useEvidence, utc } from './check.ts';

export const orphaned: Check = (w, report) => {
  // Where no source says anything about owners, that none is named shows nothing.
  if (!w.claims.any) return [];
  const end = instant(w.period.to - 1);
  const named = new Map<string, RecordRef>();
  for (const s of w.facts.identities) {
    const id = s.inventory ? w.registry.resolve(s.aliases[0]) : undefined;
    if (id !== undefined && !named.has(id)) named.set(id, s.record);
  }
  return w.registry.identities.flatMap((i) => {
    if (i.kind === 'human' || i.kind === 'unknown' || !i.inventoried || !w.uses.has(i.id)) return [];
    if (i.kind === 'credential' && w.identity(i.holder)?.kind === 'human') return [];
    if (w.claims.accountable(i.id, end).length > 0) return [];
    const use = w.uses.first(i.id, w.period.from, w.period.to, 'success');
    if (use === undefined) return [];
    const evidence = [...namedBy(named.get(i.id), i), useEvidence(use, `${nameOf(i)} was used`), ...oldClaims(w, i)];
    const text = `${nameOf(i)} was used at ${utc(use.time)}, and at the end of the period, ${utc(w.period.to)}, no valid claim names an owner of it.`;
    return [report({ slug: 'identity.orphaned', evidence, text }, { subject: i.id, tier: w.tierOf(i) })];
  });
};

function namedBy(record: RecordRef | undefined, i: Identity): Evidence[] {
  return record === undefined ? [] : [{ role: 'identity', record, time: undefined, text: `An inventory names ${nameOf(i)}.` }];
}

function oldClaims(w: CheckWorld, i: Identity): Evidence[] {
  return w.claims
    .levels(i.id)
    .flat()
    .slice(0, 20)
    .map((c) => ({
      role: 'claim',
      record: c.claim.record,
      time: c.asOf,
      text: `${c.system} names ${c.party.label} as ${c.role}; the claim was ${w.claims.statusAt(c, w.period.to)} at the end of the period.`,
    }));
}
