/**
 * Long requests (import, analysis, export, verification, the sample): they go on while the user looks at other screens,
 * the status bar shows them, and Cancel stops them. One at a time, since the engine does one at a time.
 */
import { create } from 'zustand';
import type { TracewakeError } from '../../shared/contract/errors.ts';
import type { Args, Engine, Progress, RequestName, ResultOf } from '../../shared/contract/requests.ts';
import { errorOf } from './engine.ts';
import { caseNow, forgetWithCase } from './forgetting.ts';

export interface Job {
  readonly name: RequestName;
  /** What is being done, as the status bar says it: `Importing wakes.zip`. */
  readonly title: string;
  readonly state:
    | { readonly status: 'running'; readonly progress: Progress | undefined; readonly cancelling: boolean }
    | { readonly status: 'done'; readonly result: unknown; readonly how: 'done' | 'cancelled' | 'stopped' }
    | { readonly status: 'failed'; readonly error: TracewakeError };
  readonly cancel: () => void;
}

type How = NonNullable<Parameters<Engine['request']>[2]>;

interface Jobs {
  readonly job: Job | undefined;
  /**
   * Runs a long request. Resolves to its result, or to `undefined` where it failed or was cancelled (the job says why).
   * `take` gets the result with the end of the job: no screen is drawn in between, without either. It does not get what belongs to a case
   * that is not open any more.
   */
  run<K extends RequestName>(
    engine: Engine,
    name: K,
    args: Args<K>,
    title: string,
    take?: (result: ResultOf<K>) => void,
  ): Promise<ResultOf<K> | undefined>;
  /** Follows as a job what `ask` waits for: it may have been begun before this page was loaded, or in another one. */
  follow<K extends RequestName>(
    name: K,
    title: string,
    ask: (how: How) => Promise<ResultOf<K>>,
    take?: (result: ResultOf<K>) => void,
  ): Promise<ResultOf<K> | undefined>;
  dismiss(): void;
}

/** The sample makes the case that is open at its end; a package is verified without any. */
const OF_NO_CASE: readonly RequestName[] = ['demo.run', 'evidence.verify'];

/** Some requests that were cancelled or stopped half-way have a result all the same: what had been done by then. */
function howOf(result: unknown): 'done' | 'cancelled' | 'stopped' {
  const { cancelled, stopped } = (typeof result === 'object' && result !== null ? result : {}) as { cancelled?: unknown; stopped?: unknown };
  return cancelled === true ? 'cancelled' : stopped === undefined ? 'done' : 'stopped';
}

export const useJobs = create<Jobs>((update, get) => ({
  job: undefined,
  run: (engine, name, args, title, take) => get().follow(name, title, (how) => engine.request(name, args, how), take),
  async follow(name, title, ask, take) {
    if (get().job?.state.status === 'running') return undefined;
    const begunIn = caseNow();
    const abort = new AbortController();
    const running = (progress: Progress | undefined, cancelling: boolean): Job => ({
      name,
      title,
      state: { status: 'running', progress, cancelling },
      cancel,
    });
    const cancel = (): void => {
      const state = get().job?.state;
      update({ job: running(state?.status === 'running' ? state.progress : undefined, true) });
      abort.abort();
    };
    const end = (state: Job['state']): boolean => {
      const ours = OF_NO_CASE.includes(name) || begunIn === caseNow();
      update({ job: ours ? { name, title, state, cancel } : undefined });
      return ours;
    };
    update({ job: running(undefined, false) });
    try {
      const result = await ask({ signal: abort.signal, onProgress: (progress) => update({ job: running(progress, abort.signal.aborted) }) });
      if (!end({ status: 'done', result, how: howOf(result) })) return undefined;
      take?.(result);
      return result;
    } catch (thrown) {
      end({ status: 'failed', error: errorOf(thrown) });
      return undefined;
    }
  },
  dismiss() {
    if (get().job?.state.status !== 'running') update({ job: undefined });
  },
}));

forgetWithCase((next) => {
  const { job, dismiss } = useJobs.getState();
  // What the sample came to is said beside the case that it made.
  const ofNext = job?.name === 'demo.run' && job.state.status === 'done' && (job.state.result as ResultOf<'demo.run'>).caseDir === next;
  if (!ofNext) dismiss();
});
