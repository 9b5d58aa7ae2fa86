import { type KindRows, kindTable } from './table.ts';

/** GitHub's audit log: `action`. */
const ROWS: KindRows = [
  ['group.added', 'org.add_member team.add_member'],
  ['group.removed', 'org.remove_member team.remove_member'],
  ['role.granted', 'org.update_member repo.add_member repo.update_member'],
  ['role.revoked', 'repo.remove_member'],
  [
    'credential.created',
    'personal_access_token.access_granted personal_access_token.create oauth_access.create deploy_key.create public_key.create org.create_actions_secret repo.create_actions_secret',
  ],
  ['credential.rotated', '*.update_actions_secret'],
  ['credential.disabled', 'personal_access_token.access_revoked oauth_access.revoke'],
  ['credential.deleted', 'deploy_key.delete public_key.delete *.remove_actions_secret'],
  ['consent.granted', 'integration_installation.create org.oauth_app_access_approved'],
  ['consent.revoked', 'integration_installation.delete'],
  ['mfa.enrolled', 'two_factor_authentication.enabled'],
  ['mfa.removed', 'two_factor_authentication.disabled'],
  ['permission.changed', 'protected_branch.* org.update_default_repository_permission'],
  ['logging.disabled', 'audit_log_streaming.destroy'],
  ['session.started', 'user.login'],
  ['session.failed', 'user.failed_login'],
];

export const GITHUB_KINDS = kindTable(ROWS);
