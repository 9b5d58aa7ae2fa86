/** Slack audit log (`/audit/v1/logs`): `date_create` in epoch seconds, the actor a user, the entity a user, an app or a workspace. */
import { type Alias, alias } from '../model/ids.ts';
import type { EventKind, IdentityKind } from '../model/vocabulary.ts';
import type { Adapter, AdapterContext, RawRecord } from './adapter.ts';
import { eventOf } from './emit.ts';
import { itemsOf } from './envelope.ts';
import { at, type Fields, isAddress, object, text } from './fields.ts';
import { SLACK_KINDS } from './kinds/slack.ts';
import { calledBy, sameIdentity } from './memo.ts';
import { recognition } from './recognition.ts';

const isEntry = (d: Fields): boolean => d.date_create !== undefined && d.action !== undefined && (d.actor !== undefined || d.entity !== undefined);

export const slackAudit: Adapter = {
  type: 'slack-audit',
  title: 'Slack audit log',
  version: 1,
  channels: ['iam-audit', 'signin'],
  system: () => 'slack',
  recognise(sample) {
    return recognition(sample, (data) => itemsOf(data, ['entries'], isEntry).some(isEntry), 0.96, 'date_create and action beside actor and entity');
  },
  read(record: RawRecord, context: AdapterContext) {
    let said = 0;
    for (const entry of itemsOf(record.data, ['entries'], isEntry)) said += readEntry(entry, context);
    if (said === 0) context.ignore('no-action');
  },
};

function slackUser(o: Fields | undefined, context: AdapterContext): Alias | undefined {
  const id = text(o?.id);
  const email = text(o?.email);
  const address = email !== undefined && isAddress(email) ? alias('email', email) : undefined;
  if (id === undefined) return address;
  const own = alias('slack-user', id);
  if (address !== undefined) sameIdentity(context, [own, address], undefined, text(o?.name));
  return own;
}

function readEntry(entry: Fields, context: AdapterContext): number {
  const action = text(entry.action);
  if (action === undefined) return 0;
  const kind = SLACK_KINDS.kindOf(action);
  const actor = slackUser(object(at(entry, 'actor', 'user')), context);
  context.emit(
    eventOf(kind, context.time(entry.date_create), {
      outcome: kind === 'session.failed' ? 'failure' : 'success',
      operation: action,
      actor,
      ...targetOf(kind, action, object(entry.entity), actor, context),
      nativeId: text(entry.id),
      place: text(at(entry, 'context', 'ip_address')),
      interactive: kind === 'session.started' || kind === 'session.failed' ? true : undefined,
    }),
  );
  return 1;
}

interface Changed {
  readonly target: Alias | undefined;
  readonly targetKind?: IdentityKind | undefined;
  readonly access?: string | undefined;
}

function targetOf(kind: EventKind, action: string, entity: Fields | undefined, actor: Alias | undefined, context: AdapterContext): Changed {
  const user = slackUser(object(entity?.user), context);
  if (kind === 'consent.granted' || kind === 'consent.revoked') {
    const app = object(entity?.app);
    const id = text(app?.id) ?? text(app?.name);
    const target = id === undefined ? undefined : alias('name', id);
    // People write of an app by its name.
    const name = text(app?.name);
    if (target !== undefined && name !== undefined && name !== id) calledBy(context, target, 'external-integration', name);
    return { target, targetKind: 'external-integration' };
  }
  if (kind === 'role.granted') return { target: user, access: action.slice('role_change_to_'.length) };
  if (kind.startsWith('session.')) return { target: user ?? actor };
  return { target: user };
}
