/** What columns are called that hold a field, the surest name first; and which statement a set of columns looks like. */
import type { Output } from '../../model/mapping.ts';
import type { Column } from './columns.ts';

const names = (text: string): readonly string[] => text.split(', ');

const TIME =
  'time, timestamp, event time, date time, datetime, when, date, occurred at, occurred, event date, created at, created, logged at, log time, time stamp, ts, at, received, start time, performed at, published, utc, eventdate, tstamp, zeit, datum, datum uhrzeit, zeitpunkt, tidpunkt, heure, fecha';
const ACTOR =
  'actor, performed by, initiated by, changed by, modified by, operator, initiator, done by, admin, administrator, user name, username, actor email, actor name, executed by, requester, requested by, created by, caller, principal, source user, by, login, user id, user email, user, account name, account, subject, who, agent, benutzer, bearbeiter, ausgefuehrt von, anvandare, utilisateur, usuario';
const TARGET =
  'target, target user, affected user, target name, affected, target account, object, object name, subject, on user, user affected, target email, target id, member, recipient, victim, account, entity, entity name, resource, resource name, user, subject user, subject name, item, ziel, objekt, betroffener benutzer';
const INCIDENT =
  'incident, ticket, ticket id, ticket number, incident id, case, case id, change request, change id, change, cr, chg, request number, jira';
const APPROVER = 'approver, approved by, authorised by, authorized by, authoriser, authorizer, approval by';
const APPROVED_AT = 'approved at, approval time, approved on, approval date, authorised at, authorized at, approved';
const REASON = 'reason, justification, comment, comments, business justification, why, note, notes, begrundung, grund';
const APPLICATION = 'application, app, application name, app name, product';
const SERVICE = 'service, service name';

const APPROVAL = { approver: names(APPROVER), approved_at: names(APPROVED_AT), reason: names(REASON), incident: names(INCIDENT) };

