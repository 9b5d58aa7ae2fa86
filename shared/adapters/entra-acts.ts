/**
 * What an act in Entra changed. The audit log and the unified audit log tell of the same acts in different shapes; both are
 * brought into `EntraAct`, so that the same act has the same operation, target and access in both and can be met as one event.
 * For that the target is the object id where there is one (the one name that both logs always carry), else the UPN.
 */
import { type Alias, alias } from '../model/ids.ts';
import type { EventKind, IdentityKind } from '../model/vocabulary.ts';
import { isAddress, parsed, text } from './fields.ts';
import { CERTIFICATES_AND_SECRETS, ENTRA_KINDS } from './kinds/entra.ts';

export interface EntraObject {
  readonly id: string | undefined;
  readonly upn: string | undefined;
  readonly appId: string | undefined;
  readonly name: string | undefined;
  /** `user`, `serviceprincipal`, `application`, `group`, `role`, `device`, `policy` …, in lower case. */
  readonly type: string | undefined;
}

export interface EntraChange {
  readonly before: string | undefined;
  readonly after: string | undefined;
}

export interface EntraAct {
  /** As `activityName` gives it. */
  readonly operation: string;
  readonly targets: readonly EntraObject[];
  readonly changes: ReadonlyMap<string, EntraChange>;
  readonly actor: Alias | undefined;
}

export interface EntraOutcome {
  readonly kind: EventKind;
  readonly target: Alias | undefined;
  readonly targetKind: IdentityKind | undefined;
  readonly holder: Alias | undefined;
  readonly access: string | undefined;
}

/** Writes of nothing: literal `"<null>"`, JSON null, an empty text. */
export function entraText(value: unknown): string | undefined {
  const t = text(value);
  return t === undefined || t === '<null>' || t === 'null' || t === '""' ? undefined : t;
}

/** A modified property's value: JSON inside a string (`"\"Global Administrator\""`, `"[\"a\"]"`), or the bare text. */
export function propertyText(value: unknown): string | undefined {
  const t = entraText(value);
  if (t === undefined) return undefined;
  const first = t[0];
  if (first !== '"' && first !== '[' && first !== '{') return t;
  const inner = parsed(t);
  if (typeof inner === 'string') return entraText(inner);
  if (Array.isArray(inner)) return inner.length === 1 ? (entraText(inner[0]) ?? t) : t;
  return t;
}

const GUID_LENGTH = 36;

export function isGuid(value: string): boolean {
  if (value.length !== GUID_LENGTH) return false;
  for (let i = 0; i < GUID_LENGTH; i++) {
    const c = value.charCodeAt(i);
    if (i === 8 || i === 13 || i === 18 || i === 23) {
      if (c !== 45) return false;
    } else if (!((c >= 48 && c <= 57) || (c >= 97 && c <= 102) || (c >= 65 && c <= 70))) return false;
  }
  return true;
}

/** The id that stands for nobody in Microsoft's exports. */
export const NOBODY = '00000000-0000-0000-0000-000000000000';

/** An id of Microsoft's exports; the one that stands for nobody is none, and two acts that both carry it have nothing in common. */
export const guidText = (value: unknown): string | undefined => {
  const t = entraText(value);
  return t === NOBODY ? undefined : t;
};

const objectId = (id: string | undefined): Alias | undefined => (id === undefined || id === NOBODY ? undefined : alias('entra-object', id));

/** The alias of an object: its id, else its UPN, its application id, its name. */
export function objectAlias(o: EntraObject | undefined): Alias | undefined {
  if (o === undefined) return undefined;
  return (
    objectId(o.id) ??
    (o.upn === undefined ? undefined : alias('upn', o.upn)) ??
    (o.appId === undefined || o.appId === NOBODY ? undefined : alias('entra-app', o.appId)) ??
    (o.name === undefined ? undefined : alias('name', o.name))
  );
}

