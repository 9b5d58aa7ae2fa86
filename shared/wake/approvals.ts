/** Approvals that another record holds: of a request for access, of the change ticket that an event names. They are tied by ids, never by names. */
import type { Instant } from '../base/instant.ts';
import type { CaseEvent, CaseFacts } from '../model/facts.ts';
import type { Alias, RecordRef } from '../model/ids.ts';

export interface Approval {
  readonly approver: Alias;
  readonly at: Instant | undefined;
  readonly reason: string | undefined;
  readonly record: RecordRef;
}

const indexes = new WeakMap<CaseFacts, ReadonlyMap<string, Approval>>();

/** By every id that the approval names; the first that was given counts. */
function indexOf(facts: CaseFacts): ReadonlyMap<string, Approval> {
  let index = indexes.get(facts) as Map<string, Approval> | undefined;
  if (index !== undefined) return index;
  index = new Map();
  const add = (id: string, a: Approval): void => {
    const was = index?.get(id);
    if (was === undefined || (a.at !== undefined && (was.at === undefined || a.at < was.at))) index?.set(id, a);
  };
  // Only what is about nothing but the approval: the approver of one change is not that of another under the same ticket.
  for (const e of facts.approvals ?? []) {
    if (e.approver === undefined || e.outcome !== 'success') continue;
    const a: Approval = { approver: e.approver, at: e.approvedAt, reason: e.reason, record: e.record };
    for (const id of e.correlation ?? []) add(id, a);
  }
  // An approval names a ticket by the id of its row, and people name it by its number: the ticket has both.
  if (index.size > 0)
    for (const n of facts.notices) {
      if (n.channel !== 'ticket') continue;
      const a = n.relatedIds.map((id) => index?.get(id)).find((x) => x !== undefined);
      if (a !== undefined) add(n.noticeId, a);
    }
  indexes.set(facts, index);
  return index;
}

/** The approval that is on record elsewhere for this event; `undefined`: none that its ids lead to. */
export function approvalOf(facts: CaseFacts, e: CaseEvent): Approval | undefined {
  const index = indexOf(facts);
  if (index.size === 0) return undefined;
  for (const id of [e.nativeId, e.incident, ...(e.correlation ?? [])]) {
    const found = id === undefined ? undefined : index.get(id);
    if (found !== undefined && found.record !== e.record) return found;
  }
  return undefined;
}