export const NAMES: Readonly<Record<Output, Readonly<Record<string, readonly string[]>>>> = {
  event: {
    time: names(TIME),
    kind: names(
      'action, event type, operation, event name, event, activity, activity type, action type, type, event action, verb, method, command, change type, category, what, event code, vorgang, aktion, handelse, accion, message, description',
    ),
    outcome: names(
      'outcome, result, status, success, result status, event outcome, state, successful, return code, response, resultat, ergebnis, erfolg, erfolgreich, succeeded, res',
    ),
    actor: names(ACTOR),
    target: names(TARGET),
    access: names(
      'role, role name, group, group name, permission, permissions, privilege, policy, policy name, entitlement, scope, access, access level, new role, rolle, gruppe',
    ),
    event_id: names(
      'event id, id, record id, log id, uuid, guid, entry id, audit id, sequence, seq, unique id, message id, ref, reference, vorgangsnummer, vorgang id, nr, no, number',
    ),
    correlation: names(
      'correlation id, correlation, request id, transaction id, trace id, session id, session, transaction, request, operation id, job id',
    ),
    on_behalf_of: names('on behalf of, impersonated by, behalf of, delegated by, acting for'),
    ...APPROVAL,
    place: names(
      'ip address, source ip, ip, client ip, remote address, src ip, source address, host, hostname, client, location, device, workstation, remote ip, address, from',
    ),
    summary: names('description, message, details, summary, text, detail'),
    environment: names('environment, env, stage, tenant'),
    credential: names('credential, key id, access key, token id, api key, credential id'),
    holder: names('key owner, token owner, credential owner, holder'),
    target_kind: names('target type, object type, entity type, subject type, resource type'),
    actor_kind: names('actor type, user type, principal type, initiator type'),
    interactive: names('interactive'),
  },
  alert: {
    alert_id: names('alert id, id, detection id, event id, incident id, finding id, uuid, number'),
    time: names(TIME),
    severity: names('severity, priority, level, urgency, criticality, risk, risk level'),
    confidence: names('confidence, certainty'),
    title: names('title, alert name, rule name, detection name, alert, rule, detection, name, summary, message, description'),
    identity: names('identity, user, username, user name, account, entity, principal, affected user, target user, user email, src user'),
    service: names(SERVICE),
    application: names(APPLICATION),
    environment: names('environment, env'),
    privilege_tier: names('privilege tier, tier'),
    last_rotation: names('last rotation, last rotated'),
    spawned_by: names('spawned by, parent'),
    incident: names(INCIDENT),
  },
  notice: {
    notice_id: names('notice id, message id, notification id, id, uuid, ts, number'),
    channel: names('channel, medium, via, delivery method, transport, notification type, type'),
    sent_at: names(`sent at, sent, sent time, date sent, ${TIME}`),
    sender: names('sender, from, from address, sender address, author, posted by, user'),
    recipients: names('recipients, recipient, to, to address, recipient address, sent to, notified, channel name, assigned to'),
    subject: names('subject, title, headline, subject line, short description'),
    body: names('body, text, message, content, description'),
    status: names('status, delivery status, state, result'),
    status_at: names('status at, delivered at, read at, status time, updated'),
    related_id: names('related id, alert id, incident id, reference, event id, ticket, incident, correlation id'),
    about: names('about, event type'),
    names: names('affected user, identity, target user, account'),
  },
  route: {
    alert_id: names('alert id, incident id, event id, ticket, alert, incident, id'),
    step: names('step, action, event, status, type, state'),
    time: names(TIME),
    party: names('party, assigned to, assignee, team, recipient, responder, user, escalated to, to'),
    party_type: names('party type, assignee type, responder type'),
    decided_by: names('decided by, assigned by, by, rule'),
    key: names('key, dedup key, routing key, alias'),
  },
  action: {
    action_id: names('action id, id, task id, request id, uuid, number'),
    action: names('action, task, type, operation, response, control'),
    time: names(TIME),
    actor: names(ACTOR),
    identity: names(TARGET),
    ...APPROVAL,
    outcome: names('outcome, result, status, success, state'),
    scope: names('scope, environment, consumer'),
  },
  certification: {
    item_id: names('item id, certification item id, review id, id, decision id, certification id, uuid, number'),
    decision: names('decision, review decision, outcome, result, action, certification decision, status, verdict'),
    identity: names('identity, user, account, username, user name, member, identity name, principal, subject, employee, reviewed user'),
    access: names('access, entitlement, role, group, permission, access name, role name, application, resource'),
    reviewer: names('reviewer, reviewed by, certifier, certified by, decided by, approver, manager'),
    decided_at: names('decided at, reviewed at, decision date, review date, completed, signed, certified on, reviewed on, date, completed at, time'),
    applied_at: names('applied at, remediated at, applied, executed at, remediation date'),
    campaign: names('campaign, review, campaign name, certification, certification name'),
    trigger: names('trigger, event id'),
  },
  identity: {
    identity: names(
      'identity, account, username, user name, login, user id, account name, principal, id, user, sam account name, upn, arn, name, email',
    ),
    kind: names('kind, type, account type, user type, identity type'),
    aliases: names('email, email address, mail, upn, user principal name, employee id, login, aliases, alternate id, object id'),
    display_name: names('display name, full name, name, common name'),
    holder: names('holder, owner, assigned to, owned by, employee'),
    application: names(APPLICATION),
    service: names(SERVICE),
    environment: names('environment, env'),
    privilege_tier: names('privilege tier, tier, privilege level'),
    last_rotation: names('last rotation, last rotated, password last set, password last changed, key age'),
    revocation_method: names('revocation method'),
  },
  claim: {
    subject: names(
      'subject, application, application name, app, service, service account, service name, system, system name, account, asset, asset name, ci, configuration item, resource, name, identity, product',
    ),
    role: names('role, ownership type, owner type, responsibility, relation'),
    party: names(
      'owner, owned by, owner email, responsible, accountable, owner name, application owner, service owner, product owner, system owner, contact, manager, team, support group, steward, technical owner, business owner, verantwortlich',
    ),
    subject_type: names('subject type, asset type'),
    party_type: names('party type'),
    valid_from: names('valid from, from, start, since, start date, assigned on, owner since'),
    valid_to: names('valid to, to, end, until, end date'),
    as_of: names('as of, last confirmed, last updated, updated, attested on, last reviewed, attested date, updated at, modified'),
    system: names('source, source system'),
  },
  person: {
    person: names('employee id, person, personnel number, worker id, staff id, employee number, employee, person id, id, email'),
    status: names('status, employment status, employee status, worker status, state'),
    aliases: names('email, work email, email address, mail, upn, login, username, user name'),
    display_name: names('display name, full name, name, employee name, worker'),
    start: names('start date, hire date, start, hired, joined, joining date, eintritt, eintrittsdatum'),
    end: names('end date, termination date, end, leave date, last day, leaving date, terminated, austritt, austrittsdatum'),
    moved_at: names('moved at, transfer date, move date, change date'),
    team: names('team, department, org unit, organisation, cost center, division, business unit, abteilung'),
    manager: names('manager, manager email, supervisor, line manager, reports to, manager id, vorgesetzter'),
  },
  membership: {
    team: names('team, group, team name, group name, department'),
    member: names('member, user, email, username, member email, user name, person, employee'),
    from: names('from, start, since, joined, added'),
    to: names('to, end, until, left'),
    email: names('team email, group email, shared address, mailing list'),
  },
  oncall: {
    schedule: names('schedule, schedule name, rota, rotation, on call schedule, team'),
    person: names('person, user, on call, engineer, responder, user email, email, user name'),
    from: names('from, start, start time, begins, shift start'),
    to: names('to, end, end time, ends, shift end'),
  },
  breakglass: {
    grant_id: names('grant id, request id, id, checkout id, number, ticket'),
    opened_at: names('opened at, opened, start, checkout time, granted at, time, start time, checked out'),
    identity: names('identity, account, emergency account, credential, target, privileged account'),
    user: names('user, used by, requester, checked out by, opened by, person'),
    expires_at: names('expires at, expires, expiry, valid until'),
    closed_at: names('closed at, closed, end, checkin time, returned, ended, end time, checked in'),
    ...APPROVAL,
  },
  scope: {
    scope: names('scope, project, contract, assignment, engagement, project name'),
    identity: names('identity, user, account, contractor, person, member'),
    starts: names('starts, start, start date, from'),
    ends: names('ends, end, end date, to, until, expires'),
  },
  mailrule: {
    mailbox: names('mailbox, mailbox owner id, user, owner, account'),
    rule: names('rule, rule name, name'),
    enabled_from: names('enabled from, created, from'),
    enabled_to: names('enabled to, removed, to'),
    created_by: names('created by'),
    conditions: names('conditions, condition'),
    actions: names('actions, action'),
  },
};