/** Every name of one object that the record states, the object id first. */
export function objectAliases(o: EntraObject): Alias[] {
  const out: Alias[] = [];
  const id = objectId(o.id);
  if (id !== undefined) out.push(id);
  if (o.upn !== undefined && isAddress(o.upn)) out.push(alias('upn', o.upn));
  if (o.appId !== undefined && o.appId !== NOBODY) out.push(alias('entra-app', o.appId));
  return out;
}

export function objectKind(o: EntraObject | undefined): IdentityKind | undefined {
  switch (o?.type) {
    case 'group':
      return 'group';
    case 'device':
      return 'device';
    case 'serviceprincipal':
    case 'application':
      return 'service-account';
    default:
      return undefined;
  }
}

const find = (act: EntraAct, ...types: readonly string[]): EntraObject | undefined => {
  for (const type of types) {
    const found = act.targets.find((t) => t.type === type);
    if (found !== undefined) return found;
  }
  return undefined;
};

const changed = (act: EntraAct, name: string): string | undefined => {
  const change = act.changes.get(name);
  return change === undefined ? undefined : (change.after ?? change.before);
};

/** What the act changed; several where one record changes several credentials. */
export function outcomesOf(act: EntraAct): readonly EntraOutcome[] {
  const name = act.operation.toLowerCase();
  const kind = ENTRA_KINDS.kindOf(name);
  const first = act.targets[0];
  const of = (o: EntraObject | undefined, access?: string | undefined, holder?: Alias | undefined): EntraOutcome[] => [
    { kind, target: objectAlias(o), targetKind: objectKind(o), holder, access },
  ];
  switch (kind) {
    case 'role.granted':
    case 'role.revoked':
      return name.includes('app role assignment') ? [appRole(act, kind)] : of(find(act, 'user', 'serviceprincipal', 'group') ?? first, roleName(act));
    case 'group.added':
    case 'group.removed':
      return of(
        act.targets.find((t) => t.type !== 'group') ?? (act.changes.has('Group.ObjectID') ? first : undefined),
        changed(act, 'Group.DisplayName') ?? find(act, 'group')?.name ?? changed(act, 'Group.ObjectID') ?? find(act, 'group')?.id,
      );
    case 'owner.changed':
      return [owned(act)];
    case 'consent.granted':
    case 'consent.revoked':
      return [consented(act, kind)];
    case 'credential.created':
    case 'credential.deleted':
      return credentials(act, name, kind);
    case 'device.enrolled': {
      // The account gains the device: where the record names the user, the user is who changed.
      const user = find(act, 'user');
      return user !== undefined ? of(user) : of(find(act, 'device') ?? first, undefined, act.actor);
    }
    case 'password.reset':
    case 'password.changed':
    case 'mfa.enrolled':
    case 'mfa.removed':
    case 'session.revoked': {
      const user = find(act, 'user') ?? first;
      return user === undefined ? [{ kind, target: act.actor, targetKind: undefined, holder: undefined, access: undefined }] : of(user);
    }
    default:
      return of(first);
  }
}

const roleName = (act: EntraAct): string | undefined =>
  changed(act, 'Role.DisplayName') ??
  find(act, 'role')?.name ??
  changed(act, 'Role.WellKnownObjectName') ??
  changed(act, 'Role.ObjectID') ??
  find(act, 'role')?.id;

/** An application's role given to a service principal or a user: the grantee stands in the modified properties, the target is the resource. */
function appRole(act: EntraAct, kind: EventKind): EntraOutcome {
  const user = changed(act, 'User.ObjectID');
  const principal = changed(act, 'ServicePrincipal.ObjectID');
  const group = changed(act, 'Group.ObjectID');
  const upn = changed(act, 'User.UPN');
  const toUser = act.operation.toLowerCase().includes('user');
  const grantee: EntraObject = {
    id: (toUser ? (user ?? group) : principal) ?? principal ?? user,
    upn: toUser ? upn : undefined,
    appId: toUser ? undefined : changed(act, 'ServicePrincipal.AppId'),
    name: undefined,
    type: toUser ? 'user' : 'serviceprincipal',
  };
  const resource = find(act, 'serviceprincipal', 'application') ?? act.targets[0];
  return {
    kind,
    target: objectAlias(grantee) ?? objectAlias(find(act, 'user') ?? resource),
    targetKind: objectKind(grantee),
    holder: undefined,
    access: changed(act, 'AppRole.Value') ?? changed(act, 'AppRole.DisplayName') ?? resource?.name,
  };
}

