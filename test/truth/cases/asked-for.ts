/** The evidence request list: what is asked for, of whom, over which interval, and what each line would settle. */
import type { Beyond, BeyondCase } from '../beyond.ts';
import { beyond } from '../beyond.ts';
import { type Bundle, DAY, HOUR, iso, MINUTE, type Time } from '../bundle.ts';
import { type Happening, SECURITY, SECURITY_MAIL } from '../corner.ts';
import { raised, told } from './acted.ts';
import { grant } from './reached.ts';
import { missing, reset } from './told.ts';

const MAILS = ['mail', 'page', 'ticket'];
const NOTICES = [...MAILS, 'chat', 'siem'];
const LINE =
  'each uncovered part becomes a line of the evidence request list, one a system, the channel, the interval, and the obligations it would settle';

export function cover(
  b: Bundle,
  match: string,
  system: string,
  channels: readonly string[],
  from: Time = b.from - 30 * DAY,
  to: Time = b.to + 30 * DAY,
): void {
  b.covers.push({ match, system, channels, from, to });
}
const audit = (b: Bundle): void => cover(b, 'events.csv', 'directory', ['iam-audit', 'signin']);
/** Every notice that there was, over the whole period and more. */
function notices(b: Bundle, channels: readonly string[] = NOTICES, from?: Time, to?: Time): void {
  cover(b, 'notices.csv', 'messages', channels, from, to);
  b.empty('notices');
}
/** An export of mail with one old message in it, so that no two of them are the same bytes. */
function mails(b: Bundle, file: string, system: string, from: Time, to: Time): void {
  cover(b, file, system, ['mail'], from, to);
  const at = iso(b.from - 20 * DAY);
  const note = {
    sent_at: at,
    channel: 'mail',
    sender: 'email:news@corp.example',
    recipients: 'email:news@corp.example',
    subject: 'Soup',
    body: 'Soup.',
  };
  b.add('notices', { ...note, notice_id: `OLD-${system}`, status: 'delivered', status_at: at }, file);
}
/** Of a reset of which nobody knows whether anybody was told. */
function asked(b: Beyond, channels: readonly string[], system: string, from: Time, to: Time, ...events: readonly Happening[]): void {
  for (const channel of channels) b.ask(system, channel, from, to, ...events.map((e) => [e, 'signalled', 'acknowledged'] as const));
}
const UNKNOWN = { signalled: 'unknown', acknowledged: 'unknown' };

