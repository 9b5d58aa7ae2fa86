/** Draws batches as the parse worker would send them, from lines that say what each record is. */
import type { Batch, EventColumnsOfBatch, FactRow, TextColumn } from '../../electron/engine/bundle/batch.ts';
import { LIST_SEPARATOR } from '../../electron/engine/bundle/batch.ts';
import { EVENT_KINDS, type EventKind, OUTCOMES } from '../../shared/model/vocabulary.ts';

export interface DrawnEvent {
  readonly time?: number | undefined;
  readonly kind?: EventKind;
  readonly operation?: string;
  readonly actor?: string;
  readonly target?: string;
  readonly place?: string;
  readonly native?: string;
  readonly correlation?: readonly string[];
  readonly extra?: Readonly<Record<string, unknown>>;
  readonly outcome?: 'success' | 'failure' | 'unknown';
}
export interface DrawnRecord {
  readonly status?: 0 | 1 | 2;
  readonly reason?: string;
  readonly events?: readonly DrawnEvent[];
  readonly facts?: readonly Omit<FactRow, 'record' | 'k'>[];
  /** Stands for the record's bytes: records with the same text have the same hash. */
  readonly bytes?: string;
}

/** A small hash that differs for every text of these tests; the worker's is a better one. */
export function hashOf(text: string): number {
  let h = 5381;
  for (const c of text) h = (h * 33 + (c.codePointAt(0) ?? 0)) % 4_503_599_627_370_496;
  return h;
}

/** `dictionary` is the source's, shared by its batches. */
export function drawBatch(records: readonly DrawnRecord[], firstOrdinal = 1, dictionary: string[] = []): Batch {
  const intern = (text: string | undefined): number => {
    if (text === undefined) return -1;
    const at = dictionary.indexOf(text);
    return at >= 0 ? at : dictionary.push(text) - 1;
  };
  const rows = records.flatMap((r, row) => (r.events ?? []).map((e, i, all) => ({ e, row, k: all.length === 1 ? 0 : i + 1 })));
  const ids = (of: (e: DrawnEvent) => string | undefined): Int32Array => Int32Array.from(rows, ({ e }) => intern(of(e)));
  const none = (): Int32Array => new Int32Array(rows.length).fill(-1);
  const events: EventColumnsOfBatch = {
    length: rows.length,
    record: Uint32Array.from(rows, (r) => r.row),
    k: Uint16Array.from(rows, (r) => r.k),
    time: Float64Array.from(rows, ({ e }) => e.time ?? Number.NaN),
    kind: Uint8Array.from(rows, ({ e }) => EVENT_KINDS.indexOf(e.kind ?? 'other')),
    outcome: Uint8Array.from(rows, ({ e }) => OUTCOMES.indexOf(e.outcome ?? 'success')),
    operation: ids((e) => e.operation ?? 'Do'),
    actor: ids((e) => e.actor),
    onBehalfOf: none(),
    target: ids((e) => e.target),
    holder: none(),
    credential: none(),
    access: none(),
    place: ids((e) => e.place),
    environment: none(),
    targetKind: new Uint8Array(rows.length),
    actorKind: new Uint8Array(rows.length),
    interactive: new Uint8Array(rows.length),
    classUid: none(),
    activityId: none(),
    nativeId: texts(rows.map(({ e }) => e.native ?? '')),
    correlation: texts(rows.map(({ e }) => (e.correlation ?? []).join(LIST_SEPARATOR))),
    extra: texts(rows.map(({ e }) => (e.extra === undefined ? '' : JSON.stringify(e.extra)))),
  };
  const bytesOf = (r: DrawnRecord): string => r.bytes ?? JSON.stringify(r);
  const reasons = Int32Array.from(records, (r) => intern(r.reason));
  return {
    type: 'batch',
    firstOrdinal,
    dictionary,
    records: {
      length: records.length,
      offset: Float64Array.from(records, (_, i) => (firstOrdinal + i - 1) * 100),
      size: Uint32Array.from(records, (r) => bytesOf(r).length),
      line: Uint32Array.from(records, (_, i) => firstOrdinal + i),
      status: Uint8Array.from(records, (r) => r.status ?? 0),
      reason: reasons,
      bytesHash: Float64Array.from(records, (r) => hashOf(bytesOf(r))),
      nativeHash: Float64Array.from(records, (r) => {
        const native = r.events?.find((e) => e.native !== undefined)?.native;
        return native === undefined ? Number.NaN : hashOf(native);
      }),
    },
    events,
    facts: records.flatMap((r, row) => (r.facts ?? []).map((f, i) => ({ ...f, record: row, k: i + 1 }))),
    bytesRead: 0,
  };
}

function texts(all: readonly string[]): TextColumn {
  const encoded = all.map((t) => Buffer.from(t));
  let at = 0;
  const end = Uint32Array.from(encoded, (b) => {
    at += b.length;
    return at;
  });
  return { bytes: Buffer.concat(encoded), end };
}
