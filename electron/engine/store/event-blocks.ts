/** Finds and unpacks the blocks that events lie in. */
import { COLD, type Columns, HOT, LIST_SEPARATOR, unpackColumns } from './blocks.ts';
import type { OpenCase } from './open.ts';
import { firstAbove } from './strings.ts';

export interface EventBlock {
  readonly first: number;
  readonly count: number;
  readonly source: number;
  readonly hot: Columns<typeof HOT>;
  readonly cold: Columns<typeof COLD>;
  /** One of the i-th event's texts as it is kept; empty for none. */
  text(name: 'nativeId' | 'correlation' | 'extra', i: number): string;
  /** The i-th event's own id, its further ids, and what only few events have. */
  nativeId(i: number): string | undefined;
  correlation(i: number): readonly string[] | undefined;
  extra(i: number): Readonly<Record<string, unknown>> | undefined;
  /** All ids of the block in UTF-8, to be written over: the native id of each event, then the correlation ids of each, with where each of these ends. */
  ids(): { readonly bytes: Buffer; readonly ends: Uint32Array };
}

interface BlockIndex {
  readonly first: Float64Array;
  readonly count: Float64Array;
  readonly source: Float64Array;
  readonly lastOrdinal: Float64Array;
  /** Source number → the range of its blocks. */
  readonly ofSource: ReadonlyMap<number, { readonly from: number; readonly to: number }>;
}

/** Unpacked blocks are kept while they are likely to be asked again: a page and its neighbours, from a few dozen sources. */
const KEPT = 192;

function blockIndex(open: OpenCase): BlockIndex {
  return open.cached('data', 'event-blocks', () => {
    const rows = open.reads.all<{ first: number; count: number; source: number; last_ordinal: number }>(
      'SELECT first, count, source, last_ordinal FROM event_block ORDER BY first',
    );
    const ofSource = new Map<number, { from: number; to: number }>();
    rows.forEach((r, i) => {
      const range = ofSource.get(r.source);
      if (range === undefined) ofSource.set(r.source, { from: i, to: i + 1 });
      else range.to = i + 1;
    });
    return {
      first: Float64Array.from(rows, (r) => r.first),
      count: Float64Array.from(rows, (r) => r.count),
      source: Float64Array.from(rows, (r) => r.source),
      lastOrdinal: Float64Array.from(rows, (r) => r.last_ordinal),
      ofSource,
    };
  });
}

function blockAt(open: OpenCase, index: BlockIndex, b: number): EventBlock {
  const kept = open.cached('data', 'unpacked', () => new Map<number, EventBlock>());
  const known = kept.get(b);
  if (known !== undefined) {
    // To the end: the first of the map is the one longest not asked for.
    kept.delete(b);
    kept.set(b, known);
    return known;
  }
  const first = index.first[b]!;
  const block = unpackBlock(
    first,
    index.count[b]!,
    index.source[b]!,
    () => open.reads.value<Uint8Array>('SELECT hot FROM event_block WHERE first = ?', first)!,
    () => open.reads.value<Uint8Array>('SELECT cold FROM event_detail WHERE first = ?', first)!,
  );
  kept.set(b, block);
  if (kept.size > KEPT) kept.delete(kept.keys().next().value!);
  return block;
}

/** Each half is fetched and unpacked when it is first looked at: a page has the hot half in memory, whoever looks for a record needs no other. */
export function unpackBlock(first: number, count: number, source: number, hotBytes: () => Uint8Array, coldBytes: () => Uint8Array): EventBlock {
  let hot: Columns<typeof HOT> | undefined;
  let rest: ReturnType<typeof unpackColumns<typeof COLD>> | undefined;
  const cold = (): NonNullable<typeof rest> => {
    rest ??= unpackColumns(COLD, count, coldBytes());
    return rest;
  };
  const part = (ends: Uint32Array, start: number, i: number): string => {
    const from = i === 0 ? 0 : ends[i - 1]!;
    return from === ends[i]! ? '' : cold().tail.toString('utf8', start + from, start + ends[i]!);
  };
  const text = (name: 'nativeId' | 'correlation' | 'extra', i: number): string => {
    const { nativeEnd, correlationEnd, extraEnd } = cold().columns;
    if (name === 'nativeId') return part(nativeEnd, 0, i);
    const correlationStart = nativeEnd[count - 1]!;
    return name === 'correlation' ? part(correlationEnd, correlationStart, i) : part(extraEnd, correlationStart + correlationEnd[count - 1]!, i);
  };
  return {
    first,
    count,
    source,
    get hot() {
      hot ??= unpackColumns(HOT, count, hotBytes()).columns;
      return hot;
    },
    get cold() {
      return cold().columns;
    },
    text,
    nativeId: (i) => text('nativeId', i) || undefined,
    correlation(i) {
      const ids = text('correlation', i);
      return ids === '' ? undefined : ids.split(LIST_SEPARATOR);
    },
    extra(i) {
      const json = text('extra', i);
      return json === '' ? undefined : (JSON.parse(json) as Record<string, unknown>);
    },
    ids() {
      const { nativeEnd, correlationEnd } = cold().columns;
      const ends = new Uint32Array(2 * count);
      ends.set(nativeEnd);
      for (let i = 0; i < count; i++) ends[count + i] = nativeEnd[count - 1]! + correlationEnd[i]!;
      return { bytes: Buffer.from(cold().tail.subarray(0, ends[2 * count - 1]!)), ends };
    },
  };
}

/** The block that holds the event of this number, and the place in it. */
export function blockOf(open: OpenCase, seq: number): { readonly block: EventBlock; readonly i: number } | undefined {
  const index = blockIndex(open);
  const b = firstAbove(index.first, seq) - 1;
  if (b < 0 || seq >= index.first[b]! + index.count[b]!) return undefined;
  return { block: blockAt(open, index, b), i: seq - index.first[b]! };
}

/** Every event of one record, in their order. */
export function* placesOfRecord(open: OpenCase, source: number, ordinal: number): Iterable<{ readonly block: EventBlock; readonly i: number }> {
  const index = blockIndex(open);
  const range = index.ofSource.get(source);
  if (range === undefined) return;
  for (let b = firstAbove(index.lastOrdinal.subarray(0, range.to), ordinal - 1, range.from); b < range.to; b++) {
    const block = blockAt(open, index, b);
    const { ordinal: ordinals } = block.hot;
    let i = firstAbove(ordinals, ordinal - 1);
    if (i >= block.count) return;
    for (; i < block.count && ordinals[i] === ordinal; i++) yield { block, i };
    if (i < block.count) return;
  }
}

/** All blocks in the order of import, unpacked one at a time. */
export function* eachBlock(open: OpenCase): Iterable<EventBlock> {
  for (const r of open.reads.iterate<{ first: number; count: number; source: number; hot: Uint8Array; cold: Uint8Array }>(
    'SELECT first, count, source, hot, cold FROM event_block JOIN event_detail USING (first) ORDER BY first',
  )) {
    yield unpackBlock(
      r.first,
      r.count,
      r.source,
      () => r.hot,
      () => r.cold,
    );
  }
}
