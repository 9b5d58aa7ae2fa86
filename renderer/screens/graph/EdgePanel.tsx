import { useState } from 'react';
import type { EventKind } from '../../../shared/model/vocabulary.ts';
import type { GraphEdgeDetail } from '../../../shared/views/types.ts';
import { useRequest } from '../../state/engine.ts';
import { go } from '../../state/navigation.ts';
import { count, shortTime } from '../../widgets/format.ts';
import { Strip } from '../../widgets/Strip.tsx';
import { Text } from '../../widgets/Text.tsx';
import { Answer } from '../shared/Answer.tsx';

/** So many are drawn at first; the rest on demand, since an edge can carry thousands. */
const FIRST = 8;
const MORE = 200;

export function EdgePanel({
  edge,
  kinds,
  tiers,
}: {
  readonly edge: string | undefined;
  readonly kinds: readonly EventKind[] | undefined;
  readonly tiers: readonly (0 | 1 | 2)[] | undefined;
}) {
  const asked = useRequest('graph.edge', edge === undefined ? undefined : { edge, kinds, tiers }, { on: ['analysis'] });
  if (edge === undefined) {
    return (
      <section className="section">
        <p className="ink-3">Selected edge</p>
        <p className="ink-2">None. Choose a band, with the mouse or with the arrow keys, to see the events that ran along it.</p>
      </section>
    );
  }
  return (
    <Answer asked={asked} what="Reading the edge">
      {(value) => <Shown key={edge} detail={value} />}
    </Answer>
  );
}

function Shown({ detail }: { readonly detail: GraphEdgeDetail }) {
  const [shown, setShown] = useState(FIRST);
  const rest = detail.events.length - shown;
  return (
    <>
      <section className="section">
        <p className="ink-3">Selected edge</p>
        <h2 className="graph-title">
          <Text>{detail.title}</Text>
        </h2>
        <p className="ink-2">
          <Text>{detail.sentence}</Text>
        </p>
        <i className={`graph-line-sample ${detail.edge.state}`} />
      </section>
      <section className="section">
        <h3 className="heading">
          Its events <span className="end">{count(detail.events.length)}, by time</span>
        </h3>
        <ul className="graph-events">
          {detail.events.slice(0, shown).map((w) => (
            <li key={w.id}>
              <button type="button" onClick={() => go('wake', { wake: w.id })}>
                <b className="clip">
                  <Text>{w.target?.label ?? 'no identity named'}</Text>
                </b>
                <span className="ink-2 nowrap">{shortTime(w.time)}</span>
                <span className="mono ink-2 clip">{w.kind}</span>
                <Strip strip={w.strip} />
              </button>
            </li>
          ))}
        </ul>
        {rest > 0 ? (
          <button type="button" className="link" onClick={() => setShown(shown + MORE)}>
            {count(Math.min(rest, MORE))} more
          </button>
        ) : null}
      </section>
    </>
  );
}
