/** The first look at a source: its encoding, its format, whose it is. */
import type { Adapter, RawRecord } from '../../../shared/adapters/adapter.ts';
import { DateOrders, dateOrderOf } from '../../../shared/adapters/date-order.ts';
import type { Channel } from '../../../shared/model/vocabulary.ts';
import type { ParseJob, SourceHead } from './batch.ts';
import { BrokenStream } from './bytes.ts';
import { type Decoder, decoderFor, encodingOf } from './encoding.ts';
import { formatOf, splitterFor } from './format.ts';
import type { Input } from './input.ts';
import { LONGEST_RECORD } from './limits.ts';
import { recognise, SAMPLE } from './recognise.ts';
import { uniqueKeys } from './split/csv.ts';
import { REASONS, type RecordData } from './split/records.ts';

/** As much as the format, the encoding and the order of day and month are judged by. */
const LOOKED_AT = 256 * 1024;
const PROBE_STEP = 64 * 1024;

export interface Look {
  readonly head: SourceHead;
  /** `undefined`: none knows its records, or it has none. */
  readonly adapter: Adapter | undefined;
  readonly decoder: Decoder;
  /** Whether the day comes first, column by column; worked out when a date first asks. */
  readonly dates: () => DateOrders;
  /** All unpacked bytes, those that were looked at included. */
  readonly chunks: AsyncIterable<Buffer>;
  /** The first records, up to SAMPLE. */
  readonly sample: readonly RawRecord[];
  /** Why the file as a whole is no file of records. */
  readonly notRecords: string | undefined;
}

export async function lookAt(input: Input, job: ParseJob, adapters: readonly Adapter[]): Promise<Look> {
  const ahead = new Lookahead(input.unpacked);
  const first = await ahead.atLeast(LOOKED_AT);
  const { encoding, mark } = encodingOf(first);
  let checked = encoding !== 'binary';
  const text = (bytes: Buffer): Buffer => decoderFor(encoding, mark, checked).decode(bytes);
  let start = text(first.subarray(0, LOOKED_AT));
  const detected = encoding === 'binary' ? undefined : formatOf(start, ahead.ended && first.length <= LOOKED_AT);
  const format = detected?.format ?? 'unknown';
  if (format === 'mbox' || format === 'eml') {
    // Its bytes stay as they are: each part of a message says itself what it is written in.
    checked = false;
    start = text(first.subarray(0, LOOKED_AT));
  }

  let sample = await probe(format, text(first));
  // A first record longer than what was looked at: more is read until it is whole, or too long to be one.
  for (let size = first.length * 2; format !== 'unknown' && sample.records.length === 0 && !ahead.ended && size < LONGEST_RECORD * 4; size *= 2) {
    sample = await probe(format, text(await ahead.atLeast(size)));
  }
  const { adapter, named, warnings } = choose(job, adapters, sample.records);
  const opening = sample.records[0] ?? { data: {}, header: sample.header, ordinal: 1 };
  const empty = first.length === 0 || start.every((b) => b <= 32);
  return {
    head: {
      type: 'head',
      ...named,
      system: job.system ?? (adapter === undefined ? 'unknown' : guarded(() => adapter.system(opening, job.name), adapter.type)),
      channels:
        job.channels ??
        (adapter === undefined
          ? []
          : typeof adapter.channels === 'function'
            ? guarded(channelsOf(adapter.channels, sample.records.length === 0 ? [opening] : sample.records, job.name), [])
            : adapter.channels),
      zone: job.zone ?? adapter?.zone,
      format,
      encoding,
      compression: input.compression,
      envelope: detected?.envelope,
      header: sample.header,
      warnings,
    },
    adapter,
    decoder: decoderFor(encoding, mark, checked),
    dates: datesOf(format, start),
    chunks: ahead,
    sample: sample.records,
    notRecords: format !== 'unknown' || empty ? undefined : encoding === 'binary' ? REASONS.notText : REASONS.notRecords,
  };
}

const channelsOf =
  (channels: Exclude<Adapter['channels'], readonly unknown[]>, sample: readonly RawRecord[], name: string) => (): readonly Channel[] =>
    channels(sample, name);

