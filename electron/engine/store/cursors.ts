/** Everything of a kind in a stable order, in bounded memory: what the evidence package is written from. */
import type { CaseEvent } from '../../../shared/model/facts.ts';
import { eachBlock } from './event-blocks.ts';
import { eventAt } from './events.ts';
import type { OpenCase } from './open.ts';

export { eachWake } from './analysis.ts';
export { eachAnnotation, eachDisposition } from './annotations.ts';
export { eachFact } from './facts.ts';
export { eachRecordOf } from './records.ts';

/** By source, ordinal and k, the undated too; an event that two logs tell of once, where it was told first. */
export function* eachEvent(open: OpenCase): Iterable<CaseEvent> {
  const merged = new Set(open.reads.all<{ event: number }>('SELECT event FROM event_merge').map((r) => r.event));
  for (const block of eachBlock(open)) {
    for (let i = 0; i < block.count; i++) if (!merged.has(block.first + i)) yield eventAt(open, block, i);
  }
}