/** Signs of a statement: groups of names of which each group has to have one among the columns. Tried in this order. */
const SIGNS: readonly (readonly [Output, number, readonly RegExp[], string])[] = [
  ['breakglass', 0.9, [/\b(?:break ?glass|emergency (?:account|access)|check ?out (?:time|id)|checked out)\b/], 'it speaks of emergency access'],
  [
    'certification',
    0.85,
    [/\b(?:review(?:er|ed by)|certifi(?:er|ed by))\b/, /\b(?:decision|verdict|certification|outcome|result)\b/],
    'it has a reviewer and a decision',
  ],
  [
    'oncall',
    0.8,
    [/\b(?:schedule|rota|rotation|on call|shift)\b/, /\b(?:user|person|engineer|responder|on call)\b/, /\b(?:start|from|begins|shift start)\b/],
    'it has schedules, persons and shifts',
  ],
  [
    'notice',
    0.8,
    [/\b(?:recipients?|to address|sent to)\b|^to$/, /\b(?:subject|message|body|sent|notification|text)\b/],
    'it has recipients and a subject',
  ],
  [
    'alert',
    0.8,
    [/\b(?:severity|urgency|criticality)\b/, /\b(?:alert|detection|rule|title|finding)\b/],
    'it has a severity and the name of a detection',
  ],
  [
    'person',
    0.8,
    [
      /\b(?:employee|worker|personnel|staff|hire|employment)\b/,
      /\b(?:status|hire date|start date|termination|end date|manager|department|supervisor)\b/,
    ],
    'it has employees and their status',
  ],
  [
    'claim',
    0.75,
    [
      /\b(?:owner|owned by|responsible|accountable|steward|support group|custodian)\b/,
      /\b(?:application|app|service|system|asset|account|ci|product|resource)\b/,
    ],
    'it has owners of something',
  ],
  ['membership', 0.7, [/\b(?:team|group)\b/, /\b(?:member)\b/], 'it has teams and members'],
  [
    'identity',
    0.65,
    [
      /\b(?:account type|user type|account|username|login|user principal name)\b/,
      /\b(?:last login|enabled|password last|account type|created|disabled|last logon|type)\b/,
    ],
    'it lists accounts',
  ],
];
/** What a log of events has and a list of states has not. */
const ACTS = /\b(?:action|operation|event|activity|event type|event name|verb|command|aktion|vorgang)\b/;

export function guessOutput(columns: readonly Column[], name: string): { readonly as: Output; readonly why: string } {
  const texts = columns.map((c) => c.words);
  const some = (pattern: RegExp): boolean => texts.some((t) => pattern.test(t));
  const acts = some(ACTS) && columns.some((c) => c.time.share >= 0.8);
  let best: { as: Output; score: number; why: string } = {
    as: 'event',
    score: acts ? 0.82 : 0.5,
    why: acts ? 'it has times and operations' : 'nothing says that it is anything else',
  };
  for (const [as, score, groups, why] of SIGNS) {
    if (!groups.every(some)) continue;
    const named = new RegExp(`\\b${as}`, 'i').test(name) ? 0.1 : 0;
    if (score + named > best.score) best = { as, score: score + named, why };
  }
  return { as: best.as, why: best.why };
}
