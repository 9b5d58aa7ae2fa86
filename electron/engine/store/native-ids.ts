/** The sources' own ids of all events, searched as one text a block: there are as many as events, so no dictionary helps. */
import { blockOf, eachBlock } from './event-blocks.ts';
import type { OpenCase } from './open.ts';
import { firstAbove } from './strings.ts';
import { Texts } from './texts.ts';

interface Haystack {
  readonly first: number;
  readonly count: number;
  /** Where in `texts` they begin, in lower case: the native id of each event, then the correlation ids of each. */
  readonly texts: Texts;
  readonly at: number;
  /** Behind each, from `at`. */
  readonly ends: Uint32Array;
}

function haystacks(open: OpenCase): readonly Haystack[] {
  return open.cached('data', 'native-ids', () => {
    let texts = new Texts();
    return Array.from(eachBlock(open), (block) => {
      const { bytes, ends } = lowered(block.ids());
      if (!texts.hasRoom(bytes.length)) texts = new Texts();
      const at = texts.add(bytes.length, (into, to) => into.set(bytes, to));
      return { first: block.first, count: block.count, texts, at, ends };
    });
  });
}

interface Ids {
  readonly bytes: Buffer;
  readonly ends: Uint32Array;
}

function lowered({ bytes, ends }: Ids): Ids {
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i]!;
    // Beyond ASCII a letter in lower case may take another number of bytes.
    if (byte >= 0x80) return spelled(bytes, ends);
    if (byte >= 0x41 && byte <= 0x5a) bytes[i] = byte | 0x20;
  }
  return { bytes, ends };
}

function spelled(bytes: Buffer, ends: Uint32Array): Ids {
  const parts = Array.from(ends, (end, i) => Buffer.from(bytes.toString('utf8', ends[i - 1] ?? 0, end).toLowerCase()));
  let at = 0;
  return {
    bytes: Buffer.concat(parts),
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
  let sought: Texts | undefined;
  for (const { first, count, texts, at: start, ends } of haystacks(open)) {
    if (texts !== sought) texts.seek(needle);
    sought = texts;
    const end = start + ends.at(-1)!;
    for (let at = texts.next(start, end); at >= 0; ) {
      const i = firstAbove(ends, at - start);
      const idEnd = start + ends[i]!;
      // Nothing stands between two ids: what begins in one and ends in the next was never written.
      if (at + needle.length > idEnd) at = texts.next(at + 1, end);
      else {
        out.push(first + (i % count));
        at = texts.next(idEnd, end);
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
