import { join } from 'node:path';
import Database from 'better-sqlite3';

/** Held for as long as this process lives or until it is let go. */
export interface Lock {
  release(): void;
}

/**
 * The right to write a case: an open exclusive transaction on a small database of its own, so that the operating system
 * ends it with the process, whatever happens to it. Returns why not, as a clause, where somebody else has it.
 */
export function takeLock(dir: string): Lock | { readonly refused: string } {
  let db: Database.Database | undefined;
  try {
    db = new Database(join(dir, 'lock'), { timeout: 0 });
    db.pragma('journal_mode = DELETE');
    db.exec('BEGIN EXCLUSIVE');
  } catch (e) {
    db?.close();
    const code = e instanceof Error && 'code' in e ? String(e.code) : '';
    if (code === 'SQLITE_BUSY') return { refused: 'another process has it open for writing' };
    if (code.startsWith('SQLITE_CANTOPEN') || code.startsWith('SQLITE_READONLY') || code.startsWith('SQLITE_IOERR')) {
      return { refused: 'its directory cannot be written' };
    }
    throw e;
  }
  const held = db;
  return {
    release() {
      if (held.inTransaction) held.exec('ROLLBACK');
      held.close();
    },
  };
}
