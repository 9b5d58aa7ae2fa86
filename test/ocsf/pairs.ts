/** Published pairs of a raw event and its OCSF form, as the examples of the OCSF project lie in a folder. */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';

export type Obj = { readonly [key: string]: unknown };

export interface Pair {
  /** The raw file, below the folder. */
  readonly name: string;
  readonly raw: string;
  readonly published: Obj;
}
export interface Pairs {
  readonly pairs: readonly Pair[];
  /** Files that are no pair, or whose published half cannot be read, with why. */
  readonly left: readonly { readonly name: string; readonly why: string }[];
}

export function pairsIn(dir: string): Pairs {
  const files = readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((e) => e.isFile())
    .map((e) => join(e.parentPath, e.name))
    .sort();
  const pairs: Pair[] = [];
  const left: { name: string; why: string }[] = [];
  const used = new Set<string>();
  for (const file of files.filter((f) => f.endsWith('.raw'))) {
    const name = relative(dir, file);
    const beside = files.filter((f) => dirname(f) === dirname(file) && !f.endsWith('.raw'));
    const stem = basename(file, '.raw');
    const published =
      beside.find((f) => f === file.replace(/\.raw$/, '.ocsf')) ??
      beside.find((f) => basename(f).startsWith('OCSF_')) ??
      beside.find((f) => basename(f).startsWith(stem));
    if (published === undefined) {
      left.push({ name, why: 'no published form lies beside it' });
      continue;
    }
    used.add(published);
    const value = lenient(readFileSync(published, 'utf8'));
    if (value === undefined) left.push({ name, why: 'the published form is no JSON' });
    else pairs.push({ name, raw: file, published: value });
  }
  for (const file of files) {
    if (!file.endsWith('.raw') && !used.has(file)) left.push({ name: relative(dir, file), why: 'a published form without the raw event' });
  }
  return { pairs, left };
}

/** Some published files have a comma too many before a brace; that is no reason not to compare them. */
function lenient(text: string): Obj | undefined {
  for (const candidate of [text, text.replace(/,(\s*[}\]])/g, '$1')]) {
    try {
      const value: unknown = JSON.parse(candidate);
      const one: unknown = Array.isArray(value) ? value[0] : value;
      if (typeof one === 'object' && one !== null) return one as Obj;
    } catch {
      // The next reading.
    }
  }
  return undefined;
}
