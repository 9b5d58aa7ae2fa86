/** Which word of a closed list a value of a foreign system stands for. Guesses, shown to a person before anything is read by them. */
import { EVENT_KINDS, type EventKind } from '../../model/vocabulary.ts';
import { wordsOf } from './columns.ts';

const SUCCESS =
  'success successful succeeded succeed ok okay done completed complete passed pass true yes y allow allowed granted accepted 0 200 201 204 applied erfolgreich erfolg';
const FAILURE =
  'failure failed fail error err denied deny rejected refused blocked false no n unsuccessful invalid timeout aborted cancelled canceled forbidden unauthorized fehler fehlgeschlagen 1 400 401 403 500';
const UNKNOWN = 'unknown pending inprogress in-progress n/a na none partial started';

/** Table of words: the field's word, and the texts that are taken for it. */
const WORDS: Readonly<Record<string, readonly (readonly [string, string])[]>> = {
  outcome: [
    ['success', SUCCESS],
    ['failure', FAILURE],
    ['unknown', UNKNOWN],
  ],
  severity: [
    ['critical', 'critical crit p1 sev1 s1 emergency fatal very-high 5'],
    ['high', 'high p2 sev2 s2 major severe 4'],
    ['medium', 'medium moderate warning p3 sev3 s3 minor 3'],
    ['low', 'low informational info p4 sev4 s4 p5 notice trivial 1 2'],
  ],
  confidence: [
    ['confirmed', 'confirmed certain'],
    ['high', 'high'],
    ['medium', 'medium'],
    ['low', 'low'],
  ],
  decision: [
    ['approve', 'approve approved certify certified maintain keep kept retain confirm confirmed accept accepted yes ok'],
    ['revoke', 'revoke revoked remove removed deny denied reject rejected no decline'],
    ['none', 'none pending open undecided not-reviewed notreviewed dont-know'],
  ],
  channel: [
    ['mail', 'mail email e-mail smtp'],
    ['page', 'page pager pagerduty sms phone call push'],
    ['chat', 'chat slack teams im webhook'],
    ['ticket', 'ticket incident jira servicenow'],
    ['siem', 'siem alert'],
  ],
  status: [
    ['sent', 'sent queued accepted submitted'],
    ['delivered', 'delivered received ok'],
    ['bounced', 'bounced bounce undeliverable'],
    ['failed', 'failed error failure'],
    ['quarantined', 'quarantined'],
    ['filtered', 'filtered spam junk'],
    ['seen', 'seen read opened viewed'],
    ['acknowledged', 'acknowledged ack acked'],
    ['active', 'active employed current enabled'],
    ['left', 'left former terminated inactive leaver resigned departed retired ended disabled'],
    ['on-leave', 'on-leave leave absent parental'],
  ],
  step: [
    ['assigned', 'assigned assign routed'],
    ['paged', 'paged notified notify triggered'],
    ['escalated', 'escalated escalate'],
    ['acknowledged', 'acknowledged ack'],
    ['resolved', 'resolved closed resolve'],
  ],
  action: [
    ['end-sessions', 'end-sessions logout-all revoke-sessions sign-out'],
    ['reset', 'reset reset-password password-reset'],
    ['disable', 'disable disabled block blocked deactivate lock'],
    ['enable', 'enable enabled unblock reactivate unlock'],
    ['revoke', 'revoke revoked remove'],
    ['rotate', 'rotate rotated renew'],
    ['quarantine', 'quarantine isolate contained'],
    ['suspend', 'suspend suspended'],
    ['step-up', 'step-up mfa-required'],
    ['ticket', 'ticket case'],
  ],
  kind: [
    ['human', 'human user person employee member'],
    ['service-account', 'service-account service serviceaccount technical system robot'],
    ['workload', 'workload application app container'],
    ['agent', 'agent bot'],
    ['shared-account', 'shared shared-account generic'],
    ['external-integration', 'external-integration integration vendor partner'],
    ['device', 'device computer'],
    ['group', 'group'],
  ],
  role: [
    ['owner', 'owner accountable'],
    ['technical-owner', 'technical-owner technical-contact admin'],
    ['business-owner', 'business-owner business'],
    ['steward', 'steward custodian backup'],
    ['oncall', 'oncall on-call'],
    ['security', 'security'],
    ['approver', 'approver'],
  ],
  party_type: [
    ['person', 'person user employee'],
    ['team', 'team group'],
    ['schedule', 'schedule rota'],
    ['queue', 'queue'],
  ],
  subject_type: [
    ['identity', 'identity account user'],
    ['service', 'service'],
    ['application', 'application app'],
  ],
  privilege_tier: [
    ['0', '0 tier-0 t0'],
    ['1', '1 tier-1 t1'],
    ['2', '2 tier-2 t2'],
  ],
};

const TABLES = new Map(
  Object.entries(WORDS).map(
    ([field, rows]) => [field, new Map(rows.flatMap(([word, texts]) => texts.split(' ').map((t) => [t, word] as const)))] as const,
  ),
);

/** `field` as in the statement; `kind` of an identity is asked for as such by `allowed`. */
export function guessWord(field: string, value: string, allowed: readonly string[]): string | undefined {
  if (allowed.includes(value)) return value;
  if (allowed === EVENT_KINDS || allowed.includes('password.reset')) return guessKind(value);
  const table = TABLES.get(field === 'target_kind' || field === 'actor_kind' ? 'kind' : field);
  const folded = value
    .trim()
    .toLowerCase()
    .replaceAll(/[\s_]+/g, '-');
  const word = table?.get(folded) ?? (field === 'outcome' ? outcomeIn(folded) : undefined);
  if (word !== undefined && allowed.includes(word)) return word;
  return allowed.find((w) => w === folded);
}

/** `ERR_LOCKED`, `Failure: bad password`. */
function outcomeIn(folded: string): string | undefined {
  if (/^(?:fail|err|den[iy]|reject|refus|unsuccess|block|invalid)/.test(folded)) return 'failure';
  return /^(?:success|succe|ok\b|allow|complet)/.test(folded) ? 'success' : undefined;
}

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
  ['fail', ['fail', 'failed', 'failure', 'unsuccessful', 'denied', 'invalid']],
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
