import { type KeyboardEvent, useRef } from 'react';
import type { GraphEdge } from '../../shared/views/types.ts';
import { count, visible } from '../widgets/format.ts';
import { bandPath, type GraphLayout, NODE_WIDTH, type PlacedEdge } from './graph-layout.ts';
import { Patterns } from './Patterns.tsx';

const STATE_WORDS: Readonly<Record<GraphEdge['state'], string>> = { routed: 'routed', gap: 'gap', unknown: 'unknown' };

/** The routing graph: bands to be clicked or walked with the arrows. Gaps and the chosen band are drawn over the others. */
export function GraphPicture({
  layout,
  selected,
  onSelect,
  label,
}: {
  readonly layout: GraphLayout;
  readonly selected: string | undefined;
  readonly onSelect: (edge: string) => void;
  readonly label: string;
}) {
  const svg = useRef<SVGSVGElement>(null);
  const nodeLabel = new Map(layout.nodes.map((n) => [n.node.id, visible(n.node.label)]));
  const say = (e: GraphEdge): string =>
    `${nodeLabel.get(e.from) ?? ''} to ${nodeLabel.get(e.to) ?? ''}: ${count(e.count)} ${e.count === 1 ? 'route' : 'routes'}, ${STATE_WORDS[e.state]}`;
  const order = (e: PlacedEdge): number => (e.edge.id === selected ? 3 : e.edge.state === 'gap' ? 2 : e.edge.state === 'unknown' ? 1 : 0);
  const drawn = [...layout.edges].sort((a, b) => order(a) - order(b) || b.width - a.width);
  const choose = (event: KeyboardEvent): void => {
    const next = neighbour(layout, selected, event.key);
    if (next === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    onSelect(next);
  };
  const shown = layout.edges.find((e) => e.edge.id === selected);
  return (
    <>
      {/* biome-ignore lint/a11y/useSemanticElements: a drawing is no form group */}
      <svg
        ref={svg}
        className="graph-picture"
        width={layout.width}
        height={layout.height}
        role="group"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: arrows move from band to band, so the drawing has to take the focus
        tabIndex={0}
        aria-label={`${label} Arrow keys go from band to band, t shows a table.`}
        onKeyDown={choose}
      >
        <Patterns />
        {layout.columns.map((c) => (
          <path key={c.x} d={`M${c.x + 0.5} 0V${layout.height}`} stroke="var(--line)" strokeDasharray="1.5 3" />
        ))}
        {drawn.map((e) => (
          // biome-ignore lint/a11y/noStaticElementInteractions: the drawing itself takes the keys
          <g key={e.edge.id} className={`band ${e.edge.state} ${e.edge.id === selected ? 'chosen' : ''}`} onClick={() => onSelect(e.edge.id)}>
            <title>{say(e.edge)}</title>
            {e.edge.id === selected ? <path d={bandPath(e)} className="ring" /> : null}
            <path d={bandPath(e)} className="fill" />
            {/* A thin band is still to be hit. */}
            {e.width < 8 ? <path d={bandPath({ ...e, width: 8 })} fill="transparent" /> : null}
          </g>
        ))}
        {layout.nodes.map((n) => (
          <g key={n.node.id} className={`node ${n.node.state}`}>
            <title>{`${visible(n.node.label)} ${count(n.node.count)}`}</title>
            <rect x={n.x} y={n.y} width={NODE_WIDTH} height={n.height} />
            {n.lines.map((line, i) => {
              const last = i === n.lines.length - 1;
              const cut = last ? line.lastIndexOf(' ') : -1;
              return (
                <text key={line} x={n.x} y={n.labelY + i * 13} className="halo">
                  {cut < 0 ? line : line.slice(0, cut)}
                  {cut < 0 ? null : <tspan className="figure"> {line.slice(cut + 1)}</tspan>}
                </text>
              );
            })}
          </g>
        ))}
      </svg>
      <span className="unseen" aria-live="polite">
        {shown === undefined ? '' : say(shown.edge)}
      </span>
    </>
  );
}

/** Up and down: the next band between the same two layers. Left and right: the nearest band of the neighbouring layers, along the node where it can. */
export function neighbour(layout: GraphLayout, selected: string | undefined, key: string): string | undefined {
  if (!['ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight'].includes(key)) return undefined;
  const here = layout.edges.find((e) => e.edge.id === selected);
  if (here === undefined) return (layout.edges.find((e) => e.edge.state === 'gap') ?? layout.edges[0])?.edge.id;
  if (key === 'ArrowUp' || key === 'ArrowDown') {
    const same = layout.edges.filter((e) => e.x0 === here.x0).sort((a, b) => a.y0 - b.y0);
    const index = same.indexOf(here) + (key === 'ArrowUp' ? -1 : 1);
    return same[index]?.edge.id;
  }
  const right = key === 'ArrowRight';
  const along = layout.edges.filter((e) => (right ? e.edge.from === here.edge.to : e.edge.to === here.edge.from));
  const xs = [...new Set(layout.edges.map((e) => e.x0))].sort((a, b) => a - b);
  const column = xs[xs.indexOf(here.x0) + (right ? 1 : -1)];
  const pool = along.length > 0 ? along : layout.edges.filter((e) => e.x0 === column);
  const distance = (e: PlacedEdge): number => Math.abs((right ? e.y0 : e.y1) - (right ? here.y1 : here.y0));
  return [...pool].sort((a, b) => distance(a) - distance(b))[0]?.edge.id;
}
