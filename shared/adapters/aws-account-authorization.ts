/**
 * AWS account authorization details (`iam:GetAccountAuthorizationDetails`): users and roles. Their tags are the only hint at an
 * owner; administrator policies, attached to them or to a group of theirs, are the only hint at the tier. The answers about single ones and the lists that a responder
 * asks for in their place are read the same way: `GetUser`, `GetRole`, `ListUsers`, `ListRoles`, `ListAccessKeys`, `ListSecrets`.
 */
import { alias } from '../model/ids.ts';
import type { IdentityKind, Tier } from '../model/vocabulary.ts';
import type { Adapter, AdapterContext } from './adapter.ts';
import { inventoried } from './emit.ts';
import { at, type Fields, objectOrJson, objects, text, texts } from './fields.ts';
import { recognition } from './recognition.ts';
import { partyText, readAlias, tierCell } from './table/cells.ts';

const isUser = (d: Fields): boolean => d.UserName !== undefined && d.Arn !== undefined && d.UserId !== undefined;
const isRole = (d: Fields): boolean => d.RoleName !== undefined && d.Arn !== undefined && d.RoleId !== undefined;

const isKey = (d: Fields): boolean =>
  d.AccessKeyId !== undefined && d.UserName !== undefined && d.Status !== undefined && d.SecretAccessKey === undefined;
const isSecret = (d: Fields): boolean => text(d.ARN)?.startsWith('arn:') === true && text(d.ARN)?.includes(':secretsmanager:') === true;
const isOurs = (d: Fields): boolean => isUser(d) || isRole(d) || isKey(d) || isSecret(d);

const LISTS = ['UserDetailList', 'RoleDetailList', 'User', 'Role', 'Users', 'Roles', 'AccessKeyMetadata', 'SecretList'] as const;

/** The identities of a whole answer, or of one that was already taken apart. */
function identities(data: Fields): readonly Fields[] {
  return isOurs(data) ? [data] : LISTS.flatMap((key) => objects(data[key]));
}

export const awsAccountAuthorization: Adapter = {
  type: 'aws-account-authorization',
  title: 'AWS account authorization details',
  version: 2,
  channels: ['ownership'],
  system(first) {
    const account = identities(first.data)
      .map((i) => (text(i.Arn) ?? text(i.ARN))?.split(':')[4])
      .find((a) => a !== undefined && /^\d{12}$/.test(a));
    return account === undefined ? 'aws' : `aws-${account}`;
  },
  recognise(sample) {
    return recognition(sample, (data) => identities(data).some(isOurs), 0.93, 'users, roles, keys or secrets of an AWS account with Arn and id');
  },
  read(record, context) {
    let said = 0;
    const powerful = new Set(
      objects(record.data.GroupDetailList)
        .filter((g) => policiesOf(g).some(controlsIdentities))
        .map((g) => text(g.GroupName)),
    );
    for (const i of identities(record.data)) said += isKey(i) ? readKey(i, context) : readIdentity(i, powerful, context);
    if (said === 0) context.ignore('no-user-or-role');
  },
};

/** Managed policies with which an identity can change identities. */
const CONTROLS_IDENTITIES = ['policy/AdministratorAccess', 'policy/IAMFullAccess'];

const policiesOf = (o: Fields): string[] => objects(o.AttachedManagedPolicies).map((p) => text(p.PolicyArn) ?? '');
const controlsIdentities = (arn: string): boolean => CONTROLS_IDENTITIES.some((c) => arn.endsWith(c));

/** `powerful`: the groups whose members can change identities. */
function readIdentity(i: Fields, powerful: ReadonlySet<string | undefined>, context: AdapterContext): number {
  const arn = text(i.Arn) ?? text(i.ARN);
  if (arn === undefined || !isOurs(i)) return 0;
  const tags = new Map<string, string>();
  for (const t of objects(i.Tags)) {
    const key = text(t.Key);
    const value = text(t.Value);
    if (key !== undefined && value !== undefined) tags.set(key.toLowerCase(), value);
  }
  const self = alias('aws-arn', arn);
  const controls = policiesOf(i).some(controlsIdentities) || texts(i.GroupList).some((g) => powerful.has(g));
  const tagged: Tier = tierCell(tags.get('privilege_tier') ?? tags.get('tier'));
  context.emit(
    inventoried([self], {
      kind: isSecret(i) ? 'credential' : isRole(i) ? roleKind(i) : undefined,
      displayName: text(i.UserName) ?? text(i.RoleName) ?? text(i.Name),
      // Of a secret; `LastChangedDate` moves with its tags too, and says nothing of its value.
      lastRotation: context.time(i.LastRotatedDate),
      application: tags.get('application') ?? tags.get('app'),
      service: tags.get('service'),
      environments: known(tags.get('environment') ?? tags.get('env')),
      tier: tagged ?? (controls ? 0 : undefined),
    }),
  );
  for (const [tag, role] of OWNER_TAGS) {
    const value = tags.get(tag);
    if (value === undefined) continue;
    const person = readAlias(value);
    const isPerson = !person.startsWith('name:');
    context.emit({
      type: 'claim',
      subject: self,
      subjectType: 'identity',
      role,
      party: isPerson ? person : partyText(value),
      partyType: isPerson ? 'person' : 'team',
      from: undefined,
      to: undefined,
      asOf: undefined,
      system: undefined,
    });
  }
  return 1;
}

/** The list of a user's keys names the user, and not the account. */
function readKey(key: Fields, context: AdapterContext): number {
  const id = text(key.AccessKeyId);
  const name = text(key.UserName);
  if (id === undefined || name === undefined) return 0;
  context.emit(
    inventoried([alias('aws-access-key', id)], { kind: 'credential', holder: alias('aws-user', name), lastRotation: context.time(key.CreateDate) }),
  );
  return 1;
}

const known = (value: string | undefined): string[] => (value === undefined ? [] : [value]);

const OWNER_TAGS = [
  ['owner', 'owner'],
  ['team', 'owner'],
  ['technical-owner', 'technical-owner'],
  ['business-owner', 'business-owner'],
  ['steward', 'steward'],
] as const;

/** A role that only a service of AWS may assume is a workload's; who else may assume it does not say what it is. */
function roleKind(role: Fields): IdentityKind | undefined {
  const statements = objects(at(objectOrJson(role.AssumeRolePolicyDocument), 'Statement'));
  if (statements.length === 0) return undefined;
  return statements.every(
    (s) =>
      texts(at(s, 'Principal', 'Service')).length > 0 && at(s, 'Principal', 'AWS') === undefined && at(s, 'Principal', 'Federated') === undefined,
  )
    ? 'workload'
    : undefined;
}
