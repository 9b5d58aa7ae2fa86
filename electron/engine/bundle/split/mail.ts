/**
 * Messages out of an mbox, or the one of an eml. A message of an mbox begins behind an empty line, with a line `From SENDER DATE` and a header
 * after that; where its `Content-Length` leads to such a line, what lies before is its body whatever it looks like (the mboxcl kinds).
 */
import { LONGEST_RECORD } from '../limits.ts';
import { readMessage } from './message.ts';
import { REASONS, type RecordOutput, type Splitter } from './records.ts';
import { Window } from './window.ts';

const LF = 10;
const CR = 13;
const SEPARATOR = Buffer.from('\nFrom ');
/** A `From ` line and the header behind it: longer ones are text. */
const LONGEST_LINE = 2048;
/** A date with a time and a year, as every program writes it, whatever stands before and behind. */
const FROM_LINE = /^From .*\d{1,2}:\d{2}.*\b(?:19|20)\d{2}\b/;
const HEADER_LINE = /^>?[\x21-\x39\x3b-\x7e]+(?:[ \t]*:| )/;

export const isFromLine = (line: string): boolean => FROM_LINE.test(line);

interface Ready {
  readonly bytes: Buffer | undefined;
  readonly at: number;
  readonly size: number;
  readonly line: number;
  readonly reason: string | undefined;
}

export class MailSplitter implements Splitter {
  readonly #out: RecordOutput;
  readonly #isMbox: boolean;
  readonly #window = new Window();
  /** Index of the message's first byte; -1: none has begun. */
  #start = -1;
  #scan = 0;
  /** Stream offset up to which a `Content-Length` that was found right reaches; looked up once a message. */
  #trusted: number | undefined;
  #long: { readonly at: number; readonly line: number } | undefined;
  #final = false;
  #broken = false;
  #ready: Ready[] = [];

  constructor(out: RecordOutput, isMbox: boolean) {
    this.#out = out;
    this.#isMbox = isMbox;
  }

