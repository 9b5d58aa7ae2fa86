/** docs/mapping.schema.json, made from the fields and words that the reader knows. `node test/repo/mapping-schema.ts` writes it. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { mappingSchema } from '../../shared/adapters/mapping/schema.ts';
import { ROOT } from './tracked.ts';

export const mappingSchemaText = (): string => `${JSON.stringify(mappingSchema(), undefined, 2)}\n`;

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href)
  writeFileSync(join(ROOT, 'docs', 'mapping.schema.json'), mappingSchemaText());
