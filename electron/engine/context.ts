import type { Failure } from '../../shared/contract/errors.ts';
import type { Args, Progress, Pushed, RequestName, ResultOf } from '../../shared/contract/requests.ts';
import type { OpenCase } from './store/open.ts';

/** What every handler gets besides its arguments. */
export interface HandlerContext {
  /** The one open case of this engine, if any. `requireCase` throws the plain failure where there is none. */
  readonly state: EngineState;
  /** Reports progress; rate-limited by the dispatcher, so call it as often as is convenient. It adds rate and time left where they are undefined. */
  progress(p: Omit<Progress, 'request'>): void;
  /** Throws a `cancelled` Failure once the user has cancelled. Call it between units of work. */
  checkCancelled(): void;
  /** A flag that other threads can read: 1 once cancelled. Set at once, even while this thread is busy. */
  readonly cancelFlag: Int32Array;
  /** For streams and pipelines; it fires on the next turn of this thread's event loop. */
  readonly signal: AbortSignal;
  push(pushed: Pushed): void;
}

export interface EngineState {
  open: OpenCase | undefined;
  /** The folder of the user's own mappings, which the host gives. */
  readonly mappings?: string | undefined;
}

export type Handler<K extends RequestName> = (args: Args<K>, context: HandlerContext) => Promise<ResultOf<K>> | ResultOf<K>;
/** One file in handlers/ per noun exports a part of this; dispatch.ts joins them and is complete by `satisfies`. */
export type Handlers = { [K in RequestName]: Handler<K> };

export type { Failure };
