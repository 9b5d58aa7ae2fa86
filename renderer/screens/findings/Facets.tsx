import { useState } from 'react';
import { DISPOSITIONS, IDENTITY_KINDS, SEVERITIES } from '../../../shared/model/vocabulary.ts';
import { DISPOSITION_WORDS, IDENTITY_KIND_WORDS } from '../../../shared/model/words.ts';
import type { Facet, FindingsList } from '../../../shared/views/types.ts';
import { useNavigation } from '../../state/navigation.ts';
import { count } from '../../widgets/format.ts';
import { SeverityBars } from '../../widgets/SeverityBars.tsx';
import { Text } from '../../widgets/Text.tsx';
import { chosen, FACETS, type FacetName, toggled } from './filter.ts';

/** As many values as stand under a heading before the rest is folded. */
const SHOWN = 9;
/** Where the values are short and few, a bar has room beside them. */
const BARRED: readonly FacetName[] = ['severity', 'stage'];

export function Facets({ facets }: { readonly facets: FindingsList['facets'] }) {
  return (
    <aside className="findings-facets" aria-label="Filters">
      {FACETS.map(({ name, title }) => (facets[name].length === 0 ? null : <Group key={name} name={name} title={title} facets={facets[name]} />))}
    </aside>
  );
}

function Group({ name, title, facets }: { readonly name: FacetName; readonly title: string; readonly facets: readonly Facet[] }) {
  const params = useNavigation((s) => s.params);
  const set = useNavigation((s) => s.set);
  const [all, setAll] = useState(false);
  const on = chosen(params, name);
  const most = Math.max(...facets.map((f) => f.count));
  // What is ticked stays in sight however far down it stands.
  const shown = all ? facets : facets.filter((f, i) => i < SHOWN || on.includes(f.value));
  return (
    <fieldset className="facet">
      <legend>{title}</legend>
      {shown.map((facet) => (
        <label key={facet.value} className={`facet-row ${BARRED.includes(name) ? '' : 'plain-row'}`}>
          <input
            type="checkbox"
            checked={on.includes(facet.value)}
            onChange={() => set({ [name]: toggled(params, name, facet.value), finding: undefined })}
          />
          <span className="clip" title={facet.value}>
            <Value name={name} value={facet.value} />
          </span>
          {BARRED.includes(name) ? (
            <span className="facet-bar" aria-hidden="true">
              <i style={{ width: `${(facet.count / most) * 100}%` }} />
            </span>
          ) : null}
          <span className="facet-count">{count(facet.count)}</span>
        </label>
      ))}
      {facets.length > shown.length ? (
        <button type="button" className="link" onClick={() => setAll(true)}>
          {count(facets.length - shown.length)} more
        </button>
      ) : null}
    </fieldset>
  );
}

function Value({ name, value }: { readonly name: FacetName; readonly value: string }) {
  const severity = SEVERITIES.find((s) => s === value);
  if (name === 'severity' && severity !== undefined) return <SeverityBars severity={severity} />;
  const kind = IDENTITY_KINDS.find((k) => k === value);
  if (name === 'identityKind' && kind !== undefined) return IDENTITY_KIND_WORDS[kind];
  const disposition = DISPOSITIONS.find((d) => d === value);
  if (name === 'disposition' && disposition !== undefined) return DISPOSITION_WORDS[disposition];
  return <Text>{value}</Text>;
}
