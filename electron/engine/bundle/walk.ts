/** From paths to members: folders and archives taken apart, every member with the range of bytes in which it lies. */
import { open, readdir, stat } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { constants, gunzipSync, inflateRawSync } from 'node:zlib';
import { isLitter } from '../../../shared/base/litter.ts';
import { Failure, type TracewakeError } from '../../../shared/contract/errors.ts';
import type { Extent } from './batch.ts';
import { asFileFailure, BrokenStream, readAt } from './bytes.ts';
import { BadDeclaration, type Declaration, type DeclaredSource } from './declaration.ts';
import { DECLARATION, declarationAt, declarationIn, NO_ROOT, type Root, rootOf } from './declared.ts';
import { DEEPEST_FOLDER, DEEPEST_NESTING } from './limits.ts';
import { type Location, type Step, wholeFile, within } from './location.ts';
import { type Kind, kindOf, MAGIC_BYTES } from './magic.ts';
import { shown } from './names.ts';
import { foreignOffice, isWorkbook } from './sheet/book.ts';
import { openSheets } from './sheet/open.ts';
import type { Spool } from './spool.ts';
import { listTar } from './tar.ts';
import { type ArchiveEntry, listZip } from './zip.ts';

/** A file, or a member of an archive, that holds records or nothing: a source. */
export interface Member {
  readonly type: 'member';
  /** Inside the bundle, `/` between parts; an archive in it counts as a folder: `aws/march.zip/04.json.gz`. */
  readonly name: string;
  /** The file of this machine that holds it, itself or as an archive; absolute. */
  readonly container: { readonly path: string; readonly bytes: number };
  /** From the container's bytes to the member's; `locate` follows it. */
  readonly location: Location;
  readonly extent: Extent;
  readonly compression: 'none' | 'gzip';
  readonly declared: DeclaredSource | undefined;
}

export type Found =
  /** Once for each path that holds more than one file or has a bundle.yaml, before its members. */
  | { readonly type: 'bundle'; readonly path: string; readonly declaration: Declaration | undefined }
  | Member
  /** This member cannot be read; the others go on. */
  | { readonly type: 'failure'; readonly name: string; readonly error: TracewakeError }
  /** Something was left out, or matched nothing: a sentence for the report. */
  | { readonly type: 'note'; readonly text: string };

export interface WalkOptions {
  readonly spool: Spool;
  /** Whether there is an adapter of this name, for bundle.yaml's `type`. */
  isAdapter(name: string): boolean;
  readonly signal?: AbortSignal | undefined;
}

interface Place {
  readonly name: string;
  /** Names of the archives around it, outermost first, as bundle.yaml may name them. */
  readonly archives: readonly string[];
  readonly container: Member['container'];
  readonly location: Location;
  readonly extent: Extent;
  readonly depth: number;
}

/**
 * Members come in the order of the paths, inside them by name. Throws a Failure for a bundle.yaml that cannot be meant (an import under wrong
 * declarations could not be taken back), and the signal's reason once it fires; everything else that fails is a value.
 */
export async function* walk(paths: readonly string[], options: WalkOptions): AsyncGenerator<Found, void, void> {
  // `import CASE bundle/*` names bundle.yaml beside the files that it speaks of.
  const roots = paths.map((p) => resolve(p));
  const beside = new Map<string, Root>();
  for (const path of roots.filter((p) => basename(p) === DECLARATION)) {
    const declaration = await declarationAt(path, options.isAdapter);
    if (declaration === undefined) continue;
    beside.set(dirname(path), rootOf('', declaration));
    yield { type: 'bundle', path: dirname(path), declaration };
  }
  for (const path of roots) {
    options.signal?.throwIfAborted();
    const dir = dirname(path);
    if (basename(path) === DECLARATION && beside.has(dir)) continue;
    try {
      const s = await stat(path);
      if (s.isDirectory()) yield* walkFolder(path, beside.get(dir), options);
      else if (s.isFile()) yield* walkFile(path, s.size, beside.get(dir), options);
      else yield failed(path, 'it is neither a file nor a folder');
    } catch (e) {
      yield asFound(basename(path), e, path);
    }
  }
  for (const root of beside.values()) yield* unusedNotes(root);
}