export const ASKED_FOR: readonly BeyondCase[] = [
  beyond('no export of notices at all', `${LINE}; the systems known for that channel, else any`, (c, b) => {
    const { e } = reset(c);
    asked(b, MAILS, 'any', c.t, c.t + 4 * HOUR, e);
    c.stage(e, UNKNOWN);
  }),
  beyond('two resets within one window', `${LINE}: one part is one request`, (c, b) => {
    const { e } = reset(c);
    const later = c.event('password.reset', c.person(), {}, c.t + HOUR);
    asked(b, MAILS, 'any', c.t, c.t + 5 * HOUR, e, later);
  }),
  beyond('two resets a day apart', LINE, (c, b) => {
    const { e } = reset(c);
    const later = c.event('password.reset', c.person(), {}, c.t + DAY);
    asked(b, MAILS, 'any', c.t, c.t + 4 * HOUR, e);
    asked(b, MAILS, 'any', c.t + DAY, c.t + DAY + 4 * HOUR, later);
  }),
  beyond('one of three channels was not exported', `unmet only where every channel that it lists is covered; ${LINE}`, (c, b) => {
    notices(c.bundle, ['mail', 'page']);
    const { e } = reset(c);
    asked(b, ['ticket'], 'any', c.t, c.t + 4 * HOUR, e);
    c.stage(e, UNKNOWN);
  }),
  beyond('two systems keep mail, neither over the window', 'one a system: the systems known for that channel in the case', (c, b) => {
    notices(c.bundle, ['page', 'ticket']);
    for (const [file, system] of [
      ['trace.csv', 'exchange'],
      ['spool.csv', 'postfix'],
    ] as const)
      mails(c.bundle, file, system, c.bundle.from - 25 * DAY, c.t - HOUR);
    const { e } = reset(c);
    for (const system of ['exchange', 'postfix']) asked(b, ['mail'], system, c.t, c.t + 4 * HOUR, e);
  }),
  beyond('two systems keep mail, one over the window', 'covered at an instant if at least one source of any system covers it', (c, b) => {
    notices(c.bundle);
    mails(c.bundle, 'spool.csv', 'postfix', c.bundle.from - 25 * DAY, c.t - HOUR);
    const { e } = reset(c);
    c.expect('notice.missing', e, 'unmet', ['person', 'security']);
    b.askNothing();
  }),
  beyond('two systems were asked, and both exports came back empty', 'declared coverage holds also where the file has no record in it', (c, b) => {
    notices(c.bundle, ['page', 'ticket']);
    cover(c.bundle, 'trace.csv', 'exchange', ['mail']);
    c.bundle.empty('notices', 'trace.csv');
    const { e } = reset(c);
    c.expect('notice.missing', e, 'unmet', ['person', 'security']);
    b.askNothing();
  }),
  beyond(
    'two exports came back empty, one of them only for a part',
    'byte-identical files are one source with several names; what each declares holds',
    (c, b) => {
      notices(c.bundle, ['page', 'ticket']);
      cover(c.bundle, 'trace.csv', 'exchange', ['mail'], c.bundle.from, c.minutes(5));
      c.bundle.empty('notices', 'trace.csv');
      const { e } = reset(c);
      asked(b, ['mail'], 'exchange', c.minutes(5), c.t + 4 * HOUR, e);
      c.stage(e, UNKNOWN);
    },
  ),
  beyond('two empty exports of two systems in their own words', 'declared coverage holds also where the file has no record in it', (c, b) => {
    const own = { from: c.bundle.from - DAY, to: c.bundle.to + DAY };
    c.bundle.covers.push({ match: 'trace.json', type: 'exchange-message-trace', system: 'exchange', channels: ['mail'], ...own });
    c.bundle.covers.push({ match: 'pages.json', type: 'pagerduty-log-entries', system: 'pagerduty', channels: ['page'], ...own });
    c.bundle.covers.push({ match: 'tickets.json', type: 'jira-issues', system: 'jira', channels: ['ticket'], from: own.from, to: c.minutes(5) });
    for (const file of ['trace.json', 'pages.json', 'tickets.json']) c.bundle.raw(file, '[]');
    missing(c, c.event('password.reset', c.person(), {}, c.t - HOUR));
    const { e } = reset(c);
    asked(b, ['ticket'], 'jira', c.minutes(5), c.t + 4 * HOUR, e);
    c.stage(e, UNKNOWN);
  }),
  beyond('the export ends inside the window', 'each uncovered part: no more than what is not covered', (c, b) => {
    notices(c.bundle, ['page', 'ticket']);
    mails(c.bundle, 'trace.csv', 'exchange', c.bundle.from - 25 * DAY, c.minutes(5));
    const { e } = reset(c);
    asked(b, ['mail'], 'exchange', c.minutes(5), c.t + 4 * HOUR, e);
    c.stage(e, UNKNOWN);
  }),
  beyond(
    'the export ends after the window of the notice, inside that of the acknowledgement',
    'covered over its whole window: never told, and cut',
    (c, b) => {
      notices(c.bundle, MAILS, c.bundle.from, c.t + HOUR);
      const { e } = reset(c);
      c.expect('notice.missing', e, 'unmet', ['person', 'security']);
      c.stage(e, { signalled: 'unmet', acknowledged: 'not-reached' });
      b.askNothing();
    },
  ),
  beyond('told, and the export ends before anybody could acknowledge', LINE, (c, b) => {
    notices(c.bundle, MAILS, c.bundle.from, c.t + 2 * HOUR);
    const { e, who } = reset(c);
    c.tell(e, [who, SECURITY_MAIL]);
    for (const channel of MAILS) b.ask('messages', channel, c.t + 2 * HOUR, c.t + 4 * HOUR, [e, 'acknowledged']);
    c.stage(e, { signalled: 'met', delivered: 'met', reached: 'met', acknowledged: 'unknown' });
  }),
  beyond('covered, and nobody told', 'a finding is no request', (c, b) => {
    notices(c.bundle);
    const { e } = reset(c);
    c.expect('notice.missing', e, 'unmet', ['person', 'security']);
    b.askNothing();
  }),
  beyond('told and acknowledged without any coverage', 'what met an obligation met it, whatever the coverage', (c, b) => {
    const { e, who } = reset(c);
    c.tell(e, [who, SECURITY_MAIL]);
    c.ack(e, SECURITY[0], c.minutes(9));
    b.askNothing();
    c.stage(e, { signalled: 'met', delivered: 'met', reached: 'met', acknowledged: 'met' });
  }),
  beyond('at the end of what was exported', LINE, (c, b) => {
    notices(c.bundle, MAILS, c.bundle.from, c.bundle.to);
    const t = c.bundle.to - 5 * MINUTE;
    const e = c.event('password.reset', c.person(), {}, t);
    asked(b, MAILS, 'messages', c.bundle.to, t + 4 * HOUR, e);
    c.stage(e, UNKNOWN);
  }),
  beyond(
    'no receipt, and the export ends within the hour',
    'delivered without any receipt by one hour where its channel is covered, else unknown',
    (c, b) => {
      notices(c.bundle, ['page', 'ticket']);
      mails(c.bundle, 'trace.csv', 'exchange', c.bundle.from - 25 * DAY, c.minutes(30));
      const { e, who } = reset(c);
      c.tell(e, [who, SECURITY_MAIL], { at: c.minutes(2), status: 'sent', statusAt: '' });
      c.ack(e, SECURITY[0], c.minutes(20));
      b.ask('exchange', 'mail', c.minutes(30), c.minutes(62), [e, 'delivered']);
      c.stage(e, { signalled: 'met', delivered: 'unknown', acknowledged: 'met' });
    },
  ),
  beyond('one audience told, the other perhaps where nobody looked', 'route.audience-missing: never was, over channels that were covered', (c, b) => {
    notices(c.bundle, ['mail', 'page']);
    const { e, who } = reset(c);
    c.tell(e, [who]);
    c.ack(e, SECURITY[0], c.minutes(20));
    b.ask('any', 'ticket', c.t, c.minutes(15), [e, 'reached']);
    c.stage(e, { signalled: 'met', acknowledged: 'met' });
  }),
  beyond('an alert, and no audit log', 'act: iam-audit; 1 h where confidence is high', (c, b) => {
    notices(c.bundle);
    const r = raised(c);
    told(c, r.e, [r.owner]);
    c.bundle.empty('certifications');
    cover(c.bundle, 'certifications.csv', 'reviews', ['certification']);
    c.review(r.svc, c.t + 5 * HOUR);
    b.ask('any', 'iam-audit', c.t, c.t + HOUR, [r.e, 'acted']);
    c.stage(r.e, { signalled: 'met', acknowledged: 'met', acted: 'unknown', certified: 'met' });
  }),
  beyond('an alert acted upon, and no log of sign-ins', 'verify: iam-audit and signin; 1 h after the action', (c, b) => {
    notices(c.bundle);
    const r = raised(c);
    told(c, r.e, [r.owner]);
    cover(c.bundle, 'actions.csv', 'directory', ['iam-audit']);
    c.action(r.e, 'disable', c.minutes(30), SECURITY[0]);
    c.review(r.svc, c.t + 5 * HOUR);
    b.ask('any', 'signin', c.minutes(30), c.minutes(90), [r.e, 'verified']);
    c.stage(r.e, { acted: 'met', verified: 'unknown', certified: 'met' });
  }),
  beyond('a grant, and no export of reviews', 'certify: certification; 7 d at tier 2', (c, b) => {
    notices(c.bundle);
    const { e, owner } = grant(c);
    c.tell(e, [owner, SECURITY_MAIL]);
    c.ack(e, SECURITY[0], c.minutes(40));
    b.ask('any', 'certification', c.t, c.t + 7 * DAY, [e, 'certified']);
    c.stage(e, { signalled: 'met', acknowledged: 'met', certified: 'unknown' });
  }),
  beyond('emergency access, and no alarms of the SIEM', 'page, siem; 15 min; acknowledge 30 min', (c, b) => {
    notices(c.bundle, ['page']);
    audit(c.bundle);
    c.bundle.empty('events');
    const svc = c.owned().svc;
    const id = c.id('BG');
    const row = {
      grant_id: id,
      identity: svc,
      user: c.person(),
      approver: c.person(),
      approved_at: iso(c.t - HOUR),
      reason: 'outage',
      incident: c.id('INC'),
    };
    c.bundle.add('breakglass', { ...row, opened_at: iso(c.t), expires_at: iso(c.t + 2 * HOUR), closed_at: iso(c.t + HOUR) });
    c.review(svc, c.t + 5 * HOUR);
    b.ask('any', 'siem', c.t, c.minutes(30), [{ id }, 'signalled', 'acknowledged']);
    c.stage(id, { signalled: 'unknown', acted: 'met', verified: 'met', certified: 'met' });
  }),
];
