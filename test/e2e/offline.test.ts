/** Nothing on the network, ever: tried from inside the page, and with the network taken away. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ROOT } from '../repo/tracked.ts';
import { skipHere } from '../skip.ts';
import { type Stage, setStage } from './stage.ts';

describe('a script in the page, as if a log had smuggled one in', () => {
  let stage: Stage;
  const heard: string[] = [];
  const elsewhere = createServer((request, response) => {
    heard.push(request.url ?? '');
    response.setHeader('access-control-allow-origin', '*').end('heard');
  });
  let address = '';
  beforeAll(async () => {
    stage = await setStage();
    await new Promise<void>((resolve) => elsewhere.listen(0, '127.0.0.1', resolve));
    address = `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}`;
    await stage.page.getByRole('button', { name: 'New case' }).waitFor();
  });
  afterAll(async () => {
    await stage?.close();
    elsewhere.close();
  });

  test.each([
    [
      'fetch',
      (a: string) =>
        fetch(`${a}/fetch`).then(
          () => 'reached',
          () => 'refused',
        ),
    ],
    [
      'a picture',
      (a: string) =>
        new Promise<string>((resolve) =>
          Object.assign(new Image(), { onload: () => resolve('reached'), onerror: () => resolve('refused'), src: `${a}/picture` }),
        ),
    ],
    ['a beacon', (a: string) => navigator.sendBeacon(`${a}/beacon`) && new Promise<string>((resolve) => setTimeout(resolve, 300, 'sent'))],
    [
      'a socket',
      (a: string) =>
        new Promise<string>((resolve) =>
          Object.assign(new WebSocket(a.replace('http', 'ws')), { onopen: () => resolve('reached'), onerror: () => resolve('refused') }),
        ),
    ],
    [
      'a frame',
      (a: string) =>
        new Promise<string>((resolve) => {
          const frame = Object.assign(document.createElement('iframe'), {
            src: `${a}/frame`,
            onload: () => resolve('loaded'),
            onerror: () => resolve('refused'),
          });
          document.body.append(frame);
        }),
    ],
    [
      'a script',
      (a: string) =>
        new Promise<string>((resolve) =>
          document.head.append(
            Object.assign(document.createElement('script'), {
              src: `${a}/script`,
              onload: () => resolve('reached'),
              onerror: () => resolve('refused'),
            }),
          ),
        ),
    ],
    [
      'a form',
      (a: string) => {
        const form = Object.assign(document.createElement('form'), { action: `${a}/form`, method: 'post' });
        document.body.append(form);
        form.submit();
        return new Promise<string>((resolve) => setTimeout(resolve, 300, 'sent'));
      },
    ],
  ] as const)('cannot get out by %s', async (_, attempt) => {
    await stage.page.evaluate(attempt as (a: string) => Promise<string>, address);
    expect(heard).toEqual([]);
  });

  test('cannot be written into the page: what is put there as text does not run', async () => {
    const ran = await stage.page.evaluate(() => {
      const box = document.createElement('div');
      box.innerHTML = '<img src=x onerror="window.ran = true"><script>window.ran = true</script>';
      document.body.append(box);
      return new Promise((resolve) => setTimeout(() => resolve((window as { ran?: boolean }).ran === true), 200));
    });
    expect(ran).toBe(false);
  });
});

test('the whole job runs on a machine without any network', (context) => {
  const isolated = (...command: readonly string[]) =>
    spawnSync('unshare', ['-r', '-n', ...command], { encoding: 'utf8', cwd: dir, maxBuffer: 1 << 26 });
  const dir = mkdtempSync(join(tmpdir(), 'tracewake-offline-'));
  try {
    if (isolated('true').status !== 0) skipHere(context, 'this system does not let a test take the network away (unshare -r -n)');
    const run = isolated(process.execPath, '--disable-warning=ExperimentalWarning', join(ROOT, 'electron/headless/cli.ts'), 'demo', '--json');
    expect({ status: run.status, err: run.stderr }).toEqual({ status: 0, err: '' });
    expect(JSON.parse(run.stdout)).toMatchObject({ verification: { result: 'PASSED' } });
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
});
