/** Which kind of event the name of an operation speaks of: a verb and the thing that it is done to, in English and some German. */
import type { EventKind } from '../../model/vocabulary.ts';
import { wordsOf } from './columns.ts';

type Verb =
  | 'create'
  | 'delete'
  | 'disable'
  | 'enable'
  | 'reset'
  | 'change'
  | 'grant'
  | 'revoke'
  | 'rotate'
  | 'read'
  | 'start'
  | 'end'
  | 'fail'
  | 'lock'
  | 'unlock'
  | 'open'
  | 'close';
const VERBS: readonly (readonly [Verb, readonly string[]])[] = [
  [
    'fail',
    [
      'fehlgeschlagen',
      'fehler',
      'gescheitert',
      'abgelehnt',
      'verweigert',
      'ungültig',
      'ungueltig',
      'fail',
      'failed',
      'failure',
      'fails',
      'unsuccessful',
      'unsuccessfully',
      'denied',
      'rejected',
      'refused',
      'invalid',
      'error',
      'ko',
      'nok',
    ],
  ],
  ['unlock', ['entsperrt', 'unlock', 'unlocked']],
  ['lock', ['gesperrt', 'lock', 'locked', 'lockout']],
  ['disable', ['deaktiviert', 'disable', 'disabled', 'suspend', 'suspended', 'deactivate', 'deactivated', 'block', 'blocked', 'off']],
  ['enable', ['aktiviert', 'enable', 'enabled', 'activate', 'activated', 'reactivate', 'reactivated', 'unsuspend', 'restore', 'restored', 'on']],
  ['reset', ['zurueckgesetzt', 'zurückgesetzt', 'reset', 'resets', 'resetted']],
  ['rotate', ['rotate', 'rotated', 'renew', 'renewed', 'regenerate', 'regenerated', 'roll']],
  ['revoke', ['entzogen', 'revoke', 'revoked', 'unassign', 'unassigned', 'withdraw', 'withdrawn', 'detach', 'detached', 'demote', 'demoted', 'lost']],
  [
    'delete',
    [
      'geloescht',
      'gelöscht',
      'entfernt',
      'delete',
      'deleted',
      'remove',
      'removed',
      'drop',
      'destroy',
      'destroyed',
      'deprovision',
      'deprovisioned',
      'unenroll',
      'unregister',
      'terminate',
      'terminated',
      'del',
      'rm',
    ],
  ],
  [
    'grant',
    [
      'zugewiesen',
      'erteilt',
      'grant',
      'granted',
      'assign',
      'assigned',
      'give',
      'attach',
      'attached',
      'elevate',
      'elevated',
      'promote',
      'promoted',
      'approve',
      'approved',
      'authorize',
      'authorized',
    ],
  ],
  [
    'create',
    [
      'angelegt',
      'erstellt',
      'hinzugefügt',
      'hinzugefuegt',
      'create',
      'created',
      'add',
      'added',
      'new',
      'issue',
      'issued',
      'generate',
      'generated',
      'provision',
      'provisioned',
      'register',
      'registered',
      'enroll',
      'enrolled',
      'enrol',
      'invite',
      'invited',
      'joined',
      'insert',
      'setup',
      'set',
    ],
  ],
  [
    'read',
    [
      'read',
      'view',
      'viewed',
      'access',
      'accessed',
      'get',
      'retrieve',
      'retrieved',
      'reveal',
      'checkout',
      'copied',
      'fetch',
      'fetched',
      'show',
      'shown',
      'export',
      'exported',
    ],
  ],
  ['end', ['logout', 'logoff', 'signout', 'ended', 'end', 'expire', 'expired']],
  ['start', ['login', 'logon', 'signin', 'authenticate', 'authenticated', 'authentication', 'start', 'started']],
  ['open', ['open', 'opened']],
  ['close', ['close', 'closed']],
  [
    'change',
    [
      'geändert',
      'geaendert',
      'change',
      'changed',
      'update',
      'updated',
      'modify',
      'modified',
      'edit',
      'edited',
      'replace',
      'replaced',
      'transfer',
      'transferred',
    ],
  ],
];

