/** Streams of bytes from ranges of files, packed and not. Everything is an async generator of buffers, so that memory stays at a chunk or two. */
import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { crc32, createGunzip, createInflateRaw, type Gunzip, type InflateRaw } from 'node:zlib';
import { Failure, type TracewakeError } from '../../../shared/contract/errors.ts';
import type { Extent } from './batch.ts';
import { BOMB_FREE, BOMB_RATIO, FILE_CHUNK, INFLATE_CHUNK, PACKED_CHUNK } from './limits.ts';

export type Bytes = AsyncGenerator<Buffer, void, void>;

/** A stream that breaks off. What came before it is good and is kept. */
export class BrokenStream extends Error {
  readonly error: TracewakeError;
  /** Bytes that were delivered before it broke. */
  readonly at: number;
  constructor(error: TracewakeError, at: number) {
    super(error.message);
    this.error = error;
    this.at = at;
  }
}

/** What the system says about a file, in the words of a person. Anything unexpected stays what it is. */
export function asFileFailure(thrown: unknown, file: string): unknown {
  if (thrown instanceof Failure || thrown instanceof BrokenStream) return thrown;
  const code = (thrown as { code?: unknown } | null)?.code;
  const said = typeof code === 'string' ? FILE_FAULTS[code] : undefined;
  return said === undefined ? thrown : new Failure({ code: said[0], message: said[1], file });
}
const FILE_FAULTS: Readonly<Record<string, readonly [TracewakeError['code'], string]>> = {
  ENOENT: ['input', 'there is no such file or directory'],
  ENOTDIR: ['input', 'a part of the path is not a directory'],
  EACCES: ['environment', 'no permission to read it'],
  EPERM: ['environment', 'the system does not permit reading it'],
  EISDIR: ['input', 'it is a directory where a file is wanted'],
  ELOOP: ['input', 'the links lead in a circle'],
  ENAMETOOLONG: ['input', 'the name is too long'],
  EIO: ['environment', 'the disk reports an error'],
  EMFILE: ['environment', 'too many open files'],
  ENOSPC: ['environment', 'the disk is full'],
  EDQUOT: ['environment', 'the disk quota is used up'],
};

/** Exactly the bytes asked for, fewer only at the end of the file. */
export async function readAt(file: FileHandle, start: number, size: number): Promise<Buffer> {
  const buffer = Buffer.allocUnsafeSlow(size);
  let got = 0;
  while (got < size) {
    const { bytesRead } = await file.read(buffer, got, size - got, start + got);
    if (bytesRead === 0) break;
    got += bytesRead;
  }
  return got === size ? buffer : buffer.subarray(0, got);
}

async function* rangeOf(path: string, start: number, size: number, chunk: number): Bytes {
  let file: FileHandle;
  try {
    file = await open(path, 'r');
  } catch (e) {
    throw asFileFailure(e, path);
  }
  try {
    for (let at = 0; at < size; ) {
      const buffer = await readAt(file, start + at, Math.min(chunk, size - at));
      if (buffer.length === 0) throw new BrokenStream({ code: 'input', message: 'the file became shorter while it was read', file: path }, at);
      at += buffer.length;
      yield buffer;
    }
  } catch (e) {
    throw asFileFailure(e, path);
  } finally {
    await file.close();
  }
}

/** The extent's own bytes, inflated where it is deflated, its checksum compared at the end. Throws BrokenStream where they break off, Failure where they cannot be had. */
export async function* bytesOf(extent: Extent): Bytes {
  const packed = extent.method === 'deflate';
  const open = (): Bytes => rangeOf(extent.file, extent.start, extent.size, packed ? PACKED_CHUNK : FILE_CHUNK);
  let crc = 0;
  let total = 0;
  for await (const chunk of packed ? inflate('deflate', open(), open) : open()) {
    if (extent.crc32 !== undefined) crc = crc32(chunk, crc);
    total += chunk.length;
    yield chunk;
  }
  if (extent.cut !== undefined) throw new BrokenStream(extent.cut, total);
  if (packed && total !== extent.bytes) {
    throw new BrokenStream({ code: 'input', message: `it unpacks to ${total} bytes where the archive's directory says ${extent.bytes}` }, total);
  }
  if (extent.crc32 !== undefined && crc !== extent.crc32) {
    throw new BrokenStream({ code: 'input', message: 'its checksum differs from the one in the archive: the bytes are damaged' }, total);
  }
}

/**
 * Unpacks while the consumer works: zlib runs on a thread of its own, so the next chunk is begun before this one is given out.
 * `again` gives the same chunks once more: zlib says nothing of what it had unpacked of a chunk before it met the damage in it, so that is worked
 * out a second time, byte by byte.
 */
export async function* inflate(method: 'gzip' | 'deflate', packed: AsyncIterable<Buffer>, again: () => AsyncIterable<Buffer>): Bytes {
  let delivered = 0;
  let taken = 0;
  /** Packed bytes that were unpacked without an error. */
  let good = 0;
  const unpacker = new Unpacker(method);
  const count = (out: Buffer): Buffer => {
    delivered += out.length;
    refuseBomb(delivered, taken);
    return out;
  };
  try {
    let pending: Promise<Buffer[]> = Promise.resolve([]);
    for await (const chunk of packed) {
      const ready = await pending;
      good = taken;
      taken += chunk.length;
      pending = unpacker.write(chunk);
      // A failing write must not become an unhandled rejection while the consumer holds an earlier chunk.
      pending.catch(() => undefined);
      for (const out of ready) yield count(out);
    }
    const last = await pending;
    good = taken;
    for (const out of last) yield count(out);
    for (const out of await unpacker.end()) yield count(out);
  } catch (e) {
    if (!(e instanceof ZlibError)) throw e;
    if (e.code === 'Z_BUF_ERROR') throw new BrokenStream(brokenBy(e, method, delivered), delivered);
    for await (const out of untilDamage(method, again, good, delivered)) yield count(out);
    throw new BrokenStream(brokenBy(e, method, delivered), delivered);
  } finally {
    unpacker.close();
  }
}

