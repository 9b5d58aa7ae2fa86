/** What cuts coverage: broken records, logging turned off, a retention that was lowered; and what does not. */
import { type Beyond, type BeyondCase, beyond } from '../beyond.ts';
import { DAY, HOUR, iso, MINUTE, type Time } from '../bundle.ts';
import { type Corner, type Happening, SECURITY } from '../corner.ts';
import { raised } from './acted.ts';
import { cover } from './asked-for.ts';

const MAILS = ['mail', 'page', 'ticket'];
const BOTH = ['person', 'security'];
const BLOCK = 'a rejected block cuts both from the last good record before it to the first after it';

type Line = Time | 'broken' | 'undated';
/** A table of notices as JSON lines: at these times an issue of the newsletter in each channel, and between them what cannot be parsed. */
function jsonl(c: Corner, file: string, lines: readonly Line[], channels = MAILS): void {
  const at = (t: Time | '', channel: string, n: number): string =>
    JSON.stringify({
      notice_id: `NEWS-${file}-${n}-${channel}`,
      sent_at: t === '' ? '' : iso(t),
      channel,
      sender: 'email:news@corp.example',
      recipients: 'email:news@corp.example',
      subject: 'The canteen',
      body: 'Soup.',
      status: 'delivered',
      status_at: t === '' ? '' : iso(t),
      related_id: '',
    });
  const text = lines.flatMap((l, n) =>
    l === 'broken' ? [`{"notice_id":"NEWS-${n}","sent_at":"2026-`] : channels.map((channel) => at(l === 'undated' ? '' : l, channel, n)),
  );
  c.bundle.raw(file, `${text.join('\n')}\n`);
}
/** Every so often from then to then. */
const every = (step: number, from: Time, to: Time): Time[] => Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, n) => from + n * step);
const untold = (c: Corner, t: Time): Happening => c.event('password.reset', c.person(), {}, t);
function missed(c: Corner, t: Time): void {
  c.expect('notice.missing', untold(c, t), 'unmet', BOTH);
}
function unknown(c: Corner, t: Time): Happening {
  const e = untold(c, t);
  c.stage(e, { signalled: 'unknown' });
  return e;
}
/** Three hours of broken lines around the corner's instant; good lines every hour before and after. */
const around = (c: Corner): readonly Line[] => [
  ...every(HOUR, c.bundle.from, c.t - HOUR),
  'broken',
  'broken',
  ...every(HOUR, c.t + 2 * HOUR, c.bundle.to),
];
/** The last good line before them, and the first after them. */
const lastGood = (c: Corner): Time => Math.max(...every(HOUR, c.bundle.from, c.t - HOUR));

