/** The audit log of a GitHub organisation, as its export and its API write it. */
import type { Time } from '../bundle.ts';
import type { Case } from '../corner.ts';
import { type Act, AUDIT, kase, lines, logOf, quiet } from './kit.ts';

const ORG = 'ship-example';
const ADMIN = 'github-login:harbour-admin';

const entry =
  (action: string, more: Readonly<Record<string, unknown>>, actor = 'harbour-admin') =>
  (id: string, at: Time) => ({
    '@timestamp': at,
    _document_id: id,
    action,
    actor,
    actor_id: 4711,
    actor_location: { country_code: 'DE' },
    business: 'ship',
    created_at: at,
    operation_type: 'create',
    org: ORG,
    org_id: 99,
    user_agent: 'Mozilla/5.0',
    ...more,
  });
const of = (user: string) => `github-login:${user}`;

/** Each kind that the log can say. */
const acts = (tag: string): Act[] => {
  let n = 0;
  const who = (): string => {
    n += 1;
    return `u${n}-${tag}`;
  };
  const about = (kind: string, action: string, more: Readonly<Record<string, unknown>> = {}): Act => {
    const user = who();
    return { kind, actor: ADMIN, target: of(user), record: entry(action, { user, user_id: n, ...more }) };
  };
  const key = (kind: string, action: string, more: Readonly<Record<string, unknown>>): Act => ({
    kind,
    actor: ADMIN,
    is: 'credential',
    record: entry(action, more),
  });
  const repo = `${ORG}/tide-${tag}`;
  const self = who();
  const [in1, in2, in3] = [who(), who(), who()];
  return [
    about('group.added', 'org.add_member', { permission: 'read' }),
    about('group.added', 'team.add_member', { team: `${ORG}/crew` }),
    about('group.removed', 'org.remove_member'),
    about('group.removed', 'team.remove_member', { team: `${ORG}/crew` }),
    about('role.granted', 'org.update_member', { permission: 'admin', old_permission: 'read' }),
    about('role.granted', 'repo.add_member', { repo, visibility: 'private' }),
    about('role.granted', 'repo.update_member', { repo, permission: 'admin', old_repo_permission: 'read' }),
    about('role.revoked', 'repo.remove_member', { repo }),
    key('credential.created', 'deploy_key.create', {
      repo,
      title: `deploy ${tag}`,
      fingerprint: `SHA256:${tag}a`,
      key: 'ssh-ed25519',
      read_only: false,
    }),
    key('credential.deleted', 'deploy_key.delete', { repo, title: `old deploy ${tag}`, fingerprint: `SHA256:${tag}b`, read_only: true }),
    key('credential.created', 'org.create_actions_secret', { key: `TOKEN_${tag.toUpperCase()}`, visibility: 'all' }),
    key('credential.created', 'repo.create_actions_secret', { repo, key: `DEPLOY_${tag.toUpperCase()}` }),
    key('credential.rotated', 'repo.update_actions_secret', { repo, key: `NIGHTLY_${tag.toUpperCase()}` }),
    key('credential.rotated', 'org.update_actions_secret', { key: `SHARED_${tag.toUpperCase()}` }),
    key('credential.deleted', 'repo.remove_actions_secret', { repo, key: `GONE_${tag.toUpperCase()}` }),
    {
      kind: 'consent.granted',
      actor: ADMIN,
      record: entry('integration_installation.create', { integration: `Pier ${tag}`, name: `Pier ${tag}`, repository_selection: 'all' }),
    },
    {
      kind: 'consent.granted',
      actor: ADMIN,
      record: entry('org.oauth_app_access_approved', { oauth_application_name: `Quay ${tag}`, oauth_application_id: 12 }),
    },
    { kind: 'consent.revoked', actor: ADMIN, record: entry('integration_installation.delete', { integration: `Mole ${tag}`, name: `Mole ${tag}` }) },
    {
      kind: 'mfa.enrolled',
      actor: of(self),
      target: of(self),
      record: entry('two_factor_authentication.enabled', { user: self, org: undefined, org_id: undefined }, self),
    },
    { kind: 'mfa.removed', actor: of(in3), target: of(in3), record: entry('two_factor_authentication.disabled', { user: in3 }, in3) },
    { kind: 'permission.changed', actor: ADMIN, record: entry('protected_branch.destroy', { repo, name: 'main' }) },
    {
      kind: 'permission.changed',
      actor: ADMIN,
      record: entry('org.update_default_repository_permission', { permission: 'write', old_permission: 'read' }),
    },
    { kind: 'session.started', actor: of(in1), target: of(in1), record: entry('user.login', { user: in1, org: undefined }, in1) },
    {
      kind: 'session.failed',
      actor: of(in2),
      target: of(in2),
      outcome: 'failure',
      record: entry('user.failed_login', { user: in2, org: undefined }, in2),
    },
    // The close negatives: what only looks like one of the above.
    { kind: 'other', actor: ADMIN, record: entry('org.invite_member', { user: who(), email: 'new@elsewhere.example' }) },
    { kind: 'other', actor: ADMIN, record: entry('team.create', { team: `${ORG}/new` }) },
    { kind: 'other', actor: ADMIN, record: entry('repo.create', { repo, visibility: 'private' }) },
    { kind: 'other', actor: ADMIN, record: entry('hook.create', { repo, hook_id: 1 }) },
    // Git events carry no created_at.
    {
      kind: 'other',
      actor: ADMIN,
      record: (id, at) => ({
        '@timestamp': at,
        _document_id: id,
        action: 'git.clone',
        actor: 'harbour-admin',
        org: ORG,
        repo,
        transport_protocol_name: 'ssh',
      }),
    },
  ];
};

