/**
 * Microsoft 365 unified audit log: the outer CSV of Search-UnifiedAuditLog with the record as JSON in `AuditData`, the bare
 * inner record (Management API), Graph's audit log query (`auditData`), and Sentinel's OfficeActivity.
 *
 * Times are UTC and written without a zone; the log's own documentation says so, so that they are read as UTC and not as the
 * source's declared zone. Azure AD operations are Entra's with a final dot: they are read as Entra's, and carry
 * `InterSystemsId`, which is the `correlationId` of the same act in Entra's audit log. `Id` stays the native id of every
 * record: records of one act with distinct ids share InterSystemsId, operation, target, access and time.
 */
import type { Instant } from '../base/instant.ts';
import { type Alias, alias } from '../model/ids.ts';
import type { EventKind, Outcome } from '../model/vocabulary.ts';
import type { Adapter, AdapterContext, RawRecord } from './adapter.ts';
import { eventOf } from './emit.ts';
import {
  type EntraAct,
  type EntraChange,
  type EntraObject,
  entraText,
  guidText,
  isGuid,
  NOBODY,
  objectAliases,
  outcomesOf,
  propertyText,
} from './entra-acts.ts';
import { bool, type Fields, isAddress, known, object, objectOrJson, objects, objectsOrJson, parsed, text, verbatim } from './fields.ts';
import { activityName, ENTRA_KINDS } from './kinds/entra.ts';
import { M365_KINDS } from './kinds/m365.ts';
import { outlookActions, outlookCondition, ruleParts } from './mailrule-parameters.ts';
import { heldBy, sameIdentity } from './memo.ts';
import { recognition } from './recognition.ts';

export const m365UnifiedAudit: Adapter = {
  type: 'm365-unified-audit',
  title: 'Microsoft 365 unified audit log',
  version: 2,
  channels: ['iam-audit', 'signin'],
  system: () => 'm365',
  recognise(sample) {
    return recognition(sample, isUnifiedAudit, 0.97, 'AuditData, or Operation beside CreationTime, UserId and Workload');
  },
  read,
};

function isUnifiedAudit(d: Fields): boolean {
  if (d.AuditData !== undefined) return d.Operations !== undefined || d.CreationDate !== undefined || d.UserIds !== undefined;
  if (d.auditData !== undefined) return d.operation !== undefined;
  const inner = d.Operation !== undefined && d.UserId !== undefined && (d.CreationTime !== undefined || d.OfficeId !== undefined);
  return inner && (d.Workload !== undefined || d.RecordType !== undefined || d.OfficeWorkload !== undefined);
}

function read(record: RawRecord, context: AdapterContext): void {
  const outer = record.data;
  const cell = outer.AuditData ?? outer.auditData;
  const inner = cell === undefined ? outer : objectOrJson(cell);
  if (inner === undefined && text(cell) !== undefined) {
    context.reject('AuditData does not hold a JSON object');
    return;
  }
  // An export that was cut short has the outer columns and an empty AuditData: it still says who did what, and when.
  const event: Fields = inner ?? {};
  const written = text(event.Operation) ?? text(outer.Operations) ?? text(outer.operation);
  if (written === undefined) {
    context.ignore('no-operation');
    return;
  }
  const time = context.time(
    utc(event.CreationTime) ?? utc(event.TimeGenerated) ?? utc(outer.CreationDate) ?? utc(outer.createdDateTime) ?? outer.CreationDate,
  );
  const user = text(event.UserId) ?? text(outer.UserIds) ?? text(outer.userPrincipalName);
  const base: Base = {
    event,
    context,
    time,
    user,
    nativeId: text(event.Id) ?? text(event.OfficeId) ?? text(outer.Identity) ?? text(outer.id),
    correlation: known(guidText(event.InterSystemsId)),
    place: address(
      entraText(event.ClientIP) ?? entraText(event.ActorIpAddress) ?? entraText(event.ClientIPAddress) ?? entraText(event.Client_IPAddress),
    ),
    outcome: outcomeOf(event.ResultStatus),
  };
  const operation = activityName(written);
  // Some of the azure AD operations are written without their dot; the names of Exchange's are never Entra's.
  if (isAzure(event, written) && ENTRA_KINDS.kindOf(operation.toLowerCase()) !== 'other') readAzure(base, operation);
  else readOffice(base, operation);
}

