/** A file of the vault, or one that was left where it was, that is no longer what was imported: each use of it says so. */
import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createDispatcher, type Dispatcher } from '../../electron/engine/dispatch.ts';
import { handlers } from '../../electron/engine/handlers/all.ts';
import type { Args, RequestName, ResultOf } from '../../shared/contract/requests.ts';

const CSV = 'event_id,time,kind,actor,target,outcome\ng1,2026-03-04T10:00:00Z,role.granted,email:sam@ship.example,name:svc-tide,success\n';
let dir: string;
let dispatcher: Dispatcher;
async function answer<K extends RequestName>(name: K, args: Args<K>) {
  return dispatcher.request({ id: 1, name, args });
}
async function ask<K extends RequestName>(name: K, args: Args<K>): Promise<ResultOf<K>> {
  const a = await answer(name, args);
  if (a.type !== 'result') throw new Error(JSON.stringify(a));
  return a.value as ResultOf<K>;
}
const logs = (): string => join(dir, 'events.csv');
async function imported(keep: 'copy' | 'reference'): Promise<string> {
  await ask('case.create', { dir: join(dir, 'a.case'), title: 'A', investigator: 'R <r@example.org>' });
  await ask('import.run', { paths: [logs()], options: { keep } });
  await ask('evidence.keygen', { file: join(dir, 'key.pem'), passphrase: 'correct horse' });
  if (keep === 'reference') return logs();
  const vault = join(dir, 'a.case', 'vault');
  const [found] = readdirSync(vault, { recursive: true, withFileTypes: true }).filter((e) => e.isFile());
  if (found === undefined) throw new Error('the vault is empty');
  return join(found.parentPath, found.name);
}
const exported = (sources: 'include' | 'hash') =>
  answer('evidence.export', { out: join(dir, `${sources}.zip`), keyFile: join(dir, 'key.pem'), passphrase: 'correct horse', sources });
const original = async () => (await ask('sources.list', {})).sources[0]?.original;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'tracewake-originals-'));
  writeFileSync(logs(), CSV);
  dispatcher = createDispatcher(handlers, () => undefined);
});
afterEach(async () => {
  await ask('case.close', {});
  rmSync(dir, { recursive: true });
});

test('as it was imported there is nothing to say', async () => {
  await imported('copy');
  expect(await original()).toBeUndefined();
  expect((await ask('record.raw', { record: 's0001:1' })).provenance.changed).toBe(false);
  for (const sources of ['include', 'hash'] as const) {
    const made = await exported(sources);
    expect(made).toMatchObject({ type: 'result' });
    expect(made.type === 'result' && made.value).not.toHaveProperty('warnings');
  }
});

test.each(['copy', 'reference'] as const)('a byte more (%s) is said by the ledger, at the record and at the export', async (keep) => {
  const file = await imported(keep);
  appendFileSync(file, '\n');
  expect(await original()).toBe('altered');
  expect(JSON.parse((await ask('machine.sources', {})).lines[0] ?? '')).toMatchObject({ original: 'altered' });
  expect((await ask('record.raw', { record: 's0001:1' })).provenance.changed).toBe(true);
  expect(await exported('include')).toMatchObject({
    type: 'error',
    error: { code: 'input', message: expect.stringContaining('of s0001 (events.csv) is no longer what was imported; nothing was exported') },
  });
  expect(await exported('hash')).toMatchObject({
    type: 'result',
    value: { warnings: [expect.stringContaining('of s0001 (events.csv) is no longer what was imported')] },
  });
});

test('another byte in the same place is said by its hash at the export, with the sources in it or not', async () => {
  const file = await imported('copy');
  writeFileSync(file, readFileSync(file, 'utf8').replace('success', 'failure'));
  expect(await exported('include')).toMatchObject({
    type: 'error',
    error: { code: 'input', message: expect.stringContaining('nothing was exported') },
  });
  expect(await exported('hash')).toMatchObject({ type: 'result', value: { warnings: [expect.stringContaining('no longer what was imported')] } });
});

test('one that is gone is said too', async () => {
  rmSync(await imported('copy'));
  expect(await original()).toBe('gone');
  expect(await exported('include')).toMatchObject({ type: 'error', error: { code: 'input' } });
  expect(await exported('hash')).toMatchObject({ type: 'result', value: { warnings: [expect.stringContaining('of s0001 (events.csv) is gone')] } });
});
