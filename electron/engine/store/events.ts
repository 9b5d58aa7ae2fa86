/** Events as objects. */
import { type Instant, instant } from '../../../shared/base/instant.ts';
import type { CaseEvent } from '../../../shared/model/facts.ts';
import { type Alias, type EventId, eventId, type RecordRef, recordRef, type SourceId } from '../../../shared/model/ids.ts';
import { EVENT_KINDS, IDENTITY_KINDS, OUTCOMES } from '../../../shared/model/vocabulary.ts';
import type { HOT } from './blocks.ts';
import { type CaseColumns, loadColumns } from './columns.ts';
import { blockOf, type EventBlock, placesOfRecord } from './event-blocks.ts';
import { parseRef, refOf } from './ids.ts';
import { findNativeId } from './native-ids.ts';
import type { OpenCase } from './open.ts';
import { sourceTable } from './source-table.ts';
import { strings } from './strings.ts';

/** Those of `extra` that are instants, to which the source's clock offset applies as well. */
const GRANT_TIMES = ['openedAt', 'expiresAt', 'closedAt'] as const;

/** The event with this id, of any kind, dated or not; one that was merged into another gives that other. */
export function eventById(open: OpenCase, id: string): CaseEvent | undefined {
  const seq = seqOf(open, id);
  return seq === undefined ? undefined : eventBySeq(open, mergeTarget(open, seq));
}

/** Unknown ids are left out; the order is the given one. */
export function eventsByIds(open: OpenCase, ids: readonly string[]): CaseEvent[] {
  return ids.flatMap((id) => eventById(open, id) ?? []);
}

/** The first event, in the order of import, whose source gave it this id. */
export function eventByNativeId(open: OpenCase, nativeId: string): CaseEvent | undefined {
  const seq = findNativeId(open, nativeId);
  return seq === undefined ? undefined : eventBySeq(open, mergeTarget(open, seq));
}

/** The events that a record tells of, whether it was the first to tell or not. */
export function eventsOfRecord(open: OpenCase, ref: string): CaseEvent[] {
  const at = parseRef(ref);
  if (at === undefined) return [];
  const seqs = new Set<number>();
  for (const { block, i } of placesOfRecord(open, at.source, at.ordinal)) seqs.add(mergeTarget(open, block.first + i));
  for (const row of open.reads.all<{ event: number }>('SELECT event FROM event_record WHERE source = ? AND ordinal = ?', at.source, at.ordinal)) {
    seqs.add(mergeTarget(open, row.event));
  }
  return [...seqs].map((seq) => eventBySeq(open, seq));
}

/** The number of an event in the store, its own also where it was merged into another. */
export function seqOf(open: OpenCase, id: string): number | undefined {
  const at = parseRef(id);
  if (at === undefined) return undefined;
  for (const { block, i } of placesOfRecord(open, at.source, at.ordinal)) if (block.hot.k[i] === at.k) return block.first + i;
  return undefined;
}

interface Merges {
  readonly into: ReadonlyMap<number, number>;
  readonly from: ReadonlyMap<number, readonly number[]>;
}

function merges(open: OpenCase): Merges {
  return open.cached('data', 'merges', () => {
    const into = new Map<number, number>();
    const from = new Map<number, number[]>();
    for (const row of open.reads.all<{ event: number; into_event: number }>('SELECT event, into_event FROM event_merge ORDER BY event')) {
      into.set(row.event, row.into_event);
      const list = from.get(row.into_event);
      if (list === undefined) from.set(row.into_event, [row.event]);
      else list.push(row.event);
    }
    return { into, from };
  });
}

function mergeTarget(open: OpenCase, seq: number): number {
  return merges(open).into.get(seq) ?? seq;
}

/** Events that have more than their own record: number → the others. */
function furtherRecords(open: OpenCase): ReadonlyMap<number, readonly RecordRef[]> {
  return open.cached('data', 'further-records', () => {
    const out = new Map<number, RecordRef[]>();
    for (const r of open.reads.iterate<{ event: number; source: number; ordinal: number }>(
      'SELECT event, source, ordinal FROM event_record ORDER BY event, source, ordinal',
    )) {
      const list = out.get(r.event);
      if (list === undefined) out.set(r.event, [refOf(r.source, r.ordinal)]);
      else list.push(refOf(r.source, r.ordinal));
    }
    return out;
  });
}

/** By its number in the store. Throws for a number that does not exist. */
export function eventBySeq(open: OpenCase, seq: number): CaseEvent {
  const place = blockOf(open, seq);
  if (place === undefined) throw new Error(`no event ${seq}`);
  return eventAt(open, place.block, place.i);
}

/** What every event needs of the rest of the case, looked up once and not for each of two hundred rows. */
interface Surroundings {
  readonly values: readonly string[];
  readonly sources: ReadonlyMap<number, { readonly system: string; readonly clockOffset: number; readonly id: SourceId }>;
  readonly further: ReadonlyMap<number, readonly RecordRef[]>;
  readonly mergedFrom: ReadonlyMap<number, readonly number[]>;
}

