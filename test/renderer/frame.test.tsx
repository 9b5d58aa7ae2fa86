// @vitest-environment happy-dom
import { beforeEach, expect, test } from 'vitest';
import { App } from '../../renderer/frame/App.tsx';
import { GO_KEYS } from '../../renderer/frame/keymap.ts';
import { SCREEN_VIEWS } from '../../renderer/screens/registry.ts';
import { useCase } from '../../renderer/state/case.ts';
import { useDialogs } from '../../renderer/state/dialogs.ts';
import { useJobs } from '../../renderer/state/jobs.ts';
import { useNavigation } from '../../renderer/state/navigation.ts';
import { usePreferences } from '../../renderer/state/preferences.ts';
import { Failure } from '../../shared/contract/errors.ts';
import type { CaseSummary } from '../../shared/views/types.ts';
import { draw } from './drawing.ts';
import { fixtureEngine, type Handlers } from './fixture/engine.ts';
import { panels } from './fixture/panels.ts';

/** The answers as they are drawn, for tests that change one of them. */
const DRAWN = panels();

beforeEach(() => {
  useCase.setState({ status: 'asking', summary: undefined, error: undefined });
  useDialogs.setState({ open: undefined });
  useJobs.setState({ job: undefined });
  usePreferences.setState({ recent: [], theme: undefined });
});

const CLOSED: Handlers = {
  'case.summary': () => {
    throw new Failure({ code: 'usage', message: 'no case is open' });
  },
};
const screen = (): string => useNavigation.getState().screen;

test('g and a letter goes to a screen, from a screen that has that letter too', async () => {
  await using drawn = await draw(fixtureEngine(panels()), <App />, '#findings');
  await drawn.press('g');
  await drawn.press('n');
  expect(screen()).toBe('notebook');
  expect(drawn.one('h1').textContent).toBe('Notebook');
});

test('the rail names each screen with its count and marks where one is', async () => {
  await using drawn = await draw(fixtureEngine(panels()), <App />, '#findings');
  const link = drawn.one('nav[aria-label=Screens] a[aria-current=page]');
  expect(link.getAttribute('aria-label')).toBe('Findings, 354');
});

test('each landmark is there once', async () => {
  await using drawn = await draw(fixtureEngine(panels()), <App />, '#findings');
  for (const landmark of ['header.topbar', 'nav', 'main', 'footer.statusbar', 'search']) drawn.one(landmark);
});

test('without a case one can open one, and nothing of a case is asked', async () => {
  const engine = fixtureEngine(panels(), CLOSED);
  await using drawn = await draw(engine, <App />, '#findings?finding=f-1');
  expect(drawn.one('h1').textContent).toBe('Cases');
  expect(engine.asked.some((a) => a.name.startsWith('finding'))).toBe(false);
});

test('an auditor without a case verifies a package', async () => {
  const engine = fixtureEngine(panels(), CLOSED);
  await using drawn = await draw(engine, <App />, '#evidence?verify=/in/tw-r01.evidence.zip');
  expect(engine.asked.find((a) => a.name === 'evidence.verify')?.args).toMatchObject({ file: '/in/tw-r01.evidence.zip' });
  expect(drawn.text()).toContain('INDETERMINATE');
  expect(drawn.text()).toContain('no allowed_signers file was given');
});
test('/ takes the keyboard to the search, Enter follows the first hit', async () => {
  await using drawn = await draw(fixtureEngine(panels()), <App />, '#sources');
  await drawn.press('/');
  const field = drawn.one<HTMLInputElement>('input[role=combobox]');
  expect(document.activeElement).toBe(field);
  await drawn.type(field, 'custody');
  await drawn.press('Enter');
  expect(screen()).toBe('custody');
});

test('a command that is being typed stands before what the case holds, then identities, findings and events', async () => {
  const engine = fixtureEngine(panels(), {
    'search.all': () => ({
      took: 1,
      hits: [
        { type: 'event', id: 's0001:7', label: 'export of mailbox', sub: '' },
        { type: 'finding', id: 'f-5', label: 'route.audience-missing', sub: 'export' },
        { type: 'identity', id: 'iexport0', label: 'svc-export', sub: 'service' },
      ],
    }),
  });
  await using drawn = await draw(engine, <App />, '#sources');
  const field = drawn.one<HTMLInputElement>('input[role=combobox]');
  // The question is asked when the hand rests; the test's own time limit ends the wait for one that never is.
  const searched = async (text: string): Promise<void> => {
    while (!engine.asked.some((a) => a.name === 'search.all' && JSON.stringify(a.args).includes(`"${text}"`))) await drawn.settle();
    await drawn.settle();
  };
  const kinds = (): (string | null)[] => [...document.querySelectorAll('search [role=option] .what')].map((what) => what.textContent);
  await drawn.press('/');
  await drawn.type(field, 'port');
  await searched('port');
  expect(kinds().slice(0, 3)).toEqual(['identity', 'finding', 'event']);
  expect(kinds()).toContain('run');
  await drawn.type(field, 'export');
  await searched('export');
  expect(kinds()).toEqual(['run', 'identity', 'finding', 'event']);
  await drawn.press('Enter');
  expect(screen()).toBe('evidence');
});

