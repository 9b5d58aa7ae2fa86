import { type KindRows, kindTable } from './table.ts';

/** Google Cloud: the last part of `methodName`. `SetIamPolicy` (which services spell in three ways) and `UpdateSink` depend on the request: the adapter decides. */
const CLOUD: KindRows = [
  ['account.created', 'CreateServiceAccount'],
  ['account.deleted', 'DeleteServiceAccount'],
  ['account.disabled', 'DisableServiceAccount'],
  ['account.enabled', 'EnableServiceAccount'],
  ['credential.created', 'CreateServiceAccountKey'],
  ['credential.deleted', 'DeleteServiceAccountKey'],
  ['credential.disabled', 'DisableServiceAccountKey'],
  ['credential.enabled', 'EnableServiceAccountKey'],
  ['role.granted', 'SetIamPolicy SetIAMPolicy setIamPolicy'],
  ['session.assumed', 'GenerateAccessToken GenerateIdToken SignBlob SignJwt'],
  ['secret.read', 'AccessSecretVersion'],
  ['credential.rotated', 'AddSecretVersion'],
  ['logging.disabled', 'DeleteSink UpdateSink'],
];

/** Google Workspace: `events[].name`. */
const WORKSPACE: KindRows = [
  ['account.created', 'CREATE_USER'],
  ['account.deleted', 'DELETE_USER'],
  ['account.disabled', 'SUSPEND_USER'],
  ['account.enabled', 'UNSUSPEND_USER'],
  ['password.reset', 'CHANGE_PASSWORD'],
  ['password.changed', 'password_edit'],
  ['mfa.enrolled', '2sv_enroll'],
  ['mfa.removed', '2sv_disable'],
  ['role.granted', 'ASSIGN_ROLE GRANT_ADMIN_PRIVILEGE'],
  ['role.revoked', 'UNASSIGN_ROLE REVOKE_ADMIN_PRIVILEGE'],
  ['group.added', 'ADD_GROUP_MEMBER'],
  ['group.removed', 'REMOVE_GROUP_MEMBER'],
  ['consent.granted', 'authorize'],
  ['consent.revoked', 'revoke'],
  ['forwarding.enabled', 'email_forwarding_out_of_domain'],
  ['session.started', 'login_success'],
  ['session.failed', 'login_failure'],
  ['session.ended', 'logout'],
];

export const GOOGLE_CLOUD_KINDS = kindTable(CLOUD);
export const GOOGLE_WORKSPACE_KINDS = kindTable(WORKSPACE);
