/** The packaged application, made by electron-builder over a stand-in for Electron's binary: what lies in it, and that its Node side runs. */
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildIdentity } from '../../electron/product/identity.ts';
import { ROOT } from '../repo/tracked.ts';

/** What marks the fuses in Electron's binary (@electron/fuses): the marker, a version, their number, one character each. */
const FUSES = `dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX\u0001\u0009${'1'.repeat(9)}`;

let dir: string;
let app: string;
let listing: readonly string[];

beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'tracewake-package-'));
  const electron = join(dir, 'electron');
  mkdirSync(join(electron, 'resources'), { recursive: true });
  mkdirSync(join(electron, 'locales'));
  writeFileSync(join(electron, 'electron'), `#!/bin/sh\n# ${FUSES}\n`);
  chmodSync(join(electron, 'electron'), 0o755);
  const { version } = JSON.parse(readFileSync(join(ROOT, 'node_modules/electron/package.json'), 'utf8')) as { version: string };
  writeFileSync(join(electron, 'version'), version);
  for (const name of ['LICENSE', 'LICENSES.chromium.html']) writeFileSync(join(electron, name), '');
  const run = (args: readonly string[]): string =>
    execFileSync(process.execPath, args, { cwd: ROOT, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  run(['electron/build.ts']);
  run([
    'node_modules/electron-builder/cli.js',
    '--linux',
    'dir',
    '--x64',
    `-c.electronDist=${electron}`,
    `-c.directories.output=${join(dir, 'release')}`,
  ]);
  app = join(dir, 'release', 'linux-unpacked', 'resources');
  listing = run(['node_modules/@electron/asar/bin/asar.js', 'list', join(app, 'app.asar')])
    .trimEnd()
    .split('\n');
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

describe('the package', () => {
  test('holds the page, every entry of the Node side and the licence', () => {
    for (const path of [
      'renderer/index.html',
      'electron/main.js',
      'electron/preload.cjs',
      'electron/cli.js',
      'electron/worker.js',
      'electron/parse-worker.js',
    ])
      expect(listing).toContain(`/dist/${path}`);
    expect(listing).toContain('/package.json');
    expect(listing).toContain('/LICENSE');
  });

  test('holds no source, no test, and of the packages only what is loaded as it is', () => {
    expect(listing.filter((path) => /^\/(shared|electron|renderer|test|docs)(\/|$)/.test(path))).toEqual([]);
    const packages = new Set(listing.map((path) => /^\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1]).filter((name) => name !== undefined));
    expect([...packages].filter((name) => name !== 'better-sqlite3')).toEqual([]);
  });

  test('has the native module and the threads outside the archive, where they can be loaded', () => {
    const unpacked = join(app, 'app.asar.unpacked');
    expect(existsSync(join(unpacked, 'dist/electron/worker.js'))).toBe(true);
    expect(readdirSync(join(unpacked, 'node_modules/better-sqlite3/prebuilds'))).toContain('linux-x64.node');
    expect(listing.filter((path) => /prebuilds\/.*(arm64|win32)/.test(path))).toEqual([]);
  });

  test('is locked: the binary runs as nothing but the application', () => {
    const binary = readFileSync(join(dir, 'release', 'linux-unpacked', 'tracewake'), 'latin1');
    const states = binary.slice(binary.indexOf(FUSES.slice(0, 32)) + 34).slice(0, 9);
    // RunAsNode, NODE_OPTIONS, --inspect: off; the application only from the archive: on; file:// without privileges.
    expect({ runAsNode: states[0], nodeOptions: states[2], inspect: states[3], onlyArchive: states[5], filePrivileges: states[7] }).toEqual({
      runAsNode: '0',
      nodeOptions: '0',
      inspect: '0',
      onlyArchive: '1',
      filePrivileges: '0',
    });
  });

  test('answers the command line from its unpacked Node side, with its own engine thread', () => {
    const cli = join(app, 'app.asar.unpacked/dist/electron/cli.js');
    const made = spawnSync(process.execPath, [cli, 'new', join(dir, 'made.case'), '--title', 'Packaged', '--json'], { encoding: 'utf8', cwd: dir });
    expect({ status: made.status, err: made.stderr }).toEqual({ status: 0, err: '' });
    expect(JSON.parse(made.stdout)).toMatchObject({ title: 'Packaged', dir: join(dir, 'made.case') });
    expect(existsSync(join(dir, 'made.case', 'case.db'))).toBe(true);
    const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };
    const said = spawnSync(process.execPath, [cli, '--version'], { encoding: 'utf8', cwd: dir });
    // It has no sources any more, and is the build that they are.
    expect(said.stdout).toBe(`${version} (build ${buildIdentity()})\n`);
  });
});
