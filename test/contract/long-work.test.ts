/** What takes seconds in a case of a million events says how far it is, stops when it is told to, and leaves the case as it was. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createDispatcher } from '../../electron/engine/dispatch.ts';
import { handlers } from '../../electron/engine/handlers/all.ts';
import { eachBlock } from '../../electron/engine/store/event-blocks.ts';
import { closeCase, openCase } from '../../electron/engine/store/open.ts';
import { look, watched } from '../../electron/engine/store/watch.ts';
import type { FromEngine, Progress } from '../../shared/contract/requests.ts';
import { DEFAULT_POLICY_YAML } from '../../shared/policy/policy.ts';

let dir: string;
const theCase = (): string => join(dir, 'a.case');

/** An engine of its own: nothing is worked out yet. `onProgress` is called while its thread is busy. */
async function opened(onProgress: (p: Progress, cancel: () => void) => void = () => undefined) {
  const flag = new SharedArrayBuffer(4);
  const raise = (): void => void Atomics.store(new Int32Array(flag), 0, 1);
  const dispatcher = createDispatcher(handlers, (p) => p.type === 'progress' && onProgress(p.progress, raise));
  await dispatcher.request({ id: 1, name: 'case.open', args: { dir: theCase(), readOnly: true } });
  return {
    ask: (name: string, args: unknown): Promise<FromEngine> => dispatcher.request({ id: 2, name, args }),
    /** With the flag that `cancel` of the progress raises. */
    askToCancel: (name: string, args: unknown): Promise<FromEngine> => dispatcher.request({ id: 3, name, args, flag }),
    close: () => dispatcher.request({ id: 4, name: 'case.close', args: {} }),
  };
}

const strict = DEFAULT_POLICY_YAML.replaceAll('PT15M', 'PT1M');
const LONG: readonly (readonly [name: string, args: unknown])[] = [
  ['questions.list', {}],
  ['machine.questions', {}],
  ['graph.view', {}],
  ['findings.list', {}],
  ['machine.findings', {}],
  ['whatif.run', { policyText: strict }],
  ['explain.considered', { event: 'g1' }],
  ['matrix.view', { by: 'team' }],
];

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'tracewake-long-'));
  const bundle = join(dir, 'bundle');
  mkdirSync(bundle);
  const write = (name: string, lines: readonly string[]): void => writeFileSync(join(bundle, name), `${lines.join('\n')}\n`);
  write('bundle.yaml', ['period: {from: 2026-03-01T00:00:00Z, to: 2026-03-15T00:00:00Z}']);
  const days = [...Array(9).keys()].map((i) => i + 1);
  write('events.csv', [
    'event_id,time,kind,actor,target,outcome,access',
    ...days.map((d) => `g${d},2026-03-0${d}T10:00:00Z,role.granted,email:sam@ship.example,name:svc-tide,success,admin`),
  ]);
  write('identities.csv', ['identity,kind,display_name,service,privilege_tier', 'name:svc-tide,service-account,svc-tide,tide,2']);
  write('claims.csv', [
    'subject,subject_type,role,party,party_type,valid_from,as_of,system',
    'name:svc-tide,identity,owner,harbour,team,2025-01-01T00:00:00Z,2026-02-20T00:00:00Z,cmdb',
  ]);
  write('teams.csv', ['team,member,email', 'harbour,email:holly@ship.example,harbour@ship.example']);
  const dispatcher = createDispatcher(handlers, () => undefined);
  const must = async (name: string, args: unknown): Promise<void> => {
    const answer = await dispatcher.request({ id: 1, name, args });
    if (answer.type === 'error') throw new Error(answer.error.message);
  };
  await must('case.create', { dir: theCase(), title: 'A', investigator: 'R <r@example.org>' });
  await must('import.run', { paths: [bundle] });
  await must('case.close', {});
});
afterAll(() => rmSync(dir, { recursive: true }));

const valueOf = (answer: FromEngine): unknown => {
  if (answer.type !== 'result') throw new Error(answer.type === 'error' ? answer.error.message : answer.type);
  const { seconds: _, ...value } = { seconds: 0, value: answer.value as { seconds?: number } };
  return Object.fromEntries(Object.entries(value.value).filter(([k]) => k !== 'seconds'));
};

describe.each(LONG)('%s', (name, args) => {
  test('says how far it is', async () => {
    const told: Progress[] = [];
    const engine = await opened((p) => told.push(p));
    valueOf(await engine.ask(name, args));
    const figures = told.flatMap((p) => (p.records?.of === undefined ? [] : [p.records]));
    expect(figures.length).toBeGreaterThan(0);
    for (const { done, of } of figures) expect(done).toBeLessThanOrEqual(of as number);
    await engine.close();
  });

  test('stops where it is told to, and the same question then has its whole answer', async () => {
    const whole = await opened();
    const expected = valueOf(await whole.ask(name, args));
    await whole.close();
    const before = readFileSync(join(theCase(), 'case.db'));
    const engine = await opened((_p, cancel) => cancel());
    expect(await engine.askToCancel(name, args)).toMatchObject({ type: 'error', error: { code: 'cancelled' } });
    expect(valueOf(await engine.ask(name, args))).toEqual(expected);
    await engine.close();
    expect(readFileSync(join(theCase(), 'case.db')).equals(before)).toBe(true);
  });
});

test('a request that was given up while it lay in the queue is not begun', async () => {
  const flag = new SharedArrayBuffer(4);
  Atomics.store(new Int32Array(flag), 0, 1);
  let begun = false;
  const dispatcher = createDispatcher(
    {
      ...handlers,
      'questions.list': () => {
        begun = true;
        return [];
      },
    },
    () => undefined,
  );
  expect(await dispatcher.request({ id: 9, name: 'questions.list', args: {}, flag })).toMatchObject({ type: 'error', error: { code: 'cancelled' } });
  expect(begun).toBe(false);
});

describe('the store looks up', () => {
  test('at every block of events that it reads', () => {
    const open = openCase(theCase(), { readOnly: true });
    let looks = 0;
    const blocks = watched(
      () => {
        looks++;
      },
      () => [...eachBlock(open)].length,
    );
    expect(blocks).toBeGreaterThan(0);
    expect(looks).toBeGreaterThanOrEqual(blocks);
    closeCase(open);
  });

  test('only for the work that is watched, and for the outer one again after an inner', () => {
    const seen: string[] = [];
    watched(
      () => {
        seen.push('outer');
      },
      () => {
        watched(
          () => {
            seen.push('inner');
          },
          () => look(),
        );
        look();
      },
    );
    look();
    expect(seen).toEqual(['inner', 'outer']);
  });
});
