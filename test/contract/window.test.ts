/** `tracewake open`: which window, and why; the page that is served until Ctrl+C. */
import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findChromium, noDisplay } from '../../electron/headless/chromium.ts';
import { findDesktop } from '../../electron/headless/window.ts';
import { ROOT } from '../repo/tracked.ts';

const CLI = ['--disable-warning=ExperimentalWarning', join(ROOT, 'electron/headless/cli.ts')];
let dir: string;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'tracewake-window-'));
  execFileSync(process.execPath, [join(ROOT, 'electron/build.ts')], { stdio: 'ignore' });
  execFileSync(process.execPath, [...CLI, 'new', 'a.case', '--title', 'Window', '--investigator', 'Ada'], { cwd: dir, stdio: 'ignore' });
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

describe('which window', () => {
  test('without its binary the desktop application is not there, and the answer says how to get it', () => {
    const found = findDesktop({ ELECTRON_OVERRIDE_DIST_PATH: join(dir, 'nothing') });
    expect(found).toEqual({ missing: expect.stringContaining('the Electron binary is not installed') });
  });

  test('with its binary it is, unless nothing can be shown', () => {
    mkdirSync(join(dir, 'dist'));
    writeFileSync(join(dir, 'dist', process.platform === 'win32' ? 'electron.exe' : 'electron'), '');
    const found = findDesktop({ ELECTRON_OVERRIDE_DIST_PATH: join(dir, 'dist') });
    if (process.platform === 'linux') expect(found).toEqual({ missing: 'this machine has no display' });
    else expect(found).toMatchObject({ program: expect.stringContaining(join(dir, 'dist')) });
  });

  test('a browser is the first of the family on the path, in the order of the list', () => {
    for (const name of ['google-chrome', 'chromium', 'firefox']) {
      writeFileSync(join(dir, name), '');
      chmodSync(join(dir, name), 0o755);
    }
    expect(findChromium({ PATH: `/nowhere:${dir}` }, 'linux')).toBe(join(dir, 'chromium'));
    expect(findChromium({ PATH: '/nowhere' }, 'linux')).toBeUndefined();
    expect(findChromium({}, 'linux')).toBeUndefined();
    expect(findChromium({ PROGRAMFILES: '/nowhere' }, 'win32')).toBeUndefined();
  });

  test('only Linux asks for a display', () => {
    expect(noDisplay({}, 'linux')).toBe('this machine has no display');
    expect(noDisplay({}, 'darwin')).toBeUndefined();
    expect(noDisplay({}, 'win32')).toBeUndefined();
  });
});

test('the page is served until Ctrl+C, and says why it is no window', async () => {
  const { DISPLAY: _, WAYLAND_DISPLAY: __, ...environment } = process.env;
  const child = spawn(process.execPath, [...CLI, 'open', 'a.case', '--browser'], { cwd: dir, env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  const address = await new Promise<string>((resolve, reject) => {
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      said += chunk;
      const found = /http:\/\/127\.0\.0\.1:\d+\/\?token=[\w-]+#timeline/.exec(said);
      if (found !== null && said.includes('until Ctrl+C')) resolve(found[0]);
    });
    child.once('exit', () => reject(new Error(said)));
  });
  if (process.platform === 'linux') expect(said).toContain('this machine has no display');
  const first = await fetch(address, { redirect: 'manual' });
  expect(first.status).toBe(303);
  const cookie = first.headers.get('set-cookie')?.split(';')[0] ?? '';
  const { origin } = new URL(address);
  const body = JSON.stringify({ id: 1, name: 'case.summary', args: {} });
  const summary = await fetch(`${origin}/api/request`, { method: 'POST', headers: { cookie, origin, 'content-type': 'application/json' }, body });
  expect(await summary.json()).toMatchObject({ type: 'result', value: { title: 'Window', readOnly: false } });
  child.removeAllListeners('exit');
  child.kill('SIGINT');
  expect(await new Promise((resolve) => child.once('exit', resolve))).toBe(0);
});
