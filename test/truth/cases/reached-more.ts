/** Who is accountable, whom it reached, who reviewed: the sentences that the first cases leave out, each with its negative. */
import { DAY, HOUR, iso, MINUTE, SECOND } from '../bundle.ts';
import { type Case, type Corner, type Happening, member, SECURITY_MAIL } from '../corner.ts';
import { BOTH, type Grant, grant, MET, owners, reviewed, sound } from './reached.ts';
import { inPeriod } from './told.ts';

const kase = (name: string, says: string, plant: (c: Corner) => void): Case => ({ name, says, plant });
const ALL = { ...MET, certified: 'met' };

/** A grant that is told to whom the case says; security acknowledges and the review is sound. */
const granted = (name: string, says: string, plant: (c: Corner, g: Grant) => void, identity: Record<string, string> = {}): Case =>
  kase(name, says, (c) => {
    const g = grant(c, identity);
    plant(c, g);
    sound(c, g.e);
  });
const toBoth = (c: Corner, g: Grant) => c.tell(g.e, [g.owner, SECURITY_MAIL]);

/** A key and the machine that holds it, owned; of the key something happens. */
function keyed(c: Corner, kind: string, tier = '2'): { e: Happening; key: string; svc: string; owner: string } {
  const { svc, owner } = c.owned({ privilege_tier: tier });
  const key = `aws-access-key:AKIA${c.tag.toUpperCase()}MMMMMM`;
  c.bundle.add('identities', { identity: key, kind: 'credential', holder: svc, privilege_tier: tier });
  return { e: c.event(kind, key), key, svc, owner };
}

/** Somebody leaves or moves, who owns what the case says. */
const leaves = (
  name: string,
  says: string,
  plant: (c: Corner, leaver: string, tell: (to: readonly string[], at?: number) => void) => Record<string, string> | undefined,
): Case =>
  kase(name, says, (c) => {
    const leaver = c.person({ status: 'Former employee', end: iso(c.t) });
    const e = { id: leaver, t: c.t, kind: 'person.left', actor: '', target: leaver };
    const verdicts = plant(c, leaver, (to, at = c.minutes(9)) => c.tell(e, to, { at }));
    c.stage(leaver, verdicts ?? { signalled: 'not-required', reached: 'not-required', certified: 'not-required' });
  });

function scoped(c: Corner): { e: Happening; svc: string; owner: string } {
  const { svc, owner } = c.owned();
  const id = c.id('SC');
  c.bundle.add('scopes', { scope: id, identity: svc, starts: iso(c.t - 99 * DAY), ends: iso(c.t) });
  return { e: { id, t: c.t, kind: 'scope.ended', actor: '', target: svc }, svc, owner };
}

