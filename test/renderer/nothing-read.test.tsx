// @vitest-environment happy-dom
/** Screens of a case that has no events: they say why, and claim nothing about the evidence. */
import { beforeEach, expect, test } from 'vitest';
import { FindingsScreen } from '../../renderer/screens/findings/FindingsScreen.tsx';
import { GraphScreen } from '../../renderer/screens/graph/GraphScreen.tsx';
import { WakesScreen } from '../../renderer/screens/wakes/WakesScreen.tsx';
import { useCase } from '../../renderer/state/case.ts';
import { useJobs } from '../../renderer/state/jobs.ts';
import { useNavigation } from '../../renderer/state/navigation.ts';
import { type Drawn, draw } from './drawing.ts';
import { fixtureEngine, type Handlers } from './fixture/engine.ts';
import { graph } from './fixture/graph.ts';
import { panels } from './fixture/panels.ts';
import { wakes } from './fixture/wake.ts';

const HOW = { onProgress: () => undefined, signal: undefined, push: () => undefined };
const DRAWN: Handlers = { ...panels(), ...graph, ...wakes };

beforeEach(() => useJobs.setState({ job: undefined }));

/** The answers of a case without events. */
async function empty(): Promise<Handlers> {
  const list = await DRAWN['wakes.list']?.({ offset: 0, limit: 1 }, HOW);
  const view = await DRAWN['graph.view']?.({}, HOW);
  const findings = await DRAWN['findings.list']?.({}, HOW);
  if (list === undefined || view === undefined || findings === undefined) throw new Error('the fixture has these');
  return {
    'wakes.list': () => ({ ...list, rows: [], total: 0 }),
    'graph.view': () => ({ ...view, wakes: 0, routes: 0, nodes: [], edges: [], folded: 0 }),
    'findings.list': () => ({ ...findings, rows: [], total: 0 }),
  };
}

const SCREENS = { wakes: WakesScreen, graph: GraphScreen, findings: FindingsScreen };

async function open(screen: keyof typeof SCREENS, sources: number): Promise<Drawn> {
  const engine = fixtureEngine(DRAWN, await empty());
  const summary = await engine.request('case.summary', {});
  useCase.setState({
    status: 'open',
    summary: { ...summary, counts: { ...summary.counts, sources, events: 0, wakes: 0, findings: 0, requests: 0 } },
    error: undefined,
  });
  const Shown = SCREENS[screen];
  return draw(engine, <Shown />, `#${screen}`);
}

test.each(['wakes', 'graph', 'findings'] as const)('%s of an empty case: nothing was imported yet, and where that is done', async (screen) => {
  await using drawn = await open(screen, 0);
  expect(drawn.one('.state h2').textContent).toBe('Nothing was imported yet');
  await drawn.click(drawn.one('.state .button.primary'));
  expect(useNavigation.getState().screen).toBe('import');
});

test.each(['wakes', 'graph', 'findings'] as const)('%s of a case of which nothing was read: says that, and leads to the sources', async (screen) => {
  await using drawn = await open(screen, 2);
  expect(drawn.one('.state').textContent).toContain('None of the 2 sources of this case gave an event: no adapter read it');
  expect(drawn.text()).not.toMatch(/No wake of this filter|No event inside|that is known/);
  await drawn.click(drawn.one('.state .button.primary'));
  expect(useNavigation.getState().screen).toBe('sources');
});
