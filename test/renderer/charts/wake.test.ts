import { describe, expect, it } from 'vitest';
import { meet } from '../../../renderer/charts/boxes.ts';
import { roughly } from '../../../renderer/charts/measure.ts';
import { stageWidths, TIMED, wakeAxis } from '../../../renderer/charts/stage-axis.ts';
import { twoLines } from '../../../renderer/charts/wake-labels.ts';
import { layoutWake, mergeMarks, toldInTime } from '../../../renderer/charts/wake-layout.ts';
import { instant } from '../../../shared/base/instant.ts';
import { crowdedWake, payrollWake } from '../fixture/wake.ts';

const AXES = ['stage', 'log', 'linear'] as const;
const axisOf = (kind: (typeof AXES)[number]) => wakeAxis(payrollWake, kind, 180, 240, 1146);
const layout = (view = payrollWake, width = 1258, unfolded = false, kind: (typeof AXES)[number] = 'stage') =>
  layoutWake({ view, width, kind, unfolded, low: false, measure: roughly });

describe('the axis of a wake', () => {
  it.each(AXES)('%s: never runs backwards, and puts every mark and deadline inside', (kind) => {
    const axis = axisOf(kind);
    const times = payrollWake.lanes
      .flatMap((l) => [...l.marks.map((m) => m.time as number), ...l.deadlines.map((d) => d.at as number)])
      .sort((a, b) => a - b);
    let before = Number.NEGATIVE_INFINITY;
    for (const t of times) {
      const x = axis.x(t);
      expect(x).toBeGreaterThanOrEqual(Math.max(180, before));
      expect(x).toBeLessThanOrEqual(1146);
      before = x;
    }
  });
  it.each(AXES)('%s: puts the event at its own place', (kind) => {
    expect(axisOf(kind).x(payrollWake.event.time as number)).toBe(240);
  });
  it('gives each stage its segment, one after the other, over the whole width', () => {
    const { segments } = axisOf('stage');
    expect(segments.map((s) => s.stage)).toEqual(TIMED);
    expect(segments[0]?.x0).toBe(240);
    expect(segments.at(-1)?.x1).toBeCloseTo(1146, 6);
    for (let i = 1; i < segments.length; i++) expect(segments[i]?.x0).toBe(segments[i - 1]?.x1);
  });
  it('ends reached and acknowledged on their deadlines', () => {
    const axis = axisOf('stage');
    for (const stage of ['reached', 'acknowledged'] as const) {
      const deadline = payrollWake.stages.find((s) => s.stage === stage)?.deadline as number;
      expect(axis.x(deadline)).toBeCloseTo(axis.segments.find((s) => s.stage === stage)?.x1 as number, 6);
    }
  });
  it('is linear inside a segment', () => {
    const axis = axisOf('stage');
    const reached = axis.segments.find((s) => s.stage === 'reached') as { x0: number; x1: number };
    const deadline = payrollWake.stages.find((s) => s.stage === 'reached')?.deadline as number;
    const a = axis.x(deadline - 600e6);
    const b = axis.x(deadline - 400e6);
    const c = axis.x(deadline - 200e6);
    expect(a).toBeGreaterThan(reached.x0);
    expect(c - b).toBeCloseTo(b - a, 3);
  });
  it('cuts out hours in which nothing happened, and marks where', () => {
    const axis = axisOf('stage');
    expect(axis.breaks.length).toBe(1);
    const acted = axis.segments.find((s) => s.stage === 'acted');
    expect(axis.breaks[0]).toBeGreaterThan(acted?.x0 as number);
    expect(axis.breaks[0]).toBeLessThan(acted?.x1 as number);
    expect(axisOf('linear').breaks).toEqual([]);
  });
  it('prints no edge twice where no time passes in a stage', () => {
    const xs = axisOf('stage').edges.map((e) => e.time);
    expect(new Set(xs).size).toBe(xs.length);
  });
  it('gives a column that is narrower than its title what it lacks', () => {
    const widths = stageWidths(
      payrollWake,
      560,
      TIMED.map(() => 74),
    );
    expect(Math.min(...widths)).toBeGreaterThanOrEqual(73.99);
    expect(widths.reduce((a, b) => a + b, 0)).toBeCloseTo(560, 6);
  });
  it('stands where a wake has neither notices nor deadlines', () => {
    const bare = { ...payrollWake, stages: [], branches: [], lanes: payrollWake.lanes.slice(0, 1) };
    for (const kind of AXES) {
      const axis = wakeAxis(bare, kind, 0, 60, 800);
      expect(Number.isFinite(axis.x((payrollWake.event.time as number) + 5e6))).toBe(true);
      expect(axis.x(payrollWake.event.time as number)).toBe(60);
    }
  });
});

