import type { Instant } from '../base/instant.ts';
import type { Emission } from '../model/emissions.ts';
import type { Channel } from '../model/vocabulary.ts';
import type { DateOrder } from './time.ts';

/** One raw record as an adapter sees it. */
export interface RawRecord {
  /**
   * The parsed record: a JSON object; or for CSV, TSV an object of column name → cell (all strings).
   * Parsed once by the record reader; an adapter never parses the bytes again (strings inside it, it may).
   */
  readonly data: Readonly<Record<string, unknown>>;
  /** For a CSV: the header's cells as written. */
  readonly header: readonly string[] | undefined;
  /** 1-based inside the source. */
  readonly ordinal: number;
}

export interface AdapterContext {
  /** The name of the member inside the bundle (`aws/2026-03-04.json.gz`). */
  readonly name: string;
  /** The system that bundle.yaml or the user declared, if any. */
  readonly system: string | undefined;
  /** A declared zone for times without one; `undefined` means: take UTC and mark the record. */
  readonly zone: string | undefined;
  /**
   * Reads a time text in the forms that FORMATS.md lists; without a zone in the text the declared zone holds,
   * else UTC, and the record is counted as `zone assumed UTC`. `undefined`: unreadable or empty.
   */
  time(text: unknown): Instant | undefined;
  /** Whether the day comes first in the column of this record in which the text stands; for who reads a time otherwise than by `time`. */
  dateOrder?(text: string): DateOrder;
  /** Gives one statement about the record. An adapter calls it any number of times. */
  emit(emission: Emission): void;
  /** The record is well-formed and has no meaning for this adapter; the reason is a short slug. Then nothing is emitted. */
  ignore(reason: string): void;
  /** The record is broken in a way that makes it no record; the reason is a sentence. */
  reject(reason: string): void;
  /**
   * A named warning that is counted and shown with the source: `zone-assumed-utc`, `ambiguous-time`. `example`: the value that it is about,
   * shortened; the first of a source is shown.
   */
  warn(slug: string, example?: string): void;
}

export interface Recognition {
  /** 0 is no, 1 is certain. The highest wins, the registry's order breaks ties. */
  readonly score: number;
  /** What in the content says so, for a person: "eventSource and eventName beside userIdentity". */
  readonly why: string;
}

/**
 * The members of a JSON object that an adapter looks at. `true`: any value, whole; `once`: the same, and a text that hardly comes twice, such as an
 * id or a time; a tree: of an object these members, of anything else the whole value.
 */
export interface Reads {
  readonly [key: string]: true | 'once' | Reads;
}

export interface Adapter {
  /** The name in bundle.yaml's `type` and `--as`. */
  readonly type: string;
  readonly title: string;
  /** The title of a source where one adapter reads several kinds of file, from its first records. */
  titleOf?(sample: readonly RawRecord[]): string;
  /** Raised whenever the same record would be read differently; kept in the source's meta. */
  readonly version: number;
  /** Default channels (FORMATS.md), or what the first records say of them; a table of notices has each row's. */
  readonly channels: readonly Channel[] | ((sample: readonly RawRecord[], name: string) => readonly Channel[]);
  /** The zone of times without one, where nothing is declared: a mapping may name it. */
  readonly zone?: string | undefined;
  /** Default system from the first record and the member's name: `aws-123456789012`, a table's file name. */
  system(first: RawRecord, name: string): string;
  /** Looks at up to the first 20 records. Content decides, never the name alone. */
  recognise(sample: readonly RawRecord[], name: string): Recognition;
  /**
   * All that `read` and `recognise` ever look at. Where it is given, `read` may be handed an object that has these members only, made as they are asked
   * for: it asks by name, and keeps neither the record nor an object in it beyond the call. `system` always sees the whole.
   */
  readonly reads?: Reads | undefined;
  /** Says what one record means. Must not throw on any input; must end in emit, ignore or reject. */
  read(record: RawRecord, context: AdapterContext): void;
}
