/** Alerts, containment, emergency access and the findings about whole identities: what the first cases leave out, each with its negative. */
import { DAY, HOUR, iso, MINUTE, SECOND } from '../bundle.ts';
import { type Case, type Corner, member, SECURITY, SECURITY_MAIL } from '../corner.ts';
import { type Alert, closed, contained, opened, type Raised, raised, routed, told } from './acted.ts';
import { inPeriod } from './told.ts';

const kase = (name: string, says: string, plant: (c: Corner) => void): Case => ({ name, says, plant });
const SEEN = { signalled: 'met', delivered: 'met', reached: 'met', acknowledged: 'met' };
const ALL = { ...SEEN, acted: 'met', verified: 'met', certified: 'met' };

/** Disabled by security, with evidence that it held. */
function held(c: Corner, r: Raised, at = 30): void {
  c.action(r.e, 'disable', c.minutes(at), SECURITY[0]);
  c.use(r.svc, c.minutes(at + 20), { outcome: 'failure' });
}
/** Contained at 30 minutes; what happens afterwards is the case's. */
const after = (name: string, says: string, plant: (c: Corner, r: Raised) => Record<string, string> | undefined): Case =>
  contained(name, says, (c, r) => {
    held(c, r);
    return { acted: 'met', ...plant(c, r) };
  });
/** An alert, with everything but the review. */
function answered(c: Corner, row: Record<string, string> = {}, identity: Record<string, string> = {}): Raised {
  const r = raised(c, row, identity);
  told(
    c,
    r.e,
    identity.privilege_tier === '0' || identity.privilege_tier === '1' || row.privilege_tier === '1' ? [r.owner, SECURITY_MAIL] : [r.owner],
  );
  held(c, r);
  return r;
}
const tells = (c: Corner, e: Alert, to: readonly string[]) => c.tell(e, to, { channel: 'page' });

