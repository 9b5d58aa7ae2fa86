/** The scanner of JSON (electron/engine/bundle/split/scan), compiled from its source. `npm run build:scan` writes the module beside it. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import asc from 'assemblyscript/asc';
import { ROOT } from './tracked.ts';

const HERE = join(ROOT, 'electron', 'engine', 'bundle', 'split', 'scan');

export async function scannerModule(): Promise<string> {
  const out = mkdtempSync(join(tmpdir(), 'tracewake-scan-'));
  try {
    const options = ['--outFile', join(out, 'scan.wasm'), '-O3', '--noAssert', '--runtime', 'stub', '--enable', 'simd,bulk-memory', '--importMemory'];
    const { error, stderr } = await asc.main(['scan.ts', '--baseDir', HERE, ...options]);
    if (error !== null) throw new Error(stderr.toString());
    const lines = readFileSync(join(out, 'scan.wasm'))
      .toString('base64')
      .match(/.{1,120}/g) as string[];
    return [
      '/** Made of scan.ts by `npm run build:scan`; a test compiles it anew and compares. */',
      'export const SCANNER: string = [',
      ...lines.map((line) => `  '${line}',`),
      "].join('');",
      '',
    ].join('\n');
  } finally {
    rmSync(out, { recursive: true });
  }
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href)
  writeFileSync(join(HERE, 'module.ts'), await scannerModule());
