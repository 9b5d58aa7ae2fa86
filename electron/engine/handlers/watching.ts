/** Progress and cancel of whatever a request has the store work out. */
import type { Progress } from '../../../shared/contract/requests.ts';
import type { HandlerContext } from '../context.ts';
import { watched } from '../store/watch.ts';

/** So many records of a phase are done, and nothing else is known of it. */
export const recordsDone = (phase: Progress['phase'], done: number, of: number | undefined): Omit<Progress, 'request'> => ({
  phase,
  member: undefined,
  bytes: undefined,
  records: { done, of },
  rate: undefined,
  secondsLeft: undefined,
});

/** Runs `work`, up to its first `await`: it stops once the user has cancelled, and says how much it has read. */
export const watching = <T>(context: Pick<HandlerContext, 'checkCancelled' | 'progress'>, work: () => T): T =>
  watched((done, of) => {
    context.checkCancelled();
    if (done !== undefined) context.progress(recordsDone('reading', done, of));
  }, work);
