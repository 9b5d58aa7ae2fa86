// @vitest-environment happy-dom
import { beforeAll, describe, expect, test } from 'vitest';
import { GraphScreen } from '../../../renderer/screens/graph/GraphScreen.tsx';
import { TimelineScreen } from '../../../renderer/screens/timeline/TimelineScreen.tsx';
import { WakeScreen } from '../../../renderer/screens/wake/WakeScreen.tsx';
import { WakesScreen } from '../../../renderer/screens/wakes/WakesScreen.tsx';
import { useNavigation } from '../../../renderer/state/navigation.ts';
import { useOpenRecord } from '../../../renderer/state/record.ts';
import { type Instant, instant } from '../../../shared/base/instant.ts';
import { Failure } from '../../../shared/contract/errors.ts';
import type { RequestName } from '../../../shared/contract/requests.ts';
import { draw } from '../drawing.ts';
import { type FixtureEngine, fixtureEngine, type Handlers } from '../fixture/engine.ts';
import { graph } from '../fixture/graph.ts';
import { EVENTS } from '../fixture/story.ts';
import { timeline } from '../fixture/timeline.ts';
import { payrollWake, wakes } from '../fixture/wake.ts';

beforeAll(() => {
  // The document of a test has no layout; charts are drawn into a box of this size.
  Object.defineProperty(HTMLElement.prototype, 'clientWidth', { configurable: true, get: () => 1200 });
  Object.defineProperty(HTMLElement.prototype, 'clientHeight', { configurable: true, get: () => 760 });
});

const engine = (layer: Handlers = {}): FixtureEngine => fixtureEngine(timeline, wakes, graph, layer);
const params = () => useNavigation.getState().params;
const asked = <A,>(e: FixtureEngine, name: RequestName): A[] => e.asked.filter((a) => a.name === name).map((a) => a.args as A);
const payroll = EVENTS.find((e) => e.kind === 'payroll.changed' && e.who === 0);

describe('the timeline', () => {
  test('arrows go from mark to mark, open the event beside, and say where one is', async () => {
    await using drawn = await draw(engine(), <TimelineScreen />, '#timeline');
    const plot = drawn.one('.lanes-plot');
    await drawn.press('ArrowRight', { on: plot });
    expect(params().event).toBe(payroll?.id);
    expect(drawn.one('aside[aria-label=Event]').textContent).toContain('Bank account of Ingrid Solvang');
    expect(drawn.one('.lanes-plot [aria-live]').textContent).toContain('i.solvang, payroll.changed, unmet');
    await drawn.press('ArrowDown', { on: plot });
    expect(params().event).not.toBe(payroll?.id);
  });
  test('the chosen event is in the table, with what led to it above', async () => {
    await using drawn = await draw(engine(), <TimelineScreen />, `#timeline?event=${payroll?.id}`);
    expect(drawn.one('.tl-rows tr[aria-selected=true]').textContent).toContain('payroll.changed');
    const before = params().event;
    await drawn.press('j');
    expect(params().event).not.toBe(before);
    await drawn.press('k');
    expect(params().event).toBe(before);
  });
  test('an event that no lane can show says why', async () => {
    const at = async (time: Instant | undefined): Promise<string> => {
      const layer: Handlers = {
        'event.detail': async (args, how) => {
          const detail = await timeline['event.detail']?.(args, how);
          if (detail === undefined) throw new Error('the story has this event');
          return { ...detail, row: { ...detail.row, time } };
        },
      };
      await using drawn = await draw(engine(layer), <TimelineScreen />, `#timeline?event=${payroll?.id}`);
      return drawn.one('aside[aria-label=Event]').textContent ?? '';
    };
    expect(await at(instant(0))).toContain('Outside the period of the case');
    expect(await at(undefined)).toContain('No lane shows what has no time');
    expect(await at(payroll?.time)).not.toContain('lane shows');
  });
  test('+ and − change the window, and lanes and rows are asked for that window only', async () => {
    const e = engine();
    await using drawn = await draw(e, <TimelineScreen />, '#timeline');
    const extent = (a: { from: number; to: number } | undefined): number => (a === undefined ? 0 : a.to - a.from);
    const whole = extent(asked<{ from: number; to: number }>(e, 'timeline.lanes').at(-1));
    await drawn.press('+');
    const lanes = asked<{ from: number; to: number }>(e, 'timeline.lanes').at(-1);
    expect(extent(lanes)).toBe(whole / 2);
    expect(asked<{ filter: { from: number; to: number } }>(e, 'timeline.page').at(-1)?.filter).toMatchObject({ from: lanes?.from, to: lanes?.to });
    await drawn.press('0');
    expect(extent(asked<{ from: number; to: number }>(e, 'timeline.lanes').at(-1))).toBe(whole);
  });
  test('t shows the lanes as a table with the same marks', async () => {
    await using drawn = await draw(engine(), <TimelineScreen />, '#timeline');
    await drawn.press('t');
    const table = drawn.one('section[aria-label="The lanes as a table"]');
    expect(table.textContent).toContain('used after rotation');
    expect(table.textContent).toContain('signin silent');
  });
  test('Shift+f drops the last filter', async () => {
    await using drawn = await draw(engine(), <TimelineScreen />, '#timeline?systems=AWS&search=svc');
    await drawn.press('F', { shiftKey: true });
    expect(params()).toMatchObject({ systems: 'AWS', search: undefined });
    await drawn.press('F', { shiftKey: true });
    expect(params().systems).toBeUndefined();
  });
  test('a filter that nothing fits offers to drop what is filtered', async () => {
    await using drawn = await draw(engine(), <TimelineScreen />, '#timeline?search=nobody-of-that-name');
    expect(drawn.text()).toContain('No event fits these filters');
    await drawn.click([...drawn.root.querySelectorAll('button')].find((b) => b.textContent?.startsWith('Drop')) as Element);
    expect(params().search).toBeUndefined();
  });
  test('hostile names stay text', async () => {
    const hostile = '<img src=x onerror=alert(1)>\u202e';
    const layer: Handlers = {
      'timeline.lanes': async (args, how) => {
        const view = await (timeline['timeline.lanes'] as NonNullable<Handlers['timeline.lanes']>)(args, how);
        return { ...view, lanes: view.lanes.map((l) => ({ ...l, label: hostile })) };
      },
    };
    await using drawn = await draw(engine(layer), <TimelineScreen />, '#timeline');
    expect(drawn.root.querySelector('img')).toBeNull();
    expect(drawn.text()).toContain('<img src=x onerror=alert(1)>U+202E');
  });
});

