import type { Instant } from '../../../shared/base/instant.ts';
import type { PackageLine } from '../../../shared/views/types.ts';
import type { OpenCase } from './open.ts';
import type { Tx } from './writable.ts';

export interface StoredPackage extends PackageLine {
  readonly role: string;
  /** The salt of its commitments. */
  readonly salt: Uint8Array | undefined;
  /** Whatever else the packer wants to keep with it; plain data. */
  readonly body: unknown;
  readonly custody: number;
}

export function addPackage(tx: Tx, p: Omit<StoredPackage, 'at' | 'custody'>): void {
  tx.run(
    'INSERT INTO package (revision, name, file, at, bytes, sources, signer, role, salt, body, custody) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
    p.revision,
    p.name,
    p.file,
    tx.stamp.at,
    p.bytes,
    p.sources,
    p.signer,
    p.role,
    p.salt ?? null,
    JSON.stringify(p.body),
    tx.stamp.custody,
  );
}

/** Oldest first. */
export function storedPackages(open: OpenCase): StoredPackage[] {
  return open.reads
    .all<{
      revision: number;
      name: string;
      file: string;
      at: Instant;
      bytes: number;
      sources: 'include' | 'hash';
      signer: string;
      role: string;
      salt: Uint8Array | null;
      body: string;
      custody: number;
    }>('SELECT revision, name, file, at, bytes, sources, signer, role, salt, body, custody FROM package ORDER BY revision')
    .map((r) => ({ ...r, salt: r.salt ?? undefined, body: JSON.parse(r.body) as unknown }));
}

export const listPackages = (open: OpenCase): PackageLine[] =>
  storedPackages(open).map(({ name, file, revision, at, bytes, sources, signer }) => ({ name, file, revision, at, bytes, sources, signer }));

/** 1 for the first package of the case. */
export const nextRevision = (open: OpenCase): number => (open.reads.value<number>('SELECT max(revision) FROM package') ?? 0) + 1;