export const ACTED_MORE: readonly Case[] = [
  // Signalled, reached and acknowledged of alerts.
  ...(
    [
      [15 * MINUTE, false],
      [15 * MINUTE + 10 * SECOND, true],
    ] as const
  ).map(([wait, late]) =>
    routed(`paged after ${wait / SECOND} s`, '15 min; page, ticket', (c, { e, owner }) => {
      c.tell(e, [owner], { channel: 'page', at: c.t + wait });
      c.ack(e, owner, c.minutes(25));
      if (late) c.expect('notice.late', e, 'late', undefined, 'medium');
      c.stage(e, { signalled: late ? 'late' : 'met', acknowledged: 'met', acted: 'met', certified: 'met' });
    }),
  ),
  ...['mail', 'chat', 'siem'].map((channel) =>
    routed(`a high alert told by ${channel}`, 'page, ticket', (c, { e, owner }) => {
      c.tell(e, [owner], { channel });
      c.expect('notice.missing', e, 'unmet', [], 'high');
      c.stage(e, { signalled: 'unmet', acknowledged: 'not-reached', acted: 'met', verified: 'met', certified: 'met' });
    }),
  ),
  ...[0, 10].map((late) =>
    routed(`acknowledged ${late} s after 30 minutes`, '30 min', (c, { e, owner }) => {
      tells(c, e, [owner]);
      c.ack(e, owner, c.minutes(30) + late * SECOND);
      if (late > 0) c.expect('ack.late', e, 'late', undefined, 'low');
      c.stage(e, { ...ALL, acknowledged: late > 0 ? 'late' : 'met' });
    }),
  ),
  routed('never acknowledged', 'ack.missing', (c, { e, owner }) => {
    tells(c, e, [owner]);
    c.expect('ack.missing', e, 'unmet', undefined, 'medium');
  }),
  kase('a medium alert told at 24 hours', 'alert.raised, other: 24 h', (c) => {
    const { e, owner } = raised(c, { severity: 'medium' });
    c.tell(e, [owner], { at: c.t + DAY });
    c.stage(e, { signalled: 'met', acknowledged: 'not-required' });
  }),
  kase('a low alert told after 24 hours', 'notice.late', (c) => {
    const { e, owner } = raised(c, { severity: 'low' });
    c.tell(e, [owner], { at: c.t + DAY + 10 * SECOND });
    c.expect('notice.late', e, 'late', undefined, 'medium');
    c.stage(e, { signalled: 'late' });
  }),
  kase('a medium alert in a generic queue', 'route.generic-queue: a critical or high alert', (c) => {
    const { e, owner } = raised(c, { severity: 'medium' });
    c.tell(e, [owner], { channel: 'ticket' });
    c.route(e, 'assigned', 'helpdesk', c.minutes(3), { party_type: 'queue' });
    c.stage(e, { signalled: 'met', reached: 'met' });
  }),
  kase('a medium alert that nobody owns', 'route.fail-open: an alert, no current owner, no escalation in time', (c) => {
    const svc = c.service();
    const former = c.claim(svc, c.person(), { valid_to: iso(c.t - 5 * DAY) });
    const e = c.alert(svc, { severity: 'medium' });
    c.tell(e, [former]);
    c.expect('route.fail-open', e, 'unmet', undefined, 'critical');
  }),
  kase('an alert that nobody owns and of which nobody is told', 'notice.missing: no notice, ever; it cuts what is to be reached', (c) => {
    const svc = c.service();
    const e = c.alert(svc);
    closed(c, e);
    c.expect('notice.missing', e, 'unmet', [], 'high');
    c.stage(e, { signalled: 'unmet', reached: 'not-reached', acknowledged: 'not-reached', acted: 'met' });
  }),
  kase('nobody owns it, security is paged itself', 'no escalation to a security or platform party in time', (c) => {
    const svc = c.service();
    const e = c.alert(svc);
    tells(c, e, [SECURITY_MAIL]);
    c.ack(e, SECURITY[0], c.minutes(9));
    closed(c, e);
    c.leave('owner.missing', e);
  }),
  kase('nobody owns it, a member of platform is paged', 'escalation to a security or platform party', (c) => {
    const svc = c.service();
    const former = c.claim(svc, c.person(), { valid_to: iso(c.t - 5 * DAY) });
    const e = c.alert(svc);
    tells(c, e, [former]);
    c.route(e, 'escalated', member('platform'), c.minutes(15), { party_type: 'person' });
    closed(c, e);
    c.leave('owner.missing', e);
  }),
  routed('a queue first, the owner after 20 minutes', 'and to no named party in time', (c, { e, owner }) => {
    c.tell(e, ['name:helpdesk'], { channel: 'ticket' });
    c.route(e, 'assigned', 'helpdesk', c.minutes(3), { party_type: 'queue' });
    c.route(e, 'assigned', owner, c.minutes(20));
    c.expect('route.generic-queue', e, undefined, undefined, 'high');
  }),
  kase('the payload’s tier where the inventory has none', 'security at tier 0 and 1; else by the alert’s payload', (c) => {
    const svc = c.service({ privilege_tier: '' });
    const owner = c.claim(svc, c.person());
    const e = c.alert(svc, { privilege_tier: '1' });
    tells(c, e, [owner]);
    c.ack(e, owner, c.minutes(9));
    closed(c, e);
    c.expect('route.audience-missing', e, 'partial', ['security'], 'critical');
  }),
  kase('tier 0, everybody told', 'security at tier 0 and 1', (c) => {
    const { e } = answered(c, { privilege_tier: '0', severity: 'critical' }, { privilege_tier: '0' });
    c.review(e.target, c.t + DAY);
    c.stage(e, ALL);
  }),
  ...(['0', '1'] as const).map((tier) =>
    kase(`a credential at tier ${tier}, its secrets owner untold`, 'the secrets owner for a credential at tier 0', (c) => {
      const { svc, owner } = c.owned({ privilege_tier: tier });
      const key = `aws-access-key:AKIA${c.tag.toUpperCase()}KKKKKK`;
      c.bundle.add('identities', { identity: key, kind: 'credential', holder: svc, privilege_tier: tier });
      const e = c.alert(key, { privilege_tier: tier });
      tells(c, e, [owner, SECURITY_MAIL]);
      c.ack(e, owner, c.minutes(9));
      c.action(e, 'revoke', c.minutes(30), SECURITY[0]);
      c.use(key, c.minutes(50), { outcome: 'failure' });
      c.review(key, c.t + 5 * HOUR);
      if (tier === '0') c.expect('route.audience-missing', e, 'partial', ['secrets-owner'], 'critical');
      c.stage(e, { reached: tier === '0' ? 'partial' : 'met', acknowledged: 'met', acted: 'met', verified: 'met', certified: 'met' });
    }),
  ),
  routed('two audiences in one: the on-call responder is told', 'the current owner, on-call responder or steward', (c, { e, svc }) => {
    const duty = c.person();
    c.bundle.add('oncall', { schedule: `duty-${c.tag}`, person: duty, from: iso(c.t - DAY), to: iso(c.t + DAY) });
    c.claim(svc, `duty-${c.tag}`, { party_type: 'schedule', role: 'oncall' });
    told(c, e, [duty]);
    c.stage(e, ALL);
  }),
  ...(
    [
      ['two persons of two teams', 'iam', true],
      ['two persons of one team', 'platform', false],
    ] as const
  ).map(([name, second, fires]) =>
    routed(`paged under two keys: ${name}`, 'a person stands for the team that was assigned under that key', (c, { e, owner }) => {
      told(c, e, [owner]);
      c.route(e, 'assigned', 'platform', c.minutes(2), { party_type: 'team', key: `one-${c.tag}` });
      c.route(e, 'paged', c.person(), c.minutes(3), { key: `one-${c.tag}` });
      c.route(e, 'assigned', second, c.minutes(4), { party_type: 'team', key: `two-${c.tag}` });
      c.route(e, 'paged', c.person(), c.minutes(6), { key: `two-${c.tag}` });
      if (fires) c.expect('route.duplicate', e, undefined, undefined, 'medium');
    }),
  ),
  routed('two teams paged and two owners claimed', 'one a stage: route.duplicate before owner.conflict', (c, { e, svc, owner }) => {
    told(c, e, [owner]);
    c.claim(svc, c.person(), { system: 'sheet' });
    c.route(e, 'paged', 'platform', c.minutes(5), { party_type: 'team', key: `one-${c.tag}` });
    c.route(e, 'paged', 'iam', c.minutes(7), { party_type: 'team', key: `two-${c.tag}` });
    c.expect('route.duplicate', e);
  }),
  routed('paged by nobody’s decision, and the wrong party', 'route.unlogged fires beside the others', (c, { e }) => {
    const by = c.person();
    tells(c, e, [by]);
    c.route(e, 'paged', by, c.minutes(1), { decided_by: '' });
    c.expect('route.wrong-party', e, 'unmet');
    c.expect('route.unlogged', e);
  }),
  routed('an acknowledgement that nobody decided', 'an assigned or paged step', (c, { e, owner }) => {
    tells(c, e, [owner]);
    c.route(e, 'acknowledged', owner, c.minutes(9), { decided_by: '' });
    c.stage(e, ALL);
  }),
  ...(
    [
      ['environment', { environment: '' }],
      ['last_rotation', { last_rotation: '' }],
      ['service', { service: '', application: '' }],
    ] as const
  ).map(([what, row]) =>
    routed(
      `an alert without ${what}`,
      'route.context-poor: missing names it',
      (c, { e, owner }) => {
        told(c, e, [owner]);
        c.expect('route.context-poor', e, undefined, [what], 'medium');
        c.stage(e, { reached: 'met', acknowledged: 'met' });
      },
      row,
    ),
  ),
  // Acted.
  contained('a failed disable', 'action.missing: no action (that succeeded)', (c, r) => {
    c.action(r.e, 'disable', c.minutes(30), SECURITY[0], { outcome: 'failure' });
    c.expect('action.missing', r.e, 'unmet');
    return { acted: 'unmet', verified: 'not-reached' };
  }),
  contained('a failed disable, then a late one', 'action.late: the first fitting action', (c, r) => {
    c.action(r.e, 'disable', c.minutes(30), SECURITY[0], { outcome: 'failure' });
    c.action(r.e, 'disable', c.minutes(90), SECURITY[0]);
    c.use(r.svc, c.minutes(100), { outcome: 'failure' });
    c.expect('action.late', r.e, 'late');
    return { acted: 'late', verified: 'met' };
  }),
  contained('late and by a bystander', 'one a stage: action.unauthorised before action.late', (c, r) => {
    c.action(r.e, 'disable', c.minutes(90), c.person(), { approver: c.person() });
    c.use(r.svc, c.minutes(110), { outcome: 'failure' });
    c.expect('action.unauthorised', r.e);
    return {};
  }),
  contained('by a former owner', 'authority: a member of the accountable set', (c, r) => {
    const former = c.claim(r.svc, c.person(), { valid_to: iso(c.t - 5 * DAY) });
    c.action(r.e, 'disable', c.minutes(30), former, { approver: '', approved_at: '' });
    c.use(r.svc, c.minutes(50), { outcome: 'failure' });
    c.expect('action.unauthorised', r.e, undefined, undefined, 'high');
    c.expect('record.incomplete', r.e, undefined, ['approval']);
    return {};
  }),
  contained('by a bystander, approved by the approver of the identity', 'an approver with role owner or approver', (c, r) => {
    const approver = c.claim(r.svc, c.person(), { role: 'approver' });
    c.action(r.e, 'disable', c.minutes(30), c.person(), { approver });
    c.use(r.svc, c.minutes(50), { outcome: 'failure' });
    return { acted: 'met', verified: 'met' };
  }),
  contained('a mismatched action, then a fitting one', 'the actions do not fit', (c, r) => {
    c.action(r.e, 'end-sessions', c.minutes(20), SECURITY[0]);
    held(c, r);
    return { acted: 'met', verified: 'met' };
  }),
  contained('a ticket and a mismatched action', 'action.mismatched before action.ticket-only', (c, r) => {
    c.action(r.e, 'end-sessions', c.minutes(20), SECURITY[0]);
    c.action(r.e, 'ticket', c.minutes(25), SECURITY[0], { reason: 'look into it' });
    c.expect('action.mismatched', r.e, 'unmet');
    return { acted: 'unmet' };
  }),
  contained('a ticket, then the action', 'a ticket, and no action on the identity', (c, r) => {
    c.action(r.e, 'ticket', c.minutes(5), SECURITY[0], { reason: 'look into it' });
    held(c, r);
    return { acted: 'met', verified: 'met' };
  }),
  contained('an exception without an approver', 'exception: an approver, and approved_at within the window', (c, r) => {
    c.action(r.e, 'ticket', c.minutes(30), SECURITY[0], { reason: 'exception', approver: '', approved_at: '' });
    c.expect('action.ticket-only', r.e, 'unmet');
    c.expect('record.incomplete', r.e, undefined, ['approval']);
    return { acted: 'unmet' };
  }),
  contained('an action for another alert on another identity', 'no action on the identity', (c, r) => {
    const other = raised(c);
    told(c, other.e, [other.owner]);
    closed(c, other.e);
    c.expect('action.missing', r.e, 'unmet');
    return { acted: 'unmet', verified: 'not-reached' };
  }),
  contained('acted before the alert', 'the window of an obligation is [t, t + deadline]', (c, r) => {
    c.action({ ...r.e, incident: c.id('INC') }, 'disable', c.minutes(-90), SECURITY[0]);
    c.expect('action.missing', r.e, 'unmet');
    return { acted: 'unmet' };
  }),
  kase('a key revoked in the audit log in answer to the alert', 'an action in an audit log is also an event, with a wake of its own', (c) => {
    const { svc, owner } = c.owned();
    const key = `aws-access-key:AKIA${c.tag.toUpperCase()}LLLLLL`;
    c.bundle.add('identities', { identity: key, kind: 'credential', holder: svc, privilege_tier: '2' });
    const e = c.alert(key);
    told(c, e, [owner]);
    const own = c.event('credential.disabled', key, { actor: SECURITY[0], incident: e.incident }, c.minutes(20));
    c.use(key, c.minutes(40), { outcome: 'failure' });
    c.review(key, c.t + 5 * HOUR);
    c.tell(own, [owner]);
    c.ack(own, owner, own.t + 30 * MINUTE);
    c.stage(e, ALL);
    c.stage(own, SEEN);
  }),
  // Verified.
  after('disabled, enabled with reason, and used', 'used after it was disabled: it had been enabled again', (c, r) => {
    c.action(r.e, 'enable', c.t + 4 * HOUR, SECURITY[0], { approver: r.owner });
    c.use(r.svc, c.t + 5 * HOUR);
    return { verified: 'met' };
  }),
  after('used, and then enabled without a word', 'one a stage: verify.ineffective before verify.reenabled-unexplained', (c, r) => {
    c.use(r.svc, c.t + 3 * HOUR);
    c.action(r.e, 'enable', c.t + 4 * HOUR, SECURITY[0], { approver: '', approved_at: '', reason: '' });
    c.expect('verify.ineffective', r.e, 'unmet', undefined, 'critical');
    c.expect('record.incomplete', r.e, undefined, ['approval', 'reason']);
    return {};
  }),
  after('another identity is used afterwards', 'a successful use of the identity or credential', (c) => {
    c.use(c.owned().svc, c.minutes(80));
    return { verified: 'met' };
  }),
  contained('a key of it revoked, its holder goes on', 'a use of the credential', (c, r) => {
    held(c, r);
    return { acted: 'met', verified: 'met' };
  }),
  contained('proof before the action', 'a tied ticket with a phrase of kind verified, after the action', (c, r) => {
    c.action(r.e, 'disable', c.minutes(30), SECURITY[0]);
    c.tell(r.e, ['name:helpdesk'], { channel: 'ticket', at: c.minutes(20), subject: 'Done', body: 'No further use.' });
    c.expect('verify.missing', r.e, 'unmet');
    return { acted: 'met', verified: 'unmet' };
  }),
  contained('a ticket that says nothing of it', 'a phrase of kind verified', (c, r) => {
    c.action(r.e, 'disable', c.minutes(30), SECURITY[0]);
    c.tell(r.e, ['name:helpdesk'], { channel: 'ticket', at: c.minutes(60), subject: 'Done', body: 'Closed.' });
    c.expect('verify.missing', r.e, 'unmet');
    return { acted: 'met', verified: 'unmet' };
  }),
  contained('a failed use at the end of the hour', '1 h after the action; the deadline itself is in time', (c, r) => {
    c.action(r.e, 'disable', c.minutes(30), SECURITY[0]);
    c.use(r.svc, c.minutes(90), { outcome: 'failure' });
    return { acted: 'met', verified: 'met' };
  }),
  ...(
    [
      ['4 seconds', 4 * SECOND, true],
      ['3 seconds', 3 * SECOND, false],
    ] as const
  ).map(([name, gap, ordered]) =>
    contained(`used ${name} after the action of another log`, 'closer together than the sum of their clock uncertainties are not ordered', (c, r) => {
      c.action(r.e, 'disable', c.minutes(30), SECURITY[0]);
      c.use(r.svc, c.minutes(30) + gap);
      c.use(r.svc, c.minutes(50), { outcome: 'failure' });
      c.expect(ordered ? 'verify.ineffective' : 'record.order-unsafe', r.e);
      return { acted: 'met' };
    }),
  ),
  kase('used a second after it was disabled, in one log', 'two records of one source are ordered', (c) => {
    const { svc } = c.owned();
    const e = c.event('account.disabled', svc);
    c.use(svc, c.t + SECOND);
    c.expect('verify.ineffective', e, 'unmet', undefined, 'critical');
  }),
  kase('the sessions of a person ended, who signs in again', 'after it was revoked, disabled or rotated away', (c) => {
    const who = c.person();
    c.bundle.add('identities', { identity: who, kind: 'human', privilege_tier: '2' });
    const boss = c.claim(who, c.person());
    const e = c.alert(who);
    told(c, e, [boss]);
    c.action(e, 'end-sessions', c.minutes(30), SECURITY[0]);
    c.use(who, c.minutes(40), { outcome: 'failure' });
    c.use(who, c.minutes(45));
    c.review(who, c.t + 5 * HOUR);
    c.stage(e, ALL);
  }),
  kase('only the person alerted on acknowledges', 'ack.by-actor: or the identity it implicates', (c) => {
    const who = c.person();
    c.bundle.add('identities', { identity: who, kind: 'human', privilege_tier: '2' });
    const boss = c.claim(who, c.person());
    const e = c.alert(who);
    told(c, e, [boss], who);
    c.action(e, 'disable', c.minutes(30), SECURITY[0]);
    c.use(who, c.minutes(40), { outcome: 'failure' });
    c.review(who, c.t + 5 * HOUR);
    c.expect('ack.by-actor', e, 'unmet', undefined, 'high');
  }),
  // Certified.
  ...[0, 10].map((late) =>
    kase(`an alert reviewed ${late} s after 24 hours`, 'certify 24 h', (c) => {
      const { e } = answered(c);
      c.review(e.target, c.t + DAY + late * SECOND);
      if (late > 0) c.expect('cert.late', e, 'late', undefined, 'low');
      c.stage(e, { ...ALL, certified: late > 0 ? 'late' : 'met' });
    }),
  ),
  kase('an alert never reviewed', 'cert.missing', (c) => {
    const { e } = answered(c);
    c.expect('cert.missing', e, 'unmet', undefined, 'high');
    c.stage(e, { certified: 'unmet' });
  }),
  // Emergency access.
  ...['mail', 'ticket', 'chat'].map((channel) =>
    kase(`emergency access told by ${channel}`, 'page, siem', (c) => {
      const { e, svc } = opened(c, {}, false);
      c.tell(e, [SECURITY_MAIL, 'email:pam@corp.example'], { channel });
      c.review(svc, c.t + 9 * HOUR);
      c.expect('notice.missing', e, 'unmet', ['approver', 'security']);
    }),
  ),
  ...[0, 10].map((late) =>
    kase(`emergency access acknowledged ${late} s after 30 minutes, reviewed as late`, '30 min; certify 24 h', (c) => {
      const approver = c.person();
      const { e, svc } = opened(c, { approver }, false);
      c.tell(e, [approver, SECURITY_MAIL], { channel: 'siem' });
      c.ack(e, approver, c.minutes(30) + late * SECOND);
      c.review(svc, c.t + DAY + late * SECOND);
      if (late > 0) c.expect('ack.late', e, 'late');
      if (late > 0) c.expect('cert.late', e, 'late');
      c.stage(e, {
        signalled: 'met',
        reached: 'met',
        acknowledged: late > 0 ? 'late' : 'met',
        acted: 'met',
        verified: 'met',
        certified: late > 0 ? 'late' : 'met',
      });
    }),
  ),
  kase('no approver in the grant, one by claim', 'approver → the grant’s approver, else claims, else pam', (c) => {
    const { e, svc } = opened(c, { approver: '', approved_at: '' }, false);
    const approver = c.claim(svc, c.person(), { role: 'approver' });
    c.tell(e, [approver, SECURITY_MAIL], { channel: 'page' });
    c.ack(e, approver, c.minutes(12));
    c.review(svc, c.t + 9 * HOUR);
    c.expect('breakglass.unapproved', e);
    c.expect('record.incomplete', e, undefined, ['approval']);
    c.stage(e, SEEN);
  }),
  kase('no approver in the grant, none by claim', 'else pam', (c) => {
    const { e, svc } = opened(c, { approver: '', approved_at: '' }, false);
    c.tell(e, [SECURITY_MAIL], { channel: 'page' });
    c.ack(e, SECURITY[0], c.minutes(12));
    c.review(svc, c.t + 9 * HOUR);
    c.expect('route.audience-missing', e, 'partial', ['approver']);
    c.expect('breakglass.unapproved', e);
    c.expect('record.incomplete', e, undefined, ['approval']);
  }),
  kase('emergency access without a reason', 'record.incomplete: break-glass lacks reason', (c) => {
    const { e } = opened(c, { reason: '' });
    c.expect('record.incomplete', e, undefined, ['reason']);
  }),
  kase('acknowledged by the user alone', 'never by the event’s actor', (c) => {
    const user = c.person();
    const approver = c.person();
    const { e, svc } = opened(c, { user, approver }, false);
    c.tell(e, [approver, SECURITY_MAIL], { channel: 'page' });
    c.ack(e, user, c.minutes(12));
    c.review(svc, c.t + 9 * HOUR);
    c.expect('ack.by-actor', e, 'unmet');
  }),
  ...(
    [
      ['3 seconds', 3 * SECOND, 'record.order-unsafe'],
      ['4 seconds', 4 * SECOND, 'breakglass.overrun'],
    ] as const
  ).map(([name, gap, rule]) =>
    kase(`used ${name} after the close`, 'the order that a finding would rest on is within clock uncertainty', (c) => {
      const { e, svc } = opened(c);
      c.use(svc, c.minutes(120) + gap);
      c.expect(rule, e);
    }),
  ),
  kase('a failed use after the close', 'used: any successful record', (c) => {
    const { e, svc } = opened(c);
    c.use(svc, c.minutes(140), { outcome: 'failure' });
    c.stage(e, { acted: 'met', verified: 'met' });
  }),
  kase('never closed and used after the expiry', 'never closed action.missing; used after its expiry', (c) => {
    const { e, svc } = opened(c, { closed_at: '' });
    c.use(svc, c.t + 3 * HOUR + 10 * MINUTE);
    c.expect('action.missing', e, 'unmet');
    c.expect('breakglass.overrun', e, undefined, undefined, 'critical');
  }),
  kase('without expiry and approver', 'breakglass.* and record.* fire beside each other', (c) => {
    const { e } = opened(c, { expires_at: '', approver: '', approved_at: '' });
    c.expect('breakglass.unbounded', e);
    c.expect('breakglass.unapproved', e);
    c.expect('record.incomplete', e, undefined, ['approval']);
  }),
  inPeriod('opened before the period', 'obligations arise inside the case’s period', (c) => {
    const svc = c.owned().svc;
    const [id, t] = [c.id('BG'), c.bundle.from - 2 * DAY];
    const row = {
      grant_id: id,
      identity: svc,
      user: c.person(),
      approver: c.person(),
      approved_at: iso(t - MINUTE),
      reason: 'outage',
      incident: c.id('INC'),
    };
    c.bundle.add('breakglass', { ...row, opened_at: iso(t), expires_at: iso(t + 2 * HOUR), closed_at: iso(t + HOUR) });
    c.noWake.push(id);
  }),
  // Identities.
  ...(
    [
      ['two people', {}, true],
      ['two people, as a shared account', { kind: 'shared-account' }, false],
    ] as const
  ).map(([name, row, fires]) =>
    kase(
      `a service account used on behalf of ${name}`,
      'identity.shared: used by several principals, as uses show (not kind shared-account)',
      (c) => {
        const { svc } = c.owned(row);
        c.use(svc, c.minutes(10), { on_behalf_of: c.person() });
        c.use(svc, c.minutes(20), { on_behalf_of: c.person() });
        if (fires) c.expect('identity.shared', svc, undefined, undefined, 'medium');
        // Whether a sign-in on behalf of a person is an interactive use by that person is open.
        c.leave('identity.human-use', svc);
      },
    ),
  ),
  kase('a service account used by one principal twice', 'identity.shared: by several', (c) => {
    const { svc } = c.owned();
    for (const n of [10, 20]) c.use(svc, c.minutes(n));
  }),
];
