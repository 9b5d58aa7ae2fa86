/** Alerts, their routing and what was done; rotation; emergency access. */
import { DAY, HOUR, iso, MINUTE, SECOND } from '../bundle.ts';
import { type Case, type Corner, type Happening, member, SECURITY, SECURITY_MAIL } from '../corner.ts';

const kase = (name: string, says: string, plant: (c: Corner) => void): Case => ({ name, says, plant });
export type Alert = Happening & { incident: string };
export interface Raised {
  readonly e: Alert;
  readonly svc: string;
  readonly owner: string;
}

export function raised(c: Corner, row: Record<string, string> = {}, identity: Record<string, string> = {}): Raised {
  const { svc, owner } = c.owned(identity);
  return { e: c.alert(svc, row), svc, owner };
}
export function told(c: Corner, e: Alert, to: readonly string[], by = to[0] ?? ''): void {
  c.tell(e, to, { channel: 'page' });
  c.ack(e, by, c.minutes(8));
}
export function closed(c: Corner, e: Alert): void {
  c.action(e, 'disable', c.minutes(30), SECURITY[0]);
  c.use(e.target, c.minutes(50), { outcome: 'failure' });
  c.review(e.target, c.t + 5 * HOUR);
}
/** The routing is the case's; everything else is sound. */
export const routed = (name: string, says: string, plant: (c: Corner, r: Raised) => void, row: Record<string, string> = {}): Case =>
  kase(name, says, (c) => {
    const r = raised(c, row);
    plant(c, r);
    closed(c, r.e);
  });
/** The containment is the case's; told, acknowledged and reviewed. */
export const contained = (
  name: string,
  says: string,
  plant: (c: Corner, r: Raised) => Record<string, string>,
  identity: Record<string, string> = {},
  row: Record<string, string> = {},
): Case =>
  kase(name, says, (c) => {
    const r = raised(c, row, identity);
    told(c, r.e, [r.owner]);
    c.review(r.svc, c.t + 5 * HOUR);
    c.stage(r.e, { signalled: 'met', reached: 'met', acknowledged: 'met', certified: 'met', ...plant(c, r) });
  });
const failedUse = (c: Corner, r: Raised, minutes = 50) => c.use(r.svc, c.minutes(minutes), { outcome: 'failure' });

export interface Grant {
  readonly e: Happening;
  readonly svc: string;
  readonly user: string;
}
export function opened(c: Corner, row: Record<string, string> = {}, telling = true): Grant {
  const { svc } = c.owned();
  const user = row.user ?? c.person();
  const approver = c.person();
  const id = c.id('BG');
  c.bundle.add('breakglass', {
    grant_id: id,
    identity: svc,
    user,
    opened_at: iso(c.t),
    expires_at: iso(c.t + 3 * HOUR),
    closed_at: iso(c.t + 2 * HOUR),
    approver,
    approved_at: iso(c.t - 5 * MINUTE),
    reason: 'outage',
    incident: c.id('INC'),
    ...row,
  });
  const e = { id, t: c.t, kind: 'breakglass.opened', actor: user, target: svc };
  if (telling) {
    c.tell(e, [row.approver || approver, SECURITY_MAIL, 'email:pam@corp.example'], { channel: 'page' });
    c.ack(e, SECURITY[0], c.minutes(12));
    c.review(svc, c.t + 9 * HOUR);
  }
  return { e, svc, user };
}
const NONE: Record<string, string> = {};

