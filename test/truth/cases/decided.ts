/** What the investigator decides of ties: accepted, rejected, and what then follows in the analysis. */

import type { Beyond } from '../beyond.ts';
import { type BeyondCase, beyond } from '../beyond.ts';
import { type Bundle, DAY, HOUR, MINUTE } from '../bundle.ts';
import { bare, type Corner, type Happening, SECURITY, SECURITY_MAIL, type Telling } from '../corner.ts';
import { contained, raised, told } from './acted.ts';
import { cover } from './asked-for.ts';
import { reviewed } from './reached.ts';
import { half, MET, missing, reset } from './told.ts';

const WEAK = 'weak ties are offered, never used, until the investigator accepts them';
const ANY = 'accepting or rejecting any tie is an annotation; the analysis is run again with it';

/** Everything that a case may need is declared, over the whole period and more. */
export function declareAll(b: Bundle): void {
  cover(b, 'notices.csv', 'messages', ['mail', 'page', 'chat', 'ticket', 'siem']);
  cover(b, 'events.csv', 'directory', ['iam-audit', 'signin']);
  cover(b, 'certifications.csv', 'reviews', ['certification']);
  cover(b, 'actions.csv', 'directory', ['iam-audit']);
  cover(b, 'breakglass.csv', 'directory', ['iam-audit']);
  for (const table of ['notices', 'events', 'certifications', 'actions', 'breakglass'] as const) b.empty(table);
}

/** A reset and a notice about it that the case tells; the id of the notice is what is decided on. */
const noticed = (
  name: string,
  says: string,
  how: (c: Corner, e: Happening, who: string) => Telling,
  then: (c: Corner, b: Beyond, e: Happening, n: string, who: string) => void,
): BeyondCase =>
  beyond(name, says, (c, b) => {
    const { e, who } = reset(c);
    const id = c.id('N');
    c.tell(e, [who, SECURITY_MAIL], { id, related: '', ...how(c, e, who) });
    then(c, b, e, id, who);
  });
/** It names the target, and not what happened. */
const vague = (_c: Corner, _e: Happening, who: string): Telling => ({ subject: `About ${bare(who)}`, body: '' });
const ack = (c: Corner, e: Happening, minutes = 60): void => c.ack(e, SECURITY[0], c.minutes(minutes));

