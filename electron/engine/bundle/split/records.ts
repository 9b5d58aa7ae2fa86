/** What splitters are and what they give. A splitter sees UTF-8 in chunks of any size; how it is chunked never shows in the records. */

export type RecordData = Record<string, unknown>;

export interface RecordOutput {
  /**
   * One record. Its bytes are `buffer[start … end)`, valid during the call; `at` is their offset in the UTF-8 stream; `line` counts from 1.
   * `data` is its parsed form.
   */
  record(buffer: Buffer, start: number, end: number, at: number, line: number, data: RecordData): void;
  /** Bytes that are no record, counted as one rejected record. `buffer` is `undefined` where they were too many to hold. */
  rejected(buffer: Buffer | undefined, start: number, at: number, size: number, line: number, reason: string): void;
  /** A named warning about the source. */
  warn(slug: string): void;
}

export interface Splitter {
  push(chunk: Buffer): void;
  /** No more bytes. `broken`: the stream broke off, so that an unfinished record at the end is a torn one. */
  end(broken: boolean): void;
  /** Only where records take more than a call to read: awaited after every `push` and after `end`, it gives out those that became whole. */
  settled?(): Promise<void>;
}

export const REASONS = {
  notJson: 'it is not valid JSON',
  notObject: 'it is valid JSON, but no object',
  tooLong: 'it is longer than 56 MiB, as no record of a log is',
  torn: 'the file ends in the middle of it',
  outside: 'it stands between records and is none',
  notText: 'it is binary data, not a file of records',
  notRecords: 'it is text, but no JSON, CSV or TSV',
  tooManyCells: 'the row has more cells than the header',
  notMail: 'it is no message that can be read',
  openQuote: 'a quotation mark in the row is never closed',
} as const;

export const isObject = (value: unknown): value is RecordData => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Whether JSON.parse failed for want of more text. */
export const isUnfinished = (e: unknown): boolean => e instanceof SyntaxError && /^(?:Unexpected end|Unterminated)/.test(e.message);
