/**
 * Alerts of a SIEM: Microsoft Sentinel (SecurityAlert, SecurityIncident), Splunk notables, alerts and risk detections of Microsoft Graph
 * (`/security/alerts_v2`, `/identityProtection/riskDetections`), and generic alerts as JSON or CSV.
 * An alert that names an identity asks for a response: it is an event. It is also a notice of its SIEM, to its owner if it has one.
 */
import { type Alias, alias } from '../model/ids.ts';
import { CONFIDENCES, SEVERITIES, type Severity } from '../model/vocabulary.ts';
import type { Adapter, AdapterContext, RawRecord } from './adapter.ts';
import { eventOf } from './emit.ts';
import { guidText, isGuid } from './entra-acts.ts';
import { at, type Fields, isAddress, known, number, object, objectOrJson, objects, parsed, text } from './fields.ts';
import { sameIdentity } from './memo.ts';
import { recognition } from './recognition.ts';
import { partyText, readAlias, word } from './table/cells.ts';

export const siemAlerts: Adapter = {
  type: 'siem-alerts',
  title: 'SIEM alerts',
  version: 2,
  channels: ['siem'],
  system({ data }) {
    if (riskOf(data) !== undefined) return 'id-protection';
    return isSentinel(data) ? 'sentinel' : isSplunk(data) ? 'splunk' : isGraph(data) ? 'defender' : 'siem';
  },
  recognise(sample) {
    const isNamed = (d: Fields): boolean => isSentinel(d) || isSplunk(d) || isGraph(d) || riskOf(d) !== undefined;
    const named = sample.every(({ data }) => isNamed(data));
    const isAlert = (d: Fields): boolean => isNamed(d) || isGeneric(d);
    return recognition(sample, isAlert, named ? 0.9 : 0.5, 'an alert id and a severity beside a title or rule name');
  },
  read,
};

const isSentinel = (d: Fields): boolean =>
  (d.AlertName !== undefined || d.DisplayName !== undefined || d.Title !== undefined) &&
  (d.SystemAlertId !== undefined || d.AlertSeverity !== undefined || d.IncidentNumber !== undefined);
const isSplunk = (d: Fields): boolean =>
  (d.rule_name !== undefined || d.search_name !== undefined) &&
  (d._time !== undefined || d.event_id !== undefined) &&
  (d.urgency !== undefined || d.severity !== undefined);
const isGraph = (d: Fields): boolean =>
  d.title !== undefined && d.severity !== undefined && d.createdDateTime !== undefined && (d.serviceSource !== undefined || d.evidence !== undefined);

/**
 * A risk detection under the names of an alert: by itself, under `properties` of diagnostic settings, or with the capitals of Log Analytics
 * (`AADUserRiskEvents`). It names the sign-in that it is about by its request id.
 */
function riskOf(d: Fields): Fields | undefined {
  const inner = objectOrJson(d.properties);
  const r = inner?.riskEventType === undefined ? d : inner;
  const field = (name: string): unknown => r[name] ?? r[name.charAt(0).toUpperCase() + name.slice(1)];
  const what = text(field('riskEventType'));
  const level = text(field('riskLevel'));
  if (what === undefined || level === undefined) return undefined;
  return {
    alert_id: field('id') ?? field('requestId'),
    title: what,
    severity: level,
    time: field('detectedDateTime') ?? field('activityDateTime') ?? d.time ?? d.TimeGenerated,
    source: field('source') ?? 'IdentityProtection',
    upn: field('userPrincipalName'),
    object: field('userId'),
    correlation_id: guidText(field('correlationId')),
    related_id: guidText(field('requestId')),
    description: known(text(field('riskState')), text(field('riskDetail'))).join(': '),
  };
}

const ALERT_IDS = ['alert_id', 'alertId', 'id', 'event_id', 'detection_id'];
const TITLES = ['title', 'alert_name', 'alertName', 'rule', 'ruleName', 'rule_name', 'name', 'message', 'description'];
const IDENTITIES = ['identity', 'user', 'username', 'userName', 'account', 'entity', 'principal', 'src_user', 'user_name', 'email'];
const isGeneric = (d: Fields): boolean =>
  first(d, ALERT_IDS) !== undefined && d.severity !== undefined && first(d, TITLES) !== undefined && timeOf(d) !== undefined;

const first = (d: Fields, names: readonly string[]): string | undefined => {
  for (const n of names) {
    const t = Object.hasOwn(d, n) ? text(d[n]) : undefined;
    if (t !== undefined) return t;
  }
  return undefined;
};
const timeOf = (d: Fields): unknown =>
  d.TimeGenerated ??
  d.StartTime ??
  d.CreatedTime ??
  d._time ??
  d.timestamp ??
  d.time ??
  d.created_at ??
  d.createdAt ??
  d.createdDateTime ??
  d['@timestamp'];

