import { type CSSProperties, type KeyboardEvent, type PointerEvent, useEffect, useRef, useState } from 'react';
import { type Instant, since } from '../../shared/base/instant.ts';
import { VERDICT_WORDS } from '../../shared/model/words.ts';
import type { Lane, LaneView } from '../../shared/views/types.ts';
import { clockExact, count, counted, fullTime, span as spanOf } from '../widgets/format.ts';
import { type Span, type Tick, type TimeScale, ticks as ticksOf, timeScale } from './axis.ts';
import { prepare, useFrame } from './canvas.ts';
import { hit, type Move, moveMark } from './lanes.ts';
import { drawLanes } from './lanes-draw.ts';
import type { Measure } from './measure.ts';
import { usePalette, useSize } from './size.ts';
import { pan, zoom } from './window.ts';

export interface LanesProps {
  /** The newest answer; drawn stretched into the present window until the next one comes. */
  readonly view: LaneView | undefined;
  readonly window: Span;
  readonly bounds: Span;
  readonly laneHeight: number;
  readonly height: number;
  readonly selected: { readonly event: string | undefined; readonly time: Instant } | undefined;
  /** Times are written as the distance to the selected event. */
  readonly relative: boolean;
  readonly onWindow: (next: Span) => void;
  readonly onMark: (event: string) => void;
  readonly onTime: (time: Instant, lane: Lane) => void;
  readonly onWidth: (width: number) => void;
}

const AXIS = 22;
const MOVES: Readonly<Record<string, Move>> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
  Home: 'first',
  End: 'last',
};

