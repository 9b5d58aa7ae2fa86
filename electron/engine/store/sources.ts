import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { duration, SECOND } from '../../../shared/base/instant.ts';
import type { SourceLine } from '../../../shared/views/types.ts';
import { type OpenCase, vaultDir } from './open.ts';
import { listSources, type StoredSource } from './source-table.ts';

export { listSources, type StoredSource, sourceById } from './source-table.ts';

/** What the policy assumes of a clock of which nothing else is known (WAKES.md, default policy). */
const ASSUMED_UNCERTAINTY = duration(2 * SECOND);

/** The ledger as the screens and the CLI show it, in the order of import. */
export const sourceLines = (open: OpenCase): SourceLine[] => listSources(open).map(sourceLine);

export function sourceLine(s: StoredSource): SourceLine {
  return {
    source: s.source,
    name: s.name,
    names: s.names,
    sha256: s.sha256,
    bytes: s.bytes,
    type: s.type,
    typeTitle: s.typeTitle,
    system: s.system,
    channels: s.channels,
    read: s.read,
    accepted: s.accepted,
    ignored: s.ignored,
    rejected: s.rejected,
    duplicate: s.duplicate,
    undated: s.undated,
    first: s.first,
    last: s.last,
    declared: s.declared,
    clock: { offset: s.clockOffset, uncertainty: s.clockUncertainty ?? ASSUMED_UNCERTAINTY },
    zone: s.zone,
    encoding: s.encoding,
    ignoredReasons: s.ignoredReasons,
    warnings: s.warnings,
    kept: s.kept,
    typeWhy: s.typeWhy,
    adapterVersion: s.adapterVersion,
    mapping: s.mapping,
    setByHand: s.setByHand,
  };
}

/** The file that a source's bytes are in: the original itself in the vault, or where the investigator left it. */
export interface Container {
  readonly n: number;
  readonly sha256: string;
  readonly bytes: number;
  readonly kept: 'copy' | 'reference';
  /** An absolute path. */
  readonly file: string;
  readonly present: boolean;
}

export function containerOf(open: OpenCase, source: StoredSource): Container {
  const row = open.reads.get<{ n: number; sha256: string; bytes: number; kept: 'copy' | 'reference'; path: string }>(
    'SELECT n, sha256, bytes, kept, path FROM container WHERE n = ?',
    source.container,
  )!;
  const file = row.kept === 'copy' ? join(vaultDir(open.dir), row.path) : row.path;
  return { n: row.n, sha256: row.sha256, bytes: row.bytes, kept: row.kept, file, present: existsSync(file) };
}

/** All containers. `path` is inside vault/ for a copy, absolute for a reference. */
export const listContainers = (
  open: OpenCase,
): { readonly n: number; readonly sha256: string; readonly bytes: number; readonly kept: 'copy' | 'reference'; readonly path: string }[] =>
  open.reads.all('SELECT n, sha256, bytes, kept, path FROM container ORDER BY n');
