/** Events as Parquet: typed columns in groups of rows, so that a million of them needs the memory of one group. */
import { ByteWriter, ParquetWriter } from 'hyparquet-writer';
import type { FlatEvent } from '../../../shared/ways-out/row.ts';

/** Large enough to pack well, small enough that a group is some tens of megabytes of objects. */
export const GROUP_ROWS = 32_768;

type Element = ConstructorParameters<typeof ParquetWriter>[0]['schema'][number];

interface Column {
  readonly name: string;
  readonly schema: readonly Element[];
  readonly value: (row: FlatEvent) => unknown;
}

const text = (name: string, value: (row: FlatEvent) => string | undefined, required = false): Column => ({
  name,
  schema: [
    { name, type: 'BYTE_ARRAY', converted_type: 'UTF8', logical_type: { type: 'STRING' }, repetition_type: required ? 'REQUIRED' : 'OPTIONAL' },
  ],
  // Half of a surrogate pair has no UTF-8.
  value: (row) => value(row)?.toWellFormed(),
});
/** TIMESTAMP in microseconds, adjusted to UTC: DuckDB and Spark read it as a point in time. */
const time = (name: string, value: (row: FlatEvent) => number | undefined): Column => ({
  name,
  schema: [
    {
      name,
      type: 'INT64',
      converted_type: 'TIMESTAMP_MICROS',
      logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MICROS' },
      repetition_type: 'OPTIONAL',
    },
  ],
  value(row) {
    const t = value(row);
    return t === undefined ? undefined : BigInt(t);
  },
});
const int = (name: string, value: (row: FlatEvent) => number | undefined): Column => ({
  name,
  schema: [{ name, type: 'INT32', repetition_type: 'OPTIONAL' }],
  value,
});
const flag = (name: string, value: (row: FlatEvent) => boolean | undefined): Column => ({
  name,
  schema: [{ name, type: 'BOOLEAN', repetition_type: 'OPTIONAL' }],
  value,
});
/** The three levels of a LIST, as the format asks for them. */
const texts = (name: string, value: (row: FlatEvent) => readonly string[]): Column => ({
  name,
  schema: [
    { name, converted_type: 'LIST', logical_type: { type: 'LIST' }, repetition_type: 'OPTIONAL', num_children: 1 },
    { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
    { name: 'element', type: 'BYTE_ARRAY', converted_type: 'UTF8', logical_type: { type: 'STRING' }, repetition_type: 'OPTIONAL' },
  ],
  value: (row) => value(row).map((t) => t.toWellFormed()),
});

const COLUMNS: readonly Column[] = [
  time('time', (r) => r.time),
  text('event_id', (r) => r.event_id, true),
  text('native_id', (r) => r.native_id),
  text('kind', (r) => r.kind, true),
  text('outcome', (r) => r.outcome, true),
  text('operation', (r) => r.operation, true),
  text('message', (r) => r.message),
  text('actor', (r) => r.actor),
  text('actor_kind', (r) => r.actor_kind),
  text('on_behalf_of', (r) => r.on_behalf_of),
  text('target', (r) => r.target),
  text('target_kind', (r) => r.target_kind),
  text('holder', (r) => r.holder),
  text('credential', (r) => r.credential),
  text('access', (r) => r.access),
  text('place', (r) => r.place),
  text('environment', (r) => r.environment),
  flag('interactive', (r) => r.interactive),
  texts('correlation', (r) => r.correlation),
  text('approver', (r) => r.approver),
  time('approved_at', (r) => r.approved_at),
  text('reason', (r) => r.reason),
  text('incident', (r) => r.incident),
  text('summary', (r) => r.summary),
  text('severity', (r) => r.severity),
  int('class_uid', (r) => r.class_uid),
  int('activity_id', (r) => r.activity_id),
  text('system', (r) => r.system, true),
  text('source_file', (r) => r.source_file),
  text('source_type', (r) => r.source_type),
  texts('records', (r) => r.records),
  texts('findings', (r) => r.findings),
];

export class EventParquet {
  readonly #bytes = new ByteWriter();
  readonly #writer: ParquetWriter;
  #rows: FlatEvent[] = [];

  constructor(about: { readonly caseId: string; readonly tool: string }) {
    this.#writer = new ParquetWriter({
      writer: this.#bytes,
      schema: [{ name: 'event', num_children: COLUMNS.length }, ...COLUMNS.flatMap((c) => c.schema)],
      createdBy: about.tool,
      kvMetadata: [{ key: 'tracewake.case', value: about.caseId }],
    });
  }

  /** Takes a row; gives the bytes of a group where it is full. */
  add(row: FlatEvent): Uint8Array | undefined {
    this.#rows.push(row);
    return this.#rows.length < GROUP_ROWS ? undefined : this.#group();
  }

  /** The last rows, and what tells a reader where everything is. */
  end(): Uint8Array {
    const rest = this.#rows.length === 0 ? new Uint8Array() : this.#group();
    this.#writer.finish();
    return Buffer.concat([rest, this.#take()]);
  }

  #group(): Uint8Array {
    const rows = this.#rows;
    this.#rows = [];
    this.#writer.write({
      columnData: COLUMNS.map((c) => ({ name: c.name, data: rows.map(c.value) })),
      rowGroupSize: rows.length,
    });
    return this.#take();
  }

  #take(): Uint8Array {
    const bytes = Uint8Array.from(this.#bytes.getBytes());
    this.#bytes.index = 0;
    return bytes;
  }
}
