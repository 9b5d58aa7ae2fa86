import { describe, expect, it } from 'vitest';
import { meet } from '../../../renderer/charts/boxes.ts';
import { neighbour } from '../../../renderer/charts/GraphPicture.tsx';
import { bandPath, crosses, labelLines, layoutGraph } from '../../../renderer/charts/graph-layout.ts';
import { fit, roughly } from '../../../renderer/charts/measure.ts';
import type { GraphView } from '../../../shared/views/types.ts';
import { routing } from '../fixture/graph.ts';

const SIZES = [
  [978, 730],
  [790, 600],
] as const;
const lay = (width: number, height: number, view: GraphView = routing) => layoutGraph(view, width, height, roughly, String);

describe.each(SIZES)('the routing graph at %i × %i', (width, height) => {
  const l = lay(width, height);
  const node = new Map(l.nodes.map((n) => [n.node.id, n]));

  it('stays inside its place', () => {
    for (const n of l.nodes) {
      expect(n.labelY).toBeGreaterThan(0);
      expect(n.y + n.height).toBeLessThanOrEqual(height + 0.5);
    }
  });
  it('lets no node of a layer lie on another', () => {
    for (const a of l.nodes) {
      for (const b of l.nodes) {
        if (a === b || a.node.layer !== b.node.layer || a.y > b.y) continue;
        expect(a.y + a.height).toBeLessThanOrEqual(b.labelY - 9);
      }
    }
  });
  it('draws bands as wide as their routes are many, and gaps never under four pixels', () => {
    for (const e of l.edges) {
      if (e.edge.state === 'routed') expect(e.width).toBeCloseTo(Math.max(1, e.edge.count * l.scale), 6);
      else expect(e.width).toBeGreaterThanOrEqual(4);
    }
  });
  it('lets gaps fall to the bottom of their layer, and unknowns below them', () => {
    const rank = { normal: 0, gap: 1, unknown: 2 };
    for (const a of l.nodes)
      for (const b of l.nodes) if (a.node.layer === b.node.layer && a.y < b.y) expect(rank[a.node.state]).toBeLessThanOrEqual(rank[b.node.state]);
  });
  it('starts and ends every band on its nodes', () => {
    for (const e of l.edges) {
      const from = node.get(e.edge.from);
      const to = node.get(e.edge.to);
      expect(e.y0 - e.width / 2).toBeGreaterThanOrEqual((from?.y ?? 0) - 0.01);
      expect(e.y0 + e.width / 2).toBeLessThanOrEqual((from?.y ?? 0) + (from?.height ?? 0) + 0.01);
      expect(e.y1 + e.width / 2).toBeLessThanOrEqual((to?.y ?? 0) + (to?.height ?? 0) + 0.01);
    }
  });
  it('crosses no label of the layer that a band leaves', () => {
    const boxes = l.nodes.map((n) => ({
      n,
      x0: n.x,
      x1: n.x + Math.max(...n.lines.map((t) => roughly(t, { bold: n.node.state !== 'normal' }))),
      y0: n.labelY - 8,
      y1: n.labelY + (n.lines.length - 1) * 13 + 1,
    }));
    const crossed = l.edges.flatMap((e) =>
      boxes.filter((b) => b.n.x === node.get(e.edge.from)?.x && crosses(e, b)).map((b) => `${e.edge.id} × ${b.n.node.label}`),
    );
    expect(crossed).toEqual([]);
    for (const a of boxes) for (const b of boxes) if (a !== b && a.n.x === b.n.x) expect(meet(a, b)).toBe(false);
  });
});

describe('the routing graph', () => {
  it('is the same drawing each time', () => {
    expect(lay(900, 600).edges.map(bandPath)).toEqual(lay(900, 600).edges.map(bandPath));
  });
  it('stands with nothing in it, and with one edge', () => {
    expect(lay(900, 600, { ...routing, nodes: [], edges: [] }).edges).toEqual([]);
    const edge = routing.edges[0];
    if (edge === undefined) throw new Error('the story has edges');
    const one = lay(900, 600, { ...routing, edges: [edge], nodes: routing.nodes.filter((n) => n.id === edge.from || n.id === edge.to) });
    expect(one.edges).toHaveLength(1);
    expect(one.scale).toBeLessThanOrEqual(14);
  });
  it('leaves out an edge whose node was folded away instead of drawing it from nowhere', () => {
    expect(lay(900, 600, { ...routing, nodes: routing.nodes.slice(1) }).edges.some((e) => e.edge.from === 'people')).toBe(false);
  });
});

