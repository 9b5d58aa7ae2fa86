/** The beginning of a source, and what its first records would say: for the plan of an import and for the mapping editor. Nothing is kept. */
import type { Adapter, AdapterContext, RawRecord } from '../../../shared/adapters/adapter.ts';
import type { DateOrders } from '../../../shared/adapters/date-order.ts';
import type { Emission } from '../../../shared/model/emissions.ts';
import type { ParseJob, SourceHead } from './batch.ts';
import { BrokenStream } from './bytes.ts';
import { splitterFor } from './format.ts';
import { openInput } from './input.ts';
import { type Look, lookAt } from './look.ts';
import type { RecordData } from './split/records.ts';
import { timesOf } from './times.ts';

export interface Opening {
  readonly head: SourceHead;
  /** For small sources only. */
  readonly sha256: string | undefined;
  readonly adapter: Adapter | undefined;
  /** The first records, whole ones only. */
  readonly records: readonly RawRecord[];
  readonly dates: () => DateOrders;
}

export interface ReadRecord {
  readonly ordinal: number;
  readonly status: 'accepted' | 'ignored' | 'rejected';
  readonly reason: string | undefined;
  readonly emissions: readonly Emission[];
}

export interface ReadSample {
  readonly records: readonly ReadRecord[];
  readonly warnings: readonly { readonly slug: string; readonly count: number; readonly example: string | undefined }[];
}

/** Without `most` as many records as the recognition looks at. Throws a Failure where the source cannot be opened. */
export async function openingOf(
  job: ParseJob,
  adapters: readonly Adapter[],
  most?: { readonly records: number; readonly bytes: number },
): Promise<Opening> {
  const input = await openInput(job);
  try {
    const look = await lookAt(input, job, adapters);
    const records = most === undefined ? look.sample : await moreOf(look, most);
    return { head: look.head, sha256: input.sha256, adapter: look.adapter, records, dates: look.dates };
  } finally {
    await input.close();
  }
}

async function moreOf(look: Look, most: { readonly records: number; readonly bytes: number }): Promise<RawRecord[]> {
  const records: RawRecord[] = [];
  const header = look.head.header;
  const take = (data: RecordData): void => {
    if (records.length < most.records) records.push({ data, header, ordinal: records.length + 1 });
  };
  const splitter = splitterFor(look.head.format, {
    record: (_buffer, _start, _end, _at, _line, data) => take(data),
    rejected: () => undefined,
    warn: () => undefined,
  });
  if (splitter === undefined) return [...look.sample];
  let bytes = 0;
  let whole = true;
  try {
    for await (const chunk of look.chunks) {
      const text = look.decoder.decode(chunk);
      bytes += text.length;
      splitter.push(text);
      if (splitter.settled !== undefined) await splitter.settled();
      if (records.length >= most.records || bytes >= most.bytes) {
        whole = false;
        break;
      }
    }
  } catch (e) {
    if (!(e instanceof BrokenStream)) throw e;
    whole = false;
  }
  if (whole) splitter.end(false);
  if (splitter.settled !== undefined) await splitter.settled();
  return records.length === 0 ? [...look.sample] : records;
}

/** Reads records as an import would. An adapter that throws rejects its record, as there. */
export function readSample(
  records: readonly RawRecord[],
  adapter: Adapter,
  job: Pick<ParseJob, 'name' | 'system' | 'zone'>,
  dates: () => DateOrders,
): ReadSample {
  const warnings = new Map<string, { count: number; record: number; readonly example: string | undefined }>();
  let ordinal = 0;
  let emissions: Emission[] = [];
  let ignored: string | undefined;
  let rejected: string | undefined;
  const warn = (slug: string, example?: string): void => {
    const entry = warnings.get(slug);
    if (entry === undefined) warnings.set(slug, { count: 1, record: ordinal, example });
    else if (entry.record !== ordinal) {
      entry.count++;
      entry.record = ordinal;
    }
  };
  const zone = job.zone ?? adapter.zone;
  let data: RawRecord['data'] | undefined;
  const order = (text: string) => dates().of(text, data);
  const context: AdapterContext = {
    name: job.name,
    system: job.system,
    zone,
    time: timesOf(zone, order, warn),
    dateOrder: order,
    emit: (e) => void emissions.push(e),
    ignore: (reason) => {
      ignored ??= reason;
    },
    reject: (reason) => {
      rejected ??= reason;
    },
    warn,
  };
  const out: ReadRecord[] = [];
  for (const record of records) {
    ordinal = record.ordinal;
    data = record.data;
    emissions = [];
    ignored = rejected = undefined;
    try {
      adapter.read(record, context);
    } catch (e) {
      rejected = `the adapter ${adapter.type} failed on it: ${e instanceof Error ? e.message.slice(0, 200) : 'no reason given'}`;
    }
    const status = rejected !== undefined ? 'rejected' : ignored !== undefined || emissions.length === 0 ? 'ignored' : 'accepted';
    out.push({
      ordinal,
      status,
      reason: status === 'rejected' ? rejected : status === 'ignored' ? (ignored ?? 'says-nothing') : undefined,
      emissions: status === 'accepted' ? emissions : [],
    });
  }
  return { records: out, warnings: [...warnings].map(([slug, { count, example }]) => ({ slug, count, example })) };
}