function surroundings(open: OpenCase): Surroundings {
  return open.cached('data', 'surroundings', () => ({
    values: strings(open).values,
    sources: new Map([...sourceTable(open).values()].map((s) => [s.n, { system: s.system, clockOffset: s.clockOffset, id: s.source }])),
    further: furtherRecords(open),
    mergedFrom: merges(open).from,
  }));
}

/** A dated event by its position in the columns: what they hold need not be unpacked again. */
export function eventOfColumns(open: OpenCase, columns: CaseColumns, position: number): CaseEvent {
  const { block, i } = blockOf(open, columns.seq[position]!)!;
  return eventFrom(open, block, i, columns, position, 0);
}

export function eventAt(open: OpenCase, block: EventBlock, i: number): CaseEvent {
  return eventFrom(open, block, i, block.hot, i, surroundings(open).sources.get(block.source)!.clockOffset);
}

type HotColumns = { readonly [N in keyof typeof HOT]: ArrayLike<number> };

/** The i-th event of the block, its hot half from place `h` of `hot`, whose times are `ahead` microseconds before the effective ones. */
function eventFrom(open: OpenCase, block: EventBlock, i: number, hot: HotColumns, h: number, ahead: number): CaseEvent {
  const { cold } = block;
  const { values, sources, further, mergedFrom } = surroundings(open);
  const text = (id: number): string | undefined => (id < 0 ? undefined : values[id]);
  const name = (id: number): Alias | undefined => text(id) as Alias | undefined;
  const source = sources.get(block.source)!;
  const ordinal = hot.ordinal[h]!;
  const record = recordRef(source.id, ordinal);
  const offset = source.clockOffset;
  const time = hot.time[h]!;
  const k = hot.k[h]!;
  const interactive = cold.interactive[i]!;
  const seq = block.first + i;
  const records: RecordRef[] = [record, ...(further.get(seq) ?? [])];
  const others = mergedFrom.get(seq);
  const toldAgain: { record: RecordRef; time: Instant }[] | undefined = others === undefined ? undefined : [];
  for (const other of others ?? []) {
    const place = blockOf(open, other)!;
    const told = refOf(place.block.source, place.block.hot.ordinal[place.i]!);
    records.push(told, ...(further.get(other) ?? []));
    const at = place.block.hot.time[place.i]!;
    if (!Number.isNaN(at)) toldAgain?.push({ record: told, time: instant(at + sources.get(place.block.source)!.clockOffset) });
  }
  return {
    id: eventId(source.id, ordinal, k, k === 0 ? 1 : 2),
    source: source.id,
    ordinal,
    record,
    records,
    ...(toldAgain === undefined ? {} : { toldAgain }),
    system: source.system,
    time: Number.isNaN(time) ? undefined : instant(time + ahead),
    kind: EVENT_KINDS[hot.kind[h]!]!,
    outcome: OUTCOMES[hot.outcome[h]!]!,
    operation: text(hot.operation[h]!) ?? '',
    actor: name(hot.actor[h]!),
    onBehalfOf: name(hot.onBehalfOf[h]!),
    target: name(hot.target[h]!),
    holder: name(cold.holder[i]!),
    targetKind: cold.targetKind[i] === 0 ? undefined : IDENTITY_KINDS[cold.targetKind[i]! - 1],
    actorKind: cold.actorKind[i] === 0 ? undefined : IDENTITY_KINDS[cold.actorKind[i]! - 1],
    credential: name(hot.credential[h]!),
    nativeId: block.nativeId(i),
    correlation: block.correlation(i),
    access: text(hot.access[h]!),
    place: text(hot.place[h]!),
    environment: text(cold.environment[i]!),
    interactive: interactive === 0 ? undefined : interactive === 2,
    classUid: cold.classUid[i]! < 0 ? undefined : cold.classUid[i],
    activityId: cold.activityId[i]! < 0 ? undefined : cold.activityId[i],
    ...withOffset(block.extra(i), offset),
  };
}

function withOffset(extra: Readonly<Record<string, unknown>> | undefined, offset: number): Partial<CaseEvent> {
  if (extra === undefined) return {};
  if (offset === 0) return extra as Partial<CaseEvent>;
  const out: Record<string, unknown> = { ...extra };
  if (typeof out.approvedAt === 'number') out.approvedAt = (out.approvedAt + offset) as Instant;
  if (typeof out.otherTime === 'number') out.otherTime = (out.otherTime + offset) as Instant;
  if (typeof out.grant === 'object' && out.grant !== null) {
    const grant: Record<string, unknown> = { ...out.grant };
    for (const key of GRANT_TIMES) if (typeof grant[key] === 'number') grant[key] = grant[key] + offset;
    out.grant = grant;
  }
  return out as Partial<CaseEvent>;
}

/** Where the event with this number stands in the columns; -1 where it is undated. */
export function positionOf(open: OpenCase, id: EventId): number {
  const event = eventById(open, id);
  if (event?.time === undefined) return -1;
  const columns = loadColumns(open);
  let low = 0;
  let high = columns.length;
  while (low < high) {
    const mid = (low + high) >>> 1;
    if (columns.time[mid]! < event.time) low = mid + 1;
    else high = mid;
  }
  for (; low < columns.length && columns.time[low] === event.time; low++) if (columns.id(low) === event.id) return low;
  return -1;
}
