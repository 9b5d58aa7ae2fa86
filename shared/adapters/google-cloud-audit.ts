/** Google Cloud audit logs (LogEntry with `protoPayload`). A policy set is one event for each binding that it adds or removes. */
import { type Alias, alias } from '../model/ids.ts';
import type { EventKind, IdentityKind, Outcome } from '../model/vocabulary.ts';
import type { Adapter, AdapterContext, RawRecord } from './adapter.ts';
import { type EventParts, eventOf } from './emit.ts';
import { at, type Fields, isAddress, known, list, number, object, objects, text } from './fields.ts';
import { GOOGLE_CLOUD_KINDS } from './kinds/google.ts';
import { heldBy } from './memo.ts';
import { recognition } from './recognition.ts';

const payloadOf = (data: Fields): Fields | undefined => object(data.protoPayload) ?? object(data.jsonPayload);

export const googleCloudAudit: Adapter = {
  type: 'google-cloud-audit',
  title: 'Google Cloud audit logs',
  version: 1,
  channels: ['iam-audit'],
  system: () => 'google-cloud',
  recognise(sample) {
    return recognition(
      sample,
      (data) => {
        const p = object(data.protoPayload);
        return p !== undefined && (p.methodName !== undefined || p.authenticationInfo !== undefined);
      },
      0.97,
      'protoPayload with methodName and authenticationInfo',
    );
  },
  read,
};

/** An account by its address: service accounts have a domain of their own. */
export function googleAccount(address: string): Alias {
  return alias(address.endsWith('gserviceaccount.com') ? 'gcp-sa' : isAddress(address) ? 'google-user' : 'name', address);
}

function read(record: RawRecord, context: AdapterContext): void {
  const data = record.data;
  const payload = payloadOf(data);
  const method = payload === undefined ? undefined : text(payload.methodName);
  if (payload === undefined || method === undefined) {
    context.ignore('no-method');
    return;
  }
  const name = method.slice(method.lastIndexOf('.') + 1);
  const who = object(payload.authenticationInfo);
  const email = text(who?.principalEmail);
  const subject = text(who?.principalSubject);
  const actor = email !== undefined ? googleAccount(email) : subject === undefined ? undefined : memberAlias(subject).alias;
  const behalf = objects(who?.serviceAccountDelegationInfo)
    .map((d) => text(at(d, 'firstPartyPrincipal', 'principalEmail')) ?? text(d.principalSubject))
    .find((d) => d !== undefined);
  const keyName = text(who?.serviceAccountKeyName);
  const base: EventParts = {
    outcome: outcomeOf(payload),
    operation: method,
    actor,
    actorKind: email?.endsWith('gserviceaccount.com') === true ? 'service-account' : undefined,
    onBehalfOf: behalf === undefined ? undefined : behalf.includes(':') ? memberAlias(behalf).alias : googleAccount(behalf),
    credential: keyName === undefined ? undefined : alias('name', lastPart(keyName)),
    nativeId: text(data.insertId),
    correlation: known(text(at(data, 'operation', 'id')), text(data.trace)),
    place: text(at(payload, 'requestMetadata', 'callerIp')) ?? text(at(payload, 'requestMetadata', 'callerIP')),
  };
  const time = context.time(data.timestamp ?? data.receiveTimestamp);
  let kind = GOOGLE_CLOUD_KINDS.kindOf(name);
  if (kind === 'role.granted') {
    const deltas = bindingDeltas(payload);
    for (const d of deltas) {
      const member = memberAlias(text(d.member) ?? '');
      context.emit(
        eventOf(text(d.action) === 'REMOVE' ? 'role.revoked' : 'role.granted', time, {
          ...base,
          target: member.alias,
          targetKind: member.kind,
          access: text(d.role),
        }),
      );
    }
    // A policy without its delta does not say what changed.
    if (deltas.length === 0) context.emit(eventOf('other', time, { ...base, target: resource(payload) }));
    return;
  }
  if (name === 'UpdateSink' && !excludes(payload)) kind = 'other';
  const changed = targetOf(kind, payload, data);
  if (changed.target !== undefined && changed.holder !== undefined) heldBy(context, changed.target, changed.holder, 'credential');
  context.emit(eventOf(kind, time, { ...base, ...changed }));
}

