/** The audit device of HashiCorp Vault: a request and a response for each call, the values hashed. */
import { iso, type Time } from '../bundle.ts';
import type { Case } from '../corner.ts';
import { type Act, BOTH, digits, guid, kase, lines, logOf, quiet } from './kit.ts';

const hmac = (text: string): string => `hmac-sha256:${digits(text)}`;

interface Call {
  readonly entity: string;
  readonly display?: string;
  readonly operation: string;
  readonly path: string;
  readonly data?: Readonly<Record<string, unknown>>;
  /** Of the response: who logged in, or what was made. */
  readonly answer?: Readonly<Record<string, unknown>>;
  readonly denied?: boolean;
  readonly error?: string;
  /** A login has nobody in its request. */
  readonly isLogin?: boolean;
}
const call =
  (x: Call) =>
  (id: string, at: Time): unknown[] => {
    const who = {
      accessor: hmac(`a${x.entity}`),
      client_token: hmac(`t${x.entity}`),
      display_name: x.display ?? `approle-${x.entity.slice(0, 4)}`,
      entity_id: x.entity,
      policies: ['default', 'deploy'],
      token_policies: ['default', 'deploy'],
      token_type: 'service',
      token_ttl: 3600,
    };
    const auth =
      x.isLogin === true
        ? { policy_results: { allowed: true }, token_type: 'default' }
        : { ...who, policy_results: { allowed: x.denied !== true, granting_policies: [{ name: 'deploy', namespace_id: 'root', type: 'acl' }] } };
    const mount = x.path
      .split('/')
      .slice(0, x.path.startsWith('auth/') ? 2 : 1)
      .join('/');
    const request = {
      id,
      client_id: x.entity,
      client_token: hmac(`t${x.entity}`),
      client_token_accessor: hmac(`a${x.entity}`),
      operation: x.operation,
      mount_point: `${mount}/`,
      mount_type: 'kv',
      namespace: { id: 'root' },
      path: x.path,
      remote_address: '203.0.113.77',
      remote_port: 5000,
      ...(x.data === undefined ? {} : { data: x.data }),
    };
    const error = x.error ?? (x.denied === true ? '1 error occurred:\n\t* permission denied\n\n' : undefined);
    const asked = {
      time: iso(at).replace('Z', '000001Z'),
      type: 'request',
      auth,
      request,
      ...(error === undefined || x.error !== undefined ? {} : { error }),
    };
    const answered = {
      time: iso(at).replace('.000Z', '.000123456Z'),
      type: 'response',
      auth: x.isLogin === true && error === undefined ? { ...who, metadata: { role_name: 'deploy' } } : auth,
      request,
      response: x.answer ?? { mount_point: `${mount}/`, mount_type: 'kv' },
      ...(error === undefined ? {} : { error }),
    };
    return [asked, answered];
  };

