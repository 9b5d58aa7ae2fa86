/**
 * Long requests that this page did not begin itself: they were begun before it was loaded again, or in another window. It shows them as its own
 * jobs, with their progress and Cancel, and takes their results.
 */
import { assertNever } from '../../shared/base/result.ts';
import type { Engine, ResultOf } from '../../shared/contract/requests.ts';
import type { RunningWork } from '../../shared/contract/works.ts';
import { useImporting } from '../state/importing.ts';
import { useJobs } from '../state/jobs.ts';
import { openSample } from '../state/sample.ts';
import { givenOf, useVerifications } from '../state/verifications.ts';
import { baseName, pathsWord } from '../widgets/path.ts';

function titleOf({ name, about }: RunningWork): string {
  switch (name) {
    case 'import.run':
      return `Importing ${pathsWord(about.paths ?? [])}`;
    case 'analysis.run':
      return 'Judging';
    case 'evidence.export':
      return 'Exporting a signed package';
    case 'export.to':
      return `Writing ${baseName(about.out ?? '')}`;
    case 'evidence.verify':
      return `Verifying ${baseName(about.file ?? '')}`;
    case 'demo.run':
      return 'The sample incident';
    default:
      return assertNever(name);
  }
}

function take(engine: Engine, { name, about }: RunningWork, result: unknown): void {
  if (name === 'import.run') useImporting.getState().finished(result as ResultOf<'import.run'>);
  else if (name === 'evidence.verify')
    useVerifications
      .getState()
      .add(about.file ?? '', { view: result as ResultOf<'evidence.verify'>, given: givenOf({ ...about, own: about.signersText !== undefined }) });
  else if (name === 'evidence.export') useVerifications.getState().keep(result as ResultOf<'evidence.export'>);
  else if (name === 'demo.run') void openSample(engine, result as ResultOf<'demo.run'>);
}

/** `found` is called once it is known whether something runs. */
async function look(engine: Engine, found: () => void = () => undefined): Promise<void> {
  const isBusy = (): boolean => useJobs.getState().job?.state.status === 'running';
  if (isBusy()) return found();
  const [work] = await engine.request('work.list', {}).catch(() => []);
  // What this page began itself meanwhile it follows already.
  if (work === undefined || isBusy()) return found();
  const following = useJobs.getState().follow(
    work.name,
    titleOf(work),
    (how) => {
      if (work.progress !== undefined) how.onProgress?.(work.progress);
      return engine.request('work.join', { work: work.work }, how) as Promise<ResultOf<typeof work.name>>;
    },
    (result) => take(engine, work, result),
  );
  found();
  await following;
  // It ended between the two questions: there is nothing to be told.
  const ended = useJobs.getState().job?.state;
  if (ended?.status === 'failed' && ended.error.code === 'not-found') useJobs.getState().dismiss();
}

/** Follows what runs, for as long as the window lives. `ready` is called once it is known what ran when the page came. */
export function followWorks(engine: Engine, ready: () => void): () => void {
  void look(engine, ready);
  const unsubscribe = engine.subscribe((pushed) => {
    if (pushed.type === 'worksChanged') void look(engine);
  });
  // The end of its own work may be heard before its answer: then the next in line is asked for here.
  const end = useJobs.subscribe(({ job }, before) => {
    if (before.job?.state.status === 'running' && job?.state.status !== 'running') void look(engine);
  });
  return () => {
    unsubscribe();
    end();
  };
}
