import { fieldOf, MAPPED_FIELDS } from '../../../shared/model/mapping.ts';
import type { Proposal } from '../../../shared/model/proposal.ts';
import { useImporting } from '../../state/importing.ts';
import { count } from '../../widgets/format.ts';
import { Text } from '../../widgets/Text.tsx';

/** Which values stand for which words, and what holds for all records since no column says it. */
export function MappingWords({ proposal }: { readonly proposal: Proposal }) {
  const { drafting, edit } = useImporting();
  const words = drafting?.edits.words ?? {};
  const setWord = (field: string, value: string, word: string): void => edit({ words: { ...words, [field]: { ...words[field], [value]: word } } });
  const setConstant = (field: string, value: string): void => edit({ constants: { ...drafting?.edits.constants, [field]: value } });
  const constants = MAPPED_FIELDS[proposal.as].filter(
    (f) => f.words !== undefined && proposal.constants.some((c) => c.field === f.name) && !proposal.words.some((w) => w.field === f.name),
  );
  return (
    <>
      {proposal.words.map(({ field, path, values, more }) => (
        <section key={field} aria-label={`Values of ${field}`}>
          <h2 className="heading">
            {field}, from <Text>{path}</Text>
          </h2>
          <div className="mapping-words">
            {values.map((v) => (
              <label key={v.value} className="mapping-word">
                <span className="clip" title={v.value}>
                  <Text>{v.value}</Text> <span className="ink-3">{count(v.count)}</span>
                </span>
                <select
                  className="input"
                  aria-label={`${v.value} stands for`}
                  value={v.word ?? ''}
                  onChange={(event) => setWord(field, v.value, event.currentTarget.value)}
                >
                  <option value="">{field === 'kind' ? 'other' : 'not known'}</option>
                  {(fieldOf(proposal.as, field)?.words ?? [])
                    .filter((w) => w !== 'other')
                    .map((w) => (
                      <option key={w} value={w}>
                        {w}
                      </option>
                    ))}
                </select>
              </label>
            ))}
          </div>
          {more === 0 ? null : <p className="ink-3 pad">{count(more)} further values; the mapping as text can name them, also by patterns with *.</p>}
        </section>
      ))}
      {constants.length === 0 ? null : (
        <section aria-label="For all records">
          <h2 className="heading">For all records</h2>
          <div className="mapping-words">
            {constants.map((f) => {
              const c = proposal.constants.find((k) => k.field === f.name);
              return (
                <label key={f.name} className="mapping-word">
                  <span className="clip" title={c?.reason}>
                    {f.name} <span className="ink-3">{c?.reason}</span>
                  </span>
                  <select
                    className="input"
                    aria-label={`${f.name} of all records`}
                    value={c?.value ?? ''}
                    onChange={(event) => setConstant(f.name, event.currentTarget.value)}
                  >
                    <option value="">not known</option>
                    {(f.words ?? []).map((w) => (
                      <option key={w} value={w}>
                        {w}
                      </option>
                    ))}
                  </select>
                </label>
              );
            })}
          </div>
        </section>
      )}
    </>
  );
}
