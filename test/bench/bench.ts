/**
 * npm run bench [-- --events N] [--keep DIR]: import and query against baselines in the same run. A machine's own speed varies by a
 * third from run to run; a ratio inside one run does not. Exit code 1 where a target of this version is missed.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Measured } from './baselines.ts';
import { drawLogs } from './draw.ts';

const { values } = parseArgs({ options: { events: { type: 'string', default: '200000' }, keep: { type: 'string' } } });
const events = Number(values.events);
if (!Number.isSafeInteger(events) || events < 1000) throw new Error('--events wants a number, 1000 or more');
/** The naive way takes two minutes a million; its rate only falls from there, so measuring less than all flatters it. */
const BASELINE_EVENTS = Math.min(events, 1_000_000);

/** What one part wrote is on the disk before the next is measured, which would else be measured writing it: the naive way leaves two gigabytes. */
const settle = (): void => void spawnSync('sync', { stdio: 'ignore' });

const part = <T>(what: string, dir: string, limit = 0): T => {
  settle();
  process.stderr.write(`${what} …\n`);
  const text = execFileSync(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', join(import.meta.dirname, 'part.ts'), what, dir, String(limit)],
    {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
      maxBuffer: 1 << 20,
    },
  );
  return JSON.parse(text) as T;
};

interface Line {
  readonly what: string;
  readonly measured: string;
  readonly target: string;
  readonly met: boolean | undefined;
}
const lines: Line[] = [];
const atLeast = (what: string, value: number, target: number, unit = '×'): void => {
  lines.push({ what, measured: `${value.toFixed(2)}${unit}`, target: `≥ ${target}${unit}`, met: value >= target });
};
const atMost = (what: string, value: number, target: number, unit: string): void => {
  lines.push({ what, measured: `${value < 10 ? value.toFixed(2) : Math.round(value)} ${unit}`, target: `≤ ${target} ${unit}`, met: value <= target });
};
const plain = (what: string, measured: string): void => {
  lines.push({ what, measured, target: '', met: undefined });
};
const installed = (tool: string): boolean => spawnSync(tool, ['--version'], { stdio: 'ignore' }).status === 0;

const dir = values.keep ?? mkdtempSync(join(tmpdir(), 'tracewake-bench-'));
try {
  process.stderr.write(`drawing ${events} events …\n`);
  const drawn = drawLogs(dir, events);
  const mb = (n: number): number => n / 1e6;
  plain('drawn', `${events} events, ${drawn.files} files, ${Math.round(mb(drawn.packed))} MB packed, ${Math.round(mb(drawn.plain))} MB plain`);
  plain('machine', `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, Node ${process.versions.node}, load ${loadavg()[0]!.toFixed(1)}`);

  const naive = part<Measured>('naive', dir, BASELINE_EVENTS);
  const floor = part<Measured>('floor', dir, BASELINE_EVENTS);
  const imported = part<Measured>('import', dir);
  const rate = (m: Measured): number => m.events / m.seconds;
  const k = (m: Measured): string =>
    `${(rate(m) / 1000).toFixed(1)} k events/s, ${Math.round(mb(m.maxRss))} MB, ${Math.round(m.bytes / m.events)} bytes an event, ${Math.round((m.cpu / m.events) * 1e6)} µs of processor time an event`;
  plain(`naive (${BASELINE_EVENTS} events)`, k(naive));
  plain(`L0 (${BASELINE_EVENTS} events)`, k(floor));
  plain('import', k(imported));
  atLeast('import, gz, against naive', rate(imported) / rate(naive), 7);
  atLeast('import, gz, against L0', rate(imported) / rate(floor), 0.75);
  for (const tool of ['sqlite-utils', 'duckdb', 'lnav']) if (!installed(tool)) plain(`import against ${tool}`, 'not installed');
  atMost('DB bytes an event, without the vault', imported.bytes / imported.events, 250, 'bytes');
  atMost('peak memory of the import', mb(imported.maxRss), events > 2_000_000 ? 1500 : 900, 'MB');

  const analysis = part<{ seconds: number; wakes: number; maxRss: number; bytes: number }>('analysis', dir);
  atMost(`analysis (${analysis.wakes} wakes), against the import's time`, analysis.seconds / imported.seconds, 1, '×');
  plain(
    'analysis',
    `${analysis.seconds.toFixed(1)} s, ${Math.round(mb(analysis.maxRss))} MB; ${Math.round(analysis.bytes / imported.events)} bytes an event with its conclusions`,
  );

  const q = part<Record<string, number>>('queries', dir);
  const large = events > 2_000_000;
  atMost('cold start to an open case with its timeline', q.coldMs! / 1000, 3, 's');
  atMost('histogram for a frame, 1,500 × 20 lanes, p95', q.histogram!, large ? 20 : 8, 'ms');
  plain('overview of everything, p95', `${q.overview!.toFixed(2)} ms`);
  atMost('page of 200 at any instant, p95', q.page!, 2, 'ms');
  atMost('next page of 200, p95', q.scroll!, 2, 'ms');
  atMost('search, p95', q.search!, large ? 300 : 150, 'ms');
  plain('first search after opening', `${Math.round(q.firstSearchMs!)} ms`);
  plain('raw record, p95', `${q.raw!.toFixed(1)} ms`);
  plain('peak memory of the queries', `${Math.round(mb(q.maxRss!))} MB`);
} finally {
  if (values.keep === undefined && statSync(dir).isDirectory()) rmSync(dir, { recursive: true });
}

const width = Math.max(...lines.map((l) => l.what.length));
for (const l of lines) {
  const verdict = l.met === undefined ? '' : l.met ? 'met' : 'MISSED';
  process.stdout.write(`${l.what.padEnd(width)}  ${l.measured.padEnd(18)}  ${l.target.padEnd(12)}  ${verdict}`.trimEnd().concat('\n'));
}
process.exitCode = lines.some((l) => l.met === false) ? 1 : 0;
