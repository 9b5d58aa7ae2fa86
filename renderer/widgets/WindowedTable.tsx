import { type ReactNode, useEffect, useId, useLayoutEffect, useRef, useState } from 'react';

export interface Column {
  readonly key: string;
  readonly head: ReactNode;
  readonly num?: boolean;
  readonly className?: string;
  /** The cell of a row; `undefined` while that row is still being fetched. */
  readonly cell: (row: number) => ReactNode;
}

const OVERSCAN = 12;

/**
 * A table of any length: only the rows in view are in the document, between two spacers. One row is the current one;
 * arrows, Home, End and the page keys move it, Enter opens it.
 */
export function WindowedTable({
  label,
  columns,
  length,
  rowHeight = 24,
  current,
  onMove,
  onOpen,
  onView,
  foot,
  className = '',
}: {
  readonly label: string;
  readonly columns: readonly Column[];
  readonly length: number;
  /** In CSS pixels, with its line. */
  readonly rowHeight?: number;
  readonly current: number | undefined;
  readonly onMove: (row: number) => void;
  readonly onOpen?: ((row: number) => void) | undefined;
  /** Which rows are drawn now, end exclusive; for fetching them. */
  readonly onView?: ((first: number, end: number) => void) | undefined;
  readonly foot?: ReactNode;
  readonly className?: string;
}) {
  const ref = useRef<HTMLDivElement>(null);
  const id = useId();
  const [view, setView] = useState({ top: 0, height: 800 });

  useLayoutEffect(() => {
    const box = ref.current;
    if (box === null) return undefined;
    const measure = (): void => setView({ top: box.scrollTop, height: box.clientHeight });
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(box);
    return () => observer.disconnect();
  }, []);

  // The head (and foot) stick over the rows, so a row is only in view between them.
  useEffect(() => {
    const box = ref.current;
    if (box === null || current === undefined || current < 0) return;
    const head = box.querySelector('thead')?.clientHeight ?? 0;
    const tail = box.querySelector('tfoot')?.clientHeight ?? 0;
    const top = current * rowHeight;
    const room = box.clientHeight - head - tail;
    if (top < box.scrollTop) box.scrollTop = top;
    else if (top + rowHeight > box.scrollTop + room) box.scrollTop = top + rowHeight - room;
  }, [current, rowHeight]);

  const first = Math.max(0, Math.min(length, Math.floor(view.top / rowHeight) - OVERSCAN));
  const end = Math.min(length, Math.ceil((view.top + view.height) / rowHeight) + OVERSCAN);
  useEffect(() => {
    onView?.(first, end);
  }, [onView, first, end]);

  const page = Math.max(1, Math.floor(view.height / rowHeight) - 3);
  const move = (to: number): void => onMove(Math.max(0, Math.min(length - 1, to)));
  const steps: Record<string, (() => void) | undefined> = {
    ArrowDown: () => move((current ?? -1) + 1),
    ArrowUp: () => move((current ?? length) - 1),
    PageDown: () => move((current ?? 0) + page),
    PageUp: () => move((current ?? 0) - page),
    Home: () => move(0),
    End: () => move(length - 1),
    Enter: () => {
      if (current !== undefined) onOpen?.(current);
    },
  };

  const rows: ReactNode[] = [];
  for (let i = first; i < end; i++) {
    rows.push(
      <tr key={i} id={`${id}-${i}`} aria-rowindex={i + 2} aria-selected={i === current} onClick={() => onMove(i)} onDoubleClick={() => onOpen?.(i)}>
        {columns.map((column) => {
          const cell = column.cell(i);
          return (
            <td key={column.key} className={`${column.num === true ? 'num' : ''} ${column.className ?? ''}`} style={{ height: rowHeight }}>
              {cell === undefined ? <span className="to-come" aria-hidden="true" /> : cell}
            </td>
          );
        })}
      </tr>,
    );
  }

  return (
    <div
      ref={ref}
      className={`windowed-table ${className}`}
      onScroll={(event) => setView({ top: event.currentTarget.scrollTop, height: event.currentTarget.clientHeight })}
    >
      <table
        className="table"
        // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a table whose rows are chosen is a grid (ARIA APG)
        role="grid"
        aria-label={label}
        aria-rowcount={length + 1}
        tabIndex={0}
        {...(current === undefined || current < first || current >= end ? {} : { 'aria-activedescendant': `${id}-${current}` })}
        onKeyDown={(event) => {
          // A button in a cell takes its own keys.
          if (event.target !== event.currentTarget && event.key === 'Enter') return;
          const step = event.ctrlKey || event.metaKey || event.altKey ? undefined : steps[event.key];
          if (step === undefined || length === 0) return;
          event.preventDefault();
          step();
        }}
      >
        <thead>
          <tr aria-rowindex={1}>
            {columns.map((column) => (
              <th key={column.key} scope="col" className={`${column.num === true ? 'num' : ''} ${column.className ?? ''}`}>
                {column.head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {/* One cell each: a span over a column that the width hides would leave an empty column at the right edge. */}
          {first === 0 ? null : (
            <tr className="spacer">
              <td style={{ height: first * rowHeight }} />
            </tr>
          )}
          {rows}
          {end >= length ? null : (
            <tr className="spacer">
              <td style={{ height: (length - end) * rowHeight }} />
            </tr>
          )}
        </tbody>
        {foot}
      </table>
    </div>
  );
}
