/**
 * The browser of the journeys: one that is installed; else, as root on a Debian, its own chromium package; else Playwright's download.
 * `node test/browser.ts` prints its path, or why there is none.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright';
import { findChromium } from '../electron/headless/chromium.ts';

export type Found = { readonly path: string } | { readonly missing: string };

const installed = (): string | undefined => {
  const given = process.env.TRACEWAKE_TEST_BROWSER;
  if (given !== undefined && existsSync(given)) return given;
  const own = chromium.executablePath();
  return findChromium(process.env) ?? (existsSync(own) ? own : undefined);
};

const succeeds = (command: string, args: readonly string[]): boolean => spawnSync(command, args, { stdio: ['ignore', 2, 2] }).status === 0;

/** Installs one where there is none; says what it does on standard error. */
export function browserForTests(): Found {
  const found = installed();
  if (found !== undefined) return { path: found };
  if (process.platform === 'linux' && process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    process.stderr.write('no Chromium, Chrome or Edge is installed; installing the chromium package …\n');
    if (succeeds('apt-get', ['update', '-q']) && succeeds('apt-get', ['install', '-y', '-q', '--no-install-recommends', 'chromium'])) {
      const packaged = installed();
      if (packaged !== undefined) return { path: packaged };
    }
  }
  process.stderr.write("fetching Playwright's own Chromium …\n");
  succeeds(process.execPath, ['node_modules/playwright/cli.js', 'install', 'chromium']);
  const fetched = installed();
  return fetched === undefined ? { missing: 'no Chromium, Chrome or Edge is installed and none could be fetched' } : { path: fetched };
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const found = browserForTests();
  process.stdout.write('path' in found ? `${found.path}\n` : `${found.missing}\n`);
  process.exitCode = 'path' in found ? 0 : 1;
}
