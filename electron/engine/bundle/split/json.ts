/**
 * Streams of JSON values: one array, one envelope (`{"Records":[…]}`), one object, or any number of them one after the other, pretty-printed or not.
 * Elements are found by counting brackets and then parsed by JSON.parse, which is the only judge of what is JSON.
 */
import type { Reads } from '../../../../shared/adapters/adapter.ts';
import { LONGEST_RECORD } from '../limits.ts';
import { isSpace } from './ndjson.ts';
import { Projection } from './projection.ts';
import { isObject, isUnfinished, REASONS, type RecordOutput, type Splitter } from './records.ts';
import { Window } from './window.ts';

/** Keys whose array holds the records of an export. */
export const ENVELOPE_KEYS: ReadonlySet<string> = new Set([
  'Records',
  'records',
  'value',
  'result',
  'results',
  'events',
  'Events',
  'data',
  'items',
  'entries',
  'Resources',
  'logs',
  // PagerDuty names its lists by what is in them, and so do others.
  'incidents',
  'log_entries',
  'oncalls',
  'users',
  'teams',
  'schedules',
  'notifications',
  'escalation_policies',
  'services',
  'alerts',
  'issues',
]);
/** An object with one of these beside the array is itself a record (Google Workspace has `events` inside of each). */
export const RECORD_KEYS: ReadonlySet<string> = new Set([
  'id',
  'uuid',
  'actor',
  'time',
  'timestamp',
  '@timestamp',
  'eventTime',
  'published',
  'created_at',
  'createdDateTime',
  'createdAt',
  'EventId',
  'date_create',
]);

const QUOTE = 34;
const BACKSLASH = 92;
const COMMA = 44;
const COLON = 58;
const OPEN_ARRAY = 91;
const CLOSE_ARRAY = 93;
const OPEN_OBJECT = 123;
const CLOSE_OBJECT = 125;

/** 1 opens, 2 closes, 3 is a quotation mark; 0 is anything else. */
const CLASS = new Uint8Array(256);
CLASS[OPEN_ARRAY] = CLASS[OPEN_OBJECT] = 1;
CLASS[CLOSE_ARRAY] = CLASS[CLOSE_OBJECT] = 2;
CLASS[QUOTE] = 3;

/** Between two elements: bracket, comma, white space, the next one's first key. Longer ones are not worth remembering. */
const LONGEST_SEPARATOR = 512;
/** An element that runs past what looks like its end for so long has lost a bracket. */
const BROKEN_REACH = 8 * 1024 * 1024;
const MOST_WRONG_GUESSES = 16;

type Where = 'top' | 'array' | 'object';

export class JsonSplitter implements Splitter {
  readonly #out: RecordOutput;
  /** Whether objects at the top are looked into for an envelope's key; if not, each is a record. */
  readonly #enveloped: boolean;
  readonly #projection: Projection | undefined;
  readonly #window = new Window();
  #where: Where = 'top';
  /** Whether the array stands inside an envelope. */
  #inEnvelope = false;
  /** Index of what is read next. */
  #pos = 0;
  /** Where the envelope began, until its first list is seen: without one it is a record itself. -1 for none. */
  #envelope = -1;
  /** The value being measured: its start, how far it is measured, and in what state; -1 for none. */
  #start = -1;
  #scan = 0;
  #depth = 0;
  #inString = false;
  /** What the value is: a record, a value of an envelope to pass over, or the whole of an envelope's braces. */
  #skipping = false;
  #scalar = false;
  /** Whether it was already looked at for a start of the next element that should not be in it. */
  #suspected = false;
  /** A record too long to be held: stream offset and line of its start. -1 for none. */
  #longAt = -1;
  #longLine = 0;
  /** `},{"eventVersion"` as learned from the first two elements: the end of one and the beginning of the next. */
  #separator: Buffer | undefined;
  /** The index of the last byte of the element before, until the separator is learned. */
  #last = -1;
  #gap: Buffer | undefined;
  #wrong = 0;
  #final = false;

  constructor(out: RecordOutput, enveloped: boolean, reads?: Reads | undefined) {
    this.#out = out;
    this.#projection = Projection.of(reads);
    this.#enveloped = enveloped;
  }

