/** Collects the drawn records and sorts them into the files in which their systems would have delivered them. */
import { DAY, duration, formatInstant, HOUR, type Instant, instant, MINUTE, parseInstant, plus, SECOND } from '../base/instant.ts';
import { Random } from './random.ts';

export type System =
  | 'cloudtrail'
  | 'entra-audit'
  | 'entra-signin'
  | 'unified-audit'
  | 'trace'
  | 'okta'
  | 'pd-log'
  | 'pd-incidents'
  | 'servicenow'
  | 'payroll'
  | 'chat'
  | 'routes'
  | 'actions'
  | 'certifications'
  | 'breakglass'
  | 'alerts';

export interface Drawn {
  readonly time: Instant;
  /** A JSON object, or the cells of a row. */
  readonly record: unknown;
}

/** `10T09:12` or `10T09:12:30.25` of March 2026, UTC. */
export function at(text: string): Instant {
  const t = parseInstant(`2026-03-${text.length === 8 ? `${text}:00` : text}Z`);
  if (t === undefined) throw new Error(`no such time: ${text}`);
  return t;
}

export const PERIOD = { from: at('02T00:00'), to: at('16T00:00') } as const;
/** The mail and chat exports were asked for on the 13th and end there: what comes later no log covers. */
export const MAIL_ENDS = at('13T12:00');

export const seconds = (t: Instant, n: number): Instant => plus(t, duration(Math.round(n * SECOND)));
export const minutes = (t: Instant, n: number): Instant => plus(t, duration(Math.round(n * MINUTE)));
export const hours = (t: Instant, n: number): Instant => plus(t, duration(Math.round(n * HOUR)));
export const days = (t: Instant, n: number): Instant => plus(t, duration(Math.round(n * DAY)));

/** `2026-03-04T07:41:26Z`, cut to the second. */
export const iso = (t: Instant): string => `${formatInstant(t).slice(0, 19)}Z`;
export const isoMillis = (t: Instant): string => `${formatInstant(t).slice(0, 23)}Z`;
/** Seven digits, as Microsoft writes them. */
export const isoTicks = (t: Instant): string => `${formatInstant(t).slice(0, 26)}0Z`;
export const isoBare = (t: Instant): string => formatInstant(t).slice(0, 19);
export const dayOf = (t: Instant): string => formatInstant(t).slice(0, 10);

export class Log {
  readonly random: Random;
  readonly #records = new Map<System, Drawn[]>();

  constructor(seed: number) {
    this.random = new Random(seed);
  }

  add(system: System, time: Instant, record: unknown): void {
    const list = this.#records.get(system);
    if (list === undefined) this.#records.set(system, [{ time, record }]);
    else list.push({ time, record });
  }

  /** By time; what has the same time keeps the order in which it was drawn. */
  of(system: System): readonly Drawn[] {
    return [...(this.#records.get(system) ?? [])].sort((a, b) => a.time - b.time);
  }

  get count(): number {
    let n = 0;
    for (const list of this.#records.values()) n += list.length;
    return n;
  }
}

/** A working hour of a random day of the period, to the millisecond. */
export function workingTime(random: Random): Instant {
  for (;;) {
    const day = random.whole(0, 14);
    const weekday = (day + 1) % 7; // the period begins on a Monday
    if ((weekday === 6 || weekday === 0) && random.next() < 0.85) continue;
    // Two waves, before and after noon.
    const hour = 6.5 + (random.next() + random.next()) * 5.2;
    return instant(Math.floor((days(PERIOD.from, day) + hour * HOUR) / 1000) * 1000 + random.whole(0, 1) * 1000);
  }
}
export const anyTime = (random: Random): Instant => instant(Math.floor((PERIOD.from + random.next() * (PERIOD.to - PERIOD.from)) / 1000) * 1000);
