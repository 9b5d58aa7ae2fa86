import { STAGE_QUESTIONS, type Verdict } from '../../../shared/model/vocabulary.ts';
import type { MatrixBy } from '../../../shared/views/matrix.ts';
import { Patterns } from '../../charts/Patterns.tsx';
import { VerdictBar } from '../../charts/VerdictBar.tsx';
import { BAR_VERDICTS } from '../../charts/verdict-bar.ts';
import { useRequest } from '../../state/engine.ts';
import { go, type Params } from '../../state/navigation.ts';
import { count, counted, shortTime } from '../../widgets/format.ts';
import { Strip } from '../../widgets/Strip.tsx';
import { Text } from '../../widgets/Text.tsx';
import { VerdictLabel } from '../../widgets/VerdictGlyph.tsx';
import { Answer } from '../shared/Answer.tsx';
import type { Chosen, GridRow } from './Grid.tsx';

const FIRST = 6;

/** Where the wakes behind a cell are listed. */
const wakesOf = (by: MatrixBy, cell: Chosen, kind: string | undefined, verdicts: readonly Verdict[]): Params => ({
  stage: cell.stage,
  verdicts: verdicts.join(','),
  kind,
  ...(cell.value === undefined ? {} : { by, value: cell.value === '' ? '-' : cell.value }),
});

export function CellPanel({
  by,
  cell,
  row,
  kind,
}: {
  readonly by: MatrixBy;
  readonly cell: Chosen;
  readonly row: GridRow;
  readonly kind: string | undefined;
}) {
  const counts = row.cells[['signalled', 'delivered', 'reached', 'acknowledged', 'acted', 'verified', 'certified', 'recorded'].indexOf(cell.stage)];
  const judged = counts === undefined ? 0 : BAR_VERDICTS.reduce((n, v) => n + counts[v], 0);
  return (
    <>
      <section className="section">
        <p className="ink-3">Selected cell</p>
        <h2 className="matrix-title">
          <Text>{row.label}</Text>, {cell.stage}
        </h2>
        <p className="ink-2">{STAGE_QUESTIONS[cell.stage]}</p>
      </section>
      {counts === undefined || judged === 0 ? (
        <section className="section ink-2">The policy asks for nothing here, or the chain was cut before.</section>
      ) : (
        <>
          <section className="section">
            <VerdictBar counts={counts} width={258} height={12} />
            <table className="matrix-counts">
              <tbody>
                {BAR_VERDICTS.filter((v) => counts[v] > 0).map((v) => (
                  <tr key={v}>
                    <th scope="row">
                      <VerdictLabel verdict={v} />
                    </th>
                    <td>
                      <button type="button" className="link" onClick={() => go('wakes', wakesOf(by, cell, kind, [v]))}>
                        {count(counts[v])}
                      </button>
                    </td>
                    <td className="ink-3">{Math.round((counts[v] / judged) * 100)} %</td>
                  </tr>
                ))}
                <tr className="sum">
                  <th scope="row">events judged</th>
                  <td>{count(judged)}</td>
                  <td />
                </tr>
                {counts['not-reached'] > 0 ? (
                  <tr>
                    <th scope="row" className="ink-3">
                      cut before
                    </th>
                    <td className="ink-3">{count(counts['not-reached'])}</td>
                    <td />
                  </tr>
                ) : null}
              </tbody>
            </table>
          </section>
          {(['unmet', 'partial', 'late', 'unknown'] as const)
            .filter((v) => counts[v] > 0)
            .map((v) => (
              <Wakes key={v} by={by} cell={cell} kind={kind} verdict={v} />
            ))}
        </>
      )}
      <svg width={0} height={0} className="matrix-defs" aria-hidden="true">
        <Patterns />
      </svg>
    </>
  );
}

function Wakes({
  by,
  cell,
  kind,
  verdict,
}: {
  readonly by: MatrixBy;
  readonly cell: Chosen;
  readonly kind: string | undefined;
  readonly verdict: Verdict;
}) {
  const filter = {
    stage: cell.stage,
    verdicts: [verdict],
    ...(kind === undefined ? {} : { kinds: [kind as never] }),
    ...(cell.value === undefined ? {} : { groups: [{ by, value: cell.value }] }),
  };
  const asked = useRequest('wakes.list', { filter, offset: 0, limit: FIRST }, { on: ['analysis'] });
  return (
    <section className="section">
      <Answer asked={asked} what="Reading the wakes">
        {(list) => (
          <>
            <h3 className="heading">
              <VerdictLabel verdict={verdict} /> <span className="end">{counted(list.total, 'wake')}</span>
            </h3>
            <ul className="matrix-wakes">
              {list.rows.map((w) => (
                <li key={w.id}>
                  <button type="button" onClick={() => go('wake', { wake: w.id })}>
                    <b className="clip">
                      <Text>{w.target?.label ?? 'no identity named'}</Text>
                    </b>
                    <span className="ink-2 nowrap">{shortTime(w.time)}</span>
                    <span className="mono clip">{w.kind}</span>
                    <Strip strip={w.strip} />
                  </button>
                </li>
              ))}
            </ul>
            {list.total > list.rows.length ? (
              <button type="button" className="link" onClick={() => go('wakes', wakesOf(by, cell, kind, [verdict]))}>
                All {count(list.total)}
              </button>
            ) : null}
          </>
        )}
      </Answer>
    </section>
  );
}