const acts = (tag: string): Act[] => {
  const by = guid(`${tag}operator`);
  const BY = `vault-entity:${by}`;
  const as = (
    kind: string,
    operation: string,
    path: string,
    more: Partial<Act> & {
      data?: Readonly<Record<string, unknown>>;
      answer?: Readonly<Record<string, unknown>>;
      denied?: boolean;
      error?: string;
    } = {},
  ): Act => {
    const { data, answer, denied, error, ...act } = more;
    return {
      kind,
      actor: BY,
      ...(denied === true || error !== undefined ? { outcome: 'failure' } : {}),
      ...act,
      record: call({
        entity: by,
        operation,
        path,
        ...(data === undefined ? {} : { data }),
        ...(answer === undefined ? {} : { answer }),
        ...(denied === undefined ? {} : { denied }),
        ...(error === undefined ? {} : { error }),
      }),
    };
  };
  const login = (path: string, entity: string, error?: string): Act => ({
    kind: error === undefined ? 'session.started' : 'session.failed',
    ...(error === undefined ? { actor: `vault-entity:${entity}` } : { outcome: 'failure' }),
    record: call({
      entity,
      operation: 'update',
      path,
      isLogin: true,
      data: { role_id: hmac('r'), secret_id: hmac('s') },
      ...(error === undefined ? {} : { error }),
      answer: error === undefined ? { auth: { accessor: 'acc', entity_id: entity, display_name: 'approle', token_type: 'service' } } : {},
    }),
  });
  return [
    login('auth/approle/login', guid(`${tag}l1`)),
    login('auth/userpass/login/anna', guid(`${tag}l2`)),
    login('auth/jwt/login', guid(`${tag}l3`)),
    login('auth/approle/login', guid(`${tag}l4`), 'invalid role or secret ID'),
    as('credential.created', 'update', 'auth/token/create', {
      is: 'credential',
      data: { ttl: hmac('1h') },
      answer: { auth: { accessor: hmac(`${tag}new`), client_token: hmac('n'), display_name: 'token', token_type: 'service' } },
    }),
    as('credential.created', 'update', 'auth/token/create-orphan', {
      is: 'credential',
      answer: { auth: { accessor: hmac(`${tag}new2`), client_token: hmac('n'), display_name: 'token', token_type: 'service' } },
    }),
    as('credential.created', 'update', `auth/approle/role/tide-${tag}/secret-id`, {
      is: 'credential',
      answer: { data: { secret_id: hmac('s'), secret_id_accessor: hmac(`${tag}sid`) } },
    }),
    as('credential.disabled', 'update', 'auth/token/revoke-accessor', { is: 'credential', data: { accessor: hmac(`${tag}gone`) } }),
    // By a token of its own: the other acts go on with theirs.
    {
      kind: 'credential.disabled',
      actor: `vault-entity:${guid(`${tag}self`)}`,
      record: call({ entity: guid(`${tag}self`), operation: 'update', path: 'auth/token/revoke-self' }),
    },
    as('credential.disabled', 'update', 'sys/leases/revoke', { data: { lease_id: `database/creds/tide-${tag}/abc` } }),
    as('secret.read', 'read', `kv/data/tide-${tag}/db`),
    as('secret.read', 'read', `secret/tide-${tag}`),
    as('secret.read', 'read', `database/creds/tide-${tag}`),
    as('secret.read', 'read', `kv/data/tide-${tag}/root`, { denied: true }),
    as('permission.changed', 'update', `sys/policies/acl/deploy-${tag}`, { data: { policy: hmac('p') } }),
    as('permission.changed', 'create', `sys/policy/old-${tag}`, { data: { policy: hmac('p') } }),
    as('permission.changed', 'delete', `sys/policies/acl/gone-${tag}`),
    as('permission.changed', 'update', `sys/policies/acl/root-${tag}`, { denied: true }),
    as('credential.rotated', 'update', `database/rotate-root/tide-${tag}`),
    // The close negatives: looking is no changing, and looking at a list is no reading.
    as('other', 'read', `sys/policies/acl/deploy-${tag}`),
    as('other', 'list', `kv/metadata/tide-${tag}`),
    as('other', 'update', `kv/data/tide-${tag}/db`),
    as('other', 'read', 'auth/token/lookup-self'),
    as('other', 'update', 'auth/token/renew-self'),
    as('other', 'list', 'auth/token/accessors'),
    as('other', 'read', 'sys/audit'),
  ];
};
const LOG = { file: 'vault/audit.log', type: 'hashicorp-vault', system: 'vault', channels: BOTH };

export const VAULT: readonly Case[] = [
  kase('Vault: each kind that the audit device says', 'KINDS: Vault (operation and path)', (c) => {
    quiet(c);
    const all = acts(c.tag);
    // The request half says nothing that the response does not.
    logOf(c, { ...LOG, write: lines, ignored: all.length }, all);
  }),
  kase('Vault: pretty-printed, one after the other', 'concatenated pretty-printed JSON', (c) => {
    quiet(c);
    logOf(c, { ...LOG, ignored: 8, write: (r) => r.map((x) => `${JSON.stringify(x, undefined, 2)}\n`).join('') }, acts(c.tag).slice(4, 12));
  }),
  kase('Vault: the audit device is taken away', 'delete sys/audit/* logging.disabled', (c) => {
    quiet(c);
    const by = guid(`${c.tag}operator`);
    logOf(c, { ...LOG, write: lines, ignored: 2 }, [
      { kind: 'other', actor: `vault-entity:${by}`, record: call({ entity: by, operation: 'read', path: 'sys/audit' }) },
      { kind: 'logging.disabled', actor: `vault-entity:${by}`, record: call({ entity: by, operation: 'delete', path: 'sys/audit/file' }) },
    ]);
    c.expect('coverage.logging-disabled', '*', undefined, undefined, 'high');
  }),
];
