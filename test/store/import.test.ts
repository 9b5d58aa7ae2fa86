import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { appendFileSync, copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createDispatcher, type Dispatcher } from '../../electron/engine/dispatch.ts';
import { handlers } from '../../electron/engine/handlers/all.ts';
import type { TracewakeError } from '../../shared/contract/errors.ts';
import type { Args, ImportOptions, Progress, RequestName, ResultOf } from '../../shared/contract/requests.ts';

let dir: string;
let logs: string;
let caseDir: string;
let dispatcher: Dispatcher;
let onProgress: (p: Progress) => void;
let id = 0;

async function answer<K extends RequestName>(name: K, args: Args<K>) {
  return dispatcher.request({ id: ++id, name, args });
}
async function ask<K extends RequestName>(name: K, args: Args<K>): Promise<ResultOf<K>> {
  const a = await answer(name, args);
  if (a.type === 'error') throw new Error(`${name}: ${a.error.message}`);
  return (a as { value: unknown }).value as ResultOf<K>;
}
async function error<K extends RequestName>(name: K, args: Args<K>): Promise<TracewakeError> {
  const a = await answer(name, args);
  if (a.type !== 'error') throw new Error('no failure');
  return a.error;
}
const run = (options: ImportOptions = {}, paths: readonly string[] = [logs]) => ask('import.run', { paths, options: { analyse: false, ...options } });
const actions = async (): Promise<string[]> => (await ask('custody.list', {})).entries.map((e) => e.action);

/** A CloudTrail record; the same `n` is the same record. */
const trail = (n: number, name = 'CreateUser'): string =>
  JSON.stringify({
    eventVersion: '1.08',
    userIdentity: { type: 'IAMUser', arn: `arn:aws:iam::111122223333:user/u${n % 5}`, accountId: '111122223333', userName: `u${n % 5}` },
    eventTime: new Date(Date.UTC(2026, 2, 1) + n * 1000).toISOString().replace('.000', ''),
    eventSource: 'iam.amazonaws.com',
    eventName: name,
    awsRegion: 'eu-west-1',
    sourceIPAddress: '10.0.0.1',
    requestParameters: { userName: `new-${n}` },
    eventID: `id-${n}`,
    eventType: 'AwsApiCall',
    recipientAccountId: '111122223333',
  });
const file = (name: string, text: string | Buffer): void => writeFileSync(join(logs, name), text);
const trails = (name: string, from: number, to: number): void => file(name, Array.from({ length: to - from }, (_, i) => trail(from + i)).join('\n'));

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'tracewake-'));
  logs = join(dir, 'logs');
  caseDir = join(dir, 'case');
  mkdirSync(logs);
  onProgress = () => undefined;
  dispatcher = createDispatcher(handlers, (pushed) => {
    if (pushed.type === 'progress') onProgress(pushed.progress);
  });
  await ask('case.create', { dir: caseDir, title: 'a case', investigator: 'A <a@example.org>' });
});
afterEach(async () => {
  await ask('case.close', {});
  rmSync(dir, { recursive: true });
});

