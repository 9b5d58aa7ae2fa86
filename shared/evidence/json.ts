import { canonical } from '../base/canonical.ts';

/**
 * The value of a canonical JSON text (RFC 8785), or `undefined` where it is not canonical: parsers silently take the last of
 * two equal keys and round large integers, so only `canonical(parse(text)) === text` says that two readers read the same.
 */
export function parseCanonical(text: string): { readonly value: unknown } | undefined {
  if (text.length > LONG && holdsTooMuch(text)) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    // JSON.stringify is several times faster than canonical() and differs from it in three things only: the order of keys,
    // integers past 2^53 and lone surrogates (which it writes as \ud…).
    if (isOrdered(value, 0) && JSON.stringify(value) === text && !text.includes('\\ud')) return { value };
    return canonical(value) === text ? { value } : undefined;
  } catch {
    return undefined;
  }
}

/** No file or row of a package has as many values. A hostile one can have one for every two bytes, and each then takes fifty. */
const MOST_VALUES = 4_000_000;
/** Below this there cannot be so many. */
const LONG = 2 * MOST_VALUES;

function holdsTooMuch(text: string): boolean {
  let values = 0;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    // A text's own commas are no values.
    if (c === 0x22) {
      for (i++; i < text.length && text.charCodeAt(i) !== 0x22; i++) if (text.charCodeAt(i) === 0x5c) i++;
    } else if ((c === 0x2c || c === 0x5b || c === 0x7b) && ++values > MOST_VALUES) return true;
  }
  return false;
}

/** Far deeper than anything in a package, and far less deep than what exhausts the stack of whoever walks it. */
const DEEPEST = 200;

/** Throws where values lie in each other too deep: that is told before anything else, since nothing else could be. */
function isOrdered(value: unknown, depth: number): boolean {
  if (typeof value === 'number') return !Number.isInteger(value) || Number.isSafeInteger(value);
  if (typeof value !== 'object' || value === null) return true;
  if (depth >= DEEPEST) throw new RangeError('too deep');
  let ordered = true;
  if (Array.isArray(value)) {
    for (const each of value) if (!isOrdered(each, depth + 1)) ordered = false;
    return ordered;
  }
  let last: string | undefined;
  for (const key in value) {
    if (last !== undefined && key <= last) ordered = false;
    last = key;
    if (!isOrdered((value as Record<string, unknown>)[key], depth + 1)) ordered = false;
  }
  return ordered;
}

export type JsonObject = { readonly [key: string]: unknown };
export const isObject = (value: unknown): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value);
