/** Opens a window on a case or a package: the desktop application where its binary is installed, else the loopback page. */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Failure } from '../../shared/contract/errors.ts';
import { fileBeside } from '../client/worker-file.ts';
import { startLoopback } from './browser.ts';
import { findChromium, noDisplay, showInChromium } from './chromium.ts';
import type { CommandContext } from './command.ts';

export interface WindowWish {
  readonly caseDir?: string | undefined;
  readonly packageFile?: string | undefined;
  /** The page, even where the desktop application is installed. */
  readonly browser?: boolean | undefined;
}

/** Resolves when the window has been closed for good, or on Ctrl+C. */
export async function openWindow(context: CommandContext, wish: WindowWish): Promise<void> {
  const desktop = wish.browser === true ? { missing: 'the page was asked for' } : findDesktop(context.environment);
  if ('program' in desktop) {
    context.print(`Opening the desktop window: the Electron binary is installed (${desktop.program}).`);
    return runDesktop(context, desktop.program, desktop.main, wish.caseDir ?? wish.packageFile);
  }
  return runPage(context, wish, desktop.missing);
}

/** The Electron binary beside its npm package. Looked for, never fetched: the install must work on a closed network. */
export function findDesktop(environment: CommandContext['environment']): { program: string; main: string } | { missing: string } {
  let dir: string;
  try {
    dir = dirname(createRequire(import.meta.url).resolve('electron/package.json'));
  } catch {
    return { missing: 'Electron is not installed' };
  }
  const name = join(dir, 'path.txt');
  const dist = environment.ELECTRON_OVERRIDE_DIST_PATH ?? join(dir, 'dist');
  const program = join(dist, existsSync(name) ? readFileSync(name, 'utf8').trim() : 'electron');
  if (!existsSync(program)) return { missing: 'the Electron binary is not installed (node node_modules/electron/install.js fetches it)' };
  const main = fileURLToPath(fileBeside('../../dist/electron/main.js', './main.js'));
  if (!existsSync(main)) return { missing: 'the desktop application is not built (npm run build)' };
  const hidden = noDisplay(environment);
  return hidden === undefined ? { program, main } : { missing: hidden };
}

async function runDesktop(context: CommandContext, program: string, main: string, path: string | undefined): Promise<void> {
  const child = spawn(program, path === undefined ? [main] : [main, path], { stdio: ['ignore', 'ignore', 'inherit'] });
  context.signal.addEventListener('abort', () => child.kill());
  await new Promise<void>((resolve, reject) => {
    child.once('exit', () => resolve());
    child.once('error', (fault) =>
      reject(new Failure({ code: 'environment', message: `the desktop window does not start: ${fault.message}`, file: program })),
    );
  });
}

async function runPage(context: CommandContext, wish: WindowWish, why: string): Promise<void> {
  if (wish.caseDir !== undefined) await context.request('case.open', { dir: wish.caseDir });
  const host = await startLoopback(context.engine());
  const address = `${host.address}${placeOf(wish)}`;
  const ended = new Promise<void>((resolve) => {
    if (context.signal.aborted) resolve();
    context.signal.addEventListener('abort', () => resolve());
  });
  try {
    context.print(`Opening the page instead of the desktop window: ${why}.`);
    const noWindow = noDisplay(context.environment);
    const program = findChromium(context.environment);
    if (noWindow === undefined && program !== undefined) {
      const child = showInChromium(program, address);
      const closed = new Promise<void>((resolve) => {
        child.once('exit', () => resolve());
        child.once('error', () => resolve());
      });
      context.print(`Tracewake runs in ${program} until its window is closed or Ctrl+C is pressed.`);
      await Promise.race([closed, ended]);
      child.kill();
    } else {
      context.print(
        `No window opens: ${noWindow ?? 'no Chromium, Chrome or Edge is installed'}. This address shows it in a browser on this machine (it works once):`,
        '',
        `  ${address}`,
        '',
      );
      context.print('Tracewake runs until Ctrl+C is pressed.');
      await ended;
    }
  } finally {
    await host.close();
  }
}

/** Where the page begins: the hash is the page's own address of a screen and never leaves the browser. */
function placeOf(wish: WindowWish): string {
  if (wish.packageFile !== undefined) return `#evidence?${new URLSearchParams({ verify: wish.packageFile })}`;
  return wish.caseDir === undefined ? '' : '#timeline';
}
