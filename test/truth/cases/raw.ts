/** The same in the systems' own words: each case a bundle of raw exports beside a few tables of who owns what. */
import { type Bundle, DAY, HOUR, iso, MINUTE, type Time } from '../bundle.ts';
import { bare, type Case, type Corner, SECURITY, SECURITY_MAIL } from '../corner.ts';

const kase = (name: string, says: string, plant: (c: Corner) => void): Case => ({ name, says, plant });
const lines = (list: readonly unknown[]): string => list.map((x) => `${JSON.stringify(x)}\n`).join('');

function cover(b: Bundle, match: string, type: string, system: string, channels: readonly string[]): void {
  b.covers.push({ match, type, system, channels, from: b.from - DAY, to: b.to + 9 * DAY });
}
/** Mail, pages and tickets were exported over the whole period; what the case needs of them it writes itself. */
function notices(c: Corner, sent: readonly { to: string; at: Time; subject: string; status?: string }[]): void {
  cover(c.bundle, 'trace.json', 'exchange-message-trace', 'exchange-online', ['mail']);
  const trace = sent.map(({ to, at, subject, status }, n) => ({
    Received: iso(at).slice(0, -1),
    SenderAddress: 'notify@corp.example',
    RecipientAddress: bare(to),
    Subject: subject,
    Status: status ?? 'Delivered',
    MessageTraceId: `00000000-0000-4000-8000-${c.tag.length}${String(n).padStart(11, '0')}`,
    MessageId: `<${n}.${c.tag}@corp.example>`,
  }));
  c.bundle.raw('trace.json', JSON.stringify(trace));
  cover(c.bundle, 'notices.csv', 'table', 'messages', ['page', 'chat', 'ticket', 'siem']);
  c.bundle.empty('notices');
}

interface Trail {
  readonly name: string;
  readonly at: Time;
  readonly by: string;
  readonly parameters?: unknown;
  readonly answer?: unknown;
  readonly error?: string;
  readonly identity?: unknown;
}
function trail(c: Corner, events: readonly Trail[]): string[] {
  cover(c.bundle, 'trail.json', 'aws-cloudtrail', 'aws-111122223333', ['iam-audit', 'signin']);
  const ids = events.map((_, n) => `11111111-2222-4333-8444-${String(n + 1).padStart(12, '0')}`);
  const records = events.map((e, n) => ({
    eventVersion: '1.08',
    userIdentity: e.identity ?? { type: 'IAMUser', arn: `arn:aws:iam::111122223333:user/${e.by}`, accountId: '111122223333', userName: e.by },
    eventTime: iso(Math.floor(e.at / 1000) * 1000).replace('.000', ''),
    eventSource: 'iam.amazonaws.com',
    eventName: e.name,
    awsRegion: 'us-east-1',
    sourceIPAddress: '203.0.113.9',
    userAgent: 'console',
    requestParameters: e.parameters ?? null,
    responseElements: e.answer ?? null,
    ...(e.error === undefined ? {} : { errorCode: e.error }),
    requestID: `r-${n}`,
    eventID: ids[n],
    eventType: 'AwsApiCall',
    recipientAccountId: '111122223333',
  }));
  c.bundle.raw('trail.json', JSON.stringify({ Records: records }));
  return ids;
}
function entra(c: Corner, by: string, target: string): string {
  const id = `Directory_${c.tag}_1`;
  cover(c.bundle, 'audit.json', 'entra-audit', 'entra', ['iam-audit']);
  const record = {
    id,
    category: 'UserManagement',
    correlationId: `c0ffee00-0000-4000-8000-${String(c.tag.length).padStart(12, '0')}`,
    result: 'success',
    activityDisplayName: 'Reset user password ',
    activityDateTime: iso(c.t).replace('Z', '0000Z'),
    loggedByService: 'Core Directory',
    initiatedBy: { app: null, user: { id: '10000000-0000-4000-8000-000000000001', userPrincipalName: bare(by) } },
    targetResources: [
      { id: '20000000-0000-4000-8000-000000000002', displayName: null, type: 'User', userPrincipalName: bare(target), modifiedProperties: [] },
    ],
  };
  c.bundle.raw('audit.json', JSON.stringify({ value: [record] }));
  return id;
}
function inboxRule(c: Corner, mailbox: string, at: Time, parameters: Readonly<Record<string, string>>): string {
  const id = `aaaaaaaa-0000-4000-8000-${String(c.tag.length).padStart(12, '0')}`;
  cover(c.bundle, 'unified.json', 'm365-unified-audit', 'm365', ['iam-audit', 'signin']);
  const record = {
    CreationTime: iso(at).slice(0, 19),
    Id: id,
    Operation: 'New-InboxRule',
    OrganizationId: 'o',
    RecordType: 1,
    ResultStatus: 'True',
    UserKey: bare(mailbox),
    UserType: 2,
    Version: 1,
    Workload: 'Exchange',
    ClientIP: '198.51.100.4:5532',
    ObjectId: `${bare(mailbox)}\\.`,
    UserId: bare(mailbox),
    Parameters: Object.entries({ Name: '.', ...parameters }).map(([Name, Value]) => ({ Name, Value })),
  };
  c.bundle.raw('unified.json', lines([record]));
  return id;
}
const SUBJECT = 'Your password was changed';

