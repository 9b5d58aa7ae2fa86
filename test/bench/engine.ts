/** The engine under measurement: an import in a thread of its own, as the hosts run it; what takes milliseconds in this process's own thread. */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { startEngine } from '../../electron/client/client.ts';
import { createDispatcher, type Dispatcher } from '../../electron/engine/dispatch.ts';
import { handlers } from '../../electron/engine/handlers/all.ts';
import type { Instant } from '../../shared/base/instant.ts';
import type { Args, RequestName, ResultOf } from '../../shared/contract/requests.ts';
import { random } from './draw.ts';

export function engine(): <K extends RequestName>(name: K, args: Args<K>) => Promise<ResultOf<K>> {
  const dispatcher: Dispatcher = createDispatcher(handlers, () => undefined);
  let id = 0;
  return async (name, args) => {
    const answer = await dispatcher.request({ id: ++id, name, args });
    if (answer.type === 'error') throw new Error(`${name}: ${answer.error.message}`);
    if (answer.type !== 'result') throw new Error(`${name}: no answer`);
    return answer.value as ResultOf<typeof name>;
  };
}

const rss = (): number => process.resourceUsage().maxRSS * 1024;

/** As it is shipped: from source, every thread would first strip the types of what it loads. */
const BUILT = new URL('../../dist/electron/worker.js', import.meta.url);

export async function measureImport(dir: string): Promise<Record<string, number>> {
  const client = startEngine(BUILT);
  const ask = client.request;
  const path = join(dir, 'case');
  await ask('case.create', { dir: path, title: 'bench', investigator: 'Bench <bench@example.org>' });
  const before = process.cpuUsage();
  const started = performance.now();
  const report = await ask('import.run', { paths: [join(dir, 'logs')], options: { analyse: false } });
  const seconds = (performance.now() - started) / 1000;
  const cpu = process.cpuUsage(before);
  const importRss = rss();
  if (report.failed.length > 0) throw new Error(`failed: ${JSON.stringify(report.failed[0])}`);
  const summary = await ask('case.summary', {});
  await client.close();
  const bytes = statSync(join(path, 'case.db')).size;
  return { events: summary.counts.events, seconds, cpu: (cpu.user + cpu.system) / 1e6, maxRss: importRss, bytes };
}

export async function measureAnalysis(dir: string): Promise<Record<string, number>> {
  const ask = engine();
  await ask('case.open', { dir: join(dir, 'case') });
  const started = performance.now();
  const report = await ask('analysis.run', {});
  const seconds = (performance.now() - started) / 1000;
  await ask('case.close', {});
  return { seconds, wakes: report.wakes, maxRss: rss(), bytes: statSync(join(dir, 'case', 'case.db')).size };
}

export async function measureQueries(dir: string): Promise<Record<string, number>> {
  const cold = performance.now();
  const ask = engine();
  await ask('case.open', { dir: join(dir, 'case') });
  await ask('timeline.overview', { bins: 1500 });
  await ask('timeline.page', { limit: 200 });
  const coldMs = performance.now() - cold;

  const { period } = await ask('case.summary', {});
  if (period === undefined) throw new Error('an empty case');
  const r = random(11);
  const at = (share: number): Instant => Math.floor(period.from + (period.to - period.from) * share) as Instant;
  const windowed = (i: number): { from: Instant; to: Instant } => {
    const width = i % 3 === 0 ? 1 : r() * 0.5;
    const from = r() * (1 - width);
    return { from: at(from), to: at(from + width) };
  };
  const histogram = await p95(120, (i) => ask('timeline.lanes', { ...windowed(i), bins: 1500, by: 'identity', limit: 20 }));
  const overview = await p95(60, () => ask('timeline.overview', { bins: 1500 }));
  const page = await p95(200, () => ask('timeline.page', { at: at(r()), limit: 200 }));
  let cursor = (await ask('timeline.page', { at: at(0.3), limit: 200 })).next;
  const scroll = await p95(200, async () => {
    cursor = (await ask('timeline.page', { after: cursor, limit: 200 })).next;
  });
  const firstSearch = performance.now();
  await ask('timeline.overview', { bins: 100, filter: { search: 'zzzz' } });
  const firstSearchMs = performance.now() - firstSearch;
  const words = ['person-12', 'AttachUser', 'service-3', '10.7.1', 'policy/Policy5', 'a1b2', 'GetObject', 'nothing-has-this'];
  const search = await p95(80, (i) =>
    ask('timeline.overview', { bins: 100, filter: { search: `${words[i % words.length]}${i % 3 === 0 ? String(i % 10) : ''}` } }),
  );
  const raw = await p95(40, async () => {
    const row = (await ask('timeline.page', { at: at(r()), limit: 1 })).rows[0];
    if (row !== undefined) await ask('record.raw', { record: row.record });
  });
  await ask('case.close', {});
  return { coldMs, histogram, overview, page, scroll, firstSearchMs, search, raw, maxRss: rss() };
}

/** Milliseconds below which 95 of 100 runs lie; three runs before do not count. */
async function p95(runs: number, work: (i: number) => Promise<unknown>): Promise<number> {
  for (let i = 0; i < 3; i++) await work(i);
  const times: number[] = [];
  for (let i = 0; i < runs; i++) {
    const started = performance.now();
    await work(i + 3);
    times.push(performance.now() - started);
  }
  times.sort((a, b) => a - b);
  return times[Math.ceil(times.length * 0.95) - 1]!;
}
