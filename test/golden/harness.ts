/** Runs one adapter over records, and writes what it said as lines. */
import type { Adapter, AdapterContext, RawRecord } from '../../shared/adapters/adapter.ts';
import { timeReader } from '../../shared/adapters/time.ts';
import { formatInstant, type Instant } from '../../shared/base/instant.ts';
import type { Emission } from '../../shared/model/emissions.ts';

/** What one record came to. */
export interface Said {
  readonly emissions: Emission[];
  readonly ignored: string[];
  readonly rejected: string[];
  readonly warnings: string[];
}

/** Reads records of one source with one context, as an import does. */
export function reader(adapter: Adapter, options: { name?: string; zone?: string } = {}): (record: RawRecord) => Said {
  let said: Said = { emissions: [], ignored: [], rejected: [], warnings: [] };
  const times = timeReader({ zone: options.zone, order: undefined, warn: (slug) => said.warnings.push(slug) });
  const context: AdapterContext = {
    name: options.name ?? 'golden/records',
    system: undefined,
    zone: options.zone,
    time: (value) => times.read(value),
    emit: (e) => void said.emissions.push(e),
    ignore: (reason) => void said.ignored.push(reason),
    reject: (reason) => void said.rejected.push(reason),
    warn: (slug) => void said.warnings.push(slug),
  };
  return (record) => {
    said = { emissions: [], ignored: [], rejected: [], warnings: [] };
    adapter.read(record, context);
    return said;
  };
}

export function records(text: string, isCsv: boolean): RawRecord[] {
  if (!isCsv) {
    return text
      .split('\n')
      .filter((l) => l.trim() !== '')
      .map((l, i) => ({ data: JSON.parse(l) as Record<string, unknown>, header: undefined, ordinal: i + 1 }));
  }
  const rows = csvRows(text);
  const header = rows[0] ?? [];
  return rows.slice(1).map((row, i) => ({
    data: Object.fromEntries(header.map((h, c) => [h, row[c] ?? ''])),
    header,
    ordinal: i + 1,
  }));
}

/** Enough of RFC 4180 for goldens: quotes, doubled quotes, newlines inside quotes. */
function csvRows(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let cell = '';
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const c = text[i] as string;
    if (quoted) {
      if (c !== '"') cell += c;
      else if (text[i + 1] === '"') {
        cell += '"';
        i++;
      } else quoted = false;
    } else if (c === '"') quoted = true;
    else if (c === ',') {
      row.push(cell);
      cell = '';
    } else if (c === '\n') {
      rows.push([...row, cell]);
      row = [];
      cell = '';
    } else cell += c;
  }
  if (cell !== '' || row.length > 0) rows.push([...row, cell]);
  return rows.filter((r) => r.length > 1 || r[0] !== '');
}

const TIMES = new Set(['time', 'approvedAt', 'sentAt', 'statusAt', 'resolvedAt', 'decidedAt', 'appliedAt', 'from', 'to', 'asOf', 'start', 'end']);
const MORE_TIMES = new Set(['movedAt', 'starts', 'ends', 'lastRotation', 'openedAt', 'expiresAt', 'closedAt']);

function written(key: string, value: unknown): string {
  if (typeof value === 'number' && (TIMES.has(key) || MORE_TIMES.has(key))) return formatInstant(value as Instant);
  if (typeof value === 'string') return /^[\w.:@/+-]+$/.test(value) ? value : JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map((v) => written('', v)).join(' ')}]`;
  if (typeof value === 'object' && value !== null) {
    return `{${Object.entries(value)
      .filter(([, v]) => v !== undefined)
      .map(([k, v]) => `${k}=${written(k, v)}`)
      .join(' ')}}`;
  }
  return String(value);
}

/** `event kind=role.granted outcome=success …`: every key that is known, in the adapter's order. */
export function line(e: Emission): string {
  const parts = Object.entries(e)
    .filter(([k, v]) => k !== 'type' && v !== undefined && !(Array.isArray(v) && v.length === 0))
    .map(([k, v]) => `${k}=${written(k, v)}`);
  return `  ${e.type} ${parts.join(' ')}`;
}

/** The whole golden text of a file of records. */
export function golden(adapter: Adapter, all: readonly RawRecord[], name: string): string {
  const read = reader(adapter, { name });
  const first = all[0];
  const head = first === undefined ? 'empty' : `system ${adapter.system(first, name)}`;
  const out = [`${adapter.type} ${head}`];
  for (const record of all) {
    const said = read(record);
    out.push(`record ${record.ordinal}`);
    for (const e of said.emissions) out.push(line(e));
    for (const reason of said.ignored) out.push(`  ignored ${reason}`);
    for (const reason of said.rejected) out.push(`  rejected ${reason}`);
    for (const slug of said.warnings) out.push(`  warning ${slug}`);
  }
  return `${out.join('\n')}\n`;
}
