/** Controls taken on an identity in answer to an event: rows of action tables, and acts in the audit logs. */
import type { Instant } from '../base/instant.ts';
import type { Evidence, Identity } from '../model/analysis.ts';
import type { Action, CaseEvent } from '../model/facts.ts';
import type { Alias, RecordRef } from '../model/ids.ts';
import type { ActionKind, EventKind } from '../model/vocabulary.ts';
import type { Expected } from './expect.ts';
import { isHuman } from './expect.ts';
import type { Observed } from './observe.ts';
import { decisionsOn, horizon, notBefore } from './observe.ts';
import { nameOf, utc } from './words-for-people.ts';
import type { World } from './world.ts';

export interface Control {
  /** What it does; an act in a log may be several (a deleted key is revoked and disabled). */
  readonly kinds: readonly ActionKind[];
  readonly identity: Identity | undefined;
  readonly time: Instant;
  readonly actor: Alias | undefined;
  readonly approver: Alias | undefined;
  readonly approvedAt: Instant | undefined;
  readonly reason: string | undefined;
  readonly scope: string | undefined;
  readonly record: RecordRef;
  readonly source: string;
  readonly strength: 'certain' | 'strong';
  readonly row: Action | undefined;
  readonly event: CaseEvent | undefined;
}

/** What an act in an audit log does to its target. */
const ACTS: Readonly<Partial<Record<EventKind, readonly ActionKind[]>>> = {
  'credential.disabled': ['revoke', 'disable'],
  'credential.deleted': ['revoke', 'disable'],
  'credential.rotated': ['rotate'],
  'account.disabled': ['disable', 'suspend'],
  'account.deleted': ['disable', 'revoke', 'suspend'],
  'account.locked': ['disable'],
  'session.revoked': ['end-sessions'],
  'password.reset': ['reset'],
  'mfa.reset': ['step-up'],
  'consent.revoked': ['revoke'],
};

export const actsOf = (kind: EventKind): readonly ActionKind[] => ACTS[kind] ?? [];

/** After the window the first acts tell how late it was; a busy identity has thousands. */
const MOST_LATE = 8;

/** Actions and tickets tied to the event, by time: certain by an id, strong by the identity inside the window. */
export function controlsFor(w: World, e: Expected, o: Observed, windowEnd: Instant): Control[] {
  const out = new Map<string, Control>();
  const last = horizon(w, windowEnd);
  const strongEnd = Math.max(windowEnd, Math.min(w.period.to, w.nextSame(e.event) ?? w.period.to));
  const inTime = (time: Instant | undefined, source: string, end: number): time is Instant =>
    time !== undefined && time >= notBefore(w, e, source) && time <= end;

  for (const id of o.ids) {
    for (const a of w.index.actionsWith(id)) {
      if (a.outcome === 'failure' || !inTime(a.time, a.source, last)) continue;
      const identity = w.registry.resolve(a.identity);
      if (identity !== undefined && !related(w, e.target, identity) && belongsElsewhere(w, e, id, identity)) continue;
      out.set(a.record, fromRow(w, a, a.time, 'certain'));
    }
    for (const x of w.index.eventsWith(id)) {
      if (x.id === e.event.id || actsOf(x.kind).length === 0 || x.outcome === 'failure' || !inTime(x.time, x.source, last)) continue;
      const identity = w.registry.resolve(x.target);
      if (identity !== undefined && !related(w, e.target, identity)) continue;
      out.set(x.record, fromEvent(w, x, x.time, 'certain'));
    }
  }
  if (e.rule?.act === undefined && e.rule?.verify === undefined) return inOrder(decidedOf(w, e, out));
  for (const identity of relatives(w, e.target)) {
    for (const a of w.index.actionsOn(identity)) {
      if (out.has(a.record) || a.outcome === 'failure' || !inTime(a.time, a.source, strongEnd)) continue;
      out.set(a.record, fromRow(w, a, a.time, 'strong'));
    }
    // Acts in the logs are looked for only where the policy asks for an action: any change of an identity would be one.
    if (e.rule?.act === undefined) continue;
    let late = 0;
    for (const x of w.eventsOnFrom(identity, e.time - 1e9)) {
      if ((x.time ?? 0) > strongEnd || late >= MOST_LATE) break;
      if (out.has(x.record) || x.id === e.event.id || actsOf(x.kind).length === 0 || x.outcome === 'failure' || !inTime(x.time, x.source, strongEnd))
        continue;
      // What the suspect did to itself is no answer to an alert about it.
      const actor = w.registry.resolve(x.actor);
      if (actor !== undefined && (actor === e.target?.id || actor === e.actor?.id)) continue;
      if (x.time > windowEnd) late++;
      out.set(x.record, fromEvent(w, x, x.time, 'strong'));
    }
  }
  return inOrder(decidedOf(w, e, out));
}