test('? shows the map, and only keys that lead somewhere', async () => {
  await using drawn = await draw(fixtureEngine(panels()), <App />, '#sources');
  await drawn.press('?', { shiftKey: true });
  expect(drawn.one('dialog').textContent).toContain('Keyboard map');
  for (const { screen, label } of GO_KEYS) {
    expect(drawn.one('dialog').textContent).toContain(label);
    expect(SCREEN_VIEWS[screen]).toBeDefined();
  }
});

test('d turns the light, and the choice is kept', async () => {
  await using drawn = await draw(fixtureEngine(panels()), <App />, '#sources');
  await drawn.press('d');
  const theme = document.documentElement.getAttribute('data-theme');
  await drawn.press('d');
  expect(document.documentElement.getAttribute('data-theme')).not.toBe(theme);
  expect(localStorage.getItem('tracewake.preferences')).toContain('"theme"');
});

test('a case that another process holds says so, and offers nothing that writes', async () => {
  await using drawn = await draw(
    fixtureEngine(panels(), {
      'case.summary': async (args, how) => {
        const summary = await DRAWN['case.summary']?.(args, how);
        if (summary === undefined) throw new Error('the fixture has a case');
        return { ...summary, readOnly: true, readOnlyReason: 'Process 4711 has it open.' };
      },
    }),
    <App />,
    '#sources',
  );
  expect(drawn.text()).toContain('open for reading only');
  expect(drawn.text()).toContain('Process 4711');
  expect(drawn.one<HTMLButtonElement>('.toolbar .button.primary').disabled).toBe(true);
});

test('a failure of the engine says what happened, where, and what to do, and no stack', async () => {
  await using drawn = await draw(
    fixtureEngine(panels(), {
      'sources.list': () => {
        throw new Failure({
          code: 'input',
          message: 'the database is damaged',
          file: 'case.db',
          position: 'page 12',
          advice: 'restore it from a copy',
        });
      },
    }),
    <App />,
    '#sources',
  );
  const alert = drawn.one('main [role=alert]');
  expect(alert.textContent).toBe('The database is damaged.case.db, page 12Restore it from a copy.Try again');
});

test('a case that the other process has let go of is offered to be opened again, and counts and reasons follow', async () => {
  let reopened = false;
  const summary: Handlers['case.summary'] = async (args, how) => {
    const drawn = await DRAWN['case.summary']?.(args, how);
    if (drawn === undefined) throw new Error('the fixture has a case');
    return reopened ? drawn : { ...drawn, readOnly: true, readOnlyReason: 'another process had it open and has let it go since', released: true };
  };
  const engine = fixtureEngine(panels(), {
    'case.summary': summary,
    'case.open': (_args, how) => {
      reopened = true;
      return summary({}, how) as never;
    },
  });
  await using drawn = await draw(engine, <App />, '#sources');
  expect(drawn.text()).toContain('open for reading only: another process had it open and has let it go since.');
  await drawn.click([...document.querySelectorAll('main button')].find((b) => b.textContent === 'Open it again') as Element);
  expect(drawn.text()).not.toContain('open for reading only');
});

test('an import of another process is said, and one whose paths are not known is said without a list', async () => {
  const summary = (more: object): Handlers => ({
    'case.summary': async (args, how) => ({ ...((await DRAWN['case.summary']?.(args, how)) as CaseSummary), ...more }),
  });
  {
    await using drawn = await draw(
      fixtureEngine(panels(), summary({ readOnly: true, readOnlyReason: 'held', importing: { paths: ['/in/okta'] } })),
      <App />,
      '#sources',
    );
    expect(drawn.text()).toContain('Another process is importing into this case: /in/okta.');
  }
  await using drawn = await draw(fixtureEngine(panels(), summary({ interrupted: { at: 0, paths: [] } })), <App />, '#sources');
  expect(drawn.text()).toContain('An import did not come to its end. Nothing of the file');
});

test('a case with sources that no analysis has seen can be judged from the status bar, one that cannot be written not', async () => {
  const out = (more: object): Handlers => ({
    'case.summary': async (args, how) => ({ ...((await DRAWN['case.summary']?.(args, how)) as CaseSummary), analysis: undefined, ...more }),
    'analysis.run': () => ({ events: 1, wakes: 1, findings: [], unknown: 0, requests: 0, seconds: 1 }),
  });
  const offered = (): Element | undefined => [...document.querySelectorAll('.statusbar button')].find((b) => b.textContent === 'Judge now');
  const engine = fixtureEngine(panels(), out({}));
  {
    await using drawn = await draw(engine, <App />, '#sources');
    await drawn.click(offered() as Element);
    expect(engine.asked.filter((a) => a.name === 'analysis.run')).toHaveLength(1);
    expect(drawn.one('.statusbar').textContent).toContain('Judging: done');
  }
  useJobs.setState({ job: undefined });
  await using _ = await draw(fixtureEngine(panels(), out({ readOnly: true, readOnlyReason: 'held' })), <App />, '#sources');
  expect(offered()).toBeUndefined();
});