/** The axis and the lanes' plot: zoom on the wheel, pan by dragging, arrows from mark to mark. */
export function Lanes(props: LanesProps) {
  const { view, window: shown, bounds, laneHeight, height, selected, relative, onWindow, onMark, onTime, onWidth } = props;
  const box = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const drag = useRef<{ readonly x: number; readonly y: number; readonly start: Span; moved: boolean } | undefined>(undefined);
  const [pointer, setPointer] = useState<{ readonly x: number; readonly y: number } | undefined>(undefined);
  const [said, setSaid] = useState('');
  const [at, setAt] = useState<{ readonly lane: string; readonly event: string } | undefined>(undefined);
  const { width } = useSize(box);
  const { palette, measure } = usePalette();
  const scale = timeScale(shown, 0, Math.max(1, width));
  const ticks = ticksOf(shown, width);
  const current = useRef({ shown, bounds, scale, onWindow });
  current.current = { shown, bounds, scale, onWindow };

  useEffect(() => {
    if (width > 0) onWidth(width);
  }, [width, onWidth]);

  useFrame(() => {
    if (canvas.current === null || width === 0) return;
    const context = prepare(canvas.current, width, height);
    if (context === undefined) return;
    drawLanes(context, { view, scale, ticks, laneHeight, height, palette, measure, selectedEvent: selected?.event });
  });

  // React's own wheel listener is passive; this one has to keep the page from scrolling.
  useEffect(() => {
    const element = box.current;
    if (element === null) return undefined;
    const wheel = (event: WheelEvent): void => {
      event.preventDefault();
      const now = current.current;
      const lines = event.deltaMode === 1 ? 16 : 1;
      if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
        const d = (event.deltaX === 0 ? event.deltaY : event.deltaX) * lines;
        now.onWindow(pan(now.shown, d / element.clientWidth, now.bounds));
      } else {
        const x = event.clientX - element.getBoundingClientRect().left;
        // One notch of a common wheel is 100 px: about a quarter.
        const factor = Math.exp(Math.min(300, Math.max(-300, event.deltaY * lines)) * 0.0024);
        now.onWindow(zoom(now.shown, factor, now.scale.at(x), now.bounds));
      }
    };
    element.addEventListener('wheel', wheel, { passive: false });
    return () => element.removeEventListener('wheel', wheel);
  }, []);

  const place = (event: PointerEvent): { x: number; y: number } => {
    const r = box.current?.getBoundingClientRect();
    return { x: event.clientX - (r?.left ?? 0), y: event.clientY - (r?.top ?? 0) - AXIS };
  };
  const down = (event: PointerEvent<HTMLDivElement>): void => {
    if (event.button !== 0) return;
    drag.current = { ...place(event), start: shown, moved: false };
    event.currentTarget.setPointerCapture(event.pointerId);
  };
  const move = (event: PointerEvent): void => {
    const p = place(event);
    setPointer(p);
    const d = drag.current;
    if (d === undefined) return;
    if (!d.moved && Math.abs(p.x - d.x) < 4) return;
    d.moved = true;
    onWindow(pan(d.start, (d.x - p.x) / Math.max(1, width), bounds));
  };
  const up = (event: PointerEvent): void => {
    const d = drag.current;
    drag.current = undefined;
    if (d === undefined || d.moved || view === undefined) return;
    const p = place(event);
    const found = hit(view, scale, laneHeight, p.x, p.y, measure);
    if (found === undefined) return;
    if (found.what === 'mark') {
      setAt({ lane: view.lanes[found.lane]?.key ?? '', event: found.mark.event });
      onMark(found.mark.event);
    } else onTime(found.time, view.lanes[found.lane] as Lane);
  };
  const key = (event: KeyboardEvent): void => {
    const step = MOVES[event.key];
    if (step === undefined || view === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    const from = at ?? (selected?.event === undefined ? undefined : laneOf(view, selected.event));
    const next = moveMark(view, from, step);
    if (next === undefined) {
      setSaid('No wakes in this window.');
      return;
    }
    setAt({ lane: next.lane, event: next.mark.event });
    const lane = view.lanes.find((l) => l.key === next.lane);
    setSaid(
      `${lane?.label ?? ''}, ${next.mark.label}, ${VERDICT_WORDS[next.mark.verdict]}, ${fullTime(next.mark.time)} UTC${
        next.mark.count > 1 ? `, stands for ${count(next.mark.count)}` : ''
      }`,
    );
    onMark(next.mark.event);
  };

  const under =
    pointer !== undefined && view !== undefined && drag.current?.moved !== true
      ? hit(view, scale, laneHeight, pointer.x, pointer.y, measure)
      : undefined;
  const selectedX = selected === undefined ? undefined : scale.x(selected.time);
  const inside = (x: number | undefined): x is number => x !== undefined && x >= 0 && x <= width;
  const laneIndex = view?.lanes.findIndex((l) => l.marks.some((m) => m.event === selected?.event)) ?? -1;
  const flagWidth = selected === undefined ? 0 : measure(clockExact(selected.time), { mono: true }) + 10;
  const flagX = selectedX === undefined ? 0 : Math.min(Math.max(0, selectedX - 1), Math.max(0, width - flagWidth));
  const origin = relative ? selected?.time : undefined;
  const write = (tick: Tick): string =>
    origin === undefined ? tick.label : tick.time === origin ? '0' : `${tick.time > origin ? '+' : ''}${spanOf(since(tick.time, origin))}`;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a plot is no form group
    <div
      ref={box}
      className="lanes-plot"
      role="group"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: arrows move from mark to mark, so the plot has to take the focus
      tabIndex={0}
      aria-label={`Lanes from ${fullTime(shown.from)} to ${fullTime(shown.to)} UTC, ${counted(view?.lanes.length ?? 0, 'lane')}. Arrow keys go from mark to mark, t shows a table.`}
      style={{ '--lane-height': `${laneHeight}px`, height: height + AXIS, cursor: under?.what === 'mark' ? 'pointer' : 'crosshair' } as CSSProperties}
      onPointerDown={down}
      onPointerMove={move}
      onPointerUp={up}
      onPointerLeave={() => setPointer(undefined)}
      onPointerCancel={() => {
        drag.current = undefined;
      }}
      onKeyDown={key}
    >
      <svg className="lanes-axis" width={width} height={AXIS} aria-hidden="true">
        {labelled(ticks, scale, measure, write, inside(selectedX) ? [flagX - 3, flagX + flagWidth + 3] : undefined).map(({ tick, x, text }) => (
          <g key={tick.time}>
            {/* A line without a name stays below the names: it would run through one of them. */}
            <path d={`M${x + 0.5} ${text === undefined ? AXIS - 4 : 4}V${AXIS}`} stroke={tick.day ? 'var(--line-strong)' : 'var(--line)'} />
            {text === undefined ? null : (
              <text x={x + 4} y={15} {...(tick.day ? { className: 'day' } : {})}>
                {text}
              </text>
            )}
          </g>
        ))}
      </svg>
      <canvas ref={canvas} style={{ width, height, top: AXIS }} />
      {inside(pointer?.x) && pointer !== undefined && pointer.y >= 0 ? (
        <span className="lanes-cursor" style={{ left: pointer.x, top: AXIS, height }} />
      ) : null}
      {inside(selectedX) && selected !== undefined ? (
        <>
          <span className="lanes-selected" style={{ left: selectedX, top: AXIS - 2, height: height + 2 }} />
          <span className="lanes-flag mono" style={{ left: flagX, width: flagWidth }}>
            {clockExact(selected.time)}
          </span>
          {laneIndex >= 0 ? <span className="lanes-ring" style={{ left: selectedX - 9, top: AXIS + laneIndex * laneHeight }} /> : null}
        </>
      ) : null}
      {under !== undefined && pointer !== undefined ? (
        <span className="lanes-tip" style={tipStyle(pointer, width, height)}>
          {under.what === 'mark' ? (
            <>
              <b>{under.mark.label}</b> {VERDICT_WORDS[under.mark.verdict]}
              {under.count > 1 ? `, worst of ${count(under.count)}` : ''}
              <br />
              <span className="mono">{fullTime(under.mark.time)}</span>
            </>
          ) : (
            <>
              <span className="mono">{fullTime(under.time)}</span>
              {under.count === undefined || under.count === 0 ? '' : ` · ${counted(under.count, 'event')} here`}
            </>
          )}
        </span>
      ) : null}
      <span className="unseen" aria-live="polite">
        {said}
      </span>
    </div>
  );
}

