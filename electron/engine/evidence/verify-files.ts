/** L1: every file is listed and unaltered, and no other is there. Each byte is read once; hashes and lines are taken on the way. */

import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import { isLitter } from '../../../shared/base/litter.ts';
import type { Agreement } from '../../../shared/evidence/agreement.ts';
import { isObject, type JsonObject, parseCanonical } from '../../../shared/evidence/json.ts';
import {
  BAGIT,
  isPayloadFile,
  MANIFEST,
  PAYLOAD_FILES,
  parseManifest,
  signaturePlace,
  TAG_FILES,
  TAG_MANIFEST,
} from '../../../shared/evidence/paths.ts';
import { COLLECTIONS, type Collection } from '../../../shared/evidence/schemas.ts';
import type { LevelCheck } from '../../../shared/evidence/verdict.ts';
import { FORMAT } from '../../../shared/evidence/version.ts';
import { type Container, EntryBroken, readWhole } from './container.ts';
import { LineSplitter } from './lines.ts';
import { collectionOf, pathOf, type RecordsCheck, SALT_FILE } from './verify-records.ts';

/** A manifest of half a million files. */
const LARGEST_MANIFEST = 64 * 1024 * 1024;
const LARGEST_JSON = 64 * 1024 * 1024;

export interface FilesFound {
  /** Hex; `undefined` where there is no tag manifest. */
  readonly tagmanifestSha256: string | undefined;
  readonly caseInfo: JsonObject | undefined;
  readonly roots: JsonObject | undefined;
  /** How many lines each `data/records/*.jsonl` has. */
  readonly lines: ReadonlyMap<string, number>;
}

export interface FilesWatch {
  /** Bytes read so far. May throw to stop. */
  onBytes(bytes: number, path: string): void;
  /** Each line of the custody log, then each of its bodies. */
  onCustody(file: 'log' | 'bodies', line: string | undefined, number: number): void;
  /** Of the payload only the custody log is read: for an older package that is an anchor and nothing more. */
  readonly custodyOnly: boolean;
  /** Takes the rows of `data/records/` as they pass, where the commitments are to be worked out again. */
  readonly records?: RecordsCheck | undefined;
  /** Takes each file as it passes, to be held against the custody log. */
  readonly agreement?: Agreement | undefined;
}

const BAG_INFO = 'bag-info.txt';
const CUSTODY_LOG = 'data/custody/log.jsonl';
const CUSTODY_BODIES = 'data/custody/bodies.jsonl';
/** It changes nothing that is sealed, and yet the package is closed: what may lie there beside it could be anything. */
const LITTER = 'an operating system leaves such files in folders that it shows; it is no part of the package: delete it, or verify the zip';
const SOURCE_FILE = /^data\/sources\/([a-z0-9._-]+)\/(original[a-z0-9.]*|meta\.json)$/;

