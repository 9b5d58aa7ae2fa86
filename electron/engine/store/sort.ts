import { look } from './watch.ts';

/**
 * The order of the first `n` times, ascending, equal ones as they stand; `undefined` where they are in order already.
 * Radix sort by 16 bits: instants are integers, and a case spans few of their 53 bits, so three passes do what a comparing
 * sort needs twenty for.
 */
export function sortByTime(time: Float64Array, n: number): Uint32Array | undefined {
  let least = Number.POSITIVE_INFINITY;
  let most = Number.NEGATIVE_INFINITY;
  let sorted = true;
  for (let i = 0; i < n; i++) {
    const t = time[i]!;
    if (t < least) least = t;
    if (t > most) most = t;
    if (i > 0 && t < time[i - 1]!) sorted = false;
  }
  if (sorted) return undefined;

  let from = new Uint32Array(n);
  let to = new Uint32Array(n);
  for (let i = 0; i < n; i++) from[i] = i;
  const counts = new Uint32Array(65_536);
  for (let divisor = 1; divisor <= most - least; divisor *= 65_536) {
    look();
    counts.fill(0);
    for (let i = 0; i < n; i++) counts[Math.floor((time[i]! - least) / divisor) % 65_536]!++;
    let sum = 0;
    for (let d = 0; d < 65_536; d++) {
      const count = counts[d]!;
      counts[d] = sum;
      sum += count;
    }
    for (let i = 0; i < n; i++) {
      const at = from[i]!;
      const digit = Math.floor((time[at]! - least) / divisor) % 65_536;
      to[counts[digit]!++] = at;
    }
    [from, to] = [to, from];
  }
  return from;
}
