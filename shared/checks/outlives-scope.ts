/** Identities that were used after the project, contract or assignment that they were for had ended. */
import { type Instant, instant } from '../base/instant.ts';
import type { Scope } from '../model/facts.ts';
import { type Check, nameOf, sourceOf, useEvidence, utc } from './check.ts';

export const outlivesScope: Check = (w, report) => {
  const byIdentity = new Map<string, Scope[]>();
  for (const s of w.facts.scopes) {
    const id = w.registry.resolve(s.identity);
    if (id === undefined) continue;
    const list = byIdentity.get(id);
    if (list === undefined) byIdentity.set(id, [s]);
    else list.push(s);
  }
  return [...byIdentity].flatMap(([id, scopes]) => {
    const i = w.identity(id);
    if (i === undefined) return [];
    // A use is fine as long as any of the identity's scopes lasts.
    const open = (t: Instant): boolean => scopes.some((s) => (s.starts === undefined || s.starts <= t) && (s.ends === undefined || t < s.ends));
    const ended = scopes.flatMap((s) => (s.ends === undefined ? [] : [{ scope: s, ends: s.ends }])).sort((a, b) => a.ends - b.ends);
    for (const { scope, ends } of ended) {
      const from = instant(Math.max(ends, w.period.from));
      const use = w.uses.first(
        id,
        from,
        w.period.to,
        'success',
        (u) => !open(u.time) && u.time - ends >= w.uncertainty(sourceOf(u)) + w.uncertainty(scope.source),
      );
      if (use === undefined) continue;
      const evidence = [
        { role: 'scope' as const, record: scope.record, time: ends, text: `The scope ${scope.scope} ended at ${utc(ends)}.` },
        useEvidence(use, `${nameOf(i)} was used`),
      ];
      const text = `${nameOf(i)} was used at ${utc(use.time)}, after its scope ${scope.scope} had ended at ${utc(ends)}.`;
      return [report({ slug: 'identity.outlives-scope', evidence, text }, { subject: id, tier: w.tierOf(i) })];
    }
    return [];
  });
};
