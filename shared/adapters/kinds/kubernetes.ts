import type { EventKind } from '../../model/vocabulary.ts';

const ROWS: readonly { readonly kind: EventKind; readonly verbs: readonly string[]; readonly resources: readonly string[] }[] = [
  { kind: 'account.created', verbs: ['create'], resources: ['serviceaccounts'] },
  { kind: 'credential.created', verbs: ['create'], resources: ['serviceaccounts/token'] },
  { kind: 'role.granted', verbs: ['create', 'update'], resources: ['rolebindings', 'clusterrolebindings'] },
  { kind: 'role.revoked', verbs: ['delete'], resources: ['rolebindings', 'clusterrolebindings'] },
  { kind: 'permission.changed', verbs: ['create', 'update', 'patch'], resources: ['roles', 'clusterroles'] },
  { kind: 'secret.read', verbs: ['get', 'list', 'watch'], resources: ['secrets'] },
];

/** Kubernetes: verb and resource (`serviceaccounts/token` with its subresource). */
export const kubernetesKind = (verb: string, resource: string): EventKind =>
  ROWS.find((r) => r.verbs.includes(verb) && r.resources.includes(resource))?.kind ?? 'other';
