/** Workbooks drawn part by part, as spreadsheet programs write them, and as nobody should. */
import { type ZipEntry, zip } from './archives.ts';

/** A cell: text (by way of the table of texts), a number, a truth value, or its XML as it stands. */
export type Cell = string | number | boolean | { readonly xml: string } | { readonly number: number | string; readonly style: number } | undefined;

export interface Sheet {
  readonly name: string;
  /** By row number from 1, or one after the other. */
  readonly rows: readonly (readonly Cell[])[] | ReadonlyMap<number, readonly Cell[]>;
  readonly merges?: readonly string[];
  readonly hidden?: boolean;
}

/** Index by which a cell refers to the format: 0 is general. */
export const STYLES = ['', 'yyyy-mm-dd hh:mm:ss', 'd/m/yyyy', '[h]:mm', '00000', 'hh:mm', '"day "0', '[$-409]m/d/yy h:mm AM/PM;@', '0.00'] as const;
export const DATE_TIME = 1;
export const DATE = 2;
export const DURATION = 3;
export const FIVE_DIGITS = 4;
export const CLOCK = 5;
export const QUOTED = 6;
export const AMERICAN = 7;

export const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

export function columnName(column: number): string {
  let name = '';
  for (let n = column + 1; n > 0; n = Math.floor((n - 1) / 26)) name = String.fromCharCode(65 + ((n - 1) % 26)) + name;
  return name;
}

const NS =
  'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"';
const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const RELATION = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';

export interface BookOptions {
  readonly is1904?: boolean;
  /** Parts that take the place of the drawn ones, or come beside them. */
  readonly parts?: Readonly<Record<string, string | Buffer>>;
  /** XML behind the sheets' own in the list of the workbook, and of its relations. */
  readonly moreSheets?: string;
  readonly moreRelations?: string;
}

export function workbook(sheets: readonly Sheet[], options: BookOptions = {}): Buffer {
  const texts: string[] = [];
  const parts: Record<string, string | Buffer> = {
    '[Content_Types].xml': `${HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>`,
    'xl/workbook.xml': `${HEAD}<workbook ${NS}><workbookPr${options.is1904 === true ? ' date1904="1"' : ''}/><sheets>${sheets
      .map((s, i) => `<sheet name="${escaped(s.name)}" sheetId="${i + 1}"${s.hidden === true ? ' state="hidden"' : ''} r:id="rId${i + 1}"/>`)
      .join('')}${options.moreSheets ?? ''}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `${HEAD}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${sheets
      .map((_, i) => `<Relationship Id="rId${i + 1}" Type="${RELATION}/worksheet" Target="worksheets/sheet${i + 1}.xml"/>`)
      .join(
        '',
      )}<Relationship Id="s1" Type="${RELATION}/styles" Target="styles.xml"/><Relationship Id="s2" Type="${RELATION}/sharedStrings" Target="/xl/sharedStrings.xml"/>${options.moreRelations ?? ''}</Relationships>`,
    'xl/styles.xml': `${HEAD}<styleSheet ${NS}><numFmts>${STYLES.map((code, i) => (code === '' ? '' : `<numFmt numFmtId="${164 + i}" formatCode="${escaped(code)}"/>`)).join('')}</numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs>${STYLES.map((code, i) => `<xf numFmtId="${code === '' ? 0 : 164 + i}"/>`).join('')}</cellXfs></styleSheet>`,
  };
  for (const [i, sheet] of sheets.entries()) parts[`xl/worksheets/sheet${i + 1}.xml`] = sheetXml(sheet, texts);
  parts['xl/sharedStrings.xml'] = `${HEAD}<sst ${NS}>${texts.map((t) => `<si><t xml:space="preserve">${escaped(t)}</t></si>`).join('')}</sst>`;
  const all = { ...parts, ...options.parts };
  return zip(Object.entries(all).map(([name, data]): ZipEntry => ({ name, data, deflate: true })));
}

function sheetXml(sheet: Sheet, texts: string[]): string {
  const rows: readonly (readonly [number, readonly Cell[]])[] = Array.isArray(sheet.rows)
    ? (sheet.rows as readonly (readonly Cell[])[]).map((r, i) => [i + 1, r])
    : [...(sheet.rows as ReadonlyMap<number, readonly Cell[]>)];
  const body = rows
    .map(([n, row]) => `<row r="${n}">${row.map((c, i) => (c === undefined ? '' : cellXml(c, `${columnName(i)}${n}`, texts))).join('')}</row>`)
    .join('');
  const merges =
    sheet.merges === undefined
      ? ''
      : `<mergeCells count="${sheet.merges.length}">${sheet.merges.map((m) => `<mergeCell ref="${m}"/>`).join('')}</mergeCells>`;
  return `${HEAD}<worksheet ${NS}><dimension ref="A1"/><sheetData>${body}</sheetData>${merges}</worksheet>`;
}

function cellXml(cell: NonNullable<Cell>, at: string, texts: string[]): string {
  if (typeof cell === 'string') return `<c r="${at}" t="s"><v>${texts.push(cell) - 1}</v></c>`;
  if (typeof cell === 'number') return `<c r="${at}"><v>${cell}</v></c>`;
  if (typeof cell === 'boolean') return `<c r="${at}" t="b"><v>${cell ? 1 : 0}</v></c>`;
  if ('xml' in cell) return cell.xml.replaceAll('@', at);
  return `<c r="${at}" s="${cell.style}"><v>${cell.number}</v></c>`;
}
