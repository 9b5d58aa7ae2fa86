/** The rows of a source and its container, written when its records are in. */
import type { Duration, Instant } from '../../../shared/base/instant.ts';
import type { Interval } from '../../../shared/base/interval.ts';
import type { DeclaredPart } from '../../../shared/model/facts.ts';
import type { Channel } from '../../../shared/model/vocabulary.ts';
import { raiseGeneration } from './info.ts';
import type { Reads } from './reads.ts';
import type { Tx } from './writable.ts';
import type { Ledger } from './writer.ts';

export interface NewSource {
  readonly n: number;
  readonly name: string;
  readonly sha256: string;
  readonly bytes: number;
  readonly container: number;
  /** Plain data of the reading side. */
  readonly location: unknown;
  readonly type: string;
  readonly typeTitle: string;
  readonly typeWhy: string;
  readonly adapterVersion: number;
  readonly system: string;
  readonly channels: readonly Channel[];
  readonly declared: Interval | undefined;
  readonly declaredParts?: readonly DeclaredPart[] | undefined;
  readonly zone: string | undefined;
  readonly clockOffset: Duration;
  readonly clockUncertainty: Duration | undefined;
  readonly encoding: string;
  readonly format: string;
  readonly ledger: Ledger;
  readonly first: Instant | undefined;
  readonly last: Instant | undefined;
  readonly ignoredReasons: readonly { readonly reason: string; readonly count: number }[];
  readonly warnings: readonly { readonly slug: string; readonly count: number; readonly example?: string | undefined }[];
  readonly rejectedBlocks: readonly { readonly from: Instant | undefined; readonly to: Instant | undefined }[];
  readonly eventFirst: number;
  readonly eventCount: number;
  /** The hash of the mapping that read it, which the case holds. */
  readonly mapping?: string | undefined;
  /** What the investigator set at the import, by name. */
  readonly setByHand?: readonly string[] | undefined;
}

/** The number of the next source. */
export const nextSource = (tx: Tx): number => (tx.value<number>('SELECT max(n) FROM source') ?? 0) + 1;

/** The source that holds exactly these bytes already. */
export const sourceWithHash = (tx: Tx, sha256: string): number | undefined => tx.value<number>('SELECT n FROM source WHERE sha256 = ?', sha256);

export function insertSource(tx: Tx, s: NewSource): void {
  const { ledger } = s;
  tx.run(
    `INSERT INTO source (n, name, sha256, bytes, container, location, type, type_title, type_why, adapter_version, system, channels,
       declared_from, declared_to, declared_parts, zone, clock_offset, clock_uncertainty, encoding, format, read, accepted, ignored, rejected, duplicate,
       undated, first, last, ignored_reasons, warnings, rejected_blocks, event_first, event_count, mapping, set_by_hand, custody)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    s.n,
    s.name,
    s.sha256,
    s.bytes,
    s.container,
    JSON.stringify(s.location),
    s.type,
    s.typeTitle,
    s.typeWhy,
    s.adapterVersion,
    s.system,
    JSON.stringify(s.channels),
    s.declared?.from ?? null,
    s.declared?.to ?? null,
    s.declaredParts === undefined ? null : JSON.stringify(s.declaredParts),
    s.zone ?? null,
    s.clockOffset,
    s.clockUncertainty ?? null,
    s.encoding,
    s.format,
    ledger.read,
    ledger.accepted,
    ledger.ignored,
    ledger.rejected,
    ledger.duplicate,
    ledger.undated,
    s.first ?? null,
    s.last ?? null,
    JSON.stringify(s.ignoredReasons),
    JSON.stringify(s.warnings),
    JSON.stringify(s.rejectedBlocks),
    s.eventFirst,
    s.eventCount,
    s.mapping ?? null,
    s.setByHand === undefined ? null : JSON.stringify(s.setByHand),
    tx.stamp.custody,
  );
  addSourceName(tx, s.n, s.name);
  raiseGeneration(tx);
}

/** A source of which nothing is in the case but its name and the fates of its records: another reading takes nothing away. */
const UNREAD = `accepted = 0 AND duplicate = 0
  AND NOT EXISTS (SELECT 1 FROM annotation WHERE subject = printf('s%04d', n) OR subject LIKE printf('s%04d', n) || ':%')`;

export const isUnread = (reads: Reads, source: number): boolean => reads.get(`SELECT 1 FROM source WHERE n = ? AND ${UNREAD}`, source) !== undefined;

/** Hashes of the sources that have been read, with their numbers. */
export const readHashes = (reads: Reads): Map<string, number> =>
  new Map(reads.all<{ sha256: string; n: number }>(`SELECT sha256, n FROM source WHERE NOT (${UNREAD})`).map((r) => [r.sha256, r.n]));

/** Puts what was read as source `now`, which has no row yet, in the place of one that was unread; its names stay. */
export function takePlaceOf(tx: Tx, unread: number, now: number): void {
  for (const table of ['record_block', 'key_block', 'fact']) tx.run(`DELETE FROM ${table} WHERE source = ?`, unread);
  tx.run('DELETE FROM source WHERE n = ?', unread);
  for (const table of ['record_block', 'key_block', 'event_block', 'event_record', 'fact'])
    tx.run(`UPDATE ${table} SET source = ? WHERE source = ?`, unread, now);
}

/** A further name under which the same bytes were imported. False where it was known. */
export function addSourceName(tx: Tx, source: number, name: string): boolean {
  if (tx.get('SELECT 1 FROM source_name WHERE source = ? AND name = ?', source, name) !== undefined) return false;
  tx.run('INSERT INTO source_name (source, name, custody) VALUES (?, ?, ?)', source, name, tx.stamp.custody);
  return true;
}

/** What is declared of a source, entry by entry, in the place of what was said of it before. */
export function setDeclaredParts(tx: Tx, source: number, parts: readonly DeclaredPart[]): void {
  tx.run('UPDATE source SET declared_parts = ? WHERE n = ?', JSON.stringify(parts), source);
  raiseGeneration(tx);
}

/** The number of the container with this hash, which is made where there is none. A container that is kept stays kept. */
export function ensureContainer(
  tx: Tx,
  c: { readonly sha256: string; readonly bytes: number; readonly kept: 'copy' | 'reference'; readonly path: string },
): number {
  const known = tx.value<number>('SELECT n FROM container WHERE sha256 = ?', c.sha256);
  if (known !== undefined) return known;
  return tx.run('INSERT INTO container (sha256, bytes, kept, path) VALUES (?, ?, ?, ?)', c.sha256, c.bytes, c.kept, c.path);
}

/** Sets how far the source's clock was off: the offset is added to every time that was read off it. */
export function setClock(tx: Tx, source: number, offset: Duration): void {
  tx.run('UPDATE source SET clock_offset = ? WHERE n = ?', offset, source);
  raiseGeneration(tx);
}
