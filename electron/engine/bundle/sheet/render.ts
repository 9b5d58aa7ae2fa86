/**
 * A sheet as lines of text, so that it is split, hashed, cited and opened like any other source. Line N is row N of the sheet; an empty row is an
 * empty line. `# above […]` is a row over the header, `# header […]` the header, and every other line a JSON object: the header's names to the
 * texts of the row's cells. The same workbook gives the same bytes, always: they are what a record of a sheet is, verbatim.
 */
import { Failure } from '../../../../shared/contract/errors.ts';
import type { Extent } from '../batch.ts';
import { BrokenStream } from '../bytes.ts';
import { BOMB_FREE, BOMB_RATIO, LONGEST_RECORD } from '../limits.ts';
import { uniqueKeys } from '../split/csv.ts';
import { type Book, type Parts, partBytes, readFormats, readTexts, unescaped } from './book.ts';
import { headerAt, LOOKED_AT, type SheetRow } from './header.ts';
import { columnOf, MergeFiller, readMerges } from './merges.ts';
import { type NumberFormat, numberText, PLAIN } from './number-format.ts';
import { eachXml, type XmlHandler } from './xml.ts';

/** Of the largest spreadsheet program there is. */
const MOST_ROWS = 16_777_216;
const PIECE = 256 * 1024;

export async function* renderSheet(extent: Extent, parts: Parts, book: Book, part: string): AsyncGenerator<Buffer, void, void> {
  const texts = await readTexts(extent, parts, book.textsPart);
  const formats = await readFormats(extent, parts, book.stylesPart);
  const merges = await readMerges(partBytes(extent, parts, part));
  const packed = (parts.get(part)?.size ?? 0) + (parts.get(book.textsPart ?? '')?.size ?? 0);
  const reader = new RowReader(texts, formats, book.is1904, new MergeFiller(merges));
  const lines = new Lines();
  let written = 0;
  let refused = false;
  const given = (piece: Buffer): Buffer => {
    written += piece.length;
    refused = written > BOMB_FREE && written > packed * BOMB_RATIO;
    // A long text that a million cells refer to is small when packed, and fills a disk when written out.
    if (refused)
      throw new Failure({
        code: 'input',
        message: `the sheet holds more than ${BOMB_RATIO} times its size, as no export does: made to fill the disk`,
      });
    return piece;
  };
  let broken: BrokenStream | undefined;
  try {
    for await (const _ of eachXml(partBytes(extent, parts, part), reader)) {
      for (const row of reader.take()) lines.row(row);
      for (const piece of lines.take(false)) yield given(piece);
    }
  } catch (e) {
    // A sheet that is cut off or damaged: the rows before the damage are good and kept.
    if (e instanceof BrokenStream) broken = e;
    else if (e instanceof Failure && !refused) broken = new BrokenStream(e.data, written);
    else throw e;
  }
  for (const row of reader.take()) lines.row(row);
  for (const piece of lines.take(true)) yield given(piece);
  if (broken !== undefined) throw broken;
}

/** From the elements of a sheet to its rows. */
class RowReader implements XmlHandler {
  readonly #texts: readonly string[];
  readonly #formats: readonly NumberFormat[];
  readonly #is1904: boolean;
  readonly #merges: MergeFiller;
  #rows: SheetRow[] = [];
  #number = 0;
  #cells: string[] = [];
  #isText: boolean[] = [];
  #size = 0;
  #inRow = false;
  #column = -1;
  #type = '';
  #format: NumberFormat = PLAIN;
  #value = '';
  #inValue = false;
  #hint = 0;

  constructor(texts: readonly string[], formats: readonly NumberFormat[], is1904: boolean, merges: MergeFiller) {
    this.#texts = texts;
    this.#formats = formats;
    this.#is1904 = is1904;
    this.#merges = merges;
  }

  take(): SheetRow[] {
    const rows = this.#rows;
    this.#rows = [];
    return rows;
  }

