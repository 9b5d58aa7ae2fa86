/** Which of the formats a source is in, by its first bytes. */
import type { Reads } from '../../../shared/adapters/adapter.ts';
import type { Format } from './batch.ts';
import { CsvSplitter, uniqueKeys } from './split/csv.ts';
import { ENVELOPE_KEYS, endOfString, JsonSplitter, RECORD_KEYS } from './split/json.ts';
import { isFromLine, MailSplitter } from './split/mail.ts';
import { isSpace, NdjsonSplitter } from './split/ndjson.ts';
import { isObject, type RecordOutput, type Splitter } from './split/records.ts';
import { ABOVE, HEADER, SheetSplitter } from './split/sheet.ts';

export interface Detected {
  readonly format: Format;
  /** The key of the envelope, where there is one. */
  readonly envelope: string | undefined;
}

const DELIMITERS = [
  [',', 'csv'],
  ['\t', 'tsv'],
  [';', 'csv-semicolon'],
] as const;

/** `undefined`: the source holds no records. `onHeader` is told the header of a table. With `reads`, a record of JSON may show no other members. */
export function splitterFor(
  format: Format,
  out: RecordOutput,
  onHeader?: (header: readonly string[]) => void,
  reads?: Reads | undefined,
): Splitter | undefined {
  if (format === 'ndjson') return new NdjsonSplitter(out, reads);
  if (format === 'json-envelope') return new JsonSplitter(out, true, reads);
  if (format === 'json' || format === 'json-array' || format === 'json-concatenated') return new JsonSplitter(out, false, reads);
  if (format === 'mbox' || format === 'eml') return new MailSplitter(out, format === 'mbox');
  if (format === 'sheet') return new SheetSplitter(out, onHeader);
  const delimiter = DELIMITERS.find(([, name]) => name === format)?.[0];
  return delimiter === undefined ? undefined : new CsvSplitter(out, delimiter.charCodeAt(0), onHeader);
}

/** `start`: the source's first bytes as UTF-8 without a mark; `whole`: there are no more. */
export function formatOf(start: Buffer, whole: boolean): Detected {
  let at = 0;
  while (at < start.length && isSpace(start[at]!)) at++;
  if (at === start.length) return { format: 'unknown', envelope: undefined };
  if (isSheet(start, at)) return { format: 'sheet', envelope: undefined };
  const mail = mailFormat(start, at);
  if (mail !== undefined) return { format: mail, envelope: undefined };
  if (start[at] === 91) return looksLikeJson(start, at + 1) ? { format: 'json-array', envelope: undefined } : table(start, whole);
  if (start[at] === 123) return looksLikeJson(start, at + 1) ? objects(start, at, whole) : table(start, whole);
  // Lines of JSON of which the first is broken.
  const lines = linesOf(start, whole);
  if (lines.length > 1 && jsonLines(lines) >= Math.max(1, lines.length * 0.5)) return { format: 'ndjson', envelope: undefined };
  return table(start, whole);
}

/** As `sheet/render.ts` begins the rows of a sheet. */
const isSheet = (start: Buffer, at: number): boolean =>
  start[at] === 35 && [`${HEADER}[`, `${ABOVE}[`].some((mark) => start.toString('latin1', at, at + mark.length) === mark);

const FIELD = /^([\x21-\x39\x3b-\x7e]+)[ \t]*:/;
/** Of these a message has several near its top, and a list of `name: value` that is none has hardly two. */
const MAIL_FIELDS: ReadonlySet<string> = new Set(
  'received return-path delivered-to from to cc subject date message-id mime-version content-type reply-to sender dkim-signature x-received'.split(
    ' ',
  ),
);

/** A mailbox begins with a `From ` line, a message with headers. */
function mailFormat(start: Buffer, at: number): Format | undefined {
  const lines = start.toString('latin1', at, at + 16_384).split(/\r?\n/);
  const isMbox = isFromLine(lines[0] ?? '');
  const seen = new Set<string>();
  for (const line of lines.slice(isMbox ? 1 : 0)) {
    if (line === '') break;
    const name = FIELD.exec(line)?.[1]?.toLowerCase();
    // The first line that is neither a field nor the rest of one: no headers.
    if (name === undefined && !/^[ \t>]/.test(line)) return isMbox && seen.size > 0 ? 'mbox' : undefined;
    if (name !== undefined && MAIL_FIELDS.has(name)) seen.add(name);
  }
  if (isMbox) return seen.size > 0 ? 'mbox' : undefined;
  const sent = seen.has('date') || seen.has('received') || seen.has('message-id');
  return seen.size >= 3 && sent && (seen.has('from') || seen.has('received')) ? 'eml' : undefined;
}

/** What may follow an opening bracket; a log line such as `[2026-03-04] …` or `{user} did` is text. */
function looksLikeJson(start: Buffer, from: number): boolean {
  let at = from;
  while (at < start.length && isSpace(start[at]!)) at++;
  if (at === start.length) return true;
  const byte = String.fromCharCode(start[at]!);
  if (start[from - 1] === 123) return byte === '"' || byte === '}';
  return byte === '{' || byte === ']' || byte === '[' || byte === '"';
}

