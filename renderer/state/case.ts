/** The open case, as every screen's frame shows it. */
import { create } from 'zustand';
import type { TracewakeError } from '../../shared/contract/errors.ts';
import type { Args, Engine } from '../../shared/contract/requests.ts';
import type { CaseSummary } from '../../shared/views/types.ts';
import { errorOf } from './engine.ts';
import { caseIs } from './forgetting.ts';
import { usePreferences } from './preferences.ts';

interface CaseState {
  /** `asking` until the engine has said whether a case is open. */
  readonly status: 'asking' | 'none' | 'open';
  readonly summary: CaseSummary | undefined;
  readonly error: TracewakeError | undefined;
  refresh(engine: Engine): Promise<void>;
  open(engine: Engine, args: Args<'case.open'>): Promise<boolean>;
  create(engine: Engine, args: Args<'case.create'>): Promise<boolean>;
  close(engine: Engine): Promise<void>;
}

export const useCase = create<CaseState>((update, get) => {
  const opened = (summary: CaseSummary): void => {
    caseIs(summary);
    usePreferences.getState().remember(summary.dir, summary.title);
    update({ status: 'open', summary, error: undefined });
  };
  const attempt = async (request: Promise<CaseSummary>): Promise<boolean> => {
    try {
      opened(await request);
      return true;
    } catch (thrown) {
      update({ error: errorOf(thrown), status: get().summary === undefined ? 'none' : 'open' });
      return false;
    }
  };
  return {
    status: 'asking',
    summary: undefined,
    error: undefined,
    async refresh(engine) {
      try {
        opened(await engine.request('case.summary', {}));
      } catch (thrown) {
        const error = errorOf(thrown);
        // No case is open: that is an answer, not a fault.
        const none = error.code === 'not-found' || error.code === 'usage';
        if (none) caseIs(undefined);
        update({ status: 'none', summary: undefined, error: none ? undefined : error });
      }
    },
    open: (engine, args) => attempt(engine.request('case.open', args)),
    create: (engine, args) => attempt(engine.request('case.create', args)),
    async close(engine) {
      try {
        await engine.request('case.close', {});
        caseIs(undefined);
        update({ status: 'none', summary: undefined, error: undefined });
      } catch (thrown) {
        update({ error: errorOf(thrown) });
      }
    },
  };
});

/** Keeps the summary right for as long as the window lives. Returns the function that ends it. */
export function followCase(engine: Engine): () => void {
  void useCase.getState().refresh(engine);
  return engine.subscribe((pushed) => {
    if (pushed.type === 'caseChanged') void useCase.getState().refresh(engine);
  });
}
