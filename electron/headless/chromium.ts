/** A Chromium-family browser that shows the loopback page in a window of its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { accessSync, constants, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

type Environment = Readonly<Record<string, string | undefined>>;

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge', 'microsoft-edge-stable', 'brave-browser'];
const MAC = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
];
const WINDOWS = ['Google\\Chrome\\Application\\chrome.exe', 'Chromium\\Application\\chrome.exe', 'Microsoft\\Edge\\Application\\msedge.exe'];

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** The first browser that is installed. */
export function findChromium(environment: Environment, platform: NodeJS.Platform = process.platform): string | undefined {
  if (platform === 'darwin') return MAC.find(isProgram);
  if (platform === 'win32') {
    const roots = [environment.PROGRAMFILES, environment['PROGRAMFILES(X86)'], environment.LOCALAPPDATA].filter((r) => r !== undefined);
    return roots.flatMap((root) => WINDOWS.map((name) => join(root, name))).find(isProgram);
  }
  const dirs = (environment.PATH ?? '').split(delimiter).filter((d) => d !== '');
  return NAMES.flatMap((name) => dirs.map((dir) => join(dir, name))).find(isProgram);
}

/** Why no window can be shown here, or `undefined` where one can. */
export function noDisplay(environment: Environment, platform: NodeJS.Platform = process.platform): string | undefined {
  if (platform === 'darwin' || platform === 'win32') return undefined;
  if (environment.DISPLAY === undefined && environment.WAYLAND_DISPLAY === undefined) return 'this machine has no display';
  // Chromium refuses to run as root with its sandbox, and without the sandbox it is not started here.
  if (process.getuid?.() === 0) return 'a browser is not started as root';
  return undefined;
}

/**
 * A profile of its own, so that the process lives as long as the window and nothing of the user's browser (extensions, sync, history)
 * comes near the evidence. The browser itself resolves no name and makes no background request.
 */
export function showInChromium(program: string, address: string): ChildProcess {
  const profile = mkdtempSync(join(tmpdir(), 'tracewake-window-'));
  const child = spawn(
    program,
    [
      `--app=${address}`,
      `--user-data-dir=${profile}`,
      '--no-first-run',
      '--no-default-browser-check',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-extensions',
      '--disable-sync',
      '--no-pings',
      '--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1',
      '--window-size=1440,900',
    ],
    { stdio: 'ignore' },
  );
  child.once('exit', () => rmSync(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 }));
  return child;
}
