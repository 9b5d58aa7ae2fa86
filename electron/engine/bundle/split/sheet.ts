/** The lines as which `sheet/render.ts` writes a sheet: its header, then an object a row; line N is row N. */
import { NdjsonSplitter } from './ndjson.ts';
import { REASONS, type RecordData, type RecordOutput, type Splitter } from './records.ts';

export const HEADER = '# header ';
export const ABOVE = '# above ';
const HASH = 35;

/** What a formula came to that came to nothing. */
const ERRORS: ReadonlySet<string> = new Set([
  '#N/A',
  '#REF!',
  '#VALUE!',
  '#NAME?',
  '#DIV/0!',
  '#NULL!',
  '#NUM!',
  '#SPILL!',
  '#CALC!',
  '#GETTING_DATA',
]);

export class SheetSplitter implements Splitter {
  readonly #lines: NdjsonSplitter;

  constructor(out: RecordOutput, onHeader: (header: readonly string[]) => void = () => undefined) {
    this.#lines = new NdjsonSplitter({
      record: (buffer, start, end, at, line, data) => {
        if (withoutErrors(data)) out.warn('error-in-a-cell');
        out.record(buffer, start, end, at, line, data);
      },
      rejected: (buffer, start, at, size, line, reason) => {
        if (buffer === undefined || buffer[start] !== HASH) return out.rejected(buffer, start, at, size, line, reason);
        const text = buffer.toString('utf8', start, start + size);
        if (text.startsWith(ABOVE)) return;
        const header = text.startsWith(HEADER) ? headerOf(text.slice(HEADER.length)) : undefined;
        if (header === undefined) out.rejected(buffer, start, at, size, line, REASONS.notJson);
        else onHeader(header);
      },
      warn: (slug) => out.warn(slug),
    });
  }

  push(chunk: Buffer): void {
    this.#lines.push(chunk);
  }

  end(broken: boolean): void {
    this.#lines.end(broken);
  }
}

function headerOf(text: string): readonly string[] | undefined {
  try {
    const cells: unknown = JSON.parse(text);
    return Array.isArray(cells) && cells.every((c) => typeof c === 'string') ? cells : undefined;
  } catch {
    return undefined;
  }
}

/** An error is no value: its cell is empty to an adapter, and stays in the record as it is shown. */
function withoutErrors(data: RecordData): boolean {
  let found = false;
  for (const key of Object.keys(data)) {
    const value = data[key];
    if (typeof value !== 'string' || value.charCodeAt(0) !== HASH || !ERRORS.has(value)) continue;
    data[key] = '';
    found = true;
  }
  return found;
}
