import type { Instant } from '../../base/instant.ts';
import { iso, isoBare, type Log, MAIL_ENDS, seconds } from '../log.ts';
import { DOMAIN, mailOf, type Person, type TeamName } from '../organisation.ts';

export interface Incident {
  readonly id: string;
  readonly number: number;
  readonly key: string;
  readonly title: string;
  readonly service: string;
}

const SERVICES: Readonly<Record<string, string>> = { 'Identity changes': 'PIDENT1', 'Emergency access': 'PBREAK1', 'Cloud detections': 'PCLOUD1' };
const user = (p: Person): Record<string, unknown> => ({
  id: p.pagerduty,
  type: 'user_reference',
  summary: p.name,
  self: null,
  html_url: null,
  email: mailOf(p),
});
const TEAM_IDS: Partial<Record<TeamName, string>> = {
  security: 'PTSEC01',
  platform: 'PTPLA01',
  pam: 'PTPAM01',
  Booking: 'PTBOO01',
  'Fleet Systems': 'PTFLE01',
};

let numbering = new WeakMap<Log, number>();
export const resetNumbering = (): void => {
  numbering = new WeakMap();
};

/** A PagerDuty incident is opened: an incident and its trigger entry. */
export function trigger(log: Log, time: Instant, service: string, title: string, key: string, urgency: 'high' | 'low' = 'high'): Incident {
  const number = (numbering.get(log) ?? 5200) + 1;
  numbering.set(log, number);
  const incident = { id: `Q${log.random.code(13)}`, number, key, title, service };
  log.add('pd-incidents', time, {
    id: incident.id,
    type: 'incident',
    incident_number: number,
    title,
    summary: `[#${number}] ${title}`,
    created_at: iso(time),
    status: 'resolved',
    urgency,
    incident_key: key,
    service: { id: SERVICES[service] ?? 'PSERV99', type: 'service_reference', summary: service },
    assignments: [],
    acknowledgements: [],
    teams: [],
  });
  entry(
    log,
    time,
    incident,
    'trigger_log_entry',
    'Triggered through the API',
    { id: 'PINT0001', type: 'events_api_v2_inbound_integration_reference', summary: 'Events API V2' },
    { type: 'api' },
  );
  return incident;
}

function entry(
  log: Log,
  time: Instant,
  incident: Incident,
  type: string,
  summary: string,
  agent: Record<string, unknown> | null,
  channel: Record<string, unknown>,
  more: Record<string, unknown> = {},
): void {
  log.add('pd-log', time, {
    id: `R${log.random.code(25)}`,
    type,
    summary,
    created_at: iso(time),
    agent,
    channel,
    service: { id: SERVICES[incident.service] ?? 'PSERV99', type: 'service_reference', summary: incident.service },
    incident: { id: incident.id, type: 'incident_reference', summary: `[#${incident.number}] ${incident.title}`, incident_key: incident.key },
    teams: [],
    contexts: [],
    ...more,
  });
}

export function assign(log: Log, time: Instant, incident: Incident, to: Person, team: TeamName): void {
  entry(
    log,
    time,
    incident,
    'assign_log_entry',
    `Assigned to ${to.name} by the escalation policy`,
    { id: 'PESCAL1', type: 'escalation_policy_reference', summary: `${team} escalation` },
    { type: 'auto' },
    {
      assignees: [user(to)],
      teams: TEAM_IDS[team] === undefined ? [] : [{ id: TEAM_IDS[team], type: 'team_reference', summary: team }],
    },
  );
}
/** The page went out and arrived. */
export function notify(log: Log, time: Instant, incident: Incident, to: Person): void {
  entry(
    log,
    time,
    incident,
    'notify_log_entry',
    `Notified ${to.name} by push notification`,
    null,
    { type: 'auto', notification: { type: 'push_notification', address: 'mobile', status: 'success' } },
    { user: user(to) },
  );
}
export function acknowledge(log: Log, time: Instant, incident: Incident, by: Person): void {
  entry(log, time, incident, 'acknowledge_log_entry', `Acknowledged by ${by.name}`, user(by), { type: 'mobile' });
}
export function resolve(log: Log, time: Instant, incident: Incident, by: Person): void {
  entry(log, time, incident, 'resolve_log_entry', `Resolved by ${by.name}`, user(by), { type: 'website' });
}

/** A page from trigger to resolution; without `acknowledgedAfter` nobody answers. Seconds after `time`. */
export function page(
  log: Log,
  time: Instant,
  service: string,
  title: string,
  key: string,
  to: Person,
  team: TeamName,
  acknowledgedAfter?: number,
): Incident {
  const incident = trigger(log, time, service, title, key);
  assign(log, seconds(time, 2), incident, to, team);
  notify(log, seconds(time, 9), incident, to);
  if (acknowledgedAfter !== undefined) {
    acknowledge(log, seconds(time, acknowledgedAfter), incident, to);
    resolve(log, seconds(time, acknowledgedAfter + 900), incident, to);
  }
  return incident;
}

/** A ServiceNow incident as the table API gives it with `sysparm_display_value=all`'s raw values: no zone, references as links. */
export function ticket(
  log: Log,
  time: Instant,
  text: { readonly number: string; readonly short: string; readonly description: string; readonly correlation?: string },
  to: { readonly person: Person; readonly group: TeamName },
  caller: Person,
  resolved?: { readonly by: Person; readonly at: Instant; readonly notes: string },
): void {
  const bare = (t: Instant): string => isoBare(t).replace('T', ' ');
  const ref = (table: string, value: string): Record<string, string> => ({ link: `https://norrvik.example/api/now/table/${table}/${value}`, value });
  log.add('servicenow', time, {
    sys_id: log.random.hex(32),
    number: text.number,
    opened_at: bare(time),
    sys_created_on: bare(time),
    short_description: text.short,
    description: text.description,
    state: resolved === undefined ? '2' : '6',
    priority: '3',
    caller_id: ref('sys_user', caller.servicenow),
    assigned_to: ref('sys_user', to.person.servicenow),
    assignment_group: ref('sys_user_group', groupId(to.group)),
    cmdb_ci: '',
    correlation_id: text.correlation ?? '',
    resolved_at: resolved === undefined ? '' : bare(resolved.at),
    resolved_by: resolved === undefined ? '' : ref('sys_user', resolved.by.servicenow),
    closed_at: '',
    close_notes: resolved?.notes ?? '',
  });
}
export const groupId = (team: TeamName): string =>
  `${[...team]
    .reduce((h, c) => (h * 33 + c.charCodeAt(0)) % 0xffffffff, 5381)
    .toString(16)
    .padStart(8, '0')}a9fe19810061a1b2c3d4e5f6`;

/** A post of the identity bot in a channel of the team, as the chat export lists it. */
export function post(log: Log, time: Instant, team: TeamName, subject: string, body: string, related: string): void {
  if (time >= MAIL_ENDS) return;
  log.add('chat', time, [
    `CH-${log.random.code(8)}`,
    iso(time),
    'chat',
    `identity-bot@${DOMAIN}`,
    team,
    subject,
    body,
    'delivered',
    iso(seconds(time, 1)),
    related,
  ]);
}
