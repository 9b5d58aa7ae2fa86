/** Mapping YAML → Mapping, with every fault at its line and column and what to do about it. */
import { isMap, isScalar, isSeq, LineCounter, type Node, type Pair, parseDocument } from 'yaml';
import { err, ok, type Result } from '../../base/result.ts';
import {
  type Conditions,
  fieldOf,
  MAPPED_FIELDS,
  MAPPING_NAME,
  type MappedField,
  type MappedOutput,
  type MappedValue,
  type Mapping,
  namespaces,
  OUTPUTS,
  type Output,
  TIME_FORMATS,
} from '../../model/mapping.ts';
import { CHANNELS, type Channel } from '../../model/vocabulary.ts';
import { zoneOf } from '../zone.ts';
import { compilePath } from './path.ts';
import { compileFormat } from './time-format.ts';
import { TEMPLATE_PART } from './value.ts';

/** 1-based line and column in the text that was given. */
export interface MappingError {
  readonly message: string;
  readonly advice: string | undefined;
  readonly line: number;
  readonly column: number;
}

/** Far more than a person writes; what is larger is another file. */
export const LARGEST_MAPPING = 512 * 1024;
const MOST_ERRORS = 20;
const DEEPEST = 6;

const TOP = ['mapping', 'title', 'version', 'fits', 'each', 'system', 'channel', 'channels', 'zone', 'read'];
const SOURCES = ['path', 'value', 'template', 'first', 'all'] as const;
const VALUE = [...SOURCES, 'when', 'split', 'after', 'before', 'case', 'values', 'else', 'as', 'format', 'zone'];

class Fault extends Error {
  readonly node: Node | undefined;
  readonly advice: string | undefined;
  constructor(node: Node | undefined, message: string, advice?: string) {
    super(message);
    this.node = node;
    this.advice = advice;
  }
}

/** JSON is YAML, and is read as well. */
export function parseMapping(text: string): Result<Mapping, readonly MappingError[]> {
  if (text.length > LARGEST_MAPPING) return err([{ message: 'it is too large to be a mapping', advice: undefined, line: 1, column: 1 }]);
  const lines = new LineCounter();
  // As for a policy: aliases could be made to unfold without end, and a mapping needs none.
  const document = parseDocument(text, {
    lineCounter: lines,
    uniqueKeys: true,
    prettyErrors: false,
    version: '1.2',
    schema: 'core',
    logLevel: 'silent',
  });
  const at = (offset: number, message: string, advice?: string): MappingError => {
    const p = lines.linePos(offset);
    return { message, advice, line: Math.max(1, p.line), column: Math.max(1, p.col) };
  };
  if (document.errors.length > 0)
    return err(document.errors.slice(0, MOST_ERRORS).map((e) => at(e.pos[0], e.message.split('\n', 1)[0] ?? 'broken YAML')));
  const faults: Fault[] = [];
  const mapping = new Reader(faults).mapping(document.contents ?? undefined);
  if (faults.length > 0 || mapping === undefined) {
    const errors = faults.map((f) => at(f.node?.range?.[0] ?? 0, f.message, f.advice));
    return err(errors.toSorted((a, b) => a.line - b.line || a.column - b.column).slice(0, MOST_ERRORS));
  }
  return ok(mapping);
}

type Entries = Map<string, { readonly key: Node; readonly value: Node | undefined }>;

class Reader {
  readonly #faults: Fault[];
  constructor(faults: Fault[]) {
    this.#faults = faults;
  }

