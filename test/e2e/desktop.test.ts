/** The same job in the real desktop window, wherever Electron's binary is installed. */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { _electron, type ElectronApplication } from 'playwright';
import { expect, test } from 'vitest';
import { startEngine } from '../../electron/client/client.ts';
import { findDesktop } from '../../electron/headless/window.ts';
import { ROOT } from '../repo/tracked.ts';
import { skipHere } from '../skip.ts';
import { confirm, exportPackage, findSuppressed, importBundle, makeCase, noteInItsWake, verifyIt } from './journey.ts';

test('import the sample, find the suppressed notice, open its wake, note, confirm, export, verify', async (context) => {
  const desktop = findDesktop(process.env);
  if ('missing' in desktop) return skipHere(context, desktop.missing);
  const dir = mkdtempSync(join(tmpdir(), 'tracewake-desktop-'));
  const bundle = join(dir, 'bundle');
  const engine = startEngine();
  await engine.request('demo.bundle', { dir: bundle });
  await engine.close();
  let app: ElectronApplication | undefined;
  try {
    app = await _electron.launch({ executablePath: desktop.program, args: [desktop.main], cwd: ROOT });
    const page = await app.firstWindow();
    expect(page.url()).toBe('app://tracewake/');
    await makeCase(page, dir);
    await importBundle(page, bundle);
    await findSuppressed(page);
    await noteInItsWake(page, 'Seen in the window.');
    await confirm(page, 'The notice was hidden.');
    const out = join(dir, 'out.evidence.zip');
    const signers = join(dir, 'allowed_signers');
    writeFileSync(signers, `${await exportPackage(page, dir, out)}\n`);
    expect(await verifyIt(page, out, signers)).toMatch(/passed/i);
    expect(existsSync(out)).toBe(true);
    expect(await page.evaluate(() => 'process' in globalThis || 'require' in globalThis)).toBe(false);
  } finally {
    await app?.close();
    rmSync(dir, { recursive: true, force: true });
  }
});
