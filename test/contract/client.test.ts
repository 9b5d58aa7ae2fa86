import { tmpdir } from 'node:os';
import { afterEach, describe, expect, test } from 'vitest';
import { type EngineClient, startEngine } from '../../electron/client/client.ts';
import { openRelay } from '../../electron/client/relay.ts';
import type { Pushed } from '../../shared/contract/requests.ts';

let engine: EngineClient | undefined;
afterEach(async () => {
  await engine?.close();
  engine = undefined;
});

/** A thread that stands in for the engine: it answers with what it was told, dies on `case.summary`, and never ends `import.run` but by its flag. */
const standIn = (): URL =>
  new URL(
    `data:text/javascript,${encodeURIComponent(`
      import { parentPort } from 'node:worker_threads';
      let opened;
      parentPort.on('message', (m) => {
        if (m.type === 'cancel') return;
        const answer = (value) => parentPort.postMessage({ type: 'result', id: m.id, value });
        if (m.name === 'case.open') { opened = m.args.dir; return answer({ dir: opened }); }
        if (m.name === 'case.summary') throw new Error('the thread dies');
        if (m.name === 'case.close') return answer({});
        if (m.name === 'import.run') {
          parentPort.postMessage({ type: 'pushed', pushed: { type: 'progress', progress: { request: m.id, phase: 'reading' } } });
          const flag = new Int32Array(m.flag);
          const look = () => Atomics.load(flag, 0) === 1 ? parentPort.postMessage({ type: 'error', id: m.id, error: { code: 'cancelled', message: 'cancelled' } }) : setImmediate(look);
          return look();
        }
        answer({ name: m.name, args: m.args, opened });
      });
    `)}`,
  );

describe('the real thread', () => {
  test('starts from source and answers', async () => {
    engine = startEngine();
    const listing = await engine.request('files.list', { dir: tmpdir() });
    expect(listing.dir).toBe(tmpdir());
  });

  test('refuses what the contract does not know, as a failure with a code', async () => {
    engine = startEngine();
    await expect(engine.relay('case.destroy', {})).rejects.toMatchObject({ data: { code: 'usage' } });
    await expect(engine.relay('files.list', { dir: () => 1 })).rejects.toMatchObject({ data: { code: 'usage' } });
  });
});

describe('when the thread dies', () => {
  test('open requests fail with a plain error, and the next one finds a new thread with the same case open', async () => {
    engine = startEngine(standIn());
    await engine.request('case.open', { dir: '/a/case' });
    const pushed: Pushed[] = [];
    engine.subscribe((p) => pushed.push(p));
    const waiting = engine.relay('import.run', { paths: ['x'] });
    const dying = engine.relay('case.summary', {});
    await expect(waiting).rejects.toMatchObject({ data: { code: 'internal', message: expect.stringContaining('stopped unexpectedly') } });
    await expect(dying).rejects.toMatchObject({ data: { code: 'internal' } });
    expect(await engine.relay('notes.list', {})).toMatchObject({ opened: '/a/case' });
    expect(pushed).toContainEqual({ type: 'caseChanged', what: expect.arrayContaining(['case']) });
  });
});

describe('cancel and close', () => {
  test('an aborted request ends as cancelled', async () => {
    engine = startEngine(standIn());
    const abort = new AbortController();
    const importing = engine.relay('import.run', { paths: ['x'] }, { signal: abort.signal, onProgress: () => abort.abort() });
    await expect(importing).rejects.toMatchObject({ data: { code: 'cancelled' } });
  });

  test('closing cancels what runs and refuses what comes later', async () => {
    engine = startEngine(standIn());
    const importing = engine.relay('import.run', { paths: ['x'] });
    const ended = expect(importing).rejects.toMatchObject({ data: { code: 'cancelled' } });
    await engine.close();
    await ended;
    await expect(engine.relay('notes.list', {})).rejects.toMatchObject({ data: { code: 'cancelled' } });
  });
});

