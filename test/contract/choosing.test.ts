/** What the import screen and the dialog that chooses files are told of what lies on the disk. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createDispatcher } from '../../electron/engine/dispatch.ts';
import { handlers } from '../../electron/engine/handlers/all.ts';
import type { Args, FromEngine, RequestName, ResultOf } from '../../shared/contract/requests.ts';

let dir: string;
const dispatcher = createDispatcher(handlers, () => undefined);
const answer = <K extends RequestName>(name: K, args: Args<K>): Promise<FromEngine> => dispatcher.request({ id: 1, name, args });
async function ask<K extends RequestName>(name: K, args: Args<K>): Promise<ResultOf<K>> {
  const said = await answer(name, args);
  if (said.type !== 'result') throw new Error(JSON.stringify(said));
  return said.value as ResultOf<K>;
}

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'tracewake-choosing-'));
  mkdirSync(join(dir, '.hidden'));
  mkdirSync(join(dir, 'logs'));
  writeFileSync(join(dir, '.profile'), '');
  writeFileSync(join(dir, 'logs', 'a.csv'), 'time,who\n2026-03-04T08:00:00Z,ada\n');
  await ask('case.create', { dir: join(dir, 'one.case'), title: 'One', investigator: 'Ada <ada@example.org>' });
});
afterAll(async () => {
  await ask('case.close', {});
  rmSync(dir, { recursive: true, force: true });
});

test('a path that is not there spoils the plan of no other, and nothing is imported with it', async () => {
  const paths = [join(dir, 'logs'), join(dir, 'lgos')];
  const plan = await ask('import.plan', { paths });
  expect(plan.absent).toEqual([join(dir, 'lgos')]);
  expect(plan.members.map((m) => m.path)).toEqual([join(dir, 'logs', 'a.csv')]);
  expect(await ask('import.plan', { paths: [join(dir, 'lgos')] })).toMatchObject({ absent: [join(dir, 'lgos')], members: [] });
  for (const name of ['import.run', 'import.declaration'] as const) {
    expect(await answer(name, { paths })).toMatchObject({ type: 'error', error: { code: 'input', file: join(dir, 'lgos') } });
  }
});

test('a listing says whether its folder is a case, and hidden entries come last', async () => {
  const listing = await ask('files.list', { dir });
  expect(listing.entries.map((e) => e.name)).toEqual(['logs', 'one.case', '.hidden', '.profile']);
  expect(listing.isCase).toBe(false);
  expect((await ask('files.list', { dir: join(dir, 'one.case') })).isCase).toBe(true);
});
