/**
 * The timeline's own components over 500,000 drawn marks, panned and zoomed by one step a frame, with a new answer of
 * the engine's shape for each. `measure()` gives the milliseconds of each frame.
 */
import { useEffect, useState } from 'react';
import { flushSync } from 'react-dom';
import { createRoot } from 'react-dom/client';
import '../../../renderer/styles/tokens.css';
import '../../../renderer/styles/base.css';
import '../../../renderer/styles/widgets.css';
import '../../../renderer/screens/timeline/timeline.css';
import type { Span } from '../../../renderer/charts/axis.ts';
import { Lanes } from '../../../renderer/charts/Lanes.tsx';
import { Overview } from '../../../renderer/charts/Overview.tsx';
import { clamp, pan, zoom } from '../../../renderer/charts/window.ts';
import { DAY, instant } from '../../../shared/base/instant.ts';
import type { EventId } from '../../../shared/model/ids.ts';
import { VERDICTS } from '../../../shared/model/vocabulary.ts';
import type { LaneView, TimelineOverview } from '../../../shared/views/types.ts';
import { dice } from '../../renderer/fixture/story.ts';

const MARKS = 500_000;
const LANES = 13;
const BINS = 620;
const FRAMES = 300;
const LANE_HEIGHT = 46;

const from = instant(1_772_409_600_000_000);
const bounds: Span = { from, to: instant(from + 30 * DAY) };
const random = dice(7);
/** Times of each lane in order. */
const times = Array.from({ length: LANES }, () => Float64Array.from({ length: Math.ceil(MARKS / LANES) }, () => from + random() * 30 * DAY).sort());
const marks = Array.from({ length: LANES }, () =>
  Array.from({ length: 400 }, (_, i) => ({
    time: instant(Math.round(from + random() * 30 * DAY)),
    event: `s0001:${i}` as EventId,
    verdict: VERDICTS[i % 7] ?? 'met',
  })).sort((a, b) => a.time - b.time),
);

function lowerBound(list: Float64Array, t: number): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((list[middle] as number) < t) low = middle + 1;
    else high = middle;
  }
  return low;
}

function binned(list: Float64Array, w: Span, bins: number): number[] {
  const out: number[] = [];
  let before = lowerBound(list, w.from);
  for (let i = 1; i <= bins; i++) {
    const end = lowerBound(list, w.from + ((w.to - w.from) * i) / bins);
    out.push(end - before);
    before = end;
  }
  return out;
}

function answer(w: Span): LaneView {
  return {
    ...w,
    took: 0,
    lanes: times.map((list, i) => {
      const bins = binned(list, w, BINS);
      const slots = new Map<number, (typeof marks)[number][number]>();
      for (const m of marks[i] ?? []) if (m.time >= w.from && m.time < w.to) slots.set(Math.floor(((m.time - w.from) / (w.to - w.from)) * 60), m);
      return {
        key: `lane ${i}`,
        label: `lane ${i}`,
        sub: 'service account, tier 1',
        parent: undefined,
        count: bins.reduce((a, b) => a + b, 0),
        bins,
        ticks: undefined,
        marks: [...slots.values()].map((m) => ({ ...m, count: 3, label: 'credential.rotated' })),
        coverage: [
          { channel: 'iam-audit' as const, bars: [{ ...bounds, state: 'declared' as const }] },
          {
            channel: 'signin' as const,
            bars: [
              { from, to: instant(from + 12 * DAY), state: 'inferred' as const },
              { from: instant(from + 12 * DAY), to: instant(from + 13 * DAY), state: 'silent' as const },
            ],
          },
        ],
        spans: [],
      };
    }),
  };
}

const all = Float64Array.from(times.flatMap((t) => [...t])).sort();
const overview: TimelineOverview = {
  ...bounds,
  counts: binned(all, bounds, 320),
  total: MARKS,
  of: MARKS,
  undated: 0,
  marks: [],
  coverage: [],
  kinds: [],
  systems: [],
};

/** One step for each frame: in, along, out. Computed before, so that only drawing is measured. */
const steps: { window: Span; view: LaneView }[] = [];
let w: Span = bounds;
for (let i = 0; i < FRAMES; i++) {
  w = i < FRAMES / 3 ? zoom(w, 0.985, from + 11 * DAY, bounds) : i < (2 * FRAMES) / 3 ? pan(w, 0.01, bounds) : zoom(w, 1.02, w.from, bounds);
  w = clamp(w, bounds);
  steps.push({ window: w, view: answer(w) });
}

let advance: (i: number) => void = () => undefined;
function Stage() {
  const [i, setI] = useState(0);
  useEffect(() => {
    advance = setI;
  }, []);
  const step = steps[i] ?? steps[0];
  if (step === undefined) return null;
  const nothing = (): void => undefined;
  return (
    <div style={{ width: 1240 }}>
      <Overview view={overview} window={step.window} onWindow={nothing} />
      <Lanes
        view={step.view}
        window={step.window}
        bounds={bounds}
        laneHeight={LANE_HEIGHT}
        height={LANES * LANE_HEIGHT}
        selected={{ event: undefined, time: instant(from + 11 * DAY) }}
        relative={false}
        onWindow={nothing}
        onMark={nothing}
        onTime={nothing}
        onWidth={nothing}
      />
    </div>
  );
}
createRoot(document.getElementById('root') as HTMLElement).render(<Stage />);

/** Milliseconds from one frame to the next while one step is made in each. */
async function measure(): Promise<{ marks: number; frames: number[] }> {
  const frame = (): Promise<number> => new Promise((resolve) => requestAnimationFrame(resolve));
  const frames: number[] = [];
  let last = await frame();
  for (let i = 0; i < FRAMES; i++) {
    flushSync(() => advance(i));
    const now = await frame();
    frames.push(now - last);
    last = now;
  }
  // The first frames draw glyphs and measure labels for the first time.
  return { marks: MARKS, frames: frames.slice(10) };
}
Object.assign(window, { measure });
