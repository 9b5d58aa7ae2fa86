/**
 * Where the nodes and bands of the routing graph stand. Bands are as wide as their routes are many. Gaps and unknowns fall
 * to the bottom of their layer. A band runs straight beside the labels of its column before it bends, so that no label is
 * crossed. Own code: a sankey layout spreads nodes evenly and knows neither gaps at the bottom nor labels.
 */
import type { GraphEdge, GraphNode, GraphView } from '../../shared/views/types.ts';
import { visible } from '../widgets/format.ts';
import type { Box } from './boxes.ts';
import { cutAt, type Measure } from './measure.ts';

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
/** Gaps fall to the bottom, unknowns below them. */
const FALL: Readonly<Record<GraphNode['state'], number>> = { normal: 0, gap: 1, unknown: 2 };
const LEAST: Readonly<Record<GraphEdge['state'], number>> = { routed: 1, gap: GAP_LEAST, unknown: GAP_LEAST };

/** At most two lines within `room`; the second is cut where it must be. */
export function labelLines(hostile: string, count: string, room: number, measure: Measure, bold: boolean): string[] {
  const text = visible(hostile);
  const whole = `${text} ${count}`;
  if (measure(whole, { bold }) <= room) return [whole];
  const words = text.split(' ');
  let first = '';
  while (words.length > 0 && measure(`${first} ${words[0]}`.trim(), { bold }) <= room) first = `${first} ${words.shift()}`.trim();
  // A figure alone on a line says nothing.
  if (words.length === 0 && first.includes(' ')) {
    words.push(first.slice(first.lastIndexOf(' ') + 1));
    first = first.slice(0, first.lastIndexOf(' '));
  }
  let rest = words.join(' ');
  if (first === '') {
    // One long word, such as an account's name: its end says more than its middle.
    let cut = text;
    while (cut.length > 1 && measure(`${cut}… ${count}`, { bold }) > room) cut = cutAt(cut, cut.length - 1);
    return [`${cut}… ${count}`];
  }
  if (measure(`${rest} ${count}`, { bold }) > room) {
    while (rest.length > 1 && measure(`${rest}… ${count}`, { bold }) > room) rest = cutAt(rest, rest.length - 1);
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
    if (sum > 0) scale = Math.min(scale, Math.max(0, (height - fixed - 8) / sum));
  }
  if (!Number.isFinite(scale)) scale = 1;
  // A graph of few routes does not need bands as thick as a hand.
  scale = Math.min(scale, 14);
  const bandWidth = (e: GraphEdge): number => Math.max(LEAST[e.state], e.count * scale);
  const heightOf = (n: GraphNode): number => {
    const sum = (edges: readonly GraphEdge[] | undefined): number => (edges ?? []).reduce((a, e) => a + bandWidth(e), 0);
    return Math.max(3, n.count * scale, sum(incoming.get(n.id)), sum(outgoing.get(n.id)));
  };
  // Thin nodes and gaps keep their least height, which the scale knows nothing of: where many are thin, the thick ones give way.
  const tallest = (): number => Math.max(...byLayer.map((layer) => layer.reduce((sum, n) => sum + labelHeight(n) + heightOf(n) + BETWEEN, 0)));
  for (let tries = 0; tries < 40 && tallest() > height - 4; tries++) scale *= 0.9;

  const column = (layer: readonly GraphNode[], x: number): PlacedNode[] => {
    const total = (ns: readonly GraphNode[]): number => ns.reduce((a, n) => a + labelHeight(n) + heightOf(n) + BETWEEN, 0);
    const fallen = layer.filter((n) => n.state !== 'normal');
    const normal = layer.filter((n) => n.state === 'normal');
    // Room that is left goes between the nodes, a little, and the rest between the normal and the fallen ones.
    const air = Math.min(22, (Math.max(0, height - 4 - total(layer)) * 0.6) / Math.max(1, layer.length));
    const out: PlacedNode[] = [];
    let y = 2;
    const put = (n: GraphNode): void => {
      const top = y + labelHeight(n);
      const h = heightOf(n);
      out.push({ node: n, x, y: top, height: h, labelY: y + LINE - 3, lines: lines.get(n.id) ?? [] });
      y = top + h + BETWEEN + air;
    };
    normal.forEach(put);
    y = Math.max(y, height - 2 - total(fallen) - air * Math.max(0, fallen.length - 1) + BETWEEN);
    fallen.forEach(put);
    return out;
  };
  const placed = new Map<string, PlacedNode>();
  const settle = (index: number): void => {
    for (const p of column(byLayer[index] ?? [], index * pitch)) placed.set(p.node.id, p);
  };
  byLayer.forEach((layer, index) => {
    layer.sort((a, b) => FALL[a.state] - FALL[b.state] || b.count - a.count || compare(a.id, b.id));
    settle(index);
  });
  // Each layer is put in the order of its neighbours' places, to the right, back and to the right again: fewer crossings.
  const sort = (index: number, edges: ReadonlyMap<string, readonly GraphEdge[]>, end: 'from' | 'to'): void => {
    const key = (n: GraphNode): number => {
      let weight = 0;
      let sum = 0;
      for (const e of edges.get(n.id) ?? []) {
        const other = placed.get(e[end]);
        // A gap hangs at the bottom by rule and says nothing about where its origin should stand.
        if (other === undefined || (end === 'to' && other.node.state !== 'normal')) continue;
        weight += e.count;
        sum += e.count * (other.y + other.height / 2);
      }
      const own = placed.get(n.id);
      return weight === 0 ? (own?.y ?? 0) : sum / weight;
    };
    const keys = new Map((byLayer[index] ?? []).map((n) => [n, key(n)]));
    byLayer[index]?.sort((a, b) => FALL[a.state] - FALL[b.state] || (keys.get(a) ?? 0) - (keys.get(b) ?? 0) || compare(a.id, b.id));
    settle(index);
  };
  for (let i = 1; i < layers; i++) sort(i, incoming, 'from');
  for (let i = layers - 2; i >= 0; i--) sort(i, outgoing, 'to');
  for (let i = 1; i < layers; i++) sort(i, incoming, 'from');

  const edges = placeEdges(view.edges, placed, incoming, outgoing, bandWidth, (n) => labelBox(n, measure));
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
  boxOf: (n: PlacedNode) => Box,
): PlacedEdge[] {
  const labels = [...placed.values()].map(boxOf);
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
    const band: PlacedEdge = {
      edge,
      width: bandWidth(edge),
      x0,
      y0: leave.get(edge.id) ?? from.y,
      x1: to.x,
      y1: arrive.get(edge.id) ?? to.y,
      bend: x0,
    };
    const near = labels.filter((l) => l.x0 >= from.x - 1 && l.x0 < to.x - 1);
    // It bends as early as it can without crossing a label: early bends are gentle.
    const bends = Array.from({ length: BENDS + 1 }, (_, i) => x0 + ((to.x - x0) * LATEST * i) / BENDS);
    const bend = bends.find((b) => !near.some((l) => crosses({ ...band, bend: b }, l))) ?? bends[BENDS] ?? x0;
    return [{ ...band, bend }];
  });
}

const BENDS = 8;
/** The last part of the way to the next layer is always left for the bend. */
const LATEST = 0.7;

/** What a node's label covers, with a little air. */
function labelBox(n: PlacedNode, measure: Measure): Box {
  const bold = n.node.state !== 'normal';
  const width = Math.max(...n.lines.map((l) => measure(l, { bold })), 0);
  return { x0: n.x, x1: n.x + width + 4, y0: n.labelY - LINE + 3, y1: n.labelY + (n.lines.length - 1) * LINE + 4 };
}

/** Whether a band runs through a box; looked at in steps along its bend, which is smooth enough for two dozen. */
export function crosses(e: PlacedEdge, box: Box): boolean {
  const h = e.width / 2;
  const c = (e.bend + e.x1) / 2;
  for (let i = 0; i <= 24; i++) {
    const s = i / 24;
    const r = 1 - s;
    const x = r * r * r * e.bend + 3 * r * s * c * (r + s) + s * s * s * e.x1;
    if (x < box.x0 || x > box.x1) continue;
    const y = e.y0 + (e.y1 - e.y0) * (3 * s * s * r + s * s * s);
    if (y + h > box.y0 && y - h < box.y1) return true;
  }
  return false;
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
