/**
 * Looks at a zip's structure before anything in it is read. Readers in strict mode still accept duplicates, names that differ
 * between the two headers, hidden entries, overlaps and links; here every byte of the file must belong to exactly one header,
 * one entry's data, or the directory, and both headers of an entry must say the same.
 */
import type { FileHandle } from 'node:fs/promises';
import { isLitter } from '../../../shared/base/litter.ts';
import { pathProblem } from '../../../shared/evidence/paths.ts';
import type { Code } from '../../../shared/evidence/verdict.ts';
import {
  CENTRAL_HEADER,
  CENTRAL_SIZE,
  DATA_DESCRIPTOR,
  DEFLATED,
  END_RECORD,
  END_SIZE,
  LOCAL_HEADER,
  LOCAL_SIZE,
  MAX16,
  MAX32,
  STORED,
  ZIP64_END_RECORD,
  ZIP64_END_SIZE,
  ZIP64_EXTRA,
  ZIP64_LOCATOR,
  ZIP64_LOCATOR_SIZE,
} from './zip-format.ts';

export interface ZipEntry {
  readonly name: string;
  readonly method: number;
  readonly crc: number;
  readonly packed: number;
  readonly size: number;
  /** Where the local header lies, where the data begins, and where the next thing must begin. */
  readonly at: number;
  readonly dataAt: number;
  readonly endsAt: number;
  readonly directory: boolean;
}

export interface ZipScan {
  readonly entries: readonly ZipEntry[];
  readonly problems: readonly { readonly code: Code; readonly path: string | undefined; readonly text: string }[];
}

/** A directory larger than this would not be one of ours: a million entries of the longest names. */
const LARGEST_DIRECTORY = 256 * 1024 * 1024;
/** As many as a folder may hold. */
const MOST_ENTRIES = 1_000_000;
/** Nobody reads more of them, and nothing of the archive is read after the first. */
const MOST_PROBLEMS = 1000;
/** Deflate cannot do better than 1032 to 1; a real log does 10 to 50. Asked only where the result is large. */
const BOMB_RATIO = 500;
const BOMB_SIZE = 64 * 1024 * 1024;
/** Sizes and times of other packers. A second name (0x7075) or anything unknown is not for a reader to choose from. */
const HARMLESS_EXTRA = new Set([ZIP64_EXTRA, 0x5455, 0x7875, 0x5855, 0x000a]);
const ENCRYPTED = 0x2041;
const DOS_DIRECTORY = 0x10;
/** What a packer that deflates everything makes of a directory: one empty block. */
const EMPTY_DEFLATED = 2;
const DESCRIPTOR = 0x0008;
const UTF8 = 0x0800;
/** Flags that may be set: how hard the deflater tried, descriptor, UTF-8. */
const KNOWN_FLAGS = 0x0006 | DESCRIPTOR | UTF8;

class Broken extends Error {
  readonly code: Code;
  readonly path: string | undefined;
  constructor(code: Code, text: string, path?: string) {
    super(text);
    this.code = code;
    this.path = path;
  }
}

/** Never throws for what the file holds; throws what the system reports while reading it. */
export async function scanZip(file: FileHandle, size: number): Promise<ZipScan> {
  const problems: { code: Code; path: string | undefined; text: string }[] = [];
  const entries: ZipEntry[] = [];
  try {
    const end = await readEnd(file, size);
    const central = await readCentral(file, end);
    const windows = new LocalWindows(file, end.start);
    for (const c of central) {
      if (problems.length >= MOST_PROBLEMS) break;
      try {
        entries.push(await readLocal(windows, c, end.start));
      } catch (e) {
        if (!(e instanceof Broken)) throw e;
        problems.push({ code: e.code, path: c.name, text: e.message });
      }
    }
    problems.push(...nameProblems(central));
    if (problems.length === 0) problems.push(...layoutProblems(entries, end.start));
  } catch (e) {
    if (!(e instanceof Broken)) throw e;
    problems.push({ code: e.code, path: e.path, text: e.message });
  }
  return { entries, problems };
}

async function readAt(file: FileHandle, at: number, length: number): Promise<Buffer> {
  const bytes = Buffer.alloc(length);
  let got = 0;
  while (got < length) {
    const { bytesRead } = await file.read(bytes, got, length - got, at + got);
    if (bytesRead === 0) break;
    got += bytesRead;
  }
  return bytes.subarray(0, got);
}

