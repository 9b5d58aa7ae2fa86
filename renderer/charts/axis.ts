/** Time axes in UTC: which instants are marked and what is written there. */
import { utcTickInterval } from 'd3';
import type { Instant } from '../../shared/base/instant.ts';

export interface Tick {
  readonly time: Instant;
  readonly label: string;
  /** The first tick of a day: written bold, drawn as a stronger line. */
  readonly day: boolean;
}

/** A window of time, half-open. */
export interface Span {
  readonly from: Instant;
  readonly to: Instant;
}

export interface TimeScale extends Span {
  readonly x0: number;
  readonly x1: number;
  x(t: number): number;
  at(x: number): Instant;
}

/** Linear in time between two pixels. */
export function timeScale(span: Span, x0: number, x1: number): TimeScale {
  const k = (x1 - x0) / (span.to - span.from);
  return {
    from: span.from,
    to: span.to,
    x0,
    x1,
    x: (t) => x0 + (t - span.from) * k,
    at: (x) => Math.round(span.from + (x - x0) / k) as Instant,
  };
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const DAY_US = 86_400e6;
const two = (n: number): string => String(n).padStart(2, '0');

/** `HH:MM`, with seconds or a fraction where the step asks for them. `step` in µs. */
function clockLabel(t: number, step: number): string {
  const d = new Date(Math.floor(t / 1000));
  const minutes = `${two(d.getUTCHours())}:${two(d.getUTCMinutes())}`;
  if (step >= 60e6) return minutes;
  const seconds = `${minutes}:${two(d.getUTCSeconds())}`;
  if (step >= 1e6) return seconds;
  const micro = ((t % 1e6) + 1e6) % 1e6;
  return `${seconds}.${String(micro)
    .padStart(6, '0')
    .slice(0, step >= 1000 ? 3 : 6)}`;
}

function dayLabel(t: number, step: number): string {
  const d = new Date(Math.floor(t / 1000));
  const date = `${d.getUTCDate()} ${MONTHS[d.getUTCMonth()]}`;
  if (step >= 300 * DAY_US) return String(d.getUTCFullYear());
  if (step >= 27 * DAY_US) return d.getUTCMonth() === 0 ? `Jan ${d.getUTCFullYear()}` : `${MONTHS[d.getUTCMonth()]}`;
  return step > DAY_US * 3 ? date : `${DAYS[d.getUTCDay()]} ${date}`;
}

/**
 * About one tick for each `every` pixels. From a millisecond up the steps are the calendar's (d3), below they are decimal.
 */
export function ticks(span: Span, width: number, every = 74): Tick[] {
  const wanted = Math.max(2, Math.floor(width / every));
  const extent = span.to - span.from;
  if (!(extent > 0)) return [];
  if (extent / wanted < 1000) return decimalTicks(span, extent / wanted);
  const interval = utcTickInterval(new Date(span.from / 1000), new Date(span.to / 1000), wanted);
  if (interval === null) return [];
  const dates = interval.range(new Date(Math.ceil(span.from / 1000)), new Date(Math.ceil(span.to / 1000)));
  const step = dates.length > 1 ? ((dates[1] as Date).getTime() - (dates[0] as Date).getTime()) * 1000 : extent;
  return dates.map((date) => {
    const t = (date.getTime() * 1000) as Instant;
    const day = ((t % DAY_US) + DAY_US) % DAY_US === 0;
    return { time: t, label: day ? dayLabel(t, step) : clockLabel(t, step), day };
  });
}

function decimalTicks(span: Span, rough: number): Tick[] {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, rough)));
  const step = Math.max(1, ([1, 2, 5, 10].find((m) => m * power >= rough) ?? 10) * power);
  const out: Tick[] = [];
  for (let t = Math.ceil(span.from / step) * step; t < span.to; t += step) out.push({ time: t as Instant, label: clockLabel(t, step), day: false });
  return out;
}

/** Where each day in the window begins, with its label; for the overview. Thinned so that labels `every` pixels wide do not meet. */
export function dayTicks(span: Span, width: number, every = 78): Tick[] {
  const days = (span.to - span.from) / DAY_US;
  const step = [1, 2, 7, 14, 30, 91, 182, 365].find((d) => (width / days) * d >= every) ?? 365;
  if (step >= 30) return ticks(span, width, every * 1.4);
  const out: Tick[] = [];
  for (let t = Math.ceil(span.from / DAY_US) * DAY_US; t < span.to; t += step * DAY_US) {
    out.push({ time: t as Instant, label: dayLabel(t, step * DAY_US), day: true });
  }
  return out;
}

/** `60 h`, `3 d 4 h`, `12 min`, `800 ms`: how much time a window shows. */
export function extentLabel(extent: number): string {
  const units: readonly [string, number][] = [
    ['d', DAY_US],
    ['h', 3600e6],
    ['min', 60e6],
    ['s', 1e6],
    ['ms', 1e3],
    ['µs', 1],
  ];
  // Two days and a half read better in hours, three weeks in days.
  const [name, size] = (units.find(([unit, s]) => extent >= (unit === 'd' ? 4 * s : s)) ?? units[5]) as [string, number];
  const value = extent / size;
  return `${value >= 20 ? Math.round(value) : Math.round(value * 10) / 10} ${name}`;
}

/**
 * The marks whose labels have room, the first among them: where two would touch, every second, third … is written. `of` is the width of the
 * axis, `wide` that of a label.
 */
export function withRoom(marks: readonly Tick[], span: Span, of: number, wide: (label: string) => number): readonly Tick[] {
  const [first, second] = marks;
  if (first === undefined || second === undefined) return marks;
  const apart = ((second.time - first.time) / (span.to - span.from)) * of;
  const widest = Math.max(...marks.map((m) => wide(m.label)));
  const every = Math.max(1, Math.ceil(widest / apart));
  return marks.filter((m, i) => i % every === 0 && ((m.time - span.from) / (span.to - span.from)) * of + wide(m.label) <= of);
}
