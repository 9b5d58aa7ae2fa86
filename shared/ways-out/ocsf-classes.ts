/** The OCSF classes that events are written as, with the names of their activities (OCSF 1.5.0, https://schema.ocsf.io/1.5.0). */

export const OCSF_VERSION = '1.5.0';

export interface OcsfClass {
  readonly name: string;
  readonly categoryUid: number;
  readonly categoryName: string;
  readonly activities: Readonly<Record<number, string>>;
}

const IAM = { categoryUid: 3, categoryName: 'Identity & Access Management' };

export const OCSF_CLASSES: Readonly<Record<number, OcsfClass>> = {
  0: { name: 'Base Event', categoryUid: 0, categoryName: 'Uncategorized', activities: {} },
  2004: { name: 'Detection Finding', categoryUid: 2, categoryName: 'Findings', activities: { 1: 'Create', 2: 'Update', 3: 'Close' } },
  3001: {
    ...IAM,
    name: 'Account Change',
    activities: {
      1: 'Create',
      2: 'Enable',
      3: 'Password Change',
      4: 'Password Reset',
      5: 'Disable',
      6: 'Delete',
      7: 'Attach Policy',
      8: 'Detach Policy',
      9: 'Lock',
      10: 'MFA Factor Enable',
      11: 'MFA Factor Disable',
      12: 'Unlock',
    },
  },
  3002: {
    ...IAM,
    name: 'Authentication',
    activities: { 1: 'Logon', 2: 'Logoff', 3: 'Authentication Ticket', 4: 'Service Ticket Request', 5: 'Service Ticket Renew', 6: 'Preauth' },
  },
  3003: { ...IAM, name: 'Authorize Session', activities: { 1: 'Assign Privileges', 2: 'Assign Groups' } },
  3004: {
    ...IAM,
    name: 'Entity Management',
    activities: {
      1: 'Create',
      2: 'Read',
      3: 'Update',
      4: 'Delete',
      5: 'Move',
      6: 'Enroll',
      7: 'Unenroll',
      8: 'Enable',
      9: 'Disable',
      10: 'Activate',
      11: 'Deactivate',
      12: 'Suspend',
      13: 'Resume',
    },
  },
  3005: { ...IAM, name: 'User Access Management', activities: { 1: 'Assign Privileges', 2: 'Revoke Privileges' } },
  3006: {
    ...IAM,
    name: 'Group Management',
    activities: { 1: 'Assign Privileges', 2: 'Revoke Privileges', 3: 'Add User', 4: 'Remove User', 5: 'Delete', 6: 'Create' },
  },
  4009: { name: 'Email Activity', categoryUid: 4, categoryName: 'Network Activity', activities: { 1: 'Send', 2: 'Receive', 3: 'Scan', 4: 'Trace' } },
  6003: {
    name: 'API Activity',
    categoryUid: 6,
    categoryName: 'Application Activity',
    activities: { 1: 'Create', 2: 'Read', 3: 'Update', 4: 'Delete' },
  },
};

/** Verbs with which the names of operations begin (CloudTrail, Kubernetes) or end (Okta, Slack). */
const VERBS: readonly (readonly [activity: number, verbs: readonly string[]])[] = [
  [2, ['get', 'list', 'describe', 'head', 'lookup', 'search', 'query', 'scan', 'view', 'read', 'watch', 'batchget', 'select', 'check', 'test']],
  [1, ['create', 'add', 'run', 'register', 'allocate', 'issue', 'upload', 'generate', 'new', 'import']],
  [4, ['delete', 'remove', 'terminate', 'deregister', 'release', 'purge', 'destroy', 'revoke']],
  [3, ['update', 'modify', 'put', 'set', 'change', 'edit', 'attach', 'detach', 'associate', 'enable', 'disable', 'patch', 'reset', 'rotate']],
];

/**
 * Which of create, read, update, delete an operation is, by the verb in its name: `DescribeInstances`, `policy.lifecycle.create`.
 * 99 (Other) where its name does not say.
 */
export function crudOf(operation: string): number {
  const words = operation
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z]+/)
    .filter((w) => w !== '');
  for (const word of [words[0], words[words.length - 1]]) {
    for (const [activity, verbs] of VERBS) if (word !== undefined && verbs.includes(word)) return activity;
  }
  return 99;
}
