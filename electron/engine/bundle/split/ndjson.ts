import type { Reads } from '../../../../shared/adapters/adapter.ts';
import { LONGEST_RECORD } from '../limits.ts';
import { Projection } from './projection.ts';
import { isObject, isUnfinished, REASONS, type RecordOutput, type Splitter } from './records.ts';

/** One JSON object a line. A line that is none is rejected by itself and the next one is read as if nothing had been. */
export class NdjsonSplitter implements Splitter {
  readonly #out: RecordOutput;
  /** An unfinished line. */
  #rest: Buffer[] = [];
  #restLength = 0;
  /** Stream offset of the unfinished line, or of the next one. */
  #at = 0;
  #line = 1;

  readonly #projection: Projection | undefined;

  constructor(out: RecordOutput, reads?: Reads | undefined) {
    this.#out = out;
    this.#projection = Projection.of(reads);
  }

  push(chunk: Buffer): void {
    let start = 0;
    let newline = chunk.indexOf(10);
    if (newline < 0) {
      this.#keep(chunk);
      return;
    }
    if (this.#restLength > 0) {
      this.#keep(chunk.subarray(0, newline));
      this.#finish(true);
      start = newline + 1;
      newline = chunk.indexOf(10, start);
    }
    while (newline >= 0) {
      this.#take(chunk, start, newline, false);
      this.#at += newline + 1 - start;
      this.#line++;
      start = newline + 1;
      newline = chunk.indexOf(10, start);
    }
    if (start < chunk.length) this.#keep(chunk.subarray(start));
  }

  end(broken: boolean): void {
    if (this.#restLength > 0) this.#finish(false, broken);
  }

  #keep(bytes: Buffer): void {
    this.#restLength += bytes.length;
    // Once it is too long to be read, only its length is of interest.
    if (this.#restLength > LONGEST_RECORD) this.#rest = [];
    else this.#rest.push(bytes);
  }

  #finish(newline: boolean, broken = false): void {
    if (this.#restLength > LONGEST_RECORD) {
      this.#out.rejected(undefined, 0, this.#at, this.#restLength, this.#line, REASONS.tooLong);
    } else {
      const line = this.#rest.length === 1 ? this.#rest[0]! : Buffer.concat(this.#rest);
      this.#take(line, 0, line.length, !newline, broken);
    }
    this.#at += this.#restLength + (newline ? 1 : 0);
    this.#line++;
    this.#rest = [];
    this.#restLength = 0;
  }

  /** `this.#at` is the offset of `start`. */
  #take(buffer: Buffer, from: number, to: number, last: boolean, broken = false): void {
    let start = from;
    let end = to;
    while (end > start && isSpace(buffer[end - 1]!)) end--;
    while (start < end && isSpace(buffer[start]!)) start++;
    if (start === end) return;
    if (end - start > LONGEST_RECORD) {
      this.#out.rejected(undefined, 0, this.#at + start - from, end - start, this.#line, REASONS.tooLong);
      return;
    }
    const at = this.#at + start - from;
    if (this.#projection?.read(buffer, start) === end) {
      this.#out.record(buffer, start, end, at, this.#line, this.#projection.data);
      return;
    }
    let data: unknown;
    try {
      data = JSON.parse(buffer.toString('utf8', start, end));
    } catch (e) {
      this.#out.rejected(buffer, start, at, end - start, this.#line, last && (broken || isUnfinished(e)) ? REASONS.torn : REASONS.notJson);
      return;
    }
    if (isObject(data)) this.#out.record(buffer, start, end, at, this.#line, data);
    else this.#out.rejected(buffer, start, at, end - start, this.#line, REASONS.notObject);
  }
}

/** What may stand around a value: JSON's white space, and the record separator of RFC 7464. */
export const isSpace = (byte: number): boolean => byte === 32 || byte === 10 || byte === 13 || byte === 9 || byte === 0x1e;
