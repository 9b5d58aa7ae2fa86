/**
 * An instant in time: integer microseconds since 1970-01-01T00:00:00Z (UTC, no leap seconds).
 * A number holds it exactly until the year 2255. An unknown time is `undefined`, never 0.
 */
export type Instant = number & { readonly __brand: 'Instant' };

/** A length of time in integer microseconds. */
export type Duration = number & { readonly __brand: 'Duration' };

export const MICROSECOND = 1 as Duration;
export const SECOND = 1_000_000 as Duration;
export const MINUTE = (60 * SECOND) as Duration;
export const HOUR = (60 * MINUTE) as Duration;
export const DAY = (24 * HOUR) as Duration;

export const instant = (microseconds: number): Instant => microseconds as Instant;
export const duration = (microseconds: number): Duration => microseconds as Duration;
export const plus = (t: Instant, d: Duration): Instant => (t + d) as Instant;
export const minus = (t: Instant, d: Duration): Instant => (t - d) as Instant;
export const since = (later: Instant, earlier: Instant): Duration => (later - earlier) as Duration;

/** ISO 8601 UTC with six decimals, as in all machine output: `2026-03-04T07:41:26.207000Z`. */
export function formatInstant(t: Instant): string {
  const ms = Math.floor(t / 1000);
  const micro = t - ms * 1000;
  const iso = new Date(ms).toISOString();
  return `${iso.slice(0, -1)}${String(micro).padStart(3, '0')}Z`;
}

const ISO = /^(\d{4})-(\d{2})-(\d{2})(?:[Tt ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*([Zz]|[+-]\d{2}:?(?:\d{2})?)?)?$/;

/**
 * Reads ISO 8601 with a zone (`Z` or an offset). Digits past the microsecond are cut, not rounded.
 * A date alone, or a time without a zone, is `undefined` here: whose zone it is, the importer decides.
 */
export function parseInstant(text: string): Instant | undefined {
  const m = ISO.exec(text.trim());
  if (m === null || m[4] === undefined || m[8] === undefined) return undefined;
  return composeInstant(m[1], m[2], m[3], m[4], m[5], m[6], m[7], m[8]);
}

/** A local wall-clock reading as if it were UTC, or `undefined` where it is no such time. */
export function parseLocal(text: string): Instant | undefined {
  const m = ISO.exec(text.trim());
  if (m === null || m[8] !== undefined) return undefined;
  return composeInstant(m[1], m[2], m[3], m[4] ?? '00', m[5] ?? '00', m[6], m[7], 'Z');
}

function composeInstant(
  y: string | undefined,
  mo: string | undefined,
  d: string | undefined,
  h: string | undefined,
  mi: string | undefined,
  s: string | undefined,
  fraction: string | undefined,
  zone: string,
): Instant | undefined {
  const year = Number(y);
  const month = Number(mo);
  const day = Number(d);
  const hour = Number(h);
  const minute = Number(mi);
  const second = Number(s ?? '0');
  if (month < 1 || month > 12 || day < 1 || day > 31 || hour > 24 || minute > 59 || second > 60) return undefined;
  const ms = Date.UTC(year, month - 1, day, hour, minute, second);
  // Date.UTC rolls 30 February over to March; such a date is no date.
  if (new Date(Date.UTC(year, month - 1, day)).getUTCDate() !== day) return undefined;
  const micro = fraction === undefined ? 0 : Number(fraction.padEnd(6, '0').slice(0, 6));
  let offset = 0;
  if (zone !== 'Z' && zone !== 'z') {
    const digits = zone.slice(1).replace(':', '').padEnd(4, '0');
    offset = (Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2, 4))) * (zone[0] === '-' ? -1 : 1);
  }
  return ((ms - offset * 60_000) * 1000 + micro) as Instant;
}

const ISO_DURATION = /^([+-])?P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/;

/** Reads an ISO 8601 duration of weeks, days, hours, minutes and seconds (`PT15M`, `P7D`, `-PT2S`). */
export function parseDuration(text: string): Duration | undefined {
  const m = ISO_DURATION.exec(text.trim());
  if (m === null || /[PT]$/.test(text.trim())) return undefined;
  const [, sign, w, d, h, mi, s] = m;
  const total =
    Number(w ?? 0) * 7 * DAY + Number(d ?? 0) * DAY + Number(h ?? 0) * HOUR + Number(mi ?? 0) * MINUTE + Math.round(Number(s ?? 0) * SECOND);
  return ((sign === '-' ? -1 : 1) * total) as Duration;
}

/** The shortest ISO 8601 form of a duration: `PT15M`, `P1D`, `-PT0.5S`. */
export function formatDuration(d: Duration): string {
  let rest = Math.abs(d);
  const days = Math.floor(rest / DAY);
  rest -= days * DAY;
  const hours = Math.floor(rest / HOUR);
  rest -= hours * HOUR;
  const minutes = Math.floor(rest / MINUTE);
  rest -= minutes * MINUTE;
  const seconds = rest / SECOND;
  const time = `${hours ? `${hours}H` : ''}${minutes ? `${minutes}M` : ''}${seconds ? `${seconds}S` : ''}`;
  const date = days ? `${days}D` : '';
  if (!date && !time) return 'PT0S';
  return `${d < 0 ? '-' : ''}P${date}${time ? `T${time}` : ''}`;
}
