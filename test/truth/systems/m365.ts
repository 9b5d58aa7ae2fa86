/** The unified audit log, as the search exports it (CSV with the record inside) and as the API answers. */
import { iso, MINUTE, type Time } from '../bundle.ts';
import { bare, type Case, type Corner, SECURITY_MAIL } from '../corner.ts';
import { type Act, BOTH, cover, csv, guid, kase, lines, logOf, quiet } from './kit.ts';

const TENANT = '0873ee4d-0000-4000-8000-74c442a2fad2';
const upn = (name: string): string => `${name}@ship.example`;
const of = (name: string): string => `upn:${upn(name)}`;
/** `3/1/2026 1:05:09 PM`, without a zone. */
const american = (at: Time): string => {
  const d = new Date(at);
  const two = (n: number): string => String(n).padStart(2, '0');
  return `${d.getUTCMonth() + 1}/${d.getUTCDate()}/${d.getUTCFullYear()} ${d.getUTCHours() % 12 || 12}:${two(d.getUTCMinutes())}:${two(d.getUTCSeconds())} ${d.getUTCHours() < 12 ? 'AM' : 'PM'}`;
};
const TYPES: Readonly<Record<number, string>> = {
  1: 'ExchangeAdmin',
  2: 'ExchangeItem',
  8: 'AzureActiveDirectory',
  15: 'AzureActiveDirectoryStsLogon',
};
interface Inner {
  readonly Id: string;
  readonly CreationTime: string;
  readonly Operation: string;
  readonly RecordType: number;
  readonly UserId: string;
}
const search = (records: readonly unknown[]): string =>
  `\uFEFF${csv(
    [
      'PSComputerName',
      'RunspaceId',
      'RecordType',
      'CreationDate',
      'UserIds',
      'Operations',
      'AuditData',
      'ResultIndex',
      'ResultCount',
      'Identity',
      'IsValid',
      'ObjectState',
    ],
    (records as Inner[]).map((r, n) => ({
      PSComputerName: 'outlook.office365.com',
      RecordType: TYPES[r.RecordType] ?? '',
      CreationDate: american(Date.parse(`${r.CreationTime}Z`)),
      UserIds: r.UserId,
      Operations: r.Operation,
      AuditData: JSON.stringify(r),
      ResultIndex: String(n + 1),
      ResultCount: String(records.length),
      Identity: r.Id,
      IsValid: 'True',
      ObjectState: 'Unchanged',
    })),
  )}`;

const common = (id: string, at: Time, operation: string, type: number, by: string) => ({
  CreationTime: iso(at).slice(0, 19),
  Id: id,
  Operation: operation,
  OrganizationId: TENANT,
  RecordType: type,
  UserKey: upn(by),
  UserType: 0,
  Version: 1,
  UserId: upn(by),
});
/** An act in the directory: who and whom as lists of the ids that each has. */
const directory =
  (operation: string, by: string, target: readonly { ID: string; Type: number }[], more: Readonly<Record<string, unknown>> = {}) =>
  (id: string, at: Time) => ({
    ...common(id, at, operation, 8, by),
    ResultStatus: 'Success',
    Workload: 'AzureActiveDirectory',
    ClientIP: '',
    ObjectId: target.find((t) => t.Type === 5)?.ID ?? target[0]?.ID,
    AzureActiveDirectoryEventType: 1,
    ExtendedProperties: [{ Name: 'additionalDetails', Value: '{}' }],
    ModifiedProperties: [],
    Actor: [
      { ID: upn(by), Type: 5 },
      { ID: '10032001266C162C', Type: 3 },
      { ID: `User_${guid(by)}`, Type: 2 },
      { ID: guid(by), Type: 2 },
      { ID: 'User', Type: 2 },
    ],
    ActorContextId: TENANT,
    InterSystemsId: guid(`i${id}`),
    IntraSystemId: guid(`j${id}`),
    Target: target,
    TargetContextId: TENANT,
    ...more,
  });
