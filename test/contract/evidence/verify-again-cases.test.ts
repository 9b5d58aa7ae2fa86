/** L5 on cases in every state that a case can be handed out in, and what it leaves behind: nothing. */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { listCustody } from '../../../electron/engine/custody/log.ts';
import { createDispatcher } from '../../../electron/engine/dispatch.ts';
import { handlers } from '../../../electron/engine/handlers/all.ts';
import type { Progress } from '../../../shared/contract/requests.ts';
import type { LevelReport } from '../../../shared/evidence/verdict.ts';
import { zip } from '../../unit/bundle/archives.ts';
import { Desk, INVESTIGATOR, LOGS } from './again-draw.ts';

const SCRATCH = join(tmpdir(), 'tracewake');
const left = (): string[] => (existsSync(SCRATCH) ? readdirSync(SCRATCH).filter((name) => name.startsWith(`again-${process.pid}-`)) : []);

/** Each test imports and analyses, most of them twice. */
let dir: string;
let desk: Desk;
beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'tracewake-again-'));
  desk = new Desk(dir);
  desk.files(LOGS);
  await desk.ask('case.create', { dir: desk.path('case'), title: 'A case', investigator: INVESTIGATOR });
});
afterEach(async () => {
  await desk.ask('case.close', {});
  rmSync(dir, { recursive: true, force: true });
  expect(left()).toEqual([]);
});

/** The package of the open case, verified with nothing open. */
async function l5(): Promise<LevelReport> {
  await desk.pack();
  const view = await new Desk(dir).ask('evidence.verify', { file: desk.path('p.zip'), level: 5 });
  return view.levels.find((l) => l.level === 'L5') as LevelReport;
}
const PASSED = { result: 'PASSED', problems: [] };

describe('gives itself again', () => {
  test('a case without a source', async () => expect(await l5()).toMatchObject(PASSED));

  test('a case that was never analysed, with sources left where they lay', async () => {
    await desk.ask('import.run', { paths: [desk.path('logs')], options: { analyse: false, keep: 'reference' } });
    expect(await l5()).toMatchObject(PASSED);
  });

  test('a case whose analysis is older than its last import, and as old as it was', async () => {
    await desk.ask('import.run', { paths: [desk.path('logs/people.csv'), desk.path('logs/events.csv')], options: {} });
    await desk.ask('import.run', { paths: [desk.path('logs/notices.csv'), desk.path('logs/azure')], options: { analyse: false } });
    expect((await desk.ask('case.summary', {})).analysis?.current).toBe(false);
    expect(await l5()).toMatchObject(PASSED);
  });

  test('a case that was imported piece by piece, some of it twice, and handed out before', async () => {
    for (const name of ['azure', 'people.csv', 'events.csv', 'azure', 'mail', 'people.csv'])
      await desk.ask('import.run', { paths: [desk.path(`logs/${name}`)], options: {} });
    await desk.pack('earlier.zip');
    await desk.ask('import.run', { paths: [desk.path('logs')], options: {} });
    await desk.ask('evidence.verify', { file: desk.path('earlier.zip') });
    expect(await l5()).toMatchObject(PASSED);
  });

  test('a member of an archive in which the letters of a code page come after the first piece', async () => {
    const rows = (from: number, to: number, what: string): string =>
      Array.from(
        { length: to - from },
        (_, i) => `B${from + i},2026-03-04T10:00:00Z,session.started,${what},upn:bo@ship.example,success,${'.'.repeat(400)}\n`,
      ).join('');
    const text = Buffer.concat([
      Buffer.from(`event_id,time,kind,actor,target,outcome,remark\n${rows(0, 1, 'name:Åsa')}${rows(1, 3000, 'upn:bo@ship.example')}`),
      Buffer.from(rows(3000, 3030, 'name:Jürgen'), 'latin1'),
    ]);
    desk.files({ 'late.zip': zip([{ name: 'late.csv', data: text, deflate: true }]), 'late.csv': text });
    await desk.ask('import.run', { paths: [desk.path('late.zip')], options: {} });
    const [source] = (await desk.ask('sources.list', {})).sources;
    // As a file of its own the same bytes are taken for another encoding: without that the test says nothing.
    const plan = await desk.ask('import.plan', { paths: [desk.path('late.csv')] });
    expect([source?.encoding, source?.read, plan.members[0]?.known]).toEqual(['utf-8', 3030, 's0001']);
    expect(await l5()).toMatchObject(PASSED);
  });

  test('a case of which a file was read only the second time', async () => {
    const text = 'When,Who,What\n2026-03-04T10:00:00Z,upn:bo@ship.example,grant\n';
    desk.files({ 'odd.csv': text, 'copy/odd-too.csv': text });
    await desk.ask('import.run', { paths: [desk.path('odd.csv')], options: {} });
    await desk.ask('import.run', { paths: [desk.path('logs')], options: {} });
    await desk.ask('import.run', { paths: [desk.path('copy')], options: { as: 'okta-system-log' } });
    const mapping =
      'mapping: odd\ntitle: Odd\nread:\n  - as: event\n    time: When\n    kind: {path: What, values: {role.granted: [grant]}, else: ignore}\n    target: Who\n';
    desk.files({ 'odd.yaml': mapping });
    await desk.ask('import.run', { paths: [desk.path('odd.csv')], options: { mapping: desk.path('odd.yaml') } });
    const [first] = (await desk.ask('sources.list', {})).sources;
    expect(first).toMatchObject({ source: 's0001', type: 'mapping:odd', accepted: 1, names: ['odd.csv', 'odd-too.csv'] });
    expect(await l5()).toMatchObject(PASSED);
  });

  test('the sample incident', async () => {
    await desk.ask('demo.run', { dir: desk.path('sample') });
    const [name] = readdirSync(desk.path('sample')).filter((n) => n.endsWith('.zip'));
    const view = await desk.ask('evidence.verify', { file: desk.path(`sample/${name}`), signers: desk.path('sample/allowed_signers'), level: 5 });
    expect([view.result, view.sentence]).toEqual(['PASSED', 'Everything that was asked was checked and holds: L0, L1, L2, L3, L4, L5, R.']);
  });
});

