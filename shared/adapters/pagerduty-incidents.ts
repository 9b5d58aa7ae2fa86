/**
 * PagerDuty incidents. An incident is a page to those it is assigned to: a notice, with its assignments, acknowledgements and
 * its resolution as steps of its route. The log entries tell the same in full; both use the incident's id as key.
 */
import type { Adapter, AdapterContext } from './adapter.ts';
import { itemsOf } from './envelope.ts';
import { at, type Fields, known, object, objects, text } from './fields.ts';
import { agentOf, isUser, labelOf, partyTypeOf, userAlias } from './pagerduty.ts';
import { recognition } from './recognition.ts';

const isIncident = (d: Fields): boolean =>
  d.incident_number !== undefined &&
  (d.incident_key !== undefined || d.escalation_policy !== undefined || d.assignments !== undefined || d.service !== undefined);

export const pagerdutyIncidents: Adapter = {
  type: 'pagerduty-incidents',
  title: 'PagerDuty incidents',
  version: 1,
  channels: ['page'],
  system: () => 'pagerduty',
  recognise(sample) {
    return recognition(
      sample,
      (data) => itemsOf(data, ['incidents', 'incident'], isIncident).some(isIncident),
      0.95,
      'incident_number beside incident_key, service and assignments',
    );
  },
  read(record, context) {
    let read = 0;
    for (const item of itemsOf(record.data, ['incidents', 'incident'], isIncident)) read += readIncident(item, context);
    if (read === 0) context.ignore('no-incident');
  },
};

function readIncident(incident: Fields, context: AdapterContext): number {
  const id = text(incident.id);
  if (id === undefined || text(incident.created_at) === undefined) return 0;
  const relatedIds = known(id, text(incident.incident_key), text(at(incident, 'first_trigger_log_entry', 'id')), text(incident.alert_key));
  const createdAt = context.time(incident.created_at);
  const assignments = objects(incident.assignments);
  const recipients = known(...assignments.map((a) => recipient(object(a.assignee), context)));
  const acknowledgements = objects(incident.acknowledgements);
  for (const a of assignments) {
    const assignee = object(a.assignee);
    context.emit({
      type: 'route',
      relatedIds,
      time: context.time(a.at),
      step: 'assigned',
      party: recipient(assignee, context),
      partyType: partyTypeOf(assignee),
      decidedBy: text(incident.assigned_via) === 'escalation_policy' ? (labelOf(incident.escalation_policy) ?? 'escalation policy') : undefined,
      key: id,
    });
  }
  for (const a of acknowledgements) {
    const who = object(a.acknowledger);
    context.emit({
      type: 'route',
      relatedIds,
      time: context.time(a.at),
      step: 'acknowledged',
      party: agentOf(who, context),
      partyType: isUser(who) ? 'person' : undefined,
      decidedBy: agentOf(who, context),
      key: id,
    });
  }
  const resolvedAt = text(incident.status) === 'resolved' ? context.time(incident.resolved_at ?? incident.last_status_change_at) : undefined;
  if (resolvedAt !== undefined) {
    const who = object(incident.last_status_change_by);
    context.emit({
      type: 'route',
      relatedIds,
      time: resolvedAt,
      step: 'resolved',
      party: agentOf(who, context),
      partyType: isUser(who) ? 'person' : undefined,
      decidedBy: agentOf(who, context),
      key: id,
    });
  }
  context.emit({
    type: 'notice',
    noticeId: id,
    sentAt: createdAt,
    channel: 'page',
    sender: labelOf(incident.service),
    recipients,
    subject: text(incident.title) ?? text(incident.summary),
    body: text(incident.description) ?? text(at(incident, 'body', 'details')) ?? text(at(incident, 'first_trigger_log_entry', 'channel', 'details')),
    status: 'sent',
    statusAt: undefined,
    relatedIds,
  });
  return 1;
}

const recipient = (reference: Fields | undefined, context: AdapterContext): string | undefined =>
  isUser(reference) ? userAlias(reference, context) : labelOf(reference);
