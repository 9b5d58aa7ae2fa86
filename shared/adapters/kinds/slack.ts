import { type KindRows, kindTable } from './table.ts';

/** Slack's audit log: `action`. */
const ROWS: KindRows = [
  ['account.created', 'user_created'],
  ['account.disabled', 'user_deactivated'],
  ['account.enabled', 'user_reactivated'],
  ['role.granted', 'role_change_to_admin role_change_to_owner'],
  ['consent.granted', 'app_installed app_approved'],
  ['consent.revoked', 'app_uninstalled'],
  ['session.started', 'user_login'],
  ['session.ended', 'user_logout'],
  ['session.failed', 'user_login_failed'],
];

export const SLACK_KINDS = kindTable(ROWS);