function read(record: RawRecord, context: AdapterContext): void {
  const d = riskOf(record.data) ?? record.data;
  const id = text(d.SystemAlertId) ?? text(d.VendorOriginalId) ?? text(d.IncidentName) ?? first(d, ALERT_IDS) ?? text(d.IncidentNumber);
  const title = text(d.AlertName) ?? text(d.DisplayName) ?? text(d.Title) ?? text(d.search_name) ?? first(d, TITLES);
  if (id === undefined || title === undefined) {
    context.ignore('no-alert');
    return;
  }
  const time = context.time(timeOf(d));
  const target = identityOf(d, context);
  const severity = severityOf(d.AlertSeverity ?? d.Severity ?? d.urgency ?? d.severity);
  const incident = text(d.IncidentNumber) ?? text(d.incident) ?? text(d.incident_id);
  const body = known(text(d.Description), text(d.description), text(d.message)).filter((b) => b !== title);
  const owner =
    text(at(objectOrJson(d.Owner), 'userPrincipalName')) ??
    text(at(objectOrJson(d.Owner), 'email')) ??
    text(d.owner) ??
    text(d.assignee) ??
    text(d.assigned_to) ??
    text(d.assignedTo);
  context.emit(
    eventOf('alert.raised', time, {
      outcome: 'success',
      operation: title,
      target,
      nativeId: id,
      correlation: known(text(d.VendorOriginalId), text(d.correlation_id), text(d.related_id)),
      summary: title,
      incident,
      alert: {
        severity,
        confidence: word(text(d.ConfidenceLevel) ?? text(d.confidence), CONFIDENCES),
        title,
        service: text(d.service),
        application: text(d.application),
        environment: text(d.environment),
        lastRotation: text(d.last_rotation),
      },
    }),
  );
  context.emit({
    type: 'notice',
    noticeId: id,
    sentAt: time,
    channel: 'siem',
    sender: text(d.ProductName) ?? text(d.ProviderName) ?? text(d.productName) ?? text(d.serviceSource) ?? text(d.source),
    recipients: owner === undefined || owner === 'unassigned' ? [] : [partyText(owner)],
    subject: title,
    body: body.length === 0 ? undefined : body.join('\n'),
    status: 'sent',
    statusAt: undefined,
    // A bare number is no id that other systems would write: it would tie by chance.
    relatedIds: known(
      id,
      text(d.VendorOriginalId),
      incident !== undefined && number(incident) === undefined ? incident : undefined,
      text(d.correlation_id),
      text(d.related_id),
    ),
    names: target === undefined ? undefined : [target],
  });
}

/** Words, Sentinel's and Splunk's (`informational`, `info`, `moderate`), and numbers from 1 to 10 as vendors give them. */
function severityOf(value: unknown): Severity | undefined {
  const listed = word(text(value), SEVERITIES);
  if (listed !== undefined) return listed;
  const written = text(value)?.toLowerCase();
  if (written === 'informational' || written === 'info' || written === 'unknown') return 'low';
  if (written === 'moderate' || written === 'warning') return 'medium';
  const n = number(value);
  if (n === undefined || n < 0) return undefined;
  return n >= 9 ? 'critical' : n >= 7 ? 'high' : n >= 4 ? 'medium' : 'low';
}

/** The account among Sentinel's entities, else the entity named as compromised, else a field that names a user. */
function identityOf(d: Fields, context: AdapterContext): Alias | undefined {
  const account = objects(d.evidence)
    .map((e) => object(e.userAccount))
    .find((a) => a !== undefined);
  const upn = text(d.upn) ?? text(account?.userPrincipalName);
  const id = guidText(d.object) ?? guidText(account?.azureAdUserId);
  if (upn !== undefined && isAddress(upn)) {
    if (id !== undefined && isGuid(id)) sameIdentity(context, [alias('entra-object', id), alias('upn', upn)], undefined, undefined);
    return alias('upn', upn);
  }
  if (id !== undefined && isGuid(id)) return alias('entra-object', id);
  for (const e of objects(typeof d.Entities === 'string' ? parsed(d.Entities) : d.Entities)) {
    if (text(e.Type)?.toLowerCase() !== 'account') continue;
    const object_ = text(e.AadUserId);
    const name = text(e.Name);
    const suffix = text(e.UPNSuffix);
    if (name !== undefined && suffix !== undefined) return alias('upn', `${name}@${suffix}`);
    if (object_ !== undefined) return alias('entra-object', object_);
    if (name !== undefined) return alias(isAddress(name) ? 'upn' : 'name', name);
  }
  const written = text(d.CompromisedEntity) ?? first(d, IDENTITIES);
  return written === undefined ? undefined : readAlias(written);
}