interface End {
  readonly entries: number;
  /** Where the directory begins and ends. */
  readonly start: number;
  readonly stop: number;
}

/** The end record must be the last bytes of the file, without a comment: then there can be only one. */
async function readEnd(file: FileHandle, size: number): Promise<End> {
  const tail = await readAt(file, Math.max(0, size - END_SIZE - MAX16), Math.min(size, END_SIZE + MAX16));
  const at = tail.length - END_SIZE;
  if (at < 0 || tail.readUInt32LE(at) !== END_RECORD) {
    const marker = Buffer.from([0x50, 0x4b, 0x05, 0x06]);
    if (tail.lastIndexOf(marker) >= 0) throw new Broken('E_ZIP_TRAILING', 'bytes follow the end of the archive');
    const isBegun = size >= 4 && (await readAt(file, 0, 4)).readUInt32LE(0) === LOCAL_HEADER;
    throw new Broken(
      'E_ZIP_END_RECORD',
      isBegun
        ? 'it begins as a zip and does not end as one: it was cut off, perhaps on its way. Get the package again'
        : 'this is no zip, and so no package. Give the .evidence.zip that was handed over, or the folder that it was unpacked to',
    );
  }
  if (tail.readUInt16LE(at + 20) !== 0) throw new Broken('E_ZIP_TRAILING', 'the archive has a comment, in which a second end could hide');
  const narrow = {
    disk: tail.readUInt16LE(at + 4) | tail.readUInt16LE(at + 6),
    here: tail.readUInt16LE(at + 8),
    entries: tail.readUInt16LE(at + 10),
    size: tail.readUInt32LE(at + 12),
    start: tail.readUInt32LE(at + 16),
  };
  if (narrow.disk !== 0 || narrow.here !== narrow.entries) throw new Broken('E_ZIP_END_RECORD', 'the archive says that it is in several parts');
  const wide = await readZip64End(file, size - END_SIZE);
  const needsWide = narrow.entries === MAX16 || narrow.size === MAX32 || narrow.start === MAX32;
  if (wide === undefined && needsWide) throw new Broken('E_ZIP_END_RECORD', 'the large form of the end record is missing');
  const agrees = (small: number, large: number, most: number): boolean => small === large || small === most;
  if (
    wide !== undefined &&
    !(agrees(narrow.entries, wide.entries, MAX16) && agrees(narrow.size, wide.size, MAX32) && agrees(narrow.start, wide.start, MAX32))
  ) {
    throw new Broken('E_ZIP_END_RECORD', 'the two end records do not say the same');
  }
  const { entries, start, size: length } = wide ?? narrow;
  const stop = wide?.at ?? size - END_SIZE;
  if (start + length > stop) throw new Broken('E_ZIP_END_RECORD', 'the directory does not lie directly before the end record');
  if (start + length < stop) await refuseStrayBytes(file, stop - start - length);
  if (length > LARGEST_DIRECTORY) throw new Broken('E_ZIP_BOMB', 'the directory is larger than any package needs');
  return { entries, start, stop };
}

/** Bytes that no record accounts for: most often put before the archive, and then perhaps an archive of their own. */
async function refuseStrayBytes(file: FileHandle, count: number): Promise<never> {
  const before = await readAt(file, Math.max(0, count - END_SIZE - MAX16), Math.min(count, END_SIZE + MAX16));
  if (before.includes(Buffer.from([0x50, 0x4b, 0x05, 0x06]))) {
    throw new Broken('E_ZIP_END_RECORD', 'there are two end records: it is one archive to one reader and another to the next');
  }
  throw new Broken('E_ZIP_TRAILING', `${count} bytes belong to no entry`);
}