/** Keys of persons and their tokens; a person's own key has no obligations, the token of a machine user has. */
const tokens = (tag: string): Act[] => [
  {
    kind: 'credential.created',
    actor: of(`ann-${tag}`),
    is: 'credential',
    holder: of(`ann-${tag}`),
    isHuman: true,
    record: entry('public_key.create', { user: `ann-${tag}`, title: 'laptop', fingerprint: `SHA256:${tag}k`, read_only: false }, `ann-${tag}`),
  },
  {
    kind: 'credential.created',
    actor: ADMIN,
    is: 'credential',
    holder: of(`bot-${tag}`),
    record: entry('personal_access_token.access_granted', {
      user: `bot-${tag}`,
      user_programmatic_access_name: `nightly ${tag}`,
      user_programmatic_access_id: 77,
      repository_selection: 'all',
    }),
  },
  {
    kind: 'credential.created',
    actor: of(`bot-${tag}`),
    is: 'credential',
    holder: of(`bot-${tag}`),
    record: entry(
      'personal_access_token.create',
      { user: `bot-${tag}`, user_programmatic_access_name: `weekly ${tag}`, user_programmatic_access_id: 78 },
      `bot-${tag}`,
    ),
  },
  {
    kind: 'credential.created',
    actor: of(`bot-${tag}`),
    is: 'credential',
    holder: of(`bot-${tag}`),
    record: entry(
      'oauth_access.create',
      { user: `bot-${tag}`, oauth_application_name: `Quay ${tag}`, hashed_token: `h${tag}aaaaaaaaaaaaaaaaaaaaaaaaaa=`, token_id: 4000 },
      `bot-${tag}`,
    ),
  },
  {
    kind: 'credential.disabled',
    actor: ADMIN,
    is: 'credential',
    holder: of(`bot-${tag}`),
    record: entry('personal_access_token.access_revoked', {
      user: `bot-${tag}`,
      user_programmatic_access_name: `daily ${tag}`,
      user_programmatic_access_id: 79,
    }),
  },
  {
    kind: 'credential.deleted',
    actor: of(`ann-${tag}`),
    is: 'credential',
    isHuman: true,
    record: entry('public_key.delete', { user: `ann-${tag}`, title: 'old laptop', fingerprint: `SHA256:${tag}o` }, `ann-${tag}`),
  },
];

const LOG = { file: 'github/audit.json', type: 'github-audit', system: 'github', channels: AUDIT };

export const GITHUB: readonly Case[] = [
  kase('GitHub: each kind that the audit log says', 'KINDS: GitHub (action)', (c) => {
    quiet(c);
    logOf(c, LOG, acts(c.tag));
  }),
  kase('GitHub: keys and tokens of persons and of machine users', 'credential.* of a non-human identity', (c) => {
    quiet(c);
    const [ann, bot] = [`github-login:ann-${c.tag}`, `github-login:bot-${c.tag}`];
    c.bundle.add('identities', { identity: ann, kind: 'human', privilege_tier: '2' });
    c.service({ identity: bot });
    c.claim(bot, c.person());
    logOf(c, { ...LOG, write: lines }, tokens(c.tag));
  }),
  kase('GitHub: the stream of the audit log is taken down', 'audit_log_streaming.destroy logging.disabled', (c) => {
    quiet(c);
    logOf(c, { ...LOG, write: lines }, [
      { kind: 'logging.disabled', actor: ADMIN, record: entry('audit_log_streaming.destroy', { operation_type: 'remove' }) },
    ]);
    c.expect('coverage.logging-disabled', '*', undefined, undefined, 'high');
  }),
];
