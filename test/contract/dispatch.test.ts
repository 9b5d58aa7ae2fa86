import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { EngineState, Handlers } from '../../electron/engine/context.ts';
import { createDispatcher } from '../../electron/engine/dispatch.ts';
import { progressMeter } from '../../electron/engine/progress.ts';
import { Failure } from '../../shared/contract/errors.ts';
import type { Progress, Pushed } from '../../shared/contract/requests.ts';

const listing = (dir: string) => ({ dir, parent: undefined, isCase: false, entries: [] });
const summary = {} as Awaited<ReturnType<Handlers['case.summary']>>;

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'tracewake-dispatch-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

function engine(handlers: Partial<Handlers>, state: EngineState = { open: undefined }) {
  const pushed: Pushed[] = [];
  const dispatcher = createDispatcher(handlers as Handlers, (p) => pushed.push(p), state);
  return { ...dispatcher, pushed };
}

describe('what comes in is checked at the edge', () => {
  const { request } = engine({ 'files.list': ({ dir }) => listing(dir ?? ''), 'case.summary': () => summary });

  test.each([
    ['an unknown name', 'case.destroy', {}, 'there is no request "case.destroy"'],
    ["a name of the object's own", 'constructor', {}, 'there is no request "constructor"'],
    ['a wrong type', 'files.list', { dir: 12 }, 'files.list.dir must be text'],
    ['a key too many', 'files.list', { dir: '/', depth: 3 }, 'files.list has no "depth"'],
    ['a missing argument', 'notes.add', { on: 's0001:1' }, 'notes.add.text must be text'],
    [
      'a word that is not in the list',
      'finding.dispose',
      { finding: 'f', as: 'ignored', reason: 'r' },
      'finding.dispose.as must be one of open, confirmed',
    ],
    ['a fraction for a count', 'wakes.list', { offset: 0.5, limit: 10 }, 'wakes.list.offset must be a whole number'],
    ['an infinite limit', 'wakes.list', { offset: 0, limit: Number.POSITIVE_INFINITY }, 'wakes.list.limit must be a whole number'],
    ['a NUL in a path', 'case.open', { dir: '/tmp/\0x' }, 'case.open.dir must be a path without a NUL'],
    ['a list instead of an object', 'case.open', [], 'case.open must be an object'],
    ['an empty text', 'case.create', { dir: '/x', title: ' ' }, 'the title is empty'],
    ...['Ada <ada@example.org', 'Ada <*>', '<>', 'x <not a mail>', 'x <a@b> y', '<ada@example.org>', 'x <a@>'].flatMap(
      (investigator) =>
        [
          [`opened by ${investigator}`, 'case.open', { dir: '/x', investigator }, 'is not a name with a mail address'],
          [`made by ${investigator}`, 'case.create', { dir: '/x', title: 't', investigator }, 'is not a name with a mail address'],
          [`gone on with by ${investigator}`, 'case.investigator', { investigator }, 'is not a name with a mail address'],
        ] as [string, string, object, string][],
    ),
    ['a deep one', 'import.run', { paths: ['a', 7] }, 'import.run.paths[1] must be text'],
  ])('%s is wrong use', async (_, name, args, message) => {
    const answer = await request({ id: 1, name, args });
    expect(answer).toMatchObject({ type: 'error', id: 1, error: { code: 'usage' } });
    expect(answer.type === 'error' && answer.error.message).toContain(message);
  });

  test('null from JSON stands for an absent optional argument', async () => {
    expect(await request({ id: 2, name: 'files.list', args: { dir: null } })).toMatchObject({ type: 'result', value: { dir: '' } });
  });
});

describe('every outcome is plain data', () => {
  test('an expected failure keeps its file, position and advice', async () => {
    const data = { code: 'input', message: 'not JSON', file: 'a.json', position: 'line 3', advice: 'look there' } as const;
    const { request } = engine({
      'case.summary': () => {
        throw new Failure(data);
      },
    });
    expect(await request({ id: 1, name: 'case.summary', args: {} })).toEqual({ type: 'error', id: 1, error: data });
  });

  test.each([
    ['ENOENT', 'input'],
    ['EACCES', 'environment'],
    ['ENOSPC', 'environment'],
  ])('%s of the system is an %s failure with the path', async (code, expected) => {
    const { request } = engine({
      'case.summary': () => {
        throw Object.assign(new Error(`${code}: raw words of the system`), { code, path: '/evidence' });
      },
    });
    const answer = await request({ id: 1, name: 'case.summary', args: {} });
    expect(answer).toMatchObject({ type: 'error', error: { code: expected, file: '/evidence' } });
    expect(JSON.stringify(answer)).not.toContain('raw words');
  });

  test('an unexpected throw says so, and its stack goes to a file of the case only', async () => {
    const { request } = engine(
      {
        'case.summary': () => {
          throw new TypeError('x is not a function');
        },
      },
      { open: { dir } as EngineState['open'] },
    );
    const answer = await request({ id: 1, name: 'case.summary', args: {} });
    expect(answer).toMatchObject({ type: 'error', error: { code: 'internal' } });
    expect(JSON.stringify(answer)).not.toContain('dispatch.test');
    expect(readFileSync(join(dir, 'errors.log'), 'utf8')).toContain('dispatch.test');
  });

  test('without an open case no file is written', async () => {
    const { request } = engine({
      'case.summary': () => {
        throw new TypeError('x');
      },
    });
    const answer = await request({ id: 1, name: 'case.summary', args: {} });
    expect(answer).toMatchObject({ type: 'error', error: { code: 'internal', advice: undefined } });
    expect(existsSync(join(dir, 'errors.log'))).toBe(false);
  });
});

