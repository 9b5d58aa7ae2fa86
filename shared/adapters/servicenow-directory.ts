/** ServiceNow users, groups and memberships of groups. Groups are referred to by `sys_id` everywhere but in their own record. */
import { alias } from '../model/ids.ts';
import type { Adapter, AdapterContext } from './adapter.ts';
import { itemsOf } from './envelope.ts';
import { type Fields, isAddress, known, text } from './fields.ts';
import { recognition } from './recognition.ts';
import { snDisplay, snReference, snText, snUser } from './servicenow.ts';

const isUserRow = (d: Fields): boolean => d.user_name !== undefined && (d.sys_id !== undefined || d.email !== undefined);
const isMembership = (d: Fields): boolean => d.user !== undefined && d.group !== undefined && (d.sys_id !== undefined || Object.keys(d).length <= 4);
const isGroup = (d: Fields): boolean =>
  d.name !== undefined &&
  d.sys_id !== undefined &&
  (d.exclude_manager !== undefined ||
    d.include_members !== undefined ||
    d.default_assignee !== undefined ||
    text(d.sys_class_name) === 'sys_user_group');
const isOurs = (d: Fields): boolean => isUserRow(d) || isMembership(d) || isGroup(d);

export const servicenowDirectory: Adapter = {
  type: 'servicenow-directory',
  title: 'ServiceNow users and groups',
  version: 1,
  channels: ['ownership'],
  system: () => 'servicenow',
  recognise(sample) {
    return recognition(sample, (data) => itemsOf(data, ['result'], isOurs).some(isOurs), 0.9, 'user_name beside sys_id, or a group and its members');
  },
  read(record, context) {
    let said = 0;
    for (const row of itemsOf(record.data, ['result'], isOurs))
      said += isMembership(row) ? readMembership(row, context) : isUserRow(row) ? readUser(row, context) : readGroup(row, context);
    if (said === 0) context.ignore('no-directory-entry');
  },
};

function readUser(row: Fields, context: AdapterContext): number {
  const id = snText(row.sys_id);
  const login = snText(row.user_name);
  const email = snText(row.email);
  const aliases = known(
    id === undefined ? undefined : alias('servicenow-user', id),
    login === undefined ? undefined : alias('servicenow-user', login),
    email !== undefined && isAddress(email) ? alias('email', email) : undefined,
  );
  if (aliases.length === 0) return 0;
  const machine = snText(row.web_service_access_only) === 'true' || snText(row.internal_integration_user) === 'true';
  context.emit({
    type: 'identity',
    aliases,
    kind: machine ? 'service-account' : 'human',
    displayName: snText(row.name),
    holder: undefined,
    application: undefined,
    service: undefined,
    environments: [],
    tier: undefined,
    lastRotation: undefined,
    revocationMethod: undefined,
    inventory: true,
  });
  return 1;
}

function readMembership(row: Fields, context: AdapterContext): number {
  const id = snReference(row.group);
  const member = snUser(row.user);
  const name = snDisplay(row.group) ?? id;
  if (name === undefined || member === undefined) return 0;
  context.emit({
    type: 'membership',
    team: name,
    member,
    from: context.time(snText(row.sys_created_on)),
    to: undefined,
    address: undefined,
    alsoNamed: id === undefined || id === name ? undefined : [id],
  });
  return 1;
}

function readGroup(row: Fields, context: AdapterContext): number {
  const name = snText(row.name);
  if (name === undefined || !isGroup(row)) return 0;
  const email = snText(row.email);
  context.emit({
    type: 'membership',
    team: name,
    member: undefined,
    from: undefined,
    to: undefined,
    address: email !== undefined && isAddress(email) ? alias('email', email) : undefined,
    alsoNamed: known(snText(row.sys_id)),
  });
  return 1;
}
