/**
 * Reading fields of hostile records: a value of the wrong type is an absent value, never an exception.
 * `undefined` is unknown throughout; no reader returns '' or 0 for something that is not there.
 */
import { type Alias, alias } from '../model/ids.ts';

export type Fields = Readonly<Record<string, unknown>>;

/** A plain object, or `undefined` (arrays and null are none). */
export function object(value: unknown): Fields | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : undefined;
}

const NOTHING: readonly unknown[] = Object.freeze([]);

/** An array, or an empty one. */
export function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : NOTHING;
}

/** The objects of an array. A single object stands for an array of one, as several exporters write it. */
export function objects(value: unknown): readonly Fields[] {
  if (Array.isArray(value)) {
    const out: Fields[] = [];
    for (const v of value) if (typeof v === 'object' && v !== null && !Array.isArray(v)) out.push(v as Fields);
    return out;
  }
  const one = object(value);
  return one === undefined ? [] : [one];
}

/** A text that says something, trimmed; numbers and booleans as they print. */
export function text(value: unknown): string | undefined {
  if (typeof value === 'string') {
    if (value.length === 0) return undefined;
    const first = value.charCodeAt(0);
    const last = value.charCodeAt(value.length - 1);
    // Trimming allocates; nearly every log value needs none.
    if (first > 32 && last > 32 && first < 128 && last < 128) return value;
    const trimmed = value.trim();
    return trimmed.length === 0 ? undefined : trimmed;
  }
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : undefined;
  if (typeof value === 'boolean' || typeof value === 'bigint') return String(value);
  return undefined;
}

/** A text whose spaces are kept: a mailbox rule named by one space is named so. Empty is still unknown. */
export function verbatim(value: unknown): string | undefined {
  return typeof value === 'string' && value.length > 0 ? value : text(value);
}

/** The texts of an array; a single text stands for an array of one. */
export function texts(value: unknown): readonly string[] {
  if (Array.isArray(value)) {
    const out: string[] = [];
    for (const v of value) {
      const t = text(v);
      if (t !== undefined) out.push(t);
    }
    return out;
  }
  const one = text(value);
  return one === undefined ? [] : [one];
}

/** True, false, and the spellings of logs (`"True"`, `"false"`); else `undefined`. */
export function bool(value: unknown): boolean | undefined {
  if (typeof value === 'boolean') return value;
  if (typeof value !== 'string') return undefined;
  switch (value.trim().toLowerCase()) {
    case 'true':
    case '$true':
    case 'yes':
    case '1':
      return true;
    case 'false':
    case '$false':
    case 'no':
    case '0':
      return false;
    default:
      return undefined;
  }
}

/** A finite number, also written as text. */
export function number(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  if (typeof value !== 'string' || value.trim() === '') return undefined;
  const n = Number(value);
  return Number.isFinite(n) ? n : undefined;
}

/** JSON inside a string; anything that is no JSON is `undefined`. */
export function parsed(value: unknown): unknown {
  if (typeof value !== 'string' || value.length < 2) return undefined;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return undefined;
  }
}

/** An object, or one written as JSON inside a string. */
export function objectOrJson(value: unknown): Fields | undefined {
  return typeof value === 'string' ? object(parsed(value)) : object(value);
}

/** An array of objects, or one written as JSON inside a string. */
export function objectsOrJson(value: unknown): readonly Fields[] {
  return objects(typeof value === 'string' ? parsed(value) : value);
}

/** The value of a path of keys through objects. */
export function at(value: unknown, ...path: readonly string[]): unknown {
  let here: unknown = value;
  for (const key of path) {
    const o = object(here);
    if (o === undefined || !Object.hasOwn(o, key)) return undefined;
    here = o[key];
  }
  return here;
}

/** An alias, or `undefined` where there is no value to name. */
export function aliasOf(namespace: string, value: unknown): Alias | undefined {
  const t = text(value);
  return t === undefined ? undefined : alias(namespace, t);
}

/** Whether a text has the form of one bare mail address. Linear, no backtracking. */
export function isAddress(value: string): boolean {
  const where = value.indexOf('@');
  if (where < 1 || where !== value.lastIndexOf('@') || where === value.length - 1 || value.length > 320) return false;
  for (let i = 0; i < value.length; i++) {
    const c = value.charCodeAt(i);
    if (c <= 32 || c === 58 || c === 60 || c === 62 || c === 44 || c === 59 || c === 124) return false;
  }
  return true;
}

/** The bare address of `Name <a@b>` or `smtp:a@b`, else the text itself. */
export function bareAddress(value: string): string {
  const open = value.lastIndexOf('<');
  const close = value.lastIndexOf('>');
  const inside = open >= 0 && close > open ? value.slice(open + 1, close).trim() : value.trim();
  return inside.toLowerCase().startsWith('smtp:') ? inside.slice(5) : inside;
}

/** Without the unknown ones, and each once, in their order. */
export function known<T>(...values: readonly (T | undefined)[]): T[] {
  const out: T[] = [];
  for (const v of values) if (v !== undefined && !out.includes(v)) out.push(v);
  return out;
}

export const sameKeys = (data: Fields, keys: readonly string[]): number => {
  let n = 0;
  for (const key of keys) if (Object.hasOwn(data, key)) n++;
  return n;
};
