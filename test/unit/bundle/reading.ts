/** Reads a source from bytes in the test's own thread, and gives it back as plain rows. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { type Batch, type ParseJob, READ_STATUSES, type SourceEnd, type SourceHead, type TextColumn } from '../../../electron/engine/bundle/batch.ts';
import { wholeFile } from '../../../electron/engine/bundle/location.ts';
import { createRawReader } from '../../../electron/engine/bundle/raw.ts';
import { readSource } from '../../../electron/engine/bundle/read-source.ts';
import type { Adapter } from '../../../shared/adapters/adapter.ts';
import { alias } from '../../../shared/model/ids.ts';
import { EVENT_KINDS } from '../../../shared/model/vocabulary.ts';

const scratch = mkdtempSync(join(tmpdir(), 'tracewake-reading-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));
let count = 0;
export function fileOf(bytes: Buffer | string, name?: string): string {
  const path = join(scratch, name ?? `file-${++count}`);
  writeFileSync(path, bytes);
  return path;
}
export const scratchDir = scratch;

/** Reads records with an `n` or a `time`; ignores those with `skip`, rejects those with `bad`, throws on those with `throw`. */
export const tiny: Adapter = {
  type: 'tiny',
  title: 'Tiny',
  version: 1,
  channels: ['iam-audit'],
  system: (first) => `tiny-${String(first.data.n ?? '')}`,
  recognise: (sample) => ({ score: sample.some((r) => 'n' in r.data || 'time' in r.data) ? 0.9 : 0, why: 'an n' }),
  read(record, context) {
    const { data } = record;
    if (data.throw !== undefined) throw new Error('as asked');
    if (data.skip !== undefined) return context.ignore('skipped');
    if (data.bad !== undefined) return context.reject('it is bad');
    for (let i = 0; i < Number(data.events ?? 1); i++) {
      context.emit({
        type: 'event',
        time: context.time(data.time),
        kind: 'role.granted',
        outcome: 'success',
        operation: 'Grant',
        actor: typeof data.actor === 'string' ? alias('upn', data.actor) : undefined,
        nativeId: data.n === undefined ? undefined : String(data.n),
        correlation: Array.isArray(data.ids) ? data.ids.map(String) : undefined,
        reason: typeof data.why === 'string' ? data.why : undefined,
        interactive: typeof data.interactive === 'boolean' ? data.interactive : undefined,
      });
    }
    if (data.owner !== undefined) {
      context.emit({
        type: 'claim',
        subject: 'x',
        subjectType: 'service',
        role: 'owner',
        party: String(data.owner),
        partyType: 'team',
        from: undefined,
        to: undefined,
        asOf: undefined,
        system: undefined,
      });
    }
  },
};

export interface Row {
  readonly ordinal: number;
  readonly offset: number;
  readonly size: number;
  readonly line: number;
  readonly status: (typeof READ_STATUSES)[number];
  readonly reason: string | undefined;
  readonly bytesHash: number;
  readonly nativeHash: number;
}
export interface EventRow {
  readonly ordinal: number;
  readonly k: number;
  readonly time: number;
  readonly kind: string;
  readonly operation: string | undefined;
  readonly actor: string | undefined;
  readonly nativeId: string;
  readonly correlation: string;
  readonly extra: string;
  readonly interactive: number;
}
export interface Read {
  readonly head: SourceHead;
  readonly end: SourceEnd;
  readonly rows: readonly Row[];
  readonly events: readonly EventRow[];
  readonly facts: Batch['facts'];
  readonly batches: number;
  /** The verbatim text of each record, read again by its position; of the first thousand records. */
  readonly texts: readonly string[];
}

export const jobOf = (path: string, size: number, more: Partial<ParseJob> = {}): ParseJob => ({
  name: 'source.json',
  extent: wholeFile(path, size),
  sha256: undefined,
  known: new Set(),
  adapter: undefined,
  system: undefined,
  channels: undefined,
  zone: undefined,
  ...more,
});

const textAt = (column: TextColumn, i: number): string =>
  Buffer.from(column.bytes.subarray(i === 0 ? 0 : column.end[i - 1]!, column.end[i]!)).toString('utf8');

export function rowsOf(batches: readonly Batch[]): Pick<Read, 'rows' | 'events' | 'facts'> {
  const rows: Row[] = [];
  const events: EventRow[] = [];
  const facts: Batch['facts'][number][] = [];
  for (const b of batches) {
    const text = (i: number): string | undefined => {
      if (i >= b.dictionary.length) throw new Error('the dictionary has a hole');
      return i < 0 ? undefined : b.dictionary[i]!;
    };
    for (let i = 0; i < b.records.length; i++) {
      const { offset, size, line, status, reason, bytesHash, nativeHash } = b.records;
      rows.push({
        ordinal: b.firstOrdinal + i,
        offset: offset[i]!,
        size: size[i]!,
        line: line[i]!,
        status: READ_STATUSES[status[i]!]!,
        reason: text(reason[i]!),
        bytesHash: bytesHash[i]!,
        nativeHash: nativeHash[i]!,
      });
    }
    const e = b.events;
    for (let i = 0; i < e.length; i++) {
      events.push({
        ordinal: b.firstOrdinal + e.record[i]!,
        k: e.k[i]!,
        time: e.time[i]!,
        kind: EVENT_KINDS[e.kind[i]!]!,
        operation: text(e.operation[i]!),
        actor: text(e.actor[i]!),
        nativeId: textAt(e.nativeId, i),
        correlation: textAt(e.correlation, i),
        extra: textAt(e.extra, i),
        interactive: e.interactive[i]!,
      });
    }
    facts.push(...b.facts.map((f) => ({ ...f, record: b.firstOrdinal + f.record })));
  }
  return { rows, events, facts };
}

/** Also asserts what must hold of every source: the ledger adds up, records are numbered, lie in order and do not overlap. */
export async function readBytes(bytes: Buffer | string, more: Partial<ParseJob> = {}, adapters: readonly Adapter[] = [tiny]): Promise<Read> {
  const buffer = Buffer.from(bytes);
  const path = fileOf(buffer);
  const job = jobOf(path, buffer.length, more);
  let head: SourceHead | undefined;
  let end: SourceEnd | undefined;
  const batches: Batch[] = [];
  await readSource(job, adapters, {
    check: () => undefined,
    send(message) {
      if (message.type === 'head') head = message;
      else if (message.type === 'batch') batches.push(message);
      else if (message.type === 'end') end = message;
    },
  });
  if (head === undefined || end === undefined) throw new Error('no head or no end');
  const plain = rowsOf(batches);
  let last = 0;
  for (const [i, row] of plain.rows.entries()) {
    if (row.ordinal !== i + 1) throw new Error(`record ${i + 1} is numbered ${row.ordinal}`);
    if (row.offset < last) throw new Error(`record ${row.ordinal} begins at ${row.offset}, inside the one before`);
    last = row.offset + row.size;
  }
  if (last > end.unpackedBytes) throw new Error('a record reaches past the end');
  if (plain.rows.length !== end.read || end.read !== end.accepted + end.ignored + end.rejected)
    throw new Error(`the ledger does not add up: ${JSON.stringify(end)}`);
  const raw = createRawReader();
  const texts: string[] = [];
  for (const row of plain.rows.slice(0, 1000)) texts.push((await raw.read(job.extent, head, { offset: row.offset, length: row.size })).text);
  return { head, end, ...plain, batches: batches.length, texts };
}
