/** From a record's values to words of a closed list, and conditions: exact texts and texts with `*`, in any letter case, in linear time. */
import type { Conditions } from '../../model/mapping.ts';
import { text } from '../fields.ts';
import { matches } from '../kinds/table.ts';

const fold = (value: string): string => value.trim().toLowerCase();
/** Distinct values that are remembered; a field with more holds ids. */
const REMEMBERED = 10_000;

/** The word for a value; `undefined` where the table lists none. An exact text goes before one with `*`, an earlier word before a later one. */
export function wordTable(values: Readonly<Record<string, readonly string[]>>): (value: string) => string | undefined {
  const exact = new Map<string, string>();
  const patterns: { readonly parts: readonly string[]; readonly word: string }[] = [];
  for (const [word, texts] of Object.entries(values)) {
    for (const t of texts) {
      if (t.includes('*')) patterns.push({ parts: fold(t).split('*'), word });
      else if (!exact.has(fold(t))) exact.set(fold(t), word);
    }
  }
  const seen = new Map<string, string | undefined>();
  return (value) => {
    if (seen.has(value)) return seen.get(value);
    const folded = fold(value);
    const word = exact.get(folded) ?? patterns.find((p) => matches(p.parts, folded))?.word;
    if (seen.size < REMEMBERED) seen.set(value, word);
    return word;
  };
}

/** Whether one of a value's texts is one of the listed; an empty text in the list fits a value that is not there. */
export function fitsOne(value: unknown, isListed: (value: string) => boolean, emptyIsListed: boolean): boolean {
  const items: readonly unknown[] = Array.isArray(value) ? value : [value];
  let said = false;
  for (const item of items) {
    const t = text(item);
    if (t === undefined) continue;
    said = true;
    if (isListed(t)) return true;
  }
  return !said && emptyIsListed;
}

export function condition<S>(conditions: Conditions, get: (path: string) => (scope: S) => unknown): (scope: S) => boolean {
  const parts = Object.entries(conditions).map(([path, values]) => {
    const table = wordTable({ yes: values.filter((v) => v !== '') });
    const value = get(path);
    const empty = values.includes('');
    return (scope: S) => fitsOne(value(scope), (v) => table(v) !== undefined, empty);
  });
  return (scope) => parts.every((fits) => fits(scope));
}
