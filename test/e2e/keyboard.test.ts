/** The same job with the keyboard alone: no pointer is moved, nothing is filled in behind the page's back. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PASSPHRASE } from './journey.ts';
import { type Stage, setStage } from './stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await setStage();
});
afterAll(() => stage?.close());

/** What has the focus, as a screen reader would name it. */
const focused = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const e = document.activeElement;
    if (e === null || e === document.body) return '';
    const named = e.getAttribute('aria-label') ?? (e.id === '' ? undefined : document.querySelector(`label[for="${CSS.escape(e.id)}"]`)?.textContent);
    return (named ?? e.closest('label')?.textContent ?? e.textContent ?? '').trim();
  });

/** A frame or two; on a busy machine they take longer. */
const SOON = { timeout: 20_000 };

/** Tab until the element of that name has the focus; more stops than any screen has mean that it cannot be reached. */
async function tabTo(page: Page, name: RegExp): Promise<void> {
  const seen: string[] = [];
  for (let i = 0; i < 80; i++) {
    const now = await focused(page);
    if (name.test(now)) return;
    seen.push(now.slice(0, 30));
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab does not reach ${name}; it went over ${[...new Set(seen)].join(' | ')}`);
}

async function write(page: Page, name: RegExp, text: string): Promise<void> {
  await tabTo(page, name);
  await page.keyboard.press('ControlOrMeta+A');
  await page.keyboard.type(text);
}

async function press(page: Page, name: RegExp): Promise<void> {
  await tabTo(page, name);
  await page.keyboard.press('Enter');
}

test('import, find the suppressed notice, open its wake, note, confirm, export, verify', async () => {
  const { page, dir, engine } = stage;
  const bundle = join(dir, 'bundle');
  await engine.request('demo.bundle', { dir: bundle });

  await page.getByRole('button', { name: 'New case' }).waitFor();
  await press(page, /^New case$/);
  await write(page, /^Title/, 'Payroll diversion');
  await write(page, /^Directory/, join(dir, 'keys.case'));
  await write(page, /^Investigator/, 'Ada Berg');
  await press(page, /^Make the case/);
  await page.getByRole('heading', { name: 'Import', exact: true }).waitFor();

  await write(page, /^Path of a file or folder/, bundle);
  await page.keyboard.press('Enter');
  await page.getByText('AWS CloudTrail').first().waitFor();
  await page.keyboard.press('ControlOrMeta+Enter');
  await page.getByRole('heading', { name: 'Imported' }).waitFor({ timeout: 120_000 });
  // The plan had the focus, and is gone.
  await expect.poll(() => focused(page), SOON).toBe('Imported');

  // `g f` goes to the findings; `f` filters; Escape leaves the field, so that the single letters work again.
  await page.keyboard.press('g');
  await page.keyboard.press('f');
  const finding = page.getByRole('region', { name: 'Finding', exact: true });
  await finding.waitFor();
  await page.keyboard.press('f');
  await page.keyboard.type('notice.suppressed');
  await finding.getByText('notice.suppressed').waitFor();
  await page.keyboard.press('Escape');

  await page.keyboard.press('w');
  await page.locator('.wake-foot').waitFor();
  await page.keyboard.press('n');
  await page.getByRole('dialog').waitFor();
  await write(page, /^Text/, 'Found with the keyboard.');
  await page.keyboard.press('ControlOrMeta+Enter');
  await page.locator('.wake-foot').getByText('Found with the keyboard.').waitFor();

  await page.keyboard.press('w');
  await finding.getByText('notice.suppressed').waitFor();
  await page.keyboard.press('c');
  await page.keyboard.type('The notice was hidden.');
  await page.keyboard.press('ControlOrMeta+Enter');
  await finding.getByText('The notice was hidden.').waitFor();
  // Once it is recorded the field lets go of the keyboard, and single letters are keys again.
  await expect.poll(() => focused(page)).not.toBe('Reason');

  await page.keyboard.press('g');
  await page.keyboard.press('e');
  await page.getByRole('heading', { name: 'Evidence', exact: true, level: 1 }).waitFor();
  await press(page, /^Export a signed package/);
  await page.getByRole('dialog').waitFor();
  await chooseNewKey(page);
  await write(page, /^New key file/, join(dir, 'keys.key'));
  await write(page, /^Passphrase/, PASSPHRASE);
  await write(page, /^Once more/, PASSPHRASE);
  await press(page, /^Make the key/);
  await page.getByLabel('Key file', { exact: true }).waitFor();
  const out = join(dir, 'keys.evidence.zip');
  await write(page, /^Package/, out);
  await page.keyboard.press('ControlOrMeta+Enter');
  await page.getByRole('dialog', { name: /^Sealed / }).waitFor({ timeout: 120_000 });
  const signers = join(dir, 'allowed_signers');
  writeFileSync(signers, (await page.getByRole('dialog').locator('pre').first().textContent()) ?? '');
  await expect.poll(() => focused(page), SOON).toMatch(/^Sealed /);
  await page.keyboard.press('Escape');
  await expect.poll(() => focused(page), SOON).toBe('Export a signed package');

  await press(page, /^Verify a package|^Verify another/);
  await page.getByRole('dialog', { name: 'Verify a package' }).waitFor();
  await write(page, /^Package/, out);
  await write(page, /^Signers you trust/, signers);
  await page.keyboard.press('Enter');
  const result = page.getByRole('region', { name: 'Package', exact: true });
  await result
    .getByText(/passed/i)
    .first()
    .waitFor({ timeout: 120_000 });
  expect(stage.foreign).toEqual([]);
  expect(stage.complaints).toEqual([]);
});

/** A group of two choices: one stop of Tab, arrows inside. */
async function chooseNewKey(page: Page): Promise<void> {
  for (let i = 0; i < 30; i++) {
    const now = await focused(page);
    if (/^Make a key$/.test(now)) break;
    if (/^A key you have$/.test(now)) {
      await page.keyboard.press('ArrowRight');
      if (/^Make a key$/.test(await focused(page))) break;
    }
    await page.keyboard.press('Tab');
  }
  await page.keyboard.press('Space');
  await page.getByLabel('New key file').waitFor();
}
