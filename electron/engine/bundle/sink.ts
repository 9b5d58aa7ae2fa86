/** Statements of adapters turned into the columns of batches. */

import type { EventEmission, FactEmission } from '../../../shared/model/emissions.ts';
import { EVENT_KINDS, IDENTITY_KINDS, OUTCOMES } from '../../../shared/model/vocabulary.ts';
import { type Batch, EXTRA_FIELDS, type FactRow, LIST_SEPARATOR, type TextColumn } from './batch.ts';
import type { Dictionary } from './dictionary.ts';
import { factTime } from './fact-time.ts';

/** Records of a batch: some milliseconds of work on either side, and twice the store's block. */
export const BATCH_RECORDS = 4096;

const KIND: ReadonlyMap<string, number> = new Map(EVENT_KINDS.map((k, i) => [k, i]));
const OUTCOME: ReadonlyMap<string, number> = new Map(OUTCOMES.map((o, i) => [o, i]));
const IDENTITY: ReadonlyMap<string, number> = new Map(IDENTITY_KINDS.map((k, i) => [k, i + 1]));

/** More events than this in one record cannot be numbered; the rest is said to be cut. */
export const MOST_EVENTS = 0xffff;

type Filling = Float64Array<ArrayBuffer> | Int32Array<ArrayBuffer> | Uint32Array<ArrayBuffer> | Uint16Array<ArrayBuffer> | Uint8Array<ArrayBuffer>;

const recordColumns = () => ({
  offset: new Float64Array(BATCH_RECORDS),
  size: new Uint32Array(BATCH_RECORDS),
  line: new Uint32Array(BATCH_RECORDS),
  status: new Uint8Array(BATCH_RECORDS),
  reason: new Int32Array(BATCH_RECORDS),
  bytesHash: new Float64Array(BATCH_RECORDS),
  nativeHash: new Float64Array(BATCH_RECORDS),
});

const eventColumns = (n: number) => ({
  time: new Float64Array(n),
  record: new Uint32Array(n),
  operation: new Int32Array(n),
  actor: new Int32Array(n),
  onBehalfOf: new Int32Array(n),
  target: new Int32Array(n),
  holder: new Int32Array(n),
  credential: new Int32Array(n),
  access: new Int32Array(n),
  place: new Int32Array(n),
  environment: new Int32Array(n),
  classUid: new Int32Array(n),
  activityId: new Int32Array(n),
  k: new Uint16Array(n),
  kind: new Uint8Array(n),
  outcome: new Uint8Array(n),
  targetKind: new Uint8Array(n),
  actorKind: new Uint8Array(n),
  interactive: new Uint8Array(n),
});

export interface Filled {
  readonly batch: Batch;
  /** What the message hands over rather than copies. */
  readonly transfer: readonly ArrayBuffer[];
}

export class Sink {
  readonly #dictionary: Dictionary;
  #firstOrdinal = 1;
  #records = recordColumns();
  #recordCount = 0;
  #events = eventColumns(BATCH_RECORDS);
  #eventCount = 0;
  #native: string[] = [];
  #correlation: string[] = [];
  #extra: string[] = [];
  #facts: FactRow[] = [];

  constructor(dictionary: Dictionary) {
    this.#dictionary = dictionary;
  }

  /** The ordinal of the record that is added next. */
  get ordinal(): number {
    return this.#firstOrdinal + this.#recordCount;
  }

  get full(): boolean {
    return this.#recordCount === BATCH_RECORDS || this.#eventCount >= BATCH_RECORDS * 2;
  }

  get empty(): boolean {
    return this.#recordCount === 0;
  }

  intern(text: string | undefined): number {
    return this.#dictionary.intern(text);
  }

  /** `reason`: from `intern`. Hashes may be NaN. Its events and facts have been added before, and it ends them. */
  record(offset: number, size: number, line: number, status: number, reason: number, bytesHash: number, nativeHash: number): void {
    const i = this.#recordCount++;
    const c = this.#records;
    c.offset[i] = offset;
    c.size[i] = Math.min(size, 0xffffffff);
    c.line[i] = line;
    c.status[i] = status;
    c.reason[i] = reason;
    c.bytesHash[i] = bytesHash;
    c.nativeHash[i] = nativeHash;
  }