const person = (name: string) => [
  { ID: `User_${guid(name)}`, Type: 2 },
  { ID: guid(name), Type: 2 },
  { ID: 'User', Type: 2 },
  { ID: upn(name), Type: 5 },
  { ID: '100320012668A266', Type: 3 },
];
const thing = (type: string, name: string) => [
  { ID: `${type}_${guid(name)}`, Type: 2 },
  { ID: guid(name), Type: 2 },
  { ID: type, Type: 2 },
  { ID: name, Type: 1 },
];
const exchange =
  (operation: string, by: string, object: string, parameters: Readonly<Record<string, string>>, status = 'True') =>
  (id: string, at: Time) => ({
    ...common(id, at, operation, 1, by),
    ResultStatus: status,
    Workload: 'Exchange',
    ClientIP: '198.51.100.4:5532',
    ObjectId: object,
    ExternalAccess: false,
    OrganizationName: 'ship.onmicrosoft.com',
    OriginatingServer: 'AM6PR04MB5112 (15.20.4065.028)',
    Parameters: Object.entries(parameters).map(([Name, Value]) => ({ Name, Value })),
  });
const logon = (operation: string, by: string, errorNumber: string) => (id: string, at: Time) => ({
  ...common(id, at, operation, 15, by),
  ResultStatus: 'Success',
  Workload: 'AzureActiveDirectory',
  ClientIP: '203.0.113.2',
  ObjectId: '00000002-0000-0000-c000-000000000000',
  AzureActiveDirectoryEventType: 1,
  ExtendedProperties: [
    { Name: 'ResultStatusDetail', Value: 'Success' },
    { Name: 'RequestType', Value: 'Login:login' },
  ],
  Actor: [
    { ID: guid(by), Type: 0 },
    { ID: upn(by), Type: 5 },
  ],
  InterSystemsId: guid(`i${id}`),
  IntraSystemId: id,
  Target: [{ ID: '00000002-0000-0000-c000-000000000000', Type: 0 }],
  ApplicationId: guid('app'),
  ErrorNumber: errorNumber,
  ...(errorNumber === '0' ? {} : { LogonError: 'InvalidUserNameOrPassword' }),
});

