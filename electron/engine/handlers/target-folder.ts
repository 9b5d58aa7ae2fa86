import { stat } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { Failure } from '../../../shared/contract/errors.ts';
import type { OpenCase } from '../store/open.ts';
import { makeDirectory } from '../system/directories.ts';

/**
 * The folder that a file is about to be written into has to be there: made without a word, a typing error leaves the file where nobody
 * looks for it. Only the case's own `out/`, the usual place, is made: it is not there before the first export.
 */
export async function folderOf(open: OpenCase, file: string): Promise<void> {
  const folder = dirname(file);
  if (relative(join(open.dir, 'out'), folder) === '') makeDirectory(folder);
  const there = await stat(folder).catch(() => undefined);
  if (there?.isDirectory() === true) return;
  throw new Failure({
    code: 'environment',
    message: there === undefined ? 'there is no such directory' : 'it is a file where a directory is wanted',
    file: folder,
    advice: 'Make it first, or name another one.',
  });
}