const OFF = '`logging.disabled` cuts both kinds until `logging.enabled` or the next record of that log';
interface Call {
  readonly name: string;
  readonly at: Time;
  readonly parameters?: unknown;
  readonly error?: string;
}
/** A trail: the calls, and beside them somebody who describes things. */
function trail(c: Corner, calls: readonly Call[], quiet: readonly Time[] = []): string[] {
  const all: readonly Call[] = [...calls, ...quiet.map((at) => ({ name: 'DescribeInstances', at }))].sort((a, b) => a.at - b.at);
  const id = (n: number): string => `33333333-2222-4333-8444-${String(n + 1).padStart(12, '0')}`;
  const records = all.map((call, n) => ({
    eventVersion: '1.08',
    userIdentity: { type: 'IAMUser', arn: 'arn:aws:iam::111122223333:user/admin', accountId: '111122223333', userName: 'admin' },
    eventTime: iso(call.at).replace(/\.\d+Z$/, 'Z'),
    eventSource: call.name === 'PutRetentionPolicy' ? 'logs.amazonaws.com' : 'cloudtrail.amazonaws.com',
    eventName: call.name,
    awsRegion: 'us-east-1',
    sourceIPAddress: '203.0.113.9',
    userAgent: 'console',
    requestParameters: call.parameters ?? null,
    responseElements: null,
    ...(call.error === undefined ? {} : { errorCode: call.error }),
    eventID: id(n),
    eventType: 'AwsApiCall',
    recipientAccountId: '111122223333',
  }));
  c.bundle.raw('trail.json', JSON.stringify({ Records: records }));
  return calls.map((call) => id(all.indexOf(call)));
}
const retention = (at: Time, days: number, group = '/prod/auth', error?: string): Call => ({
  name: 'PutRetentionPolicy',
  at,
  parameters: { logGroupName: group, retentionInDays: days },
  ...(error === undefined ? {} : { error }),
});
const second = (t: Time): Time => Math.floor(t / 1000) * 1000;
/** An alert that nobody acts upon, otherwise sound, while the audit log is the trail. */
function unanswered(c: Corner, t: Time): Happening {
  const { svc, owner } = raised(c, {}, {});
  const e = c.alert(svc, {}, t);
  c.bundle.take('alerts', (row) => row.alert_id !== e.id);
  c.tell(e, [owner], { channel: 'page' });
  c.ack(e, owner, t + 5 * MINUTE);
  c.review(svc, t + HOUR);
  return e;
}
/** The audit log is a trail in which something happens ten minutes after the alert, and whose next record comes two hours later. */
const logged = (name: string, says: string, cuts: boolean, finding: boolean, calls: (c: Corner, t: Time) => readonly Call[]): BeyondCase =>
  beyond(name, says, (c, b) => {
    const t = second(c.t);
    const e = unanswered(c, t);
    cover(c.bundle, 'trail.json', 'aws-111122223333', ['iam-audit', 'signin']);
    cover(c.bundle, 'notices.csv', 'messages', ['mail', 'page', 'chat', 'ticket', 'siem']);
    cover(c.bundle, 'certifications.csv', 'reviews', ['certification']);
    trail(c, calls(c, t), [t - 2 * HOUR, t + 2 * HOUR]);
    if (finding) c.expect('coverage.logging-disabled', '*', undefined, undefined, 'high');
    if (cuts) b.ask('aws-111122223333', 'iam-audit', t + 10 * MINUTE, t + HOUR, [e, 'acted']);
    else {
      c.expect('action.missing', e, 'unmet');
      b.askNothing();
    }
    c.stage(e, { signalled: 'met', acknowledged: 'met', acted: cuts ? 'unknown' : 'unmet', certified: 'met' });
  });
const stop = (at: Time, error?: string): Call => ({
  name: 'StopLogging',
  at,
  parameters: { name: 'main' },
  ...(error === undefined ? {} : { error }),
});

const blocks = (c: Corner, b: Beyond, lines: readonly Line[], declared: boolean, from: Time, to: Time): void => {
  jsonl(c, 'notices.jsonl', lines);
  c.bundle.covers.push({
    match: 'notices.jsonl',
    system: 'messages',
    channels: MAILS,
    ...(declared ? { from: c.bundle.from, to: c.bundle.to } : {}),
  });
  const e = unknown(c, c.t);
  for (const channel of MAILS) b.ask('messages', channel, Math.max(c.t, from), Math.min(c.t + 4 * HOUR, to), [e, 'signalled', 'acknowledged']);
};