export async function checkFiles(container: Container, l0: LevelCheck, l1: LevelCheck, watch: FilesWatch): Promise<FilesFound> {
  /** Runs a reading; what the container turns out to be unable to give is a problem of one level or the other. */
  const guarded = async <T>(read: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await read();
    } catch (e) {
      if (!(e instanceof EntryBroken)) throw e;
      (e.problem.code.startsWith('E_FILE_') ? l1 : l0).problem(e.problem.code, e.problem.path, e.problem.text);
      return undefined;
    }
  };
  const small = async (path: string): Promise<Buffer | undefined> =>
    container.entries.has(path) ? guarded(() => readWhole(container, path, LARGEST_MANIFEST)) : undefined;

  const tagText = await small(TAG_MANIFEST);
  const tags = await readManifest(tagText, TAG_MANIFEST, l1);
  await checkTagFiles(container, tags, l1, small);
  const manifestText = await small(MANIFEST);
  const payload = await readManifest(manifestText, MANIFEST, l1);
  checkListing(container, payload, l1);

  const found = { caseInfo: undefined as JsonObject | undefined, roots: undefined as JsonObject | undefined };
  const lines = new Map<string, number>();
  const sources = new Map<string, SourceFiles>();
  let files = 0;
  watch.records?.salt(await small(SALT_FILE));
  for (const path of inReadingOrder(container, watch.custodyOnly)) {
    const reader = new FileReader(path, l1, watch);
    const done = await guarded(async () => {
      await container.read(path, (bytes) => {
        reader.add(bytes);
        watch.onBytes(bytes.length, path);
      });
      return true;
    });
    if (done !== true) continue;
    const sha256 = reader.finish();
    files++;
    const listed = payload?.get(path);
    if (listed !== undefined && listed !== sha256) l1.problem('E_FILE_MODIFIED', path, 'its bytes are not those that the manifest lists');
    if (reader.lines !== undefined) lines.set(path, reader.lines);
    watch.agreement?.file(path, sha256, reader.json);
    if (path === 'data/case.json') found.caseInfo = reader.json;
    if (path === 'data/commitments/roots.json') found.roots = reader.json;
    const source = SOURCE_FILE.exec(path);
    if (source !== null) {
      const known = sources.get(source[1]!) ?? { meta: undefined, originals: new Map() };
      if (source[2] === 'meta.json') known.meta = reader.json;
      else known.originals.set(source[2]!, sha256);
      sources.set(source[1]!, known);
    }
  }
  watch.records?.finish(found.roots, new Map([...sources].map(([id, s]) => [id, s.meta])));
  if (!watch.custodyOnly) {
    checkSources(sources, container, l1);
    checkFormat(container, found.caseInfo, l1);
    // A payload that is not the one that was listed has another size for that very reason.
    if (!l1.failed && found.caseInfo?.format === FORMAT)
      checkBagInfo((await small(BAG_INFO))?.toString('latin1') ?? '', container, found.caseInfo, l1);
    l1.checked(`${files} files against ${MANIFEST}, ${TAG_FILES.length} against ${TAG_MANIFEST}; nothing else but seals`);
    if (!l1.failed) l1.checked('every line of JSON is in its one canonical form');
  }
  return { ...found, lines, tagmanifestSha256: tagText === undefined ? undefined : createHash('sha256').update(tagText).digest('hex') };
}

async function readManifest(bytes: Buffer | undefined, path: string, l1: LevelCheck): Promise<ReadonlyMap<string, string> | undefined> {
  if (bytes === undefined) return undefined;
  const parsed = isUtf8(bytes) ? parseManifest(bytes.toString('utf8')) : 'it is not text';
  if (typeof parsed !== 'string') return parsed;
  l1.problem('E_FILE_MODIFIED', path, `the manifest is not one: ${parsed}`);
  return undefined;
}

async function checkTagFiles(
  container: Container,
  tags: ReadonlyMap<string, string> | undefined,
  l1: LevelCheck,
  small: (path: string) => Promise<Buffer | undefined>,
): Promise<void> {
  for (const path of [...TAG_FILES, TAG_MANIFEST]) {
    if (!container.entries.has(path)) l1.problem('E_FILE_MISSING', path, 'every package has it');
  }
  for (const path of tags?.keys() ?? []) {
    if (!(TAG_FILES as readonly string[]).includes(path)) l1.problem('E_FILE_ADDED', path, 'the tag manifest lists what no package has');
  }
  for (const path of TAG_FILES) {
    if (!container.entries.has(path)) continue;
    const bytes = await small(path);
    if (bytes === undefined) continue;
    if (path === 'bagit.txt' && bytes.toString('latin1') !== BAGIT) l1.problem('E_VERSION', path, 'it is not BagIt 1.0 in UTF-8');
    const listed = tags?.get(path);
    if (tags !== undefined && listed === undefined) l1.problem('E_FILE_ADDED', path, 'the tag manifest does not list it');
    else if (listed !== undefined && listed !== createHash('sha256').update(bytes).digest('hex')) {
      l1.problem('E_FILE_MODIFIED', path, 'its bytes are not those that the tag manifest lists');
    }
  }
}

