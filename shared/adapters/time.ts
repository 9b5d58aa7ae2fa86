/** Reads times in the forms in which logs and exports write them. */
import type { Instant } from '../base/instant.ts';
import { fromLocal, type Zone, zoneOf } from './zone.ts';

/** Whether `3/4/2026` is the fourth of March or the third of April; `undefined` where nothing in the source tells. */
export type DateOrder = 'mdy' | 'dmy' | undefined;

export interface TimeReader {
  /**
   * Text in the forms below, or a number of seconds, milliseconds, microseconds or nanoseconds since 1970 (told apart by their size).
   * Without a zone in the text the declared zone holds, else UTC with the warning `zone-assumed-utc`. A reading that the clock of the zone showed
   * twice is the earlier one (`clock-shown-twice`), one that it jumped over goes on by the old offset (`clock-skipped`), and `doubt` is told what
   * else it could be. `3/4/2026 7:41 AM` is read as American where nothing in the source tells (`date-order-assumed`). `undefined`: empty,
   * unreadable, ambiguous (`ambiguous-time`: a day and a month that could be either), or one of the dates that systems write for "never" (0001-01-01, 1601-01-01, 1970-01-01T00:00:00Z, 9999-12-31).
   */
  read(value: unknown): Instant | undefined;
}

export type TimeWarning = 'zone-assumed-utc' | 'ambiguous-time' | 'date-order-assumed' | 'clock-shown-twice' | 'clock-skipped';

export interface TimeOptions {
  /** A zone that `zoneOf` knows; `undefined`: UTC is assumed and warned of. */
  readonly zone: string | undefined;
  /** Of the source, or of the column in which the text stands; asked for only where the text itself does not tell. */
  readonly order: DateOrder | ((text: string) => DateOrder);
  warn(slug: TimeWarning): void;
  /** The time that was just read could also be `other`. */
  doubt?(time: Instant, other: Instant): void;
}

const DAY_SECONDS = 86_400;
/** Microseconds stay exact integers until 2255. */
const LAST_YEAR = 2254;
const FIRST_YEAR = 1900;

export function timeReader(options: TimeOptions): TimeReader {
  const zone = options.zone === undefined ? undefined : zoneOf(options.zone);
  if (options.zone !== undefined && zone === undefined) throw new Error(`no such zone: ${options.zone}`);
  return {
    read(value) {
      if (typeof value === 'string') return fastUtc(value) ?? readText(value, zone, options);
      if (typeof value === 'number') return fromEpoch(value);
      return undefined;
    },
  };
}

const digit = (text: string, i: number): number => text.charCodeAt(i) - 48;
const NO_DIGITS = 100;
/** Two digits; anything else gives a number that no field allows. */
function two(text: string, i: number): number {
  const a = digit(text, i);
  const b = digit(text, i + 1);
  return a >= 0 && a <= 9 && b >= 0 && b <= 9 ? a * 10 + b : NO_DIGITS;
}

/** Days since 1970-01-01 of a date in the Gregorian calendar (H. Hinnant, "chrono-compatible low-level date algorithms"), for years from 0 on. */
function daysOf(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  return era * 146_097 + yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear - 719_468;
}

