/** The host's end of the engine's thread: sends requests, hands out their answers, raises the cancel flag, starts a new thread after a crash. */
import { setFlagsFromString } from 'node:v8';
import { Worker } from 'node:worker_threads';
import { Failure, type TracewakeError } from '../../shared/contract/errors.ts';
import type { Args, CancelSignal, Engine, FromEngine, Progress, Pushed, RequestName, ResultOf } from '../../shared/contract/requests.ts';
import { checkArgs } from '../../shared/contract/validate.ts';
import { threadFile } from './worker-file.ts';
import { Works } from './works.ts';

interface RequestOptions {
  readonly onProgress?: ((p: Progress) => void) | undefined;
  readonly signal?: CancelSignal | undefined;
}

export interface EngineClient extends Engine {
  /** A message from a window or a socket: the engine itself checks name and arguments. Rejects with a Failure. */
  relay(name: string, args: unknown, options?: RequestOptions): Promise<unknown>;
  /** Closes the case and ends the thread. Open requests are refused. */
  close(): Promise<void>;
}

interface Open {
  readonly resolve: (value: unknown) => void;
  readonly reject: (failure: Failure) => void;
  readonly onProgress: ((p: Progress) => void) | undefined;
  readonly cancel: () => void;
}

export interface EngineOptions {
  /** The folder of the user's own mappings; without one none are known. */
  readonly mappings?: string | undefined;
}

/**
 * Megabytes that the heap of the engine's thread, and of each reading thread that it starts, may grow to before it is searched for what still lives:
 * after an import's source nearly nothing does, and the search takes time from the threads that work. Takes a tenth off an import for 80 MB more of
 * its peak. V8 reads it when a thread starts.
 */
const ROOM = 256;

export function startEngine(file: URL = threadFile('../engine/worker.ts', './worker.js'), options: EngineOptions = {}): EngineClient {
  const open = new Map<number, Open>();
  const listeners = new Set<(pushed: Pushed) => void>();
  const works = new Works(() => publish({ type: 'worksChanged' }));
  let next = 1;
  let closed = false;
  let thread: Worker | undefined;
  /** What a new thread has to open again before it answers anything. */
  let openCase: Args<'case.open'> | undefined;

  function start(): Worker {
    setFlagsFromString(`--initial-old-space-size=${ROOM}`);
    const worker = new Worker(file, { name: 'tracewake engine', workerData: { mappings: options.mappings } });
    let fault: Error | undefined;
    worker.on('message', receive);
    worker.on('error', (error) => {
      fault = error;
    });
    worker.on('exit', () => {
      if (thread === worker) thread = undefined;
      if (!closed) crashed(fault);
    });
    return worker;
  }

  /** A new thread starts with the next request, not at once: one that cannot live must not be started over and over. */
  function running(): Worker {
    if (thread !== undefined) return thread;
    thread = start();
    const again = openCase;
    if (again !== undefined) {
      // Sent before whatever brought us here, so the engine answers that one with the case open again.
      post('case.open', again, {}).then(
        () => publish({ type: 'caseChanged', what: ['sources', 'analysis', 'annotations', 'custody', 'case'] }),
        () => {
          // It does not open any more: the request that follows says so in its own answer.
          if (openCase === again) openCase = undefined;
        },
      );
    }
    return thread;
  }

  function crashed(fault: Error | undefined): void {
    const memory = (fault as { code?: unknown } | undefined)?.code === 'ERR_WORKER_OUT_OF_MEMORY';
    const failure = new Failure({
      code: memory ? 'environment' : 'internal',
      message: memory
        ? 'the engine ran out of memory and was ended'
        : `the engine stopped unexpectedly${fault === undefined ? '' : `: ${fault.message}`}`,
      advice: 'it starts again with the next request; sources that were imported whole are in the case, the one in work left nothing',
    });
    for (const request of open.values()) request.reject(failure);
    open.clear();
  }

  function publish(pushed: Pushed): void {
    for (const listener of [...listeners]) listener(pushed);
  }

  function receive(message: FromEngine): void {
    if (message.type === 'pushed') {
      if (message.pushed.type === 'progress') open.get(message.pushed.progress.request)?.onProgress?.(message.pushed.progress);
      publish(message.pushed);
      return;
    }
    const request = open.get(message.id);
    open.delete(message.id);
    if (message.type === 'result') request?.resolve(message.value);
    else request?.reject(new Failure(message.error));
  }

  function post(name: string, args: unknown, { onProgress, signal }: RequestOptions): Promise<unknown> {
    const id = next++;
    const worker = running();
    const flag = new SharedArrayBuffer(4);
    return new Promise((resolve, reject) => {
      const cancel = (): void => {
        Atomics.store(new Int32Array(flag), 0, 1);
        if (open.has(id)) worker.postMessage({ type: 'cancel', id });
      };
      open.set(id, { resolve, reject, onProgress, cancel });
      try {
        worker.postMessage({ type: 'request', id, name, args, flag });
      } catch {
        open.delete(id);
        reject(new Failure({ code: 'usage', message: `the arguments of ${String(name)} are not plain data` }));
        return;
      }
      if (signal?.aborted) cancel();
      else signal?.addEventListener('abort', cancel);
    });
  }

  async function relay(name: string, args: unknown, options: RequestOptions = {}): Promise<unknown> {
    if (closed) throw new Failure(CLOSED);
    if (name === 'work.list') return works.list();
    if (name === 'work.join') return works.join(checkArgs(name, args).work, options);
    const value = await works.run(name, args, options, (how) => post(name, args, how));
    remember(name, args, value);
    return value;
  }

  function remember(name: string, args: unknown, value: unknown): void {
    if (name === 'case.close') openCase = undefined;
    if (name !== 'case.open' && name !== 'case.create') return;
    const { investigator, readOnly } = args as Args<'case.open'>;
    openCase = { dir: (value as ResultOf<'case.open'>).dir, investigator, readOnly };
  }

  return {
    relay,
    request: <K extends RequestName>(name: K, args: Args<K>, options?: RequestOptions) => relay(name, args, options) as Promise<ResultOf<K>>,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async close() {
      if (closed) return;
      const worker = thread;
      for (const request of open.values()) request.cancel();
      if (worker !== undefined) await post('case.close', {}, {}).catch(() => undefined);
      closed = true;
      for (const request of open.values()) request.reject(new Failure(CLOSED));
      open.clear();
      await worker?.terminate();
    },
  };
}

const CLOSED: TracewakeError = { code: 'cancelled', message: 'Tracewake is closing' };
