/** The auditor's twelve questions of small organisations: what each answer is, on what it rests, and which coverage it lacks. */
import { type Beyond, type BeyondCase, beyond } from '../beyond.ts';
import { DAY, HOUR, iso, MINUTE, SECOND } from '../bundle.ts';
import { bare, type Corner, type Happening, SECURITY, SECURITY_MAIL } from '../corner.ts';
import { closed, opened, raised, told } from './acted.ts';
import { cover } from './asked-for.ts';
import { declareAll } from './decided.ts';
import { grant, sound } from './reached.ts';
import { reset } from './told.ts';

const OR_NOT = 'answered from records, each with its citations and its verdict, or cannot be answered with the missing coverage';
const EMPTY = 'an export that was asked for a period and came back empty is evidence';
const MAILS = ['mail', 'page', 'ticket'];
const NOTICES = [...MAILS, 'chat', 'siem'];

/** The questions that are answered, and of which nothing is missing. */
function answered(b: Beyond, numbers: readonly number[], cites: readonly string[] = []): void {
  for (const n of numbers) b.answer(n, 'answered', { missing: [], cites });
}
function heard(c: Corner, how: { from?: number; to?: number; channels?: readonly string[] } = {}): void {
  cover(c.bundle, 'notices.csv', 'messages', how.channels ?? NOTICES, how.from, how.to);
  c.bundle.empty('notices');
}
function tellBoth(c: Corner, e: Happening): void {
  c.tell(e, [e.target, SECURITY_MAIL]);
  c.ack(e, SECURITY[0], e.t + 30 * MINUTE);
}

