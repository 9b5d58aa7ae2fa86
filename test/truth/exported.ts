/**
 * The organisation as its systems export it: what the tables of a bundle say, said in the systems' own words. A row that a
 * system has no words for (an approval, a correlation, a body of its own) stays in its table, so that every expectation holds as it is.
 */
import { createHash } from 'node:crypto';
import { type Bundle, DAY, type Row } from './bundle.ts';

const ACCOUNT = '111122223333';
const digits = (text: string): string => createHash('sha256').update(text).digest('hex');
const guid = (text: string): string => digits(text).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*/, '$1-$2-$3-$4-$5');
const bare = (alias: string): string => alias.slice(alias.indexOf(':') + 1);
const is = (alias: string | undefined, namespace: string): alias is string => alias?.startsWith(`${namespace}:`) === true;
const isPerson = (alias: string | undefined): alias is string => is(alias, 'email');

interface Said {
  readonly file: string;
  readonly record: unknown;
}
type Teller = (row: Row, kind: string, actor: string, target: string, n: number) => unknown | undefined;

const OKTA: Readonly<Record<string, string>> = {
  'password.reset': 'user.account.reset_password',
  'mfa.enrolled': 'user.mfa.factor.activate',
  'mfa.removed': 'user.mfa.factor.deactivate',
  'mfa.reset': 'user.mfa.factor.reset_all',
  'account.enabled': 'user.lifecycle.activate',
};
const oktaUser = (alias: string) => ({
  id: `00u${digits(alias).slice(0, 17)}`,
  type: 'User',
  alternateId: bare(alias),
  displayName: bare(alias).split('@')[0],
});
const okta: Teller = (row, kind, actor, target) =>
  OKTA[kind] === undefined || !isPerson(target) || !isPerson(actor)
    ? undefined
    : {
        uuid: row.event_id,
        published: row.time,
        eventType: OKTA[kind],
        version: '0',
        severity: 'INFO',
        displayMessage: 'A change of an account',
        actor: oktaUser(actor),
        target: [oktaUser(target)],
        outcome: { result: row.outcome === 'success' ? 'SUCCESS' : 'FAILURE', reason: null },
        transaction: { id: 'unknown', type: 'WEB' },
        client: { ipAddress: '203.0.113.7' },
      };

const ENTRA: Readonly<Record<string, string>> = {
  'password.reset': 'Reset user password ',
  'account.enabled': 'Enable account',
  'mfa.enrolled': 'User registered security info',
};
/** One of the three envelopes, in turn. */
const entra: Teller = (row, kind, actor, target, n) => {
  if (ENTRA[kind] === undefined || !isPerson(target) || !isPerson(actor)) return undefined;
  const by = { app: null, user: { id: guid(actor), userPrincipalName: bare(actor), displayName: null } };
  const of = [{ id: guid(target), displayName: null, type: 'User', userPrincipalName: bare(target), modifiedProperties: [] }];
  const time = (row.time ?? '').replace('Z', '0000Z');
  const said = {
    id: row.event_id,
    category: 'UserManagement',
    correlationId: guid(row.event_id ?? ''),
    result: row.outcome,
    activityDisplayName: ENTRA[kind],
  };
  if (n % 3 === 0) return { ...said, activityDateTime: time, initiatedBy: by, targetResources: of };
  if (n % 3 === 1)
    return {
      time,
      operationName: ENTRA[kind],
      category: 'AuditLogs',
      properties: { ...said, activityDateTime: time, initiatedBy: by, targetResources: of },
    };
  return {
    TimeGenerated: time,
    Id: row.event_id,
    CorrelationId: said.correlationId,
    OperationName: ENTRA[kind],
    ActivityDisplayName: ENTRA[kind],
    Result: row.outcome,
    InitiatedBy: JSON.stringify(by),
    TargetResources: JSON.stringify(of),
  };
};

const google: Teller = (row, kind, actor, target) =>
  kind !== 'password.reset' || row.outcome !== 'success' || !isPerson(target) || !isPerson(actor)
    ? undefined
    : {
        kind: 'admin#reports#activity',
        id: { time: row.time, uniqueQualifier: row.event_id, applicationName: 'admin', customerId: 'C1' },
        actor: { email: bare(actor), profileId: digits(actor).slice(0, 12) },
        events: [{ type: 'USER_SETTINGS', name: 'CHANGE_PASSWORD', parameters: [{ name: 'USER_EMAIL', value: bare(target) }] }],
      };