  mapping(root: Node | undefined): Mapping | undefined {
    return this.#try(() => {
      const f = this.#entries(root, 'a mapping', TOP);
      const name = this.#try(() => nameOf(needed(f, 'mapping', root, 'a name for it: lower-case letters, digits and dashes')));
      const read = this.#try(() => this.#list(needed(f, 'read', root, 'a list of what each record states'), 'read'));
      const outputs = (read ?? []).map((node) => this.#output(node)).filter((o) => o !== undefined);
      if (read?.length === 0)
        this.#faults.push(new Fault(f.get('read')?.key, '`read` is empty', 'list at least one statement, such as `- as: event`'));
      const fits = this.#try(() => this.#fits(f.get('fits')?.value));
      const zone = this.#try(() => optional(f, 'zone', zoneText));
      const each = this.#try(() => optional(f, 'each', pathText));
      const channels = this.#try(() => this.#channels(f));
      const version = this.#try(() => optional(f, 'version', wholeNumber));
      const title = this.#try(() => optional(f, 'title', plainText));
      const system = this.#try(() => optional(f, 'system', plainText));
      if (name === undefined) return undefined;
      return {
        name,
        title: title ?? name,
        version: version ?? 1,
        fits: fits ?? { columns: [], where: {} },
        each,
        system,
        channels,
        zone,
        read: outputs,
      };
    });
  }

  #fits(node: Node | undefined): Mapping['fits'] {
    if (node === undefined) return { columns: [], where: {} };
    const f = this.#entries(node, '`fits`', ['columns', 'where']);
    const columns = f.get('columns')?.value;
    return {
      columns: columns === undefined ? [] : this.#list(columns, 'columns').map(pathText),
      where: conditions(f.get('where')?.value),
    };
  }

  #channels(f: Entries): readonly Channel[] | undefined {
    const node = f.get('channels')?.value ?? f.get('channel')?.value;
    if (node === undefined) return undefined;
    return (isSeq(node) ? (node.items as Node[]) : [node]).map((n) => wordOf(n, CHANNELS, 'channel'));
  }

  #output(node: Node): MappedOutput | undefined {
    return this.#try(() => {
      if (!isMap(node)) throw new Fault(node, 'a statement holds keys and values', 'begin it with `as: event`');
      const as: Output = wordOf(needed(pairs(node), 'as', node, `one of ${OUTPUTS.join(', ')}`), OUTPUTS, 'statement');
      const allowed = MAPPED_FIELDS[as].map((f) => f.name);
      const f = this.#entries(node, `a statement of ${as}`, ['as', 'when', 'each', ...allowed]);
      const fields: Record<string, MappedValue> = {};
      for (const [name, { key, value }] of f) {
        const field = fieldOf(as, name);
        if (field === undefined) continue;
        const read = this.#try(() => {
          if (value === undefined) throw new Fault(key, `\`${name}\` has no value`, 'give the column, or leave the key out');
          return this.#value(value, field, 0);
        });
        if (read !== undefined) fields[name] = read;
      }
      for (const required of MAPPED_FIELDS[as].filter((d) => d.required === true && !f.has(d.name)))
        this.#faults.push(new Fault(node, `a statement of ${as} needs \`${required.name}\`: ${required.label}`));
      const when = this.#try(() => optional(f, 'when', conditions));
      const each = this.#try(() => optional(f, 'each', pathText));
      return { as, when, each, fields };
    });
  }

  #value(node: Node, field: MappedField, depth: number): MappedValue {
    if (depth > DEEPEST) throw new Fault(node, 'values are nested too deeply');
    if (isScalar(node)) return { path: pathText(node) };
    if (isSeq(node)) {
      const items = (node.items as Node[]).map((n) => this.#value(n, field, depth + 1));
      if (items.length === 0) throw new Fault(node, `\`${field.name}\` is an empty list`);
      return takesSeveral(field) ? { all: items } : { first: items };
    }
    const f = this.#entries(node, `\`${field.name}\``, VALUE);
    const sources = SOURCES.filter((s) => f.has(s));
    if (sources.length !== 1)
      throw new Fault(
        node,
        `\`${field.name}\` needs exactly one of ${SOURCES.join(', ')}`,
        sources.length === 0 ? '`path: COLUMN` takes a column' : undefined,
      );
    const out: Record<string, unknown> = {};
    for (const [key, { value }] of f) {
      if (value === undefined) throw new Fault(f.get(key)?.key, `\`${key}\` has no value`);
      out[key] = this.#part(key, value, field, depth);
    }
    const words = field.words;
    if (words !== undefined && out.value !== undefined && out.values === undefined && !words.includes(out.value as string))
      throw new Fault(f.get('value')?.value, `there is no ${field.name} ${JSON.stringify(out.value)}`, nearestOf(out.value as string, words));
    if (out.else !== undefined && out.values === undefined)
      throw new Fault(f.get('else')?.key, '`else` says what holds for values that `values` does not list, and there is no `values`');
    return out as MappedValue;
  }

  #part(key: string, node: Node, field: MappedField, depth: number): unknown {
    switch (key) {
      case 'path':
        return pathText(node);
      case 'value':
        return constantText(node);
      case 'template':
        return templateText(node);
      case 'first':
      case 'all': {
        if (key === 'all' && !takesSeveral(field)) throw new Fault(node, `\`${field.name}\` takes one value`, 'use `first`, or a template');
        const items = this.#list(node, key).map((n) => this.#value(n, field, depth + 1));
        if (items.length === 0) throw new Fault(node, `\`${key}\` is an empty list`);
        return items;
      }
      case 'when':
        return conditions(node);
      case 'split':
      case 'after':
      case 'before':
        return separatorText(node);
      case 'case':
        return wordOf(node, ['lower', 'upper'] as const, 'case');
      case 'values':
        return this.#values(node, field);
      case 'else': {
        const word = plainText(node);
        const words = field.words;
        if (words === undefined) throw new Fault(node, `\`${field.name}\` is not of a closed list, so it has no \`else\``);
        if (word !== 'ignore' && !words.includes(word))
          throw new Fault(node, `there is no ${field.name} ${JSON.stringify(word)}`, nearestOf(word, [...words, 'ignore']));
        return word;
      }
      case 'as':
        if (!['alias', 'aliases', 'party', 'parties'].includes(field.type))
          throw new Fault(node, `\`${field.name}\` is no alias, so it has no \`as\``);
        return wordOf(node, namespaces, 'namespace');
      case 'format': {
        if (field.type !== 'time') throw new Fault(node, `\`${field.name}\` is no time, so it has no \`format\``);
        const format = plainText(node);
        if ((TIME_FORMATS as readonly string[]).includes(format)) return format;
        const compiled = compileFormat(format);
        if (typeof compiled === 'string')
          throw new Fault(node, compiled, `a format is ${TIME_FORMATS.join(', ')}, or a pattern such as DD.MM.YYYY HH:mm:ss`);
        return format;
      }
      default:
        if (field.type !== 'time') throw new Fault(node, `\`${field.name}\` is no time, so it has no \`zone\``);
        return zoneText(node);
    }
  }

  #values(node: Node, field: MappedField): Record<string, string[]> {
    const words = field.words;
    if (words === undefined) throw new Fault(node, `\`${field.name}\` is not of a closed list, so it has no \`values\``);
    const f = this.#entries(node, '`values`', words);
    const out: Record<string, string[]> = {};
    for (const [word, { value }] of f) {
      if (value !== undefined) out[word] = (isSeq(value) ? (value.items as Node[]) : [value]).map(constantText);
    }
    return out;
  }

  #entries(node: Node | undefined, what: string, allowed: readonly string[]): Entries {
    if (!isMap(node)) throw new Fault(node, `${what} must hold keys and values`);
    const out = pairs(node);
    for (const [key, { key: at }] of out) {
      if (!allowed.includes(key)) this.#faults.push(new Fault(at, `${what} has no \`${shown(key)}\``, nearestOf(key, allowed)));
    }
    return out;
  }

  #list(node: Node | undefined, what: string): Node[] {
    if (!isSeq(node)) throw new Fault(node, `\`${what}\` must be a list`);
    return node.items as Node[];
  }

  /** A fault here leaves the rest to be looked at: a person wants to hear of all of them. */
  #try<T>(read: () => T): T | undefined {
    try {
      return read();
    } catch (e) {
      if (!(e instanceof Fault)) throw e;
      this.#faults.push(e);
      return undefined;
    }
  }
}

