/** The audit log of a Kubernetes API server: stages of one request, and who somebody acted as. */
import { iso, type Time } from '../bundle.ts';
import type { Case } from '../corner.ts';
import { type Act, AUDIT, kase, lines, logOf, quiet } from './kit.ts';

interface Call {
  readonly verb: string;
  readonly resource: string;
  readonly subresource?: string;
  readonly name?: string;
  readonly namespace?: string;
  readonly user?: string;
  readonly as?: string;
  readonly code?: number;
  readonly request?: unknown;
  readonly stages?: readonly string[];
}
const RBAC = new Set(['roles', 'clusterroles', 'rolebindings', 'clusterrolebindings']);
const call =
  (x: Call) =>
  (id: string, at: Time): unknown[] =>
    (x.stages ?? ['RequestReceived', 'ResponseComplete']).map((stage, n) => ({
      kind: 'Event',
      apiVersion: 'audit.k8s.io/v1',
      level: 'RequestResponse',
      auditID: id,
      stage,
      requestURI: `/apis/x/${x.resource}`,
      verb: x.verb,
      user: { username: x.user ?? 'ops@ship.example', groups: ['system:authenticated'] },
      ...(x.as === undefined ? {} : { impersonatedUser: { username: x.as, groups: ['system:authenticated'] } }),
      sourceIPs: ['203.0.113.31'],
      userAgent: 'kubectl/v1.31.0',
      objectRef: {
        resource: x.resource,
        ...(x.namespace === undefined ? {} : { namespace: x.namespace }),
        ...(x.name === undefined ? {} : { name: x.name }),
        ...(RBAC.has(x.resource) ? { apiGroup: 'rbac.authorization.k8s.io' } : {}),
        apiVersion: 'v1',
        ...(x.subresource === undefined ? {} : { subresource: x.subresource }),
      },
      ...(stage === 'RequestReceived'
        ? {}
        : { responseStatus: { metadata: {}, ...((x.code ?? 200) >= 400 ? { status: 'Failure', reason: 'Forbidden' } : {}), code: x.code ?? 200 } }),
      ...(x.request === undefined || stage === 'RequestReceived' ? {} : { requestObject: x.request }),
      requestReceivedTimestamp: iso(at).replace('Z', '000Z'),
      stageTimestamp: iso(at + n * 12).replace('Z', '345Z'),
      annotations: { 'authorization.k8s.io/decision': (x.code ?? 200) === 403 ? 'forbid' : 'allow' },
    }));

const BY = 'k8s-user:ops@ship.example';
const sa = (name: string): string => `system:serviceaccount:tide:${name}`;
const acts = (tag: string): Act[] => {
  const act = (kind: string, x: Call, more: Partial<Act> = {}): Act => ({
    kind,
    actor: BY,
    ...((x.code ?? 200) >= 400 ? { outcome: 'failure' } : {}),
    ...more,
    record: call({ namespace: 'tide', ...x }),
  });
  const binding = (name: string, subject: unknown, of = 'ClusterRole') => ({
    kind: 'RoleBinding',
    metadata: { name, namespace: 'tide' },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: of, name: 'cluster-admin' },
    subjects: [subject],
  });
  const account = (n: number) => ({ kind: 'ServiceAccount', name: `sa${n}-${tag}`, namespace: 'tide' });
  return [
    act(
      'account.created',
      {
        verb: 'create',
        resource: 'serviceaccounts',
        name: `sa1-${tag}`,
        code: 201,
        request: { kind: 'ServiceAccount', metadata: { name: `sa1-${tag}`, namespace: 'tide' } },
      },
      { target: `k8s-user:${sa(`sa1-${tag}`)}` },
    ),
    act('credential.created', { verb: 'create', resource: 'serviceaccounts', subresource: 'token', name: `sa2-${tag}`, code: 201 }),
    act(
      'role.granted',
      { verb: 'create', resource: 'rolebindings', name: `rb3-${tag}`, code: 201, request: binding(`rb3-${tag}`, account(3)) },
      { target: `k8s-user:${sa(`sa3-${tag}`)}` },
    ),
    act(
      'role.granted',
      {
        verb: 'create',
        resource: 'clusterrolebindings',
        name: `crb4-${tag}`,
        code: 201,
        request: binding(`crb4-${tag}`, { kind: 'User', apiGroup: 'rbac.authorization.k8s.io', name: `u4-${tag}@ship.example` }),
      },
      { target: `k8s-user:u4-${tag}@ship.example` },
    ),
    act(
      'role.granted',
      { verb: 'update', resource: 'rolebindings', name: `rb5-${tag}`, request: binding(`rb5-${tag}`, account(5)) },
      { target: `k8s-user:${sa(`sa5-${tag}`)}` },
    ),
    act('role.revoked', { verb: 'delete', resource: 'rolebindings', name: `rb3-${tag}` }),
    act('role.revoked', { verb: 'delete', resource: 'clusterrolebindings', name: `crb9-${tag}` }),
    act('permission.changed', {
      verb: 'create',
      resource: 'clusterroles',
      name: `cr-${tag}`,
      code: 201,
      request: { kind: 'ClusterRole', rules: [{ apiGroups: [''], resources: ['secrets'], verbs: ['*'] }] },
    }),
    act('permission.changed', { verb: 'patch', resource: 'roles', name: `r-${tag}` }),
    act('permission.changed', { verb: 'update', resource: 'roles', name: `r-${tag}` }),
    act('secret.read', { verb: 'get', resource: 'secrets', name: `db-${tag}` }),
    act('secret.read', { verb: 'list', resource: 'secrets' }),
    act('secret.read', { verb: 'watch', resource: 'secrets', stages: ['RequestReceived', 'ResponseStarted', 'ResponseComplete'] }),
    // Whom somebody acts as is who acts.
    act(
      'secret.read',
      { verb: 'get', resource: 'secrets', name: `own-${tag}`, user: 'system:admin', as: `bob-${tag}` },
      { actor: `k8s-user:bob-${tag}` },
    ),
    act(
      'secret.read',
      { verb: 'get', resource: 'secrets', name: `db-${tag}`, code: 403, user: sa(`pod-${tag}`) },
      { actor: `k8s-user:${sa(`pod-${tag}`)}` },
    ),
    act('role.granted', {
      verb: 'create',
      resource: 'clusterrolebindings',
      name: `crb6-${tag}`,
      code: 403,
      request: binding(`crb6-${tag}`, account(6)),
    }),
    // The close negatives.
    act('other', { verb: 'get', resource: 'rolebindings', name: `rb3-${tag}` }),
    act('other', { verb: 'list', resource: 'serviceaccounts' }),
    act('other', { verb: 'create', resource: 'secrets', name: `new-${tag}`, code: 201 }),
    act('other', { verb: 'get', resource: 'configmaps', name: `c-${tag}` }),
    act('other', { verb: 'get', resource: 'clusterroles', name: 'view' }),
    act('other', { verb: 'create', resource: 'pods', name: `p-${tag}`, code: 201 }),
  ];
};
const LOG = { file: 'k8s/audit.log', type: 'kubernetes-audit', system: 'cluster-a', channels: AUDIT };

export const KUBERNETES: readonly Case[] = [
  kase('Kubernetes: each kind that the audit log says', 'KINDS: Kubernetes (verb and resource); impersonatedUser is the effective actor', (c) => {
    quiet(c);
    const all = acts(c.tag);
    // Of each request the last stage is the event; a watch has three.
    logOf(c, { ...LOG, write: lines, ignored: all.length + 1 }, all);
  }),
];
