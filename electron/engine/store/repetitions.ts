/** Whether a record says again what a known one said: a key that matches proves nothing until the records have been compared. */
import { EVENT_KINDS } from '../../../shared/model/vocabulary.ts';
import type { Batch } from '../bundle/batch.ts';
import { type EventBlock, unpackBlock } from './event-blocks.ts';
import type { KeyTable } from './keys.ts';
import type { EventStaging } from './staging.ts';
import type { StringIds } from './strings.ts';
import type { Tx } from './writable.ts';

/**
 * The family of the fact that a table holds a row which a table of another system had before: `{family, channel}`, of what it states. What the row
 * says is kept there; that it stood here, and when, is a record of this log.
 */
export const REPEATED = 'repeated';

/** A record of a batch: its rows of events and of facts. */
export interface Candidate {
  readonly batch: Batch;
  readonly ids: StringIds;
  readonly row: number;
  readonly eventsFrom: number;
  readonly eventsTo: number;
  readonly factsFrom: number;
  readonly factsTo: number;
}

export interface Repetition {
  /** For each event of the record the number of the event that it repeats; -1 for one that is new. */
  readonly into: readonly number[];
  /** Nothing in the record is new: it is a duplicate. */
  readonly whole: boolean;
}

/** An event that the case holds or that is staged; the same shape for both. */
interface Known {
  readonly seq: number;
  readonly block: Pick<EventBlock, 'hot' | 'cold'>;
  readonly i: number;
  readonly text: (name: 'nativeId' | 'correlation' | 'extra') => string;
}

const COMPARED_HOT = ['operation', 'actor', 'onBehalfOf', 'target', 'credential', 'access', 'place'] as const;
const COMPARED_COLD = ['holder', 'environment'] as const;
const COMPARED_PLAIN = ['kind', 'outcome'] as const;
const COMPARED_CODES = ['targetKind', 'actorKind', 'interactive', 'classUid', 'activityId'] as const;
const TEXTS = ['nativeId', 'correlation', 'extra'] as const;

/** The native id of these is the person's own: a second move, or a corrected date of leaving, has the id of the first and is another event. */
const OF_PERSONS: ReadonlySet<number> = new Set((['person.joined', 'person.moved', 'person.left'] as const).map((kind) => EVENT_KINDS.indexOf(kind)));

const KEPT = 32;

export class Repetitions {
  readonly #tx: Tx;
  readonly #staging: EventStaging;
  readonly #n: number;
  readonly #blocks = new Map<number, EventBlock>();

  constructor(tx: Tx, staging: EventStaging, n: number) {
    this.#tx = tx;
    this.#staging = staging;
    this.#n = n;
  }