const takesSeveral = (field: MappedField): boolean => field.type === 'aliases' || field.type === 'parties' || field.type === 'texts';
const shown = (text: string): string => text.slice(0, 60).replaceAll('`', "'");

function pairs(node: Node): Entries {
  const out: Entries = new Map();
  if (!isMap(node)) return out;
  for (const pair of node.items as Pair[]) {
    const key = isScalar(pair.key) ? String(pair.key.value) : '';
    const value = pair.value as Node | null;
    out.set(key, { key: pair.key as Node, value: value === null || (isScalar(value) && value.value === null) ? undefined : value });
  }
  return out;
}

function needed(f: Entries, key: string, node: Node | undefined, advice: string): Node {
  const found = f.get(key)?.value;
  if (found === undefined) throw new Fault(f.get(key)?.key ?? node, `there is no \`${key}\``, `give ${advice}`);
  return found;
}
function optional<T>(f: Entries, key: string, read: (node: Node) => T): T | undefined {
  const node = f.get(key)?.value;
  return node === undefined ? undefined : read(node);
}

/** As it is written: 007 stays 007. */
function constantText(node: Node): string {
  if (isScalar(node)) {
    if (typeof node.value === 'string') return node.value;
    if (node.value === null) return '';
    if (typeof node.value === 'number' || typeof node.value === 'boolean') return node.source ?? String(node.value);
  }
  throw new Fault(node, 'a text is expected here');
}
function plainText(node: Node): string {
  const text = constantText(node).trim();
  if (text === '') throw new Fault(node, 'a text is expected here, and it is empty');
  return text;
}
function separatorText(node: Node): string {
  const text = constantText(node);
  if (text === '') throw new Fault(node, 'a text is expected here, and it is empty');
  return text;
}
function pathText(node: Node): string {
  const text = constantText(node);
  const compiled = compilePath(text);
  if (typeof compiled === 'string') throw new Fault(node, compiled, 'a path is a column, or keys with dots between them: actor.name, targets[0].id');
  return text;
}
function templateText(node: Node): string {
  const text = plainText(node);
  for (const m of text.matchAll(TEMPLATE_PART)) {
    const compiled = compilePath(m[1]!);
    if (typeof compiled === 'string') throw new Fault(node, compiled);
  }
  return text;
}
function zoneText(node: Node): string {
  const zone = plainText(node);
  if (zoneOf(zone) === undefined)
    throw new Fault(node, `there is no zone \`${shown(zone)}\``, 'give an IANA name (Europe/Stockholm) or a fixed offset (+02:00)');
  return zone;
}
function wholeNumber(node: Node): number {
  const n = isScalar(node) ? node.value : undefined;
  if (typeof n !== 'number' || !Number.isInteger(n) || n < 1) throw new Fault(node, '`version` is a whole number from 1');
  return n;
}
function nameOf(node: Node): string {
  const name = plainText(node);
  if (!MAPPING_NAME.test(name))
    throw new Fault(node, `\`${shown(name)}\` is no name for a mapping`, 'use lower-case letters, digits and dashes, at most 60');
  return name;
}
function wordOf<const T extends string>(node: Node, words: readonly T[], what: string): T {
  const text = plainText(node);
  const found = words.find((w) => w === text);
  if (found === undefined) throw new Fault(node, `there is no ${what} \`${shown(text)}\``, nearestOf(text, words));
  return found;
}