const MONTH_DAYS = [0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const isLeap = (year: number): boolean => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
const isDate = (year: number, month: number, day: number): boolean =>
  month >= 1 && month <= 12 && day >= 1 && (day <= MONTH_DAYS[month]! || (month === 2 && day === 29 && isLeap(year)));

/** `YYYY-MM-DDTHH:MM:SS[.f…]Z` and nothing else: what nearly every cloud log writes, at a tenth of a regular expression's cost. */
function fastUtc(text: string): Instant | undefined {
  const length = text.length;
  if (length < 20 || length > 30 || text.charCodeAt(length - 1) !== 90 || text.charCodeAt(10) !== 84) return undefined;
  if (text.charCodeAt(4) !== 45 || text.charCodeAt(7) !== 45 || text.charCodeAt(13) !== 58 || text.charCodeAt(16) !== 58) return undefined;
  const century = two(text, 0);
  if (century < 19 || century > 22) return undefined;
  let micro = 0;
  if (length > 20) {
    if (text.charCodeAt(19) !== 46 || length === 21) return undefined;
    let scale = 100_000;
    for (let i = 20; i < length - 1; i++) {
      const d = digit(text, i);
      if (d < 0 || d > 9) return undefined;
      // Digits past the microsecond are cut, as everywhere in Tracewake.
      micro += d * scale;
      scale = scale > 1 ? scale / 10 : 0;
    }
  }
  const yy = two(text, 2);
  if (yy === NO_DIGITS) return undefined;
  return compose(century * 100 + yy, two(text, 5), two(text, 8), two(text, 11), two(text, 14), two(text, 17), micro);
}

/** The wall clock's reading as if it were UTC; `undefined` for what is no time, and for the dates that stand for "never". */
function compose(year: number, month: number, day: number, hour: number, minute: number, second: number, micro: number): Instant | undefined {
  if (year < FIRST_YEAR || year > LAST_YEAR || !isDate(year, month, day)) return undefined;
  if (hour > 23 && !(hour === 24 && minute === 0 && second === 0)) return undefined;
  if (minute > 59 || second > 60) return undefined;
  const t = (daysOf(year, month, day) * DAY_SECONDS + hour * 3600 + minute * 60 + second) * 1_000_000 + micro;
  return t === 0 ? undefined : (t as Instant);
}

/**
 * Names of offsets: those of RFC 5322, and those that stand for one offset wherever they are used. BST, IST and their like are two or three, and
 * are not read.
 */
const NAMED: Readonly<Record<string, number>> = {
  UT: 0,
  WET: 0,
  WEST: 60,
  CET: 60,
  CEST: 120,
  EET: 120,
  EEST: 180,
  JST: 540,
  AEST: 600,
  AEDT: 660,
  NZST: 720,
  NZDT: 780,
  EST: -300,
  EDT: -240,
  CST: -360,
  CDT: -300,
  MST: -420,
  MDT: -360,
  PST: -480,
  PDT: -420,
};
const NAMES = Object.keys(NAMED).join('|');
/** Behind an offset some repeat it in letters: `(CET)`, `+0000 UTC`. */
const SUFFIX = `\\s*(?:(Z|UTC|GMT|${NAMES}|[+-]\\d{2}:?\\d{2}|[+-]\\d{2})(?:\\s*\\([A-Za-z ]{1,40}\\)|\\s+[A-Z]{3,4})?)?`;
/** Oracle writes dots for the colons, SQL Server a colon before the fraction. */
const CLOCK = '(\\d{1,2})[:.](\\d{2})(?:[:.](\\d{2})(?:[.,:](\\d{1,12}))?)?(?:\\s*([AaPp])\\.?[Mm]\\.?)?';
const ISO = new RegExp(`^(\\d{4})([-/.])(\\d{1,2})\\2(\\d{1,2})(?:(?:[Tt]|,?\\s+)${CLOCK}${SUFFIX})?$`, 'i');
const COMPACT = new RegExp(`^(\\d{4})(\\d{2})(\\d{2})(?:[Tt ]?(\\d{2})(\\d{2})(\\d{2})?(?:[.,](\\d{1,12}))?${SUFFIX})?$`, 'i');
const NUMBERS = new RegExp(`^(\\d{1,2})([-/.])(\\d{1,2})\\2(\\d{4})(?:(?:[Tt]|,?\\s+)${CLOCK}${SUFFIX})?$`, 'i');
/** `Wed, 04 Mar 2026 07:41:26 +0000` (RFC 5322, also with a year of two digits), `4-Mar-2026 07:41`, `04/Mar/2026:07:41:26 +0000` (web servers). */
const DAY_MONTH = new RegExp(`^(?:[A-Za-z]{3,9},?\\s+)?(\\d{1,2})[ /-]([A-Za-z]{3,9})[ /-](\\d{4}|\\d{2})(?:(?:,?\\s+|:)${CLOCK}${SUFFIX})?$`, 'i');
/** `Wed Mar  4 07:41:26 2026`, `Wed Mar  4 07:41:26 CET 2026` (ctime, date): the year comes last. */
const YEAR_LAST = new RegExp(`^[A-Za-z]{3}\\s+([A-Za-z]{3})\\s+(\\d{1,2})\\s+${CLOCK}${SUFFIX}\\s+(\\d{4})$`, 'i');
/** `Mar 4, 2026, 7:41:26 AM`. */
const MONTH_DAY = new RegExp(`^(?:[A-Za-z]{3,9},?\\s+)?([A-Za-z]{3,9})\\s+(\\d{1,2}),?\\s+(\\d{4})(?:,?\\s+(?:at\\s+)?${CLOCK}${SUFFIX})?$`, 'i');
const NET_DATE = /^\\?\/Date\((-?\d{1,17})(?:[+-]\d{4})?\)\\?\/$/;
const NUMBER = /^\d{1,20}(?:\.\d{1,20})?(?:[eE]\+?\d{1,2})?$/;
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const FULL_MONTHS = ['january', 'february', 'march', 'april', 'may', 'june', 'july', 'august', 'september', 'october', 'november', 'december'];
/** The longest of the forms; a longer text is prose, and prose is not given to eight regular expressions. */
const LONGEST = 64;

interface Reading {
  readonly date: readonly [year: number, month: number, day: number];
  readonly clock: readonly (string | undefined)[];
}

function readText(raw: string, zone: Zone | undefined, options: TimeOptions): Instant | undefined {
  if (raw.length > LONGEST * 2) return undefined;
  const text = raw.trim();
  if (text.length < 6 || text.length > LONGEST) return undefined;
  const reading = isoReading(text) ?? compactReading(text);
  if (reading !== undefined) return resolve(reading, zone, options);
  if (NUMBER.test(text)) return fromEpoch(Number(text));
  const net = NET_DATE.exec(text);
  if (net !== null) return fromMicroseconds(Number(net[1]) * 1000);
  const spelled = spelledReading(text);
  if (spelled !== undefined) return resolve(spelled, zone, options);
  const numbers = NUMBERS.exec(text);
  if (numbers === null) return undefined;
  const order = orderOf(numbers, options.order, text);
  if (order === undefined) {
    options.warn('ambiguous-time');
    return undefined;
  }
  if (order === 'assumed') options.warn('date-order-assumed');
  const [a, b] = [Number(numbers[1]), Number(numbers[3])];
  return resolve({ date: [Number(numbers[4]), order === 'dmy' ? b : a, order === 'dmy' ? a : b], clock: numbers.slice(5) }, zone, options);
}

function isoReading(text: string): Reading | undefined {
  const m = ISO.exec(text);
  return m === null ? undefined : { date: [Number(m[1]), Number(m[3]), Number(m[4])], clock: m.slice(5) };
}

/** `20260304`, `20260304T074126Z`, `20260304074126.0Z` (RFC 4517 generalised time). Ten digits without more are an epoch. */
function compactReading(text: string): Reading | undefined {
  const m = COMPACT.exec(text);
  if (m === null || !isDate(Number(m[1]), Number(m[2]), Number(m[3])) || /^\d{9,13}$/.test(text)) return undefined;
  return { date: [Number(m[1]), Number(m[2]), Number(m[3])], clock: [m[4], m[5], m[6], m[7], undefined, m[8]] };
}

function spelledReading(text: string): Reading | undefined {
  let m = DAY_MONTH.exec(text);
  let month = monthOf(m?.[2]);
  if (m !== null && month !== undefined) return { date: [fullYear(m[3]!), month, Number(m[1])], clock: m.slice(4) };
  m = YEAR_LAST.exec(text);
  month = monthOf(m?.[1]);
  if (m !== null && month !== undefined) return { date: [Number(m[9]), month, Number(m[2])], clock: m.slice(3, 9) };
  m = MONTH_DAY.exec(text);
  month = monthOf(m?.[1]);
  if (m !== null && month !== undefined) return { date: [Number(m[3]), month, Number(m[2])], clock: m.slice(4) };
  return undefined;
}

/** Two digits are of this century up to 49, and of the last one from there on (RFC 5322, 4.3). */
const fullYear = (written: string): number => (written.length === 4 ? Number(written) : Number(written) + (Number(written) < 50 ? 2000 : 1900));

function monthOf(name: string | undefined): number | undefined {
  const lower = name?.toLowerCase() ?? '';
  const i = lower === 'sept' ? 8 : lower.length === 3 ? MONTHS.indexOf(lower) : FULL_MONTHS.indexOf(lower);
  return i < 0 ? undefined : i + 1;
}

function orderOf(m: RegExpExecArray, order: TimeOptions['order'], text: string): DateOrder | 'assumed' {
  const [a, b] = [Number(m[1]), Number(m[3])];
  if (a > 12 || b > 12) return a > 12 ? 'dmy' : 'mdy';
  if (a === b) return 'mdy';
  // Dots are written between day and month only; a 12-hour clock beside slashes is the American form.
  if (m[2] === '.') return 'dmy';
  const evidence = typeof order === 'function' ? order(text) : order;
  return evidence ?? (m[9] !== undefined ? 'assumed' : undefined);
}

/** `clock`: hour, minute, second, fraction, A or P, zone. */
function resolve({ date, clock }: Reading, declared: Zone | undefined, options: TimeOptions): Instant | undefined {
  let hour = Number(clock[0] ?? '0');
  const half = clock[4]?.toLowerCase();
  if (half !== undefined) {
    if (hour < 1 || hour > 12) return undefined;
    hour = (hour % 12) + (half === 'p' ? 12 : 0);
  }
  const micro = Number((clock[3] ?? '').padEnd(6, '0').slice(0, 6));
  const wall = compose(date[0], date[1], date[2], hour, Number(clock[1] ?? '0'), Number(clock[2] ?? '0'), micro);
  if (wall === undefined) return undefined;
  const written = clock[5];
  if (written !== undefined) {
    const minutes = NAMED[written.toUpperCase()];
    const offset = minutes === undefined ? zoneOf(written)?.fixed : minutes * 60_000;
    return offset === undefined ? undefined : ((wall - offset * 1000) as Instant);
  }
  if (declared === undefined) {
    options.warn('zone-assumed-utc');
    return wall;
  }
  const ms = Math.floor(wall / 1000);
  const { utcMs, shown, otherMs } = fromLocal(ms, declared);
  const micros = wall - ms * 1000;
  const time = (utcMs * 1000 + micros) as Instant;
  if (otherMs !== undefined) {
    options.warn(shown === 'twice' ? 'clock-shown-twice' : 'clock-skipped');
    options.doubt?.(time, (otherMs * 1000 + micros) as Instant);
  }
  return time;
}

/**
 * Seconds until 1e11 (the year 5138; as milliseconds that would be 1973), milliseconds until 1e14, microseconds until 1e17, then nanoseconds.
 * Below 1e8 seconds (1973) it is a counter, a duration or a zero, and no time.
 */
function fromEpoch(value: number): Instant | undefined {
  if (!(value >= 1e8) || value >= 1e20) return undefined;
  if (value < 1e11) return fromMicroseconds(Math.round(value * 1e6));
  if (value < 1e14) return fromMicroseconds(Math.round(value * 1e3));
  if (value < 1e17) return fromMicroseconds(Math.floor(value));
  return fromMicroseconds(Math.floor(value / 1e3));
}

function fromMicroseconds(t: number): Instant | undefined {
  return t !== 0 && Math.abs(t) <= Number.MAX_SAFE_INTEGER ? (t as Instant) : undefined;
}
