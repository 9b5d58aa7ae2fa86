/**
 * Records that a log shipper or a search tool wrapped on the way: the event stands as JSON in a text (`message` of logstash and
 * syslog, `log` of fluent-bit, `event.original` of the Elastic schema, `_raw` of Splunk) or as an object under `log`.
 */
import type { Adapter, RawRecord, Reads } from './adapter.ts';
import { type Fields, object, parsed } from './fields.ts';

const jsonText = (value: unknown): Fields | undefined =>
  typeof value === 'string' && value.length > 2 && value.trimStart().startsWith('{') ? object(parsed(value)) : undefined;

/** What `shipped` looks at. */
const WRAPPINGS: Reads = { message: true, log: true, _raw: true, result: true, input: true, event: true };

/** The event inside a wrapping; `undefined` for what is wrapped in nothing known. */
export function shipped(data: Fields): Fields | undefined {
  if (data.message !== undefined) return jsonText(data.message);
  if (data.log !== undefined) return object(data.log) ?? jsonText(data.log);
  if (data._raw !== undefined) return jsonText(data._raw);
  const nested = object(data.result) ?? object(data.input) ?? object(data.event);
  if (nested === undefined) return undefined;
  return jsonText(nested._raw) ?? jsonText(nested.message) ?? jsonText(nested.original);
}

/** A record in a wrapping is a little less sure a sign than one without. */
const LESS_SURE = 0.95;

/** The adapter, also for records in a wrapping. A record that the adapter knows as it is, is never looked into. */
export function throughShippers(adapter: Adapter): Adapter {
  const open = (record: RawRecord): RawRecord => {
    const inner = shipped(record.data);
    if (inner === undefined || adapter.recognise([record], '').score > 0) return record;
    return { ...record, data: inner };
  };
  return {
    type: adapter.type,
    title: adapter.title,
    version: adapter.version,
    channels: adapter.channels,
    reads: adapter.reads === undefined ? undefined : { ...adapter.reads, ...WRAPPINGS },
    system: (first, name) => adapter.system(open(first), name),
    recognise(sample, name) {
      const plain = adapter.recognise(sample, name);
      if (plain.score > 0) return plain;
      const wrapped = adapter.recognise(sample.map(open), name);
      return wrapped.score === 0 ? wrapped : { score: wrapped.score * LESS_SURE, why: `${wrapped.why}, inside a shipper's wrapping` };
    },
    read(record, context) {
      adapter.read(open(record), context);
    },
  };
}
