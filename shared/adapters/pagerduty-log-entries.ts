/**
 * PagerDuty log entries, and `/notifications`. A notify entry is a page that reached a user (its agent is null); trigger and
 * annotate carry the incident's text; assign, escalate, acknowledge and resolve are steps of its route.
 */

import { alias } from '../model/ids.ts';
import type { NoticeStatus, PartyType, RouteStepKind } from '../model/vocabulary.ts';
import type { Adapter, AdapterContext } from './adapter.ts';
import { itemsOf } from './envelope.ts';
import { type Fields, known, object, objects, text } from './fields.ts';
import { agentOf, isUser, labelOf, partyTypeOf, userAlias } from './pagerduty.ts';
import { recognition } from './recognition.ts';

const KEYS = ['log_entries', 'log_entry', 'notifications'];

const isEntry = (d: Fields): boolean => {
  const type = text(d.type) ?? '';
  return (type.endsWith('_log_entry') && d.created_at !== undefined) || (d.incident !== undefined && d.created_at !== undefined && STEPS.has(type));
};
const isNotification = (d: Fields): boolean => d.started_at !== undefined && d.user !== undefined && (text(d.type) ?? '').endsWith('_notification');

const isItem = (d: Fields): boolean => isEntry(d) || isNotification(d);

/** What the entries are called; some exports leave the `_log_entry` out. */
const STEPS: ReadonlyMap<string, RouteStepKind> = new Map<string, RouteStepKind>([
  ['assign', 'assigned'],
  ['delegate', 'assigned'],
  ['escalate', 'escalated'],
  ['acknowledge', 'acknowledged'],
  ['resolve', 'resolved'],
]);

export const pagerdutyLogEntries: Adapter = {
  type: 'pagerduty-log-entries',
  title: 'PagerDuty log entries and notifications',
  version: 1,
  channels: ['page'],
  system: () => 'pagerduty',
  recognise(sample) {
    return recognition(
      sample,
      (data) => itemsOf(data, KEYS, isItem).some(isItem),
      0.96,
      'a type that ends in _log_entry beside created_at, agent and channel',
    );
  },
  read(record, context) {
    let said = 0;
    for (const item of itemsOf(record.data, KEYS, isItem)) said += isNotification(item) ? readNotification(item, context) : readEntry(item, context);
    if (said === 0) context.ignore('no-log-entry');
  },
};

function readNotification(n: Fields, context: AdapterContext): number {
  const id = text(n.id);
  const to = id === undefined ? undefined : userAlias(object(n.user), context);
  const startedAt = context.time(n.started_at);
  if (id === undefined || to === undefined) return 0;
  const incident = object(n.incident);
  context.emit({
    type: 'notice',
    noticeId: id,
    sentAt: startedAt,
    channel: text(n.type) === 'email_notification' ? 'mail' : 'page',
    sender: 'PagerDuty',
    recipients: [to],
    subject: labelOf(incident),
    body: undefined,
    status: 'delivered',
    statusAt: startedAt,
    relatedIds: known(text(incident?.id)),
  });
  return 1;
}

function readEntry(entry: Fields, context: AdapterContext): number {
  const written = text(entry.type);
  if (written === undefined) return 0;
  const type = written.replace('_log_entry', '').replace('_reference', '');
  const incident = object(entry.incident);
  const channel = object(entry.channel);
  const incidentId = text(incident?.id) ?? text(entry.incident_id);
  const key = incidentId ?? text(entry.id);
  if (key === undefined) return 0;
  const base: Base = {
    context,
    entry,
    channel,
    key,
    time: context.time(entry.created_at),
    subject: text(incident?.title) ?? text(incident?.summary),
    relatedIds: known(incidentId, text(channel?.incident_key), text(incident?.incident_key), text(object(channel?.cef_details)?.dedup_key)),
  };
  const step = STEPS.get(type);
  if (step !== undefined) return readStep(base, step);
  if (type === 'notify') return readNotify(base);
  if (type === 'trigger' || type === 'annotate') return readText(base);
  return 0;
}

interface Base {
  readonly context: AdapterContext;
  readonly entry: Fields;
  readonly channel: Fields | undefined;
  /** The incident's id: under it everything of one incident is paged. */
  readonly key: string;
  readonly time: ReturnType<AdapterContext['time']>;
  readonly subject: string | undefined;
  readonly relatedIds: readonly string[];
}

