import { canonical } from '../base/canonical.ts';

/**
 * The value of a canonical JSON text (RFC 8785), or `undefined` where it is not canonical: parsers silently take the last of
 * two equal keys and round large integers, so only `canonical(parse(text)) === text` says that two readers read the same.
 */
export function parseCanonical(text: string): { readonly value: unknown } | undefined {
  try {
    const value: unknown = JSON.parse(text);
    // JSON.stringify is several times faster than canonical() and differs from it in three things only: the order of keys,
    // integers past 2^53 and lone surrogates (which it writes as \ud…).
    if (JSON.stringify(value) === text && !text.includes('\\ud') && isOrdered(value)) return { value };
    return canonical(value) === text ? { value } : undefined;
  } catch {
    return undefined;
  }
}

function isOrdered(value: unknown): boolean {
  if (typeof value === 'number') return !Number.isInteger(value) || Number.isSafeInteger(value);
  if (typeof value !== 'object' || value === null) return true;
  if (Array.isArray(value)) return value.every(isOrdered);
  let last: string | undefined;
  for (const key in value) {
    if (last !== undefined && key <= last) return false;
    last = key;
    if (!isOrdered((value as Record<string, unknown>)[key])) return false;
  }
  return true;
}

export type JsonObject = { readonly [key: string]: unknown };
export const isObject = (value: unknown): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value);