/** The investigator's word goes before ids and names. */
function decidedOf(w: World, e: Expected, found: Map<string, Control>): Map<string, Control> {
  for (const [record, accept] of decisionsOn(w, e)) {
    if (!accept) found.delete(record);
    const row = accept && !found.has(record) ? w.facts.actions.find((a) => a.record === record) : undefined;
    if (row?.time !== undefined) found.set(record, fromRow(w, row, row.time, 'strong'));
  }
  return found;
}

const inOrder = (found: ReadonlyMap<string, Control>): Control[] =>
  [...found.values()].sort((a, b) => a.time - b.time || (a.record < b.record ? -1 : 1));

/** The identity itself, the holder of a credential, the credentials of a holder. */
export function relatives(w: Pick<World, 'credentialsOf'>, target: Identity | undefined): string[] {
  if (target === undefined) return [];
  return [target.id, ...(target.kind === 'credential' && target.holder !== undefined ? [target.holder] : []), ...w.credentialsOf(target.id)];
}

function related(w: World, target: Identity | undefined, identity: string): boolean {
  return target !== undefined && relatives(w, target).includes(identity);
}

/** Under the same incident another event is about that identity: the action answers that one. */
const belongsElsewhere = (w: World, e: Expected, id: number, identity: string): boolean =>
  w.index.eventsWith(id).some((x) => x.id !== e.event.id && w.registry.resolve(x.target) === identity);

export const fromRow = (w: World, a: Action, time: Instant, strength: Control['strength']): Control => ({
  kinds: [a.action],
  identity: w.identity(w.registry.resolve(a.identity)),
  time,
  actor: a.actor,
  approver: a.approver,
  approvedAt: a.approvedAt,
  reason: a.reason,
  scope: a.scope,
  record: a.record,
  source: a.source,
  strength,
  row: a,
  event: undefined,
});

export function fromEvent(w: World, x: CaseEvent, time: Instant, strength: Control['strength']): Control {
  const identity = w.identity(w.registry.resolve(x.target));
  // A new password for a machine account is a rotation of its secret.
  const kinds: readonly ActionKind[] =
    x.kind === 'password.reset' && identity !== undefined && !isHuman(w, identity) ? ['reset', 'rotate'] : actsOf(x.kind);
  return {
    kinds,
    identity,
    time,
    actor: x.actor,
    approver: x.approver,
    approvedAt: x.approvedAt,
    reason: x.reason,
    scope: undefined,
    record: x.record,
    source: x.source,
    strength,
    row: undefined,
    event: x,
  };
}

export const isTicket = (c: Control): boolean => c.kinds.includes('ticket');
/** A control on the identity: neither a ticket nor the end of a containment. */
export const isControl = (c: Control): boolean => !isTicket(c) && !c.kinds.includes('enable');

/** Which of the policy's groups for this kind of identity the control takes care of; each group needs one. */
export function groupsMet(w: World, target: Identity | undefined, c: Control): number[] {
  const kind = target?.kind ?? 'unknown';
  const groups = w.policy.fitting[kind];
  // A kind that the policy says nothing of (a device, an identity of unknown kind): any control will do.
  if (groups === undefined) return [0];
  const asCredential = w.policy.fitting.credential ?? [];
  const onOther = c.identity !== undefined && target !== undefined && c.identity.id !== target.id;
  if (onOther && kind === 'credential' && isHuman(w, c.identity) && c.identity?.kind !== 'credential') return [];
  if (onOther && !related(w, target, c.identity?.id ?? '')) return [];
  const met = groups.flatMap((g, i) => (c.kinds.some((k) => g.includes(k)) ? [i] : []));
  // A key of the account that was revoked is the account's key taken care of.
  if (met.length === 0 && onOther && c.identity?.kind === 'credential' && asCredential.some((g) => c.kinds.some((k) => g.includes(k))))
    return groups.map((_, i) => i);
  return met;
}

export const groupCount = (w: World, target: Identity | undefined): number => w.policy.fitting[target?.kind ?? 'unknown']?.length ?? 1;

/** Whether the credential of the identity no longer works after it. */
export const invalidates = (c: Control): boolean => c.kinds.some((k) => k === 'revoke' || k === 'rotate' || k === 'disable' || k === 'suspend');

export const controlEvidence = (w: World, c: Control): Evidence => ({
  role: isTicket(c) && /\bexception\b/i.test(c.reason ?? '') ? 'exception' : 'action',
  record: c.record,
  time: c.time,
  text: `${c.event?.kind ?? c.kinds[0] ?? 'action'} on ${nameOf(c.identity, undefined)} by ${nameOf(w.identity(w.registry.resolve(c.actor)), c.actor)} at ${utc(c.time)}.`,
  strength: c.strength,
});
