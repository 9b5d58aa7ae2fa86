/**
 * Azure's activity log, the acts on subscriptions and their resources: diagnostic settings (`time`, `operationName` a text), the REST
 * API and the command line (`eventTimestamp`, `operationName.value`), the SDK (the same with underscores), and Log Analytics
 * (`AzureActivity`: `OperationNameValue`, the objects as JSON inside strings).
 *
 * One act is logged when it begins and when it ends, under one correlation id: the event is its end, the others are ignored by name.
 * Who is given a role stands in the body of the request, whom it is taken from in the answer; the log names both by object id.
 */
import { type Alias, alias } from '../model/ids.ts';
import type { EventKind, IdentityKind, Outcome } from '../model/vocabulary.ts';
import type { Adapter, AdapterContext, RawRecord } from './adapter.ts';
import { eventOf } from './emit.ts';
import { guidText, isGuid } from './entra-acts.ts';
import { at, type Fields, isAddress, known, object, objectOrJson, text } from './fields.ts';
import { AZURE_KINDS, AZURE_ROLES } from './kinds/azure.ts';
import { heldBy, sameIdentity } from './memo.ts';
import { OCSF } from './ocsf.ts';
import { recognition } from './recognition.ts';

/** A field that the API writes as `{value, localizedValue}` and others as a text. */
const valued = (v: unknown): string | undefined => text(at(v, 'value')) ?? text(v);

