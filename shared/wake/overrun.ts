/** Uses of emergency access after its end. */
import { type Instant, instant } from '../base/instant.ts';
import type { Use } from '../identity/uses.ts';
import type { Work } from './chain.ts';

export interface UsedPast {
  readonly use: Use | undefined;
  /** A use so close to the end that the clocks cannot tell on which side of it, where no other is certain. */
  readonly unsafe: Use | undefined;
}

/**
 * The first use after the end of a grant, until the next grant; `undefined` where another grant was open at the end and carries on.
 * `told`: the end is an act that the grant's own source tells of, by its own clock; an expiry is a stated time, and only the use has a clock.
 */
export function usedPast(k: Work, end: Instant, told: boolean): UsedPast | undefined {
  const { e, w } = k;
  if (e.target === undefined) return undefined;
  const later = w
    .eventsOn(e.target.id)
    .filter((x) => x.kind === 'breakglass.opened' && x.id !== e.event.id && x.outcome !== 'failure' && x.time !== undefined);
  const isOpen = later.some((x) => {
    const g = x.grant;
    const to = Math.min(g?.expiresAt ?? Number.MAX_SAFE_INTEGER, g?.closedAt ?? Number.MAX_SAFE_INTEGER);
    return (x.time ?? 0) <= end && to > end;
  });
  if (isOpen) return undefined;
  const until = Math.min(...later.map((x) => x.time ?? 0).filter((t) => t > e.time), Number.MAX_SAFE_INTEGER);
  let use: Use | undefined;
  let unsafe: Use | undefined;
  w.uses.each(e.target.id, instant(end + 1), instant(until), 'success', (u) => {
    if (u.record === e.event.record) return true;
    const source = u.record.slice(0, u.record.indexOf(':'));
    const slack = w.uncertainty(source) + (told && source !== e.event.source ? w.uncertainty(e.event.source) : 0);
    if (source !== e.event.source && u.time - end < slack) {
      unsafe ??= u;
      return true;
    }
    use = u;
    return false;
  });
  return { use, unsafe: use === undefined ? unsafe : undefined };
}
