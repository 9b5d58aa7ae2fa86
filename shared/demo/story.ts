/** What went wrong at Norrvik Ferries between 2 and 16 March 2026, in the order in which it happened. */
import type { Instant } from '../base/instant.ts';
import { adminSession, cloudTrail, consoleLogin } from './formats/aws.ts';
import { entraAudit, entraSignIn, mail, newInboxRule, noReply, unifiedAudit } from './formats/microsoft.ts';
import { acknowledge, assign, notify, page, resolve, ticket, trigger } from './formats/response.ts';
import { at, hours, iso, isoMillis, type Log, minutes, seconds } from './log.ts';
import { account, mailOf, NEXT_DEPLOY_KEY, person, TEAM_MAIL } from './organisation.ts';
import { certify, onDuty, tellOwnerAndSecurity, tellPersonAndSecurity } from './routine.ts';

/** What a first look should find; the rule and a part of the subject find the finding again. */
export const HIGHLIGHTS: readonly { readonly rule: string; readonly subject: string; readonly text: string }[] = [
  {
    rule: 'notice.suppressed',
    subject: 'Ingrid Solvang',
    text: 'Her bank account was changed; the notice that told her so was moved away by an inbox rule 25 minutes old.',
  },
  { rule: 'verify.ineffective', subject: '7Q2F', text: 'A leaked deploy key was rotated, and the old key went on working for hours.' },
  { rule: 'breakglass.overrun', subject: 'bg-admin-02', text: 'An emergency account was used after its grant had been closed.' },
  {
    rule: 'owner.stale',
    subject: 'svc-booking-sync',
    text: 'An alert went to the owner who had moved to another post; the new owner was never told.',
  },
  { rule: 'route.fail-open', subject: 'quaybot', text: 'Nobody owns the agent, and nobody else was told.' },
];

const FOREIGN = '203.0.113.77';

/** 4 March: somebody with Ingrid's password adds a factor, hides the mail of the people system, changes her bank account. */
function payroll(log: Log): void {
  const ingrid = person('ingrid.solvang');
  entraSignIn(log, at('04T06:58:12'), ingrid, FOREIGN, 50126);
  entraSignIn(log, at('04T06:58:41'), ingrid, FOREIGN);
  const enrolled = at('04T07:09:40.902');
  const { correlation } = entraAudit(log, enrolled, ingrid, 'User registered security info', ingrid);
  tellPersonAndSecurity(log, enrolled, ingrid, 'Security info added', correlation, 1320);
  newInboxRule(log, at('04T07:16:03'), ingrid, FOREIGN, { name: '.', subject: 'bank account', folder: 'RSS Feeds' });

  const changed = at('04T07:41:26.207');
  const id = 'PAY-004417';
  log.add('payroll', changed, [
    id,
    isoMillis(changed),
    'payroll.changed',
    `hr-id:${ingrid.hrId}`,
    '',
    `hr-id:${ingrid.hrId}`,
    'success',
    'bank-account',
    'hc-77120',
    '',
    '',
    '',
    '',
  ]);
  for (const to of [mailOf(ingrid), TEAM_MAIL.security, TEAM_MAIL['Payroll Operations']]) {
    mail(
      log,
      seconds(changed, 32 + (to === mailOf(ingrid) ? 5 : 6)),
      noReply('hr-core'),
      [to],
      `Bank account changed for ${mailOf(ingrid)} (ref hc-77120)`,
    );
  }
  // Payroll looked at it; security, who had to, did not.
  log.add('routes', minutes(changed, 97), [
    id,
    iso(minutes(changed, 97)),
    'acknowledged',
    `email:${mailOf(person('bente.holm'))}`,
    'person',
    'payroll desk',
    '',
  ]);

  const disputed = at('05T09:02:11');
  ticket(
    log,
    disputed,
    {
      number: 'INC0042291',
      short: `My salary went to an account that is not mine (hc-77120)`,
      description: `${mailOf(ingrid)} says she never changed her bank account. Reference hc-77120.`,
      correlation: 'hc-77120',
    },
    { person: person('grace.okafor'), group: 'Service Desk' },
    ingrid,
    {
      by: person('grace.okafor'),
      at: at('05T14:25:40'),
      notes: 'Password reset, sessions ended, payroll stopped the payment.',
    },
  );
  const reset = at('05T14:20:51.4');
  const done = entraAudit(log, reset, person('grace.okafor'), 'Reset user password', ingrid);
  tellPersonAndSecurity(log, reset, ingrid, 'Password reset', done.correlation);
  unifiedAudit(log, minutes(reset, 6), person('grace.okafor'), 'Exchange', 'Remove-InboxRule', '198.51.100.61', {
    ObjectId: `${mailOf(ingrid)}\\.`,
    Parameters: [
      { Name: 'Mailbox', Value: mailOf(ingrid) },
      { Name: 'Identity', Value: `${mailOf(ingrid)}\\.` },
    ],
  });
}

