/** `npm run screenshots`: the pictures of the README, taken from the running application on the sample incident. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../repo/tracked.ts';
import { setStage } from './stage.ts';

const OUT = join(ROOT, 'docs', 'screenshots');
mkdirSync(OUT, { recursive: true });

const stage = await setStage({ viewport: { width: 1440, height: 900 } });
const { page, engine, host, dir } = stage;
try {
  const made = await engine.request('demo.run', { dir: join(dir, 'sample') });
  const { rows } = await engine.request('findings.list', {});
  const suppressed = rows.find((r) => r.rule === 'notice.suppressed');
  const at = (hash: string): string => `http://127.0.0.1:${host.port}/${hash}`;
  const verify = `#evidence?${new URLSearchParams({ verify: made.packageFile ?? '', signers: join(dir, 'sample', 'allowed_signers') })}`;
  const shots: readonly (readonly [name: string, hash: string, shown: string])[] = [
    ['timeline', '#timeline', '.outlet canvas, .outlet svg'],
    ['wake', `#wake?wake=${suppressed?.wake ?? ''}`, '.wake-foot'],
    ['findings', `#findings?finding=${suppressed?.id ?? ''}`, '.finding-body'],
    ['graph', '#graph', '.outlet svg'],
    ['sources', '#sources', '.outlet table, .outlet [role=grid]'],
    ['verify', verify, 'text=/PASSED/i'],
  ];
  for (const [name, hash, shown] of shots) {
    // A place is the page's own affair: the hash changes without a request, so the page is loaded anew.
    await page.goto('about:blank');
    await page.goto(at(hash));
    await page.locator(shown).first().waitFor({ timeout: 60_000 });
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
    await page.waitForLoadState('networkidle').catch(() => undefined);
    await page.screenshot({ path: join(OUT, `${name}.png`) });
    if (name === 'wake') {
      await page.keyboard.press('d');
      await page.screenshot({ path: join(OUT, 'wake-dark.png') });
      await page.keyboard.press('d');
    }
  }
} finally {
  await stage.close();
}
