/** Okta users, applications and groups (`/api/v1/users`, `/apps`, `/groups`). */
import { alias } from '../model/ids.ts';
import type { Adapter, AdapterContext } from './adapter.ts';
import { inventoried } from './emit.ts';
import { type Fields, isAddress, known, object, text } from './fields.ts';
import { recognition } from './recognition.ts';

const isUser = (d: Fields): boolean => d.id !== undefined && text(object(d.profile)?.login) !== undefined && d.status !== undefined;
const isApp = (d: Fields): boolean => d.id !== undefined && d.label !== undefined && d.signOnMode !== undefined;
const isGroup = (d: Fields): boolean =>
  d.id !== undefined && text(object(d.profile)?.name) !== undefined && (d.objectClass !== undefined || text(d.type)?.endsWith('_GROUP') === true);

export const oktaDirectory: Adapter = {
  type: 'okta-directory',
  title: 'Okta users, applications and groups',
  version: 1,
  channels: ['ownership'],
  system: () => 'okta',
  recognise(sample) {
    return recognition(sample, (data) => isUser(data) || isApp(data) || isGroup(data), 0.92, 'profile.login, signOnMode or an Okta group');
  },
  read(record, context) {
    const d = record.data;
    const id = text(d.id);
    if (id === undefined) context.ignore('no-id');
    else if (isUser(d)) readUser(id, d, context);
    else if (isApp(d)) readApp(id, d, context);
    else if (isGroup(d)) readGroup(id, d, context);
    else context.ignore('no-directory-object');
  },
};

function readUser(id: string, d: Fields, context: AdapterContext): void {
  const profile = object(d.profile);
  const login = text(profile?.login);
  const email = text(profile?.email);
  const name = text(profile?.displayName) ?? known(text(profile?.firstName), text(profile?.lastName)).join(' ');
  context.emit(
    inventoried(
      known(
        alias('okta-user', id),
        login !== undefined && isAddress(login) ? alias('email', login) : undefined,
        email !== undefined && isAddress(email) ? alias('email', email) : undefined,
      ),
      {
        kind: text(profile?.userType)?.toLowerCase().includes('service') === true ? 'service-account' : 'human',
        displayName: name === '' ? undefined : name,
      },
    ),
  );
}

function readApp(id: string, d: Fields, context: AdapterContext): void {
  const client = text(object(object(d.settings)?.oauthClient)?.application_type);
  context.emit(
    inventoried([alias('okta-user', id)], { kind: client === 'service' ? 'service-account' : 'external-integration', displayName: text(d.label) }),
  );
}

function readGroup(id: string, d: Fields, context: AdapterContext): void {
  context.emit({
    type: 'membership',
    team: text(object(d.profile)?.name) ?? id,
    member: undefined,
    from: undefined,
    to: undefined,
    address: undefined,
    alsoNamed: [id],
  });
}
