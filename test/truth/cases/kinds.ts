/** Alerts by the kind of identity that they are about, what fits each, and ties and reviews of the rarer sorts. */
import { DAY, HOUR, iso, MINUTE } from '../bundle.ts';
import { bare, type Case, type Corner, type Happening, member, SECURITY, SECURITY_MAIL } from '../corner.ts';

const kase = (name: string, says: string, plant: (c: Corner) => void): Case => ({ name, says, plant });
type Alert = Happening & { incident: string };

function page(c: Corner, e: Alert, to: readonly string[], by: string): void {
  c.tell(e, to, { channel: 'page' });
  c.ack(e, by, c.minutes(8));
}
/** Evidence that it held, and the review. */
function after(c: Corner, e: Alert): void {
  c.use(e.target, c.minutes(50), { outcome: 'failure' });
  c.review(e.target, c.t + 5 * HOUR);
}
const ALL = { signalled: 'met', delivered: 'met', reached: 'met', acknowledged: 'met', acted: 'met', verified: 'met', certified: 'met' };

/** An owned identity of this kind, alerted on; the action is the case's. */
const fitting = (kind: string, actions: readonly string[], fits: boolean): Case =>
  kase(`${kind}: ${actions.join(' and ')}`, `actions that fit ${kind}`, (c) => {
    const { svc, owner } = c.owned({ kind });
    const e = c.alert(svc);
    // An external integration's owner is asked for beside the current owner.
    if (kind === 'external-integration') c.claim(svc, owner, { role: 'integration-owner' });
    page(c, e, [owner], owner);
    for (const [n, action] of actions.entries()) c.action(e, action, c.minutes(30 + n), SECURITY[0]);
    c.review(svc, c.t + 5 * HOUR);
    if (fits) c.use(svc, c.minutes(50), { outcome: 'failure' });
    else c.expect('action.mismatched', e, 'unmet', undefined, 'high');
    c.stage(e, fits ? ALL : { ...ALL, acted: 'unmet', verified: 'not-reached' });
  });

/** One of the audiences of the alert row, untold. */
const untold = (name: string, says: string, missing: string, plant: (c: Corner) => { e: Alert; owner: string }): Case =>
  kase(name, says, (c) => {
    const { e, owner } = plant(c);
    page(c, e, [owner, SECURITY_MAIL], owner);
    c.action(e, 'revoke', c.minutes(30), SECURITY[0]);
    after(c, e);
    c.expect('route.audience-missing', e, 'partial', [missing]);
    c.stage(e, { signalled: 'met', reached: 'partial', acknowledged: 'met', acted: 'met' });
  });

