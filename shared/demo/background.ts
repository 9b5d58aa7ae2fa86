/** The traffic of two ordinary weeks: what a day looks like when nothing happens. No event here asks for anything. */
import type { Instant } from '../base/instant.ts';
import { cloudTrail } from './formats/aws.ts';
import { entraSignIn, mail, noReply, unifiedAudit } from './formats/microsoft.ts';
import { okta } from './formats/okta.ts';
import { page } from './formats/response.ts';
import { anyTime, at, type Log, PERIOD, seconds, workingTime } from './log.ts';
import { ACCOUNTS, type Account, mailOf, members, NEXT_DEPLOY_KEY, PEOPLE, TEAM_MAIL } from './organisation.ts';

/** The sign-in log says nothing from here to there: nobody signed in, or nobody wrote it down. */
export const SIGN_IN_SILENCE = { from: at('05T13:10'), to: at('05T21:40') } as const;

/** From then on the deploy pipeline works with its new key. */
const ROTATED = at('10T09:10');

const CALLS: readonly (readonly [string, string, (n: number) => Record<string, unknown> | null])[] = [
  ['s3', 'GetObject', (n) => ({ bucketName: 'norrvik-manifests', key: `2026/03/manifest-${n}.json` })],
  ['s3', 'PutObject', (n) => ({ bucketName: 'norrvik-manifests', key: `2026/03/manifest-${n}.json` })],
  ['s3', 'ListBuckets', () => null],
  ['ec2', 'DescribeInstances', () => ({ filterSet: {}, maxResults: 50 })],
  ['ecs', 'DescribeServices', () => ({ cluster: 'harbour', services: ['harbour-api'] })],
  ['ecr', 'GetAuthorizationToken', () => null],
  ['dynamodb', 'DescribeTable', () => ({ tableName: 'sailings' })],
  ['sqs', 'GetQueueAttributes', () => ({ queueUrl: 'https://sqs.eu-north-1.amazonaws.com/418806152207/bookings' })],
  ['cloudwatch', 'PutMetricData', () => ({ namespace: 'Norrvik/Booking' })],
];
const ADDRESS: Readonly<Record<string, string>> = {
  'svc-harbour-deploy': '198.51.100.40',
  'svc-booking-sync': '10.40.3.17',
  'harbour-api': '10.40.8.5',
  quaybot: '10.40.9.30',
  'svc-quay-read': '10.40.3.21',
  'svc-legacy-export': '192.0.2.88',
  'svc-ballast': '10.40.5.9',
};

const weighted: readonly Account[] = ACCOUNTS.flatMap((a) => Array.from({ length: Math.round(a.weight / 10) }, () => a));

function cloud(log: Log, n: number): void {
  for (let i = 0; i < n; i++) {
    const who = log.random.pick(weighted);
    // A deployment tool works when people do; a synchronisation never sleeps.
    const time = who.name === 'svc-harbour-deploy' ? workingTime(log.random) : anyTime(log.random);
    // From the rotation on, the pipeline uses the new key; what the old one does then is part of the story.
    const key = who.name === 'svc-harbour-deploy' && time >= ROTATED ? NEXT_DEPLOY_KEY : undefined;
    const caller = { who, ip: ADDRESS[who.name] ?? '10.40.0.9', key };
    if (log.random.next() < 0.06) {
      cloudTrail(log, time, caller, 'secretsmanager', 'GetSecretValue', { secretId: `prod/${who.service}` }, { readOnly: true });
    } else {
      const [source, name, request] = log.random.pick(CALLS);
      const denied = log.random.next() < 0.01;
      cloudTrail(log, time, caller, source, name, request(log.random.whole(1000, 9999)), {
        readOnly: true,
        ...(denied ? { error: 'AccessDenied' } : {}),
      });
    }
  }
}

const silent = (t: Instant): boolean => t >= SIGN_IN_SILENCE.from && t < SIGN_IN_SILENCE.to;

