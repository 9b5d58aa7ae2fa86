/** bundle.yaml where it lies, in a folder or an archive, with the mappings that it names beside it. */
import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { dirname, resolve, sep } from 'node:path';
import type { Extent } from './batch.ts';
import { BrokenStream, bytesOf } from './bytes.ts';
import { BadDeclaration, type Declaration, LARGEST_DECLARATION, type Matching, mappingFilesOf, matching, parseDeclaration } from './declaration.ts';
import { wholeFile } from './location.ts';

/** What a bundle says of the files in it. */
export interface Root {
  /** Taken from the front of a name before bundle.yaml's patterns see it: the one folder at the top of an archive. */
  readonly strip: string;
  readonly declared: Matching | undefined;
  /** Files of the bundle that are mappings, and no evidence. */
  readonly mappings: ReadonlySet<string>;
}

export const DECLARATION = 'bundle.yaml';
export const NO_ROOT: Root = { strip: '', declared: undefined, mappings: new Set() };

export const rootOf = (strip: string, declaration: Declaration | undefined): Root => ({
  strip,
  declared: declaration && matching(declaration),
  mappings: new Set(declaration?.sources.flatMap((s) => s.mapping?.file ?? [])),
});

/** `undefined`: there is none. Throws BadDeclaration for one that cannot be meant. */
export async function declarationAt(path: string, isAdapter: (name: string) => boolean): Promise<Declaration | undefined> {
  const dir = dirname(resolve(path));
  const name = resolve(path).slice(dir.length + (dir.endsWith(sep) ? 0 : 1));
  const extents = async (file: string): Promise<Extent | undefined> => {
    const whole = resolve(dir, file);
    // A bundle speaks of what lies in it, and of nothing else on this machine.
    if (!whole.startsWith(dir.endsWith(sep) ? dir : dir + sep)) return undefined;
    const s = await stat(whole).catch(() => undefined);
    return s?.isFile() === true ? wholeFile(whole, s.size) : undefined;
  };
  const own = await extents(name);
  if (own !== undefined && own.size > LARGEST_DECLARATION)
    throw new BadDeclaration({ code: 'input', message: 'it is too large to be a list of sources', file: path });
  return declarationIn(extents, name, (file) => (file === name ? path : `${path.slice(0, path.length - name.length)}${file}`), isAdapter);
}

/** `extentOf`: the bytes of a file of the bundle; `shownAs`: how its name is told. */
export async function declarationIn(
  extentOf: (name: string) => Extent | undefined | Promise<Extent | undefined>,
  name: string,
  shownAs: (name: string) => string,
  isAdapter: (name: string) => boolean,
): Promise<Declaration | undefined> {
  const bytes = await bytesIn(await extentOf(name));
  if (bytes === undefined) return undefined;
  const text = textOf(bytes);
  const mappings = new Map<string, string>();
  for (const file of mappingFilesOf(text)) {
    const mapping = await bytesIn(await extentOf(file));
    if (mapping !== undefined) mappings.set(file, textOf(mapping));
  }
  const declaration = parseDeclaration(text, shownAs(name), isAdapter, mappings);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return { ...declaration, written: { file: shownAs(name), sha256, text }, sources: declaration.sources.map((s) => ({ ...s, writtenIn: sha256 })) };
}

const bytesIn = async (extent: Extent | undefined): Promise<Buffer | undefined> =>
  extent === undefined ? undefined : first(bytesOf(extent), LARGEST_DECLARATION);
const textOf = (bytes: Buffer): string => bytes.toString('utf8').replace(/^\uFEFF/, '');

/** The first bytes of a stream, fewer where it ends or breaks off before. */
async function first(bytes: AsyncIterable<Buffer>, most: number): Promise<Buffer> {
  const parts: Buffer[] = [];
  let got = 0;
  try {
    for await (const chunk of bytes) {
      parts.push(chunk);
      got += chunk.length;
      if (got >= most) break;
    }
  } catch (e) {
    if (!(e instanceof BrokenStream)) throw e;
  }
  return Buffer.concat(parts).subarray(0, most);
}
