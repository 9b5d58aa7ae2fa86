/**
 * What the parse worker hands to the engine's thread: one head, then batches of columns, then one end.
 * Columns and not objects, because a message of objects costs 3 to 6 µs an event and transferred arrays cost nothing.
 */

import type { Instant } from '../../../shared/base/instant.ts';
import type { TracewakeError } from '../../../shared/contract/errors.ts';
import type { FactEmission } from '../../../shared/model/emissions.ts';
import type { Mapping } from '../../../shared/model/mapping.ts';
import type { Channel } from '../../../shared/model/vocabulary.ts';

/** The fate of a record as the reading side knows it; that it is a duplicate, only the store can say. Same order as the store's. */
export const READ_STATUSES = ['accepted', 'ignored', 'rejected'] as const;
export const ACCEPTED = 0;
export const IGNORED = 1;
export const REJECTED = 2;

/** Joins the ids of `correlation` inside a text column; no id holds a unit separator (it is replaced where one does). */
export const LIST_SEPARATOR = '\u001f';

/** One text per row, UTF-8 one after the other: row i is `bytes[end[i-1] or 0 … end[i])`; an empty range is none. Not interned: these differ on every row. */
export interface TextColumn {
  readonly bytes: Uint8Array;
  readonly end: Uint32Array;
}

/** Row i is the record with the ordinal `firstOrdinal + i`. */
export interface RecordColumns {
  readonly length: number;
  /** First byte of the record in the source's bytes after gunzip (UTF-16 is counted as it lies there, not as decoded). */
  readonly offset: Float64Array;
  /** In bytes. A record longer than 4 GiB reads 4294967295; it is rejected in any case. */
  readonly size: Uint32Array;
  /** 1-based line on which it begins. */
  readonly line: Uint32Array;
  /** ACCEPTED, IGNORED or REJECTED. */
  readonly status: Uint8Array;
  /** Index into the dictionary: the slug of an ignored, the sentence of a rejected record; -1 for none. */
  readonly reason: Int32Array;
  /**
   * 52 bits of a hash of an accepted record's bytes as an integer; NaN where it has a native hash, by which it is then known. Equal bytes give equal
   * hashes in every source, the reverse must be verified.
   */
  readonly bytesHash: Float64Array;
  /** 52 bits of a hash of the native id of its first event that has one, as an integer; NaN for none. The store adds the system, and verifies. */
  readonly nativeHash: Float64Array;
}

/** Strings are indexes into the source's dictionary, -1 for none. */
export interface EventColumnsOfBatch {
  readonly length: number;
  /** Row in the batch's records. Ascending. */
  readonly record: Uint32Array;
  /** 1-based among the events of its record; 0 where that record holds one event. */
  readonly k: Uint16Array;
  /** Microseconds UTC as the source says (no clock offset applied); NaN: undated. */
  readonly time: Float64Array;
  /** Index into EVENT_KINDS, OUTCOMES. */
  readonly kind: Uint8Array;
  readonly outcome: Uint8Array;
  readonly operation: Int32Array;
  readonly actor: Int32Array;
  readonly onBehalfOf: Int32Array;
  readonly target: Int32Array;
  readonly holder: Int32Array;
  readonly credential: Int32Array;
  readonly access: Int32Array;
  readonly place: Int32Array;
  readonly environment: Int32Array;
  /** Index into IDENTITY_KINDS + 1; 0 for not said. */
  readonly targetKind: Uint8Array;
  readonly actorKind: Uint8Array;
  /** 0 not said, 1 no, 2 yes. */
  readonly interactive: Uint8Array;
  /** -1: not said. */
  readonly classUid: Int32Array;
  readonly activityId: Int32Array;
  readonly nativeId: TextColumn;
  /** Joined by LIST_SEPARATOR. */
  readonly correlation: TextColumn;
  /** JSON of an ExtraFields; an empty text where the event has none of them. */
  readonly extra: TextColumn;
}

/** The rare fields of an EventEmission, kept as JSON; absent keys are `undefined`. */
export const EXTRA_FIELDS = [
  'summary',
  'approver',
  'approvedAt',
  'reason',
  'incident',
  'asks',
  'alert',
  'grant',
  'retentionDays',
  'otherTime',
] as const;
export type ExtraField = (typeof EXTRA_FIELDS)[number];

/** Whatever is not an event: a notice, a claim, a step of a route … */
export interface FactRow {
  readonly family: FactEmission['type'];
  /** Row in the batch's records. Ascending. */
  readonly record: number;
  /** 1-based among the facts of its record. */
  readonly k: number;
  /** By what its record is dated (see fact-time.ts); `undefined`: by nothing. */
  readonly time: Instant | undefined;
  /** JSON of the emission without `type`; keys that are `undefined` are left out. */
  readonly body: string;
}

export interface Batch {
  readonly type: 'batch';
  readonly firstOrdinal: number;
  /** The texts that its columns name by their numbers. It goes on growing behind those that are in use, and may be that of other sources too. */
  readonly dictionary: readonly string[];
  readonly records: RecordColumns;
  readonly events: EventColumnsOfBatch;
  readonly facts: readonly FactRow[];
  /** Bytes of the original consumed so far (compressed where it is compressed), for progress. */
  readonly bytesRead: number;
}

