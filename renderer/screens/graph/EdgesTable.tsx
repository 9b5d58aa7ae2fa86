import type { GraphView } from '../../../shared/views/types.ts';
import { useNavigation } from '../../state/navigation.ts';
import { count } from '../../widgets/format.ts';
import { Text } from '../../widgets/Text.tsx';
import { VerdictGlyph } from '../../widgets/VerdictGlyph.tsx';

const VERDICT = { routed: 'met', gap: 'unmet', unknown: 'unknown' } as const;

/** The bands' rows as a table: gaps first, then by size. */
export function EdgesTable({ view, selected }: { readonly view: GraphView; readonly selected: string | undefined }) {
  const set = useNavigation((s) => s.set);
  const node = new Map(view.nodes.map((n) => [n.id, n]));
  const rank = { gap: 0, unknown: 1, routed: 2 } as const;
  const edges = [...view.edges].sort((a, b) => rank[a.state] - rank[b.state] || b.count - a.count);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a table that scrolls needs the focus to scroll
    <section className="graph-table" aria-label="The routes as a table" tabIndex={0}>
      <table className="table">
        <thead>
          <tr>
            <th scope="col">State</th>
            <th scope="col">Layer</th>
            <th scope="col">From</th>
            <th scope="col">To</th>
            <th scope="col" className="num">
              Routes
            </th>
          </tr>
        </thead>
        <tbody>
          {edges.map((e) => {
            const from = node.get(e.from);
            return (
              <tr key={e.id} aria-selected={e.id === selected}>
                <td>
                  <VerdictGlyph verdict={VERDICT[e.state]} size={10} decorative /> {e.state}
                </td>
                <td className="ink-2">{from === undefined ? '' : view.layers[from.layer]}</td>
                <td>
                  <Text>{from?.label ?? e.from}</Text>
                </td>
                <td>
                  <button type="button" className="link" onClick={() => set({ edge: e.id })}>
                    <Text>{node.get(e.to)?.label ?? e.to}</Text>
                  </button>
                </td>
                <td className="num">{count(e.count)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </section>
  );
}
