/** The long requests that run in the engine's thread, kept where every page can ask for them: one that is loaded again finds its import here. */
import { Failure } from '../../shared/contract/errors.ts';
import type { CancelSignal, Progress } from '../../shared/contract/requests.ts';
import type { LongRequestName, RunningWork } from '../../shared/contract/works.ts';

interface Watching {
  readonly onProgress?: ((p: Progress) => void) | undefined;
  readonly signal?: CancelSignal | undefined;
}

interface Work {
  readonly name: LongRequestName;
  readonly about: RunningWork['about'];
  readonly ended: Promise<unknown>;
  readonly abort: AbortController;
  readonly watchers: Set<(p: Progress) => void>;
  progress: Progress | undefined;
}

/** What another page may know of the arguments: a passphrase is among them. */
const ABOUT: { readonly [K in LongRequestName]: readonly (keyof RunningWork['about'])[] } = {
  'import.run': ['paths'],
  'analysis.run': [],
  'evidence.export': ['out'],
  'export.to': ['out'],
  'evidence.verify': ['file', 'signers', 'signersText', 'previous'],
  'demo.run': ['dir'],
};

const isLong = (name: string): name is LongRequestName => Object.hasOwn(ABOUT, name);

export class Works {
  readonly #works = new Map<number, Work>();
  readonly #changed: () => void;
  #next = 1;

  /** `changed`: what runs has changed, and whoever shows it has to ask again. */
  constructor(changed: () => void) {
    this.#changed = changed;
  }

  /** Runs a request, and where it is a long one lets others watch it. */
  async run(name: string, args: unknown, options: Watching, start: (how: Watching) => Promise<unknown>): Promise<unknown> {
    if (!isLong(name)) return start(options);
    const abort = new AbortController();
    const work = this.#next++;
    const watchers = new Set<(p: Progress) => void>(options.onProgress === undefined ? [] : [options.onProgress]);
    follow(options.signal, abort);
    const ended = start({
      signal: abort.signal,
      onProgress: (progress) => {
        running.progress = progress;
        for (const watcher of watchers) watcher(progress);
      },
    });
    const given = (typeof args === 'object' && args !== null ? args : {}) as Record<string, unknown>;
    const about = Object.fromEntries(ABOUT[name].map((key) => [key, given[key]])) as RunningWork['about'];
    const running: Work = { name, about, ended, abort, watchers, progress: undefined };
    this.#works.set(work, running);
    this.#changed();
    try {
      return await ended;
    } finally {
      this.#works.delete(work);
      this.#changed();
    }
  }

  list(): readonly RunningWork[] {
    return [...this.#works].map(([work, { name, about, progress }]) => ({ work, name, about, progress }));
  }

  /** Ends with it, as it ends. Who cancels this cancels the work. */
  join(work: number, { onProgress, signal }: Watching): Promise<unknown> {
    const running = this.#works.get(work);
    if (running === undefined) return Promise.reject(new Failure({ code: 'not-found', message: 'this work has come to its end' }));
    if (onProgress !== undefined) {
      running.watchers.add(onProgress);
      if (running.progress !== undefined) onProgress(running.progress);
    }
    follow(signal, running.abort);
    return running.ended;
  }
}

function follow(signal: CancelSignal | undefined, abort: AbortController): void {
  if (signal?.aborted) abort.abort();
  else signal?.addEventListener('abort', () => abort.abort());
}
