/** One record again, verbatim, by its position. */
import type { Encoding, Extent, SourceHead } from './batch.ts';
import { BrokenStream, bytesOf, inflate } from './bytes.ts';
import { RAW_KEPT } from './limits.ts';

export interface RawPosition {
  readonly offset: number;
  readonly length: number;
}

export interface RawReader {
  /**
   * The record's bytes as they stand in the source, and as text. `limit` (bytes, default 1 MB): the rest is left out and `truncated` says so.
   * Throws Failure where the file is gone, BrokenStream where the position lies behind a damage.
   */
  read(
    extent: Extent,
    source: Pick<SourceHead, 'compression' | 'encoding'>,
    position: RawPosition,
    limit?: number,
  ): Promise<{ readonly text: string; readonly bytes: Buffer; readonly truncated: boolean }>;
}

const WINDOWS_1252 = new TextDecoder('windows-1252');
const DEFAULT_LIMIT = 1024 * 1024;
/** Unpacked sources kept for the next look: a person walks through the records of one file. */
const MOST_KEPT = RAW_KEPT;

export function createRawReader(): RawReader {
  const kept = new Map<string, Buffer>();
  let size = 0;

  function keep(key: string, bytes: Buffer): void {
    kept.set(key, bytes);
    size += bytes.length;
    for (const [oldest, old] of kept) {
      if (size <= MOST_KEPT || oldest === key) break;
      kept.delete(oldest);
      size -= old.length;
    }
  }

  async function slice(extent: Extent, gzip: boolean, offset: number, length: number): Promise<Buffer> {
    if (extent.method === 'stored' && !gzip)
      return part(
        bytesOf({ ...extent, start: extent.start + offset, size: Math.min(length, extent.size - offset), crc32: undefined, cut: undefined }),
        0,
        length,
      );
    const key = JSON.stringify([extent.file, extent.start, extent.size, gzip]);
    const known = kept.get(key);
    if (known !== undefined) {
      kept.delete(key);
      kept.set(key, known);
      return known.subarray(offset, offset + length);
    }
    const plain = (): AsyncGenerator<Buffer, void, void> => bytesOf(extent);
    const unpacked = gzip ? inflate('gzip', plain(), plain) : plain();
    if (extent.size > MOST_KEPT / 8) return part(unpacked, offset, length);
    const whole = await upTo(unpacked, MOST_KEPT);
    if (whole.complete) keep(key, whole.bytes);
    else if (offset + length > whole.bytes.length) return part(gzip ? inflate('gzip', plain(), plain) : plain(), offset, length);
    return whole.bytes.subarray(offset, offset + length);
  }

  return {
    async read(extent, { compression, encoding }, { offset, length }, limit = DEFAULT_LIMIT) {
      const bytes = await slice(extent, compression === 'gzip', offset, Math.min(length, limit));
      return { text: textOf(bytes, encoding), bytes, truncated: length > bytes.length };
    },
  };
}

/** Bytes that are no letters of the encoding read as U+FFFD. */
export function textOf(bytes: Buffer, encoding: Encoding): string {
  if (encoding === 'utf-16le') return bytes.toString('utf16le');
  if (encoding === 'utf-16be')
    return Buffer.from(bytes.subarray(0, bytes.length & ~1))
      .swap16()
      .toString('utf16le');
  if (encoding === 'windows-1252') return WINDOWS_1252.decode(bytes);
  return encoding === 'binary' ? bytes.toString('latin1') : bytes.toString('utf8');
}

/** What breaks off behind the part that is wanted is of no interest. */
async function part(bytes: AsyncIterable<Buffer>, offset: number, length: number): Promise<Buffer> {
  const out: Buffer[] = [];
  let at = 0;
  let got = 0;
  for await (const chunk of bytes) {
    const piece = chunk.subarray(Math.max(0, offset - at), Math.max(0, offset + length - at));
    if (piece.length > 0) out.push(piece);
    got += piece.length;
    at += chunk.length;
    if (got >= length) break;
  }
  return Buffer.concat(out);
}

async function upTo(bytes: AsyncIterable<Buffer>, most: number): Promise<{ readonly bytes: Buffer; readonly complete: boolean }> {
  const out: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of bytes) {
      out.push(chunk);
      size += chunk.length;
      if (size > most) return { bytes: Buffer.concat(out), complete: false };
    }
  } catch (e) {
    if (!(e instanceof BrokenStream)) throw e;
  }
  return { bytes: Buffer.concat(out), complete: true };
}