describe('cancel', () => {
  test('a running request sees the flag and the signal, and ends as cancelled', async () => {
    let sawSignal = false;
    const { request, cancel } = engine({
      'analysis.run': async (_args, context) => {
        context.signal.addEventListener('abort', () => {
          sawSignal = true;
        });
        cancel(7);
        await Promise.resolve();
        context.checkCancelled();
        throw new Error('not reached');
      },
    });
    expect(await request({ id: 7, name: 'analysis.run', args: {} })).toMatchObject({ type: 'error', error: { code: 'cancelled' } });
    expect(sawSignal).toBe(true);
  });

  test('the host can raise the shared flag while the thread is busy', async () => {
    const flag = new SharedArrayBuffer(4);
    const { request } = engine({
      'analysis.run': (_args, context) => {
        Atomics.store(new Int32Array(flag), 0, 1);
        context.checkCancelled();
        throw new Error('not reached');
      },
    });
    expect(await request({ id: 1, name: 'analysis.run', args: {}, flag })).toMatchObject({ type: 'error', error: { code: 'cancelled' } });
  });

  test('one that still waits for its turn never starts', async () => {
    let release = (): void => {};
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    let notes = 0;
    const { request, cancel } = engine({
      'analysis.run': async () => {
        await gate;
        return {} as Awaited<ReturnType<Handlers['analysis.run']>>;
      },
      'notes.add': () => {
        notes += 1;
        return {} as Awaited<ReturnType<Handlers['notes.add']>>;
      },
    });
    const first = request({ id: 1, name: 'analysis.run', args: {} });
    const second = request({ id: 2, name: 'notes.add', args: { on: 'a', text: 'b' } });
    cancel(2);
    release();
    await first;
    expect(await second).toMatchObject({ type: 'error', error: { code: 'cancelled' } });
    expect(notes).toBe(0);
  });
});

test('requests that write wait for each other, and a failed one holds up nobody; reads do not wait', async () => {
  const order: string[] = [];
  let release = (): void => {};
  const gate = new Promise<void>((resolve) => {
    release = resolve;
  });
  const { request } = engine({
    'import.run': async () => {
      order.push('import starts');
      await gate;
      order.push('import fails');
      throw new Failure({ code: 'input', message: 'broken' });
    },
    'notes.add': () => {
      order.push('note');
      return {} as Awaited<ReturnType<Handlers['notes.add']>>;
    },
    'case.summary': () => {
      order.push('read');
      return summary;
    },
  });
  const importing = request({ id: 1, name: 'import.run', args: { paths: ['a'] } });
  const noting = request({ id: 2, name: 'notes.add', args: { on: 'a', text: 'b' } });
  await request({ id: 3, name: 'case.summary', args: {} });
  release();
  await Promise.all([importing, noting]);
  expect(order.filter((o) => o !== 'read')).toEqual(['import starts', 'import fails', 'note']);
  expect(order.indexOf('read')).toBeLessThan(order.indexOf('import fails'));
});

describe('progress', () => {
  const report = (done: number) => ({
    phase: 'reading' as const,
    member: 'a.json',
    bytes: { done, of: 100_000 },
    records: { done: done * 2, of: undefined },
    rate: undefined,
    secondsLeft: undefined,
  });

  test('comes at most four times a second, a new phase at once, with the rate and the time left', () => {
    const sent: Progress[] = [];
    let now = 0;
    const meter = progressMeter(
      5,
      (p) => sent.push(p),
      () => now,
    );
    for (; now <= 2000; now += 10) meter(report(now));
    expect(sent.length).toBe(9);
    expect(sent[0]).toMatchObject({ request: 5, rate: undefined, secondsLeft: undefined });
    expect(sent[8]).toMatchObject({ rate: 2000, secondsLeft: 98 });
    meter({ ...report(now), phase: 'analysing' });
    expect(sent[9]).toMatchObject({ phase: 'analysing', rate: undefined });
  });
});