const M365: Readonly<Record<string, { operation: string; parameters: Readonly<Record<string, string>> }>> = {
  'mailrule.created': { operation: 'New-InboxRule', parameters: { Name: 'copies', ForwardTo: 'archive@corp.example', SubjectContainsWords: 'zzz' } },
  'mailrule.changed': {
    operation: 'Set-InboxRule',
    parameters: { Identity: 'copies', ForwardTo: 'archive@corp.example', SubjectContainsWords: 'zzz' },
  },
  'forwarding.enabled': {
    operation: 'Set-Mailbox',
    parameters: { ForwardingSmtpAddress: 'smtp:archive@corp.example', DeliverToMailboxAndForward: 'True' },
  },
  'delegation.granted': { operation: 'Add-MailboxPermission', parameters: { User: 'helper@corp.example', AccessRights: 'FullAccess' } },
};
const m365: Teller = (row, kind, actor, target) => {
  const act = M365[kind];
  if (act === undefined || !isPerson(target) || !isPerson(actor)) return undefined;
  return {
    CreationTime: row.time?.slice(0, 19),
    Id: row.event_id,
    Operation: act.operation,
    OrganizationId: 'o',
    RecordType: 1,
    ResultStatus: row.outcome === 'success' ? 'True' : 'False',
    UserType: 2,
    Version: 1,
    Workload: 'Exchange',
    ClientIP: '198.51.100.4:5532',
    ObjectId: kind.startsWith('mailrule') ? `${bare(target)}\\copies` : bare(target),
    UserId: bare(actor),
    UserKey: bare(actor),
    Parameters: Object.entries({ ...(kind.startsWith('mailrule') ? { Mailbox: bare(target) } : { Identity: bare(target) }), ...act.parameters }).map(
      ([Name, Value]) => ({ Name, Value }),
    ),
  };
};

/** IAM calls on users and on the keys that a user holds. */
function cloudtrail(holderOf: ReadonlyMap<string, string>): Teller {
  return (row, kind, actor, target) => {
    if (!isPerson(actor)) return undefined;
    const key = is(target, 'aws-access-key') ? bare(target) : undefined;
    const holder = holderOf.get(target);
    const user = key === undefined ? target : holder;
    if (!is(user, 'aws-user')) return undefined;
    const call = callOf(kind, bare(user), key, row.access ?? '');
    if (call === undefined) return undefined;
    return {
      eventVersion: '1.08',
      userIdentity: { type: 'IAMUser', principalId: digits(actor).slice(0, 12), arn: arnOf(bare(actor)), accountId: ACCOUNT, userName: bare(actor) },
      eventTime: row.time?.replace('.000Z', 'Z'),
      eventSource: 'iam.amazonaws.com',
      eventName: call.name,
      awsRegion: 'us-east-1',
      sourceIPAddress: '203.0.113.9',
      userAgent: 'console',
      requestParameters: call.parameters,
      responseElements: call.answer ?? null,
      ...(row.outcome === 'success' ? {} : { errorCode: 'AccessDenied' }),
      requestID: guid(`r${row.event_id}`),
      eventID: row.event_id,
      eventType: 'AwsApiCall',
      recipientAccountId: ACCOUNT,
    };
  };
}
const arnOf = (user: string): string => `arn:aws:iam::${ACCOUNT}:user/${user}`;

function callOf(
  kind: string,
  userName: string,
  key: string | undefined,
  access: string,
): { name: string; parameters: unknown; answer?: unknown } | undefined {
  if (key !== undefined) {
    switch (kind) {
      case 'credential.created':
        return { name: 'CreateAccessKey', parameters: { userName }, answer: { accessKey: { userName, accessKeyId: key, status: 'Active' } } };
      case 'credential.disabled':
        return { name: 'UpdateAccessKey', parameters: { userName, accessKeyId: key, status: 'Inactive' } };
      case 'credential.deleted':
        return { name: 'DeleteAccessKey', parameters: { userName, accessKeyId: key } };
      default:
        return undefined;
    }
  }
  if (access === '' || access === '*') return undefined;
  switch (kind) {
    case 'role.granted':
      return { name: 'AttachUserPolicy', parameters: { userName, policyArn: access } };
    case 'group.added':
      return { name: 'AddUserToGroup', parameters: { userName, groupName: access } };
    case 'permission.changed':
      return { name: 'PutUserPolicy', parameters: { userName, policyName: access, policyDocument: '{}' } };
    default:
      return undefined;
  }
}

const STATUS: Readonly<Record<string, string>> = {
  delivered: 'Delivered',
  bounced: 'Failed',
  failed: 'Failed',
  quarantined: 'Quarantined',
  filtered: 'FilteredAsSpam',
};
/** The words of a notice that says everything, or none at all. */
const isPlain = (row: Row): boolean => row.body === '' || / made this change to /.test(row.body ?? '');

