/** Draws the lanes and the overview on a canvas whose context is already scaled to CSS pixels. */
import type { CoverageBar, Lane, LaneView, TimelineOverview } from '../../shared/views/types.ts';
import { dayTicks, type Tick, type TimeScale, timeScale } from './axis.ts';
import { COVERAGE_ROWS, coverageRows, laneGeometry, MARK_SIZE, placeMarks } from './lanes.ts';
import { fit, type Measure } from './measure.ts';
import { deviceRatio, drawGlyph, hatch, type Palette, pixel } from './palette.ts';

/** Gaps are never aggregated away: each keeps this many pixels. */
const LEAST_GAP = 4;

export interface LanesScene {
  readonly view: LaneView | undefined;
  readonly scale: TimeScale;
  readonly ticks: readonly Tick[];
  readonly laneHeight: number;
  readonly height: number;
  readonly palette: Palette;
  readonly measure: Measure;
  readonly selectedEvent: string | undefined;
}

export function drawLanes(context: CanvasRenderingContext2D, scene: LanesScene): void {
  const { scale, palette, height } = scene;
  const { colour } = palette;
  context.clearRect(0, 0, scale.x1 + 1, height);
  // Pixels replace what they meet, so they come first and the lines of the axis over them.
  scene.view?.lanes.forEach((lane, i) => {
    const top = i * scene.laneHeight;
    if (scene.view !== undefined && lane.ticks === undefined && top < height) drawDensity(context, scene, scene.view, lane.bins, top);
  });
  for (const tick of scene.ticks) {
    context.fillStyle = tick.day ? colour['line-strong'] : colour.line;
    context.fillRect(Math.round(scale.x(tick.time)), 0, 1, height);
  }
  const { view } = scene;
  if (view === undefined) return;
  view.lanes.forEach((lane, i) => {
    const top = i * scene.laneHeight;
    if (top < height) drawLane(context, scene, lane, top);
  });
}

function drawLane(context: CanvasRenderingContext2D, scene: LanesScene, lane: Lane, top: number): void {
  const { scale, palette, measure } = scene;
  const { colour } = palette;
  const g = laneGeometry(scene.laneHeight);
  if (lane.ticks !== undefined) drawTicks(context, scene, lane.ticks, top);

  for (const [row, coverage] of coverageRows(lane).entries()) {
    drawCoverage(context, palette, coverage.bars, scale, top + g.coverageTop + row * 5, COVERAGE_ROWS > 1 ? 3 : 4);
  }

  context.font = `11px ${palette.sans}`;
  context.textBaseline = 'middle';
  for (const span of lane.spans) {
    const a = scale.x(span.from);
    const b = Math.max(scale.x(span.to), a + 2);
    const y = top + g.bodyTop + 0.5;
    context.strokeStyle = colour['ink-1'];
    context.lineWidth = 1.4;
    context.setLineDash([]);
    context.beginPath();
    context.moveTo(a, y + 5);
    context.lineTo(a, y);
    context.lineTo(b, y);
    context.lineTo(b, y + 5);
    context.stroke();
  }

  const marks = placeMarks(lane, scale, measure, scene.selectedEvent);
  for (const m of marks) {
    drawGlyph(context, palette, m.mark.verdict, m.x, top + g.markY, MARK_SIZE);
    if (m.label !== undefined) {
      context.font = `${m.label.strong ? 600 : 400} 11px ${palette.sans}`;
      context.fillStyle = colour['ink-1'];
      context.fillText(m.label.text, m.label.x, top + g.markY + 0.5);
    }
  }
  if (lane.spans.length > 0) labelSpans(context, scene, lane, marks, top);
}

