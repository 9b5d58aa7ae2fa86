/** A CSV of a system that no adapter knows: mapped on the screen, kept for next time, imported, recognised again. In under ten interactions. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeCase } from './journey.ts';
import { type Stage, setStage } from './stage.ts';

const HEADER = 'Zeitpunkt;Bearbeiter;Vorgang;Betroffener Benutzer;Rolle;Ergebnis;Nr';
const rows = (month: string): string =>
  [
    HEADER,
    `04.${month}.2026 08:41;a.berg@nord.example;Kennwort zurückgesetzt;m.lund@nord.example;;OK;N-1`,
    `04.${month}.2026 08:45;a.berg@nord.example;Rolle zugewiesen;m.lund@nord.example;Payroll Admin;OK;N-2`,
    `05.${month}.2026 11:02;c.falk@nord.example;Bankverbindung neu;x.eide@nord.example;;OK;N-3`,
    `05.${month}.2026 11:09;c.falk@nord.example;Rolle zugewiesen;x.eide@nord.example;Leser;FEHLER;N-4`,
    '',
  ].join('\n');

let stage: Stage;
beforeAll(async () => {
  stage = await setStage({ mappings: true });
});
afterAll(() => stage?.close());

test('map it, fix a kind and the zone, keep it, import it', async () => {
  const { page, dir, engine } = stage;
  const bundle = join(dir, 'bundle');
  mkdirSync(bundle);
  writeFileSync(join(bundle, 'nordportal-2026-03.csv'), rows('03'));
  await makeCase(page, dir);

  let interactions = 0;
  const click = (what: Locator): Promise<void> => {
    interactions++;
    return what.click();
  };
  const fill = (what: Locator, text: string): Promise<void> => {
    interactions++;
    return what.fill(text);
  };
  const choose = async (what: Locator, option: string): Promise<void> => {
    interactions++;
    await what.selectOption(option);
  };

  await fill(page.getByLabel('Path of a file or folder'), bundle);
  await click(page.getByRole('button', { name: 'Add', exact: true }));
  await click(page.getByRole('button', { name: 'Map nordportal-2026-03.csv' }));
  const preview = page.getByRole('region', { name: 'Preview' });
  await preview.getByText('role.granted').first().waitFor();
  // What was not guessed is seen in the preview, and changed there and then.
  await choose(page.getByLabel('Bankverbindung neu stands for'), 'payroll.changed');
  await preview.getByText('payroll.changed').waitFor();
  await fill(page.getByLabel('Zone of its times'), 'Europe/Oslo');
  await click(page.getByLabel('Keep for next time'));
  await preview.getByText('07:41:00').first().waitFor();
  await click(page.getByRole('button', { name: 'Use this mapping' }));
  await page.getByText('set by you').first().waitFor();
  await click(page.getByRole('button', { name: /^Import/ }));
  await page.getByRole('heading', { name: 'Imported' }).waitFor({ timeout: 60_000 });
  expect(interactions).toBeLessThan(10);

  const { sources } = await engine.request('sources.list', {});
  expect(sources).toHaveLength(1);
  expect(sources[0]).toMatchObject({
    type: 'mapping:nordportal',
    zone: 'Europe/Oslo',
    read: 4,
    accepted: 4,
    ignored: 0,
    rejected: 0,
    undated: 0,
    setByHand: ['mapping'],
  });
  const page1 = await engine.request('timeline.page', { limit: 10 });
  expect(page1.rows.map((r) => [new Date(r.time! / 1000).toISOString(), r.kind, r.outcome])).toEqual([
    ['2026-03-04T07:41:00.000Z', 'password.reset', 'success'],
    ['2026-03-04T07:45:00.000Z', 'role.granted', 'success'],
    ['2026-03-05T10:02:00.000Z', 'payroll.changed', 'success'],
    ['2026-03-05T10:09:00.000Z', 'role.granted', 'failure'],
  ]);
  expect(readFileSync(join(dir, 'mappings', 'nordportal.yaml'), 'utf8')).toContain('payroll.changed: [Bankverbindung neu]');
});

test('next month’s export is recognised by itself', async () => {
  const { page, dir } = stage;
  const file = join(dir, 'nordportal-2026-04.csv');
  writeFileSync(file, rows('04'));
  await page.getByRole('button', { name: 'Import more' }).click();
  await page.getByLabel('Path of a file or folder').fill(file);
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  const row = page.getByRole('row', { name: /nordportal-2026-04\.csv/ });
  await row.getByText('Nordportal', { exact: true }).waitFor();
  await row.click();
  await page.getByRole('region', { name: 'The chosen file' }).getByText('payroll.changed').waitFor();
});

test('nothing is kept in the user’s folder that was not asked for, and the page asked nobody but its host', () => {
  expect(existsSync(join(stage.dir, 'mappings', 'nordportal.yaml'))).toBe(true);
  expect(stage.foreign).toEqual([]);
  expect(stage.complaints).toEqual([]);
});