const acts = (tag: string): Act[] => {
  let n = 0;
  const boss = `boss-${tag}`;
  const who = (): string => {
    n += 1;
    return `m${n}-${tag}`;
  };
  const dir = (kind: string, operation: string, more: Readonly<Record<string, unknown>> = {}): Act => {
    const name = who();
    return { kind, actor: of(boss), target: of(name), record: directory(operation, boss, person(name), more) };
  };
  const on = (kind: string, operation: string, type: string, more: Readonly<Record<string, unknown>> = {}, act: Partial<Act> = {}): Act => {
    const name = who();
    return { kind, actor: of(boss), target: `entra-object:${guid(name)}`, ...act, record: directory(operation, boss, thing(type, name), more) };
  };
  const box = (kind: string, operation: string, parameters: (mailbox: string) => Readonly<Record<string, string>>, more: Partial<Act> = {}): Act => {
    const name = who();
    return {
      kind,
      actor: of(name),
      target: of(name),
      ...more,
      record: exchange(operation, name, `${upn(name)}\\.`, parameters(upn(name)), more.outcome === 'failure' ? 'False' : 'True'),
    };
  };
  const admin = (kind: string, operation: string, parameters: (mailbox: string) => Readonly<Record<string, string>>): Act => {
    const name = who();
    return { kind, actor: of(boss), target: of(name), record: exchange(operation, boss, upn(name), parameters(upn(name))) };
  };
  const role = {
    ModifiedProperties: [
      { Name: 'Role.DisplayName', NewValue: 'Global Administrator', OldValue: '' },
      { Name: 'Role.TemplateId', NewValue: guid('ga'), OldValue: '' },
    ],
  };
  const key = (id: string): string => `[KeyIdentifier=${guid(id)},KeyType=Password,KeyUsage=Verify,DisplayName=${id}]`;
  const keys = (old: readonly string[], now: readonly string[]) => ({
    ModifiedProperties: [
      { Name: 'KeyDescription', OldValue: JSON.stringify(old.map(key), undefined, 2), NewValue: JSON.stringify(now.map(key), undefined, 2) },
      { Name: 'Included Updated Properties', NewValue: 'KeyDescription', OldValue: '' },
    ],
  });
  const [a, b, c] = [who(), who(), who()];
  return [
    dir('account.created', 'Add user.'),
    dir('account.deleted', 'Delete user.'),
    dir('account.disabled', 'Disable account.'),
    dir('password.reset', 'Reset user password.'),
    dir('password.changed', 'Change user password.'),
    dir('role.granted', 'Add member to role.', role),
    dir('role.revoked', 'Remove member from role.', {
      ModifiedProperties: [{ Name: 'Role.DisplayName', OldValue: 'Global Administrator', NewValue: '' }],
    }),
    dir('group.added', 'Add member to group.', { ModifiedProperties: [{ Name: 'Group.DisplayName', NewValue: 'Crew', OldValue: '' }] }),
    dir('session.revoked', 'Update StsRefreshTokenValidFrom Timestamp.'),
    on('account.created', 'Add service principal.', 'ServicePrincipal'),
    on('account.created', 'Add application.', 'Application'),
    on('consent.granted', 'Consent to application.', 'ServicePrincipal'),
    on('credential.created', 'Add service principal credentials.', 'ServicePrincipal', keys([], [`n-${tag}`]), {
      is: 'credential',
      target: undefined,
    }),
    on('credential.created', 'Update application – Certificates and secrets management ', 'Application', keys([], [`o-${tag}`]), {
      is: 'credential',
      target: undefined,
    }),
    on('credential.deleted', 'Update application – Certificates and secrets management ', 'Application', keys([`p-${tag}`], []), {
      is: 'credential',
      target: undefined,
    }),
    box('mailrule.created', 'New-InboxRule', (m) => ({
      Mailbox: m,
      Name: '.',
      SubjectContainsWords: 'zebra',
      DeleteMessage: 'True',
      AlwaysDeleteOutlookRulesBlob: 'False',
      Force: 'False',
    })),
    box('mailrule.changed', 'Set-InboxRule', (m) => ({ Identity: `${m}\\.`, SubjectContainsWords: 'zebra', MoveToFolder: 'RSS Feeds' })),
    box('mailrule.changed', 'Enable-InboxRule', (m) => ({ Identity: `${m}\\.` })),
    box('mailrule.removed', 'Remove-InboxRule', (m) => ({ Identity: `${m}\\.`, Force: 'True' })),
    box('mailrule.removed', 'Disable-InboxRule', (m) => ({ Identity: `${m}\\.` })),
    {
      kind: 'mailrule.changed',
      actor: of(a),
      target: of(a),
      record: (id, at) => ({
        ...common(id, at, 'UpdateInboxRules', 2, a),
        ResultStatus: 'Succeeded',
        Workload: 'Exchange',
        ClientIPAddress: '198.51.100.4',
        ExternalAccess: false,
        InternalLogonType: 0,
        LogonType: 0,
        LogonUserSid: 'S-1',
        MailboxGuid: guid(a),
        MailboxOwnerSid: 'S-1',
        MailboxOwnerUPN: upn(a),
        OperationProperties: [
          { Name: 'RuleOperation', Value: 'ModifyMailboxRule' },
          { Name: 'RuleId', Value: '-9' },
          { Name: 'RuleState', Value: 'Enabled' },
          { Name: 'RuleName', Value: ' ' },
          { Name: 'RuleCondition', Value: '' },
          { Name: 'RuleActions', Value: '[{"ActionType":"Forward","Recipients":["x@other.example"]}]' },
        ],
      }),
    },
    admin('forwarding.enabled', 'Set-Mailbox', (m) => ({
      Identity: m,
      ForwardingSmtpAddress: 'smtp:x@other.example',
      DeliverToMailboxAndForward: 'True',
    })),
    admin('delegation.granted', 'Add-MailboxPermission', (m) => ({ Identity: m, User: upn(b), AccessRights: 'FullAccess', InheritanceType: 'All' })),
    admin('delegation.granted', 'Add-RecipientPermission', (m) => ({ Identity: m, Trustee: upn(b), AccessRights: 'SendAs' })),
    { kind: 'session.started', actor: of(b), target: of(b), record: logon('UserLoggedIn', b, '0') },
    { kind: 'session.failed', actor: of(c), target: of(c), outcome: 'failure', record: logon('UserLoginFailed', c, '50126') },
    // The close negatives.
    box('mailrule.created', 'New-InboxRule', (m) => ({ Mailbox: m, Name: 'x', ForwardTo: 'x@other.example' }), { outcome: 'failure' }),
    { ...admin('other', 'Set-Mailbox', (m) => ({ Identity: m, MaxSendSize: '1 GB (1,073,741,824 bytes)' })), target: undefined },
    { ...box('other', 'Get-InboxRule', (m) => ({ Mailbox: m })), target: undefined },
    { ...admin('other', 'Remove-MailboxPermission', (m) => ({ Identity: m, User: upn(b), AccessRights: 'FullAccess' })), target: undefined },
    { ...dir('other', 'Update user.'), target: undefined },
    {
      kind: 'other',
      actor: of(b),
      record: (id, at) => ({
        ...common(id, at, 'MailItemsAccessed', 2, b),
        ResultStatus: 'Succeeded',
        Workload: 'Exchange',
        MailboxOwnerUPN: upn(b),
        LogonType: 0,
      }),
    },
  ];
};

