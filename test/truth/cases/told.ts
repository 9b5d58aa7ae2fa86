/** Signalled and delivered: group A of the policy (the person and security, 15 minutes, acknowledged by security in 4 hours). */
import { DAY, HOUR, iso, MINUTE, SECOND } from '../bundle.ts';
import { bare, type Case, type Corner, type Happening, SECURITY, SECURITY_MAIL, type Telling } from '../corner.ts';

const KINDS =
  'password.reset mfa.enrolled mfa.removed mfa.reset device.enrolled payroll.changed forwarding.enabled mailrule.created mailrule.changed delegation.granted';
const BOTH = ['person', 'security'];

/** A reset password, of which security is told and which it acknowledges; the person is left to the case. */
export function reset(c: Corner, row: Record<string, string> = {}): { e: Happening; who: string } {
  const who = c.person();
  const e = c.event('password.reset', who, row);
  return { e, who };
}
export function half(c: Corner): { e: Happening; who: string } {
  const { e, who } = reset(c);
  c.tell(e, [SECURITY_MAIL]);
  c.ack(e, SECURITY[0], c.minutes(30));
  return { e, who };
}
/** Both told together, however the case wants it, and acknowledged. */
export function both(c: Corner, how: Telling = {}): { e: Happening; who: string } {
  const { e, who } = reset(c);
  c.tell(e, [who, SECURITY_MAIL], how);
  c.ack(e, SECURITY[0], c.minutes(60));
  return { e, who };
}
export const MET = { signalled: 'met', delivered: 'met', reached: 'met', acknowledged: 'met' };
const CUT = { delivered: 'not-reached', reached: 'not-reached', acknowledged: 'not-reached' };
export const kase = (name: string, says: string, plant: (c: Corner) => void): Case => ({ name, says, plant });
/** About what lies outside the period: nothing that a bundle without one can say. */
export const inPeriod = (name: string, says: string, plant: (c: Corner) => void): Case => ({ name, says, plant, needsPeriod: true });
export const missing = (c: Corner, e: Happening) => {
  c.expect('notice.missing', e, 'unmet', BOTH);
  c.stage(e, { signalled: 'unmet', ...CUT });
};

/** A person told of by a rule on the mailbox; security is told openly. */
const hidden = (name: string, says: string, rule: Record<string, string>, hides: boolean, how: Telling = {}, severity = 'high'): Case =>
  kase(name, says, (c) => {
    const { e, who } = half(c);
    c.tell(e, [who], how);
    c.bundle.add('mailrules', { mailbox: who, rule: '.', enabled_from: iso(c.t - 30 * DAY), conditions: 'all', actions: 'delete', ...at(c, rule) });
    if (hides) c.expect('notice.suppressed', e, 'partial', ['person'], severity);
    c.stage(e, hides ? { signalled: 'met', delivered: 'partial', reached: 'met', acknowledged: 'met' } : MET);
  });
const at = (c: Corner, rule: Record<string, string>) =>
  Object.fromEntries(Object.entries(rule).map(([k, v]) => [k, k.startsWith('enabled') && v !== '' ? iso(c.minutes(Number(v))) : v]));

