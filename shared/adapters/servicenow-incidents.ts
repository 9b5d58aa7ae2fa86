/** ServiceNow incidents: each is a ticket that tells its assignee and its assignment group. Rows of an event log are its stages. */
import type { Adapter, AdapterContext, RawRecord } from './adapter.ts';
import { itemsOf } from './envelope.ts';
import { type Fields, known } from './fields.ts';
import { recognition } from './recognition.ts';
import { snDisplay, snField, snReference, snText, snUser } from './servicenow.ts';

const isIncident = (d: Fields): boolean => {
  const opened = snField(d, 'opened_at') !== undefined;
  const number = snField(d, 'number') !== undefined || d.sys_id !== undefined;
  const ticket = ['short_description', 'incident_state', 'caller_id', 'close_code', 'sla_due', 'assignment_group'].some(
    (k) => snField(d, k) !== undefined,
  );
  return opened && number && ticket;
};

export const servicenowIncidents: Adapter = {
  type: 'servicenow-incidents',
  title: 'ServiceNow incidents',
  version: 1,
  channels: ['ticket'],
  system: () => 'servicenow',
  recognise(sample) {
    return recognition(
      sample,
      (data) => itemsOf(data, ['result'], isIncident).some(isIncident),
      0.93,
      'number and opened_at beside short_description or incident_state',
    );
  },
  read(record: RawRecord, context) {
    let said = 0;
    for (const item of itemsOf(record.data, ['result'], isIncident)) said += readIncident(item, context);
    if (said === 0) context.ignore('no-incident');
  },
};

/** States of the base system: 6 resolved, 7 closed; event logs write them out. */
const isResolved = (state: string | undefined): boolean => {
  const s = state?.toLowerCase() ?? '';
  return s === '6' || s === '7' || s === 'resolved' || s === 'closed';
};

function readIncident(row: Fields, context: AdapterContext): number {
  const get = (name: string): unknown => snField(row, name);
  const number = snText(get('number'));
  const sysId = snText(get('sys_id'));
  const noticeId = number ?? sysId;
  if (noticeId === undefined) return 0;
  const openedAt = context.time(snText(get('opened_at')) ?? snText(get('sys_created_on')));
  const resolvedAt = context.time(snText(get('resolved_at')));
  const state = snText(get('state')) ?? snText(get('incident_state'));
  const group = snDisplay(get('assignment_group')) ?? snReference(get('assignment_group'));
  const body = known(
    snText(get('description')),
    snText(get('work_notes')),
    snText(get('comments')),
    snText(get('comments_and_work_notes')),
    snText(get('close_notes')),
  );
  context.emit({
    type: 'notice',
    noticeId,
    sentAt: openedAt,
    channel: 'ticket',
    sender: snUser(get('opened_by')) ?? snUser(get('caller_id')),
    recipients: known<string>(snUser(get('assigned_to')), group),
    subject: snText(get('short_description')),
    body: body.length === 0 ? undefined : body.join('\n'),
    // A ticket is in its assignee's list as soon as it is opened; there is no way for it to get lost.
    status: 'delivered',
    statusAt: openedAt,
    relatedIds: known(
      number,
      sysId,
      snText(get('correlation_id')),
      snText(get('correlation_display')),
      snReference(get('parent_incident')),
      snReference(get('problem_id')),
      snReference(get('rfc')),
      snText(get('origin_id')),
    ),
    resolvedBy: resolvedAt !== undefined || isResolved(state) ? snUser(get('resolved_by')) : undefined,
    resolvedAt,
  });
  return 1;
}
