/** How figures, instants and hostile text are written on a screen. All times are UTC. */
import type { Duration, Instant } from '../../shared/base/instant.ts';

const GROUPED = new Intl.NumberFormat('en-US');
const ONE_DECIMAL = new Intl.NumberFormat('en-US', { maximumFractionDigits: 1 });
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;
const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] as const;

/** `1,246,223`. */
export const count = (n: number): string => GROUPED.format(n);

/** `1 finding`, `354 findings`. */
export const counted = (n: number, one: string, many = `${one}s`): string => `${count(n)} ${n === 1 ? one : many}`;

/** Decimal units, since that is what file managers and `ls` on most systems agree on: `38 MB`. */
export function bytes(n: number): string {
  if (n < 1000) return `${n} B`;
  const units = ['kB', 'MB', 'GB', 'TB'] as const;
  let value = n / 1000;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${value >= 100 ? Math.round(value) : ONE_DECIMAL.format(value)} ${units[unit]}`;
}

const two = (n: number): string => String(n).padStart(2, '0');
const dateOf = (t: Instant): Date => new Date(Math.floor(t / 1000));

function fraction(t: Instant): string {
  const micro = ((t % 1_000_000) + 1_000_000) % 1_000_000;
  return micro % 1000 === 0 ? String(micro / 1000).padStart(3, '0') : String(micro).padStart(6, '0');
}

/** `07:41`. */
export const clockMinutes = (t: Instant): string => {
  const d = dateOf(t);
  return `${two(d.getUTCHours())}:${two(d.getUTCMinutes())}`;
};
/** `07:41:26`. */
export const clockSeconds = (t: Instant): string => `${clockMinutes(t)}:${two(dateOf(t).getUTCSeconds())}`;
/** `07:41:26.207`; six decimals only where the record has them. */
export const clockExact = (t: Instant): string => `${clockSeconds(t)}.${fraction(t)}`;
/** `03-04 07:41:26.207`, for a table over a known year. */
export const tableTime = (t: Instant): string => {
  const d = dateOf(t);
  return `${two(d.getUTCMonth() + 1)}-${two(d.getUTCDate())} ${clockExact(t)}`;
};
/** `2026-03-04 07:41:26.207`. */
export const fullTime = (t: Instant): string => `${dateOf(t).getUTCFullYear()}-${tableTime(t)}`;
/** `4 Mar`. */
export const day = (t: Instant): string => {
  const d = dateOf(t);
  return `${d.getUTCDate()} ${MONTHS[d.getUTCMonth()]}`;
};
/** `Mon 2 Mar`. */
export const weekday = (t: Instant): string => `${DAYS[dateOf(t).getUTCDay()]} ${day(t)}`;
/** `4 Mar 07:41`. */
export const shortTime = (t: Instant): string => `${day(t)} ${clockMinutes(t)}`;
/** `4 Mar 2026 07:41`; midnight is a day: `4 Mar 2026`. For what reaches over years. */
export const datedTime = (t: Instant): string => {
  const date = `${day(t)} ${dateOf(t).getUTCFullYear()}`;
  return clockExact(t) === '00:00:00.000' ? date : `${date} ${clockMinutes(t)}`;
};
/** `11 Mar 2026 14:02:31`. */
export const longTime = (t: Instant): string => `${day(t)} ${dateOf(t).getUTCFullYear()} ${clockSeconds(t)}`;
/** `2 Mar 00:00 to 9 Mar 00:00 2026`; both years where they differ. */
export const period = (from: Instant, to: Instant): string => {
  const a = dateOf(from).getUTCFullYear();
  const b = dateOf(to).getUTCFullYear();
  return `${shortTime(from)}${a === b ? '' : ` ${a}`} to ${shortTime(to)} ${b}`;
};
/** `4 Mar 07:41 to 11:41` within a day, else both days. */
export const interval = (from: Instant, to: Instant): string =>
  day(from) === day(to) && to - from < 86_400e6 ? `${shortTime(from)} to ${clockMinutes(to)}` : `${shortTime(from)} to ${shortTime(to)}`;
/** `2 Mar to 9 Mar`; with the times where that is one day. */
export const days = (from: Instant, to: Instant): string => (day(from) === day(to) ? interval(from, to) : `${day(from)} to ${day(to)}`);

/** `6 h 39 min`, `41 s`, `250 ms`: at most two units, cut and not rounded up. */
export function span(d: Duration): string {
  const negative = d < 0;
  const total = Math.abs(d);
  const units: readonly [string, number][] = [
    ['d', 86_400e6],
    ['h', 3600e6],
    ['min', 60e6],
    ['s', 1e6],
    ['ms', 1e3],
    ['µs', 1],
  ];
  const first = units.findIndex(([, size]) => total >= size);
  if (first < 0) return '0 s';
  const [name, size] = units[first] as [string, number];
  const whole = Math.floor(total / size);
  const next = units[first + 1];
  const rest = next === undefined || first >= 3 ? 0 : Math.floor((total - whole * size) / next[1]);
  return `${negative ? '−' : ''}${whole} ${name}${rest > 0 && next !== undefined ? ` ${rest} ${next[0]}` : ''}`;
}

/** Time left, as `0:12` or `1:04:09`. */
export function clockLeft(seconds: number): string {
  const s = Math.max(0, Math.round(seconds));
  const h = Math.floor(s / 3600);
  const m = Math.floor((s % 3600) / 60);
  return h > 0 ? `${h}:${two(m)}:${two(s % 60)}` : `${m}:${two(s % 60)}`;
}

/** `2e90 7bd4 … 61fa c0d8`, for reading aloud; the whole hash stands in the title or the copy. */
export const shortHash = (hex: string): string => `${hex.slice(0, 4)} ${hex.slice(4, 8)} … ${hex.slice(-8, -4)} ${hex.slice(-4)}`;
/** In groups of four, whole. */
export const groupedHash = (hex: string): string => hex.replace(/(.{4})(?=.)/g, '$1 ');

// Controls (tab and line feed are layout, not deceit), the bidi controls of Unicode UAX #9, and every code point that is
// drawn as nothing: what lets a name in a log read as another name.
const DECEITFUL = /(?![\t\n])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;

/** Splits text into what can be shown and the code points that must not be shown as themselves. */
export function visibleParts(text: string): readonly { readonly text: string; readonly control: boolean }[] {
  const parts: { text: string; control: boolean }[] = [];
  let last = 0;
  for (const m of text.matchAll(DECEITFUL)) {
    if (m.index > last) parts.push({ text: text.slice(last, m.index), control: false });
    parts.push({ text: `U+${m[0].codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`, control: true });
    last = m.index + m[0].length;
  }
  if (last < text.length || parts.length === 0) parts.push({ text: text.slice(last), control: false });
  return parts;
}

/** The same as one string, for titles and labels of assistive technology. */
export const visible = (text: string): string =>
  text.replace(DECEITFUL, (c) => `⟨U+${c.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}⟩`);