describe('an import', () => {
  test('accounts for every record, keeps the originals verbatim, and shows each record as it stands there', async () => {
    trails('a.ndjson', 0, 30);
    file('b.json.gz', gzipSync(`{"Records":[${[trail(28), trail(29), trail(30)].join(',')}]}`));
    file('c.txt', 'no records at all\n');
    const report = await run();
    expect(report.failed).toEqual([]);
    expect(report.sources.map((s) => [s.name, s.read, s.accepted, s.ignored, s.rejected, s.duplicate])).toEqual([
      ['a.ndjson', 30, 30, 0, 0, 0],
      ['b.json.gz', 3, 1, 0, 0, 2],
      ['c.txt', 1, 0, 0, 1, 0],
    ]);
    const { totals } = await ask('sources.list', {});
    expect(totals.read).toBe(totals.accepted + totals.ignored + totals.rejected + totals.duplicate);
    const [a] = report.sources;
    expect(readFileSync(join(caseDir, 'vault', a!.sha256.slice(0, 2), a!.sha256)).equals(readFileSync(join(logs, 'a.ndjson')))).toBe(true);
    expect((await ask('record.raw', { record: 's0001:7' })).text).toBe(trail(6));
    const packed = await ask('record.raw', { record: 's0002:3' });
    expect(packed.text).toBe(trail(30));
    expect(packed.provenance).toMatchObject({ source: 's0002', name: 'b.json.gz', position: { ordinal: 3 }, changed: false, custody: { entry: 3 } });
    const detail = await ask('event.detail', { event: 's0001:29' });
    expect(detail.otherRecords).toEqual(['s0002:1']);
    expect((await ask('rejects.list', { status: 'rejected' })).rows).toMatchObject([{ record: 's0003:1', excerpt: 'no records at all\n' }]);
    expect((await ask('timeline.page', { limit: 100 })).total).toBe(31);
    expect(await actions()).toEqual(['case.created', 'source.imported', 'source.imported', 'source.imported']);
    expect(readdirSync(join(caseDir, 'vault'))).not.toContain('incoming');
    expect(existsSync(join(caseDir, 'importing.json'))).toBe(false);
  });

  test('of the same file again adds nothing; under another name it adds the name', async () => {
    trails('a.ndjson', 0, 10);
    await run();
    const head = (await ask('case.summary', {})).custody.head;
    expect((await run()).alreadyKnown).toEqual([{ name: 'a.ndjson', source: 's0001' }]);
    expect((await ask('case.summary', {})).custody.head).toBe(head);
    copyFileSync(join(logs, 'a.ndjson'), join(logs, 'copy of a.ndjson'));
    expect((await run()).alreadyKnown).toHaveLength(2);
    const { sources } = await ask('sources.list', {});
    expect(sources).toHaveLength(1);
    expect(sources[0]?.names).toEqual(['a.ndjson', 'copy of a.ndjson']);
    expect(await actions()).toEqual(['case.created', 'source.imported', 'source.named']);
  });

  test('that cannot begin says why and touches nothing', async () => {
    trails('a.ndjson', 0, 3);
    const missing = join(dir, 'nowhere');
    expect(await error('import.run', { paths: [logs, missing] })).toMatchObject({ code: 'input', file: missing });
    expect(await error('import.run', { paths: [logs], options: { as: 'aws-cloudtrial' } })).toMatchObject({ code: 'usage' });
    expect(await error('import.run', { paths: [logs], options: { zone: 'Mars/Olympus' } })).toMatchObject({ code: 'usage' });
    file('bundle.yaml', 'sources: [{match: "*", zone: Nowhere/Land}]');
    expect(await error('import.run', { paths: [logs] })).toMatchObject({ code: 'input' });
    expect((await ask('sources.list', {})).sources).toEqual([]);
    expect(await actions()).toEqual(['case.created']);
  });

  test('goes on after a member that cannot be read, and the log says which', async () => {
    trails('a.ndjson', 0, 5);
    file('broken.zip', Buffer.concat([Buffer.from('PK\u0003\u0004'), Buffer.alloc(100)]));
    trails('z.ndjson', 5, 9);
    const report = await run();
    expect(report.sources.map((s) => s.name)).toEqual(['a.ndjson', 'z.ndjson']);
    expect(report.failed.map((f) => f.name)).toEqual(['broken.zip']);
    expect(await actions()).toEqual(['case.created', 'source.imported', 'import.failed', 'source.imported']);
  });

  test('takes what bundle.yaml declares', async () => {
    trails('a.ndjson', 0, 5);
    file(
      'bundle.yaml',
      [
        'organisation: Example Ltd',
        'period: {from: 2026-03-01T00:00:00Z, to: 2026-03-02T00:00:00Z}',
        'sources:',
        '  - {match: a.ndjson, system: prod, channel: iam-audit, covers: {from: 2026-03-01T00:00:00Z, to: 2026-03-02T00:00:00Z}, clock: {offset: PT10S, uncertainty: PT5S}}',
      ].join('\n'),
    );
    const [source] = (await run()).sources;
    expect(source).toMatchObject({ system: 'prod', channels: ['iam-audit'], clock: { offset: 10_000_000, uncertainty: 5_000_000 } });
    expect(source?.declared).toEqual({ from: Date.UTC(2026, 2, 1) * 1000, to: Date.UTC(2026, 2, 2) * 1000 });
    const summary = await ask('case.summary', {});
    expect(summary).toMatchObject({ organisation: 'Example Ltd', period: source?.declared });
    expect((await ask('timeline.page', { limit: 1 })).rows[0]?.time).toBe((Date.UTC(2026, 2, 1) + 10_000) * 1000);

    // The declaration is what absences are proven by: it is kept word for word, once, and the source says by which one it was read.
    await run();
    const text = readFileSync(join(logs, 'bundle.yaml'), 'utf8');
    const sha256 = createHash('sha256').update(text).digest('hex');
    const entries = (await ask('custody.list', {})).entries;
    const bodies = entries.filter((e) => e.action === 'bundle.declared').map((e) => JSON.parse(e.body));
    expect(bodies).toEqual([{ file: join(logs, 'bundle.yaml'), sha256, text }]);
    expect(JSON.parse(entries.find((e) => e.action === 'source.imported')!.body)).toMatchObject({ declaredIn: sha256 });
  });

  test('by reference leaves the file where it is and notices when it has changed', async () => {
    trails('a.ndjson', 0, 5);
    const report = await run({ keep: 'reference' });
    expect(report.sources[0]?.kept).toBe('reference');
    expect(readdirSync(join(caseDir, 'vault'))).toEqual([]);
    expect((await ask('record.raw', { record: 's0001:1' })).provenance.changed).toBe(false);
    appendFileSync(join(logs, 'a.ndjson'), ' ');
    expect((await ask('record.raw', { record: 's0001:1' })).provenance.changed).toBe(true);
    rmSync(join(logs, 'a.ndjson'));
    expect(await error('record.raw', { record: 's0001:1' })).toMatchObject({ code: 'input' });
  });

  test('into a case that another process holds fails as read-only', async () => {
    trails('a.ndjson', 0, 5);
    const other = createDispatcher(handlers, () => undefined);
    const opened = await other.request({ id: 1, name: 'case.open', args: { dir: caseDir } });
    expect(opened).toMatchObject({ value: { readOnly: true } });
    const denied = await other.request({ id: 2, name: 'import.run', args: { paths: [logs] } });
    expect(denied).toMatchObject({ type: 'error', error: { code: 'read-only' } });
    await other.request({ id: 3, name: 'case.close', args: {} });
  });

  test('that is cancelled keeps the sources that were finished, leaves nothing of the one in work, and says so', async () => {
    for (let i = 0; i < 6; i++) trails(`${i}.ndjson`, i * 10_000, (i + 1) * 10_000);
    onProgress = (p) => {
      if ((p.records?.done ?? 0) > 12_000) dispatcher.cancel(id);
    };
    const report = await run();
    expect(report.cancelled).toBe(true);
    const { sources } = await ask('sources.list', {});
    expect(sources.length).toBeGreaterThanOrEqual(1);
    expect(sources.length).toBeLessThan(6);
    expect((await ask('timeline.page', { limit: 1 })).total).toBe(10_000 * sources.length);
    expect((await actions()).at(-1)).toBe('import.cancelled');
    onProgress = () => undefined;
    expect((await run()).sources).toHaveLength(6 - sources.length);
    expect((await ask('timeline.page', { limit: 1 })).total).toBe(60_000);
  });

  test('that is killed leaves a whole case: each source in it or not at all, and the log says what happened', async () => {
    for (let i = 0; i < 5; i++) trails(`${i}.ndjson`, i * 8000, (i + 1) * 8000);
    await ask('case.close', {});
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', join(import.meta.dirname, 'import-to-kill.ts'), caseDir, logs], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const ended = new Promise((done) => child.once('exit', done));
    // It speaks when it is well inside a source.
    await new Promise((done) => child.stdout.once('data', done));
    child.kill('SIGKILL');
    await ended;
    expect(existsSync(join(caseDir, 'importing.json'))).toBe(true);

    await ask('case.open', { dir: caseDir });
    const { sources } = await ask('sources.list', {});
    expect(sources.length).toBeLessThan(5);
    for (const s of sources) expect(s).toMatchObject({ read: 8000, accepted: 8000 });
    expect((await ask('timeline.page', { limit: 1 })).total).toBe(8000 * sources.length);
    expect((await actions()).at(-1)).toBe('import.interrupted');
    expect(existsSync(join(caseDir, 'importing.json'))).toBe(false);
    expect(readdirSync(join(caseDir, 'vault'))).toHaveLength(sources.length);

    const report = await run();
    expect(report.sources).toHaveLength(5 - sources.length);
    expect((await ask('timeline.page', { limit: 1 })).total).toBe(40_000);
  });

  test('tells how far it is, and analyses what it took in', async () => {
    trails('a.ndjson', 0, 300);
    const seen: Progress[] = [];
    onProgress = (p) => seen.push(p);
    const report = await run({ analyse: true });
    expect(report.analysed?.events).toBe(300);
    expect(report.analysed?.wakes).toBeGreaterThan(0);
    expect(seen.some((p) => p.phase === 'reading' && p.member === 'a.ndjson' && p.bytes?.of !== undefined)).toBe(true);
    const summary = await ask('case.summary', {});
    expect(summary.analysis?.current).toBe(true);
    expect(summary.counts).toMatchObject({ sources: 1, records: 300, events: 300, wakes: report.analysed?.wakes });
    expect((await actions()).at(-1)).toBe('analysis.run');
  });

  test('can be planned first: what each member is and why, and nothing is written', async () => {
    trails('a.ndjson', 0, 5);
    file('b.txt', 'words');
    const plan = await ask('import.plan', { paths: [logs] });
    expect(plan.members.map((m) => [m.name, m.type, m.system])).toEqual([
      ['a.ndjson', 'aws-cloudtrail', 'aws-111122223333'],
      ['b.txt', undefined, undefined],
    ]);
    expect(await actions()).toEqual(['case.created']);
    await run();
    expect((await ask('import.plan', { paths: [logs] })).members[0]?.known).toBe('s0001');
  });
});

describe('notes', () => {
  test('go on what is there, and on nothing else', async () => {
    trails('a.ndjson', 0, 3);
    await run();
    const note = await ask('notes.add', { on: 's0001:2', text: 'see <b>this</b>' });
    expect(note).toMatchObject({ on: 's0001:2', text: 'see <b>this</b>', by: 'A <a@example.org>', custody: 3 });
    expect(await ask('notes.list', { on: 's0001:2' })).toEqual([note]);
    expect(await error('notes.add', { on: 's0009:2', text: 'x' })).toMatchObject({ code: 'not-found' });
    expect((await actions()).at(-1)).toBe('note.added');
  });
});
