import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { connect } from 'node:net';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type EngineClient, startEngine } from '../../electron/client/client.ts';
import { pageFiles } from '../../electron/client/page.ts';
import { type LoopbackHost, startLoopback } from '../../electron/headless/browser.ts';

let dir: string;
let engine: EngineClient;
let host: LoopbackHost;

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'tracewake-loopback-'));
  mkdirSync(join(dir, 'page', 'assets'), { recursive: true });
  writeFileSync(join(dir, 'page', 'index.html'), '<!doctype html><title>page</title>');
  writeFileSync(join(dir, 'page', 'assets', 'a.js'), 'export {};');
  writeFileSync(join(dir, 'secret.js'), 'secret');
  engine = startEngine();
  host = await startLoopback(engine, pageFiles(join(dir, 'page')));
});
afterEach(async () => {
  await host.close();
  await engine.close();
  rmSync(dir, { recursive: true, force: true });
});

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A request with exactly these headers, as a hostile program would send it: fetch would correct them. */
function send(path: string, options: { method?: string; headers?: Record<string, string>; body?: string | Buffer } = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(
      { host: '127.0.0.1', port: host.port, path, method: options.method ?? 'GET', headers: options.headers ?? {} },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks).toString() }));
      },
    );
    request.on('error', reject);
    request.end(options.body);
  });
}

const tokenPath = (): string => host.address.slice(host.address.indexOf('/?'));
async function signIn(): Promise<string> {
  const answer = await send(tokenPath());
  return answer.headers['set-cookie']?.[0]?.split(';')[0] ?? '';
}
const origin = (): string => `http://127.0.0.1:${host.port}`;
const ask = (cookie: string, body: unknown, headers: Record<string, string> = {}, path = '/api/request'): Promise<Answer> =>
  send(path, {
    method: 'POST',
    headers: { cookie, origin: origin(), 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });

describe('the page with its cookie', () => {
  test('is served with headers that keep it to itself', async () => {
    const cookie = await signIn();
    const page = await send('/', { headers: { cookie } });
    expect(page).toMatchObject({ status: 200, body: '<!doctype html><title>page</title>' });
    expect(page.headers['content-security-policy']).toMatch(/^default-src 'none'; script-src 'self'; style-src 'self'/);
    expect(page.headers['content-security-policy']).not.toMatch(/unsafe|https?:|\*/);
    expect(page.headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-frame-options': 'DENY',
    });
    expect((await send('/assets/a.js', { headers: { cookie } })).headers['content-type']).toBe('text/javascript; charset=utf-8');
  });

  test('asks and is answered, with the value or with the error as data', async () => {
    const cookie = await signIn();
    const listing = await ask(cookie, { id: 1, name: 'files.list', args: { dir } });
    expect(JSON.parse(listing.body)).toMatchObject({ type: 'result', id: 1, value: { dir } });
    const wrong = await ask(cookie, { id: 2, name: 'no.such', args: {} });
    expect(JSON.parse(wrong.body)).toMatchObject({ type: 'error', id: 2, error: { code: 'usage' } });
    expect(await ask(cookie, { id: 3 }, {}, '/api/cancel')).toMatchObject({ status: 204 });
  });

  test('hears what is pushed until the host ends', async () => {
    const cookie = await signIn();
    const heard = await new Promise<string>((resolve) => {
      httpRequest({ host: '127.0.0.1', port: host.port, path: '/api/events', headers: { cookie } }, (response) => {
        response.once('data', (chunk: Buffer) => resolve(`${response.headers['content-type']} ${chunk}`));
      }).end();
    });
    expect(heard).toBe('text/event-stream : \n\n');
  });
});

describe('the token', () => {
  test('works once and gives a cookie that scripts and other sites never get', async () => {
    const first = await send(tokenPath());
    expect(first).toMatchObject({ status: 303, headers: { location: '/' } });
    expect(first.headers['set-cookie']?.[0]).toMatch(/; HttpOnly; SameSite=Strict$/);
    const second = await send(tokenPath());
    expect(second.status).toBe(403);
    expect(second.headers['set-cookie']).toBeUndefined();
  });

  test('a guessed one gives nothing and does not use up the right one', async () => {
    expect((await send('/?token=guess')).status).toBe(403);
    expect((await send('/?token=')).status).toBe(403);
    expect((await send(tokenPath())).status).toBe(303);
  });
});

