/**
 * Where the nodes and bands of the routing graph stand. Bands are as wide as their routes are many. Gaps and unknowns fall
 * to the bottom of their layer. A band runs straight beside the labels of its column before it bends, so that no label is
 * crossed. Own code: a sankey layout spreads nodes evenly and knows neither gaps at the bottom nor labels.
 */
import type { GraphEdge, GraphNode, GraphView } from '../../shared/views/types.ts';
import type { Measure } from './measure.ts';

export interface PlacedNode {
  readonly node: GraphNode;
  readonly x: number;
  readonly y: number;
  readonly height: number;
  /** Baseline of the first line of the label, which stands over the node. */
  readonly labelY: number;
  readonly lines: readonly string[];
}
export interface PlacedEdge {
  readonly edge: GraphEdge;
  readonly width: number;
  /** Centre lines at both ends. */
  readonly x0: number;
  readonly y0: number;
  readonly x1: number;
  readonly y1: number;
  /** Straight until here, bent from here to x1. */
  readonly bend: number;
}
export interface GraphLayout {
  readonly width: number;
  readonly height: number;
  readonly columns: readonly { readonly x: number; readonly title: string }[];
  readonly nodes: readonly PlacedNode[];
  readonly edges: readonly PlacedEdge[];
  /** Pixels for one route. */
  readonly scale: number;
}

export const NODE_WIDTH = 9;
const LINE = 13;
const GAP_LEAST = 4;
const BETWEEN = 10;
const LEAST: Readonly<Record<GraphEdge['state'], number>> = { routed: 1, gap: GAP_LEAST, unknown: GAP_LEAST };

/** At most two lines within `room`; the second is cut where it must be. */
export function labelLines(text: string, count: string, room: number, measure: Measure, bold: boolean): string[] {
  const whole = `${text} ${count}`;
  if (measure(whole, { bold }) <= room) return [whole];
  const words = text.split(' ');
  let first = '';
  while (words.length > 0 && measure(`${first} ${words[0]}`.trim(), { bold }) <= room) first = `${first} ${words.shift()}`.trim();
  let rest = words.join(' ');
  if (first === '') {
    // One long word, such as an account's name: its end says more than its middle.
    let cut = text;
    while (cut.length > 1 && measure(`${cut}… ${count}`, { bold }) > room) cut = cut.slice(0, -1);
    return [`${cut}… ${count}`];
  }
  if (measure(`${rest} ${count}`, { bold }) > room) {
    while (rest.length > 1 && measure(`${rest}… ${count}`, { bold }) > room) rest = rest.slice(0, -1);
    rest = `${rest}…`;
  }
  return [first, `${rest} ${count}`.trim()];
}

export function layoutGraph(view: GraphView, width: number, height: number, measure: Measure, written: (n: number) => string): GraphLayout {
  const layers = view.layers.length;
  const lastRoom = Math.min(110, width * 0.1);
  const pitch = (width - NODE_WIDTH - lastRoom) / Math.max(1, layers - 1);
  // Labels get at most this much; the rest is left for the bends.
  const room = Math.max(60, Math.min(128, pitch * 0.6));
  const byLayer: GraphNode[][] = Array.from({ length: layers }, () => []);
  for (const n of view.nodes) byLayer[n.layer]?.push(n);
  const incoming = group(view.edges, (e) => e.to);
  const outgoing = group(view.edges, (e) => e.from);

  const lines = new Map<string, string[]>();
  for (const n of view.nodes) {
    const own = n.layer === layers - 1 ? lastRoom : room;
    lines.set(n.id, labelLines(n.label, written(n.count), own, measure, n.state !== 'normal'));
  }
  const labelHeight = (n: GraphNode): number => (lines.get(n.id)?.length ?? 1) * LINE + 3;

  // The scale is the one at which the fullest layer just fits.
  let scale = Number.POSITIVE_INFINITY;
  for (const layer of byLayer) {
    if (layer.length === 0) continue;
    const sum = layer.reduce((a, n) => a + throughput(n, incoming, outgoing), 0);
    const fixed = layer.reduce((a, n) => a + labelHeight(n) + BETWEEN, 0);
    if (sum > 0) scale = Math.min(scale, Math.max(0.02, (height - fixed - 8) / sum));
  }
  if (!Number.isFinite(scale)) scale = 1;
  // A graph of few routes does not need bands as thick as a hand.
  scale = Math.min(scale, 14);
  const bandWidth = (e: GraphEdge): number => Math.max(LEAST[e.state], e.count * scale);
  const heightOf = (n: GraphNode): number => {
    const sum = (edges: readonly GraphEdge[] | undefined): number => (edges ?? []).reduce((a, e) => a + bandWidth(e), 0);
    return Math.max(3, n.count * scale, sum(incoming.get(n.id)), sum(outgoing.get(n.id)));
  };

  const centre = new Map<string, number>();
  const placed = new Map<string, PlacedNode>();
  byLayer.forEach((layer, index) => {
    const order = (n: GraphNode): number => {
      const from = incoming.get(n.id) ?? [];
      if (from.length === 0) return Number.POSITIVE_INFINITY;
      let weight = 0;
      let sum = 0;
      for (const e of from) {
        weight += e.count;
        sum += e.count * (centre.get(e.from) ?? 0);
      }
      return sum / Math.max(1, weight);
    };
    const normal = layer.filter((n) => n.state === 'normal');
    const fallen = layer.filter((n) => n.state !== 'normal');
    if (index === 0) normal.sort((a, b) => b.count - a.count || compare(a.id, b.id));
    else normal.sort((a, b) => order(a) - order(b) || b.count - a.count || compare(a.id, b.id));
    // Gaps over unknowns, and among themselves by where they come from.
    fallen.sort((a, b) => compare(a.state, b.state) || order(a) - order(b) || compare(a.id, b.id));
    const x = index * pitch;
    const total = (ns: readonly GraphNode[]): number => ns.reduce((a, n) => a + labelHeight(n) + heightOf(n) + BETWEEN, 0);
    const spare = Math.max(0, height - 4 - total(layer));
    // Room that is left goes between the nodes, a little, and the rest between the normal and the fallen ones.
    const air = normal.length === 0 ? 0 : Math.min(22, (spare * 0.6) / (normal.length + fallen.length));
    let y = 2;
    const put = (n: GraphNode): void => {
      const top = y + labelHeight(n);
      const h = heightOf(n);
      placed.set(n.id, { node: n, x, y: top, height: h, labelY: y + LINE - 3, lines: lines.get(n.id) ?? [] });
      centre.set(n.id, top + h / 2);
      y = top + h + BETWEEN;
    };
    for (const n of normal) {
      put(n);
      y += air;
    }
    y = Math.max(y, height - 2 - total(fallen) - air * Math.max(0, fallen.length - 1) + BETWEEN);
    for (const n of fallen) {
      put(n);
      y += air;
    }
  });

  const edges = placeEdges(view.edges, placed, incoming, outgoing, bandWidth, pitch, room);
  return {
    width,
    height,
    columns: view.layers.map((title, i) => ({ x: i * pitch, title })),
    nodes: [...placed.values()],
    edges,
    scale,
  };
}

