/** Cases about coverage and clocks, each in a bundle of its own: what they do would disturb the others. */
import { type Bundle, DAY, HOUR, iso, MINUTE, SECOND, type Time } from '../bundle.ts';
import { type Case, type Corner, SECURITY, SECURITY_MAIL } from '../corner.ts';

const kase = (name: string, says: string, plant: (c: Corner) => void): Case => ({ name, says, plant });
const MAILS = ['mail', 'page', 'ticket'];

function cover(b: Bundle, match: string, channels: readonly string[], from: Time = b.from - DAY, to: Time = b.to + 9 * DAY): void {
  b.covers.push({ match, system: match.replace(/\W/g, ''), channels, from, to });
}
/** One record an hour of a person in a directory, with the hours of the hole left out. */
function hourly(c: Corner, hole: { from: Time; to: Time }): void {
  const who = c.person();
  for (let t = c.bundle.from, n = 0; t < c.bundle.to; t += HOUR, n += 1) {
    if (t > hole.from && t < hole.to) continue;
    c.bundle.add('events', { event_id: `BEAT-${n}`, time: iso(t), kind: 'other', actor: who, target: who, outcome: 'success' });
  }
}

export const APART: readonly Case[] = [
  kase('an export that came back empty', 'declared coverage holds also where the file has no record in it', (c) => {
    cover(c.bundle, 'notices.csv', MAILS);
    c.bundle.empty('notices');
    const e = c.event('password.reset', c.person());
    c.expect('notice.missing', e, 'unmet', ['person', 'security']);
    c.stage(e, { signalled: 'unmet' });
  }),
  kase('no export at all', 'an obligation is unmet only where every channel that it lists is covered', (c) => {
    c.stage(c.event('password.reset', c.person()), { signalled: 'unknown' });
  }),
  kase('only two of three channels were exported', 'every channel that it lists', (c) => {
    cover(c.bundle, 'notices.csv', ['mail', 'page']);
    c.bundle.empty('notices');
    c.stage(c.event('password.reset', c.person()), { signalled: 'unknown' });
  }),
  kase('two entries with a hole between them, of one file', 'two entries of one system and channel with a hole between them leave a hole', (c) => {
    for (const [from, to] of [
      [c.bundle.from, c.t],
      [c.t + HOUR, c.bundle.to],
    ] as const)
      c.bundle.covers.push({ match: 'notices.csv', system: 'messages', channels: MAILS, from, to });
    c.bundle.empty('notices');
    const before = c.event('password.reset', c.person(), {}, c.t - 20 * MINUTE);
    c.expect('notice.missing', before, 'unmet', ['person', 'security']);
    c.stage(c.event('password.reset', c.person(), {}, c.t - 5 * MINUTE), { signalled: 'unknown' });
    const after = c.event('password.reset', c.person(), {}, c.t + 2 * HOUR);
    c.expect('notice.missing', after, 'unmet', ['person', 'security']);
  }),
  kase('one file declared channel by channel', 'a source covers an interval of a channel of a system', (c) => {
    const { from, to } = c.bundle;
    const all = { match: 'notices.csv', system: 'messages' };
    c.bundle.covers.push(
      { ...all, channels: ['mail'], from, to: c.t },
      { ...all, channels: ['mail'], from: c.t + HOUR, to },
      { ...all, channels: ['page', 'ticket'], from, to },
    );
    c.bundle.empty('notices');
    c.stage(c.event('password.reset', c.person()), { signalled: 'unknown' });
    c.expect('notice.missing', c.event('password.reset', c.person(), {}, c.t + 2 * HOUR), 'unmet', ['person', 'security']);
    const { svc } = c.owned();
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
    c.bundle.add('breakglass', { ...row, opened_at: iso(c.t), expires_at: iso(c.t + HOUR), closed_at: iso(c.t + MINUTE) });
    c.stage(id, { signalled: 'unknown', acted: 'met' }); // siem is in no export
  }),
  kase('one file declared as the channels of several systems', 'covered if at least one source of any system covers it', (c) => {
    const { from, to } = c.bundle;
    for (const channel of MAILS) c.bundle.covers.push({ match: 'notices.csv', system: `the-${channel}`, channels: [channel], from, to });
    c.bundle.empty('notices');
    c.expect('notice.missing', c.event('password.reset', c.person()), 'unmet', ['person', 'security']);
  }),
  kase('what was met was met, covered or not', 'what met an obligation met it, whatever the coverage', (c) => {
    const who = c.person();
    const e = c.event('password.reset', who);
    c.tell(e, [who, SECURITY_MAIL]);
    c.ack(e, SECURITY[0], c.minutes(9));
    c.stage(e, { signalled: 'met', delivered: 'met', reached: 'met', acknowledged: 'met' });
  }),
  kase('silence in declared coverage', 'in declared coverage it raises the finding and cuts nothing', (c) => {
    cover(c.bundle, 'events.csv', ['iam-audit'], c.bundle.from, c.bundle.to);
    hourly(c, { from: c.t + DAY, to: c.t + DAY + 9 * HOUR });
    c.expect('coverage.silent', '*', undefined, undefined, 'medium');
  }),
  kase('five silent hours', 'silence: 6 h for iam-audit and signin', (c) => {
    cover(c.bundle, 'events.csv', ['iam-audit'], c.bundle.from, c.bundle.to);
    hourly(c, { from: c.bundle.from + 3 * DAY, to: c.bundle.from + 3 * DAY + 5 * HOUR });
  }),
  kase('logging was turned off', 'coverage.logging-disabled: logging was turned off', (c) => {
    c.event('logging.disabled', 'name:audit-trail');
    c.expect('coverage.logging-disabled', '*', undefined, undefined, 'high');
  }),
  kase(
    'logging could not be turned off',
    'failed ones carry none',
    (c) => void c.event('logging.disabled', 'name:audit-trail', { outcome: 'failure' }),
  ),
  ...(
    [
      [3, 90 * SECOND, true],
      [2, 90 * SECOND, false],
      [3, 3 * SECOND, false],
    ] as const
  ).map(([pairs, skew, fires]) =>
    kase(
      `${pairs} pairs of records ${skew / SECOND} s apart`,
      'coverage.clock-skew: at least 3 pairs with a median difference beyond the sum of both uncertainties',
      (c) => {
        const who = c.person();
        for (let n = 0; n < pairs; n += 1) {
          const [t, correlation] = [c.t + n * HOUR, `corr-${c.tag}-${n}`];
          const row = { kind: 'session.started', actor: who, target: who, outcome: 'success', correlation };
          c.bundle.add('events', { ...row, event_id: `L${n}-${c.tag}`, time: iso(t) }, 'left.csv');
          c.bundle.add('events', { ...row, event_id: `R${n}-${c.tag}`, time: iso(t + skew) }, 'right.csv');
        }
        if (fires) c.expect('coverage.clock-skew', '*', undefined, undefined, 'medium');
      },
    ),
  ),
];
