/** What parsing again gave against what the package says: rows one by one as they pass, everything else file by file. */
import { canonical } from '../../../shared/base/canonical.ts';
import { formatInstant } from '../../../shared/base/instant.ts';
import { certification } from '../../../shared/evidence/certification.ts';
import { isObject, type JsonObject, parseCanonical } from '../../../shared/evidence/json.ts';
import { readme } from '../../../shared/evidence/readme.ts';
import { renderReport } from '../../../shared/evidence/report/html.ts';
import { fieldTexts, lineWriter } from '../../../shared/evidence/rows.ts';
import { COLLECTIONS, type Collection, jsonSchema, SCHEMAS } from '../../../shared/evidence/schemas.ts';
import type { Seal } from '../../../shared/evidence/seal.ts';
import { FORMAT, type Tool } from '../../../shared/evidence/version.ts';
import { type Container, readWhole } from './container.ts';
import { nodeHashing } from './hashing.ts';
import type { EvidenceInput, Many } from './input.ts';
import { LineSplitter } from './lines.ts';
import { bagInfo, nameOfOriginal, thisTool } from './pack.ts';
import type { AgainFrame, AgainVerdict } from './verify-again.ts';
import type { CheckedSeal } from './verify-seals.ts';

/** Larger than any report or list of answers. */
const LARGEST = 256 * 1024 * 1024;
/** How far a row that is missing or was put in is looked for before it is taken for an altered one. */
const LOOK_AHEAD = 64;
/** Of a file that is one value. */
const MOST_OF_A_FILE = 3;

/** Gives the number of rows that were compared. */
export async function compareAgain(frame: AgainFrame, seal: CheckedSeal, input: EvidenceInput, verdict: AgainVerdict): Promise<number> {
  const counts = {} as Record<Collection, number>;
  let rows = 0;
  for (const collection of COLLECTIONS) {
    counts[collection] = await compareRows(frame, collection, input, verdict, (n) => frame.onRows(rows + n, `data/records/${collection}.jsonl`));
    rows += counts[collection];
  }
  const sources = await compareMetas(frame.container, input, verdict);
  await compareFiles(frame, seal, input, { ...counts, sources }, verdict);
  return rows;
}

async function compareRows(
  { container }: AgainFrame,
  collection: Collection,
  input: EvidenceInput,
  verdict: AgainVerdict,
  onRows: (rows: number) => void,
): Promise<number> {
  const path = `data/records/${collection}.jsonl`;
  const compared = new Rows(collection, await iteratorOf(input.rows(collection)), (text, line) => verdict.differs(path, text, line));
  if (container.entries.has(path)) {
    const lines = new LineSplitter((line, n) => {
      compared.line(line ?? '', n);
      if (n % 1024 === 0) onRows(n);
    });
    await container.read(path, (bytes) => lines.add(bytes));
    lines.end();
  } else verdict.differs(path, 'it is not here');
  return compared.end();
}

/** Rows of an open case come as they are asked for; anything else is a test's. */
async function iteratorOf<T>(many: Many<T>): Promise<Iterator<T>> {
  if (Symbol.iterator in many) return many[Symbol.iterator]();
  const all: T[] = [];
  for await (const one of many) all.push(one);
  return all.values();
}

/** Two lists of lines in one order, in bounded memory: what is missing, what was put in, what was altered and in which field. */
export class Rows {
  readonly #again: Iterator<Readonly<Record<string, unknown>>>;
  readonly #differs: (text: string, line: number) => void;
  readonly #collection: Collection;
  readonly #write: (texts: readonly (string | undefined)[]) => string;
  readonly #said: { readonly text: string; readonly line: number }[] = [];
  readonly #given: string[] = [];
  #last = 0;
  #count = 0;
  #ended = false;

  constructor(collection: Collection, again: Iterator<Readonly<Record<string, unknown>>>, differs: (text: string, line: number) => void) {
    this.#collection = collection;
    this.#again = again;
    this.#differs = differs;
    this.#write = lineWriter(SCHEMAS[collection]);
  }