describe('the work itself', () => {
  beforeEach(async () => {
    await desk.ask('import.run', { paths: [desk.path('logs')], options: {} });
    await desk.pack();
  });

  test('says how far it is, and leaves the open case alone but for the entry of the verification', async () => {
    const seen: Progress[] = [];
    const dispatcher = createDispatcher(handlers, (p) => void (p.type === 'progress' ? seen.push(p.progress) : undefined), desk.state);
    const before = listCustody(desk.state.open!).length;
    const answer = await dispatcher.request({ id: 1, name: 'evidence.verify', args: { file: desk.path('p.zip'), level: 5 } });
    expect(answer).toMatchObject({ type: 'result' });
    expect([...new Set(seen.map((p) => p.phase))]).toEqual(['verifying', 'reading', 'analysing']);
    const entries = listCustody(desk.state.open!).slice(before);
    expect(entries.map((e) => [e.header.action, (JSON.parse(e.body) as { levels: Record<string, string> }).levels.L5])).toEqual([
      ['package.verified', 'PASSED'],
    ]);
  });

  test.each(['reading', 'analysing'] as const)('stops when it is cancelled while %s, and has removed what it wrote', async (phase) => {
    const here: string[][] = [];
    const dispatcher = createDispatcher(
      handlers,
      (p) => {
        if (p.type !== 'progress' || p.progress.phase !== phase) return;
        here.push(left());
        dispatcher.cancel(1);
      },
      { open: undefined },
    );
    const answer = await dispatcher.request({ id: 1, name: 'evidence.verify', args: { file: desk.path('p.zip'), level: 5 } });
    expect(answer).toMatchObject({ type: 'error', error: { code: 'cancelled' } });
    expect(here[0]).toHaveLength(1);
    expect(left()).toEqual([]);
  });

  test('removes what a process left that is no more, and nothing of one that runs', async () => {
    // Process numbers end long before.
    const [dead, alive] = [join(SCRATCH, 'again-2147483646-x'), join(SCRATCH, `again-${process.ppid}-x`)];
    for (const path of [dead, alive]) {
      mkdirSync(path, { recursive: true });
      writeFileSync(join(path, 'log.jsonl'), 'evidence');
    }
    try {
      await desk.ask('evidence.verify', { file: desk.path('p.zip'), level: 5 });
      expect([existsSync(dead), existsSync(alive)]).toEqual([false, true]);
    } finally {
      for (const path of [dead, alive]) rmSync(path, { recursive: true, force: true });
    }
  });
});