describe('the wake', () => {
  const open = (e = engine(), more = '') => draw(e, <WakeScreen />, `#wake?wake=${payrollWake.id}${more}`);

  test('says what happened, draws it, and cites it', async () => {
    await using drawn = await open();
    expect(drawn.text()).toContain('Hidden from her, not sent to the owner, never acknowledged by Security.');
    expect(drawn.root.querySelectorAll('.wake-picture .wake-mark').length).toBeGreaterThan(7);
    expect(drawn.text()).toContain('not told by 07:56:26');
    expect(drawn.text()).toContain('no acknowledgement in 4 h, logs complete');
  });
  test('a mark opens its raw record', async () => {
    await using drawn = await open();
    const mark = [...drawn.root.querySelectorAll('.wake-mark')].find((m) => m.getAttribute('aria-label')?.includes('hidden'));
    await drawn.press('Enter', { on: mark as Element });
    expect(useOpenRecord.getState().record).toBe('s0004:20418');
    useOpenRecord.getState().close();
  });
  test('arrows go from mark to mark', async () => {
    await using drawn = await open();
    const [first] = drawn.root.querySelectorAll<SVGElement>('.wake-mark');
    first?.focus();
    await drawn.press('ArrowDown', { on: first as Element });
    expect(document.activeElement).not.toBe(first);
    expect(document.activeElement?.classList.contains('wake-mark')).toBe(true);
  });
  test('] walks the stages and shows each audience of the chosen one', async () => {
    await using drawn = await open();
    await drawn.press(']');
    await drawn.press(']');
    expect(params().stage).toBe('delivered');
    expect(drawn.one('section.wake-panel.chosen').textContent).toContain('moved to RSS Feeds by rule “.”');
    await drawn.press('[');
    expect(params().stage).toBe('signalled');
  });
  test('j goes to the next wake and stays on this screen', async () => {
    await using drawn = await open();
    await drawn.press('j');
    expect(params().wake).toBe(payrollWake.place.next);
    expect(useNavigation.getState().screen).toBe('wake');
  });
  test('t shows the same as a table: every mark, band and deadline, with its record', async () => {
    await using drawn = await open();
    await drawn.press('t');
    const rows = drawn.root.querySelectorAll('.wake-table tbody tr').length;
    const drawnThings = payrollWake.lanes.reduce((a, l) => a + l.marks.length + l.bands.length + l.deadlines.length, 0);
    expect(rows).toBe(drawnThings);
    expect(drawn.one('.wake-table').textContent).toContain('cannot be seen');
  });
  test('more than eight parties: those told in time are folded until they are asked for', async () => {
    await using drawn = await draw(engine(), <WakeScreen />, '#wake?wake=w-crowded');
    expect(drawn.text()).not.toContain('Harbour team 3');
    await drawn.press('Enter', { on: drawn.one('.wake-fold') });
    expect(drawn.text()).toContain('Harbour team 3');
  });
  test('leads to its identity, and to the day around it in the timeline', async () => {
    {
      await using drawn = await open();
      await drawn.click([...drawn.root.querySelectorAll('.wake-tools button')].find((b) => b.textContent === 'Identity') as Element);
      expect(useNavigation.getState()).toMatchObject({ screen: 'identities', params: { identity: payrollWake.event.target?.id } });
    }
    await using drawn = await open();
    await drawn.click([...drawn.root.querySelectorAll('.wake-tools button')].find((b) => b.textContent === 'Timeline') as Element);
    const { event, from, to } = params();
    expect(event).toBe(payrollWake.event.id);
    expect(Number(to) - Number(from)).toBe(24 * 3600e6);
    expect((Number(to) + Number(from)) / 2).toBe(payrollWake.event.time);
  });
  test('a wake that is gone says so and what to do', async () => {
    const layer: Handlers = {
      'wake.view': () => {
        throw new Failure({ code: 'not-found', message: 'no wake w-x in this case', advice: 'A wake belongs to an event.' });
      },
    };
    await using drawn = await open(engine(layer));
    expect(drawn.text()).toContain('o wake w-x in this case');
    expect(drawn.text()).toContain('A wake belongs to an event.');
    await drawn.click([...drawn.root.querySelectorAll('button')].find((b) => b.textContent === 'Show the wakes') as Element);
    expect(useNavigation.getState().screen).toBe('wakes');
  });
});

