/** Which encoding a source is in, and UTF-16 turned into UTF-8 without losing where its bytes were. */
import { isUtf8 } from 'node:buffer';
import { TextDecoder } from 'node:util';
import type { Encoding } from './batch.ts';

export interface Decoding {
  readonly encoding: Encoding;
  /** Bytes of the byte order mark. */
  readonly mark: number;
}

/** By the mark, else by where the zeros are in the first bytes of the source. */
export function encodingOf(start: Buffer): Decoding {
  if (start[0] === 0xef && start[1] === 0xbb && start[2] === 0xbf) return { encoding: 'utf-8-bom', mark: 3 };
  if (start[0] === 0xff && start[1] === 0xfe) return { encoding: 'utf-16le', mark: 2 };
  if (start[0] === 0xfe && start[1] === 0xff) return { encoding: 'utf-16be', mark: 2 };
  const probe = start.subarray(0, 4096);
  const zeros = [0, 0];
  let control = 0;
  for (let i = 0; i < probe.length; i++) {
    const byte = probe[i]!;
    if (byte === 0) zeros[i & 1]!++;
    else if (byte < 32 && byte !== 9 && byte !== 10 && byte !== 13 && byte !== 0x1e && byte !== 0x1b && byte !== 12) control++;
  }
  const half = probe.length / 2;
  // Text of western letters in UTF-16 is a zero every other byte; JSON's own marks are always such letters.
  if (zeros[1]! > half * 0.4 && zeros[0]! < half * 0.05) return { encoding: 'utf-16le', mark: 0 };
  if (zeros[0]! > half * 0.4 && zeros[1]! < half * 0.05) return { encoding: 'utf-16be', mark: 0 };
  // A few zeros in text are somebody's doing, and no reason to lose the records around them: the broken one is rejected by itself.
  const nulls = zeros[0]! + zeros[1]!;
  if (nulls > probe.length * 0.01 || control > probe.length * 0.02) return { encoding: 'binary', mark: 0 };
  return { encoding: isNoise(probe) ? 'binary' : 'utf-8', mark: 0 };
}

/** Bytes past ASCII that are no UTF-8 are a code page's letters where they are few, and noise where they are many. */
function isNoise(probe: Buffer): boolean {
  // The probe may end in the middle of a letter.
  for (let cut = 0; cut < 4; cut++) if (isUtf8(probe.subarray(0, probe.length - cut))) return false;
  let high = 0;
  for (const byte of probe) if (byte >= 0x80) high++;
  return high > probe.length * 0.3;
}

/** The source's bytes as UTF-8, and offsets of that back into offsets of the source. */
export interface Decoder {
  decode(chunk: Buffer): Buffer;
  /** What is left at the end. */
  last(): Buffer;
  /** The source's offset of a UTF-8 offset. Offsets must not decrease from call to call. */
  original(utf8: number): number;
  /** Source bytes taken in so far. */
  readonly bytes: number;
  /** Whether some of them were no letters of the encoding; they read as U+FFFD. */
  readonly damaged: boolean;
}

export const decoderFor = (encoding: Encoding, mark: number): Decoder =>
  encoding === 'utf-16le' || encoding === 'utf-16be' ? new Utf16Decoder(encoding, mark) : new Utf8Decoder(mark, encoding !== 'binary');

class Utf8Decoder implements Decoder {
  readonly #mark: number;
  readonly #checked: boolean;
  bytes = 0;
  damaged = false;

  constructor(mark: number, checked: boolean) {
    this.#mark = mark;
    this.#checked = checked;
  }

  decode(chunk: Buffer): Buffer {
    const text = this.bytes >= this.#mark ? chunk : chunk.subarray(this.#mark - this.bytes);
    this.bytes += chunk.length;
    if (this.#checked && !this.damaged) this.damaged = !isUtf8(wholeLetters(text));
    return text;
  }

  last(): Buffer {
    return Buffer.alloc(0);
  }

  original(utf8: number): number {
    return utf8 + this.#mark;
  }
}

/** The chunk without the parts of letters at its ends. */
function wholeLetters(chunk: Buffer): Buffer {
  let start = 0;
  while (start < 3 && start < chunk.length && (chunk[start]! & 0xc0) === 0x80) start++;
  let end = chunk.length;
  for (let back = 1; back <= 3 && back <= chunk.length - start; back++) {
    const byte = chunk[chunk.length - back]!;
    if (byte < 0x80) break;
    if (byte >= 0xc0) {
      const needs = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
      if (needs > back) end = chunk.length - back;
      break;
    }
  }
  return chunk.subarray(start, end);
}

class Utf16Decoder implements Decoder {
  readonly #decoder = new TextDecoder('utf-16le', { ignoreBOM: true });
  readonly #swap: boolean;
  readonly #mark: number;
  #odd: Buffer | undefined;
  /** UTF-8 not yet passed by `original`. */
  #chunks: Buffer[] = [];
  #utf8 = 0;
  #source: number;
  bytes = 0;
  damaged = false;

  constructor(encoding: 'utf-16le' | 'utf-16be', mark: number) {
    this.#swap = encoding === 'utf-16be';
    this.#mark = mark;
    this.#source = mark;
  }

  decode(chunk: Buffer): Buffer {
    const text = this.bytes >= this.#mark ? chunk : chunk.subarray(this.#mark - this.bytes);
    this.bytes += chunk.length;
    let units = this.#odd === undefined ? text : Buffer.concat([this.#odd, text]);
    this.#odd = undefined;
    if (units.length % 2 === 1) {
      this.#odd = Buffer.from(units.subarray(units.length - 1));
      units = units.subarray(0, units.length - 1);
    }
    return this.#keep(this.#decoder.decode(this.#swap ? Buffer.from(units).swap16() : units, { stream: true }));
  }

  last(): Buffer {
    // Half a letter at the end stays what it is: a byte that no record holds.
    if (this.#odd !== undefined) this.damaged = true;
    return this.#keep(this.#decoder.decode());
  }

  #keep(text: string): Buffer {
    const out = Buffer.from(text, 'utf8');
    if (out.length > 0) this.#chunks.push(out);
    if (text.includes('\ufffd')) this.damaged = true;
    return out;
  }

  original(utf8: number): number {
    while (this.#utf8 < utf8) {
      const chunk = this.#chunks[0];
      if (chunk === undefined) throw new RangeError('an offset past the bytes that were decoded');
      const take = Math.min(chunk.length, utf8 - this.#utf8);
      let units = 0;
      // A letter's first byte stands for one unit, for two where it is of four bytes; the bytes that follow stand for none.
      for (let i = 0; i < take; i++) {
        const byte = chunk[i]!;
        if ((byte & 0xc0) !== 0x80) units += byte >= 0xf0 ? 2 : 1;
      }
      this.#source += units * 2;
      this.#utf8 += take;
      if (take === chunk.length) this.#chunks.shift();
      else this.#chunks[0] = chunk.subarray(take);
    }
    return this.#source;
  }
}
