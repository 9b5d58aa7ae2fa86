/**
 * Entra ID audit log in its three envelopes: Microsoft Graph (`activityDateTime`, camel case), diagnostic settings (`time`,
 * the event under `properties`), Log Analytics (`TimeGenerated`, Pascal case, the objects as JSON inside strings).
 */
import { type Alias, alias } from '../model/ids.ts';
import type { Outcome } from '../model/vocabulary.ts';
import type { Adapter, AdapterContext, RawRecord } from './adapter.ts';
import { eventOf } from './emit.ts';
import {
  type EntraAct,
  type EntraChange,
  type EntraObject,
  entraText,
  guidText,
  isGuid,
  objectAliases,
  outcomesOf,
  propertyText,
} from './entra-acts.ts';
import { type Fields, isAddress, known, object, objectOrJson, objectsOrJson } from './fields.ts';
import { activityName } from './kinds/entra.ts';
import { heldBy, sameIdentity } from './memo.ts';
import { recognition } from './recognition.ts';

/** The event of any envelope, with its fields under Graph's names. */
interface Unwrapped {
  readonly time: unknown;
  readonly activity: unknown;
  readonly result: unknown;
  readonly id: unknown;
  readonly correlationId: unknown;
  readonly initiatedBy: unknown;
  readonly targets: unknown;
  readonly reason: unknown;
  readonly place: unknown;
}

function unwrap(data: Fields): Unwrapped | undefined {
  const inner = objectOrJson(data.properties);
  if (inner !== undefined && (inner.activityDisplayName !== undefined || inner.targetResources !== undefined)) {
    return {
      time: inner.activityDateTime ?? data.time,
      activity: inner.activityDisplayName ?? data.operationName,
      result: inner.result ?? data.resultType,
      id: inner.id,
      correlationId: inner.correlationId ?? data.correlationId,
      initiatedBy: inner.initiatedBy,
      targets: inner.targetResources,
      reason: inner.resultReason,
      place: data.callerIpAddress,
    };
  }
  if (data.activityDisplayName !== undefined) {
    return {
      time: data.activityDateTime,
      activity: data.activityDisplayName,
      result: data.result,
      id: data.id,
      correlationId: data.correlationId,
      initiatedBy: data.initiatedBy,
      targets: data.targetResources,
      reason: data.resultReason,
      place: undefined,
    };
  }
  if (data.TargetResources !== undefined || data.InitiatedBy !== undefined) {
    return {
      time: data.ActivityDateTime ?? data.TimeGenerated ?? data['TimeGenerated [UTC]'],
      activity: data.ActivityDisplayName ?? data.OperationName,
      result: data.Result,
      id: data.Id,
      correlationId: data.CorrelationId,
      initiatedBy: data.InitiatedBy,
      targets: data.TargetResources,
      reason: data.ResultReason ?? data.ResultDescription,
      place: undefined,
    };
  }
  return undefined;
}

export const entraAudit: Adapter = {
  type: 'entra-audit',
  title: 'Entra ID audit log',
  version: 2,
  channels: ['iam-audit'],
  system: () => 'entra',
  recognise(sample) {
    return recognition(
      sample,
      (data) => {
        const event = unwrap(data);
        return event !== undefined && entraText(event.activity) !== undefined && (event.targets !== undefined || event.initiatedBy !== undefined);
      },
      0.97,
      'activityDisplayName beside initiatedBy and targetResources',
    );
  },
  read,
};

