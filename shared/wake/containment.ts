/** Containments and what came after them: uses that should not have been possible, and the end of the containment. */
import { type Instant, instant } from '../base/instant.ts';
import type { Use } from '../identity/uses.ts';
import type { Evidence } from '../model/analysis.ts';
import type { CaseEvent } from '../model/facts.ts';
import type { Control } from './controls.ts';
import { fromEvent, isControl } from './controls.ts';
import type { Expected } from './expect.ts';
import { nameOf, utc } from './words-for-people.ts';
import type { World } from './world.ts';

/** After it the identity or credential should be of no use: it was revoked, disabled, or, for a credential, rotated away. */
export function takesAway(c: Control): boolean {
  if (!isControl(c)) return false;
  // Rotating an account gives it a new secret; only the credential that was rotated away should be dead.
  if (c.kinds.includes('rotate') && c.kinds.length === 1) return c.identity?.kind === 'credential';
  return c.kinds.some((k) => k === 'revoke' || k === 'disable' || k === 'suspend');
}

/** The event itself, where it takes an identity or credential out of use. A consent that is revoked leaves its application alive. */
export function asContainment(w: World, e: Expected): Control | undefined {
  switch (e.event.kind) {
    case 'account.disabled':
    case 'account.deleted':
    case 'credential.disabled':
    case 'credential.deleted':
    case 'credential.rotated':
      return fromEvent(w, e.event, e.time, 'certain');
    default:
      return undefined;
  }
}

export interface Enabling {
  readonly at: Instant;
  readonly record: Evidence['record'];
  readonly explained: boolean;
}

/** The next time that the identity was enabled again. */
export function enabledAfter(w: World, c: Control): Enabling | undefined {
  const id = c.identity?.id;
  if (id === undefined) return undefined;
  const event = w.enablingsOf(id).find((x) => x.time !== undefined && x.time > c.time);
  const row = w.index.actionsOn(id).find((a) => a.action === 'enable' && a.outcome !== 'failure' && a.time !== undefined && a.time > c.time);
  const at = Math.min(event?.time ?? Number.POSITIVE_INFINITY, row?.time ?? Number.POSITIVE_INFINITY);
  if (!Number.isFinite(at)) return undefined;
  const HOUR = 3_600_000_000;
  const near = (t: Instant | undefined): boolean => t !== undefined && Math.abs(t - at) <= HOUR;
  const explained =
    (event !== undefined && event.time === at && (saysWhy(event.approver, event.reason) || hasTicket(w, event))) ||
    w.index.actionsOn(id).some((a) => a.action === 'enable' && near(a.time) && saysWhy(a.approver, a.reason));
  return { at: instant(at), record: event?.time === at ? event.record : (row?.record ?? c.record), explained };
}

const saysWhy = (approver: string | undefined, reason: string | undefined): boolean =>
  (approver !== undefined && approver !== '') || (reason !== undefined && reason.trim() !== '');

/** A ticket that carries the event's own id explains it. */
const hasTicket = (w: World, event: CaseEvent): boolean =>
  [...w.index.idsOf(event)].some((id) => w.index.noticesWith(id).some((i) => w.index.notices[i]?.channel === 'ticket'));

export interface Aftermath {
  /** The first use that certainly came after. */
  readonly use: Use | undefined;
  /** A use so close that the clocks cannot tell whether it came before or after. */
  readonly unsafe: Use | undefined;
}

/** Successful uses of what was taken away, until it was enabled again. */
export function usedAfter(w: World, c: Control, except: ReadonlySet<string>): Aftermath {
  const id = c.identity?.id;
  if (id === undefined) return { use: undefined, unsafe: undefined };
  const until = enabledAfter(w, c)?.at ?? instant(Number.MAX_SAFE_INTEGER);
  let use: Use | undefined;
  let unsafe: Use | undefined;
  w.uses.each(id, c.time, until, 'success', (u) => {
    if (except.has(u.record) || u.record === c.record) return true;
    const sameSource = u.record.startsWith(`${c.source}:`);
    if (sameSource && u.time <= c.time) return true;
    if (!sameSource && u.time - c.time < w.uncertainty(c.source) + w.uncertainty(u.record.slice(0, u.record.indexOf(':')))) {
      unsafe ??= u;
      return true;
    }
    use = u;
    return false;
  });
  return { use, unsafe };
}

export const useEvidence = (w: World, u: Use, text: string): Evidence => ({
  role: 'use',
  record: u.record,
  time: u.time,
  text: `${text} (${u.kind} by ${nameOf(w.identity(w.registry.resolve(u.actor)), undefined)} at ${utc(u.time)}).`,
});
