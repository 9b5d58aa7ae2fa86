/** Tickets, approvals and who owns what, in the words of ServiceNow and Jira. */
import { DAY, HOUR, iso, type Time } from '../bundle.ts';
import { bare, type Case, type Corner, type Happening, SECURITY } from '../corner.ts';
import { cover, digits, kase, quiet } from './kit.ts';

const sysId = (text: string): string => digits(text).slice(0, 32);
const link = (table: string, id: string) => ({ link: `https://ship.service-now.com/api/now/table/${table}/${id}`, value: id });
/** `2026-03-01 10:00:00`, without a zone. */
const plain = (at: Time): string => iso(at).slice(0, 19).replace('T', ' ');

function users(c: Corner, people: readonly string[]): void {
  const result = people.map((p) => ({
    sys_id: sysId(p),
    user_name: bare(p).split('@')[0],
    name: `Crew ${bare(p).split('@')[0]}`,
    first_name: 'Crew',
    last_name: 'x',
    email: bare(p),
    active: 'true',
    employee_number: '',
    manager: '',
    locked_out: 'false',
    sys_class_name: 'sys_user',
    sys_created_on: '2019-04-05 21:09:12',
    sys_updated_on: '2024-04-14 19:29:09',
  }));
  c.bundle.raw('servicenow/sys_user.json', JSON.stringify({ result }));
  c.reads.push({ file: 'servicenow/sys_user.json', type: 'servicenow-directory' });
}
interface Ticket {
  readonly to: string;
  readonly at: Time;
  readonly resolvedBy?: string;
  readonly resolvedAt?: Time;
  readonly notes?: string | undefined;
  readonly work?: string | undefined;
  readonly form?: 'json' | 'csv';
}
/** An alert whose ticket is closed after the account was disabled, with a note on closing. */
function closed(c: Corner, x: { notes?: string; work?: string; at: Time }, finds: 'verify.missing' | 'record.mutable-proof'): void {
  const { svc, owner } = c.owned();
  const e = c.alert(svc);
  c.use(svc, c.minutes(1));
  c.action(e, 'disable', c.minutes(30), SECURITY[0]);
  incident(c, e, { to: owner, at: c.minutes(5), resolvedBy: owner, resolvedAt: x.at, notes: x.notes, work: x.work });
  c.review(svc, c.t + 5 * HOUR);
  cover(c.bundle, 'events.csv', 'directory', ['iam-audit', 'signin']);
  quiet(c, ['page', 'ticket']);
  c.expect(finds, e);
  if (x.at > c.minutes(30)) c.expect('ack.late', e, 'late');
  c.leave('notice.ambiguous', e);
  c.stage(e, { acted: 'met', verified: finds === 'verify.missing' ? 'unmet' : 'met' });
}
function incident(c: Corner, e: Happening, x: Ticket): void {
  const isJson = x.form !== 'csv';
  const at = (who: string | undefined): unknown => (who === undefined ? '' : isJson ? link('sys_user', sysId(who)) : sysId(who));
  const row = {
    number: 'INC0010060',
    sys_id: sysId(`inc${c.tag}`),
    sys_class_name: 'incident',
    state: x.resolvedBy === undefined ? '2' : '6',
    incident_state: x.resolvedBy === undefined ? '2' : '6',
    opened_at: plain(x.at),
    sys_created_on: plain(x.at),
    opened_by: at('detector@ship.example'),
    caller_id: at('detector@ship.example'),
    assigned_to: at(x.to),
    assignment_group: '',
    cmdb_ci: '',
    short_description: `Security alert ${e.id}`,
    description: '',
    correlation_id: e.id,
    resolved_by: at(x.resolvedBy),
    resolved_at: x.resolvedAt === undefined ? '' : plain(x.resolvedAt),
    closed_at: '',
    close_code: '',
    close_notes: x.notes ?? '',
    work_notes: x.work ?? '',
    priority: '2',
    urgency: '2',
    active: 'true',
  };
  const file = `servicenow/incident.${isJson ? 'json' : 'csv'}`;
  c.bundle.raw(file, isJson ? JSON.stringify({ result: [row] }) : `${Object.keys(row).join(',')}\n${Object.values(row).join(',')}\n`);
  cover(c.bundle, file, 'servicenow', ['ticket'], { zone: 'UTC' });
  c.reads.push({ file, type: 'servicenow-incidents' });
  users(c, [...new Set([x.to, ...(x.resolvedBy === undefined ? [] : [x.resolvedBy])])]);
}
/** A key of an owned service account was deleted: its owner is to be told, and to say so. */
function deleted(c: Corner): { e: Happening; owner: string } {
  const { svc, owner } = c.owned();
  const key = `aws-access-key:AKIA${c.tag.toUpperCase()}TTTTTT`;
  c.bundle.add('identities', { identity: key, kind: 'credential', holder: svc, privilege_tier: '2' });
  return { e: c.event('credential.deleted', key), owner };
}
const TOLD = { signalled: 'met', delivered: 'met', reached: 'met' };