async function readZip64End(
  file: FileHandle,
  endAt: number,
): Promise<{ readonly entries: number; readonly size: number; readonly start: number; readonly at: number } | undefined> {
  const locatorAt = endAt - ZIP64_LOCATOR_SIZE;
  if (locatorAt < 0) return undefined;
  const locator = await readAt(file, locatorAt, ZIP64_LOCATOR_SIZE);
  if (locator.readUInt32LE(0) !== ZIP64_LOCATOR) return undefined;
  const at = Number(locator.readBigUInt64LE(8));
  const record = at + ZIP64_END_SIZE === locatorAt ? await readAt(file, at, ZIP64_END_SIZE) : Buffer.alloc(0);
  if (record.length !== ZIP64_END_SIZE || record.readUInt32LE(0) !== ZIP64_END_RECORD) {
    throw new Broken('E_ZIP_END_RECORD', 'the large form of the end record is not where it is said to be');
  }
  const entries = Number(record.readBigUInt64LE(32));
  if (Number(record.readBigUInt64LE(24)) !== entries || record.readUInt32LE(16) !== 0 || record.readUInt32LE(20) !== 0) {
    throw new Broken('E_ZIP_END_RECORD', 'the archive says that it is in several parts');
  }
  return { entries, size: Number(record.readBigUInt64LE(40)), start: Number(record.readBigUInt64LE(48)), at };
}

interface Central {
  readonly name: string;
  readonly nameBytes: Buffer;
  readonly flags: number;
  readonly method: number;
  readonly crc: number;
  readonly packed: number;
  readonly size: number;
  readonly at: number;
}

async function readCentral(file: FileHandle, end: End): Promise<Central[]> {
  const bytes = await readAt(file, end.start, end.stop - end.start);
  const list: Central[] = [];
  let at = 0;
  while (at < bytes.length) {
    if (list.length >= MOST_ENTRIES) throw new Broken('E_ZIP_BOMB', 'the archive holds more files than any package');
    if (bytes.length - at < CENTRAL_SIZE || bytes.readUInt32LE(at) !== CENTRAL_HEADER) {
      throw new Broken('E_ZIP_END_RECORD', 'the directory holds something that is no entry');
    }
    const nameLength = bytes.readUInt16LE(at + 28);
    const extraLength = bytes.readUInt16LE(at + 30);
    const commentLength = bytes.readUInt16LE(at + 32);
    const next = at + CENTRAL_SIZE + nameLength + extraLength + commentLength;
    if (next > bytes.length) throw new Broken('E_ZIP_END_RECORD', 'the directory ends inside an entry');
    const nameBytes = bytes.subarray(at + CENTRAL_SIZE, at + CENTRAL_SIZE + nameLength);
    const name = nameBytes.toString('latin1');
    if (commentLength > 0) throw new Broken('E_ZIP_TRAILING', 'an entry has a comment', name);
    list.push(centralEntry(bytes, at, name, nameBytes, bytes.subarray(at + CENTRAL_SIZE + nameLength, next)));
    at = next;
  }
  if (list.length !== end.entries) throw new Broken('E_ZIP_END_RECORD', `the directory has ${list.length} entries and says ${end.entries}`);
  return list;
}

function centralEntry(bytes: Buffer, at: number, name: string, nameBytes: Buffer, extra: Buffer): Central {
  const flags = bytes.readUInt16LE(at + 8);
  const method = bytes.readUInt16LE(at + 10);
  const narrow = { packed: bytes.readUInt32LE(at + 20), size: bytes.readUInt32LE(at + 24), at: bytes.readUInt32LE(at + 42) };
  const given = readExtra(extra, name);
  const wide = [...given];
  const take = (value: number): number => {
    if (value !== MAX32) return value;
    const w = wide.shift();
    if (w === undefined) throw new Broken('E_ZIP_HEADER_MISMATCH', 'the large form of a size is missing', name);
    return w;
  };
  const size = take(narrow.size);
  const packed = take(narrow.packed);
  const entryAt = take(narrow.at);
  if (isSurplus(wide, given, [size, packed, entryAt])) throw new Broken('E_ZIP_HEADER_MISMATCH', 'it has two sizes, a small and a large one', name);
  // 8 is a regular file, 4 a directory, 0 nothing said. Whatever system the entry says that it comes from: unzip makes links for more than Unix.
  const type = (bytes.readUInt32LE(at + 38) >>> 28) & 0xf;
  if (type !== 0 && type !== 8 && type !== 4) throw new Broken('E_ZIP_SYMLINK', 'it is a link or a device, not a file', name);
  if (!name.endsWith('/') && (type === 4 || (bytes[at + 38]! & DOS_DIRECTORY) !== 0))
    throw new Broken('E_ZIP_HEADER_MISMATCH', 'its name is that of a file, and its attributes are those of a directory', name);
  if ((flags & ENCRYPTED) !== 0) throw new Broken('E_ZIP_METHOD', 'it is encrypted', name);
  if ((flags & ~KNOWN_FLAGS) !== 0 || (method !== STORED && method !== DEFLATED)) {
    throw new Broken('E_ZIP_METHOD', `it is packed in a way that is not allowed (method ${method}, flags ${flags})`, name);
  }
  if (bytes.readUInt16LE(at + 34) !== 0) throw new Broken('E_ZIP_END_RECORD', 'the archive says that it is in several parts', name);
  if (method === STORED && size !== packed) throw new Broken('E_ZIP_HEADER_MISMATCH', 'it is stored, and yet has two sizes', name);
  const impossible = method === DEFLATED && size > packed * 1032 + 1032;
  if (impossible || (size > BOMB_SIZE && size > packed * BOMB_RATIO)) {
    throw new Broken('E_ZIP_BOMB', `${packed} bytes would become ${size}`, name);
  }
  return { name, nameBytes, flags, method, crc: bytes.readUInt32LE(at + 16), packed, size, at: entryAt };
}

