/**
 * The routing-gap graph: one route for each accountable party of each wake, through six layers, up to where it was cut.
 * Widths are numbers of routes. A gap is a node of its own at which the route ends.
 */
import type { Identity, Wake } from '../model/analysis.ts';
import type { CaseEvent } from '../model/facts.ts';
import type { Stage, Verdict } from '../model/vocabulary.ts';
import { type Lookup, partyLabel } from './lookup.ts';
import { identityKindWord, labelOf } from './text.ts';
import type { Facet, GraphEdge, GraphNode, GraphView } from './types.ts';

export const LAYERS = ['Identity', 'Application or service', 'Accountable then', 'Notice', 'Responder', 'Action'] as const;

type State = GraphNode['state'];
interface Stop {
  readonly label: string;
  readonly state: State;
}
/** The stops of one route, one a layer, the last one being where it ends. */
export interface Route {
  readonly wake: string;
  readonly stops: readonly Stop[];
}

const stop = (label: string, state: State = 'normal'): Stop => ({ label, state });
const GAP: Readonly<Record<string, string>> = {
  'notice.missing': 'no notice',
  'notice.suppressed': 'hidden by an inbox rule',
  'notice.undelivered': 'not delivered',
  'owner.stale': 'sent to a former owner',
  'owner.missing': 'no owner on record',
  'route.fail-open': 'nobody owned it, nobody else told',
  'route.generic-queue': 'a generic queue',
  'route.wrong-party': 'sent to the wrong party',
  'route.audience-missing': 'not told',
  'ack.missing': 'nobody acknowledged',
  'ack.by-actor': 'acknowledged by the actor alone',
  'ack.by-outsider': 'acknowledged by an outsider alone',
  'action.missing': 'no action',
  'action.ticket-only': 'ticket only',
  'action.mismatched': 'action does not fit',
  'action.unauthorised': 'acted without authority',
  'action.partial': 'acted in part',
};

/** The routes of one wake. A wake without audiences has none. */
export function routesOf(wake: Wake, event: CaseEvent | undefined, lookup: Lookup): Route[] {
  const identity = wake.target === undefined ? undefined : lookup.identity(wake.target);
  const head = [
    stop(identity === undefined ? 'no identity named' : labelOf(identity)),
    stop(identity?.application ?? identity?.service ?? event?.system ?? 'unknown system'),
  ];
  return wake.audiences.flatMap((audience) => {
    const parties = audience.parties.length === 0 ? [undefined] : audience.parties;
    return parties.map((party): Route => {
      const stops = [...head];
      if (party === undefined) {
        stops.push(nobodyStop(wake, audience.name));
        return { wake: wake.id, stops };
      }
      // People are folded into "the person"; a named team or owner is what one looks for.
      stops.push(stop(audience.name === 'person' ? 'the person' : party.label));
      const notice = noticeStop(wake, audience.name, party.key);
      stops.push(notice);
      if (notice.state !== 'normal') return { wake: wake.id, stops };
      const responder = responderStop(wake, lookup);
      stops.push(responder);
      if (responder.state !== 'normal') return { wake: wake.id, stops };
      stops.push(actionStop(wake, lookup));
      return { wake: wake.id, stops };
    });
  });
}

const lineOf = (wake: Wake, stage: Stage, audience: string | undefined) => wake.obligations.find((o) => o.stage === stage && o.audience === audience);
const isCut = (v: Verdict | undefined): boolean => v === 'unmet' || v === 'partial';

function noticeStop(wake: Wake, audience: string, party: string): Stop {
  const lines = (['signalled', 'delivered', 'reached'] as const).map((s) => lineOf(wake, s, audience));
  const cut = lines.find((o) => o?.verdict === 'unmet');
  if (cut !== undefined) return stop(GAP[cut.rule ?? ''] ?? ownRuleLabel(wake, cut.stage) ?? 'not told', 'gap');
  if (lines.some((o) => o?.verdict === 'unknown')) return stop('cannot be seen', 'unknown');
  const copy =
    wake.notices.find((n) => n.copies.some((c) => c.party === party && c.status !== 'hidden' && c.status !== 'failed')) ??
    wake.notices.find((n) => n.copies.some((c) => c.audience === audience && c.status !== 'hidden' && c.status !== 'failed'));
  if (copy !== undefined) return stop(copy.channel);
  return lines.every((o) => o === undefined || o.verdict === 'not-required') ? stop('none asked') : stop('not told', 'gap');
}