describe('several windows on one engine', () => {
  test('may use the same numbers: each gets its own answers and its own progress', async () => {
    engine = startEngine(standIn());
    const heard: [string, Pushed][] = [];
    const left = openRelay(engine, (p) => heard.push(['left', p]));
    const right = openRelay(engine, (p) => {
      heard.push(['right', p]);
      right.cancel(1);
    });
    const [a, b] = await Promise.all([left.request(1, 'notes.list', { on: 'a' }), right.request(1, 'import.run', { paths: ['b'] })]);
    expect(a).toMatchObject({ type: 'result', id: 1, value: { args: { on: 'a' } } });
    expect(b).toMatchObject({ type: 'error', id: 1, error: { code: 'cancelled' } });
    const progress = heard.filter(([, p]) => p.type === 'progress');
    expect(progress.map(([window]) => window)).toEqual(['right']);
    expect(progress[0]?.[1]).toMatchObject({ type: 'progress', progress: { request: 1 } });
  });

  test('a window that goes away takes its requests with it', async () => {
    engine = startEngine(standIn());
    const window = openRelay(engine, () => window.close());
    expect(await window.request(1, 'import.run', { paths: ['b'] })).toMatchObject({ type: 'error', error: { code: 'cancelled' } });
  });
});

describe('a page that comes while a long request runs', () => {
  test('finds it with its progress, follows it to its end, and may cancel it; another long request is in the list only while it runs', async () => {
    engine = startEngine(standIn());
    const pushed: Pushed[] = [];
    engine.subscribe((p) => pushed.push(p));
    const gone = openRelay(engine, () => undefined);
    const reading = new Promise<void>((resolve) => {
      engine?.subscribe((p) => {
        if (p.type === 'progress') resolve();
      });
    });
    const first = gone.request(7, 'import.run', { paths: ['/in/okta'] });
    await reading;
    const came = openRelay(engine, () => undefined);
    const list = await came.request(1, 'work.list', {});
    expect(list).toMatchObject({
      type: 'result',
      value: [{ name: 'import.run', about: { paths: ['/in/okta'] }, progress: { phase: 'reading' } }],
    });
    const [{ work }] = (list as unknown as { value: [{ work: number }] }).value;
    const joined = came.request(2, 'work.join', { work });
    came.cancel(2);
    expect(await joined).toMatchObject({ type: 'error', id: 2, error: { code: 'cancelled' } });
    expect(await first).toMatchObject({ type: 'error', id: 7, error: { code: 'cancelled' } });
    expect(await engine.request('work.list', {})).toEqual([]);
    expect(pushed.filter((p) => p.type === 'worksChanged')).toHaveLength(2);
    expect(await came.request(3, 'work.join', { work })).toMatchObject({ type: 'error', error: { code: 'not-found' } });
  });

  test('gets the result that the one who asked gets', async () => {
    engine = startEngine(standIn());
    const asked = engine.relay('evidence.export', { out: '/out/a.zip', keyFile: '/k', passphrase: 'a secret of somebody', sources: 'hash' });
    const list = await engine.request('work.list', {});
    expect(list).toMatchObject([{ name: 'evidence.export', about: { out: '/out/a.zip' } }]);
    expect(JSON.stringify(list)).not.toContain('secret');
    const [joined, own] = await Promise.all([engine.request('work.join', { work: list[0]?.work ?? 0 }), asked]);
    expect(joined).toEqual(own);
    expect(own).toMatchObject({ name: 'evidence.export' });
  });

  test('and goes away again: the work goes on for whoever began it', async () => {
    engine = startEngine(standIn());
    const abort = new AbortController();
    const asked = engine.relay('import.run', { paths: ['/in/okta'] }, { signal: abort.signal });
    const window = openRelay(engine, () => undefined);
    const [{ work } = { work: 0 }] = await engine.request('work.list', {});
    const joined = window.request(1, 'work.join', { work });
    window.close();
    expect(await engine.request('work.list', {})).toHaveLength(1);
    abort.abort();
    await expect(asked).rejects.toMatchObject({ data: { code: 'cancelled' } });
    await joined;
  });
});
