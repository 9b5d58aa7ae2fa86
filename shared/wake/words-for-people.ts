/** Sentences for a person: names, and times in UTC. */
import type { Duration, Instant } from '../base/instant.ts';
import { DAY, formatInstant, HOUR, MINUTE, SECOND } from '../base/instant.ts';
import type { Interval } from '../base/interval.ts';
import type { CoverageLine, Identity } from '../model/analysis.ts';
import type { Alias } from '../model/ids.ts';
import { valueOf } from '../model/ids.ts';
import type { Channel } from '../model/vocabulary.ts';
import type { Uncovered } from './coverage.ts';

const two = (n: number): string => (n < 10 ? `0${n}` : String(n));
const dates = new Map<number, string>();

/** Millions of times are written in one analysis, of a few days. */
function dateOf(t: Instant): string {
  const day = Math.floor(t / DAY);
  let date = dates.get(day);
  if (date === undefined) {
    if (dates.size > 5_000) dates.clear();
    date = formatInstant((day * DAY) as Instant).slice(0, 10);
    dates.set(day, date);
  }
  return date;
}

function clockOf(t: Instant): string {
  const second = Math.floor((t - Math.floor(t / DAY) * DAY) / SECOND);
  return `${two(Math.floor(second / 3600))}:${two(Math.floor(second / 60) % 60)}:${two(second % 60)}`;
}

/** `2026-03-04 07:41:26 UTC`. */
export const utc = (t: Instant): string => `${dateOf(t)} ${clockOf(t)} UTC`;

/** `from 07:41:26 to 07:56:26 UTC on 2026-03-04`, with both dates where they differ. */
export function span(window: Interval): string {
  const from = dateOf(window.from);
  const to = dateOf(window.to);
  return from === to
    ? `from ${clockOf(window.from)} to ${clockOf(window.to)} UTC on ${from}`
    : `from ${from} ${clockOf(window.from)} to ${to} ${clockOf(window.to)} UTC`;
}

/** `15 min`, `6 h 39 min`, `2 d`. */
export function length(d: Duration | number): string {
  const parts: string[] = [];
  let rest = Math.abs(d);
  for (const [unit, name] of [
    [DAY, 'd'],
    [HOUR, 'h'],
    [MINUTE, 'min'],
    [SECOND, 's'],
  ] as const) {
    const n = Math.floor(rest / unit);
    if (n > 0 && parts.length < 2) parts.push(`${n} ${name}`);
    rest -= n * unit;
  }
  return parts.length === 0 ? 'less than a second' : parts.join(' ');
}

export const nameOf = (identity: Identity | undefined, alias: Alias | undefined): string =>
  identity?.displayName ??
  (alias !== undefined ? valueOf(alias) : identity?.aliases[0] !== undefined ? valueOf(identity.aliases[0]) : 'an unnamed identity');

const CHANNEL_NAMES: Readonly<Record<Channel, string>> = {
  mail: 'mail',
  page: 'pages',
  chat: 'chat',
  ticket: 'tickets',
  siem: 'SIEM notices',
  'iam-audit': 'the identity audit log',
  signin: 'the sign-in log',
  certification: 'access reviews',
  ownership: 'ownership records',
  oncall: 'on-call schedules',
  hr: 'human resources',
};

export const channels = (list: readonly Channel[]): string => join(list.map((c) => CHANNEL_NAMES[c]));

export function join(list: readonly string[]): string {
  if (list.length <= 1) return list[0] ?? '';
  return `${list.slice(0, -1).join(', ')} and ${list[list.length - 1]}`;
}

/** Where an absence was looked for, and what covers it. */
export function lookedFor(window: Interval, through: readonly Channel[], lines: readonly CoverageLine[]): string {
  const systems = join([...new Set(lines.map((l) => l.system))].sort());
  return `Absence was looked for ${span(window)} in ${channels(through)}; ${systems === '' ? 'the logs cover' : `${systems} cover${lines.length === 1 ? 's' : ''}`} the whole window.`;
}

/** What is missing to tell. */
export function cannotTell(uncovered: readonly Uncovered[]): string {
  const list = [...new Set(uncovered.map((u) => u.channel))];
  return `No imported source shows ${channels(list)} over the whole window, so nothing follows from finding none.`;
}
