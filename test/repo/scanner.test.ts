import { expect, test } from 'vitest';
import { scannerModule } from './scanner.ts';
import { textOf } from './tracked.ts';

test('the scanner of JSON is what its source compiles to; `npm run build:scan` writes it', async () => {
  expect(textOf('electron/engine/bundle/split/scan/module.ts')).toBe(await scannerModule());
});
