/** Who owns what, and who people are, as directories and inventories export it; each told by an alert that is to reach the owner. */
import { DAY, HOUR, iso } from '../bundle.ts';
import { bare, type Case, type Corner, SECURITY } from '../corner.ts';
import { cover, csv, digits, guid, kase, quiet } from './kit.ts';

/** The alert goes to the owner that the export names, or to somebody else. */
function alerted(c: Corner, svc: string, owner: string, isOwner: boolean): void {
  const other = c.person();
  // Another source names owners too, of something else.
  c.claim(c.service(), other);
  const e = c.alert(svc);
  const to = isOwner ? owner : other;
  c.tell(e, [to], { channel: 'page' });
  c.ack(e, to, c.minutes(9));
  c.action(e, 'disable', c.minutes(30), SECURITY[0]);
  c.use(svc, c.minutes(50), { outcome: 'failure' });
  c.review(svc, c.t + 5 * HOUR);
  cover(c.bundle, 'events.csv', 'directory', ['iam-audit', 'signin']);
  quiet(c);
  if (isOwner) c.stage(e, { signalled: 'met', delivered: 'met', reached: 'met', acknowledged: 'met', acted: 'met' });
  else c.expect('route.wrong-party', e, 'unmet');
}
const raw = (c: Corner, file: string, type: string, text: string, ignored = 0): void => {
  c.bundle.raw(file, text);
  c.reads.push({ file, type, ignored });
};

const entraUser = (who: string) => ({
  businessPhones: [],
  displayName: bare(who).split('@')[0],
  givenName: null,
  jobTitle: null,
  mail: bare(who),
  mobilePhone: null,
  officeLocation: null,
  preferredLanguage: null,
  surname: null,
  userPrincipalName: bare(who),
  id: guid(who),
  userType: 'Member',
  accountEnabled: true,
});
/** An application with its service principal; who owns it stands on either. */
function entra(c: Corner, on: 'application' | 'service principal', isOwner: boolean): void {
  const owner = c.person();
  const name = `tide-${c.tag}`;
  const [sp, appId] = [guid(`sp${name}`), guid(`app${name}`)];
  const owners = [{ '@odata.type': '#microsoft.graph.user', ...entraUser(owner) }];
  const secret = {
    customKeyIdentifier: null,
    displayName: 'nightly',
    endDateTime: iso(c.t + 90 * DAY),
    hint: 'L_F',
    keyId: guid(`key${name}`),
    secretText: null,
    startDateTime: iso(c.t - 40 * DAY),
  };
  raw(c, 'entra/users.json', 'entra-directory', JSON.stringify({ '@odata.context': 'x#users', value: [entraUser(owner)] }));
  raw(
    c,
    'entra/applications.json',
    'entra-directory',
    JSON.stringify({
      '@odata.context': 'x#applications',
      value: [
        {
          id: guid(`obj${name}`),
          deletedDateTime: null,
          appId,
          createdDateTime: iso(c.t - 300 * DAY),
          displayName: name,
          identifierUris: [],
          signInAudience: 'AzureADMyOrg',
          tags: [],
          keyCredentials: [],
          passwordCredentials: [secret],
          requiredResourceAccess: [],
          ...(on === 'application' ? { owners } : {}),
        },
      ],
    }),
  );
  raw(
    c,
    'entra/servicePrincipals.json',
    'entra-directory',
    JSON.stringify({
      '@odata.context': 'x#servicePrincipals',
      value: [
        {
          id: sp,
          deletedDateTime: null,
          accountEnabled: true,
          appDisplayName: name,
          appId,
          createdDateTime: iso(c.t - 300 * DAY),
          displayName: name,
          servicePrincipalNames: [appId],
          servicePrincipalType: 'Application',
          tags: [],
          keyCredentials: [],
          passwordCredentials: [],
          ...(on === 'service principal' ? { owners } : {}),
        },
      ],
    }),
  );
  c.beings.push({ alias: `entra-object:${guid(owner)}`, same: [owner] }, { alias: `entra-object:${sp}`, same: [`entra-app:${appId}`] });
  alerted(c, `entra-object:${sp}`, owner, isOwner);
}
/** A tag is the only hint at who owns a role. */
function authorization(c: Corner, isOwner: boolean): void {
  const owner = c.person();
  const arn = `arn:aws:iam::111122223333:role/tide-${c.tag}`;
  const detail = {
    UserDetailList: [],
    GroupDetailList: [],
    Policies: [],
    RoleDetailList: [
      {
        Path: '/',
        RoleName: `tide-${c.tag}`,
        RoleId: `AROA${c.tag.toUpperCase()}`,
        Arn: arn,
        CreateDate: '2024-01-01T00:00:00+00:00',
        AssumeRolePolicyDocument: {
          Version: '2012-10-17',
          Statement: [{ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }],
        },
        InstanceProfileList: [],
        RolePolicyList: [],
        AttachedManagedPolicies: [],
        Tags: [
          { Key: 'Owner', Value: bare(owner) },
          { Key: 'environment', Value: 'prod' },
        ],
        RoleLastUsed: { LastUsedDate: iso(c.t - DAY), Region: 'us-east-1' },
      },
    ],
  };
  raw(c, 'aws/authorization.json', 'aws-account-authorization', JSON.stringify(detail, undefined, 4));
  alerted(c, `aws-arn:${arn}`, owner, isOwner);
}
const CREDENTIALS =
  'user,arn,user_creation_time,password_enabled,password_last_used,password_last_changed,password_next_rotation,mfa_active,access_key_1_active,access_key_1_last_rotated,access_key_1_last_used_date,access_key_1_last_used_region,access_key_1_last_used_service,access_key_2_active,access_key_2_last_rotated,access_key_2_last_used_date,access_key_2_last_used_region,access_key_2_last_used_service,cert_1_active,cert_1_last_rotated,cert_2_active,cert_2_last_rotated';
