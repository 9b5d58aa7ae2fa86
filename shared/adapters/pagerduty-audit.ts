/**
 * PagerDuty audit records (`/audit/records`, `/users/ID/audit/records` and the like): who changed users, their roles and their teams. What is
 * changed of schedules, policies and ways to be reached is kept as it is called: it changes who hears of an alert, and no identity.
 */
import { type Alias, alias } from '../model/ids.ts';
import type { EventKind, IdentityKind } from '../model/vocabulary.ts';
import type { Adapter, AdapterContext } from './adapter.ts';
import { type EventParts, eventOf } from './emit.ts';
import { itemsOf } from './envelope.ts';
import { at, type Fields, known, object, objects, text } from './fields.ts';
import { isUser, labelOf, userAlias } from './pagerduty.ts';
import { recognition } from './recognition.ts';

const isRecord = (d: Fields): boolean =>
  d.execution_time !== undefined && object(d.root_resource) !== undefined && (d.action !== undefined || d.details !== undefined);

export const pagerdutyAudit: Adapter = {
  type: 'pagerduty-audit',
  title: 'PagerDuty audit records',
  version: 1,
  channels: ['iam-audit'],
  system: () => 'pagerduty',
  recognise(sample) {
    return recognition(sample, (data) => itemsOf(data, ['records'], isRecord).some(isRecord), 0.95, 'execution_time and action beside root_resource');
  },
  read(record, context) {
    let said = 0;
    for (const item of itemsOf(record.data, ['records'], isRecord)) said += isRecord(item) ? readRecord(item, context) : 0;
    if (said === 0) context.ignore('no-audit-record');
  },
};

function readRecord(r: Fields, context: AdapterContext): number {
  const who = objects(r.actors)[0];
  const named = labelOf(who);
  const actor = isUser(who) ? userAlias(who, context) : named === undefined ? undefined : alias('name', named);
  const resource = object(at(r, 'details', 'resource')) ?? object(r.root_resource);
  const action = text(r.action) ?? 'change';
  const type = (text(resource?.type) ?? '').replace(/_reference$/, '');
  const base: EventParts = {
    outcome: 'success',
    operation: `${action} ${type}`.trim(),
    actor,
    nativeId: text(r.id),
    correlation: known(text(at(r, 'execution_context', 'request_id'))),
    place: text(at(r, 'execution_context', 'remote_address')),
  };
  const time = context.time(r.execution_time);
  const changes = changesOf(r, resource, type, action, context);
  for (const { kind, ...changed } of changes) context.emit(eventOf(kind, time, { ...base, ...changed }));
  if (changes.length === 0) context.emit(eventOf('other', time, { ...base, summary: labelOf(resource) }));
  return 1;
}

interface Changed {
  readonly kind: EventKind;
  readonly target: Alias | undefined;
  readonly targetKind?: IdentityKind | undefined;
  readonly access?: string | undefined;
}

/** Several where one record adds several members. */
function changesOf(r: Fields, resource: Fields | undefined, type: string, action: string, context: AdapterContext): readonly Changed[] {
  const root = object(r.root_resource);
  const out: Changed[] = [];
  const fields = objects(at(r, 'details', 'fields'));
  // A user's new address is stated beside the user: both name one.
  const email = fields.find((f) => text(f.name) === 'email');
  const user = isUser(resource) ? userAlias(email === undefined ? resource : { ...resource, email: email.value }, context) : undefined;
  if (user !== undefined && action === 'create') out.push({ kind: 'account.created', target: user });
  if (user !== undefined && action === 'delete') out.push({ kind: 'account.deleted', target: user });
  for (const reference of objects(at(r, 'details', 'references'))) {
    for (const [list, kind] of MEMBERSHIP) {
      for (const other of objects(reference[list])) {
        // A team with the users that came or went, or a user with the teams.
        if (isUser(other) && isTeam(resource)) out.push({ kind, target: userAlias(other, context), access: labelOf(resource) });
        else if (isTeam(other) && user !== undefined) out.push({ kind, target: user, access: labelOf(other) });
      }
    }
  }
  for (const field of fields) {
    const name = text(field.name);
    const inTeam = name === 'team_role' || name === 'members.role';
    if (user === undefined || action !== 'update' || (name !== 'role' && !inTeam)) continue;
    const access = known(text(field.value), inTeam ? labelOf(root) : undefined).join(' of ') || undefined;
    out.push({ kind: 'role.granted', target: user, access });
  }
  if (type.includes('api_key') || type.includes('api_token')) {
    const id = text(resource?.id);
    const kind = action === 'create' ? 'credential.created' : action === 'delete' ? 'credential.deleted' : undefined;
    if (id !== undefined && kind !== undefined) out.push({ kind, target: alias('name', id), targetKind: 'credential', access: id });
  }
  return out;
}

const MEMBERSHIP = [
  ['added', 'group.added'],
  ['removed', 'group.removed'],
] as const;

const isTeam = (reference: Fields | undefined): boolean => text(reference?.type)?.startsWith('team') === true;
