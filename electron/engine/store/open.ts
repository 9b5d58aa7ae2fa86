import { accessSync, constants, existsSync, readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import Database from 'better-sqlite3';
import { Failure } from '../../../shared/contract/errors.ts';
import { makeDirectory } from '../system/directories.ts';
import { asFailure } from './failures.ts';
import { type Lock, takeLock } from './lock.ts';
import { MIGRATIONS, SCHEMA_VERSION } from './migrations/index.ts';
import { Reads } from './reads.ts';
import { dropWriter, keepWriter } from './writable.ts';

export { settle } from './writable.ts';

/** An open case. It reads; to write, see custody/change.ts. */
export interface OpenCase {
  readonly dir: string;
  /** Random; `''` only inside the transaction that founds the case. */
  readonly id: string;
  readonly reads: Reads;
  /** Why it cannot be written, as a clause; `undefined` where it can. */
  readonly readOnly: string | undefined;
  /** Who acts in this session: the actor of its custody entries. */
  investigator: string | undefined;
  /** Schema migrations that `custody.found` or `custody.migrate` has yet to apply. */
  readonly pending: readonly { readonly version: number; readonly sql: string }[];
  /** Called after every transaction, so that what is pending is known anew. */
  changed(): void;
  /**
   * A value worked out once for a state of the case, whoever changes it, this process or another. `data` lasts until an import or
   * anything else that an analysis would see, `analysis` until the next analysis or such a change, `any` until any commit.
   */
  cached<T>(scope: CacheScope, key: string, make: () => T): T;
}

export type CacheScope = 'data' | 'analysis' | 'any';

export const databaseFile = (dir: string): string => join(dir, 'case.db');
export const vaultDir = (dir: string): string => join(dir, 'vault');
export const isCase = (dir: string): boolean => existsSync(databaseFile(dir));

/** A reader beside a writer is at most this old. */
const LOOK_EVERY_MS = 100;

class Opened implements OpenCase {
  readonly dir: string;
  readonly reads: Reads;
  readonly readOnly: string | undefined;
  readonly lock: Lock | undefined;
  readonly readDb: Database.Database;
  pending: { readonly version: number; readonly sql: string }[] = [];
  investigator: string | undefined;
  #id = '';
  #commits = -1;
  #looked = Number.NEGATIVE_INFINITY;
  #generation: number | undefined;
  #analysed: number | null | undefined;
  readonly #caches: Readonly<Record<CacheScope, Map<string, unknown>>> = { data: new Map(), analysis: new Map(), any: new Map() };

  constructor(dir: string, readDb: Database.Database, readOnly: string | undefined, lock: Lock | undefined, investigator: string | undefined) {
    this.dir = dir;
    this.readDb = readDb;
    this.reads = new Reads(readDb);
    this.readOnly = readOnly;
    this.lock = lock;
    this.investigator = investigator;
  }

  get id(): string {
    if (this.#id === '') this.#id = this.pending.length > 0 ? '' : (this.reads.value<string>('SELECT id FROM case_info') ?? '');
    return this.#id;
  }

  changed(): void {
    this.#looked = Number.NEGATIVE_INFINITY;
    const version = Number(this.readDb.pragma('user_version', { simple: true }));
    this.pending = this.pending.filter((m) => m.version > version);
  }

  cached<T>(scope: CacheScope, key: string, make: () => T): T {
    this.#forgetWhatIsOld();
    const cache = this.#caches[scope];
    if (!cache.has(key)) cache.set(key, make());
    return cache.get(key) as T;
  }

  #forgetWhatIsOld(): void {
    // Whoever holds the lock hears of every change; another process's is looked for now and then, since asking costs as much as a query.
    if (this.readOnly === undefined && this.#looked > Number.NEGATIVE_INFINITY) return;
    const now = performance.now();
    if (now - this.#looked < LOOK_EVERY_MS) return;
    this.#looked = now;
    // SQLite counts the commits of other connections, the writing one among them.
    const commits = this.reads.value<number>('SELECT data_version FROM pragma_data_version') ?? 0;
    if (commits === this.#commits) return;
    this.#commits = commits;
    this.#caches.any.clear();
    const state = this.reads.get<{ generation: number; analysed: number | null }>(
      'SELECT generation, (SELECT at FROM analysis) AS analysed FROM case_info',
    );
    if (state?.generation !== this.#generation) this.#caches.data.clear();
    if (state?.generation !== this.#generation || state?.analysed !== this.#analysed) this.#caches.analysis.clear();
    this.#generation = state?.generation;
    this.#analysed = state?.analysed;
  }
}

/** Opens what exists. Read-only, with the reason, where another process writes or the directory cannot be written. */
export function openCase(
  dir: string,
  options: { readonly investigator?: string | undefined; readonly readOnly?: boolean | undefined } = {},
): OpenCase {
  const at = resolve(dir);
  if (!canRead(at, dir)) throw new Failure({ code: 'not-found', message: 'there is no such directory', file: dir });
  if (!canRead(databaseFile(at), dir)) {
    throw new Failure({
      code: 'not-found',
      message: 'this is no case: it has no case.db',
      file: dir,
      advice: 'Make one with: tracewake new CASE --title TEXT',
    });
  }
  return connect(at, options, false);
}

/** Whether it is there. What the system does not let one see may well be a case: saying that it is none would send its owner to make another. */
function canRead(path: string, dir: string): boolean {
  try {
    accessSync(path, constants.R_OK);
    return true;
  } catch (e) {
    const code = e instanceof Error && 'code' in e ? String(e.code) : '';
    if (code === 'ENOENT' || code === 'ENOTDIR') return false;
    if (code !== 'EACCES' && code !== 'EPERM') throw asFailure(e, dir);
    throw new Failure({
      code: 'environment',
      message: 'there is no permission to read it',
      file: dir,
      advice: 'Open it as the user whose case it is, or have the rights of the case directory changed.',
    });
  }
}

/** An empty case whose schema and first entry `custody/change.ts` is about to write in one transaction. */
export function openEmpty(dir: string, investigator: string | undefined): OpenCase {
  const at = resolve(dir);
  if (existsSync(at)) {
    if (!statSync(at).isDirectory()) throw new Failure({ code: 'environment', message: 'there is a file of that name already', file: dir });
    if (isCase(at) && holdsCase(at)) {
      throw new Failure({ code: 'environment', message: 'there is a case already', file: dir, advice: 'Open it, or choose another directory.' });
    }
    // What an interrupted founding left may be in the way; anything else is somebody's.
    const strangers = readdirSync(at).filter((n) => !/^(case\.db(-wal|-shm|-journal)?|lock(-journal)?|vault)$/.test(n));
    if (strangers.length > 0) {
      throw new Failure({ code: 'environment', message: 'the directory is not empty', file: dir, advice: 'A case needs a directory of its own.' });
    }
  }
  try {
    // Logs under a marking are nobody else's to read on a machine that several people use.
    makeDirectory(vaultDir(at), { mode: 0o700 });
  } catch (e) {
    throw asFailure(e, dir);
  }
  return connect(at, { investigator }, true);
}

/** False for the remains of a founding that never came to its end. */
const holdsCase = (dir: string): boolean => versionOf(dir) > 0;

/** Looks without touching: a case of a newer version must not even change its journal mode. */
function versionOf(dir: string): number {
  const db = new Database(databaseFile(dir), { readonly: true });
  try {
    return Number(db.pragma('user_version', { simple: true }));
  } catch (e) {
    throw asFailure(e, dir);
  } finally {
    db.close();
  }
}

function connect(dir: string, options: { investigator?: string | undefined; readOnly?: boolean | undefined }, founding: boolean): OpenCase {
  if (!founding) checkVersion(versionOf(dir), dir);
  const taken = options.readOnly === true ? { refused: 'it was opened so' } : lockOf(dir);
  const lock = 'refused' in taken ? undefined : taken;
  let writeDb: Database.Database | undefined;
  let readDb: Database.Database | undefined;
  try {
    if (lock !== undefined) writeDb = openForWriting(dir, founding);
    readDb = new Database(databaseFile(dir), { readonly: true, timeout: 10_000 });
    // A page is read from the mapped file, not copied: block reads of hundreds of megabytes otherwise cost twice.
    readDb.pragma('mmap_size = 8589934592');
    const version = Number(readDb.pragma('user_version', { simple: true }));
    const open = new Opened(dir, readDb, lock === undefined && 'refused' in taken ? taken.refused : undefined, lock, options.investigator);
    open.pending = MIGRATIONS.filter((m) => m.version > version);
    if (open.pending.length > 0 && lock === undefined) {
      throw new Failure({
        code: 'read-only',
        message: 'the case is of an older version and has to be brought up to date, which only looking at it does not do',
        file: dir,
        advice: 'Open it once where it can be written, in the window or with: tracewake analyse CASE',
      });
    }
    if (writeDb !== undefined) keepWriter(open, writeDb);
    return open;
  } catch (e) {
    readDb?.close();
    writeDb?.close();
    lock?.release();
    throw asFailure(e, dir);
  }
}

function lockOf(dir: string): ReturnType<typeof takeLock> {
  try {
    return takeLock(dir);
  } catch (e) {
    throw asFailure(e, dir);
  }
}

function openForWriting(dir: string, founding: boolean): Database.Database {
  const db = new Database(databaseFile(dir), { fileMustExist: !founding, timeout: 10_000 });
  // Before anything else: it cannot be changed later. Blocks of columns are some ten kilobytes each.
  db.pragma('page_size = 8192');
  db.pragma('journal_mode = WAL');
  db.pragma('foreign_keys = ON');
  db.pragma('trusted_schema = OFF');
  db.pragma('cache_size = -32768');
  db.pragma('journal_size_limit = 67108864');
  db.pragma('temp_store = MEMORY');
  return db;
}

function checkVersion(version: number, dir: string): void {
  for (let i = 1; i < MIGRATIONS.length; i++) {
    if (MIGRATIONS[i]!.version <= MIGRATIONS[i - 1]!.version) throw new Error('migrations are not in ascending order');
  }
  if (version > SCHEMA_VERSION) {
    throw new Failure({
      code: 'newer',
      message: `the case was written by a newer version of Tracewake (schema ${version}, this one knows ${SCHEMA_VERSION})`,
      file: dir,
      advice: 'Open it with that version or a later one. Nothing was changed.',
    });
  }
  if (version === 0) {
    throw new Failure({
      code: 'input',
      message: 'the case was never finished: it is empty',
      file: dir,
      advice: 'Make it again with: tracewake new CASE --title TEXT',
    });
  }
}

/** Closes both handles and lets the lock go. The database is one file again, so that it can be copied or read from a read-only medium. */
export function closeCase(open: OpenCase): void {
  const opened = open as Opened;
  opened.readDb.close();
  const db = dropWriter(open);
  try {
    if (db !== undefined) writeBack(db);
  } finally {
    db?.close();
    opened.lock?.release();
  }
}

function writeBack(db: Database.Database): void {
  // Refused while another process reads, and on a full disk; then the write-ahead log stays, which is as good.
  for (const pragma of ['journal_mode = DELETE', 'wal_checkpoint(PASSIVE)']) {
    try {
      db.pragma(pragma);
      return;
    } catch {
      // The next one asks for less.
    }
  }
}