/** The bag's words of itself, in the order in which every package has them. Other validators believe the size before they read on. */
const BAG_SAYS = /^Bag-Software-Agent: [^\r\n]+\nBagging-Date: \d{4}-\d\d-\d\d\nExternal-Identifier: ([^\r\n]+)\nPayload-Oxum: (\d+\.\d+)\n$/;

function checkBagInfo(text: string, container: Container, caseInfo: JsonObject | undefined, l1: LevelCheck): void {
  const [, name, size] = BAG_SAYS.exec(text) ?? [];
  const payload = [...container.entries.values()].filter((e) => e.path.startsWith('data/'));
  const here = `${payload.reduce((n, e) => n + e.size, 0)}.${payload.length}`;
  const bad = (what: string): void => l1.problem('E_FILE_MODIFIED', BAG_INFO, what);
  if (name === undefined) bad('it says something else than what every package says of itself');
  else if (caseInfo !== undefined && caseInfo.package !== name) bad('it is of another package than case.json');
  else if (size !== here) bad(`it says that the payload is ${size}, and ${here} is here`);
}

/** Both ways: what is listed is there, and what is there is listed or a signature. */
function checkListing(container: Container, payload: ReadonlyMap<string, string> | undefined, l1: LevelCheck): void {
  for (const path of payload?.keys() ?? []) {
    if (!path.startsWith('data/')) l1.problem('E_FILE_ADDED', path, 'the manifest lists what is not payload');
    else if (!container.entries.has(path)) l1.problem('E_FILE_MISSING', path, 'the manifest lists it and it is not there');
  }
  for (const path of container.entries.keys()) {
    const known = payload?.has(path) === true || path === TAG_MANIFEST || (TAG_FILES as readonly string[]).includes(path);
    if (known || signaturePlace(path) !== undefined) continue;
    if (payload !== undefined || !path.startsWith('data/')) l1.problem('E_FILE_ADDED', path, isLitter(path) ? LITTER : 'nothing lists it');
  }
  for (const path of container.emptyFolders) l1.problem('E_FILE_ADDED', path, 'an empty folder, of which a package has none: delete it');
  if (payload === undefined) l1.open('the payload, since there is no manifest to hold it against');
}

/** The log, its bodies, which are held against it, and the events first: what comes after is held against them. */
function inReadingOrder(container: Container, custodyOnly: boolean): string[] {
  const first = custodyOnly ? [CUSTODY_LOG] : [CUSTODY_LOG, CUSTODY_BODIES, ...COLLECTIONS.map(pathOf)];
  const here = new Set(first.filter((p) => container.entries.has(p)));
  if (custodyOnly) return [...here];
  return [...here, ...[...container.entries.keys()].filter((p) => p.startsWith('data/') && !here.has(p) && !isLitter(p))];
}

interface SourceFiles {
  meta: JsonObject | undefined;
  /** The names of its bytes → their SHA-256; there may be one. */
  readonly originals: Map<string, string>;
}

function checkSources(sources: ReadonlyMap<string, SourceFiles>, container: Container, l1: LevelCheck): void {
  for (const [id, { meta, originals }] of sources) {
    const place = (name: string): string => `data/sources/${id}/${name}`;
    if (meta === undefined) {
      if (!container.entries.has(place('meta.json')))
        l1.problem('E_FILE_MISSING', place([...originals.keys()][0] ?? 'meta.json'), 'a source without its meta.json');
      continue;
    }
    // A file that is there and could not be read has been reported as such.
    if (typeof meta.original === 'string' && !container.entries.has(place(meta.original)))
      l1.problem('E_SOURCE_HASH', place('meta.json'), 'meta.json names another original than is there');
    for (const [name, sha256] of originals) {
      if (name !== meta.original) l1.problem('E_SOURCE_HASH', place(name), 'meta.json names another original than is there');
      else if (sha256 !== meta.sha256) l1.problem('E_SOURCE_HASH', place(name), 'its bytes are not those that were imported');
    }
  }
}

