import { fieldOf, MAPPED_FIELDS, type MappedValue, namespaces } from '../../../shared/model/mapping.ts';
import type { Proposal } from '../../../shared/model/proposal.ts';
import { useImporting } from '../../state/importing.ts';
import { count } from '../../widgets/format.ts';
import { Text } from '../../widgets/Text.tsx';
import { Line } from './Inputs.tsx';

type Role = Proposal['columns'][number]['role'];
/** What the engine says of every column that is set, by the user or to hold a guess. */
const CHOSEN = 'chosen';
/** Why it was guessed; `undefined` for what was set. */
const guessOf = (role: Role): string | undefined =>
  role === undefined || role.reason === CHOSEN ? undefined : `${Math.round(role.confidence * 100)} %: ${role.reason}`;

/** Each column with what its values are, and what it is taken for; the reason stands beside a guess. */
export function MappingColumns({ proposal }: { readonly proposal: Proposal }) {
  const { drafting, draft } = useImporting();
  const fields = MAPPED_FIELDS[proposal.as];
  const set = (path: string, field: string): void => {
    if (drafting === undefined) return;
    // What was guessed for the other columns stays: changing one must not move the rest.
    const now = Object.fromEntries(proposal.columns.map((c) => [c.path, c.role?.field ?? '']));
    const columns = { ...now, ...drafting.edits.columns, [path]: field };
    const { [path]: _changed, ...guesses } = {
      ...drafting.guesses,
      ...Object.fromEntries(
        proposal.columns.flatMap(({ path: of, role }) => {
          const because = guessOf(role);
          return because === undefined ? [] : [[of, { field: role?.field ?? '', because }]];
        }),
      ),
    };
    draft({ ...drafting, text: undefined, edits: { ...drafting.edits, columns }, guesses });
  };
  const because = (path: string, role: Role): string => {
    if (role === undefined) return '';
    const guess = drafting?.guesses?.[path];
    return guessOf(role) ?? (guess?.field === role.field ? guess.because : CHOSEN);
  };
  return (
    <table className="table mapping-columns" aria-label="Columns">
      <thead>
        <tr>
          <th>Column</th>
          <th>Values</th>
          <th>Taken for</th>
          <th>Because</th>
        </tr>
      </thead>
      <tbody>
        {proposal.columns.map((c) => (
          <tr key={c.path} className={c.role === undefined ? 'ink-2' : ''}>
            <td className="mapping-name" title={c.path}>
              <Text>{c.path}</Text>
            </td>
            <td className="mapping-values" title={c.examples.join('\n')}>
              <span className="ink-3">
                {c.filled === proposal.records ? c.looks : `${c.looks}, ${count(c.filled)} of ${count(proposal.records)}`}{' '}
              </span>
              <Text>{c.examples.slice(0, 2).join(' · ')}</Text>
            </td>
            <td>
              <select
                className="input"
                aria-label={`${c.path} is`}
                value={c.role?.field ?? ''}
                onChange={(event) => set(c.path, event.currentTarget.value)}
              >
                <option value="">not read</option>
                {fields.map((f) => (
                  <option key={f.name} value={f.name}>
                    {`${f.name}: ${f.label}`}
                  </option>
                ))}
              </select>
              {c.role === undefined ? null : <Detail field={c.role.field} path={c.path} proposal={proposal} />}
            </td>
            <td className="ink-3 mapping-why" title={because(c.path, c.role)}>
              <Text>{because(c.path, c.role)}</Text>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Whose ids these are, or in which form its times are written; where the values say so themselves there is nothing to choose. */
function Detail({ field: name, path, proposal }: { readonly field: string; readonly path: string; readonly proposal: Proposal }) {
  const { drafting, edit } = useImporting();
  const field = fieldOf(proposal.as, name);
  const value = valueAt(proposal.mapping.read[0]?.fields[name], path);
  if (field === undefined) return null;
  if (['alias', 'aliases', 'party', 'parties'].includes(field.type)) {
    const { [name]: _old, ...others } = drafting?.edits.namespaces ?? {};
    return (
      <select
        className="input mapping-detail"
        aria-label={`${path}: namespace of its ids`}
        value={value?.as ?? ''}
        onChange={(event) => {
          const chosen = namespaces.find((n) => n === event.currentTarget.value);
          edit({ namespaces: chosen === undefined ? others : { ...others, [name]: chosen } });
        }}
      >
        <option value="">ids that tell themselves</option>
        {namespaces.map((n) => (
          <option key={n} value={n}>{`ids: ${n}`}</option>
        ))}
      </select>
    );
  }
  if (field.type !== 'time') return null;
  const { [name]: _old, ...others } = drafting?.edits.formats ?? {};
  return (
    <span className="mapping-detail">
      <Line
        label={`${path}: format of its times`}
        value={value?.format ?? ''}
        placeholder="any form that is known"
        commit={(text) => edit({ formats: text.trim() === '' ? others : { ...others, [name]: text.trim() } })}
      />
    </span>
  );
}

/** The part of a value that this column gives. */
function valueAt(value: MappedValue | undefined, path: string): MappedValue | undefined {
  const parts = value?.first ?? value?.all;
  return parts === undefined ? value : parts.find((v) => v.path === path);
}