function readStep(base: Base, step: RouteStepKind): number {
  const { entry, context, channel } = base;
  const agent = agentOf(entry.agent, context);
  // An escalation on a timeout is decided by the escalation policy: the entry says so in its channel.
  const automatic = step === 'escalated' && text(channel?.type) === 'timeout' ? 'timeout' : undefined;
  const emit = (party: string | undefined, partyType: PartyType | undefined): void =>
    context.emit({
      type: 'route',
      relatedIds: base.relatedIds,
      time: base.time,
      step,
      party,
      partyType,
      decidedBy: agent ?? automatic,
      key: base.key,
    });
  if (step === 'acknowledged' || step === 'resolved') {
    emit(agent, isUser(object(entry.agent)) ? 'person' : undefined);
    return 1;
  }
  const assignees = [...objects(entry.assignees), ...objects(entry.assigned_to)];
  for (const a of assignees) emit(isUser(a) ? userAlias(a, context) : labelOf(a), partyTypeOf(a));
  if (assignees.length === 0) {
    const name = nameIn(text(entry.summary), [' to ']);
    emit(name === undefined ? undefined : alias('pagerduty-user', name), name === undefined ? undefined : 'person');
  }
  return 1;
}

function readNotify(base: Base): number {
  const { entry, context, channel, time } = base;
  const notification = object(channel?.notification) ?? object(entry.notification);
  const user = object(entry.user) ?? object(notification?.user);
  const named = user === undefined ? nameIn(text(entry.summary), ['Notified ', 'notified ']) : undefined;
  const to = user !== undefined ? userAlias(user, context) : named === undefined ? undefined : alias('pagerduty-user', named);
  const failed = ['failed', 'failure', 'undeliverable', 'blocked'].includes(text(notification?.status)?.toLowerCase() ?? '');
  const status: NoticeStatus = failed ? 'failed' : 'delivered';
  context.emit({
    type: 'notice',
    // Each user of an incident is paged by itself, at a time of its own; repeated pages to one user are stages of one.
    noticeId: `${base.key}/${to ?? text(entry.id) ?? ''}`,
    sentAt: time,
    channel: 'page',
    sender: 'PagerDuty',
    recipients: known(to),
    subject: base.subject,
    body: undefined,
    status,
    statusAt: time,
    relatedIds: base.relatedIds,
  });
  context.emit({
    type: 'route',
    relatedIds: base.relatedIds,
    time,
    step: 'paged',
    party: to,
    partyType: to === undefined ? undefined : 'person',
    // A notify entry has no agent by design: the user's own notification rules send it.
    decidedBy: agentOf(entry.agent, context) ?? 'notification rules',
    key: base.key,
  });
  return 1;
}

/**
 * The incident's text: what a trigger says and what a responder wrote on it later. It goes to nobody by itself.
 * The entry's summary (“Triggered through the API”) is PagerDuty's own phrase and no part of what anybody was told.
 */
function readText(base: Base): number {
  const { entry, context, channel } = base;
  const details = channel?.details ?? channel?.body ?? object(entry.event_details)?.description;
  // A trigger's summary is the title of what came in, and its details are the body; a note's summary is the note.
  const said = known(text(channel?.summary), text(channel?.subject));
  const isTrigger = text(entry.type)?.startsWith('trigger') === true;
  const title = [...known(base.subject ?? text(entry.summary)), ...(isTrigger ? said : [])];
  const body = known(...(isTrigger ? [] : said), text(channel?.description), text(channel?.content), text(entry.note), flat(details));
  context.emit({
    type: 'notice',
    noticeId: base.key,
    sentAt: base.time,
    channel: 'page',
    sender: agentOf(entry.agent, context),
    recipients: [],
    subject: title.length === 0 ? undefined : title.join('\n'),
    body: body.length === 0 ? undefined : body.join('\n'),
    status: 'sent',
    statusAt: undefined,
    relatedIds: base.relatedIds,
  });
  return 1;
}

/** The most text of a trigger's details that is kept as a body; more is a payload, and stays in the record. */
const MOST_DETAILS = 20_000;

/** Details are a text or an object of any depth: its values, as the page showed them. */
function flat(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return text(value);
  const out: string[] = [];
  let size = 0;
  const walk = (v: unknown, name: string, depth: number): void => {
    if (size > MOST_DETAILS || depth > 6) return;
    if (typeof v === 'object' && v !== null) {
      for (const k of Object.keys(v)) walk((v as Record<string, unknown>)[k], k, depth + 1);
      return;
    }
    const t = text(v);
    if (t === undefined) return;
    out.push(`${name}: ${t}`);
    size += t.length + name.length;
  };
  walk(value, '', 0);
  return out.length === 0 ? undefined : out.join('\n');
}

/** `Notified Tim Wright via SMS`, `Assigned to Tim Wright by …`: the name after the word, up to what follows it. */
function nameIn(summary: string | undefined, after: readonly string[]): string | undefined {
  if (summary === undefined) return undefined;
  for (const word of after) {
    const start = summary.indexOf(word);
    if (start < 0) continue;
    let rest = summary.slice(start + word.length);
    for (const stop of [' via ', ' by ', ' through ', ' at ', ' on ', ' with ', ' using ', ' (', '.', ',']) {
      const end = rest.indexOf(stop);
      // A dot inside a name (`m.berg`) is followed by a letter; one that ends the sentence is not.
      if (end > 0 && (stop !== '.' || end === rest.length - 1)) rest = rest.slice(0, end);
    }
    const name = rest.trim();
    if (name !== '') return name;
  }
  return undefined;
}
