/**
 * Whatever bytes an investigator is handed, through the whole import: folders, zip, tar and gz in one another, any encoding, records of
 * every adapter, all of it damaged. No crash, no mistake of our own, a ledger that adds up, and every record can be opened.
 */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { createDispatcher } from '../../electron/engine/dispatch.ts';
import { handlers } from '../../electron/engine/handlers/all.ts';
import type { Args, RequestName, ResultOf } from '../../shared/contract/requests.ts';
import { tar, zip } from '../unit/bundle/archives.ts';
import { ocsfProblems } from '../unit/ways-out/ocsf-rules.ts';
import { below, pick, type Random, random } from './random.ts';

const CASES = join(import.meta.dirname, '..', 'golden', 'cases');
const GOLDEN = readdirSync(CASES)
  .filter((name) => name.endsWith('.ndjson') || name.endsWith('.csv'))
  .map((name) => ({ name, text: readFileSync(join(CASES, name), 'utf8') }));

const NAMES = [
  'a.json',
  'b.csv',
  'log',
  'x.json.gz',
  '../up.json',
  '/root.json',
  'C:\\win.json',
  'mail.eml',
  'box.mbox',
  'q.xlsx',
  'deep/er/f.ndjson',
  'é😀.json',
  '.hidden',
  'bundle.yaml',
];
const ODD = [
  '',
  '"',
  '{',
  '}',
  '[',
  ']',
  ',',
  ';',
  '\t',
  '\u0000',
  '\ud800',
  '\ufeff',
  '\r',
  'From x\n',
  '=1+1',
  '9'.repeat(400),
  '\u001b[31m',
  '<script>',
];

/** A file of records of some adapter, some of them damaged. */
function leaf(r: Random): Buffer {
  const { name, text } = pick(r, GOLDEN);
  let lines = text.split('\n').filter((l) => l !== '');
  if (!name.endsWith('.csv')) {
    lines = lines.map((l) => (r() < 0.15 ? torn(r, l) : l));
    if (r() < 0.3) lines = [`${pick(r, ['', '{"value":', '{"Records":', '{"result":'])}[${lines.join(',')}]`];
  } else lines = lines.map((l, i) => (i > 0 && r() < 0.15 ? torn(r, l) : l));
  const body = lines.join(pick(r, ['\n', '\r\n', '\n\n']));
  return pick(r, [
    () => Buffer.from(body),
    () => Buffer.from(`\ufeff${body}`),
    () => Buffer.from(`\ufeff${body}`, 'utf16le'),
    () => Buffer.from(`\ufeff${body}`, 'utf16le').swap16(),
    () => Buffer.from(body, 'utf16le'),
    () => Buffer.from(body, 'latin1'),
    () => noise(r),
  ])();
}

function torn(r: Random, line: string): string {
  const i = below(r, line.length);
  return pick(r, [line.slice(0, i), line.slice(0, i) + pick(r, ODD) + line.slice(i), line.slice(0, i) + line.slice(i + 1 + below(r, 9))]);
}

const noise = (r: Random): Buffer => Buffer.from(Array.from({ length: below(r, 500) }, () => below(r, 256)));

function nested(r: Random, depth: number): Buffer {
  const inner = (): Buffer => (depth === 0 || r() < 0.4 ? leaf(r) : nested(r, depth - 1));
  return pick(r, [
    () => gzipSync(inner()),
    () =>
      zip(
        Array.from({ length: 1 + below(r, 3) }, () => ({
          name: pick(r, NAMES),
          data: inner(),
          deflate: r() < 0.5,
          encrypted: r() < 0.05,
          symlink: r() < 0.05,
          ...(r() < 0.05 ? { crc: 1 } : {}),
          ...(r() < 0.05 ? { method: 99 } : {}),
        })),
        r() < 0.1 ? { prepend: noise(r) } : {},
      ),
    () =>
      tar(
        Array.from({ length: 1 + below(r, 3) }, () => ({
          name: pick(r, NAMES).slice(0, 90),
          data: inner(),
          type: pick(r, ['0', '0', '0', '2', '5', 'x']),
        })),
      ),
    inner,
  ])();
}

function damaged(r: Random, bytes: Buffer): Buffer {
  let out = Buffer.from(bytes);
  if (out.length > 0 && r() < 0.25) out = out.subarray(0, below(r, out.length));
  if (out.length > 0 && r() < 0.25) for (let i = 1 + below(r, 6); i > 0; i--) out[below(r, out.length)] = below(r, 256);
  return out;
}

const FILES = 40;
const PATIENCE = 120_000;

test.each([1, 2, 3, 4])(
  'files in files, damaged, seed %i',
  async (seed) => {
    const r = random(seed * 104_729);
    const dir = mkdtempSync(join(tmpdir(), 'tracewake-containers-'));
    const engine = createDispatcher(handlers, () => undefined);
    let id = 0;
    const ask = async <K extends RequestName>(name: K, args: Args<K>): Promise<ResultOf<K>> => {
      const a = await engine.request({ id: ++id, name, args });
      if (a.type === 'error') throw new Error(`${name}: ${a.error.code}: ${a.error.message}`);
      return (a as { value: unknown }).value as ResultOf<K>;
    };
    try {
      const folder = join(dir, 'in');
      mkdirSync(folder);
      for (let i = 0; i < FILES; i++)
        writeFileSync(
          join(folder, `f${i}${pick(r, ['', '.json', '.csv', '.zip', '.gz', '.tar', '.xlsx', '.eml', '.mbox'])}`),
          damaged(r, nested(r, 3)),
        );
      await ask('case.create', { dir: join(dir, 'case'), title: 'fuzz', investigator: 'F <f@example.org>' });
      const plan = await ask('import.plan', { paths: [folder] });
      const report = await ask('import.run', { paths: [folder], options: { analyse: false } });
      // What cannot be opened is said with a cause that a person can do something about; a mistake of ours is none.
      expect(report.failed.filter((f) => f.error.code === 'internal')).toEqual([]);
      expect(report.cancelled).toBe(false);
      expect(plan.members.length).toBeGreaterThan(0);
      const { sources, totals } = await ask('sources.list', {});
      for (const s of [...sources, totals]) expect(s.read).toBe(s.accepted + s.ignored + s.rejected + s.duplicate);
      expect(totals.read).toBeGreaterThan(FILES);
      const { rows } = await ask('rejects.list', { limit: 10_000 });
      expect(rows.length).toBe(totals.ignored + totals.rejected + totals.duplicate);
      for (const s of sources) {
        for (const n of [1, s.read])
          if (n > 0 && n <= s.read) expect((await ask('record.raw', { record: `${s.source}:${n}` })).provenance.source).toBe(s.source);
      }
      // And what was read can be judged and handed out.
      await ask('analysis.run', {});
      const out = join(dir, 'out.jsonl');
      await ask('export.to', { format: 'timesketch', out });
      for (const line of readFileSync(out, 'utf8').trimEnd().split('\n')) if (line !== '') JSON.parse(line);
      await ask('export.to', { format: 'parquet', out: join(dir, 'out.parquet') });
      const ocsf = join(dir, 'out.ocsf.jsonl');
      await ask('export.to', { format: 'ocsf', out: ocsf });
      const written = readFileSync(ocsf, 'utf8')
        .split('\n')
        .filter((l) => l !== '');
      expect(written.flatMap((l) => ocsfProblems(JSON.parse(l)))).toEqual([]);
    } finally {
      await ask('case.close', {});
      rmSync(dir, { recursive: true, force: true });
    }
  },
  PATIENCE,
);
