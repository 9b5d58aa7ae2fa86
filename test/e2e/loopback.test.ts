/** The main job in a real Chromium, on the loopback host: with the pointer, then a look at what the page did behind our backs. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { confirm, exportPackage, findSuppressed, importBundle, makeCase, noteInItsWake, verifyIt } from './journey.ts';
import { type Stage, setStage } from './stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await setStage();
});
afterAll(() => stage?.close());

describe('with the pointer', () => {
  test('import the sample, find the suppressed notice, open its wake, note, confirm, export, verify', async () => {
    const { page, dir, engine } = stage;
    const bundle = join(dir, 'bundle');
    await engine.request('demo.bundle', { dir: bundle });
    await makeCase(page, dir);
    await importBundle(page, bundle);
    await findSuppressed(page);
    await noteInItsWake(page, 'The rule named "." was 25 minutes old.');
    await confirm(page, 'The notice went to RSS Feeds and was never read.');
    const out = join(dir, 'out.evidence.zip');
    const signers = join(dir, 'allowed_signers');
    writeFileSync(signers, `${await exportPackage(page, dir, out)}\n`);
    expect(await verifyIt(page, out, signers)).toMatch(/passed/i);

    const custody = await engine.request('custody.list', {});
    const actions = custody.entries.map((e) => e.action);
    for (const action of ['case.created', 'source.imported', 'analysis.run', 'finding.disposed']) expect(actions).toContain(action);
    expect(new Set(custody.entries.map((e) => e.actor))).toEqual(new Set(['Ada Berg <ada@example.org>']));
  });

  test('the page asked nobody but its own host, and had nothing to complain of', () => {
    expect(stage.foreign).toEqual([]);
    expect(stage.complaints).toEqual([]);
  });

  test('a page that is loaded again keeps its place and its case', async () => {
    const { page, host } = stage;
    await page.goto(`http://127.0.0.1:${host.port}/#findings`);
    await page.reload();
    await page.getByRole('heading', { name: 'Findings' }).waitFor();
    await page.getByText('notice.suppressed').first().waitFor();
  });
});