export const REACHED_MORE: readonly Case[] = [
  // The accountable set.
  owners('a claim without a beginning', 'an empty valid_from is always', (c, svc) => ({ told: [c.claim(svc, c.person(), { valid_from: '' })] })),
  owners('a claim without as_of', 'an empty as_of the source’s last record', (c, svc) => ({
    told: [c.claim(svc, c.person(), { valid_from: iso(c.t - 400 * DAY), as_of: '' })],
  })),
  owners('a claim that its source confirmed afterwards', 'what was so at t must be answerable as well as what was believed', (c, svc) => ({
    told: [c.claim(svc, c.person(), { as_of: iso(c.t + 3 * DAY) })],
  })),
  owners('an owner from a second after t', 'the interval [from, to) contains t', (c, svc) => ({
    told: [c.claim(svc, c.person(), { valid_from: iso(c.t + SECOND) })],
    missing: true,
  })),
  owners('an owner on leave', 'the party not departed by t', (c, svc) => ({ told: [c.claim(svc, c.person({ status: 'on leave' }))] })),
  owners('an owner who leaves later', 'the party not departed by t', (c, svc) => ({
    told: [c.claim(svc, c.person({ status: 'left', end: iso(c.bundle.to + 20 * DAY) }))],
  })),
  owners('an owner who is active and has an end date', 'person.left at end when the status is not active', (c, svc) => ({
    told: [c.claim(svc, c.person({ end: iso(c.t - DAY) }))],
  })),
  owners('an approver claim makes no owner', 'an identity that has just a security or approver claim has none', (c, svc) => {
    return { told: [c.claim(svc, c.person(), { role: 'approver' })], missing: true };
  }),
  owners('an integration owner makes an owner', 'only these owner roles, and integration-owner, make an owner', (c, svc) => {
    const one = c.claim(svc, c.person(), { role: 'integration-owner' });
    return { told: [one] };
  }),
  owners('one of two owners is told', 'the owner, which is the accountable set: one audience', (c, svc) => {
    c.claim(svc, c.person());
    return { told: [c.claim(svc, c.person())] };
  }),
  owners('one member of the owning team is told', 'a team gives its members at t', (c, svc) => {
    const one = c.person();
    for (const p of [one, c.person()]) c.bundle.add('teams', { team: `team-${c.tag}`, member: p, from: iso(c.t - 300 * DAY) });
    c.claim(svc, `team-${c.tag}`, { party_type: 'team' });
    return { told: [one] };
  }),
  owners('the shared address of another team is told', 'a team gives its members at t and its shared address', (c, svc) => {
    c.bundle.add('teams', { team: `team-${c.tag}`, member: c.person(), from: iso(c.t - 300 * DAY), email: `team-${c.tag}@corp.example` });
    c.bundle.add('teams', { team: `else-${c.tag}`, member: c.person(), from: iso(c.t - 300 * DAY), email: `else-${c.tag}@corp.example` });
    c.claim(svc, `team-${c.tag}`, { party_type: 'team' });
    return { told: [`email:else-${c.tag}@corp.example`], reached: 'audience' };
  }),
  owners('the claim of the service has ended, that of the application stands', 'valid at t, else its service, else its application', (c) => {
    c.claim(`serv-${c.tag}`, c.person(), { subject_type: 'service', valid_to: iso(c.t - DAY) });
    return { told: [c.claim(`appl-${c.tag}`, c.person(), { subject_type: 'application' })] };
  }),
  kase('security by a claim on the service', 'the fallback made role by role', (c) => {
    const svc = c.service({ service: `serv-${c.tag}` });
    const owner = c.claim(svc, c.person());
    const watch = c.claim(`serv-${c.tag}`, c.person(), { subject_type: 'service', role: 'security' });
    const e = c.event('role.granted', svc, { access: 'a' });
    c.tell(e, [owner, watch]);
    sound(c, e, watch);
    c.stage(e, ALL);
  }),
  kase('the owner of the holder’s service', 'a credential: else on its holder, else its service', (c) => {
    const svc = c.service({ service: `serv-${c.tag}` });
    const owner = c.claim(`serv-${c.tag}`, c.person(), { subject_type: 'service' });
    const key = `aws-access-key:AKIA${c.tag.toUpperCase()}NNNNNN`;
    c.bundle.add('identities', { identity: key, kind: 'credential', holder: svc, service: `serv-${c.tag}`, privilege_tier: '2' });
    const e = c.event('credential.disabled', key);
    c.tell(e, [owner]);
    c.ack(e, owner, c.minutes(30));
    c.stage(e, MET);
  }),
  // Signalled and delivered of several audiences.
  granted('told at 24 hours', 'else 24 h; the deadline itself is in time', (c, g) => {
    c.tell(g.e, [g.owner, SECURITY_MAIL], { at: c.t + DAY });
    c.stage(g.e, { signalled: 'met' });
  }),
  granted('told ten seconds after 24 hours', 'notice.late', (c, g) => {
    c.tell(g.e, [g.owner, SECURITY_MAIL], { at: c.t + DAY + 10 * SECOND });
    c.expect('notice.late', g.e, 'late', BOTH, 'medium');
    c.stage(g.e, { signalled: 'late', acknowledged: 'met' });
  }),
  ...['mail', 'page', 'chat', 'ticket', 'siem'].map((channel) =>
    granted(`told by ${channel}`, 'any = mail, page, chat, ticket, siem', (c, g) => {
      c.tell(g.e, [g.owner, SECURITY_MAIL], { channel });
      c.stage(g.e, ALL);
    }),
  ),
  granted('one of two owners bounced', 'every notice sent to it bounced: another arrived', (c, g) => {
    const other = c.claim(g.svc, c.person());
    toBoth(c, g);
    c.tell(g.e, [other], { status: 'bounced' });
    c.stage(g.e, ALL);
  }),
  kase('the owner bounced and acknowledges all the same', 'a member of any required audience, cut or not, meets it', (c) => {
    const g = grant(c);
    c.tell(g.e, [g.owner], { status: 'bounced' });
    c.tell(g.e, [SECURITY_MAIL]);
    sound(c, g.e, g.owner);
    c.expect('notice.undelivered', g.e, 'partial', ['owner']);
    c.stage(g.e, { signalled: 'met', delivered: 'partial', reached: 'met', acknowledged: 'met', certified: 'met' });
  }),
  granted(
    'at tier 0, told in time and one late',
    'deadlines of tier 0; partial names the late one',
    (c, g) => {
      c.tell(g.e, [g.owner], { at: c.minutes(15) });
      c.tell(g.e, [SECURITY_MAIL], { at: c.minutes(16) });
      c.expect('notice.late', g.e, 'partial', ['security'], 'high');
      c.stage(g.e, { signalled: 'partial', acknowledged: 'met' });
    },
    { privilege_tier: '0' },
  ),
  // Reached.
  granted('the present owner and a former one are told', 'owner.stale: no required audience was sent anything', (c, g) => {
    const former = c.claim(g.svc, c.person(), { valid_to: iso(c.t - 5 * DAY) });
    c.tell(g.e, [g.owner, former, SECURITY_MAIL]);
    c.stage(g.e, ALL);
  }),
  granted('only an owner who has left is told, another is there', 'it went to a party that no longer held the role at t', (c, g) => {
    const gone = c.claim(g.svc, c.person({ status: 'left', end: iso(c.bundle.from - 4 * DAY) }));
    c.tell(g.e, [gone]);
    c.expect('owner.stale', g.e, 'unmet', undefined, 'high');
    c.stage(g.e, { signalled: 'met', reached: 'unmet', acknowledged: 'met' });
  }),
  granted('only a future owner is told', 'route.wrong-party: no longer held is not yet held', (c, g) => {
    const next = c.claim(g.svc, c.person(), { valid_from: iso(c.t + 2 * DAY) });
    c.tell(g.e, [next]);
    c.expect('route.wrong-party', g.e, 'unmet', BOTH);
  }),
  granted('the former owner of another identity is told', 'route.wrong-party', (c, g) => {
    const stranger = c.claim(c.service(), c.person(), { valid_to: iso(c.t - 5 * DAY) });
    c.tell(g.e, [stranger]);
    c.expect('route.wrong-party', g.e, 'unmet', BOTH);
  }),
  granted('a bystander’s copy bounced', 'no required audience was sent any', (c, g) => {
    c.tell(g.e, [c.person()], { status: 'bounced' });
    c.expect('route.wrong-party', g.e, 'unmet', BOTH);
  }),
  granted('the same owner in two systems', 'owner.conflict: with different parties', (c, g) => {
    c.claim(g.svc, g.owner, { system: 'sheet' });
    toBoth(c, g);
    c.stage(g.e, ALL);
  }),
  granted('one owner after the other in two systems', 'overlapping', (c, g) => {
    c.claim(g.svc, c.person(), { system: 'sheet', valid_to: iso(c.t - DAY) });
    toBoth(c, g);
    c.stage(g.e, ALL);
  }),
  granted('two systems differ and one audience is untold', 'one a stage: route.audience-missing before owner.conflict', (c, g) => {
    c.claim(g.svc, c.person(), { system: 'sheet' });
    c.tell(g.e, [g.owner]);
    c.expect('route.audience-missing', g.e, 'partial', ['security']);
    c.stage(g.e, { reached: 'partial', acknowledged: 'met' });
  }),
  kase('nobody owns it and security is untold too', 'owner.missing: the accountable set is empty', (c) => {
    const svc = c.service();
    const e = c.event('role.granted', svc, { access: 'a' });
    const by = c.person();
    c.tell(e, [by]);
    sound(c, e);
    c.expect('owner.missing', e, 'unmet', undefined, 'high');
    c.stage(e, { signalled: 'met', reached: 'unmet', certified: 'met' });
  }),
  kase('a person without an owner is granted a role', 'owner.missing: the accountable set is empty; a person is no exception', (c) => {
    const who = c.person();
    const e = c.event('role.granted', who, { access: 'a' });
    c.tell(e, [who, SECURITY_MAIL]);
    sound(c, e);
    c.expect('owner.missing', e, 'partial', ['owner'], 'high');
    c.stage(e, { reached: 'partial', acknowledged: 'met', certified: 'met' });
  }),
  // Credentials of machines.
  ...['chat', 'siem', 'ticket'].map((channel) =>
    kase(`a key disabled, told by ${channel}`, 'mail, page, ticket, chat, siem', (c) => {
      const { e, owner } = keyed(c, 'credential.disabled');
      c.tell(e, [owner], { channel });
      c.ack(e, owner, c.minutes(30));
      c.stage(e, MET);
    }),
  ),
  ...[0, 10].map((late) =>
    kase(`a key deleted, acknowledged ${late} s after four hours`, '4 h', (c) => {
      const { e, owner } = keyed(c, 'credential.deleted');
      c.tell(e, [owner], { at: c.minutes(15) });
      c.ack(e, owner, c.t + 4 * HOUR + late * SECOND);
      if (late > 0) c.expect('ack.late', e, 'late');
      c.stage(e, { ...MET, acknowledged: late > 0 ? 'late' : 'met', acted: 'not-required', certified: 'not-required' });
    }),
  ),
  kase('a key made, only security is told', 'credential.* of a non-human identity: owner', (c) => {
    const { e, key } = keyed(c, 'credential.created');
    c.tell(e, [SECURITY_MAIL]);
    c.review(key, c.t + DAY, { access: '' });
    c.expect('route.wrong-party', e, 'unmet', []);
    c.stage(e, { signalled: 'met', reached: 'unmet', acknowledged: 'not-reached', certified: 'met' });
  }),
  ...[0, 10].map((late) =>
    kase(`a key made at tier 1, reviewed ${late} s after 24 hours`, 'created, rotated: 24 h at tier 0 and 1, else 7 d', (c) => {
      const { e, key, owner } = keyed(c, 'credential.created', '1');
      c.tell(e, [owner]);
      c.ack(e, owner, c.minutes(30));
      c.review(key, c.t + DAY + late * SECOND, { access: key.slice(15) });
      if (late > 0) c.expect('cert.late', e, 'late', undefined, 'medium');
      c.stage(e, { ...MET, certified: late > 0 ? 'late' : 'met' });
    }),
  ),
  kase('a key made, another access of it reviewed', 'for credential.* the access is the credential id', (c) => {
    const { e, key, owner } = keyed(c, 'credential.created');
    c.tell(e, [owner]);
    c.ack(e, owner, c.minutes(30));
    c.review(key, c.t + HOUR, { access: 'AKIAQQQQQQQQQQQQQQQQ' });
    c.expect('cert.missing', e, 'unmet');
  }),
  kase('a deleted key that is used', 'verify.ineffective: used after it was revoked', (c) => {
    const { e, key, owner } = keyed(c, 'credential.deleted');
    c.tell(e, [owner]);
    c.ack(e, owner, c.minutes(30));
    c.use(key, c.minutes(90));
    c.expect('verify.ineffective', e, 'unmet', undefined, 'critical');
  }),
  kase('a deleted key, its holder goes on', 'a use of the credential: its acting principal or its credential id', (c) => {
    const { e, svc, owner } = keyed(c, 'credential.deleted');
    c.tell(e, [owner]);
    c.ack(e, owner, c.minutes(30));
    c.use(svc, c.minutes(90));
    c.stage(e, MET);
  }),
  // Certified.
  reviewed('any review of an access that is *', 'for an event whose access is * any row of that identity', (c, g) => {
    const e = c.event('group.added', g.svc, { access: '*' }, c.minutes(1));
    c.tell(e, [g.owner, SECURITY_MAIL]);
    c.ack(e, g.owner, c.minutes(30));
    c.review(g.svc, c.t + HOUR, { access: 'whatever' });
    c.review(g.svc, c.t + 2 * HOUR, { access: `role-${c.tag}` });
    c.stage(e, { certified: 'met' });
  }),
  reviewed('a review of another identity', 'of the same identity', (c, g) => {
    c.review(c.owned().svc, c.t + HOUR, { access: `role-${c.tag}` });
    c.expect('cert.missing', g.e, 'unmet');
  }),
  reviewed('reviewed for a later event of another access', 'of the same identity and access', (c, g) => {
    const later = c.event('role.granted', g.svc, { access: 'else' }, c.minutes(90));
    c.tell(later, [g.owner, SECURITY_MAIL]);
    c.ack(later, g.owner, c.minutes(120));
    c.review(g.svc, c.t + 5 * HOUR, { trigger: later.id, access: 'else' });
    c.expect('cert.missing', g.e, 'unmet');
    c.stage(later, { certified: 'met' });
  }),
  reviewed('reviewed only before the second change', 'cert.once-only: certified before this change, never after it', (c, g) => {
    const later = c.event('role.granted', g.svc, { access: `role-${c.tag}` }, c.t + 3 * HOUR);
    c.tell(later, [g.owner, SECURITY_MAIL]);
    c.ack(later, g.owner, later.t + 30 * MINUTE);
    c.review(g.svc, c.t + HOUR, { trigger: g.e.id, access: `role-${c.tag}` });
    c.expect('cert.once-only', later, 'unmet');
    c.stage(g.e, { certified: 'met' });
  }),
  reviewed('reviewed before, and late after', 'certified after the deadline: cert.late', (c, g) => {
    c.review(g.svc, c.t - 30 * HOUR);
    c.review(g.svc, c.t + 8 * DAY);
    c.expect('cert.late', g.e, 'late');
  }),
  reviewed('reviewed by the actor of an earlier event', 'cert.self is judged for the event that it is triggered by', (c, g) => {
    const later = c.event('role.granted', g.svc, { access: `role-${c.tag}` }, c.minutes(90));
    c.tell(later, [g.owner, SECURITY_MAIL]);
    c.ack(later, g.owner, c.minutes(120));
    c.review(g.svc, c.t + 5 * HOUR, { trigger: later.id, reviewer: g.e.actor, access: `role-${c.tag}` });
    c.stage(later, { certified: 'met' });
    c.stage(g.e, { certified: 'met' });
  }),
  reviewed('reviewed late by the actor', 'one a stage: cert.self before cert.late', (c, g) => {
    c.review(g.svc, c.t + 9 * DAY, { reviewer: g.e.actor, trigger: g.e.id });
    c.expect('cert.self', g.e);
  }),
  reviewed('a reviewer who left an hour before', 'had left or moved before deciding', (c, g) => {
    const gone = c.person({ status: 'left', end: iso(c.t + HOUR) });
    c.review(g.svc, c.t + 2 * HOUR, { reviewer: gone, trigger: g.e.id });
    c.expect('cert.reviewer-gone', g.e, undefined, undefined, 'high');
  }),
  reviewed('a reviewer who moved afterwards', 'before deciding', (c, g) => {
    const mover = c.person({ moved_at: iso(c.t + 4 * HOUR) });
    c.review(g.svc, c.t + 2 * HOUR, { reviewer: mover, trigger: g.e.id });
    c.stage(g.e, { certified: 'met' });
  }),
  kase('reviewed by the holder', 'cert.self: the reviewer is the identity, its holder', (c) => {
    const { e, key, svc, owner } = keyed(c, 'credential.created');
    c.tell(e, [owner]);
    c.ack(e, owner, c.minutes(30));
    c.review(key, c.t + HOUR, { reviewer: svc, trigger: e.id });
    c.expect('cert.self', e, undefined, undefined, 'high');
  }),
  kase('reviewed by the person who holds the account', 'its holder', (c) => {
    const holder = c.person();
    const { svc, owner } = c.owned({ holder });
    const e = c.event('role.granted', svc, { access: 'a' });
    c.tell(e, [owner, SECURITY_MAIL]);
    c.ack(e, owner, c.minutes(30));
    c.review(svc, c.t + HOUR, { reviewer: holder, trigger: e.id });
    c.expect('cert.self', e);
  }),
  reviewed('reviewed by the owner', 'the reviewer is the identity, its holder, or the actor', (c, g) => {
    c.review(g.svc, c.t + HOUR, { reviewer: g.owner, trigger: g.e.id });
    c.stage(g.e, { certified: 'met' });
  }),
  reviewed('a revocation carried out after 25 hours', 'cert.unenforced: still there 24 h later', (c, g) => {
    c.review(g.svc, c.t + HOUR, { decision: 'revoke', applied_at: iso(c.t + 26 * HOUR), trigger: g.e.id, access: `role-${c.tag}` });
    c.expect('cert.unenforced', g.e, undefined, undefined, 'high');
  }),
  reviewed('a revocation carried out after 23 hours, used in between', 'the access was still there or used 24 h later', (c, g) => {
    c.use(g.svc, c.t + 12 * HOUR);
    c.review(g.svc, c.t + HOUR, { decision: 'revoke', applied_at: iso(c.t + 24 * HOUR), trigger: g.e.id, access: `role-${c.tag}` });
    c.stage(g.e, { certified: 'met' });
  }),
  reviewed('a revocation that another log shows', 'the access was still there: role.revoked took it away', (c, g) => {
    c.review(g.svc, c.t + HOUR, { decision: 'revoke', applied_at: '', trigger: g.e.id, access: `role-${c.tag}` });
    c.event('role.revoked', g.svc, { access: `role-${c.tag}` }, c.t + 10 * HOUR);
  }),
  kase('a key whose revocation was decided, used two days later', 'used 24 h later', (c) => {
    const { e, key, owner } = keyed(c, 'credential.created');
    c.tell(e, [owner]);
    c.ack(e, owner, c.minutes(30));
    c.review(key, c.t + HOUR, { decision: 'revoke', applied_at: '', trigger: e.id });
    c.use(key, c.t + 50 * HOUR);
    c.expect('cert.unenforced', e, undefined, undefined, 'high');
  }),
  // People and scopes.
  leaves('a leaver, told and reviewed at 24 hours', '24 h; the deadline itself is in time', (c, leaver, tell) => {
    const svc = c.service();
    c.claim(svc, leaver);
    tell([c.claim(svc, c.person())], c.t + DAY);
    c.review(svc, c.t + DAY);
    return { signalled: 'met', delivered: 'met', reached: 'met', acknowledged: 'not-required', certified: 'met' };
  }),
  leaves('a leaver, told and reviewed after 24 hours', 'notice.late, cert.late', (c, leaver, tell) => {
    const svc = c.service();
    c.claim(svc, leaver);
    tell([c.claim(svc, c.person())], c.t + DAY + 10 * SECOND);
    c.review(svc, c.t + DAY + 10 * SECOND);
    c.expect('notice.late', leaver, 'late', undefined, 'medium');
    c.expect('cert.late', leaver, 'late', undefined, 'low');
    return { signalled: 'late', certified: 'late' };
  }),
  leaves('a leaver of whom nobody is told', 'notice.missing', (c, leaver) => {
    const svc = c.service();
    c.claim(svc, leaver);
    c.claim(svc, c.person());
    c.review(svc, c.t + HOUR);
    c.expect('notice.missing', leaver, 'unmet', undefined, 'high');
    return { signalled: 'unmet', reached: 'not-reached', certified: 'met' };
  }),
  leaves(
    'a leaver, of whom only security is told though there is a second owner',
    'the accountable set at t without that person; where that is empty, security',
    (c, leaver, tell) => {
      const svc = c.service();
      c.claim(svc, leaver);
      c.claim(svc, c.person());
      tell([SECURITY_MAIL]);
      c.review(svc, c.t + HOUR);
      c.expect('route.wrong-party', leaver, 'unmet');
      return { signalled: 'met', reached: 'unmet', certified: 'met' };
    },
  ),
  leaves('a leaver whose team owns it', 'a claim names the person itself as party', (c, leaver) => {
    const svc = c.service();
    for (const p of [leaver, c.person()]) c.bundle.add('teams', { team: `team-${c.tag}`, member: p, from: iso(c.t - 300 * DAY) });
    c.claim(svc, `team-${c.tag}`, { party_type: 'team' });
    return undefined;
  }),
  leaves('a leaver who was only an approver', 'with an owner role', (c, leaver) => {
    const svc = c.service();
    c.claim(svc, leaver, { role: 'approver' });
    c.claim(svc, c.person());
    return undefined;
  }),
  leaves('a leaver whose claim had ended', 'just before t', (c, leaver) => {
    const svc = c.service();
    c.claim(svc, leaver, { valid_to: iso(c.t - 2 * DAY) });
    c.claim(svc, c.person());
    return undefined;
  }),
  leaves('a leaver whose claim ends with the leaving', 'just before t', (c, leaver, tell) => {
    const svc = c.service();
    c.claim(svc, leaver, { valid_to: iso(c.t) });
    tell([c.claim(svc, c.person())]);
    c.review(svc, c.t + HOUR);
    return { signalled: 'met', reached: 'met', certified: 'met' };
  }),
  leaves('a leaver who owned a person’s account', 'each non-human identity', (c, leaver) => {
    const other = c.person();
    c.bundle.add('identities', { identity: other, kind: 'human' });
    c.claim(other, leaver);
    return undefined;
  }),
  kase('somebody with an end date who is active', 'person.left at end when the status is not active', (c) => {
    const who = c.person({ end: iso(c.t) });
    const svc = c.service();
    c.claim(svc, who);
    c.noWake.push(who);
  }),
  kase('a scope ends, told and reviewed at 24 hours', 'owner of the scope’s identity, 24 h; certify 24 h', (c) => {
    const { e, svc, owner } = scoped(c);
    c.tell(e, [owner], { at: c.t + DAY, channel: 'chat' });
    c.review(svc, c.t + DAY, { trigger: e.id });
    c.stage(e, { signalled: 'met', delivered: 'met', reached: 'met', acknowledged: 'not-required', certified: 'met' });
  }),
  kase('a scope ends, told and reviewed too late', 'notice.late, cert.late', (c) => {
    const { e, svc, owner } = scoped(c);
    c.tell(e, [owner], { at: c.t + DAY + 10 * SECOND });
    c.review(svc, c.t + DAY + 10 * SECOND, { trigger: e.id });
    c.expect('notice.late', e, 'late', undefined, 'medium');
    c.expect('cert.late', e, 'late', undefined, 'low');
  }),
  kase('a scope ends, a bystander is told', 'route.wrong-party', (c) => {
    const { e, svc } = scoped(c);
    c.tell(e, [c.person()]);
    c.review(svc, c.t + HOUR, { trigger: e.id });
    c.expect('route.wrong-party', e, 'unmet');
  }),
  kase('a scope ends, and its identity fails to sign in', 'used: any successful record', (c) => {
    const { e, svc, owner } = scoped(c);
    c.tell(e, [owner]);
    c.review(svc, c.t + HOUR, { trigger: e.id });
    c.use(svc, c.t + 5 * HOUR, { outcome: 'failure' });
  }),
  // Whole-case findings about identities.
  ...(
    [
      ['through its service', (c: Corner) => c.claim(`serv-${c.tag}`, c.person(), { subject_type: 'service' }), false],
      [
        'from after the use on',
        (c: Corner, svc: string) => c.claim(svc, c.person(), { valid_from: iso(c.t + 2 * DAY), as_of: iso(c.bundle.to - DAY) }),
        false,
      ],
      ['only before the end', (c: Corner, svc: string) => c.claim(svc, c.person(), { valid_to: iso(c.bundle.to - DAY) }), true],
      ['stale at the end', (c: Corner, svc: string) => c.claim(svc, c.person(), { as_of: iso(c.bundle.to - 91 * DAY) }), true],
      ['gone at the end', (c: Corner, svc: string) => c.claim(svc, c.person({ status: 'left', end: iso(c.bundle.from - DAY) })), true],
      ['that is just an approver', (c: Corner, svc: string) => c.claim(svc, c.person(), { role: 'approver' }), true],
    ] as const
  ).map(([name, own, fires]) =>
    kase(`used, with an owner ${name}`, 'identity.orphaned: with no valid owner claim at the period’s end', (c) => {
      const svc = c.service({ service: `serv-${c.tag}` });
      own(c, svc);
      c.use(svc, c.t);
      if (fires) c.expect('identity.orphaned', svc, undefined, undefined, 'high');
    }),
  ),
  kase('a person used without an owner', 'identity.orphaned: a non-human identity', (c) => {
    const who = c.person();
    c.bundle.add('identities', { identity: who, kind: 'human' });
    c.use(who, c.t);
  }),
  inPeriod('used only before the period', 'used with success in the period', (c) => {
    const svc = c.service();
    c.use(svc, c.bundle.from - 3 * DAY);
  }),
  // Records.
  kase('an approver without a reason', 'record.incomplete: approval or reason', (c) => {
    const { e, owner } = grant(c, {}, { reason: '' });
    c.tell(e, [owner, SECURITY_MAIL]);
    sound(c, e);
    c.expect('record.incomplete', e, undefined, ['reason']);
  }),
  kase('a reason without an approver', 'record.incomplete: approval or reason', (c) => {
    const { e, owner } = grant(c, {}, { approver: '', approved_at: '' });
    c.tell(e, [owner, SECURITY_MAIL]);
    sound(c, e);
    c.expect('record.incomplete', e, undefined, ['approval']);
  }),
  kase('a sign-in without approval or reason', 'approval and reason of an events.csv row only where its kind has obligations', (c) => {
    const { svc } = c.owned();
    c.event('account.disabled', svc, { approver: '', approved_at: '', reason: '' });
  }),
  kase('a row without outcome', 'record.incomplete: outcome', (c) => {
    const { e, owner } = grant(c, {}, { outcome: '' });
    c.tell(e, [owner, SECURITY_MAIL]);
    sound(c, e);
    c.expect('record.incomplete', e, undefined, ['outcome']);
  }),
  kase('platform is told in security’s place and acknowledges', 'where the policy accepts any required audience', (c) => {
    const { e, owner } = grant(c);
    c.tell(e, [owner, SECURITY_MAIL]);
    sound(c, e, member('platform'));
    c.expect('ack.by-outsider', e, 'unmet', undefined, 'medium');
  }),
];
