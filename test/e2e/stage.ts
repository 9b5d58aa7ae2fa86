/** The application as a person meets it: the real engine, the real page, a real browser; nothing in between is replaced. */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright';
import { type EngineClient, startEngine } from '../../electron/client/client.ts';
import { pageFiles } from '../../electron/client/page.ts';
import { type LoopbackHost, startLoopback } from '../../electron/headless/browser.ts';
import { browserForTests } from '../browser.ts';

export interface Stage {
  /** A folder of its own, removed at the end. */
  readonly dir: string;
  readonly engine: EngineClient;
  readonly host: LoopbackHost;
  readonly page: Page;
  /** Every address that the page asked for and that is not its own host; has to stay empty. */
  readonly foreign: readonly string[];
  /** What the page complained of: uncaught errors, refused content. */
  readonly complaints: readonly string[];
  close(): Promise<void>;
}

export async function setStage(
  options: { readonly viewport?: { readonly width: number; readonly height: number }; readonly place?: string; readonly mappings?: boolean } = {},
): Promise<Stage> {
  const dir = mkdtempSync(join(tmpdir(), 'tracewake-e2e-'));
  // A folder of the test's own, so that what the user of this machine has saved plays no part.
  const engine = startEngine(undefined, options.mappings === true ? { mappings: join(dir, 'mappings') } : {});
  const host = await startLoopback(engine, pageFiles());
  const browser = await launch();
  const context = await browser.newContext({
    viewport: options.viewport ?? { width: 1440, height: 900 },
    timezoneId: 'America/New_York',
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  const foreign: string[] = [];
  const complaints: string[] = [];
  watch(context, page, host, foreign, complaints);
  await page.goto(`${host.address}${options.place ?? ''}`);
  return {
    dir,
    engine,
    host,
    page,
    foreign,
    complaints,
    async close() {
      await browser.close();
      await host.close();
      await engine.close();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

export async function launch(): Promise<Browser> {
  const found = browserForTests();
  if ('missing' in found || !existsSync(found.path)) throw new Error('missing' in found ? found.missing : `${found.path} is gone`);
  return chromium.launch({ executablePath: found.path });
}

function watch(context: BrowserContext, page: Page, host: LoopbackHost, foreign: string[], complaints: string[]): void {
  context.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(`http://127.0.0.1:${host.port}/`) && !url.startsWith('data:image/')) foreign.push(url);
  });
  page.on('pageerror', (error) => complaints.push(`uncaught: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
}
