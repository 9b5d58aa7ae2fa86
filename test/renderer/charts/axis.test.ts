import { describe, expect, it } from 'vitest';
import { dayTicks, extentLabel, ticks, timeScale, withRoom } from '../../../renderer/charts/axis.ts';
import { clamp, closeTo, NARROWEST, pan, reveal, zoom } from '../../../renderer/charts/window.ts';
import { instant } from '../../../shared/base/instant.ts';
import { at } from '../fixture/drawn.ts';

const week = { from: at('03-02 00:00:00'), to: at('03-09 00:00:00') };
const extent = (w: { from: number; to: number }): number => w.to - w.from;

describe('a time axis', () => {
  it('writes the day where a day begins and the clock elsewhere, in UTC', () => {
    const found = ticks({ from: at('03-04 20:00:00'), to: at('03-05 04:00:00') }, 600);
    expect(found.filter((t) => t.day).map((t) => t.label)).toEqual(['Thu 5 Mar']);
    expect(found.map((t) => t.label)).toContain('22:00');
  });
  it('goes down to seconds, milliseconds and microseconds', () => {
    const second = { from: at('03-04 07:41:26'), to: at('03-04 07:41:36') };
    expect(ticks(second, 600)[1]?.label).toMatch(/^07:41:2\d$/);
    const milli = { from: second.from, to: instant(second.from + 20_000) };
    expect(ticks(milli, 600).map((t) => t.label)).toContain('07:41:26.002');
    const micro = { from: second.from, to: instant(second.from + 50) };
    expect(ticks(micro, 600).map((t) => t.label)).toContain('07:41:26.000010');
  });
  it('writes no label over another one or over the end, however narrow it is', () => {
    const wide = (label: string): number => label.length * 6 + 10;
    const fortnight = { from: at('03-02 00:00:00'), to: at('03-16 00:00:00') };
    for (const width of [60, 110, 240, 330, 458, 620, 900]) {
      const marks = ticks(fortnight, width, 78);
      const written = withRoom(marks, fortnight, width, wide);
      const placed = written.map((m) => ({ from: ((m.time - fortnight.from) / extent(fortnight)) * width, of: wide(m.label) }));
      for (const [i, p] of placed.entries()) expect(p.from + p.of, `${width}`).toBeLessThanOrEqual(placed[i + 1]?.from ?? width);
      if (width > 100) expect(written.length, `${width}`).toBeGreaterThan(0);
    }
    const roomy = ticks(fortnight, 900, 78);
    expect(withRoom(roomy, fortnight, 3000, wide)).toEqual(roomy);
  });
  it('never has more ticks than there is room for', () => {
    for (const span of [1e3, 1e6, 60e6, 3600e6, 86_400e6, 30 * 86_400e6, 3000 * 86_400e6]) {
      const found = ticks({ from: week.from, to: instant(week.from + span) }, 700, 74);
      expect(found.length, `${span}`).toBeLessThan(24);
      expect(found.length, `${span}`).toBeGreaterThan(1);
    }
  });
  it('has no ticks for a window without extent', () => {
    expect(ticks({ from: week.from, to: week.from }, 500)).toEqual([]);
  });
  it('thins the days of an overview until their names do not meet', () => {
    expect(dayTicks(week, 760)).toHaveLength(7);
    expect(dayTicks(week, 300).length).toBeLessThan(5);
  });
  it('finds the instant under a pixel again', () => {
    const scale = timeScale(week, 0, 1000);
    const t = at('03-04 07:41:26');
    expect(Math.abs(scale.at(scale.x(t)) - t)).toBeLessThan(2);
  });
  it('names a window by the unit in which a person would say it', () => {
    expect([60 * 3600e6, 7 * 86_400e6, 12 * 60e6, 800e3].map(extentLabel)).toEqual(['60 h', '7 d', '12 min', '800 ms']);
  });
});

describe('the window of the timeline', () => {
  const day = { from: at('03-04 00:00:00'), to: at('03-05 00:00:00') };
  it('keeps the instant under the pointer in its place while it zooms', () => {
    const t = at('03-04 06:00:00');
    const closer = zoom(day, 0.5, t, week);
    expect(extent(closer)).toBe(extent(day) / 2);
    expect((t - closer.from) / extent(closer)).toBeCloseTo(0.25, 6);
  });
  it('never leaves the period, and never becomes wider than it', () => {
    expect(pan(day, 30, week).to).toBe(week.to);
    expect(pan(day, -30, week).from).toBe(week.from);
    expect(zoom(day, 1e6, day.from, week)).toEqual(week);
    expect(clamp({ from: instant(0), to: instant(10) }, week).from).toBe(week.from);
  });
  it('never becomes narrower than a record could tell apart', () => {
    expect(extent(zoom(day, 1e-12, day.from, week))).toBe(NARROWEST);
  });
  it('comes back to where it was after earlier and later', () => {
    expect(pan(pan(day, 0.25, week), -0.25, week)).toEqual(day);
  });
  it('moves to a chosen instant only where that is out of view', () => {
    expect(reveal(day, at('03-04 12:00:00'), week)).toBe(day);
    const moved = reveal(day, at('03-06 12:00:00'), week);
    expect(extent(moved)).toBe(extent(day));
    expect(moved.from < at('03-06 12:00:00') && moved.to > at('03-06 12:00:00')).toBe(true);
  });
  it('closes in around the selection', () => {
    const close = closeTo(week, at('03-04 07:41:26'), week);
    expect(extent(close)).toBe(2 * 3600e6);
  });
});
