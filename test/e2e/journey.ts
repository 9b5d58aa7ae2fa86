/** The main job as a person does it with a pointer: the same steps in every host. */
import { join } from 'node:path';
import type { Page } from 'playwright';
import { expect } from 'vitest';

export const PASSPHRASE = 'correct horse battery';

export async function makeCase(page: Page, dir: string): Promise<void> {
  await page.getByRole('button', { name: 'New case' }).click();
  await page.getByLabel('Title', { exact: true }).fill('Payroll diversion');
  await page.getByLabel('Directory', { exact: true }).fill(join(dir, 'ferry.case'));
  await page.getByLabel('Investigator', { exact: true }).fill('Ada Berg');
  await page.getByLabel(/^Mail address/).fill('ada@example.org');
  await page.getByRole('button', { name: 'Make the case' }).click();
  await page.getByRole('heading', { name: 'Import', exact: true }).waitFor();
}

export async function importBundle(page: Page, bundle: string): Promise<void> {
  await page.getByLabel('Path of a file or folder').fill(bundle);
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  // The plan says what each file is before anything is read into the case.
  await page.getByText('AWS CloudTrail').first().waitFor();
  await page.getByRole('button', { name: /^Import/ }).click();
  await page.getByRole('heading', { name: 'Imported' }).waitFor({ timeout: 120_000 });
}

/** The notice that an inbox rule hid: the first thing that the sample wants to be found. */
export async function findSuppressed(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Findings', exact: true }).first().click();
  await page.getByLabel('Filter findings by text').fill('notice.suppressed');
  const finding = page.getByRole('region', { name: 'Finding', exact: true });
  await finding.getByText('notice.suppressed').waitFor();
  await expect.poll(() => finding.textContent()).toMatch(/inbox rule|mailbox rule/i);
}

export async function noteInItsWake(page: Page, text: string): Promise<void> {
  await page.getByRole('button', { name: /^Open wake/ }).click();
  await page.locator('.wake').getByRole('button', { name: 'Note', exact: true }).click();
  await page.getByLabel('Text', { exact: true }).fill(text);
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /^Record/ })
    .click();
  await page.locator('.wake-foot').getByText(text).waitFor();
}

export async function confirm(page: Page, reason: string): Promise<void> {
  await page.locator('.wake-finding', { hasText: 'notice.suppressed' }).click();
  const disposition = page.getByRole('region', { name: 'Disposition' });
  await disposition.getByText('Confirmed', { exact: true }).click();
  await disposition.getByLabel('Reason').fill(reason);
  await disposition.getByRole('button', { name: /^Record/ }).click();
  await page.getByRole('region', { name: 'Finding', exact: true }).getByText(reason).waitFor();
}

/** Makes a key, seals, and gives the line for the auditor's allowed_signers. */
export async function exportPackage(page: Page, dir: string, out: string): Promise<string> {
  await page.getByRole('link', { name: /^Evidence/ }).click();
  await page.getByRole('button', { name: 'Export a signed package' }).first().click();
  await page.getByText('Make a key', { exact: true }).click();
  await page.getByLabel('New key file').fill(join(dir, 'ada.key'));
  await page.getByLabel('Passphrase', { exact: true }).fill(PASSPHRASE);
  await page.getByLabel('Once more').fill(PASSPHRASE);
  await page.getByRole('button', { name: 'Make the key' }).click();
  await page.getByRole('textbox', { name: 'Package', exact: true }).fill(out);
  await page.getByRole('button', { name: /^Seal and export/ }).click();
  await page.getByRole('dialog', { name: /^Sealed / }).waitFor({ timeout: 120_000 });
  return (await page.getByRole('dialog').locator('pre').first().textContent()) ?? '';
}

export async function verifyIt(page: Page, file: string, signers: string): Promise<string> {
  await page.getByRole('button', { name: 'Close', exact: true }).last().click();
  await page
    .getByRole('button', { name: /^Verify/ })
    .first()
    .click();
  const dialog = page.getByRole('dialog', { name: 'Verify a package' });
  await dialog.getByRole('textbox', { name: 'Package', exact: true }).fill(file);
  await dialog.getByLabel(/^Signers you trust/).fill(signers);
  await dialog.getByRole('button', { name: 'Verify', exact: true }).click();
  const result = page.getByRole('region', { name: 'Package', exact: true });
  await result
    .getByText(/PASSED|FAILED|INDETERMINATE/i)
    .first()
    .waitFor({ timeout: 120_000 });
  return (await result.textContent()) ?? '';
}
