/**
 * Whether a package's files say what its custody log says: the import of each source, the clocks, the case's own facts, the policy, the
 * analysis, every note and decision. Whoever seals with the signer's own key can write any file, but each of these also stands in the log,
 * whose entries are chained and which earlier packages hold the beginning of.
 *
 * A difference is a problem of the file. What either side does not say is not checked, and is no accusation.
 */
import { type Between, brief, type CustodyFacts, isBetween, type Said, type Statements } from './custody-facts.ts';
import { type Hashing, toHex } from './hashing.ts';
import { isObject, type JsonObject } from './json.ts';
import { COLLECTIONS, type Collection } from './schemas.ts';
import type { LevelCheck } from './verdict.ts';

const CASE = 'data/case.json';
const POLICY = 'data/policy.yaml';
const COMPLETENESS = 'data/completeness.json';
const BODIES = 'data/custody/bodies.jsonl';
const SOURCE = /^data\/sources\/([a-z0-9._-]+)\/(original[a-z0-9.]*|meta\.json)$/;
const rowsOf = (collection: Collection): string => `data/records/${collection}.jsonl`;

/** What a file may withhold: a redacted package says nothing of the bytes of a source. */
const WITHHELD: ReadonlySet<string> = new Set(['name', 'names', 'sha256', 'bytes']);
/** So many differences of one file are written out; the rest are counted. */
const SHOWN = 3;

/** `a.b` of an object. */
function at(value: unknown, key: string): unknown {
  let found = value;
  for (const part of key.split('.')) {
    if (!isObject(found) || !Object.hasOwn(found, part)) return undefined;
    found = found[part];
  }
  return found;
}

/** Of a list of objects each; whatever else stands in it is an object that names nothing. */
const linesOf = (list: unknown): JsonObject[] => (Array.isArray(list) ? list.map((line: unknown) => (isObject(line) ? line : {})) : []);

const shown = (value: string | undefined): string => {
  if (value === undefined) return 'none';
  const text = /^"[0-9a-f]{64}"$/.test(value) ? `${value.slice(1, 17)}…` : value;
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
};

export class Agreement {
  readonly #h: Hashing;
  readonly #facts: CustodyFacts;
  readonly #differences = new Map<string, { readonly texts: string[]; more: number }>();
  readonly #metas = new Set<string>();
  /** Sources of which an original lies here. */
  readonly #originals = new Set<string>();
  /** Source → the lists of completeness.json that name it; `undefined` where that file is not here or cannot be read. */
  #listed: Map<string, string[]> | undefined;
  #notRead: ReadonlyMap<string, unknown> = new Map();
  /** What case.json counts. */
  #counts: JsonObject = {};
  /** What the log does not say. */
  readonly #unsaid = new Set<string>();
  /** What files do not say → these files. */
  readonly #open = new Map<string, string[]>();
  #compared = 0;
  /** Rows of each collection whose file was given. */
  readonly #rows = new Map<Collection, number>();
  readonly #annotated = new Set<number>();
  readonly #seen = new Set<string>();
  #files = 0;

  /** `facts` are whole before the first file is given. */
  constructor(h: Hashing, facts: CustodyFacts) {
    this.#h = h;
    this.#facts = facts;
  }

  /** A file of the payload, in any order. `json` where it is a canonical object. */
  file(path: string, sha256: string, json: JsonObject | undefined): void {
    this.#files++;
    const collection = COLLECTIONS.find((c) => rowsOf(c) === path);
    if (collection !== undefined) this.#rows.set(collection, this.#rows.get(collection) ?? 0);
    const source = SOURCE.exec(path);
    if (path === CASE && json !== undefined) this.#checkCase(json);
    else if (path === POLICY) this.#checkPolicy(sha256);
    else if (path === COMPLETENESS && json !== undefined) this.#checkCompleteness(json);
    else if (source !== null && source[2] === 'meta.json') this.#checkMeta(source[1]!, path, json);
    else if (source !== null) this.#checkOriginal(source[1]!, path, sha256);
  }

  /** Each row of a collection; `value` undefined where it is not canonical JSON. */
  row(collection: Collection, value: unknown, line: number): void {
    this.#rows.set(collection, line);
    if (!isObject(value)) return;
    if (collection === 'annotations') this.#checkAnnotation(value, line);
    else if (collection === 'findings') {
      const said = typeof value.id === 'string' ? this.#facts.dispositions.get(value.id) : undefined;
      const first = this.#facts.case.get('id');
      this.#compare(
        rowsOf('findings'),
        `line ${line}, disposition`,
        said ?? (first === undefined || !this.#facts.dispositionsWhole ? undefined : { seq: first.seq, value: '"open"' }),
        value.disposition,
        said === undefined ? 'and the custody log says nothing of it, so it is open' : undefined,
      );
    }
  }

