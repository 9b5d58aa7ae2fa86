import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createDispatcher } from '../../electron/engine/dispatch.ts';
import { handlers } from '../../electron/engine/handlers/all.ts';
import type { Args, RequestName, ResultOf } from '../../shared/contract/requests.ts';

let dir: string;
const dispatcher = createDispatcher(handlers, () => undefined);
let id = 0;
async function ask<K extends RequestName>(name: K, args: Args<K>): Promise<ResultOf<K>> {
  const a = await dispatcher.request({ id: ++id, name, args });
  if (a.type === 'error') throw new Error(`${name}: ${a.error.message}`);
  return (a as { value: unknown }).value as ResultOf<K>;
}
const run = () => ask('import.run', { paths: [join(dir, 'logs')], options: { analyse: true } });
const covered = async () => (await ask('machine.coverage', {})).lines.map((l) => JSON.parse(l) as { system: string; channel: string; to: string });

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'tracewake-'));
  mkdirSync(join(dir, 'logs'));
  const entry = (match: string, type: string, system: string, channel: string, to: string): string =>
    `  - {match: ${match}, type: ${type}, system: ${system}, channel: ${channel}, covers: {from: 2026-03-01T00:00:00Z, to: ${to}}}\n`;
  writeFileSync(
    join(dir, 'logs', 'bundle.yaml'),
    `period: {from: 2026-03-01T00:00:00Z, to: 2026-03-08T00:00:00Z}\nsources:\n${entry('mail.json', 'exchange-message-trace', 'exchange', 'mail', '2026-03-08T00:00:00Z')}${entry('page.json', 'pagerduty-log-entries', 'pagerduty', 'page', '2026-03-04T00:00:00Z')}`,
  );
  for (const name of ['mail.json', 'page.json']) writeFileSync(join(dir, 'logs', name), '[]');
  await ask('case.create', { dir: join(dir, 'case'), title: 'same bytes', investigator: 'Test <test@ship.example>' });
});
afterEach(async () => {
  await ask('case.close', {});
  rmSync(dir, { recursive: true, force: true });
});

test('two empty exports are one source, and each covers what it was declared to cover', async () => {
  await run();
  expect((await ask('sources.list', {})).sources.map((s) => s.names)).toEqual([['mail.json', 'page.json']]);
  expect(await covered()).toMatchObject([
    { system: 'exchange', channel: 'mail', to: '2026-03-08T00:00:00.000000Z' },
    { system: 'pagerduty', channel: 'page', to: '2026-03-04T00:00:00.000000Z' },
  ]);
});

test('importing them again adds nothing, not to the custody log either', async () => {
  await run();
  const before = await covered();
  const named = async (): Promise<number> => (await ask('custody.list', {})).entries.filter((e) => e.action === 'source.named').length;
  expect(await named()).toBe(1);
  await run();
  expect(await named()).toBe(1);
  expect(await covered()).toEqual(before);
});
