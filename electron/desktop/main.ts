/** The desktop application: wiring only. Every decision is in a function of its own beside it, which a test calls with a stand-in for Electron. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { app, BrowserWindow, dialog, ipcMain, Menu, protocol, session } from 'electron';
import { startEngine } from '../client/client.ts';
import { mappingFolder } from '../client/folders.ts';
import { pageFiles } from '../client/page.ts';
import { errorData } from '../client/relay.ts';
import { errorLine } from '../headless/command.ts';
import { runCli } from '../headless/run.ts';
import { readStart, type Start, windowOn } from './arguments.ts';
import { serveWindows } from './ipc.ts';
import { menuTemplate } from './menu.ts';
import { SCHEME } from './origin.ts';
import { pageResponse } from './protocol.ts';
import { guardSession, silenceChromium } from './session.ts';
import { guardContents, pageAddress, windowOptions } from './window.ts';

const ownArguments = (argv: readonly string[]): readonly string[] => argv.slice(app.isPackaged ? 1 : 2);

const start = readStart(ownArguments(process.argv), process.cwd());
if (start.as === 'command') {
  const abort = new AbortController();
  process.on('SIGINT', () => abort.abort());
  const { stdin, stdout, stderr, env } = process;
  const host = { stdin, stdout, stderr, environment: env, directory: process.cwd(), version: app.getVersion(), signal: abort.signal };
  void runCli(start.argv, host).then((code) => app.exit(code));
} else if (!app.requestSingleInstanceLock()) {
  // The first instance opens the window: one process holds the case.
  app.quit();
} else {
  silenceChromium(app.commandLine);
  protocol.registerSchemesAsPrivileged([{ scheme: SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true } }]);
  runWindows(start);
}

function runWindows(first: Start & { as: 'window' }): void {
  const engine = startEngine(undefined, { mappings: mappingFolder(process.env, process.platform) });
  const preload = join(fileURLToPath(new URL('.', import.meta.url)), 'preload.cjs');

  async function openWindow(wish: Start & { as: 'window' }): Promise<void> {
    if (wish.caseDir !== undefined) {
      try {
        await engine.request('case.open', { dir: wish.caseDir });
      } catch (thrown) {
        dialog.showErrorBox('Tracewake', errorLine(errorData(thrown)));
      }
    }
    await new BrowserWindow(windowOptions(preload)).loadURL(pageAddress(wish));
  }

  app.on('web-contents-created', (_event, contents) => guardContents(contents));
  app.on('second-instance', (_event, argv, directory) => {
    const wanted = readStart(ownArguments(argv), directory);
    void openWindow(wanted.as === 'window' ? wanted : { as: 'window' });
  });
  app.on('open-file', (event, path) => {
    event.preventDefault();
    void app.whenReady().then(() => openWindow(windowOn(path)));
  });
  app.on('activate', () => {
    if (BrowserWindow.getAllWindows().length === 0) void openWindow({ as: 'window' });
  });
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit();
  });
  let closed = false;
  app.on('will-quit', (event) => {
    if (closed) return;
    event.preventDefault();
    void engine.close().then(() => {
      closed = true;
      app.quit();
    });
  });

  void app.whenReady().then(async () => {
    const files = pageFiles();
    guardSession(session.defaultSession);
    protocol.handle(SCHEME, (request) => pageResponse(request.url, files));
    serveWindows(ipcMain, dialog, engine);
    Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(process.platform, () => void openWindow({ as: 'window' }))));
    await openWindow(first);
  });
}