export const DECIDED: readonly BeyondCase[] = [
  noticed('a weak tie, undecided', WEAK, vague, (c, _b, e) => missing(c, e)),
  noticed('a weak tie, accepted', WEAK, vague, (c, b, e, n) => {
    ack(c, e);
    b.accept(n, e);
    c.stage(e, MET);
  }),
  noticed('a weak tie, rejected', WEAK, vague, (c, b, e, n) => {
    b.reject(n, e);
    missing(c, e);
  }),
  noticed(
    'a weak tie with a body, accepted',
    'notice.ambiguous: judged where at least one tied notice has a body',
    (_c, _e, who) => ({ subject: 'A change', body: `About ${bare(who)}.` }),
    (c, b, e, n) => {
      ack(c, e);
      b.accept(n, e);
      c.expect('notice.ambiguous', e);
      c.stage(e, { delivered: 'met', reached: 'met', acknowledged: 'met' });
    },
  ),
  noticed('a weak tie, accepted and then rejected', 'of two decisions on one tie the last holds', vague, (c, b, e, n) => {
    b.accept(n, e);
    b.reject(n, e);
    missing(c, e);
  }),
  noticed(
    'a weak tie after the window, accepted',
    'seen only after it, up to the end of the period: late',
    (c, _e, who) => ({ ...vague(c, _e, who), at: c.minutes(40) }),
    (c, b, e, n) => {
      ack(c, e);
      b.accept(n, e);
      c.expect('notice.late', e, 'late', ['person', 'security']);
      c.stage(e, { signalled: 'late', acknowledged: 'met' });
    },
  ),
  noticed(
    'a weak tie in a channel that does not count, accepted',
    'notify: as the policy lists (mail, page, ticket)',
    (c, e, who) => ({ ...vague(c, e, who), channel: 'chat' }),
    (c, b, e, n) => {
      b.accept(n, e);
      missing(c, e);
    },
  ),
  noticed(
    'a certain tie, rejected',
    ANY,
    (_c, e) => ({ related: e.id }),
    (c, b, e, n) => {
      b.reject(n, e);
      missing(c, e);
    },
  ),
  noticed(
    'a certain tie, rejected and then accepted',
    'of two decisions on one tie the last holds',
    (_c, e) => ({ related: e.id }),
    (c, b, e, n) => {
      ack(c, e);
      b.reject(n, e);
      b.accept(n, e);
      c.stage(e, MET);
    },
  ),
  noticed(
    'a strong tie, rejected',
    ANY,
    () => ({}),
    (c, b, e, n) => {
      b.reject(n, e);
      missing(c, e);
    },
  ),
  beyond('one of two notices is rejected', 'an audience never told while another was is route.audience-missing', (c, b) => {
    const { e, who } = half(c);
    const id = c.id('N');
    c.tell(e, [who], { id });
    b.reject(id, e);
    c.expect('route.audience-missing', e, 'partial', ['person']);
    c.stage(e, { signalled: 'met', delivered: 'met', reached: 'partial', acknowledged: 'met' });
  }),
  beyond('accepted for the first of two resets', 'a tie is of one observation and one event', (c, b) => {
    const { e, who } = reset(c);
    const second = c.event('password.reset', who, { actor: e.actor }, c.minutes(5));
    const id = c.id('N');
    c.tell(e, [who, SECURITY_MAIL], { id, related: '', ...vague(c, e, who), at: c.minutes(8) });
    ack(c, e);
    b.accept(id, e);
    c.stage(e, MET);
    missing(c, second);
  }),
  beyond('a notice of a bystander is accepted', 'route.wrong-party: there are notices, and no required audience was sent any', (c, b) => {
    const { e, who } = reset(c);
    const id = c.id('N');
    c.tell(e, [c.person()], { id, related: '', ...vague(c, e, who) });
    b.accept(id, e);
    c.expect('route.wrong-party', e, 'unmet', ['person', 'security']);
    c.stage(e, { reached: 'unmet', acknowledged: 'not-reached' });
  }),
  ...([true, false] as const).map((accepted) =>
    beyond(
      `a weak tie that security has seen, ${accepted ? 'accepted' : 'undecided'}`,
      'a notice with status seen and exactly one recipient, by that recipient',
      (c, b) => {
        const { e, who } = reset(c);
        const id = c.id('N');
        c.tell(e, [who, SECURITY_MAIL]);
        c.tell(e, [SECURITY[1]], { id, related: '', ...vague(c, e, who), status: 'seen', statusAt: c.minutes(30) });
        if (accepted) b.accept(id, e);
        else c.expect('ack.missing', e, 'unmet');
        c.stage(e, { signalled: 'met', reached: 'met', acknowledged: accepted ? 'met' : 'unmet' });
      },
    ),
  ),
  beyond('what security has seen is rejected', ANY, (c, b) => {
    const { e, who } = reset(c);
    const id = c.id('N');
    c.tell(e, [who, SECURITY_MAIL]);
    c.tell(e, [SECURITY[1]], { id, status: 'seen', statusAt: c.minutes(30) });
    b.reject(id, e);
    c.expect('ack.missing', e, 'unmet');
    c.stage(e, { signalled: 'met', reached: 'met', acknowledged: 'unmet' });
  }),
  fromContained('the action is rejected', 'action.missing: no action, no ticket, no exception', (c, b, r) => {
    const id = c.action(r.e, 'disable', c.minutes(30), SECURITY[0]);
    c.use(r.svc, c.minutes(50), { outcome: 'failure' });
    b.reject(id, r.e);
    c.expect('action.missing', r.e, 'unmet', undefined, 'high');
    return { acted: 'unmet', verified: 'not-reached' };
  }),
  fromContained('one of two actions is rejected', 'action.late: the first fitting action came after the deadline', (c, b, r) => {
    const id = c.action(r.e, 'disable', c.minutes(30), SECURITY[0]);
    c.action(r.e, 'rotate', c.minutes(90), SECURITY[0]);
    c.use(r.svc, c.minutes(110), { outcome: 'failure' });
    b.reject(id, r.e);
    c.expect('action.late', r.e, 'late');
    return { acted: 'late', verified: 'met' };
  }),
  fromContained('the ticket of the exception is rejected', 'action.missing: no action, no ticket, no exception', (c, b, r) => {
    const id = c.action(r.e, 'ticket', c.minutes(30), SECURITY[0], { reason: 'Exception for the release', approver: r.owner });
    b.reject(id, r.e);
    c.expect('action.missing', r.e, 'unmet');
    return { acted: 'unmet', verified: 'not-reached' };
  }),
  fromContained('the ticket that verifies is rejected', 'verify.missing: no evidence that the action held', (c, b, r) => {
    const id = c.id('N');
    c.action(r.e, 'disable', c.minutes(30), SECURITY[0]);
    c.tell(r.e, ['name:helpdesk'], { id, channel: 'ticket', at: c.minutes(60), subject: 'Done', body: 'Revocation confirmed.' });
    b.reject(id, r.e);
    c.expect('verify.missing', r.e, 'unmet');
    return { acted: 'met', verified: 'unmet' };
  }),
  beyond(
    'an action for the second of two alerts, accepted for the first',
    'strong: for late, up to the next event of the same target and kind; accepted, it is tied',
    (c, b) => {
      const r = raised(c);
      const second = c.alert(r.svc, {}, c.minutes(70));
      for (const e of [r.e, second]) {
        c.tell(e, [r.owner], { channel: 'page' });
        c.ack(e, r.owner, e.t + 8 * MINUTE);
      }
      const id = c.action(second, 'disable', c.minutes(100), SECURITY[0]);
      c.use(r.svc, c.minutes(120), { outcome: 'failure' });
      c.review(r.svc, c.t + 6 * HOUR);
      b.accept(id, r.e);
      c.expect('action.late', r.e, 'late');
      c.stage(r.e, { acted: 'late', verified: 'met', certified: 'met' });
      c.stage(second, { acted: 'met', verified: 'met', certified: 'met' });
    },
  ),
  beyond('an action for the second of two alerts', 'strong: for late, up to the next event of the same target and kind', (c) => {
    const r = raised(c);
    const second = c.alert(r.svc, {}, c.minutes(70));
    for (const e of [r.e, second]) {
      c.tell(e, [r.owner], { channel: 'page' });
      c.ack(e, r.owner, e.t + 8 * MINUTE);
    }
    c.action(second, 'disable', c.minutes(100), SECURITY[0]);
    c.use(r.svc, c.minutes(120), { outcome: 'failure' });
    c.review(r.svc, c.t + 6 * HOUR);
    c.expect('action.missing', r.e, 'unmet');
    c.stage(second, { acted: 'met', verified: 'met', certified: 'met' });
  }),
];

/** Told, acknowledged and reviewed; what was done and what is decided of it is the case's. */
function fromContained(
  name: string,
  says: string,
  plant: (c: Corner, b: Beyond, r: Parameters<Parameters<typeof contained>[2]>[1]) => Record<string, string>,
): BeyondCase {
  let own: Beyond | undefined;
  const kase = contained(name, says, (c, r) => (own === undefined ? {} : plant(c, own, r)));
  return beyond(name, says, (c, b) => {
    own = b;
    kase.plant(c);
  });
}
void [DAY, reviewed, told];
