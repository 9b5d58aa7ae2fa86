/** The files of the repository, as git sees them: what is ignored is nobody's business here. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Committed files and new ones; a deleted one is still listed by git and left out. */
export const trackedFiles = (): readonly string[] =>
  execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: ROOT, encoding: 'utf8', maxBuffer: 1 << 26 })
    .split('\0')
    .filter((path) => path !== '' && existsSync(join(ROOT, path)));

export const textOf = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
export const isCode = (path: string): boolean => /\.tsx?$/.test(path);
