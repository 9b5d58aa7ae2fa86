import type { EventColumns } from '../../../shared/model/facts.ts';
import type { EventId } from '../../../shared/model/ids.ts';
import { type Columns, HOT, unpackColumns } from './blocks.ts';
import { idOf } from './ids.ts';
import type { OpenCase } from './open.ts';
import { sortByTime } from './sort.ts';
import { strings } from './strings.ts';
import { look } from './watch.ts';

/** The events of a case as columns, with those that only the store's own queries need. */
export interface CaseColumns extends EventColumns {
  readonly operation: Int32Array;
  readonly access: Int32Array;
  /** The event's number in the order of import: its key in the store. */
  readonly seq: Uint32Array;
  /** Numbers of the undated events, ascending. */
  readonly undated: Uint32Array;
}

/** All dated events by (effective time, order of import). Worked out once for a state of the case's data. */
export const loadColumns = (open: OpenCase): CaseColumns => open.cached('data', 'columns', () => readColumns(open));

export const stringIdOf = (open: OpenCase, text: string): number => strings(open).idOf(text);

function readColumns(open: OpenCase): CaseColumns {
  const { reads } = open;
  const total = reads.value<number>('SELECT total(count) FROM event_block') ?? 0;
  const offsets = new Map(reads.all<{ n: number; clock_offset: number }>('SELECT n, clock_offset FROM source').map((s) => [s.n, s.clock_offset]));
  const merged = new Set(reads.all<{ event: number }>('SELECT event FROM event_merge').map((r) => r.event));

  const time = new Float64Array(total);
  const seq = new Uint32Array(total);
  const source = new Uint16Array(total);
  const all: Columns<typeof HOT> = { ...columnsOf(total), time };
  const undated: number[] = [];
  let n = 0;
  for (const block of reads.iterate<{ first: number; count: number; source: number; hot: Uint8Array }>(
    'SELECT first, count, source, hot FROM event_block ORDER BY first',
  )) {
    const { columns } = unpackColumns(HOT, block.count, block.hot);
    const offset = offsets.get(block.source) ?? 0;
    const start = n;
    let whole = true;
    for (let i = 0; i < block.count; i++) {
      const t = columns.time[i]!;
      const key = block.first + i;
      const isMerged = merged.size > 0 && merged.has(key);
      if (Number.isNaN(t) || isMerged) {
        whole = false;
        if (!isMerged) undated.push(key);
        continue;
      }
      time[n] = t + offset;
      seq[n] = key;
      n++;
    }
    source.fill(block.source, start, n);
    look(n, total);
    if (whole) {
      for (const name of COPIED) (all[name] as Int32Array).set(columns[name] as Int32Array, start);
    } else {
      let to = start;
      for (let i = 0; i < block.count; i++) {
        if (Number.isNaN(columns.time[i]!) || (merged.size > 0 && merged.has(block.first + i))) continue;
        for (const name of COPIED) all[name][to] = columns[name][i]!;
        to++;
      }
    }
  }

  const order = sortByTime(time, n);
  const sorted: { -readonly [K in keyof Columns<typeof HOT>]: Columns<typeof HOT>[K] } = { ...all };
  if (order === undefined) {
    for (const name of ['time', ...COPIED] as const) (sorted[name] as Int32Array) = all[name].subarray(0, n) as Int32Array;
  } else {
    for (const name of ['time', ...COPIED] as const) (sorted[name] as Int32Array) = permute(all[name] as Int32Array, order);
  }
  const ordered = { source: order ? permute(source, order) : source.subarray(0, n), seq: order ? permute(seq, order) : seq.subarray(0, n) };
  const { ordinal, k } = sorted;
  return {
    length: n,
    ...sorted,
    ...ordered,
    undated: Uint32Array.from(undated),
    strings: strings(open).values,
    id: (i: number): EventId => idOf(ordered.source[i]!, ordinal[i]!, k[i]!),
  };
}

const COPIED = [
  'ordinal',
  'operation',
  'actor',
  'onBehalfOf',
  'target',
  'credential',
  'access',
  'place',
  'k',
  'kind',
  'outcome',
] as const satisfies readonly (keyof typeof HOT)[];

function columnsOf(n: number): Columns<typeof HOT> {
  const out: Record<string, unknown> = {};
  for (const name of COPIED) out[name] = new { u32: Uint32Array, i32: Int32Array, u16: Uint16Array, u8: Uint8Array }[HOT[name]](n);
  return out as Columns<typeof HOT>;
}

function permute<T extends Int32Array | Uint32Array | Uint16Array | Uint8Array | Float64Array>(column: T, order: Uint32Array): T {
  look();
  const out = new (column.constructor as new (n: number) => T)(order.length);
  for (let i = 0; i < order.length; i++) out[i] = column[order[i]!]!;
  return out;
}
