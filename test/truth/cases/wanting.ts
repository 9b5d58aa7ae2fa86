/** Each absence that a rule would fire on, where a log that would have shown the thing is wanting: unknown, a request, and no finding. */
import { type Beyond, type BeyondCase, beyond } from '../beyond.ts';
import { type Bundle, DAY, HOUR, iso, MINUTE } from '../bundle.ts';
import { type Corner, member, SECURITY, SECURITY_MAIL } from '../corner.ts';
import { raised } from './acted.ts';
import { cover } from './asked-for.ts';
import { grant } from './reached.ts';
import { reset } from './told.ts';

const UNKNOWN = 'unmet only where every channel that it lists is covered over its whole window; otherwise it is unknown';
const ALL = ['mail', 'page', 'chat', 'ticket', 'siem'];
type Wanting = 'ticket' | 'iam-audit' | 'signin' | 'certification';

/** Everything is declared but the one channel. */
function without(b: Bundle, wanting: Wanting): void {
  const less = (channels: readonly string[]): string[] => channels.filter((c) => c !== wanting);
  cover(b, 'notices.csv', 'messages', less(ALL));
  if (wanting !== 'iam-audit') cover(b, 'events.csv', 'directory', less(['iam-audit', 'signin']));
  if (wanting !== 'certification') cover(b, 'certifications.csv', 'reviews', ['certification']);
  // What its records show is inferred.
  else b.covers.push({ match: 'certifications.csv', system: 'reviews', channels: ['certification'] });
  b.empty('notices');
  if (wanting !== 'iam-audit') b.empty('events');
}
const wanting = (name: string, channel: Wanting, says: string, plant: (c: Corner, b: Beyond) => void): BeyondCase =>
  beyond(`${name}, and no log of ${channel}`, `${UNKNOWN}; ${says}`, (c, b) => {
    without(c.bundle, channel);
    plant(c, b);
  });
/** An alert that its owner was paged of and acknowledged; reviewed. */
function answered(c: Corner): ReturnType<typeof raised> {
  const r = raised(c);
  c.tell(r.e, [r.owner], { channel: 'page' });
  c.ack(r.e, r.owner, c.minutes(8));
  c.review(r.svc, c.t + 5 * HOUR);
  return r;
}
/** A key of a machine, rotated; told, acknowledged, reviewed. */
function rotated(c: Corner): { id: string } {
  const { svc, owner } = c.owned();
  const key = `aws-access-key:AKIA${c.tag.toUpperCase()}ZZZZZZ`;
  c.bundle.add('identities', { identity: key, kind: 'credential', holder: svc, privilege_tier: '2' });
  const e = c.event('credential.rotated', key);
  c.tell(e, [owner]);
  c.ack(e, owner, c.minutes(40));
  c.review(key, c.t + 3 * DAY);
  return e;
}

