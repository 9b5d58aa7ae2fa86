/**
 * A zip in one pass and bounded memory, the same bytes for the same input: fixed times, a fixed order of entries, local headers
 * that say everything (no data descriptors; the header is written again once size and checksum are known).
 *
 * A large entry is deflated in pieces of a megabyte that know nothing of each other and end on a byte (a full flush), as pigz
 * does: so several are worked on at once in the thread pool, and the bytes do not depend on how many.
 */
import { createHash, type Hash } from 'node:crypto';
import { promisify } from 'node:util';
import { constants, crc32, deflateRaw } from 'node:zlib';
import {
  CENTRAL_HEADER,
  CENTRAL_SIZE,
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

/** Where the archive goes: written from front to back, with a few bytes written again behind. */
export interface ByteSink {
  write(bytes: Uint8Array): Promise<void>;
  rewrite(position: number, bytes: Uint8Array): Promise<void>;
}

export interface ZipHooks {
  /** Uncompressed bytes taken in. May throw to stop. */
  readonly onBytes?: ((bytes: number) => void) | undefined;
}

export interface AddedEntry {
  readonly name: string;
  readonly size: number;
  /** Hex, of the uncompressed bytes. */
  readonly sha256: string;
}

interface Written extends AddedEntry {
  readonly nameBytes: Buffer;
  readonly method: number;
  readonly crc: number;
  readonly packed: number;
  readonly at: number;
}

export const PIECE = 1024 * 1024;
/** As many pieces as are worked on at once; each holds its input and its output. */
const IN_WORK = 4;
/** 1 January 1980, the first day that a zip knows. */
const DATE = 0x0021;
const VERSION = 20;
const VERSION_ZIP64 = 45;
const MADE_BY_UNIX = 3 << 8;
const FILE_MODE = 0o100644;
/** A piece is kept as it is where deflating saves less than this. */
const WORTH = 0.97;
/** Above this, scanners (ours among them) may take an honest file for a bomb; such a piece is kept as it is. */
const MOST_RATIO = 200;
/** An empty last block: ends what the flushed pieces left open. */
const LAST_BLOCK = Buffer.from([0x03, 0x00]);

const deflate = promisify(deflateRaw) as (bytes: Uint8Array, options: { level: number; finishFlush: number }) => Promise<Buffer>;

async function deflatePiece(piece: Uint8Array): Promise<Buffer> {
  const packed = await deflate(piece, { level: 3, finishFlush: constants.Z_SYNC_FLUSH });
  return packed.length * MOST_RATIO < piece.length ? deflate(piece, { level: 0, finishFlush: constants.Z_SYNC_FLUSH }) : packed;
}

export class ZipWriter {
  readonly #sink: ByteSink;
  readonly #hooks: ZipHooks;
  readonly #entries: Written[] = [];
  #at = 0;

  constructor(sink: ByteSink, hooks: ZipHooks = {}) {
    this.#sink = sink;
    this.#hooks = hooks;
  }

  add(name: string, bytes: Uint8Array): Promise<AddedEntry> {
    return this.addStream(name, [bytes]);
  }

  /** Adds an entry whose size is not known beforehand. */
  async addStream(name: string, source: Iterable<Uint8Array> | AsyncIterable<Uint8Array>): Promise<AddedEntry> {
    const nameBytes = Buffer.from(name, 'ascii');
    const hash = createHash('sha256');
    const pieces = inPieces(source);
    const first = await pieces.next();
    const second = first.done === true ? first : await pieces.next();
    const at = this.#at;
    const large = second.done !== true;
    const state = { size: 0, crc: 0, packed: 0 };

    const opening = first.done === true ? Buffer.alloc(0) : first.value;
    this.#take(state, hash, opening);
    const tried = opening.length === 0 ? undefined : await deflatePiece(opening);
    const method = tried !== undefined && tried.length < opening.length * WORTH ? DEFLATED : STORED;
    if (large) await this.#write(localHeader(nameBytes, { ...state, method }, true));
    const body = method === DEFLATED ? tried! : opening;
    if (!large) {
      const end = method === DEFLATED ? LAST_BLOCK : Buffer.alloc(0);
      state.packed = body.length + end.length;
      await this.#write(Buffer.concat([localHeader(nameBytes, { ...state, method }, false), body, end]));
    } else {
      state.packed = await this.#writePieces(method, body, second.value!, pieces, state, hash);
      await this.#sink.rewrite(at, localHeader(nameBytes, { ...state, method }, true));
    }
    const entry: Written = { name, nameBytes, method, at, ...state, sha256: hash.digest('hex') };
    this.#entries.push(entry);
    return entry;
  }

  async #writePieces(
    method: number,
    first: Uint8Array,
    second: Uint8Array,
    rest: AsyncGenerator<Uint8Array, void>,
    state: { size: number; crc: number },
    hash: Hash,
  ): Promise<number> {
    let packed = first.length;
    await this.#write(first);
    const inWork: Promise<Uint8Array>[] = [];
    const finishOne = async (): Promise<void> => {
      const bytes = await inWork.shift()!;
      packed += bytes.length;
      await this.#write(bytes);
    };
    const start = (piece: Uint8Array): void => {
      const work = method === DEFLATED ? deflatePiece(piece) : Promise.resolve(piece);
      // A failure is thrown where the piece is awaited, in its turn.
      work.catch(() => undefined);
      inWork.push(work);
      this.#take(state, hash, piece);
    };
    start(second);
    for await (const piece of rest) {
      if (inWork.length >= IN_WORK) await finishOne();
      start(piece);
    }
    while (inWork.length > 0) await finishOne();
    if (method === DEFLATED) {
      packed += LAST_BLOCK.length;
      await this.#write(LAST_BLOCK);
    }
    return packed;
  }

  #take(state: { size: number; crc: number }, hash: Hash, bytes: Uint8Array): void {
    state.size += bytes.length;
    state.crc = crc32(bytes, state.crc);
    hash.update(bytes);
    this.#hooks.onBytes?.(bytes.length);
  }

  async #write(bytes: Uint8Array): Promise<void> {
    await this.#sink.write(bytes);
    this.#at += bytes.length;
  }

  /** Writes the directory, sorted by name. Gives the archive's size. */
  async finish(): Promise<number> {
    const start = this.#at;
    const sorted = [...this.#entries].sort((a, b) => Buffer.compare(a.nameBytes, b.nameBytes));
    for (let i = 0; i < sorted.length; i += 1000) await this.#write(Buffer.concat(sorted.slice(i, i + 1000).map(centralHeader)));
    const size = this.#at - start;
    if (sorted.length >= MAX16 || start >= MAX32 || size >= MAX32) await this.#write(zip64End(sorted.length, size, start, this.#at));
    const end = Buffer.alloc(END_SIZE);
    end.writeUInt32LE(END_RECORD, 0);
    end.writeUInt16LE(Math.min(sorted.length, MAX16), 8);
    end.writeUInt16LE(Math.min(sorted.length, MAX16), 10);
    end.writeUInt32LE(Math.min(size, MAX32), 12);
    end.writeUInt32LE(Math.min(start, MAX32), 16);
    await this.#write(end);
    return this.#at;
  }
}

