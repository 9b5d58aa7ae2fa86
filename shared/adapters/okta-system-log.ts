/**
 * Okta System Log. Principals are named by their Okta id, which never changes and is never reused; the login in
 * `alternateId` is stated to be the same identity once per pair. `"unknown"` is Okta's word for nothing.
 */
import { type Alias, alias } from '../model/ids.ts';
import type { EventKind, IdentityKind, Outcome } from '../model/vocabulary.ts';
import type { Adapter, AdapterContext, RawRecord } from './adapter.ts';
import { eventOf } from './emit.ts';
import { type Fields, isAddress, known, object, objects, text } from './fields.ts';
import { OKTA_KINDS } from './kinds/okta.ts';
import { heldBy, sameIdentity } from './memo.ts';
import { recognition } from './recognition.ts';

export const oktaSystemLog: Adapter = {
  type: 'okta-system-log',
  title: 'Okta System Log',
  version: 2,
  channels: ['iam-audit', 'signin'],
  system: () => 'okta',
  recognise(sample) {
    return recognition(
      sample,
      (data) => {
        const e = unwrap(data);
        return (
          e.eventType !== undefined &&
          e.published !== undefined &&
          (e.actor !== undefined || e.outcome !== undefined || e.legacyEventType !== undefined)
        );
      },
      0.98,
      'eventType and published beside actor and outcome',
    );
  },
  read,
};

/** EventBridge and event hooks wrap the event in `detail` or `data`. */
const unwrap = (data: Fields): Fields => {
  if (data.eventType !== undefined && data.published !== undefined) return data;
  const inner = object(data.detail) ?? object(data.data);
  return inner?.eventType !== undefined ? inner : data;
};

const oktaText = (value: unknown): string | undefined => {
  const t = text(value);
  return t === undefined || t.toLowerCase() === 'unknown' || t === 'null' ? undefined : t;
};

function read(record: RawRecord, context: AdapterContext): void {
  const event = unwrap(record.data);
  const eventType = oktaText(event.eventType);
  if (eventType === undefined) {
    context.ignore('no-event-type');
    return;
  }
  const who = object(event.actor);
  const actor = who === undefined ? undefined : principal(who, context);
  const targets = objects(event.target);
  for (const t of targets) principal(t, context);

  const result = object(event.outcome);
  let outcome = outcomeOf(text(result?.result));
  let kind = OKTA_KINDS.kindOf(eventType);
  if (kind === 'session.started' && outcome === 'failure') kind = 'session.failed';
  // Okta calls the sign-in that locked the account a failure; the lock took hold.
  if (kind === 'account.locked' && text(result?.reason)?.toUpperCase() === 'LOCKED_OUT') outcome = 'success';
  const changed = targetOf(kind, targets, actor, object(object(event.debugContext)?.debugData));
  if (changed.target !== undefined && changed.holder !== undefined) heldBy(context, changed.target, changed.holder, 'credential');

  const transaction = object(event.transaction);
  const debug = object(object(event.debugContext)?.debugData);
  const token = oktaText(object(transaction?.detail)?.requestApiTokenId);
  context.emit(
    eventOf(kind, context.time(event.published), {
      outcome,
      operation: eventType,
      actor,
      actorKind: kindOfPrincipal(text(who?.type)),
      target: changed.target,
      targetKind: changed.kind,
      holder: changed.holder,
      access: changed.access,
      credential: token === undefined ? undefined : alias('name', token),
      nativeId: oktaText(event.uuid),
      correlation: known(oktaText(transaction?.id), oktaText(debug?.requestId)),
      place: oktaText(object(event.client)?.ipAddress),
      interactive: eventType === 'user.session.start' && text(who?.type) === 'User' ? true : undefined,
      // Okta's reason says why a call failed, not why it was made.
      summary: known(oktaText(event.displayMessage), oktaText(result?.reason)).join(': ') || undefined,
      ...betterOcsf(eventType),
    }),
  );
}

/** Where the event's own name says the OCSF activity more exactly than its kind does. */
function betterOcsf(eventType: string): { classUid?: number; activityId?: number } {
  if (eventType.startsWith('security.threat.')) return { classUid: 2004, activityId: 1 };
  if (eventType.startsWith('policy.') && eventType.endsWith('.create')) return { classUid: 3004, activityId: 1 };
  if (eventType.startsWith('policy.') && eventType.endsWith('.delete')) return { classUid: 3004, activityId: 4 };
  return {};
}

