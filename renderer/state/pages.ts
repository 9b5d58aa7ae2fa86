/** Long lists from the engine, fetched a page at a time as they come into view. */
import { useCallback, useEffect, useRef, useState } from 'react';
import type { TracewakeError } from '../../shared/contract/errors.ts';
import { errorOf } from './engine.ts';

export interface Pages<T> {
  /** `undefined` until the first answer. */
  readonly total: number | undefined;
  readonly error: TracewakeError | undefined;
  /** `undefined` while it is being fetched. */
  readonly row: (index: number) => T | undefined;
  readonly onView: (first: number, end: number) => void;
}

interface Loaded<T> {
  readonly key: string;
  readonly total: number | undefined;
  readonly error: TracewakeError | undefined;
  readonly pages: ReadonlyMap<number, readonly T[]>;
}

/**
 * `load(page)` gives the rows of one page (of `size`) and how many there are in all. A new `key` starts over; rows of an
 * old key are never shown under a new one.
 */
export function usePages<T>(
  key: string,
  size: number,
  load: (page: number) => Promise<{ readonly rows: readonly T[]; readonly total: number }>,
): Pages<T> {
  const empty: Loaded<T> = { key, total: undefined, error: undefined, pages: new Map() };
  const [state, setState] = useState<Loaded<T>>(empty);
  const asked = useRef<{ key: string; pages: Set<number> }>({ key, pages: new Set() });
  const loader = useRef(load);
  useEffect(() => {
    loader.current = load;
  });

  const fetchPage = useCallback((forKey: string, page: number) => {
    if (asked.current.key !== forKey) asked.current = { key: forKey, pages: new Set() };
    if (asked.current.pages.has(page)) return;
    asked.current.pages.add(page);
    loader.current(page).then(
      ({ rows, total }) =>
        setState((was) => {
          if (asked.current.key !== forKey) return was;
          const pages = new Map(was.key === forKey ? was.pages : []);
          pages.set(page, rows);
          return { key: forKey, total, error: undefined, pages };
        }),
      (thrown: unknown) =>
        setState((was) =>
          asked.current.key === forKey
            ? { ...(was.key === forKey ? was : { ...was, total: undefined, pages: new Map() }), key: forKey, error: errorOf(thrown) }
            : was,
        ),
    );
  }, []);

  useEffect(() => fetchPage(key, 0), [fetchPage, key]);
  const onView = useCallback(
    (first: number, end: number) => {
      for (let page = Math.floor(first / size); page * size < end; page++) fetchPage(key, page);
    },
    [fetchPage, key, size],
  );
  const now = state.key === key ? state : empty;
  return { total: now.total, error: now.error, onView, row: (index) => now.pages.get(Math.floor(index / size))?.[index % size] };
}
