/** All handlers. Partial while the nouns land one by one; then static imports and `satisfies Handlers`. */
import { readdirSync } from 'node:fs';
import { isRequestName } from '../../../shared/contract/validate.ts';
import type { Handlers } from '../context.ts';

export const handlers: Partial<Handlers> = {};
for (const file of readdirSync(new URL('.', import.meta.url))) {
  if (!file.endsWith('.ts') || file === 'all.ts') continue;
  try {
    const exported: Record<string, unknown> = await import(new URL(file, import.meta.url).href);
    for (const part of Object.values(exported)) {
      if (typeof part === 'object' && part !== null && Object.keys(part).every(isRequestName)) Object.assign(handlers, part);
    }
  } catch (fault) {
    process.stderr.write(`handlers/${file} does not load: ${String(fault)}\n`);
  }
}
