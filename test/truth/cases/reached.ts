/** Reached, acknowledged and certified: changes of a machine identity's access, its credentials, its people. */
import { DAY, HOUR, iso, MINUTE, SECOND } from '../bundle.ts';
import { type Case, type Corner, type Happening, member, SECURITY, SECURITY_MAIL } from '../corner.ts';

const kase = (name: string, says: string, plant: (c: Corner) => void): Case => ({ name, says, plant });
export const BOTH = ['owner', 'security'];
const GRANT = 'role.granted group.added permission.changed consent.granted owner.changed federation.changed account.created account.enabled';
export const MET = { signalled: 'met', delivered: 'met', reached: 'met', acknowledged: 'met' };

export interface Grant {
  readonly e: Happening;
  readonly svc: string;
  readonly owner: string;
}
export function grant(c: Corner, identity: Record<string, string> = {}, row: Record<string, string> = {}): Grant {
  const { svc, owner } = c.owned(identity);
  return { e: c.event('role.granted', svc, { access: `role-${c.tag}`, ...row }), svc, owner };
}
/** The rest of a sound wake: acknowledged, reviewed. */
export function sound(c: Corner, e: Happening, by: string = SECURITY[0]): void {
  c.ack(e, by, e.t + 40 * MINUTE);
  c.review(e.target, e.t + 20 * HOUR, { trigger: e.id });
}
/** Told and acknowledged; the review is the case's. */
export const reviewed = (name: string, says: string, plant: (c: Corner, g: Grant) => void, identity: Record<string, string> = {}): Case =>
  kase(name, says, (c) => {
    const g = grant(c, identity);
    c.tell(g.e, [g.owner, SECURITY_MAIL]);
    c.ack(g.e, g.owner, c.minutes(40));
    plant(c, g);
    c.stage(g.e, MET);
  });
/** Owner claims are the case's; security is told. */
export const owners = (
  name: string,
  says: string,
  plant: (c: Corner, svc: string) => { told: readonly string[]; missing?: boolean; reached?: string },
): Case =>
  kase(name, says, (c) => {
    const svc = c.service({ service: `serv-${c.tag}`, application: `appl-${c.tag}` });
    const { told, missing, reached } = plant(c, svc);
    const e = c.event('role.granted', svc, { access: 'a' });
    c.tell(e, [...told, SECURITY_MAIL]);
    sound(c, e);
    if (missing) c.expect('owner.missing', e, 'partial', ['owner'], 'high');
    if (reached === 'audience') c.expect('route.audience-missing', e, 'partial', ['owner'], 'high');
    c.stage(e, { signalled: 'met', reached: missing || reached === 'audience' ? 'partial' : 'met', acknowledged: 'met', certified: 'met' });
  });