export const WANTING: readonly BeyondCase[] = [
  wanting('told a bystander', 'ticket', 'route.wrong-party: no required audience was sent any', (c, b) => {
    const { e } = reset(c);
    c.tell(e, [c.person()]);
    c.ack(e, SECURITY[0], c.minutes(30));
    b.ask('any', 'ticket', c.t, c.minutes(15), [e, 'reached']);
    c.stage(e, { signalled: 'met', reached: 'unknown', acknowledged: 'met' });
  }),
  wanting('told a former owner', 'ticket', 'owner.stale: no required audience was sent anything', (c, b) => {
    const { e, svc } = grant(c, { privilege_tier: '1' });
    const former = c.claim(svc, c.person(), { valid_to: iso(c.t - 5 * DAY) });
    c.tell(e, [former]);
    c.ack(e, SECURITY[0], c.minutes(30));
    c.review(svc, c.t + HOUR, { trigger: e.id });
    b.ask('any', 'ticket', c.t, c.minutes(15), [e, 'reached']);
    c.stage(e, { signalled: 'met', reached: 'unknown', acknowledged: 'met', certified: 'met' });
  }),
  wanting('acknowledged by an outsider', 'ticket', 'ack.by-outsider: only by somebody whom the policy does not accept', (c, b) => {
    const { e, who } = reset(c);
    c.tell(e, [who, SECURITY_MAIL]);
    c.ack(e, member('iam'), c.minutes(30));
    b.ask('any', 'ticket', c.t, c.t + 4 * HOUR, [e, 'acknowledged']);
    c.stage(e, { signalled: 'met', reached: 'met', acknowledged: 'unknown' });
  }),
  wanting('acknowledged by the person alone', 'ticket', 'ack.by-actor: only by the identity it implicates', (c, b) => {
    const { e, who } = reset(c);
    c.tell(e, [who, SECURITY_MAIL]);
    c.ack(e, who, c.minutes(30));
    b.ask('any', 'ticket', c.t, c.t + 4 * HOUR, [e, 'acknowledged']);
    c.stage(e, { acknowledged: 'unknown' });
  }),
  wanting('both copies bounced', 'ticket', 'notice.undelivered: every notice sent to it bounced; that it did is shown', (c) => {
    const { e, who } = reset(c);
    c.tell(e, [who, SECURITY_MAIL], { status: 'bounced' });
    // Whether another notice went through the log that is wanting is not known; the rule itself asks for no coverage.
    c.leave('notice.undelivered', e);
    c.stage(e, { signalled: 'met' });
  }),
  wanting('nothing was done', 'iam-audit', 'action.missing', (c, b) => {
    const r = answered(c);
    b.ask('any', 'iam-audit', c.t, c.t + HOUR, [r.e, 'acted']);
    c.stage(r.e, { acted: 'unknown', certified: 'met' });
  }),
  wanting('a failed sign-in is all that shows', 'signin', 'verify: iam-audit and signin; what met an obligation met it', (c, b) => {
    const r = answered(c);
    cover(c.bundle, 'actions.csv', 'directory', ['iam-audit']);
    c.action(r.e, 'disable', c.minutes(30), SECURITY[0]);
    c.use(r.svc, c.minutes(50), { outcome: 'failure' });
    b.askNothing();
    c.stage(r.e, { acted: 'met', verified: 'met' });
  }),
  wanting('a rotated key whose holder is not seen', 'signin', 'verify.no-reauthentication', (c, b) => {
    const e = rotated(c);
    b.ask('any', 'signin', c.t, c.t + HOUR, [e, 'verified']);
    c.stage(e.id, { verified: 'unknown', certified: 'met' });
  }),
  wanting('emergency access, closed', 'signin', 'silence over covered iam-audit and signin is evidence', (c, b) => {
    const { svc } = c.owned();
    const [user, approver] = [c.person(), c.person()];
    const id = c.id('BG');
    const row = { grant_id: id, identity: svc, user, approver, approved_at: iso(c.t - MINUTE), reason: 'outage', incident: c.id('INC') };
    c.bundle.add('breakglass', { ...row, opened_at: iso(c.t), expires_at: iso(c.t + 2 * HOUR), closed_at: iso(c.t + HOUR) });
    const e = { id, t: c.t, kind: 'breakglass.opened', actor: user, target: svc };
    c.tell(e, [approver, SECURITY_MAIL], { channel: 'page' });
    c.ack(e, SECURITY[0], c.minutes(10));
    c.review(svc, c.t + 9 * HOUR);
    b.ask('any', 'signin', c.t + HOUR, c.t + 2 * HOUR, [e, 'verified']);
    c.stage(id, { acted: 'met', verified: 'unknown', certified: 'met' });
  }),
  wanting('reviewed only before', 'certification', 'cert.once-only: never after it', (c, b) => {
    const { e, svc, owner } = grant(c, { privilege_tier: '1' });
    c.tell(e, [owner, SECURITY_MAIL]);
    c.ack(e, SECURITY[0], c.minutes(40));
    // Two reviews before the change: what the table shows ends there.
    for (const hours of [50, 30]) c.review(svc, c.t - hours * HOUR);
    b.ask('reviews', 'certification', c.t, c.t + DAY, [e, 'certified']);
    c.stage(e, { certified: 'unknown' });
  }),
  wanting('a leaver of whose two identities one was reviewed', 'certification', '24 h: each such identity', (c, b) => {
    const leaver = c.person({ status: 'left', end: iso(c.t) });
    const [one, two, other] = [c.service(), c.service(), c.person()];
    for (const svc of [one, two]) {
      c.claim(svc, leaver);
      c.claim(svc, other);
    }
    const e = { id: leaver, t: c.t, kind: 'person.left', actor: '', target: leaver };
    c.tell(e, [other]);
    // The table ends with this review.
    c.review(one, c.t + 3 * HOUR);
    void b;
    c.stage(leaver, { signalled: 'met', reached: 'met' });
  }),
  wanting('a revocation of which nothing more is seen', 'iam-audit', 'cert.unenforced: the access was still there', (c) => {
    const { svc, owner } = c.owned();
    const e = c.event('role.granted', svc, { access: `role-${c.tag}` });
    c.tell(e, [owner, SECURITY_MAIL]);
    c.ack(e, owner, c.minutes(30));
    c.review(svc, c.t + HOUR, { decision: 'revoke', applied_at: '', trigger: e.id, access: `role-${c.tag}` });
    c.stage(e, { signalled: 'met', acknowledged: 'met' });
  }),
  beyond('emergency access, not closed, and the audit log ends before it had to be', `${UNKNOWN}; never closed action.missing`, (c, b) => {
    cover(c.bundle, 'notices.csv', 'messages', ALL);
    cover(c.bundle, 'events.csv', 'directory', ['iam-audit', 'signin'], c.bundle.from, c.t + 2 * HOUR);
    cover(c.bundle, 'certifications.csv', 'reviews', ['certification']);
    c.bundle.empty('events');
    const { svc } = c.owned();
    const [user, approver] = [c.person(), c.person()];
    const id = c.id('BG');
    const row = { grant_id: id, identity: svc, user, approver, approved_at: iso(c.t - MINUTE), reason: 'outage', incident: c.id('INC') };
    c.bundle.covers.push({ match: 'breakglass.csv', system: 'directory', channels: ['iam-audit'], from: c.bundle.from, to: c.t + 2 * HOUR });
    c.bundle.add('breakglass', { ...row, opened_at: iso(c.t), expires_at: iso(c.t + 2 * HOUR), closed_at: '' });
    const e = { id, t: c.t, kind: 'breakglass.opened', actor: user, target: svc };
    c.tell(e, [approver, SECURITY_MAIL], { channel: 'page' });
    c.ack(e, SECURITY[0], c.minutes(10));
    c.review(svc, c.t + 9 * HOUR);
    b.ask('directory', 'iam-audit', c.t + 2 * HOUR, c.t + 4 * HOUR, [e, 'acted']);
    c.stage(id, { acted: 'unknown', certified: 'met' });
  }),
];
