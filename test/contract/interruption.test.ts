/** A process that is killed in the middle of an import leaves a whole case: what was finished is in it, what was in work is not. */
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type EngineClient, startEngine } from '../../electron/client/client.ts';
import type { CaseSummary } from '../../shared/views/types.ts';
import { ROOT } from '../repo/tracked.ts';

const CLI = ['--disable-warning=ExperimentalWarning', join(ROOT, 'electron/headless/cli.ts')];
let dir: string;

beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'tracewake-killed-'));
  mkdirSync(join(dir, 'logs'));
  const record = (id: string, i: number): string =>
    `${JSON.stringify({ eventVersion: '1.08', eventTime: new Date(1_772_600_000_000 + i * 1000).toISOString(), eventSource: 's3.amazonaws.com', eventName: 'GetObject', eventID: id, userIdentity: { type: 'IAMUser', arn: 'arn:aws:iam::111122223333:user/ada' }, recipientAccountId: '111122223333' })}\n`;
  const lines = (prefix: string, n: number): string => Array.from({ length: n }, (_, i) => record(`${prefix}-${i}`, i)).join('');
  writeFileSync(join(dir, 'logs', 'a-small.json'), lines('a', 100));
  writeFileSync(join(dir, 'logs', 'b-large.json'), lines('b', 150_000));
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const tracewake = (...args: string[]) => spawnSync(process.execPath, [...CLI, ...args], { cwd: dir, encoding: 'utf8', maxBuffer: 1 << 28 });
const rows = (out: string): Record<string, unknown>[] =>
  out
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

/** Ends the import with the signal once the large file is being read, and gives its exit code. */
async function interrupted(signal: NodeJS.Signals): Promise<number | null> {
  const child = spawn(process.execPath, [...CLI, 'import', 'k.case', 'logs', '--no-analyse', '--progress', 'json'], {
    cwd: dir,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let heard = '';
  let sent = false;
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    heard += chunk;
    if (!sent && /"member":"[^"]*b-large\.json".*"records":\{"done":[1-9]/.test(heard)) {
      sent = true;
      child.kill(signal);
    }
  });
  const code = await new Promise<number | null>((resolve) => child.once('exit', resolve));
  expect({ sent, heard: sent ? '' : heard.slice(-500) }).toEqual({ sent: true, heard: '' });
  return code;
}

beforeEach(() => {
  rmSync(join(dir, 'k.case'), { recursive: true, force: true });
  expect(tracewake('new', 'k.case', '--title', 'Interrupted', '--investigator', 'Ada <ada@example.org>').status).toBe(0);
});

test('kill -9 in the middle of a source', async () => {
  expect(await interrupted('SIGKILL')).toBeNull();

  const sources = rows(tracewake('sources', 'k.case', '--json').stdout);
  expect(sources.map((s) => [s.name, s.read, s.accepted])).toEqual([['a-small.json', 100, 100]]);
  expect(tracewake('sources', 'k.case').stderr).toMatch(/an import did not come to its end: .*logs/);

  // The next who opens it for writing finds the lock free and writes down what happened.
  const again = tracewake('import', 'k.case', 'logs', '--no-analyse');
  expect({ status: again.status, err: again.stderr }).toEqual({ status: 0, err: '' });
  const after = rows(tracewake('sources', 'k.case', '--json').stdout);
  expect(after.map((s) => [s.name, s.read, s.accepted, s.duplicate])).toEqual([
    ['a-small.json', 100, 100, 0],
    ['b-large.json', 150_000, 150_000, 0],
  ]);
  const actions = rows(tracewake('custody', 'k.case', '--json').stdout).map((e) => e.action);
  expect(actions).toContain('import.interrupted');
  expect(actions.filter((a) => a === 'source.imported')).toHaveLength(2);
  expect(tracewake('sources', 'k.case').stderr).toBe('');
});

test('Ctrl+C ends with 3, keeps what was finished, and the custody log says so', async () => {
  expect(await interrupted('SIGINT')).toBe(3);
  expect(rows(tracewake('sources', 'k.case', '--json').stdout).map((s) => s.name)).toEqual(['a-small.json']);
  expect(rows(tracewake('custody', 'k.case', '--json').stdout).map((e) => e.action)).toContain('import.cancelled');
});

test('two processes: the second one may look and is told why it may not write', async () => {
  const holder = startEngine();
  expect((await holder.request('case.open', { dir: join(dir, 'k.case') })).readOnly).toBe(false);
  expect(tracewake('sources', 'k.case').status).toBe(0);
  const refused = tracewake('note', 'k.case', '--on', 'case', '--text', 'at the same time');
  expect(refused.status).toBe(4);
  expect(refused.stderr).toMatch(/^tracewake: \S*k\.case: .*(process|holds|open)/);
  await holder.close();
  expect(tracewake('note', 'k.case', '--on', 'case', '--text', 'afterwards').status).toBe(0);
});

/** The summary, as soon as it is as wanted: asked again with each change that the engine tells of. */
function seen(engine: EngineClient, wanted: (summary: CaseSummary) => boolean): Promise<CaseSummary> {
  return new Promise((resolve, reject) => {
    const look = (): void => {
      engine.request('case.summary', {}).then((summary) => {
        if (!wanted(summary)) return;
        end();
        resolve(summary);
      }, reject);
    };
    const end = engine.subscribe((pushed) => {
      if (pushed.type === 'caseChanged') look();
    });
    look();
  });
}

test('who looks while another process imports is told so, sees what comes, and hears that the case can be written', async () => {
  const writer = startEngine();
  const reader = startEngine();
  const at = join(dir, 'k.case');
  await writer.request('case.open', { dir: at });
  // As it lies while an import runs; one that really runs might be over before the reader has looked.
  writeFileSync(join(at, 'importing.json'), JSON.stringify({ paths: [join(dir, 'logs')], by: '' }));
  const beside = await reader.request('case.open', { dir: at });
  expect(beside).toMatchObject({ readOnly: true, released: false, interrupted: undefined, importing: { paths: [join(dir, 'logs')] } });
  await writer.request('import.run', { paths: [join(dir, 'logs')] });
  const judged = await seen(reader, (s) => s.analysis !== undefined && s.importing === undefined);
  expect(judged).toMatchObject({ readOnly: true, released: false, counts: { sources: 2, records: 150_100 } });
  await writer.close();
  const free = await seen(reader, (s) => s.released);
  expect(free.readOnlyReason).toContain('has let it go');
  expect(free.counts).toEqual(judged.counts);
  expect(await reader.request('case.open', { dir: at })).toMatchObject({ readOnly: false, released: false });
  await reader.close();
});

test('the command line says so too', async () => {
  const writer = startEngine();
  await writer.request('case.open', { dir: join(dir, 'k.case') });
  writeFileSync(join(dir, 'k.case', 'importing.json'), JSON.stringify({ paths: ['/in/logs'], by: '' }));
  expect(tracewake('sources', 'k.case').stderr).toBe(
    'tracewake: another process is importing into this case: /in/logs. What is listed here is what is in by now.\n',
  );
  await writer.close();
  expect(tracewake('sources', 'k.case').stderr).toContain('an import did not come to its end: /in/logs.');
});

test('what a full disk left of the note about an import is no list of files', () => {
  writeFileSync(join(dir, 'k.case', 'importing.json'), '');
  expect(tracewake('sources', 'k.case').stderr).toBe(
    'tracewake: an import did not come to its end. Import its files again; what is in already is not taken twice.\n',
  );
});
