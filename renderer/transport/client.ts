import type { TracewakeError } from '../../shared/contract/errors.ts';
import { Failure } from '../../shared/contract/errors.ts';
import type { Args, Engine, FromEngine, Progress, Pushed, RequestName, ResultOf, ToEngine } from '../../shared/contract/requests.ts';

interface Pending {
  readonly resolve: (value: unknown) => void;
  readonly reject: (failure: Failure) => void;
  readonly onProgress: ((p: Progress) => void) | undefined;
}

/**
 * The renderer's end of the conversation: numbers the requests, hands results and failures back to whom they belong.
 * A host only moves messages: it gives `send`, and calls `receive` for each message that comes back.
 * A failed request rejects with a `Failure`.
 */
export class EngineClient implements Engine {
  readonly #send: (message: ToEngine) => void;
  readonly #pending = new Map<number, Pending>();
  readonly #listeners = new Set<(pushed: Pushed) => void>();
  #next: number;

  /** `first`: where the numbering starts; two windows on one engine must not share numbers. */
  constructor(send: (message: ToEngine) => void, first: number) {
    this.#send = send;
    this.#next = first;
  }

  request<K extends RequestName>(name: K, args: Args<K>, options: Parameters<Engine['request']>[2] = {}): Promise<ResultOf<K>> {
    if (options.signal?.aborted === true) return Promise.reject(new Failure({ code: 'cancelled', message: 'Cancelled before it began.' }));
    const id = this.#next++;
    return new Promise<ResultOf<K>>((resolve, reject) => {
      this.#pending.set(id, { resolve: resolve as (value: unknown) => void, reject, onProgress: options.onProgress });
      // The answer to a cancelled request still comes, as its own failure: only the engine knows what was kept.
      options.signal?.addEventListener('abort', () => {
        if (this.#pending.has(id)) this.#send({ type: 'cancel', id });
      });
      this.#send({ type: 'request', id, name, args });
    });
  }

  subscribe(listener: (pushed: Pushed) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  receive(message: FromEngine): void {
    switch (message.type) {
      case 'result': {
        this.#take(message.id)?.resolve(message.value);
        return;
      }
      case 'error': {
        this.#take(message.id)?.reject(new Failure(message.error));
        return;
      }
      case 'pushed': {
        if (message.pushed.type === 'progress') this.#pending.get(message.pushed.progress.request)?.onProgress?.(message.pushed.progress);
        for (const listener of this.#listeners) listener(message.pushed);
        return;
      }
    }
  }

  /** The host has gone: nothing that was asked will be answered. */
  lose(error: TracewakeError): void {
    for (const pending of this.#pending.values()) pending.reject(new Failure(error));
    this.#pending.clear();
  }

  #take(id: number): Pending | undefined {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    return pending;
  }
}
