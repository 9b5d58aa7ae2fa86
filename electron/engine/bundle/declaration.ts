/** bundle.yaml: what the person who made the bundle says about its sources. */
import { isMap, isScalar, isSeq, LineCounter, type Node, type Pair, parseDocument, type YAMLMap } from 'yaml';
import { type MappingError, parseMapping } from '../../../shared/adapters/mapping/parse.ts';
import { zoneOf } from '../../../shared/adapters/zone.ts';
import { type Duration, parseDuration, parseInstant } from '../../../shared/base/instant.ts';
import type { Interval } from '../../../shared/base/interval.ts';
import { Failure } from '../../../shared/contract/errors.ts';
import type { DeclaredPart } from '../../../shared/model/facts.ts';
import { MAPPING_TYPE, type Mapping } from '../../../shared/model/mapping.ts';
import { CHANNELS, type Channel } from '../../../shared/model/vocabulary.ts';
import { matcher } from './glob.ts';
import { shown } from './names.ts';

export interface DeclaredSource {
  /** The pattern as written, and the line of bundle.yaml on which the entry begins. */
  readonly match: string;
  readonly line: number;
  /** A known adapter's name, or `mapping:` and the name of a mapping. */
  readonly type: string | undefined;
  /** The mapping itself, where `type` names a file of the bundle. */
  readonly mapping?: DeclaredMapping | undefined;
  readonly system: string | undefined;
  readonly channels: readonly Channel[] | undefined;
  readonly covers: Interval | undefined;
  readonly zone: string | undefined;
  readonly clock: { readonly offset: Duration; readonly uncertainty: Duration | undefined } | undefined;
  /** Where several entries with one pattern declare a file, what each says of its channels; `channels` is then all of them. */
  readonly parts?: readonly DeclaredPart[] | undefined;
  /** The file lies in the bundle and is no evidence: it is not imported. */
  readonly leaveOut?: boolean | undefined;
  /** The SHA-256 of the bundle.yaml that says all this; known where that was read from a file. */
  readonly writtenIn?: string | undefined;
}

export interface DeclaredMapping {
  /** The path in the bundle. */
  readonly file: string;
  readonly text: string;
  readonly mapping: Mapping;
}

export interface Declaration {
  readonly organisation: string | undefined;
  readonly period: Interval | undefined;
  readonly sources: readonly DeclaredSource[];
  readonly warnings: readonly string[];
  /** The file itself: what is proven absent is proven by what it declares, so it is evidence as the logs are. */
  readonly written?: { readonly file: string; readonly sha256: string; readonly text: string } | undefined;
}

/** What bundle.yaml says cannot be meant. It ends an import before it begins: sources taken in under wrong declarations could not be taken back. */
export class BadDeclaration extends Failure {}

/** A mapping that cannot be meant, at its first fault. */
export function badMapping(errors: readonly MappingError[], file: string): BadDeclaration {
  const [first] = errors;
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : '';
  return new BadDeclaration({
    code: 'input',
    message: `${first?.message ?? 'it is no mapping'}${more}`,
    file,
    position: first === undefined ? undefined : `line ${first.line}, column ${first.column}`,
    advice: first?.advice,
  });
}