/** How finely the damage is looked for: first in pieces of a kilobyte, then byte by byte in the one that holds it. */
const STEPS = [1024, 1] as const;

/** What follows the first `skip` unpacked bytes and comes before the damage, which lies behind the packed offset `good`. */
async function* untilDamage(method: 'gzip' | 'deflate', again: () => AsyncIterable<Buffer>, good: number, skip: number): Bytes {
  let from = good;
  for (const step of STEPS) {
    const unpacker = new Unpacker(method);
    let passed = 0;
    try {
      for await (const piece of pieces(again(), from, step)) {
        for (const out of await unpacker.write(piece.bytes)) {
          const fresh = out.subarray(Math.min(out.length, Math.max(0, skip - passed)));
          passed += out.length;
          if (step === 1 && fresh.length > 0) yield fresh;
        }
        from = Math.max(from, piece.end);
      }
    } catch (e) {
      if (!(e instanceof ZlibError)) throw e;
    } finally {
      unpacker.close();
    }
  }
}

/** The chunks as they come up to the offset `from`, small pieces of them behind it. `end`: the offset behind the piece. */
async function* pieces(
  chunks: AsyncIterable<Buffer>,
  from: number,
  step: number,
): AsyncGenerator<{ readonly bytes: Buffer; readonly end: number }, void, void> {
  let start = 0;
  for await (const chunk of chunks) {
    for (let at = 0; at < chunk.length; ) {
      const size = start + at < from ? Math.min(chunk.length - at, from - start - at) : Math.min(step, chunk.length - at);
      yield { bytes: chunk.subarray(at, at + size), end: start + at + size };
      at += size;
    }
    start += chunk.length;
  }
}

function refuseBomb(unpacked: number, packed: number): void {
  if (unpacked <= BOMB_FREE || unpacked <= packed * BOMB_RATIO) return;
  throw new Failure({
    code: 'input',
    message: `it unpacks to more than ${BOMB_RATIO} times its size, as no log does: an archive made to fill the disk`,
    advice: 'unpack it with another tool if you trust it, and import what comes out',
  });
}

function brokenBy(e: ZlibError, method: 'gzip' | 'deflate', at: number): TracewakeError {
  const what = method === 'gzip' ? 'the gzip stream' : 'the packed data';
  const position = `after ${at} unpacked bytes`;
  if (e.code === 'Z_BUF_ERROR') return { code: 'input', message: `${what} is cut off; everything before the cut was read`, position };
  return { code: 'input', message: `${what} is damaged; everything before the damage was read`, position };
}

class ZlibError extends Error {
  readonly code: string;
  constructor(code: string) {
    super(code);
    this.code = code;
  }
}

/** zlib as calls that answer with what they unpacked. */
class Unpacker {
  readonly #zlib: Gunzip | InflateRaw;
  #out: Buffer[] = [];
  #ended = false;
  #step: { resolve(out: Buffer[]): void; reject(e: ZlibError): void } | undefined;

  constructor(method: 'gzip' | 'deflate') {
    const options = { chunkSize: INFLATE_CHUNK };
    this.#zlib = method === 'gzip' ? createGunzip(options) : createInflateRaw(options);
    this.#zlib.on('data', (chunk: Buffer) => this.#out.push(chunk));
    this.#zlib.on('error', (e: Error & { code?: string }) => this.#step?.reject(new ZlibError(e.code ?? 'Z_DATA_ERROR')));
    // It may end inside a write: zeros behind the last member are padding (tapes, block devices), and the write's own callback is then never called.
    this.#zlib.on('end', () => {
      this.#ended = true;
      this.#done();
    });
  }

  write(chunk: Buffer): Promise<Buffer[]> {
    return this.#run(() => this.#zlib.write(chunk, (e) => (e === undefined || e === null ? this.#done() : undefined)));
  }

  end(): Promise<Buffer[]> {
    return this.#run(() => this.#zlib.end());
  }

  close(): void {
    this.#step = undefined;
    this.#zlib.close();
  }

  #run(begin: () => void): Promise<Buffer[]> {
    if (this.#ended) return Promise.resolve([]);
    return new Promise((resolve, reject) => {
      this.#step = { resolve, reject };
      begin();
    });
  }

  #done(): void {
    const step = this.#step;
    this.#step = undefined;
    step?.resolve(this.#out.splice(0));
  }
}

/** Hashes the bytes as they pass. After the last, `digest` and `bytes` hold. */
export class Hashed {
  readonly #hash = createHash('sha256');
  bytes = 0;

  async *through(bytes: AsyncIterable<Buffer>): Bytes {
    for await (const chunk of bytes) {
      this.#hash.update(chunk);
      this.bytes += chunk.length;
      yield chunk;
    }
  }

  digest(): string {
    return this.#hash.digest('hex');
  }
}

/** SHA-256 (hex) and length of a source's own bytes: of a file what `sha256sum` says, of a member what it would say once unpacked. Throws Failure. */
export async function hashExtent(extent: Extent): Promise<{ readonly sha256: string; readonly bytes: number }> {
  const hashed = new Hashed();
  try {
    for await (const _ of hashed.through(bytesOf(extent)));
  } catch (e) {
    // A damaged member has the hash of what can be read of it; whoever parses it says that it is damaged.
    if (!(e instanceof BrokenStream)) throw e;
  }
  return { sha256: hashed.digest(), bytes: hashed.bytes };
}
