/** The identity of a build: it changes with what decides what a case becomes, and with nothing else. */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { buildIdentity, identityOf } from '../../electron/product/identity.ts';
import { ROOT } from '../repo/tracked.ts';

let root: string;
const put = (path: string, text: string): void => {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
};
const lock = (yaml: string, other: string): void =>
  put('package-lock.json', JSON.stringify({ packages: { 'node_modules/yaml': { version: yaml }, 'node_modules/other': { version: other } } }));

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'tracewake-identity-'));
  put('shared/wake/judge.ts', "import { parse } from 'yaml';\nexport const late = 1;\n");
  put('shared/b.ts', 'export {};\n');
  put('electron/engine/store/open.ts', 'export const open = 2;\n');
  put('electron/headless/cli.ts', 'export const cli = 3;\n');
  put('renderer/page.ts', 'export const page = 4;\n');
  put('package.json', '{"version":"1.2.3"}');
  lock('2.0.0', '1.0.0');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

test.each<readonly [string, () => void]>([
  ['a rule', () => put('shared/wake/judge.ts', "import { parse } from 'yaml';\nexport const late = 2;\n")],
  ['a file of the engine', () => put('electron/engine/store/open.ts', 'export const open = 3;\n')],
  ['a new file', () => put('shared/wake/a.ts', '')],
  ['a file that is gone', () => rmSync(join(root, 'shared/b.ts'))],
  ['a text that moves from one file into the next', () => put('shared/b.ts', 'export {};')],
  ['the version', () => put('package.json', '{"version":"1.2.4"}')],
  ['a package that the sources read logs with', () => lock('2.0.1', '1.0.0')],
])('another build by %s', (_, change) => {
  const before = identityOf(root);
  expect(before).toMatch(/^[0-9a-f]{16}$/);
  change();
  expect(identityOf(root)).not.toBe(before);
});

test.each<readonly [string, () => void]>([
  ['the window', () => put('renderer/page.ts', 'export const page = 5;\n')],
  ['a host', () => put('electron/headless/cli.ts', 'export const cli = 4;\n')],
  ['what is no source', () => put('shared/wake/README.md', 'more\n')],
  ['a package that no such source imports', () => lock('2.0.0', '1.0.1')],
  ['the line ends of a checkout', () => put('shared/b.ts', 'export {};\r\n')],
  [
    'where it lies',
    () => {
      const there = mkdtempSync(join(tmpdir(), 'tracewake-identity-'));
      cpSync(root, there, { recursive: true });
      rmSync(root, { recursive: true });
      root = there;
    },
  ],
])('the same build whatever %s', (_, change) => {
  const before = identityOf(root);
  change();
  expect(identityOf(root)).toBe(before);
});

test('from source it is that of this tree', () => {
  expect(JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'))).toMatchObject({ name: 'tracewake' });
  expect(buildIdentity()).toBe(identityOf(ROOT));
});