/** 10 March: the deploy key is found in a public repository; it is rotated within the hour, and nobody turns the old one off. */
function deployKey(log: Log): void {
  const deploy = account('svc-harbour-deploy');
  const key = deploy.key as string;
  const raised = at('10T08:40:05');
  const id = 'CD-20260310-0841';
  log.add('alerts', raised, [
    id,
    iso(raised),
    'high',
    'confirmed',
    'Access key found in a public repository',
    `aws-access-key:${key}`,
    deploy.service,
    deploy.application,
    deploy.environment,
    '1',
    '2025-08-19T10:00:00Z',
    '',
    'INC0042377',
  ]);
  const henrik = person('henrik.dahl');
  const forOwner = page(
    log,
    seconds(raised, 35),
    'Cloud detections',
    `Access key found in a public repository: ${key} (${id})`,
    id,
    henrik,
    'platform',
    340,
  );
  const forSecurity = seconds(raised, 60);
  assign(log, forSecurity, forOwner, onDuty(raised), 'security');
  notify(log, seconds(forSecurity, 6), forOwner, onDuty(raised));
  ticket(
    log,
    minutes(raised, 4),
    {
      number: 'INC0042377',
      short: `Leaked access key ${key}`,
      description: `Security alert ${id} of ${iso(raised)}: access key ${key} of ${deploy.name} found in a public repository. Rotate it.`,
      correlation: id,
    },
    { person: henrik, group: 'platform' },
    person('pekka.aaltonen'),
    {
      by: henrik,
      at: at('10T09:40:00'),
      notes: 'New key deployed to the pipeline.',
    },
  );

  const created = at('10T09:08:31');
  const fresh = NEXT_DEPLOY_KEY;
  const made = cloudTrail(
    log,
    created,
    { who: henrik, ip: '198.51.100.44' },
    'iam',
    'CreateAccessKey',
    { userName: deploy.name },
    {
      response: { accessKey: { userName: deploy.name, accessKeyId: fresh, status: 'Active', createDate: iso(created) } },
    },
  );
  tellOwnerAndSecurity(log, created, {
    what: `Access key created for ${deploy.name}`,
    actor: adminSession(henrik),
    target: fresh,
    reference: made,
    owner: 'platform',
    answers: 'platform',
  });
  certify(log, hours(created, 7), `aws-access-key:${fresh}`, fresh, person('sofie.brandt'), made);

  const rotated = at('10T09:12:00');
  log.add('actions', rotated, [
    'ACT-1187',
    iso(rotated),
    `email:${mailOf(henrik)}`,
    `aws-access-key:${key}`,
    'rotate',
    `email:${mailOf(person('sofie.brandt'))}`,
    iso(minutes(rotated, -9)),
    'leaked key, alert CD-20260310-0841',
    id,
    'success',
    '',
  ]);
  for (let i = 0; i < 9; i++)
    cloudTrail(log, minutes(rotated, 5 + i * 2), { who: deploy, ip: '198.51.100.40', key: fresh }, 'ecr', 'GetAuthorizationToken', null, {
      readOnly: true,
    });
  for (let i = 0; i < 14; i++)
    cloudTrail(
      log,
      minutes(at('10T13:04:20'), i * 11),
      { who: deploy, ip: '203.0.113.140', key, agent: 'Boto3/1.35 md/Botocore' },
      's3',
      i % 3 === 0 ? 'ListBuckets' : 'GetObject',
      i % 3 === 0 ? null : { bucketName: 'norrvik-crew-lists', key: `2026/crew-${i}.csv` },
      { readOnly: true },
    );
  certify(log, at('11T06:10:00'), `aws-access-key:${key}`, key, person('sofie.brandt'), id, 'revoke');
}

/** 11 March: an emergency account is opened for a fault at night, closed, and used again. */
function emergency(log: Log): void {
  const bg = account('bg-admin-02');
  const tor = person('tor.lindal');
  const opened = at('11T21:30:00');
  const id = 'BG-0031';
  log.add('breakglass', opened, [
    id,
    `aws-arn:${bg.arn}`,
    `email:${mailOf(tor)}`,
    iso(opened),
    iso(hours(opened, 4)),
    iso(minutes(opened, 220)),
    `email:${mailOf(person('dag.nygaard'))}`,
    iso(minutes(opened, -6)),
    'booking database down, primary on call locked out',
    'INC0042409',
  ]);
  const incident = trigger(log, seconds(opened, 20), 'Emergency access', `Emergency access opened: ${bg.name} (${id})`, id);
  for (const [who, team] of [
    [onDuty(opened), 'security'],
    [person('dag.nygaard'), 'pam'],
  ] as const) {
    assign(log, seconds(opened, 22), incident, who, team);
    notify(log, seconds(opened, 31), incident, who);
  }
  acknowledge(log, seconds(opened, 440), incident, onDuty(opened));
  acknowledge(log, seconds(opened, 600), incident, person('dag.nygaard'));
  resolve(log, hours(opened, 4), incident, person('dag.nygaard'));
  const night = { who: bg, ip: '198.51.100.77' };
  consoleLogin(log, minutes(opened, 3), night);
  for (let i = 0; i < 16; i++)
    cloudTrail(
      log,
      minutes(opened, 8 + i * 11),
      night,
      'rds',
      i % 2 === 0 ? 'DescribeDBInstances' : 'DescribeEvents',
      { dBInstanceIdentifier: 'booking-primary' },
      { readOnly: true },
    );
  for (let i = 0; i < 7; i++)
    cloudTrail(
      log,
      minutes(at('12T03:05:30'), i * 5),
      night,
      i === 3 ? 'rds' : 's3',
      i === 3 ? 'CreateDBSnapshot' : 'GetObject',
      i === 3 ? { dBInstanceIdentifier: 'booking-primary', dBSnapshotIdentifier: 'tmp' } : { bucketName: 'norrvik-bookings', key: `dump/part-${i}` },
    );
  certify(log, at('12T10:00:00'), `aws-arn:${bg.arn}`, '*', person('mei.tanaka'), id);
}

