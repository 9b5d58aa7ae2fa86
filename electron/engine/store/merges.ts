/** Events that are shown as another one, since two logs tell of the same act. */

import type { CaseEvent } from '../../../shared/model/facts.ts';
import { BULK_KINDS } from '../../../shared/model/facts.ts';
import { EVENT_KINDS } from '../../../shared/model/vocabulary.ts';
import { eachBlock } from './event-blocks.ts';
import { eventAt, seqOf } from './events.ts';
import { raiseGeneration } from './info.ts';
import type { OpenCase } from './open.ts';
import { sourceTable } from './source-table.ts';
import type { Tx } from './writable.ts';

/** Every dated event of sources of these types that carries a correlation id and is no bulk; merged ones too. */
export function* correlatedEvents(open: OpenCase, types: ReadonlySet<string>): Iterable<CaseEvent & { readonly sourceType: string }> {
  const bulk = new Set<number>(BULK_KINDS.map((k) => EVENT_KINDS.indexOf(k)));
  const sources = sourceTable(open);
  for (const block of eachBlock(open)) {
    const type = sources.get(block.source)?.type;
    if (type === undefined || !types.has(type)) continue;
    for (let i = 0; i < block.count; i++) {
      if (bulk.has(block.hot.kind[i] ?? 0)) continue;
      const event = eventAt(open, block, i);
      if (event.time !== undefined && event.correlation !== undefined && event.correlation.length > 0) yield { ...event, sourceType: type };
    }
  }
}

interface MergeRow {
  readonly event: number;
  readonly into: number;
  readonly why: string;
}

/** The rows for these merges, in the order of the store. Throws for an id that is not in the case. */
export function mergeRows(open: OpenCase, merges: readonly { readonly event: string; readonly into: string; readonly why: string }[]): MergeRow[] {
  const known = (id: string): number => {
    const seq = seqOf(open, id);
    if (seq === undefined) throw new Error(`no event ${id}`);
    return seq;
  };
  return merges.map((m) => ({ event: known(m.event), into: known(m.into), why: m.why })).sort((a, b) => a.event - b.event);
}

export function areMerged(open: OpenCase, rows: readonly MergeRow[]): boolean {
  const have = open.reads.all<{ event: number; into_event: number }>('SELECT event, into_event FROM event_merge ORDER BY event');
  return have.length === rows.length && have.every((h, i) => h.event === rows[i]?.event && h.into_event === rows[i]?.into);
}

/** All merges anew: which event leads may change with every source that comes in. */
export function replaceMerges(tx: Tx, rows: readonly MergeRow[]): void {
  tx.run('DELETE FROM event_merge');
  for (const row of rows) tx.run('INSERT INTO event_merge (event, into_event, why) VALUES (?, ?, ?)', row.event, row.into, row.why);
  raiseGeneration(tx);
}