async function* walkFolder(path: string, outer: Root | undefined, options: WalkOptions): AsyncGenerator<Found, void, void> {
  let root = outer;
  const prefix = outer === undefined ? '' : `${basename(path)}/`;
  if (outer === undefined) {
    const declaration = await declarationAt(join(path, DECLARATION), options.isAdapter);
    root = rootOf('', declaration);
    yield { type: 'bundle', path, declaration };
  }
  yield* inFolder(path, path, prefix, root ?? NO_ROOT, 0, options);
  if (outer === undefined) yield* unusedNotes(root);
}

async function* inFolder(
  top: string,
  dir: string,
  prefix: string,
  root: Root,
  depth: number,
  options: WalkOptions,
): AsyncGenerator<Found, void, void> {
  const nameOf = (path: string): string => prefix + relative(top, path).split(sep).join('/');
  if (depth > DEEPEST_FOLDER) {
    yield failed(nameOf(dir), `folders are nested more than ${DEEPEST_FOLDER} deep`);
    return;
  }
  let entries: import('node:fs').Dirent[];
  try {
    entries = await readdir(dir, { withFileTypes: true });
  } catch (e) {
    yield asFound(nameOf(dir), e, dir);
    return;
  }
  if (entries.some((e) => e.name === 'case.db') && entries.some((e) => e.name === 'vault')) {
    yield { type: 'note', text: `\`${shown(nameOf(dir))}\` is a Tracewake case and was left out` };
    return;
  }
  entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries) {
    options.signal?.throwIfAborted();
    const path = join(dir, entry.name);
    const name = nameOf(path);
    if (name === DECLARATION && root.declared !== undefined) continue;
    if (isLitter(name)) yield { type: 'note', text: `\`${shown(name)}\` was left out: the operating system's own` };
    else if (entry.isSymbolicLink()) yield { type: 'note', text: `\`${shown(name)}\` is a link and was not followed` };
    else if (entry.isDirectory()) yield* inFolder(top, path, prefix, root, depth + 1, options);
    else if (!entry.isFile()) yield { type: 'note', text: `\`${shown(name)}\` is neither a file nor a folder and was left out` };
    else {
      try {
        const { size } = await stat(path);
        const extent = wholeFile(path, size);
        yield* expand({ name, archives: [], container: { path, bytes: size }, location: [], extent, depth: 0 }, root, options);
      } catch (e) {
        yield asFound(name, e, path);
      }
    }
  }
}

/** A file given by itself: a source, or an archive that is a bundle. */
async function* walkFile(path: string, size: number, outer: Root | undefined, options: WalkOptions): AsyncGenerator<Found, void, void> {
  const place: Place = {
    name: basename(path),
    archives: [],
    container: { path, bytes: size },
    location: [],
    extent: wholeFile(path, size),
    depth: 0,
  };
  const opened = outer === undefined ? await openArchive(place, await kindsOf(place.extent), options) : undefined;
  if (opened === undefined || isWorkbook(opened.entries)) {
    yield* expand(place, outer ?? NO_ROOT, options);
    return;
  }
  const names = opened.entries.map((e) => e.name);
  const strip = topFolder(names);
  const at = names.includes(DECLARATION) ? DECLARATION : names.includes(strip + DECLARATION) ? strip + DECLARATION : undefined;
  const entries = new Map(opened.entries.flatMap((e) => (e.type === 'file' ? [[e.name, within(opened.extent, e)] as const] : [])));
  const declaration =
    at === undefined
      ? undefined
      : await declarationIn(
          (name) => entries.get((at === DECLARATION ? '' : strip) + name),
          DECLARATION,
          (name) => `${path}: ${at === DECLARATION ? '' : strip}${name}`,
          options.isAdapter,
        );
  const root = rootOf(at === DECLARATION ? '' : strip, declaration);
  yield { type: 'bundle', path, declaration };
  yield* inArchive(place, '', opened, root, declaration === undefined ? undefined : at, options);
  yield* unusedNotes(root);
}