export const CUT: readonly BeyondCase[] = [
  ...([true, false] as const).map((declared) =>
    beyond(`broken lines in ${declared ? 'declared' : 'inferred'} coverage`, BLOCK, (c, b) => {
      blocks(c, b, around(c), declared, lastGood(c), c.t + 2 * HOUR);
      missed(c, c.t + 3 * HOUR);
      missed(c, lastGood(c) - 20 * MINUTE);
      missed(c, c.t - DAY);
    }),
  ),
  ...([true, false] as const).map((declared) =>
    beyond(`broken lines in ${declared ? 'declared' : 'inferred'} coverage, the newest first`, BLOCK, (c, b) => {
      blocks(c, b, [...around(c)].reverse(), declared, lastGood(c), c.t + 2 * HOUR);
      missed(c, c.t + 3 * HOUR);
      missed(c, c.t - DAY);
    }),
  ),
  beyond('broken lines at the very beginning', BLOCK, (c, b) => {
    blocks(c, b, ['broken', ...every(HOUR, c.t + 2 * HOUR, c.bundle.to)], true, c.bundle.from, c.t + 2 * HOUR);
    missed(c, c.t + 3 * HOUR);
  }),
  beyond('broken lines at the very end', BLOCK, (c, b) => {
    blocks(c, b, [...every(HOUR, c.bundle.from, c.t - HOUR), 'broken'], true, lastGood(c), c.t + 9 * DAY);
    missed(c, c.t - DAY);
  }),
  beyond('a line without a time', 'a record whose time is missing is kept as undated; rejected is what cannot be parsed as a record', (c, b) => {
    jsonl(c, 'notices.jsonl', [...every(HOUR, c.bundle.from, c.t - HOUR), 'undated', ...every(HOUR, c.t + 2 * HOUR, c.bundle.to)]);
    c.bundle.covers.push({ match: 'notices.jsonl', system: 'messages', channels: MAILS, from: c.bundle.from, to: c.bundle.to });
    missed(c, c.t);
    b.askNothing();
  }),
  ...(['another system', 'the same system'] as const).map((of) =>
    beyond(
      `broken lines, and a second export of ${of}`,
      'a channel is covered at an instant if at least one source of any system covers it there',
      (c, b) => {
        jsonl(c, 'notices.jsonl', around(c));
        jsonl(c, 'archive.jsonl', every(HOUR, c.bundle.from + 7 * MINUTE, c.bundle.to));
        for (const match of ['notices.jsonl', 'archive.jsonl']) {
          const system = of === 'the same system' || match === 'notices.jsonl' ? 'messages' : 'archive';
          c.bundle.covers.push({ match, system, channels: MAILS, from: c.bundle.from, to: c.bundle.to });
        }
        missed(c, c.t);
        b.askNothing();
      },
    ),
  ),
  beyond('broken lines in a source of another channel', 'a source covers an interval of a channel of a system', (c, b) => {
    jsonl(c, 'chat.jsonl', around(c), ['chat']);
    c.bundle.covers.push({ match: 'chat.jsonl', system: 'messages', channels: ['chat'], from: c.bundle.from, to: c.bundle.to });
    jsonl(c, 'notices.jsonl', every(HOUR, c.bundle.from, c.bundle.to));
    c.bundle.covers.push({ match: 'notices.jsonl', system: 'messages', channels: MAILS, from: c.bundle.from, to: c.bundle.to });
    missed(c, c.t);
    b.askNothing();
  }),
  logged('logging is stopped', OFF, true, true, (_c, t) => [stop(t + 10 * MINUTE)]),
  logged('logging is stopped before, and again a record', OFF, false, true, (_c, t) => [stop(t - 3 * HOUR)]),
  logged('logging could not be stopped', 'failed ones carry none', false, false, (_c, t) => [stop(t + 10 * MINUTE, 'AccessDenied')]),
  beyond('logging is stopped and started', OFF, (c, b) => {
    const t = second(c.t);
    const e = unanswered(c, t);
    cover(c.bundle, 'trail.json', 'aws-111122223333', ['iam-audit', 'signin']);
    cover(c.bundle, 'notices.csv', 'messages', ['mail', 'page', 'chat', 'ticket', 'siem']);
    cover(c.bundle, 'certifications.csv', 'reviews', ['certification']);
    trail(c, [stop(t + 10 * MINUTE), { name: 'StartLogging', at: t + 20 * MINUTE, parameters: { name: 'main' } }], [t - 2 * HOUR, t + 2 * HOUR]);
    c.expect('coverage.logging-disabled', '*');
    b.ask('aws-111122223333', 'iam-audit', t + 10 * MINUTE, t + 20 * MINUTE, [e, 'acted']);
    c.stage(e, { acted: 'unknown' });
  }),
  logged('a retention is lowered', `PutRetentionPolicy that lowers is logging.disabled; ${OFF}`, true, true, (_c, t) => [
    retention(t - 5 * HOUR, 365),
    retention(t + 10 * MINUTE, 180),
  ]),
  logged('a retention of 60 days, no earlier one in evidence', `or to under 90 days; ${OFF}`, true, true, (_c, t) => [
    retention(t + 10 * MINUTE, 60),
  ]),
  logged(
    'a retention of 120 days, no earlier one in evidence',
    'lowered against the last value in evidence or to under 90 days',
    false,
    false,
    (_c, t) => [retention(t + 10 * MINUTE, 120)],
  ),
  logged('a retention is raised', 'lowered against the last value in evidence', false, false, (_c, t) => [
    retention(t - 5 * HOUR, 180),
    retention(t + 10 * MINUTE, 365),
  ]),
  logged('two groups with two retentions', 'the last value in evidence of the same log', false, false, (_c, t) => [
    retention(t - 5 * HOUR, 365, '/prod/web'),
    retention(t + 10 * MINUTE, 180),
  ]),
  logged('a retention could not be lowered', 'failed ones carry none', false, false, (_c, t) => [
    retention(t + 10 * MINUTE, 30, '/prod/auth', 'AccessDenied'),
  ]),
];
void SECURITY;