/** A mail whose words are nobody's care: its subject and its id are what the trace keeps. */
function traced(row: Row): unknown[] | undefined {
  const to = (row.recipients ?? '').split('|');
  const status = STATUS[row.status ?? ''];
  const isDated = row.sent_at !== '' && row.status_at === row.sent_at;
  if (
    row.channel !== 'mail' ||
    !isPlain(row) ||
    status === undefined ||
    !isDated ||
    row.related_id === '' ||
    !to.every(isPerson) ||
    !isPerson(row.sender)
  )
    return undefined;
  return to.map((who) => ({
    Received: row.sent_at?.slice(0, -1),
    SenderAddress: bare(row.sender ?? ''),
    RecipientAddress: bare(who),
    Subject: `${row.subject} (${row.related_id})`,
    Status: status,
    MessageTraceId: guid(row.notice_id ?? ''),
    MessageId: `<${row.notice_id}@corp.example>`,
  }));
}

const duty = (alias: string): string => `P${digits(alias).slice(0, 12).toUpperCase()}`;
const userOf = (alias: string) => ({
  id: duty(alias),
  type: 'user_reference',
  summary: bare(alias).split('@')[0],
  self: `https://api.pagerduty.com/users/${duty(alias)}`,
  html_url: null,
});
function entry(id: string, type: string, at: string, about: string, more: Record<string, unknown>): unknown {
  const incident = { id: `Q${digits(about).slice(0, 12).toUpperCase()}`, type: 'incident_reference', summary: `[#1] ${about}`, incident_key: about };
  return {
    id: `R${digits(id + type)
      .slice(0, 20)
      .toUpperCase()}`,
    type: `${type}_log_entry`,
    summary: type,
    created_at: at.replace('.000Z', 'Z'),
    incident,
    channel: { type: 'auto' },
    ...more,
  };
}
/** A push to persons of whom nothing is said but that it came. */
function paged(row: Row): unknown[] | undefined {
  const to = (row.recipients ?? '').split('|');
  const isKnown = to.every((who) => isPerson(who) && /^email:(p|sec-one|sec-two|[a-z]+-one)-?/.test(who));
  if (row.channel !== 'page' || !isPlain(row) || row.status !== 'delivered' || row.status_at !== row.sent_at || row.related_id === '' || !isKnown)
    return undefined;
  return to.map((who, n) =>
    entry(`${row.notice_id}${n}`, 'notify', row.sent_at ?? '', row.related_id ?? '', {
      agent: null,
      user: userOf(who),
      channel: { type: 'auto', notification: { type: 'push', status: 'success', address: '' } },
    }),
  );
}

/** Rewrites the bundle's tables as far as its systems have words; `pick` says by a number in [0, 1) who tells what several could tell. */
/** The systems that it may name. */
export const SYSTEMS = ['okta', 'entra', 'workspace', 'm365', `aws-${ACCOUNT}`, 'exchange-online', 'pagerduty', 'sailpoint'];

