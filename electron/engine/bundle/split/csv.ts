/** CSV and its relatives by RFC 4180, as lenient as exports are sloppy: any line end, quotation marks in the middle of a cell, short rows. */
import { LONGEST_RECORD } from '../limits.ts';
import { REASONS, type RecordData, type RecordOutput, type Splitter } from './records.ts';
import { Window } from './window.ts';

const QUOTE = 34;
const LF = 10;
const CR = 13;

/** Row scanning stops in one of these. */
const CELL_START = 0;
const IN_CELL = 1;
const IN_QUOTES = 2;
const AFTER_QUOTES = 3;

export class CsvSplitter implements Splitter {
  readonly #out: RecordOutput;
  readonly #delimiter: number;
  readonly #window = new Window();
  #header: readonly string[] | undefined;
  #onHeader: (header: readonly string[]) => void;
  #keys: readonly string[] = [];
  /** Index of the row's first byte; how far it is scanned; in what state. */
  #row = 0;
  #scan = 0;
  #state = CELL_START;
  /** Of each cell of the row: start, end (relative to the row), and whether it is 0 plain, 1 quoted, 2 quoted with doubled marks in it. */
  #cells: number[] = [];
  #cellStart = 0;
  #kind = 0;
  /** A row too long to be held: stream offset and line of its start. -1 for none. */
  #longAt = -1;
  #longLine = 0;
  #final = false;
  #broken = false;

  /** `delimiter`: a byte. `onHeader` is told the header's cells, once. */
  constructor(out: RecordOutput, delimiter: number, onHeader: (header: readonly string[]) => void = () => undefined) {
    this.#out = out;
    this.#delimiter = delimiter;
    this.#onHeader = onHeader;
  }

  push(chunk: Buffer): void {
    const from = this.#row;
    this.#window.append(chunk, from);
    this.#row = 0;
    this.#scan -= from;
    this.#run();
  }

  end(broken: boolean): void {
    this.#final = true;
    this.#broken = broken;
    this.#run();
  }

