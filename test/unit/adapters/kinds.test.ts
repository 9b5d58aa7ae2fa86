import { describe, expect, it } from 'vitest';
import { CLOUDTRAIL_KINDS } from '../../../shared/adapters/kinds/aws-cloudtrail.ts';
import { activityName, ENTRA_KINDS } from '../../../shared/adapters/kinds/entra.ts';
import { GITHUB_KINDS } from '../../../shared/adapters/kinds/github.ts';
import { kubernetesKind } from '../../../shared/adapters/kinds/kubernetes.ts';
import { OKTA_KINDS } from '../../../shared/adapters/kinds/okta.ts';
import { kindTable, matches } from '../../../shared/adapters/kinds/table.ts';
import { vaultKind } from '../../../shared/adapters/kinds/vault.ts';
import { OCSF } from '../../../shared/adapters/ocsf.ts';
import { EVENT_KINDS } from '../../../shared/model/vocabulary.ts';

describe('kind tables', () => {
  it('a name that is not listed is other, also where it is a name of JavaScript', () => {
    for (const name of ['GetUser', '', '__proto__', 'constructor', 'toString']) expect(CLOUDTRAIL_KINDS.kindOf(name)).toBe('other');
  });

  it('a star stands for any run of characters in the middle and at the end', () => {
    expect(CLOUDTRAIL_KINDS.kindOf('DetachRolePolicy')).toBe('role.revoked');
    expect(CLOUDTRAIL_KINDS.kindOf('AssumeRoleWithSAML')).toBe('session.assumed');
    expect(CLOUDTRAIL_KINDS.kindOf('PutRolePermissionsBoundary')).toBe('permission.changed');
    expect(CLOUDTRAIL_KINDS.kindOf('PutRolePolicy')).toBe('permission.changed');
    expect(OKTA_KINDS.kindOf('policy.lifecycle.update')).toBe('permission.changed');
    expect(GITHUB_KINDS.kindOf('repo.remove_actions_secret')).toBe('credential.deleted');
    expect(matches('auth/*/login*'.split('*'), 'auth/jwt/login')).toBe(true);
    expect(matches('auth/*/login*'.split('*'), 'auth/login')).toBe(false);
    expect(matches('ab*b'.split('*'), 'ab')).toBe(false);
  });

  it('a listed name wins over a pattern that fits it too', () => {
    const table = kindTable([
      ['role.granted', 'Attach*'],
      ['other', 'AttachVolume'],
    ]);
    expect(table.kindOf('AttachVolume')).toBe('other');
    expect(table.kindOf('AttachUserPolicy')).toBe('role.granted');
  });

  it("an activity of the unified audit log has the name of Entra's", () => {
    expect(activityName('Add member to role.')).toBe('Add member to role');
    expect(activityName('Update application \u2013 Certificates and secrets management ')).toBe(
      'Update application - Certificates and secrets management',
    );
    expect(ENTRA_KINDS.kindOf('add member to role completed (pim activation)')).toBe('role.granted');
    expect(ENTRA_KINDS.kindOf('add owner to service principal')).toBe('owner.changed');
  });

  it('Vault and Kubernetes are told by what is done as well as by what it is done to', () => {
    expect(vaultKind('read', 'kv/data/payments')).toBe('secret.read');
    expect(vaultKind('update', 'kv/data/payments')).toBe('other');
    expect(vaultKind('update', 'auth/approle/role/x/secret-id')).toBe('credential.created');
    expect(vaultKind('read', 'sys/policies/acl/admin')).toBe('other');
    expect(kubernetesKind('create', 'serviceaccounts/token')).toBe('credential.created');
    expect(kubernetesKind('get', 'serviceaccounts')).toBe('other');
  });

  it('every kind has an OCSF class', () => {
    for (const kind of EVENT_KINDS) expect(OCSF[kind].classUid, kind).toBeGreaterThan(2000);
  });
});