function conditions(node: Node | undefined): Conditions {
  if (node === undefined) return {};
  if (!isMap(node)) throw new Fault(node, 'conditions are fields and the values that they may have', 'write them as `Type: [user, role]`');
  const out: Record<string, string[]> = {};
  for (const [path, { key, value }] of pairs(node)) {
    const compiled = compilePath(path);
    if (typeof compiled === 'string') throw new Fault(key, compiled);
    out[path] = value === undefined ? [''] : (isSeq(value) ? (value.items as Node[]) : [value]).map(constantText);
  }
  return out;
}

/** The word that may have been meant; else all of them, where they are few. */
function nearestOf(text: string, words: readonly string[]): string | undefined {
  const folded = text.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
  const near = words.find((w) => {
    const other = w.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
    return other === folded || distance(other, folded) <= Math.max(1, Math.floor(other.length / 5));
  });
  if (near !== undefined) return `did you mean \`${near}\`?`;
  return words.length <= 60 ? `there are ${words.join(', ')}` : undefined;
}

/** Levenshtein's, for words of a line at most. */
function distance(a: string, b: string): number {
  if (a.length > 60 || b.length > 60) return Number.POSITIVE_INFINITY;
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) next[j] = Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1));
    row = next;
  }
  return row[b.length]!;
}
