import { EventEmitter } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { EngineClient } from '../../electron/client/client.ts';
import { pageFiles } from '../../electron/client/page.ts';
import { readStart } from '../../electron/desktop/arguments.ts';
import { CHANNELS } from '../../electron/desktop/channels.ts';
import { isTrusted, openDialog, saveDialog, serveWindows } from '../../electron/desktop/ipc.ts';
import { menuTemplate } from '../../electron/desktop/menu.ts';
import { isOurs } from '../../electron/desktop/origin.ts';
import { pageResponse } from '../../electron/desktop/protocol.ts';
import { type GuardedSession, guardSession, mayLoad, silenceChromium } from '../../electron/desktop/session.ts';
import { type GuardedContents, guardContents, pageAddress, windowOptions } from '../../electron/desktop/window.ts';
import { Failure } from '../../shared/contract/errors.ts';

let dir: string;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'tracewake-desktop-'));
  mkdirSync(join(dir, 'page'));
  mkdirSync(join(dir, 'a.case'));
  writeFileSync(join(dir, 'page', 'index.html'), 'page');
  writeFileSync(join(dir, 'secret.js'), 'secret');
  writeFileSync(join(dir, 'r01.evidence.zip'), '');
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const FOREIGN = [
  'https://evil.example/',
  'http://127.0.0.1:9/',
  'file:///etc/passwd',
  'app://tracewake.evil/',
  'app://evil/tracewake',
  'javascript:alert(1)',
  'about:blank',
  '',
];

describe('the address', () => {
  test.each(FOREIGN)('%s is not ours', (address) => expect(isOurs(address)).toBe(false));
  test('ours is', () => expect(isOurs('app://tracewake/#findings')).toBe(true));
});

describe('the window', () => {
  test('has a sandbox and no Node', () => {
    expect(windowOptions('/p').webPreferences).toMatchObject({
      preload: '/p',
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      webviewTag: false,
      spellcheck: false,
    });
  });

  function guarded() {
    const contents = new EventEmitter();
    let decide: Parameters<GuardedContents['setWindowOpenHandler']>[0] | undefined;
    guardContents(
      Object.assign(contents, {
        setWindowOpenHandler: (handler: typeof decide) => {
          decide = handler;
        },
      }) as unknown as GuardedContents,
    );
    const prevented = (name: string, url: string): boolean => {
      let stopped = false;
      contents.emit(name, {
        url,
        preventDefault: () => {
          stopped = true;
        },
      });
      return stopped;
    };
    return { prevented, open: () => decide?.({} as Parameters<NonNullable<typeof decide>>[0]) };
  }

  test.each(FOREIGN)('does not go to %s', (address) => {
    const { prevented } = guarded();
    expect(prevented('will-navigate', address)).toBe(true);
    expect(prevented('will-frame-navigate', address)).toBe(true);
    expect(prevented('will-redirect', address)).toBe(true);
  });

  test('stays free inside the application, opens no other window and holds no web view', () => {
    const { prevented, open } = guarded();
    expect(prevented('will-navigate', 'app://tracewake/#wakes')).toBe(false);
    expect(open()).toEqual({ action: 'deny' });
    expect(prevented('will-attach-webview', 'app://tracewake/')).toBe(true);
  });

  test('begins at the case or at the package it was opened for', () => {
    expect(pageAddress({ caseDir: '/a' })).toBe('app://tracewake/#timeline');
    expect(pageAddress({ packageFile: '/a b/c&d.zip' })).toBe('app://tracewake/#evidence?verify=%2Fa+b%2Fc%26d.zip');
    expect(pageAddress({})).toBe('app://tracewake/');
  });
});

