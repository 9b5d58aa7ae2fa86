import { existsSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';

/** Held for as long as this process lives or until it is let go. */
export interface Lock {
  release(): void;
}

/** Why a case that somebody else writes is open for reading only, as a clause. */
export const HELD = 'another process has it open for writing';

/**
 * The right to write a case: an open exclusive transaction on a small database of its own, so that the operating system
 * ends it with the process, whatever happens to it. Returns why not, as a clause, where somebody else has it.
 */
export function takeLock(dir: string): Lock | { readonly refused: string } {
  let db: Database.Database | undefined;
  try {
    // As long as somebody may look at it (`isHeld`), and no longer: who waits for a case that is held waits for nothing.
    db = new Database(join(dir, 'lock'), { timeout: 50 });
    db.pragma('journal_mode = DELETE');
    db.exec('BEGIN EXCLUSIVE');
  } catch (e) {
    db?.close();
    const code = e instanceof Error && 'code' in e ? String(e.code) : '';
    if (code === 'SQLITE_BUSY') return { refused: HELD };
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

/** Whether somebody has it now. Looks without taking it, so that nobody who wants it is refused for being looked at for longer than a moment. */
export function isHeld(dir: string): boolean {
  const file = join(dir, 'lock');
  if (!existsSync(file)) return false;
  let db: Database.Database | undefined;
  try {
    db = new Database(file, { readonly: true, fileMustExist: true, timeout: 0 });
    db.prepare('SELECT count(*) FROM sqlite_schema').get();
    return false;
  } catch (e) {
    return e instanceof Error && 'code' in e && String(e.code).startsWith('SQLITE_BUSY');
  } finally {
    db?.close();
  }
}
