/** From what the case holds to a row of `data/records/`: fields by their schema, times as text, text well-formed. */

import { canonical } from '../base/canonical.ts';
import { formatInstant, type Instant } from '../base/instant.ts';
import type { CollectionSchema } from './schemas.ts';

/** Wherever a number stands under one of these names, it is an instant in the model. */
const TIMES: ReadonlySet<string> = new Set([
  'time',
  'at',
  'from',
  'to',
  'asOf',
  'sentAt',
  'statusAt',
  'resolvedAt',
  'approvedAt',
  'decidedAt',
  'appliedAt',
  'movedAt',
  'start',
  'end',
  'starts',
  'ends',
  'lastRotation',
  'firstSeen',
  'lastSeen',
  'deadline',
  'openedAt',
  'expiresAt',
  'closedAt',
]);

function plain(name: string, value: unknown): unknown {
  if (typeof value === 'number') return TIMES.has(name) ? formatInstant(value as Instant) : value;
  // A log may hold half of a surrogate pair, which canonical JSON cannot carry; the source itself keeps it.
  if (typeof value === 'string') return value.toWellFormed();
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((v) => plain(name, v));
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, v]) => v !== undefined)
      .map(([k, v]) => [k.toWellFormed(), plain(k, v)]),
  );
}

/**
 * The canonical text of each field in the schema's order, `undefined` where it is absent. `null` counts as absent.
 * Keys that the schema does not have are left out: a row of the case may carry more than the package promises.
 */
export function fieldTexts(schema: CollectionSchema, row: Readonly<Record<string, unknown>>): (string | undefined)[] {
  return schema.shape.map(({ name, required }) => {
    const value = row[name];
    if (value === undefined || value === null) {
      if (required) throw new Error(`a row of ${schema.schema} without ${name}`);
      return undefined;
    }
    return canonical(plain(name, value));
  });
}

/** Writes rows as canonical lines out of their fields' texts. The order of keys is worked out once. */
export function lineWriter(schema: CollectionSchema): (texts: readonly (string | undefined)[]) => string {
  const order = schema.fields.map((name, i) => ({ key: `${canonical(name)}:`, name, i })).sort((a, b) => (a.name < b.name ? -1 : 1));
  return (texts) => {
    let line = '';
    for (const { key, i } of order) {
      const text = texts[i];
      if (text !== undefined) line += `${line === '' ? '{' : ','}${key}${text}`;
    }
    return `${line === '' ? '{' : line}}\n`;
  };
}
