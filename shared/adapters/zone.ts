/** Zones of wall clocks: IANA names by way of Intl, and fixed offsets. */

const FIXED = /^(?:UTC|GMT|Z)?([+-])(\d{1,2}):?(\d{2})?$/i;
const NOTHING = /^(?:UTC|GMT|Z|Etc\/UTC|Etc\/GMT)$/i;
const QUARTER_MS = 15 * 60_000;
const DAY_MS = 86_400_000;
/** A log of a year has 35,000 quarters of an hour; beyond that the cache starts again rather than grows. */
const MOST_CACHED = 40_000;

/** Milliseconds that a zone's wall clock is ahead of UTC. */
export interface Zone {
  readonly name: string;
  /** The same at every instant; `undefined` where daylight saving may change it. */
  readonly fixed: number | undefined;
  offsetAt(utcMs: number): number;
}

/** `undefined`: there is no such zone. */
export function zoneOf(name: string): Zone | undefined {
  const text = name.trim();
  if (NOTHING.test(text)) return fixedZone(text, 0);
  const m = FIXED.exec(text);
  if (m !== null) {
    const minutes = Number(m[2]) * 60 + Number(m[3] ?? '0');
    if (Number(m[3] ?? '0') > 59 || minutes > 18 * 60) return undefined;
    return fixedZone(text, (m[1] === '-' ? -1 : 1) * minutes * 60_000);
  }
  // Intl also takes offsets and odd spellings; an IANA name begins with a letter.
  if (!/^[A-Za-z][A-Za-z0-9_+\-/]*$/.test(text)) return undefined;
  let format: Intl.DateTimeFormat;
  try {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: text,
      calendar: 'gregory',
      numberingSystem: 'latn',
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  } catch {
    return undefined;
  }
  const cache = new Map<number, number>();
  return {
    name: text,
    fixed: undefined,
    offsetAt(utcMs) {
      // Clocks change on a quarter of an hour, everywhere and ever since 1970.
      const key = Math.floor(utcMs / QUARTER_MS);
      let offset = cache.get(key);
      if (offset === undefined) {
        if (cache.size > MOST_CACHED) cache.clear();
        offset = wallClock(format, key * QUARTER_MS) - key * QUARTER_MS;
        cache.set(key, offset);
      }
      return offset;
    },
  };
}

const fixedZone = (name: string, offset: number): Zone => ({ name, fixed: offset, offsetAt: () => offset });

function wallClock(format: Intl.DateTimeFormat, utcMs: number): number {
  const part: Record<string, number> = {};
  for (const p of format.formatToParts(utcMs)) part[p.type] = Number(p.value);
  return Date.UTC(part.year ?? 1970, (part.month ?? 1) - 1, part.day ?? 1, part.hour ?? 0, part.minute ?? 0, part.second ?? 0);
}

export interface LocalReading {
  readonly utcMs: number;
  /** `twice`: the clock was set back and shows it once more at `otherMs`. `never`: it was set forward over it; by the offset after that it would be `otherMs`. */
  readonly shown: 'once' | 'twice' | 'never';
  readonly otherMs: number | undefined;
}

/**
 * The instant at which the zone's wall clock shows `localMs` (milliseconds as if the reading were UTC). Where the clock shows it twice, the
 * earlier; where it jumps over it, the reading goes on by the offset before the jump (as Temporal's `compatible` does).
 */
export function fromLocal(localMs: number, zone: Zone): LocalReading {
  const once = (utcMs: number): LocalReading => ({ utcMs, shown: 'once', otherMs: undefined });
  if (zone.fixed !== undefined) return once(localMs - zone.fixed);
  const before = zone.offsetAt(localMs - DAY_MS);
  const after = zone.offsetAt(localMs + DAY_MS);
  if (before === after) return once(localMs - before);
  const a = localMs - before;
  const b = localMs - after;
  const aHolds = zone.offsetAt(a) === before;
  const bHolds = zone.offsetAt(b) === after;
  if (aHolds && bHolds) return { utcMs: Math.min(a, b), shown: 'twice', otherMs: Math.max(a, b) };
  if (!aHolds && !bHolds) return { utcMs: a, shown: 'never', otherMs: b };
  return once(bHolds ? b : a);
}
