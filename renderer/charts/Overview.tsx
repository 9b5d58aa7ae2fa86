import { type KeyboardEvent, type PointerEvent, useRef } from 'react';
import type { Instant } from '../../shared/base/instant.ts';
import type { TimelineOverview } from '../../shared/views/types.ts';
import { counted, fullTime } from '../widgets/format.ts';
import { type Span, timeScale } from './axis.ts';
import { prepare, useFrame } from './canvas.ts';
import { drawOverview, OVERVIEW } from './lanes-draw.ts';
import { usePalette, useSize } from './size.ts';
import { clamp, NARROWEST } from './window.ts';

/** The whole period with a brush. Dragging the brush moves the window, its handles change it, a drag elsewhere draws a new one. */
export function Overview({
  view,
  window: shown,
  onWindow,
}: {
  readonly view: TimelineOverview;
  readonly window: Span;
  readonly onWindow: (next: Span) => void;
}) {
  const box = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const drag = useRef<{ readonly part: 'from' | 'to' | 'both' | 'new'; readonly at: Instant; readonly start: Span } | undefined>(undefined);
  const { width } = useSize(box);
  const { palette } = usePalette();
  const scale = timeScale(view, 0, Math.max(1, width));
  useFrame(() => {
    if (canvas.current === null || width === 0) return;
    const context = prepare(canvas.current, width, OVERVIEW.height);
    if (context !== undefined) drawOverview(context, { view, window: shown, width, palette });
  });

  const at = (event: PointerEvent): Instant => {
    const left = box.current?.getBoundingClientRect().left ?? 0;
    return scale.at(Math.min(width, Math.max(0, event.clientX - left)));
  };
  const down = (event: PointerEvent<HTMLDivElement>): void => {
    if (event.button !== 0) return;
    const t = at(event);
    const x = scale.x(t);
    const near = (edge: number): boolean => Math.abs(scale.x(edge) - x) <= 6;
    const part = near(shown.from) ? 'from' : near(shown.to) ? 'to' : t > shown.from && t < shown.to ? 'both' : 'new';
    drag.current = { part, at: t, start: shown };
    event.currentTarget.setPointerCapture(event.pointerId);
  };
  const move = (event: PointerEvent): void => {
    const d = drag.current;
    if (d === undefined) return;
    const t = at(event);
    if (d.part === 'both') onWindow(clamp({ from: (d.start.from + t - d.at) as Instant, to: (d.start.to + t - d.at) as Instant }, view));
    else {
      const fixed = d.part === 'from' ? d.start.to : d.part === 'to' ? d.start.from : d.at;
      const [a, b] = t < fixed ? [t, fixed] : [fixed, t];
      if (b - a > (view.to - view.from) / 2000) onWindow(clamp({ from: a, to: b }, view));
    }
  };
  const up = (event: PointerEvent<HTMLDivElement>): void => {
    const d = drag.current;
    drag.current = undefined;
    if (d === undefined || d.part !== 'new') return;
    const t = at(event);
    // A click without a drag brings the window there.
    if (Math.abs(scale.x(t) - scale.x(d.at)) < 3) {
      const half = (shown.to - shown.from) / 2;
      onWindow(clamp({ from: (t - half) as Instant, to: (t + half) as Instant }, view));
    }
  };
  const nudge = (edge: 'from' | 'to', event: KeyboardEvent): void => {
    const step = ((event.shiftKey ? 0.05 : 0.005) * (view.to - view.from)) as Instant;
    const sign = event.key === 'ArrowLeft' ? -1 : event.key === 'ArrowRight' ? 1 : 0;
    if (sign === 0) return;
    event.preventDefault();
    event.stopPropagation();
    const moved = Math.min(view.to, Math.max(view.from, shown[edge] + sign * step)) as Instant;
    const next = edge === 'from' ? { from: moved, to: shown.to } : { from: shown.from, to: moved };
    if (next.to - next.from >= NARROWEST) onWindow(next);
  };
  const left = Math.max(0, scale.x(shown.from));
  const right = Math.min(width, scale.x(shown.to));
  const handle = (edge: 'from' | 'to', x: number) => (
    <span
      className="brush-handle"
      role="slider"
      tabIndex={0}
      aria-label={edge === 'from' ? 'Window begins' : 'Window ends'}
      aria-valuemin={view.from}
      aria-valuemax={view.to}
      aria-valuenow={shown[edge]}
      aria-valuetext={`${fullTime(shown[edge])} UTC`}
      style={{ left: x - 3 }}
      onKeyDown={(event) => nudge(edge, event)}
    />
  );
  return (
    // biome-ignore lint/a11y/useSemanticElements: a plot is no form group
    <div
      ref={box}
      role="group"
      aria-label={`Overview of ${counted(view.total, 'event')}, with the window as a brush`}
      className="overview-plot"
      style={{ height: OVERVIEW.height }}
      onPointerDown={down}
      onPointerMove={move}
      onPointerUp={up}
      onPointerCancel={up}
      onDoubleClick={() => onWindow({ from: view.from, to: view.to })}
    >
      <canvas ref={canvas} style={{ width, height: OVERVIEW.height }} />
      {width > 0 ? (
        <>
          <span className="brush" style={{ left, width: Math.max(2, right - left), top: OVERVIEW.barsTop - 5, height: 44 }} />
          {handle('from', left)}
          {handle('to', right)}
        </>
      ) : null}
    </div>
  );
}