function signIns(log: Log, n: number): void {
  for (let i = 0; i < n; ) {
    // Ferries sail around the clock, and so some sign in by night.
    const time = log.random.next() < 0.45 ? anyTime(log.random) : workingTime(log.random);
    if (silent(time)) continue;
    i++;
    const who = log.random.pick(PEOPLE);
    entraSignIn(log, time, who, `198.51.100.${20 + log.random.whole(0, 60)}`, log.random.next() < 0.03 ? 50126 : 0);
  }
}

function office(log: Log, n: number): void {
  for (let i = 0; i < n; i++) {
    const who = log.random.pick(PEOPLE);
    const time = log.random.next() < 0.25 ? anyTime(log.random) : workingTime(log.random);
    const file = `sailing-plan-${log.random.whole(1, 60)}.xlsx`;
    unifiedAudit(
      log,
      time,
      who,
      'SharePoint',
      log.random.pick(['FileAccessed', 'FileModified', 'FileDownloaded']),
      `198.51.100.${20 + log.random.whole(0, 60)}`,
      {
        ObjectId: `https://norrvik.example/sites/fleet/${file}`,
        SourceFileName: file,
      },
    );
  }
}

const SUBJECTS = [
  'Sailing plan week 11',
  'Re: crew roster',
  'Invoice 88',
  'Harbour dues',
  'Weather for the crossing',
  'Minutes of the morning meeting',
  'Re: berth 4',
];

function mails(log: Log, n: number): void {
  for (let i = 0; i < n; i++) {
    const from = log.random.pick(PEOPLE);
    const to = log.random.pick(PEOPLE);
    const time = log.random.next() < 0.3 ? anyTime(log.random) : workingTime(log.random);
    mail(log, time, mailOf(from), [mailOf(to)], `${log.random.pick(SUBJECTS)} (${log.random.whole(100, 999)})`);
  }
  // A report that runs every few hours keeps the trace regular through the nights.
  for (let h = 0; h < 14 * 24; h += 2)
    mail(log, seconds(at('02T00:00'), h * 3600 + 90), noReply('fleet'), [TEAM_MAIL['Fleet Systems']], 'Position report');
}

/** Ferries page their own engineers around the clock; nothing of it concerns an identity. */
function engineRoom(log: Log): void {
  for (let h = 0; h < 14 * 24; h += 5) {
    const t = seconds(PERIOD.from, h * 3600 + log.random.whole(0, 7000));
    const who = log.random.pick(members('Fleet Systems'));
    page(log, t, 'Engine room', `Bilge level sensor of vessel ${log.random.whole(2, 9)} out of range`, `ER-${h}`, who, 'Fleet Systems', 240);
  }
}

function portal(log: Log, n: number): void {
  for (let h = 0; h < 14 * 24; h += 3)
    okta(
      log,
      seconds(PERIOD.from, h * 3600 + log.random.whole(0, 3000)),
      log.random.pick(PEOPLE),
      'user.authentication.sso',
      'User single sign on to app',
      '198.51.100.90',
    );
  for (let i = 0; i < n; i++) {
    const who = log.random.pick(PEOPLE);
    const time = log.random.next() < 0.3 ? anyTime(log.random) : workingTime(log.random);
    const [type, message] = log.random.pick([
      ['user.session.start', 'User login to Okta'],
      ['user.authentication.sso', 'User single sign on to app'],
      ['user.session.end', 'User logout from Okta'],
    ] as const);
    okta(
      log,
      time,
      who,
      type,
      message,
      `198.51.100.${20 + log.random.whole(0, 60)}`,
      log.random.next() < 0.02 && type === 'user.session.start' ? 'FAILURE' : 'SUCCESS',
    );
  }
}

export function drawBackground(log: Log): void {
  cloud(log, 9_200);
  signIns(log, 4_100);
  office(log, 2_400);
  mails(log, 2_200);
  portal(log, 1_300);
  engineRoom(log);
}
