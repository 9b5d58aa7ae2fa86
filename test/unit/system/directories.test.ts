import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeDirectory } from '../../../electron/engine/system/directories.ts';
import { ROOT, textOf, trackedFiles } from '../../repo/tracked.ts';
import { skipHere } from '../../skip.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'tracewake-directories-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const refused = (path: string): unknown => {
  try {
    makeDirectory(path);
  } catch (e) {
    return (e as { data?: unknown }).data ?? e;
  }
  return undefined;
};

test('what is missing of a path is made, with its mode, and what is there stays', () => {
  makeDirectory(join(dir, 'a/b/c'), { mode: 0o700 });
  expect(['a', 'a/b', 'a/b/c'].map((p) => statSync(join(dir, p)).mode & 0o777)).toEqual([0o700, 0o700, 0o700]);
  writeFileSync(join(dir, 'a/b/file'), '');
  makeDirectory(join(dir, 'a/b/c'));
  makeDirectory(join(dir, 'a/b/../b/d'));
  expect(readdirSync(join(dir, 'a/b')).sort()).toEqual(['c', 'd', 'file']);
});

test('what is in the way is named: a file, at the end or on the way, and a link that leads nowhere', () => {
  writeFileSync(join(dir, 'file'), '');
  symlinkSync(join(dir, 'nowhere'), join(dir, 'link'));
  const file = { code: 'environment', message: 'there is a file of that name already', file: join(dir, 'file') };
  expect(refused(join(dir, 'file'))).toMatchObject(file);
  expect(refused(join(dir, 'file/a/b'))).toMatchObject(file);
  expect(refused(join(dir, 'link/a'))).toMatchObject({ message: 'there is a link of that name, and it leads nowhere', file: join(dir, 'link') });
  expect(refused(join(dir, 'n'.repeat(300)))).toMatchObject({ message: 'the name is too long' });
  expect(existsSync(join(dir, 'nowhere'))).toBe(false);
});

test('where the system has no room for a directory, as in /proc, it is said and does not go on for ever', (context) => {
  if (!existsSync('/proc/self')) skipHere(context, 'this system has no /proc');
  // A process of its own: what hangs could not be ended from inside.
  const cli = join(ROOT, 'electron/headless/cli.ts');
  const run = (...args: string[]) =>
    spawnSync(process.execPath, ['--disable-warning=ExperimentalWarning', cli, ...args], { encoding: 'utf8', timeout: 60_000 });
  const made = run('new', '/proc/foo/deep.case', '--title', 'x');
  expect([made.status, made.stderr]).toEqual([
    4,
    'tracewake: /proc/foo: no directory can be made there: its file system takes none (Name another place.)\n',
  ]);
});

test('the product makes no directory in the way that never ends', () => {
  const product = trackedFiles().filter((path) => /^electron\/(engine|client|desktop|headless)\/.*\.ts$/.test(path));
  expect(product.length).toBeGreaterThan(50);
  expect(product.filter((path) => /mkdir(Sync)?\([^\n]*recursive/.test(textOf(path)))).toEqual([]);
});
