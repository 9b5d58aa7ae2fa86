/**
 * Directories that a user names, one step after the other. Node's own way with `recursive` never ends where the system says "not there" of what
 * lies in a directory that is there, as it does in /proc: it makes the parent again, for ever.
 */
import { mkdirSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { Failure, type TracewakeError } from '../../../shared/contract/errors.ts';
import { asFullDisk } from './faults.ts';

const SAID: Readonly<Record<string, readonly [message: string, advice: string]>> = {
  ENOENT: ['no directory can be made there: its file system takes none', 'Name another place.'],
  EACCES: ['no permission to make a directory there', 'Name another place, or have the rights changed.'],
  EPERM: ['the system does not permit a directory there', 'Name another place.'],
  EROFS: ['the file system is read-only', 'Name another place.'],
  ENAMETOOLONG: ['the name is too long', 'Name a shorter one.'],
  ELOOP: ['the links lead in a circle', 'Name another place.'],
};

/** Makes it and whatever of its path is missing, `mode` and all. It may be there already. Throws `environment` with what is in the way. */
export function makeDirectory(dir: string, { mode = 0o777 }: { readonly mode?: number } = {}): void {
  const missing: string[] = [];
  for (let at = resolve(dir); !isDirectory(at); at = dirname(at)) {
    missing.push(at);
    if (dirname(at) === at) break;
  }
  for (const at of missing.reverse()) {
    try {
      mkdirSync(at, { mode });
    } catch (e) {
      // Somebody else was faster.
      if (codeOf(e) === 'EEXIST' && isDirectory(at)) continue;
      throw refusal(e, at);
    }
  }
}

function isDirectory(path: string): boolean {
  try {
    if (statSync(path).isDirectory()) return true;
  } catch (e) {
    if (codeOf(e) === 'ENOENT' || codeOf(e) === 'ENOTDIR') return false;
    throw refusal(e, path);
  }
  throw new Failure({ code: 'environment', message: 'there is a file of that name already', file: path, advice: 'Name another place.' });
}

const codeOf = (e: unknown): string => (e instanceof Error && 'code' in e ? String(e.code) : '');

function refusal(e: unknown, file: string): unknown {
  // A link that leads nowhere: it is there and is not.
  if (codeOf(e) === 'EEXIST') return failure(file, 'there is a link of that name, and it leads nowhere', 'Remove it, or name another place.');
  const said = SAID[codeOf(e)];
  return said === undefined ? asFullDisk(e, file) : failure(file, ...said);
}

const failure = (file: string, message: string, advice: string): Failure =>
  new Failure({ code: 'environment', message, file, advice } satisfies TracewakeError);
