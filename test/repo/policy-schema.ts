/** docs/policy.schema.json, made from the vocabularies that the reader uses. `node test/repo/policy-schema.ts` writes it. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { POLICY_SCHEMA } from '../../shared/policy/policy.ts';
import { ROOT } from './tracked.ts';

export const policySchema = (): string => `${JSON.stringify(POLICY_SCHEMA, undefined, 2)}\n`;

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href)
  writeFileSync(join(ROOT, 'docs', 'policy.schema.json'), policySchema());