  push(chunk: Buffer): void {
    let keep = this.#pos;
    for (const held of [this.#start, this.#envelope, this.#last]) if (held >= 0 && held < keep) keep = held;
    this.#window.append(chunk, keep);
    this.#pos -= keep;
    this.#scan -= keep;
    if (this.#start >= 0) this.#start -= keep;
    if (this.#envelope >= 0) this.#envelope -= keep;
    if (this.#last >= 0) this.#last -= keep;
    this.#run();
  }

  end(broken: boolean): void {
    this.#final = true;
    this.#run();
    if (this.#where !== 'top' && !broken) this.#out.warn('ends-early');
  }

  #run(): void {
    while (this.#step());
  }

  /** Whether there is more to do with the bytes that are here. */
  #step(): boolean {
    if (this.#start >= 0) return this.#value();
    const { buffer } = this.#window;
    while (this.#pos < buffer.length && (isSpace(buffer[this.#pos]!) || buffer[this.#pos] === COMMA)) this.#pos++;
    if (this.#last >= 0 && this.#pos - this.#last > LONGEST_SEPARATOR) this.#last = -1;
    if (this.#pos >= buffer.length) return this.#final && (this.#envelope >= 0 || this.#longAt >= 0) ? this.#tornEnvelope() : false;
    const byte = buffer[this.#pos]!;
    if (this.#where === 'array') return byte === CLOSE_ARRAY ? this.#leave() : this.#begin(byte);
    if (this.#where === 'object') return this.#member(byte);
    if (byte === OPEN_ARRAY) {
      this.#where = 'array';
      this.#inEnvelope = false;
      this.#pos++;
      return true;
    }
    if (byte === OPEN_OBJECT && this.#enveloped) {
      this.#where = 'object';
      this.#envelope = this.#pos++;
      return true;
    }
    return this.#begin(byte);
  }

  #leave(): true {
    this.#where = this.#inEnvelope ? 'object' : 'top';
    this.#last = -1;
    this.#pos++;
    return true;
  }

  /** A value of an array, or one at the top. */
  #begin(byte: number): boolean {
    if (byte === CLOSE_ARRAY || byte === CLOSE_OBJECT || byte === COLON) return this.#junk();
    this.#gap = this.#last < 0 ? undefined : Buffer.from(this.#window.buffer.subarray(this.#last, this.#pos));
    this.#last = -1;
    this.#measure(false);
    return true;
  }

  #measure(skipping: boolean): void {
    this.#start = this.#scan = this.#pos;
    this.#depth = 0;
    this.#inString = false;
    this.#skipping = skipping;
    this.#suspected = false;
    const first = this.#window.buffer[this.#pos];
    this.#scalar = first !== OPEN_OBJECT && first !== OPEN_ARRAY && first !== QUOTE;
  }

  /** Inside an envelope's braces: a key and its value, or the end. */
  #member(byte: number): boolean {
    const { buffer } = this.#window;
    if (byte === CLOSE_OBJECT) {
      this.#pos++;
      this.#where = 'top';
      const start = this.#envelope;
      this.#envelope = -1;
      if (this.#longAt >= 0) this.#endLong();
      else if (start >= 0) this.#give(start, this.#pos);
      return true;
    }
    if (byte !== QUOTE) return this.#junk();
    const close = endOfString(buffer, this.#pos + 1);
    let at = close + 1;
    while (close >= 0 && at < buffer.length && (isSpace(buffer[at]!) || buffer[at] === COLON)) at++;
    if (close < 0 || at >= buffer.length) return this.#final ? this.#tornEnvelope() : this.#tooLongEnvelope();
    const key = buffer.toString('utf8', this.#pos + 1, close);
    this.#pos = at;
    if (buffer[at] === OPEN_ARRAY && ENVELOPE_KEYS.has(key)) {
      this.#envelope = this.#longAt = -1;
      this.#where = 'array';
      this.#inEnvelope = true;
      this.#pos++;
    } else this.#measure(true);
    return true;
  }

  #tooLongEnvelope(): boolean {
    const from = this.#envelope >= 0 ? this.#envelope : this.#pos;
    if (this.#window.buffer.length - from <= LONGEST_RECORD) return false;
    return this.#junk();
  }

  #tornEnvelope(): boolean {
    const start = this.#envelope >= 0 ? this.#envelope : this.#pos;
    this.#envelope = -1;
    this.#where = 'top';
    this.#pos = this.#window.buffer.length;
    if (this.#longAt >= 0) this.#endLong();
    else if (start < this.#pos) this.#reject(start, trimmed(this.#window.buffer, start, this.#pos), REASONS.torn);
    return false;
  }

  /** Bytes that can begin nothing here: rejected as one, up to the next element where elements are known, else up to a line that looks like a start. */
  #junk(): boolean {
    const { buffer } = this.#window;
    const from = this.#envelope >= 0 ? this.#envelope : this.#pos;
    const inArray = this.#where === 'array' && this.#separator !== undefined;
    const found = inArray ? buffer.indexOf(this.#separator!, this.#pos) + 1 : nextStart(buffer, this.#pos);
    if (found <= 0 && !this.#final && buffer.length - from <= LONGEST_RECORD) return false;
    const end = found > 0 ? found : buffer.length;
    if (!inArray) this.#where = 'top';
    this.#envelope = -1;
    this.#pos = end;
    if (this.#longAt >= 0) this.#endLong();
    else this.#reject(from, trimmed(buffer, from, end), REASONS.outside);
    return true;
  }

  /** Goes on measuring the value at `#start`. */
  #value(): boolean {
    const { buffer } = this.#window;
    if (this.#scan === this.#start && !this.#skipping && this.#longAt < 0 && (this.#projected() || this.#guess())) return true;
    const end = this.#measured();
    if (this.#longAt >= 0) return this.#longValue(end);
    if (this.#skipping && this.#envelope < 0) return this.#passOver(end);
    const length = (end < 0 ? buffer.length : end) - this.#start;
    if (length > BROKEN_REACH && !this.#suspected && !this.#skipping) {
      this.#suspected = true;
      if (this.#resync(this.#start, this.#start + BROKEN_REACH)) return true;
    }
    if (end >= 0) {
      const start = this.#start;
      this.#start = -1;
      this.#pos = end;
      if (!this.#skipping) this.#give(start, end);
      return true;
    }
    if (buffer.length - (this.#envelope >= 0 ? this.#envelope : this.#start) > LONGEST_RECORD) return this.#becomeLong();
    if (!this.#final) return false;
    if (!this.#skipping && this.#resync(this.#start, buffer.length)) return true;
    return this.#torn();
  }

  /** A value of an envelope that is no list of records: nobody will ask for its bytes again. */
  #passOver(end: number): boolean {
    this.#pos = end >= 0 ? end : this.#scan;
    this.#start = end >= 0 ? -1 : this.#scan;
    return end >= 0;
  }

  #torn(): boolean {
    const { buffer } = this.#window;
    const start = this.#envelope >= 0 ? this.#envelope : this.#start;
    this.#start = this.#envelope = -1;
    if (this.#where === 'object') this.#where = 'top';
    this.#pos = buffer.length;
    if (start < buffer.length) this.#reject(start, trimmed(buffer, start, buffer.length), REASONS.torn);
    return false;
  }

  #becomeLong(): boolean {
    const from = this.#envelope >= 0 ? this.#envelope : this.#start;
    this.#longAt = this.#window.base + from;
    this.#longLine = this.#window.lineOf(from);
    this.#envelope = -1;
    return this.#longValue(-1);
  }

  /** A record of which only the length is of interest any more. */
  #longValue(end: number): boolean {
    this.#pos = end >= 0 ? end : this.#scan;
    this.#start = this.#pos;
    if (end < 0 && !this.#final) return false;
    this.#start = -1;
    // A value inside an object that is too long as a whole: the object goes on until its brace.
    if (this.#where !== 'object') this.#endLong();
    return true;
  }

  #endLong(): void {
    this.#out.rejected(undefined, 0, this.#longAt, this.#window.base + this.#pos - this.#longAt, this.#longLine, REASONS.tooLong);
    this.#longAt = -1;
  }

  /** The index behind the value, or -1 where it does not end in the bytes that are here. */
  #measured(): number {
    const { buffer } = this.#window;
    const length = buffer.length;
    let i = this.#scan;
    if (this.#scalar) return this.#measuredScalar(i);
    let depth = this.#depth;
    let inString = this.#inString;
    while (i < length) {
      if (inString) {
        let byte = buffer[i]!;
        while (byte !== QUOTE && byte !== BACKSLASH && ++i < length) byte = buffer[i]!;
        if (i >= length) break;
        if (byte === BACKSLASH) {
          if (i + 1 >= length) break;
          i += 2;
          continue;
        }
        i++;
        inString = false;
        if (depth === 0) return this.#found(i);
      } else {
        const kind = CLASS[buffer[i++]!]!;
        if (kind === 0) continue;
        if (kind === 3) inString = true;
        else if (kind === 1) depth++;
        else if (--depth <= 0) return this.#found(i);
      }
    }
    this.#scan = i;
    this.#depth = depth;
    this.#inString = inString;
    return -1;
  }

  #measuredScalar(from: number): number {
    const { buffer } = this.#window;
    for (let i = from; i < buffer.length; i++) {
      const byte = buffer[i]!;
      if (byte === COMMA || byte === CLOSE_ARRAY || byte === CLOSE_OBJECT || isSpace(byte)) return this.#found(i);
    }
    this.#scan = buffer.length;
    return this.#final ? this.#found(buffer.length) : -1;
  }

  #found(end: number): number {
    this.#scan = end;
    this.#depth = 0;
    this.#inString = false;
    return end;
  }

  /** The first elements are read whole: by them it is learned where to go on behind a broken one. */
  #projected(): boolean {
    const projection = this.#projection;
    if (projection === undefined || this.#separator === undefined) return false;
    const { buffer } = this.#window;
    const start = this.#start;
    const end = projection.read(buffer, start);
    if (end < 0 || end - start > LONGEST_RECORD) return false;
    this.#start = -1;
    this.#pos = end;
    this.#out.record(buffer, start, end, this.#window.base + start, this.#window.lineOf(start), projection.data);
    return true;
  }

  /**
   * Elements of one export begin alike, so the next one's start is searched for, at the speed of memory, and JSON.parse then says whether what lies
   * before it is one whole object. It can only be the element: a whole object has one end.
   */
  #guess(): boolean {
    const separator = this.#separator;
    if (separator === undefined || this.#wrong > MOST_WRONG_GUESSES) return false;
    const { buffer } = this.#window;
    const found = buffer.indexOf(separator, this.#start + 1);
    if (found < 0 || found - this.#start > LONGEST_RECORD) return false;
    const data = tryParse(buffer, this.#start, found + 1);
    if (!isObject(data)) {
      this.#wrong++;
      return false;
    }
    if (this.#wrong > 0) this.#wrong--;
    const start = this.#start;
    this.#start = -1;
    this.#pos = found + 1;
    this.#out.record(buffer, start, found + 1, this.#window.base + start, this.#window.lineOf(start), data);
    return true;
  }

  #give(start: number, end: number): void {
    const { buffer } = this.#window;
    if (end - start > LONGEST_RECORD) {
      this.#reject(start, end, REASONS.tooLong);
      return;
    }
    let data: unknown;
    try {
      data = JSON.parse(buffer.toString('utf8', start, end));
    } catch (e) {
      if (this.#resync(start, end)) return;
      this.#reject(start, end, isUnfinished(e) && this.#final && end === buffer.length ? REASONS.torn : REASONS.notJson);
      return;
    }
    if (!isObject(data)) {
      this.#reject(start, end, REASONS.notObject);
      return;
    }
    this.#learn(start, end);
    this.#out.record(buffer, start, end, this.#window.base + start, this.#window.lineOf(start), data);
  }

  /** Remembers how one element ends and the next begins, from the first two good ones that stand side by side. */
  #learn(start: number, end: number): void {
    if (this.#separator !== undefined) return;
    const { buffer } = this.#window;
    const head = this.#gap === undefined || buffer[start] !== OPEN_OBJECT ? 0 : firstKey(buffer, start, end);
    if (head > 0) this.#separator = Buffer.concat([this.#gap!, buffer.subarray(start, head)]);
    this.#gap = undefined;
    this.#last = head > 0 || this.#where === 'object' ? -1 : end - 1;
  }

  /** A broken element in which the start of another one can be seen: rejected up to there, and reading goes on there. */
  #resync(start: number, end: number): boolean {
    const { buffer } = this.#window;
    if (this.#separator === undefined) return false;
    const found = buffer.indexOf(this.#separator, start + 1);
    if (found < 0 || found + this.#separator.length > end) return false;
    this.#start = -1;
    this.#pos = found + 1;
    this.#reject(start, found + 1, REASONS.notJson);
    return true;
  }

  #reject(start: number, end: number, reason: string): void {
    const { buffer, base } = this.#window;
    const held = end - start <= LONGEST_RECORD ? buffer : undefined;
    this.#out.rejected(held, start, base + start, end - start, this.#window.lineOf(start), reason);
  }
}

/** The index of the next line's first byte where that opens a value; 0 where there is none. */
function nextStart(buffer: Buffer, from: number): number {
  for (let at = buffer.indexOf(10, from + 1); at >= 0 && at + 1 < buffer.length; at = buffer.indexOf(10, at + 1)) {
    if (buffer[at + 1] === OPEN_OBJECT || buffer[at + 1] === OPEN_ARRAY) return at + 1;
  }
  return 0;
}

function tryParse(buffer: Buffer, start: number, end: number): unknown {
  try {
    return JSON.parse(buffer.toString('utf8', start, end));
  } catch {
    return undefined;
  }
}

/** The index of the closing quotation mark of a string that begins before `from`; -1 where it is not here. */
export function endOfString(buffer: Buffer, from: number): number {
  for (let i = from; i < buffer.length; i++) {
    if (buffer[i] === QUOTE) return i;
    if (buffer[i] === BACKSLASH) i++;
  }
  return -1;
}

/** The index behind the first key of the object; 0 where it has none. */
function firstKey(buffer: Buffer, start: number, end: number): number {
  let i = start + 1;
  while (i < end && isSpace(buffer[i]!)) i++;
  if (buffer[i] !== QUOTE) return 0;
  const close = endOfString(buffer, i + 1);
  return close < 0 || close >= end || close - start > LONGEST_SEPARATOR ? 0 : close + 1;
}

function trimmed(buffer: Buffer, start: number, end: number): number {
  let i = end;
  while (i > start + 1 && (isSpace(buffer[i - 1]!) || buffer[i - 1] === COMMA)) i--;
  return i;
}
