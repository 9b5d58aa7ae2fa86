/** The columns of a sample and what their values look like. */
import type { RawRecord } from '../adapter.ts';
import { isAddress, object, parsed, text } from '../fields.ts';
import { timeReader } from '../time.ts';
import { pathPart } from './path.ts';
import { compileFormat } from './time-format.ts';

const MOST_COLUMNS = 300;
const DEEPEST = 5;
/** Distinct values that are counted; beyond that a column is one of ids or texts. */
export const MOST_DISTINCT = 2000;
/** Distinct values by which the look of a column is judged. */
const JUDGED = 300;

export interface TimeLook {
  /** Of the distinct values that were judged. */
  readonly share: number;
  /** `undefined`: the common reading. */
  readonly format: string | undefined;
  readonly zoned: boolean;
  /** Day and month could change places, and nothing tells. */
  readonly ambiguous: boolean;
  /** Only dates, or only times of day. */
  readonly part: 'date' | 'clock' | undefined;
}

export interface Column {
  readonly path: string;
  /** Words of its name in lower case: `performed by`. */
  readonly words: string;
  readonly filled: number;
  readonly values: ReadonlyMap<string, number>;
  readonly many: boolean;
  readonly time: TimeLook;
  readonly share: Readonly<Record<'address' | 'arn' | 'key' | 'guid' | 'ip' | 'number' | 'bool' | 'prose', number>>;
  /** Distinct per filled. */
  readonly unique: number;
  readonly looks: string;
}

interface Growing {
  filled: number;
  readonly values: Map<string, number>;
  many: boolean;
}

export function columnsOf(records: readonly RawRecord[]): Column[] {
  const found = new Map<string, Growing>();
  for (const key of records[0]?.header ?? []) if (key.trim() !== '') found.set(key, { filled: 0, values: new Map(), many: false });
  for (const r of records) {
    const seen = new Set<string>();
    if (r.header === undefined) leaves(r.data, '', 0, (path, value) => take(found, seen, path, value));
    else for (const key of Object.keys(r.data)) cell(found, seen, key, r.data[key]);
  }
  return [...found].map(([path, g]) => columnOf(path, g));
}

/** A cell of a table may hold JSON: its parts are columns then. */
function cell(found: Map<string, Growing>, seen: Set<string>, key: string, value: unknown): void {
  const inner = typeof value === 'string' && value.startsWith('{') ? object(parsed(value)) : undefined;
  if (inner === undefined) take(found, seen, key, value);
  else leaves(inner, pathPart(key), 1, (path, v) => take(found, seen, path, v));
}

function leaves(data: Readonly<Record<string, unknown>>, prefix: string, depth: number, give: (path: string, value: unknown) => void): void {
  for (const key of Object.keys(data)) {
    const value = data[key];
    const path = prefix === '' ? pathPart(key) : `${prefix}.${pathPart(key)}`;
    const inner = object(value) ?? (typeof value === 'string' && value.startsWith('{') ? object(parsed(value)) : undefined);
    if (inner !== undefined) {
      if (depth < DEEPEST) leaves(inner, path, depth + 1, give);
      continue;
    }
    if (Array.isArray(value)) {
      const first = object(value[0]);
      if (first === undefined) for (const item of value) give(path, item);
      else if (depth < DEEPEST) leaves(first, `${path}[0]`, depth + 1, give);
      continue;
    }
    give(path, value);
  }
}

function take(found: Map<string, Growing>, seen: Set<string>, path: string, value: unknown): void {
  const t = text(value);
  let g = found.get(path);
  if (g === undefined) {
    if (found.size >= MOST_COLUMNS) return;
    g = { filled: 0, values: new Map(), many: false };
    found.set(path, g);
  }
  if (t === undefined) return;
  if (!seen.has(path)) g.filled++;
  seen.add(path);
  const n = g.values.get(t);
  if (n !== undefined) g.values.set(t, n + 1);
  else if (g.values.size < MOST_DISTINCT) g.values.set(t, 1);
  else g.many = true;
}