  #run(): void {
    for (;;) {
      if (this.#longAt >= 0 && !this.#passLong()) return;
      const end = this.#scanRow();
      if (end >= 0) {
        this.#take(end, this.#scan, false);
        continue;
      }
      const { length } = this.#window.buffer;
      if (length - this.#row > LONGEST_RECORD) {
        if (!this.#giveUpLine()) this.#becomeLong();
        continue;
      }
      if (!this.#final || this.#row >= length) return;
      // One mark too many would swallow the rest of the file: the line on which the row began is given up, and reading goes on behind it.
      if (this.#state === IN_QUOTES && this.#giveUpLine()) continue;
      this.#closeCell(this.#state === CELL_START ? length - this.#row : this.#cellStart, length, this.#state === CELL_START ? 0 : this.#kind);
      this.#take(length, length, true);
    }
  }

  /** The index of the row's line end, `#scan` then standing behind it; -1: the row is not all here. */
  #scanRow(): number {
    const { buffer } = this.#window;
    const length = buffer.length;
    const delimiter = this.#delimiter;
    let i = this.#scan;
    let state = this.#state;
    while (i < length) {
      if (state === CELL_START) {
        this.#cellStart = i - this.#row;
        state = buffer[i] === QUOTE ? IN_QUOTES : IN_CELL;
        this.#kind = state === IN_QUOTES ? 1 : 0;
        if (state === IN_QUOTES) i++;
      }
      if (state === IN_QUOTES) {
        while (i < length && buffer[i] !== QUOTE) i++;
        if (i >= length || (i + 1 >= length && !this.#final)) break;
        if (buffer[i + 1] === QUOTE) {
          this.#kind = 2;
          i += 2;
        } else {
          state = AFTER_QUOTES;
          i++;
        }
        continue;
      }
      let byte = buffer[i]!;
      while (byte !== delimiter && byte !== LF && byte !== CR) {
        // Text behind a closing mark: not quoted after all, and kept as it stands.
        if (state === AFTER_QUOTES && byte !== 32) this.#kind = 0;
        if (++i >= length) break;
        byte = buffer[i]!;
      }
      if (i >= length || (byte === CR && i + 1 >= length && !this.#final)) break;
      this.#closeCell(this.#cellStart, i, this.#kind);
      state = CELL_START;
      if (byte !== delimiter) {
        this.#scan = byte === CR && buffer[i + 1] === LF ? i + 2 : i + 1;
        this.#state = CELL_START;
        return i;
      }
      i++;
    }
    this.#scan = i;
    this.#state = state;
    return -1;
  }

  /** `start` relative to the row, `end` in the buffer. */
  #closeCell(start: number, end: number, kind: number): void {
    this.#cells.push(start, end - this.#row, kind);
  }

  #becomeLong(): void {
    this.#longAt = this.#window.base + this.#row;
    this.#longLine = this.#window.lineOf(this.#row);
  }

  /** Passes over a row that is too long to be held. Whether it ended. */
  #passLong(): boolean {
    const { buffer, base } = this.#window;
    const newline = buffer.indexOf(LF, this.#row);
    const end = newline < 0 ? buffer.length : newline;
    this.#next(newline < 0 ? end : newline + 1);
    if (newline < 0 && !this.#final) return false;
    this.#out.rejected(undefined, 0, this.#longAt, base + end - this.#longAt, this.#longLine, REASONS.tooLong);
    this.#longAt = -1;
    return true;
  }

  #next(row: number): void {
    this.#row = this.#scan = row;
    this.#state = CELL_START;
    this.#cells = [];
    this.#cellStart = 0;
    this.#kind = 0;
  }

  /** Rejects the line on which the row begins; false where it is the last one here. */
  #giveUpLine(): boolean {
    const { buffer, base } = this.#window;
    const from = this.#row;
    const newline = buffer.indexOf(LF, from);
    if (newline < 0) return false;
    const end = newline > from && buffer[newline - 1] === CR ? newline - 1 : newline;
    this.#out.rejected(buffer, from, base + from, end - from, this.#window.lineOf(from), REASONS.openQuote);
    this.#next(newline + 1);
    return true;
  }

  #take(end: number, next: number, last: boolean): void {
    const { buffer, base } = this.#window;
    const row = this.#row;
    if (end === row) {
      this.#next(next);
      return;
    }
    const size = end - row;
    if (size > LONGEST_RECORD) {
      this.#out.rejected(undefined, 0, base + row, size, this.#window.lineOf(row), REASONS.tooLong);
      this.#next(next);
      return;
    }
    const texts = this.#texts(buffer, row, end);
    if (this.#header === undefined) {
      this.#takeHeader(texts);
      this.#next(next);
      return;
    }
    const width = this.#keys.length;
    const line = this.#window.lineOf(row);
    if (last && (this.#broken || this.#state === IN_QUOTES || texts.length < width))
      this.#out.rejected(buffer, row, base + row, size, line, REASONS.torn);
    else if (texts.length !== width && isOverLines(buffer, row, end)) {
      // A stray mark has joined lines that are rows of their own.
      this.#giveUpLine();
      return;
    } else if (texts.length > width && texts.slice(width).some((t) => t !== '')) {
      this.#out.rejected(buffer, row, base + row, size, line, REASONS.tooManyCells);
    } else {
      if (texts.length < width) this.#out.warn('short-row');
      this.#out.record(buffer, row, end, base + row, line, this.#data(texts));
    }
    this.#next(next);
  }

  #takeHeader(cells: readonly string[]): void {
    // Excel's own first line, which says what the separator is.
    if (cells.length <= 2 && /^sep=.?$/i.test(cells[0]!)) return;
    this.#header = cells;
    this.#keys = uniqueKeys(cells);
    this.#onHeader(cells);
  }

  #data(texts: readonly string[]): RecordData {
    const data: RecordData = {};
    const keys = this.#keys;
    for (let i = 0; i < keys.length; i++) {
      const key = keys[i]!;
      // Assigning to `__proto__` would set the prototype instead of a column.
      if (key === '__proto__') Object.defineProperty(data, key, { value: texts[i] ?? '', enumerable: true, configurable: true, writable: true });
      else data[key] = texts[i] ?? '';
    }
    return data;
  }

  #texts(buffer: Buffer, row: number, end: number): string[] {
    const cells = this.#cells;
    const texts: string[] = new Array(cells.length / 3);
    const whole = buffer.toString('utf8', row, end);
    // As long in characters as in bytes: ASCII, and positions hold in both.
    const ascii = whole.length === end - row;
    for (let n = 0; n < texts.length; n++) {
      const kind = cells[n * 3 + 2]!;
      let from = cells[n * 3]!;
      let to = cells[n * 3 + 1]!;
      if (kind > 0) {
        from++;
        to = Math.max(from, buffer.lastIndexOf(QUOTE, row + to - 1) - row);
      }
      const text = ascii ? whole.slice(from, to) : buffer.toString('utf8', row + from, row + to);
      texts[n] = kind === 2 ? text.replaceAll('""', '"') : text;
    }
    return texts;
  }
}

const isOverLines = (buffer: Buffer, row: number, end: number): boolean => {
  const newline = buffer.indexOf(LF, row);
  return newline >= 0 && newline < end;
};

/** Names of columns as keys: an empty one by its number, a repeated one with a count, so that no cell hides another. */
export function uniqueKeys(cells: readonly string[]): string[] {
  const seen = new Set<string>();
  return cells.map((cell, i) => {
    const name = cell.trim() === '' ? `column ${i + 1}` : cell.trim();
    let key = name;
    for (let n = 2; seen.has(key); n++) key = `${name} (${n})`;
    seen.add(key);
    return key;
  });
}
