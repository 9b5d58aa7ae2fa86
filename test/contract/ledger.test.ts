/** What the ledger's screen is handed: figures, and not the lists behind them. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createDispatcher, type Dispatcher } from '../../electron/engine/dispatch.ts';
import { handlers } from '../../electron/engine/handlers/all.ts';
import type { Args, RequestName, ResultOf } from '../../shared/contract/requests.ts';

const CSV = `event_id,time,kind,actor,target,outcome
g1,2026-03-04T10:00:00Z,role.granted,email:sam@ship.example,name:svc-tide,success
g2,2026-03-05T10:00:00Z,role.granted,email:sam@ship.example,name:svc-ebb,success
`;
let dir: string;
let dispatcher: Dispatcher;
async function ask<K extends RequestName>(name: K, args: Args<K>): Promise<ResultOf<K>> {
  const answer = await dispatcher.request({ id: 1, name, args });
  if (answer.type !== 'result') throw new Error(JSON.stringify(answer));
  return answer.value as ResultOf<K>;
}

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'tracewake-ledger-'));
  writeFileSync(join(dir, 'events.csv'), CSV);
  dispatcher = createDispatcher(handlers, () => undefined);
});
afterEach(async () => {
  await ask('case.close', {});
  rmSync(dir, { recursive: true });
});

test('each evidence request says how many obligations it would settle, and leaves to the list of requests which', async () => {
  await ask('case.create', { dir: join(dir, 'a.case'), title: 'A', investigator: 'R <r@example.org>' });
  await ask('import.run', { paths: [join(dir, 'events.csv')], options: {} });
  const whole = await ask('requests.list', {});
  expect(whole.length).toBeGreaterThan(0);
  expect(Math.min(...whole.map((r) => r.settles.length))).toBeGreaterThan(0);
  expect((await ask('sources.list', {})).requests).toEqual(whole.map((r) => ({ ...r, settles: r.settles.length })));
});
