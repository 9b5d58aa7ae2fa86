/** Takes one source, batch by batch, into the case. All inside one transaction: a source is in the case whole or not at all. */
import type { Batch, FactRow } from '../bundle/batch.ts';
import { BLOCK, emptyColumns, packColumns, RECORD, STATUSES } from './blocks.ts';
import { KEY, type KeyTable, keyOf, loadKeys } from './keys.ts';
import { REPEATED, Repetitions, saidInPassing } from './repetitions.ts';
import { EventStaging } from './staging.ts';
import { StringIds, StringWriter } from './strings.ts';
import type { Tx } from './writable.ts';

const ACCEPTED = STATUSES.indexOf('accepted');
const IGNORED = STATUSES.indexOf('ignored');
const REJECTED = STATUSES.indexOf('rejected');
const DUPLICATE = STATUSES.indexOf('duplicate');

/** The adapter's name. */
const PLAIN_TABLE = 'table';

/** Exactly what became of the records of one source. */
export interface Ledger {
  read: number;
  accepted: number;
  ignored: number;
  rejected: number;
  duplicate: number;
  /** Accepted, and nothing that they say has a time. */
  undated: number;
}

/**
 * What one import knows across its sources: the dictionary and the keys of known records. Thrown away whole when a source fails,
 * since it may hold what was rolled back.
 */
export class ImportSession {
  readonly #keys = new Map<string, KeyTable>();
  readonly #passing = new Map<string, Set<string>>();
  #rows: KeyTable | undefined;
  #strings: StringWriter | undefined;
  #ids = new WeakMap<readonly string[], StringIds>();

  strings(tx: Tx): StringWriter {
    this.#strings ??= new StringWriter(tx);
    return this.#strings;
  }

  /** Of the texts that a batch names. */
  ids(tx: Tx, dictionary: readonly string[]): StringIds {
    let ids = this.#ids.get(dictionary);
    if (ids === undefined) {
      ids = new StringIds(dictionary, this.strings(tx));
      this.#ids.set(dictionary, ids);
    }
    return ids;
  }

  keys(tx: Tx, system: string): KeyTable {
    let table = this.#keys.get(system);
    if (table === undefined) {
      table = loadKeys(tx, 'system', system);
      this.#keys.set(system, table);
    }
    return table;
  }

  /** Of the rows of all plain tables, each of which is a system of its own by its file's name. */
  rows(tx: Tx): KeyTable {
    this.#rows ??= loadKeys(tx, 'type', PLAIN_TABLE);
    return this.#rows;
  }

  /** What logs of a system have said in passing about identities: once is enough, and a log says it with every line. */
  passing(tx: Tx, system: string): Set<string> {
    let set = this.#passing.get(system);
    if (set === undefined) {
      set = new Set();
      for (const row of tx.iterate<{ body: string }>(
        "SELECT body FROM fact JOIN source ON source.n = fact.source WHERE family = 'identity' AND system = ?",
        system,
      )) {
        if (saidInPassing('identity', row.body)) set.add(row.body);
      }
      this.#passing.set(system, set);
    }
    return set;
  }

  forget(): void {
    this.#keys.clear();
    this.#rows = undefined;
    this.#passing.clear();
    this.#strings = undefined;
    this.#ids = new WeakMap();
  }
}

export class SourceWriter {
  readonly #tx: Tx;
  readonly #n: number;
  readonly #session: ImportSession;
  readonly #strings: StringWriter;
  readonly #keys: KeyTable;
  readonly #rows: KeyTable | undefined;
  readonly #passing: Set<string>;
  readonly #events: EventStaging;
  readonly #repetitions: Repetitions;
  readonly #records = emptyColumns(RECORD, BLOCK);
  readonly #recordKeys = emptyColumns(KEY, BLOCK);
  #ids: StringIds;
  #staged = 0;
  #firstStaged = 1;
  readonly #counts = [0, 0, 0, 0];
  readonly ledger: Ledger = { read: 0, accepted: 0, ignored: 0, rejected: 0, duplicate: 0, undated: 0 };
  readonly eventFirst: number;

  /** `n` is the source's number; its row is written by the caller, after the last batch. `type`: its adapter. */
  constructor(tx: Tx, session: ImportSession, n: number, system: string, type: string) {
    this.#tx = tx;
    this.#n = n;
    this.#session = session;
    this.#strings = session.strings(tx);
    this.#ids = session.ids(tx, []);
    this.#keys = session.keys(tx, system);
    this.#rows = type === PLAIN_TABLE ? session.rows(tx) : undefined;
    this.#passing = session.passing(tx, system);
    this.eventFirst = tx.value<number>('SELECT coalesce(max(first + count), 0) FROM event_block') ?? 0;
    this.#events = new EventStaging(n, this.eventFirst);
    this.#repetitions = new Repetitions(tx, this.#events, n);
  }

  get eventCount(): number {
    return this.#events.first + this.#events.length - this.eventFirst;
  }

