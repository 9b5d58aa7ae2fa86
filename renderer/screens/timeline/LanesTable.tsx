import type { LaneView } from '../../../shared/views/types.ts';
import { count, tableTime } from '../../widgets/format.ts';
import { Text } from '../../widgets/Text.tsx';
import { VerdictLabel } from '../../widgets/VerdictGlyph.tsx';
import { silences } from './LaneLabels.tsx';

/** The lanes' rows as a table: the same lanes, counts, marks and silences. */
export function LanesTable({ view, onMark }: { readonly view: LaneView; readonly onMark: (event: string) => void }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a table that scrolls needs the focus to scroll
    <section className="tl-table" aria-label="The lanes as a table" tabIndex={0}>
      <table className="table">
        <thead>
          <tr>
            <th scope="col">Lane</th>
            <th scope="col" className="num">
              Events
            </th>
            <th scope="col">Wakes, UTC</th>
            <th scope="col">Silent</th>
          </tr>
        </thead>
        <tbody>
          {view.lanes.map((lane) => (
            <tr key={lane.key}>
              <th scope="row">
                <b>
                  <Text>{lane.label}</Text>
                </b>{' '}
                <span className="ink-3">
                  <Text>{lane.sub}</Text>
                </span>
              </th>
              <td className="num">{count(lane.count)}</td>
              <td className="tl-wrap">
                {lane.marks.length === 0 ? <span className="ink-3">none in this window</span> : null}
                {lane.marks.map((m) => (
                  <button key={m.event} type="button" className="tl-mark" onClick={() => onMark(m.event)}>
                    <VerdictLabel verdict={m.verdict} /> <span className="mono">{tableTime(m.time)}</span> <Text>{m.label}</Text>
                    {m.count > 1 ? ` and ${count(m.count - 1)} more` : ''}
                  </button>
                ))}
              </td>
              <td className="tl-wrap">{silences(lane).join('; ') || '–'}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