export const AUDITED: readonly BeyondCase[] = [
  beyond('everything is sound and everything is covered', OR_NOT, (c, b) => {
    declareAll(c.bundle);
    const { e, owner } = grant(c);
    c.tell(e, [owner, SECURITY_MAIL]);
    sound(c, e);
    const r = raised(c);
    told(c, r.e, [r.owner]);
    closed(c, r.e);
    const g = opened(c);
    b.answer(1, 'answered', { missing: [], cites: [e.id], says: [bare(e.target), bare(e.actor).split('@')[0] ?? ''] });
    b.answer(2, 'answered', { missing: [], cites: [e.id], says: ['before'] });
    b.answer(3, 'answered', { missing: [] });
    answered(b, [4, 5], [e.id, r.e.id, g.e.id]);
    b.answer(6, 'answered', { missing: [], cites: [r.e.id], says: ['disable'] });
    answered(b, [7], [r.e.id]);
    b.answer(8, 'answered', { missing: [], cites: [g.e.id], says: [bare(g.svc)] });
    b.answer(9, 'answered', { missing: [], cites: [e.id, r.e.id], says: ['approve'] });
    answered(b, [10]);
    b.answer(11, 'answered', { says: ['messages', 'directory', 'reviews'] });
    b.answer(12, 'answered');
  }),
  beyond('one untold reset, and empty exports of all else', `${OR_NOT}; ${EMPTY}`, (c, b) => {
    declareAll(c.bundle);
    const { e } = reset(c);
    c.expect('notice.missing', e, 'unmet', ['person', 'security']);
    answered(b, [1, 3, 4, 5], [e.id]);
    b.answer(2, 'answered', { missing: [] });
    // Nothing changed that a policy wants revoked, verified or reviewed, and no emergency access was opened: the registers say so.
    answered(b, [6, 7, 8, 9, 10]);
  }),
  beyond('nothing but the reset', OR_NOT, (c, b) => {
    const { e } = reset(c);
    b.answer(1, 'partly', { missing: ['iam-audit'], cites: [e.id] });
    b.answer(3, 'cannot be answered', { missing: MAILS });
    b.answer(4, 'cannot be answered', { missing: MAILS });
    b.answer(5, 'cannot be answered', { missing: MAILS });
    b.answer(8, 'cannot be answered', { missing: ['iam-audit'] });
    b.answer(11, 'answered', { says: ['mail'] });
    b.answer(12, 'answered', { says: ['mail'] });
  }),
  beyond('a reset that was told, and one of which nobody knows', OR_NOT, (c, b) => {
    declareAll(c.bundle);
    c.bundle.covers.splice(0, 1);
    heard(c, { to: c.t + DAY });
    const { e } = reset(c);
    tellBoth(c, e);
    const second = c.event('password.reset', c.person(), {}, c.t + 2 * DAY);
    c.stage(second, { signalled: 'unknown' });
    b.answer(3, 'partly', { missing: MAILS });
    b.answer(4, 'partly', { missing: MAILS, cites: [e.id, second.id] });
    b.answer(5, 'partly', { missing: MAILS, cites: [e.id, second.id] });
    answered(b, [6, 7, 8, 9, 10]);
  }),
  beyond('told by mail, and the export of tickets is wanting', 'what met an obligation met it, whatever the coverage', (c, b) => {
    declareAll(c.bundle);
    c.bundle.covers.splice(0, 1);
    heard(c, { channels: ['mail', 'page'] });
    const { e } = reset(c);
    tellBoth(c, e);
    answered(b, [3, 4, 5]);
  }),
  beyond('a grant, and no reviews', OR_NOT, (c, b) => {
    heard(c);
    const { e, owner } = grant(c);
    c.tell(e, [owner, SECURITY_MAIL]);
    c.ack(e, SECURITY[0], c.minutes(40));
    c.stage(e, { certified: 'unknown' });
    answered(b, [4, 5], [e.id]);
    b.answer(9, 'cannot be answered', { missing: ['certification'], cites: [e.id] });
  }),
  beyond('a grant that nobody reviewed', OR_NOT, (c, b) => {
    declareAll(c.bundle);
    const { e, owner } = grant(c);
    c.tell(e, [owner, SECURITY_MAIL]);
    c.ack(e, SECURITY[0], c.minutes(40));
    c.expect('cert.missing', e, 'unmet');
    answered(b, [9], [e.id]);
  }),
  beyond('an alert, and neither audit log nor sign-ins', OR_NOT, (c, b) => {
    heard(c);
    const r = raised(c);
    told(c, r.e, [r.owner]);
    cover(c.bundle, 'certifications.csv', 'reviews', ['certification']);
    c.review(r.svc, c.t + 5 * HOUR);
    c.stage(r.e, { acted: 'unknown' });
    b.answer(6, 'cannot be answered', { missing: ['iam-audit'], cites: [r.e.id] });
    b.answer(7, 'cannot be answered');
    answered(b, [9], [r.e.id]);
  }),
  ...([false, true] as const).map((used) =>
    beyond(`an alert acted upon, and no export of sign-ins${used ? ', but one use' : ''}`, OR_NOT, (c, b) => {
      heard(c);
      const r = raised(c);
      told(c, r.e, [r.owner]);
      for (const match of ['actions.csv', 'events.csv']) cover(c.bundle, match, 'directory', ['iam-audit']);
      c.bundle.empty('events');
      c.action(r.e, 'disable', c.minutes(30), SECURITY[0]);
      c.review(r.svc, c.t + 5 * HOUR);
      if (used) {
        c.use(r.svc, c.minutes(45));
        c.expect('verify.ineffective', r.e, undefined, undefined, 'critical');
      } else c.stage(r.e, { verified: 'unknown' });
      answered(b, [6], [r.e.id]);
      if (used) b.answer(7, 'answered', { cites: [r.e.id], says: ['used with success'] });
      else b.answer(7, 'cannot be answered', { missing: ['signin'], cites: [r.e.id] });
    }),
  ),
  beyond('approved before, afterwards, and by nobody', 'who approved each change, and when, before or after', (c, b) => {
    declareAll(c.bundle);
    const plant = (row: Record<string, string>): Happening => {
      const { e, owner } = grant(c, {}, row);
      c.tell(e, [owner, SECURITY_MAIL]);
      sound(c, e);
      return e;
    };
    const before = plant({});
    const after = plant({ approved_at: iso(c.minutes(50)) });
    const nobody = plant({ approver: '', approved_at: '' });
    c.expect('record.incomplete', nobody, undefined, ['approval']);
    b.answer(2, 'answered', { missing: [], cites: [before.id, after.id, nobody.id], says: ['1 of 3', 'only after it', 'empty'] });
    b.answer(10, 'answered', { missing: [], cites: [nobody.id], says: ['approval'] });
  }),
  beyond(
    'emergency access without end and approver, and used afterwards',
    'was emergency access bounded in time, who authorised it, was it closed',
    (c, b) => {
      declareAll(c.bundle);
      const one = opened(c, { expires_at: '', approver: '', approved_at: '' });
      c.expect('breakglass.unbounded', one.e);
      c.expect('breakglass.unapproved', one.e);
      c.expect('record.incomplete', one.e, undefined, ['approval']);
      const two = opened(c);
      c.use(two.svc, c.minutes(140));
      c.expect('breakglass.overrun', two.e);
      b.answer(8, 'answered', { missing: [], cites: [one.e.id, two.e.id], says: ['without an expiry', 'no approver', 'was used'] });
      b.answer(10, 'answered', { missing: [], cites: [one.e.id], says: ['approval'] });
    },
  ),
  beyond('emergency access, and no log after its close', OR_NOT, (c, b) => {
    heard(c);
    cover(c.bundle, 'events.csv', 'directory', ['iam-audit', 'signin'], c.bundle.from, c.minutes(100));
    c.bundle.empty('events');
    const g = opened(c);
    c.stage(g.e, { acted: 'met', verified: 'unknown' });
    b.answer(8, 'partly', { missing: ['iam-audit', 'signin'], cites: [g.e.id] });
  }),
  beyond('a log that falls silent', 'which period and systems do the logs cover, and where are they silent', (c, b) => {
    cover(c.bundle, 'events.csv', 'directory', ['iam-audit'], c.bundle.from, c.bundle.to);
    const who = c.person();
    for (let t = c.bundle.from, n = 0; t < c.bundle.to; t += HOUR, n += 1)
      if (t < c.t || t > c.t + 9 * HOUR)
        c.bundle.add('events', { event_id: `BEAT-${n}`, time: iso(t + SECOND), kind: 'other', actor: who, target: who, outcome: 'success' });
    c.expect('coverage.silent', '*', undefined, undefined, 'medium');
    b.answer(11, 'answered', { says: ['directory', /silent/] });
    b.answer(1, 'answered', { missing: [] });
  }),
];
