/** From a record to columns: the adapter reads it, the sink keeps what it says, the ledger counts it. */
import type { Adapter, AdapterContext } from '../../../shared/adapters/adapter.ts';
import type { DateOrders } from '../../../shared/adapters/date-order.ts';
import type { Instant } from '../../../shared/base/instant.ts';
import type { Emission } from '../../../shared/model/emissions.ts';
import { ACCEPTED, IGNORED, type ParseJob, REJECTED } from './batch.ts';
import { factTime } from './fact-time.ts';
import { hashBytes, hashText } from './hash.ts';
import type { Ledger } from './ledger.ts';
import { MOST_EVENTS, type Sink } from './sink.ts';
import type { RecordData, RecordOutput } from './split/records.ts';
import { timesOf } from './times.ts';

const NO_ADAPTER = 'no-adapter';
const EMPTY_ANSWER = 'empty-answer';
const SAYS_NOTHING = 'says-nothing';

export interface ReaderOptions {
  readonly adapter: Adapter | undefined;
  readonly job: Pick<ParseJob, 'name' | 'system' | 'zone'>;
  readonly sink: Sink;
  readonly ledger: Ledger;
  dates(): DateOrders;
  readonly header: readonly string[] | undefined;
  /** From an offset in the UTF-8 stream to one in the source's unpacked bytes. Offsets do not decrease. */
  original(offset: number): number;
  /** Called after each record. */
  added(): void;
}

export class RecordReader implements RecordOutput {
  readonly #options: ReaderOptions;
  readonly #context: AdapterContext;
  readonly #emissions: Emission[] = [];
  /** Times of the record at hand that could be another, and which. */
  #doubts: Map<Instant, Instant> | undefined;
  #data: RecordData | undefined;
  /** The bytes of the record at hand. */
  #buffer: Buffer | undefined;
  #start = 0;
  #stop = 0;
  #ignored: string | undefined;
  #rejected: string | undefined;

  constructor(options: ReaderOptions) {
    this.#options = options;
    const { ledger, sink, job } = options;
    const zone = job.zone ?? options.adapter?.zone;
    const warn = (slug: string, example?: string): void => ledger.warn(slug, sink.ordinal, example);
    const order = (text: string) => options.dates().of(text, this.#whole());
    this.#context = {
      name: job.name,
      system: job.system,
      zone,
      time: timesOf(zone, order, warn, (time, other) => {
        this.#doubts ??= new Map();
        this.#doubts.set(time, other);
      }),
      dateOrder: order,
      emit: (emission) => {
        this.#emissions.push(emission);
      },
      ignore: (reason) => {
        this.#ignored ??= reason;
      },
      reject: (reason) => {
        this.#rejected ??= reason;
      },
      warn,
    };
  }

  record(buffer: Buffer, start: number, end: number, at: number, line: number, data: RecordData): void {
    const { adapter, sink, ledger, original } = this.#options;
    const offset = original(at);
    const size = original(at + end - start) - offset;
    if (adapter === undefined) {
      const reason = isEmptyAnswer(data) ? EMPTY_ANSWER : NO_ADAPTER;
      ledger.ignoredFor(reason);
      this.#end(offset, size, line, IGNORED, reason);
      return;
    }
    this.#emissions.length = 0;
    this.#ignored = this.#rejected = undefined;
    this.#doubts = undefined;
    this.#data = data;
    this.#buffer = buffer;
    this.#start = start;
    this.#stop = end;
    try {
      adapter.read({ data, header: this.#options.header, ordinal: sink.ordinal }, this.#context);
    } catch (e) {
      // An adapter must not throw; if one does, its record is lost to nobody and the others are read.
      this.#rejected = `the adapter ${adapter.type} failed on it: ${e instanceof Error ? e.message.slice(0, 200) : 'no reason given'}`;
    }
    if (this.#rejected !== undefined) {
      this.#end(offset, size, line, REJECTED, this.#rejected);
    } else if (this.#ignored !== undefined || this.#emissions.length === 0) {
      const reason = this.#ignored ?? SAYS_NOTHING;
      ledger.ignoredFor(reason);
      this.#end(offset, size, line, IGNORED, reason);
    } else this.#accept(offset, size, line, buffer, start, end);
  }

  /** The record with the members that its adapter does not look at. Which order a date has, its neighbours may tell. */
  #whole(): RecordData | undefined {
    if (this.#options.adapter?.reads === undefined || this.#buffer === undefined) return this.#data;
    try {
      return JSON.parse(this.#buffer.toString('utf8', this.#start, this.#stop)) as RecordData;
    } catch {
      // No JSON, so it was read whole.
      return this.#data;
    }
  }

  rejected(_buffer: Buffer | undefined, _start: number, at: number, size: number, line: number, reason: string): void {
    const { original } = this.#options;
    const offset = original(at);
    this.#end(offset, original(at + size) - offset, line, REJECTED, reason);
  }

  warn(slug: string): void {
    this.#options.ledger.warn(slug, this.#options.sink.ordinal);
  }

  #accept(offset: number, size: number, line: number, buffer: Buffer, start: number, end: number): void {
    const { sink, ledger } = this.#options;
    const emissions = this.#emissions;
    let from: Instant | undefined;
    let to: Instant | undefined;
    let native: string | undefined;
    let events = 0;
    for (const e of emissions) if (e.type === 'event') events++;
    let k = 0;
    let facts = 0;
    for (const e of emissions) {
      let time: Instant | undefined;
      if (e.type === 'event') {
        if (k === MOST_EVENTS) {
          this.warn('too-many-events-in-a-record');
          continue;
        }
        k++;
        const otherTime = this.#doubts === undefined || e.time === undefined ? undefined : this.#doubts.get(e.time);
        sink.event(otherTime === undefined ? e : { ...e, otherTime }, events === 1 ? 0 : k);
        time = e.time;
        native ??= e.key ?? e.nativeId;
      } else {
        sink.fact(e, ++facts);
        time = factTime(e);
      }
      if (time === undefined) continue;
      if (from === undefined || time < from) from = time;
      if (to === undefined || time > to) to = time;
    }
    ledger.events += k;
    ledger.facts += facts;
    // A record that names itself is known again by that.
    const bytes = native === undefined ? hashBytes(buffer, start, end) : Number.NaN;
    this.#end(offset, size, line, ACCEPTED, undefined, bytes, native === undefined ? Number.NaN : hashText(native), from, to);
  }

  #end(
    offset: number,
    size: number,
    line: number,
    status: number,
    reason: string | undefined,
    bytesHash = Number.NaN,
    nativeHash = Number.NaN,
    from?: Instant | undefined,
    to?: Instant | undefined,
  ): void {
    const { sink, ledger, added } = this.#options;
    ledger.record(sink.ordinal, status, from, to);
    sink.record(offset, size, line, status, sink.intern(reason), bytesHash, nativeHash);
    added();
  }
}

/** What the answers of APIs have beside their list. */
const PAGING: ReadonlySet<string> = new Set(
  'limit offset more total count size start took requestId request_id next next_cursor nextPageToken nextLink IsTruncated isTruncated'.split(' '),
);

/** An API's answer that lists nothing: it was asked, and nothing is missing from it. Whatever else it says makes it a record. */
function isEmptyAnswer(data: RecordData): boolean {
  let lists = 0;
  for (const [key, value] of Object.entries(data)) {
    if (Array.isArray(value) && value.length === 0) lists++;
    else if (!PAGING.has(key) && !key.startsWith('@odata.')) return false;
  }
  return lists > 0;
}
