/**
 * HashiCorp Vault audit device. Every call is a request and a response under one `request.id`; the response has all that the
 * request has and what came of it, so that the event is the response, and the request half is ignored by name.
 */
import { type Alias, alias } from '../model/ids.ts';
import type { EventKind, IdentityKind, Outcome } from '../model/vocabulary.ts';
import type { Adapter, AdapterContext, RawRecord } from './adapter.ts';
import { eventOf } from './emit.ts';
import { at, type Fields, object, text } from './fields.ts';
import { vaultKind } from './kinds/vault.ts';
import { recognition } from './recognition.ts';

export const hashicorpVault: Adapter = {
  type: 'hashicorp-vault',
  title: 'HashiCorp Vault audit log',
  version: 2,
  channels: ['iam-audit', 'signin'],
  system: () => 'vault',
  recognise(sample) {
    return recognition(
      sample,
      (data) => (data.type === 'request' || data.type === 'response') && at(data, 'request', 'path') !== undefined,
      0.96,
      'type request or response beside request.path and auth',
    );
  },
  read,
};

/** An entity by its id; a token without one by what Vault displays for it. */
function entity(auth: Fields | undefined): Alias | undefined {
  const id = text(auth?.entity_id);
  if (id !== undefined) return alias('vault-entity', id);
  const name = text(auth?.display_name);
  return name === undefined ? undefined : alias('name', name);
}

const named = (value: string | undefined): Alias | undefined => (value === undefined ? undefined : alias('name', value));

function read(record: RawRecord, context: AdapterContext): void {
  const d = record.data;
  const request = object(d.request);
  const path = text(request?.path);
  const operation = text(request?.operation);
  if (request === undefined || path === undefined || operation === undefined) {
    context.ignore('no-request');
    return;
  }
  if (d.type === 'request') {
    context.ignore('request-half');
    return;
  }
  const auth = object(d.auth);
  const given = object(at(d, 'response', 'auth'));
  let kind = vaultKind(operation, path);
  const allowed = at(auth, 'policy_results', 'allowed');
  const error = text(d.error) ?? text(at(d, 'response', 'data', 'error'));
  const outcome: Outcome = error !== undefined || allowed === false ? 'failure' : 'success';
  // Before a login there is no token: who logged in stands in the answer.
  const actor = entity(auth) ?? entity(given);
  if (kind === 'session.started' && outcome === 'failure') kind = 'session.failed';
  const accessor = text(auth?.accessor);
  context.emit(
    eventOf(kind, context.time(d.time), {
      outcome,
      operation: `${operation} ${path}`,
      actor,
      ...targetOf(kind, path, d, given, actor),
      credential: kind === 'session.started' || accessor === undefined ? undefined : alias('name', accessor),
      nativeId: text(request.id),
      place: text(request.remote_address),
      summary: error,
    }),
  );
}

interface Changed {
  readonly target: Alias | undefined;
  readonly holder?: Alias | undefined;
  readonly targetKind?: IdentityKind | undefined;
  readonly access?: string | undefined;
}

const last = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

function targetOf(kind: EventKind, path: string, d: Fields, given: Fields | undefined, actor: Alias | undefined): Changed {
  switch (kind) {
    case 'session.started':
    case 'session.failed':
      return { target: actor };
    case 'credential.created': {
      const secretId = text(at(d, 'response', 'data', 'secret_id_accessor'));
      const id = secretId ?? text(given?.accessor) ?? text(at(d, 'response', 'data', 'accessor'));
      // `auth/approle/role/NAME/secret-id`: the role holds what is made for it.
      const role = path.startsWith('auth/approle/role/') ? path.split('/')[3] : undefined;
      const holder = role !== undefined ? alias('name', `approle/${role}`) : (entity(given) ?? actor);
      return { target: named(id), holder, targetKind: 'credential', access: id };
    }
    case 'credential.disabled': {
      // A token that revokes itself is the one that asked; a lease or a prefix may stand in the path, slashes included.
      const isSelf = path.endsWith('/revoke-self');
      const id = isSelf
        ? text(at(d, 'auth', 'accessor'))
        : (text(at(d, 'request', 'data', 'accessor')) ??
          text(at(d, 'request', 'data', 'lease_id')) ??
          text(at(d, 'request', 'data', 'token')) ??
          /\/revoke[a-z-]*\/(.+)$/.exec(path)?.[1]);
      return { target: named(id), holder: isSelf ? actor : undefined, targetKind: 'credential', access: id };
    }
    case 'credential.rotated':
      return { target: alias('name', path), targetKind: 'credential', access: path };
    case 'secret.read':
      return { target: alias('name', path), targetKind: 'credential' };
    case 'permission.changed':
    case 'logging.disabled':
      return { target: alias('name', path), access: kind === 'permission.changed' ? last(path) : undefined };
    default:
      return { target: undefined };
  }
}
