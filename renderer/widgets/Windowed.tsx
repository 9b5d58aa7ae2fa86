import { type ReactNode, type RefObject, useEffect, useId, useLayoutEffect, useRef, useState } from 'react';

/** Rows kept drawn beyond each edge, so that a quick scroll does not show bare ground. */
const OVERSCAN = 8;

/**
 * A list of any length in which only the rows in view are drawn. One row is the current one; arrows, Home, End and the
 * page keys move it, Enter opens it. Rows have one height.
 */
export function Windowed({
  label,
  length,
  rowHeight,
  current,
  onMove,
  onOpen,
  row,
  rowClass,
  className = '',
  box,
}: {
  readonly label: string;
  readonly length: number;
  /** In CSS pixels. */
  readonly rowHeight: number;
  readonly current: number | undefined;
  readonly onMove: (index: number) => void;
  readonly onOpen?: ((index: number) => void) | undefined;
  readonly row: (index: number) => ReactNode;
  readonly rowClass?: ((index: number) => string) | undefined;
  readonly className?: string;
  /** For a caller that gives the list the keyboard back. */
  readonly box?: RefObject<HTMLDivElement | null> | undefined;
}) {
  const own = useRef<HTMLDivElement>(null);
  const ref = box ?? own;
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
  }, [ref]);

  // The current row is brought into view when it changes, never while the user scrolls.
  useEffect(() => {
    const box = ref.current;
    if (box === null || current === undefined || current < 0) return;
    const top = current * rowHeight;
    if (top < box.scrollTop) box.scrollTop = top;
    else if (top + rowHeight > box.scrollTop + box.clientHeight) box.scrollTop = top + rowHeight - box.clientHeight;
  }, [ref, current, rowHeight]);

  const first = Math.max(0, Math.floor(view.top / rowHeight) - OVERSCAN);
  const last = Math.min(length, Math.ceil((view.top + view.height) / rowHeight) + OVERSCAN);
  const page = Math.max(1, Math.floor(view.height / rowHeight) - 1);

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
  for (let i = first; i < last; i++) {
    rows.push(
      // biome-ignore lint/a11y/useKeyWithClickEvents: the list itself takes the keys
      // biome-ignore lint/a11y/useFocusableInteractive: the list holds the focus and names the current row
      <div
        key={i}
        id={`${id}-${i}`}
        role="option"
        aria-selected={i === current}
        aria-setsize={length}
        aria-posinset={i + 1}
        className={`windowed-row ${rowClass?.(i) ?? ''}`}
        style={{ top: i * rowHeight, height: rowHeight }}
        onClick={() => onMove(i)}
        onDoubleClick={() => onOpen?.(i)}
      >
        {row(i)}
      </div>,
    );
  }

  return (
    <div
      ref={ref}
      className={`windowed ${className}`}
      role="listbox"
      aria-label={label}
      tabIndex={0}
      {...(current === undefined || current < first || current >= last ? {} : { 'aria-activedescendant': `${id}-${current}` })}
      onScroll={(event) => setView({ top: event.currentTarget.scrollTop, height: event.currentTarget.clientHeight })}
      onKeyDown={(event) => {
        const step = event.ctrlKey || event.metaKey || event.altKey ? undefined : steps[event.key];
        if (step === undefined || length === 0) return;
        event.preventDefault();
        step();
      }}
    >
      <div className="windowed-all" style={{ height: length * rowHeight }}>
        {rows}
      </div>
    </div>
  );
}