/**
 * An audience for which no party stands. That is a gap only where the analysis found a cut; where no source says who owns anything,
 * nobody can say that there was no owner.
 */
function nobodyStop(wake: Wake, audience: string): Stop {
  const verdicts = (['signalled', 'delivered', 'reached'] as const).map((s) => (lineOf(wake, s, audience) ?? lineOf(wake, s, undefined))?.verdict);
  if (verdicts.some(isCut)) return stop(`no ${audience} on record`, 'gap');
  return stop(`${audience} cannot be said`, 'unknown');
}

/** The event's own rule at a stage, where the audience's line names none. */
function ownRuleLabel(wake: Wake, stage: Stage): string | undefined {
  return GAP[lineOf(wake, stage, undefined)?.rule ?? ''];
}

function responderStop(wake: Wake, lookup: Lookup): Stop {
  const line = lineOf(wake, 'acknowledged', undefined);
  if (line === undefined || line.verdict === 'not-required') return stop('none needed');
  if (line.verdict === 'unknown') return stop('cannot be seen', 'unknown');
  if (isCut(line.verdict)) return stop(GAP[line.rule ?? ''] ?? 'nobody acknowledged', 'gap');
  if (line.verdict === 'not-reached') return stop('nobody was reached', 'gap');
  const record = line.evidence.find((e) => e.role === 'acknowledgement')?.record;
  if (record === undefined) return stop('acknowledged');
  for (const fact of lookup.factsOf(record)) {
    const by = fact.type === 'route' ? fact.party : fact.type === 'notice' ? (fact.resolvedBy ?? fact.recipients[0]) : undefined;
    if (by !== undefined) {
      const id = lookup.identityOf(by);
      return stop(id !== undefined && id === wake.target ? 'the person' : partyLabel(lookup, by));
    }
  }
  return stop('acknowledged');
}

function actionStop(wake: Wake, lookup: Lookup): Stop {
  const line = lineOf(wake, 'acted', undefined);
  if (line === undefined || line.verdict === 'not-required') return stop('none needed');
  if (line.verdict === 'unknown') return stop('cannot be seen', 'unknown');
  if (isCut(line.verdict)) return stop(GAP[line.rule ?? ''] ?? 'no action', 'gap');
  const record = line.evidence.find((e) => e.role === 'action')?.record;
  if (record !== undefined) {
    for (const fact of lookup.factsOf(record)) if (fact.type === 'action') return stop(fact.action);
    const event = lookup.eventsOf(record)[0];
    if (event !== undefined) return stop(event.kind);
  }
  return stop(line.verdict === 'late' ? 'acted late' : 'acted');
}

/** At most this many nodes a layer; the smallest of the rest are folded by kind of identity or into one. */
const NODES = 14;

export interface GraphInput {
  readonly routes: readonly Route[];
  readonly wakes: number;
  readonly onlyGaps: boolean;
  /** Edges of fewer routes are folded away; gaps and unknowns never are. */
  readonly minimum: number;
  readonly kinds: readonly Facet[];
  /** Kind of the identity of each wake, for folding. */
  readonly kindOf: (wake: string) => Identity['kind'] | undefined;
  /** Called often; may throw to stop. */
  readonly onStep?: (() => void) | undefined;
}

export interface BuiltGraph {
  readonly view: GraphView;
  /** Edge id → the wakes whose routes run along it. */
  readonly wakesOf: ReadonlyMap<string, readonly string[]>;
}

