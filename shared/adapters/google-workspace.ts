/** Google Workspace reports: one activity holds several events, each with its parameters. */
import { type Alias, alias } from '../model/ids.ts';
import type { EventKind, IdentityKind } from '../model/vocabulary.ts';
import type { Adapter, AdapterContext, RawRecord } from './adapter.ts';
import { eventOf } from './emit.ts';
import { at, type Fields, isAddress, object, objects, text } from './fields.ts';
import { GOOGLE_WORKSPACE_KINDS } from './kinds/google.ts';
import { recognition } from './recognition.ts';

export const googleWorkspace: Adapter = {
  type: 'google-workspace',
  title: 'Google Workspace reports',
  version: 2,
  channels: ['iam-audit', 'signin'],
  system: () => 'google-workspace',
  recognise(sample) {
    return recognition(
      sample,
      (data) => text(data.kind)?.startsWith('admin#reports#') === true || at(data, 'id', 'applicationName') !== undefined,
      0.97,
      'id.applicationName and kind admin#reports#activity',
    );
  },
  read,
};

function read(record: RawRecord, context: AdapterContext): void {
  const data = record.data;
  const who = object(data.actor);
  const email = text(who?.email);
  const actor = email !== undefined && isAddress(email) ? alias('google-user', email) : named(text(who?.key) ?? text(who?.profileId));
  const time = context.time(at(data, 'id', 'time'));
  // Some exporters write one event a record, with its name and parameters at the top.
  const events = Array.isArray(data.events) ? objects(data.events) : data.name !== undefined ? [data] : [];
  let said = 0;
  for (const event of events) {
    const name = text(event.name);
    if (name === undefined) continue;
    said++;
    const parameters = parametersOf(event.parameters);
    const kind = GOOGLE_WORKSPACE_KINDS.kindOf(name);
    const failed = kind === 'session.failed';
    context.emit(
      eventOf(kind, time, {
        outcome: failed ? 'failure' : 'success',
        operation: name,
        actor,
        ...targetOf(kind, parameters, actor),
        nativeId: text(at(data, 'id', 'uniqueQualifier')),
        place: text(data.ipAddress),
        interactive: kind === 'session.started' || failed ? true : undefined,
        summary: text(parameters.email_forwarding_destination_address) ?? text(parameters.app_name) ?? text(parameters.login_failure_type),
      }),
    );
  }
  if (said === 0) context.ignore('no-event-name');
}

const named = (value: string | undefined): Alias | undefined => (value === undefined ? undefined : alias('name', value));

/** Parameters as `[{name, value | boolValue | intValue | multiValue}]`, or already as an object. */
function parametersOf(value: unknown): Fields {
  if (!Array.isArray(value)) return object(value) ?? {};
  const out: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
  for (const p of objects(value)) {
    const name = text(p.name);
    if (name !== undefined) out[name] = p.value ?? p.boolValue ?? p.intValue ?? p.multiValue;
  }
  return out;
}

interface Changed {
  readonly target: Alias | undefined;
  readonly targetKind?: IdentityKind | undefined;
  readonly access?: string | undefined;
}

function targetOf(kind: EventKind, p: Fields, actor: Alias | undefined): Changed {
  const user = text(p.USER_EMAIL) ?? text(p.user_email) ?? text(p.affected_email_address);
  const target = user === undefined ? undefined : alias(isAddress(user) ? 'google-user' : 'name', user);
  switch (kind) {
    case 'group.added':
    case 'group.removed':
      return { target, access: text(p.GROUP_EMAIL) };
    case 'role.granted':
    case 'role.revoked':
      return { target, access: text(p.ROLE_NAME) ?? text(p.PRIVILEGE_NAME) };
    case 'consent.granted':
    case 'consent.revoked': {
      const client = text(p.client_id) ?? text(p.app_name);
      return { target: named(client), targetKind: 'external-integration' };
    }
    case 'other':
    case 'account.created':
    case 'account.deleted':
    case 'account.disabled':
    case 'account.enabled':
    case 'password.reset':
      // An administrator's act on somebody: where the record does not name whom, it is not the administrator.
      return { target };
    default:
      // What a user does to the own account names nobody else.
      return { target: target ?? actor };
  }
}