/** The values of the zip64 field, in order. Fields that could say something else than the header are refused. */
function readExtra(extra: Buffer, name: string): number[] {
  let wide: number[] = [];
  let seen = false;
  for (let at = 0; at < extra.length; ) {
    if (extra.length - at < 4) throw new Broken('E_ZIP_HEADER_MISMATCH', 'an extra field is cut short', name);
    const id = extra.readUInt16LE(at);
    const length = extra.readUInt16LE(at + 2);
    if (at + 4 + length > extra.length) throw new Broken('E_ZIP_HEADER_MISMATCH', 'an extra field is cut short', name);
    if (!HARMLESS_EXTRA.has(id))
      throw new Broken('E_ZIP_HEADER_MISMATCH', `an extra field of kind 0x${id.toString(16)} may say something else`, name);
    if (id === ZIP64_EXTRA) {
      if (seen || length % 8 !== 0) throw new Broken('E_ZIP_HEADER_MISMATCH', 'the large sizes are malformed', name);
      seen = true;
      wide = Array.from({ length: length / 8 }, (_, i) => Number(extra.readBigUInt64LE(at + 4 + 8 * i)));
    }
    at += 4 + length;
  }
  return wide;
}

/** Large forms for which the header did not ask: not every reader passes over them, so that they may say the same and nothing else. */
const isSurplus = (left: readonly number[], given: readonly number[], values: readonly number[]): boolean =>
  left.length > 0 && !given.every((value, i) => value === values[i]);

/** Local headers of neighbouring small entries lie close together: read a window, not a header. */
class LocalWindows {
  readonly #file: FileHandle;
  readonly #end: number;
  #at = 0;
  #bytes: Buffer = Buffer.alloc(0);

  constructor(file: FileHandle, end: number) {
    this.#file = file;
    this.#end = end;
  }

  async take(at: number, length: number): Promise<Buffer> {
    if (at < this.#at || at + length > this.#at + this.#bytes.length) {
      this.#at = at;
      this.#bytes = await readAt(this.#file, at, Math.min(Math.max(length, 64 * 1024), Math.max(0, this.#end - at)));
    }
    return this.#bytes.subarray(at - this.#at, at - this.#at + length);
  }
}