describe('the wakes', () => {
  test('are listed the worst first, and Enter opens one', async () => {
    await using drawn = await draw(engine(), <WakesScreen />, '#wakes');
    expect(drawn.text()).toContain('612 wakes');
    const [first] = drawn.root.querySelectorAll('.wakes tbody tr');
    expect(first?.textContent).toContain('payroll.changed');
    await drawn.press('j');
    await drawn.press('Enter', { on: document.body });
    expect(useNavigation.getState().screen).toBe('wake');
  });
  test('are fetched by the hundred as they come into view', async () => {
    const e = engine();
    await using _ = await draw(e, <WakesScreen />, '#wakes');
    expect(
      asked<{ offset: number; limit: number }>(e, 'wakes.list')
        .filter((a) => a.limit === 100)
        .map((a) => a.offset),
    ).toEqual([0]);
  });
  test('f filters them by text, and they stand by time where that is chosen', async () => {
    const e = engine();
    await using drawn = await draw(e, <WakesScreen />, '#wakes');
    await drawn.press('f');
    const field = document.activeElement as HTMLInputElement;
    expect(field.getAttribute('aria-label')).toContain('Filter wakes');
    await drawn.type(field, 'lindqvist');
    await drawn.click([...drawn.root.querySelectorAll('.toolbar button')].find((b) => b.textContent === 'By time') as Element);
    expect(params()).toMatchObject({ search: 'lindqvist', order: 'time' });
    const last = asked<{ filter: { search: string }; order: string; limit: number }>(e, 'wakes.list').findLast((a) => a.limit === 100);
    expect(last).toMatchObject({ filter: { search: 'lindqvist' }, order: 'time' });
    await drawn.press('F', { on: document.body, shiftKey: true });
    expect(params().search).toBeUndefined();
  });
  test('a verdict narrows them', async () => {
    const e = engine();
    await using drawn = await draw(e, <WakesScreen />, '#wakes?verdict=unknown');
    expect(asked<{ filter: { verdict: string } }>(e, 'wakes.list').at(-1)?.filter.verdict).toBe('unknown');
    expect(drawn.text()).not.toContain('612 wakes');
  });
});

describe('the graph', () => {
  test('arrows choose a band, beginning at a gap, and its events stand beside with their strips', async () => {
    await using drawn = await draw(engine(), <GraphScreen />, '#graph');
    await drawn.press('ArrowDown', { on: drawn.one('.graph-picture') });
    expect(params().edge).toBe('ballast>noowner');
    expect(drawn.one('aside').querySelectorAll('.graph-events li').length).toBe(payrollWake.neighbours.length);
    expect(drawn.one('aside').querySelector('.strip')).not.toBeNull();
  });
  test('only gaps asks for gaps only, and Shift+f takes it back', async () => {
    const e = engine();
    await using drawn = await draw(e, <GraphScreen />, '#graph?gaps=only');
    expect(asked<{ onlyGaps: boolean }>(e, 'graph.view').at(-1)?.onlyGaps).toBe(true);
    expect(drawn.root.querySelector('.band.routed')).toBeNull();
    await drawn.press('F', { shiftKey: true });
    expect(params().gaps).toBeUndefined();
  });
  test('t shows the bands as a table, gaps first', async () => {
    await using drawn = await draw(engine(), <GraphScreen />, '#graph');
    await drawn.press('t');
    const [first] = drawn.root.querySelectorAll('.graph-table tbody tr');
    expect(first?.textContent).toContain('gap');
    expect(first?.textContent).toContain('12');
  });
});

test('the picture of a wake says what each kind of coverage bar means, also those that cover nothing', async () => {
  await using drawn = await draw(engine(), <WakeScreen />, `#wake?wake=${payrollWake.id}`);
  for (const word of ['declared', 'inferred', 'silent or cut', 'no source'])
    expect([...drawn.root.querySelectorAll('svg text')].map((t) => t.textContent)).toContain(word);
});