  push(chunk: Buffer): void {
    const from = this.#start < 0 ? this.#scan : this.#start;
    this.#window.append(chunk, from);
    this.#scan -= from;
    if (this.#start >= 0) this.#start = 0;
    this.#run();
  }

  end(broken: boolean): void {
    this.#final = true;
    this.#broken = broken;
    this.#run();
    if (this.#start >= 0) this.#take(this.#window.buffer.length, true);
  }

  /** Messages are read behind the call that brought their bytes; awaited after every push and after the end. */
  async settled(): Promise<void> {
    const ready = this.#ready;
    this.#ready = [];
    for (const { bytes, at, size, line, reason } of ready) {
      if (bytes === undefined || reason !== undefined) {
        this.#out.rejected(bytes, 0, at, size, line, reason ?? REASONS.notMail);
        continue;
      }
      try {
        const data = await readMessage(this.#isMbox ? unquoted(bytes) : bytes);
        if (this.#isMbox) data['mbox-from'] = firstLine(bytes).slice(5);
        this.#out.record(bytes, 0, bytes.length, at, line, data);
      } catch {
        // The library refuses what nests without end and headers without end; nothing else is known to make it throw.
        this.#out.rejected(bytes, 0, at, size, line, REASONS.notMail);
      }
    }
  }

  #run(): void {
    for (;;) {
      const { buffer } = this.#window;
      if (this.#start < 0) {
        while (this.#scan < buffer.length && (buffer[this.#scan] === LF || buffer[this.#scan] === CR)) this.#scan++;
        if (this.#scan === buffer.length) return;
        this.#start = this.#scan;
        this.#trusted = undefined;
      }
      const next = this.#isMbox ? this.#findNext() : -1;
      if (next >= 0) {
        this.#take(next, false);
        continue;
      }
      if (buffer.length - this.#start <= LONGEST_RECORD) return;
      // Too long to be held: only where it ends is still of interest.
      this.#long ??= { at: this.#window.base + this.#start, line: this.#window.lineOf(this.#start) };
      this.#start = this.#isMbox ? Math.max(this.#start, Math.min(this.#scan, buffer.length - SEPARATOR.length)) : buffer.length;
      this.#scan = Math.max(this.#scan, this.#start);
      return;
    }
  }

  /** Index of the next message's first byte, `-1` where it is not here yet, or never comes. */
  #findNext(): number {
    const { buffer, base } = this.#window;
    if (this.#trusted === undefined && this.#long === undefined) {
      const length = this.#bodyEnd();
      if (length === undefined) return -1;
      this.#trusted = length;
      this.#scan = Math.max(this.#scan, length - base);
    }
    for (;;) {
      const found = buffer.indexOf(SEPARATOR, Math.max(this.#start, this.#scan - 1));
      if (found < 0) {
        this.#scan = Math.max(this.#scan, buffer.length - SEPARATOR.length);
        return -1;
      }
      const begins = this.#begins(found + 1);
      if (begins === undefined) {
        this.#scan = found;
        return -1;
      }
      const blank = buffer[found - 1] === LF || (buffer[found - 1] === CR && buffer[found - 2] === LF);
      if (begins && blank) return found + 1;
      this.#scan = found + 2;
    }
  }

  /** Whether a message begins here; `undefined`: the bytes that tell are still to come. */
  #begins(at: number): boolean | undefined {
    const { buffer } = this.#window;
    const line = buffer.indexOf(LF, at);
    const next = line < 0 ? -1 : buffer.indexOf(LF, line + 1);
    if (next < 0 && !this.#final && buffer.length - at < LONGEST_LINE) return undefined;
    if (line < 0 || !isFromLine(buffer.toString('latin1', at, Math.min(line, at + LONGEST_LINE)))) return false;
    return HEADER_LINE.test(buffer.toString('latin1', line + 1, Math.min(next < 0 ? buffer.length : next, line + LONGEST_LINE)));
  }

  /** Stream offset to which the body reaches by a `Content-Length` that is right; the message's start where there is none; `undefined`: not known yet. */
  #bodyEnd(): number | undefined {
    const { buffer, base } = this.#window;
    const start = this.#start;
    const none = base + start;
    const end = endOfHeaders(buffer, start);
    if (end < 0) return this.#final || buffer.length - start > LONGEST_RECORD / 8 ? none : undefined;
    const said = /^content-length:[ \t]*(\d{1,10})[ \t]*\r?$/im.exec(buffer.toString('latin1', start, end))?.[1];
    if (said === undefined) return none;
    let at = end + Number(said);
    if (at - start > LONGEST_RECORD) return none;
    if (at + LONGEST_LINE > buffer.length && !this.#final) return undefined;
    while (at < buffer.length && (buffer[at] === LF || buffer[at] === CR)) at++;
    if (at === buffer.length) return base + at;
    return at < buffer.length && buffer[at - 1] === LF && buffer.toString('latin1', at, at + 5) === 'From ' && this.#begins(at) === true
      ? base + at - 1
      : none;
  }

  #take(end: number, last: boolean): void {
    const { buffer, base } = this.#window;
    const start = this.#start;
    let to = end;
    // The empty line before the next message belongs to the mailbox and not to the message.
    while (to > start && (buffer[to - 1] === LF || buffer[to - 1] === CR)) to--;
    if (this.#long !== undefined) {
      this.#ready.push({ bytes: undefined, at: this.#long.at, size: base + to - this.#long.at, line: this.#long.line, reason: REASONS.tooLong });
      this.#long = undefined;
    } else if (to > start) {
      const bytes = Buffer.from(buffer.subarray(start, to));
      const reason = last && this.#broken ? REASONS.torn : this.#isMbox && !isFromLine(firstLine(bytes)) ? REASONS.notMail : undefined;
      this.#ready.push({ bytes, at: base + start, size: to - start, line: this.#window.lineOf(start), reason });
    }
    this.#start = -1;
    this.#scan = end;
  }
}

/** Index behind the empty line that ends the headers; -1 where it is not here. */
function endOfHeaders(buffer: Buffer, start: number): number {
  const unix = buffer.indexOf('\n\n', start);
  const dos = buffer.indexOf('\n\r\n', start);
  if (unix < 0 && dos < 0) return -1;
  return dos < 0 || (unix >= 0 && unix < dos) ? unix + 2 : dos + 3;
}

function firstLine(bytes: Buffer): string {
  const newline = bytes.indexOf(LF);
  return bytes.toString('latin1', 0, newline < 0 ? bytes.length : newline).trimEnd();
}

/** As it was sent: without the `From ` line, and without the mark that an mbox sets before lines that look like one. */
function unquoted(bytes: Buffer): Buffer {
  const newline = bytes.indexOf(LF);
  const message = bytes.subarray(newline < 0 ? bytes.length : newline + 1);
  if (!message.includes('\n>')) return message;
  return Buffer.from(message.toString('latin1').replace(/\n>(>*From )/g, '\n$1'), 'latin1');
}
