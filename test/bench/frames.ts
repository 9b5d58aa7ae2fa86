/**
 * How long a frame of the timeline takes in a real Chromium while 500,000 marks are panned and zoomed, one step a frame.
 * `node test/bench/frames.ts` prints one line of JSON and ends with 1 above the bar. Without a browser it says so and ends with 0.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import react from '@vitejs/plugin-react';
import { chromium } from 'playwright';
import { build, type InlineConfig, preview } from 'vite';
import { findChromium } from '../../electron/headless/chromium.ts';

/** Frame p95 at 500 k marks: the bar, and the aim after it. */
export const BAR_MS = 33;
export const AIM_MS = 17;

export interface Frames {
  readonly marks: number;
  readonly frames: number;
  /** Milliseconds from frame to frame. A screen of 60 Hz gives no less than 16.7. */
  readonly p50: number;
  readonly p95: number;
  readonly worst: number;
  /** Processor time of the page's main thread for each frame, in milliseconds: what a busy machine does not change. */
  readonly cpu: number;
}

const rank = (values: readonly number[], share: number): number => {
  const sorted = [...values].sort((a, b) => a - b);
  return Math.round((sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN) * 10) / 10;
};

/** `undefined` where no browser is installed. */
export async function measureFrames(): Promise<Frames | undefined> {
  const executablePath = findChromium(process.env);
  if (executablePath === undefined) return undefined;
  const outDir = mkdtempSync(join(tmpdir(), 'tracewake-frames-'));
  const root = join(import.meta.dirname, 'frames');
  const common: InlineConfig = {
    root,
    base: './',
    configFile: false,
    logLevel: 'error',
    plugins: [react()],
    build: { outDir, emptyOutDir: true, target: 'chrome130' },
  };
  await build(common);
  const server = await preview({ ...common, preview: { host: '127.0.0.1', port: 0 } });
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    await page.goto(server.resolvedUrls?.local[0] ?? '');
    await page.waitForFunction('typeof measure === "function"');
    const session = await page.context().newCDPSession(page);
    await session.send('Performance.enable', { timeDomain: 'threadTicks' });
    const busy = async (): Promise<number> =>
      (await session.send('Performance.getMetrics')).metrics.find((m) => m.name === 'TaskDuration')?.value ?? Number.NaN;
    const before = await busy();
    const found = (await page.evaluate('measure()')) as { readonly marks: number; readonly frames: number[] };
    const after = await busy();
    return {
      marks: found.marks,
      frames: found.frames.length,
      p50: rank(found.frames, 0.5),
      p95: rank(found.frames, 0.95),
      worst: rank(found.frames, 1),
      cpu: Math.round(((after - before) / found.frames.length) * 1e4) / 10,
    };
  } finally {
    await browser.close();
    await server.close();
    rmSync(outDir, { recursive: true, force: true });
  }
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const found = await measureFrames();
  if (found === undefined) process.stdout.write('skipped: no Chromium, Chrome or Edge is installed\n');
  else {
    process.stdout.write(`${JSON.stringify({ ...found, bar: BAR_MS, aim: AIM_MS })}\n`);
    process.exitCode = found.p95 <= BAR_MS ? 0 : 1;
  }
}