describe('who is refused', () => {
  test.each([
    ['without a cookie', {}],
    ['with a wrong cookie', { cookie: 'tracewake-1=x' }],
  ])('%s: page, events and requests', async (_, headers) => {
    for (const path of ['/', '/assets/a.js', '/api/events']) expect((await send(path, { headers })).status).toBe(401);
    const post = { method: 'POST', headers: { ...headers, origin: origin(), 'content-type': 'application/json' }, body: '{}' };
    expect((await send('/api/request', post)).status).toBe(401);
  });

  test.each([['evil.example'], ['localhost'], ['127.0.0.1'], ['127.0.0.1:1'], ['127.0.0.1.evil.example'], ['[::1]']])(
    'a request for the host %s, cookie or not: a name can be made to point here',
    async (name) => {
      const cookie = await signIn();
      expect((await send('/', { headers: { cookie, host: name } })).status).toBe(403);
      expect((await ask(cookie, { id: 1, name: 'files.list', args: {} }, { host: name })).status).toBe(403);
    },
  );

  test('an unused token does not get past a foreign host name', async () => {
    expect((await send(tokenPath(), { headers: { host: 'evil.example' } })).status).toBe(403);
    expect((await send(tokenPath())).status).toBe(303);
  });

  test.each([['http://evil.example'], ['null'], ['http://127.0.0.1:1'], ['https://127.0.0.1']])('a page from %s', async (from) => {
    const cookie = await signIn();
    expect((await ask(cookie, { id: 1, name: 'files.list', args: {} }, { origin: from })).status).toBe(403);
    expect((await send('/api/events', { headers: { cookie, origin: from } })).status).toBe(403);
  });

  test('a post without an origin, and one that a plain form could send', async () => {
    const cookie = await signIn();
    const body = JSON.stringify({ id: 1, name: 'files.list', args: {} });
    expect((await send('/api/request', { method: 'POST', headers: { cookie, 'content-type': 'application/json' }, body })).status).toBe(403);
    expect((await ask(cookie, body, { 'content-type': 'text/plain' })).status).toBe(403);
  });

  test.each(['PUT', 'DELETE', 'OPTIONS', 'TRACE'])('the method %s', async (method) => {
    expect((await send('/', { method, headers: { cookie: await signIn() } })).status).toBe(405);
  });
});

describe('what is not served', () => {
  test.each([
    '/../secret.js',
    '/assets/../../secret.js',
    '/%2e%2e/secret.js',
    '/..%2fsecret.js',
    '/assets/..\\..\\secret.js',
    '//etc/passwd',
    '/assets',
    '/index.html%00.js',
    '/__proto__',
    '/api/request',
  ])('%s', async (path) => {
    const answer = await send(path, { headers: { cookie: await signIn() } });
    expect(answer.status).toBe(404);
    expect(answer.body).not.toContain('secret');
  });

  test('a body that is too large is refused before it is read to its end', async () => {
    const answer = await ask(await signIn(), Buffer.alloc(9_000_000, 'a').toString()).catch((fault: NodeJS.ErrnoException) => fault.code);
    // The host may close the connection while the rest is still being sent.
    expect(typeof answer === 'object' ? answer.status : answer).toSatisfy(
      (seen: unknown) => seen === 413 || seen === 'EPIPE' || seen === 'ECONNRESET',
    );
    expect((await send('/', { headers: { cookie: 'x' } })).status).toBe(401);
  });

  test.each(['', 'x', '[', 'null', '7', '{"id":"1","name":"files.list"}', '{"id":1}'])('the body %j', async (body) => {
    expect((await ask(await signIn(), body)).status).toBe(400);
  });
});

test('no other address of this machine leads to the host', async () => {
  const others = Object.values(networkInterfaces())
    .flatMap((list) => list ?? [])
    .filter((a) => a.address !== '127.0.0.1' && !a.address.startsWith('fe80'));
  for (const { address } of others) {
    const reached = await new Promise<boolean>((resolve) => {
      const socket = connect(host.port, address);
      socket.once('connect', () => resolve(true));
      socket.once('error', () => resolve(false));
    });
    expect({ address, reached }).toEqual({ address, reached: false });
  }
});

test('a page that is not built is said so', () => {
  expect(() => pageFiles(join(dir, 'nowhere'))).toThrow('the page is not built');
});
