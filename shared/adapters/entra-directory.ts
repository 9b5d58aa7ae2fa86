/**
 * Entra ID directory from Microsoft Graph: users, service principals, applications and their keys, groups and members, owners, role
 * assignments, and who was assigned which role of an application (`appRoleAssignedTo`, `appRoleAssignments`).
 */
import { type Alias, alias } from '../model/ids.ts';
import type { IdentityKind, Tier } from '../model/vocabulary.ts';
import type { Adapter, AdapterContext } from './adapter.ts';
import { inventoried } from './emit.ts';
import { entraText, NOBODY } from './entra-acts.ts';
import { type Fields, isAddress, known, list, objects, text } from './fields.ts';
import { recognition } from './recognition.ts';

type Shape = 'user' | 'principal' | 'application' | 'group' | 'assignment' | 'app-role';

function shapeOf(d: Fields): Shape | undefined {
  if (text(d.id) === undefined) return undefined;
  if (d.principalId !== undefined && d.roleDefinitionId !== undefined) return 'assignment';
  if (d.principalId !== undefined && d.resourceId !== undefined && d.appRoleId !== undefined) return 'app-role';
  if (d.servicePrincipalType !== undefined || d.servicePrincipalNames !== undefined) return 'principal';
  if (d.appId !== undefined && (d.signInAudience !== undefined || d.publisherDomain !== undefined || d.passwordCredentials !== undefined))
    return 'application';
  if (d.userPrincipalName !== undefined && d.displayName !== undefined && d.createdDateTime !== undefined && d.status !== undefined) return undefined;
  if (d.userPrincipalName !== undefined) return 'user';
  if (d.mailEnabled !== undefined && d.securityEnabled !== undefined) return 'group';
  return undefined;
}

export const entraDirectory: Adapter = {
  type: 'entra-directory',
  title: 'Entra ID directory',
  version: 2,
  channels: ['ownership'],
  system: () => 'entra',
  recognise(sample) {
    return recognition(
      sample,
      (data) => shapeOf(data) !== undefined,
      0.85,
      'objects of Microsoft Graph: id beside userPrincipalName, appId or securityEnabled',
    );
  },
  read(record, context) {
    const d = record.data;
    const id = entraText(d.id);
    const shape = shapeOf(d);
    if (id === undefined || shape === undefined) {
      context.ignore('no-directory-object');
      return;
    }
    if (shape === 'assignment') readAssignment(d, context);
    else if (shape === 'app-role') readAppRole(d, context);
    else if (shape === 'group') readGroup(id, d, context);
    else if (shape === 'user') readUser(id, d, context);
    else readApplication(id, d, shape, context);
  },
};

/** The mailbox's own address and every other that it takes mail for: `SMTP:` the first, `smtp:` the rest. */
function addressesOf(d: Fields): Alias[] {
  const mail = entraText(d.mail);
  const proxies = list(d.proxyAddresses).flatMap((x) => /^smtp:(.+)$/i.exec(text(x) ?? '')?.[1] ?? []);
  return [...new Set(known(mail, ...proxies).filter(isAddress))].map((address) => alias('email', address));
}

function readUser(id: string, d: Fields, context: AdapterContext): void {
  const upn = entraText(d.userPrincipalName);
  const own = alias('entra-object', id);
  context.emit(
    inventoried(known(own, upn === undefined ? undefined : alias('upn', upn), ...addressesOf(d)), {
      kind: 'human',
      displayName: entraText(d.displayName),
    }),
  );
  // Members of a group, as some exporters write them: each with the id of its group.
  const group = entraText(d._parentId);
  if (group !== undefined) context.emit({ type: 'membership', team: group, member: own, from: undefined, to: undefined, address: undefined });
}

function readApplication(id: string, d: Fields, shape: 'principal' | 'application', context: AdapterContext): void {
  const own = alias('entra-object', id);
  const appId = entraText(d.appId);
  const kind: IdentityKind = text(d.servicePrincipalType) === 'ManagedIdentity' ? 'workload' : 'service-account';
  context.emit(
    inventoried(known(own, appId === undefined ? undefined : alias('entra-app', appId)), {
      kind: shape === 'application' ? 'service-account' : kind,
      displayName: entraText(d.displayName) ?? entraText(d.appDisplayName),
    }),
  );
  for (const key of [...objects(d.passwordCredentials), ...objects(d.keyCredentials)]) {
    const keyId = entraText(key.keyId);
    if (keyId === undefined || keyId === NOBODY) continue;
    context.emit(
      inventoried([alias('entra-object', keyId)], {
        kind: 'credential',
        displayName: entraText(key.displayName),
        holder: own,
        lastRotation: context.time(key.startDateTime),
      }),
    );
  }
  for (const o of objects(d.owners)) ownership(own, o, context);
}

