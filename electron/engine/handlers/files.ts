import { constants } from 'node:fs';
import { access, readdir, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, extname, join, resolve } from 'node:path';
import { Failure } from '../../../shared/contract/errors.ts';
import type { DirectoryListing } from '../../../shared/views/types.ts';
import type { Handlers } from '../context.ts';

type Entry = DirectoryListing['entries'][number];

/** A folder is a case where its database lies in it. */
const CASE_FILE = 'case.db';
const PACKAGE = /\.evidence\.zip$/i;
/** More than this no list can show and no person will read; a folder of exports has far fewer. */
const MOST_ENTRIES = 10_000;

const readable = (path: string): Promise<boolean> =>
  access(path, constants.R_OK).then(
    () => true,
    () => false,
  );

async function entryOf(dir: string, name: string): Promise<Entry | undefined> {
  const path = join(dir, name);
  try {
    const s = await stat(path);
    if (!s.isDirectory() && !s.isFile()) return undefined; // sockets, pipes and devices are no evidence
    if (!s.isDirectory()) return { name, path, kind: PACKAGE.test(name) ? 'package' : 'file', bytes: s.size, readable: await readable(path) };
    const isCase = extname(name) === '.case' || (await readable(join(path, CASE_FILE)));
    return { name, path, kind: isCase ? 'case' : 'directory', bytes: undefined, readable: await readable(path) };
  } catch {
    // A broken link or a file that went away between the listing and the look: shown, since it is there, and not openable.
    return { name, path, kind: 'file', bytes: undefined, readable: false };
  }
}

/** Folders first, each by name; hidden ones too, since evidence is often a dot folder, and after all others, since it mostly is not. Throws `input` or `environment` failures. */
async function list(wanted: string | undefined): Promise<DirectoryListing> {
  const dir = resolve(wanted ?? homedir());
  const names = await readdir(dir);
  if (names.length > MOST_ENTRIES) {
    throw new Failure({
      code: 'input',
      message: `the directory holds ${names.length} entries; this list shows at most ${MOST_ENTRIES}`,
      file: dir,
      advice: 'type its path instead: a folder is imported as a whole',
    });
  }
  const entries = (await Promise.all(names.map((name) => entryOf(dir, name)))).filter((e) => e !== undefined);
  const rank = (e: Entry): number => (e.kind === 'directory' || e.kind === 'case' ? 0 : 1) + (e.name.startsWith('.') ? 2 : 0);
  entries.sort((a, b) => rank(a) - rank(b) || (a.name < b.name ? -1 : 1));
  const parent = dirname(dir);
  return { dir, parent: parent === dir ? undefined : parent, isCase: await readable(join(dir, CASE_FILE)), entries };
}

export const filesHandlers = {
  'files.list': ({ dir }) => list(dir),
} satisfies Partial<Handlers>;
