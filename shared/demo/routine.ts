/** Changes that went as the policy asks: told in time, delivered, seen, acted on, reviewed. What a good wake looks like. */
import type { Instant } from '../base/instant.ts';
import { adminSession, cloudTrail } from './formats/aws.ts';
import { entraAudit, mail, noReply } from './formats/microsoft.ts';
import { page, post } from './formats/response.ts';
import { hours, iso, type Log, MAIL_ENDS, seconds, workingTime } from './log.ts';
import { account, mailOf, members, PEOPLE, type Person, person, TEAM_MAIL, type TeamName } from './organisation.ts';

/** Who of security is on duty: a week each. */
export const onDuty = (t: Instant): Person => person(iso(t) < '2026-03-09' ? 'amina.yusuf' : 'pekka.aaltonen');

/** Mail to the person and to security, and a page that security answers. The id stands in each, as such mails have it. */
export function tellPersonAndSecurity(
  log: Log,
  t: Instant,
  who: Person,
  subject: string,
  reference: string,
  seenAfter = 600 + log.random.whole(0, 3000),
): void {
  mail(
    log,
    seconds(t, 25 + log.random.whole(0, 60)),
    noReply('identity'),
    [mailOf(who), TEAM_MAIL.security],
    `${subject} for ${mailOf(who)} (ref ${reference})`,
  );
  page(
    log,
    seconds(t, 40 + log.random.whole(0, 90)),
    'Identity changes',
    `${subject} for ${mailOf(who)}`,
    reference,
    onDuty(t),
    'security',
    seenAfter,
  );
}

/** Mail and chat to the owning team and to security, the post saying what, whom, who and when; answered by a page. */
export function tellOwnerAndSecurity(
  log: Log,
  t: Instant,
  change: {
    readonly what: string;
    readonly actor: string;
    readonly target: string;
    readonly reference: string;
    readonly owner: TeamName;
    readonly answers: TeamName;
  },
): void {
  const { what, actor, target, reference, owner, answers } = change;
  mail(log, seconds(t, 30 + log.random.whole(0, 60)), noReply('cloud'), [TEAM_MAIL[owner], TEAM_MAIL.security], `${what} (ref ${reference})`);
  post(log, seconds(t, 45), owner, what, `${what}. Identity ${target}, by ${actor}, at ${iso(t)}. Event ${reference}.`, reference);
  const duty = answers === 'security' ? onDuty(t) : (members(answers)[0] ?? onDuty(t));
  page(log, seconds(t, 70), 'Identity changes', what, reference, duty, answers, 900 + log.random.whole(0, 2400));
}

export function certify(
  log: Log,
  decided: Instant,
  identity: string,
  access: string,
  reviewer: Person,
  trigger: string,
  decision: 'approve' | 'revoke' = 'approve',
): void {
  log.add('certifications', decided, [
    `CI-${log.random.whole(10_000, 99_999)}`,
    identity,
    access,
    `email:${mailOf(reviewer)}`,
    decision,
    iso(decided),
    decision === 'revoke' ? iso(hours(decided, 2)) : '',
    'change-driven review',
    trigger,
  ]);
}

/** Entra changes to people's own accounts. */
const CHANGES = [
  { activity: 'User registered security info', subject: 'Security info added' },
  { activity: 'Reset user password', subject: 'Password reset' },
  { activity: 'Register device', subject: 'New device registered' },
] as const;

/** Everything before the exports end, so that it can be shown to have been told. */
function early(log: Log): Instant {
  for (;;) {
    const t = workingTime(log.random);
    if (t < hours(MAIL_ENDS, -30)) return t;
  }
}

function people(log: Log, n: number): void {
  const others = PEOPLE.filter((p) => p.team !== 'security' && p.login !== 'ingrid.solvang');
  for (let i = 0; i < n; i++) {
    const who = others[i % others.length] as Person;
    const t = early(log);
    const change = log.random.pick(CHANGES);
    const by = change.activity === 'Reset user password' ? person('grace.okafor') : who;
    const { correlation } = entraAudit(log, t, by, change.activity, who);
    tellPersonAndSecurity(log, t, who, change.subject, correlation);
  }
}

/** Access keys made by the platform team for its own service accounts, reviewed within the day. */
function keys(log: Log): void {
  for (const [name, day, creator] of [
    ['svc-ballast', 3, 'sofie.brandt'],
    ['svc-quay-read', 6, 'henrik.dahl'],
  ] as const) {
    const of = account(name);
    const when = early(log);
    const key = `AKIAV3NORRVIK${log.random.code(7)}`;
    const id = cloudTrail(
      log,
      when,
      { who: person(creator), ip: `198.51.100.${40 + day}` },
      'iam',
      'CreateAccessKey',
      { userName: name },
      {
        response: { accessKey: { userName: name, accessKeyId: key, status: 'Active', createDate: iso(when) } },
      },
    );
    const owner = of.owner ?? 'platform';
    tellOwnerAndSecurity(log, when, {
      what: `Access key created for ${name}`,
      actor: adminSession(person(creator)),
      target: key,
      reference: id,
      owner,
      answers: owner,
    });
    certify(log, hours(when, 6), `aws-access-key:${key}`, key, members(owner)[0] ?? person(creator), id);
  }
}

/** Policies attached to roles, told to the owner and reviewed. */
function grants(log: Log, n: number): void {
  for (let i = 0; i < n; i++) {
    const of = account(log.random.pick(['harbour-api', 'svc-ballast', 'svc-quay-read']));
    const t = early(log);
    const policy = `arn:aws:iam::aws:policy/${log.random.pick(['AmazonS3ReadOnlyAccess', 'CloudWatchReadOnlyAccess', 'AmazonSQSReadOnlyAccess'])}`;
    const isRole = of.arn.includes(':role/');
    const id = cloudTrail(
      log,
      t,
      { who: person('henrik.dahl'), ip: '198.51.100.44' },
      'iam',
      isRole ? 'AttachRolePolicy' : 'AttachUserPolicy',
      isRole ? { roleName: of.name, policyArn: policy } : { userName: of.name, policyArn: policy },
    );
    tellOwnerAndSecurity(log, t, {
      what: `Privilege granted to ${of.name}: ${policy}`,
      actor: adminSession(person('henrik.dahl')),
      target: of.name,
      reference: id,
      owner: of.owner ?? 'platform',
      answers: 'security',
    });
    certify(log, hours(t, 5 + log.random.whole(0, 12)), `aws-arn:${of.arn}`, policy, person('ravi.menon'), id);
  }
}

export function drawRoutine(log: Log): void {
  people(log, 34);
  keys(log);
  grants(log, 9);
}