interface Base {
  readonly event: Fields;
  readonly context: AdapterContext;
  readonly time: Instant | undefined;
  readonly user: string | undefined;
  readonly nativeId: string | undefined;
  readonly correlation: readonly string[];
  readonly place: string | undefined;
  readonly outcome: Outcome;
}

const isAzure = (event: Fields, written: string): boolean =>
  written.trimEnd().endsWith('.') || text(event.Workload) === 'AzureActiveDirectory' || event.AzureActiveDirectoryEventType !== undefined;

/** A time of this log with its zone: UTC, where the text names none. `undefined` for what has a form of its own (US dates). */
function utc(value: unknown): string | undefined {
  const t = text(value);
  if (t === undefined || t.length < 16 || t.charCodeAt(4) !== 45) return undefined;
  const tail = t.slice(10);
  return tail.endsWith('Z') || tail.includes('+') || tail.includes('-') ? t : `${t}Z`;
}

function outcomeOf(value: unknown): Outcome {
  switch (text(value)?.toLowerCase()) {
    case 'true':
    case 'success':
    case 'succeeded':
    case 'partiallysucceeded':
      return 'success';
    case 'false':
    case 'failure':
    case 'failed':
      return 'failure';
    default:
      return 'unknown';
  }
}

/** `ClientIP` may carry a port: `192.0.2.1:443`, `[2001:db8::1]:443`. */
export function address(value: string | undefined): string | undefined {
  if (value === undefined) return undefined;
  if (value.startsWith('[')) {
    const end = value.indexOf(']');
    return end > 0 ? value.slice(1, end) : value;
  }
  const colon = value.indexOf(':');
  return colon > 0 && colon === value.lastIndexOf(':') ? value.slice(0, colon) : value;
}

/** The objects of `Actor[]` or `Target[]` are one object's names, each an entry with a number for its kind. */
function named(entries: readonly Fields[]): EntraObject | undefined {
  if (entries.length === 0) return undefined;
  let id: string | undefined;
  let upn: string | undefined;
  let appId: string | undefined;
  let name: string | undefined;
  let type: string | undefined;
  const guids: string[] = [];
  for (const entry of entries) {
    const value = guidText(entry.ID);
    if (value === undefined) continue;
    const kind = text(entry.Type);
    const cut = value.indexOf('_');
    if (cut > 0 && isGuid(value.slice(cut + 1))) {
      id ??= value.slice(cut + 1);
      type ??= value.slice(0, cut).toLowerCase();
    } else if (isGuid(value)) guids.push(value);
    else if (kind === '5') upn ??= value;
    else if (kind === '1') name ??= value;
  }
  if (id === undefined && guids.length > 0) id = guids[0];
  // Beside a service principal's object id stands its application id; beside a user's stands the application it used.
  if (type === 'serviceprincipal') appId = guids.find((g) => g !== id);
  if (type === undefined && upn !== undefined) type = 'user';
  return { id, upn: type === 'serviceprincipal' ? undefined : upn, appId, name: name ?? upn, type };
}

function actorOf(base: Base): Alias | undefined {
  const who = named(objectsOrJson(base.event.Actor));
  if (who !== undefined) sameIdentity(base.context, objectAliases(who), undefined, undefined);
  const user = base.user;
  if (user !== undefined) {
    if (isAddress(user)) return alias('upn', user);
    const cut = user.indexOf('_');
    const id = cut > 0 ? user.slice(cut + 1) : user;
    if (isGuid(id) && id !== NOBODY) return alias('entra-object', id);
    if (id === NOBODY) return who?.name === undefined ? undefined : alias('name', who.name);
  }
  if (who?.type === 'user' && who.upn !== undefined) return alias('upn', who.upn);
  if (who?.type === 'serviceprincipal' && who.id !== undefined) return alias('entra-object', who.id);
  // Beside a service's own acts stand words for how it signed in (`Certificate`): its name says more.
  if (who?.name !== undefined) return alias('name', who.name);
  return user === undefined || user === 'Not Available' ? undefined : alias('name', user);
}

