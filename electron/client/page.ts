/** The built page as both graphical hosts serve it: a closed list of files and the headers that keep it to itself. */
import { readdirSync, statSync } from 'node:fs';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Failure } from '../../shared/contract/errors.ts';
import { fileBeside } from './worker-file.ts';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
};

/** Nothing from elsewhere, nothing inline, nothing framed: what came out of a log can at worst be shown. */
export const PAGE_HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=(), usb=(), serial=(), hid=(), clipboard-read=()',
  'cache-control': 'no-store',
};

export interface PageFile {
  readonly path: string;
  readonly type: string;
}

export const builtPage = (): string => fileURLToPath(fileBeside('../../dist/renderer/', '../renderer/'));

/**
 * Address path → file. Read once: an address that is not in the map is not served, so there is no path to climb out of.
 * Throws an `input` failure where the page is not built.
 */
export function pageFiles(dir: string = builtPage()): ReadonlyMap<string, PageFile> {
  const files = new Map<string, PageFile>();
  if (statSync(join(dir, 'index.html'), { throwIfNoEntry: false }) === undefined) {
    throw new Failure({ code: 'input', message: 'the page is not built', file: dir, advice: 'npm run build' });
  }
  // Folder by folder: a packaged application reads its archive through a file system that knows no recursive listing.
  const walk = (folder: string, address: string): void => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const type = TYPES[extname(entry.name)];
      if (entry.isDirectory()) walk(join(folder, entry.name), `${address}${entry.name}/`);
      else if (type !== undefined) files.set(`${address}${entry.name}`, { path: join(folder, entry.name), type });
    }
  };
  walk(dir, '/');
  files.set('/', { path: join(dir, 'index.html'), type: TYPES['.html'] ?? '' });
  return files;
}
