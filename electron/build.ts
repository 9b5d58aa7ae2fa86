/** `node electron/build.ts`: builds dist/ where a source is newer than what was built from it; `--all` builds all. */
import { existsSync, mkdirSync, readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

interface Part {
  readonly name: string;
  /** vite.config.ts decides by the mode what is built. */
  readonly modes: readonly string[];
  readonly sources: readonly string[];
}

const PARTS: readonly Part[] = [
  { name: 'renderer', modes: ['production'], sources: ['renderer', 'shared'] },
  { name: 'electron', modes: ['node', 'preload'], sources: ['electron', 'shared'] },
];
/** A change of these concerns every part. */
const COMMON = ['vite.config.ts', 'package-lock.json'];

/** The latest change below a path, in milliseconds. Folders count, since a removed file changes its folder alone. */
function lastChange(path: string): number {
  const found = statSync(path);
  if (!found.isDirectory()) return found.mtimeMs;
  return Math.max(found.mtimeMs, ...readdirSync(path).map((name) => lastChange(join(path, name))));
}

const stampOf = (part: Part): string => join(ROOT, 'dist', part.name, '.built');

function isStale(part: Part): boolean {
  const stamp = stampOf(part);
  if (!existsSync(stamp)) return true;
  return Math.max(...[...part.sources, ...COMMON].map((path) => lastChange(join(ROOT, path)))) > statSync(stamp).mtimeMs;
}

async function buildPart(part: Part): Promise<void> {
  // What changes while the build runs makes it stale again.
  const begun = new Date();
  for (const mode of part.modes) await build({ configFile: join(ROOT, 'vite.config.ts'), mode, logLevel: 'warn' });
  mkdirSync(dirname(stampOf(part)), { recursive: true });
  writeFileSync(stampOf(part), '');
  utimesSync(stampOf(part), begun, begun);
}

process.chdir(ROOT);
const all = process.argv.includes('--all');
for (const part of PARTS) {
  if (!all && !isStale(part)) continue;
  process.stderr.write(`building ${part.name} …\n`);
  await buildPart(part);
}
