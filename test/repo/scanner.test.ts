import { expect, test } from 'vitest';
import { COMPILED, moduleOf } from './scanner.ts';
import { textOf } from './tracked.ts';

test.each(COMPILED)('$source is what stands compiled beside it; `npm run build:scan` writes it', async (compiled) => {
  expect(textOf(`${compiled.dir}/module.ts`)).toBe(await moduleOf(compiled));
});
