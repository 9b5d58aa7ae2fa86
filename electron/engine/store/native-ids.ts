/** The sources' own ids of all events, searched as one text a block: there are as many as events, so no dictionary helps. */
import { blockOf, type EventBlock, eachBlock } from './event-blocks.ts';
import type { OpenCase } from './open.ts';
import { firstAbove } from './strings.ts';

interface Haystack {
  readonly first: number;
  readonly count: number;
  /** In lower case: the native id of each event, then the correlation ids of each. */
  readonly text: Buffer;
  readonly ends: Uint32Array;
}

function haystacks(open: OpenCase): readonly Haystack[] {
  return open.cached('data', 'native-ids', () => Array.from(eachBlock(open), haystackOf));
}

function haystackOf(block: EventBlock): Haystack {
  const { first, count } = block;
  const { bytes, ends } = block.ids();
  const text = Buffer.allocUnsafeSlow(bytes.length);
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i]!;
    // Beyond ASCII a letter in lower case may take another number of bytes.
    if (byte >= 0x80) return spelled(first, count, bytes, ends);
    text[i] = byte >= 0x41 && byte <= 0x5a ? byte | 0x20 : byte;
  }
  return { first, count, text, ends };
}

function spelled(first: number, count: number, bytes: Buffer, ends: Uint32Array): Haystack {
  const parts = Array.from(ends, (end, i) => Buffer.from(bytes.toString('utf8', ends[i - 1] ?? 0, end).toLowerCase()));
  let at = 0;
  return {
    first,
    count,
    text: Buffer.concat(parts),
    ends: Uint32Array.from(parts, (part) => {
      at += part.length;
      return at;
    }),
  };
}

/** Numbers of the events one of whose ids contains the text, whatever the case of the letters; by blocks, in each first those by their native ids. */
export function idsContaining(open: OpenCase, text: string): number[] {
  const out: number[] = [];
  const needle = Buffer.from(text.toLowerCase());
  if (needle.length === 0) return out;
  for (const { first, count, text: hay, ends } of haystacks(open)) {
    for (let at = hay.indexOf(needle); at >= 0; ) {
      const i = firstAbove(ends, at);
      const end = ends[i]!;
      // Nothing stands between two ids: what begins in one and ends in the next was never written.
      if (at + needle.length > end) at = hay.indexOf(needle, at + 1);
      else {
        out.push(first + (i % count));
        at = hay.indexOf(needle, end);
      }
    }
  }
  return out;
}

/** The number of the first event whose source gave it exactly this id. */
export function findNativeId(open: OpenCase, nativeId: string): number | undefined {
  return idsContaining(open, nativeId).find((seq) => {
    const place = blockOf(open, seq);
    return place?.block.nativeId(place.i) === nativeId;
  });
}