  line(text: string, line: number): void {
    this.#last = line;
    // Nearly always the two run side by side, and nothing has to be kept.
    if (this.#said.length === 0) {
      this.#ahead(1);
      if (this.#given[0] === text) {
        this.#given.shift();
        return;
      }
    }
    this.#said.push({ text, line });
    if (this.#said.length > LOOK_AHEAD) this.#settle();
  }

  /** How many rows parsing again gives. */
  end(): number {
    while (this.#said.length > 0) this.#settle();
    for (this.#ahead(1); this.#given.length > 0; this.#ahead(1)) this.#missing(this.#last + 1);
    return this.#count;
  }

  #ahead(n: number): void {
    while (this.#given.length < n && !this.#ended) {
      const next = this.#again.next();
      if (next.done === true) this.#ended = true;
      else {
        this.#count++;
        this.#given.push(this.#write(fieldTexts(SCHEMAS[this.#collection], next.value)).slice(0, -1));
      }
    }
  }

  /** Decides on the first of the lines that wait, and on those after it that are as they should be. */
  #settle(): void {
    this.#ahead(LOOK_AHEAD);
    const first = this.#said[0]!;
    const missing = this.#given.indexOf(first.text);
    const added = this.#given.length === 0 ? this.#said.length : this.#said.findIndex((s) => s.text === this.#given[0]);
    if (missing >= 0 && (added < 0 || missing <= added)) for (let i = 0; i < missing; i++) this.#missing(first.line);
    else if (added > 0) for (let i = 0; i < added; i++) this.#added();
    else {
      this.#differs(alteration(first.text, this.#given[0] ?? ''), first.line);
      this.#said.shift();
      this.#given.shift();
    }
    for (this.#ahead(1); this.#said.length > 0 && this.#said[0]!.text === this.#given[0]; this.#ahead(1)) {
      this.#said.shift();
      this.#given.shift();
    }
  }

  #missing(line: number): void {
    this.#differs(`before this line is missing what the sources give: ${nameOf(parsed(this.#given.shift()!))}`, line);
  }

  #added(): void {
    const { text, line } = this.#said.shift()!;
    this.#differs(`the sources do not give this: ${nameOf(parsed(text))}`, line);
  }
}

function parsed(line: string): JsonObject {
  const value = parseCanonical(line)?.value;
  return isObject(value) ? value : {};
}

function nameOf(row: JsonObject): string {
  const parts =
    typeof row.id === 'string' ? [row.id, row.rule ?? row.kind ?? row.type] : [row.record ?? row.wake, row.stage ?? row.type ?? row.action];
  const audience = typeof row.audience === 'string' ? ` to ${row.audience}` : '';
  const name = parts.filter((p) => typeof p === 'string').join(' ');
  return name === '' ? 'a row that cannot be read' : `${name}${audience}`;
}

function alteration(said: string, given: string): string {
  const [a, b] = [parsed(said), parsed(given)];
  const where = difference(a, b);
  return where === undefined ? 'this line is none that the sources give' : `${nameOf(a)}: ${where}`;
}

const shown = (value: unknown): string => {
  const text = value === undefined ? 'nothing' : JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
};

/** A key of hostile JSON may be called `__proto__` or `toString`, which every object answers to. */
const own = (object: JsonObject, key: string): unknown => (Object.hasOwn(object, key) ? object[key] : undefined);

/** What differs, value by value: each by its place, as a sentence. */
function* differences(said: unknown, given: unknown, at = ''): Generator<string, void, void> {
  if (isObject(said) && isObject(given)) {
    const keys = [...new Set([...Object.keys(said), ...Object.keys(given)])].sort();
    for (const key of keys) yield* differences(own(said, key), own(given, key), at === '' ? key : `${at}.${key}`);
  } else if (Array.isArray(said) && Array.isArray(given)) {
    for (let i = 0; i < Math.max(said.length, given.length); i++) yield* differences(said[i], given[i], `${at}[${i}]`);
  } else if (said !== given && (said === undefined || given === undefined || canonical(said) !== canonical(given)))
    yield `${at === '' ? 'it' : at} is ${shown(said)} in the package, and parsing again gives ${shown(given)}`;
}

/** The first values that differ; `undefined` where there are none. */
export function difference(said: unknown, given: unknown, most = 1): string | undefined {
  const found: string[] = [];
  for (const one of differences(said, given)) if (found.push(one) > most) break;
  if (found.length === 0) return undefined;
  return `${found.slice(0, most).join('; ')}${found.length > most ? '; and more' : ''}`;
}

/** Said by the package alone: what the case did with the original, and in which words its type was told. */
const TAKEN_FROM_META = ['kept', 'typeWhy'] as const;

async function compareMetas(container: Container, input: EvidenceInput, verdict: AgainVerdict): Promise<number> {
  const known = new Set<string>();
  for await (const source of input.sources) {
    const path = `data/sources/${source.id}/meta.json`;
    known.add(source.id);
    const said = await jsonOf(container, path);
    if (said === undefined) {
      verdict.differs(path, 'it is not here');
      continue;
    }
    const given: Record<string, unknown> = { ...source.meta, id: source.id, original: nameOfOriginal(source.original) };
    for (const key of TAKEN_FROM_META) given[key] = said[key];
    const where = difference(said, given, MOST_OF_A_FILE);
    if (where !== undefined) verdict.differs(path, where);
  }
  for (const path of container.entries.keys()) {
    const id = /^data\/sources\/([^/]+)\/meta\.json$/.exec(path)?.[1];
    if (id !== undefined && !known.has(id)) verdict.differs(path, 'the custody log knows of no such source');
  }
  return known.size;
}

