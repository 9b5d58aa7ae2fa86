import type { RawRecord, Recognition } from './adapter.ts';
import type { Fields } from './fields.ts';

/** Below a full match by this much: a file that is mixed goes to whoever knows the most of it. */
const MIXED = 0.7;

/** How sure an adapter is of a sample by how many of its records have the shape; `sure` where all of them do. */
export function recognition(sample: readonly RawRecord[], isOurs: (data: Fields) => boolean, sure: number, why: string): Recognition {
  let hits = 0;
  for (const { data } of sample) if (isOurs(data)) hits++;
  if (hits === 0) return { score: 0, why: '' };
  return { score: hits === sample.length ? sure : sure * MIXED * (hits / sample.length), why };
}