function checkFormat(container: Container, caseInfo: JsonObject | undefined, l1: LevelCheck): void {
  if (caseInfo !== undefined && caseInfo.format !== FORMAT) {
    l1.problem('E_VERSION', 'data/case.json', `a format that this version does not know: ${String(caseInfo.format).slice(0, 60)}`);
    return;
  }
  for (const path of PAYLOAD_FILES) {
    if (!container.entries.has(path)) l1.problem('E_FILE_MISSING', path, 'every package has it');
  }
  for (const path of container.entries.keys()) {
    if (path.startsWith('data/') && !isPayloadFile(path)) l1.problem('E_FILE_ADDED', path, 'no package of this format has such a file');
  }
}

/** What is taken from a file on the way: its hash, and whether its JSON is canonical. */
class FileReader {
  readonly #path: string;
  readonly #l1: LevelCheck;
  readonly #watch: FilesWatch;
  readonly #hash = createHash('sha256');
  readonly #lines: LineSplitter | undefined;
  #whole: Buffer[] | undefined;
  #wholeLength = 0;
  #reported = false;
  readonly #rows: Collection | undefined;
  json: JsonObject | undefined;

  constructor(path: string, l1: LevelCheck, watch: FilesWatch) {
    this.#path = path;
    this.#l1 = l1;
    this.#watch = watch;
    this.#rows = watch.records === undefined && watch.agreement === undefined ? undefined : collectionOf(path);
    // A source's original is whatever it was; everything else that is called JSON is ours, and canonical.
    const ours = !/^data\/sources\/[^/]+\/original/.test(path);
    if (ours && path.endsWith('.jsonl')) this.#lines = new LineSplitter((line, n) => this.#line(line, n));
    else if (ours && path.endsWith('.json')) this.#whole = [];
  }

  add(bytes: Uint8Array): void {
    this.#hash.update(bytes);
    this.#lines?.add(bytes);
    if (this.#whole === undefined) return;
    this.#wholeLength += bytes.length;
    if (this.#wholeLength <= LARGEST_JSON) this.#whole.push(Buffer.from(bytes));
  }

  finish(): string {
    this.#lines?.end();
    if (this.#whole !== undefined) {
      const bytes = Buffer.concat(this.#whole);
      const parsed = this.#wholeLength <= LARGEST_JSON && isUtf8(bytes) ? parseCanonical(bytes.toString('utf8')) : undefined;
      if (parsed === undefined) this.#l1.problem('E_CANON', this.#path, 'it is not canonical JSON: two readers may read it differently');
      else if (isObject(parsed.value)) this.json = parsed.value;
      else this.#l1.problem('E_CANON', this.#path, 'it is no object, as every such file is: nothing of it can be read');
    }
    return this.#hash.digest('hex');
  }

  get lines(): number | undefined {
    return this.#lines?.count;
  }

  #line(line: string | undefined, n: number): void {
    if (this.#path === CUSTODY_LOG) this.#watch.onCustody('log', line, n);
    else if (this.#path === CUSTODY_BODIES) this.#watch.onCustody('bodies', line, n);
    const parsed = this.#reported && this.#rows === undefined ? undefined : line === undefined ? undefined : parseCanonical(line);
    if (this.#rows !== undefined) {
      this.#watch.records?.row(this.#rows, parsed?.value, n);
      this.#watch.agreement?.row(this.#rows, parsed?.value, n);
    }
    if (this.#reported || parsed !== undefined) return;
    // One for each file: whoever wrote one such line has written many.
    this.#reported = true;
    this.#l1.problem('E_CANON', this.#path, `line ${n} is not canonical JSON: two readers may read it differently`);
  }
}