function credentialReport(c: Corner, form: 'csv' | 'plain' | 'base64'): void {
  const arn = `arn:aws:iam::111122223333:user/svc-${c.tag}`;
  const rows = [
    '<root_account>,arn:aws:iam::111122223333:root,2018-08-12T17:20:55+00:00,not_supported,2019-03-03T16:58:16+00:00,not_supported,not_supported,true,false,N/A,N/A,N/A,N/A,false,N/A,N/A,N/A,N/A,false,N/A,false,N/A',
    `svc-${c.tag},${arn},2024-05-07T15:35:54+00:00,false,N/A,N/A,N/A,false,true,2025-05-07T15:35:55+00:00,no_information,N/A,N/A,false,N/A,N/A,N/A,N/A,false,N/A,false,N/A`,
  ];
  const text = [CREDENTIALS, ...rows].join('\n');
  const file = form === 'csv' ? 'aws/credentials.csv' : 'aws/credentials.json';
  const whole =
    form === 'csv'
      ? text
      : JSON.stringify({
          Content: form === 'plain' ? text : Buffer.from(text).toString('base64'),
          ReportFormat: 'text/csv',
          GeneratedTime: '2026-03-07T15:40:22+00:00',
        });
  raw(c, file, 'aws-credential-report', whole);
  c.beings.push({ alias: `aws-arn:${arn}`, same: [`aws-user:svc-${c.tag}`] }, { alias: 'aws-arn:arn:aws:iam::111122223333:root' });
  const owner = c.claim(`aws-user:svc-${c.tag}`, c.person());
  alerted(c, `aws-arn:${arn}`, owner, true);
}
/** A global administrator by the directory's own assignments is at tier 0, and is raised. */
function privileged(c: Corner, role: string, isRaised: boolean): void {
  const who = c.person();
  raw(c, 'entra/users.json', 'entra-directory', JSON.stringify({ value: [entraUser(who)] }));
  raw(
    c,
    'entra/roleAssignments.json',
    'entra-directory',
    JSON.stringify({ value: [{ id: `${digits(c.tag).slice(0, 20)}-1`, principalId: guid(who), directoryScopeId: '/', roleDefinitionId: role }] }),
  );
  c.beings.push({ alias: who, ...(isRaised ? { tier: '0' } : {}) });
  const e = c.event('password.reset', who);
  quiet(c);
  c.expect('notice.missing', e, 'unmet', ['person', 'security'], isRaised ? 'critical' : 'high');
}
function okta(c: Corner): void {
  const who = c.person();
  const id = `00u${digits(who).slice(0, 17)}`;
  const gone = `00u${digits(`x${who}`).slice(0, 17)}`;
  const one = (uid: string, address: string, status: string) => ({
    id: uid,
    status,
    created: '2019-01-01T00:00:00.000Z',
    activated: '2019-01-01T00:00:00.000Z',
    statusChanged: '2019-01-01T00:00:00.000Z',
    lastLogin: '2026-01-01T00:00:00.000Z',
    lastUpdated: '2026-01-01T00:00:00.000Z',
    passwordChanged: null,
    type: { id: 'oty' },
    profile: { firstName: 'Á', lastName: 'Ø', mobilePhone: null, secondEmail: null, login: address, email: address },
    credentials: { provider: { type: 'OKTA', name: 'OKTA' } },
    _links: { self: { href: 'https://x' } },
  });
  raw(c, 'okta/users.json', 'okta-directory', JSON.stringify([one(id, bare(who), 'ACTIVE'), one(gone, 'left@corp.example', 'DEPROVISIONED')]));
  raw(
    c,
    'okta/apps.json',
    'okta-directory',
    JSON.stringify([
      {
        id: `0oa${digits(who).slice(0, 17)}`,
        name: 'oidc_client',
        label: `Tide ${c.tag}`,
        status: 'ACTIVE',
        lastUpdated: '2026-01-01T00:00:00.000Z',
        created: '2019-01-01T00:00:00.000Z',
        signOnMode: 'OPENID_CONNECT',
        features: [],
        credentials: { oauthClient: { client_id: `0oa${digits(who).slice(0, 17)}` } },
        settings: { notes: { admin: null, enduser: null } },
      },
    ]),
  );
  raw(
    c,
    'okta/groups.json',
    'okta-directory',
    JSON.stringify([
      {
        id: `00g${digits(who).slice(0, 17)}`,
        created: '2019-01-01T00:00:00.000Z',
        lastUpdated: '2026-01-01T00:00:00.000Z',
        lastMembershipUpdated: '2026-01-01T00:00:00.000Z',
        objectClass: ['okta:user_group'],
        type: 'OKTA_GROUP',
        profile: { name: 'Crew', description: null },
      },
    ]),
  );
  c.beings.push({ alias: `okta-user:${id}`, same: [who] });
  // The event names the id of one system, the notice the address.
  const e = c.event('password.reset', `okta-user:${id}`);
  c.tell(e, [who, ...SECURITY]);
  c.ack(e, SECURITY[0], c.minutes(30));
  quiet(c);
  c.stage(e, { signalled: 'met', reached: 'met', acknowledged: 'met' });
}

