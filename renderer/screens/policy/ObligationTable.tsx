import type { PolicyCell, PolicyColumn, PolicyRow } from '../../../shared/views/policy.ts';
import { Text } from '../../widgets/Text.tsx';

const COLUMNS: readonly (readonly [PolicyColumn, string])[] = [
  ['kinds', 'Kinds of event'],
  ['notify', 'Notify through'],
  ['audience', 'Audience'],
  ['deadline', 'Within'],
  ['acknowledge', 'Acknowledge'],
  ['act', 'Act'],
  ['verify', 'Verify'],
  ['certify', 'Certify'],
];

/** What must follow an event, as the text says it; a cell that is not as built in shows what it was. */
export function ObligationTable({ rows, onLine }: { readonly rows: readonly PolicyRow[]; readonly onLine: (line: number) => void }) {
  return (
    <table className="table policy-table" aria-label="Obligations, in their order: the first that fits an event holds">
      <thead>
        <tr>
          <th scope="col">Obligation</th>
          {COLUMNS.map(([key, head]) => (
            <th scope="col" key={key}>
              {head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.name}>
            <th scope="row">
              {row.line === undefined ? (
                <Text>{row.name}</Text>
              ) : (
                <button type="button" className="link" title="Show it in the text" onClick={() => onLine(row.line ?? 1)}>
                  <Text>{row.name}</Text>
                </button>
              )}
              {row.added ? <span className="policy-new">new</span> : null}
            </th>
            {COLUMNS.map(([key]) => (
              <Cell key={key} cell={row[key]} />
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Cell({ cell }: { readonly cell: PolicyCell }) {
  const now = cell.text === '' ? <span className="ink-3">–</span> : <Text>{cell.text}</Text>;
  if (cell.was === undefined) return <td>{now}</td>;
  return (
    <td className="policy-changed">
      {now}
      <del title="built in">
        <Text>{cell.was === '' ? 'nothing' : cell.was}</Text>
      </del>
    </td>
  );
}
