// @vitest-environment happy-dom
/** A page that is loaded while the engine is at work, or that stands beside the one that began it. */
import { act } from 'react';
import { beforeEach, expect, test } from 'vitest';
import { App } from '../../renderer/frame/App.tsx';
import { useCase } from '../../renderer/state/case.ts';
import { caseIs } from '../../renderer/state/forgetting.ts';
import { useImporting } from '../../renderer/state/importing.ts';
import { useJobs } from '../../renderer/state/jobs.ts';
import { useVerifications } from '../../renderer/state/verifications.ts';
import { Failure } from '../../shared/contract/errors.ts';
import type { Progress } from '../../shared/contract/requests.ts';
import type { RunningWork } from '../../shared/contract/works.ts';
import { draw } from './drawing.ts';
import { cancelled, fixtureEngine, type How } from './fixture/engine.ts';
import { panels } from './fixture/panels.ts';

beforeEach(() => {
  caseIs(undefined);
  useCase.setState({ status: 'asking', summary: undefined, error: undefined });
  useImporting.getState().begin();
  useImporting.setState({ report: undefined });
  useJobs.setState({ job: undefined });
  useVerifications.setState({ byFile: new Map() });
});

const progress = (done: number): Progress => ({
  request: 1,
  phase: 'reading',
  member: 'okta.ndjson',
  bytes: { done, of: 100 },
  records: undefined,
  rate: undefined,
  secondsLeft: undefined,
});
const IMPORT: RunningWork = { work: 4, name: 'import.run', about: { paths: ['/in/okta'] }, progress: progress(20) };

/** An engine at work; `end` has the work come to its end as it is told. */
function atWork(first: readonly RunningWork[]) {
  let works = first;
  let how: How | undefined;
  let settle: { resolve: (value: unknown) => void; reject: (why: unknown) => void } | undefined;
  const engine = fixtureEngine(panels(), {
    'work.list': () => works,
    'work.join': (_args, watching) => {
      how = watching;
      watching.signal?.addEventListener('abort', () => {
        works = [];
        settle?.reject(cancelled());
      });
      return new Promise((resolve, reject) => {
        settle = { resolve, reject };
      });
    },
  });
  const end = (value: unknown): Promise<void> =>
    act(async () => {
      works = [];
      settle?.resolve(value);
    });
  return {
    engine,
    end,
    begin: (now: readonly RunningWork[]) =>
      act(async () => {
        works = now;
        engine.push({ type: 'worksChanged' });
      }),
    tell: (p: Progress) => act(async () => how?.onProgress(p)),
  };
}

const button = (text: string): Element => {
  const found = [...document.querySelectorAll('main button')].find((b) => b.textContent === text);
  if (found === undefined) throw new Error(`there is no button ${text}`);
  return found;
};
const report = (): Promise<unknown> =>
  Promise.resolve(panels()['import.run']?.({ paths: [] }, { onProgress: () => undefined, signal: undefined, push: () => undefined }));

test('an import that runs when the page is loaded is shown with its progress, and its result when it ends', async () => {
  const { engine, end, tell } = atWork([IMPORT]);
  await using drawn = await draw(engine, <App />, '#import');
  expect(drawn.one('.statusbar').textContent).toContain('Importing okta');
  expect(drawn.one('main [role=progressbar]').getAttribute('aria-valuenow')).toBe('20');
  await tell(progress(60));
  expect(drawn.one('main [role=progressbar]').getAttribute('aria-valuenow')).toBe('60');
  await end(await report());
  await drawn.settle();
  expect(drawn.text()).toContain('sum checks');
  expect(drawn.one('.statusbar').textContent).toContain('Importing okta: done');
});

test('it can be cancelled from there', async () => {
  const { engine } = atWork([IMPORT]);
  await using drawn = await draw(engine, <App />, '#import');
  await drawn.click(button('Cancel'));
  expect(useJobs.getState().job?.state).toMatchObject({ status: 'failed', error: { code: 'cancelled' } });
});

test('what another window begins is shown too, and nothing is begun beside it', async () => {
  const { engine, begin } = atWork([]);
  await using drawn = await draw(engine, <App />, '#import');
  expect(drawn.one('.statusbar').textContent).toContain('Engine idle');
  await begin([IMPORT]);
  await drawn.settle();
  expect(drawn.one('.statusbar').textContent).toContain('Importing okta');
  expect(drawn.one('h1').textContent).toBe('Import');
});

test('a verification that runs is not begun a second time by the screen that shows it', async () => {
  const { engine, end } = atWork([{ work: 5, name: 'evidence.verify', about: { file: '/out/a.evidence.zip' }, progress: undefined }]);
  await using drawn = await draw(engine, <App />, '#evidence?verify=/out/a.evidence.zip');
  expect(engine.asked.some((a) => a.name === 'evidence.verify')).toBe(false);
  const made = await panels()['evidence.verify']?.(
    { file: '/out/a.evidence.zip' },
    { onProgress: () => undefined, signal: undefined, push: () => undefined },
  );
  await end(made);
  await drawn.settle();
  expect(drawn.one('main [role=status]').textContent).toContain('INDETERMINATE');
  expect(engine.asked.some((a) => a.name === 'evidence.verify')).toBe(false);
});

test('what ended before it could be followed leaves the engine idle', async () => {
  let asked = 0;
  const engine = fixtureEngine(panels(), {
    'work.list': () => (asked++ === 0 ? [IMPORT] : []),
    'work.join': () => {
      throw new Failure({ code: 'not-found', message: 'this work has come to its end' });
    },
  });
  await using drawn = await draw(engine, <App />, '#sources');
  expect(drawn.one('.statusbar').textContent).toContain('Engine idle');
});