describe('the session', () => {
  function session() {
    const given: Record<string, (...args: never[]) => unknown> = {};
    const emitter = new EventEmitter();
    const keep =
      (name: string) =>
      (handler: (...args: never[]) => unknown): void => {
        given[name] = handler;
      };
    let spelling = true;
    guardSession({
      setPermissionRequestHandler: keep('request'),
      setPermissionCheckHandler: keep('check'),
      setDevicePermissionHandler: keep('device'),
      setSpellCheckerEnabled: (on: boolean) => {
        spelling = on;
      },
      on: emitter.on.bind(emitter),
      webRequest: { onBeforeRequest: keep('before') },
    } as unknown as GuardedSession);
    return { given: given as Record<string, (...args: unknown[]) => unknown>, emitter, spelling: () => spelling };
  }

  test.each(FOREIGN)('cancels a request to %s', (url) => {
    let answer: unknown;
    session().given.before?.({ url }, (a: unknown) => {
      answer = a;
    });
    expect(answer).toEqual({ cancel: true });
  });

  test('lets through the page itself and a picture inside it, yet no document in an address', () => {
    expect(['app://tracewake/assets/a.js', 'devtools://devtools/x', 'data:image/png;base64,AA'].map(mayLoad)).toEqual([true, true, true]);
    expect(mayLoad('data:text/html,<script>1</script>')).toBe(false);
  });

  test.each(['media', 'geolocation', 'notifications', 'openExternal', 'fileSystem', 'clipboard-read', 'usb'])(
    'gives no permission for %s',
    (permission) => {
      const { given } = session();
      let allowed: unknown;
      given.request?.({}, permission, (a: unknown) => {
        allowed = a;
      });
      expect(allowed).toBe(false);
      expect(given.check?.({}, permission)).toBe(false);
      expect(given.device?.({})).toBe(false);
    },
  );

  test('lets a citation be copied', () => expect(session().given.check?.({}, 'clipboard-sanitized-write')).toBe(true));

  test('downloads nothing and fetches no dictionary', () => {
    const { emitter, spelling } = session();
    let stopped = false;
    emitter.emit('will-download', {
      preventDefault: () => {
        stopped = true;
      },
    });
    expect({ stopped, spelling: spelling() }).toEqual({ stopped: true, spelling: false });
  });

  test("Chromium's own services are switched off, name resolution first of all", () => {
    const switches: string[][] = [];
    silenceChromium({ appendSwitch: (...s: string[]) => switches.push(s) } as unknown as Parameters<typeof silenceChromium>[0]);
    expect(switches[0]).toEqual(['host-resolver-rules', 'MAP * ~NOTFOUND']);
    expect(switches.flat()).toContain('disable-background-networking');
  });
});

describe('the protocol', () => {
  test('serves the built page with its headers, and nothing beside it', async () => {
    const files = pageFiles(join(dir, 'page'));
    const page = await pageResponse('app://tracewake/index.html', files);
    expect(await page.text()).toBe('page');
    expect(page.headers.get('content-security-policy')).toMatch(/^default-src 'none'/);
    for (const address of [
      'app://tracewake/../secret.js',
      'app://tracewake/%2e%2e/secret.js',
      'app://evil/index.html',
      'file:///etc/passwd',
      'app://tracewake/none',
    ]) {
      expect((await pageResponse(address, files)).status).toBe(404);
    }
  });
});