function outcomeOf(result: string | undefined): Outcome {
  switch (result?.toUpperCase()) {
    case 'SUCCESS':
    case 'ALLOW':
      return 'success';
    case 'FAILURE':
    case 'DENY':
      return 'failure';
    default:
      return 'unknown';
  }
}

const PRINCIPALS: ReadonlySet<string> = new Set(['User', 'PublicClientApp', 'PrivateClientApp', 'SystemPrincipal', 'AppInstance', 'Client']);

function kindOfPrincipal(type: string | undefined): IdentityKind | undefined {
  if (type === 'SystemPrincipal') return 'workload';
  return type === 'PublicClientApp' || type === 'PrivateClientApp' ? 'service-account' : undefined;
}

/** The alias of an actor or target; for users, states (where a context is given) that id and login are one. */
function principal(o: Fields, context?: AdapterContext): Alias | undefined {
  const type = text(o.type) ?? 'User';
  const id = oktaText(o.id);
  const login = oktaText(o.alternateId);
  const email = login !== undefined && isAddress(login) ? alias('email', login) : undefined;
  // An AppUser's id is that of the assignment, not of the user: only its login names the user.
  if (type === 'AppUser') return email;
  if (!PRINCIPALS.has(type)) return undefined;
  if (id === undefined) return email ?? (login === undefined ? undefined : alias('name', login));
  const own = alias('okta-user', id);
  if (context !== undefined && type === 'User' && email !== undefined) sameIdentity(context, [own, email], undefined, oktaText(o.displayName));
  return own;
}

interface Changed {
  readonly target: Alias | undefined;
  readonly holder: Alias | undefined;
  readonly kind: IdentityKind | undefined;
  readonly access: string | undefined;
}

const label = (o: Fields | undefined): string | undefined => oktaText(o?.displayName) ?? oktaText(o?.alternateId) ?? oktaText(o?.id);

function targetOf(kind: EventKind, targets: readonly Fields[], actor: Alias | undefined, debug: Fields | undefined): Changed {
  const first = (...types: readonly string[]): Fields | undefined => {
    for (const type of types) {
      const found = targets.find((t) => text(t.type)?.toLowerCase() === type.toLowerCase());
      if (found !== undefined) return found;
    }
    return undefined;
  };
  const aliasOf = (o: Fields | undefined): Alias | undefined => {
    if (o === undefined) return undefined;
    const named = principal(o);
    if (named !== undefined) return named;
    const id = oktaText(o.id) ?? label(o);
    return id === undefined ? undefined : alias('name', id);
  };
  const user = first('User', 'AppUser');
  const app = first('AppInstance', 'PublicClientApp', 'PrivateClientApp', 'Client');
  const of = (o: Fields | undefined, access?: string, k?: IdentityKind): Changed => ({
    target: aliasOf(o),
    holder: undefined,
    kind: k,
    access,
  });
  switch (kind) {
    case 'group.added':
    case 'group.removed':
      return of(user, label(first('UserGroup', 'Group')));
    case 'role.granted':
    case 'role.revoked':
      return of(
        user ?? first('UserGroup', 'PublicClientApp') ?? targets[0],
        label(first('Role')) ?? label(app) ?? oktaText(debug?.privilegeGranted) ?? oktaText(debug?.privilegeRevoked),
      );
    case 'credential.created':
    case 'credential.disabled': {
      const credential = targets.find(
        (t) => !['user', 'appuser', 'appinstance', 'publicclientapp', 'privateclientapp', 'client'].includes(text(t.type)?.toLowerCase() ?? ''),
      );
      const holder = aliasOf(app) ?? aliasOf(user) ?? (kind === 'credential.created' ? actor : undefined);
      if (credential === undefined) return of(app ?? user, undefined);
      return { target: aliasOf(credential), holder, kind: 'credential', access: oktaText(credential.id) };
    }
    case 'consent.granted':
      return of(app ?? targets[0], undefined, 'external-integration');
    case 'account.created':
      return of(user ?? app ?? targets[0], undefined, user === undefined && app !== undefined ? 'service-account' : undefined);
    case 'session.started':
    case 'session.failed':
    case 'session.ended':
    case 'session.revoked':
    case 'password.changed':
    case 'mfa.enrolled':
    case 'account.locked':
      // What a user does to the own account may name no target.
      return user === undefined ? { target: actor, holder: undefined, kind: undefined, access: undefined } : of(user);
    case 'device.enrolled':
      return user !== undefined
        ? of(user)
        : actor !== undefined
          ? { target: actor, holder: undefined, kind: undefined, access: undefined }
          : of(targets[0], undefined, 'device');
    default:
      return of(user ?? targets[0]);
  }
}