/** A span's name stands in the row of the marks, over the span, where no mark or label of a mark stands. */
function labelSpans(context: CanvasRenderingContext2D, scene: LanesScene, lane: Lane, marks: ReturnType<typeof placeMarks>, top: number): void {
  const { scale, palette, measure } = scene;
  const used = marks.flatMap((m) => [
    [m.x - 8, m.x + 8] as const,
    ...(m.label === undefined ? [] : [[m.label.x - 3, m.label.x + measure(m.label.text, { bold: m.label.strong }) + 3] as const]),
  ]);
  for (const span of lane.spans) {
    const a = Math.max(scale.x0, scale.x(span.from));
    const b = Math.min(scale.x1, scale.x(span.to));
    if (b < scale.x0 || a > scale.x1) continue;
    const text = fit(span.label, 170, measure);
    const w = measure(text);
    const start = [a + 10, b - w, b + 6, a - w - 8].find((x) => x >= scale.x0 && x + w <= scale.x1 && !used.some(([u0, u1]) => u0 < x + w && x < u1));
    if (start === undefined || text === '') continue;
    used.push([start - 3, start + w + 3]);
    context.font = `11px ${palette.sans}`;
    context.fillStyle = palette.colour['ink-2'];
    context.fillText(text, start, top + laneGeometry(scene.laneHeight).markY + 0.5);
  }
}

function drawTicks(context: CanvasRenderingContext2D, scene: LanesScene, times: readonly number[], top: number): void {
  const { scale } = scene;
  const g = laneGeometry(scene.laneHeight);
  const h = Math.min(11, g.bodyBottom - g.bodyTop - 2);
  context.fillStyle = scene.palette.colour['ink-3'];
  for (const t of times) {
    const x = scale.x(t);
    if (x >= scale.x0 - 1 && x <= scale.x1) context.fillRect(x, top + g.bodyBottom - h, 1.2, h);
  }
}

let pixels: { readonly image: ImageData; readonly words: Uint32Array } | undefined;
function pixelsOf(context: CanvasRenderingContext2D, width: number, height: number): NonNullable<typeof pixels> {
  if (pixels === undefined || pixels.image.width !== width || pixels.image.height !== height) {
    const image = context.createImageData(width, height);
    pixels = { image, words: new Uint32Array(image.data.buffer) };
  } else pixels.words.fill(0);
  return pixels;
}

/**
 * One column for each device pixel; any event at all is at least a pixel high. Written as pixels and not as a path: a path
 * of a thousand steps in each lane costs a processor without graphics card more than a frame.
 */
function drawDensity(context: CanvasRenderingContext2D, scene: LanesScene, view: LaneView, bins: readonly number[], top: number): void {
  const { scale, palette } = scene;
  const g = laneGeometry(scene.laneHeight);
  let most = 0;
  for (const n of bins) if (n > most) most = n;
  if (most === 0) return;
  const ratio = deviceRatio();
  const width = Math.max(1, Math.round((scale.x1 - scale.x0) * ratio));
  const height = Math.max(1, Math.round((g.bodyBottom - g.bodyTop) * ratio));
  const { image, words } = pixelsOf(context, width, height);
  const area = pixel(context, palette.colour.density, 0.42);
  const edge = pixel(context, palette.colour.density, 1);
  const line = Math.max(1, Math.round(ratio));
  // Bins of the answer against pixels of the window: while the next answer is on its way the two differ.
  const first = ((scale.from - view.from) / (view.to - view.from)) * bins.length;
  const step = ((scale.to - scale.from) / (view.to - view.from)) * (bins.length / width);
  let before = height;
  for (let x = 0; x < width; x++) {
    const a = first + x * step;
    let n = 0;
    // Zoomed out, several bins share a pixel: the highest is drawn, so that no peak is lost.
    for (let b = Math.floor(a); b < a + step || b === Math.floor(a); b++) n = Math.max(n, bins[b] ?? 0);
    const y = n === 0 ? height : Math.min(height - line, height - Math.round((n / most) * (height - line)));
    for (let row = y; row < height; row++) words[row * width + x] = area;
    // The outline joins this column's height with the one before.
    const to = Math.min(height, Math.max(y + line, before));
    if (n > 0) for (let row = y; row < to; row++) words[row * width + x] = edge;
    else if (before < height) for (let row = before; row < height; row++) words[row * width + x] = edge;
    before = y;
  }
  context.putImageData(image, Math.round(scale.x0 * ratio), Math.round((top + g.bodyTop) * ratio));
}