/** `Sat Mar  7 10:00:00 2026`, as the line before each message of a mailbox has it. */
const asctime = (t: number): string => {
  const [day = '', date = '', month = '', year = '', time = ''] = new Date(t).toUTCString().replace(',', '').split(' ');
  return `${day} ${month} ${date.replace(/^0/, ' ')} ${time} ${year}`;
};
const WHEN = (t: number): string => new Date(t).toUTCString().replace('GMT', '+0000');
interface Letter {
  readonly to: string;
  readonly subject: string;
  readonly body: string;
  readonly at: number;
  readonly id: string;
  readonly isDelivered: boolean;
}
const letter = (x: Letter): string =>
  [
    ...(x.isDelivered
      ? [
          `Delivered-To: ${x.to}`,
          `Received: from mta.ship.example (mta.ship.example [203.0.113.25]) by mx.corp.example with ESMTPS id 7; ${WHEN(x.at + 2000)}`,
        ]
      : []),
    `Date: ${WHEN(x.at)}`,
    'From: Notices <notify@corp.example>',
    `To: ${x.to}`,
    `Message-ID: <${x.id}@corp.example>`,
    `Subject: ${x.subject}`,
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: 8bit',
    '',
    x.body,
    '',
  ].join('\r\n');
/** A password reset, told by mail as the mailboxes hold it. */
function mailed(c: Corner, form: 'mbox' | 'eml', says: 'everything' | 'little' | 'nothing came'): void {
  const who = c.person();
  const e = c.event('password.reset', who);
  const body =
    says === 'everything'
      ? `At ${iso(c.t)} ${bare(e.actor)} did a password reset of ${bare(who)}.`
      : 'Your password was changed. If it was not you, call us.';
  const about = (to: string, n: number): Letter => ({
    to,
    subject: `Password reset (${e.id})`,
    body,
    at: Math.floor(c.minutes(3) / 1000) * 1000,
    id: `${n}.${c.tag}`,
    isDelivered: true,
  });
  const letters =
    says === 'nothing came'
      ? [{ ...about('someone@corp.example', 1), subject: 'The canteen', body: 'Soup.' }]
      : [about(bare(who), 1), about('security@corp.example', 2)];
  if (form === 'mbox')
    raw(
      c,
      'mail/all.mbox',
      'mail',
      letters
        .map(
          (x) =>
            `From notify@corp.example ${asctime(x.at)}\n${letter(x)
              .replaceAll('\r\n', '\n')
              .replaceAll(/^From /gm, '>From ')}\n`,
        )
        .join(''),
    );
  else for (const [n, x] of letters.entries()) raw(c, `mail/${n}.eml`, 'mail', letter(x));
  cover(c.bundle, 'mail/*', 'mailboxes', ['mail']);
  quiet(c, ['mail']);
  if (says === 'nothing came') {
    c.expect('notice.missing', e, 'unmet', ['person', 'security']);
    return;
  }
  c.ack(e, SECURITY[0], c.minutes(30));
  if (says === 'little') c.expect('notice.ambiguous', e, 'partial', undefined, 'medium');
  else c.stage(e, { signalled: 'met', delivered: 'met', reached: 'met', acknowledged: 'met' });
}
interface Rule {
  readonly name: string;
  readonly enabled: boolean;
  readonly hides: boolean;
  readonly more: Readonly<Record<string, unknown>>;
}
const RULES: readonly Rule[] = [
  { name: 'deletes by subject', enabled: true, hides: true, more: { SubjectContainsWords: ['password'], DeleteMessage: true } },
  { name: 'moves all to a folder', enabled: true, hides: true, more: { MoveToFolder: 'RSS Feeds' } },
  { name: 'deletes by sender', enabled: true, hides: true, more: { From: ['"Notify" [SMTP:notify@corp.example]'], DeleteMessage: true } },
  { name: 'is switched off', enabled: false, hides: false, more: { SubjectContainsWords: ['password'], DeleteMessage: true } },
  { name: 'forwards', enabled: true, hides: false, more: { SubjectContainsWords: ['password'], ForwardTo: ['"x" [SMTP:x@other.example]'] } },
  { name: 'is about something else', enabled: true, hides: false, more: { SubjectContainsWords: ['canteen'], DeleteMessage: true } },
];
function inboxRule(c: Corner, rule: Rule, form: 'json' | 'csv'): void {
  const who = c.person();
  const e = c.event('password.reset', who);
  c.tell(e, [who], { subject: 'Your password was changed' });
  c.tell(e, ['email:security@corp.example'], { subject: 'Password changed' });
  c.ack(e, SECURITY[0], c.minutes(30));
  const row: Readonly<Record<string, unknown>> = {
    RunspaceId: guid('r'),
    Name: '.',
    Enabled: rule.enabled,
    Priority: 1,
    Description: 'x',
    MailboxOwnerId: bare(who),
    Identity: `${bare(who)}\\1234567890123`,
    RuleIdentity: '1234567890123',
    InError: false,
    SupportedByTask: true,
    From: null,
    SubjectContainsWords: null,
    BodyContainsWords: null,
    SubjectOrBodyContainsWords: null,
    FromAddressContainsWords: null,
    DeleteMessage: false,
    SoftDeleteMessage: false,
    MarkAsRead: false,
    MoveToFolder: null,
    CopyToFolder: null,
    ForwardTo: null,
    RedirectTo: null,
    ForwardAsAttachmentTo: null,
    StopProcessingRules: true,
    IsValid: true,
    ObjectState: 'Unchanged',
    ...rule.more,
  };
  const cellOf = (v: unknown): string =>
    v === null ? '' : Array.isArray(v) ? v.join(', ') : typeof v === 'boolean' ? (v ? 'True' : 'False') : String(v);
  raw(
    c,
    `exchange/rules.${form}`,
    'exchange-inbox-rules',
    form === 'json'
      ? JSON.stringify([row], undefined, 4)
      : csv(Object.keys(row), [Object.fromEntries(Object.entries(row).map(([k, v]) => [k, cellOf(v)]))]),
    // A rule that is off is a state without meaning, and said to be.
    rule.enabled ? 0 : 1,
  );
  cover(c.bundle, 'notices.csv', 'messages', ['mail', 'page', 'chat', 'ticket', 'siem']);
  if (rule.hides) c.expect('notice.suppressed', e, 'partial', ['person']);
  c.stage(e, { signalled: 'met', delivered: rule.hides ? 'partial' : 'met', acknowledged: 'met' });
}

