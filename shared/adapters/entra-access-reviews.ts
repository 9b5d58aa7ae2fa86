/** Decisions of Entra access reviews. `NotReviewed` and `DontKnow` are no decision; an all-zero id is nobody. */
import { type Alias, alias } from '../model/ids.ts';
import type { Adapter, AdapterContext, RawRecord } from './adapter.ts';
import { entraText, NOBODY } from './entra-acts.ts';
import { type Fields, object, text } from './fields.ts';
import { recognition } from './recognition.ts';

const isDecision = (d: Fields): boolean =>
  d.decision !== undefined &&
  (d.reviewedBy !== undefined || d.reviewedDateTime !== undefined) &&
  (d.principal !== undefined || d.userPrincipalName !== undefined || d.userId !== undefined || d.target !== undefined);

export const entraAccessReviews: Adapter = {
  type: 'entra-access-reviews',
  title: 'Entra access reviews',
  version: 1,
  channels: ['certification'],
  system: () => 'entra',
  recognise(sample) {
    return recognition(sample, (data) => isDecision(data), 0.95, 'decision beside reviewedBy and principal');
  },
  read,
};

function person(value: unknown): Alias | undefined {
  const o = object(value);
  const id = entraText(o?.id) ?? entraText(o?.userId);
  if (id === NOBODY) return undefined;
  const upn = entraText(o?.userPrincipalName);
  return upn !== undefined ? alias('upn', upn) : id === undefined ? undefined : alias('entra-object', id);
}

function subject(d: Fields): Alias | undefined {
  const principal = object(d.principal) ?? object(d.target);
  const id = entraText(principal?.id) ?? entraText(principal?.userId) ?? entraText(d.userId);
  if (id !== undefined && id !== NOBODY) return alias('entra-object', id);
  const upn = entraText(principal?.userPrincipalName) ?? entraText(d.userPrincipalName);
  return upn === undefined ? undefined : alias('upn', upn);
}

function read(record: RawRecord, context: AdapterContext): void {
  const d = record.data;
  const itemId = entraText(d.id);
  if (itemId === undefined || !isDecision(d)) {
    context.ignore('no-decision');
    return;
  }
  const decision = text(d.decision)?.toLowerCase();
  const applied = text(d.applyResult)?.toLowerCase() ?? '';
  context.emit({
    type: 'certification',
    itemId,
    identity: subject(d),
    access: entraText(object(d.resource)?.displayName) ?? entraText(d.resourceDisplayName),
    reviewer: person(d.reviewedBy),
    decision: decision === 'approve' ? 'approve' : decision === 'deny' ? 'revoke' : 'none',
    decidedAt: context.time(d.reviewedDateTime),
    // "AppliedWithUnknownFailure" is not applied.
    appliedAt: applied.includes('fail') || applied === 'notapplied' || applied === 'new' ? undefined : context.time(d.appliedDateTime),
    campaign: entraText(d.accessReviewId) ?? entraText(d.accessReviewInstanceId),
    trigger: undefined,
  });
}
