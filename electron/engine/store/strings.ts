import type { OpenCase } from './open.ts';
import type { Reads } from './reads.ts';
import type { Tx } from './writable.ts';

/** Every repeated text of the events, once. An id is an index; -1 stands for no text. */
export interface Strings {
  readonly values: readonly string[];
  /** -1: not in the case. */
  idOf(text: string): number;
  /** Ids of all that contain the text, whatever the case of the letters. */
  containing(text: string): Uint8Array;
}

export const strings = (open: OpenCase): Strings => open.cached('data', 'strings', () => new LoadedStrings(readStrings(open.reads)));

function readStrings(reads: Reads): string[] {
  const values: string[] = [];
  for (const row of reads.iterate<{ id: number; value: string }>('SELECT id, value FROM string ORDER BY id')) values[row.id] = row.value;
  return values;
}

class LoadedStrings implements Strings {
  readonly values: readonly string[];
  #ids: Map<string, number> | undefined;
  #haystack: { readonly text: string; readonly ends: Uint32Array } | undefined;

  constructor(values: readonly string[]) {
    this.values = values;
  }

  idOf(text: string): number {
    this.#ids ??= new Map(this.values.map((v, i) => [v, i]));
    return this.#ids.get(text) ?? -1;
  }

  containing(text: string): Uint8Array {
    const found = new Uint8Array(this.values.length);
    const needle = text.toLowerCase();
    if (needle.includes('\n')) {
      for (let i = 0; i < this.values.length; i++) if (this.values[i]!.toLowerCase().includes(needle)) found[i] = 1;
      return found;
    }
    // One long text is searched ten times as fast as many short ones.
    this.#haystack ??= haystack(this.values);
    const { text: hay, ends } = this.#haystack;
    let low = 0;
    for (let at = hay.indexOf(needle); at >= 0 && low < ends.length; ) {
      low = firstAbove(ends, at, low);
      found[low] = 1;
      at = hay.indexOf(needle, ends[low]!);
    }
    return found;
  }
}

function haystack(values: readonly string[]): { text: string; ends: Uint32Array } {
  const ends = new Uint32Array(values.length);
  const parts: string[] = [];
  let at = 0;
  for (let i = 0; i < values.length; i++) {
    const lower = values[i]!.toLowerCase();
    parts.push(lower);
    at += lower.length + 1;
    ends[i] = at;
  }
  return { text: `${parts.join('\n')}\n`, ends };
}

/** Index of the first element greater than `x`, from `low` on. */
export function firstAbove(sorted: Uint32Array | Float64Array, x: number, low = 0): number {
  let high = sorted.length;
  while (low < high) {
    const mid = (low + high) >>> 1;
    if (sorted[mid]! > x) high = mid;
    else low = mid + 1;
  }
  return low;
}

/** Gives texts their ids while importing. What a rolled back transaction gave is gone with this object. */
export class StringWriter {
  readonly #ids = new Map<string, number>();
  #next = 0;
  #fresh: string[] = [];

  constructor(tx: Tx) {
    for (const row of tx.iterate<{ id: number; value: string }>('SELECT id, value FROM string')) {
      this.#ids.set(row.value, row.id);
      if (row.id >= this.#next) this.#next = row.id + 1;
    }
  }

  intern(text: string): number {
    let id = this.#ids.get(text);
    if (id === undefined) {
      id = this.#next++;
      this.#ids.set(text, id);
      this.#fresh.push(text);
    }
    return id;
  }

  /** Writes the new texts; before the end of the transaction. */
  flush(tx: Tx): void {
    let id = this.#next - this.#fresh.length;
    for (const text of this.#fresh) tx.run('INSERT INTO string (id, value) VALUES (?, ?)', id++, text);
    this.#fresh = [];
  }
}

/** From a text's number in the dictionary of a reading thread to its id in the case, which it is given when it is first met. */
export class StringIds {
  readonly #texts: readonly string[];
  readonly #writer: StringWriter;
  /** The id + 1; 0 for one not met yet. */
  #ids = new Int32Array(4096);

  constructor(texts: readonly string[], writer: StringWriter) {
    this.#texts = texts;
    this.#writer = writer;
  }

  /** -1 stays -1. */
  of(number: number): number {
    if (number < 0) return -1;
    const known = number < this.#ids.length ? this.#ids[number]! : 0;
    return known === 0 ? this.#meet(number) : known - 1;
  }

  #meet(number: number): number {
    if (number >= this.#ids.length) {
      const larger = new Int32Array(Math.max(number + 1, this.#ids.length * 2));
      larger.set(this.#ids);
      this.#ids = larger;
    }
    const id = this.#writer.intern(this.#texts[number]!);
    this.#ids[number] = id + 1;
    return id;
  }
}
