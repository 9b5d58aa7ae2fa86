/** The times of a custody entry's body in words. A body is stored as it was written, with microseconds, and is never rewritten for reading. */
import { DAY, type Duration, formatInstant, HOUR, type Instant, MINUTE, SECOND } from './instant.ts';

/** Of one body; more is for who reads the body itself. */
const MOST = 8;

const DURATIONS: ReadonlySet<string> = new Set(['offset', 'uncertainty', 'before']);
const INSTANTS: ReadonlySet<string> = new Set(['from', 'to', 'at']);

/** `offset -1 min 30 s, before 0 s`; `undefined` where the body has no such thing. `body` is JSON. */
export function timesInWords(body: string): string | undefined {
  const said: string[] = [];
  walk(JSON.parse(body), '', said);
  if (said.length === 0) return undefined;
  return `${said.slice(0, MOST).join(', ')}${said.length > MOST ? ', …' : ''}`;
}

function walk(value: unknown, path: string, said: string[]): void {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    // Of a list the place says nothing to a reader.
    const name = Array.isArray(value) ? path : path === '' ? key : `${path} ${key}`;
    if (!Number.isSafeInteger(inner)) walk(inner, name, said);
    else if (DURATIONS.has(key)) said.push(`${name} ${durationInWords(inner as Duration)}`);
    // A count may be called so; no log is of January 1970.
    else if (INSTANTS.has(key) && Math.abs(inner) > 30 * DAY) said.push(`${name} ${formatInstant(inner as Instant).replace(/\.000000Z$/, 'Z')}`);
  }
}

const UNITS: readonly (readonly [Duration, string])[] = [
  [DAY, 'd'],
  [HOUR, 'h'],
  [MINUTE, 'min'],
];

/** `-1 min 30 s` */
export function durationInWords(d: Duration): string {
  let rest = Math.abs(d);
  const parts: string[] = [];
  for (const [unit, name] of UNITS) {
    const n = Math.floor(rest / unit);
    if (n > 0) parts.push(`${n} ${name}`);
    rest -= n * unit;
  }
  if (rest > 0 || parts.length === 0) parts.push(`${rest / SECOND} s`);
  return `${d < 0 ? '-' : ''}${parts.join(' ')}`;
}
