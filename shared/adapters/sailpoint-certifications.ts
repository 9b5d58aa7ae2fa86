/** Certification items of SailPoint and the like: decision APPROVE or REVOKE, by a reviewer, signed at a time. */
import { type Alias, alias } from '../model/ids.ts';
import type { Adapter, AdapterContext, RawRecord } from './adapter.ts';
import { at, type Fields, isAddress, object, objects, text } from './fields.ts';
import { recognition } from './recognition.ts';
import { decision, decisionWords } from './table/decision.ts';

const decided = (d: Fields): string | undefined => text(d.decision) ?? text(d.Decision);
const isItem = (d: Fields): boolean =>
  (d.decision !== undefined || d.Decision !== undefined) &&
  (d.identitySummary !== undefined ||
    d.accessSummary !== undefined ||
    d.reviewer !== undefined ||
    d.Reviewer !== undefined ||
    d.signed !== undefined ||
    d.reviewedBy === null) &&
  d.item_id === undefined;

export const sailpointCertifications: Adapter = {
  type: 'sailpoint-certifications',
  title: 'SailPoint certifications',
  version: 1,
  channels: ['certification'],
  system: () => 'sailpoint',
  recognise(sample) {
    const words = sample.every(({ data }) => decided(data) === undefined || decisionWords.has((decided(data) ?? '').toLowerCase()));
    return recognition(sample, isItem, words ? 0.86 : 0.5, 'decision beside reviewer, identitySummary or signed');
  },
  read,
};

/** A person or account by address, else by id, else by name. */
function who(value: unknown): Alias | undefined {
  const o = object(value);
  if (o === undefined) {
    const t = text(value);
    return t === undefined ? undefined : alias(isAddress(t) ? 'email' : 'name', t);
  }
  const email = text(o.email);
  if (email !== undefined && isAddress(email)) return alias('email', email);
  const name = text(o.name) ?? text(o.displayName) ?? text(o.id);
  return name === undefined ? undefined : alias(isAddress(name) ? 'email' : 'name', name);
}

function read(record: RawRecord, context: AdapterContext): void {
  const d = record.data;
  const itemId = text(d.id) ?? text(d.itemId) ?? text(d.certificationItemId) ?? text(d.Id);
  if (itemId === undefined || !isItem(d)) {
    context.ignore('no-certification-item');
    return;
  }
  const reassigned = objects(d.reassignment).length > 0 ? objects(d.reassignment)[0] : undefined;
  // Whoever it was handed on to is who reviewed.
  const reviewer = who(d.reviewedBy ?? reassigned?.to ?? d.reviewer ?? d.Reviewer);
  const completed = d.completed;
  context.emit({
    type: 'certification',
    itemId,
    identity: who(d.identitySummary ?? d.identity ?? d.Identity ?? d.account),
    access:
      text(at(d, 'accessSummary', 'access', 'name')) ??
      text(at(d, 'accessSummary', 'entitlement', 'name')) ??
      text(d.access) ??
      text(d.entitlement) ??
      text(d.Access),
    reviewer,
    decision: decision(decided(d)),
    decidedAt: context.time(d.decisionDate ?? d.signed ?? d.Signed ?? (typeof completed === 'string' ? completed : undefined) ?? d.modified),
    appliedAt: context.time(d.remediationCompleted ?? d.applied_at),
    campaign: text(at(d, 'campaign', 'name')) ?? text(d.campaign) ?? text(d.certificationName),
    trigger: text(d.trigger),
  });
}
