/**
 * Long requests (import, analysis, export, verification, the sample): they go on while the user looks at other screens,
 * the status bar shows them, and Cancel stops them. One at a time, since the engine does one at a time.
 */
import { create } from 'zustand';
import type { TracewakeError } from '../../shared/contract/errors.ts';
import type { Args, Engine, Progress, RequestName, ResultOf } from '../../shared/contract/requests.ts';
import { errorOf } from './engine.ts';

export interface Job {
  readonly name: RequestName;
  /** What is being done, as the status bar says it: `Importing wakes.zip`. */
  readonly title: string;
  readonly state:
    | { readonly status: 'running'; readonly progress: Progress | undefined; readonly cancelling: boolean }
    | { readonly status: 'done'; readonly result: unknown }
    | { readonly status: 'failed'; readonly error: TracewakeError };
  readonly cancel: () => void;
}

interface Jobs {
  readonly job: Job | undefined;
  /**
   * Runs a long request. Resolves to its result, or to `undefined` where it failed or was cancelled (the job says why).
   * `take` gets the result with the end of the job: no screen is drawn in between, without either.
   */
  run<K extends RequestName>(
    engine: Engine,
    name: K,
    args: Args<K>,
    title: string,
    take?: (result: ResultOf<K>) => void,
  ): Promise<ResultOf<K> | undefined>;
  dismiss(): void;
}

export const useJobs = create<Jobs>((update, get) => ({
  job: undefined,
  async run(engine, name, args, title, take) {
    if (get().job?.state.status === 'running') return undefined;
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
    update({ job: running(undefined, false) });
    try {
      const result = await engine.request(name, args, {
        signal: abort.signal,
        onProgress: (progress) => update({ job: running(progress, abort.signal.aborted) }),
      });
      update({ job: { name, title, state: { status: 'done', result }, cancel } });
      take?.(result);
      return result;
    } catch (thrown) {
      update({ job: { name, title, state: { status: 'failed', error: errorOf(thrown) }, cancel } });
      return undefined;
    }
  },
  dismiss() {
    if (get().job?.state.status !== 'running') update({ job: undefined });
  },
}));