function outcomeOf(payload: Fields): Outcome {
  const code = number(at(payload, 'status', 'code'));
  if (code !== undefined) return code === 0 ? 'success' : 'failure';
  return objects(payload.authorizationInfo).some((a) => a.granted === false) ? 'failure' : 'success';
}

const lastPart = (name: string): string => name.slice(name.lastIndexOf('/') + 1);
const resource = (payload: Fields): Alias | undefined => {
  const name = text(payload.resourceName);
  return name === undefined ? undefined : alias('name', name);
};

/** `user:a@b`, `serviceAccount:x`, `group:g@b`, `allUsers`. */
function memberAlias(member: string): { readonly alias: Alias | undefined; readonly kind: IdentityKind | undefined } {
  if (member === '') return { alias: undefined, kind: undefined };
  const colon = member.indexOf(':');
  const type = colon < 0 ? '' : member.slice(0, colon);
  const value = member.slice(colon + 1);
  if (value === '') return { alias: alias('name', member), kind: undefined };
  if (type === 'user') return { alias: alias('google-user', value), kind: undefined };
  if (type === 'serviceAccount') return { alias: alias('gcp-sa', value), kind: 'service-account' };
  if (type === 'group') return { alias: alias('email', value), kind: 'group' };
  return { alias: alias('name', member), kind: undefined };
}

const bindingDeltas = (payload: Fields): readonly Fields[] => [
  ...objects(at(payload, 'serviceData', 'policyDelta', 'bindingDeltas')),
  ...objects(at(payload, 'metadata', 'policyDelta', 'bindingDeltas')),
];

/** A sink that is turned off, or that leaves records out. */
function excludes(payload: Fields): boolean {
  const sink = object(at(payload, 'request', 'sink')) ?? object(payload.request);
  return list(sink?.exclusions).length > 0 || sink?.disabled === true;
}

interface Changed {
  readonly target?: Alias | undefined;
  readonly holder?: Alias | undefined;
  readonly targetKind?: IdentityKind | undefined;
  readonly access?: string | undefined;
}

function targetOf(kind: EventKind, payload: Fields, data: Fields): Changed {
  const account = serviceAccount(payload, data);
  switch (kind) {
    case 'account.created':
    case 'account.deleted':
    case 'account.disabled':
    case 'account.enabled':
    case 'session.assumed':
      return { target: account, targetKind: 'service-account' };
    case 'credential.created':
    case 'credential.deleted':
    case 'credential.disabled':
    case 'credential.enabled': {
      const full = [at(payload, 'response', 'name'), at(payload, 'request', 'name'), payload.resourceName]
        .map(text)
        .find((n) => n?.includes('/keys/') === true);
      if (full === undefined) return { target: undefined, holder: account, targetKind: 'credential' };
      return { target: alias('name', lastPart(full)), holder: account, targetKind: 'credential', access: lastPart(full) };
    }
    case 'secret.read':
    case 'credential.rotated': {
      const name = (text(payload.resourceName) ?? text(at(payload, 'request', 'parent')) ?? text(at(payload, 'request', 'name')))?.split(
        '/versions/',
      )[0];
      return { target: name === undefined ? undefined : alias('name', name), targetKind: 'credential', access: name };
    }
    default:
      return kind === 'other' ? {} : { target: resource(payload) };
  }
}

/** A service account's address stands in the answer, in the resource's labels or in a resource name; else its unique id does. */
function serviceAccount(payload: Fields, data: Fields): Alias | undefined {
  const stated = text(at(payload, 'response', 'email')) ?? text(at(data, 'resource', 'labels', 'email_id'));
  if (stated !== undefined) return alias('gcp-sa', stated);
  for (const name of [text(at(payload, 'request', 'name')), text(payload.resourceName), text(at(payload, 'response', 'name'))]) {
    const mark = name?.indexOf('/serviceAccounts/') ?? -1;
    if (name === undefined || mark < 0) continue;
    const part = name.slice(mark + '/serviceAccounts/'.length).split('/')[0] ?? '';
    if (part !== '') return alias('gcp-sa', part);
  }
  const id = text(at(data, 'resource', 'labels', 'unique_id'));
  return id === undefined ? undefined : alias('gcp-sa', id);
}
