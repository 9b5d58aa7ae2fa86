/** Request name → handler. Checks what comes in, gives each request its progress and its cancel, and turns every outcome into plain data. */
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { Failure, type TracewakeError } from '../../shared/contract/errors.ts';
import type { Args, FromEngine, Pushed, RequestName, ResultOf } from '../../shared/contract/requests.ts';
import { checkArgs, isRequestName } from '../../shared/contract/validate.ts';
import type { EngineState, HandlerContext, Handlers } from './context.ts';
import { watching } from './handlers/watching.ts';
import { progressMeter } from './progress.ts';

/** Requests that change a case, or which case is open, run one after the other: no write ever lands inside another's transaction. */
const ONE_AT_A_TIME: ReadonlySet<RequestName> = new Set<RequestName>([
  'case.create',
  'case.open',
  'case.close',
  'case.investigator',
  'import.run',
  'mapping.save',
  'analysis.run',
  'finding.dispose',
  'notes.add',
  'evidence.export',
  'export.to',
  'demo.run',
]);

export interface EngineRequest {
  readonly id: number;
  readonly name: string;
  readonly args: unknown;
  /** One Int32, shared with the host: it becomes 1 when the user cancels, even while this thread is busy. */
  readonly flag?: SharedArrayBuffer | undefined;
}

export interface Dispatcher {
  /** Never rejects: the answer is a result or an error as data. */
  request(request: EngineRequest): Promise<FromEngine>;
  cancel(id: number): void;
}

export function createDispatcher(handlers: Handlers, push: (pushed: Pushed) => void, state: EngineState = { open: undefined }): Dispatcher {
  const running = new Map<number, { readonly flag: Int32Array; readonly abort: AbortController }>();
  let lastWrite: Promise<unknown> = Promise.resolve();

  function contextOf(id: number, flag: Int32Array, abort: AbortController): HandlerContext {
    return {
      state,
      progress: progressMeter(id, (progress) => push({ type: 'progress', progress })),
      checkCancelled() {
        if (Atomics.load(flag, 0) !== 0) throw cancelled();
      },
      cancelFlag: flag,
      signal: abort.signal,
      push,
    };
  }

  async function run<K extends RequestName>(name: K, args: Args<K>, context: HandlerContext): Promise<ResultOf<K>> {
    const handler = handlers[name];
    // Whatever a view makes of the case can be stopped while it is made. What changes the case says itself where it can be.
    if (!ONE_AT_A_TIME.has(name)) return watching(context, () => handler(args, context));
    const turn = lastWrite.then(() => {
      context.checkCancelled();
      return handler(args, context);
    });
    lastWrite = turn.catch(() => undefined);
    return turn;
  }

  return {
    async request({ id, name, args, flag }) {
      const cancel = { flag: new Int32Array(flag ?? new SharedArrayBuffer(4)), abort: new AbortController() };
      running.set(id, cancel);
      try {
        if (!isRequestName(name)) throw new Failure({ code: 'usage', message: `there is no request ${JSON.stringify(String(name).slice(0, 80))}` });
        const checked = checkArgs(name, args);
        const context = contextOf(id, cancel.flag, cancel.abort);
        // It may have lain behind another one until nobody waited for it any more.
        context.checkCancelled();
        const value = await run(name, checked, context);
        return { type: 'result', id, value };
      } catch (thrown) {
        return { type: 'error', id, error: asError(thrown, name, Atomics.load(cancel.flag, 0) !== 0, state) };
      } finally {
        running.delete(id);
      }
    },
    cancel(id) {
      const request = running.get(id);
      if (request === undefined) return;
      Atomics.store(request.flag, 0, 1);
      request.abort.abort(cancelled());
    },
  };
}

const cancelled = (): Failure => new Failure({ code: 'cancelled', message: 'cancelled' });

/** What the operating system says, in the words of the contract. Anything not in the list is a mistake of ours. */
const SYSTEM_FAULTS: Readonly<Record<string, readonly [TracewakeError['code'], string]>> = {
  ENOENT: ['input', 'there is no such file or directory'],
  EACCES: ['environment', 'no permission to read or write it'],
  EPERM: ['environment', 'the system does not permit it'],
  ENOSPC: ['environment', 'the disk is full'],
  EDQUOT: ['environment', 'the disk quota is used up'],
  EROFS: ['environment', 'the file system is read-only'],
  EMFILE: ['environment', 'too many open files'],
  EISDIR: ['input', 'it is a directory where a file is wanted'],
  ENOTDIR: ['input', 'a part of the path is not a directory'],
  ENAMETOOLONG: ['input', 'the name is too long'],
  ELOOP: ['input', 'the links lead in a circle'],
  EIO: ['environment', 'the disk reports an error'],
  SQLITE_FULL: ['environment', 'the disk is full'],
};

/** Of these the system does not say which file did not fit; what is written without saying so itself is the case. */
const FULL: ReadonlySet<string> = new Set(['ENOSPC', 'EDQUOT', 'SQLITE_FULL']);

function asError(thrown: unknown, name: string, wasCancelled: boolean, state: EngineState): TracewakeError {
  if (thrown instanceof Failure) return thrown.data;
  if (wasCancelled && thrown instanceof Error && thrown.name === 'AbortError') return cancelled().data;
  const { code, path } = (thrown ?? {}) as { code?: unknown; path?: unknown };
  const fault = typeof code === 'string' ? SYSTEM_FAULTS[code] : undefined;
  if (fault !== undefined) {
    const isFull = typeof code === 'string' && FULL.has(code);
    const file = typeof path === 'string' ? path : isFull ? state.open?.dir : undefined;
    return { code: fault[0], message: fault[1], file, ...(isFull ? { advice: 'Free some space and do it again.' } : {}) };
  }
  const message = thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown);
  const log = writeTrace(name, thrown, state);
  return {
    code: 'internal',
    message: `a mistake of Tracewake's own in ${name}: ${message.split('\n', 1)[0]}`,
    advice: log === undefined ? undefined : `the details are in ${log}; the case is as it was before the request`,
  };
}

/** The stack goes to a file in the case and nowhere else: neither a window nor a terminal shows it. */
function writeTrace(name: string, thrown: unknown, state: EngineState): string | undefined {
  if (state.open === undefined) return undefined;
  const file = join(state.open.dir, 'errors.log');
  const trace = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
  try {
    appendFileSync(file, `${new Date().toISOString()} ${name}\n${trace}\n\n`);
    return file;
  } catch {
    // A read-only case or a full disk: the answer itself still says what happened.
    return undefined;
  }
}