describe('messages from a window', () => {
  const ourFrame = { url: 'app://tracewake/#wakes' };
  const event = (frame: unknown, mainFrame: unknown = frame) =>
    ({ senderFrame: frame, sender: { mainFrame } }) as unknown as Parameters<typeof isTrusted>[0];

  test('are heard from the top frame of our own page only', () => {
    expect(isTrusted(event(ourFrame))).toBe(true);
    expect(isTrusted(event({ url: 'https://evil.example/' }))).toBe(false);
    expect(isTrusted(event({ ...ourFrame }, ourFrame))).toBe(false);
    expect(isTrusted(event(null, ourFrame))).toBe(false);
  });

  function windows(chosen: { canceled: boolean; filePaths: string[]; filePath: string } = { canceled: false, filePaths: ['/f'], filePath: '/s' }) {
    const ipc = new EventEmitter();
    const handlers: Record<string, (event: unknown, options: unknown) => Promise<unknown>> = {};
    const asked: [string, unknown][] = [];
    const engine = {
      relay: async (name: string, args: unknown) => {
        asked.push([name, args]);
        if (name === 'case.summary') throw new Failure({ code: 'not-found', message: 'no case' });
        return { answered: name };
      },
      subscribe: () => () => {},
    } as unknown as EngineClient;
    serveWindows(
      Object.assign(ipc, {
        handle: (name: string, handler: (typeof handlers)[string]) => {
          handlers[name] = handler;
        },
      }) as unknown as Parameters<typeof serveWindows>[0],
      { showOpenDialog: async () => chosen, showSaveDialog: async () => chosen } as unknown as Parameters<typeof serveWindows>[1],
      engine,
    );
    const sent: unknown[] = [];
    const sender = Object.assign(new EventEmitter(), {
      id: 1,
      mainFrame: ourFrame,
      isDestroyed: () => false,
      send: (_channel: string, message: unknown) => sent.push(message),
    });
    return { ipc, handlers, asked, sent, sender };
  }
  const settled = () => new Promise((resolve) => setImmediate(resolve));

  test('reach the engine, and the answer or the error comes back under the same number', async () => {
    const { ipc, asked, sent, sender } = windows();
    ipc.emit(CHANNELS.send, { senderFrame: ourFrame, sender }, { type: 'request', id: 5, name: 'notes.list', args: {} });
    ipc.emit(CHANNELS.send, { senderFrame: ourFrame, sender }, { type: 'request', id: 6, name: 'case.summary', args: {} });
    await settled();
    expect(asked).toEqual([
      ['notes.list', {}],
      ['case.summary', {}],
    ]);
    expect(sent).toEqual([
      { type: 'result', id: 5, value: { answered: 'notes.list' } },
      { type: 'error', id: 6, error: { code: 'not-found', message: 'no case' } },
    ]);
  });

  test.each([undefined, null, 7, {}, { type: 'request', id: 'x', name: 'n' }, { type: 'request', id: 1 }, { type: 'shell', id: 1, name: 'n' }])(
    'of the wrong shape go nowhere: %j',
    async (message) => {
      const { ipc, asked, sent, sender } = windows();
      ipc.emit(CHANNELS.send, { senderFrame: ourFrame, sender }, message);
      await settled();
      expect({ asked, sent }).toEqual({ asked: [], sent: [] });
    },
  );

  test('of a foreign frame neither reach the engine nor open a dialog', async () => {
    const { ipc, handlers, asked, sender } = windows();
    const foreign = { senderFrame: { url: 'https://evil.example/' }, sender };
    ipc.emit(CHANNELS.send, foreign, { type: 'request', id: 5, name: 'notes.list', args: {} });
    await settled();
    expect(asked).toEqual([]);
    expect(await handlers[CHANNELS.choose]?.(foreign, { what: 'files', title: 't' })).toEqual([]);
  });

  test('a dialog gives the chosen paths, and none where it was closed or asked for in a wrong way', async () => {
    const { handlers, sender } = windows();
    const choose = (options: unknown) => handlers[CHANNELS.choose]?.({ senderFrame: ourFrame, sender }, options);
    expect(await choose({ what: 'files', title: 't' })).toEqual(['/f']);
    expect(await choose({ what: 'save', title: 't' })).toEqual(['/s']);
    expect(await choose({ what: 'everything', title: 't' })).toEqual([]);
    const closed = windows({ canceled: true, filePaths: [], filePath: '' });
    expect(await closed.handlers[CHANNELS.choose]?.({ senderFrame: ourFrame, sender: closed.sender }, { what: 'save', title: 't' })).toEqual([]);
  });

  test('dialogs ask for what was wanted', () => {
    expect(openDialog({ what: 'folder', title: 't' }).properties).toContain('openDirectory');
    expect(openDialog({ what: 'files', title: 't' }).properties).toContain('multiSelections');
    expect(saveDialog({ what: 'save', title: 't', suggested: '/a.zip' })).toMatchObject({
      defaultPath: '/a.zip',
      properties: expect.arrayContaining(['showOverwriteConfirmation']),
    });
  });
});

describe('what the application was started for', () => {
  test('a command of the command line is run as such', () => {
    expect(readStart(['verify', 'p.zip'], dir)).toEqual({ as: 'command', argv: ['verify', 'p.zip'] });
    expect(readStart(['what-if', 'c'], dir)).toMatchObject({ as: 'command' });
    expect(readStart(['--help'], dir)).toMatchObject({ as: 'command' });
  });

  test('a case or a package that was double-clicked opens in a window', () => {
    expect(readStart([join(dir, 'a.case')], '/')).toEqual({ as: 'window', caseDir: join(dir, 'a.case') });
    expect(readStart(['--gtk-version=3', 'r01.evidence.zip'], dir)).toEqual({ as: 'window', packageFile: join(dir, 'r01.evidence.zip') });
    expect(readStart(['open', 'a.case'], dir)).toEqual({ as: 'window', caseDir: join(dir, 'a.case') });
    expect(readStart(['gone.case'], dir)).toEqual({ as: 'window' });
    expect(readStart([], dir)).toEqual({ as: 'window' });
  });
});

test('the menu opens a window, and has no item that leads out of the application', () => {
  let opened = 0;
  for (const platform of ['linux', 'darwin', 'win32'] as const) {
    const menu = menuTemplate(platform, () => {
      opened += 1;
    });
    const items = menu.flatMap((m) => (Array.isArray(m.submenu) ? m.submenu : [m]));
    expect(items.map((i) => i.role)).not.toContain('help');
    (items.find((i) => i.label === 'New window')?.click as (() => void) | undefined)?.();
  }
  expect(opened).toBe(3);
});
