/** The count of what became of a source's records. */
import type { Instant } from '../../../shared/base/instant.ts';
import { ACCEPTED, IGNORED, type RejectedBlock, type SourceEnd } from './batch.ts';

/** A source with more runs of broken records than this is broken throughout; neighbouring runs are then joined. */
const MOST_BLOCKS = 1000;
/** Warnings and reasons are slugs from a short list; what comes beyond that is counted together. */
const MOST_NAMES = 200;

export class Ledger {
  read = 0;
  accepted = 0;
  ignored = 0;
  rejected = 0;
  undated = 0;
  events = 0;
  facts = 0;
  first: Instant | undefined;
  last: Instant | undefined;
  readonly #reasons = new Map<string, number>();
  readonly #warnings = new Map<string, { count: number; record: number; readonly example: string | undefined }>();
  readonly #blocks: { firstOrdinal: number; lastOrdinal: number; from: Instant | undefined; to: Instant | undefined }[] = [];
  #lastGood: Instant | undefined;
  /** Whether the last block still waits for the first good time after it. */
  #waiting = false;

  /** One record; `from` and `to` are the earliest and the latest time in it, `undefined` where it has none. */
  record(ordinal: number, status: number, from: Instant | undefined, to: Instant | undefined): void {
    this.read++;
    if (status === ACCEPTED) {
      this.accepted++;
      if (from === undefined || to === undefined) {
        this.undated++;
        return;
      }
      if (this.first === undefined || from < this.first) this.first = from;
      if (this.last === undefined || to > this.last) this.last = to;
      if (this.#waiting) {
        this.#blocks[this.#blocks.length - 1]!.to = from;
        this.#waiting = false;
      }
      this.#lastGood = to;
    } else if (status === IGNORED) this.ignored++;
    else this.#reject(ordinal);
  }

  ignoredFor(reason: string): void {
    count(this.#reasons, reason);
  }

  /** Counted once a record, however often its adapter says so. Of the examples the first is kept. */
  warn(slug: string, record: number, example?: string): void {
    const name = this.#warnings.has(slug) || this.#warnings.size < MOST_NAMES ? slug : 'other';
    const entry = this.#warnings.get(name);
    if (entry === undefined) this.#warnings.set(name, { count: 1, record, example });
    else if (entry.record !== record) {
      entry.count++;
      entry.record = record;
    }
  }

  get totals(): Omit<SourceEnd, 'type' | 'sha256' | 'bytes' | 'unpackedBytes' | 'encoding' | 'stopped'> {
    const { read, accepted, ignored, rejected, undated, events, facts, first, last } = this;
    return {
      read,
      accepted,
      ignored,
      rejected,
      undated,
      events,
      facts,
      first,
      last,
      ignoredReasons: [...this.#reasons].map(([reason, n]) => ({ reason, count: n })),
      warnings: [...this.#warnings].map(([slug, { count: n, example }]) =>
        example === undefined ? { slug, count: n } : { slug, count: n, example },
      ),
      rejectedBlocks: this.#blocks satisfies readonly RejectedBlock[],
    };
  }

  #reject(ordinal: number): void {
    this.rejected++;
    const last = this.#blocks[this.#blocks.length - 1];
    if (last !== undefined && (last.lastOrdinal === ordinal - 1 || this.#blocks.length >= MOST_BLOCKS)) {
      last.lastOrdinal = ordinal;
      last.to = undefined;
    } else this.#blocks.push({ firstOrdinal: ordinal, lastOrdinal: ordinal, from: this.#lastGood, to: undefined });
    this.#waiting = true;
  }
}

function count(map: Map<string, number>, name: string): void {
  const key = map.has(name) || map.size < MOST_NAMES ? name : 'other';
  map.set(key, (map.get(key) ?? 0) + 1);
}
