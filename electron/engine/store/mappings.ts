/** The mappings of a case. */
import type { Instant } from '../../../shared/base/instant.ts';
import type { OpenCase } from './open.ts';
import type { Tx } from './writable.ts';

export interface StoredMapping {
  readonly sha256: string;
  readonly name: string;
  readonly title: string;
  /** YAML, as it was given. */
  readonly text: string;
  readonly by: string;
  readonly at: Instant;
}

/** The latest first. A case of an older version that is open for reading has none. */
export function listMappings(open: OpenCase): StoredMapping[] {
  if (open.reads.get("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'mapping'") === undefined) return [];
  return open.reads.all<StoredMapping>('SELECT sha256, name, title, text, by, at FROM mapping ORDER BY custody DESC, name');
}

export function mappingWithHash(open: OpenCase, sha256: string): StoredMapping | undefined {
  return listMappings(open).find((m) => m.sha256 === sha256);
}

/** False where the case has it already. */
export function keepMapping(tx: Tx, m: Pick<StoredMapping, 'sha256' | 'name' | 'title' | 'text'>): boolean {
  if (tx.get('SELECT 1 FROM mapping WHERE sha256 = ?', m.sha256) !== undefined) return false;
  tx.run(
    'INSERT INTO mapping (sha256, name, title, text, by, at, custody) VALUES (?, ?, ?, ?, ?, ?, ?)',
    m.sha256,
    m.name,
    m.title,
    m.text,
    tx.stamp.by,
    tx.stamp.at,
    tx.stamp.custody,
  );
  return true;
}
