/**
 * Which build of the product this is. Two that call themselves the same version may read a log or judge a wake otherwise, so a package names
 * the build that made it, and only that build can say whether the package follows from its sources.
 */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What decides what a case becomes. Not the hosts and not the window: they show and pass on. */
const DECIDES = ['shared', 'electron/engine'];
/** 64 bits: enough to tell builds apart and short enough to read out. It proves nothing: whoever writes a package can write any build into it. */
const DIGITS = 16;

/** Put into a build by vite.config.ts; from source there is no such name. */
declare const __TRACEWAKE_BUILD__: string | undefined;

let known: string | undefined;

export function buildIdentity(): string {
  known ??= typeof __TRACEWAKE_BUILD__ === 'string' ? __TRACEWAKE_BUILD__ : identityOf(fileURLToPath(new URL('../..', import.meta.url)));
  return known;
}

const IMPORTED = /\bfrom '((?:@[\w.-]+\/)?[a-z][\w.-]*)(?:\/[^']*)?'/g;

/** Of the sources below `root`, in 16 hex digits: the same from a checkout and for what is built of it. */
export function identityOf(root: string): string {
  const hash = createHash('sha256');
  const packages = new Set<string>();
  for (const path of DECIDES.flatMap((dir) => filesBelow(root, dir)).sort()) {
    // A checkout on Windows may have its line ends.
    const text = readFileSync(join(root, path), 'utf8').replaceAll('\r\n', '\n');
    add(hash, path, text);
    for (const [, name] of text.matchAll(IMPORTED)) packages.add(name!);
  }
  add(hash, 'version', json(root, 'package.json').version);
  const locked = json(root, 'package-lock.json').packages ?? {};
  for (const name of [...packages].sort()) add(hash, name, locked[`node_modules/${name}`]?.version);
  return hash.digest('hex').slice(0, DIGITS);
}

function add(hash: ReturnType<typeof createHash>, name: string, text = ''): void {
  // With its length before it, no text can pass for the end of one and the beginning of the next.
  hash.update(`${name}\n${Buffer.byteLength(text)}\n${text}`);
}

function filesBelow(root: string, dir: string): string[] {
  return readdirSync(join(root, dir), { withFileTypes: true }).flatMap((entry) => {
    const path = `${dir}/${entry.name}`;
    return entry.isDirectory() ? filesBelow(root, path) : path.endsWith('.ts') ? [path] : [];
  });
}

interface Manifest {
  readonly version?: string;
  readonly packages?: Readonly<Record<string, { readonly version?: string } | undefined>>;
}

function json(root: string, name: string): Manifest {
  const file = join(root, name);
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Manifest) : {};
}
