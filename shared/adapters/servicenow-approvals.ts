/** ServiceNow approvals (`sysapproval_approver`): who decided on which request, change or task, when, with what comment. */
import type { Adapter, AdapterContext } from './adapter.ts';
import { eventOf } from './emit.ts';
import { itemsOf } from './envelope.ts';
import { type Fields, known } from './fields.ts';
import { recognition } from './recognition.ts';
import { snDisplay, snReference, snText, snUser } from './servicenow.ts';

const isApproval = (d: Fields): boolean =>
  d.approver !== undefined && (d.sysapproval !== undefined || d.document_id !== undefined) && d.state !== undefined;

export const servicenowApprovals: Adapter = {
  type: 'servicenow-approvals',
  title: 'ServiceNow approvals',
  version: 2,
  channels: [],
  system: () => 'servicenow',
  recognise(sample) {
    return recognition(sample, (data) => itemsOf(data, ['result'], isApproval).some(isApproval), 0.94, 'approver and state beside sysapproval');
  },
  read(record, context) {
    let said = 0;
    for (const item of itemsOf(record.data, ['result'], isApproval)) said += readApproval(item, context);
    if (said === 0) context.ignore('no-approval');
  },
};

function readApproval(a: Fields, context: AdapterContext): number {
  if (!isApproval(a)) return 0;
  const state = snText(a.state)?.toLowerCase();
  const approver = snUser(a.approver);
  const decided = state === 'approved' || state === 'rejected';
  const at = context.time(snText(a.sys_updated_on) ?? snText(a.sys_created_on));
  context.emit(
    eventOf('other', at, {
      outcome: state === 'approved' ? 'success' : state === 'rejected' ? 'failure' : 'unknown',
      operation: `approval ${state ?? ''}`.trim(),
      actor: approver,
      nativeId: snText(a.sys_id),
      // The request by the id of its row and, where the export shows it, by the number that people write.
      correlation: known(
        snReference(a.sysapproval),
        snReference(a.document_id),
        snText(a['sysapproval.number']),
        snDisplay(a.sysapproval),
        snDisplay(a.document_id),
      ),
      approver: decided ? approver : undefined,
      approvedAt: decided ? at : undefined,
      reason: snText(a.comments),
    }),
  );
  return 1;
}
