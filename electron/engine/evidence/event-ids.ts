/** Which events a package holds, in one bit for each: a package of millions of events is checked in bounded memory. */

/** Bits are kept in pieces of so many bytes; records follow each other, so that hardly a piece is only begun. */
const PIECE = 128;
const BITS = 8 * PIECE;
/** Room for a milliard of records; a hostile package can name each in a piece of its own. */
const MOST_PIECES = 1_000_000;
const ID = /^(s\d{1,10}):(\d{1,15})(?:\.(\d{1,10}))?$/;
/** Beside `s0001:12` and `s0001:12.2`: that a record of this number is among those of an event that several records tell. */
const RECORD = 'record';

export class EventIds {
  readonly #pieces = new Map<string, Uint8Array>();
  /** Not every event could be noted. */
  isFull = false;
  #lastKey = '';
  #last: Uint8Array | undefined;

  /** An event's row: its id, and all its records where there are several. An event that became one with another is among those. */
  add(id: unknown, records: unknown): void {
    this.#set(id);
    if (Array.isArray(records)) for (const ref of records) this.#set(ref, RECORD);
  }

  has(id: string): boolean {
    const place = parts(id);
    return place !== undefined && (this.#isSet(place.source, place.k, place.ordinal) || this.#isSet(place.source, RECORD, place.ordinal));
  }

  #set(id: unknown, as?: string): void {
    const place = typeof id === 'string' ? parts(id) : undefined;
    if (place === undefined) return;
    const key = keyOf(place.source, as ?? place.k, place.ordinal);
    let piece = key === this.#lastKey ? this.#last : this.#pieces.get(key);
    if (piece === undefined) {
      if (this.#pieces.size >= MOST_PIECES) {
        this.isFull = true;
        return;
      }
      piece = new Uint8Array(PIECE);
      this.#pieces.set(key, piece);
    }
    this.#lastKey = key;
    this.#last = piece;
    const bit = place.ordinal % BITS;
    piece[bit >> 3]! |= 1 << (bit & 7);
  }

  #isSet(source: string, k: string, ordinal: number): boolean {
    const bit = ordinal % BITS;
    return ((this.#pieces.get(keyOf(source, k, ordinal))?.[bit >> 3] ?? 0) & (1 << (bit & 7))) !== 0;
  }
}

const keyOf = (source: string, k: string, ordinal: number): string => `${source}.${k}/${Math.floor(ordinal / BITS)}`;

function parts(id: string): { source: string; ordinal: number; k: string } | undefined {
  const m = ID.exec(id);
  return m === null ? undefined : { source: m[1]!, ordinal: Number(m[2]), k: m[3] ?? '' };
}