interface Issue {
  readonly to: string | undefined;
  readonly at: Time;
  readonly changes?: readonly { at: Time; from: string | undefined; to: string }[];
}
const account = (who: string) => ({
  self: 'https://ship.atlassian.net/x',
  accountId: `5b10${digits(who).slice(0, 20)}`,
  accountType: 'atlassian',
  emailAddress: bare(who),
  displayName: bare(who).split('@')[0],
  active: true,
  timeZone: 'Europe/Berlin',
});
/** `2026-03-01T11:00:00.000+0100`. */
const berlin = (at: Time): string => iso(at + HOUR).replace('Z', '+0100');
function issue(c: Corner, e: Happening, x: Issue): void {
  const bot = account('bot@ship.example');
  const histories = (x.changes ?? []).map((h, n) => ({
    id: String(10100 + n),
    author: bot,
    created: berlin(h.at),
    items: [
      {
        field: 'assignee',
        fieldtype: 'jira',
        fieldId: 'assignee',
        from: h.from === undefined ? null : account(h.from).accountId,
        fromString: h.from === undefined ? null : bare(h.from).split('@')[0],
        to: account(h.to).accountId,
        toString: bare(h.to).split('@')[0],
      },
    ],
  }));
  const last = x.changes?.at(-1)?.to ?? x.to;
  const one = {
    expand: 'changelog',
    id: '10042',
    key: 'SEC-42',
    self: 'https://ship.atlassian.net/rest/api/3/issue/10042',
    changelog: { startAt: 0, maxResults: histories.length, total: histories.length, histories },
    fields: {
      summary: `Access key deleted ${e.id}`,
      issuetype: { name: 'Task' },
      project: { key: 'SEC' },
      created: berlin(x.at),
      updated: berlin(x.at),
      status: { name: 'Open', statusCategory: { key: 'new' } },
      priority: { name: 'High' },
      labels: [],
      reporter: bot,
      creator: bot,
      assignee: last === undefined ? null : account(last),
      description: null,
      resolution: null,
      resolutiondate: null,
      comment: { comments: [], total: 0 },
    },
  };
  c.bundle.raw('jira/issues.json', JSON.stringify({ expand: 'schema,names', startAt: 0, maxResults: 100, total: 1, issues: [one] }));
  cover(c.bundle, 'jira/issues.json', 'jira', ['ticket']);
  c.reads.push({ file: 'jira/issues.json', type: 'jira-issues' });
}

