// @vitest-environment happy-dom
import { act } from 'react';
import { beforeEach, expect, test } from 'vitest';
import { OpenChooser } from '../../renderer/frame/ChooseDialog.tsx';
import { ImportScreen } from '../../renderer/screens/import/ImportScreen.tsx';
import { useCase } from '../../renderer/state/case.ts';
import { choose as choosePaths } from '../../renderer/state/chooser.ts';
import { useImporting } from '../../renderer/state/importing.ts';
import { useJobs } from '../../renderer/state/jobs.ts';
import { go } from '../../renderer/state/navigation.ts';
import { ADAPTERS } from '../../shared/adapters/registry.ts';
import { Failure } from '../../shared/contract/errors.ts';
import type { ResultOf } from '../../shared/contract/requests.ts';
import { type Drawn, draw } from './drawing.ts';
import { cancelled, fixtureEngine, fixtureHost, type Handlers } from './fixture/engine.ts';
import { panels } from './fixture/panels.ts';
import { sampleOfPlan } from './fixture/sources.ts';

beforeEach(() => {
  useImporting.getState().begin();
  useImporting.setState({ report: undefined });
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

const button = (text: string | RegExp): Element => {
  const found = [...document.querySelectorAll('button')].find((b) =>
    typeof text === 'string' ? b.textContent === text : text.test(b.textContent ?? ''),
  );
  if (found === undefined) throw new Error(`there is no button ${text}`);
  return found;
};
async function choose(drawn: Drawn, select: HTMLSelectElement, value: string): Promise<void> {
  await act(async () => {
    select.value = value;
    select.dispatchEvent(new Event('change', { bubbles: true }));
  });
  await drawn.settle();
}
const optionsAsked = (engine: Awaited<ReturnType<typeof open>>['engine'], name: 'import.plan' | 'import.run') =>
  (engine.asked.findLast((a) => a.name === name)?.args as { readonly options?: { readonly members?: readonly unknown[] } } | undefined)?.options
    ?.members;

test('the chosen file shows its first records as they will be read, and what cannot be', async () => {
  const { drawn } = await open();
  await using _ = drawn;
  await typePath(drawn, '/in/bundle');
  await drawn.press('j');
  const chosen = drawn.one('[aria-label="The chosen file"]').textContent ?? '';
  for (const said of [
    'password.reset',
    'upn:m.lund@nord.example',
    'no kind for "Frob"',
    '2 times cannot be read, such as “yesterday”: undated',
    '19 accepted',
  ])
    expect(chosen).toContain(said);
});

test('a file is set otherwise by hand: the plan is asked with it, and so is the import', async () => {
  const { engine, drawn } = await open();
  await using _ = drawn;
  await typePath(drawn, '/in/bundle');
  await drawn.press('j');
  const field = (label: string): HTMLInputElement => {
    const found = [...document.querySelectorAll('.plan-settings .labelled')].find((l) => l.firstElementChild?.textContent === label);
    return found?.querySelector('input') as HTMLInputElement;
  };
  const enter = async (label: string, text: string): Promise<void> => {
    await drawn.type(field(label), text);
    await drawn.press('Enter', { on: field(label) });
  };
  await enter('Zone of times without one', 'Europe/Oslo');
  await enter('Clock: offset and uncertainty', '-PT90S PT2S');
  await enter('Covers, from and to', '2026-03-01T00:00Z 2026-04-01T00:00Z');
  await enter('Channels', 'iam-audit, signin');
  expect(optionsAsked(engine, 'import.plan')).toEqual([
    expect.objectContaining({
      zone: 'Europe/Oslo',
      clock: { offset: -90_000_000, uncertainty: 2_000_000 },
      covers: { from: Date.UTC(2026, 2, 1) * 1000, to: Date.UTC(2026, 3, 1) * 1000 },
      channels: ['iam-audit', 'signin'],
    }),
  ]);
  await enter('Channels', 'pigeon');
  expect(drawn.text()).toContain('one of these is no channel');
  await enter('Channels', 'iam-audit signin');
  await drawn.click(drawn.one('.plan-settings .check input'));
  await drawn.press('Enter', { ctrlKey: true });
  expect(optionsAsked(engine, 'import.run')).toEqual([expect.objectContaining({ leaveOut: true, zone: 'Europe/Oslo' })]);
});

const DRAFT: ResultOf<'import.draft'> = {
  name: 'nord',
  text: 'mapping: nord\n',
  faults: [],
  sample: sampleOfPlan,
  proposal: {
    records: 20,
    as: 'event',
    why: 'it has times and operations',
    columns: [
      {
        path: 'When',
        filled: 20,
        distinct: 20,
        examples: ['04.03.2026 08:41'],
        looks: 'times',
        role: { field: 'time', confidence: 0.93, reason: 'it is called “when”' },
      },
      {
        path: 'What',
        filled: 20,
        distinct: 2,
        examples: ['Frob'],
        looks: '2 values',
        role: { field: 'kind', confidence: 0.8, reason: 'it is called “what”' },
      },
      { path: '<b>Who</b>', filled: 18, distinct: 9, examples: ['ada@x.example'], looks: 'mail addresses', role: undefined },
    ],
    words: [{ field: 'kind', path: 'What', values: [{ value: 'Frob', count: 12, word: undefined }], more: 0 }],
    constants: [{ field: 'outcome', value: 'success', reason: 'no column says whether it succeeded' }],
    notes: ['The times carry no zone: name the zone of the system, or UTC is assumed.'],
    mapping: {
      name: 'nord',
      title: 'Nord',
      version: 1,
      fits: { columns: ['When'], where: {} },
      system: 'nord',
      read: [{ as: 'event', fields: { time: { path: 'When' }, kind: { path: 'What', values: {} } } }],
    },
  },
};

async function map(layer: Handlers = {}) {
  const opened = await open({
    'import.plan': ({ paths }) => ({
      warnings: [],
      absent: [],
      members: [
        {
          name: 'nord.csv',
          path: `${paths[0]}/nord.csv`,
          bytes: 100,
          type: undefined,
          title: undefined,
          why: 'no adapter knows its records',
          system: undefined,
          channels: [],
          declared: undefined,
          zone: undefined,
          warnings: [],
          known: undefined,
          format: 'csv',
          clock: undefined,
          setByHand: [],
          leftOut: false,
          sample: undefined,
        },
      ],
    }),
    'import.draft': () => DRAFT,
    'mapping.list': () => ({ folder: '/home/ada/mappings', mappings: [], warnings: [] }),
    ...layer,
  });
  await typePath(opened.drawn, '/in');
  const begin = opened.drawn.one('[aria-label="Map nord.csv"]');
  await act(async () => begin.focus());
  await opened.drawn.click(begin);
  return opened;
}
const edits = (engine: Awaited<ReturnType<typeof open>>['engine']): unknown =>
  (engine.asked.findLast((a) => a.name === 'import.draft')?.args as { readonly edits?: unknown } | undefined)?.edits;

test('a file that no adapter knows is mapped: roles with their reasons, words, and the first records beside them', async () => {
  const { engine, drawn } = await map();
  await using _ = drawn;
  for (const said of [
    '93 %: it is called “when”',
    'mail addresses, 18 of 20',
    '<b>Who</b>',
    'carry no zone',
    'no column says whether it succeeded',
    'password.reset',
  ])
    expect(drawn.text()).toContain(said);
  await choose(drawn, drawn.one('[aria-label="<b>Who</b> is"]'), 'actor');
  expect(edits(engine)).toEqual({ columns: { When: 'time', What: 'kind', '<b>Who</b>': 'actor' } });
  await choose(drawn, drawn.one('[aria-label="Frob stands for"]'), 'permission.changed');
  await choose(drawn, drawn.one('[aria-label="outcome of all records"]'), '');
  expect(edits(engine)).toMatchObject({ words: { kind: { Frob: 'permission.changed' } }, constants: { outcome: '' } });
  expect(button(/^Import/).hasAttribute('disabled')).toBe(true);
  await drawn.click(button('Use this mapping'));
  expect(optionsAsked(engine, 'import.plan')).toEqual([{ name: 'nord.csv', path: '/in/nord.csv', mapping: 'mapping: nord\n' }]);
  expect(engine.asked.some((a) => a.name === 'mapping.save')).toBe(false);
});

test('a mapping is kept for next time only where that is asked for, and a refusal keeps the editor open', async () => {
  const { engine, drawn } = await map({
    'mapping.save': () => {
      throw new Failure({ code: 'environment', message: 'the folder cannot be written', file: '/home/ada/mappings/nord.yaml' });
    },
  });
  await using _ = drawn;
  await drawn.click(drawn.one('.mapping-bar input[type=checkbox]'));
  await drawn.click(button('Use this mapping'));
  expect(engine.asked.findLast((a) => a.name === 'mapping.save')?.args).toEqual({ text: 'mapping: nord\n', to: 'folder', replace: true });
  expect(drawn.text()).toContain('The folder cannot be written');
  expect(drawn.text()).toContain('Use this mapping');
});

test('the text of a mapping is edited by hand, and its faults stand with line and column', async () => {
  const { engine, drawn } = await map({
    'import.draft': ({ text }) =>
      text === undefined || text === DRAFT.text
        ? { ...DRAFT, proposal: text === undefined ? DRAFT.proposal : undefined }
        : {
            proposal: undefined,
            name: undefined,
            text,
            faults: [{ line: 3, column: 9, message: 'there is no statement `evnt`', advice: 'did you mean `event`?' }],
            sample: undefined,
          },
  });
  await using _ = drawn;
  await drawn.click(button('As text'));
  const area = drawn.one<HTMLTextAreaElement>('.mapping-text textarea');
  expect(area.value).toBe(DRAFT.text);
  await drawn.type(area, 'mapping: nord\nread:\n  - as: evnt\n');
  await act(async () => area.dispatchEvent(new FocusEvent('focusout', { bubbles: true })));
  await drawn.settle();
  expect(engine.asked.findLast((a) => a.name === 'import.draft')?.args).toMatchObject({ text: 'mapping: nord\nread:\n  - as: evnt\n' });
  expect(drawn.text()).toContain('line 3, column 9');
  expect(button('Use this mapping').hasAttribute('disabled')).toBe(true);
});

test('the plan is saved as bundle.yaml with what was set for single files, and the mappings beside it are named', async () => {
  const { engine, drawn } = await open({
    'import.declaration': () => ({ text: 'sources: []', file: '/in/bundle/bundle.yaml', mappings: [{ file: 'maps/acme.yaml', text: '' }] }),
  });
  await using _ = drawn;
  await typePath(drawn, '/in/bundle');
  await act(async () => useImporting.getState().setMember({ name: 'a.csv', path: '/in/bundle/a.csv' }, { zone: 'Europe/Oslo' }));
  await drawn.settle();
  await drawn.click(button('Save as bundle.yaml'));
  await drawn.click([...document.querySelectorAll('dialog footer button')].find((b) => b.classList.contains('primary')) as Element);
  expect(engine.asked.findLast((a) => a.name === 'import.declaration')?.args).toMatchObject({
    paths: ['/in/bundle'],
    options: { members: [{ name: 'a.csv', zone: 'Europe/Oslo' }] },
    file: expect.stringMatching(/bundle\.yaml$/),
  });
  expect(drawn.one('.plan-bar [role=status]').textContent).toBe('Written: /in/bundle/bundle.yaml, maps/acme.yaml');
});

const focused = (): string => {
  const e = document.activeElement;
  if (e === null || e === document.body) return '';
  return (e.getAttribute('aria-label') ?? e.textContent ?? '').trim();
};

test('what is left out hands the focus on: to the next path, then to the one before, at last to what chooses files', async () => {
  const { drawn } = await open();
  await using _ = drawn;
  for (const path of ['/in/a', '/in/b', '/in/c']) await typePath(drawn, path);
  const leave = async (path: string): Promise<void> => {
    const cross = drawn.one(`[aria-label="Leave out ${path}"]`);
    await act(async () => cross.focus());
    await drawn.click(cross);
  };
  await leave('/in/b');
  expect(focused()).toBe('Leave out /in/c');
  await leave('/in/c');
  expect(focused()).toBe('Leave out /in/a');
  await leave('/in/a');
  expect(focused()).toBe('Choose');
});

test('the focus goes with the import: to its progress, to what came of it, and back to the beginning', async () => {
  let finish: (() => void) | undefined;
  const { engine, drawn } = await open({
    'import.run': (args, how) =>
      new Promise<ResultOf<'import.run'>>((resolve) => {
        finish = () => resolve(panels()['import.run']?.(args, how) as Promise<ResultOf<'import.run'>>);
      }),
  });
  await using _ = drawn;
  await typePath(drawn, '/in/bundle');
  const start = button(/^Import/) as HTMLButtonElement;
  await act(async () => start.focus());
  await drawn.click(start);
  expect(focused()).toBe('Looking at the files');
  expect(engine.asked.some((a) => a.name === 'import.run')).toBe(true);
  await act(async () => finish?.());
  await drawn.settle();
  expect(focused()).toBe('Imported');
  const more = button('Import more') as HTMLButtonElement;
  await act(async () => more.focus());
  await drawn.click(more);
  expect(focused()).toBe('Import');
});

test('the focus that is elsewhere when an import ends stays there', async () => {
  let finish: (() => void) | undefined;
  const { drawn } = await open({
    'import.run': () =>
      new Promise<ResultOf<'import.run'>>((_resolve, reject) => {
        finish = () => reject(cancelled());
      }),
  });
  await using _ = drawn;
  const elsewhere = document.createElement('input');
  document.body.append(elsewhere);
  await typePath(drawn, '/in/bundle');
  await drawn.press('Enter', { ctrlKey: true });
  elsewhere.focus();
  await act(async () => finish?.());
  await drawn.settle();
  expect(document.activeElement).toBe(elsewhere);
  elsewhere.remove();
});

test('a mapping that is begun and given up takes the focus there and back', async () => {
  const { drawn } = await map();
  await using _ = drawn;
  expect(focused()).toBe('nord.csv');
  const back = [...document.querySelectorAll<HTMLButtonElement>('.mapping-bar button')].find((b) => b.textContent === 'Cancel') as HTMLButtonElement;
  await act(async () => back.focus());
  await drawn.click(back);
  expect(focused()).toBe('Import');
});

const importButton = (): HTMLButtonElement => button(/^Import/) as HTMLButtonElement;
const asksToImport = (engine: Awaited<ReturnType<typeof open>>['engine']): boolean => engine.asked.some((a) => a.name === 'import.run');
async function typeZone(drawn: Drawn, zone: string): Promise<void> {
  const field = drawn.one<HTMLInputElement>('.import-side .labelled input[placeholder^="UTC"]');
  await drawn.type(field, zone);
  await act(async () => field.dispatchEvent(new FocusEvent('focusout', { bubbles: true })));
  await drawn.settle();
}

test('nothing is imported beside an error in the plan, and once it is mended the error is gone', async () => {
  const { engine, drawn } = await open({
    'import.plan': (args, how) => {
      if (args.options?.zone === 'Mars') throw new Failure({ code: 'usage', message: 'there is no zone Mars' });
      return panels()['import.plan']?.(args, how) as ResultOf<'import.plan'>;
    },
  });
  await using _ = drawn;
  await typePath(drawn, '/in/bundle');
  expect(importButton().disabled).toBe(false);
  await typeZone(drawn, 'Mars');
  expect(drawn.text()).toContain('There is no zone Mars');
  expect(importButton().disabled).toBe(true);
  await drawn.press('Enter', { ctrlKey: true });
  expect(asksToImport(engine)).toBe(false);
  await typeZone(drawn, 'UTC');
  expect(document.querySelector('[role=alert]')).toBeNull();
  expect(importButton().disabled).toBe(false);
});

test('what an import failed of is said until something is changed about it', async () => {
  const { drawn } = await open({
    'import.run': () => {
      throw new Failure({ code: 'input', message: 'there is no zone Mars' });
    },
  });
  await using _ = drawn;
  await typePath(drawn, '/in/bundle');
  await drawn.press('Enter', { ctrlKey: true });
  expect(drawn.one('[role=alert]').textContent).toContain('There is no zone Mars');
  await typeZone(drawn, 'UTC');
  expect(document.querySelector('[role=alert]')).toBeNull();
});

test('nothing is imported beside a setting of a file that cannot be taken; the text as it was, or none, mends it', async () => {
  const { engine, drawn } = await open();
  await using _ = drawn;
  await typePath(drawn, '/in/bundle');
  await drawn.press('j');
  const channels = [...document.querySelectorAll('.plan-settings .labelled')]
    .find((l) => l.firstElementChild?.textContent === 'Channels')
    ?.querySelector('input') as HTMLInputElement;
  await drawn.type(channels, 'pigeon');
  await drawn.press('Enter', { on: channels });
  expect(drawn.text()).toContain('one of these is no channel');
  expect(importButton().disabled).toBe(true);
  await drawn.press('Enter', { ctrlKey: true });
  expect(asksToImport(engine)).toBe(false);
  await drawn.type(channels, '');
  await drawn.press('Enter', { on: channels });
  expect(document.querySelector('[role=alert]')).toBeNull();
  expect(importButton().disabled).toBe(false);
});

test('an import that a full disk ended shows what is in the case beside why it ended', async () => {
  const { drawn } = await open({
    'import.run': async (args, how) => ({
      ...((await panels()['import.run']?.(args, how)) as ResultOf<'import.run'>),
      failed: [],
      analysed: undefined,
      stopped: { code: 'environment', message: 'the disk is full', file: '/cases/a', advice: 'Free some space and do it again.' },
    }),
  });
  await using _ = drawn;
  await typePath(drawn, '/in/bundle');
  await drawn.press('Enter', { ctrlKey: true });
  expect(drawn.one('h1').textContent).toBe('Import stopped');
  expect(drawn.one('[role=alert]').textContent).toBe('The disk is full. /cases/a Free some space and do it again.');
  expect(drawn.text()).toContain('sum checks');
});

test('after a change of one column only that one is said to be chosen; the others keep the reason of their guess', async () => {
  const { drawn } = await map({
    // As the engine does it: whatever is set is chosen.
    'import.draft': ({ edits: set }) => ({
      ...DRAFT,
      proposal: DRAFT.proposal && {
        ...DRAFT.proposal,
        columns: DRAFT.proposal.columns.map((c) => {
          const field = set?.columns?.[c.path];
          if (field === undefined) return c;
          return { ...c, role: field === '' ? undefined : { field, confidence: 1, reason: 'chosen' } };
        }),
      },
    }),
  });
  await using _ = drawn;
  const because = (): (string | null)[] => [...document.querySelectorAll('.mapping-why')].map((e) => e.textContent);
  expect(because()).toEqual(['93 %: it is called “when”', '80 %: it is called “what”', '']);
  await choose(drawn, drawn.one('[aria-label="<b>Who</b> is"]'), 'actor');
  expect(because()).toEqual(['93 %: it is called “when”', '80 %: it is called “what”', 'chosen']);
  await choose(drawn, drawn.one('[aria-label="What is"]'), 'operation');
  expect(because()).toEqual(['93 %: it is called “when”', 'chosen', 'chosen']);
  await choose(drawn, drawn.one('[aria-label="What is"]'), 'kind');
  expect(because()).toEqual(['93 %: it is called “when”', 'chosen', 'chosen']);
});

const CUT: ResultOf<'import.run'> = { sources: [], alreadyKnown: [], failed: [], warnings: [], cancelled: true, analysed: undefined, seconds: 2.5 };

test('a cancelled import says that it was cancelled and what had come in by then, and claims nothing about the files', async () => {
  const { drawn } = await open({ 'import.run': () => CUT });
  await using _ = drawn;
  await typePath(drawn, '/in/bundle');
  await drawn.press('Enter', { ctrlKey: true });
  expect(drawn.one('h1').textContent).toBe('Import cancelled');
  expect(drawn.text()).toContain('cancelled before a source was finished');
  expect(drawn.text()).not.toContain('could not be read');
  expect(useJobs.getState().job?.state).toMatchObject({ status: 'done', how: 'cancelled' });
});

test('whole sources of a cancelled import are counted', async () => {
  const whole = await panels()['import.run']?.({ paths: [] }, { onProgress: () => undefined, signal: undefined, push: () => undefined });
  const { drawn } = await open({ 'import.run': () => ({ ...CUT, sources: whole?.sources.slice(0, 2) ?? [] }) });
  await using _ = drawn;
  await typePath(drawn, '/in/bundle');
  await drawn.press('Enter', { ctrlKey: true });
  expect(drawn.text()).toContain('By then 2 sources had come in whole: they stay in the case');
});

test('who comes back to import after a look elsewhere finds the form, and the last result above it', async () => {
  const { drawn } = await open();
  await using _ = drawn;
  await typePath(drawn, '/in/bundle');
  await drawn.press('Enter', { ctrlKey: true });
  expect(drawn.text()).toContain('sum checks');
  act(() => go('import'));
  await drawn.settle();
  expect(drawn.text()).toContain('Nothing chosen yet');
  await drawn.click(button('Show the last result'));
  expect(drawn.text()).toContain('sum checks');
});

test('a mistyped path is marked where it stands and taken off there; the plan of the others stays', async () => {
  const drawnPlan = panels()['import.plan'];
  const { engine, drawn } = await open({
    'import.plan': async (args, how) => {
      const made = await drawnPlan?.(args, how);
      if (made === undefined) throw new Error('the fixture has a plan');
      return { ...made, absent: args.paths.filter((path) => path.includes('mistyped')) };
    },
  });
  await using _ = drawn;
  await typePath(drawn, '/in/bundle');
  await typePath(drawn, '/in/mistyped');
  expect(drawn.one('.import-paths [role=alert]').closest('li')?.textContent).toContain('/in/mistyped');
  expect(drawn.text()).toContain('the first record has eventVersion');
  expect(drawn.text()).toContain('1 path not there');
  await drawn.press('Enter', { ctrlKey: true });
  expect(engine.asked.some((a) => a.name === 'import.run')).toBe(false);
  await drawn.click(button('Remove'));
  expect(drawn.text()).not.toContain('1 path not there');
  await drawn.press('Enter', { ctrlKey: true });
  expect(engine.asked.find((a) => a.name === 'import.run')?.args).toMatchObject({ paths: ['/in/bundle'] });
});

test('the path of a case, typed, is said to be one and can be chosen', async () => {
  const { drawn } = await open();
  await using _ = drawn;
  let chosen: Promise<readonly string[]> = Promise.resolve([]);
  await act(async () => {
    chosen = choosePaths(fixtureHost(fixtureEngine(panels())), { what: 'case', title: 'Open a case' });
  });
  await drawn.settle();
  const field = drawn.one<HTMLInputElement>('dialog [aria-label=Folder]');
  await drawn.type(field, '/cases/week-10.case');
  await drawn.submit(field);
  expect(drawn.one('dialog [role=status]').textContent).toContain('week-10.case is a case');
  const last = [...document.querySelectorAll<HTMLButtonElement>('dialog button')].find((b) => b.textContent === 'Choose');
  expect(last?.disabled).toBe(false);
  await drawn.click(last as Element);
  expect(await chosen).toEqual(['/cases/week-10.case']);
});