export const FORMATS = [
  'json',
  'json-array',
  'json-envelope',
  'ndjson',
  'json-concatenated',
  'csv',
  'tsv',
  'csv-semicolon',
  'sheet',
  'mbox',
  'eml',
  'unknown',
] as const;
export type Format = (typeof FORMATS)[number];
export const ENCODINGS = ['utf-8', 'utf-8-bom', 'utf-16le', 'utf-16be', 'windows-1252', 'binary'] as const;
export type Encoding = (typeof ENCODINGS)[number];

/** What the reader found out about a source before its first record is given on. */
export interface SourceHead {
  readonly type: 'head';
  /** An adapter's name; `unknown` where none recognised it (all its records are then ignored as `no-adapter`). */
  readonly adapter: string;
  readonly title: string;
  readonly version: number;
  /** How the adapter was chosen: `declared`, or what in the content says so. */
  readonly why: string;
  readonly system: string;
  readonly channels: readonly Channel[];
  /** That of the job, else the one that a mapping names. */
  readonly zone: string | undefined;
  readonly format: Format;
  readonly encoding: Encoding;
  readonly compression: 'none' | 'gzip';
  /** For enveloped JSON: the key that holds the records. */
  readonly envelope: string | undefined;
  /** For CSV: the header as written. */
  readonly header: readonly string[] | undefined;
  /** Sentences for the person, such as an unknown declared type. */
  readonly warnings: readonly string[];
}

/** A run of consecutive rejected records, with the last time before it and the first after it, in the order of the file. */
export interface RejectedBlock {
  readonly firstOrdinal: number;
  readonly lastOrdinal: number;
  readonly from: Instant | undefined;
  readonly to: Instant | undefined;
}

export interface SourceEnd {
  readonly type: 'end';
  /** Hex. Of the source's own bytes: what `sha256sum` says of the file, or of the member once unpacked from its archive; a `.gz` is hashed as it is, packed. */
  readonly sha256: string;
  /** Of the same bytes. */
  readonly bytes: number;
  /** After gunzip; equal to `bytes` where nothing is packed. */
  readonly unpackedBytes: number;
  /** As it turned out over the whole source; the head had it from the beginning. */
  readonly encoding: Encoding;
  /** Without regard to duplicates: read = accepted + ignored + rejected. */
  readonly read: number;
  readonly accepted: number;
  readonly ignored: number;
  readonly rejected: number;
  /** Accepted records none of whose statements has a time. */
  readonly undated: number;
  readonly events: number;
  readonly facts: number;
  readonly first: Instant | undefined;
  readonly last: Instant | undefined;
  readonly ignoredReasons: readonly { readonly reason: string; readonly count: number }[];
  /** `example`: a value that the first of them was about. */
  readonly warnings: readonly { readonly slug: string; readonly count: number; readonly example?: string | undefined }[];
  /** At most MAX_BLOCKS; neighbours are joined beyond that. */
  readonly rejectedBlocks: readonly RejectedBlock[];
  /** Where a stream broke off, and how: a truncated gz, a bad checksum. What was read until then is kept. */
  readonly stopped: { readonly at: number; readonly error: TracewakeError } | undefined;
}

/** The bytes are those of a source that the caller named as known: nothing was read further. */
export interface SourceKnown {
  readonly type: 'known';
  readonly sha256: string;
  readonly bytes: number;
}

/** Nothing of this source may stay. */
export interface SourceFailed {
  readonly type: 'failed';
  readonly error: TracewakeError;
}

/** Order: `head batch* end`, or `known`, or at any point `failed`, which is the last. */
export type ParseMessage = SourceHead | Batch | SourceEnd | SourceKnown | SourceFailed;

/** Where bytes lie: a range of a file of this machine, as it is or deflated. */
export interface Extent {
  readonly file: string;
  readonly start: number;
  /** Bytes in the file. */
  readonly size: number;
  readonly method: 'stored' | 'deflate';
  /** Bytes after inflating, where a directory says so; else `size`. */
  readonly bytes: number;
  /** CRC-32 of the inflated bytes, where a directory says so. */
  readonly crc32: number | undefined;
  /** Why the bytes end before their directory says they should: the archive itself is cut off. */
  readonly cut: TracewakeError | undefined;
}

export interface ParseJob {
  /** The name inside the bundle, `aws/2026-03-04.json.gz`. */
  readonly name: string;
  readonly extent: Extent;
  /** Hex, where the caller has hashed the source's bytes already (it copied the file); they are then not hashed again. */
  readonly sha256: string | undefined;
  /** Hashes of sources that the case already holds. */
  readonly known: ReadonlySet<string>;
  /** `--as`, or `type` of bundle.yaml: this adapter, whatever the content says. */
  readonly adapter: string | undefined;
  /** Take part in the recognition beside the adapters that come with the product. */
  readonly mappings?: readonly Mapping[] | undefined;
  readonly system: string | undefined;
  /** Declared channels take the place of the adapter's. */
  readonly channels: readonly Channel[] | undefined;
  /** IANA name or fixed offset, already checked. */
  readonly zone: string | undefined;
}
