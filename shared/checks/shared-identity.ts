/** Credentials and service accounts that several principals, hosts or environments use, as their uses show. */
import type { Use } from '../identity/uses.ts';
import { type Check, inOpenGrant, nameOf, useEvidence } from './check.ts';

/** An address, or a service that called on the identity's behalf, is no host of its own. */
const isHost = (place: string): boolean =>
  !/^\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?$/.test(place) && !/^[0-9a-f]*:[0-9a-f:.]+$/i.test(place) && !/(?:\.amazonaws\.com|AWS Internal)$/i.test(place);

export const sharedIdentity: Check = (w, report) =>
  w.registry.identities.flatMap((i) => {
    if ((i.kind !== 'credential' && i.kind !== 'service-account') || !w.uses.has(i.id)) return [];
    const principals = new Map<string, Use>();
    const hosts = new Map<string, Use>();
    w.uses.each(i.id, w.period.from, w.period.to, 'success', (u) => {
      const actor = w.registry.resolve(u.actor);
      const principal = actor === i.id ? w.registry.resolve(u.onBehalfOf) : actor;
      const place = u.place?.trim().toLowerCase();
      const isNew =
        (principal !== undefined && principal !== i.id && !principals.has(principal)) ||
        (place !== undefined && place !== '' && isHost(place) && !hosts.has(place));
      if (!isNew || inOpenGrant(w, i.id, u.time)) return true;
      if (principal !== undefined && principal !== i.id) principals.set(principal, u);
      if (place !== undefined && place !== '' && isHost(place)) hosts.set(place, u);
      return principals.size < 20 && hosts.size < 20;
    });
    const by = principals.size > 1 ? principals : hosts.size > 1 ? hosts : undefined;
    if (by === undefined) return [];
    const names = [...by.keys()].map((key) => {
      const identity = by === principals ? w.identity(key) : undefined;
      return identity === undefined ? key : nameOf(identity);
    });
    const evidence = [...by.values()].map((u, n) => useEvidence(u, `${nameOf(i)} was used by ${names[n] ?? ''}`));
    const text = `${nameOf(i)} was used by ${by === principals ? 'several principals' : 'several hosts or environments'}: ${names.join(', ')}.`;
    return [report({ slug: 'identity.shared', evidence, text }, { subject: i.id, tier: w.tierOf(i) })];
  });
