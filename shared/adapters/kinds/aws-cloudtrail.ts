import { type KindRows, kindTable } from './table.ts';

/** CloudTrail's `eventName`. `UpdateAccessKey` and `PutRetentionPolicy` depend on their parameters: the adapter decides. */
const ROWS: KindRows = [
  ['account.created', 'CreateUser CreateRole CreateServiceLinkedRole'],
  ['account.deleted', 'DeleteUser DeleteRole'],
  ['credential.created', 'CreateAccessKey CreateLoginProfile CreateServiceSpecificCredential UploadSSHPublicKey UploadSigningCertificate'],
  ['credential.disabled', 'UpdateAccessKey'],
  ['credential.deleted', 'DeleteAccessKey DeleteLoginProfile DeleteServiceSpecificCredential DeleteSSHPublicKey'],
  ['credential.rotated', 'ResetServiceSpecificCredential RotateSecret PutSecretValue'],
  ['password.reset', 'UpdateLoginProfile'],
  ['password.changed', 'ChangePassword'],
  ['mfa.enrolled', 'EnableMFADevice'],
  ['mfa.removed', 'DeactivateMFADevice'],
  ['role.granted', 'AttachUserPolicy AttachRolePolicy AttachGroupPolicy'],
  ['role.revoked', 'Detach*Policy'],
  ['permission.changed', 'PutUserPolicy PutRolePolicy PutGroupPolicy DeleteUserPolicy DeleteRolePolicy DeleteGroupPolicy'],
  ['permission.changed', 'CreatePolicyVersion SetDefaultPolicyVersion UpdateAssumeRolePolicy Put*PermissionsBoundary Delete*PermissionsBoundary'],
  ['group.added', 'AddUserToGroup'],
  ['group.removed', 'RemoveUserFromGroup'],
  ['session.assumed', 'AssumeRole* GetSessionToken GetFederationToken'],
  ['session.started', 'ConsoleLogin'],
  ['secret.read', 'GetSecretValue BatchGetSecretValue GetParameter GetParameters GetParametersByPath'],
  ['logging.disabled', 'StopLogging DeleteTrail StopEventDataStoreIngestion DeleteEventDataStore DeleteLogGroup DeleteFlowLogs'],
  ['logging.enabled', 'StartLogging CreateTrail'],
  ['federation.changed', 'CreateSAMLProvider UpdateSAMLProvider CreateOpenIDConnectProvider UpdateOpenIDConnectProviderThumbprint'],
];

export const CLOUDTRAIL_KINDS = kindTable(ROWS);