type Noun =
  | 'password'
  | 'mfa'
  | 'credential'
  | 'secret'
  | 'device'
  | 'session'
  | 'role'
  | 'group'
  | 'permission'
  | 'consent'
  | 'delegation'
  | 'owner'
  | 'payroll'
  | 'mailrule'
  | 'forwarding'
  | 'federation'
  | 'logging'
  | 'breakglass'
  | 'account';
/** The more particular first: `reset mfa of user` is about the factor. */
const NOUNS: readonly (readonly [Noun, readonly string[]])[] = [
  ['breakglass', ['breakglass', 'break glass', 'emergency']],
  ['mailrule', ['inbox rule', 'mailbox rule', 'mail rule', 'inboxrule', 'filter rule']],
  ['forwarding', ['forwarding', 'forward', 'autoforward']],
  ['delegation', ['delegate', 'delegation', 'delegated', 'send as', 'impersonation']],
  ['payroll', ['payroll', 'bank', 'iban', 'direct deposit', 'salary']],
  ['federation', ['federation', 'saml', 'sso', 'idp', 'identity provider', 'oidc']],
  ['logging', ['logging', 'audit log', 'auditing', 'audit', 'trail']],
  ['mfa', ['mfa', '2fa', 'totp', 'otp', 'factor', 'authenticator', 'two factor', 'multi factor', 'passkey', 'webauthn', 'fido']],
  ['password', ['passwort', 'kennwort', 'password', 'passwd', 'pwd', 'pw', 'passphrase', 'pin']],
  ['secret', ['secret', 'vault', 'safe']],
  ['credential', ['key', 'token', 'credential', 'credentials', 'certificate', 'cert', 'apikey', 'pat', 'ssh']],
  ['device', ['device', 'phone', 'laptop', 'workstation', 'computer']],
  ['consent', ['consent', 'oauth', 'integration', 'application', 'app']],
  ['owner', ['owner', 'ownership']],
  ['role', ['rolle', 'role', 'admin', 'administrator', 'privilege', 'privileges', 'entitlement', 'access']],
  ['group', ['gruppe', 'group', 'team', 'member', 'membership']],
  ['permission', ['permission', 'permissions', 'policy', 'acl', 'right', 'rights', 'scope']],
  [
    'session',
    [
      'anmeldung',
      'session',
      'sessions',
      'login',
      'logon',
      'logout',
      'logoff',
      'signin',
      'signout',
      'sign in',
      'sign out',
      'log in',
      'log out',
      'log on',
      'auth',
      'authentication',
    ],
  ],
  ['account', ['konto', 'benutzer', 'account', 'user', 'identity', 'principal', 'employee', 'person', 'profile', 'lifecycle']],
];

