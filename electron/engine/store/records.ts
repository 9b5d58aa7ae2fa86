/** Records: where each lies in its source, and what became of it. */
import type { FactEmission } from '../../../shared/model/emissions.ts';
import type { RecordRef } from '../../../shared/model/ids.ts';
import type { RecordPosition } from '../../../shared/views/types.ts';
import { BLOCK, RECORD, type RecordStatus, STATUSES, unpackColumns } from './blocks.ts';
import { factBody } from './fact-times.ts';
import { parseRef, refOf } from './ids.ts';
import type { OpenCase } from './open.ts';
import { REPEATED } from './repetitions.ts';
import { sourceTable } from './source-table.ts';
import { strings } from './strings.ts';

interface RecordBlock {
  readonly first: number;
  readonly count: number;
  readonly columns: ReturnType<typeof unpackColumns<typeof RECORD>>['columns'];
}

const KEPT = 192;
/** Sources times this, plus an ordinal: a record as one number. */
const PER_SOURCE = 2 ** 32;

/** The block of a source that holds the ordinal; `undefined` where the source has no such record. */
function blockWith(open: OpenCase, source: number, ordinal: number): RecordBlock | undefined {
  const kept = open.cached('data', 'record-blocks', () => new Map<number, RecordBlock>());
  // The writer fills each block but the last of a source.
  const first = ordinal - ((ordinal - 1) % BLOCK);
  const key = source * PER_SOURCE + first;
  let block = kept.get(key);
  if (block === undefined) {
    const stored = open.reads.get<{ count: number; columns: Uint8Array }>(
      'SELECT count, columns FROM record_block WHERE source = ? AND first = ?',
      source,
      first,
    );
    if (stored === undefined) return undefined;
    block = { first, count: stored.count, columns: unpackColumns(RECORD, stored.count, stored.columns).columns };
    kept.set(key, block);
    if (kept.size > KEPT) kept.delete(kept.keys().next().value!);
  }
  return ordinal < block.first + block.count ? block : undefined;
}

export function recordPosition(open: OpenCase, ref: string): RecordPosition | undefined {
  const at = parseRef(ref);
  const block = at === undefined ? undefined : blockWith(open, at.source, at.ordinal);
  return at === undefined || block === undefined ? undefined : positionIn(block, at.ordinal);
}

function positionIn(block: RecordBlock, ordinal: number): RecordPosition {
  const i = ordinal - block.first;
  const { line, offset, length } = block.columns;
  return { ordinal, line: line[i]!, offset: offset[i]!, length: length[i]! };
}

export interface RecordFate {
  readonly status: RecordStatus;
  /** The slug of an ignored, the sentence of a rejected record. */
  readonly reason: string | undefined;
}

export function recordFate(open: OpenCase, ref: string): RecordFate | undefined {
  const at = parseRef(ref);
  const block = at === undefined ? undefined : blockWith(open, at.source, at.ordinal);
  return at === undefined || block === undefined ? undefined : fateIn(open, block, at.ordinal);
}

function fateIn(open: OpenCase, block: RecordBlock, ordinal: number): RecordFate {
  const i = ordinal - block.first;
  return { status: STATUSES[block.columns.status[i]!]!, reason: strings(open).values[block.columns.reason[i]!] };
}

/** What a record states that is not an event. */
export function factsOfRecord(open: OpenCase, ref: string): FactEmission[] {
  const at = parseRef(ref);
  if (at === undefined) return [];
  const offset = sourceTable(open).get(at.source)?.clockOffset ?? 0;
  return open.reads
    .all<{ family: FactEmission['type']; body: string }>(
      'SELECT family, body FROM fact WHERE source = ? AND ordinal = ? AND family <> ? ORDER BY n',
      at.source,
      at.ordinal,
      REPEATED,
    )
    .map((row) => factBody(row.family, row.body, offset));
}

export interface ExceptionRow {
  readonly record: RecordRef;
  readonly status: 'ignored' | 'rejected' | 'duplicate';
  readonly position: RecordPosition;
  readonly reason: string;
}

/** Records that are no events of their own, by source and position. `after` is the `next` of the page before. */
export function listExceptions(
  open: OpenCase,
  ask: {
    readonly source?: number | undefined;
    readonly status?: 'ignored' | 'rejected' | 'duplicate' | undefined;
    readonly after?: number | undefined;
    readonly limit: number;
  },
): { readonly rows: readonly ExceptionRow[]; readonly total: number; readonly next: number | undefined } {
  const wanted = ask.status === undefined ? (['ignored', 'rejected', 'duplicate'] as const) : [ask.status];
  const sum = wanted.join(' + ');
  const total =
    open.reads.value<number>(`SELECT total(${sum}) FROM record_block WHERE ? IS NULL OR source = ?`, ask.source ?? null, ask.source ?? null) ?? 0;
  const after = ask.after ?? 0;
  const afterSource = Math.floor(after / PER_SOURCE);
  const afterOrdinal = after % PER_SOURCE;
  const codes = new Set<number>(wanted.map((s) => STATUSES.indexOf(s)));
  const rows: ExceptionRow[] = [];
  let next: number | undefined;
  for (const row of open.reads.iterate<{ source: number; first: number; count: number; columns: Uint8Array }>(
    `SELECT source, first, count, columns FROM record_block
     WHERE (? IS NULL OR source = ?) AND (source > ? OR (source = ? AND first + count > ?)) AND ${sum} > 0
     ORDER BY source, first`,
    ask.source ?? null,
    ask.source ?? null,
    afterSource,
    afterSource,
    afterOrdinal,
  )) {
    const block: RecordBlock = { first: row.first, count: row.count, columns: unpackColumns(RECORD, row.count, row.columns).columns };
    for (let i = 0; i < row.count; i++) {
      const ordinal = row.first + i;
      if (!codes.has(block.columns.status[i]!) || (row.source === afterSource && ordinal <= afterOrdinal)) continue;
      if (rows.length === ask.limit) return { rows, total, next };
      const fate = fateIn(open, block, ordinal);
      next = row.source * PER_SOURCE + ordinal;
      rows.push({
        record: refOf(row.source, ordinal),
        status: fate.status as ExceptionRow['status'],
        position: positionIn(block, ordinal),
        reason: fate.reason ?? (fate.status === 'duplicate' ? 'says again what another record said' : ''),
      });
    }
  }
  return { rows, total, next: undefined };
}

/** Every record of a source in its order, one block in memory at a time. */
export function* eachRecordOf(open: OpenCase, source: number): Iterable<RecordPosition & RecordFate> {
  for (const row of open.reads.iterate<{ first: number; count: number; columns: Uint8Array }>(
    'SELECT first, count, columns FROM record_block WHERE source = ? ORDER BY first',
    source,
  )) {
    const block: RecordBlock = { first: row.first, count: row.count, columns: unpackColumns(RECORD, row.count, row.columns).columns };
    for (let ordinal = row.first; ordinal < row.first + row.count; ordinal++)
      yield { ...positionIn(block, ordinal), ...fateIn(open, block, ordinal) };
  }
}
