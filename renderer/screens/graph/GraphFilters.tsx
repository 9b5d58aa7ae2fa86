import { useRef } from 'react';
import type { GraphView } from '../../../shared/views/types.ts';
import { useKeys } from '../../state/keys.ts';
import { useNavigation } from '../../state/navigation.ts';
import { count } from '../../widgets/format.ts';
import { filterOf, toggled } from './filter.ts';

const TIERS = ['0', '1', '2'] as const;
const SIZES = [1, 2, 3, 5, 10, 20, 50] as const;

export function GraphFilters({ view }: { readonly view: GraphView }) {
  const params = useNavigation((s) => s.params);
  const set = useNavigation((s) => s.set);
  const { kinds, tiers, minimum } = filterOf(params);
  const summary = useRef<HTMLElement>(null);
  useKeys({ f: () => summary.current?.focus() });
  return (
    <section className="section graph-filters">
      <h3 className="heading">Show</h3>
      <details>
        <summary ref={summary}>
          <span className="ink-2">Kinds</span>
          <b className="chip">{kinds === undefined ? 'any' : kinds.length === 1 ? kinds[0] : `${kinds.length} of ${view.kinds.length}`}</b>
        </summary>
        <div className="graph-kinds">
          {view.kinds.map((k) => (
            <label key={k.value}>
              <input
                type="checkbox"
                checked={kinds?.some((x) => x === k.value) ?? false}
                onChange={() => set({ kinds: toggled(params.kinds, k.value), edge: undefined })}
              />
              <span className="clip">{k.value}</span>
              <span className="ink-3">{count(k.count)}</span>
            </label>
          ))}
        </div>
      </details>
      <div className="graph-line">
        <span className="ink-2">Tier</span>
        {/* biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be an inline flex box in all engines */}
        <span className="segmented" role="group" aria-label="Tier">
          {TIERS.map((t) => (
            <button
              key={t}
              type="button"
              aria-pressed={tiers?.some((x) => String(x) === t) ?? false}
              onClick={() => set({ tiers: toggled(params.tiers, t), edge: undefined })}
            >
              {t}
            </button>
          ))}
        </span>
      </div>
      <label className="graph-line">
        <span className="ink-2">Smallest edge</span>
        <select
          className="input"
          value={String(minimum)}
          onChange={(event) => set({ minimum: event.currentTarget.value === '1' ? undefined : event.currentTarget.value })}
        >
          {[...new Set([...SIZES, minimum])]
            .sort((a, b) => a - b)
            .map((n) => (
              <option key={n} value={String(n)}>
                {n === 1 ? '1 route' : `${n} routes`}
              </option>
            ))}
        </select>
      </label>
    </section>
  );
}
