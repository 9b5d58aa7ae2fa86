/** `node electron/build.ts`: builds dist/ where a source is newer than what was built from it; `--all` builds all. */
import { mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { build } from 'vite';
import { isStale, NODE_SIDE, PAGE, type Part, ROOT, stampOf } from './built.ts';

async function buildPart(part: Part): Promise<void> {
  const begun = new Date();
  for (const mode of part.modes) await build({ configFile: join(ROOT, 'vite.config.ts'), mode, logLevel: 'warn' });
  mkdirSync(dirname(stampOf(part)), { recursive: true });
  writeFileSync(stampOf(part), '');
  utimesSync(stampOf(part), begun, begun);
}

process.chdir(ROOT);
const all = process.argv.includes('--all');
for (const part of [PAGE, NODE_SIDE]) {
  if (!all && !isStale(part)) continue;
  process.stderr.write(`building ${part.name} …\n`);
  await buildPart(part);
}
