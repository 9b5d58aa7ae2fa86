import { type Layout, unpackColumns } from './blocks.ts';
import type { Reads } from './reads.ts';

/**
 * A record's key: the hash of its first native id where it has one, else minus (1 + the hash of its bytes); NaN for a record that
 * nothing repeats (ignored, rejected, or itself a repetition). Keys of different systems do not meet, but for rows of plain tables.
 */
export const KEY = { key: 'f64' } as const satisfies Layout;

export function keyOf(nativeHash: number, bytesHash: number): number {
  return Number.isNaN(nativeHash) ? -1 - bytesHash : nativeHash;
}

/** Key → records, open addressing in flat arrays: sixteen bytes a place, where a Map of as many strings would take two hundred. */
export class KeyTable {
  #keys: Float64Array;
  #sources: Uint32Array;
  #ordinals: Uint32Array;
  #size = 0;

  constructor(expected: number) {
    const places = 2 ** Math.ceil(Math.log2(Math.max(1024, expected * 1.7)));
    this.#keys = new Float64Array(places).fill(Number.NaN);
    this.#sources = new Uint32Array(places);
    this.#ordinals = new Uint32Array(places);
  }

  add(key: number, source: number, ordinal: number): void {
    if (Number.isNaN(key)) return;
    if (this.#size * 1.5 > this.#keys.length) this.#grow();
    this.#put(key, source, ordinal);
    this.#size++;
  }

  /** The first record with this key that `same` accepts. */
  find(key: number, same: (source: number, ordinal: number) => boolean): { readonly source: number; readonly ordinal: number } | undefined {
    if (Number.isNaN(key)) return undefined;
    const mask = this.#keys.length - 1;
    for (let at = place(key) & mask; !Number.isNaN(this.#keys[at]!); at = (at + 1) & mask) {
      if (this.#keys[at] === key && same(this.#sources[at]!, this.#ordinals[at]!)) {
        return { source: this.#sources[at]!, ordinal: this.#ordinals[at]! };
      }
    }
    return undefined;
  }

  #put(key: number, source: number, ordinal: number): void {
    const mask = this.#keys.length - 1;
    let at = place(key) & mask;
    while (!Number.isNaN(this.#keys[at]!)) at = (at + 1) & mask;
    this.#keys[at] = key;
    this.#sources[at] = source;
    this.#ordinals[at] = ordinal;
  }

  #grow(): void {
    const [keys, sources, ordinals] = [this.#keys, this.#sources, this.#ordinals];
    this.#keys = new Float64Array(keys.length * 2).fill(Number.NaN);
    this.#sources = new Uint32Array(keys.length * 2);
    this.#ordinals = new Uint32Array(keys.length * 2);
    for (let i = 0; i < keys.length; i++) if (!Number.isNaN(keys[i]!)) this.#put(keys[i]!, sources[i]!, ordinals[i]!);
  }
}

/** Keys are hashes already; their two halves are only folded. */
const place = (key: number): number => {
  const k = key < 0 ? -1 - key : key;
  return ((k % 4_294_967_296) ^ Math.floor(k / 4_294_967_296)) >>> 0;
};

/** The keys of all records that the case holds of a system, or of a type whatever the system. */
export function loadKeys(reads: Reads, by: 'system' | 'type', name: string): KeyTable {
  const of = reads.value<number>(`SELECT total(read) FROM source WHERE ${by} = ?`, name) ?? 0;
  const table = new KeyTable(of);
  for (const row of reads.iterate<{ source: number; first: number; count: number; columns: Uint8Array }>(
    `SELECT k.source, k.first, k.count, k.columns FROM key_block AS k JOIN source ON source.n = k.source WHERE source.${by} = ? ORDER BY k.source, k.first`,
    name,
  )) {
    const { key } = unpackColumns(KEY, row.count, row.columns).columns;
    for (let i = 0; i < row.count; i++) table.add(key[i]!, row.source, row.first + i);
  }
  return table;
}
