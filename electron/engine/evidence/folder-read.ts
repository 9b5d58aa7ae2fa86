/** A package that was unpacked: the bag's folder. Links and anything that is no plain file or folder are not followed. */
import { constants } from 'node:fs';
import { lstat, open, readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { isLitter } from '../../../shared/base/litter.ts';
import { pathProblem } from '../../../shared/evidence/paths.ts';
import { type Container, type ContainerEntry, type ContainerProblem, EntryBroken } from './container.ts';

const CHUNK = 1024 * 1024;
/** A folder that holds more is no package. */
const MOST_FILES = 1_000_000;

export async function openFolder(dir: string): Promise<Container> {
  const entries = new Map<string, ContainerEntry>();
  const stamps = new Map<string, string>();
  const problems: ContainerProblem[] = [];
  const folded = new Set<string>();
  const emptyFolders: string[] = [];

  async function walk(inner: string): Promise<void> {
    const names = await readdir(join(dir, inner));
    if (names.length === 0 && inner !== '') emptyFolders.push(inner);
    for (const name of names.sort()) {
      const path = inner === '' ? name : `${inner}/${name}`;
      const s = await lstat(join(dir, path), { bigint: true });
      // That one lies there is for L1 to say; its name endangers nobody.
      const problem = s.isFile() && isLitter(path) ? pathProblem(`${path.slice(0, -name.length)}litter`) : pathProblem(path);
      if (problem !== undefined) problems.push({ code: 'E_PATH', path, text: problem });
      else if (folded.has(path.toLowerCase())) problems.push({ code: 'E_ZIP_DUPLICATE', path, text: 'another file has the same name but for case' });
      folded.add(path.toLowerCase());
      if (s.isDirectory()) await walk(path);
      else if (!s.isFile()) problems.push({ code: 'E_ZIP_SYMLINK', path, text: 'it is a link or a device, not a file' });
      else {
        if (entries.size >= MOST_FILES) return;
        entries.set(path, { path, size: Number(s.size) });
        stamps.set(path, `${s.ino} ${s.size} ${s.mtimeNs}`);
      }
    }
  }
  await walk('');
  if (entries.size >= MOST_FILES) problems.push({ code: 'E_PATH', path: undefined, text: 'the folder holds more files than any package' });

  return {
    kind: 'folder',
    root: basename(dir),
    entries,
    emptyFolders,
    problems,
    checked: [`${entries.size} files, no links, no devices, no name that another system reads differently`],
    async read(path, onBytes) {
      // NOFOLLOW: a link put there since the look is not followed.
      const file = await open(join(dir, path), constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0)).catch((e: NodeJS.ErrnoException) => {
        if (e.code !== 'ENOENT' && e.code !== 'ELOOP') throw e;
        throw new EntryBroken({ code: 'E_FILE_MISSING', path, text: 'it was there a moment ago and is not now' });
      });
      try {
        const buffer = Buffer.allocUnsafeSlow(CHUNK);
        for (;;) {
          const { bytesRead } = await file.read(buffer, 0, CHUNK);
          if (bytesRead === 0) return;
          onBytes(buffer.subarray(0, bytesRead));
        }
      } finally {
        await file.close();
      }
    },
    async unchanged() {
      for (const [path, stamp] of stamps) {
        const s = await lstat(join(dir, path), { bigint: true }).catch(() => undefined);
        if (s === undefined || `${s.ino} ${s.size} ${s.mtimeNs}` !== stamp) return false;
      }
      return true;
    },
    close: () => Promise.resolve(),
  };
}
