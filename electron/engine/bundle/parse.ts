/** The parse worker from outside: a source goes in, messages come out one by one, and not faster than they are taken. */
import { Worker } from 'node:worker_threads';
import { ADAPTERS } from '../../../shared/adapters/registry.ts';
import type { ParseJob, ParseMessage, SourceHead } from './batch.ts';
import { Control } from './control.ts';
import type { ToParser } from './parse-worker.ts';
import { inspectSource } from './read-source.ts';

export interface Parser {
  /**
   * `head batch* end`, or `known`, or at any point `failed` as the last. Asking for the next message releases the one before: its arrays belong to
   * the caller, yet at most four batches are on their way. Leaving the loop early abandons the source. One source at a time.
   * `cancelFlag`: one Int32 over a SharedArrayBuffer, 1 once cancelled; the source then ends in `failed` with the code `cancelled`.
   */
  parse(job: ParseJob, cancelFlag: Int32Array): AsyncGenerator<ParseMessage, void, void>;
  close(): Promise<void>;
}

/** From source the thread's file is where the tree says; in the build it lies beside the file into which this module was put. */
export const parseWorkerFile = (base: string = import.meta.url): URL =>
  new URL(base.endsWith('.ts') ? './parse-worker.ts' : './parse-worker.js', base);

/** The thread is started with the first source. It is started anew after a crash, which the source that caused it reports as `failed`. */
export function createParser(file: URL = parseWorkerFile()): Parser {
  let worker: Worker | undefined;
  let busy = false;
  const control = new Control();

  async function* parse(job: ParseJob, cancelFlag: Int32Array): AsyncGenerator<ParseMessage, void, void> {
    if (busy) throw new Error('the parser reads one source at a time');
    busy = true;
    worker ??= new Worker(file, { name: 'tracewake-parse' });
    const inbox = new Inbox(worker);
    control.reset();
    const message: ToParser = { job, control: control.buffer, cancel: cancelFlag.buffer as SharedArrayBuffer };
    worker.postMessage(message);
    let last = false;
    try {
      while (!last) {
        const next = await inbox.next();
        last = next.type !== 'head' && next.type !== 'batch';
        yield next;
        if (next.type === 'batch') control.release();
      }
    } finally {
      if (!last) {
        control.abandon();
        while (!last) {
          const next = await inbox.next();
          last = next.type !== 'head' && next.type !== 'batch';
          if (next.type === 'batch') control.release();
        }
      }
      inbox.close();
      if (inbox.crashed) worker = undefined;
      busy = false;
    }
  }

  return {
    parse,
    async close() {
      await worker?.terminate();
      worker = undefined;
    },
  };
}

class Inbox {
  readonly #worker: Worker;
  readonly #waiting: ParseMessage[] = [];
  #wake: (() => void) | undefined;
  crashed = false;

  constructor(worker: Worker) {
    this.#worker = worker;
    worker.on('message', this.#take);
    worker.on('error', this.#crash);
    worker.on('exit', this.#exit);
  }

  async next(): Promise<ParseMessage> {
    while (this.#waiting.length === 0) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    return this.#waiting.shift()!;
  }

  close(): void {
    this.#worker.off('message', this.#take);
    this.#worker.off('error', this.#crash);
    this.#worker.off('exit', this.#exit);
  }

  readonly #take = (message: ParseMessage): void => {
    this.#waiting.push(message);
    this.#wake?.();
  };

  readonly #crash = (e: Error): void => this.#end(`the reading thread stopped: ${e.message.split('\n', 1)[0]}`);

  readonly #exit = (): void => this.#end('the reading thread stopped');

  #end(message: string): void {
    if (this.crashed) return;
    this.crashed = true;
    this.#take({ type: 'failed', error: { code: 'internal', message } });
  }
}

/** What the first bytes of a source say about all of it; in the caller's own thread. Throws Failure. `sha256` for small sources only. */
export const inspect = (job: ParseJob): Promise<{ readonly head: SourceHead; readonly sha256: string | undefined }> => inspectSource(job, ADAPTERS);
