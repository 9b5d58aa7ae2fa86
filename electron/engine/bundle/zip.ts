/**
 * The directory of a zip (PKWARE APPNOTE 6.3.10), read strictly: own code rather than a library, because a member is kept as the range of the
 * file in which it lies, to be read again years later, and because hostile archives live on what readers let pass.
 */
import type { FileHandle } from 'node:fs/promises';
import { Failure, type TracewakeError } from '../../../shared/contract/errors.ts';
import { readAt } from './bytes.ts';
import { LARGEST_DIRECTORY, MOST_ENTRIES } from './limits.ts';
import { checkName } from './names.ts';

/** An entry as a range of the archive's bytes, or why it cannot be one. */
export type ArchiveEntry =
  | {
      readonly type: 'file';
      readonly name: string;
      readonly start: number;
      readonly size: number;
      readonly method: 'stored' | 'deflate';
      readonly bytes: number;
      readonly crc32: number | undefined;
      readonly cut: TracewakeError | undefined;
    }
  | { readonly type: 'link'; readonly name: string }
  | { readonly type: 'failure'; readonly name: string; readonly error: TracewakeError };

const END = 0x06054b50;
const END64 = 0x06064b50;
const LOCATOR64 = 0x07064b50;
const CENTRAL = 0x02014b50;
const LOCAL = 0x04034b50;
const MAX16 = 0xffff;
const MAX32 = 0xffffffff;

const broken = (message: string, advice?: string): Failure => new Failure({ code: 'input', message, advice });

interface Directory {
  readonly start: number;
  readonly size: number;
  readonly entries: number;
  /** Bytes before the archive's own first byte: a self-extracting one has a program there. */
  readonly shift: number;
}

/** `base`, `size`: where in the file the archive lies. Throws Failure where the archive as a whole cannot be read. */
export async function listZip(file: FileHandle, base: number, size: number): Promise<ArchiveEntry[]> {
  const directory = await findDirectory(file, base, size);
  const bytes = await readAt(file, base + directory.start, directory.size);
  const entries: ArchiveEntry[] = [];
  const names = new Set<string>();
  let at = 0;
  for (let i = 0; i < directory.entries; i++) {
    if (at + 46 > bytes.length || bytes.readUInt32LE(at) !== CENTRAL) throw broken('the directory of the archive is damaged');
    const length = 46 + bytes.readUInt16LE(at + 28) + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
    if (at + length > bytes.length) throw broken('the directory of the archive is damaged');
    const entry = await readEntry(file, base, size, directory.shift, bytes.subarray(at, at + length));
    at += length;
    if (entry === undefined) continue;
    if (names.has(entry.name) && entry.type !== 'failure') {
      entries.push(failure(entry.name, 'the archive holds this name twice; only the first is read'));
      continue;
    }
    names.add(entry.name);
    entries.push(entry);
  }
  return withoutOverlaps(entries);
}

async function findDirectory(file: FileHandle, base: number, size: number): Promise<Directory> {
  const tailSize = Math.min(size, 22 + MAX16);
  const tail = await readAt(file, base + size - tailSize, tailSize);
  let at = tail.length - 22;
  // The comment must end where the archive ends; a signature inside a comment does not count.
  while (at >= 0 && !(tail.readUInt32LE(at) === END && at + 22 + tail.readUInt16LE(at + 20) === tail.length)) at--;
  if (at < 0) throw broken('the end of the zip archive is missing: it is cut off or damaged', 'get the file again, or repair a copy with `zip -FF`');
  const end = size - tailSize + at;
  let directory = {
    disk: tail.readUInt16LE(at + 4) | tail.readUInt16LE(at + 6),
    entries: tail.readUInt16LE(at + 10),
    size: tail.readUInt32LE(at + 12),
    start: tail.readUInt32LE(at + 16),
    endsAt: end,
  };
  if (directory.entries === MAX16 || directory.size === MAX32 || directory.start === MAX32) {
    directory = (await findDirectory64(file, base, end)) ?? directory;
  }
  if (directory.disk !== 0) throw broken('the zip archive is split over several files; only one of them is here');
  const shift = directory.endsAt - directory.size - directory.start;
  if (shift < 0 || directory.size > LARGEST_DIRECTORY) throw broken('the directory of the zip archive lies outside of it');
  if (directory.entries > MOST_ENTRIES) throw broken(`the archive holds ${directory.entries} members; at most ${MOST_ENTRIES} are read`);
  return { start: directory.start + shift, size: directory.size, entries: directory.entries, shift };
}

async function findDirectory64(file: FileHandle, base: number, end: number) {
  if (end < 20) return undefined;
  const locator = await readAt(file, base + end - 20, 20);
  if (locator.readUInt32LE(0) !== LOCATOR64) return undefined;
  // Prepended bytes shift the address that the locator gives; the record stands right before the locator unless it is extensible, which nothing writes.
  const at = end - 20 - 56;
  if (at < 0) return undefined;
  const record = await readAt(file, base + at, 56);
  if (record.readUInt32LE(0) !== END64) return undefined;
  return {
    disk: record.readUInt32LE(16) | record.readUInt32LE(20),
    entries: number64(record, 32),
    size: number64(record, 40),
    start: number64(record, 48),
    endsAt: at,
  };
}