  open(name: string, a: Readonly<Record<string, string>>): void {
    if (name === 'row') {
      const said = Number(a.r);
      this.#number = Number.isInteger(said) && said > this.#number ? said : this.#number + 1;
      if (this.#number > MOST_ROWS) throw new Failure({ code: 'input', message: `the sheet names a row ${this.#number}, which no spreadsheet has` });
      this.#cells = [];
      this.#isText = [];
      this.#size = 0;
      this.#column = -1;
      this.#inRow = true;
    } else if (!this.#inRow) return;
    else if (name === 'c') {
      const column = a.r === undefined ? -1 : columnOf(a.r);
      this.#column = column >= 0 ? column : this.#column + 1;
      this.#type = a.t ?? 'n';
      this.#format = this.#formats[Number(a.s ?? '0')] ?? PLAIN;
      this.#value = '';
    } else if (name === 'rPh') this.#hint++;
    // The formula itself (`f`) is not read: what it came to when the workbook was saved is the value.
    else if (name === 'v' || name === 't') this.#inValue = this.#hint === 0;
  }

  text(text: string): void {
    if (!this.#inValue) return;
    this.#value += text;
    this.#grow(text.length);
  }

  close(name: string): void {
    if (!this.#inRow) return;
    if (name === 'v' || name === 't') this.#inValue = false;
    else if (name === 'rPh') this.#hint--;
    else if (name === 'c') this.#cell();
    else if (name === 'row') {
      this.#inRow = false;
      this.#merges.fill(this.#number, this.#cells);
      this.#rows.push({ number: this.#number, cells: Array.from(this.#cells, (c) => c ?? ''), isText: this.#isText });
    }
  }

  #cell(): void {
    if (this.#value === '' || this.#column > 16_383) return;
    let text = this.#value;
    let isText = true;
    switch (this.#type) {
      case 's':
        text = this.#texts[Number(text)] ?? '';
        this.#grow(text.length);
        break;
      case 'inlineStr':
      case 'str':
        text = unescaped(text);
        break;
      case 'b':
        text = text.trim() === '1' ? 'TRUE' : 'FALSE';
        isText = false;
        break;
      case 'd':
      case 'e':
        isText = false;
        break;
      default:
        text = numberText(text, this.#format, this.#is1904);
        isText = false;
    }
    this.#cells[this.#column] = text;
    this.#isText[this.#column] = isText;
  }

  #grow(by: number): void {
    this.#size += by;
    if (this.#size > LONGEST_RECORD)
      throw new Failure({ code: 'input', message: `row ${this.#number} of the sheet is longer than any row of an export` });
  }
}

/** From rows to lines. The first rows are held until the header among them is known. */
class Lines {
  #held: SheetRow[] | undefined = [];
  #keys: string[] = [];
  #header: readonly string[] = [];
  #line = 1;
  #out: string[] = [];
  #size = 0;

  row(row: SheetRow): void {
    if (row.cells.every((c) => c.trim() === '')) return;
    if (this.#held === undefined) this.#object(row);
    else {
      this.#held.push(row);
      if (this.#held.length === LOOKED_AT) this.#begin();
    }
  }

  /** What has come together, in pieces of some size; all of it where it is the end. */
  *take(end: boolean): Generator<Buffer> {
    if (end && this.#held !== undefined) this.#begin();
    if (this.#size === 0 || (!end && this.#size < PIECE)) return;
    yield Buffer.from(this.#out.join(''), 'utf8');
    this.#out = [];
    this.#size = 0;
  }

  #begin(): void {
    const held = this.#held ?? [];
    this.#held = undefined;
    const header = headerAt(held);
    for (const [i, row] of held.entries()) {
      if (i > header) this.#object(row);
      else this.#write(row.number, `# ${i < header ? 'above' : 'header'} ${JSON.stringify(trimmed(row.cells))}`);
      if (i === header) this.#header = trimmed(row.cells);
    }
  }

  #object(row: SheetRow): void {
    const cells = trimmed(row.cells);
    const width = Math.max(cells.length, this.#header.length);
    if (width > this.#keys.length) {
      this.#keys = uniqueKeys(Array.from({ length: width }, (_, i) => this.#header[i] ?? '')).map((key) => JSON.stringify(key));
    }
    let line = '{';
    for (let i = 0; i < width; i++) line += `${i === 0 ? '' : ','}${this.#keys[i]!}:${JSON.stringify(cells[i] ?? '')}`;
    this.#write(row.number, `${line}}`);
  }

  #write(number: number, text: string): void {
    const line = `${'\n'.repeat(number - this.#line)}${text}\n`;
    this.#line = number + 1;
    this.#out.push(line);
    this.#size += line.length;
  }
}

function trimmed(cells: readonly string[]): readonly string[] {
  let end = cells.length;
  while (end > 0 && cells[end - 1]!.trim() === '') end--;
  return cells.slice(0, end);
}
