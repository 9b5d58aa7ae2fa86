/**
 * Blocks: the same columns of some thousand consecutive things, one typed array after the other, zstd level 1.
 * Little-endian, as every machine is that Electron runs on; a big-endian one is refused rather than misread.
 */
import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';

const KINDS = { f64: Float64Array, i32: Int32Array, u32: Uint32Array, u16: Uint16Array, u8: Uint8Array } as const;
type Kind = keyof typeof KINDS;
type ArrayOf<K extends Kind> = InstanceType<(typeof KINDS)[K]>;

/** Column name → element type, widest first, so that every array is aligned where it lies. */
export type Layout = Readonly<Record<string, Kind>>;
export type Columns<L extends Layout> = { [N in keyof L]: ArrayOf<L[N]> };

/** More would make a page of the timeline unpack more than it shows; fewer compress worse. */
export const BLOCK = 1024;

if (new Uint8Array(new Uint16Array([1]).buffer)[0] !== 1)
  throw new Error('Tracewake keeps little-endian columns and runs on little-endian machines only');

export function emptyColumns<L extends Layout>(layout: L, n: number): Columns<L> {
  const out: Record<string, unknown> = {};
  for (const [name, kind] of Object.entries(layout)) out[name] = new KINDS[kind](n);
  return out as Columns<L>;
}

/** The first `n` elements of each column, compressed; `tail` is kept behind them verbatim. */
export function packColumns<L extends Layout>(layout: L, n: number, columns: Columns<L>, tail?: Uint8Array): Buffer {
  const names = Object.keys(layout);
  let size = tail?.length ?? 0;
  for (const name of names) size += n * KINDS[layout[name]!].BYTES_PER_ELEMENT;
  const raw = Buffer.allocUnsafe(size);
  let at = 0;
  for (const name of names) {
    const column = columns[name]!;
    const bytes = new Uint8Array(column.buffer, column.byteOffset, n * column.BYTES_PER_ELEMENT);
    raw.set(bytes, at);
    at += bytes.length;
  }
  if (tail !== undefined) raw.set(tail, at);
  return compress(raw);
}

export function unpackColumns<L extends Layout>(layout: L, n: number, packed: Uint8Array): { readonly columns: Columns<L>; readonly tail: Buffer } {
  let raw: Buffer = expand(packed, Math.max(64, sizeOf(layout, n) + ('extraEnd' in layout ? n * TAIL : 0)));
  // Views need alignment that a pooled buffer may lack.
  if (raw.byteOffset % 8 !== 0) raw = Buffer.from(new Uint8Array(raw).buffer);
  const out: Record<string, unknown> = {};
  let at = raw.byteOffset;
  for (const [name, kind] of Object.entries(layout)) {
    const Type = KINDS[kind];
    out[name] = new Type(raw.buffer as ArrayBuffer, at, n);
    at += n * Type.BYTES_PER_ELEMENT;
  }
  return { columns: out as Columns<L>, tail: raw.subarray(at - raw.byteOffset) };
}

/** Bytes that an event's ids and rare fields mostly take at most; a guess that is wrong costs a second piece, and no more. */
const TAIL = 96;
const sizeOf = (layout: Layout, n: number): number => {
  let size = 0;
  for (const kind of Object.values(layout)) size += n * KINDS[kind].BYTES_PER_ELEMENT;
  return size;
};

/** Node's default of 16 KB pieces, joined at the end, costs as much as the unpacking. */
const PIECE = 1 << 16;

export const compress = (raw: Uint8Array): Buffer =>
  zstdCompressSync(raw, { chunkSize: Math.max(4096, raw.length), params: { [constants.ZSTD_c_compressionLevel]: 1 } });
export const expand = (packed: Uint8Array, atMost = PIECE): Buffer => zstdDecompressSync(packed, { chunkSize: atMost });

/** What the timeline reads of every event. Strings are ids of `string`, -1 for none; an undated time is NaN. */
export const HOT = {
  time: 'f64',
  ordinal: 'u32',
  operation: 'i32',
  actor: 'i32',
  onBehalfOf: 'i32',
  target: 'i32',
  credential: 'i32',
  access: 'i32',
  place: 'i32',
  k: 'u16',
  kind: 'u8',
  outcome: 'u8',
} as const satisfies Layout;

/** Joins the ids of one event's correlation. */
export const LIST_SEPARATOR = '\u001f';

/** The rest. Class and activity are -1 where not said; kinds are indexes + 1, 0 for none; `interactive` is 0 not said, 1 no, 2 yes; `…End` are ends inside the tail's parts (native ids, correlation ids joined by LIST_SEPARATOR, JSON of the rare fields). */
export const COLD = {
  holder: 'i32',
  environment: 'i32',
  classUid: 'i32',
  activityId: 'i32',
  nativeEnd: 'u32',
  correlationEnd: 'u32',
  extraEnd: 'u32',
  targetKind: 'u8',
  actorKind: 'u8',
  interactive: 'u8',
} as const satisfies Layout;

/** `status` is an index into STATUSES; `reason` a string id or -1. */
export const RECORD = { offset: 'f64', length: 'u32', line: 'u32', reason: 'i32', status: 'u8' } as const satisfies Layout;
/** The first three as the reading side numbers them (bundle/batch.ts). */
export const STATUSES = ['accepted', 'ignored', 'rejected', 'duplicate'] as const;
export type RecordStatus = (typeof STATUSES)[number];
