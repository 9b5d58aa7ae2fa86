/** What the ServiceNow adapters share: references, and the several ways in which a field is empty. */
import { type Alias, alias } from '../model/ids.ts';
import { type Fields, object, text } from './fields.ts';

/** A field's text; `?` stands for nothing in event logs, `{display_value, value}` is a field with both. */
export function snText(value: unknown): string | undefined {
  const t = text(value) ?? text(object(value)?.value) ?? text(object(value)?.display_value);
  return t === undefined || t === '?' || t === 'null' || t === 'NULL' ? undefined : t;
}

/** The id that a reference points to: `{link,value}`, a link alone, or in a CSV the bare id. */
export function snReference(value: unknown): string | undefined {
  const o = object(value);
  if (o === undefined) return snText(value);
  const stated = text(o.value);
  if (stated !== undefined) return stated;
  const link = text(o.link);
  return link === undefined ? text(o.display_value) : link.slice(link.lastIndexOf('/') + 1);
}

/** The name that a reference shows, where the export asked for display values. */
export const snDisplay = (value: unknown): string | undefined => text(object(value)?.display_value);

export function snUser(value: unknown): Alias | undefined {
  const id = snReference(value);
  return id === undefined ? undefined : alias('servicenow-user', id);
}

/** A column of a CSV export may carry its table (`incident.number`). */
export const snField = (row: Fields, name: string): unknown => row[name] ?? row[`incident.${name}`];