function number64(buffer: Buffer, at: number): number {
  const n = buffer.readBigUInt64LE(at);
  if (n > BigInt(Number.MAX_SAFE_INTEGER)) throw broken('the directory of the zip archive is damaged');
  return Number(n);
}

const failure = (name: string, message: string, advice?: string): ArchiveEntry => ({
  type: 'failure',
  name,
  error: { code: 'input', message, file: name, advice },
});

/** `undefined`: a folder. */
async function readEntry(file: FileHandle, base: number, size: number, shift: number, header: Buffer): Promise<ArchiveEntry | undefined> {
  const madeBy = header.readUInt8(5);
  const flags = header.readUInt16LE(8);
  const method = header.readUInt16LE(10);
  const nameLength = header.readUInt16LE(28);
  const rawName = header.subarray(46, 46 + nameLength);
  const name = decodeName(rawName, (flags & 0x800) !== 0);
  const unixType = madeBy === 3 ? (header.readUInt16LE(40) >>> 12) & 0xf : 0;
  if (name.endsWith('/') || unixType === 4) return undefined;
  const bad = checkName(name);
  if (bad !== undefined) return failure(name, bad);
  if (unixType === 10) return { type: 'link', name };
  if ((flags & 0x2041) !== 0) return failure(name, 'it is encrypted', 'unpack the archive with its password and import what comes out');
  if (method !== 0 && method !== 8)
    return failure(name, `it is packed by method ${method}, which Tracewake does not unpack`, 'unpack it with another tool');

  const sizes = { bytes: header.readUInt32LE(24), packed: header.readUInt32LE(20), local: header.readUInt32LE(42) };
  extend64(header.subarray(46 + nameLength, 46 + nameLength + header.readUInt16LE(30)), sizes);
  const at = sizes.local + shift;
  const local = at + 30 > size ? undefined : await readAt(file, base + at, 30 + nameLength);
  if (local === undefined || local.length < 30 + nameLength || local.readUInt32LE(0) !== LOCAL)
    return failure(name, 'its place in the archive holds something else: the directory and the contents disagree');
  if (local.readUInt16LE(26) !== nameLength || !local.subarray(30).equals(rawName) || local.readUInt16LE(8) !== method) {
    return failure(name, 'the directory of the archive and the member itself disagree on its name or method');
  }
  const start = at + 30 + nameLength + local.readUInt16LE(28);
  if (start + sizes.packed > size) return failure(name, 'it reaches past the end of the archive');
  if (method === 0 && sizes.packed !== sizes.bytes) return failure(name, 'it is not packed, yet has two sizes');
  return {
    type: 'file',
    name,
    start,
    size: sizes.packed,
    method: method === 0 ? 'stored' : 'deflate',
    bytes: sizes.bytes,
    crc32: header.readUInt32LE(16),
    cut: undefined,
  };
}

/** The extra field 0x0001 holds, in this order, those of the numbers that are all ones in the header (APPNOTE 4.5.3). */
function extend64(extra: Buffer, sizes: { bytes: number; packed: number; local: number }): void {
  for (let at = 0; at + 4 <= extra.length; ) {
    const id = extra.readUInt16LE(at);
    const end = at + 4 + extra.readUInt16LE(at + 2);
    if (end > extra.length) return;
    if (id === 1) {
      let field = at + 4;
      for (const key of ['bytes', 'packed', 'local'] as const) {
        if (sizes[key] !== MAX32 || field + 8 > end) continue;
        sizes[key] = number64(extra, field);
        field += 8;
      }
    }
    at = end;
  }
}

const UTF8 = new TextDecoder('utf-8', { fatal: true });
function decodeName(raw: Buffer, saysUtf8: boolean): string {
  try {
    return UTF8.decode(raw).replaceAll('\\', '/');
  } catch {
    // Not UTF-8: a code page that nothing names. Latin 1 keeps every byte apart, so that no two names become one.
    return (saysUtf8 ? raw.toString('utf8') : raw.toString('latin1')).replaceAll('\\', '/');
  }
}

/** Members that share bytes are how a small zip unpacks to petabytes (D. Fifield, "A better zip bomb"); no honest tool writes them. */
function withoutOverlaps(entries: ArchiveEntry[]): ArchiveEntry[] {
  const order = entries.map((_, i) => i).filter((i) => entries[i]!.type === 'file');
  const range = (i: number): { start: number; size: number } => entries[i] as { start: number; size: number } & ArchiveEntry;
  order.sort((a, b) => range(a).start - range(b).start);
  let end = 0;
  for (const i of order) {
    const { start, size } = range(i);
    if (start < end && size > 0)
      entries[i] = failure(entries[i]!.name, 'its bytes are also those of another member: an archive made to fill the disk');
    end = Math.max(end, start + size);
  }
  return entries;
}