const LOG = { file: 'ual/export.csv', type: 'm365-unified-audit', system: 'm365', channels: BOTH };
/** Mail of which the trace says whether it came, in the words of either export. */
function trace(c: Corner, sent: readonly { to: string; at: Time; subject: string; status?: string }[]): void {
  const rows = sent.map(({ to, at, subject, status }, n) => ({
    Organization: 'ship.onmicrosoft.com',
    MessageId: `<${n}.${c.tag}@ship.example>`,
    Received: american(at),
    SenderAddress: 'notify@ship.example',
    RecipientAddress: bare(to),
    Subject: subject,
    Status: status ?? 'Delivered',
    ToIP: '',
    FromIP: '203.0.113.90',
    Size: '24512',
    MessageTraceId: guid(`${c.tag}${n}`),
    StartDate: '',
    EndDate: '',
    Index: String(n),
  }));
  c.bundle.raw('mail/trace.csv', csv(Object.keys(rows[0] ?? {}), rows));
  cover(c.bundle, 'mail/trace.csv', 'exchange-online', ['mail'], { zone: 'UTC' });
  c.reads.push({ file: 'mail/trace.csv', type: 'exchange-message-trace' });
}

export const M365: readonly Case[] = [
  kase('Unified audit log: each kind, as the search exports it', 'KINDS: unified audit log; outer CSV, inner JSON', (c) => {
    quiet(c);
    logOf(c, { ...LOG, write: search }, acts(c.tag));
  }),
  kase('Unified audit log: each kind, as the API answers', 'the same, without the outer CSV', (c) => {
    quiet(c);
    logOf(c, { ...LOG, file: 'ual/content.json', write: c.tag.length % 2 === 0 ? lines : (r) => JSON.stringify(r) }, acts(c.tag));
  }),
  kase('Unified audit log: one role grant as eight records', 'group by InterSystemsId, time and target', (c) => {
    quiet(c);
    const name = `eight-${c.tag}`;
    const more = { InterSystemsId: guid(c.tag), ModifiedProperties: [{ Name: 'Role.DisplayName', NewValue: 'Global Administrator', OldValue: '' }] };
    const at = Math.floor(c.t / 1000) * 1000;
    const records = Array.from({ length: 8 }, (_, n) => directory('Add member to role.', 'boss', person(name), more)(guid(`${c.tag}${n}`), at));
    c.bundle.raw(LOG.file, search(records));
    cover(c.bundle, LOG.file, LOG.system, LOG.channels);
    const first = records[0]?.Id ?? '';
    c.said.push({ on: first, kind: 'role.granted', target: of(name), actor: of('boss'), at });
    c.expect('notice.missing', first, 'unmet');
    c.expect('cert.missing', first, 'unmet');
  }),
  ...['Set-AdminAuditLogConfig', 'Set-MailboxAuditBypassAssociation'].map((operation) =>
    kase(
      `Unified audit log: ${operation}`,
      'Set-AdminAuditLogConfig with ingestion off, Set-MailboxAuditBypassAssociation: logging.disabled',
      (c) => {
        quiet(c);
        const parameters: Readonly<Record<string, string>> = operation.startsWith('Set-Admin')
          ? { UnifiedAuditLogIngestionEnabled: 'False' }
          : { Identity: 'x@ship.example', AuditBypassEnabled: 'True' };
        logOf(c, { ...LOG, write: search }, [{ kind: 'logging.disabled', actor: of('boss'), record: exchange(operation, 'boss', 'x', parameters) }]);
        c.expect('coverage.logging-disabled', '*', undefined, undefined, 'high');
      },
    ),
  ),
  // A rule that hides, told by each of its operations; a rule that is off hides nothing.
  ...(['New-InboxRule', 'UpdateInboxRules', 'removed before'] as const).map((how) =>
    kase(`Unified audit log: a rule that hides, ${how}`, 'notice.suppressed: a rule active at the delivery that matches and deletes', (c) => {
      const name = `hid-${c.tag}`;
      const victim = `email:${upn(name)}`;
      c.bundle.add('people', { person: victim, display_name: name, status: 'active', start: iso(c.bundle.from - 9e10) });
      quiet(c, ['mail']);
      const made = c.minutes(-90);
      const rule = (at: Time) =>
        how === 'UpdateInboxRules'
          ? {
              ...common(guid(`r${c.tag}`), at, 'UpdateInboxRules', 2, name),
              ResultStatus: 'Succeeded',
              Workload: 'Exchange',
              MailboxGuid: guid(name),
              MailboxOwnerUPN: upn(name),
              OperationProperties: [
                { Name: 'RuleOperation', Value: 'AddMailboxRule' },
                { Name: 'RuleId', Value: '7' },
                { Name: 'RuleState', Value: 'Enabled' },
                { Name: 'RuleName', Value: '.' },
                { Name: 'RuleCondition', Value: '{(SubString IgnoreCase(SubjectProperty)=password)}' },
                { Name: 'RuleActions', Value: '[{"ActionType":"Delete"}]' },
              ],
            }
          : exchange('New-InboxRule', name, `${upn(name)}\\.`, {
              Mailbox: upn(name),
              Name: '.',
              SubjectContainsWords: 'invoice;password',
              DeleteMessage: 'True',
            })(guid(`r${c.tag}`), at);
      const reset = directory('Reset user password.', 'boss', person(name))(guid(`p${c.tag}`), Math.floor(c.t / 1000) * 1000);
      const gone = exchange('Remove-InboxRule', name, `${upn(name)}\\.`, { Identity: `${upn(name)}\\.` })(guid(`g${c.tag}`), c.minutes(-30));
      c.bundle.raw(LOG.file, search(how === 'removed before' ? [rule(made), gone, reset] : [rule(made), reset]));
      cover(c.bundle, LOG.file, LOG.system, LOG.channels);
      trace(c, [
        { to: SECURITY_MAIL, at: made + 2 * MINUTE, subject: `New inbox rule of ${upn(name)}` },
        { to: victim, at: made + 2 * MINUTE, subject: 'A new inbox rule was made' },
        { to: victim, at: c.minutes(3), subject: 'Your password was changed' },
        { to: SECURITY_MAIL, at: c.minutes(3), subject: `Password reset for ${upn(name)}` },
      ]);
      const isHidden = how !== 'removed before';
      if (isHidden) c.expect('notice.suppressed', reset.Id, 'partial', ['person'], 'critical');
      c.expect('ack.missing', reset.Id, 'unmet');
      c.expect('ack.missing', guid(`r${c.tag}`), 'unmet');
      c.stage(reset.Id, { signalled: 'met', delivered: isHidden ? 'partial' : 'met' });
    }),
  ),
];
