/** What the lists of the screens are handed: figures and not the lists behind them, in the order and of the kinds that were asked for. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createDispatcher, type Dispatcher } from '../../electron/engine/dispatch.ts';
import { handlers } from '../../electron/engine/handlers/all.ts';
import type { Args, RequestName, ResultOf } from '../../shared/contract/requests.ts';

const CSV = `event_id,time,kind,actor,target,outcome
g1,2026-03-04T10:00:00Z,role.granted,email:sam@ship.example,name:svc-tide,success
g2,2026-03-05T10:00:00Z,role.granted,email:sam@ship.example,aws-access-key:AKIAEBB,success
g3,2026-03-06T10:00:00Z,password.reset,email:kim@ship.example,name:svc-tide,success
`;
let dir: string;
let dispatcher: Dispatcher;
async function ask<K extends RequestName>(name: K, args: Args<K>): Promise<ResultOf<K>> {
  const answer = await dispatcher.request({ id: 1, name, args });
  if (answer.type !== 'result') throw new Error(JSON.stringify(answer));
  return answer.value as ResultOf<K>;
}

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'tracewake-ledger-'));
  writeFileSync(join(dir, 'events.csv'), CSV);
  dispatcher = createDispatcher(handlers, () => undefined);
  await ask('case.create', { dir: join(dir, 'a.case'), title: 'A', investigator: 'R <r@example.org>' });
  await ask('import.run', { paths: [join(dir, 'events.csv')], options: {} });
});
afterEach(async () => {
  await ask('case.close', {});
  rmSync(dir, { recursive: true });
});

test('each evidence request says how many obligations it would settle, and leaves to the list of requests which', async () => {
  const whole = await ask('requests.list', {});
  expect(whole.length).toBeGreaterThan(0);
  expect(Math.min(...whole.map((r) => r.settles.length))).toBeGreaterThan(0);
  expect((await ask('sources.list', {})).requests).toEqual(whole.map((r) => ({ ...r, settles: r.settles.length })));
});

const wakes = async (args: Omit<Args<'wakes.list'>, 'offset' | 'limit'>) => (await ask('wakes.list', { ...args, offset: 0, limit: 10 })).rows;

test('wakes are listed by time where that is asked for, page by page', async () => {
  const times = (await wakes({ order: 'time' })).map((w) => w.time);
  expect(times).toHaveLength(3);
  expect(times).toEqual([...times].sort((a, b) => a - b));
  const second = await ask('wakes.list', { order: 'time', offset: 1, limit: 1 });
  expect(second.rows.map((w) => w.time)).toEqual([times[1]]);
});

test('a text finds wakes by the identity that changed, by the actor and by the kind, whatever its letter case', async () => {
  const found = async (search: string) => (await wakes({ filter: { search }, order: 'time' })).map((w) => w.event);
  expect(await found('akiaebb')).toEqual(['s0001:2']);
  expect(await found('SVC-tide')).toEqual(['s0001:1', 's0001:3']);
  expect(await found('sam@')).toEqual(['s0001:1', 's0001:2']);
  expect(await found('password')).toEqual(['s0001:3']);
  expect(await found('%')).toEqual([]);
  expect(await found(' ')).toHaveLength(3);
});

test('identities are listed of the kinds that are asked for, with how many there are of each', async () => {
  const all = await ask('identities.list', { offset: 0, limit: 10 });
  const keys = await ask('identities.list', { kinds: ['credential'], offset: 0, limit: 10 });
  expect(keys.rows.map((i) => i.aliases)).toEqual([['aws-access-key:AKIAEBB']]);
  expect(keys.total).toBe(1);
  expect(keys.kinds).toEqual(all.kinds);
  expect(all.kinds?.reduce((n, k) => n + k.count, 0)).toBe(all.total);
});
