/** Plain tables that overlap: two weekly exports share a day, and each file is a system of its own by its name. */
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
const file = (name: string, ...lines: readonly string[]): void => writeFileSync(join(dir, 'tables', name), `${lines.join('\n')}\n`);
const run = () => ask('import.run', { paths: [join(dir, 'tables')], options: { analyse: true } });
const lines = async (name: 'machine.timeline' | 'machine.coverage') =>
  (await ask(name, {})).lines.map((l) => JSON.parse(l) as Record<string, unknown>);
const ledger = async () => (await ask('sources.list', {})).sources.map((s) => [s.name, s.read, s.accepted, s.duplicate]);

const EVENTS = 'event_id,time,kind,actor,on_behalf_of,target,outcome,access,correlation,approver,approved_at,reason,incident';
const event = (n: string, time: string): string => `${n},${time},account.disabled,email:a@ship.example,,email:b@ship.example,success,,,,,,`;

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'tracewake-'));
  mkdirSync(join(dir, 'tables'));
  await ask('case.create', { dir: join(dir, 'case'), title: 'same rows', investigator: 'Test <test@ship.example>' });
});
afterEach(async () => {
  await ask('case.close', {});
  rmSync(dir, { recursive: true, force: true });
});

test('a row that two tables hold is one event, and counted as a duplicate in the second', async () => {
  file('week-1.csv', EVENTS, event('E-1', '2026-03-01T00:00:00Z'), event('E-2', '2026-03-07T00:00:00Z'));
  file('week-2.csv', EVENTS, event('E-2', '2026-03-07T00:00:00Z'), event('E-3', '2026-03-12T00:00:00Z'));
  await run();
  expect(await ledger()).toEqual([
    ['week-1.csv', 2, 2, 0],
    ['week-2.csv', 2, 1, 1],
  ]);
  expect((await lines('machine.timeline')).map((e) => e.nativeId)).toEqual(['E-1', 'E-2', 'E-3']);
});

test('a row with the same id that says something else is another event: an id is its system’s own', async () => {
  file('left.csv', EVENTS, event('E-1', '2026-03-01T00:00:00Z'));
  file('right.csv', EVENTS, event('E-1', '2026-03-01T00:00:09Z'));
  await run();
  expect((await ledger()).map(([, , accepted, duplicate]) => [accepted, duplicate])).toEqual([
    [1, 0],
    [1, 0],
  ]);
});

test('a row without an id is known again by its bytes, also in a later import', async () => {
  const claims = 'subject,subject_type,role,party,party_type,valid_from,valid_to,as_of,system';
  const claim = (party: string): string => `aws-user:svc,identity,owner,email:${party}@ship.example,person,,,2026-02-01T00:00:00Z,cmdb`;
  file('claims-february.csv', claims, claim('ann'));
  await run();
  file('claims-march.csv', claims, claim('ann'), claim('ben'));
  await run();
  expect(await ledger()).toEqual([
    ['claims-february.csv', 1, 1, 0],
    ['claims-march.csv', 2, 1, 1],
  ]);
});

test('a log covers from its first row, also where another table had that row', async () => {
  file('week-1.csv', EVENTS, event('E-1', '2026-03-01T00:00:00Z'), event('E-2', '2026-03-07T00:00:00Z'));
  file('week-2.csv', EVENTS, event('E-2', '2026-03-07T00:00:00Z'), event('E-3', '2026-03-12T00:00:00Z'));
  await run();
  expect(await lines('machine.coverage')).toMatchObject([
    { system: 'week-1.csv', from: '2026-03-01T00:00:00.000000Z', to: '2026-03-07T00:00:00.000001Z' },
    { system: 'week-2.csv', from: '2026-03-07T00:00:00.000000Z', to: '2026-03-12T00:00:00.000001Z' },
  ]);
});

test('rows that another table had are records of this log: it is not silent where they stand', async () => {
  const day = (n: number): string => new Date(Date.UTC(2026, 2, 1) + n * 3_600_000).toISOString();
  const hours = (from: number, to: number): string[] => Array.from({ length: to - from }, (_, i) => event(`E-${from + i}`, day(from + i)));
  file('first.csv', EVENTS, ...hours(0, 60));
  file('second.csv', EVENTS, ...hours(30, 90));
  await run();
  expect((await ledger()).map(([, , accepted, duplicate]) => [accepted, duplicate])).toEqual([
    [60, 0],
    [30, 30],
  ]);
  expect((await ask('machine.findings', {})).lines.filter((l) => l.includes('coverage.silent'))).toEqual([]);
  expect(await lines('machine.coverage')).toHaveLength(2);
});