export const BY_KIND: readonly Case[] = [
  ...['disable', 'quarantine'].map((a) => fitting('workload', [a], true)),
  // What suspends a workload leaves its credential valid or not; the specification does not say.
  fitting('workload', ['end-sessions'], false),
  fitting('agent', ['suspend'], true),
  fitting('agent', ['revoke'], true),
  fitting('agent', ['step-up'], false),
  fitting('external-integration', ['revoke'], true),
  fitting('external-integration', ['disable'], true),
  fitting('external-integration', ['reset'], false),
  fitting('human', ['disable'], true),
  fitting('human', ['end-sessions'], true),
  untold('the integration’s owner', 'the integration’s owner for an external integration', 'integration-owner', (c) => {
    const { svc, owner } = c.owned({ kind: 'external-integration' });
    c.claim(svc, c.person(), { role: 'integration-owner' });
    return { e: c.alert(svc), owner };
  }),
  untold('the integration’s owner by the policy', 'integration-owner → platform, where no claim names one', 'integration-owner', (c) => {
    const { svc, owner } = c.owned({ kind: 'external-integration' });
    return { e: c.alert(svc), owner };
  }),
  untold('the secrets owner', 'the secrets owner for a credential at tier 0', 'secrets-owner', (c) => {
    const { svc, owner } = c.owned({ privilege_tier: '0' });
    const key = `aws-access-key:AKIA${c.tag.toUpperCase()}VVVVVV`;
    c.bundle.add('identities', { identity: key, kind: 'credential', holder: svc, privilege_tier: '0' });
    c.claim(key, c.person(), { role: 'secrets-owner' });
    return { e: c.alert(key, { privilege_tier: '0' }), owner };
  }),
  untold('the owner of the spawning system', 'the owner of the spawning system for an agent', 'spawner-owner', (c) => {
    const { svc, owner } = c.owned({ kind: 'agent' });
    const spawner = c.owned().svc;
    return { e: c.alert(svc, { spawned_by: spawner }), owner };
  }),
  kase('a service account is rotated and signs in again', 'held: for a rotation, a successful authentication by the holder', (c) => {
    const { svc, owner } = c.owned();
    const e = c.alert(svc);
    page(c, e, [owner], owner);
    c.action(e, 'rotate', c.minutes(30), owner);
    c.use(svc, c.minutes(50));
    c.review(svc, c.t + 5 * HOUR);
    c.stage(e, ALL);
  }),
  kase(
    'a service account is rotated and never seen again',
    'verify.no-reauthentication: the holder did not authenticate again in the window, and no ticket says why',
    (c) => {
      const { svc, owner } = c.owned();
      const e = c.alert(svc);
      page(c, e, [owner], owner);
      c.action(e, 'rotate', c.minutes(30), owner);
      c.review(svc, c.t + 5 * HOUR);
      c.expect('verify.no-reauthentication', e, 'unmet', undefined, 'medium');
      c.stage(e, { acted: 'met', verified: 'unmet' });
    },
  ),
  ...[true, false].map((everywhere) =>
    kase(
      `a shared account rotated ${everywhere ? 'everywhere' : 'in one place'}`,
      'action.partial: every fitting action on a shared account has a scope, and another consumer is known',
      (c) => {
        const { svc, owner } = c.owned({ kind: 'shared-account', environment: 'prod|stage' });
        const e = c.alert(svc);
        page(c, e, [owner], owner);
        const scope = everywhere ? {} : { scope: 'prod' };
        c.action(e, 'rotate', c.minutes(30), owner, scope);
        c.action(e, 'end-sessions', c.minutes(31), owner, scope);
        after(c, e);
        if (!everywhere) c.expect('action.partial', e, 'partial', undefined, 'high');
        c.leave('verify.no-reauthentication', e);
        c.leave('verify.missing', e);
        c.stage(e, { acted: everywhere ? 'met' : 'partial' });
      },
    ),
  ),
  kase('told by name a day too late', 'strong: for late, up to the end of the period or the next event of the same target and kind', (c) => {
    const who = c.person();
    const e = c.event('password.reset', who);
    c.tell(e, [who, SECURITY_MAIL], { related: '', at: c.t + DAY });
    c.expect('notice.late', e, 'late', ['person', 'security']);
    c.expect('ack.missing', e, 'unmet');
  }),
  kase('told by name of the second of two', 'or the next event of the same target and kind', (c) => {
    const who = c.person();
    const first = c.event('password.reset', who);
    const second = c.event('password.reset', who, { actor: first.actor }, c.t + 5 * HOUR);
    c.tell(second, [who, SECURITY_MAIL], { related: '' });
    c.ack(second, SECURITY[0], second.t + 20 * MINUTE);
    c.expect('notice.missing', first, 'unmet', ['person', 'security']);
    c.stage(second, { signalled: 'met', reached: 'met', acknowledged: 'met' });
  }),
  kase('an account without a holder', 'the person is the holder of the account; for an account without one, its owner', (c) => {
    const { svc, owner } = c.owned();
    const e = c.event('password.reset', svc);
    c.tell(e, [owner, SECURITY_MAIL]);
    c.ack(e, SECURITY[0], c.minutes(30));
    c.stage(e, { signalled: 'met', reached: 'met', acknowledged: 'met' });
  }),
  kase('the owner of the holder of a key', 'else on its holder (for a credential)', (c) => {
    const { svc, owner } = c.owned();
    const key = `aws-access-key:AKIA${c.tag.toUpperCase()}WWWWWW`;
    c.bundle.add('identities', { identity: key, kind: 'credential', holder: svc, privilege_tier: '2' });
    const e = c.event('credential.disabled', key);
    c.tell(e, [owner]);
    c.ack(e, owner, c.minutes(30));
    c.stage(e, { signalled: 'met', reached: 'met', acknowledged: 'met', verified: 'not-required', certified: 'not-required' });
  }),
  kase('the key itself has an owner', 'the claims on the identity, else on its holder', (c) => {
    const { svc, owner } = c.owned();
    const key = `aws-access-key:AKIA${c.tag.toUpperCase()}XXXXXX`;
    c.bundle.add('identities', { identity: key, kind: 'credential', holder: svc, privilege_tier: '2' });
    c.claim(key, c.person());
    const e = c.event('credential.disabled', key);
    c.tell(e, [owner]);
    c.ack(e, owner, c.minutes(30));
    c.expect('route.wrong-party', e, 'unmet', []);
  }),
  kase('disabled in the audit log in answer to the alert', 'a finding belongs to the alert where an action answers one (a shared incident)', (c) => {
    const { svc, owner } = c.owned();
    const e = c.alert(svc);
    page(c, e, [owner], owner);
    c.event('account.disabled', svc, { actor: SECURITY[0], incident: e.incident }, c.minutes(20));
    after(c, e);
    c.stage(e, ALL);
  }),
  kase('used after it was disabled in the audit log', 'verify.ineffective is judged wherever the records are there', (c) => {
    const { svc } = c.owned();
    const e = c.event('account.disabled', svc);
    c.use(svc, c.t + 3 * HOUR);
    c.expect('verify.ineffective', e, undefined, undefined, 'critical');
  }),
  kase('an acknowledgement by another team', 'acknowledged by any member of any audience; an outsider is none', (c) => {
    const { svc, owner } = c.owned();
    const e = c.alert(svc);
    page(c, e, [owner], member('iam'));
    c.action(e, 'disable', c.minutes(30), SECURITY[0]);
    after(c, e);
    c.expect('ack.by-outsider', e, 'unmet');
  }),
  kase('the decision to revoke, nothing done and nothing used', 'cert.unenforced: the access was still there 24 h later', (c) => {
    const { svc, owner } = c.owned();
    const e = c.event('role.granted', svc, { access: `role-${c.tag}` });
    c.tell(e, [owner, SECURITY_MAIL]);
    c.ack(e, owner, c.minutes(30));
    c.review(svc, c.t + HOUR, { decision: 'revoke', applied_at: '', trigger: e.id, access: `role-${c.tag}` });
    c.expect('cert.unenforced', e, undefined, undefined, 'high');
  }),
  kase('a break-glass grant with the approver untold', 'security and the approver', (c) => {
    const { svc } = c.owned();
    const [user, approver] = [c.person(), c.person()];
    const id = c.id('BG');
    const row = { grant_id: id, identity: svc, user, approver, approved_at: iso(c.t - MINUTE), reason: 'outage', incident: c.id('INC') };
    c.bundle.add('breakglass', { ...row, opened_at: iso(c.t), expires_at: iso(c.t + 2 * HOUR), closed_at: iso(c.t + HOUR) });
    const e = { id, t: c.t, kind: 'breakglass.opened', actor: user, target: svc };
    c.tell(e, [SECURITY_MAIL], { channel: 'siem', body: `At ${iso(c.t)} ${bare(user)} opened break-glass on ${bare(svc)}.` });
    c.ack(e, SECURITY[1], c.minutes(20));
    c.review(svc, c.t + 20 * HOUR);
    c.expect('route.audience-missing', e, 'partial', ['approver']);
  }),
];