function datesOf(format: SourceHead['format'], start: Buffer): () => DateOrders {
  let known: DateOrders | undefined;
  const read = (): DateOrders => {
    const records: RecordData[] = [];
    // A message's own dates have one form, and its splitter takes its time.
    if (format !== 'mbox' && format !== 'eml') {
      const splitter = splitterFor(format, {
        record: (_buffer, _start, _end, _at, _line, data) => void records.push(data),
        rejected: () => undefined,
        warn: () => undefined,
      });
      splitter?.push(start);
      splitter?.end(false);
    }
    return new DateOrders(records, dateOrderOf(start.toString('latin1')));
  };
  return () => {
    known ??= read();
    return known;
  };
}

/** An adapter's word about the whole source; it must not throw, and if it does the source is still read. */
function guarded<T>(ask: () => T, otherwise: T): T {
  try {
    return ask();
  } catch {
    return otherwise;
  }
}

const UNKNOWN = { adapter: 'unknown', title: 'not recognised', version: 0 };

function choose(job: ParseJob, adapters: readonly Adapter[], sample: readonly RawRecord[]) {
  const warnings: string[] = [];
  const found = recognise(adapters, sample, job.name);
  if (job.adapter !== undefined) {
    const adapter = adapters.find((a) => a.type === job.adapter);
    if (adapter !== undefined) {
      if (found !== undefined && found.adapter !== adapter)
        warnings.push(`declared as ${adapter.type}, while its content looks like ${found.adapter.type}: ${found.why}`);
      return { adapter, named: namedBy(adapter, sample, 'declared'), warnings };
    }
    warnings.push(`there is no type \`${job.adapter}\`; the content decides`);
  }
  if (found === undefined) return { adapter: undefined, named: { ...UNKNOWN, why: 'no adapter knows its records' }, warnings };
  const { adapter, why } = found;
  return { adapter, named: namedBy(adapter, sample, why), warnings };
}

const namedBy = (adapter: Adapter, sample: readonly RawRecord[], why: string) => ({
  adapter: adapter.type,
  title: guarded(() => adapter.titleOf?.(sample) ?? adapter.title, adapter.title),
  version: adapter.version,
  why,
});

/** The first records, and the header of a table. A table without rows gives one record of empty cells, so that its header can be recognised. */
async function probe(
  format: SourceHead['format'],
  text: Buffer,
): Promise<{ readonly records: RawRecord[]; readonly header: readonly string[] | undefined }> {
  const records: RawRecord[] = [];
  let header: readonly string[] | undefined;
  const take = (data: RecordData): void => {
    if (records.length < SAMPLE) records.push({ data, header, ordinal: records.length + 1 });
  };
  const splitter = splitterFor(
    format,
    { record: (_buffer, _start, _end, _at, _line, data) => take(data), rejected: () => undefined, warn: () => undefined },
    (cells) => {
      header = cells;
    },
  );
  for (let at = 0; splitter !== undefined && at < text.length && records.length < SAMPLE; at += PROBE_STEP) {
    splitter.push(text.subarray(at, at + PROBE_STEP));
    if (splitter.settled !== undefined) await splitter.settled();
  }
  // What looks unfinished may only be so because the look ends here; it is no record of the sample unless it is whole.
  if (records.length < SAMPLE) splitter?.end(false);
  if (splitter?.settled !== undefined) await splitter.settled();
  if (records.length === 0 && header !== undefined) take(Object.fromEntries(uniqueKeys(header).map((key) => [key, ''])));
  return { records, header };
}

/** Reads ahead and gives everything again from the start. */
class Lookahead implements AsyncIterable<Buffer> {
  readonly #rest: AsyncIterator<Buffer>;
  readonly #held: Buffer[] = [];
  #size = 0;
  #broken: BrokenStream | undefined;
  ended = false;

  constructor(bytes: AsyncIterable<Buffer>) {
    this.#rest = bytes[Symbol.asyncIterator]();
  }

  /** The first bytes, this many or more; fewer where the stream ends or breaks off. */
  async atLeast(size: number): Promise<Buffer> {
    while (this.#size < size && !this.ended) {
      try {
        const next = await this.#rest.next();
        if (next.done === true) this.ended = true;
        else {
          this.#held.push(next.value);
          this.#size += next.value.length;
        }
      } catch (e) {
        if (!(e instanceof BrokenStream)) throw e;
        this.#broken = e;
        this.ended = true;
      }
    }
    return this.#held.length === 1 ? this.#held[0]! : Buffer.concat(this.#held);
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Buffer, void, void> {
    for (let held = this.#held.shift(); held !== undefined; held = this.#held.shift()) yield held;
    if (this.#broken !== undefined) throw this.#broken;
    while (!this.ended) {
      const next = await this.#rest.next();
      if (next.done === true) return;
      yield next.value;
    }
  }
}
