/** Which encoding a source is in, and UTF-16 turned into UTF-8 without losing where its bytes were. */
import { isAscii, isUtf8 } from 'node:buffer';
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
  if (isNoise(probe)) return { encoding: 'binary', mark: 0 };
  return { encoding: isCodePage(start) ? 'windows-1252' : 'utf-8', mark: 0 };
}

/** Bytes past ASCII that are no UTF-8 are a code page's letters where they are few, and noise where they are many. */
function isNoise(probe: Buffer): boolean {
  // The probe may end in the middle of a letter.
  for (let cut = 0; cut < 4; cut++) if (isUtf8(probe.subarray(0, probe.length - cut))) return false;
  let high = 0;
  for (const byte of probe) if (byte >= 0x80) high++;
  return high > probe.length * 0.3;
}

/** Windows-1252 gives these no letter; a text that has many of them is of another code page, or none. */
const UNUSED: ReadonlySet<number> = new Set([0x81, 0x8d, 0x8f, 0x90, 0x9d]);

/**
 * Whether the bytes past ASCII are letters of Windows-1252, of which Latin 1 is a part: what exports write that were made before UTF-8, and nothing
 * in the file names. They are where hardly any of them are UTF-8: a damaged UTF-8 file keeps most of its letters.
 */
export function isCodePage(bytes: Buffer): boolean {
  if (isUtf8(wholeLetters(bytes))) return false;
  let single = 0;
  let letters = 0;
  let unused = 0;
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i]!;
    if (byte < 0x80) continue;
    const size = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc2 ? 2 : 1;
    if (size > 1 && i + size <= bytes.length && isUtf8(bytes.subarray(i, i + size))) {
      letters++;
      i += size - 1;
    } else {
      single++;
      if (UNUSED.has(byte)) unused++;
    }
  }
  return single > letters * 4 && unused * 20 <= single;
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
  /** What the bytes turned out to be, where the beginning did not tell: ASCII up to a letter of Windows-1252. */
  readonly encoding: Encoding;
}

/** `checked`: whether bytes that are no letters of the encoding are of interest; a mail says for each of its parts what it is written in. */
export function decoderFor(encoding: Encoding, mark: number, checked = encoding !== 'binary'): Decoder {
  if (encoding === 'utf-16le' || encoding === 'utf-16be') return new Utf16Decoder(encoding, mark);
  return encoding === 'windows-1252' && checked ? new CodePageDecoder() : new Utf8Decoder(encoding, mark, checked);
}

class Utf8Decoder implements Decoder {
  readonly #mark: number;
  readonly #checked: boolean;
  readonly #encoding: Encoding;
  /** Once letters of a code page came behind nothing but ASCII. */
  #codePage: CodePageDecoder | undefined;
  #asciiOnly = true;
  #bytes = 0;
  damaged = false;

  constructor(encoding: Encoding, mark: number, checked: boolean) {
    this.#encoding = encoding;
    this.#mark = mark;
    this.#checked = checked;
  }

  get bytes(): number {
    return this.#codePage?.bytes ?? this.#bytes;
  }

  get encoding(): Encoding {
    return this.#codePage?.encoding ?? this.#encoding;
  }

  decode(chunk: Buffer): Buffer {
    if (this.#codePage !== undefined) return this.#codePage.decode(chunk);
    const text = this.#bytes >= this.#mark ? chunk : chunk.subarray(this.#mark - this.#bytes);
    if (this.#checked && !this.damaged) {
      if (!isAscii(text)) {
        if (this.#asciiOnly && this.#mark === 0) {
          if (isCodePage(text)) {
            this.#codePage = new CodePageDecoder(this.#bytes);
            return this.#codePage.decode(chunk);
          }
          this.#asciiOnly = false;
        }
        this.damaged = !isUtf8(wholeLetters(text));
      }
    }
    this.#bytes += chunk.length;
    return text;
  }

  last(): Buffer {
    return Buffer.alloc(0);
  }

  original(utf8: number): number {
    return this.#codePage === undefined ? utf8 + this.#mark : this.#codePage.original(utf8);
  }
}

/** Windows-1252: every byte is a letter. */
class CodePageDecoder implements Decoder {
  readonly encoding = 'windows-1252';
  readonly #decoder = new TextDecoder('windows-1252');
  readonly damaged = false;
  /** UTF-8 not yet passed by `original`. */
  #chunks: Buffer[] = [];
  #utf8: number;
  #source: number;
  bytes: number;

  /** `before`: bytes of ASCII that were given on already, and are the same in both. */
  constructor(before = 0) {
    this.bytes = this.#utf8 = this.#source = before;
  }

  decode(chunk: Buffer): Buffer {
    this.bytes += chunk.length;
    const out = Buffer.from(this.#decoder.decode(chunk), 'utf8');
    if (out.length > 0) this.#chunks.push(out);
    return out;
  }

  last(): Buffer {
    return Buffer.alloc(0);
  }

  original(utf8: number): number {
    // A record may have begun before the first letter.
    if (utf8 < this.#utf8) return utf8;
    while (this.#utf8 < utf8) {
      const chunk = this.#chunks[0];
      if (chunk === undefined) throw new RangeError('an offset past the bytes that were decoded');
      const take = Math.min(chunk.length, utf8 - this.#utf8);
      for (let i = 0; i < take; i++) if ((chunk[i]! & 0xc0) !== 0x80) this.#source++;
      this.#utf8 += take;
      if (take === chunk.length) this.#chunks.shift();
      else this.#chunks[0] = chunk.subarray(take);
    }
    return this.#source;
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
  readonly encoding: Encoding;
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
    this.encoding = encoding;
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
