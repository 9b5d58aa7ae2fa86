// @vitest-environment happy-dom
/** What a window did in one case is not shown of another. */
import { act } from 'react';
import { beforeEach, expect, test } from 'vitest';
import { App } from '../../renderer/frame/App.tsx';
import { useCase } from '../../renderer/state/case.ts';
import { caseIs } from '../../renderer/state/forgetting.ts';
import { useImporting } from '../../renderer/state/importing.ts';
import { useJobs } from '../../renderer/state/jobs.ts';
import { go, useNavigation } from '../../renderer/state/navigation.ts';
import { useOpenRecord } from '../../renderer/state/record.ts';
import { say, useSaid } from '../../renderer/state/said.ts';
import { useVerifications } from '../../renderer/state/verifications.ts';
import type { ResultOf } from '../../shared/contract/requests.ts';
import type { CaseSummary } from '../../shared/views/types.ts';
import { type Drawn, draw } from './drawing.ts';
import { fixtureEngine, type Handlers } from './fixture/engine.ts';
import { panels } from './fixture/panels.ts';

const DRAWN = panels();
const OTHER = '/cases/other.case';

beforeEach(() => {
  caseIs(undefined);
  useCase.setState({ status: 'asking', summary: undefined, error: undefined });
  useImporting.getState().begin();
  useImporting.setState({ report: undefined });
  useJobs.setState({ job: undefined });
});

/** An engine that has one case open until another is opened in it. */
function engineOfTwo(layer: Handlers = {}) {
  let dir: string | undefined;
  const summary = async (): Promise<CaseSummary> => {
    const drawn = await DRAWN['case.summary']?.({}, { onProgress: () => undefined, signal: undefined, push: () => undefined });
    if (drawn === undefined) throw new Error('the fixture has a case');
    return dir === undefined ? drawn : { ...drawn, dir, id: 'tw-other', title: 'The other case' };
  };
  const engine = fixtureEngine(panels(), layer, {
    'case.summary': summary,
    'case.open': (args) => {
      dir = args.dir;
      return summary();
    },
  });
  const openOther = async (drawn: Drawn): Promise<void> => {
    await act(async () => {
      await useCase.getState().open(engine, { dir: OTHER });
    });
    await drawn.settle();
  };
  return { engine, openOther };
}

async function importAll(drawn: Drawn): Promise<void> {
  const field = drawn.one<HTMLInputElement>('[aria-label="Path of a file or folder"]');
  await drawn.type(field, '/in/bundle');
  await drawn.submit(field);
  await drawn.press('Enter', { ctrlKey: true });
}

test('an import of one case, its report and its line in the status bar, is forgotten in the next', async () => {
  const { engine, openOther } = engineOfTwo();
  await using drawn = await draw(engine, <App />, '#import');
  await importAll(drawn);
  expect(drawn.text()).toContain('sum checks');
  expect(drawn.one('.statusbar').textContent).toContain('Importing bundle: done');
  await openOther(drawn);
  await drawn.press('i');
  expect(drawn.one('.case-name').textContent).toContain('The other case');
  expect(drawn.text()).toContain('Nothing chosen yet');
  expect(drawn.text()).not.toContain('Show the last result');
  expect(drawn.one('.statusbar').textContent).toContain('Engine idle');
});

test('what was chosen but not imported yet is not offered to another case', async () => {
  const { engine, openOther } = engineOfTwo();
  await using drawn = await draw(engine, <App />, '#import');
  const field = drawn.one<HTMLInputElement>('[aria-label="Path of a file or folder"]');
  await drawn.type(field, '/in/bundle');
  await drawn.submit(field);
  await openOther(drawn);
  expect(useImporting.getState()).toMatchObject({ paths: [], members: [], wrong: [] });
});

test('an import that ends after another case was opened says nothing there', async () => {
  let end = (_: ResultOf<'import.run'>): void => undefined;
  const { engine, openOther } = engineOfTwo({ 'import.run': () => new Promise((resolve) => (end = resolve)) });
  await using drawn = await draw(engine, <App />, '#import');
  await importAll(drawn);
  await openOther(drawn);
  await act(async () => end({ sources: [], alreadyKnown: [], failed: [], warnings: [], cancelled: false, analysed: undefined, seconds: 1 }));
  await drawn.settle();
  expect(useImporting.getState().report).toBeUndefined();
  expect(drawn.one('.statusbar').textContent).toContain('Engine idle');
});

test('an open record, the last word of the status bar, a verification and what was chosen on a screen go too, and Back does not bring it', async () => {
  const { engine, openOther } = engineOfTwo();
  await using drawn = await draw(engine, <App />, '#start');
  act(() => go('findings', { finding: 'f-7', severity: 'critical' }));
  await drawn.settle();
  act(() => {
    useOpenRecord.getState().open('s0001:7');
    say('Sealed tw-r01');
    useVerifications.setState({ byFile: new Map([['/out/tw-r01.evidence.zip', { given: '', view: {} as ResultOf<'evidence.verify'> }]]) });
  });
  const left = { hash: location.hash, state: history.state as unknown };
  await openOther(drawn);
  expect(useOpenRecord.getState().record).toBeUndefined();
  expect(useSaid.getState().text).toBe('');
  expect(useVerifications.getState().byFile.size).toBe(0);
  expect(useNavigation.getState()).toMatchObject({ screen: 'findings', params: {} });
  // As Back does: the address and what was kept with it.
  history.replaceState(left.state, '', left.hash);
  act(() => void window.dispatchEvent(new PopStateEvent('popstate', { state: left.state })));
  expect(useNavigation.getState()).toMatchObject({ screen: 'findings', params: {} });
});

test('what a person has typed on a screen of one case is not there in the other', async () => {
  const { engine, openOther } = engineOfTwo();
  await using drawn = await draw(engine, <App />, '#import');
  await drawn.type(drawn.one<HTMLInputElement>('[aria-label="Path of a file or folder"]'), '/in/half-typed');
  await openOther(drawn);
  expect(drawn.one<HTMLInputElement>('[aria-label="Path of a file or folder"]').value).toBe('');
});
