/**
 * Requests for access packages and their approvals. They are kept as events without obligations, for whom they name, who
 * approved them and why: a request has places for approval and justification, and an empty one is a gap in the record.
 */
import { ACCESS_REQUEST, APPROVAL_OF_REQUEST } from '../model/access-request.ts';
import { type Alias, alias } from '../model/ids.ts';
import type { Adapter, AdapterContext } from './adapter.ts';
import { eventOf } from './emit.ts';
import { entraText, NOBODY } from './entra-acts.ts';
import { type Fields, known, object, objects, text } from './fields.ts';
import { recognition } from './recognition.ts';

const isRequest = (d: Fields): boolean =>
  d.requestType !== undefined && (d.requestor !== undefined || d.requestStatus !== undefined || d.state !== undefined) && d.id !== undefined;
const isApproval = (d: Fields): boolean =>
  objects(d.stages).some((s) => s.reviewResult !== undefined) || (d.reviewResult !== undefined && d.justification !== undefined);

export const entraAccessRequests: Adapter = {
  type: 'entra-access-requests',
  title: 'Entra access-package requests and approvals',
  version: 2,
  channels: ['certification'],
  system: () => 'entra',
  recognise(sample) {
    return recognition(sample, (data) => isRequest(data) || isApproval(data), 0.93, 'requestType beside requestor, or stages with reviewResult');
  },
  read(record, context) {
    const said = isApproval(record.data) ? readApproval(record.data, context) : isRequest(record.data) ? readRequest(record.data, context) : 0;
    if (said === 0) context.ignore('no-request');
  },
};

function person(value: unknown): Alias | undefined {
  const o = object(value);
  const id = entraText(o?.objectId) ?? entraText(o?.id);
  if (id === NOBODY) return undefined;
  const upn = entraText(o?.principalName) ?? entraText(o?.userPrincipalName);
  return upn !== undefined ? alias('upn', upn) : id === undefined ? undefined : alias('entra-object', id);
}

function readRequest(d: Fields, context: AdapterContext): number {
  const status = `${text(d.state) ?? ''} ${text(d.status) ?? text(d.requestStatus) ?? ''}`.toLowerCase();
  const assignment = object(d.assignment) ?? object(d.accessPackageAssignment);
  const target = person(assignment?.target) ?? person(d.requestor);
  const given = status.includes('fulfilled') || /\bdelivered/.test(status);
  // Access is given when the request is fulfilled: an approval between the two came before it.
  const at = (given ? context.time(d.completedDateTime) : undefined) ?? context.time(d.createdDateTime);
  context.emit(
    eventOf('other', at, {
      outcome: given ? 'success' : status.includes('denied') || status.includes('failed') ? 'failure' : 'unknown',
      operation: `${ACCESS_REQUEST}${text(d.requestType) ?? ''}`.trim(),
      actor: person(d.requestor),
      target,
      access: entraText(object(d.accessPackage)?.displayName) ?? entraText(object(assignment?.accessPackage)?.displayName),
      nativeId: entraText(d.id),
      correlation: known(entraText(object(d.accessPackage)?.id), entraText(assignment?.id)),
      reason: entraText(d.justification),
      asks: ['approval', 'reason'],
    }),
  );
  return 1;
}

/** An approval names the request by its own id: they share it. */
function readApproval(d: Fields, context: AdapterContext): number {
  const id = entraText(d.id);
  const stages = objects(d.stages).length > 0 ? objects(d.stages) : [d];
  let said = 0;
  for (const s of stages) {
    const reviewer = person(s.reviewedBy);
    const at = context.time(s.reviewedDateTime);
    const result = text(s.reviewResult)?.toLowerCase();
    context.emit(
      eventOf('other', at, {
        // `Approve` in one version of the API, `Approved` in the other.
        outcome: result?.startsWith('approve') === true ? 'success' : result?.startsWith('den') === true ? 'failure' : 'unknown',
        operation: APPROVAL_OF_REQUEST,
        actor: reviewer,
        // A stage that has the request's own id would be taken for the request.
        nativeId: entraText(s.id) === id ? undefined : entraText(s.id),
        correlation: known(id),
        approver: reviewer,
        approvedAt: at,
        reason: entraText(s.justification),
      }),
    );
    said++;
  }
  return said;
}
