/** The number by which people name a finding: given when it is first found, in the order of the list, and never to another one. */
import type { OpenCase } from './open.ts';
import type { Tx } from './writable.ts';

export interface NumberedFinding {
  readonly number: number;
  readonly id: string;
  readonly rule: string;
  readonly subject: string;
  readonly event: string | undefined;
  /** The custody entry of the analysis that found it no more. */
  readonly gone: number | undefined;
}

/**
 * Numbers what the conclusions just saved hold and no analysis held before, and marks what they hold no more. Nothing is ever deleted,
 * so the next number is one more than the greatest. The order is that of `listFindings`.
 */
export function numberFindings(tx: Tx): void {
  tx.run('UPDATE finding_number SET gone = ? WHERE gone IS NULL AND id NOT IN (SELECT id FROM finding)', tx.stamp.custody);
  tx.run('UPDATE finding_number SET gone = NULL WHERE gone IS NOT NULL AND id IN (SELECT id FROM finding)');
  tx.run(
    `INSERT OR IGNORE INTO finding_number (id, rule, subject, event)
     SELECT f.id, f.rule, f.subject, f.event FROM finding f LEFT JOIN wake w ON w.id = f.wake
     WHERE f.id NOT IN (SELECT id FROM finding_number)
     ORDER BY w.n IS NULL, w.worst DESC, w.findings DESC, w.time, w.n, f.severity DESC, f.n`,
  );
}

/** As bringing an older case up to date does: those of the last analysis by the order of their list, and nothing of what was before it. */
export function numberFromLast(tx: Tx): void {
  tx.run('DELETE FROM finding_number');
  numberFindings(tx);
}

export const findingNumbers = (open: OpenCase): ReadonlyMap<string, number> =>
  open.cached(
    'analysis',
    'finding-numbers',
    () => new Map(open.reads.all<{ id: string; number: number }>('SELECT id, number FROM finding_number').map((r) => [r.id, r.number])),
  );

type Row = Omit<NumberedFinding, 'event' | 'gone'> & { readonly event: string | null; readonly gone: number | null };
const read = (r: Row): NumberedFinding => ({ ...r, event: r.event ?? undefined, gone: r.gone ?? undefined });

/** One that an analysis found once, by its id or its number. */
export function numberedFinding(open: OpenCase, named: string | number): NumberedFinding | undefined {
  const row = open.reads.get<Row>(
    `SELECT number, id, rule, subject, event, gone FROM finding_number WHERE ${typeof named === 'number' ? 'number' : 'id'} = ?`,
    named,
  );
  return row === undefined ? undefined : read(row);
}

/** What somebody decided on or wrote a note on, and the last analysis found no more; by their numbers. */
export const judgedAndGone = (open: OpenCase): readonly NumberedFinding[] =>
  open.reads
    .all<Row>(
      `SELECT number, id, rule, subject, event, gone FROM finding_number
       WHERE gone IS NOT NULL AND (id IN (SELECT finding FROM disposition) OR id IN (SELECT subject FROM annotation WHERE family = 'note'))
       ORDER BY number`,
    )
    .map(read);
