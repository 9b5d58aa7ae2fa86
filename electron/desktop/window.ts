import type { BrowserWindowConstructorOptions, WebContents } from 'electron';
import { isOurs, ORIGIN } from './origin.ts';

/** The page gets no Node, no access to the preload's world and no process rights: what it shows came out of hostile logs. */
export function windowOptions(preload: string): BrowserWindowConstructorOptions {
  return {
    width: 1440,
    height: 900,
    minWidth: 960,
    minHeight: 600,
    title: 'Tracewake',
    backgroundColor: '#F1F3F6',
    webPreferences: {
      preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      spellcheck: false,
    },
  };
}

export type GuardedContents = Pick<WebContents, 'on' | 'setWindowOpenHandler'>;

/** A link in a log is text. Neither a click nor a script leads anywhere else, in this window or in a new one. */
export function guardContents(contents: GuardedContents): void {
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
  contents.on('will-navigate', (event) => {
    if (!isOurs(event.url)) event.preventDefault();
  });
  contents.on('will-frame-navigate', (event) => {
    if (!isOurs(event.url)) event.preventDefault();
  });
  contents.on('will-redirect', (event) => event.preventDefault());
  contents.on('will-attach-webview', (event) => event.preventDefault());
}

/** Where a window begins. The hash is the page's own address of a screen. */
export function pageAddress(wish: { readonly caseDir?: string | undefined; readonly packageFile?: string | undefined }): string {
  if (wish.packageFile !== undefined) return `${ORIGIN}/#evidence?${new URLSearchParams({ verify: wish.packageFile })}`;
  return wish.caseDir === undefined ? `${ORIGIN}/` : `${ORIGIN}/#timeline`;
}