/** The files that bundle.yaml names as mappings, by which whoever reads the bundle can have them at hand. */
export const mappingFilesOf = (text: string): readonly string[] => [
  ...new Set([...text.matchAll(/mapping:\s*['"]?([^\s'"{}#][^'"{}#\n\r]*?\.ya?ml)\b/gi)].map((m) => m[1]!.trim())),
];

/** Longer than any list of sources that a person or a script writes. */
export const LARGEST_DECLARATION = 4 * 1024 * 1024;

/**
 * Throws a Failure `input` with line and column for what cannot be meant: broken YAML, a zone that does not exist, a channel that is none, an interval
 * that ends before it begins. Unknown keys and unknown types are warnings.
 */
export function parseDeclaration(
  text: string,
  file: string,
  isAdapter: (name: string) => boolean,
  mappings: ReadonlyMap<string, string> = new Map(),
): Declaration {
  const lines = new LineCounter();
  // `type: mapping: FILE` reads well and is no YAML; the quotes that it lacks shift nothing that is pointed at.
  const quoted = text.replaceAll(/^(\s*(?:-\s+)?type:\s*)(mapping:\s+[^'"#\n\r]+?)(\s*(?:#.*)?)$/gm, "$1'$2'$3");
  const document = parseDocument(quoted, {
    lineCounter: lines,
    prettyErrors: false,
    schema: 'core',
    merge: false,
    uniqueKeys: true,
    logLevel: 'silent',
  });
  const reader = new Reader(lines, file, isAdapter, (name) => mappings.get(name));
  const error = document.errors[0];
  if (error !== undefined) reader.fail(error.pos[0], error.message.split('\n', 1)[0] ?? 'broken YAML');
  return reader.document(document.contents);
}

class Reader {
  readonly #lines: LineCounter;
  readonly #file: string;
  readonly #isAdapter: (name: string) => boolean;
  readonly #read: (file: string) => string | undefined;
  readonly #warnings: string[] = [];

  constructor(lines: LineCounter, file: string, isAdapter: (name: string) => boolean, read: (file: string) => string | undefined) {
    this.#lines = lines;
    this.#file = file;
    this.#isAdapter = isAdapter;
    this.#read = read;
  }

  document(node: unknown): Declaration {
    if (node === null || (isScalar(node) && node.value === null)) return { organisation: undefined, period: undefined, sources: [], warnings: [] };
    const map = this.#map(node, 'bundle.yaml', ['organisation', 'period', 'sources']);
    const list = this.#child(map, 'sources');
    if (list !== undefined && !isSeq(list)) this.fail(this.#at(list), '`sources` must be a list');
    return {
      organisation: this.#text(map, 'organisation'),
      period: this.#interval(map, 'period'),
      sources: (list?.items ?? []).map((item) => this.#source(item)),
      warnings: this.#warnings,
    };
  }

  #source(node: unknown): DeclaredSource {
    const map = this.#map(node, 'a source', ['match', 'type', 'mapping', 'system', 'channel', 'channels', 'covers', 'zone', 'clock', 'leave out']);
    const match = this.#text(map, 'match');
    if (match === undefined) this.fail(this.#at(map), 'a source needs `match`: a name or a pattern of files in the bundle');
    return {
      match,
      line: this.#lines.linePos(this.#at(map)).line,
      ...this.#type(map, match),
      system: this.#text(map, 'system'),
      channels: this.#channels(map),
      covers: this.#interval(map, 'covers'),
      zone: this.#zone(map),
      clock: this.#clock(map),
      ...(this.#flag(map, 'leave out') ? { leaveOut: true } : {}),
    };
  }

  #flag(map: YAMLMap, key: string): boolean {
    const node = this.#child(map, key);
    if (node === undefined) return false;
    if (!isScalar(node) || typeof node.value !== 'boolean') this.fail(this.#at(node), `\`${key}\` is true or false`);
    return node.value;
  }

  /** An adapter, a mapping that the case or the user's folder knows by name, or a mapping in a file of the bundle. */
  #type(map: YAMLMap, match: string): Pick<DeclaredSource, 'type' | 'mapping'> {
    const own = this.#child(map, 'type');
    const node = own ?? this.#child(map, 'mapping');
    if (node === undefined) return { type: undefined };
    const written = isMap(node) ? node.get('mapping') : isScalar(node) ? node.value : undefined;
    const name = typeof written === 'string' ? written.trim() : '';
    const mapping = own === undefined || isMap(node) ? name : name.startsWith(MAPPING_TYPE) ? name.slice(MAPPING_TYPE.length).trim() : undefined;
    if (mapping !== undefined && /\.ya?ml$/i.test(mapping)) return this.#mappingFile(mapping, node);
    const type = mapping === undefined ? name : MAPPING_TYPE + mapping;
    if (type !== '' && this.#isAdapter(type)) return { type };
    const said = mapping === undefined ? `there is no type \`${shown(name)}\`` : `there is no mapping \`${shown(mapping)}\``;
    this.#warnings.push(`bundle.yaml line ${this.#lines.linePos(this.#at(node)).line}: ${said}; the content of \`${shown(match)}\` decides`);
    return { type: undefined };
  }

  #mappingFile(file: string, node: Node): Pick<DeclaredSource, 'type' | 'mapping'> {
    const text = this.#read(file);
    if (text === undefined)
      this.fail(this.#at(node), `there is no file \`${shown(file)}\` in the bundle`, 'a mapping lies beside bundle.yaml or below it');
    const parsed = parseMapping(text);
    if (!parsed.ok) throw badMapping(parsed.error, `${this.#file.replace(/bundle\.yaml$/, '')}${shown(file)}`);
    return { type: MAPPING_TYPE + parsed.value.name, mapping: { file, text, mapping: parsed.value } };
  }

  #channels(map: YAMLMap): readonly Channel[] | undefined {
    const node = this.#child(map, 'channel') ?? this.#child(map, 'channels');
    if (node === undefined) return undefined;
    const items: unknown[] = isSeq(node) ? node.items : [node];
    return items.map((item) => {
      const value = isScalar(item) ? item.value : undefined;
      const channel = CHANNELS.find((c) => c === value);
      if (channel === undefined)
        this.fail(this.#at(item), `there is no channel \`${shown(String(value))}\`; the channels are ${CHANNELS.join(', ')}`);
      return channel;
    });
  }

  #interval(map: YAMLMap, key: string): Interval | undefined {
    const node = this.#child(map, key);
    if (node === undefined) return undefined;
    const inner = this.#map(node, `\`${key}\``, ['from', 'to']);
    const read = (end: 'from' | 'to') => {
      const text = this.#text(inner, end);
      if (text === undefined) this.fail(this.#at(inner), `\`${key}\` needs both \`from\` and \`to\``);
      const t = parseInstant(text);
      if (t === undefined) this.fail(this.#at(this.#child(inner, end)), `\`${end}\` is no time with a zone, such as 2026-03-01T00:00:00Z`);
      return t;
    };
    const interval = { from: read('from'), to: read('to') };
    if (interval.to <= interval.from) this.fail(this.#at(inner), `\`${key}\` ends before it begins`);
    return interval;
  }

  #zone(map: YAMLMap): string | undefined {
    const zone = this.#text(map, 'zone');
    if (zone !== undefined && zoneOf(zone) === undefined) {
      this.fail(
        this.#at(this.#child(map, 'zone')),
        `there is no zone \`${shown(zone)}\``,
        'give an IANA name (Europe/Stockholm) or a fixed offset (+02:00)',
      );
    }
    return zone;
  }

  #clock(map: YAMLMap): DeclaredSource['clock'] {
    const node = this.#child(map, 'clock');
    if (node === undefined) return undefined;
    const inner = this.#map(node, '`clock`', ['offset', 'uncertainty']);
    const read = (key: string): Duration | undefined => {
      const text = this.#text(inner, key);
      if (text === undefined) return undefined;
      const d = parseDuration(text);
      if (d === undefined) this.fail(this.#at(this.#child(inner, key)), `\`${key}\` is no duration, such as PT2S or -PT1M30S`);
      return d;
    };
    const uncertainty = read('uncertainty');
    if (uncertainty !== undefined && uncertainty < 0) this.fail(this.#at(this.#child(inner, 'uncertainty')), '`uncertainty` cannot be negative');
    return { offset: read('offset') ?? (0 as Duration), uncertainty };
  }

  #map(node: unknown, what: string, keys: readonly string[]): YAMLMap {
    if (!isMap(node)) this.fail(this.#at(node), `${what} must hold keys and values`);
    for (const pair of node.items as Pair[]) {
      const key = isScalar(pair.key) ? String(pair.key.value) : '';
      if (keys.includes(key)) continue;
      this.#warnings.push(`bundle.yaml line ${this.#lines.linePos(this.#at(pair.key)).line}: \`${shown(key)}\` is not known here and was not read`);
    }
    return node;
  }

  /** `undefined`: absent, or written without a value. */
  #child(map: YAMLMap, key: string): Node | undefined {
    const node: unknown = map.get(key, true);
    return node === undefined || node === null || (isScalar(node) && node.value === null) ? undefined : (node as Node);
  }

  #text(map: YAMLMap, key: string): string | undefined {
    const node = this.#child(map, key);
    if (node === undefined) return undefined;
    if (!isScalar(node) || (typeof node.value !== 'string' && typeof node.value !== 'number')) this.fail(this.#at(node), `\`${key}\` must be text`);
    const text = typeof node.value === 'string' ? node.value : (node.source ?? String(node.value));
    return text.trim() === '' ? undefined : text.trim();
  }

  #at(node: unknown): number {
    return (node as { range?: readonly [number, number, number] | null } | null | undefined)?.range?.[0] ?? 0;
  }

  fail(offset: number, message: string, advice?: string): never {
    const { line, col } = this.#lines.linePos(offset);
    throw new BadDeclaration({ code: 'input', message, file: this.#file, position: `line ${line}, column ${col}`, advice });
  }
}

export interface Matching {
  /** The first entry that matches the member's name or an archive that holds it. */
  of(name: string, archives: readonly string[]): DeclaredSource | undefined;
  /** Entries that have matched nothing so far. */
  unused(): readonly DeclaredSource[];
}

export function matching(declaration: Declaration): Matching {
  const entries = declaration.sources.map((source) => ({
    source,
    joined: joinedWith(source, declaration.sources),
    matches: matcher(source.match),
    used: false,
  }));
  return {
    of(name, archives) {
      for (const entry of entries) {
        if (!entry.matches(name) && !archives.some(entry.matches)) continue;
        for (const other of entries) if (other.source.match === entry.source.match) other.used = true;
        return entry.joined;
      }
      return undefined;
    },
    unused: () => entries.filter((e) => !e.used).map((e) => e.source),
  };
}

/**
 * Entries with the same pattern declare the same files: channel by channel, or with a hole between two intervals. The first says
 * what the file is, its system too; the others add to what is covered. An entry of another system adds the channels that it names:
 * whether a channel is covered is asked over all systems together.
 */
function joinedWith(first: DeclaredSource, all: readonly DeclaredSource[]): DeclaredSource {
  const same = all.filter((s) => s.match === first.match && (s.channels !== undefined || (s.system ?? first.system) === first.system));
  if (same.length < 2 || same[0] !== first) return first;
  const channels = same.every((s) => s.channels !== undefined) ? [...new Set(same.flatMap((s) => s.channels ?? []))] : first.channels;
  return { ...first, channels, parts: same.map((s) => ({ channels: s.channels ?? [], covers: s.covers })) };
}
