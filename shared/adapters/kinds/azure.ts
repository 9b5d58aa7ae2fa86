import { type KindRows, kindTable } from './table.ts';

/** Azure's activity log: the operation of the resource provider, in lower case as the log writes it in any. */
const ROWS: KindRows = [
  ['role.granted', 'microsoft.authorization/roleassignments/write microsoft.authorization/elevateaccess/action'],
  ['role.granted', 'microsoft.authorization/roleassignmentschedulerequests/write microsoft.authorization/roleeligibilityschedulerequests/write'],
  ['role.granted', '*/rbac.authorization.k8s.io/rolebindings/write */rbac.authorization.k8s.io/clusterrolebindings/write'],
  ['role.revoked', 'microsoft.authorization/roleassignments/delete'],
  ['role.revoked', '*/rbac.authorization.k8s.io/rolebindings/delete */rbac.authorization.k8s.io/clusterrolebindings/delete'],
  ['permission.changed', 'microsoft.authorization/roledefinitions/write microsoft.authorization/roledefinitions/delete'],
  ['permission.changed', 'microsoft.keyvault/vaults/accesspolicies/write'],
  ['permission.changed', '*/rbac.authorization.k8s.io/roles/write */rbac.authorization.k8s.io/clusterroles/write'],
  ['account.created', 'microsoft.managedidentity/userassignedidentities/write'],
  ['account.deleted', 'microsoft.managedidentity/userassignedidentities/delete'],
  ['credential.created', 'microsoft.managedidentity/userassignedidentities/federatedidentitycredentials/write'],
  ['credential.deleted', 'microsoft.managedidentity/userassignedidentities/federatedidentitycredentials/delete'],
  ['credential.rotated', '*/regeneratekey/action */regeneratekeys/action microsoft.keyvault/vaults/secrets/write'],
  ['credential.deleted', 'microsoft.keyvault/vaults/secrets/delete'],
  ['secret.read', '*/listkeys/action */listaccountsas/action */listservicesas/action microsoft.keyvault/vaults/secrets/getsecret/action'],
  ['logging.disabled', 'microsoft.insights/diagnosticsettings/delete microsoft.insights/logprofiles/delete'],
  ['logging.disabled', 'microsoft.operationalinsights/workspaces/delete'],
];

export const AZURE_KINDS = kindTable(ROWS);

/** Built-in roles by their definition's id: the log names a role by its id only. */
export const AZURE_ROLES: ReadonlyMap<string, string> = new Map([
  ['8e3af657-a8ff-443c-a75c-2fe8c4bcb635', 'Owner'],
  ['b24988ac-6180-42a0-ab88-20f7382dd24c', 'Contributor'],
  ['acdd72a7-3385-48ef-bd42-f606fba81ae7', 'Reader'],
  ['18d7d88d-d35e-4fb5-a5c3-7773c20a72d9', 'User Access Administrator'],
  ['f58310d9-a9f6-439a-9e8d-f62e7b41a168', 'Role Based Access Control Administrator'],
  ['00482a5a-887f-4fb3-b363-3b7fe8e74483', 'Key Vault Administrator'],
  ['4633458b-17de-408a-b874-0445c86b69e6', 'Key Vault Secrets User'],
  ['b86a8fe4-44ce-4948-aee5-eccb2c155cd7', 'Key Vault Secrets Officer'],
]);
