/** How a screen asks the engine: what it waits for, what came, what went wrong. */
import { createContext, useCallback, useContext, useEffect, useRef, useState } from 'react';
import type { TracewakeError } from '../../shared/contract/errors.ts';
import { Failure } from '../../shared/contract/errors.ts';
import type { Args, Engine, Progress, Pushed, RequestName, ResultOf } from '../../shared/contract/requests.ts';
import type { Host } from '../transport/host.ts';

export const HostContext = createContext<Host | undefined>(undefined);

export function useHost(): Host {
  const host = useContext(HostContext);
  if (host === undefined) throw new Error('a screen was drawn outside of its host');
  return host;
}
export const useEngine = (): Engine => useHost().engine;

/** What a failure says, as plain data. Anything else that is thrown is our mistake, and is said so without its stack. */
export const errorOf = (thrown: unknown): TracewakeError =>
  thrown instanceof Failure ? thrown.data : { code: 'internal', message: thrown instanceof Error ? thrown.message : String(thrown) };

/**
 * `value` beside `loading` and `failed` is the last answer to the same question, which may still be drawn;
 * the answer to another question is never kept.
 */
export type Asked<T> =
  | { readonly status: 'loading'; readonly value: T | undefined; readonly progress: Progress | undefined }
  | { readonly status: 'ready'; readonly value: T }
  | { readonly status: 'failed'; readonly error: TracewakeError; readonly value: T | undefined };

type What = Extract<Pushed, { type: 'caseChanged' }>['what'][number];

/**
 * Asks when the arguments change, and again when one of `on` changes in the case. `undefined` arguments ask nothing.
 * `keep` shows the last answer while another question is being answered (paging, filters).
 */
export function useRequest<K extends RequestName>(
  name: K,
  args: Args<K> | undefined,
  options: { readonly on?: readonly What[]; readonly keep?: boolean } = {},
): Asked<ResultOf<K>> & { readonly again: () => void; readonly cancel: () => void } {
  const engine = useEngine();
  const key = args === undefined ? undefined : JSON.stringify(args);
  const on = (options.on ?? []).join(' ');
  const [round, setRound] = useState(0);
  const [state, setState] = useState<{ readonly key: string | undefined; readonly asked: Asked<ResultOf<K>> }>({
    key: undefined,
    asked: { status: 'loading', value: undefined, progress: undefined },
  });
  const controller = useRef<AbortController | undefined>(undefined);
  const again = useCallback(() => setRound((r) => r + 1), []);
  const cancel = useCallback(() => controller.current?.abort(), []);

  useEffect(() => {
    if (on === '') return undefined;
    const wanted = on.split(' ');
    return engine.subscribe((pushed) => {
      if (pushed.type === 'caseChanged' && pushed.what.some((w) => wanted.includes(w))) again();
    });
  }, [engine, on, again]);

  // `key` stands for the arguments; a new `round` asks again.
  useEffect(() => {
    if (key === undefined) return undefined;
    let current = true;
    const abort = new AbortController();
    controller.current = abort;
    setState((was) => ({
      key,
      asked: { status: 'loading', value: was.key === key || options.keep === true ? was.asked.value : undefined, progress: undefined },
    }));
    engine
      .request(name, JSON.parse(key) as Args<K>, {
        signal: abort.signal,
        onProgress: (progress) => {
          if (current) setState((was) => (was.asked.status === 'loading' ? { key, asked: { ...was.asked, progress } } : was));
        },
      })
      .then(
        (value) => {
          if (current) setState({ key, asked: { status: 'ready', value } });
        },
        (thrown: unknown) => {
          if (current) setState((was) => ({ key, asked: { status: 'failed', error: errorOf(thrown), value: was.asked.value } }));
        },
      );
    return () => {
      current = false;
      // Nobody waits for it any more.
      abort.abort();
    };
  }, [engine, name, key, round]);

  // Between a change of arguments and the effect above, the old answer must not pass for the new one.
  const asked: Asked<ResultOf<K>> =
    state.key === key ? state.asked : { status: 'loading', value: options.keep === true ? state.asked.value : undefined, progress: undefined };
  return { ...asked, again, cancel };
}

export type Doing = { readonly status: 'idle' } | { readonly status: 'busy' } | { readonly status: 'failed'; readonly error: TracewakeError };

/** A deed of the user: runs once when called, keeps what went wrong until the next try. */
export function useAction<K extends RequestName>(
  name: K,
): { readonly state: Doing; readonly run: (args: Args<K>) => Promise<ResultOf<K> | undefined>; readonly clear: () => void } {
  const engine = useEngine();
  const [state, setState] = useState<Doing>({ status: 'idle' });
  const run = useCallback(
    async (args: Args<K>) => {
      setState({ status: 'busy' });
      try {
        const value = await engine.request(name, args);
        setState({ status: 'idle' });
        return value;
      } catch (thrown) {
        setState({ status: 'failed', error: errorOf(thrown) });
        return undefined;
      }
    },
    [engine, name],
  );
  const clear = useCallback(() => setState({ status: 'idle' }), []);
  return { state, run, clear };
}
