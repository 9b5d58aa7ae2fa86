/** Coverage that nobody declared, or that a log itself cuts: what its records show, and no more. */
import { DAY, HOUR, iso, MINUTE, type Time } from '../bundle.ts';
import { type Case, type Corner, SECURITY } from '../corner.ts';

const kase = (name: string, says: string, plant: (c: Corner) => void): Case => ({ name, says, plant });
const BOTH = ['person', 'security'];

/** A newsletter in every channel that a changed password may be told through, as often as asked, less the gap. */
function news(c: Corner, from: Time, to: Time, every: number, gap?: { from: Time; to: Time }): void {
  const who = c.person();
  let n = 0;
  for (let t = from; t <= to; t += every) {
    if (gap !== undefined && t > gap.from && t < gap.to) continue;
    n += 1;
    for (const channel of ['mail', 'page', 'ticket']) {
      const note = { notice_id: `NEWS-${channel}-${n}`, sent_at: iso(t), channel, sender: 'email:news@corp.example', recipients: who };
      c.bundle.add('notices', { ...note, subject: 'The canteen', body: 'Soup.', status: 'delivered', status_at: iso(t) });
    }
  }
}
const untold = (c: Corner, t: Time) => c.event('password.reset', c.person(), {}, t);

export const INFERRED: readonly Case[] = [
  kase('inferred from the first to the last record', 'inferred: from the first to the last record of a system and channel', (c) => {
    news(c, c.bundle.from, c.t + DAY, HOUR);
    c.expect('notice.missing', untold(c, c.t), 'unmet', BOTH);
    c.stage(untold(c, c.t + DAY + 2 * HOUR), { signalled: 'unknown' });
  }),
  kase('a regular channel that falls silent', 'a silent interval cuts inferred coverage and raises coverage.silent', (c) => {
    news(c, c.bundle.from, c.bundle.to, HOUR, { from: c.t, to: c.t + 30 * HOUR });
    c.stage(untold(c, c.t + 15 * HOUR), { signalled: 'unknown' });
    c.expect('notice.missing', untold(c, c.t + 40 * HOUR), 'unmet', BOTH);
    // Whether the three channels of one table are one finding or three is open; each is about the same source.
    for (const _ of ['mail', 'page', 'ticket']) c.leave('coverage.silent', '*');
  }),
  kase('a channel of few records', 'otherwise regular: at least 20 records in the period', (c) => {
    news(c, c.bundle.from, c.bundle.to, 30 * HOUR);
    c.expect('notice.missing', untold(c, c.t), 'unmet', BOTH);
  }),
  kase('a channel without a rhythm', 'and a 95th percentile of the gaps under half of silence', (c) => {
    news(c, c.bundle.from, c.bundle.to, 9 * HOUR, { from: c.t, to: c.t + 30 * HOUR });
    news(c, c.bundle.from + 2 * MINUTE, c.bundle.from + 3 * MINUTE, HOUR);
    for (const _ of ['mail', 'page', 'ticket']) c.leave('coverage.silent', '*');
  }),
  ...[true, false].map((off) =>
    kase(
      `an alert unanswered while logging was ${off ? 'off' : 'on'}`,
      'logging.disabled cuts both kinds until logging.enabled or the next record of that log',
      (c) => {
        const { from, to } = c.bundle;
        c.bundle.covers.push({ match: 'events.csv', system: 'directory', channels: ['iam-audit', 'signin'], from, to });
        const { svc, owner } = c.owned();
        const e = c.alert(svc);
        c.tell(e, [owner], { channel: 'page' });
        c.ack(e, owner, c.minutes(5));
        c.review(svc, c.t + HOUR);
        c.event('logging.disabled', 'name:audit-trail', { actor: SECURITY[0], outcome: off ? 'success' : 'failure' }, c.minutes(10));
        c.use(c.person(), c.t + 3 * HOUR);
        if (off) c.expect('coverage.logging-disabled', '*');
        else c.expect('action.missing', e, 'unmet');
        c.stage(e, { signalled: 'met', acknowledged: 'met', acted: off ? 'unknown' : 'unmet', certified: 'met' });
      },
    ),
  ),
  kase('a person signs in as a service account', 'identity.human-use: a non-human identity used interactively by a person', (c) => {
    const svc = `svc-${c.tag}`;
    const arn = `arn:aws:iam::111122223333:user/${svc}`;
    c.service({ identity: `aws-arn:${arn}`, aliases: `aws-user:${svc}` });
    c.claim(`aws-arn:${arn}`, c.person());
    const record = {
      eventVersion: '1.08',
      userIdentity: { type: 'IAMUser', arn, accountId: '111122223333', userName: svc },
      eventTime: iso(Math.floor(c.t / 1000) * 1000).replace('.000', ''),
      eventSource: 'signin.amazonaws.com',
      eventName: 'ConsoleLogin',
      awsRegion: 'us-east-1',
      sourceIPAddress: '203.0.113.9',
      userAgent: 'Mozilla/5.0',
      requestParameters: null,
      responseElements: { ConsoleLogin: 'Success' },
      eventID: '99999999-2222-4333-8444-000000000001',
      eventType: 'AwsConsoleSignIn',
      recipientAccountId: '111122223333',
    };
    c.bundle.raw('trail.json', JSON.stringify({ Records: [record] }));
    c.expect('identity.human-use', `aws-user:${svc}`, undefined, undefined, 'medium');
  }),
  ...[20, 40].map((minutes) =>
    kase(
      `ServiceNow: resolved after ${minutes} min`,
      'a ServiceNow incident’s resolved_by at resolved_at where nothing earlier is in evidence',
      (c) => {
        const { svc, owner } = c.owned();
        c.bundle.add('identities', { identity: owner, kind: 'human', aliases: `servicenow-user:sn${c.tag}` });
        const e = c.alert(svc);
        c.tell(e, [owner], { channel: 'page' });
        const local = (t: Time) => iso(t).slice(0, 19).replace('T', ' ');
        const row = {
          number: `INC00${c.tag.length}1234`,
          sys_id: `${'a'.repeat(28)}${c.tag.length}`,
          short_description: `Suspicious activity ${e.id}`,
          description: '',
          opened_at: local(c.minutes(3)),
          resolved_at: local(c.minutes(minutes)),
          closed_at: '',
          caller_id: '',
          assigned_to: { link: 'https://x.example/1', value: `sn${c.tag}` },
          resolved_by: { link: 'https://x.example/1', value: `sn${c.tag}` },
          assignment_group: '',
          cmdb_ci: '',
          state: '6',
          close_notes: '',
          correlation_id: e.id,
        };
        c.bundle.raw('incidents.json', JSON.stringify({ result: [row] }));
        c.action(e, 'disable', c.minutes(30), SECURITY[0]);
        c.use(svc, c.minutes(50), { outcome: 'failure' });
        c.review(svc, c.t + HOUR);
        if (minutes > 30) c.expect('ack.late', e, 'late');
        c.stage(e, { signalled: 'met', reached: 'met', acknowledged: minutes > 30 ? 'late' : 'met', certified: 'met' });
      },
    ),
  ),
];
