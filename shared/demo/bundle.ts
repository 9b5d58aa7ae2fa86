/** The files of the sample incident, in the shapes in which their systems deliver them. */

import { drawBackground } from './background.ts';
import { gridRow } from './csv.ts';
import { groupId, resetNumbering } from './formats/response.ts';
import { at, dayOf, iso, Log, MAIL_ENDS, PERIOD, type System } from './log.ts';
import { ACCOUNTS, mailOf, PEOPLE, TEAM_MAIL, type TeamName } from './organisation.ts';
import { drawRoutine } from './routine.ts';
import { drawStory } from './story.ts';

export interface SampleFile {
  /** Inside the bundle, with forward slashes. */
  readonly path: string;
  readonly text: string;
  /** To be compressed with gzip by whoever writes it. */
  readonly gzip: boolean;
}

const SEED = 20_260_302;

/** The whole bundle. The same on every machine and on every day. */
export function drawSample(): readonly SampleFile[] {
  resetNumbering();
  const log = new Log(SEED);
  drawBackground(log);
  drawRoutine(log);
  drawStory(log);
  const records = (system: System): unknown[] => log.of(system).map((d) => d.record);
  const json = (path: string, value: unknown): SampleFile => ({ path, text: `${JSON.stringify(value, null, 1)}\n`, gzip: false });
  const lines = (path: string, all: readonly unknown[]): SampleFile => ({
    path,
    text: all.map((r) => `${JSON.stringify(r)}\n`).join(''),
    gzip: false,
  });
  const table = (path: string, header: string, rows: readonly unknown[]): SampleFile => ({
    path,
    text: `${header}\n${(rows as readonly (readonly string[])[]).map(gridRow).join('')}`,
    gzip: false,
  });
  return [
    { path: 'bundle.yaml', text: bundleYaml(), gzip: false },
    ...cloudTrailFiles(log),
    json('entra/directory-audits.json', {
      '@odata.context': 'https://graph.microsoft.com/v1.0/$metadata#auditLogs/directoryAudits',
      value: records('entra-audit'),
    }),
    lines('entra/sign-ins.ndjson', records('entra-signin')),
    table('m365/unified-audit-log.csv', 'RecordType,CreationDate,UserIds,Operations,AuditData', records('unified-audit')),
    table('mail/message-trace.csv', 'Received,SenderAddress,RecipientAddress,Subject,Status,MessageTraceId,MessageId,Size,FromIP', records('trace')),
    json('okta/system-log.json', records('okta')),
    json('pagerduty/log-entries.json', { log_entries: records('pd-log'), limit: 100, offset: 0, more: false }),
    json('pagerduty/incidents.json', { incidents: records('pd-incidents'), limit: 100, offset: 0, more: false }),
    json('servicenow/incidents.json', { result: records('servicenow') }),
    json('servicenow/users.json', {
      result: PEOPLE.map((p) => ({
        sys_id: p.servicenow,
        user_name: p.login,
        name: p.name,
        email: mailOf(p),
        active: 'true',
        employee_number: p.hrId,
      })),
    }),
    json('servicenow/groups.json', {
      result: (Object.keys(TEAM_MAIL) as TeamName[]).map((t) => ({
        sys_id: groupId(t),
        name: t,
        email: TEAM_MAIL[t],
        active: 'true',
        manager: '',
        parent: '',
        default_assignee: '',
        exclude_manager: 'false',
        include_members: 'false',
      })),
    }),
    table(
      'people-system/payroll-changes.csv',
      'event_id,time,kind,actor,on_behalf_of,target,outcome,access,correlation,approver,approved_at,reason,incident',
      records('payroll'),
    ),
    table('chat/identity-channel.csv', 'notice_id,sent_at,channel,sender,recipients,subject,body,status,status_at,related_id', records('chat')),
    table(
      'detections/alerts.csv',
      'alert_id,time,severity,confidence,title,identity,service,application,environment,privilege_tier,last_rotation,spawned_by,incident',
      records('alerts'),
    ),
    table('detections/routes.csv', 'alert_id,time,step,party,party_type,decided_by,key', records('routes')),
    table('response/actions.csv', 'action_id,time,actor,identity,action,approver,approved_at,reason,incident,outcome,scope', records('actions')),
    table(
      'response/breakglass.csv',
      'grant_id,identity,user,opened_at,expires_at,closed_at,approver,approved_at,reason,incident',
      records('breakglass'),
    ),
    table(
      'reviews/certifications.csv',
      'item_id,identity,access,reviewer,decision,decided_at,applied_at,campaign,trigger',
      records('certifications'),
    ),
    table(
      'ownership/identities.csv',
      'identity,kind,display_name,holder,application,service,environment,privilege_tier,last_rotation,revocation_method,aliases',
      identities(),
    ),
    table('ownership/claims.csv', 'subject,subject_type,role,party,party_type,valid_from,valid_to,as_of,system', claims()),
    table('ownership/people.csv', 'person,display_name,status,start,end,moved_at,team,manager,aliases', people()),
    table('ownership/teams.csv', 'team,member,from,to,email', teams()),
  ];
}

/** One compressed file a day, as the trail delivers them (a real trail delivers every few minutes). */
function cloudTrailFiles(log: Log): SampleFile[] {
  const byDay = new Map<string, unknown[]>();
  for (const { time, record } of log.of('cloudtrail')) {
    const day = dayOf(time);
    const list = byDay.get(day);
    if (list === undefined) byDay.set(day, [record]);
    else list.push(record);
  }
  return [...byDay].map(([day, records]) => ({
    path: `aws/418806152207_CloudTrail_eu-north-1_${day.replaceAll('-', '')}T2359Z.json.gz`,
    text: JSON.stringify({ Records: records }),
    gzip: true,
  }));
}