  take(batch: Batch): void {
    this.#ids = this.#session.ids(this.#tx, batch.dictionary);
    const { records, events, facts, firstOrdinal } = batch;
    let e = 0;
    let f = 0;
    // Events are copied in runs: where nothing repeats, a whole batch at once.
    let runFrom = 0;
    for (let r = 0; r < records.length; r++) {
      const eventsFrom = e;
      while (e < events.length && events.record[e] === r) e++;
      const factsFrom = f;
      while (f < facts.length && facts[f]!.record === r) f++;
      const ordinal = firstOrdinal + r;
      let status = records.status[r]!;
      let key = Number.NaN;
      if (status === ACCEPTED) {
        key = keyOf(records.nativeHash[r]!, records.bytesHash[r]!);
        const record = { batch, ids: this.#ids, row: r, eventsFrom, eventsTo: e, factsFrom, factsTo: f };
        const settle = (): void => {
          this.#stage(batch, runFrom, eventsFrom);
          runFrom = eventsFrom;
        };
        const known = this.#repetitions.find(this.#keys, key, record, settle);
        const elsewhere = known !== undefined || this.#rows === undefined ? undefined : this.#repetitions.findAlike(this.#rows, key, record, settle);
        const found = known ?? elsewhere;
        if (elsewhere !== undefined) this.#writeRepeated(batch, eventsFrom, e, factsFrom, f, ordinal);
        if (found !== undefined) {
          this.#stage(batch, runFrom, eventsFrom);
          this.#merge(batch, eventsFrom, e, found.into, ordinal);
          runFrom = e;
        }
        if (found?.whole === true) {
          status = DUPLICATE;
          key = Number.NaN;
        } else {
          this.#countTime(batch, eventsFrom, e, factsFrom, f);
          for (let i = factsFrom; i < f; i++) this.#writeFact(facts[i]!, ordinal);
          this.#keys.add(key, this.#n, ordinal);
          this.#rows?.add(key, this.#n, ordinal);
        }
      }
      this.#stageRecord(batch, r, status, key);
    }
    this.#stage(batch, runFrom, e);
  }

  /** Writes what is staged. Afterwards the ledger is final. */
  finish(): void {
    this.#flushRecords();
    this.#events.flush(this.#tx);
    this.#strings.flush(this.#tx);
  }

  #stage(batch: Batch, from: number, to: number): void {
    while (from < to) {
      const upTo = Math.min(to, from + this.#events.room);
      this.#events.take(batch.events, from, upTo, batch.firstOrdinal, this.#ids);
      from = upTo;
      if (this.#events.room === 0) this.#events.flush(this.#tx);
    }
  }

  /** Events that are known get a further record; those that are not, of the same record, are new. */
  #merge(batch: Batch, from: number, to: number, into: readonly number[], ordinal: number): void {
    for (let i = from; i < to; i++) {
      const seq = into[i - from]!;
      if (seq < 0) this.#stage(batch, i, i + 1);
      else this.#tx.run('INSERT OR IGNORE INTO event_record (event, source, ordinal) VALUES (?, ?, ?)', seq, this.#n, ordinal);
    }
  }

  #countTime(batch: Batch, eventsFrom: number, eventsTo: number, factsFrom: number, factsTo: number): void {
    for (let i = eventsFrom; i < eventsTo; i++) if (!Number.isNaN(batch.events.time[i]!)) return;
    for (let i = factsFrom; i < factsTo; i++) if (batch.facts[i]!.time !== undefined) return;
    this.ledger.undated++;
  }

  #writeFact(fact: FactRow, ordinal: number): void {
    if (saidInPassing(fact.family, fact.body)) {
      if (this.#passing.has(fact.body)) return;
      this.#passing.add(fact.body);
    }
    this.#tx.run(
      'INSERT INTO fact (family, source, ordinal, time, body) VALUES (?, ?, ?, ?, ?)',
      fact.family,
      this.#n,
      ordinal,
      fact.time ?? null,
      fact.body,
    );
  }

  /** That a row which another system's table had before stands here too. */
  #writeRepeated(batch: Batch, eventsFrom: number, eventsTo: number, factsFrom: number, factsTo: number, ordinal: number): void {
    const times: number[] = [];
    for (let i = eventsFrom; i < eventsTo; i++) if (!Number.isNaN(batch.events.time[i]!)) times.push(batch.events.time[i]!);
    const facts = batch.facts.slice(factsFrom, factsTo);
    for (const fact of facts) if (fact.time !== undefined) times.push(fact.time);
    const fact = facts[0];
    const channel = fact?.family === 'notice' ? (JSON.parse(fact.body) as { channel?: string }).channel : undefined;
    this.#tx.run(
      'INSERT INTO fact (family, source, ordinal, time, body) VALUES (?, ?, ?, ?, ?)',
      REPEATED,
      this.#n,
      ordinal,
      times.length === 0 ? null : Math.min(...times),
      JSON.stringify({ family: fact?.family ?? 'event', channel }),
    );
  }

  #stageRecord(batch: Batch, r: number, status: number, key: number): void {
    const { records } = batch;
    const at = this.#staged;
    const to = this.#records;
    to.offset[at] = records.offset[r]!;
    to.length[at] = records.size[r]!;
    to.line[at] = records.line[r]!;
    to.status[at] = status;
    to.reason[at] = this.#ids.of(records.reason[r]!);
    this.#recordKeys.key[at] = key;
    this.#counts[status]!++;
    this.ledger.read++;
    if (status === ACCEPTED) this.ledger.accepted++;
    else if (status === IGNORED) this.ledger.ignored++;
    else if (status === REJECTED) this.ledger.rejected++;
    else this.ledger.duplicate++;
    if (++this.#staged === BLOCK) this.#flushRecords();
  }

  #flushRecords(): void {
    const n = this.#staged;
    if (n === 0) return;
    const c = this.#counts;
    this.#tx.run(
      'INSERT INTO record_block (source, first, count, ignored, rejected, duplicate, columns) VALUES (?, ?, ?, ?, ?, ?, ?)',
      this.#n,
      this.#firstStaged,
      n,
      c[IGNORED]!,
      c[REJECTED]!,
      c[DUPLICATE]!,
      packColumns(RECORD, n, this.#records),
    );
    this.#tx.run(
      'INSERT INTO key_block (source, first, count, columns) VALUES (?, ?, ?, ?)',
      this.#n,
      this.#firstStaged,
      n,
      packColumns(KEY, n, this.#recordKeys),
    );
    this.#counts.fill(0);
    this.#firstStaged += n;
    this.#staged = 0;
  }
}
