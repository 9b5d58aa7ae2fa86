import { describe, expect, it } from 'vitest';
import { active, filterOf, toggled } from '../../../renderer/screens/timeline/filter.ts';
import { Latest } from '../../../renderer/screens/timeline/latest.ts';
import { EventPages, joined, stretch } from '../../../renderer/screens/timeline/pages.ts';
import type { LaneView } from '../../../shared/views/types.ts';
import { fixtureEngine } from '../fixture/engine.ts';
import { EVENTS } from '../fixture/story.ts';
import { timeline } from '../fixture/timeline.ts';

/** Lets every promise that is ready run; the fixture's engine answers in microtasks. */
const settle = async (): Promise<void> => {
  for (let i = 0; i < 60; i++) await Promise.resolve();
};

describe('the rows of the timeline', () => {
  it('begin at an instant, with what led to it above', async () => {
    const pages = new EventPages(fixtureEngine(timeline));
    const target = EVENTS[5000];
    if (target === undefined) throw new Error('the story has 5,000 events');
    pages.show({}, target.time);
    await settle();
    const { rows, first, total } = pages.snapshot();
    const index = rows.findIndex((r) => r.id === target.id);
    expect(index).toBeGreaterThan(50);
    expect(first + index).toBe(5000);
    expect(total).toBe(EVENTS.length);
  });
  it('grow at both ends without a hole or a repetition', async () => {
    const pages = new EventPages(fixtureEngine(timeline));
    pages.show({}, EVENTS[5000]?.time);
    await settle();
    for (const end of ['next', 'previous', 'next', 'previous'] as const) {
      pages.grow(end);
      await settle();
    }
    const { rows, first } = pages.snapshot();
    expect(rows.map((r) => r.id)).toEqual(EVENTS.slice(first, first + rows.length).map((e) => e.id));
    expect(rows.length).toBeGreaterThan(600);
  });
  it('let the far end go, so that a long scroll does not fill the memory', async () => {
    const pages = new EventPages(fixtureEngine(timeline));
    pages.show({}, undefined);
    await settle();
    for (let i = 0; i < 30; i++) {
      pages.grow('next');
      await settle();
    }
    const { rows, first, previous } = pages.snapshot();
    expect(rows.length).toBeLessThanOrEqual(1200);
    expect(first).toBeGreaterThan(1000);
    expect(previous).toBeDefined();
    expect(rows[0]?.id).toBe(EVENTS[first]?.id);
  });
  it('say how far the rows that stay have moved, so that the scroll can follow', () => {
    const page = (first: number, n: number) => ({
      rows: Array.from({ length: n }, (_, i) => ({ id: `e${first + i}` })) as never,
      total: 1000,
      first,
      next: 'n',
      previous: 'p',
    });
    const was = { ...stretch([page(100, 50)]), shifted: 0, place: 1, error: undefined, loading: false };
    expect(joined(was, page(60, 40), 'previous')).toMatchObject({ first: 60, shifted: 40 });
    expect(joined(was, page(150, 40), 'next')).toMatchObject({ first: 100, shifted: 0 });
  });
  it('fall back to the beginning where nothing is at or after the instant', async () => {
    const pages = new EventPages(
      fixtureEngine(timeline, {
        'timeline.page': ({ at }) =>
          at === undefined
            ? { rows: [{ id: 'x' }] as never, total: 1, first: 0, next: undefined, previous: undefined }
            : { rows: [], total: 1, first: 1, next: undefined, previous: undefined },
      }),
    );
    pages.show({}, EVENTS[0]?.time);
    await settle();
    expect(pages.snapshot().rows).toHaveLength(1);
  });
});

describe('what is asked of the engine while one pans', () => {
  it('is one question at a time: of those in between only the newest is ever asked', async () => {
    const answers: ((view: LaneView) => void)[] = [];
    const engine = fixtureEngine({ 'timeline.lanes': () => new Promise<LaneView>((resolve) => answers.push(resolve)) });
    const given: unknown[] = [];
    const latest = new Latest(engine, 'timeline.lanes', (a) => given.push(a.value?.from));
    const args = (from: number) => ({ from: from as never, to: 100 as never, bins: 10, by: 'identity' as const, limit: 6 });
    for (let i = 0; i < 50; i++) latest.want(args(i));
    expect(engine.asked).toHaveLength(1);
    answers[0]?.({ from: 0 as never, to: 100 as never, lanes: [], took: 1 });
    await settle();
    expect(engine.asked.map((a) => (a.args as { from: number }).from)).toEqual([0, 49]);
    answers[1]?.({ from: 49 as never, to: 100 as never, lanes: [], took: 1 });
    await settle();
    expect(given).toEqual([0, 49]);
  });
  it('keeps the last answer beside a failure', async () => {
    let fails = false;
    const engine = fixtureEngine({
      'timeline.lanes': ({ from, to }) => {
        if (fails) throw new Error('gone');
        return { from, to, lanes: [], took: 1 };
      },
    });
    const given: { value: unknown; error: unknown }[] = [];
    const latest = new Latest(engine, 'timeline.lanes', (a) => given.push(a));
    latest.want({ from: 1 as never, to: 2 as never, bins: 1, by: 'kind', limit: 1 });
    await settle();
    fails = true;
    latest.want({ from: 2 as never, to: 3 as never, bins: 1, by: 'kind', limit: 1 });
    await settle();
    expect(given[1]?.error).toMatchObject({ code: 'internal' });
    expect(given[1]?.value).toMatchObject({ from: 1 });
  });
});

describe('the timeline filter in the address', () => {
  it('comes back as it was put in, whatever sign a system has in its name', () => {
    const name = 'a,b & c=d/ü‮x';
    const systems = toggled({}, 'systems', name);
    expect(filterOf({ systems }).systems).toEqual([name]);
    expect(toggled({ systems }, 'systems', name)).toBeUndefined();
  });
  it('forgets kinds that do not exist', () => {
    expect(filterOf({ kinds: 'payroll.changed,drop%20table' }).kinds).toEqual(['payroll.changed']);
    expect(filterOf({ kinds: 'nonsense' }).kinds).toBeUndefined();
  });
  it('lists what is on, so that the last can be dropped', () => {
    expect(active({ outcomes: 'success', search: 'x' }).map((f) => f.key)).toEqual(['outcomes', 'search']);
  });
});
