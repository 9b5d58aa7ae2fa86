import { type Instant, parseInstant } from '../base/instant.ts';

const two = (n: number): string => String(n).padStart(2, '0');

/** An instant from UTC figures, or `undefined` where there is no such day or time. */
export function composeInstantUtc(y: number, mo: number, d: number, h: number, mi: number, s: number): Instant | undefined {
  return parseInstant(`${String(y).padStart(4, '0')}-${two(mo)}-${two(d)}T${two(h)}:${two(mi)}:${two(s)}Z`);
}
