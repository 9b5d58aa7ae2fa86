/** The times of one source: read by its zone, and what was meant as a time and is none is warned of with an example. */
import { type DateOrder, timeReader } from '../../../shared/adapters/time.ts';
import { unreadableTime } from '../../../shared/adapters/unreadable.ts';
import type { Instant } from '../../../shared/base/instant.ts';

export function timesOf(
  zone: string | undefined,
  order: () => DateOrder,
  warn: (slug: string, example?: string) => void,
): (value: unknown) => Instant | undefined {
  let known: { readonly value: DateOrder } | undefined;
  let warned = false;
  const times = timeReader({
    zone,
    // Asked for once, when the first date needs it.
    get order() {
      known ??= { value: order() };
      return known.value;
    },
    warn(slug) {
      warned = true;
      warn(slug);
    },
  });
  return (value) => {
    warned = false;
    const t = times.read(value);
    if (t !== undefined || value === undefined || value === null) return t;
    const example = unreadableTime(value);
    // One that could be two days is warned of as that.
    if (example !== undefined && !warned) warn('unreadable-time', example);
    return undefined;
  };
}