async function jsonOf(container: Container, path: string): Promise<JsonObject | undefined> {
  if (!container.entries.has(path)) return undefined;
  const value = parseCanonical((await readWhole(container, path, LARGEST)).toString('utf8'))?.value;
  return isObject(value) ? value : undefined;
}

async function compareFiles(
  { container, caseInfo, custody }: AgainFrame,
  { dir, seal, fingerprint }: CheckedSeal,
  input: EvidenceInput,
  counts: Readonly<Record<Collection | 'sources', number>>,
  verdict: AgainVerdict,
): Promise<void> {
  // Which version made it has been looked at before anything else.
  const { name, version, build } = isObject(caseInfo?.tool) ? caseInfo.tool : thisTool();
  const tool = { name, version, ...(build === undefined ? {} : { build }) };
  const said: Tool = { name: String(name), version: String(version), build: build === undefined ? undefined : String(build) };
  const whole = {
    ...input.caseInfo,
    format: FORMAT,
    id: input.caseId,
    package: input.root,
    revision: input.revision,
    tool,
    clock: { exportedAt: formatInstant(input.exportedAt), timeSource: input.timeSource, zone: 'UTC' },
    counts,
  };
  const jsons: readonly (readonly [name: string, value: unknown])[] = [
    ['case.json', whole],
    ['completeness.json', input.completeness],
    ['coverage.json', input.coverage],
    ['questions.json', input.questions],
    ...COLLECTIONS.map((c) => [`schema/${c}.json`, jsonSchema(SCHEMAS[c])] as const),
  ];
  for (const [name, given] of jsons) {
    const path = `data/${name}`;
    const said = await jsonOf(container, path);
    const where =
      said === undefined || given === undefined ? (said === given ? undefined : 'it is not here') : difference(said, given, MOST_OF_A_FILE);
    if (where !== undefined) verdict.differs(path, said !== undefined && given === undefined ? 'parsing again gives none' : where);
  }
  const about = {
    root: input.root,
    seals: [{ dir, signer: input.seal.signer }],
    fingerprint,
    publicKeySsh: seal.key,
    custody,
    exportedAt: input.exportedAt,
  };
  const { sources, ...rows } = counts;
  const payload = [...container.entries.values()].filter((e) => e.path.startsWith('data/'));
  const bytes = payload.reduce((n, e) => n + e.size, 0);
  const texts: readonly (readonly [path: string, text: string])[] = [
    ['data/policy.yaml', input.policyYaml],
    ['data/report/report.html', renderReport(input.report, { ...about, hash: (s) => nodeHashing.sha256(nodeHashing.utf8(s)) })],
    ['data/report/certification.txt', certification(input.report, { ...about, seal: input.seal, counts: rows, sources, tool: said })],
    ['data/readme.txt', readme(about)],
    ['bag-info.txt', bagInfo(input, bytes, payload.length, said)],
  ];
  for (const [path, given] of texts) await compareText(container, path, given, verdict);
  compareSeal(`${dir}/seal.json`, seal, input, verdict);
}

async function compareText(container: Container, path: string, given: string, verdict: AgainVerdict): Promise<void> {
  if (!container.entries.has(path)) return verdict.differs(path, 'it is not here');
  const bytes = await readWhole(container, path, LARGEST);
  // The bytes: what is no UTF-8 reads like the sign for it.
  if (bytes.equals(Buffer.from(given, 'utf8'))) return;
  const [a, b] = [bytes.toString('utf8').split('\n'), given.split('\n')];
  const at = a.findIndex((line, i) => line !== b[i]);
  const line = at < 0 ? a.length : at;
  verdict.differs(path, `it says ${shown(a[line])}, and parsing again gives ${shown(b[line])}`, line + 1);
}

/** What the export's own seal says beside its hashes. Who countersigns says what they will. */
function compareSeal(
  path: string,
  { meaning, signer, requiredRoles, timeSource, claimedTime, over }: Seal,
  input: EvidenceInput,
  verdict: AgainVerdict,
): void {
  const said = { meaning, signer, requiredRoles, timeSource, claimedTime: formatInstant(claimedTime), over };
  const { role: _, ...sealed } = input.seal;
  const given = { ...sealed, timeSource: input.timeSource, claimedTime: formatInstant(input.exportedAt), over: [] };
  const where = difference(said, given, MOST_OF_A_FILE);
  if (where !== undefined) verdict.differs(path, where);
}
