import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { TimelineRow } from '../../../shared/views/types.ts';
import { tableTime } from '../../widgets/format.ts';
import { Strip } from '../../widgets/Strip.tsx';
import { Text } from '../../widgets/Text.tsx';
import type { EventPages, Rows } from './pages.ts';

const ROW = 24;
const OVERSCAN = 10;
/** So near to an end of what is here, the next page is fetched. */
const NEAR = 40 * ROW;

/** Rows of the list in order of time. Grows at both ends while it is scrolled; what stands in view does not move by it. */
export function EventRows({
  rows,
  pages,
  selected,
  onSelect,
  onOpen,
  onView,
}: {
  readonly rows: Rows;
  readonly pages: EventPages;
  readonly selected: string | undefined;
  readonly onSelect: (row: TimelineRow) => void;
  readonly onOpen: (row: TimelineRow) => void;
  /** The first and last row in view, counted from 1 in the whole list. */
  readonly onView: (first: number, last: number) => void;
}) {
  const box = useRef<HTMLDivElement>(null);
  const [view, setView] = useState({ top: 0, height: 400 });
  // The rows of the new place are drawn at once, and not only when the browser tells of the scroll.
  const scroll = useCallback((element: HTMLElement, top: number): void => {
    element.scrollTop = top;
    setView({ top: element.scrollTop, height: element.clientHeight });
  }, []);
  const before = useRef({ shifted: rows.shifted, place: rows.place });
  const index = rows.rows.findIndex((r) => r.id === selected);

  useLayoutEffect(() => {
    const element = box.current;
    if (element === null) return undefined;
    const measure = (): void => setView({ top: element.scrollTop, height: element.clientHeight });
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  useLayoutEffect(() => {
    const element = box.current;
    const was = before.current;
    before.current = { shifted: rows.shifted, place: rows.place };
    if (element === null) return;
    if (was.place !== rows.place) {
      const head = element.querySelector('thead')?.clientHeight ?? 0;
      // The chosen row stands a third down, with what led to it above.
      scroll(element, index < 0 ? 0 : Math.max(0, index - Math.round((element.clientHeight - head) / 3 / ROW)) * ROW);
    } else if (was.shifted !== rows.shifted) scroll(element, element.scrollTop + (rows.shifted - was.shifted) * ROW);
  }, [rows.shifted, rows.place, index, scroll]);

  // A row that is chosen elsewhere comes into view; one that is in view stays where it is.
  useEffect(() => {
    const element = box.current;
    if (element === null || index < 0) return;
    const head = element.querySelector('thead')?.clientHeight ?? 0;
    const top = index * ROW;
    if (top < element.scrollTop) scroll(element, top);
    else if (top + ROW > element.scrollTop + element.clientHeight - head) scroll(element, top + ROW - (element.clientHeight - head));
  }, [index, scroll]);

  const n = rows.rows.length;
  useEffect(() => {
    if (view.top < NEAR) pages.grow('previous');
    if (view.top + view.height > n * ROW - NEAR) pages.grow('next');
  }, [pages, view, n]);

  const firstIn = Math.min(n, Math.floor(view.top / ROW));
  const lastIn = Math.min(n, Math.max(firstIn, Math.floor((view.top + view.height - 26) / ROW)));
  useEffect(() => {
    onView(n === 0 ? 0 : rows.first + firstIn + 1, rows.first + lastIn);
  }, [onView, rows.first, firstIn, lastIn, n]);

  const first = Math.max(0, firstIn - OVERSCAN);
  const end = Math.min(n, lastIn + OVERSCAN);
  const choose = (to: number): void => {
    const row = rows.rows[Math.max(0, Math.min(n - 1, to))];
    if (row !== undefined) onSelect(row);
  };
  const page = Math.max(1, Math.floor(view.height / ROW) - 3);
  const steps: Record<string, (() => void) | undefined> = {
    ArrowDown: () => choose(index + 1),
    ArrowUp: () => choose(index < 0 ? 0 : index - 1),
    PageDown: () => choose(index + page),
    PageUp: () => choose(index - page),
    Enter: () => {
      const row = rows.rows[index];
      if (row !== undefined) onOpen(row);
    },
  };
  return (
    <div
      ref={box}
      className="tl-rows"
      onScroll={(event) => setView({ top: event.currentTarget.scrollTop, height: event.currentTarget.clientHeight })}
    >
      <table
        className="table"
        // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a table whose rows are chosen is a grid (ARIA APG)
        role="grid"
        aria-label="Events in the window, by time"
        aria-rowcount={rows.total + 1}
        tabIndex={0}
        {...(index < first || index >= end ? {} : { 'aria-activedescendant': `event-${rows.first + index}` })}
        onKeyDown={(event) => {
          const step = event.ctrlKey || event.metaKey || event.altKey ? undefined : steps[event.key];
          if (step === undefined || n === 0) return;
          event.preventDefault();
          event.stopPropagation();
          step();
        }}
      >
        <thead>
          <tr>
            <th scope="col" aria-sort="ascending">
              Time, UTC ↑
            </th>
            <th scope="col">Kind</th>
            <th scope="col">Identity</th>
            <th scope="col" className="wide-only">
              Actor
            </th>
            <th scope="col" className="wide-only">
              System
            </th>
            <th scope="col" className="wide-only">
              Outcome
            </th>
            <th scope="col">Wake</th>
            <th scope="col">Record</th>
          </tr>
        </thead>
        <tbody>
          {first === 0 ? null : (
            <tr className="spacer">
              <td style={{ height: first * ROW }} />
            </tr>
          )}
          {rows.rows.slice(first, end).map((row, i) => (
            <EventRow
              key={row.id}
              row={row}
              place={rows.first + first + i}
              selected={row.id === selected}
              onSelect={() => onSelect(row)}
              onOpen={() => onOpen(row)}
            />
          ))}
          {end >= n ? null : (
            <tr className="spacer">
              <td style={{ height: (n - end) * ROW }} />
            </tr>
          )}
        </tbody>
      </table>
    </div>
  );
}

function EventRow({
  row,
  place,
  selected,
  onSelect,
  onOpen,
}: {
  readonly row: TimelineRow;
  readonly place: number;
  readonly selected: boolean;
  readonly onSelect: () => void;
  readonly onOpen: () => void;
}) {
  return (
    <tr id={`event-${place}`} aria-rowindex={place + 2} aria-selected={selected} onClick={onSelect} onDoubleClick={onOpen}>
      <td className="mono">{row.time === undefined ? <span className="ink-3">undated</span> : tableTime(row.time)}</td>
      <td className={selected ? 'strong' : ''}>{row.kind}</td>
      <td className="clip">
        <Text>{row.target?.label ?? row.targetAlias ?? '–'}</Text>
      </td>
      <td className="clip ink-2 wide-only">
        <Text>{row.actor?.label ?? row.actorAlias ?? '–'}</Text>
      </td>
      <td className="clip ink-2 wide-only">
        <Text>{row.system}</Text>
      </td>
      <td className="wide-only ink-2">{row.outcome}</td>
      <td>{row.strip === undefined ? <span className="ink-3">none asked</span> : <Strip strip={row.strip} />}</td>
      <td className="mono ink-2 clip">
        {row.record}
        {row.records > 1 ? ` +${row.records - 1}` : ''}
      </td>
    </tr>
  );
}