export const OWNERS: readonly Case[] = [
  ...(['application', 'service principal'] as const).flatMap((on) =>
    [true, false].map((isOwner) =>
      kase(
        `Entra directory: ${isOwner ? 'the owner' : 'another than the owner'} of the ${on} is told`,
        'Entra: service principals, applications and their owners',
        (c) => entra(c, on, isOwner),
      ),
    ),
  ),
  ...[true, false].map((isOwner) =>
    kase(`Authorization details: ${isOwner ? 'the owner' : 'another than the owner'} of the tag is told`, 'Tags the only hint at an owner', (c) =>
      authorization(c, isOwner),
    ),
  ),
  ...(['csv', 'plain', 'base64'] as const).map((form) =>
    kase(`Credential report, ${form}`, 'credential report (CSV, also base64 or plain inside JSON Content)', (c) => credentialReport(c, form)),
  ),
  kase('Entra directory: a global administrator', 'severity raised one step where the identity is at tier 0 or 1', (c) =>
    privileged(c, '62e90394-69f5-4237-9190-012177145e10', true),
  ),
  kase('Entra directory: a reader of the directory', 'not every role is privileged', (c) =>
    privileged(c, '88d8e3e3-8f55-4a1e-953a-9b9898b8876b', false),
  ),
  kase('Okta directory: an id and an address are one person', 'Okta users, apps and groups', okta),
  ...(['mbox', 'eml'] as const).flatMap((form) =>
    (['everything', 'little', 'nothing came'] as const).map((says) =>
      kase(`Mail as ${form}: it says ${says}`, 'mbox and eml for the notices themselves; notice.ambiguous', (c) => mailed(c, form, says)),
    ),
  ),
  ...(['json', 'csv'] as const).flatMap((form) =>
    RULES.map((rule) =>
      kase(`Inbox rule (${form}) that ${rule.name}`, 'rules as exported by Get-InboxRule; hidden', (c) => inboxRule(c, rule, form)),
    ),
  ),
];
