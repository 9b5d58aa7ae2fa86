/** Events and records on their way into blocks: filled from batches, written when full. */
import type { EventColumnsOfBatch, TextColumn } from '../bundle/batch.ts';
import { BLOCK, COLD, emptyColumns, HOT, packColumns } from './blocks.ts';
import type { StringIds } from './strings.ts';
import type { Tx } from './writable.ts';

const HOT_STRINGS = ['operation', 'actor', 'onBehalfOf', 'target', 'credential', 'access', 'place'] as const;
const COLD_STRINGS = ['holder', 'environment'] as const;
const HOT_PLAIN = ['time', 'k', 'kind', 'outcome'] as const;
const COLD_PLAIN = ['targetKind', 'actorKind', 'interactive', 'classUid', 'activityId'] as const;
const TEXTS = [
  ['nativeId', 'nativeEnd'],
  ['correlation', 'correlationEnd'],
  ['extra', 'extraEnd'],
] as const;

export class EventStaging {
  readonly #source: number;
  readonly hot = emptyColumns(HOT, BLOCK);
  readonly cold = emptyColumns(COLD, BLOCK);
  readonly #texts: Record<(typeof TEXTS)[number][0], GrowingBytes> = {
    nativeId: new GrowingBytes(),
    correlation: new GrowingBytes(),
    extra: new GrowingBytes(),
  };
  length = 0;
  /** Number of the first event that is staged. */
  first: number;

  constructor(source: number, first: number) {
    this.#source = source;
    this.first = first;
  }

  /** Takes rows [from, to) of a batch, which all fit (`room`). `ordinals` is the ordinal of each of the batch's record rows less its row. */
  take(events: EventColumnsOfBatch, from: number, to: number, firstOrdinal: number, ids: StringIds): void {
    const at = this.length;
    const n = to - from;
    const { hot, cold } = this;
    for (let i = 0; i < n; i++) hot.ordinal[at + i] = firstOrdinal + events.record[from + i]!;
    for (const name of HOT_PLAIN) (hot[name] as Float64Array).set(events[name].subarray(from, to) as Float64Array, at);
    for (const name of COLD_PLAIN) (cold[name] as Int32Array).set(events[name].subarray(from, to) as Int32Array, at);
    for (const name of HOT_STRINGS) copyIds(events[name], from, n, ids, hot[name], at);
    for (const name of COLD_STRINGS) copyIds(events[name], from, n, ids, cold[name], at);
    for (const [name, end] of TEXTS) {
      const text: TextColumn = events[name];
      const start = from === 0 ? 0 : text.end[from - 1]!;
      const base = this.#texts[name].length - start;
      this.#texts[name].push(text.bytes.subarray(start, text.end[to - 1]));
      for (let i = 0; i < n; i++) cold[end][at + i] = text.end[from + i]! + base;
    }
    this.length += n;
  }

  get room(): number {
    return BLOCK - this.length;
  }

  text(name: (typeof TEXTS)[number][0], i: number): string {
    const end = this.cold[TEXTS.find(([n]) => n === name)![1]];
    return this.#texts[name].text(i === 0 ? 0 : end[i - 1]!, end[i]!);
  }

  flush(tx: Tx): void {
    const n = this.length;
    if (n === 0) return;
    tx.run(
      'INSERT INTO event_block (first, count, source, first_ordinal, last_ordinal, hot) VALUES (?, ?, ?, ?, ?, ?)',
      this.first,
      n,
      this.#source,
      this.hot.ordinal[0]!,
      this.hot.ordinal[n - 1]!,
      packColumns(HOT, n, this.hot),
    );
    const tail = Buffer.concat(TEXTS.map(([name]) => this.#texts[name].bytes()));
    tx.run('INSERT INTO event_detail (first, cold) VALUES (?, ?)', this.first, packColumns(COLD, n, this.cold, tail));
    for (const [name] of TEXTS) this.#texts[name].length = 0;
    this.first += n;
    this.length = 0;
  }
}

function copyIds(from: Int32Array, start: number, n: number, ids: StringIds, to: Int32Array, at: number): void {
  for (let i = 0; i < n; i++) {
    to[at + i] = ids.of(from[start + i]!);
  }
}

class GrowingBytes {
  #buffer = Buffer.allocUnsafe(65_536);
  length = 0;

  push(bytes: Uint8Array): void {
    if (this.length + bytes.length > this.#buffer.length) {
      const larger = Buffer.allocUnsafe(Math.max(this.#buffer.length * 2, this.length + bytes.length));
      larger.set(this.#buffer.subarray(0, this.length));
      this.#buffer = larger;
    }
    this.#buffer.set(bytes, this.length);
    this.length += bytes.length;
  }

  bytes(): Buffer {
    return this.#buffer.subarray(0, this.length);
  }

  text(from: number, to: number): string {
    return this.#buffer.toString('utf8', from, to);
  }
}