/** A new or lost owner: what is owned changed. The unified audit log names it only in the modified properties. */
function owned(act: EntraAct): EntraOutcome {
  const listed = act.targets.find((t) => t.type !== undefined && t.type !== 'user' && t.type !== 'other');
  let thing = listed;
  for (const type of ['Application', 'ServicePrincipal', 'Group', 'Device', 'Policy']) {
    const id = changed(act, `${type}.ObjectID`);
    if (id === undefined) continue;
    thing = { id, upn: undefined, appId: changed(act, `${type}.AppId`), name: changed(act, `${type}.DisplayName`), type: type.toLowerCase() };
    break;
  }
  return { kind: 'owner.changed', target: objectAlias(thing ?? act.targets[0]), targetKind: objectKind(thing), holder: undefined, access: undefined };
}

/** A consent: the application that was approved. A delegated grant names it in the modified properties; its target is the resource. */
function consented(act: EntraAct, kind: EventKind): EntraOutcome {
  const client = changed(act, 'ServicePrincipal.ObjectID');
  const target = client === undefined ? objectAlias(find(act, 'serviceprincipal', 'application') ?? act.targets[0]) : objectId(client);
  return { kind, target, targetKind: 'external-integration', holder: undefined, access: undefined };
}

/** Keys of an application or service principal, told apart by their identifiers before and after. */
function credentials(act: EntraAct, name: string, kind: EventKind): readonly EntraOutcome[] {
  const holder = objectAlias(find(act, 'serviceprincipal', 'application') ?? act.targets[0]);
  const change = act.changes.get('KeyDescription') ?? act.changes.get('Credential');
  const before = keyIds(change?.before);
  const after = keyIds(change?.after);
  const added = after.filter((k) => !before.includes(k));
  const removed = before.filter((k) => !after.includes(k));
  const one = (as: EventKind, key: string | undefined): EntraOutcome => ({
    kind: as,
    target: key === undefined ? holder : alias('entra-object', key),
    targetKind: key === undefined ? undefined : 'credential',
    holder: key === undefined ? undefined : holder,
    access: key,
  });
  if (name !== CERTIFICATES_AND_SECRETS) {
    const keys = kind === 'credential.created' ? added : removed;
    return keys.length === 0 ? [one(kind, undefined)] : keys.map((key) => one(kind, key));
  }
  if (added.length === 0 && removed.length === 0) return [one('other', undefined)];
  // As many gone as came: each is replaced. The one that was rotated away is the one whose later use matters.
  if (after.length === before.length) return removed.map((key) => one('credential.rotated', key));
  return after.length > before.length ? added.map((key) => one('credential.created', key)) : removed.map((key) => one('credential.deleted', key));
}

/** More keys than any application has; a longer list is hostile. */
const MOST_KEYS = 64;

/** The `KeyIdentifier=…` of each key in a key description. */
function keyIds(description: string | undefined): string[] {
  const out: string[] = [];
  if (description === undefined) return out;
  const mark = 'KeyIdentifier=';
  let from = description.indexOf(mark);
  while (from >= 0 && out.length < MOST_KEYS) {
    let end = from + mark.length;
    while (end < description.length && !',]" '.includes(description[end] ?? ' ')) end++;
    const id = description.slice(from + mark.length, end);
    if (id !== '' && !out.includes(id)) out.push(id);
    from = description.indexOf(mark, end);
  }
  return out;
}
