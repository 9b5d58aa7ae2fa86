import type Database from 'better-sqlite3';
import { look } from './watch.ts';

export type Value = string | number | Uint8Array | null;
export type Row = Record<string, Value>;

/** Statements by connection: a transaction has a handle of its own, and an import of a thousand files as many. */
const prepared = new WeakMap<Database.Database, Map<string, Database.Statement>>();

/** A handle that can only read: what every query of the store takes. Statements are prepared once for a connection. */
export class Reads {
  readonly #db: Database.Database;
  readonly #statements: Map<string, Database.Statement>;

  constructor(db: Database.Database) {
    this.#db = db;
    this.#statements = prepared.get(db) ?? new Map();
    prepared.set(db, this.#statements);
  }

  protected statement(sql: string): Database.Statement {
    let s = this.#statements.get(sql);
    if (s === undefined) {
      s = this.#db.prepare(sql);
      this.#statements.set(sql, s);
    }
    return s;
  }

  all<T = Row>(sql: string, ...values: readonly Value[]): T[] {
    return this.#reader(sql).all(...values) as T[];
  }

  get<T = Row>(sql: string, ...values: readonly Value[]): T | undefined {
    return this.#reader(sql).get(...values) as T | undefined;
  }

  /** The first column of the first row. */
  value<T extends Value>(sql: string, ...values: readonly Value[]): T | undefined {
    const row = this.get<Row>(sql, ...values);
    return row === undefined ? undefined : (Object.values(row)[0] as T);
  }

  /** Rows one at a time. A statement can be iterated once at a time, so each iteration gets its own. */
  *iterate<T = Row>(sql: string, ...values: readonly Value[]): IterableIterator<T> {
    const s = this.#db.prepare(sql);
    if (!s.readonly) throw new Error('a reading handle was given a writing statement');
    for (const row of s.iterate(...values) as IterableIterator<T>) {
      look();
      yield row;
    }
  }

  #reader(sql: string): Database.Statement {
    const s = this.statement(sql);
    if (!s.readonly) throw new Error('a reading handle was given a writing statement');
    return s;
  }
}