describe('arrows in the routing graph', () => {
  const l = lay(978, 730);
  it('begin at a gap', () => {
    expect(l.edges.find((e) => e.edge.id === neighbour(l, undefined, 'ArrowDown'))?.edge.state).toBe('gap');
  });
  it('go down and up between the same layers, and reach every band there', () => {
    const column = l.edges.filter((e) => e.x0 === l.edges[0]?.x0);
    const sorted = [...column].sort((a, b) => a.y0 - b.y0);
    let at: string | undefined = sorted[0]?.edge.id;
    const seen = new Set<string>();
    while (at !== undefined) {
      seen.add(at);
      at = neighbour(l, at, 'ArrowDown');
    }
    expect(seen.size).toBe(column.length);
    expect(neighbour(l, sorted[1]?.edge.id, 'ArrowUp')).toBe(sorted[0]?.edge.id);
  });
  it('go on along the node to the right and back', () => {
    const next = l.edges.find((e) => e.edge.id === neighbour(l, 'solvang>pay', 'ArrowRight'));
    expect(next?.edge.from).toBe('pay');
    expect(l.edges.find((e) => e.edge.id === neighbour(l, 'pay>person', 'ArrowLeft'))?.edge.to).toBe('pay');
  });
  it('leave other keys alone', () => {
    expect(neighbour(l, 'pay>person', 'a')).toBeUndefined();
  });
});

describe('a label of the graph', () => {
  it('stays on one line where it fits, and never leaves its figure alone on the second', () => {
    expect(labelLines('mail', '60', 100, roughly, false)).toEqual(['mail 60']);
    expect(labelLines('27 service accounts', '52', 100, roughly, false)).toEqual(['27 service', 'accounts 52']);
  });
  it('is cut in its second line, keeping the figure', () => {
    expect(labelLines('an application with a name that never ends', '7', 90, roughly, false)[1]).toMatch(/… 7$/);
  });
});

describe('a hostile name in the graph', () => {
  const room = 120;
  it('is measured as it is drawn: what is named instead of obeyed takes room', () => {
    for (const name of ['\u202Egnp.evil\u202C name', 'name with\u200Bzero\u2066width', '\u200D\u200D\u200D a family']) {
      const lines = labelLines(name, '12', room, roughly, false);
      expect(lines.join('')).not.toMatch(/\p{Cf}/u);
      for (const line of lines) expect(roughly(line)).toBeLessThanOrEqual(room);
    }
  });
  it('is never cut through a code point', () => {
    for (let width = 20; width < 120; width++) {
      const text = [...labelLines('👩👧👦👩👧👦👩👧👦👩👧👦👩', '3', width, roughly, false), fit('👩👧👦👩👧👦👩👧👦👩👧👦👩', width, roughly)].join(
        '',
      );
      expect(text).toBe(text.toWellFormed());
    }
  });
});

describe('a graph of very many routes', () => {
  it('keeps every node inside the picture, however unequal they are', () => {
    const identities = Array.from({ length: 14 }, (_x, i) => ({
      id: `0|normal|${i}`,
      layer: 0 as const,
      label: `identity ${i}`,
      count: i === 0 ? 19_268 : i === 1 ? 4_800 : 36,
      state: 'normal' as const,
    }));
    const total = identities.reduce((n, x) => n + x.count, 0);
    const app = { id: '1|normal|app', layer: 1 as const, label: 'aws', count: total, state: 'normal' as const };
    const edges = identities.map((n) => ({ id: `${n.id}→${app.id}`, from: n.id, to: app.id, count: n.count, state: 'routed' as const }));
    const laid = lay(900, 720, { ...routing, nodes: [...identities, app], edges });
    expect(laid.nodes).toHaveLength(15);
    expect(Math.max(...laid.nodes.map((n) => n.y + n.height))).toBeLessThanOrEqual(720);
  });
});