/** An alert on an account whose service is a configuration item; who owns that the CMDB says. */
function cmdb(c: Corner, attested: number, isOwner: boolean): void {
  const svc = c.service({ service: `shop-${c.tag}` });
  const [owner, other] = [c.person(), c.person()];
  // Another source names owners as well, of something else.
  c.claim(c.service(), other);
  const e = c.alert(svc);
  const ci = {
    sys_id: sysId(`ci${c.tag}`),
    name: `shop-${c.tag}`,
    sys_class_name: 'cmdb_ci_service',
    owned_by: link('sys_user', sysId(owner)),
    managed_by: '',
    support_group: '',
    assigned_to: '',
    attested: 'true',
    attested_by: link('sys_user', sysId(owner)),
    attested_date: plain(c.t - attested * DAY),
    environment: 'prod',
    operational_status: '1',
    install_status: '1',
    short_description: '',
    sys_created_on: '2020-01-01 00:00:00',
    sys_updated_on: plain(c.t - attested * DAY),
    correlation_id: '',
  };
  c.bundle.raw('servicenow/cmdb_ci_service.json', JSON.stringify({ result: [ci] }));
  c.reads.push({ file: 'servicenow/cmdb_ci_service.json', type: 'servicenow-cmdb' });
  users(c, [owner, other]);
  c.tell(e, [isOwner ? owner : other], { channel: 'page' });
  c.ack(e, isOwner ? owner : other, c.minutes(9));
  c.action(e, 'disable', c.minutes(30), SECURITY[0]);
  c.use(svc, c.minutes(50), { outcome: 'failure' });
  c.review(svc, c.t + 5 * HOUR);
  cover(c.bundle, 'events.csv', 'directory', ['iam-audit', 'signin']);
  quiet(c);
  if (attested > 90) c.expect('route.fail-open', e, 'unmet', undefined, 'critical');
  else if (isOwner) c.stage(e, { ...TOLD, acknowledged: 'met', acted: 'met' });
  else c.expect('route.wrong-party', e, 'unmet');
}

/** A change that names a request; the approval of it stands in another export. */
function approval(c: Corner, state: string, of: 'this' | 'another'): void {
  const { svc, owner } = c.owned();
  const e = c.event('role.granted', svc, { approver: '', approved_at: '', incident: 'CHG0031234', access: `role-${c.tag}` });
  c.tell(e, [owner, ...SECURITY]);
  c.ack(e, owner, c.minutes(30));
  c.review(svc, c.t + HOUR, { access: `role-${c.tag}` });
  const approver = c.person();
  const both = (display: string, value: string) => ({ display_value: display, value });
  const row = {
    sys_id: both('', sysId(`ap${c.tag}`)),
    state: both(state === 'approved' ? 'Approved' : 'Rejected', state),
    approver: { ...both('Crew', sysId(approver)), link: 'x' },
    sysapproval: { ...both(of === 'this' ? 'CHG0031234' : 'CHG0039999', sysId('chg')), link: 'x' },
    document_id: both('', ''),
    source_table: both('change_request', 'change_request'),
    comments: both('fine', 'fine'),
    sys_created_on: both('', plain(c.minutes(-120))),
    sys_updated_on: both('', plain(c.minutes(-60))),
    sys_updated_by: both('x', 'x'),
  };
  c.bundle.raw('servicenow/sysapproval_approver.json', JSON.stringify({ result: [row] }));
  c.reads.push({ file: 'servicenow/sysapproval_approver.json', type: 'servicenow-approvals' });
  users(c, [approver]);
  quiet(c);
  if (state !== 'approved' || of === 'another') c.expect('record.incomplete', e, undefined, ['approval']);
  c.stage(e, { ...TOLD, acknowledged: 'met', certified: 'met' });
}