/** 12 March, before the exports end: an alert on a service account goes to the team of the owner who moved on the 1st. */
function movedOwner(log: Log): void {
  const sync = account('svc-booking-sync');
  const johan = person('johan.ek');
  const raised = at('12T10:04:00');
  const id = 'CD-20260312-1004';
  log.add('alerts', raised, [
    id,
    iso(raised),
    'high',
    'high',
    'Unusual volume of secret reads',
    `aws-arn:${sync.arn}`,
    sync.service,
    sync.application,
    sync.environment,
    '',
    '2025-11-02T08:00:00Z',
    '',
    '',
  ]);
  for (let i = 0; i < 22; i++)
    cloudTrail(
      log,
      seconds(raised, -600 + i * 24),
      { who: sync, ip: '10.40.3.17' },
      'secretsmanager',
      'GetSecretValue',
      { secretId: `prod/passengers-${i}` },
      { readOnly: true },
    );
  page(log, seconds(raised, 30), 'Cloud detections', `Unusual volume of secret reads by ${sync.name} (${id})`, id, johan, 'Booking');
  ticket(
    log,
    minutes(raised, 55),
    {
      number: 'INC0042431',
      short: `Unusual secret reads by ${sync.name}`,
      description: `Security alert ${id} of ${iso(raised)} on ${sync.name}: nobody answered the page.`,
      correlation: id,
    },
    { person: johan, group: 'Booking' },
    person('lars.vik'),
  );
}

/** 9 March: an alert on an agent that nobody owns pages a desk that can do nothing about it. */
function orphanAgent(log: Log): void {
  const bot = account('quaybot');
  const raised = at('09T15:22:40');
  log.add('alerts', raised, [
    'CD-20260309-1522',
    iso(raised),
    'high',
    'medium',
    'Agent called an interface it never used before',
    `aws-arn:${bot.arn}`,
    bot.service,
    bot.application,
    bot.environment,
    '2',
    '',
    '',
    '',
  ]);
  page(
    log,
    seconds(raised, 45),
    'Cloud detections',
    `Agent ${bot.name} called an interface it never used before (CD-20260309-1522)`,
    'CD-20260309-1522',
    person('lars.vik'),
    'Service Desk',
  );
  cloudTrail(log, seconds(raised, -20), { who: bot, ip: '10.40.9.30' }, 'organizations', 'ListAccounts', null, { readOnly: true });
}

/** 6 March: administrator rights for a service account, told and seen, and never reviewed afterwards. */
function neverReviewed(log: Log): void {
  const t = at('06T11:15:09');
  const policy = 'arn:aws:iam::aws:policy/AdministratorAccess';
  const id = cloudTrail(log, t, { who: person('henrik.dahl'), ip: '198.51.100.44' }, 'iam', 'AttachUserPolicy', {
    userName: 'svc-ballast',
    policyArn: policy,
  });
  tellOwnerAndSecurity(log, t, {
    what: `Privilege granted to svc-ballast: ${policy}`,
    actor: adminSession(person('henrik.dahl')),
    target: 'svc-ballast',
    reference: id,
    owner: 'platform',
    answers: 'security',
  });
}

/** 13 March, after mail and chat had been exported: whether anybody was told, these logs cannot say. */
function beyondTheLogs(log: Log): void {
  const t = at('13T15:47:18.55');
  const who = person('per.oster');
  entraAudit(log, t, person('elin.strand'), 'Add member to role', who, {
    category: 'RoleManagement',
    properties: [{ name: 'Role.DisplayName', old: null, now: 'Exchange Administrator' }],
    other: {
      id: '29232cdf-9323-42fd-ade2-1d097af3e4de',
      displayName: 'Exchange Administrator',
      type: 'Role',
      userPrincipalName: null,
      groupType: null,
      modifiedProperties: [],
    },
  });
  const device: Instant = at('14T08:12:44.01');
  entraAudit(log, device, who, 'Register device', who);
}

export function drawStory(log: Log): void {
  payroll(log);
  neverReviewed(log);
  orphanAgent(log);
  deployKey(log);
  emergency(log);
  movedOwner(log);
  beyondTheLogs(log);
}
