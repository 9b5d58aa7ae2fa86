/** The parts of an XLSX workbook (ECMA-376) that say what its sheets are: their names, its formats, its table of texts, its calendar. */
import { Failure } from '../../../../shared/contract/errors.ts';
import type { Extent } from '../batch.ts';
import { bytesOf } from '../bytes.ts';
import { within } from '../location.ts';
import type { ArchiveEntry } from '../zip.ts';
import { builtInFormat, formatOf, type NumberFormat, PLAIN } from './number-format.ts';
import { readXml } from './xml.ts';

/** Of one workbook. A table of texts that is longer is no export; it would have to be held whole. */
const MOST_TEXT = 128 * 1024 * 1024;
const MOST_SHEETS = 10_000;
const MOST_FORMATS = 100_000;

const BOOK = 'xl/workbook.xml';
const RELATIONS = 'xl/_rels/workbook.xml.rels';
const WORKSHEET = '/worksheet';

export interface SheetPart {
  /** As the workbook names it. */
  readonly name: string;
  /** The member of the archive that holds it. */
  readonly part: string;
  readonly hidden: boolean;
}

export interface Book {
  readonly sheets: readonly SheetPart[];
  /** What it holds besides sheets of cells: charts, dialogs, links to other files. Never followed. */
  readonly leftOut: readonly string[];
  readonly is1904: boolean;
  /** The parts that every sheet is read with. */
  readonly stylesPart: string | undefined;
  readonly textsPart: string | undefined;
}

export type Parts = ReadonlyMap<string, Extract<ArchiveEntry, { type: 'file' }>>;

export const partsOf = (entries: readonly ArchiveEntry[]): Parts =>
  new Map(entries.filter((e): e is Extract<ArchiveEntry, { type: 'file' }> => e.type === 'file').map((e) => [e.name, e]));

export const isWorkbook = (entries: readonly ArchiveEntry[]): boolean =>
  entries.some((e) => e.name === '[Content_Types].xml') && entries.some((e) => e.name === BOOK);

/** Other packages of office programs: why they are not read, and what to do. */
export function foreignOffice(entries: readonly ArchiveEntry[]): { readonly what: string; readonly advice: string } | undefined {
  const has = (name: string): boolean => entries.some((e) => e.name === name);
  if (has('xl/workbook.bin')) return { what: 'a binary spreadsheet (XLSB)', advice: 'save it as XLSX, or each sheet as CSV' };
  if (has('word/document.xml')) return { what: 'a text document (DOCX)', advice: 'import the data that it was made from' };
  if (has('mimetype') && has('content.xml') && has('META-INF/manifest.xml'))
    return { what: 'an OpenDocument file', advice: 'save it as XLSX, or each sheet as CSV' };
  return undefined;
}

/** Throws Failure where the workbook cannot be read. `extent`: the archive's own bytes. */
export async function readBook(extent: Extent, parts: Parts): Promise<Book> {
  const targets = new Map<string, { readonly part: string; readonly type: string; readonly external: boolean }>();
  if (parts.has(RELATIONS)) {
    await readXml(partBytes(extent, parts, RELATIONS), {
      open(name, a) {
        if (name !== 'Relationship' || a.Id === undefined || a.Target === undefined) return;
        targets.set(a.Id, { part: resolvePart(a.Target), type: a.Type ?? '', external: a.TargetMode?.toLowerCase() === 'external' });
      },
    });
  }
  const sheets: SheetPart[] = [];
  const leftOut: string[] = [];
  let is1904 = false;
  await readXml(partBytes(extent, parts, BOOK), {
    open(name, a) {
      if (name === 'workbookPr') is1904 = a.date1904 === '1' || a.date1904?.toLowerCase() === 'true';
      if (name !== 'sheet') return;
      const target = targets.get(a.id ?? '');
      const named = a.name ?? `sheet ${sheets.length + 1}`;
      if (target === undefined || target.external || !target.type.endsWith(WORKSHEET) || !parts.has(target.part)) leftOut.push(named);
      else if (sheets.length < MOST_SHEETS) sheets.push({ name: named, part: target.part, hidden: a.state !== undefined && a.state !== 'visible' });
    },
  });
  const ofType = (end: string): string | undefined =>
    [...targets.values()].find((t) => !t.external && t.type.endsWith(end) && parts.has(t.part))?.part;
  return { sheets, leftOut, is1904, stylesPart: ofType('/styles'), textsPart: ofType('/sharedStrings') };
}

export function partBytes(extent: Extent, parts: Parts, name: string): AsyncGenerator<Buffer, void, void> {
  const entry = parts.get(name);
  if (entry === undefined) throw new Failure({ code: 'input', message: `the spreadsheet has no part ${name.slice(0, 80)}` });
  return bytesOf(within(extent, entry));
}

/** A target is relative to `xl/`, or begins at the top of the archive. */
function resolvePart(target: string): string {
  const out: string[] = [];
  for (const part of (target.startsWith('/') ? target.slice(1) : `xl/${target}`).split('/')) {
    if (part === '..') out.pop();
    else if (part !== '.' && part !== '') out.push(part);
  }
  return out.join('/');
}

/** The format of each style by which cells refer to one. */
export async function readFormats(extent: Extent, parts: Parts, part: string | undefined): Promise<readonly NumberFormat[]> {
  if (part === undefined) return [];
  const own = new Map<number, NumberFormat>();
  const formats: NumberFormat[] = [];
  let inCells = false;
  await readXml(partBytes(extent, parts, part), {
    open(name, a) {
      if (name === 'numFmt' && own.size < MOST_FORMATS) own.set(Number(a.numFmtId), formatOf(a.formatCode ?? ''));
      else if (name === 'cellXfs') inCells = true;
      else if (name === 'xf' && inCells && formats.length < MOST_FORMATS) {
        const id = Number(a.numFmtId ?? '0');
        formats.push(own.get(id) ?? (Number.isInteger(id) ? builtInFormat(id) : PLAIN));
      }
    },
    close(name) {
      if (name === 'cellXfs') inCells = false;
    },
  });
  return formats;
}

/** The table of texts. Phonetic hints (`rPh`) are no part of a text. */
export async function readTexts(extent: Extent, parts: Parts, part: string | undefined): Promise<readonly string[]> {
  if (part === undefined) return [];
  const texts: string[] = [];
  let here = '';
  let inText = false;
  let hint = 0;
  let size = 0;
  await readXml(partBytes(extent, parts, part), {
    open(name) {
      if (name === 'si') here = '';
      else if (name === 'rPh') hint++;
      else if (name === 't') inText = hint === 0;
    },
    text(text) {
      if (!inText) return;
      here += text;
      size += text.length;
      if (size > MOST_TEXT)
        throw new Failure({
          code: 'input',
          message: `the texts of the spreadsheet are longer than ${MOST_TEXT / 1024 / 1024} MiB`,
          advice: 'save each sheet as CSV and import that',
        });
    },
    close(name) {
      if (name === 't') inText = false;
      else if (name === 'rPh') hint--;
      else if (name === 'si') texts.push(unescaped(here));
    },
  });
  return texts;
}

/** Characters that XML cannot hold are written `_x000D_` (ECMA-376 part 1, 22.9.2.19). */
export const unescaped = (text: string): string =>
  text.includes('_x') ? text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))) : text;
