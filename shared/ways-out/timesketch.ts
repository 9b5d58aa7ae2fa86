/**
 * A timeline for Timesketch: `message`, `datetime` (ISO 8601) and `timestamp_desc` are what it asks for, `timestamp` are microseconds
 * since 1970, `tag` are labels; every further column is kept there as a field. Undated events have no place in it.
 */
import { formatInstant, type Instant } from '../base/instant.ts';
import { csvLine } from './csv.ts';
import { COLUMNS, type FlatEvent } from './row.ts';

export type DatedEvent = FlatEvent & { readonly time: Instant };
export const isDated = (row: FlatEvent): row is DatedEvent => row.time !== undefined;

const HEAD = ['message', 'datetime', 'timestamp', 'timestamp_desc', 'tag'];
export const TIMESKETCH_COLUMNS: readonly string[] = [...HEAD, ...COLUMNS.map(([name]) => name)];

/** What the time is the time of. */
const DESCRIPTION = 'Event Time';

/** Slugs, so neither commas nor spaces are in them. */
const tagsOf = (row: FlatEvent): string[] => [row.kind, ...(row.outcome === 'failure' ? ['failure'] : []), ...new Set(row.findings)];

/** With the offset written out: some readers take `Z` for no zone. */
const datetime = (t: Instant): string => formatInstant(t).replace('Z', '+00:00');

export const TIMESKETCH_HEAD = csvLine(TIMESKETCH_COLUMNS, '\n');

export const timesketchCsv = (row: DatedEvent): string =>
  csvLine(
    [oneLine(row.message), datetime(row.time), String(row.time), DESCRIPTION, tagsOf(row).join(','), ...COLUMNS.map(([, cell]) => cell(row))],
    '\n',
  );

/** Lists stay lists; what is unknown has no key. */
export function timesketchJson(row: DatedEvent): string {
  const out: Record<string, unknown> = {
    message: oneLine(row.message),
    datetime: datetime(row.time),
    timestamp: row.time,
    timestamp_desc: DESCRIPTION,
    tag: tagsOf(row),
  };
  for (const [name, cell] of COLUMNS) {
    const value = (row as unknown as Record<string, unknown>)[name];
    out[name] = Array.isArray(value) ? (value.length === 0 ? undefined : value) : name === 'interactive' ? value : cell(row);
  }
  return `${JSON.stringify(out)}\n`;
}

const oneLine = (text: string): string => text.replace(/[\r\n\t]+/g, ' ');