  /** After the last file. Says nothing where no file was given: nobody asked. */
  report(l4: LevelCheck): void {
    if (this.#files === 0) return;
    this.#checkRows();
    this.#checkSources();
    for (const text of this.#facts.contradictions) this.#differ(BODIES, text);
    for (const [path, { texts, more }] of this.#differences) {
      // The number comes first: the end of a long text is cut.
      const count = texts.length + more;
      l4.problem('E_CUSTODY_MISMATCH', path, `${count > 1 ? `${count} differences: ` : ''}${texts.join('; ')}`);
    }
    for (const text of this.#unsaid) l4.limit(text);
    for (const [what, paths] of this.#open) {
      const [first, ...others] = paths;
      l4.open(`whether ${first}${others.length > 0 ? ` and ${others.length} like it` : ''} agrees with the custody log: ${what}`);
    }
    if (this.#differences.size > 0) return;
    const { sources, annotations } = this.#facts;
    l4.checked(
      `${this.#compared} statements of the log on ${sources.size} sources, ${annotations.size} notes and decisions, the case, its policy and its analysis are those of the files`,
    );
  }

  #differ(path: string, text: string): void {
    const known = this.#differences.get(path);
    if (known === undefined) this.#differences.set(path, { texts: [text], more: 0 });
    else if (known.texts.length < SHOWN) known.texts.push(text);
    else known.more++;
  }

  #leaveOpen(path: string, what: string): void {
    const paths = this.#open.get(what);
    if (paths === undefined) this.#open.set(what, [path]);
    else paths.push(path);
  }

  #compare(path: string, key: string, said: Said | undefined, value: unknown, says?: string): void {
    if (said === undefined) return;
    const here = brief(this.#h, value);
    if (here === said.value) this.#compared++;
    else if (here === undefined && WITHHELD.has(key)) this.#leaveOpen(path, `it does not say its ${key}`);
    else this.#differ(path, `${key}: ${shown(here)} here, ${says ?? `${shown(said.value)} in entry ${said.seq} of the custody log`}`);
  }

  #compareAll(path: string, statements: Statements, value: unknown, prefix = ''): void {
    for (const [key, said] of statements) this.#compare(path, `${prefix}${key}`, said, at(value, key));
  }

  #checkMeta(source: string, path: string, meta: JsonObject | undefined): void {
    this.#metas.add(source);
    if (meta === undefined) return;
    const facts = this.#facts.sources.get(source);
    if (facts === undefined) this.#differ(path, 'the custody log knows of no import of this source');
    else this.#compareAll(path, facts.statements, meta);
    const text = at(meta, 'mapping.text');
    if (typeof text === 'string' && toHex(this.#h.sha256(this.#h.utf8(text))) !== at(meta, 'mapping.sha256'))
      this.#differ(path, 'the text of its mapping is not the one that the hash beside it is of');
  }

  #checkOriginal(source: string, path: string, sha256: string): void {
    this.#originals.add(source);
    this.#compare(path, 'SHA-256', this.#facts.sources.get(source)?.statements.get('sha256'), sha256);
  }

  #checkSources(): void {
    for (const [source, { seq, statements }] of this.#facts.sources) {
      const path = `data/sources/${source}/meta.json`;
      if (!this.#metas.has(source)) this.#differ(path, `entry ${seq} of the custody log imported this source, and it is not here`);
      if (this.#listed === undefined) continue;
      this.#checkListed(source, this.#listed.get(source) ?? []);
      const rejected = statements.get('counts.rejected');
      if (rejected?.value === '0')
        this.#compare(COMPLETENESS, `records of ${source} that were not read`, { ...rejected, value: undefined }, this.#notRead.get(source));
      else this.#compare(COMPLETENESS, `records of ${source} that were not read`, rejected, this.#notRead.get(source));
    }
    for (const source of this.#listed?.keys() ?? [])
      if (!this.#facts.sources.has(source)) this.#differ(COMPLETENESS, `it lists ${source}, and the custody log knows of no such source`);
  }

  /** Each source is either here with its bytes or said to be withheld. */
  #checkListed(source: string, lists: readonly string[]): void {
    const is = this.#originals.has(source) ? 'included' : 'withheld';
    if (lists.length === 1 && lists[0] === is) this.#compared++;
    else {
      const says = lists.length === 0 ? 'is in neither of its lists' : `is called ${lists.join(' and ')}`;
      this.#differ(COMPLETENESS, `${source} ${says}, and its original is ${is === 'included' ? 'here' : 'not here'}`);
    }
  }

  #checkCase(info: JsonObject): void {
    this.#seen.add(CASE);
    this.#compareAll(CASE, this.#facts.case, info);
    if (isObject(info.counts)) this.#counts = info.counts;
    const { analysis } = this.#facts;
    const here = isObject(info.analysis) ? info.analysis : undefined;
    if (analysis === undefined) {
      if (here !== undefined) this.#differ(CASE, 'it names an analysis, and the custody log knows of none');
      return;
    }
    if (here === undefined) {
      this.#differ(CASE, `it names no analysis, and entry ${analysis.seq} of the custody log is one`);
      return;
    }
    for (const key of ['policy.name', 'policy.revision']) this.#compare(CASE, `analysis.${key}`, analysis.statements.get(key), at(here, key));
    this.#checkTime(CASE, 'analysis.at', here.at, analysis.seq, analysis);
    if (here.current === true && analysis.outdatedBy !== undefined)
      this.#differ(CASE, `the analysis is called current, and entry ${analysis.outdatedBy} of the custody log came after it`);
  }

  #checkPolicy(sha256: string): void {
    this.#seen.add(POLICY);
    const { analysis, policy } = this.#facts;
    const said = analysis === undefined ? policy : analysis.policySha256;
    if (said?.value === undefined) {
      this.#unsaid.add('whether policy.yaml is the policy that was judged by: the custody log holds neither its text nor its hash');
      return;
    }
    this.#compare(POLICY, 'SHA-256', { seq: said.seq, value: `"${said.value}"` }, sha256);
  }

  #checkCompleteness(json: JsonObject): void {
    this.#listed = new Map();
    this.#notRead = new Map(linesOf(json.notRead).map((line) => [String(line.source), line.records]));
    for (const list of ['included', 'withheld']) {
      for (const line of linesOf(json[list])) {
        const source = String(line.source);
        this.#listed.set(source, [...(this.#listed.get(source) ?? []), list]);
        const said = this.#facts.sources.get(source)?.statements;
        for (const key of ['name', 'sha256', 'bytes'])
          if (at(line, key) !== undefined) this.#compare(COMPLETENESS, `${key} of ${source}`, said?.get(key), at(line, key));
      }
    }
  }

