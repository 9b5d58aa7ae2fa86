import { type Instant, instant } from '../../../shared/base/instant.ts';
import type { OpenCase } from '../store/open.ts';
import { type Tx, transact } from '../store/writable.ts';
import { composeLine, type Entry, nonce } from './line.ts';

export type { Tx } from '../store/writable.ts';

/** Further apart than this, in milliseconds, the two clocks were not read a moment apart: the machine slept, or its clock was set. */
const APART = 20;
/** A clock that is set back by less is being corrected; the log goes on where it was, until the clock is there again. */
const CORRECTED = 1000;

/**
 * The wall clock with the digits of a steady one. A steady clock stands still while the machine sleeps and does not follow one that is set,
 * so that a window that was open over night would enter the evening before. Both in milliseconds.
 */
export function clockOf(wall: () => number, steady: () => number): () => Instant {
  let origin: number | undefined;
  let last = 0;
  return () => {
    const [time, passed] = [wall(), steady()];
    if (origin === undefined || Math.abs(time - (origin + passed)) > APART) origin = time - passed;
    const now = origin + passed;
    if (now > last || last - now > CORRECTED) last = now;
    return instant(Math.round(last * 1000));
  };
}

/** This machine's clock, microseconds UTC. */
export const now = clockOf(
  () => Date.now(),
  () => performance.now(),
);

/**
 * The only way to change a case: runs `work` and appends the entry, in one transaction. Where the particulars follow from the
 * work (how many records were read), `entry` is a function of its result. A change that turns out to be none throws instead.
 * Throws `read-only`; an error of `work` leaves nothing behind, the entry neither.
 * `durable` false: the caller makes many and calls `settle` after the last.
 */
export function change<T>(
  open: OpenCase,
  entry: Entry | ((result: T) => Entry),
  work: (tx: Tx) => T | Promise<T>,
  { durable = true }: { readonly durable?: boolean } = {},
): Promise<T> {
  return transact(open, durable, async (tx) => {
    const head = headOf(tx);
    const actor = open.investigator ?? '';
    tx.stamp = { by: actor, at: now(), custody: head.seq + 1 };
    const result = await work(tx);
    // Not before what it tells of, also where the clock was set back meanwhile.
    const at = instant(Math.max(tx.stamp.at, now()));
    append(tx, { seq: head.seq + 1, prev: head.hash, case: open.id, at, actor }, typeof entry === 'function' ? entry(result) : entry);
    return result;
  });
}

function headOf(tx: Tx): { seq: number; hash: string } {
  const head = tx.get<{ seq: number; hash: string }>('SELECT seq, hash FROM custody ORDER BY seq DESC LIMIT 1');
  if (head === undefined) throw new Error('a case without a first custody entry');
  return head;
}

function append(tx: Tx, place: { seq: number; prev: string; case: string; at: Instant; actor: string }, entry: Entry): void {
  const { line, hash, salt, body } = composeLine(place, entry);
  tx.run('INSERT INTO custody (seq, line, hash) VALUES (?, ?, ?)', place.seq, line, hash);
  tx.run('INSERT INTO custody_body (seq, salt, body) VALUES (?, ?, ?)', place.seq, salt, body);
}

/** The schema, the case's own row and the genesis of its log, in one transaction: there is no case without a log. */
export function found(open: OpenCase, id: string, body: Readonly<Record<string, unknown>>, row: (tx: Tx) => void): Promise<void> {
  return transact(open, true, (tx) => {
    applyMigrations(open, tx);
    const time = now();
    tx.stamp = { by: open.investigator ?? '', at: time, custody: 1 };
    row(tx);
    append(
      tx,
      { seq: 1, prev: nonce().toString('hex'), case: id, at: time, actor: open.investigator ?? '' },
      { action: 'case.created', subjects: [id], body },
    );
  });
}

/** Brings a case of an older version up to date, with an entry that says so. Does nothing where it is current. */
export async function migrate(open: OpenCase): Promise<void> {
  if (open.pending.length === 0) return;
  const versions = open.pending.map((m) => m.version);
  const from = Number(open.reads.value('SELECT user_version FROM pragma_user_version'));
  await transact(open, true, (tx) => {
    applyMigrations(open, tx);
    const head = headOf(tx);
    const row = tx.get<{ id: string; investigator: string | null }>('SELECT id, investigator FROM case_info')!;
    const { id } = row;
    append(
      tx,
      { seq: head.seq + 1, prev: head.hash, case: id, at: now(), actor: open.investigator ?? row.investigator ?? '' },
      { action: 'case.migrated', subjects: [id], body: { from, to: versions[versions.length - 1]! } },
    );
  });
}

function applyMigrations(open: OpenCase, tx: Tx): void {
  for (const m of open.pending) tx.migrate(m.sql, m.version);
}
