/** What the cases of the systems share: a log of one system with everything else quiet and covered, and what then is found. */
import { createHash } from 'node:crypto';
import { type Bundle, DAY, MINUTE, type Time } from '../bundle.ts';
import type { Case, Corner, Said } from '../corner.ts';

export const kase = (name: string, says: string, plant: (c: Corner) => void): Case => ({ name, says, plant });
export const lines = (list: readonly unknown[]): string => list.map((x) => `${JSON.stringify(x)}\n`).join('');
export const digits = (text: string): string => createHash('sha256').update(text).digest('hex');
export const guid = (text: string): string => digits(text).replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*/, '$1-$2-4$3-8$4-$5');
export const csv = (header: readonly string[], rows: readonly Readonly<Record<string, string>>[]): string =>
  [header, ...rows.map((r) => header.map((h) => r[h] ?? ''))]
    .map((cells) => cells.map((x) => (/[",\n]/.test(x) ? `"${x.replaceAll('"', '""')}"` : x)).join(','))
    .join('\r\n')
    .concat('\r\n');

/** Declared over the whole period; which adapter reads the file its content decides. */
export function cover(b: Bundle, match: string, system: string, channels: readonly string[], more: { zone?: string } = {}): void {
  b.covers.push({ match, system, channels, from: b.from - DAY, to: b.to + 9 * DAY, ...more });
}
/** Notices and reviews were exported over the whole period, and there were none beside those of the case. */
export function quiet(c: Corner, but: readonly string[] = []): void {
  const channels = ['mail', 'page', 'chat', 'ticket', 'siem'].filter((x) => !but.includes(x));
  c.bundle.empty('notices');
  cover(c.bundle, 'notices.csv', 'messages', channels);
  if (but.includes('certification')) return;
  c.bundle.empty('certifications');
  cover(c.bundle, 'certifications.csv', 'reviews', ['certification']);
}
/** Nothing acted on any account and nobody signed in, beside what the case says. */
export function still(c: Corner): void {
  c.bundle.empty('events');
  cover(c.bundle, 'events.csv', 'directory', ['iam-audit', 'signin']);
}

const OF_THE_PERSON =
  /^(?:password\.reset|mfa\.|device\.enrolled|payroll\.|forwarding\.enabled|mailrule\.created|mailrule\.changed|delegation\.granted)/;
const OF_THE_KEY = /^credential\.(?:created|rotated|disabled|deleted)/;
const OF_THE_GRANT =
  /^(?:role\.granted|group\.added|permission\.changed|consent\.granted|owner\.changed|federation\.changed|account\.created|account\.enabled)/;

/** What is found of a change that nobody was told of and nobody reviewed, by the rows of the default policy. */
export function unanswered(c: Corner, on: string, { kind, holder, isHuman }: Omit<Act, 'record'>): boolean {
  const isKey = OF_THE_KEY.test(kind) && isHuman !== true;
  const isGrant = OF_THE_GRANT.test(kind);
  if (!OF_THE_PERSON.test(kind) && !isKey && !isGrant) return false;
  c.expect('notice.missing', on, 'unmet');
  if (isGrant || (isKey && /created|rotated/.test(kind))) c.expect('cert.missing', on, 'unmet');
  if (isKey && kind === 'credential.rotated' && holder !== undefined) c.expect('verify.no-reauthentication', on, 'unmet');
  return true;
}

/** One record, and what it says; `people` where it is about somebody's own key. */
export interface Act extends Omit<Said, 'on' | 'at'> {
  readonly record: (id: string, at: Time) => unknown;
  /** Native id, where the system has one of its own form. */
  readonly id?: string;
  readonly isHuman?: boolean;
  /** The same record says more than one thing. */
  readonly also?: readonly Omit<Said, 'on' | 'at'>[];
}
export interface LogOf {
  readonly file: string;
  readonly type: string;
  readonly system: string;
  readonly channels: readonly string[];
  readonly write?: (records: readonly unknown[]) => string;
  readonly ignored?: number;
  readonly duplicate?: number;
}

/** A log in which these acts follow each other ten minutes apart, and what is expected of each. */
export function logOf(c: Corner, log: LogOf, acts: readonly Act[]): string[] {
  const records: unknown[] = [];
  const ids = acts.map((act, n) => {
    const at = Math.floor(c.t / 1000) * 1000 + n * 10 * MINUTE;
    const id = act.id ?? guid(`${c.tag}${log.file}${n}`);
    const record = act.record(id, at);
    records.push(...(Array.isArray(record) ? record : [record]));
    let isWake = false;
    for (const said of [act, ...(act.also ?? [])]) {
      const { kind, actor, target, is, holder, outcome } = said;
      c.said.push({ on: id, kind, actor, target, is, holder, outcome, at });
      if (outcome !== 'failure' && unanswered(c, id, { ...act, ...said })) isWake = true;
    }
    if (!isWake) c.noWake.push(id);
    return id;
  });
  c.reads.push({ file: log.file, type: log.type, ignored: log.ignored, duplicate: log.duplicate });
  c.bundle.raw(log.file, (log.write ?? ((r) => JSON.stringify(r)))(records));
  cover(c.bundle, log.file, log.system, log.channels);
  // So few records are no regular log, or one that ends with the case: whether it falls silent is open.
  c.leave('coverage.silent', '*');
  return ids;
}
export const BOTH = ['iam-audit', 'signin'] as const;
export const AUDIT = ['iam-audit'] as const;