  #checkAnnotation(row: JsonObject, line: number): void {
    const path = rowsOf('annotations');
    const seq = row.custody as number;
    const entry = this.#facts.annotations.get(seq);
    if (entry === undefined) {
      this.#differ(path, `line ${line} names the entry ${shown(brief(this.#h, row.custody))} of the custody log, which is no note and no decision`);
      return;
    }
    if (this.#annotated.has(seq)) this.#differ(path, `line ${line} is a second one of the entry ${seq} of the custody log`);
    this.#annotated.add(seq);
    const say = (key: string, value: unknown): void => this.#compare(path, `line ${line}, ${key}`, { seq, value: brief(this.#h, value) }, row[key]);
    say('type', entry.type);
    say('by', entry.by);
    this.#compareAll(path, entry.statements, row, `line ${line}, `);
    this.#checkTime(path, `line ${line}, at`, row.at, seq, entry);
  }

  #checkTime(path: string, key: string, at: unknown, seq: number, entry: Between): void {
    if (typeof at === 'string' && isBetween(entry, at)) this.#compared++;
    else this.#differ(path, `${key}: ${shown(brief(this.#h, at))} here, and entry ${seq} of the custody log is of ${entry.ts}`);
  }

  #checkRows(): void {
    const { analysis, annotations, events } = this.#facts;
    const path = rowsOf('annotations');
    const missing = [...annotations.keys()].filter((seq) => !this.#annotated.has(seq));
    if (this.#rows.has('annotations') && missing.length > 0)
      this.#differ(path, `${missing.length} notes and decisions of the custody log are not here, of them entry ${missing[0]}`);
    const count = (collection: Collection, said: Said | undefined): void => {
      const rows = this.#rows.get(collection);
      if (rows !== undefined) this.#compare(rowsOf(collection), 'the number of rows', said, rows);
    };
    count('findings', analysis?.statements.get('findings'));
    count('identities', analysis?.statements.get('identities'));
    if (events !== undefined && this.#facts.sources.size > 0) {
      const seq = this.#facts.lastImport;
      const says = `${events} in the custody log up to entry ${seq}, less those that are one act with another`;
      const rows = this.#rows.get('events');
      if (rows !== undefined) this.#compare(rowsOf('events'), 'the number of rows', { seq, value: String(events) }, rows, says);
    }
    for (const [of, here] of [...this.#rows, ['sources', this.#metas.size] as const]) {
      const said = at(this.#counts, of);
      if (said === here) this.#compared++;
      else if (said !== undefined) this.#differ(CASE, `counts.${of}: ${shown(brief(this.#h, said))} here, and ${here} are in the package`);
    }
    for (const file of [CASE, POLICY]) if (!this.#seen.has(file)) this.#leaveOpen(file, 'it is not here, or cannot be read');
  }
}
