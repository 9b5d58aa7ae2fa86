/** The System Log of Okta: each kind of KINDS.md, and what only looks like it. */
import { iso, type Time } from '../bundle.ts';
import type { Case } from '../corner.ts';
import { type Act, BOTH, digits, guid, kase, lines, logOf, quiet } from './kit.ts';

const uid = (name: string): string => `00u${digits(name).slice(0, 17)}`;
const user = (name: string) => ({ id: uid(name), type: 'User', alternateId: `${name}@ship.example`, displayName: name, detailEntry: null });
const thing = (type: string, name: string, detailEntry: unknown = null) => ({
  id: `0xx${digits(name).slice(0, 17)}`,
  type,
  alternateId: 'unknown',
  displayName: name,
  detailEntry,
});
const of = (name: string): string => `okta-user:${uid(name)}`;

interface Call {
  readonly type: string;
  readonly actor: string;
  readonly target: readonly unknown[] | null;
  readonly outcome?: string;
  readonly reason?: string;
}
const entry = (x: Call) => (uuid: string, at: Time) => ({
  actor: user(x.actor),
  client: {
    userAgent: { rawUserAgent: 'Mozilla/5.0', os: 'Mac OS X', browser: 'CHROME' },
    zone: 'null',
    device: 'Computer',
    id: null,
    ipAddress: '203.0.113.14',
    geographicalContext: { country: 'Germany' },
  },
  device: null,
  authenticationContext: {
    authenticationProvider: null,
    credentialProvider: null,
    credentialType: null,
    issuer: null,
    interface: null,
    authenticationStep: 0,
    externalSessionId: 'unknown',
  },
  displayMessage: x.type,
  eventType: x.type,
  outcome: { result: x.outcome ?? 'SUCCESS', reason: x.reason ?? null },
  published: iso(at),
  securityContext: { asNumber: null, asOrg: null, isp: null, domain: null, isProxy: null },
  severity: 'INFO',
  debugContext: { debugData: { requestId: `r${uuid}`, requestUri: '/api/v1/x' } },
  legacyEventType: 'x',
  transaction: { type: 'WEB', id: guid(`t${uuid}`), detail: {} },
  uuid,
  version: '0',
  request: { ipChain: [] },
  target: x.target,
});

const acts = (tag: string): Act[] => {
  let n = 0;
  const boss = `boss-${tag}`;
  const who = (): string => {
    n += 1;
    return `o${n}-${tag}`;
  };
  const on = (kind: string, type: string, more: readonly unknown[] = [], outcome?: string): Act => {
    const name = who();
    return {
      kind,
      actor: of(boss),
      target: of(name),
      ...(outcome === undefined ? {} : { outcome: 'failure' }),
      record: entry({ type, actor: boss, target: [user(name), ...more], ...(outcome === undefined ? {} : { outcome }) }),
    };
  };
  const own = (kind: string, type: string, outcome = 'SUCCESS', reason?: string): Act => {
    const name = who();
    return {
      kind,
      actor: of(name),
      target: of(name),
      outcome: outcome === 'SUCCESS' ? 'success' : 'failure',
      record: entry({ type, actor: name, target: [user(name)], outcome, ...(reason === undefined ? {} : { reason }) }),
    };
  };
  const about = (kind: string, type: string, target: unknown, more: Partial<Act> = {}): Act => ({
    kind,
    actor: of(boss),
    ...more,
    record: entry({ type, actor: boss, target: [target] }),
  });
  const token = who();
  return [
    on('account.created', 'user.lifecycle.create'),
    about('account.created', 'app.oauth2.client.lifecycle.create', thing('PublicClientApp', `client-${tag}`)),
    on('account.disabled', 'user.lifecycle.deactivate'),
    on('account.disabled', 'user.lifecycle.suspend'),
    on('account.enabled', 'user.lifecycle.activate'),
    on('account.enabled', 'user.lifecycle.reactivate'),
    on('account.enabled', 'user.lifecycle.unsuspend'),
    on('account.deleted', 'user.lifecycle.delete.completed'),
    on('account.unlocked', 'user.account.unlock'),
    on('password.reset', 'user.account.reset_password'),
    own('password.changed', 'user.account.update_password'),
    own('mfa.enrolled', 'user.mfa.factor.activate'),
    on('mfa.removed', 'user.mfa.factor.deactivate'),
    on('mfa.reset', 'user.mfa.factor.reset_all'),
    own('session.started', 'user.session.start'),
    own('session.failed', 'user.session.start', 'FAILURE', 'INVALID_CREDENTIALS'),
    own('session.ended', 'user.session.end'),
    on('session.revoked', 'user.session.clear'),
    on('role.granted', 'user.account.privilege.grant', [thing('ROLE', 'Super administrator')]),
    on('role.granted', 'application.user_membership.add', [thing('AppUser', `au-${tag}`), thing('AppInstance', `Quay ${tag}`)]),
    on('role.revoked', 'user.account.privilege.revoke', [thing('ROLE', 'Super administrator')]),
    on('role.revoked', 'application.user_membership.remove', [thing('AppUser', `au-${tag}`), thing('AppInstance', `Quay ${tag}`)]),
    on('group.added', 'group.user_membership.add', [thing('UserGroup', 'Crew')]),
    on('group.removed', 'group.user_membership.remove', [thing('UserGroup', 'Crew')]),
    about('credential.created', 'system.api_token.create', thing('Token', `token-${tag}`), { is: 'credential' }),
    about('credential.created', 'app.oauth2.credentials.lifecycle.create', thing('PublicClientAppKey', `secret-${tag}`), { is: 'credential' }),
    about('credential.disabled', 'system.api_token.revoke', thing('Token', `old-${tag}`), { is: 'credential' }),
    about('credential.disabled', 'app.oauth2.credentials.lifecycle.deactivate', thing('PublicClientAppKey', `gone-${tag}`), { is: 'credential' }),
    {
      kind: 'consent.granted',
      actor: of(token),
      record: entry({ type: 'app.oauth2.as.consent.grant', actor: token, target: [thing('AppInstance', `Pier ${tag}`)] }),
    },
    own('device.enrolled', 'device.enrollment.create'),
    about('permission.changed', 'policy.lifecycle.update', thing('PolicyEntity', `Sign-on ${tag}`)),
    about('permission.changed', 'policy.rule.deactivate', thing('PolicyRule', `MFA rule ${tag}`)),
    about('federation.changed', 'system.idp.lifecycle.create', thing('IdentityProvider', `IdP ${tag}`)),
    // The close negatives.
    on('password.reset', 'user.account.reset_password', [], 'FAILURE'),
    own('other', 'user.authentication.sso'),
    own('other', 'user.authentication.auth_via_mfa'),
    own('other', 'user.mfa.factor.update'),
    on('other', 'user.lifecycle.delete.initiated'),
    on('other', 'user.account.update_profile'),
    about('other', 'group.lifecycle.create', thing('UserGroup', `New ${tag}`)),
    about('other', 'system.org.rate_limit.warning', null),
  ].map((a) => (a.kind === 'other' ? { ...a, target: undefined } : a));
};
export const OKTA: readonly Case[] = [
  kase('Okta: each kind that the System Log says', 'KINDS: Okta System Log (eventType)', (c) => {
    quiet(c);
    logOf(
      c,
      {
        file: 'okta/log.json',
        type: 'okta-system-log',
        system: 'okta',
        channels: BOTH,
        write: c.tag.length % 2 === 0 ? lines : (r) => JSON.stringify(r),
      },
      acts(c.tag),
    );
  }),
];