/** Solid declared, outlined inferred, hatched silent or cut; dotted where there is no source. */
export function drawCoverage(
  context: CanvasRenderingContext2D,
  palette: Palette,
  bars: readonly CoverageBar[],
  scale: TimeScale,
  y: number,
  height: number,
): void {
  const { colour } = palette;
  context.fillStyle = colour['ink-3'];
  let covered = scale.x0;
  const sorted = [...bars].sort((a, b) => a.from - b.from);
  const dots = (a: number, b: number): void => {
    for (let x = Math.ceil(a / 4) * 4; x < b; x += 4) context.fillRect(x, y + height / 2 - 0.5, 1.2, 1.2);
  };
  for (const bar of sorted) {
    const a = Math.max(scale.x0, scale.x(bar.from));
    if (a > covered + 1) dots(covered, Math.min(a, scale.x1));
    covered = Math.max(covered, scale.x(bar.to));
  }
  if (covered < scale.x1) dots(covered, scale.x1);
  // Gaps last, so that nothing lies over them.
  for (const gap of [false, true]) {
    for (const bar of sorted) {
      const isGap = bar.state === 'silent' || bar.state === 'cut';
      if (isGap !== gap) continue;
      const from = scale.x(bar.from);
      const a = Math.max(scale.x0, from);
      const b = Math.min(scale.x1, Math.max(scale.x(bar.to), from + (gap ? LEAST_GAP : 1)));
      if (b <= a) continue;
      if (gap) {
        context.fillStyle = colour.surface;
        context.fillRect(a, y - 1, b - a, height + 2);
        hatch(context, a, y - 1, b - a, height + 2, colour['ink-3']);
        context.strokeStyle = colour['ink-3'];
        context.lineWidth = 1;
        context.setLineDash([]);
        context.strokeRect(a + 0.5, y - 0.5, b - a - 1, height + 1);
      } else if (bar.state === 'inferred') {
        context.fillStyle = colour['coverage-soft'];
        context.fillRect(a, y, b - a, height);
        context.fillStyle = colour.coverage;
        context.fillRect(a, y, b - a, 1);
        context.fillRect(a, y + height - 1, b - a, 1);
      } else {
        context.fillStyle = colour.coverage;
        context.fillRect(a, y, b - a, height);
      }
    }
  }
}

export interface OverviewScene {
  readonly view: TimelineOverview;
  readonly window: { readonly from: number; readonly to: number };
  readonly width: number;
  readonly palette: Palette;
}
export const OVERVIEW = { height: 62, barsTop: 19, barsBottom: 46, coverageTop: 50 } as const;

export function drawOverview(context: CanvasRenderingContext2D, scene: OverviewScene): void {
  const { view, width, palette, window } = scene;
  const { colour } = palette;
  const scale = timeScale(view, 0, width);
  context.clearRect(0, 0, width, OVERVIEW.height);
  context.font = `11px ${palette.sans}`;
  context.textBaseline = 'middle';
  for (const tick of dayTicks(view, width)) {
    const x = Math.round(scale.x(tick.time));
    context.fillStyle = colour['line-strong'];
    context.fillRect(x, 3, 1, OVERVIEW.barsBottom - 3);
    if (x + 60 < width) {
      context.fillStyle = colour['ink-2'];
      context.fillText(tick.label, x + 5, 9);
    }
  }
  let most = 1;
  for (const n of view.counts) if (n > most) most = n;
  const bins = view.counts.length;
  const step = width / bins;
  const gap = step >= 3 ? 1 : 0;
  const room = OVERVIEW.barsBottom - OVERVIEW.barsTop;
  const extent = view.to - view.from;
  view.counts.forEach((n, i) => {
    if (n === 0) return;
    const middle = view.from + ((i + 0.5) / bins) * extent;
    const h = Math.max(1, (n / most) * room);
    context.globalAlpha = middle >= window.from && middle < window.to ? 0.85 : 0.34;
    context.fillStyle = colour.density;
    context.fillRect(i * step, OVERVIEW.barsBottom - h, step - gap, h);
  });
  context.globalAlpha = 1;
  drawCoverage(context, palette, view.coverage, scale, OVERVIEW.coverageTop, 3);
  for (const mark of view.marks) {
    if (mark.verdict === 'met' || mark.verdict === 'not-required' || mark.verdict === 'not-reached') continue;
    // Seen whole at the very edges, where the first and the last event of a case stand.
    drawGlyph(context, palette, mark.verdict, Math.min(Math.max(scale.x(mark.time), 5), width - 5), OVERVIEW.barsBottom - 5, 8);
  }
}