const KIND: Readonly<Partial<Record<Noun, Partial<Record<Verb | 'any', EventKind>>>>> = {
  breakglass: {
    open: 'breakglass.opened',
    create: 'breakglass.opened',
    grant: 'breakglass.opened',
    start: 'breakglass.opened',
    read: 'breakglass.opened',
    close: 'breakglass.closed',
    end: 'breakglass.closed',
    revoke: 'breakglass.closed',
  },
  mailrule: {
    create: 'mailrule.created',
    change: 'mailrule.changed',
    enable: 'mailrule.changed',
    delete: 'mailrule.removed',
    disable: 'mailrule.removed',
  },
  forwarding: { create: 'forwarding.enabled', enable: 'forwarding.enabled', change: 'forwarding.enabled', start: 'forwarding.enabled' },
  delegation: { create: 'delegation.granted', grant: 'delegation.granted', enable: 'delegation.granted' },
  payroll: { any: 'payroll.changed' },
  federation: {
    create: 'federation.changed',
    change: 'federation.changed',
    delete: 'federation.changed',
    enable: 'federation.changed',
    disable: 'federation.changed',
    start: 'session.started',
    fail: 'session.failed',
  },
  logging: {
    disable: 'logging.disabled',
    delete: 'logging.disabled',
    end: 'logging.disabled',
    enable: 'logging.enabled',
    create: 'logging.enabled',
    start: 'logging.enabled',
  },
  mfa: {
    create: 'mfa.enrolled',
    enable: 'mfa.enrolled',
    grant: 'mfa.enrolled',
    delete: 'mfa.removed',
    disable: 'mfa.removed',
    revoke: 'mfa.removed',
    reset: 'mfa.reset',
    change: 'mfa.enrolled',
  },
  password: { reset: 'password.reset', change: 'password.changed', create: 'password.changed', rotate: 'credential.rotated', read: 'secret.read' },
  secret: {
    read: 'secret.read',
    create: 'credential.created',
    rotate: 'credential.rotated',
    change: 'credential.rotated',
    delete: 'credential.deleted',
    disable: 'credential.disabled',
    revoke: 'credential.disabled',
    enable: 'credential.enabled',
    open: 'secret.read',
  },
  credential: {
    create: 'credential.created',
    grant: 'credential.created',
    rotate: 'credential.rotated',
    reset: 'credential.rotated',
    change: 'credential.rotated',
    disable: 'credential.disabled',
    revoke: 'credential.disabled',
    end: 'credential.disabled',
    delete: 'credential.deleted',
    enable: 'credential.enabled',
    read: 'secret.read',
  },
  device: { create: 'device.enrolled', enable: 'device.enrolled', delete: 'device.removed', revoke: 'device.removed', disable: 'device.removed' },
  consent: {
    grant: 'consent.granted',
    create: 'consent.granted',
    enable: 'consent.granted',
    revoke: 'consent.revoked',
    delete: 'consent.revoked',
    disable: 'consent.revoked',
  },
  owner: { any: 'owner.changed' },
  role: {
    grant: 'role.granted',
    create: 'role.granted',
    enable: 'role.granted',
    revoke: 'role.revoked',
    delete: 'role.revoked',
    disable: 'role.revoked',
    change: 'permission.changed',
    end: 'role.revoked',
  },
  group: { create: 'group.added', grant: 'group.added', delete: 'group.removed', revoke: 'group.removed' },
  permission: {
    grant: 'permission.changed',
    create: 'permission.changed',
    change: 'permission.changed',
    revoke: 'permission.changed',
    delete: 'permission.changed',
  },
  session: {
    start: 'session.started',
    create: 'session.started',
    fail: 'session.failed',
    end: 'session.ended',
    revoke: 'session.revoked',
    delete: 'session.revoked',
    reset: 'session.revoked',
    any: 'session.started',
  },
  account: {
    create: 'account.created',
    delete: 'account.deleted',
    disable: 'account.disabled',
    enable: 'account.enabled',
    lock: 'account.locked',
    unlock: 'account.unlocked',
    start: 'session.started',
    end: 'session.ended',
    fail: 'session.failed',
  },
};

/** The kind that a name of an operation speaks of: `USER_PASSWORD_RESET`, `Assigned role`, `logon.failed`. */
export function guessKind(value: string): EventKind | undefined {
  if (value.length > 120) return undefined;
  const text = ` ${wordsOf(value)} `;
  const has = (w: string): boolean => text.includes(` ${w} `) || text.includes(` ${w}s `);
  const nouns = NOUNS.filter(([, words]) => words.some(has)).map(([n]) => n);
  const verbs = VERBS.filter(([, words]) => words.some(has)).map(([v]) => v);
  if (/ (?:log|sign) (?:in|on) /.test(text) && !nouns.includes('session')) nouns.push('session');
  if (/ (?:log|sign) (?:in|on) /.test(text)) verbs.push('start');
  if (/ (?:log|sign) (?:out|off) /.test(text)) return 'session.ended';
  // What failed has changed nothing, whatever it would have been: only a sign-in that failed is a kind of its own.
  if (verbs.includes('fail')) {
    const noun = nouns.find((n) => KIND[n]?.fail !== undefined);
    return noun !== undefined && (noun !== 'account' || verbs.length === 1) ? KIND[noun]!.fail : undefined;
  }
  for (const noun of nouns) {
    const row = KIND[noun];
    for (const verb of verbs) {
      const kind = row?.[verb];
      if (kind !== undefined) return kind;
    }
    if (row?.any !== undefined) return row.any;
  }
  // `locked`, `suspended` alone speak of an account.
  const alone: Partial<Record<Verb, EventKind>> = {
    lock: 'account.locked',
    unlock: 'account.unlocked',
    disable: 'account.disabled',
    enable: 'account.enabled',
  };
  const verb = verbs[0];
  return nouns.length === 0 && verb !== undefined ? alone[verb] : undefined;
}
