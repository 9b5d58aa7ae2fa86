/** Rows of the list of wakes, fetched by the hundred as they come into view. */
import { useCallback, useEffect, useRef, useState } from 'react';
import type { Engine, WakesFilter } from '../../../shared/contract/requests.ts';
import type { WakeLine } from '../../../shared/views/types.ts';

const PAGE = 100;

export function useWindow(
  filter: WakesFilter,
  order: 'worst' | 'time',
  engine: Engine,
): { readonly rowAt: (i: number) => WakeLine | undefined; readonly onView: (first: number, end: number) => void } {
  const pages = useRef(new Map<number, readonly WakeLine[] | 'asked'>());
  const [, draw] = useState(0);
  const fetchPage = useCallback(
    (page: number) => {
      if (pages.current.has(page)) return;
      pages.current.set(page, 'asked');
      const kept = pages.current;
      engine.request('wakes.list', { filter, order, offset: page * PAGE, limit: PAGE }).then(
        (list) => {
          kept.set(page, list.rows);
          draw((n) => n + 1);
        },
        // The list's own request says what went wrong; a page that failed is asked for again when it comes into view.
        () => kept.delete(page),
      );
    },
    [engine, filter, order],
  );
  const seen = useRef({ first: 0, end: PAGE });
  const onView = useCallback(
    (first: number, end: number) => {
      seen.current = { first, end };
      for (let p = Math.floor(first / PAGE); p * PAGE < end; p++) fetchPage(p);
    },
    [fetchPage],
  );
  useEffect(
    () =>
      engine.subscribe((pushed) => {
        if (pushed.type !== 'caseChanged' || !pushed.what.includes('analysis')) return;
        pages.current = new Map();
        onView(seen.current.first, seen.current.end);
      }),
    [engine, onView],
  );
  const rowAt = useCallback((i: number): WakeLine | undefined => {
    const page = pages.current.get(Math.floor(i / PAGE));
    return page === undefined || page === 'asked' ? undefined : page[i % PAGE];
  }, []);
  return { rowAt, onView };
}