export const REACHED: readonly Case[] = [
  ...GRANT.split(' ').map((kind) =>
    kase(`${kind} of which nobody is told`, 'the row of the policy for it: any, owner and security, certify', (c) => {
      const { svc } = c.owned();
      const e = c.event(kind, svc, { access: 'x' });
      c.expect('notice.missing', e, 'unmet', BOTH);
      c.expect('cert.missing', e, 'unmet', undefined, 'high');
      c.stage(e, { signalled: 'unmet', acknowledged: 'not-reached', acted: 'not-required', verified: 'not-required', certified: 'unmet' });
    }),
  ),
  kase('told after 23 hours at tier 2', '15 min at tier 0 and 1, else 24 h', (c) => {
    const { e, owner } = grant(c);
    c.tell(e, [owner, SECURITY_MAIL], { at: c.t + 23 * HOUR, channel: 'siem' });
    c.ack(e, owner, c.t + 23.5 * HOUR);
    c.review(e.target, c.t + 6 * DAY, { trigger: e.id });
    c.stage(e, { ...MET, certified: 'met' });
  }),
  ...['0', '1'].map((tier) =>
    kase(
      `told after 20 minutes, reviewed after 25 hours at tier ${tier}`,
      'deadlines of tier 0 and 1; severity raised one step at tier 0 or 1',
      (c) => {
        const { e, owner } = grant(c, { privilege_tier: tier });
        c.tell(e, [owner, SECURITY_MAIL], { at: c.minutes(20) });
        c.ack(e, owner, c.minutes(50));
        c.review(e.target, c.t + 25 * HOUR, { trigger: e.id });
        c.expect('notice.late', e, 'late', BOTH, 'high');
        c.expect('cert.late', e, 'late', undefined, 'medium');
      },
    ),
  ),
  owners('an owner until exactly t', 'the interval [from, to) contains t', (c, svc) => {
    const a = c.claim(svc, c.person(), { valid_to: iso(c.t) });
    return { told: [a], missing: true };
  }),
  owners('an owner from exactly t', 'the interval [from, to) contains t', (c, svc) => ({
    told: [c.claim(svc, c.person(), { valid_from: iso(c.t) })],
  })),
  owners('confirmed 90 days before', 'asserted or confirmed not longer than the staleness before t', (c, svc) => ({
    told: [c.claim(svc, c.person(), { as_of: iso(c.t - 90 * DAY) })],
  })),
  owners('confirmed 91 days before', 'stale after 90 days without confirmation', (c, svc) => ({
    told: [c.claim(svc, c.person(), { as_of: iso(c.t - 91 * DAY) })],
    missing: true,
  })),
  owners('an owner who had left', 'the party not departed by t', (c, svc) => ({
    told: [c.claim(svc, c.person({ status: 'terminated', end: iso(c.bundle.from - 5 * DAY) }))],
    missing: true,
  })),
  owners('an owner of the service', 'on the identity, else its service', (c) => ({
    told: [c.claim(`serv-${c.tag}`, c.person(), { subject_type: 'service' })],
  })),
  owners('an owner of the application', 'else its service, else its application', (c) => ({
    told: [c.claim(`appl-${c.tag}`, c.person(), { subject_type: 'application' })],
  })),
  owners('the owner of the service where the identity has one', 'the claims on the identity, else …', (c, svc) => {
    c.claim(svc, c.person());
    return { told: [c.claim(`serv-${c.tag}`, c.person(), { subject_type: 'service' })], reached: 'audience' };
  }),
  owners('a security claim makes no owner', 'an identity that has just a security or approver claim has none', (c, svc) => {
    // The security claim decides who the audience security is; its holder is told, so that only the owner is wanting.
    return { told: [c.claim(svc, SECURITY[0], { role: 'security' })], missing: true };
  }),
  ...['technical-owner', 'business-owner', 'steward', 'oncall'].map((role) =>
    owners(`a ${role}`, 'owner roles: owner technical-owner business-owner steward oncall', (c, svc) => ({
      told: [c.claim(svc, c.person(), { role })],
    })),
  ),
  owners('a team, told at its shared address', 'a team gives its members at t and its shared address', (c, svc) => {
    c.bundle.add('teams', { team: `team-${c.tag}`, member: c.person(), from: iso(c.t - 300 * DAY), email: `team-${c.tag}@corp.example` });
    c.claim(svc, `team-${c.tag}`, { party_type: 'team' });
    return { told: [`email:team-${c.tag}@corp.example`] };
  }),
  owners('a team, of which only somebody who had left it is told', 'a team gives its members at t', (c, svc) => {
    const gone = c.person();
    c.bundle.add('teams', { team: `team-${c.tag}`, member: gone, from: iso(c.t - 300 * DAY), to: iso(c.t - DAY) });
    c.bundle.add('teams', { team: `team-${c.tag}`, member: c.person(), from: iso(c.t - 300 * DAY) });
    c.claim(svc, `team-${c.tag}`, { party_type: 'team' });
    return { told: [gone], reached: 'audience' };
  }),
  ...[true, false].map((duty) =>
    owners(`a schedule, told ${duty ? 'on' : 'after'} duty`, 'an on-call schedule gives the person on duty at t', (c, svc) => {
      const [now, before] = [c.person(), c.person()];
      const schedule = `rota-${c.tag}`;
      c.bundle.add('oncall', { schedule, person: before, from: iso(c.t - 3 * DAY), to: iso(c.t - HOUR) });
      c.bundle.add('oncall', { schedule, person: now, from: iso(c.t - HOUR), to: iso(c.t + 3 * DAY) });
      c.claim(svc, schedule, { party_type: 'schedule', role: 'oncall' });
      return duty ? { told: [now] } : { told: [before], reached: 'audience' };
    }),
  ),
  kase('security by claim, the team told', 'an audience named after a role is the holders of claims with that role', (c) => {
    const { e, svc, owner } = grant(c);
    c.claim(svc, c.person(), { role: 'security' });
    c.tell(e, [owner, SECURITY_MAIL]);
    sound(c, e, owner);
    c.expect('route.audience-missing', e, 'partial', ['security']);
    c.stage(e, { acknowledged: 'met' });
  }),
  kase('two systems name different owners', 'owner.conflict: sources disagree on the owner at t; both stay in the set', (c) => {
    const { e, svc, owner } = grant(c);
    c.claim(svc, c.person(), { system: 'sheet' });
    c.tell(e, [owner, SECURITY_MAIL]);
    sound(c, e);
    c.expect('owner.conflict', e, undefined, undefined, 'medium');
    c.stage(e, { acknowledged: 'met' });
  }),
  ...(
    [
      ['one system', {}],
      ['different roles', { system: 'sheet', role: 'steward' }],
      ['not at t', { system: 'sheet', valid_to: '2020-01-01T00:00:00Z', valid_from: '2019-01-01T00:00:00Z' }],
    ] as const
  ).map(([name, row]) =>
    kase(`no conflict: ${name}`, 'two claims from different systems for the same role, overlapping, with different parties', (c) => {
      const { e, svc, owner } = grant(c);
      c.claim(svc, c.person(), row);
      c.tell(e, [owner, SECURITY_MAIL]);
      sound(c, e);
      c.stage(e, { ...MET, certified: 'met' });
    }),
  ),
  kase('only a former owner is told', 'owner.stale: it went to a party that no longer held the role at t', (c) => {
    const { e, svc } = grant(c);
    const former = c.claim(svc, c.person(), { valid_to: iso(c.t - 5 * DAY) });
    c.tell(e, [former]);
    sound(c, e, former);
    // Whether security, which was told nothing either, is concerned too is open.
    c.expect('owner.stale', e, 'unmet', undefined, 'high');
    c.stage(e, { reached: 'unmet', acknowledged: 'not-reached', certified: 'met' });
  }),
  kase('only a bystander is told', 'route.wrong-party: there are notices, and no required audience was sent any', (c) => {
    const { e } = grant(c);
    const by = c.person();
    c.tell(e, [by]);
    sound(c, e, by);
    c.expect('route.wrong-party', e, 'unmet', BOTH);
    c.stage(e, { reached: 'unmet', acknowledged: 'not-reached' });
  }),
  kase('security is not told', 'route.audience-missing: missing names it', (c) => {
    const { e, owner } = grant(c);
    c.tell(e, [owner]);
    sound(c, e, owner);
    c.expect('route.audience-missing', e, 'partial', ['security']);
    c.stage(e, { signalled: 'met', reached: 'partial', acknowledged: 'met' });
  }),
  kase('the owner bounced, security was never told', 'a required audience was sent a notice (whatever became of it), and another never was', (c) => {
    const { e, owner } = grant(c);
    c.tell(e, [owner], { status: 'bounced' });
    c.review(e.target, c.t + HOUR, { trigger: e.id });
    c.expect('notice.undelivered', e, undefined, ['owner']);
    c.expect('route.audience-missing', e, undefined, ['security']);
    c.stage(e, { acknowledged: 'not-reached' });
  }),
  reviewed('reviewed by its trigger', 'certified: a row whose trigger is the event’s native id', (c, g) =>
    c.review(g.svc, c.t + HOUR, { trigger: g.e.id, access: 'other' }),
  ),
  reviewed('reviewed with the access', 'whose access equals the event’s access', (c, g) => c.review(g.svc, c.t + HOUR, { access: `role-${c.tag}` })),
  reviewed('reviewed with empty access', 'or is empty or *', (c, g) => c.review(g.svc, c.t + HOUR, { access: '' })),
  reviewed('reviewed with *', 'or is empty or *', (c, g) => c.review(g.svc, c.t + HOUR)),
  reviewed('another access reviewed', 'whose access equals the event’s access or is empty or *', (c, g) => {
    c.review(g.svc, c.t + HOUR, { access: `role-${c.tag}2` });
    c.expect('cert.missing', g.e, 'unmet');
  }),
  reviewed('decision none', 'a row with decision none is no certification', (c, g) => {
    c.review(g.svc, c.t + HOUR, { decision: 'none' });
    c.expect('cert.missing', g.e, 'unmet');
  }),
  reviewed('never decided', 'or without decided_at is no certification', (c, g) => {
    c.review(g.svc, c.t + HOUR, { decided_at: '', applied_at: '' });
    c.expect('cert.missing', g.e, 'unmet');
  }),
  reviewed('reviewed only before', 'cert.once-only: certified before this change, never after it', (c, g) => {
    c.review(g.svc, c.t - 30 * HOUR);
    c.expect('cert.once-only', g.e, 'unmet', undefined, 'medium');
  }),
  reviewed('reviewed at the deadline', 'the deadline itself is in time', (c, g) => c.review(g.svc, c.t + 7 * DAY)),
  reviewed('reviewed ten seconds late', 'cert.late: certified after the deadline', (c, g) => {
    c.review(g.svc, c.t + 7 * DAY + 10 * SECOND);
    c.expect('cert.late', g.e, 'late', undefined, 'low');
  }),
  reviewed('reviewed by the actor', 'cert.self: the actor of the change', (c, g) => {
    c.review(g.svc, c.t + HOUR, { reviewer: g.e.actor, trigger: g.e.id });
    c.expect('cert.self', g.e, undefined, undefined, 'high');
  }),
  reviewed('reviewed by the identity', 'cert.self: the reviewer is the identity', (c, g) => {
    c.review(g.svc, c.t + HOUR, { reviewer: g.svc, trigger: g.e.id });
    c.expect('cert.self', g.e);
  }),
  reviewed('a reviewer who had left', 'cert.reviewer-gone: had left or moved before deciding', (c, g) => {
    c.review(g.svc, c.t + HOUR, { reviewer: c.person({ status: 'left', end: iso(c.bundle.from - 3 * DAY) }), trigger: g.e.id });
    c.expect('cert.reviewer-gone', g.e);
  }),
  reviewed('a reviewer who had moved', 'had left or moved before deciding', (c, g) => {
    c.review(g.svc, c.t + HOUR, { reviewer: c.person({ moved_at: iso(c.bundle.from - 3 * DAY) }), trigger: g.e.id });
    c.expect('cert.reviewer-gone', g.e);
  }),
  reviewed('a reviewer who left afterwards', 'before deciding', (c, g) => {
    c.review(g.svc, c.t + HOUR, { reviewer: c.person({ status: 'left', end: iso(c.t + 9 * DAY) }), trigger: g.e.id });
  }),
  reviewed('a revocation that was not carried out', 'cert.unenforced: the access was still there or used 24 h later', (c, g) => {
    c.review(g.svc, c.t + HOUR, { decision: 'revoke', applied_at: '', trigger: g.e.id, access: `role-${c.tag}` });
    c.use(g.svc, c.t + 40 * HOUR);
    c.expect('cert.unenforced', g.e);
  }),
  reviewed('a revocation carried out', 'still there or used 24 h later', (c, g) => {
    c.review(g.svc, c.t + HOUR, { decision: 'revoke', applied_at: iso(c.t + 2 * HOUR), trigger: g.e.id, access: `role-${c.tag}` });
    c.bundle.add('events', {
      event_id: c.id('EV'),
      time: iso(c.t + 2 * HOUR),
      kind: 'role.revoked',
      actor: g.e.actor,
      target: g.svc,
      outcome: 'success',
      access: `role-${c.tag}`,
    });
  }),
  kase(
    'a later event’s review stands for the earlier',
    'a row whose trigger names an event stands for every earlier event of the same identity and access',
    (c) => {
      const { e, svc, owner } = grant(c);
      const later = c.event('role.granted', svc, { access: `role-${c.tag}` }, c.minutes(90));
      for (const x of [e, later]) {
        c.tell(x, [owner, SECURITY_MAIL]);
        c.ack(x, owner, x.t + 30 * MINUTE);
      }
      c.review(svc, c.t + 5 * HOUR, { trigger: later.id, access: 'something else' });
      c.stage(e, { certified: 'met' });
      c.stage(later, { certified: 'met' });
    },
  ),
  kase('acknowledged by the actor', 'ack.by-actor; never by the event’s actor', (c) => {
    const { svc, owner } = c.owned();
    const e = c.event('role.granted', svc, { actor: owner, access: 'a' });
    c.tell(e, [owner, SECURITY_MAIL]);
    sound(c, e, owner);
    c.expect('ack.by-actor', e, 'unmet', undefined, 'high');
    c.stage(e, { acknowledged: 'unmet' });
  }),
  kase('acknowledged by the actor, then by security', 'acknowledged only by the actor', (c) => {
    const { svc, owner } = c.owned();
    const e = c.event('role.granted', svc, { actor: owner, access: 'a' });
    c.tell(e, [owner, SECURITY_MAIL]);
    c.ack(e, owner, c.minutes(10));
    sound(c, e);
    c.stage(e, { acknowledged: 'met' });
  }),
  kase('acknowledged by an outsider', 'ack.by-outsider: only by somebody whom the policy does not accept', (c) => {
    const { e, owner } = grant(c);
    c.tell(e, [owner, SECURITY_MAIL]);
    sound(c, e, c.person());
    c.expect('ack.by-outsider', e, 'unmet', undefined, 'medium');
  }),
  ...[0, 10].map((late) =>
    kase(`acknowledged ${late} s after 24 h`, 'ack.late: after the deadline', (c) => {
      const { e, owner } = grant(c);
      c.tell(e, [owner, SECURITY_MAIL]);
      c.ack(e, owner, c.t + DAY + late * SECOND);
      c.review(e.target, c.t + HOUR);
      if (late > 0) c.expect('ack.late', e, 'late', undefined, 'low');
      c.stage(e, { acknowledged: late > 0 ? 'late' : 'met' });
    }),
  ),
  kase('never acknowledged', 'ack.missing', (c) => {
    const { e, owner } = grant(c);
    c.tell(e, [owner, SECURITY_MAIL]);
    c.review(e.target, c.t + HOUR);
    c.expect('ack.missing', e, 'unmet', undefined, 'medium');
  }),
  ...['acknowledged', 'seen'].flatMap((status) =>
    [true, false].map((alone) =>
      kase(`${status}, ${alone ? 'one recipient' : 'two recipients'}`, 'a notice with status acknowledged or seen and exactly one recipient', (c) => {
        const { e, owner } = grant(c);
        c.tell(e, [SECURITY_MAIL]);
        c.tell(e, alone ? [owner] : [owner, c.person()], { status, statusAt: c.minutes(50) });
        c.review(e.target, c.t + HOUR);
        if (!alone) c.expect('ack.missing', e, 'unmet');
        c.stage(e, { acknowledged: alone ? 'met' : 'unmet' });
      }),
    ),
  ),
  kase('a row without approval and reason', 'record.incomplete: events.csv lacks approval or reason', (c) => {
    const { e, owner } = grant(c, {}, { approver: '', approved_at: '', reason: '' });
    c.tell(e, [owner, SECURITY_MAIL]);
    sound(c, e);
    c.expect('record.incomplete', e, undefined, ['approval', 'reason'], 'high');
  }),
  kase('a row without actor', 'record.incomplete: lacks actor; what the event lacks is not asked of the notice', (c) => {
    const { svc, owner } = c.owned();
    const e = c.event('role.granted', svc, { actor: '', access: 'a' });
    c.tell(e, [owner, SECURITY_MAIL]);
    sound(c, e);
    c.expect('record.incomplete', e, undefined, ['actor']);
  }),
  kase('scope ended, used afterwards', 'identity.outlives-scope: used after its scope ended', (c) => {
    const { svc, owner } = c.owned();
    const scope = c.id('SC');
    c.bundle.add('scopes', { scope, identity: svc, starts: iso(c.t - 99 * DAY), ends: iso(c.t) });
    c.tell({ id: scope, t: c.t, kind: 'scope.ended', actor: '', target: svc }, [owner]);
    c.review(svc, c.t + 3 * HOUR, { trigger: scope });
    c.use(svc, c.t + 5 * HOUR);
    c.expect('identity.outlives-scope', svc, undefined, undefined, 'high');
    c.stage(scope, { signalled: 'met', reached: 'met', acknowledged: 'not-required', certified: 'met' });
  }),
  kase('scope ended, nobody told', 'scope.ended: owner within 24 h, certify within 24 h', (c) => {
    const { svc } = c.owned();
    const scope = c.id('SC');
    c.bundle.add('scopes', { scope, identity: svc, starts: iso(c.t - 99 * DAY), ends: iso(c.t) });
    c.use(svc, c.t - 5 * HOUR);
    c.expect('notice.missing', scope, 'unmet', []);
    c.expect('cert.missing', scope, 'unmet');
  }),
  ...(['review both', 'review one', 'review none'] as const).map((how, n) =>
    kase(`a leaver with two identities: ${how}`, 'met where each identity was reviewed, partial where some were', (c) => {
      const leaver = c.person({ status: 'left', end: iso(c.t) });
      const [one, two] = [c.service(), c.service()];
      const other = c.person();
      for (const svc of [one, two]) {
        c.claim(svc, leaver);
        c.claim(svc, other);
      }
      c.tell({ id: leaver, t: c.t, kind: 'person.left', actor: '', target: leaver }, [other]);
      if (n < 2) c.review(one, c.t + 3 * HOUR);
      if (n < 1) c.review(two, c.t + 3 * HOUR);
      if (n > 0) c.expect('cert.missing', leaver, n === 1 ? 'partial' : 'unmet');
      c.stage(leaver, { signalled: 'met', reached: 'met', certified: ['met', 'partial', 'unmet'][n] ?? '' });
    }),
  ),
  kase('a leaver without identities', 'no such identity: not required', (c) => {
    c.person({ status: 'left', end: iso(c.t) });
  }),
  kase('a mover who was the only owner', 'where that is empty, security', (c) => {
    const mover = c.person({ moved_at: iso(c.t) });
    const svc = c.service();
    c.claim(svc, mover);
    c.tell({ id: mover, t: c.t, kind: 'person.moved', actor: '', target: mover }, [SECURITY_MAIL], { channel: 'ticket' });
    c.review(svc, c.t + 3 * HOUR);
    c.stage(mover, { signalled: 'met', reached: 'met', certified: 'met' });
  }),
  kase('an identity used without an owner', 'identity.orphaned: used with success, with no valid owner claim at the period’s end', (c) => {
    const svc = c.service();
    c.claim(svc, c.person(), { valid_to: iso(c.t - 20 * DAY) });
    c.use(svc, c.t);
    c.expect('identity.orphaned', svc, undefined, undefined, 'high');
  }),
  kase('an identity not used without an owner', 'used with success in the period', (c) => {
    const svc = c.service();
    c.claim(svc, c.person(), { valid_to: iso(c.t - 20 * DAY) });
    c.use(svc, c.t, { outcome: 'failure' });
  }),
  kase('platform is no security', 'each audience for itself', (c) => {
    const { e, owner } = grant(c);
    c.tell(e, [owner, member('platform')]);
    sound(c, e, owner);
    c.expect('route.audience-missing', e, 'partial', ['security']);
  }),
];