function ownership(subject: Alias, owner: Fields, context: AdapterContext): void {
  const upn = entraText(owner.userPrincipalName);
  const id = entraText(owner.id);
  const party = id !== undefined && id !== NOBODY ? alias('entra-object', id) : upn === undefined ? undefined : alias('upn', upn);
  if (party === undefined) return;
  context.emit({
    type: 'claim',
    subject,
    subjectType: 'identity',
    role: 'owner',
    party,
    partyType: 'person',
    from: undefined,
    to: undefined,
    asOf: undefined,
    system: undefined,
  });
}

function readGroup(id: string, d: Fields, context: AdapterContext): void {
  const name = entraText(d.displayName) ?? id;
  const [address, ...others] = addressesOf(d);
  const base = { type: 'membership', team: name, from: undefined, to: undefined, address, alsoNamed: [id] } as const;
  context.emit({ ...base, member: undefined });
  for (const other of others) context.emit({ ...base, address: other, member: undefined });
  for (const m of list(d.members).length > 0 ? objects(d.members) : []) {
    const member = entraText(m.id);
    if (member !== undefined) context.emit({ ...base, member: alias('entra-object', member) });
  }
}

/** Built-in roles with which a principal can change identities, by their template ids (Microsoft's privileged roles). */
const CONTROLS_IDENTITIES: ReadonlySet<string> = new Set([
  '62e90394-69f5-4237-9190-012177145e10', // Global Administrator
  'e8611ab8-c189-46e8-94e1-60213ab1f814', // Privileged Role Administrator
  '7be44c8a-adaf-4e2a-84d6-ab2649e08a13', // Privileged Authentication Administrator
  'c4e39bd9-1100-46d3-8c65-fb160da0071f', // Authentication Administrator
  '9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3', // Application Administrator
  '158c047a-c907-4556-b7ef-446551a6b5f7', // Cloud Application Administrator
  'fe930be7-5e62-47db-91af-98c3a49a38b1', // User Administrator
]);

function readAssignment(d: Fields, context: AdapterContext): void {
  const principal = entraText(d.principalId);
  const role = entraText(d.roleDefinitionId);
  const tier: Tier = role !== undefined && CONTROLS_IDENTITIES.has(role.toLowerCase()) ? 0 : undefined;
  if (principal === undefined || principal === NOBODY) context.ignore('no-principal');
  else context.emit(inventoried([alias('entra-object', principal)], { tier }));
}

/** Permissions of Microsoft Graph with which an application can change identities, by the ids of their app roles. */
const APP_CONTROLS_IDENTITIES: ReadonlySet<string> = new Set([
  '9e3f62cf-ca93-4989-b6ce-bf83c28f9fe8', // RoleManagement.ReadWrite.Directory
  '06b708a9-e830-4db3-a914-8e69da51d44f', // AppRoleAssignment.ReadWrite.All
  '1bfefb4e-e0b5-418b-a88f-73c46d2cc8e9', // Application.ReadWrite.All
  '19dbc75e-c2e2-444c-a770-ec69d8559fc7', // Directory.ReadWrite.All
  '50483e42-d915-4231-9639-7fdb7fd190e5', // UserAuthenticationMethod.ReadWrite.All
]);

/** An application's role and whom it is assigned to. Both are in the directory; a service principal may be a managed identity, so its kind is not said. */
function readAppRole(d: Fields, context: AdapterContext): void {
  const principal = entraText(d.principalId);
  const resource = entraText(d.resourceId);
  const type = entraText(d.principalType)?.toLowerCase();
  if (principal === undefined || principal === NOBODY) {
    context.ignore('no-principal');
    return;
  }
  const role = entraText(d.appRoleId)?.toLowerCase();
  context.emit(
    inventoried([alias('entra-object', principal)], {
      kind: type === 'user' ? 'human' : type === 'group' ? 'group' : undefined,
      displayName: entraText(d.principalDisplayName),
      tier: role !== undefined && APP_CONTROLS_IDENTITIES.has(role) ? 0 : undefined,
    }),
  );
  if (resource !== undefined && resource !== NOBODY)
    context.emit(inventoried([alias('entra-object', resource)], { displayName: entraText(d.resourceDisplayName) }));
}