export function exported(bundle: Bundle, pick: () => number): void {
  const raw = new Map<string, unknown[]>();
  const say = ({ file, record }: Said) => raw.set(file, [...(raw.get(file) ?? []), record]);
  const holderOf = new Map<string, string>();
  bundle.take('identities', (row) => {
    if (row.identity !== undefined && row.holder !== undefined) holderOf.set(row.identity, row.holder);
    return false;
  });
  const aws = cloudtrail(holderOf);
  const tellers: readonly (readonly [string, Teller])[] = [
    ['okta.json', okta],
    ['entra.json', entra],
    ['workspace.json', google],
    ['unified.json', m365],
    ['trail.json', aws],
  ];
  const users = new Set<string>();
  const people = new Set<string>();
  let n = 0;
  bundle.take('events', (row) => {
    const { kind = '', actor = '', target = '' } = row;
    const inWords = row.outcome === 'success' || row.outcome === 'failure';
    const whole = row.time !== '' && row.approver !== '' && row.reason !== '' && row.correlation === undefined && row.incident === undefined;
    if (!inWords || !whole || row.on_behalf_of !== undefined) return false;
    n += 1;
    const able = tellers.flatMap(([file, tell]) => {
      const record = tell(row, kind, actor, target, n);
      return record === undefined ? [] : [{ file, record }];
    });
    const chosen = able[Math.floor(pick() * able.length)];
    if (chosen === undefined) return false;
    say(chosen);
    if (chosen.file === 'trail.json') for (const a of [actor, target, holderOf.get(target) ?? '']) users.add(a);
    return true;
  });
  for (const a of users) {
    if (isPerson(a)) bundle.add('identities', { identity: a, kind: 'human', aliases: `aws-arn:${arnOf(bare(a))}` });
    if (is(a, 'aws-user')) bundle.add('identities', { identity: a, aliases: `aws-arn:${arnOf(bare(a))}` });
  }
  const told = new Map<string, number>();
  // A trace has no bodies. Where another notice of the same event says little, what this one said must not be lost.
  const vague = new Set<string>();
  bundle.take('notices', (row) => {
    told.set(row.notice_id ?? '', (told.get(row.notice_id ?? '') ?? 0) + 1);
    if (row.body !== '' && !isPlain(row)) vague.add(row.related_id ?? '');
    return false;
  });
  bundle.take('notices', (row) => {
    if (told.get(row.notice_id ?? '') !== 1 || vague.has(row.related_id ?? '')) return false;
    const trace = traced(row);
    for (const record of trace ?? []) say({ file: 'trace.json', record });
    const pages = trace === undefined ? paged(row) : undefined;
    for (const record of pages ?? []) say({ file: 'pagerduty.json', record });
    if (pages !== undefined) for (const who of (row.recipients ?? '').split('|')) people.add(who);
    return trace !== undefined || pages !== undefined;
  });
  bundle.take('routes', (row) => {
    if (row.step !== 'acknowledged' || row.decided_by === '' || !isPerson(row.party)) return false;
    say({
      file: 'pagerduty.json',
      record: entry(`${row.alert_id}${row.time}`, 'acknowledge', row.time ?? '', row.alert_id ?? '', {
        agent: userOf(row.party),
        channel: { type: 'website' },
      }),
    });
    people.add(row.party);
    return true;
  });
  const names = new Set<string>();
  bundle.take('certifications', (row) => {
    const isLoose = row.trigger === undefined && (row.decision === 'approve' || row.decision === 'revoke') && row.decided_at !== '';
    if (!isLoose || row.campaign !== 'continuous' || !is(row.identity, 'aws-user') || !isPerson(row.reviewer)) return false;
    names.add(row.identity);
    say({
      file: 'sailpoint.json',
      record: {
        id: row.item_id,
        decision: row.decision === 'approve' ? 'APPROVE' : 'REVOKE',
        identitySummary: { name: bare(row.identity) },
        ...(row.access === '' ? {} : { accessSummary: { access: { name: row.access, type: 'ENTITLEMENT' } } }),
        reviewer: { name: bare(row.reviewer).split('@')[0], email: bare(row.reviewer) },
        signed: row.decided_at,
        ...(row.applied_at === '' ? {} : { remediationCompleted: row.applied_at }),
        campaign: { name: 'continuous' },
      },
    });
    return true;
  });
  for (const a of names) bundle.add('identities', { identity: a, aliases: `name:${bare(a)}` });

  const put = (file: string, type: string, system: string, channels: readonly string[], whole: (records: readonly unknown[]) => string) => {
    const records = raw.get(file) ?? [];
    if (records.length === 0) return;
    bundle.raw(file, whole(records));
    if (channels.length > 0) bundle.covers.push({ match: file, type, system, channels, from: bundle.from - 30 * DAY, to: bundle.to + 30 * DAY });
  };
  const lines = (records: readonly unknown[]): string => records.map((x) => `${JSON.stringify(x)}\n`).join('');
  const both = ['iam-audit', 'signin'];
  put('okta.json', 'okta-system-log', 'okta', both, (r) => JSON.stringify(r));
  put('entra.json', 'entra-audit', 'entra', ['iam-audit'], lines);
  put('workspace.json', 'google-workspace', 'workspace', both, (r) => JSON.stringify({ kind: 'admin#reports#activities', items: r }));
  put('unified.json', 'm365-unified-audit', 'm365', both, lines);
  put('trail.json', 'aws-cloudtrail', `aws-${ACCOUNT}`, both, (r) => JSON.stringify({ Records: r }));
  put('trace.json', 'exchange-message-trace', 'exchange-online', ['mail'], (r) => JSON.stringify({ value: r }));
  put('pagerduty.json', 'pagerduty-log-entries', 'pagerduty', ['page'], (r) => JSON.stringify({ log_entries: r }));
  put('sailpoint.json', 'sailpoint-certifications', 'sailpoint', ['certification'], (r) => JSON.stringify(r));
  const directory = [...people].map((who) => ({ ...userOf(who), type: 'user', name: bare(who).split('@')[0], email: bare(who) }));
  if (directory.length > 0) bundle.raw('pagerduty-users.json', JSON.stringify({ users: directory }));
}