/** Days first, then hours where there is room: two labels never meet, and none stands under the flag of the selection. */
function labelled(
  ticks: readonly Tick[],
  scale: TimeScale,
  measure: Measure,
  write: (tick: Tick) => string,
  flag: readonly [number, number] | undefined,
): { readonly tick: Tick; readonly x: number; readonly text: string | undefined }[] {
  const used: (readonly [number, number])[] = flag === undefined ? [] : [flag];
  const texts = new Map<Tick, string>();
  for (const day of [true, false]) {
    const kind = ticks.filter((t) => t.day === day).map((tick) => ({ tick, text: write(tick), a: Math.round(scale.x(tick.time)) + 4 }));
    const widest = Math.max(0, ...kind.map((k) => measure(k.text, { bold: day })));
    const pitch = kind.length > 1 ? ((kind.at(-1)?.a ?? 0) - (kind[0]?.a ?? 0)) / (kind.length - 1) : Number.POSITIVE_INFINITY;
    // Every day, or every second, or every third: a row with a name here and there would look as if days were missing.
    const stride = day ? Math.max(1, Math.ceil((widest + 10) / pitch)) : 1;
    for (const { tick, text, a } of kind.filter((_, i) => i % stride === 0)) {
      const b = a + measure(text, { bold: day });
      if (b > scale.x1 || used.some(([u, v]) => a - 6 < v && u < b + 6)) continue;
      used.push([a, b]);
      texts.set(tick, text);
    }
  }
  return ticks.map((tick) => ({ tick, x: Math.round(scale.x(tick.time)), text: texts.get(tick) }));
}

const laneOf = (view: LaneView, event: string): { lane: string; event: string } | undefined => {
  const lane = view.lanes.find((l) => l.marks.some((m) => m.event === event));
  return lane === undefined ? undefined : { lane: lane.key, event };
};

/** The tip stands beside the pointer and never under it, on the side where there is room. */
function tipStyle(pointer: { readonly x: number; readonly y: number }, width: number, height: number): Record<string, number> {
  const side = pointer.x > width - 250 ? { right: width - pointer.x + 12 } : { left: pointer.x + 14 };
  return pointer.y > height - 50 ? { ...side, bottom: height - pointer.y + 10 } : { ...side, top: pointer.y + AXIS + 14 };
}