export const TICKETS: readonly Case[] = [
  ...(['json', 'csv'] as const).map((form) =>
    kase(`ServiceNow: the owner gets the ticket and resolves it (${form})`, 'a ServiceNow incident’s resolved_by at resolved_at', (c) => {
      const { e, owner } = deleted(c);
      incident(c, e, { to: owner, at: c.minutes(5), resolvedBy: owner, resolvedAt: c.minutes(120), notes: 'Known.', form });
      quiet(c, ['ticket']);
      c.stage(e, { delivered: 'met', reached: 'met', acknowledged: 'met' });
      c.leave('notice.ambiguous', e);
    }),
  ),
  kase('ServiceNow: resolved by whoever did it', 'ack.by-actor', (c) => {
    const { e, owner } = deleted(c);
    incident(c, e, { to: owner, at: c.minutes(5), resolvedBy: e.actor, resolvedAt: c.minutes(120) });
    quiet(c, ['ticket']);
    c.expect('ack.by-actor', e, 'unmet');
    c.leave('notice.ambiguous', e);
  }),
  kase('ServiceNow: opened too late', 'notice.late; opened_at has no zone, the source’s is declared', (c) => {
    const { e, owner } = deleted(c);
    incident(c, e, { to: owner, at: c.minutes(40) });
    quiet(c, ['ticket']);
    c.expect('notice.late', e, 'late');
    c.expect('ack.missing', e, 'unmet');
    c.leave('notice.ambiguous', e);
  }),
  kase('ServiceNow: closed with the word that it held', 'a tied ticket with a phrase of kind verified (then also record.mutable-proof)', (c) =>
    closed(c, { notes: 'Revocation confirmed with the team.', at: c.minutes(80) }, 'record.mutable-proof'),
  ),
  kase('ServiceNow: closed with the word before anything was done', 'verify counts from the action', (c) =>
    closed(c, { notes: 'Revocation confirmed with the team.', at: c.minutes(20) }, 'verify.missing'),
  ),
  kase('ServiceNow: a dated work note says that it held', 'a tied ticket with a phrase of kind verified', (c) =>
    closed(
      c,
      {
        work: `${plain(c.minutes(70))} - Crew (Work notes)\nNo further use seen.\n\n${plain(c.minutes(10))} - Crew (Work notes)\nLooking.\n`,
        at: c.minutes(500),
      },
      'record.mutable-proof',
    ),
  ),
  kase('ServiceNow: the ticket went to somebody else', 'route.wrong-party', (c) => {
    const { e } = deleted(c);
    incident(c, e, { to: c.person(), at: c.minutes(5) });
    quiet(c, ['ticket']);
    c.expect('route.wrong-party', e, 'unmet');
    c.leave('notice.ambiguous', e);
  }),
  kase('ServiceNow: the owner by the CMDB', 'CMDB (owned_by …, attested_date): the service of the identity', (c) => cmdb(c, 10, true)),
  kase('ServiceNow: another than the owner by the CMDB', 'route.wrong-party', (c) => cmdb(c, 10, false)),
  kase('ServiceNow: an owner attested too long ago', 'ownership claims are stale after 90 days without confirmation', (c) => cmdb(c, 200, true)),
  kase('ServiceNow: approved in another record', 'approvals: sysapproval_approver', (c) => approval(c, 'approved', 'this')),
  kase('ServiceNow: rejected', 'lacks approval', (c) => approval(c, 'rejected', 'this')),
  kase('ServiceNow: another change was approved', 'lacks approval', (c) => approval(c, 'approved', 'another')),
  kase('Jira: the owner gets the issue', 'Jira issues with their changelog; a ticket is a notice', (c) => {
    const { e, owner } = deleted(c);
    issue(c, e, { to: owner, at: c.minutes(5) });
    quiet(c, ['ticket']);
    c.expect('ack.missing', e, 'unmet');
    c.stage(e, TOLD);
  }),
  kase('Jira: handed to the owner in time', 'changelog', (c) => {
    const { e, owner } = deleted(c);
    const first = c.person();
    issue(c, e, { to: first, at: c.minutes(2), changes: [{ at: c.minutes(10), from: first, to: owner }] });
    quiet(c, ['ticket']);
    c.expect('ack.missing', e, 'unmet');
    c.stage(e, TOLD);
  }),
  kase('Jira: handed to the owner an hour later', 'changelog; notice.late', (c) => {
    const { e, owner } = deleted(c);
    const first = c.person();
    issue(c, e, { to: first, at: c.minutes(2), changes: [{ at: c.minutes(60), from: first, to: owner }] });
    quiet(c, ['ticket']);
    c.expect('notice.late', e, 'late');
    c.expect('ack.missing', e, 'unmet');
    c.stage(e, { signalled: 'late', delivered: 'late', reached: 'late' });
  }),
  kase('Jira: never the owner’s', 'route.wrong-party', (c) => {
    const { e } = deleted(c);
    issue(c, e, { to: c.person(), at: c.minutes(2) });
    quiet(c, ['ticket']);
    c.expect('route.wrong-party', e, 'unmet');
  }),
];
