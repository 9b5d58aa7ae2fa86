/** What is built into dist/, and whether a source is newer than what was built from it. */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('..', import.meta.url));

export interface Part {
  readonly name: string;
  /** vite.config.ts decides by the mode what is built. */
  readonly modes: readonly string[];
  readonly sources: readonly string[];
}

export const PAGE: Part = { name: 'renderer', modes: ['production'], sources: ['renderer', 'shared'] };
export const NODE_SIDE: Part = { name: 'electron', modes: ['node', 'preload'], sources: ['electron', 'shared'] };
/** A change of these concerns every part. */
const COMMON = ['vite.config.ts', 'package-lock.json'];

/** The latest change below a path, in milliseconds. Folders count, since a removed file changes its folder alone. */
function lastChange(path: string): number {
  const found = statSync(path);
  if (!found.isDirectory()) return found.mtimeMs;
  return Math.max(found.mtimeMs, ...readdirSync(path).map((name) => lastChange(join(path, name))));
}

/** A file whose time is that of the build's beginning: what changed while it ran makes it stale again. */
export const stampOf = (part: Part): string => join(ROOT, 'dist', part.name, '.built');

export function isStale(part: Part): boolean {
  const stamp = stampOf(part);
  if (!existsSync(stamp)) return true;
  return Math.max(...[...part.sources, ...COMMON].map((path) => lastChange(join(ROOT, path)))) > statSync(stamp).mtimeMs;
}
