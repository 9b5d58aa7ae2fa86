/**
 * The loopback host: the page and the engine for a browser on this machine. The only code of the product that opens a socket, and it listens
 * on 127.0.0.1 alone. Any program of any user and any page in any browser of the machine can reach that port, so every request has to show
 * that it comes from the page that the token's holder opened: Host and Origin against rebinding and foreign pages, a cookie against other users.
 */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Pushed } from '../../shared/contract/requests.ts';
import type { EngineClient } from '../client/client.ts';
import { PAGE_HEADERS, type PageFile, pageFiles } from '../client/page.ts';
import { openRelay } from '../client/relay.ts';

export interface LoopbackHost {
  /** With the one-time token; add a `#fragment` for the place to begin at. */
  readonly address: string;
  readonly port: number;
  close(): Promise<void>;
}

/** The longest note is a million characters, up to four bytes each, escaped once. Anything longer is no request of ours. */
const LARGEST_BODY = 8_000_000;
/** Browsers give up on an answer that stays silent for minutes; an import may take longer. A blank before JSON means nothing. */
const SIGN_OF_LIFE_MS = 15_000;

export async function startLoopback(engine: EngineClient, files: ReadonlyMap<string, PageFile> = pageFiles()): Promise<LoopbackHost> {
  const token = randomBytes(32).toString('base64url');
  const session = randomBytes(32).toString('base64url');
  let tokenUsed = false;
  let port = 0;
  const streams = new Set<ServerResponse>();
  const relay = openRelay(engine, (pushed: Pushed) => {
    for (const stream of streams) stream.write(`data: ${JSON.stringify(pushed)}\n\n`);
  });

  const server = createServer((request, response) => {
    for (const [name, value] of Object.entries(PAGE_HEADERS)) response.setHeader(name, value);
    answer(request, response).catch(() => {
      if (!response.headersSent) refuse(response, 500, 'the request could not be answered');
      else response.destroy();
    });
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const origin = `http://127.0.0.1:${port}`;
    if (request.headers.host !== `127.0.0.1:${port}`) return refuse(response, 403, 'this host answers to 127.0.0.1 only');
    const from = request.headers.origin;
    if (from !== undefined && from !== origin) return refuse(response, 403, 'this host answers to its own page only');
    const [path = '', query = ''] = (request.url ?? '').split('?', 2);

    if (request.method === 'GET' && path === '/' && new URLSearchParams(query).has('token')) return exchange(query, response);
    if (!same(cookieOf(request, `tracewake-${port}`), session)) return refuse(response, 401, 'open the address that Tracewake printed');
    if (request.method === 'GET' && path === '/api/events') return stream(request, response);
    if (request.method === 'GET' || request.method === 'HEAD') return file(request, path, response);
    if (request.method !== 'POST') return refuse(response, 405, 'this method is not used here');
    // A form or a plain-text post of a foreign page needs neither script nor permission; JSON and the page's own origin do.
    if (from !== origin || request.headers['content-type'] !== 'application/json')
      return refuse(response, 403, 'this host answers to its own page only');
    if (path === '/api/request') return ask(request, response);
    if (path === '/api/cancel') return cancel(request, response);
    return refuse(response, 404, 'there is nothing here');
  }

  function exchange(query: string, response: ServerResponse): void {
    if (tokenUsed || !same(new URLSearchParams(query).get('token') ?? '', token)) {
      refuse(response, 403, 'this address has been used; start Tracewake again');
      return;
    }
    tokenUsed = true;
    response.writeHead(303, { location: '/', 'set-cookie': `tracewake-${port}=${session}; Path=/; HttpOnly; SameSite=Strict` }).end();
  }

  function stream(request: IncomingMessage, response: ServerResponse): void {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(': \n\n');
    streams.add(response);
    request.on('close', () => streams.delete(response));
  }

  function file(request: IncomingMessage, path: string, response: ServerResponse): void {
    const found = files.get(path);
    if (found === undefined) {
      refuse(response, 404, 'there is nothing here');
      return;
    }
    response.writeHead(200, { 'content-type': found.type });
    if (request.method === 'HEAD') response.end();
    else
      createReadStream(found.path)
        .on('error', () => response.destroy())
        .pipe(response);
  }

  async function ask(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await jsonOf(request, response);
    if (body === undefined) return;
    const { id, name, args } = body;
    if (typeof id !== 'number' || typeof name !== 'string') return refuse(response, 400, 'a request has an id, a name and args');
    response.writeHead(200, { 'content-type': 'application/json' });
    const alive = setInterval(() => response.write(' '), SIGN_OF_LIFE_MS);
    try {
      response.end(JSON.stringify(await relay.request(id, name, args)));
    } finally {
      clearInterval(alive);
    }
  }

  async function cancel(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await jsonOf(request, response);
    if (body === undefined) return;
    if (typeof body.id !== 'number') return refuse(response, 400, 'a cancel has an id');
    relay.cancel(body.id);
    response.writeHead(204).end();
  }

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  port = (server.address() as AddressInfo).port;
  return {
    address: `http://127.0.0.1:${port}/?token=${token}`,
    port,
    async close() {
      relay.close();
      for (const open of streams) open.end();
      const ended = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await ended;
    },
  };
}

function refuse(response: ServerResponse, status: number, why: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(`${why}\n`);
}

/** Compared by their hashes, so that neither length nor content shows in the time it takes. */
function same(given: string | undefined, wanted: string): boolean {
  const hash = (text: string): Buffer => createHash('sha256').update(text).digest();
  return given !== undefined && timingSafeEqual(hash(given), hash(wanted));
}

function cookieOf(request: IncomingMessage, name: string): string | undefined {
  for (const part of (request.headers.cookie ?? '').split(';')) {
    const [key, value] = part.trim().split('=', 2);
    if (key === name) return value;
  }
  return undefined;
}

/** The body as an object; `undefined` once the request has been refused. */
async function jsonOf(request: IncomingMessage, response: ServerResponse): Promise<Readonly<Record<string, unknown>> | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > LARGEST_BODY) {
      response.setHeader('connection', 'close');
      refuse(response, 413, 'the request is too large');
      return undefined;
    }
    chunks.push(chunk);
  }
  try {
    const value: unknown = JSON.parse(Buffer.concat(chunks).toString('utf8'));
    if (typeof value === 'object' && value !== null) return value as Record<string, unknown>;
  } catch {
    // Answered below.
  }
  refuse(response, 400, 'the request is no JSON object');
  return undefined;
}