/** Regroups a stream into pieces of exactly PIECE bytes, the last one shorter. */
async function* inPieces(source: Iterable<Uint8Array> | AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void> {
  let piece = Buffer.allocUnsafe(0);
  let filled = 0;
  for await (const chunk of source) {
    for (let from = 0; from < chunk.length; ) {
      // The caller may use its buffer again: what is worked on later is a copy.
      if (piece.length === 0) piece = Buffer.allocUnsafeSlow(PIECE);
      const n = Math.min(PIECE - filled, chunk.length - from);
      piece.set(chunk.subarray(from, from + n), filled);
      filled += n;
      from += n;
      if (filled < PIECE) continue;
      yield piece;
      piece = Buffer.allocUnsafe(0);
      filled = 0;
    }
  }
  if (filled > 0) yield piece.subarray(0, filled);
}

interface HeaderFields {
  readonly method: number;
  readonly crc: number;
  readonly size: number;
  readonly packed: number;
}

/** Large entries keep their sizes in a zip64 field, whose room has to be there before they are known. */
function localHeader(name: Buffer, e: HeaderFields, zip64: boolean): Buffer {
  const header = Buffer.alloc(LOCAL_SIZE);
  header.writeUInt32LE(LOCAL_HEADER, 0);
  header.writeUInt16LE(zip64 ? VERSION_ZIP64 : VERSION, 4);
  header.writeUInt16LE(e.method, 8);
  header.writeUInt16LE(DATE, 12);
  header.writeUInt32LE(e.crc, 14);
  header.writeUInt32LE(zip64 ? MAX32 : e.packed, 18);
  header.writeUInt32LE(zip64 ? MAX32 : e.size, 22);
  header.writeUInt16LE(name.length, 26);
  const extra = zip64 ? zip64Extra(e.size, e.packed) : Buffer.alloc(0);
  header.writeUInt16LE(extra.length, 28);
  return Buffer.concat([header, name, extra]);
}

function zip64Extra(...values: readonly number[]): Buffer {
  const extra = Buffer.alloc(4 + 8 * values.length);
  extra.writeUInt16LE(ZIP64_EXTRA, 0);
  extra.writeUInt16LE(8 * values.length, 2);
  values.forEach((v, i) => {
    extra.writeBigUInt64LE(BigInt(v), 4 + 8 * i);
  });
  return extra;
}

function centralHeader(e: Written): Buffer {
  const wide = [e.size, e.packed, e.at].filter((v) => v >= MAX32);
  const extra = wide.length > 0 ? zip64Extra(...wide) : Buffer.alloc(0);
  const header = Buffer.alloc(CENTRAL_SIZE);
  header.writeUInt32LE(CENTRAL_HEADER, 0);
  header.writeUInt16LE(MADE_BY_UNIX | VERSION_ZIP64, 4);
  header.writeUInt16LE(e.size > PIECE ? VERSION_ZIP64 : VERSION, 6);
  header.writeUInt16LE(e.method, 10);
  header.writeUInt16LE(DATE, 14);
  header.writeUInt32LE(e.crc, 16);
  header.writeUInt32LE(Math.min(e.packed, MAX32), 20);
  header.writeUInt32LE(Math.min(e.size, MAX32), 24);
  header.writeUInt16LE(e.nameBytes.length, 28);
  header.writeUInt16LE(extra.length, 30);
  header.writeUInt32LE((FILE_MODE << 16) >>> 0, 38);
  header.writeUInt32LE(Math.min(e.at, MAX32), 42);
  return Buffer.concat([header, e.nameBytes, extra]);
}

function zip64End(entries: number, size: number, start: number, at: number): Buffer {
  const end = Buffer.alloc(ZIP64_END_SIZE + ZIP64_LOCATOR_SIZE);
  end.writeUInt32LE(ZIP64_END_RECORD, 0);
  end.writeBigUInt64LE(BigInt(ZIP64_END_SIZE - 12), 4);
  end.writeUInt16LE(MADE_BY_UNIX | VERSION_ZIP64, 12);
  end.writeUInt16LE(VERSION_ZIP64, 14);
  end.writeBigUInt64LE(BigInt(entries), 24);
  end.writeBigUInt64LE(BigInt(entries), 32);
  end.writeBigUInt64LE(BigInt(size), 40);
  end.writeBigUInt64LE(BigInt(start), 48);
  end.writeUInt32LE(ZIP64_LOCATOR, ZIP64_END_SIZE);
  end.writeBigUInt64LE(BigInt(at), ZIP64_END_SIZE + 8);
  end.writeUInt32LE(1, ZIP64_END_SIZE + 16);
  return end;
}
