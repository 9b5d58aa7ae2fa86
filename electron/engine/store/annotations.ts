/** What named investigators put into the case. Append-only: a later line stands beside the earlier one. */
import type { Instant } from '../../../shared/base/instant.ts';
import type { Decisions } from '../../../shared/model/facts.ts';
import type { Alias, EventId, RecordRef } from '../../../shared/model/ids.ts';
import type { Disposition } from '../../../shared/model/vocabulary.ts';
import type { NoteLine } from '../../../shared/views/types.ts';
import { raiseGeneration } from './info.ts';
import type { OpenCase } from './open.ts';
import type { Tx } from './writable.ts';

interface By {
  readonly by: string;
  readonly at: Instant;
  /** The number of the custody entry. */
  readonly custody: number;
}

export interface Annotation extends By {
  readonly id: string;
  readonly family: 'note' | 'tie' | 'join' | 'split';
  /** The event, finding, wake, identity, source or record that it is on. */
  readonly subject: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/** A note's body is `{text}`, a tie's `{event, accept, reason}`, a join's `{with, reason}`, a split's `{alias, reason}`. */
export function addAnnotation(tx: Tx, a: Omit<Annotation, keyof By>): void {
  const { by, at, custody } = tx.stamp;
  tx.run(
    'INSERT INTO annotation (id, family, subject, body, by, at, custody) VALUES (?, ?, ?, ?, ?, ?, ?)',
    a.id,
    a.family,
    a.subject,
    JSON.stringify(a.body),
    by,
    at,
    custody,
  );
  // The analysis follows decisions, never notes.
  if (a.family !== 'note') raiseGeneration(tx);
}

export function addNote(tx: Tx, note: { readonly id: string; readonly on: string; readonly text: string }): NoteLine {
  addAnnotation(tx, { id: note.id, family: 'note', subject: note.on, body: { text: note.text } });
  return { ...note, ...tx.stamp };
}

/** In the order in which they were made. */
export function* eachAnnotation(open: OpenCase): Iterable<Annotation> {
  for (const r of open.reads.iterate<Omit<Annotation, 'body'> & { body: string }>(
    'SELECT id, family, subject, body, by, at, custody FROM annotation ORDER BY custody, id',
  )) {
    yield { ...r, body: JSON.parse(r.body) as Record<string, unknown> };
  }
}

/** The notes on one thing, or all of them; oldest first. */
export function listNotes(open: OpenCase, on?: string): NoteLine[] {
  return open.reads
    .all<{ id: string; subject: string; body: string; by: string; at: Instant; custody: number }>(
      "SELECT id, subject, body, by, at, custody FROM annotation WHERE family = 'note' AND (? IS NULL OR subject = ?) ORDER BY custody, id",
      on ?? null,
      on ?? null,
    )
    .map((r) => ({ id: r.id, on: r.subject, text: (JSON.parse(r.body) as { text: string }).text, by: r.by, at: r.at, custody: r.custody }));
}

/** The last decision on each pair holds. */
export function loadDecisions(open: OpenCase): Decisions {
  const ties = new Map<string, Decisions['ties'][number]>();
  const joins: { a: Alias; b: Alias }[] = [];
  const splits: { identity: Alias; alias: Alias }[] = [];
  for (const a of eachAnnotation(open)) {
    const text = (key: string): string => String(a.body[key] ?? '');
    if (a.family === 'tie') {
      const tie = { observation: a.subject as RecordRef, event: text('event') as EventId, accept: a.body.accept === true };
      ties.set(`${tie.observation} ${tie.event}`, tie);
    } else if (a.family === 'join') {
      joins.push({ a: a.subject as Alias, b: text('with') as Alias });
    } else if (a.family === 'split') {
      splits.push({ identity: a.subject as Alias, alias: text('alias') as Alias });
    }
  }
  return { ties: [...ties.values()], joins, splits };
}

export interface DispositionLine extends By {
  readonly disposition: Disposition;
  readonly reason: string;
}

export function addDisposition(tx: Tx, line: { readonly finding: string; readonly disposition: Disposition; readonly reason: string }): void {
  const { by, at, custody } = tx.stamp;
  tx.run(
    'INSERT INTO disposition (finding, disposition, reason, by, at, custody) VALUES (?, ?, ?, ?, ?, ?)',
    line.finding,
    line.disposition,
    line.reason,
    by,
    at,
    custody,
  );
}

/** Oldest first; the last one holds. */
export const dispositionsOf = (open: OpenCase, finding: string): DispositionLine[] =>
  open.reads.all<DispositionLine>('SELECT disposition, reason, by, at, custody FROM disposition WHERE finding = ? ORDER BY n', finding);

/** Finding → what holds. A finding that nobody has decided on is not in it: it is open. */
export function currentDispositions(open: OpenCase): ReadonlyMap<string, Disposition> {
  return open.cached(
    'any',
    'current-dispositions',
    () =>
      new Map(
        open.reads
          .all<{ finding: string; disposition: Disposition }>('SELECT finding, disposition FROM disposition ORDER BY n')
          .map((r) => [r.finding, r.disposition]),
      ),
  );
}

/** All of them, in the order in which they were made. */
export const eachDisposition = (open: OpenCase): Iterable<DispositionLine & { readonly finding: string }> =>
  open.reads.iterate<DispositionLine & { finding: string }>('SELECT finding, disposition, reason, by, at, custody FROM disposition ORDER BY n');
