import type { EventKind } from '../../model/vocabulary.ts';
import { matches } from './table.ts';

interface Row {
  readonly kind: EventKind;
  readonly operations: readonly string[];
  readonly paths: readonly (readonly string[])[];
}

const row = (kind: EventKind, operations: string, paths: string): Row => ({
  kind,
  operations: operations.split(' '),
  paths: paths.split(' ').map((p) => p.split('*')),
});

/** Vault: operation and path, the first that fits. `*` stands for any run of characters. */
const ROWS: readonly Row[] = [
  row('session.started', 'update', 'auth/*/login*'),
  row('credential.created', 'update create', 'auth/token/create* auth/approle/role/*/secret-id'),
  row('credential.disabled', 'update delete', 'auth/token/revoke* sys/leases/revoke*'),
  row('logging.disabled', 'delete', 'sys/audit/*'),
  row('permission.changed', 'update create delete patch', 'sys/policies/* sys/policy/*'),
  row('credential.rotated', 'update create', '*/rotate*'),
  row('secret.read', 'read', '*/data/* secret/* */creds/*'),
];

export const vaultKind = (operation: string, path: string): EventKind =>
  ROWS.find((r) => r.operations.includes(operation) && r.paths.some((p) => matches(p, path)))?.kind ?? 'other';
