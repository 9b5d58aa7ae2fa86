import type { EventKind } from '../../model/vocabulary.ts';

/** A kind and the names that are of it, separated by spaces; `*` stands for any run of characters. */
export type KindRows = readonly (readonly [EventKind, string | readonly string[]])[];

export interface KindTable {
  /** The kind of a name of the source; `other` where the table does not list it. */
  kindOf(name: string): EventKind;
}

/** Distinct names that are remembered; a log with more is a log that writes ids into its names. */
const REMEMBERED = 10_000;

/**
 * Makes the lookup of a kind table: exact names by map, patterns by comparing around their stars, results remembered.
 * Names are compared as written; an adapter that folds case or dashes folds both sides.
 */
export function kindTable(rows: KindRows): KindTable {
  const exact = new Map<string, EventKind>();
  const patterns: { readonly parts: readonly string[]; readonly kind: EventKind }[] = [];
  for (const [kind, names] of rows) {
    for (const name of typeof names === 'string' ? names.split(' ').filter((n) => n !== '') : names) {
      if (name.includes('*')) patterns.push({ parts: name.split('*'), kind });
      else exact.set(name, kind);
    }
  }
  const seen = new Map<string, EventKind>();
  return {
    kindOf(name) {
      const listed = exact.get(name) ?? seen.get(name);
      if (listed !== undefined) return listed;
      const kind = patterns.find((p) => matches(p.parts, name))?.kind ?? 'other';
      if (seen.size < REMEMBERED) seen.set(name, kind);
      return kind;
    },
  };
}

/** Whether a text is the parts with anything between them: the first at its start, the last at its end. Linear. */
export function matches(parts: readonly string[], value: string): boolean {
  const first = parts[0] ?? '';
  const last = parts[parts.length - 1] ?? '';
  if (parts.length === 1) return value === first;
  if (value.length < first.length + last.length || !value.startsWith(first) || !value.endsWith(last)) return false;
  let from = first.length;
  const end = value.length - last.length;
  for (let i = 1; i < parts.length - 1; i++) {
    const part = parts[i] ?? '';
    const where = value.indexOf(part, from);
    if (where < 0 || where + part.length > end) return false;
    from = where + part.length;
  }
  return from <= end;
}
