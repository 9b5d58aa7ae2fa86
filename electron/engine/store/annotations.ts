/** What named investigators put into the case. Append-only: a later line stands beside the earlier one. */
import type { Duration, Instant } from '../../../shared/base/instant.ts';
import type { Decisions } from '../../../shared/model/facts.ts';
import type { Alias, EventId, RecordRef } from '../../../shared/model/ids.ts';
import type { Disposition } from '../../../shared/model/vocabulary.ts';
import type { DecisionLine, NoteLine } from '../../../shared/views/types.ts';
import { raiseGeneration } from './info.ts';
import type { OpenCase } from './open.ts';
import type { Tx } from './writable.ts';

interface By {
  readonly by: string;
  readonly at: Instant;
  /** The number of the custody entry. */
  readonly custody: number;
}

export type DecisionFamily = DecisionLine['family'];

export interface Annotation extends By {
  readonly id: string;
  readonly family: 'note' | DecisionFamily;
  /** The event, finding, wake, identity, source or record that it is on. */
  readonly subject: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/**
 * The body of a note is `{text}`, of a tie `{event, accept, reason}` (the subject is the notice's first record, or the action's), of a
 * join `{with, reason, undoes?}` and of a split `{alias, reason, undoes?, cuts}` (the subject is the identity's alias as it was named),
 * of a clock `{offset, before, reason}` (the subject is the source, both in microseconds), of a dismissal `{with, dismissed, reason,
 * undoes?}` (two aliases that may be one and are offered no more, or again).
 *
 * A later tie of the same pair and a later clock of the same source take the place of the earlier one. A join or a split names in
 * `undoes` the ids of the splits or joins that no longer hold with it. A split with `cuts` false only undoes joins: no evidence had to
 * be cut.
 */
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
  // The analysis follows decisions; notes and what is merely offered it does not see.
  if (a.family !== 'note' && a.family !== 'dismissal') raiseGeneration(tx);
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

/** Everything that was decided, in the order in which it was, each with what later took its place. */
export const listDecisions = (open: OpenCase): readonly DecisionLine[] => open.cached('any', 'decisions', () => readDecisions(open));

function readDecisions(open: OpenCase): DecisionLine[] {
  const lines: DecisionLine[] = [];
  const undone = new Map<string, string>();
  const last = new Map<string, string>();
  for (const { id, family, subject, body, by, at, custody } of eachAnnotation(open)) {
    if (family === 'note') continue;
    const text = (key: string): string => String(body[key] ?? '');
    const object =
      family === 'tie' ? text('event') : family === 'join' || family === 'dismissal' ? text('with') : family === 'split' ? text('alias') : '';
    if (family === 'tie' || family === 'clock') {
      const earlier = last.get(`${family} ${subject} ${object}`);
      if (earlier !== undefined) undone.set(earlier, id);
      last.set(`${family} ${subject} ${object}`, id);
    }
    if (Array.isArray(body.undoes)) for (const earlier of body.undoes) undone.set(String(earlier), id);
    lines.push({
      id,
      family,
      subject,
      object,
      ...(family === 'tie' ? { accept: body.accept === true } : {}),
      ...(family === 'split' ? { cuts: body.cuts !== false } : {}),
      ...(family === 'clock' ? { offset: Number(body.offset) as Duration, before: Number(body.before) as Duration } : {}),
      ...(family === 'dismissal' ? { dismissed: body.dismissed !== false } : {}),
      reason: text('reason'),
      by,
      at,
      custody,
      undoneBy: undefined,
    });
  }
  return lines.map((l) => ({ ...l, undoneBy: undone.get(l.id) }));
}

/** What the analysis follows: the decisions that hold. Clocks are not among them, they are in the times already. */
export function loadDecisions(open: OpenCase): Decisions {
  const held = listDecisions(open).filter((d) => d.undoneBy === undefined);
  const of = (family: DecisionFamily): DecisionLine[] => held.filter((d) => d.family === family);
  return {
    ties: of('tie').map((d) => ({ observation: d.subject as RecordRef, event: d.object as EventId, accept: d.accept === true })),
    joins: of('join').map((d) => ({ a: d.subject as Alias, b: d.object as Alias, reason: d.reason, by: d.by })),
    splits: of('split')
      .filter((d) => d.cuts !== false)
      .map((d) => ({ identity: d.subject as Alias, alias: d.object as Alias })),
  };
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