function identities(): string[][] {
  const accounts = ACCOUNTS.flatMap((a) => {
    const row = [
      `aws-arn:${a.arn}`,
      a.kind,
      a.name,
      '',
      a.application,
      a.service,
      a.environment,
      String(a.tier),
      '',
      a.revocation,
      `name:${a.name}|aws-user:${a.name}`,
    ];
    if (a.key === undefined) return [row];
    return [
      row,
      [
        `aws-access-key:${a.key}`,
        'credential',
        `key …${a.key.slice(-4)}`,
        `aws-arn:${a.arn}`,
        a.application,
        a.service,
        a.environment,
        String(a.tier),
        '2025-08-19T10:00:00Z',
        'deactivate access key',
        '',
      ],
    ];
  });
  const humans = PEOPLE.map((p) => [
    `upn:${mailOf(p)}`,
    'human',
    p.name,
    '',
    '',
    '',
    '',
    p.team === 'security' || p.team === 'iam' || p.team === 'pam' ? '1' : '2',
    '',
    'disable account',
    `email:${mailOf(p)}|entra-object:${p.objectId}|hr-id:${p.hrId}`,
  ]);
  return [...accounts, ...humans];
}

function claims(): string[][] {
  const confirmed = iso(at('01T06:00'));
  const owners = ACCOUNTS.filter((a) => a.owner !== undefined && a.name !== 'svc-booking-sync').map((a) => [
    `aws-arn:${a.arn}`,
    'identity',
    'owner',
    a.owner as string,
    'team',
    '2025-01-01T00:00:00Z',
    '',
    confirmed,
    'cmdb',
  ]);
  const sync = ACCOUNTS.find((a) => a.name === 'svc-booking-sync');
  // The directory team answers for what is changed on the accounts of people.
  const humans = PEOPLE.map((p) => [`upn:${mailOf(p)}`, 'identity', 'owner', 'iam', 'team', '2025-01-01T00:00:00Z', '', confirmed, 'cmdb']);
  return [
    ...owners,
    ...humans,
    // Johan Ek owned the synchronisation until he moved; Fleet Systems took it over the same day.
    [
      `aws-arn:${sync?.arn}`,
      'identity',
      'owner',
      `email:johan.ek@norrvik.example`,
      'person',
      '2024-05-01T00:00:00Z',
      '2026-03-01T00:00:00Z',
      '2026-02-27T06:00:00Z',
      'cmdb',
    ],
    [`aws-arn:${sync?.arn}`, 'identity', 'owner', 'Fleet Systems', 'team', '2026-03-01T00:00:00Z', '', confirmed, 'cmdb'],
  ];
}

function people(): string[][] {
  return PEOPLE.map((p) => {
    const moved = p.login === 'johan.ek' ? '2026-03-01T00:00:00Z' : '';
    const aliases = [
      `upn:${mailOf(p)}`,
      `hr-id:${p.hrId}`,
      `entra-object:${p.objectId}`,
      `pagerduty-user:${p.pagerduty}`,
      `servicenow-user:${p.servicenow}`,
      `name:${p.name}`,
    ];
    return [`email:${mailOf(p)}`, p.name, 'active', '2023-02-01T00:00:00Z', '', moved, p.team, '', aliases.join('|')];
  });
}

function teams(): string[][] {
  return PEOPLE.map((p) => [p.team, `email:${mailOf(p)}`, '2023-02-01T00:00:00Z', '', TEAM_MAIL[p.team]]);
}

function bundleYaml(): string {
  const span = (to: string): string => `{from: ${iso(PERIOD.from)}, to: ${to}}`;
  const all = span(iso(PERIOD.to));
  const cut = span(iso(MAIL_ENDS));
  return `# What the systems of Norrvik Ferries were asked for, and for which days.
organisation: Norrvik Ferries
period: ${all}
sources:
  - {match: 'aws/*.json.gz', type: aws-cloudtrail, covers: ${all}}
  - {match: entra/directory-audits.json, type: entra-audit, covers: ${all}}
  # The sign-ins were taken from the portal without a period, so what they cover has to be inferred.
  - {match: entra/sign-ins.ndjson, type: entra-signin}
  - {match: m365/unified-audit-log.csv, type: m365-unified-audit, zone: UTC, covers: ${all}}
  # Mail and chat were exported on the 13th at noon and not again.
  - {match: mail/message-trace.csv, type: exchange-message-trace, zone: UTC, covers: ${cut}}
  - {match: chat/identity-channel.csv, type: table, system: chat, channel: [chat, siem], covers: ${cut}}
  - {match: okta/system-log.json, type: okta-system-log, covers: ${all}}
  - {match: pagerduty/log-entries.json, type: pagerduty-log-entries, covers: ${all}}
  - {match: pagerduty/incidents.json, type: pagerduty-incidents, covers: ${all}}
  - {match: servicenow/incidents.json, type: servicenow-incidents, zone: UTC, covers: ${all}}
  - {match: people-system/payroll-changes.csv, type: table, system: hr-core, covers: ${all}}
  - {match: detections/alerts.csv, type: table, system: cloud-detections}
  - {match: detections/routes.csv, type: table, system: cloud-detections}
  - {match: response/actions.csv, type: table, system: response-log, covers: ${all}}
  - {match: response/breakglass.csv, type: table, system: pam-vault, covers: ${all}}
  - {match: reviews/certifications.csv, type: table, system: access-reviews, covers: ${all}}
  - {match: ownership/identities.csv, type: table, system: inventory}
  - {match: ownership/claims.csv, type: table, system: cmdb}
  - {match: ownership/people.csv, type: table, system: people-system}
  - {match: ownership/teams.csv, type: table, system: people-system}
`;
}
