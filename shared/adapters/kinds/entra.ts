import { type KindRows, kindTable } from './table.ts';

/**
 * Entra's activities, in lower case, trimmed, with plain hyphens and without the final dot that the unified audit log adds.
 * `update application - certificates and secrets management` depends on its modified properties: the adapter decides.
 */
const ROWS: KindRows = [
  ['account.created', ['add user', 'add service principal', 'add application']],
  ['account.deleted', ['delete user']],
  ['account.disabled', ['disable account']],
  ['account.enabled', ['enable account']],
  ['password.reset', ['reset user password', 'reset password (by admin)', 'reset password (self-service)']],
  ['password.changed', ['change user password', 'change password (self-service)']],
  ['mfa.enrolled', ['user registered security info']],
  ['mfa.removed', ['user deleted security info', 'admin deleted security info']],
  ['device.enrolled', ['register device', 'add device']],
  ['device.removed', ['delete device']],
  [
    'role.granted',
    ['add member to role*', 'add eligible member to role*', 'add app role assignment to service principal', 'add app role assignment grant to user'],
  ],
  ['role.revoked', ['remove member from role*', 'remove app role assignment from service principal']],
  ['group.added', ['add member to group']],
  ['group.removed', ['remove member from group']],
  ['consent.granted', ['consent to application', 'add delegated permission grant']],
  ['consent.revoked', ['remove delegated permission grant']],
  ['credential.created', ['add service principal credentials', 'update application - certificates and secrets management']],
  ['credential.deleted', ['remove service principal credentials']],
  ['owner.changed', ['add owner to *', 'remove owner from *']],
  ['federation.changed', ['set domain authentication', 'set federation settings on domain']],
  ['permission.changed', ['add conditional access policy', 'update conditional access policy', 'delete conditional access policy']],
  ['session.revoked', ['update stsrefreshtokenvalidfrom timestamp', 'revoke sign in sessions']],
];

export const ENTRA_KINDS = kindTable(ROWS);

/** The activity whose kind is in its modified properties. */
export const CERTIFICATES_AND_SECRETS = 'update application - certificates and secrets management';

const DASHES = /[\u2010-\u2015\u2212]/g;

/** An activity's name as both logs mean it: trimmed, plain hyphens, no final dot. */
export function activityName(written: string): string {
  const plain = written.replace(DASHES, '-').trim();
  return plain.endsWith('.') ? plain.slice(0, -1).trimEnd() : plain;
}
