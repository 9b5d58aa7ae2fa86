/** The parse worker from outside: a source goes in, messages come out one by one, and not faster than they are taken. */
import { Worker } from 'node:worker_threads';
import type { TracewakeError } from '../../../shared/contract/errors.ts';
import { adaptersWith } from './adapters.ts';
import type { Batch, ParseJob, ParseMessage } from './batch.ts';
import { Control } from './control.ts';
import type { FromParser, SentBatch, ToParser } from './parse-worker.ts';
import { type Opening, openingOf } from './preview.ts';

export interface Parser {
  /**
   * `head batch* end`, or `known`, or at any point `failed` as the last. Asking for the next message releases the one before: its arrays belong to
   * the caller, yet at most four batches are on their way. Leaving the loop early abandons the source. One source at a time.
   * `cancelFlag`: one Int32 over a SharedArrayBuffer, 1 once cancelled; the source then ends in `failed` with the code `cancelled`.
   */
  parse(job: ParseJob, cancelFlag: Int32Array): AsyncGenerator<ParseMessage, void, void>;
  /**
   * Begins a source that `parse` will be asked for soon, with the same job object, while the caller is still busy with the one before: a file of
   * one batch would otherwise be read and written by turns. `parse` of a job that was not begun drops all that were. Its `known` holds what was
   * known when it was begun.
   */
  ahead(job: ParseJob, cancelFlag: Int32Array): void;
  close(): Promise<void>;
}

/** From source the thread's file is where the tree says; in the build it lies beside the file into which this module was put. */
export const parseWorkerFile = (base: string = import.meta.url): URL =>
  new URL(base.endsWith('.ts') ? './parse-worker.ts' : './parse-worker.js', base);

/**
 * A single thread is started with the first source that needs it, several are at once; and one anew after a crash, which the source that caused it reports as `failed`.
 * `threads`: how many sources are read at once, those that `ahead` begins included.
 */
export function createParser(file: URL = parseWorkerFile(), threads = 1): Parser {
  // Several are started side by side: each takes a while to load what it runs.
  const pool: (Thread | undefined)[] = Array.from({ length: threads }, () => (threads > 1 ? new Thread(file) : undefined));
  const waiting = new Map<ParseJob, Run>();
  let busy = false;

  /** On the thread with the least to do; a new one only where all that run are busy. */
  function begin(job: ParseJob, cancelFlag: Int32Array): Run {
    let best = 0;
    const load = (i: number): number => (pool[i] === undefined || pool[i].stopped ? 0.5 : pool[i].busy);
    for (let i = 1; i < pool.length; i++) if (load(i) < load(best)) best = i;
    let thread = pool[best];
    if (thread === undefined || thread.stopped) {
      thread = new Thread(file);
      pool[best] = thread;
    }
    return thread.begin(job, cancelFlag);
  }

  async function* parse(job: ParseJob, cancelFlag: Int32Array): AsyncGenerator<ParseMessage, void, void> {
    if (busy) throw new Error('the parser gives out one source at a time');
    busy = true;
    const ahead = waiting.get(job);
    waiting.delete(job);
    if (ahead === undefined) {
      for (const run of waiting.values()) run.abandon();
      waiting.clear();
    }
    // Begun on a thread that another source brought down since.
    const run = ahead === undefined || ahead.lost ? begin(job, cancelFlag) : ahead;
    try {
      for (let last = false; !last; ) {
        const next = await run.next();
        last = isLast(next);
        yield next;
        if (next.type === 'batch') run.release();
      }
    } finally {
      run.abandon();
      busy = false;
    }
  }

  return {
    parse,
    ahead(job, cancelFlag) {
      if (!waiting.has(job)) waiting.set(job, begin(job, cancelFlag));
    },
    async close() {
      waiting.clear();
      await Promise.all(pool.map((thread) => thread?.close()));
      pool.fill(undefined);
    },
  };
}

const isLast = (message: ParseMessage): boolean => message.type !== 'head' && message.type !== 'batch';

/** What comes back of one source. */
class Run {
  readonly control = new Control();
  readonly #inbox: ParseMessage[] = [];
  #wake: (() => void) | undefined;
  #abandoned = false;
  #ended = false;
  #asked = false;
  /** Its thread stopped before anybody asked for it. */
  lost = false;