describe('the picture of a wake', () => {
  const texts = (l: ReturnType<typeof layout>) =>
    l.lanes.flatMap((lane) =>
      lane.texts.map((t) => ({ lane, text: t.text, x0: t.x, x1: t.x + roughly(t.text, { bold: t.bold }), y0: t.y - 10, y1: t.y + 2 })),
    );

  it.each([1258, 1020])('puts no label on another label or on a mark at %i px', (width) => {
    for (const kind of AXES) {
      const l = layout(payrollWake, width, false, kind);
      const all = texts(l);
      all.forEach((a, i) => {
        for (const b of all.slice(i + 1)) expect(meet(a, b), `“${a.text}” on “${b.text}” (${kind})`).toBe(false);
        for (const m of a.lane.marks) {
          const body = { x0: m.x - 8, x1: m.x + 8, y0: m.y - 6, y1: m.y + 6 };
          if (m.mark.shape !== 'action') expect(meet(a, body), `“${a.text}” on ${m.mark.shape} (${kind})`).toBe(false);
        }
      });
    }
  });
  it('puts the ghost of a notice that never was on the deadline', () => {
    const l = layout();
    const owner = l.lanes.find((x) => x.lane.key === 'owner');
    expect(owner?.marks[0]?.mark.shape).toBe('ghost');
    expect(owner?.marks[0]?.x).toBe(owner?.deadlines[0]?.x);
  });
  it('draws the branch to a party that was not told dashed, from the trunk of what was sent', () => {
    const [trunk] = layout().trunks;
    expect(trunk?.arms.map((a) => a.shape)).toEqual(['hidden', 'solid', 'dashed', 'solid']);
  });
  it('runs the absence from the event to the deadline', () => {
    const l = layout();
    const band = l.lanes.find((x) => x.lane.key === 'security')?.bands[0];
    expect(band?.x0).toBe(l.axis.event);
    expect(band?.x1).toBeCloseTo(l.lanes.find((x) => x.lane.key === 'security')?.deadlines[0]?.x as number, 6);
  });
  it('ties a fog to the silent part of its log', () => {
    const l = layout();
    const fog = l.lanes.flatMap((x) => x.bands).find((b) => b.band.shape === 'fog');
    const signin = l.coverage.find((c) => c.row.channel === 'signin');
    expect(l.ties.map((t) => t.x)).toEqual([fog?.x0, fog?.x1]);
    expect(l.ties[0]?.y1).toBe(signin?.y);
  });
  it('keeps a gap of a moment four pixels wide', () => {
    const t = payrollWake.event.time as number;
    const view = {
      ...payrollWake,
      lanes: payrollWake.lanes.map((x) =>
        x.key === 'security'
          ? { ...x, bands: [{ from: instant(t), to: instant(t + 1), shape: 'absence' as const, label: '', record: undefined }] }
          : x,
      ),
    };
    const band = layout(view).lanes.find((x) => x.lane.key === 'security')?.bands[0];
    expect((band?.x1 ?? 0) - (band?.x0 ?? 0)).toBeGreaterThanOrEqual(4);
  });
  it('folds parties told in time when there are more than eight, and says how many', () => {
    const l = layout(crowdedWake);
    expect(l.folded).toHaveLength(9);
    expect(l.groups.find((g) => g.action === 'unfold')?.title).toBe('9 more told in time');
    expect(l.lanes.some((x) => x.lane.key === 'owner')).toBe(true);
    expect(layout(crowdedWake, 1258, true).lanes).toHaveLength(crowdedWake.lanes.length);
  });
  it('never folds a party with a gap, an absence or an unknown', () => {
    for (const key of ['person', 'security', 'owner']) expect(toldInTime(payrollWake.lanes.find((l) => l.key === key) as never)).toBe(false);
  });
  it('stacks notices that stand on each other with a count, and never two gaps', () => {
    const lane = payrollWake.lanes.find((l) => l.key === 'security');
    const [notice] = lane?.marks ?? [];
    if (lane === undefined || notice === undefined) throw new Error('the story has a notice to security');
    const axis = axisOf('stage');
    const many = { ...lane, marks: Array.from({ length: 50 }, (_, i) => ({ ...notice, time: instant(notice.time + i) })) };
    expect(mergeMarks(many, axis, 0).map((m) => m.count)).toEqual([50]);
    const gaps = { ...lane, marks: many.marks.slice(0, 3).map((m) => ({ ...m, shape: 'ghost' as const })) };
    expect(mergeMarks(gaps, axis, 0)).toHaveLength(3);
  });
  it('lets no trunk run through the note of a group', () => {
    const l = layout(payrollWake, 1020);
    for (const g of l.groups) {
      for (const t of l.trunks) {
        if (g.note === '' || t.y0 > g.y || t.arms.every((a) => a.y < g.y)) continue;
        expect(t.x < g.noteX - roughly(g.note) || t.x > g.noteX).toBe(true);
      }
    }
  });
  it('prints edges that do not meet', () => {
    const printed = layout().edges.filter((e) => e.printed && e.anchor === 'middle');
    const w = roughly('00 Mmm 00:00', { mono: true });
    for (let i = 1; i < printed.length; i++) expect((printed[i]?.x ?? 0) - (printed[i - 1]?.x ?? 0)).toBeGreaterThan(w);
  });
});

describe('a label in two lines', () => {
  it('is broken as evenly as its words allow, and not at all where a line would not fit', () => {
    expect(twoLines('cannot be seen: sign-in log silent', 130, roughly)).toEqual(['cannot be seen:', 'sign-in log silent']);
    expect(twoLines('cannot be seen: sign-in log silent', 60, roughly)).toBeUndefined();
  });
});