export const TOLD: readonly Case[] = [
  ...KINDS.split(' ').map((kind) =>
    kase(`${kind} of which nobody is told`, 'notice.missing: no notice, ever, and the channels are covered', (c) => {
      const e = c.event(kind, c.person());
      missing(c, e);
      c.stage(e, { acted: 'not-required', verified: 'not-required', certified: 'not-required' });
    }),
  ),
  kase('both told at once', 'seen inside: met', (c) => c.stage(both(c).e, MET)),
  kase('told at the deadline itself', 'the deadline itself is in time', (c) => c.stage(both(c, { at: c.minutes(15) }).e, MET)),
  kase('told ten seconds after the deadline', 'notice.late: the first notice came after the deadline', (c) => {
    const { e } = both(c, { at: c.minutes(15) + 10 * SECOND });
    c.expect('notice.late', e, 'late', BOTH, 'medium');
    c.stage(e, { signalled: 'late', acknowledged: 'met' });
  }),
  kase('one of two told late', 'partial where some are and some are not; it names in missing the audiences it concerns', (c) => {
    const { e, who } = reset(c);
    c.tell(e, [who]);
    c.tell(e, [SECURITY_MAIL], { at: c.minutes(20) });
    c.ack(e, SECURITY[0], c.minutes(30));
    c.expect('notice.late', e, 'partial', ['security']);
    c.stage(e, { signalled: 'partial', acknowledged: 'met' });
  }),
  kase('the person was never told', 'an audience never told while another was is route.audience-missing', (c) => {
    const { e } = half(c);
    c.expect('route.audience-missing', e, 'partial', ['person'], 'high');
    c.stage(e, { signalled: 'met', delivered: 'met', reached: 'partial', acknowledged: 'met' });
  }),
  kase('security was never told', 'where the policy says by X, where X is cut it is not-reached', (c) => {
    const { e, who } = reset(c);
    c.tell(e, [who]);
    c.ack(e, SECURITY[0], c.minutes(30));
    c.expect('route.audience-missing', e, 'partial', ['security']);
    c.stage(e, { signalled: 'met', reached: 'partial', acknowledged: 'not-reached' });
  }),
  kase('told in a channel that the policy does not list', 'notify: as the policy lists (mail, page, ticket)', (c) => {
    const { e, who } = reset(c);
    c.tell(e, [who, SECURITY_MAIL], { channel: 'chat' });
    missing(c, e);
  }),
  kase('the id as part of a longer word', 'a whole word in an id field, a subject, a body, a summary', (c) => {
    const { e, who } = reset(c);
    c.tell(e, [who, SECURITY_MAIL], { related: '', subject: `case ${e.id}7`, body: `see X${e.id} for details` });
    missing(c, e);
  }),
  kase('the id as a whole word of the subject', 'certain: they share an event id, wherever it stands as a whole word', (c) => {
    const { e, who } = reset(c);
    c.tell(e, [who, SECURITY_MAIL], { related: '', subject: `Done (${e.id}).`, body: '' });
    c.ack(e, SECURITY[1], c.minutes(9));
    c.stage(e, MET);
  }),
  kase('names the target and fits the kind', 'strong: names the target (an exact alias) and its kind fits the event, inside the window', (c) => {
    c.stage(both(c, { related: '' }).e, MET);
  }),
  kase('names the target, fits another kind', 'weak: names the target but not the kind; never used', (c) => {
    const { e, who } = reset(c);
    c.tell(e, [who, SECURITY_MAIL], { related: '', subject: 'Your bank account', body: `The bank details of ${bare(who)} are on file.` });
    missing(c, e);
  }),
  kase('a fitting message before the event', 'the window of an obligation is [t, t + deadline]', (c) => {
    const { e, who } = reset(c);
    c.tell(e, [who, SECURITY_MAIL], { related: '', at: c.minutes(-30) });
    missing(c, e);
  }),
  kase('a body without the actor', 'notice.ambiguous: no notice names all four of time, actor, target and type', (c) => {
    const { e, who } = reset(c);
    c.tell(e, [who, SECURITY_MAIL], { body: `At ${iso(c.t)} a password reset of ${bare(who)}.` });
    c.ack(e, SECURITY[0], c.minutes(60));
    c.expect('notice.ambiguous', e, undefined, undefined, 'medium');
    c.stage(e, { acknowledged: 'met' });
  }),
  kase('two notices, one of which names all four', 'no notice for the event names all four: one does', (c) => {
    const { e, who } = both(c, { body: 'A password reset happened.' });
    c.tell(e, [who]);
    c.stage(e, { acknowledged: 'met' });
  }),
  kase('no notice has a body', 'judged where at least one tied notice has a body', (c) => c.stage(both(c, { body: '' }).e, MET)),
  kase('sent_at is not the time of the event', 'sent_at is not the event’s time', (c) => {
    const { e, who } = reset(c);
    c.tell(e, [who, SECURITY_MAIL], { body: `${bare(e.actor)}: password reset of ${bare(who)}.` });
    c.ack(e, SECURITY[0], c.minutes(60));
    c.expect('notice.ambiguous', e);
  }),
  kase('no receipt by one hour', 'without any receipt or failure by one hour the notice counts as delivered where its channel is covered', (c) =>
    c.stage(both(c, { status: 'sent', statusAt: '' }).e, MET),
  ),
  hidden('a rule deletes it', 'notice.suppressed: every copy delivered to it was hidden by a mailbox rule', {}, true),
  hidden('a rule made a day before', 'critical if the rule was made within 24 h before the event', { enabled_from: '-300' }, true, {}, 'critical'),
  hidden('a rule made after the delivery', 'a mailbox rule active at the delivery', { enabled_from: '30' }, false),
  hidden('a rule taken away before', 'a mailbox rule active at the delivery', { enabled_to: '-10' }, false),
  hidden('a rule that forwards', 'a forward does not hide', { actions: 'forward=email:x@other.example' }, false),
  hidden('a rule that redirects', 'that deletes, moves, marks read or redirects', { actions: 'redirect=email:x@other.example' }, true),
  hidden('a rule that marks read', 'marks read', { actions: 'mark-read' }, true),
  hidden('a rule that moves to RSS', 'moves to any folder but the inbox', { actions: 'move=RSS Feeds' }, true),
  hidden('a rule that moves to the inbox', 'moves to any folder but the inbox', { actions: 'move=Inbox' }, false),
  hidden(
    'a rule on the subject in another case',
    'without regard to case, on the subject',
    { conditions: 'subject-contains=NOTICE OF A CHANGE' },
    true,
  ),
  hidden('a rule on another subject', 'matches on the subject', { conditions: 'subject-contains=invoice' }, false),
  hidden('a rule on the sender', 'on the bare sender address, without regard to case', { conditions: 'from=NOTIFY@CORP.EXAMPLE' }, true),
  hidden('a rule on another sender', 'on the bare sender address', { conditions: 'from=other@corp.example' }, false),
  hidden('a page beside the hidden mail', 'every copy delivered to it was hidden; a page is in no mailbox', {}, false, { channel: 'page' }),
  kase('a rule on the mailbox of security', 'a rule on a shared mailbox counts for its team', (c) => {
    const { e, who } = both(c, { subject: `hush ${c.tag} now: password reset` });
    c.bundle.add('mailrules', {
      mailbox: SECURITY_MAIL,
      rule: 'x',
      enabled_from: iso(c.t - 50 * DAY),
      conditions: `subject-contains=hush ${c.tag} now`,
      actions: 'delete',
    });
    c.expect('notice.suppressed', e, 'partial', ['security']);
    c.stage(e, { delivered: 'partial', reached: 'met', acknowledged: 'not-reached' });
    void who;
  }),
  ...['bounced', 'failed', 'quarantined', 'filtered'].map((status) =>
    kase(`${status} for the person`, 'notice.undelivered: every notice sent to it bounced, failed, was quarantined or filtered', (c) => {
      const { e, who } = half(c);
      c.tell(e, [who], { status });
      c.expect('notice.undelivered', e, 'partial', ['person'], 'high');
      c.stage(e, { signalled: 'met', delivered: 'partial', reached: 'met', acknowledged: 'met' });
    }),
  ),
  kase('bounced, then sent again', 'every notice sent to it: another arrived', (c) => {
    const { e, who } = half(c);
    c.tell(e, [who], { status: 'bounced' });
    c.tell(e, [who], { at: c.minutes(9) });
    c.stage(e, MET);
  }),
  kase('both bounced', 'the event’s later stages are not-reached where none is left', (c) => {
    const { e, who } = reset(c);
    c.tell(e, [who, SECURITY_MAIL], { status: 'failed' });
    c.expect('notice.undelivered', e, 'unmet', BOTH);
    c.stage(e, { signalled: 'met', delivered: 'unmet', reached: 'not-reached', acknowledged: 'not-reached' });
  }),
  kase('a failed reset', 'failed ones are kept and carry none', (c) =>
    c.noWake.push(c.event('password.reset', c.person(), { outcome: 'failure' }).id),
  ),
  inPeriod('a reset before the period', 'successful events inside the case’s period', (c) => {
    c.noWake.push(c.event('password.reset', c.person(), {}, c.bundle.from - 2 * DAY).id);
  }),
  kase('an undated reset', 'never placed at 1970: an undated record has no wake', (c) => {
    const { id } = c.event('password.reset', c.person(), { time: '' });
    c.noWake.push(id);
    c.expect('record.incomplete', id, undefined, ['time']);
  }),
  kase('a notice whose channels were not covered', 'unmet only where every channel is covered over its whole window; otherwise unknown', (c) => {
    const hole = c.bundle.from + 34 * DAY;
    const e = c.event('password.reset', c.person(), {}, hole - 10 * MINUTE);
    c.stage(e, { signalled: 'unknown' });
    const before = c.event('password.reset', c.person(), {}, hole - 16 * MINUTE);
    c.expect('notice.missing', before, 'unmet', BOTH);
    const after = c.event('password.reset', c.person(), {}, hole + 12 * HOUR);
    c.expect('notice.missing', after, 'unmet', BOTH);
    const inside = c.event('password.reset', c.person(), {}, hole + 11 * HOUR + 59 * MINUTE);
    c.stage(inside, { signalled: 'unknown' });
  }),
];
