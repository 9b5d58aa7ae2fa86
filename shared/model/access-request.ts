/** Requests for access: rows that have a place for an approval and a reason whatever the policy asks of them (WAKES.md, `record.incomplete`). */
import type { CaseEvent } from './facts.ts';

/** How the operation of such an event begins; what was asked for follows (`userAdd`, `adminAdd` …). */
export const ACCESS_REQUEST = 'access request ';
/** A decision on one is an event of its own, tied to the request by its id. */
export const APPROVAL_OF_REQUEST = 'access request approval';

/** Whether access was given by it: only then is its approval asked for. */
export const isGrantedRequest = (e: Pick<CaseEvent, 'kind' | 'operation' | 'outcome' | 'asks'>): boolean =>
  e.kind === 'other' &&
  e.outcome === 'success' &&
  e.asks !== undefined &&
  e.operation.startsWith(ACCESS_REQUEST) &&
  e.operation !== APPROVAL_OF_REQUEST;
