import { describe, expect, it } from 'vitest';
import { instant } from '../../../shared/base/instant.ts';
import type { Obligation, Wake } from '../../../shared/model/analysis.ts';
import type { Verdict } from '../../../shared/model/vocabulary.ts';
import { buildGraph, edgeText, type Route, routesOf } from '../../../shared/views/graph.ts';

const route = (wake: string, ...labels: string[]): Route => ({
  wake,
  stops: labels.map((l) =>
    l.startsWith('!')
      ? { label: l.slice(1), state: 'gap' }
      : l.startsWith('?')
        ? { label: l.slice(1), state: 'unknown' }
        : { label: l, state: 'normal' },
  ),
});
const build = (routes: readonly Route[], more: { onlyGaps?: boolean; minimum?: number } = {}) =>
  buildGraph({
    routes,
    wakes: routes.length,
    onlyGaps: more.onlyGaps ?? false,
    minimum: more.minimum ?? 1,
    kinds: [],
    kindOf: (w) => (w.startsWith('h') ? 'human' : 'service-account'),
  });

describe('the routing-gap graph', () => {
  const routes = [
    route('h1', 'Ana', 'hr', 'the person', 'mail', 'the person', 'none needed'),
    route('h2', 'Bo', 'hr', 'the person', '!hidden by an inbox rule'),
    route('s1', 'svc', 'api', 'platform', '?cannot be seen'),
  ];

  it('ends a route at its gap, and the edge to the gap is a gap', () => {
    const { view } = build(routes);
    const edge = view.edges.find((e) => e.to.endsWith('hidden by an inbox rule'));
    expect(edge).toMatchObject({ state: 'gap', count: 1 });
    expect(view.edges.some((e) => e.from === edge?.to)).toBe(false);
  });

  it('gives as many routes into a node as it counts', () => {
    const { view } = build(routes);
    for (const node of view.nodes.filter((n) => n.layer > 0)) {
      expect(view.edges.filter((e) => e.to === node.id).reduce((n, e) => n + e.count, 0)).toBe(node.count);
    }
  });

  it('keeps gaps and unknowns whatever the smallest edge is', () => {
    const { view } = build(routes, { minimum: 10 });
    expect(view.edges.map((e) => e.state).sort()).toEqual(['gap', 'unknown']);
    expect(view.folded).toBeGreaterThan(0);
  });

  it('shows gaps alone when asked', () => {
    expect(build(routes, { onlyGaps: true }).view.routes).toBe(2);
  });

  it('opens the wakes of an edge', () => {
    const { view, wakesOf } = build(routes);
    const edge = view.edges.find((e) => e.state === 'gap');
    expect(wakesOf.get(edge?.id ?? '')).toEqual(['h2']);
  });

  it('folds many identities by kind, those with gaps last', () => {
    const many = Array.from({ length: 40 }, (_x, i) => route(`h${i}`, `Person ${i}`, 'hr', 'the person', i === 33 ? '!not told' : 'mail'));
    const { view } = build(many);
    const layer = view.nodes.filter((n) => n.layer === 0);
    expect(layer.length).toBeLessThanOrEqual(14);
    expect(layer.map((n) => n.label)).toContain('Person 33');
    expect(layer.reduce((n, x) => n + x.count, 0)).toBe(40);
    expect(layer.some((n) => /^\d+ people$/.test(n.label))).toBe(true);
  });

  it('says what an edge means, with names of any kind in them', () => {
    const { view } = build([route('h1', 'a|b→c', 'x', 'the person', '!not told')]);
    const edge = view.edges.find((e) => e.from.startsWith('0|'));
    expect(edgeText(edge!).title).toBe('a|b→c to x');
  });
});

describe('an audience for which nobody stands', () => {
  const line = (verdict: Verdict): Obligation => ({
    stage: 'reached',
    audience: 'owner',
    verdict,
    deadline: undefined,
    missing: [],
    evidence: [],
    coverage: [],
    uncovered: [],
    rule: undefined,
    text: '',
  });
  const wake = (verdict: Verdict): Wake => ({
    id: 'w-s0001:1',
    event: 's0001:1' as never,
    kind: 'role.granted',
    time: instant(1),
    target: undefined,
    actor: undefined,
    tier: undefined,
    strip: [],
    obligations: [line(verdict)],
    audiences: [{ name: 'owner', parties: [], claims: [] }],
    notices: [],
    offers: [],
    findings: [],
  });
  const end = (verdict: Verdict) => routesOf(wake(verdict), undefined, {} as never)[0]?.stops.at(-1);

  it('is a gap where the analysis shows the cut', () => {
    expect(end('unmet')).toEqual({ label: 'no owner on record', state: 'gap' });
  });

  it('is unknown where no source says who owns anything, and never an absence that is shown', () => {
    expect(end('unknown')).toEqual({ label: 'owner cannot be said', state: 'unknown' });
  });
});