export const ACTED: readonly Case[] = [
  routed('an alert answered', 'every stage in time', (c, { e, owner }) => {
    told(c, e, [owner]);
    c.stage(e, { signalled: 'met', delivered: 'met', reached: 'met', acknowledged: 'met', acted: 'met', verified: 'met', certified: 'met' });
  }),
  routed('security is not asked at tier 2, the owner was not told', 'the current owner; security at tier 0 and 1', (c, { e }) => {
    told(c, e, [SECURITY_MAIL], SECURITY[0]);
    c.expect('route.wrong-party', e, 'unmet', [], 'high');
  }),
  kase('security is asked at tier 1', 'security at tier 0 and 1', (c) => {
    const { e, owner } = raised(c, { privilege_tier: '1' }, { privilege_tier: '1' });
    told(c, e, [owner]);
    closed(c, e);
    c.expect('route.audience-missing', e, 'partial', ['security'], 'critical');
  }),
  kase('an alert of medium severity', 'alert.raised, other: any, current owner, 24 h, and nothing more', (c) => {
    const { e, owner } = raised(c, { severity: 'medium' });
    c.tell(e, [owner], { channel: 'chat', at: c.t + 20 * HOUR });
    c.stage(e, { signalled: 'met', reached: 'met', acknowledged: 'not-required', acted: 'not-required', certified: 'not-required' });
  }),
  kase('nobody owns it, nobody is called', 'route.fail-open: no current owner, and no escalation to a security or platform party in time', (c) => {
    const svc = c.service();
    const former = c.claim(svc, c.person(), { valid_to: iso(c.t - 5 * DAY) });
    const e = c.alert(svc);
    told(c, e, [former]);
    closed(c, e);
    c.expect('route.fail-open', e, 'unmet', undefined, 'critical');
  }),
  ...['security', 'platform', 'iam'].map((team) =>
    kase(`nobody owns it, ${team} is called`, 'a fail-open is ended by security or platform', (c) => {
      const svc = c.service();
      const former = c.claim(svc, c.person(), { valid_to: iso(c.t - 5 * DAY) });
      const e = c.alert(svc);
      told(c, e, [former]);
      c.route(e, 'escalated', team, c.minutes(12), { party_type: 'team' });
      closed(c, e);
      if (team === 'iam') c.expect('route.fail-open', e, 'unmet', undefined, 'critical');
      else c.leave('owner.missing', e);
    }),
  ),
  kase('nobody owns it, security is called after 16 minutes', 'fail-closed escalation within 15 min', (c) => {
    const svc = c.service();
    const former = c.claim(svc, c.person(), { valid_to: iso(c.t - 5 * DAY) });
    const e = c.alert(svc);
    told(c, e, [former]);
    c.route(e, 'escalated', 'security', c.minutes(16), { party_type: 'team' });
    closed(c, e);
    c.expect('route.fail-open', e, undefined, undefined, 'critical');
  }),
  routed('assigned to a queue alone', 'route.generic-queue: assigned to a generic queue and to no named party in time', (c, { e }) => {
    c.tell(e, ['name:helpdesk'], { channel: 'ticket' });
    c.route(e, 'assigned', 'helpdesk', c.minutes(3), { party_type: 'queue' });
    c.expect('route.generic-queue', e, 'unmet', undefined, 'high');
  }),
  routed('assigned to a queue and to the owner', 'and to no named party in time', (c, { e, owner }) => {
    c.route(e, 'assigned', 'helpdesk', c.minutes(3), { party_type: 'queue' });
    c.route(e, 'assigned', owner, c.minutes(6));
    told(c, e, [owner]);
  }),
  ...(
    [
      ['under different keys', 5, 'two', true],
      ['under one key', 5, 'one', false],
      ['31 minutes apart', 36, 'two', false],
    ] as const
  ).map(([name, minutes, key, fires]) =>
    routed(
      `two teams paged ${name}`,
      'route.duplicate: two or more teams paged for one event under different keys within the window (30 min)',
      (c, { e, owner }) => {
        told(c, e, [owner]);
        c.route(e, 'paged', 'platform', c.minutes(5), { party_type: 'team', key: `one-${c.tag}` });
        c.route(e, 'paged', 'iam', c.minutes(minutes), { party_type: 'team', key: `${key}-${c.tag}` });
        if (fires) c.expect('route.duplicate', e, undefined, undefined, 'medium');
      },
    ),
  ),
  routed('one team paged twice under different keys', 'two or more teams', (c, { e, owner }) => {
    told(c, e, [owner]);
    c.route(e, 'paged', 'platform', c.minutes(5), { party_type: 'team', key: `one-${c.tag}` });
    c.route(e, 'paged', 'platform', c.minutes(6), { party_type: 'team', key: `two-${c.tag}` });
  }),
  routed('nobody decided the assignment', 'route.unlogged: no record of who or what decided it', (c, { e, owner }) => {
    told(c, e, [owner]);
    c.route(e, 'assigned', owner, c.minutes(1), { decided_by: '' });
    c.expect('route.unlogged', e, undefined, undefined, 'medium');
  }),
  routed('nobody decided the escalation', 'an assigned or paged step', (c, { e, owner }) => {
    told(c, e, [owner]);
    c.route(e, 'escalated', owner, c.minutes(1), { decided_by: '' });
  }),
  kase('an alert without context', 'route.context-poor: missing names it', (c) => {
    const { e, owner } = raised(c, { service: '', application: '', environment: '', privilege_tier: '', last_rotation: '' }, { privilege_tier: '' });
    told(c, e, [owner]);
    closed(c, e);
    c.expect('route.context-poor', e, undefined, ['service', 'environment', 'privilege_tier', 'last_rotation'], 'medium');
  }),
  routed('an application and no service', 'service or application', (c, { e, owner }) => told(c, e, [owner]), { service: '' }),
  contained('not acted upon', 'action.missing: no action, no ticket, no exception', (c, { e }) => {
    c.expect('action.missing', e, 'unmet', undefined, 'high');
    return { acted: 'unmet', verified: 'not-reached' };
  }),
  ...(
    [
      ['high', HOUR, false],
      ['high', HOUR + 10 * SECOND, true],
      ['confirmed', 2 * HOUR, true],
      ['medium', 20 * HOUR, false],
      ['low', 25 * HOUR, true],
    ] as const
  ).map(([confidence, after, late]) =>
    contained(
      `acted after ${after / MINUTE} min at ${confidence}`,
      '1 h where confidence is confirmed or high, else 24 h; action.late',
      (c, r) => {
        c.action(r.e, 'disable', c.t + after, SECURITY[0]);
        c.use(r.svc, c.t + after + 20 * MINUTE, { outcome: 'failure' });
        if (late) c.expect('action.late', r.e, 'late', undefined, 'medium');
        return { acted: late ? 'late' : 'met', verified: 'met' };
      },
      {},
      { confidence },
    ),
  ),
  contained('by a bystander', 'action.unauthorised: taken by a party without authority', (c, r) => {
    c.action(r.e, 'disable', c.minutes(30), c.person(), { approver: c.person() });
    failedUse(c, r);
    c.expect('action.unauthorised', r.e, undefined, undefined, 'high');
    return NONE;
  }),
  contained(
    'by a bystander, approved by the owner',
    'an action that names an approver with role owner and approved_at not after its time',
    (c, r) => {
      c.action(r.e, 'disable', c.minutes(30), c.person(), { approver: r.owner, approved_at: iso(c.minutes(30)) });
      failedUse(c, r);
      return { acted: 'met', verified: 'met' };
    },
  ),
  contained('by a bystander, approved by the owner afterwards', 'approved_at not after its time', (c, r) => {
    c.action(r.e, 'disable', c.minutes(30), c.person(), { approver: r.owner, approved_at: iso(c.minutes(45)) });
    failedUse(c, r);
    c.expect('action.unauthorised', r.e);
    return NONE;
  }),
  ...['owner', 'platform', 'pam', 'iam'].map((by) =>
    contained(`by ${by}`, 'authority: a member of the accountable set; a party that the policy lists for escalation', (c, r) => {
      c.action(r.e, 'quarantine', c.minutes(30), by === 'owner' ? r.owner : member(by));
      failedUse(c, r);
      return { acted: 'met', verified: 'met' };
    }),
  ),
  contained('sessions of a service account ended', 'action.mismatched: the actions do not fit the identity’s kind', (c, r) => {
    c.action(r.e, 'end-sessions', c.minutes(30), SECURITY[0]);
    c.expect('action.mismatched', r.e, 'unmet', undefined, 'high');
    return { acted: 'unmet', verified: 'not-reached' };
  }),
  contained('a ticket', 'action.ticket-only: a ticket, and no action on the identity', (c, r) => {
    c.action(r.e, 'ticket', c.minutes(30), SECURITY[0], { reason: 'look into it' });
    c.expect('action.ticket-only', r.e, 'unmet', undefined, 'medium');
    return { acted: 'unmet', verified: 'not-reached' };
  }),
  contained('an exception in time', 'exception: a ticket with the word exception, an approver, approved_at within the window', (c, r) => {
    c.action(r.e, 'ticket', c.minutes(30), SECURITY[0], { reason: 'Exception for the release', approver: r.owner, approved_at: iso(c.minutes(40)) });
    return { acted: 'met' };
  }),
  contained('an exception approved too late', 'approved_at within the window', (c, r) => {
    c.action(r.e, 'ticket', c.minutes(30), SECURITY[0], { reason: 'Exception for the release', approver: r.owner, approved_at: iso(c.minutes(70)) });
    c.expect('action.ticket-only', r.e, 'unmet');
    return { acted: 'unmet' };
  }),
  contained('an exceptional ticket', 'the word exception', (c, r) => {
    c.action(r.e, 'ticket', c.minutes(30), SECURITY[0], { reason: 'Exceptional load', approver: r.owner, approved_at: iso(c.minutes(40)) });
    c.expect('action.ticket-only', r.e, 'unmet');
    return { acted: 'unmet' };
  }),
  contained('no incident on the action', 'record.uncorrelated: an action carries no id that ties it to an incident', (c, r) => {
    c.action(r.e, 'disable', c.minutes(30), SECURITY[0]);
    failedUse(c, r);
    const loose = c.action(r.e, 'rotate', c.minutes(31), SECURITY[0], { incident: '' });
    c.expect('record.uncorrelated', r.e, undefined, undefined, 'medium');
    void loose;
    return { acted: 'met' };
  }),
  contained('no approval on the action', 'record.incomplete: a row that has the columns (actions) lacks approval or reason', (c, r) => {
    c.action(r.e, 'disable', c.minutes(30), SECURITY[0], { approver: '', approved_at: '', reason: '' });
    failedUse(c, r);
    c.expect('record.incomplete', r.e, undefined, ['approval', 'reason']);
    return { acted: 'met' };
  }),
  contained('no evidence that it held', 'verify.missing; silence alone is not evidence that it held', (c, r) => {
    c.action(r.e, 'disable', c.minutes(30), SECURITY[0]);
    c.expect('verify.missing', r.e, 'unmet', undefined, 'high');
    return { acted: 'met', verified: 'unmet' };
  }),
  contained('evidence after its window', 'evidence that an action held, seen after its window, is late and no finding', (c, r) => {
    c.action(r.e, 'disable', c.minutes(30), SECURITY[0]);
    failedUse(c, r, 95);
    return { acted: 'met', verified: 'late' };
  }),
  contained('evidence before the action', 'a failed use after the action', (c, r) => {
    c.action(r.e, 'disable', c.minutes(30), SECURITY[0]);
    failedUse(c, r, 25);
    c.expect('verify.missing', r.e, 'unmet');
    return { verified: 'unmet' };
  }),
  contained('used after it was disabled', 'verify.ineffective: a successful use after it was disabled', (c, r) => {
    c.action(r.e, 'disable', c.minutes(30), SECURITY[0]);
    failedUse(c, r);
    c.use(r.svc, c.minutes(200));
    c.expect('verify.ineffective', r.e, 'unmet', undefined, 'critical');
    return { acted: 'met' };
  }),
  contained('used before it was disabled', 'a successful use after it was disabled', (c, r) => {
    c.use(r.svc, c.minutes(25));
    c.action(r.e, 'disable', c.minutes(30), SECURITY[0]);
    failedUse(c, r);
    return { acted: 'met', verified: 'met' };
  }),
  contained('the use cannot be ordered', 'record.order-unsafe: the order is within clock uncertainty; it fires in place of that finding', (c, r) => {
    c.action(r.e, 'disable', c.minutes(30), SECURITY[0]);
    c.use(r.svc, c.minutes(30) + 2 * SECOND);
    failedUse(c, r);
    c.expect('record.order-unsafe', r.e, undefined, undefined, 'medium');
    return { acted: 'met' };
  }),
  ...[true, false].map((explained) =>
    contained(
      `enabled again ${explained ? 'with' : 'without'} approval and reason`,
      'verify.reenabled-unexplained: without approval or reason',
      (c, r) => {
        c.action(r.e, 'disable', c.minutes(30), SECURITY[0]);
        failedUse(c, r);
        c.action(r.e, 'enable', c.t + 4 * HOUR, SECURITY[0], explained ? { approver: r.owner } : { approver: '', approved_at: '', reason: '' });
        if (!explained) {
          c.expect('verify.reenabled-unexplained', r.e, undefined, undefined, 'high');
          c.expect('record.incomplete', r.e, undefined, ['approval', 'reason']);
        }
        return { acted: 'met' };
      },
    ),
  ),
  contained('verified by a ticket alone', 'a tied ticket with a phrase of kind verified (then also record.mutable-proof)', (c, r) => {
    c.action(r.e, 'disable', c.minutes(30), SECURITY[0]);
    c.tell(r.e, ['name:helpdesk'], { channel: 'ticket', at: c.minutes(60), subject: 'Done', body: 'Revocation confirmed.' });
    c.expect('record.mutable-proof', r.e, undefined, undefined, 'medium');
    return { acted: 'met', verified: 'met' };
  }),
  ...[true, false].map((both) =>
    kase(
      `a credential revoked in ${both ? 'both places' : 'one of two places'}`,
      'action.partial: every fitting action has a scope, and another consumer is known that none names',
      (c) => {
        const svc = c.service();
        const owner = c.claim(svc, c.person());
        const key = `aws-access-key:AKIA${c.tag.toUpperCase()}QQQQQQ`;
        c.bundle.add('identities', { identity: key, kind: 'credential', holder: svc, environment: 'prod|stage', privilege_tier: '2' });
        const e = c.alert(key);
        told(c, e, [owner]);
        c.action(e, 'revoke', c.minutes(30), owner, { scope: 'prod' });
        if (both) c.action(e, 'revoke', c.minutes(33), owner, { scope: 'stage' });
        else c.expect('action.partial', e, 'partial', undefined, 'high');
        c.use(key, c.minutes(50), { outcome: 'failure' });
        c.review(key, c.t + 5 * HOUR);
        c.stage(e, { acted: both ? 'met' : 'partial', certified: 'met' });
      },
    ),
  ),
  ...(['signs in', 'does not', 'has a ticket'] as const).map((how) =>
    kase(`a key is rotated and its holder ${how}`, 'credential.rotated: the holder authenticates again within 1 h, or a ticket says why not', (c) => {
      const { svc, owner } = c.owned();
      const key = `aws-access-key:AKIA${c.tag.toUpperCase()}RRRRRR`;
      c.bundle.add('identities', { identity: key, kind: 'credential', holder: svc, privilege_tier: '2' });
      const e = c.event('credential.rotated', key);
      c.tell(e, [owner]);
      c.ack(e, owner, c.minutes(40));
      c.review(key, c.t + 3 * DAY);
      if (how === 'signs in') c.use(svc, c.minutes(25));
      if (how === 'does not') c.expect('verify.no-reauthentication', e, 'unmet', undefined, 'medium');
      if (how === 'has a ticket') {
        c.tell(e, [owner], { channel: 'ticket', at: c.minutes(35), body: `Holder ${svc.slice(9)} is parked, verified: no sign-in is due.` });
        c.expect('record.mutable-proof', e);
      }
      c.stage(e, { reached: 'met', acknowledged: 'met', verified: how === 'does not' ? 'unmet' : 'met', certified: 'met' });
    }),
  ),
  ...['created', 'rotated', 'disabled', 'deleted'].map((what) =>
    kase(`credential.${what} of which nobody is told`, 'credential.* of a non-human identity: owner, 15 min; created and rotated: certify', (c) => {
      const { svc } = c.owned();
      const key = `aws-access-key:AKIA${c.tag.toUpperCase()}SSSSSS`;
      c.bundle.add('identities', { identity: key, kind: 'credential', holder: svc, privilege_tier: '2' });
      const e = c.event(`credential.${what}`, key);
      c.expect('notice.missing', e, 'unmet', []);
      if (what === 'created' || what === 'rotated') c.expect('cert.missing', e, 'unmet');
      if (what === 'rotated') c.expect('verify.no-reauthentication', e, 'unmet');
    }),
  ),
  kase('a key of a person', 'credential.* of a non-human identity', (c) => {
    const key = `aws-access-key:AKIA${c.tag.toUpperCase()}TTTTTT`;
    c.bundle.add('identities', { identity: key, kind: 'credential', holder: c.person() });
    const e = c.event('credential.created', key);
    c.stage(e, { signalled: 'not-required', certified: 'not-required' });
  }),
  kase('emergency access, sound', 'closed within 4 h; silence over covered iam-audit and signin is evidence', (c) => {
    const { e, svc } = opened(c);
    c.use(svc, c.minutes(60));
    c.stage(e, { signalled: 'met', reached: 'met', acknowledged: 'met', acted: 'met', verified: 'met', certified: 'met' });
  }),
  kase('emergency access, nobody told', 'breakglass.opened: security and the approver; page, siem', (c) => {
    const { e } = opened(c, {}, false);
    c.expect('notice.missing', e, 'unmet', ['approver', 'security']);
    c.expect('cert.missing', e, 'unmet');
  }),
  kase('closed late', 'closed late is action.late', (c) => {
    const { e } = opened(c, { expires_at: iso(c.t + 6 * HOUR), closed_at: iso(c.t + 4 * HOUR + 10 * SECOND) });
    c.expect('action.late', e, 'late');
    c.stage(e, { acted: 'late' });
  }),
  kase('closed after exactly four hours', 'closed within 4 h; the deadline itself is in time', (c) => {
    c.stage(opened(c, { expires_at: iso(c.t + 6 * HOUR), closed_at: iso(c.t + 4 * HOUR) }).e, { acted: 'met', verified: 'met' });
  }),
  kase('never closed', 'never closed action.missing', (c) => {
    const { e } = opened(c, { closed_at: '' });
    c.expect('action.missing', e, 'unmet');
    c.stage(e, { acted: 'unmet', verified: 'not-reached' });
  }),
  kase('without an expiry', 'breakglass.unbounded: opened without an expiry', (c) =>
    c.expect('breakglass.unbounded', opened(c, { expires_at: '' }).e, undefined, undefined, 'high'),
  ),
  kase('used after the close', 'use after the close or the expiry is breakglass.overrun only', (c) => {
    const { e, svc } = opened(c);
    c.use(svc, c.minutes(140));
    c.expect('breakglass.overrun', e, undefined, undefined, 'critical');
  }),
  kase('used after the expiry', 'used after its expiry or its close', (c) => {
    const { e, svc } = opened(c, { expires_at: iso(c.t + HOUR) });
    c.use(svc, c.minutes(90));
    c.expect('breakglass.overrun', e);
  }),
  kase('no approver', 'breakglass.unapproved: the approver is missing', (c) => {
    const { e } = opened(c, { approver: '', approved_at: '' });
    c.expect('breakglass.unapproved', e, undefined, undefined, 'high');
    c.expect('record.incomplete', e, undefined, ['approval']);
  }),
  kase('approved afterwards', 'or approved after it was opened', (c) =>
    c.expect('breakglass.unapproved', opened(c, { approved_at: iso(c.minutes(5)) }).e),
  ),
  kase('approved at the opening', 'after it was opened', (c) => void opened(c, { approved_at: iso(c.t) })),
  kase('approved by the user', 'the approver is the user', (c) => {
    const user = c.person();
    c.expect('breakglass.unapproved', opened(c, { user, approver: user }).e);
  }),
];
