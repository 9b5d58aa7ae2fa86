/** Nothing of the product speaks to a network: the loopback host listens on this machine alone, its page speaks to it alone. */
import { expect, test } from 'vitest';
import { isCode, textOf, trackedFiles } from './tracked.ts';

/** Where code for sockets may stand. */
const LOOPBACK = ['electron/headless/browser.ts', 'renderer/transport/loopback.ts'];
const SOCKETS =
  /'(?:node:)?(?:https?|http2|net|tls|dgram|dns)(?:\/promises)?'|\bfetch\(|\bnew (?:WebSocket|EventSource|XMLHttpRequest|RTCPeerConnection)\b|\bsendBeacon\b|\bautoUpdater\b|\bcrashReporter\b/;

const product = trackedFiles().filter((path) => isCode(path) && /^(shared|electron|renderer)\//.test(path));

test('no code for sockets outside the loopback host and its page', () => {
  const withSockets = product.filter((path) => SOCKETS.test(textOf(path)));
  expect(withSockets).toEqual(LOOPBACK);
});

test('the loopback host listens on 127.0.0.1 and connects to nothing', () => {
  const host = textOf('electron/headless/browser.ts');
  expect(host.match(/\.listen\(.*\)/g)).toEqual([".listen(0, '127.0.0.1', resolve)"]);
  expect(host).not.toMatch(/\bconnect\(|http\.request|\bget\(['"`]http|fetch\(/);
});

test('the page asks its own host by relative addresses only', () => {
  expect([...textOf('renderer/transport/loopback.ts').matchAll(/(?:fetch|EventSource)\(([^,)]*)/g)].map((m) => m[1]).join(' ')).not.toMatch(
    /https?:|\/\//,
  );
});

test('page and styles name no address of elsewhere', () => {
  const sheets = trackedFiles().filter((path) => /^renderer\/.*\.(css|html)$/.test(path));
  for (const path of sheets)
    expect({
      path,
      found: textOf(path)
        .replaceAll('http://www.w3.org/2000/svg', '')
        .match(/https?:\/\/|@import\s+url|src=["']\/\//g),
    }).toEqual({ path, found: null });
});
