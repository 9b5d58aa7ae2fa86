/**
 * A case that is open for reading only, because another process writes it: nobody tells this one what changes there. So it is looked at now and
 * then, and whoever shows the case hears of it: that something was committed, that an import runs, and that the other one has let go.
 */
import type { Pushed } from '../../../shared/contract/requests.ts';
import { isHeld } from '../store/lock.ts';
import type { OpenCase } from '../store/open.ts';
import { isMarked } from './interruption.ts';

/** As old as what a screen shows beside a writer may be. Each change has every screen ask anew. */
const LOOK_EVERY_MS = 2000;

const timers = new WeakMap<OpenCase, NodeJS.Timeout>();

function stateOf(open: OpenCase): { readonly other: string; readonly analysed: string } {
  const { analysed } = open.reads.get<{ analysed: string }>(
    "SELECT generation || ' ' || coalesce((SELECT at FROM analysis), '') AS analysed FROM case_info",
  )!;
  const commits = open.reads.value<number>('SELECT data_version FROM pragma_data_version');
  return { other: [commits, isMarked(open), isHeld(open.dir)].join(' '), analysed };
}

export function followWriter(open: OpenCase, push: (pushed: Pushed) => void): void {
  if (open.readOnly === undefined) return;
  let before = stateOf(open);
  const timer = setInterval(() => {
    let now: typeof before;
    try {
      now = stateOf(open);
    } catch {
      // The directory is gone or cannot be read just now: the next request says so in its answer.
      return;
    }
    if (now.other === before.other && now.analysed === before.analysed) return;
    const isJudged = now.analysed !== before.analysed;
    before = now;
    push({ type: 'caseChanged', what: ['case', 'custody', 'sources', 'annotations', ...(isJudged ? (['analysis'] as const) : [])] });
  }, LOOK_EVERY_MS);
  // It keeps no process alive that has nothing else to do.
  timer.unref();
  timers.set(open, timer);
}

export function leaveWriter(open: OpenCase): void {
  clearInterval(timers.get(open));
  timers.delete(open);
}