/** A field under any of its names: `correlationId`, `correlation_id`, `CorrelationId`. */
function field(d: Fields, name: string): unknown {
  return d[name] ?? d[name.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`)] ?? d[name.charAt(0).toUpperCase() + name.slice(1)];
}

const operationOf = (d: Fields): string | undefined => text(d.OperationNameValue) ?? valued(field(d, 'operationName'));
const resourceOf = (d: Fields): string | undefined => text(d._ResourceId) ?? text(field(d, 'resourceId')) ?? text(d.resourceUri);

/** The categories of the activity log; logs of the resources themselves and of the tenant have others. */
const CATEGORIES: ReadonlySet<string> = new Set(
  'administrative security servicehealth alert recommendation policy autoscale resourcehealth action write delete'.split(' '),
);

function isActivity(d: Fields): boolean {
  const operation = operationOf(d);
  if (operation?.includes('/') !== true || d.activityDisplayName !== undefined) return false;
  const category = (text(d.CategoryValue) ?? valued(d.category) ?? text(d.Category))?.toLowerCase();
  if (category === undefined || !CATEGORIES.has(category)) return false;
  const resource = resourceOf(d)?.toLowerCase();
  return resource?.startsWith('/subscriptions/') === true || resource?.startsWith('/providers/') === true || field(d, 'eventDataId') !== undefined;
}

export const azureActivity: Adapter = {
  type: 'azure-activity',
  title: 'Azure activity log',
  version: 1,
  channels: ['iam-audit'],
  system: () => 'azure',
  recognise(sample) {
    return recognition(sample, isActivity, 0.95, 'an operation of a resource provider beside the resource and a category of the activity log');
  },
  read,
};

/** The end of an act, and the words for that it began or is under way. */
const UNDER_WAY: ReadonlySet<string> = new Set(['start', 'started', 'accept', 'accepted', 'in progress', 'inprogress']);

function outcomeOf(status: string | undefined): Outcome {
  switch (status) {
    case 'success':
    case 'succeeded':
      return 'success';
    case 'failure':
    case 'failed':
      return 'failure';
    default:
      return 'unknown';
  }
}

function read(record: RawRecord, context: AdapterContext): void {
  const d = record.data;
  const operation = operationOf(d);
  if (operation === undefined || !isActivity(d)) {
    context.ignore('no-activity');
    return;
  }
  const status = (text(d.ActivityStatusValue) ?? text(d.resultType) ?? valued(field(d, 'status')))?.toLowerCase();
  if (status !== undefined && UNDER_WAY.has(status)) {
    context.ignore(`status-${status.replaceAll(' ', '-')}`);
    return;
  }
  const kind = AZURE_KINDS.kindOf(operation.toLowerCase());
  const claims = objectOrJson(at(d.identity, 'claims')) ?? objectOrJson(field(d, 'claims')) ?? objectOrJson(d.Claims_d) ?? {};
  const properties = objectOrJson(d.properties) ?? objectOrJson(d.Properties) ?? objectOrJson(d.Properties_d) ?? {};
  const by = callerOf(d, claims, context);
  const changed = targetOf(kind, operation.toLowerCase(), resourceOf(d), properties, by.actor, context);
  if (changed.target !== undefined && changed.holder !== undefined) heldBy(context, changed.target, changed.holder, 'credential');
  const http = objectOrJson(field(d, 'httpRequest')) ?? objectOrJson(d.HTTPRequest);
  context.emit(
    eventOf(kind, context.time(d.time ?? field(d, 'eventTimestamp') ?? d.TimeGenerated ?? d['TimeGenerated [UTC]']), {
      outcome: outcomeOf(status),
      operation,
      actor: by.actor,
      actorKind: by.kind,
      target: changed.target,
      targetKind: changed.targetKind,
      holder: changed.holder,
      access: changed.access,
      nativeId: text(field(d, 'eventDataId')),
      correlation: known(guidText(field(d, 'correlationId'))),
      place: text(d.callerIpAddress) ?? text(d.CallerIpAddress) ?? text(at(http, 'clientIpAddress')) ?? text(at(http, 'client_ip_address')),
      summary: changed.summary,
      ...(kind === 'other' ? { activityId: verbOf(operation.toLowerCase()) } : {}),
    }),
  );
}

/** OCSF API Activity: a write makes or changes, and the log does not say which. */
const verbOf = (operation: string): number =>
  operation.endsWith('/write') ? 3 : operation.endsWith('/delete') ? 4 : operation.endsWith('/read') ? 2 : OCSF.other.activityId;

const UPN_CLAIM = 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/upn';
const NAME_CLAIM = 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/name';
const OBJECT_CLAIM = 'http://schemas.microsoft.com/identity/claims/objectidentifier';

/** An object id, also without its dashes, as the evidence of an authorization has it. */
function objectId(value: unknown): string | undefined {
  const t = guidText(value);
  if (t === undefined || isGuid(t)) return t;
  const dashed =
    t.length === 32 ? `${t.slice(0, 8)}-${t.slice(8, 12)}-${t.slice(12, 16)}-${t.slice(16, 20)}-${t.slice(20)}`.toLowerCase() : undefined;
  return dashed !== undefined && isGuid(dashed) ? dashed : undefined;
}

interface Caller {
  readonly actor: Alias | undefined;
  readonly kind: IdentityKind | undefined;
}

/** Who acted: the sign-in name, else the object, else the application. What one token names beside each other is one identity. */
function callerOf(d: Fields, claims: Fields, context: AdapterContext): Caller {
  const caller = text(field(d, 'caller'));
  const id = objectId(claims[OBJECT_CLAIM]) ?? (caller !== undefined && isGuid(caller) ? objectId(caller) : undefined);
  const upn = [caller, text(claims[UPN_CLAIM]), text(claims[NAME_CLAIM])].find((t) => t !== undefined && isAddress(t));
  const isApp = text(claims.idtyp)?.toLowerCase() === 'app';
  const app = guidText(claims.appid);
  if (upn !== undefined && !isApp) {
    if (id !== undefined) sameIdentity(context, [alias('entra-object', id), alias('upn', upn)], undefined, text(claims.name));
    return { actor: alias('upn', upn), kind: undefined };
  }
  if (id !== undefined) {
    // A person's token names the application it was got through; only an application's own names the application as the caller.
    if (isApp && app !== undefined) sameIdentity(context, [alias('entra-object', id), alias('entra-app', app)], 'service-account', undefined);
    return { actor: alias('entra-object', id), kind: isApp ? 'service-account' : undefined };
  }
  // The evidence is whoever the access came through: the caller, unless it came through a group.
  const evidence = object(at(objectOrJson(at(d.identity, 'authorization')) ?? objectOrJson(field(d, 'authorization')), 'evidence'));
  const through = text(evidence?.principalType)?.toLowerCase();
  const principal = objectId(evidence?.principalId);
  if (principal !== undefined && (through === 'user' || through === 'serviceprincipal'))
    return { actor: alias('entra-object', principal), kind: through === 'user' ? undefined : 'service-account' };
  if (app !== undefined) return { actor: alias('entra-app', app), kind: 'service-account' };
  return { actor: caller === undefined ? undefined : alias('name', caller), kind: undefined };
}

interface Changed {
  readonly target: Alias | undefined;
  readonly targetKind?: IdentityKind | undefined;
  readonly holder?: Alias | undefined;
  readonly access?: string | undefined;
  readonly summary?: string | undefined;
}

/** The body of the request or of the answer: JSON inside a string, its own properties one level down, its names in any case. */
function body(properties: Fields, name: string): Fields | undefined {
  for (const key of Object.keys(properties)) {
    if (key.toLowerCase() !== name) continue;
    const whole = objectOrJson(properties[key]);
    return objectOrJson(insensitive(whole, 'properties')) ?? whole;
  }
  return undefined;
}

function insensitive(o: Fields | undefined, name: string): unknown {
  if (o === undefined) return undefined;
  for (const key of Object.keys(o)) if (key.toLowerCase() === name) return o[key];
  return undefined;
}

const lastPart = (path: string | undefined): string | undefined =>
  path === undefined ? undefined : path.slice(path.lastIndexOf('/') + 1) || undefined;

function targetOf(
  kind: EventKind,
  operation: string,
  resource: string | undefined,
  properties: Fields,
  actor: Alias | undefined,
  context: AdapterContext,
): Changed {
  // Azure's names of resources are the same in any case, and the log writes them in several.
  const path = resource?.toLowerCase();
  const thing = path === undefined ? undefined : alias('name', path);
  const asked = body(properties, 'requestbody');
  const answered = body(properties, 'responsebody');
  const said = (name: string): string | undefined => text(insensitive(asked, name)) ?? text(insensitive(answered, name));
  switch (kind) {
    case 'role.granted':
    case 'role.revoked': {
      if (operation.endsWith('/elevateaccess/action')) return { target: actor, access: 'User Access Administrator' };
      const principal = objectId(said('principalid'));
      const type = said('principaltype')?.toLowerCase();
      const role = lastPart(said('roledefinitionid'))?.toLowerCase();
      return {
        target: principal === undefined ? thing : alias('entra-object', principal),
        targetKind: principal === undefined ? undefined : type === 'serviceprincipal' ? 'service-account' : type === 'group' ? 'group' : undefined,
        access: role === undefined ? undefined : (AZURE_ROLES.get(role) ?? role),
        summary: said('scope'),
      };
    }
    case 'account.created':
    case 'account.deleted': {
      const principal = objectId(said('principalid'));
      const client = guidText(said('clientid'));
      if (principal === undefined) return { target: thing, targetKind: 'workload' };
      const own = alias('entra-object', principal);
      sameIdentity(context, known(own, client === undefined ? undefined : alias('entra-app', client), thing), 'workload', lastPart(resource));
      return { target: own, targetKind: 'workload' };
    }
    case 'credential.created':
    case 'credential.deleted':
    case 'credential.rotated':
    case 'secret.read': {
      const mark = '/federatedidentitycredentials/';
      const cut = path === undefined ? -1 : path.indexOf(mark);
      const holder = path !== undefined && cut > 0 ? alias('name', path.slice(0, cut)) : undefined;
      return { target: thing, targetKind: 'credential', holder, access: lastPart(resource) };
    }
    case 'permission.changed':
    case 'logging.disabled':
      return { target: thing };
    default:
      // A plain act on a resource changes no identity: what it was done to is kept as text.
      return { target: undefined, summary: resource };
  }
}