async function readLocal(windows: LocalWindows, c: Central, directoryAt: number): Promise<ZipEntry> {
  const header = await windows.take(c.at, LOCAL_SIZE);
  const mismatch = (what: string): never => {
    throw new Broken('E_ZIP_HEADER_MISMATCH', `its two headers differ: ${what}`);
  };
  if (header.length !== LOCAL_SIZE || header.readUInt32LE(0) !== LOCAL_HEADER) return mismatch('there is no header where the directory says');
  const nameLength = header.readUInt16LE(26);
  const extraLength = header.readUInt16LE(28);
  const flags = header.readUInt16LE(6);
  const rest = await windows.take(c.at + LOCAL_SIZE, nameLength + extraLength);
  if (!rest.subarray(0, nameLength).equals(c.nameBytes)) mismatch('the names');
  if (header.readUInt16LE(8) !== c.method) mismatch('the methods');
  if (flags !== c.flags) mismatch('the flags');
  const given = readExtra(rest.subarray(nameLength), c.name);
  const wide = [...given];
  const pick = (value: number): number => (value === MAX32 && wide.length > 0 ? wide.shift()! : value);
  const size = pick(header.readUInt32LE(22));
  const packed = pick(header.readUInt32LE(18));
  if (isSurplus(wide, given, [size, packed])) mismatch('the sizes');
  const dataAt = c.at + LOCAL_SIZE + nameLength + extraLength;
  const dataEnd = dataAt + c.packed;
  if (dataEnd > directoryAt) throw new Broken('E_ZIP_OVERLAP', 'its data run into the directory');
  let endsAt = dataEnd;
  if ((flags & DESCRIPTOR) === 0) {
    if (size !== c.size || packed !== c.packed) mismatch('the sizes');
    if (header.readUInt32LE(14) !== c.crc) mismatch('the checksums');
  } else {
    if ((size !== 0 && size !== c.size) || (packed !== 0 && packed !== c.packed)) mismatch('the sizes');
    endsAt += descriptorLength(await windows.take(dataEnd, Math.min(24, directoryAt - dataEnd)), c);
  }
  const directory = c.name.endsWith('/');
  // A directory's data are never read, so that anything could lie in them.
  if (directory && (c.size !== 0 || c.packed > EMPTY_DEFLATED)) throw new Broken('E_ZIP_HEADER_MISMATCH', 'a directory holds bytes');
  return { name: c.name, method: c.method, crc: c.crc, packed: c.packed, size: c.size, at: c.at, dataAt, endsAt, directory };
}

/** Other packers write sizes after the data, in one of four forms. */
function descriptorLength(bytes: Buffer, c: Central): number {
  for (const marked of [4, 0]) {
    if (marked === 4 && (bytes.length < 4 || bytes.readUInt32LE(0) !== DATA_DESCRIPTOR)) continue;
    for (const width of [4, 8] as const) {
      const length = marked + 4 + 2 * width;
      if (bytes.length < length || bytes.readUInt32LE(marked) !== c.crc) continue;
      const read = (at: number): number => (width === 4 ? bytes.readUInt32LE(at) : Number(bytes.readBigUInt64LE(at)));
      if (read(marked + 4) === c.packed && read(marked + 4 + width) === c.size) return length;
    }
  }
  throw new Broken('E_ZIP_HEADER_MISMATCH', 'what follows its data does not say what the directory says');
}

function nameProblems(central: readonly Central[]): { code: Code; path: string; text: string }[] {
  const problems: { code: Code; path: string; text: string }[] = [];
  const seen = new Set<string>();
  const folded = new Set<string>();
  for (const { name } of central) {
    if (problems.length >= MOST_PROBLEMS) break;
    const problem = pathProblem(name.endsWith('/') ? name.slice(0, -1) : name);
    const again = isLitter(name) ? '; the system that packed the folder again put it there: verify the package as it was exported' : '';
    if (problem !== undefined) problems.push({ code: 'E_PATH', path: name, text: `${problem}${again}` });
    const fold = name.replace(/\/$/, '').toLowerCase();
    if (seen.has(name)) problems.push({ code: 'E_ZIP_DUPLICATE', path: name, text: 'the archive holds two entries of this name' });
    else if (folded.has(fold)) problems.push({ code: 'E_ZIP_DUPLICATE', path: name, text: 'another entry has the same name but for case' });
    seen.add(name);
    folded.add(fold);
  }
  return problems;
}

/** Sorted by place, each entry must begin where the one before ended: nothing before, between, after, or twice. */
function layoutProblems(entries: readonly ZipEntry[], directoryAt: number): { code: Code; path: string | undefined; text: string }[] {
  let at = 0;
  for (const e of [...entries].sort((a, b) => a.at - b.at)) {
    if (e.at < at) return [{ code: 'E_ZIP_OVERLAP', path: e.name, text: 'it shares bytes with another entry' }];
    if (e.at > at) return [{ code: 'E_ZIP_TRAILING', path: e.name, text: `${e.at - at} bytes before it belong to no entry` }];
    at = e.endsAt;
  }
  return at === directoryAt
    ? []
    : [{ code: 'E_ZIP_TRAILING', path: undefined, text: `${directoryAt - at} bytes before the directory belong to no entry` }];
}