export const RAW: readonly Case[] = [
  kase('Entra: reset, both told by mail', 'strong: names the target and its kind fits, inside the window', (c) => {
    const who = c.person();
    const id = entra(c, c.person(), who);
    notices(c, [
      { to: who, at: c.minutes(3), subject: SUBJECT },
      { to: SECURITY_MAIL, at: c.minutes(3), subject: `Password changed for ${bare(who)}` },
    ]);
    c.expect('ack.missing', id, 'unmet');
    c.stage(id, { signalled: 'met', delivered: 'met', reached: 'met', acknowledged: 'unmet' });
  }),
  kase('Entra: reset, nobody told', 'notice.missing', (c) => {
    const id = entra(c, c.person(), c.person());
    notices(c, []);
    c.expect('notice.missing', id, 'unmet', ['person', 'security'], 'high');
  }),
  kase('Entra: the person’s copy was quarantined', 'notice.undelivered', (c) => {
    const who = c.person();
    const id = entra(c, c.person(), who);
    notices(c, [
      { to: who, at: c.minutes(3), subject: SUBJECT, status: 'Quarantined' },
      { to: SECURITY_MAIL, at: c.minutes(3), subject: `Password changed for ${bare(who)}` },
    ]);
    c.expect('notice.undelivered', id, 'partial', ['person']);
    c.expect('ack.missing', id, 'unmet');
  }),
  ...[true, false].map((hides) =>
    kase(`unified audit log: an inbox rule that ${hides ? 'deletes' : 'forwards'}`, 'notice.suppressed; a forward does not hide', (c) => {
      const who = c.person();
      const made = c.minutes(-60);
      const rule = inboxRule(c, who, made, hides ? { SubjectContainsWords: 'password', DeleteMessage: 'True' } : { ForwardTo: 'x@other.example' });
      const id = entra(c, c.person(), who);
      notices(c, [
        { to: who, at: c.minutes(3), subject: SUBJECT },
        { to: SECURITY_MAIL, at: c.minutes(3), subject: `Password changed for ${bare(who)}` },
        { to: SECURITY_MAIL, at: made + 3 * MINUTE, subject: `New inbox rule of ${bare(who)}` },
        { to: who, at: made + 3 * MINUTE, subject: 'A new inbox rule was made' },
      ]);
      if (hides) c.expect('notice.suppressed', id, 'partial', ['person'], 'critical');
      c.expect('ack.missing', id, 'unmet');
      c.expect('ack.missing', rule, 'unmet');
      c.stage(rule, { signalled: 'met', delivered: 'met', reached: 'met' });
    }),
  ),
  kase(
    'CloudTrail: a policy is attached, a key made, a failed call',
    'KINDS: AttachUserPolicy role.granted, CreateAccessKey credential.created; failed ones carry none',
    (c) => {
      const svc = `svc-${c.tag}`;
      c.service({ identity: `aws-arn:arn:aws:iam::111122223333:user/${svc}`, aliases: `aws-user:${svc}` });
      c.claim(`aws-arn:arn:aws:iam::111122223333:user/${svc}`, c.person());
      c.bundle.empty('certifications');
      cover(c.bundle, 'certifications.csv', 'table', 'reviews', ['certification']);
      notices(c, []);
      const policy = { userName: svc, policyArn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' };
      const key = { accessKey: { userName: svc, accessKeyId: 'AKIAEXAMPLEEXAMPLE00', status: 'Active' } };
      const ids = trail(c, [
        { name: 'AttachUserPolicy', at: c.t, by: 'admin', parameters: policy },
        { name: 'CreateAccessKey', at: c.t + HOUR, by: 'admin', parameters: { userName: svc }, answer: key },
        { name: 'AttachUserPolicy', at: c.t + 2 * HOUR, by: 'admin', parameters: policy, error: 'AccessDenied' },
      ]);
      const [attach = '', create = '', failed = ''] = ids;
      c.expect('notice.missing', attach, 'unmet', ['owner', 'security']);
      c.expect('cert.missing', attach, 'unmet');
      c.expect('notice.missing', create, 'unmet', []);
      c.expect('cert.missing', create, 'unmet');
      c.noWake.push(failed);
    },
  ),
  kase('CloudTrail: logging stopped', 'StopLogging logging.disabled', (c) => {
    trail(c, [{ name: 'StopLogging', at: c.t, by: 'admin', parameters: { name: 'arn:aws:cloudtrail:us-east-1:111122223333:trail/main' } }]);
    c.expect('coverage.logging-disabled', '*', undefined, undefined, 'high');
  }),
  ...[10, 40].map((minutes) =>
    kase(
      `PagerDuty: an alert paged, and acknowledged after ${minutes} min`,
      'a PagerDuty acknowledge log entry, by its agent; within 30 min',
      (c) => {
        const { svc, owner } = c.owned();
        c.bundle.add('identities', { identity: owner, kind: 'human', aliases: `pagerduty-user:P${c.tag.toUpperCase()}` });
        const e = c.alert(svc);
        const user = { id: `P${c.tag.toUpperCase()}`, type: 'user_reference', summary: bare(owner).split('@')[0] };
        const incident = {
          id: `Q${c.tag.toUpperCase()}`,
          type: 'incident_reference',
          summary: `[#12] ${e.id} suspicious activity`,
          incident_key: e.id,
        };
        const entry = (n: number, type: string, at: Time, more: Record<string, unknown>) => ({
          id: `R${c.tag.toUpperCase()}${n}`,
          type: `${type}_log_entry`,
          summary: `${type} ${user.summary ?? ''}`,
          created_at: iso(at).replace('.000', ''),
          incident,
          channel: { type: 'auto' },
          ...more,
        });
        const log = [
          entry(1, 'trigger', c.minutes(1), {
            agent: { id: 'PSVC', type: 'service_reference', summary: 'detector' },
            channel: { type: 'api', summary: e.id, incident_key: e.id },
          }),
          entry(2, 'assign', c.minutes(1), { agent: { id: 'PSVC', type: 'service_reference', summary: 'detector' }, assignees: [user] }),
          entry(3, 'notify', c.minutes(2), {
            agent: null,
            user,
            channel: { type: 'auto', notification: { type: 'push', status: 'success', address: '' } },
          }),
          entry(4, 'acknowledge', c.minutes(minutes), { agent: user, channel: { type: 'website' } }),
        ];
        c.bundle.raw('pagerduty.json', JSON.stringify({ log_entries: log }));
        cover(c.bundle, 'pagerduty.json', 'pagerduty-log-entries', 'pagerduty', ['page']);
        c.action(e, 'disable', c.minutes(30), SECURITY[0]);
        c.use(svc, c.minutes(50), { outcome: 'failure' });
        c.review(svc, c.t + HOUR);
        if (minutes > 30) c.expect('ack.late', e, 'late', undefined, 'low');
        c.stage(e, {
          signalled: 'met',
          delivered: 'met',
          reached: 'met',
          acknowledged: minutes > 30 ? 'late' : 'met',
          acted: 'met',
          verified: 'met',
          certified: 'met',
        });
      },
    ),
  ),
];
