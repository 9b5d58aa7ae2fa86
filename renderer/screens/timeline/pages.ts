/**
 * The rows of the table: a stretch of the filtered list around one place, grown at both ends by keyset paging. One request
 * at a time; a new place or filter goes before growing.
 */
import { useEffect, useMemo, useSyncExternalStore } from 'react';
import type { Instant } from '../../../shared/base/instant.ts';
import type { TracewakeError } from '../../../shared/contract/errors.ts';
import type { Engine, TimelineFilter } from '../../../shared/contract/requests.ts';
import type { TimelinePage, TimelineRow } from '../../../shared/views/types.ts';
import { errorOf, useEngine } from '../../state/engine.ts';

export interface Rows {
  readonly pages: readonly TimelinePage[];
  readonly rows: readonly TimelineRow[];
  readonly total: number;
  /** Place of the first row here within the filtered list. */
  readonly first: number;
  readonly next: string | undefined;
  readonly previous: string | undefined;
  /** Rows that were put before the ones that stood here, for keeping the scroll where it is. Counts up. */
  readonly shifted: number;
  /** A new number for each new place: the table scrolls to where it was asked to. */
  readonly place: number;
  readonly error: TracewakeError | undefined;
  readonly loading: boolean;
}

const PAGE = 120;
/** Beyond this many the far end is let go; it can be fetched again. */
const KEPT_PAGES = 10;
const NONE: Rows = {
  pages: [],
  rows: [],
  total: 0,
  first: 0,
  next: undefined,
  previous: undefined,
  shifted: 0,
  place: 0,
  error: undefined,
  loading: true,
};

type Work = { readonly what: 'place'; readonly filter: TimelineFilter; readonly at: Instant | undefined } | { readonly what: 'next' | 'previous' };

export class EventPages {
  readonly #engine: Engine;
  readonly #listeners = new Set<() => void>();
  #rows: Rows = NONE;
  #filter: TimelineFilter = {};
  #place: Extract<Work, { what: 'place' }> | undefined;
  #grow: 'next' | 'previous' | undefined;
  #busy = false;

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };
  readonly snapshot = (): Rows => this.#rows;

  /** Shows the list under a filter from an instant on, with the rows before it above; from its beginning without one. */
  show(filter: TimelineFilter, at: Instant | undefined): void {
    this.#place = { what: 'place', filter, at };
    this.#grow = undefined;
    void this.#run();
  }

  grow(end: 'next' | 'previous'): void {
    if (this.#rows[end] === undefined || this.#place !== undefined || this.#busy) return;
    this.#grow = end;
    void this.#run();
  }

  #set(rows: Partial<Rows>): void {
    this.#rows = { ...this.#rows, ...rows };
    for (const listener of this.#listeners) listener();
  }

  async #run(): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    while (this.#place !== undefined || this.#grow !== undefined) {
      const place = this.#place;
      const grow = this.#grow;
      this.#place = undefined;
      this.#grow = undefined;
      try {
        if (place !== undefined) await this.#go(place.filter, place.at);
        else if (grow !== undefined) await this.#add(grow);
      } catch (thrown) {
        this.#set({ error: errorOf(thrown), loading: false });
      }
    }
    this.#busy = false;
  }

  async #go(filter: TimelineFilter, at: Instant | undefined): Promise<void> {
    this.#filter = filter;
    const ask = (more: { readonly at?: Instant | undefined; readonly before?: string | undefined }): Promise<TimelinePage> =>
      this.#engine.request('timeline.page', { filter, ...more, limit: PAGE });
    let page = await ask({ at });
    // Nothing from that instant on: the list's beginning is better than a blank.
    if (page.rows.length === 0 && page.total > 0) page = await ask({});
    else if (at !== undefined && page.previous !== undefined && this.#place === undefined) {
      const before = await ask({ before: page.previous });
      if (this.#place !== undefined) return;
      this.#show([before, page]);
      return;
    }
    if (this.#place === undefined) this.#show([page]);
  }

  #show(pages: readonly TimelinePage[]): void {
    this.#set({ ...stretch(pages), place: this.#rows.place + 1, shifted: 0, error: undefined, loading: false });
  }

  async #add(end: 'next' | 'previous'): Promise<void> {
    const cursor = this.#rows[end];
    if (cursor === undefined) return;
    const page: TimelinePage = await this.#engine.request('timeline.page', {
      filter: this.#filter,
      ...(end === 'next' ? { after: cursor } : { before: cursor }),
      limit: PAGE,
    });
    if (this.#place !== undefined) return;
    this.#set(joined(this.#rows, page, end));
  }
}

/** Pages in order, as rows. */
export function stretch(pages: readonly TimelinePage[]): Pick<Rows, 'pages' | 'rows' | 'first' | 'next' | 'previous' | 'total'> {
  return {
    pages,
    rows: pages.flatMap((p) => p.rows),
    first: pages[0]?.first ?? 0,
    total: pages.at(-1)?.total ?? 0,
    next: pages.at(-1)?.next,
    previous: pages[0]?.previous,
  };
}

/** A page put at one end; whole pages let go at the other where the stretch has become long, since cursors belong to pages. */
export function joined(was: Rows, page: TimelinePage, end: 'next' | 'previous'): Partial<Rows> {
  const pages = end === 'next' ? [...was.pages, page] : [page, ...was.pages];
  let dropped = 0;
  while (pages.length > KEPT_PAGES) dropped += (end === 'next' ? pages.shift() : pages.pop())?.rows.length ?? 0;
  return { ...stretch(pages), shifted: was.shifted + (end === 'next' ? -dropped : page.rows.length), error: undefined };
}

export function useEventPages(): { readonly rows: Rows; readonly pages: EventPages } {
  const engine = useEngine();
  const pages = useMemo(() => new EventPages(engine), [engine]);
  const rows = useSyncExternalStore(pages.subscribe, pages.snapshot);
  return { rows, pages };
}

/** Asks for the place again whenever the filter or the place changes. */
export function useShown(pages: EventPages, filter: TimelineFilter | undefined, at: Instant | undefined, round: number): void {
  const key = JSON.stringify([filter, at, round]);
  useEffect(() => {
    if (filter !== undefined) pages.show(filter, at);
  }, [pages, key]);
}