function readAzure(base: Base, operation: string): void {
  const { event, context } = base;
  const actor = actorOf(base);
  const target = named(objectsOrJson(event.Target));
  if (target !== undefined) sameIdentity(context, objectAliases(target), undefined, undefined);
  const changes = new Map<string, EntraChange>();
  for (const p of objectsOrJson(event.ModifiedProperties)) {
    const name = text(p.Name);
    if (name !== undefined) changes.set(name, { before: propertyText(p.OldValue), after: propertyText(p.NewValue) });
  }
  const objectId = text(event.ObjectId);
  const fallback: EntraObject | undefined =
    objectId === undefined
      ? undefined
      : {
          id: isGuid(objectId) ? objectId : undefined,
          upn: isAddress(objectId) ? objectId : undefined,
          appId: undefined,
          name: objectId,
          type: undefined,
        };
  const act: EntraAct = { operation, targets: known(target ?? fallback), changes, actor };
  for (const one of outcomesOf(act)) {
    if (one.target !== undefined && one.holder !== undefined) heldBy(context, one.target, one.holder, one.targetKind);
    emit(base, one.kind, operation, actor, one.target, {
      holder: one.holder,
      targetKind: one.targetKind,
      access: one.access,
      actorKind: text(event.UserType) === '4' ? 'service-account' : undefined,
    });
  }
}

type More = Partial<Parameters<typeof eventOf>[2]>;

function emit(base: Base, kind: EventKind, operation: string, actor: Alias | undefined, target: Alias | undefined, more: More): void {
  base.context.emit(
    eventOf(kind, base.time, {
      outcome: base.outcome,
      operation,
      actor,
      target,
      nativeId: base.nativeId,
      correlation: base.correlation,
      place: base.place,
      ...more,
    }),
  );
}

/** `Parameters[{Name,Value}]` as one object. */
function parametersOf(value: unknown): Fields {
  const out: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
  for (const p of objectsOrJson(value)) {
    const name = text(p.Name);
    if (name !== undefined) out[name] = p.Value;
  }
  return out;
}

function readOffice(base: Base, operation: string): void {
  const { event } = base;
  const actor = actorOf(base);
  let kind = M365_KINDS.kindOf(operation);
  if (kind === 'other') {
    // The second argument of a plain act (a file, a meeting) is no identity: kept as searchable text, never as a target.
    emit(base, kind, operation, actor, undefined, { summary: text(event.ObjectId) });
    return;
  }
  const parameters = parametersOf(event.Parameters);
  switch (kind) {
    case 'session.started':
    case 'session.failed': {
      const failed = kind === 'session.failed' || base.outcome === 'failure';
      emit({ ...base, outcome: failed ? 'failure' : base.outcome }, failed ? 'session.failed' : kind, operation, actor, actor, {
        interactive: requestType(event) === 'Login:login' ? true : undefined,
        summary: text(event.LogonError),
      });
      return;
    }
    case 'forwarding.enabled': {
      const to = text(parameters.ForwardingSmtpAddress) ?? text(parameters.ForwardingAddress);
      if (to === undefined) kind = 'other';
      emit(base, kind, operation, actor, mailbox(base, parameters), { summary: to });
      return;
    }
    case 'logging.disabled': {
      if (!turnsLoggingOff(operation, parameters)) kind = 'other';
      emit(base, kind, operation, actor, kind === 'other' ? undefined : known(text(event.ObjectId)).map((o) => alias('name', o))[0], {});
      return;
    }
    case 'delegation.granted': {
      const to = text(parameters.User) ?? text(parameters.Trustee) ?? text(parameters.Delegate);
      emit(base, kind, operation, actor, mailbox(base, parameters), {
        access: text(parameters.AccessRights) ?? text(object(event.Item)?.Permissions) ?? undefined,
        summary: to,
      });
      return;
    }
    default: {
      const box = mailbox(base, parameters);
      emit(base, kind, operation, actor, box, { summary: ruleName(event, parameters) });
      if (box !== undefined && base.outcome !== 'failure') readRule(base, operation, kind, box, actor, parameters);
    }
  }
}

const requestType = (event: Fields): string | undefined => {
  for (const p of objects(event.ExtendedProperties)) if (text(p.Name) === 'RequestType') return text(p.Value);
  return undefined;
};

function turnsLoggingOff(operation: string, parameters: Fields): boolean {
  if (operation === 'Set-MailboxAuditBypassAssociation') return bool(parameters.AuditBypassEnabled) !== false;
  return bool(parameters.UnifiedAuditLogIngestionEnabled) === false || bool(parameters.AdminAuditLogEnabled) === false;
}

