/** The sources' own ids of all events, searched as one text a block: there are as many as events, so no dictionary helps. */
import { blockOf, eachBlock } from './event-blocks.ts';
import type { OpenCase } from './open.ts';
import { firstAbove } from './strings.ts';

interface Haystack {
  readonly first: number;
  /** Native and correlation ids in lower case, a line an event. */
  readonly text: Buffer;
  readonly ends: Uint32Array;
}

function haystacks(open: OpenCase): readonly Haystack[] {
  return open.cached('data', 'native-ids', () => {
    const out: Haystack[] = [];
    for (const block of eachBlock(open)) {
      const lines: string[] = [];
      const ends = new Uint32Array(block.count);
      let at = 0;
      for (let i = 0; i < block.count; i++) {
        const line = `${[block.nativeId(i) ?? '', ...(block.correlation(i) ?? [])].join(' ').toLowerCase().replaceAll('\n', ' ')}\n`;
        lines.push(line);
        at += Buffer.byteLength(line);
        ends[i] = at;
      }
      out.push({ first: block.first, text: Buffer.from(lines.join('')), ends });
    }
    return out;
  });
}

/** Numbers of the events one of whose ids contains the text, whatever the case of the letters; ascending. */
export function idsContaining(open: OpenCase, text: string): number[] {
  const out: number[] = [];
  const needle = Buffer.from(text.toLowerCase().replaceAll('\n', ' '));
  if (needle.length === 0) return out;
  for (const { first, text: hay, ends } of haystacks(open)) {
    let i = 0;
    for (let at = hay.indexOf(needle); at >= 0; at = hay.indexOf(needle, ends[i]!)) {
      i = firstAbove(ends, at, i);
      out.push(first + i);
      if (ends[i]! >= hay.length) break;
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
