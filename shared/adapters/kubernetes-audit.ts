/**
 * Kubernetes audit events. A request is logged at several stages under one `auditID`; the event is the stage at which it was
 * answered, the others are ignored by name. Whom a user impersonates is the effective actor; the user is who stands behind.
 */
import { type Alias, alias } from '../model/ids.ts';
import type { EventKind, IdentityKind, Outcome } from '../model/vocabulary.ts';
import type { Adapter, AdapterContext, RawRecord } from './adapter.ts';
import { type EventParts, eventOf } from './emit.ts';
import { at, type Fields, known, number, object, objectOrJson, objects, text, texts } from './fields.ts';
import { kubernetesKind } from './kinds/kubernetes.ts';
import { recognition } from './recognition.ts';

/** Exporters wrap the event (`log`, `message`), or write it plain. Azure's diagnostic settings write it as text under `properties.log`. */
const unwrap = (data: Fields): Fields =>
  data.verb !== undefined ? data : (object(data.log) ?? objectOrJson(at(data, 'properties', 'log')) ?? objectOrJson(data.log_s) ?? data);

export const kubernetesAudit: Adapter = {
  type: 'kubernetes-audit',
  title: 'Kubernetes audit log',
  version: 2,
  channels: ['iam-audit'],
  system: () => 'kubernetes',
  recognise(sample) {
    return recognition(
      sample,
      (data) => {
        const e = unwrap(data);
        // Some collectors drop both marks; `verb` and `objectRef` are no fields of the cluster's own objects of the kind Event.
        const plain = e.kind === 'Event' && object(e.objectRef) !== undefined;
        const stamped = text(e.apiVersion)?.startsWith('audit.k8s.io') === true || e.auditID !== undefined || plain;
        return stamped && e.verb !== undefined && (e.user !== undefined || e.objectRef !== undefined);
      },
      0.97,
      'apiVersion audit.k8s.io with verb and user',
    );
  },
  read,
};

const user = (o: unknown): Alias | undefined => {
  const name = text(object(o)?.username);
  return name === undefined ? undefined : alias('k8s-user', name);
};

const SERVICE_ACCOUNT = 'k8s-user:system:serviceaccount:';
const kindOfUser = (a: Alias | undefined): IdentityKind | undefined =>
  a === undefined ? undefined : a.startsWith(SERVICE_ACCOUNT) ? 'service-account' : a.startsWith('k8s-user:system:') ? 'workload' : undefined;

function read(record: RawRecord, context: AdapterContext): void {
  const e = unwrap(record.data);
  const verb = text(e.verb);
  if (verb === undefined) {
    context.ignore('no-verb');
    return;
  }
  const stage = text(e.stage);
  if (stage === 'RequestReceived' || stage === 'ResponseStarted') {
    context.ignore(`stage-${stage}`);
    return;
  }
  const ref = object(e.objectRef);
  const subresource = text(ref?.subresource);
  const resource = known(text(ref?.resource), subresource).join('/');
  const kind = kubernetesKind(verb, resource);
  const effective = user(e.impersonatedUser);
  const real = user(e.user);
  const actor = effective ?? real;
  const code = number(at(e, 'responseStatus', 'code'));
  const outcome: Outcome = code === undefined ? 'unknown' : code < 400 ? 'success' : 'failure';
  const base: EventParts = {
    outcome,
    operation: `${verb} ${resource === '' ? (text(e.requestURI) ?? '') : resource}`.trim(),
    actor,
    actorKind: kindOfUser(actor),
    onBehalfOf: effective === undefined ? undefined : real,
    nativeId: text(e.auditID),
    place: texts(e.sourceIPs)[0],
    summary: outcome === 'failure' ? text(at(e, 'responseStatus', 'message')) : undefined,
  };
  const time = context.time(e.requestReceivedTimestamp ?? e.stageTimestamp ?? e.timestamp);
  for (const changed of targetsOf(kind, e, ref)) context.emit(eventOf(kind, time, { ...base, ...changed }));
}

interface Changed {
  readonly target?: Alias | undefined;
  readonly holder?: Alias | undefined;
  readonly targetKind?: IdentityKind | undefined;
  readonly access?: string | undefined;
}

function targetsOf(kind: EventKind, e: Fields, ref: Fields | undefined): readonly Changed[] {
  const namespace = text(ref?.namespace);
  const name = text(ref?.name) ?? text(at(e, 'requestObject', 'metadata', 'name')) ?? text(at(e, 'responseObject', 'metadata', 'name'));
  const account = name === undefined ? undefined : alias('k8s-user', `system:serviceaccount:${namespace ?? 'default'}:${name}`);
  const path = known(namespace, name).join('/');
  const object_ = path === '' ? undefined : alias('name', path);
  switch (kind) {
    case 'account.created':
      return [{ target: account, targetKind: 'service-account' }];
    case 'credential.created': {
      const annotation = Object.entries(object(e.annotations) ?? {}).find(([k]) => k.endsWith('issued-credential-id'));
      const id = text(annotation?.[1]);
      return [
        id === undefined
          ? { target: account, targetKind: 'service-account' }
          : { target: alias('name', id), holder: account, targetKind: 'credential', access: id },
      ];
    }
    case 'role.granted':
    case 'role.revoked':
      return bindings(e, object_);
    case 'permission.changed':
      return [{ target: object_ }];
    case 'secret.read':
      return [{ target: object_, targetKind: 'credential' }];
    default:
      return [{}];
  }
}

/** A binding gives its role to each of its subjects; a record without the body names the binding only. */
function bindings(e: Fields, binding: Alias | undefined): readonly Changed[] {
  const asked = object(e.requestObject);
  const answered = object(e.responseObject);
  const body = asked?.subjects !== undefined ? asked : answered;
  // A patch says only what it changes: the role may stand in the answer, or in the request alone where the answer is not logged.
  const access = text(at(body, 'roleRef', 'name')) ?? text(at(answered, 'roleRef', 'name')) ?? text(at(asked, 'roleRef', 'name'));
  const subjects = objects(body?.subjects);
  if (subjects.length === 0) return [{ target: binding, access }];
  return subjects.map((s) => {
    const name = text(s.name);
    if (name === undefined) return { target: binding, access };
    if (text(s.kind) === 'ServiceAccount') {
      return {
        target: alias('k8s-user', `system:serviceaccount:${text(s.namespace) ?? 'default'}:${name}`),
        targetKind: 'service-account' as const,
        access,
      };
    }
    return { target: alias('k8s-user', name), targetKind: text(s.kind) === 'Group' ? ('group' as const) : undefined, access };
  });
}
