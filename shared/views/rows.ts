import type { CaseEvent } from '../model/facts.ts';
import { type Lookup, labelFor } from './lookup.ts';
import { cut } from './text.ts';
import type { TimelineRow } from './types.ts';

const NOWHERE = { line: 0, offset: 0, length: 0 };

export function rowOf(event: CaseEvent, lookup: Lookup): TimelineRow {
  return {
    id: event.id,
    time: event.time,
    kind: event.kind,
    operation: event.operation,
    target: labelFor(lookup, event.target),
    actor: labelFor(lookup, event.actor),
    targetAlias: event.target,
    actorAlias: event.actor,
    system: event.system,
    source: event.source,
    position: lookup.position(event.record) ?? { ordinal: event.ordinal, ...NOWHERE },
    nativeId: event.nativeId,
    outcome: event.outcome,
    summary: cut(event.summary ?? (event.access ? `${event.operation} ${event.access}` : event.operation)),
    strip: lookup.stripOf(event),
    record: event.record,
    records: event.records.length,
  };
}
