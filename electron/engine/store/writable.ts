/**
 * The one door to writing. Only custody/change.ts comes through it (kept by test/store/custody.test.ts),
 * so that nothing changes a case without its entry in the custody log.
 */
import type Database from 'better-sqlite3';
import type { Instant } from '../../../shared/base/instant.ts';
import { Failure } from '../../../shared/contract/errors.ts';
import { asFailure } from './failures.ts';
import type { OpenCase } from './open.ts';
import { Reads, type Value } from './reads.ts';

export interface Stamp {
  readonly by: string;
  readonly at: Instant;
  readonly custody: number;
}

/** A handle inside one running transaction. It sees its own writes; it is dead once the transaction has ended. */
export class Tx extends Reads {
  /** Who changes the case, when, and under which number the log will say so; set by custody/change.ts. */
  stamp: Stamp = { by: '', at: 0 as Instant, custody: 0 };
  readonly #db: Database.Database;
  #open = true;

  constructor(db: Database.Database) {
    super(db);
    this.#db = db;
  }

  run(sql: string, ...values: readonly Value[]): number {
    if (!this.#open) throw new Error('a transaction was used after its end');
    return Number(this.statement(sql).run(...values).lastInsertRowid);
  }

  /** Several statements that take no values, and the version that they lead to. */
  migrate(sql: string, version: number): void {
    if (!this.#open) throw new Error('a transaction was used after its end');
    this.#db.exec(sql);
    this.#db.pragma(`user_version = ${version}`);
  }

  end(): void {
    this.#open = false;
  }
}

interface Writer {
  readonly db: Database.Database;
  /** Settles when the transaction before has ended: changes run one after another. */
  last: Promise<unknown>;
}

const writers = new WeakMap<OpenCase, Writer>();

export function keepWriter(open: OpenCase, db: Database.Database): void {
  writers.set(open, { db, last: Promise.resolve() });
}

export function dropWriter(open: OpenCase): Database.Database | undefined {
  const writer = writers.get(open);
  writers.delete(open);
  return writer?.db;
}

/**
 * Runs `work` in one transaction: all of it is in the case afterwards, or nothing. Work may wait for other threads; meanwhile
 * readers go on seeing the case as it was. Throws `read-only` where this process does not hold the case.
 * `durable`: on the disk when it is done, so that not even a power cut takes back a note. An import syncs once, at its end (`settle`).
 */
export function transact<T>(open: OpenCase, durable: boolean, work: (tx: Tx) => T | Promise<T>): Promise<T> {
  const writer = writers.get(open);
  if (writer === undefined) {
    return Promise.reject(
      new Failure({
        code: 'read-only',
        message: `the case is open for reading only: ${open.readOnly ?? 'it has been closed'}`,
        file: open.dir,
        advice: 'Close it where it is open for writing, then open it here again.',
      }),
    );
  }
  const run = writer.last.then(async () => {
    const tx = new Tx(writer.db);
    writer.db.pragma(`synchronous = ${durable ? 'FULL' : 'NORMAL'}`);
    writer.db.exec('BEGIN IMMEDIATE');
    try {
      const result = await work(tx);
      writer.db.exec('COMMIT');
      return result;
    } catch (e) {
      // A full disk may have rolled back by itself.
      if (writer.db.open && writer.db.inTransaction) writer.db.exec('ROLLBACK');
      throw asFailure(e, open.dir);
    } finally {
      tx.end();
      open.changed();
    }
  });
  writer.last = run.catch(() => undefined);
  return run;
}

/** Writes the log back into the database and gives its disk space back; called after a large import. */
export function settle(open: OpenCase): void {
  const writer = writers.get(open);
  if (writer !== undefined && !writer.db.inTransaction) writer.db.pragma('wal_checkpoint(TRUNCATE)');
}