function objects(start: Buffer, at: number, whole: boolean): Detected {
  const lines = linesOf(start.subarray(at), whole);
  const first = lines[0] === undefined ? undefined : parsed(lines[0]);
  const envelope = envelopeOf(start, at);
  const objectLines = lines.map(parsed).filter(isObject);
  // One object with a list among lines that have none is a record with a list in it.
  const envelopes = objectLines.length > 1 && objectLines.filter(isEnvelope).length * 2 <= objectLines.length ? undefined : envelope;
  if (envelopes !== undefined) return { format: 'json-envelope', envelope: envelopes };
  if (isObject(first)) return { format: lines.length === 1 && whole ? 'json' : 'ndjson', envelope: undefined };
  // The first line may be a broken one of many: lines that are objects by themselves are never the inside of one pretty-printed object.
  if (jsonLines(lines) >= Math.max(1, (lines.length - 1) * 0.5)) return { format: 'ndjson', envelope: undefined };
  const one = whole ? parsed(start.toString('utf8', at)) : undefined;
  return { format: isObject(one) ? 'json' : 'json-concatenated', envelope: undefined };
}

/** The first key of the first object that holds a list of records, unless the object is itself a record. */
function envelopeOf(start: Buffer, at: number): string | undefined {
  let found: string | undefined;
  let record = false;
  eachMember(start, at + 1, (key, value) => {
    if (RECORD_KEYS.has(key)) record = true;
    else if (found === undefined && value === 91 && ENVELOPE_KEYS.has(key)) found = key;
  });
  return record ? undefined : found;
}

const isEnvelope = (o: Record<string, unknown>): boolean =>
  Object.keys(o).some((key) => ENVELOPE_KEYS.has(key) && Array.isArray(o[key])) && !Object.keys(o).some((key) => RECORD_KEYS.has(key));

/** Calls back with each key of the object and its value's first byte, as far as the buffer reaches. */
function eachMember(buffer: Buffer, from: number, see: (key: string, value: number) => void): void {
  let i = from;
  for (;;) {
    while (i < buffer.length && (isSpace(buffer[i]!) || buffer[i] === 44)) i++;
    if (i >= buffer.length) return;
    if (buffer[i] !== 34) return;
    const close = endOfString(buffer, i + 1);
    if (close < 0) return;
    const key = buffer.toString('utf8', i + 1, close);
    i = close + 1;
    while (i < buffer.length && (isSpace(buffer[i]!) || buffer[i] === 58)) i++;
    if (i >= buffer.length) return;
    see(key, buffer[i]!);
    let depth = 0;
    for (;;) {
      if (i >= buffer.length) return;
      const byte = buffer[i]!;
      if (byte === 34) {
        const end = endOfString(buffer, i + 1);
        if (end < 0) return;
        i = end + 1;
        if (depth === 0) break;
        continue;
      }
      if (byte === 123 || byte === 91) depth++;
      if (byte === 125 || byte === 93) {
        if (depth === 0) break;
        depth--;
        if (depth === 0) {
          i++;
          break;
        }
      }
      if (depth === 0 && byte === 44) break;
      i++;
    }
  }
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** The first lines that are there whole and hold something. */
function linesOf(start: Buffer, whole: boolean): string[] {
  const lines: string[] = [];
  for (let at = 0; at < start.length && lines.length < 40; ) {
    const newline = start.indexOf(10, at);
    if (newline < 0 && !whole) break;
    const end = newline < 0 ? start.length : newline;
    const text = start.toString('utf8', at, end).trim();
    if (text !== '') lines.push(text);
    at = end + 1;
  }
  return lines;
}

const jsonLines = (lines: readonly string[]): number => lines.filter((l) => l.startsWith('{') && isObject(parsed(l))).length;

/** A table where most rows have as many cells as the header, and the header reads like one. */
function table(start: Buffer, whole: boolean): Detected {
  let best: { readonly format: Format; readonly width: number } | undefined;
  for (const [delimiter, format] of DELIMITERS) {
    const width = tableWidth(start, whole, delimiter);
    if (width > (best?.width ?? 1)) best = { format, width };
  }
  return { format: best?.format ?? 'unknown', envelope: undefined };
}

const LOOKED_AT = 50;

/** Cells of the header; 0 where it is no table with this delimiter. */
function tableWidth(start: Buffer, whole: boolean, delimiter: string): number {
  let header: readonly string[] = [];
  let rows = 0;
  let wrong = 0;
  const splitter = new CsvSplitter(
    {
      record: () => {
        if (rows + wrong < LOOKED_AT) rows++;
      },
      rejected: () => {
        if (rows + wrong < LOOKED_AT) wrong++;
      },
      warn: () => {
        // A short row: counted as right by `record` a moment later, and taken back here.
        rows--;
        wrong++;
      },
    },
    delimiter.charCodeAt(0),
    (cells) => {
      header = cells;
    },
  );
  splitter.push(start);
  if (whole) splitter.end(false);
  if (header.length < 2 || header.some((c) => c.length > 200 || /[\0-\x08\x0b-\x1f]/.test(c))) return 0;
  const empty = header.filter((c) => c.trim() === '').length;
  if (empty > 1 || empty * 2 > header.length) return 0;
  // Without a row to compare, only a header that looks like names of columns is believed.
  if (rows + wrong <= 0)
    return header.every((c) => /^[\p{L}\p{N}_ .:\-/()#@$%?*[\]]*$/u.test(c)) && uniqueKeys(header).length === new Set(header).size
      ? header.length
      : 0;
  return rows >= (rows + wrong) * 0.5 ? header.length : 0;
}
