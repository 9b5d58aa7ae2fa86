/** A new user's first mistakes: each is answered in words, and none looks like "nothing happened". */
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createDispatcher, type Dispatcher } from '../../electron/engine/dispatch.ts';
import { handlers } from '../../electron/engine/handlers/all.ts';
import type { Args, RequestName, ResultOf } from '../../shared/contract/requests.ts';

let dir: string;
let dispatcher: Dispatcher;
let id = 0;

async function ask<K extends RequestName>(name: K, args: Args<K>): Promise<ResultOf<K>> {
  const a = await dispatcher.request({ id: ++id, name, args });
  if (a.type !== 'result') throw new Error(a.type === 'error' ? `${a.error.code}: ${a.error.message}` : a.type);
  return a.value as ResultOf<K>;
}

const EVENTS = [
  'event_id,time,kind,actor,target,outcome',
  'E-1,2026-03-02T10:00:00Z,mfa.restet,upn:ana@x.example,upn:bo@x.example,success',
  'E-2,2026-03-02T11:00:00Z,password.reset,upn:ana@x.example,upn:bo@x.example,success',
].join('\n');

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'tracewake-'));
  mkdirSync(join(dir, 'logs'));
  writeFileSync(join(dir, 'logs', 'events.csv'), EVENTS);
  dispatcher = createDispatcher(handlers, () => undefined);
  await ask('case.create', { dir: join(dir, 'case'), title: 'Mistakes', investigator: 'Ana <ana@x.example>' });
});
afterEach(async () => {
  await ask('case.close', {});
  rmSync(dir, { recursive: true, force: true });
});

const load = () => ask('import.run', { paths: [join(dir, 'logs')] });

describe('a name', () => {
  test('that no identity has is an error, in findings, wakes and the timeline alike', async () => {
    await load();
    await expect(ask('findings.list', { filter: { identity: 'upn:nosuch@x.example' } })).rejects.toThrow(/not-found: no identity/);
    await expect(ask('wakes.list', { filter: { identity: 'nosuch' }, offset: 0, limit: 10 })).rejects.toThrow(/not-found: no identity/);
    await expect(ask('timeline.page', { filter: { identities: ['nosuch'] }, limit: 10 })).rejects.toThrow(/not-found: no identity/);
  });

  test('may be an alias with or without its namespace', async () => {
    await load();
    const named = await ask('wakes.list', { filter: { identity: 'upn:bo@x.example' }, offset: 0, limit: 10 });
    expect(named.total).toBe(1);
    expect((await ask('wakes.list', { filter: { identity: 'bo@x.example' }, offset: 0, limit: 10 })).rows).toEqual(named.rows);
  });

  test('of an event that there is not is an error, as it is where it is explained', async () => {
    await load();
    const message = /no event "xx" in this case/;
    await expect(ask('wakes.list', { filter: { event: 'xx' }, offset: 0, limit: 10 })).rejects.toThrow(message);
    await expect(ask('machine.wakes', { filter: { event: 'xx' } })).rejects.toThrow(message);
    await expect(ask('explain', { event: 'xx' })).rejects.toThrow(message);
  });

  test('of a rule that there is not is an error with those that there are', async () => {
    await load();
    await expect(ask('findings.list', { filter: { rules: ['notice.mising'] } })).rejects.toThrow(/usage: there is no rule/);
  });

  test('of a finding may be the number of the list, for explaining it and for a note on it', async () => {
    await load();
    const [first] = (await ask('findings.list', {})).rows;
    expect(first?.number).toBe('F-0001');
    const explained = await ask('explain', { finding: 'F-0001' });
    expect(explained).toEqual(await ask('explain', { finding: first?.id ?? '' }));
    expect((await ask('notes.add', { on: 'F-0001', text: 'seen' })).on).toBe(first?.id);
  });
});

describe('a file', () => {
  test('with a kind that there is not keeps the row as other and warns of it', async () => {
    const [source] = (await load()).sources;
    expect(source).toMatchObject({ read: 2, accepted: 2 });
    expect(source?.warnings).toContainEqual({ slug: 'unknown-kind', count: 1 });
  });

  test('with one NUL early loses that record at most', async () => {
    const rows = Array.from({ length: 400 }, (_x, i) => `E-${i + 3},2026-03-02T12:00:00Z,password.reset,upn:ana@x.example,upn:bo@x.example,success`);
    rows[3] = rows[3]?.replace('upn:ana', 'upn:a\0na') ?? '';
    writeFileSync(join(dir, 'logs', 'events.csv'), `${EVENTS}\n${rows.join('\n')}\n`);
    const [source] = (await load()).sources;
    expect(source?.type).toBe('table');
    expect(source?.read).toBe(402);
    expect(source?.accepted).toBeGreaterThanOrEqual(401);
  });
});

describe('an export', () => {
  test('makes the folder that the screen proposes', async () => {
    await load();
    await ask('evidence.keygen', { file: join(dir, 'a.key'), passphrase: 'correct horse battery' });
    const out = join(dir, 'case', 'out', 'mistakes-r01.evidence.zip');
    const made = await ask('evidence.export', { out, keyFile: join(dir, 'a.key'), passphrase: 'correct horse battery', sources: 'include' });
    expect(made.file).toBe(out);
    expect(existsSync(out)).toBe(true);
  });
});