  /** An event of the record that `record` is called for next. `k`: 0 where it is its only one, else from 1. */
  event(e: EventEmission, k: number): void {
    const i = this.#eventCount++;
    if (i === this.#events.k.length) this.#grow();
    const c = this.#events;
    c.record[i] = this.#recordCount;
    c.k[i] = k;
    c.time[i] = e.time ?? Number.NaN;
    c.kind[i] = KIND.get(e.kind) ?? 0;
    c.outcome[i] = OUTCOME.get(e.outcome) ?? 2;
    c.operation[i] = this.intern(e.operation);
    c.actor[i] = this.intern(e.actor);
    c.onBehalfOf[i] = this.intern(e.onBehalfOf);
    c.target[i] = this.intern(e.target);
    c.holder[i] = this.intern(e.holder);
    c.credential[i] = this.intern(e.credential);
    c.access[i] = this.intern(e.access);
    c.place[i] = this.intern(e.place);
    c.environment[i] = this.intern(e.environment);
    c.targetKind[i] = e.targetKind === undefined ? 0 : (IDENTITY.get(e.targetKind) ?? 0);
    c.actorKind[i] = e.actorKind === undefined ? 0 : (IDENTITY.get(e.actorKind) ?? 0);
    c.interactive[i] = e.interactive === undefined ? 0 : e.interactive ? 2 : 1;
    c.classUid[i] = e.classUid ?? -1;
    c.activityId[i] = e.activityId ?? -1;
    this.#native.push(e.nativeId ?? '');
    this.#correlation.push(e.correlation === undefined ? '' : joined(e.correlation));
    this.#extra.push(extraOf(e));
  }

  fact(fact: FactEmission, k: number): void {
    this.#facts.push({ family: fact.type, record: this.#recordCount, k, time: factTime(fact), body: jsonOf({ ...fact, type: undefined }) });
  }

  /** What has come together since the last call. */
  take(bytesRead: number): Filled {
    const n = this.#eventCount;
    const records = shortened(this.#records, this.#recordCount);
    const events = shortened(this.#events, n);
    const nativeId = textColumn(this.#native);
    const correlation = textColumn(this.#correlation);
    const extra = textColumn(this.#extra);
    const batch: Batch = {
      type: 'batch',
      firstOrdinal: this.#firstOrdinal,
      dictionary: this.#dictionary.texts,
      records: { length: this.#recordCount, ...records },
      events: { length: n, ...events, nativeId, correlation, extra },
      facts: this.#facts,
      bytesRead,
    };
    const transfer = [...Object.values(records), ...Object.values(events)].map((c: Filling) => c.buffer);
    for (const text of [nativeId, correlation, extra]) transfer.push(text.bytes.buffer as ArrayBuffer, text.end.buffer as ArrayBuffer);
    this.#firstOrdinal += this.#recordCount;
    this.#records = recordColumns();
    this.#events = eventColumns(BATCH_RECORDS);
    this.#recordCount = this.#eventCount = 0;
    this.#native = [];
    this.#correlation = [];
    this.#extra = [];
    this.#facts = [];
    return { batch, transfer };
  }

  #grow(): void {
    const bigger = eventColumns(this.#events.k.length * 2);
    for (const name of Object.keys(bigger) as (keyof typeof bigger)[]) (bigger[name] as Int32Array).set(this.#events[name] as Int32Array);
    this.#events = bigger;
  }
}

/** A view of the first rows; the whole array goes over, since the cut would be a copy. */
function shortened<T extends Record<string, Filling>>(columns: T, n: number): T {
  const out: Record<string, Filling> = {};
  for (const [name, column] of Object.entries(columns)) out[name] = column.subarray(0, n) as Filling;
  return out as T;
}

const whole = (id: string): string => (id.includes(LIST_SEPARATOR) ? id.replaceAll(LIST_SEPARATOR, ' ') : id);
const joined = (ids: readonly string[]): string => (ids.length === 1 ? whole(ids[0]!) : ids.map(whole).join(LIST_SEPARATOR));

/** Nearly every event has none of EXTRA_FIELDS, which is seen faster by their names than in a loop. */
const isPlain = (e: EventEmission): boolean =>
  e.summary === undefined &&
  e.approver === undefined &&
  e.approvedAt === undefined &&
  e.reason === undefined &&
  e.incident === undefined &&
  e.asks === undefined &&
  e.alert === undefined &&
  e.grant === undefined &&
  e.retentionDays === undefined &&
  e.otherTime === undefined;

function extraOf(e: EventEmission): string {
  if (isPlain(e)) return '';
  let extra: Record<string, unknown> | undefined;
  for (const field of EXTRA_FIELDS) {
    const value = e[field];
    if (value === undefined) continue;
    extra ??= {};
    extra[field] = value;
  }
  return extra === undefined ? '' : jsonOf(extra);
}

/** Half a surrogate pair can stand in a JSON string and in nothing that Tracewake writes, so it becomes U+FFFD here. */
function jsonOf(value: object): string {
  const text = JSON.stringify(value);
  return text.includes('\\ud') ? JSON.stringify(value, (_, v: unknown) => (typeof v === 'string' ? v.toWellFormed() : v)) : text;
}

function textColumn(texts: readonly string[]): TextColumn {
  const end = new Uint32Array(texts.length);
  const all = texts.join('');
  const bytes = Buffer.from(all, 'utf8');
  let at = 0;
  // As many bytes as characters: ASCII, and lengths are the same.
  const ascii = bytes.length === all.length;
  for (let i = 0; i < texts.length; i++) {
    at += ascii ? texts[i]!.length : Buffer.byteLength(texts[i]!, 'utf8');
    end[i] = at;
  }
  // Small buffers share a pool, and a pool must not be handed over.
  return { bytes: new Uint8Array(bytes.length === bytes.buffer.byteLength ? bytes.buffer : new Uint8Array(bytes).buffer), end };
}
