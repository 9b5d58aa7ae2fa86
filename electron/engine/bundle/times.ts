/** The times of one source: read by its zone, and what was meant as a time and is none is warned of with an example. */
import { type DateOrder, timeReader } from '../../../shared/adapters/time.ts';
import { unreadableTime as example } from '../../../shared/adapters/unreadable.ts';
import type { Instant } from '../../../shared/base/instant.ts';

export function timesOf(
  zone: string | undefined,
  /** Of the column in which a date of the record at hand stands. */
  order: (text: string) => DateOrder,
  warn: (slug: string, example?: string) => void,
  /** A time of the record at hand could also be another: the clock of its zone showed it twice, or never. */
  doubt?: (time: Instant, other: Instant) => void,
): (value: unknown) => Instant | undefined {
  let warned = false;
  let reading: unknown;
  const times = timeReader({
    zone,
    order,
    warn(slug) {
      warned = true;
      warn(slug, slug === 'zone-assumed-utc' ? undefined : example(reading));
    },
    ...(doubt && { doubt }),
  });
  return (value) => {
    warned = false;
    reading = value;
    const t = times.read(value);
    if (t !== undefined || value === undefined || value === null) return t;
    // One that could be two days is warned of as that.
    if (!warned && example(value) !== undefined) warn('unreadable-time', example(value));
    return undefined;
  };
}
