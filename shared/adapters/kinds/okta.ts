import { type KindRows, kindTable } from './table.ts';

/** Okta's `eventType`. */
const ROWS: KindRows = [
  ['account.created', 'user.lifecycle.create app.oauth2.client.lifecycle.create'],
  ['account.disabled', 'user.lifecycle.deactivate user.lifecycle.suspend'],
  ['account.enabled', 'user.lifecycle.activate user.lifecycle.reactivate user.lifecycle.unsuspend'],
  ['account.deleted', 'user.lifecycle.delete.completed'],
  ['account.locked', 'user.account.lock'],
  ['account.unlocked', 'user.account.unlock'],
  ['password.reset', 'user.account.reset_password'],
  ['password.changed', 'user.account.update_password'],
  ['mfa.enrolled', 'user.mfa.factor.activate'],
  ['mfa.removed', 'user.mfa.factor.deactivate'],
  ['mfa.reset', 'user.mfa.factor.reset_all'],
  ['session.started', 'user.session.start'],
  ['session.ended', 'user.session.end'],
  ['session.revoked', 'user.session.clear'],
  ['role.granted', 'user.account.privilege.grant application.user_membership.add'],
  ['role.revoked', 'user.account.privilege.revoke application.user_membership.remove'],
  ['group.added', 'group.user_membership.add'],
  ['group.removed', 'group.user_membership.remove'],
  ['credential.created', 'system.api_token.create app.oauth2.credentials.lifecycle.create'],
  ['credential.disabled', 'system.api_token.revoke app.oauth2.credentials.lifecycle.deactivate'],
  ['consent.granted', 'app.oauth2.as.consent.grant'],
  ['device.enrolled', 'device.enrollment.create device.user.add'],
  ['permission.changed', 'policy.lifecycle.* policy.rule.*'],
  ['federation.changed', 'system.idp.lifecycle.*'],
];

export const OKTA_KINDS = kindTable(ROWS);
