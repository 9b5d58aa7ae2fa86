/** Opsgenie alerts: pages to their responders, with the acknowledgement in the report; and alert logs that name their alert. */
import { type Alias, alias } from '../model/ids.ts';
import type { Adapter, AdapterContext } from './adapter.ts';
import { itemsOf } from './envelope.ts';
import { type Fields, isAddress, known, number, object, objects, text, texts } from './fields.ts';
import { recognition } from './recognition.ts';

const isAlert = (d: Fields): boolean =>
  d.id !== undefined && d.message !== undefined && (d.tinyId !== undefined || d.responders !== undefined || d.acknowledged !== undefined);
/** As the API lists them they do not repeat their alert; `type` and `owner` are there then. */
const isLog = (d: Fields): boolean =>
  typeof d.log === 'string' && d.createdAt !== undefined && (d.alertId !== undefined || (typeof d.type === 'string' && d.owner !== undefined));
/** The id in `alerts/ID/logs.json`, `alert-ID-logs.json`: as whoever asked the API for it names the answer. */
const ALERT_IN_NAME = /(?:^|[/_-])alerts?[/_-]+([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?:-\d{10,13})?)[/_-]+logs\b/i;
const isItem = (d: Fields): boolean => isAlert(d) || isLog(d);

export const opsgenieAlerts: Adapter = {
  type: 'opsgenie-alerts',
  title: 'Opsgenie alerts',
  version: 2,
  channels: ['page'],
  system: () => 'opsgenie',
  recognise(sample) {
    return recognition(
      sample,
      (data) => itemsOf(data, ['data', 'alerts'], isItem).some(isItem),
      0.92,
      'message and tinyId beside responders and acknowledged',
    );
  },
  read(record, context) {
    let said = 0;
    let unnamed = false;
    const named = ALERT_IN_NAME.exec(context.name)?.[1]?.toLowerCase();
    for (const item of itemsOf(record.data, ['data', 'alerts'], isItem)) {
      if (!isAlert(item) && isLog(item) && item.alertId === undefined && named === undefined) unnamed = true;
      said += isAlert(item) ? readAlert(item, context) : isLog(item) ? readLog(item, named, context) : 0;
    }
    if (said === 0) context.ignore(unnamed ? 'log-of-an-unnamed-alert' : 'no-alert');
  },
};

/** Opsgenie writes users as their address, which is also their user name. */
export const opsgenieUser = (value: unknown): Alias | undefined => {
  const t = text(value);
  return t === undefined ? undefined : alias(isAddress(t) ? 'email' : 'opsgenie-user', t);
};

function responder(r: Fields): string | undefined {
  const type = text(r.type)?.toLowerCase();
  const name = text(r.name) ?? text(r.username) ?? text(r.id);
  return type === 'user' ? opsgenieUser(text(r.username) ?? text(r.id)) : name;
}

function readAlert(a: Fields, context: AdapterContext): number {
  const id = text(a.id);
  if (id === undefined) return 0;
  const createdAt = context.time(a.createdAt);
  const relatedIds = known(id, text(a.alias), text(object(a.integration)?.id), text(object(a.details)?.event_id), text(object(a.details)?.incident));
  const recipients = known(...objects(a.responders).map(responder), text(a.ownerTeam));
  const report = object(a.report);
  const ackBy = opsgenieUser(report?.acknowledgedBy);
  const ackAfter = number(report?.ackTime);
  const details = object(a.details);
  context.emit({
    type: 'notice',
    noticeId: id,
    sentAt: createdAt,
    channel: 'page',
    sender: text(a.source),
    recipients,
    subject: text(a.message),
    body:
      known(
        text(a.description),
        details === undefined
          ? undefined
          : Object.entries(details)
              .map(([k, v]) => `${k}: ${text(v) ?? ''}`)
              .join('\n'),
      ).join('\n') || undefined,
    status: 'sent',
    statusAt: undefined,
    relatedIds: [...relatedIds, ...texts(a.tags).filter((t) => !relatedIds.includes(t))],
  });
  if (ackBy !== undefined && ackAfter !== undefined && createdAt !== undefined) {
    // The report counts in milliseconds from the creation.
    const time = context.time((createdAt + ackAfter * 1000) / 1000);
    context.emit({ type: 'route', relatedIds, time, step: 'acknowledged', party: ackBy, partyType: 'person', decidedBy: ackBy, key: id });
  }
  return 1;
}

const LOGS = [
  ['acknowledged', 'acknowledged'],
  ['closed', 'resolved'],
  ['escalat', 'escalated'],
  ['assigned', 'assigned'],
] as const;

function readLog(l: Fields, named: string | undefined, context: AdapterContext): number {
  const id = text(l.alertId) ?? named;
  const written = text(l.log)?.toLowerCase() ?? '';
  const step = LOGS.find(([word]) => written.includes(word))?.[1];
  if (id === undefined || step === undefined) return 0;
  const owner = opsgenieUser(l.owner);
  const person = owner !== undefined && text(l.owner)?.toLowerCase() !== 'system';
  context.emit({
    type: 'route',
    relatedIds: [id],
    time: context.time(l.createdAt),
    step,
    party: person ? owner : undefined,
    partyType: person ? 'person' : undefined,
    decidedBy: person ? owner : text(l.owner),
    key: id,
  });
  return 1;
}