/** The mailbox that an operation is about: named by a parameter, by the mailbox audit's owner, by the object, else the actor's own. */
function mailbox(base: Base, parameters: Fields): Alias | undefined {
  const { event, user } = base;
  const owner = text(event.MailboxOwnerUPN);
  if (owner !== undefined) return alias(isAddress(owner) ? 'upn' : 'name', owner);
  const places = known(text(parameters.Mailbox), text(event.ObjectId), text(parameters.Identity));
  const stated = places.map(boxName).find(isAddress);
  if (stated !== undefined) return alias('upn', stated);
  for (const written of places) {
    const last = boxName(written);
    if (last === '') continue;
    // A directory path ends in the mailbox's name, which is the local part of the user's own address; newer logs end it in an id.
    const at = user === undefined ? -1 : user.indexOf('@');
    if (user !== undefined && at > 0 && user.slice(0, at).toLowerCase() === last.toLowerCase()) return alias('upn', user);
    if (isGuid(last)) return written.includes('\\') && user !== undefined && isAddress(user) ? alias('upn', user) : alias('entra-object', last);
    return alias('name', last);
  }
  return user !== undefined && isAddress(user) ? alias('upn', user) : undefined;
}

/** `…/Organizations/tenant/NAME\RULE` → NAME; `NAME` stays. */
function boxName(written: string): string {
  const slash = written.lastIndexOf('/');
  const rest = slash < 0 ? written : written.slice(slash + 1);
  const back = rest.indexOf('\\');
  return (back < 0 ? rest : rest.slice(0, back)).trim();
}

/** A rule's name may be one space or one dot; it is kept as written. */
function ruleName(event: Fields, parameters: Fields): string | undefined {
  const stated = verbatim(parameters.Name) ?? verbatim(parametersOf(event.OperationProperties).RuleName);
  if (stated !== undefined) return stated;
  for (const written of [verbatim(event.ObjectId), verbatim(parameters.Identity)]) {
    const back = written === undefined ? -1 : written.lastIndexOf('\\');
    if (written !== undefined && back >= 0 && back < written.length - 1) return written.slice(back + 1);
  }
  const id = text(parametersOf(event.OperationProperties).RuleId);
  return id ?? text(parameters.Identity);
}

/** The state of a mailbox rule from this record on; how ends and partial changes are said stands at `MailRuleEmission`. */
function readRule(base: Base, operation: string, kind: EventKind, box: Alias, actor: Alias | undefined, parameters: Fields): void {
  const { event, context, time } = base;
  const rule = ruleName(event, parameters) ?? '';
  const box2 = box.startsWith('upn:') ? alias('email', box.slice(4)) : box;
  // The mailbox of a user is addressed by the user's sign-in name: both are stated by this one record.
  if (box2 !== box) sameIdentity(context, [box, box2], undefined, undefined);
  let conditions: ReturnType<typeof ruleParts>['conditions'] = [];
  let actions: ReturnType<typeof ruleParts>['actions'] = [];
  let ended = kind === 'mailrule.removed';
  let partial = false;
  if (operation === 'UpdateInboxRules') {
    const properties = parametersOf(event.OperationProperties);
    const what = text(properties.RuleOperation)?.toLowerCase() ?? '';
    ended = what.startsWith('remove') || text(properties.RuleState)?.toLowerCase().startsWith('disabled') === true;
    const restriction = text(properties.RuleCondition);
    conditions = restriction === undefined ? [{ on: 'all' }] : outlookCondition(restriction);
    actions = outlookActions(objects(parsed(properties.RuleActions)));
  } else if (!ended) {
    const parts = ruleParts(parameters);
    conditions = parts.conditions;
    actions = parts.actions;
    partial = kind === 'mailrule.changed';
    if (!parts.conditional && !partial) conditions = [{ on: 'all' }];
    conditions = [...conditions, ...parts.exceptions];
    if (bool(parameters.Enabled) === false) ended = true;
  }
  if (ended) {
    context.emit({ type: 'mailrule', mailbox: box2, rule, from: undefined, to: time, createdBy: actor, conditions: [], actions: [] });
    return;
  }
  context.emit({ type: 'mailrule', mailbox: box2, rule, from: time, to: undefined, createdBy: actor, conditions, actions, partial });
}