/** A file or member: taken apart where it is an archive, else a member. Failures of its own are values. */
async function* expand(place: Place, root: Root, options: WalkOptions): AsyncGenerator<Found, void, void> {
  if (root.mappings.has(place.name.startsWith(root.strip) ? place.name.slice(root.strip.length) : place.name)) return;
  try {
    const kinds = await kindsOf(place.extent);
    const opened = await openArchive(place, kinds, options);
    if (opened !== undefined) {
      if (isWorkbook(opened.entries)) yield* inWorkbook(place, opened, root, options);
      else yield* inArchive(place, `${place.name}/`, opened, root, undefined, options);
      return;
    }
    const { kind, inside } = kinds;
    const foreign = kind.kind === 'foreign' ? kind : inside?.kind === 'foreign' ? inside : undefined;
    if (foreign !== undefined) {
      yield failed(place.name, `it is ${foreign.what}, which Tracewake does not read`, foreign.advice);
      return;
    }
    yield {
      type: 'member',
      name: place.name,
      container: place.container,
      location: place.location,
      extent: place.extent,
      compression: kind.kind === 'gzip' ? 'gzip' : 'none',
      declared: root.declared?.of(place.name.startsWith(root.strip) ? place.name.slice(root.strip.length) : place.name, place.archives),
    };
  } catch (e) {
    if (options.signal?.aborted) throw e;
    yield asFound(place.name, e, place.name);
  }
}

interface Opened {
  readonly extent: Extent;
  readonly location: Location;
  readonly entries: readonly ArchiveEntry[];
}

/** `undefined`: no archive. Throws Failure for an archive that cannot be opened. */
async function openArchive(place: Place, kinds: Kinds, options: WalkOptions): Promise<Opened | undefined> {
  let { extent, location } = place;
  let { kind, inside } = kinds;
  for (let layers = 0; kind.kind === 'gzip' && inside !== undefined && ['zip', 'tar', 'gzip'].includes(inside.kind); layers++) {
    if (place.depth + layers >= DEEPEST_NESTING) throw tooDeep();
    extent = await options.spool.unpacked(await options.spool.unpacked(extent, false, options.signal), true, options.signal);
    location = [...location, { start: 0, size: place.extent.size, method: 'gzip', bytes: place.extent.size, crc32: undefined }];
    ({ kind, inside } = await kindsOf(extent));
  }
  if (kind.kind !== 'zip' && kind.kind !== 'tar') {
    if (location === place.location) return undefined;
    throw new Failure({
      code: 'input',
      message: 'it is packed several times over, and what is inside is no archive',
      advice: 'unpack it and import what comes out',
    });
  }
  if (place.depth >= DEEPEST_NESTING) throw tooDeep();
  extent = await options.spool.unpacked(extent, false, options.signal);
  const file = await open(extent.file, 'r');
  try {
    const list = kind.kind === 'zip' ? listZip(file, extent.start, extent.size) : listTar(file, extent.start, extent.size, extent.cut);
    return { extent, location, entries: await list };
  } finally {
    await file.close();
  }
}

const tooDeep = (): Failure =>
  new Failure({ code: 'input', message: `archives are nested more than ${DEEPEST_NESTING} deep`, advice: 'unpack the outer ones first' });

async function* inArchive(
  place: Place,
  prefix: string,
  { extent, location, entries }: Opened,
  root: Root,
  skip: string | undefined,
  options: WalkOptions,
): AsyncGenerator<Found, void, void> {
  const office = foreignOffice(entries);
  if (office !== undefined) {
    yield failed(place.name, `it is ${office.what}, which Tracewake does not read`, office.advice);
    return;
  }
  if (entries.length === 0) yield { type: 'note', text: `the archive \`${shown(place.name)}\` is empty` };
  const archives = prefix === '' ? place.archives : [...place.archives, place.name.slice(place.name.startsWith(root.strip) ? root.strip.length : 0)];
  for (const entry of entries) {
    options.signal?.throwIfAborted();
    if (entry.name === skip) continue;
    const name = prefix + entry.name;
    if (isLitter(name)) yield { type: 'note', text: `\`${shown(name)}\` was left out: the operating system's own` };
    else if (entry.type === 'link') yield { type: 'note', text: `\`${shown(name)}\` is a link and was not followed` };
    else if (entry.type === 'failure') yield { type: 'failure', name: name || place.name, error: { ...entry.error, file: shown(name) } };
    else {
      const { start, size, method, bytes, crc32 } = entry;
      const step: Step = { start, size, method, bytes, crc32 };
      yield* expand(
        { name, archives, container: place.container, location: [...location, step], extent: within(extent, entry), depth: place.depth + 1 },
        root,
        options,
      );
    }
  }
}

