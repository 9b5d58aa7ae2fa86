import { Failure } from '../../../shared/contract/errors.ts';
import { type BuiltGraph, buildGraph, edgeText, type Route, routesOf } from '../../../shared/views/graph.ts';
import type { Handlers } from '../context.ts';
import { eachWake, listWakes } from '../store/analysis.ts';
import { eventById } from '../store/events.ts';
import type { OpenCase } from '../store/open.ts';
import { look } from '../store/watch.ts';
import { lookupFor, requireCase, wakeLine } from './lookup.ts';

interface WakeRoutes {
  readonly wake: string;
  readonly kind: string;
  readonly tier: 0 | 1 | 2 | undefined;
  readonly target: string | undefined;
  readonly routes: readonly Route[];
}

/** The routes of all wakes: walked once for a state of the analysis, every filter then works on them. */
const allRoutes = (open: OpenCase): readonly WakeRoutes[] =>
  open.cached('analysis', 'routes', () => {
    const lookup = lookupFor(open);
    const all: WakeRoutes[] = [];
    const of = listWakes(open).length;
    for (const wake of eachWake(open)) {
      if (all.length % 64 === 0) look(all.length, of);
      all.push({ wake: wake.id, kind: wake.kind, tier: wake.tier, target: wake.target, routes: routesOf(wake, eventById(open, wake.event), lookup) });
    }
    return all;
  });

type Narrowing = Parameters<Handlers['graph.view']>[0];

function graph(open: OpenCase, args: Narrowing): BuiltGraph {
  return open.cached('analysis', `graph ${JSON.stringify(args)}`, () => {
    const lookup = lookupFor(open);
    const all = allRoutes(open).filter((w) => w.routes.length > 0);
    look();
    const kept = all.filter(
      (w) =>
        (args.kinds === undefined || args.kinds.length === 0 || args.kinds.some((k) => k === w.kind)) &&
        (args.tiers === undefined || args.tiers.length === 0 || (w.tier !== undefined && args.tiers.includes(w.tier))),
    );
    const counts = new Map<string, number>();
    for (const w of all) counts.set(w.kind, (counts.get(w.kind) ?? 0) + 1);
    const kindOf = new Map(kept.map((w) => [w.wake, w.target === undefined ? undefined : lookup.identity(w.target)?.kind]));
    return buildGraph({
      routes: kept.flatMap((w) => w.routes),
      wakes: kept.length,
      onlyGaps: args.onlyGaps ?? false,
      minimum: args.minimum ?? 1,
      kinds: [...counts].map(([value, count]) => ({ value, count })).sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1)),
      kindOf: (wake) => kindOf.get(wake),
      onStep: look,
    });
  });
}

export const graphHandlers = {
  'graph.view': (args, { state }) => graph(requireCase(state), args).view,
  'graph.edge': ({ edge: id, ...narrowing }, { state }) => {
    const open = requireCase(state);
    // An edge keeps its events whatever else is folded away, so the narrowing counts and the smallest edge does not.
    const built = graph(open, narrowing);
    const edge = built.view.edges.find((e) => e.id === id);
    const wakes = new Set(built.wakesOf.get(id) ?? []);
    if (edge === undefined) throw new Failure({ code: 'not-found', message: 'no such edge in this graph' });
    const lookup = lookupFor(open);
    const events = listWakes(open)
      .filter((w) => wakes.has(w.id))
      .sort((a, b) => a.time - b.time)
      .map((w) => wakeLine(w, lookup));
    return { edge, ...edgeText(edge), events };
  },
} satisfies Partial<Handlers>;
