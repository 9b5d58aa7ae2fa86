/** What an adapter's `reads` leave of a record that was built whole. */
import type { Reads } from '../../../shared/adapters/adapter.ts';

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

/** `undefined` for what is not there; the members' own keys are those of `reads`. */
export function narrowed(data: Record<string, unknown>, reads: Reads): Record<string, unknown> {
  const out: Record<string, unknown> = {};
  for (const [key, wanted] of Object.entries(reads)) {
    const value = Object.hasOwn(data, key) ? data[key] : undefined;
    out[key] = typeof wanted === 'object' && isObject(value) ? narrowed(value, wanted) : value;
  }
  return out;
}