  /** `settle` is called before a record of this very source is compared, so that its events are staged. */
  find(keys: KeyTable, key: number, record: Candidate, settle: () => void): Repetition | undefined {
    let partly: Repetition | undefined;
    let whole: Repetition | undefined;
    keys.find(key, (source, ordinal) => {
      if (source === this.#n) settle();
      const result = key < 0 ? this.#sameBytes(source, ordinal, record) : this.#sameIds(source, ordinal, record);
      if (result?.whole === true) whole = result;
      // One earlier record may have told of the first of its events, another of the second.
      else if (result !== undefined)
        partly = partly === undefined ? result : { into: partly.into.map((seq, i) => (seq >= 0 ? seq : (result.into[i] ?? -1))), whole: false };
      return whole !== undefined;
    });
    return whole ?? partly;
  }

  /** Of another system: an id there is another id, so only a record of which everything is the same is repeated. */
  findAlike(keys: KeyTable, key: number, record: Candidate, settle: () => void): Repetition | undefined {
    let found: Repetition | undefined;
    keys.find(key, (source, ordinal) => {
      if (source === this.#n) settle();
      found = this.#sameBytes(source, ordinal, record);
      return found !== undefined;
    });
    return found;
  }

  /** By native id, kind and place in the record. A record that also states facts of its own is a duplicate only if those are known too. */
  #sameIds(source: number, ordinal: number, record: Candidate): Repetition | undefined {
    const { events } = record.batch;
    const known = [...this.#eventsOf(source, ordinal)];
    const into: number[] = [];
    for (let i = record.eventsFrom; i < record.eventsTo; i++) {
      const native = textOf(events.nativeId, i);
      const k = Math.max(1, events.k[i]!);
      const match = known.find(
        (o) =>
          Math.max(1, o.block.hot.k[o.i]!) === k &&
          o.block.hot.kind[o.i] === events.kind[i] &&
          o.text('nativeId') === native &&
          (!OF_PERSONS.has(events.kind[i]!) || sameTime(o.block.hot.time[o.i]!, events.time[i]!)),
      );
      into.push(match?.seq ?? -1);
    }
    if (!into.some((seq) => seq >= 0)) return undefined;
    return { into, whole: into.every((seq) => seq >= 0) && this.#factsKnown(source, ordinal, record) };
  }

  /** By bytes: equal hashes (of the record, or of its native id), and everything that was read from them is equal. */
  #sameBytes(source: number, ordinal: number, record: Candidate): Repetition | undefined {
    const known = [...this.#eventsOf(source, ordinal)];
    const n = record.eventsTo - record.eventsFrom;
    if (known.length !== n || !known.every((o, i) => sameEvent(o, record, record.eventsFrom + i))) return undefined;
    const facts = this.#facts(source, ordinal);
    const own = ownFacts(record);
    if (facts.length !== own.length || !own.every((f, i) => f === facts[i])) return undefined;
    return { into: known.map((o) => o.seq), whole: true };
  }

  #factsKnown(source: number, ordinal: number, record: Candidate): boolean {
    const own = ownFacts(record);
    if (own.length === 0) return true;
    const known = new Set(this.#facts(source, ordinal));
    return own.every((f) => known.has(f));
  }

  #facts(source: number, ordinal: number): string[] {
    return this.#tx
      .all<{ family: string; body: string }>('SELECT family, body FROM fact WHERE source = ? AND ordinal = ? ORDER BY n', source, ordinal)
      .filter((f) => !saidInPassing(f.family, f.body))
      .map((f) => `${f.family} ${f.body}`);
  }

  *#eventsOf(source: number, ordinal: number): Iterable<Known> {
    for (const row of this.#tx.all<{ first: number; count: number }>(
      'SELECT first, count FROM event_block WHERE source = ? AND first_ordinal <= ? AND last_ordinal >= ? ORDER BY first',
      source,
      ordinal,
      ordinal,
    )) {
      const block = this.#block(row.first, row.count, source);
      for (let i = firstOf(block.hot.ordinal, block.count, ordinal); i < block.count && block.hot.ordinal[i] === ordinal; i++) {
        const at = i;
        yield { seq: block.first + at, block, i: at, text: (name) => block.text(name, at) };
      }
    }
    const staged = this.#staging;
    if (source === this.#n) {
      for (let i = firstOf(staged.hot.ordinal, staged.length, ordinal); i < staged.length && staged.hot.ordinal[i] === ordinal; i++) {
        yield this.#known(staged.first + i);
      }
    }
    // Events that this record too told of, after another had.
    for (const row of this.#tx.all<{ event: number }>(
      'SELECT event FROM event_record WHERE source = ? AND ordinal = ? ORDER BY event',
      source,
      ordinal,
    )) {
      yield this.#known(row.event);
    }
  }

  #known(seq: number): Known {
    const staged = this.#staging;
    if (seq >= staged.first) return { seq, block: staged, i: seq - staged.first, text: (name) => staged.text(name, seq - staged.first) };
    const row = this.#tx.get<{ first: number; count: number; source: number }>(
      'SELECT first, count, source FROM event_block WHERE first <= ? ORDER BY first DESC LIMIT 1',
      seq,
    )!;
    const block = this.#block(row.first, row.count, row.source);
    return { seq, block, i: seq - row.first, text: (name) => block.text(name, seq - row.first) };
  }

  #block(first: number, count: number, source: number): EventBlock {
    let block = this.#blocks.get(first);
    if (block === undefined) {
      block = unpackBlock(
        first,
        count,
        source,
        () => this.#tx.value<Uint8Array>('SELECT hot FROM event_block WHERE first = ?', first)!,
        () => this.#tx.value<Uint8Array>('SELECT cold FROM event_detail WHERE first = ?', first)!,
      );
      this.#blocks.set(first, block);
      if (this.#blocks.size > KEPT) this.#blocks.delete(this.#blocks.keys().next().value!);
    }
    return block;
  }
}

/** Logs name identities with every line; only the first time is kept, so its absence elsewhere says nothing. */
export const saidInPassing = (family: string, body: string): boolean => family === 'identity' && body.includes('"inventory":false');

function ownFacts(record: Candidate): string[] {
  return record.batch.facts
    .slice(record.factsFrom, record.factsTo)
    .filter((f) => !saidInPassing(f.family, f.body))
    .map((f) => `${f.family} ${f.body}`);
}

function sameEvent(known: Known, record: Candidate, i: number): boolean {
  const { events } = record.batch;
  const { hot, cold } = known.block;
  const o = known.i;
  if (!sameTime(hot.time[o]!, events.time[i]!)) return false;
  const id = (s: number): number => record.ids.of(s);
  return (
    COMPARED_PLAIN.every((name) => hot[name][o] === events[name][i]) &&
    COMPARED_CODES.every((name) => cold[name][o] === events[name][i]) &&
    COMPARED_HOT.every((name) => hot[name][o] === id(events[name][i]!)) &&
    COMPARED_COLD.every((name) => cold[name][o] === id(events[name][i]!)) &&
    TEXTS.every((name) => known.text(name) === textOf(events[name], i))
  );
}

/** Not dated is one time too. */
const sameTime = (a: number, b: number): boolean => a === b || (Number.isNaN(a) && Number.isNaN(b));

const decoder = new TextDecoder();
function textOf(column: { readonly bytes: Uint8Array; readonly end: Uint32Array }, i: number): string {
  return decoder.decode(column.bytes.subarray(i === 0 ? 0 : column.end[i - 1]!, column.end[i]));
}

function firstOf(ordinals: Uint32Array, n: number, ordinal: number): number {
  let low = 0;
  let high = n;
  while (low < high) {
    const mid = (low + high) >>> 1;
    if (ordinals[mid]! < ordinal) low = mid + 1;
    else high = mid;
  }
  return low;
}