  constructor() {
    this.control.reset();
  }

  take(message: ParseMessage): void {
    this.#ended ||= isLast(message);
    if (this.#abandoned) return;
    this.#inbox.push(message);
    this.#wake?.();
  }

  stop(error: TracewakeError): void {
    this.lost = !this.#asked;
    this.take({ type: 'failed', error });
  }

  async next(): Promise<ParseMessage> {
    this.#asked = true;
    while (this.#inbox.length === 0) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    return this.#inbox.shift()!;
  }

  release(): void {
    this.control.release();
  }

  /** Nobody takes any more of it; without effect on one that has ended. */
  abandon(): void {
    this.#abandoned = true;
    this.#inbox.length = 0;
    if (!this.#ended) this.control.abandon();
  }
}

/** Milliseconds for a thread without work to end. */
const SLOW_TO_END = 2000;

class Thread {
  readonly #worker: Worker;
  readonly #runs = new Map<number, Run>();
  #count = 0;
  #known: ReadonlySet<string> | undefined;
  /** Where the last job's hashes ended: only what came to the set since then is sent. */
  #fresh: Iterator<string> = [].values();
  #sent = 0;
  #generation = 0;
  #dictionary: string[] = [];
  stopped = false;

  /** Sources that were begun and have not ended. */
  get busy(): number {
    return this.#runs.size;
  }

  constructor(file: URL) {
    this.#worker = new Worker(file, { name: 'tracewake-parse' });
    this.#worker.on('message', ({ run, message }: FromParser) => {
      // Whoever asked for it may be gone; the batches behind it count on its texts.
      const received = message.type === 'batch' ? this.#batch(message) : message;
      this.#runs.get(run)?.take(received);
      if (isLast(received)) this.#runs.delete(run);
    });
    this.#worker.on('error', (e: Error) => this.#stop(`the reading thread stopped: ${e.message.split('\n', 1)[0]}`));
    this.#worker.on('exit', () => this.#stop('the reading thread stopped'));
  }

  begin({ known, ...job }: ParseJob, cancelFlag: Int32Array): Run {
    const run = new Run();
    const number = ++this.#count;
    this.#runs.set(number, run);
    const forget = known !== this.#known;
    const message: ToParser = {
      run: number,
      job,
      known: this.#newIn(known),
      forget,
      control: run.control.buffer,
      cancel: cancelFlag.buffer as SharedArrayBuffer,
    };
    this.#worker.postMessage(message);
    return run;
  }

  /** A thread without work ends by itself, what it compiles and unpacks beside it included; only one in the middle of its work is cut off. */
  async close(): Promise<void> {
    if (this.stopped) return;
    if (this.#runs.size === 0) {
      const ended = new Promise<void>((resolve) => void this.#worker.once('exit', () => resolve()));
      this.#worker.postMessage('stop');
      const late = setTimeout(() => void this.#worker.terminate(), SLOW_TO_END);
      await ended;
      clearTimeout(late);
    } else await this.#worker.terminate();
  }

  #batch({ generation, fresh, ...batch }: SentBatch): Batch {
    if (generation !== this.#generation) {
      this.#generation = generation;
      this.#dictionary = [];
    }
    for (const text of fresh) this.#dictionary.push(text);
    return { ...batch, dictionary: this.#dictionary };
  }

  /** A set keeps the order in which it grew, and an iterator that has not come to its end sees what is added. */
  #newIn(known: ReadonlySet<string>): string[] {
    if (known !== this.#known) {
      this.#known = known;
      this.#fresh = known.values();
      this.#sent = 0;
    }
    const out: string[] = [];
    for (; this.#sent < known.size; this.#sent++) out.push(this.#fresh.next().value as string);
    return out;
  }

  #stop(message: string): void {
    if (this.stopped) return;
    this.stopped = true;
    for (const run of this.#runs.values()) run.stop({ code: 'internal', message });
    this.#runs.clear();
  }
}

/** What the beginning of a source says about all of it, and how its first records are read; in the caller's own thread. Throws Failure. */
export const inspect = (job: ParseJob, most?: { readonly records: number; readonly bytes: number }): Promise<Opening> =>
  openingOf(job, adaptersWith(job.mappings), most);