function placeEdges(
  edges: readonly GraphEdge[],
  placed: ReadonlyMap<string, PlacedNode>,
  incoming: ReadonlyMap<string, readonly GraphEdge[]>,
  outgoing: ReadonlyMap<string, readonly GraphEdge[]>,
  bandWidth: (e: GraphEdge) => number,
  pitch: number,
  room: number,
): PlacedEdge[] {
  const at = (id: string): number => placed.get(id)?.y ?? 0;
  const leave = new Map<string, number>();
  const arrive = new Map<string, number>();
  const stack = (list: readonly GraphEdge[], start: number, other: (e: GraphEdge) => number, into: Map<string, number>): void => {
    // In the order of the other end, so that bands of one node do not cross; gaps last, since they fall.
    const sorted = [...list].sort(
      (a, b) => Number(a.state !== 'routed') - Number(b.state !== 'routed') || other(a) - other(b) || compare(a.id, b.id),
    );
    let y = start;
    for (const e of sorted) {
      into.set(e.id, y + bandWidth(e) / 2);
      y += bandWidth(e);
    }
  };
  for (const [id, node] of placed) {
    stack(outgoing.get(id) ?? [], node.y, (e) => at(e.to), leave);
    stack(incoming.get(id) ?? [], node.y, (e) => at(e.from), arrive);
  }
  return edges.flatMap((edge): PlacedEdge[] => {
    const from = placed.get(edge.from);
    const to = placed.get(edge.to);
    if (from === undefined || to === undefined) return [];
    const x0 = from.x + NODE_WIDTH;
    return [
      {
        edge,
        width: bandWidth(edge),
        x0,
        y0: leave.get(edge.id) ?? from.y,
        x1: to.x,
        y1: arrive.get(edge.id) ?? to.y,
        bend: Math.min(x0 + Math.max(0, room - NODE_WIDTH + 2), to.x - pitch * 0.3),
      },
    ];
  });
}

/** A band as a closed path. */
export function bandPath(e: PlacedEdge): string {
  const h = e.width / 2;
  const c = (e.bend + e.x1) / 2;
  return (
    `M${e.x0} ${e.y0 - h}H${e.bend}C${c} ${e.y0 - h} ${c} ${e.y1 - h} ${e.x1} ${e.y1 - h}` +
    `V${e.y1 + h}C${c} ${e.y1 + h} ${c} ${e.y0 + h} ${e.bend} ${e.y0 + h}H${e.x0}z`
  );
}

function throughput(n: GraphNode, incoming: ReadonlyMap<string, readonly GraphEdge[]>, outgoing: ReadonlyMap<string, readonly GraphEdge[]>): number {
  const sum = (edges: readonly GraphEdge[] | undefined): number => (edges ?? []).reduce((a, e) => a + e.count, 0);
  return Math.max(n.count, sum(incoming.get(n.id)), sum(outgoing.get(n.id)));
}

function group(edges: readonly GraphEdge[], key: (e: GraphEdge) => string): Map<string, GraphEdge[]> {
  const out = new Map<string, GraphEdge[]>();
  for (const e of edges) {
    const list = out.get(key(e));
    if (list === undefined) out.set(key(e), [e]);
    else list.push(e);
  }
  return out;
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
