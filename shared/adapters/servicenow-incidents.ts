/** ServiceNow incidents: each is a ticket that tells its assignee and its assignment group. Rows of an event log are its stages. */
import type { Instant } from '../base/instant.ts';
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
  version: 2,
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
  const closedAt = context.time(snText(get('closed_at')));
  const doneAt = resolvedAt ?? closedAt;
  // Notes are written after the ticket was opened; without a time of their own they are as old as the end, or the last change.
  const later = [
    ...['work_notes', 'comments', 'comments_and_work_notes'].flatMap((name) => entries(snText(get(name)), context)),
    { at: doneAt, text: snText(get('close_notes')) },
  ].flatMap((x) => (x.text === undefined ? [] : [{ at: x.at ?? doneAt ?? context.time(snText(get('sys_updated_on'))), text: x.text }]));
  const isDated = (at: Instant | undefined): at is Instant => at !== undefined && openedAt !== undefined && at > openedAt;
  const body = known(snText(get('description')), ...later.filter((x) => !isDated(x.at)).map((x) => x.text));
  const ticket = {
    type: 'notice',
    noticeId,
    sentAt: openedAt,
    channel: 'ticket',
    sender: snUser(get('opened_by')) ?? snUser(get('caller_id')),
  } as const;
  context.emit({
    ...ticket,
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
  for (const x of later)
    if (isDated(x.at)) context.emit({ ...ticket, recipients: [], subject: undefined, body: x.text, status: 'sent', statusAt: x.at, relatedIds: [] });
  return 1;
}

/** `2026-03-01 10:00:00 - Anna Berg (Work notes)` opens each entry of a journal field; what stands before the first has no time. */
const ENTRY = /^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d) - [^\n]{1,200} \([^()\n]{1,100}\)\r?$/m;

function entries(journal: string | undefined, context: AdapterContext): { at: Instant | undefined; text: string | undefined }[] {
  if (journal === undefined) return [];
  const parts = journal.split(ENTRY);
  const out = [{ at: undefined as Instant | undefined, text: parts[0]?.trim() || undefined }];
  for (let i = 1; i < parts.length; i += 2) out.push({ at: context.time(parts[i]), text: parts[i + 1]?.trim() || undefined });
  return out;
}