/** `performedByUser`, `Performed-By (User)`, `actor.email[0]` as words. */
export const wordsOf = (path: string): string =>
  path
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replaceAll(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .replaceAll(/\[\d+\]/g, ' ')
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();

const GUID = /^\{?[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\}?$/i;
const IP = /^(?:\d{1,3}(?:\.\d{1,3}){3}(?::\d{1,5})?|[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,7})$/i;
const BOOL = /^(?:true|false|yes|no|y|n)$/i;
const KEY = /^(?:AKIA|ASIA)[A-Z0-9]{12,}$/;

function columnOf(path: string, g: Growing): Column {
  const judged = [...g.values.keys()].slice(0, JUDGED);
  const share = (test: (value: string) => boolean): number => (judged.length === 0 ? 0 : judged.filter(test).length / judged.length);
  const words = wordsOf(path);
  const time = timeLook(judged, words);
  const shares = {
    address: share(isAddress),
    arn: share((v) => v.startsWith('arn:')),
    key: share((v) => KEY.test(v)),
    guid: share((v) => GUID.test(v)),
    ip: share((v) => v.length < 50 && IP.test(v)),
    number: share((v) => v.length < 30 && v.trim() !== '' && Number.isFinite(Number(v))),
    bool: share((v) => BOOL.test(v)),
    prose: share((v) => v.split(' ').length > 4),
  };
  const distinct = g.values.size;
  const looks =
    distinct === 0
      ? 'empty'
      : time.share >= 0.9
        ? time.part === 'date'
          ? 'dates'
          : time.part === 'clock'
            ? 'times of day'
            : 'times'
        : shares.address >= 0.8
          ? 'mail addresses'
          : shares.arn >= 0.8
            ? 'ARNs'
            : shares.key >= 0.8
              ? 'access keys'
              : shares.guid >= 0.8
                ? 'GUIDs'
                : shares.ip >= 0.8
                  ? 'IP addresses'
                  : shares.bool === 1
                    ? 'yes or no'
                    : shares.number === 1
                      ? 'numbers'
                      : distinct === 1 && g.filled > 1
                        ? 'always the same'
                        : shares.prose > 0.5
                          ? 'sentences'
                          : !g.many && distinct <= 60 && distinct <= Math.max(8, g.filled / 3)
                            ? `${distinct} values`
                            : distinct === g.filled
                              ? 'each its own'
                              : 'texts';
  return {
    path,
    words,
    filled: g.filled,
    values: g.values,
    many: g.many,
    time,
    share: shares,
    unique: g.filled === 0 ? 0 : distinct / g.filled,
    looks,
  };
}

/** A column of times may hold a few that are none; one of which two in five are none is something else. */
export const MOSTLY = 0.6;
const NO_TIME: TimeLook = { share: 0, format: undefined, zoned: false, ambiguous: false, part: undefined };
const ZONED = /(?:Z|UTC|GMT|[+-]\d{2}:?\d{2})$/i;
const CLOCK = /^\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?(?: ?[AP]M)?$/i;
const SLASHED = /^(\d{1,2})([/-])(\d{1,2})\2\d{4}(?:\D|$)/;
const TIME_WORDS =
  /\b(?:time|timestamp|date|datetime|when|at|on|created|updated|modified|occurred|ts|epoch|logged|start|end|since|until|from|to|utc)\b/;
/** Seconds, milliseconds, microseconds, nanoseconds of 2005 to 2040. */
const isEpoch = (n: number): boolean => [1, 1e3, 1e6, 1e9].some((scale) => n >= 1_104_537_600 * scale && n < 2_208_988_800 * scale);

/** Forms that the common reading does not know, or would have to guess. */
const FORMATS = [
  'DD.MM.YYYY, HH:mm:ss',
  'DD.MM.YYYY, HH:mm',
  'DD.MM.YY HH:mm:ss',
  'DD.MM.YY HH:mm',
  'D.M.YY H:mm',
  'D.M.YYYY H:mm',
  'D.M.YYYY H:mm:ss',
  'DD-MMM-YY HH:mm:ss',
  'DD-MMM-YY hh.mm.ss.S A',
  'DD-MMM-YYYY HH:mm:ss',
  'DD MMM YY HH:mm',
  'YYYY/MM/DD HH:mm:ss',
  'YYYY/MM/DD HH:mm',
  'YYYY.MM.DD HH:mm:ss',
  'YYYYMMDD HHmmss',
  'YYYYMMDD-HHmmss',
  'YYYYMMDDHHmmss',
  'YYYYMMDDHHmm',
  'YYYY-MM-DD-HH.mm.ss.S',
  'YYYY-MM-DD HH.mm.ss',
  'DD/MMM/YYYY:HH:mm:ss Z',
  'HH:mm:ss DD.MM.YYYY',
  'HH:mm:ss DD/MM/YYYY',
  'HH:mm DD/MM/YYYY',
  'DD/MM/YY HH:mm:ss',
  'DD/MM/YY HH:mm',
  'MM/DD/YY HH:mm:ss',
  'MM/DD/YY HH:mm',
] as const;

function timeLook(values: readonly string[], words: string): TimeLook {
  if (values.length === 0) return NO_TIME;
  const numeric = values.every((v) => v.trim() !== '' && Number.isFinite(Number(v)));
  if (numeric && !(values.every((v) => isEpoch(Number(v))) && (TIME_WORDS.test(words) || values.length > 1))) {
    return formatted(values.filter((v) => v.length >= 12)) ?? NO_TIME;
  }
  const clocks = values.filter((v) => CLOCK.test(v)).length / values.length;
  if (clocks >= 0.9) return { ...NO_TIME, share: clocks, part: 'clock' };
  let ambiguous = 0;
  const order = orderOf(values);
  const times = timeReader({
    zone: 'UTC',
    order,
    warn: (slug) => {
      if (slug === 'ambiguous-time') ambiguous++;
    },
  });
  const good = values.filter((v) => times.read(v) !== undefined);
  const zoned = numeric || values.filter((v) => ZONED.test(v.trim())).length >= values.length * MOSTLY;
  if ((good.length + ambiguous) / values.length < MOSTLY) return formatted(values) ?? { ...NO_TIME, share: good.length / values.length };
  const dates = values.filter((v) => /^\D?[\d./ -]{6,10}$/.test(v) && !v.includes(':')).length === values.length && !numeric;
  const share = (good.length + ambiguous) / values.length;
  if (ambiguous > 0) return { share, format: 'dmy', zoned, ambiguous: true, part: dates ? 'date' : undefined };
  return { share, format: values.some((v) => SLASHED.test(v)) ? order : undefined, zoned, ambiguous: false, part: dates ? 'date' : undefined };
}

/** What values of the column itself say about the order of day and month. */
function orderOf(values: readonly string[]): 'dmy' | 'mdy' | undefined {
  let dmy = false;
  let mdy = false;
  for (const v of values) {
    const m = SLASHED.exec(v);
    if (m === null) continue;
    if (Number(m[1]) > 12) dmy = true;
    if (Number(m[3]) > 12) mdy = true;
  }
  return dmy === mdy ? undefined : dmy ? 'dmy' : 'mdy';
}

function formatted(values: readonly string[]): TimeLook | undefined {
  if (values.length === 0) return undefined;
  const fits: { readonly format: string; readonly share: number }[] = [];
  const times = timeReader({ zone: 'UTC', order: undefined, warn: () => undefined });
  for (const format of FORMATS) {
    const iso = compileFormat(format);
    if (typeof iso === 'string') continue;
    const good = values.filter((v) => {
      const written = iso(v.trim());
      return written !== undefined && written > '1990' && written < '2100' && times.read(written) !== undefined;
    }).length;
    if (good / values.length >= MOSTLY) fits.push({ format, share: good / values.length });
  }
  const best = fits.toSorted((a, b) => b.share - a.share)[0];
  if (best === undefined) return undefined;
  // The twelfth of a month may be either, in every one of the values.
  const other = best.format.startsWith('DD/MM/YY ') && fits.some((f) => f.share === best.share && f.format.startsWith('MM/DD/YY '));
  return { share: best.share, format: best.format, zoned: best.format.includes('Z'), ambiguous: other, part: undefined };
}
