// @vitest-environment happy-dom
import { beforeEach, expect, test } from 'vitest';
import { OpenChooser } from '../../renderer/frame/ChooseDialog.tsx';
import { ImportScreen } from '../../renderer/screens/import/ImportScreen.tsx';
import { useCase } from '../../renderer/state/case.ts';
import { useImporting } from '../../renderer/state/importing.ts';
import { useJobs } from '../../renderer/state/jobs.ts';
import { ADAPTERS } from '../../shared/adapters/registry.ts';
import { Failure } from '../../shared/contract/errors.ts';
import type { ResultOf } from '../../shared/contract/requests.ts';
import { type Drawn, draw } from './drawing.ts';
import { cancelled, fixtureEngine, type Handlers } from './fixture/engine.ts';
import { panels } from './fixture/panels.ts';

beforeEach(() => {
  useImporting.getState().begin();
  useJobs.setState({ job: undefined });
});

async function open(layer: Handlers = {}) {
  const engine = fixtureEngine(panels(), layer);
  useCase.setState({ status: 'open', summary: await engine.request('case.summary', {}), error: undefined });
  const drawn = await draw(
    engine,
    <>
      <ImportScreen />
      <OpenChooser />
    </>,
    '#import',
  );
  return { engine, drawn };
}
async function typePath(drawn: Drawn, path: string): Promise<void> {
  const field = drawn.one<HTMLInputElement>('[aria-label="Path of a file or folder"]');
  await drawn.type(field, path);
  await drawn.submit(field);
}

test('what would be read is shown with the reason before anything is read', async () => {
  const { engine, drawn } = await open();
  await using _ = drawn;
  await typePath(drawn, '/in/bundle');
  expect(engine.asked.find((a) => a.name === 'import.plan')?.args).toMatchObject({ paths: ['/in/bundle'] });
  expect(drawn.text()).toContain('the first record has eventVersion');
  expect(drawn.text()).toContain('already in the case, s0003');
  expect(drawn.text()).toContain('not read: unknown');
  expect(engine.asked.some((a) => a.name === 'import.run')).toBe(false);
});

test('a folder is chosen from the engine’s own listing, with the keyboard', async () => {
  const { engine, drawn } = await open();
  await using _ = drawn;
  await drawn.click([...document.querySelectorAll('button')].find((b) => b.textContent === 'Choose files or a folder') as Element);
  const list = drawn.one('dialog [role=listbox]');
  await drawn.press('ArrowDown', { on: list });
  await drawn.press('ArrowDown', { on: list });
  await drawn.press('ArrowDown', { on: list });
  await drawn.press(' ', { on: list });
  await drawn.click([...document.querySelectorAll('dialog footer button')].find((b) => b.textContent === 'Choose') as Element);
  expect(engine.asked.findLast((a) => a.name === 'import.plan')?.args).toMatchObject({ paths: ['/home/adeyemi/bundle-week-10'] });
});

test('a running import shows bytes, records, member, rate and time left, and Cancel stops it', async () => {
  const { drawn } = await open({
    'import.run': (_args, how) =>
      new Promise<ResultOf<'import.run'>>((_resolve, reject) => {
        how.onProgress({
          request: 1,
          phase: 'reading',
          member: 'entra-signins.ndjson.gz',
          bytes: { done: 920e6, of: 1510e6 },
          records: { done: 1_402_118, of: undefined },
          rate: 74_300,
          secondsLeft: 12,
        });
        how.signal?.addEventListener('abort', () => reject(cancelled()));
      }),
  });
  await using _ = drawn;
  await typePath(drawn, '/in/bundle');
  await drawn.press('Enter', { ctrlKey: true });
  for (const said of ['entra-signins.ndjson.gz', '920 MB of 1.5 GB', '1,402,118', '74,300 a second', '0:12']) expect(drawn.text()).toContain(said);
  expect(drawn.one('[role=progressbar]').getAttribute('aria-valuenow')).toBe('60');
  await drawn.click([...document.querySelectorAll('button')].find((b) => b.textContent === 'Cancel') as Element);
  expect(drawn.text()).toContain('the one in work left nothing');
});

test('what came of every record is shown as a sum that checks, with the file that could not be opened', async () => {
  const { drawn } = await open();
  await using _ = drawn;
  await typePath(drawn, '/in/bundle');
  await drawn.press('Enter', { ctrlKey: true });
  expect(drawn.text()).toContain('sum checks');
  expect(drawn.text()).toContain('The gzip stream ends early.');
  expect(drawn.text()).toContain('record 3,310');
});

test('an import that fails says at which file and position, and leaves the plan as it was', async () => {
  const { drawn } = await open({
    'import.run': () => {
      throw new Failure({ code: 'environment', message: 'the disk is full', file: '/cases/a/vault', advice: 'free 2 GB and import again' });
    },
  });
  await using _ = drawn;
  await typePath(drawn, '/in/bundle');
  await drawn.press('Enter', { ctrlKey: true });
  expect(drawn.one('[role=alert]').textContent).toBe('The disk is full. /cases/a/vault Free 2 GB and import again.');
  expect(drawn.text()).toContain('not read: unknown');
});

test('each adapter is offered by its name, and one that is chosen is asked for at once', async () => {
  const { engine, drawn } = await open();
  await using _ = drawn;
  await typePath(drawn, '/in/bundle');
  const field = drawn.one<HTMLInputElement>('input[list]');
  const offered = [...(document.getElementById(field.getAttribute('list') ?? '')?.children ?? [])].map((o) => o.getAttribute('value'));
  expect(offered).toEqual(ADAPTERS.map((a) => a.type).toSorted());
  const plans = () => engine.asked.filter((a) => a.name === 'import.plan');
  const before = plans().length;
  await drawn.type(field, 'okta-');
  expect(plans()).toHaveLength(before);
  await drawn.type(field, 'okta-system-log');
  expect(plans().at(-1)?.args).toMatchObject({ options: { as: 'okta-system-log' } });
});
