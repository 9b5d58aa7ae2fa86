import { useMemo, useRef, useState } from 'react';
import type { GraphView } from '../../../shared/views/types.ts';
import { GraphPicture } from '../../charts/GraphPicture.tsx';
import { layoutGraph } from '../../charts/graph-layout.ts';
import { usePalette, useSize } from '../../charts/size.ts';
import { useRequest } from '../../state/engine.ts';
import { useKeys } from '../../state/keys.ts';
import { go, useNavigation } from '../../state/navigation.ts';
import { count, counted } from '../../widgets/format.ts';
import { State } from '../../widgets/States.tsx';
import { Answer } from '../shared/Answer.tsx';
import { NothingRead } from '../shared/NothingRead.tsx';
import { EdgePanel } from './EdgePanel.tsx';
import { EdgesTable } from './EdgesTable.tsx';
import { filterOf } from './filter.ts';
import { GraphFilters } from './GraphFilters.tsx';
import './graph.css';

export function GraphScreen() {
  const params = useNavigation((s) => s.params);
  const set = useNavigation((s) => s.set);
  const { kinds, tiers, minimum, onlyGaps } = filterOf(params);
  const asked = useRequest('graph.view', { kinds, tiers, onlyGaps, minimum }, { on: ['analysis'], keep: true });
  const [table, setTable] = useState(false);
  useKeys({
    t: () => setTable(!table),
    Escape: () => set({ edge: undefined }),
    'Shift+f': () =>
      set(onlyGaps ? { gaps: undefined } : minimum > 1 ? { minimum: undefined } : tiers !== undefined ? { tiers: undefined } : { kinds: undefined }),
  });
  return (
    <>
      <div className="toolbar">
        <h1>Routing gaps</h1>
        <span className="sum clip">
          {asked.value === undefined
            ? ''
            : `${counted(asked.value.wakes, 'wake')}, ${counted(asked.value.routes, 'route')}: one for each accountable party of each event`}
        </span>
        <span className="grow" />
        <button type="button" className="button small" aria-pressed={table} onClick={() => setTable(!table)}>
          {table ? 'Picture' : 'Table'}
        </button>
        <label className="graph-switch">
          <input
            type="checkbox"
            role="switch"
            aria-checked={onlyGaps}
            checked={onlyGaps}
            onChange={() => set({ gaps: onlyGaps ? undefined : 'only' })}
          />
          <span>Only gaps</span>
        </label>
      </div>
      <Answer asked={asked} what="Reading the routes">
        {(view) => (
          <div className="graph">
            {view.edges.length === 0 ? <None view={view} /> : table ? <EdgesTable view={view} selected={params.edge} /> : <Picture view={view} />}
            <aside className="side" aria-label="Edge and filters">
              <EdgePanel edge={params.edge} kinds={kinds} tiers={tiers} />
              <GraphFilters view={view} />
              <Legend />
            </aside>
          </div>
        )}
      </Answer>
    </>
  );
}

function Picture({ view }: { readonly view: GraphView }) {
  const edge = useNavigation((s) => s.params.edge);
  const set = useNavigation((s) => s.set);
  const box = useRef<HTMLDivElement>(null);
  const { width, height } = useSize(box);
  const { measure } = usePalette();
  const layout = useMemo(
    () => (width < 100 || height < 100 ? undefined : layoutGraph(view, width, height, measure, count)),
    [view, width, height, measure],
  );
  // A heading has its column, and breaks in it: at half a window two of them would run into one another.
  const [first, second] = layout?.columns ?? [];
  const pitch = first === undefined || second === undefined ? undefined : second.x - first.x - 8;
  const gaps = view.edges.filter((e) => e.state === 'gap').reduce((a, e) => a + e.count, 0);
  return (
    <section className="graph-main" aria-label="Routes">
      <div className="graph-heads" aria-hidden="true">
        {layout?.columns.map((c) => (
          <b key={c.title} style={{ left: c.x, maxWidth: pitch }}>
            {c.title}
          </b>
        ))}
      </div>
      <div ref={box} className="graph-box">
        {layout === undefined ? null : (
          <GraphPicture
            layout={layout}
            selected={edge}
            onSelect={(id) => set({ edge: id })}
            label={`Routes from identities to actions: ${counted(view.routes, 'route')}, ${count(gaps)} lost in gaps.`}
          />
        )}
      </div>
      {view.folded === 0 ? null : (
        <p className="graph-folded ink-3">{counted(view.folded, 'smaller edge')} folded away; none of them is a gap or an unknown.</p>
      )}
    </section>
  );
}

function None({ view }: { readonly view: GraphView }) {
  const set = useNavigation((s) => s.set);
  return view.wakes === 0 ? (
    <NothingRead holds="A route leads from a changed identity of the imported logs to each party that had to be told.">
      <State
        title="No routes"
        acts={
          <button type="button" className="button" onClick={() => go('wakes')}>
            Show the wakes
          </button>
        }
      >
        A route leads from a changed identity to each party that had to be told. No wake of this filter asks for one.
      </State>
    </NothingRead>
  ) : (
    <State
      title="No edge fits these filters"
      acts={
        <button type="button" className="button" onClick={() => set({ gaps: undefined, minimum: undefined, kinds: undefined, tiers: undefined })}>
          Drop the filters
        </button>
      }
    >
      The case has {counted(view.routes, 'route')}.
    </State>
  );
}

function Legend() {
  return (
    <section className="section graph-legend">
      <h3 className="heading">Edges</h3>
      <p>
        <i className="routed" /> routed, width is the number of routes
      </p>
      <p>
        <i className="gap" /> gap: absence shown by full coverage
      </p>
      <p>
        <i className="unknown" /> unknown: coverage is missing
      </p>
    </section>
  );
}