export function buildGraph(input: GraphInput): BuiltGraph {
  const routes = input.onlyGaps ? input.routes.filter((r) => r.stops.some((s) => s.state !== 'normal')) : input.routes;
  const names = foldNames(routes, input);
  const nodes = new Map<string, { node: Omit<GraphNode, 'count'>; count: number }>();
  const edges = new Map<string, { edge: Omit<GraphEdge, 'count'>; count: number; wakes: Set<string> }>();
  for (const [i, route] of routes.entries()) {
    if (i % 1024 === 0) input.onStep?.();
    let before: string | undefined;
    route.stops.forEach((s, layer) => {
      const label = names[layer]?.(s, route.wake) ?? s.label;
      const id = `${layer}|${s.state}|${label}`;
      const node = nodes.get(id);
      if (node === undefined) nodes.set(id, { node: { id, layer: layer as GraphNode['layer'], label, state: s.state }, count: 1 });
      else node.count++;
      if (before !== undefined) {
        const key = `${before}→${id}`;
        const edge = edges.get(key);
        if (edge === undefined)
          edges.set(key, {
            edge: { id: key, from: before, to: id, state: s.state === 'normal' ? 'routed' : s.state },
            count: 1,
            wakes: new Set([route.wake]),
          });
        else {
          edge.count++;
          edge.wakes.add(route.wake);
        }
      }
      before = id;
    });
  }
  const shown = [...edges.values()].filter((e) => e.edge.state !== 'routed' || e.count >= input.minimum);
  const touched = new Set(shown.flatMap((e) => [e.edge.from, e.edge.to]));
  const order = { normal: 0, unknown: 1, gap: 2 } as const;
  return {
    view: {
      layers: LAYERS,
      nodes: [...nodes.values()]
        .filter((n) => touched.has(n.node.id))
        .map((n) => ({ ...n.node, count: n.count }))
        .sort((a, b) => a.layer - b.layer || order[a.state] - order[b.state] || b.count - a.count || (a.label < b.label ? -1 : 1)),
      edges: shown.map((e) => ({ ...e.edge, count: e.count })).sort((a, b) => b.count - a.count || (a.id < b.id ? -1 : 1)),
      wakes: input.wakes,
      routes: routes.length,
      folded: edges.size - shown.length,
      kinds: input.kinds,
    },
    wakesOf: new Map([...edges].map(([id, e]) => [id, [...e.wakes]])),
  };
}

type Namer = (s: Stop, wake: string) => string;

/** For each layer, how a stop is called once the small ones are folded. Gaps and unknowns keep their names. */
function foldNames(routes: readonly Route[], { kindOf, onStep }: Pick<GraphInput, 'kindOf' | 'onStep'>): (Namer | undefined)[] {
  return LAYERS.map((_layer, i) => {
    onStep?.();
    const counts = new Map<string, number>();
    const gaps = new Set<string>();
    for (const r of routes) {
      const s = r.stops[i];
      if (s === undefined || s.state !== 'normal') continue;
      counts.set(s.label, (counts.get(s.label) ?? 0) + 1);
      // An identity whose route is cut is what one looks for: it is folded last.
      if (r.stops.some((x) => x.state === 'gap')) gaps.add(s.label);
    }
    if (counts.size <= NODES) return undefined;
    const ranked = [...counts].sort((a, b) => Number(gaps.has(b[0])) - Number(gaps.has(a[0])) || b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
    const kept = new Set(ranked.slice(0, i === 0 ? NODES - 5 : NODES - 1).map(([l]) => l));
    const folded = counts.size - kept.size;
    if (i !== 0) return (s) => (s.state !== 'normal' || kept.has(s.label) ? s.label : `${folded} more`);
    const byKind = new Map<string, Set<string>>();
    for (const r of routes) {
      const s = r.stops[0];
      if (s === undefined || kept.has(s.label)) continue;
      const kind = kindOf(r.wake) ?? 'unknown';
      byKind.set(kind, (byKind.get(kind) ?? new Set()).add(s.label));
    }
    return (s, wake) => {
      if (kept.has(s.label)) return s.label;
      const kind = kindOf(wake) ?? 'unknown';
      const n = byKind.get(kind)?.size ?? 0;
      return n === 1 ? s.label : plural(n, kind);
    };
  });
}

function plural(many: number, kind: Identity['kind']): string {
  const n = many.toLocaleString('en-US');
  if (kind === 'human') return `${n} people`;
  if (kind === 'unknown') return `${n} of unknown kind`;
  const word = identityKindWord(kind);
  return `${n} ${word}s`;
}

/** What an edge says, for its panel. */
export function edgeText(edge: GraphEdge): { title: string; sentence: string } {
  const from = edge.from.split('|').slice(2).join('|');
  const [layer, state, ...rest] = edge.to.split('|');
  const to = rest.join('|');
  const routes = `${edge.count} ${edge.count === 1 ? 'route' : 'routes'}`;
  if (state === 'gap')
    return { title: `${from}, ${to}`, sentence: `${routes} ${edge.count === 1 ? 'ends' : 'end'} here: ${to}. The logs would have shown otherwise.` };
  if (state === 'unknown') return { title: `${from}, ${to}`, sentence: `${routes} cannot be followed further: no log covers what came next.` };
  return { title: `${from} to ${to}`, sentence: `${routes} ran from ${from} to ${to} (${(LAYERS[Number(layer)] ?? '').toLowerCase()}).` };
}
