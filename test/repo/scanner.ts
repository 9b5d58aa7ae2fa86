/** What is written in AssemblyScript, compiled from its sources. `npm run build:scan` writes the modules beside them. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import asc from 'assemblyscript/asc';
import { ROOT } from './tracked.ts';

interface Compiled {
  readonly dir: string;
  readonly source: string;
  /** What the module gives its bytes out as. */
  readonly name: string;
}

export const COMPILED: readonly Compiled[] = [
  { dir: 'electron/engine/bundle/split/scan', source: 'scan.ts', name: 'SCANNER' },
  { dir: 'electron/engine/store/find', source: 'find.ts', name: 'FINDER' },
];

export async function moduleOf({ dir, source, name }: Compiled): Promise<string> {
  const out = mkdtempSync(join(tmpdir(), 'tracewake-scan-'));
  try {
    const options = ['--outFile', join(out, 'scan.wasm'), '-O3', '--noAssert', '--runtime', 'stub', '--enable', 'simd,bulk-memory', '--importMemory'];
    const { error, stderr } = await asc.main([source, '--baseDir', join(ROOT, dir), ...options]);
    if (error !== null) throw new Error(stderr.toString());
    const lines = readFileSync(join(out, 'scan.wasm'))
      .toString('base64')
      .match(/.{1,120}/g) as string[];
    return [
      `/** Made of ${source} by \`npm run build:scan\`; a test compiles it anew and compares. */`,
      `export const ${name}: string = [`,
      ...lines.map((line) => `  '${line}',`),
      "].join('');",
      '',
    ].join('\n');
  } finally {
    rmSync(out, { recursive: true });
  }
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href)
  for (const compiled of COMPILED) writeFileSync(join(ROOT, compiled.dir, 'module.ts'), await moduleOf(compiled));