function read(record: RawRecord, context: AdapterContext): void {
  const event = unwrap(record.data);
  const written = event === undefined ? undefined : entraText(event.activity);
  if (event === undefined || written === undefined) {
    context.ignore('no-activity');
    return;
  }
  const by = initiator(event.initiatedBy, context);
  const targets: EntraObject[] = [];
  const changes = new Map<string, EntraChange>();
  for (const t of objectsOrJson(event.targets)) {
    const target = readTarget(t);
    targets.push(target);
    // One record that names an object's id and UPN is exact evidence that they are one.
    sameIdentity(context, objectAliases(target), undefined, target.name);
    for (const p of objectsOrJson(t.modifiedProperties)) {
      const name = entraText(p.displayName) ?? entraText(p.name);
      if (name !== undefined) changes.set(name, { before: propertyText(p.oldValue), after: propertyText(p.newValue) });
    }
  }
  const act: EntraAct = { operation: activityName(written), targets, changes, actor: by.actor };
  const principal = servicePrincipal(act);
  if (principal !== undefined) sameIdentity(context, principal, undefined, undefined);

  const outcome = result(event.result);
  const time = context.time(event.time);
  const correlation = known(guidText(event.correlationId));
  for (const one of outcomesOf(act)) {
    if (one.target !== undefined && one.holder !== undefined) heldBy(context, one.target, one.holder, one.targetKind);
    context.emit(
      eventOf(one.kind, time, {
        outcome,
        operation: act.operation,
        actor: by.actor,
        target: one.target,
        targetKind: one.targetKind,
        actorKind: by.app ? 'service-account' : undefined,
        holder: one.holder,
        access: one.access,
        nativeId: entraText(event.id),
        correlation,
        place: by.place ?? entraText(event.place),
        // Why a call failed is no reason why it was made: it is shown, and explains nothing.
        summary: entraText(event.reason),
      }),
    );
  }
}

function result(value: unknown): Outcome {
  switch (entraText(value)?.toLowerCase()) {
    case 'success':
      return 'success';
    case 'failure':
    case 'timeout':
      return 'failure';
    default:
      return 'unknown';
  }
}

interface Initiator {
  readonly actor: Alias | undefined;
  readonly app: boolean;
  readonly place: string | undefined;
}

function initiator(value: unknown, context: AdapterContext): Initiator {
  const both = objectOrJson(value);
  const user = object(both?.user);
  const id = guidText(user?.id);
  const upn = entraText(user?.userPrincipalName);
  if (user !== undefined && (id !== undefined || upn !== undefined)) {
    if (id !== undefined && upn !== undefined && isAddress(upn)) {
      sameIdentity(context, [alias('entra-object', id), alias('upn', upn)], undefined, entraText(user.displayName));
    }
    return { actor: upn !== undefined ? alias('upn', upn) : alias('entra-object', id as string), app: false, place: entraText(user.ipAddress) };
  }
  const app = object(both?.app);
  const principal = guidText(app?.servicePrincipalId);
  const appId = guidText(app?.appId);
  const name = entraText(app?.displayName) ?? entraText(app?.servicePrincipalName);
  if (principal !== undefined && appId !== undefined) {
    sameIdentity(context, [alias('entra-object', principal), alias('entra-app', appId)], 'service-account', name);
  }
  const actor =
    principal !== undefined
      ? alias('entra-object', principal)
      : appId !== undefined
        ? alias('entra-app', appId)
        : name !== undefined
          ? alias('name', name)
          : undefined;
  return { actor, app: actor !== undefined, place: undefined };
}

function readTarget(t: Fields): EntraObject {
  const upn = entraText(t.userPrincipalName);
  return {
    id: entraText(t.id),
    upn,
    appId: entraText(t.appId),
    name: entraText(t.displayName) ?? upn,
    type: entraText(t.type)?.toLowerCase() ?? (upn !== undefined ? 'user' : undefined),
  };
}

/** A service principal's object id and application id, where the modified properties state both. */
function servicePrincipal(act: EntraAct): Alias[] | undefined {
  const id = guidText(act.changes.get('ServicePrincipal.ObjectID')?.after);
  const appId = guidText(act.changes.get('ServicePrincipal.AppId')?.after);
  if (id !== undefined && appId !== undefined) return [alias('entra-object', id), alias('entra-app', appId)];
  // A new service principal or application states its own application id.
  const own = act.targets[0];
  const name = act.operation.toLowerCase();
  const stated =
    name === 'add service principal'
      ? act.changes.get('AppPrincipalId')?.after
      : name === 'add application'
        ? act.changes.get('AppId')?.after
        : undefined;
  return own?.id !== undefined && stated !== undefined && isGuid(stated) ? [alias('entra-object', own.id), alias('entra-app', stated)] : undefined;
}
