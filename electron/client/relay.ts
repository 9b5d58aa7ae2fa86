/** One window's or one page's view of the shared engine: its own request numbers, its own cancels, the pushes that concern it. */
import { Failure, type TracewakeError } from '../../shared/contract/errors.ts';
import type { FromEngine, Progress, Pushed } from '../../shared/contract/requests.ts';
import type { EngineClient } from './client.ts';

export interface Relay {
  /** Never rejects. */
  request(id: number, name: string, args: unknown): Promise<Exclude<FromEngine, { type: 'pushed' }>>;
  cancel(id: number): void;
  /** Cancels what still runs for this window, and hears no more. */
  close(): void;
}

export function openRelay(engine: EngineClient, push: (pushed: Pushed) => void): Relay {
  const running = new Map<number, { readonly abort: AbortController; readonly name: string }>();
  // Progress comes to the window that asked, under the number that it gave; what changed in the case is everybody's.
  const unsubscribe = engine.subscribe((pushed) => {
    if (pushed.type !== 'progress') push(pushed);
  });
  return {
    async request(id, name, args) {
      if (running.has(id)) return { type: 'error', id, error: { code: 'usage', message: `request ${id} is already running` } };
      const abort = new AbortController();
      running.set(id, { abort, name });
      try {
        const onProgress = (p: Progress): void => push({ type: 'progress', progress: { ...p, request: id } });
        return { type: 'result', id, value: await engine.relay(name, args, { signal: abort.signal, onProgress }) };
      } catch (thrown) {
        return { type: 'error', id, error: errorData(thrown) };
      } finally {
        running.delete(id);
      }
    },
    cancel(id) {
      running.get(id)?.abort.abort();
    },
    close() {
      unsubscribe();
      // What it only watched goes on for whoever began it.
      for (const { abort, name } of running.values()) if (name !== 'work.join') abort.abort();
    },
  };
}

/** A failure as plain data. Anything that is not a Failure is a mistake of the host's. */
export function errorData(thrown: unknown): TracewakeError {
  if (thrown instanceof Failure) return thrown.data;
  return { code: 'internal', message: thrown instanceof Error ? thrown.message : String(thrown) };
}