/** Each sheet is a member, its rows written out as lines. What one cannot be read for is its own failure; the other sheets go on. */
async function* inWorkbook(place: Place, { extent, location, entries }: Opened, root: Root, options: WalkOptions): AsyncGenerator<Found, void, void> {
  const book = await openSheets(extent, options.spool, entries);
  if (book.leftOut.length > 0) {
    const names = book.leftOut.map((n) => `\`${shown(n)}\``).join(', ');
    yield { type: 'note', text: `\`${shown(place.name)}\`: ${names} left out: no sheet of cells (a chart, a dialog, a link to another file)` };
  }
  const archives = [...place.archives, place.name.slice(place.name.startsWith(root.strip) ? root.strip.length : 0)];
  const taken = new Set<string>();
  for (const sheet of book.sheets) {
    options.signal?.throwIfAborted();
    const name = `${place.name}/${nameFor(sheet.name, taken)}`;
    try {
      const rows = await book.rows(sheet.part, options.signal);
      if (sheet.hidden) yield { type: 'note', text: `\`${shown(name)}\` is hidden in the workbook; it is read all the same` };
      const step: Step = { start: 0, size: extent.size, method: 'sheet', bytes: extent.size, crc32: undefined, part: sheet.part };
      yield {
        type: 'member',
        name,
        container: place.container,
        location: [...location, step],
        extent: rows,
        compression: 'none',
        declared: root.declared?.of(name.startsWith(root.strip) ? name.slice(root.strip.length) : name, archives),
      };
    } catch (e) {
      if (options.signal?.aborted) throw e;
      yield asFound(name, e, place.name);
    }
  }
}

/** A sheet's name as the last part of a member's: no separator of folders in it, and none twice. */
function nameFor(sheet: string, taken: Set<string>): string {
  const plain = sheet.replace(/[\0-\x1f\x7f/\\]/g, '_').trim() || 'sheet';
  let name = plain === '.' || plain === '..' ? `${plain}_` : plain;
  for (let n = 2; taken.has(name); n++) name = `${plain} (${n})`;
  taken.add(name);
  return name;
}

interface Kinds {
  readonly kind: Kind;
  /** Of what a gzip holds. */
  readonly inside: Kind | undefined;
}

/** Packed bytes that unpack to more than the first bytes by which a kind is told: an hour of CloudTrail is a file of its own, and there are many. */
const PEEKED = 4096;

async function kindsOf(extent: Extent): Promise<Kinds> {
  const file = await open(extent.file, 'r');
  try {
    const raw = await readAt(file, extent.start, Math.min(extent.size, PEEKED));
    const start = extent.method === 'deflate' ? firstOf(() => inflateRawSync(raw, PREFIX)) : raw;
    const kind = kindOf(start.subarray(0, MAGIC_BYTES));
    return { kind, inside: kind.kind === 'gzip' ? kindOf(firstOf(() => gunzipSync(start, PREFIX)).subarray(0, MAGIC_BYTES)) : undefined };
  } finally {
    await file.close();
  }
}

/** A prefix of packed data has no end, and is not asked for one. */
const PREFIX = { finishFlush: constants.Z_SYNC_FLUSH } as const;

/** What is damaged in its first bytes is of no kind; whoever reads it says that it is damaged. */
function firstOf(unpack: () => Buffer): Buffer {
  try {
    return unpack();
  } catch {
    return Buffer.alloc(0);
  }
}

/** The one folder in which everything of an archive lies, with its slash; else nothing. */
function topFolder(names: readonly string[]): string {
  const top = names[0]?.split('/', 1)[0];
  if (top === undefined || !names.every((n) => n.startsWith(`${top}/`))) return '';
  return `${top}/`;
}

function* unusedNotes(root: Root | undefined): Generator<Found> {
  for (const source of root?.declared?.unused() ?? []) {
    yield { type: 'note', text: `bundle.yaml line ${source.line}: \`${shown(source.match)}\` matches no file; what it declares holds for nothing` };
  }
}

const failed = (name: string, message: string, advice?: string): Found => ({
  type: 'failure',
  name,
  error: { code: 'input', message, file: shown(name), advice },
});

/** What belongs to a member as a value; what is nobody's expectation goes on as an exception. */
function asFound(name: string, thrown: unknown, file: string): Found {
  const e = asFileFailure(thrown, file);
  if (e instanceof Failure && e.data.code !== 'cancelled' && !(e instanceof BadDeclaration)) {
    return { type: 'failure', name, error: { ...e.data, file: e.data.file ?? shown(name) } };
  }
  if (e instanceof BrokenStream) return { type: 'failure', name, error: { ...e.error, file: e.error.file ?? shown(name) } };
  throw e;
}
