import { useEffect, useState } from 'react';
import type { FindingsList } from '../../../shared/views/types.ts';
import { useCase } from '../../state/case.ts';
import { useEngine } from '../../state/engine.ts';
import { go, useNavigation } from '../../state/navigation.ts';
import { count, counted } from '../../widgets/format.ts';
import { CannotBeSaid, State } from '../../widgets/States.tsx';
import { NothingRead } from '../shared/NothingRead.tsx';
import { active, filterOf } from './filter.ts';

/** Nothing matches: names the filter without which most would be seen. The engine is asked, once for each filter. */
export function NoMatch({ list }: { readonly list: FindingsList }) {
  const engine = useEngine();
  const params = useNavigation((s) => s.params);
  const set = useNavigation((s) => s.set);
  const filters = active(params);
  const [without, setWithout] = useState<{ readonly key: string; readonly text: string; readonly rows: number } | undefined>(undefined);
  useEffect(() => {
    let current = true;
    void Promise.all(
      active(params).map(async (f) => ({
        ...f,
        rows: (await engine.request('findings.list', { filter: filterOf({ ...params, [f.key]: undefined }) })).rows.length,
      })),
    ).then(
      (counts) => {
        if (current) setWithout(counts.reduce((best, c) => (c.rows > best.rows ? c : best)));
      },
      // The offer is a help; without it "Clear all" still leads out.
      () => undefined,
    );
    return () => {
      current = false;
    };
  }, [engine, params]);
  const clear = (): void => set(Object.fromEntries(filters.map((f) => [f.key, undefined])));
  return (
    <State
      title={`No finding matches ${filters.length === 1 ? 'this filter' : `these ${filters.length} filters`}`}
      acts={
        <>
          {without === undefined || without.rows === 0 ? null : (
            <button type="button" className="button" onClick={() => set({ [without.key]: undefined })}>
              Drop {without.text}
            </button>
          )}
          <button type="button" className="button" onClick={clear}>
            Clear all
          </button>
        </>
      }
    >
      {counted(list.total, 'finding')} in the case.
      {without === undefined || without.rows === 0 ? '' : ` Without ${without.text} there would be ${count(without.rows)}.`}
    </State>
  );
}

/** No finding at all: known, or not known, or not asked yet. */
export function NoFindings() {
  return (
    <NothingRead holds="Findings are what an investigator has to look at: they come out of the analysis of the events of imported sources.">
      <NoneFound />
    </NothingRead>
  );
}

function NoneFound() {
  const summary = useCase((s) => s.summary);
  if (summary?.analysis === undefined) {
    return (
      <State
        title="No findings yet"
        acts={
          <button type="button" className="button primary" onClick={() => go('import')}>
            Import
          </button>
        }
      >
        Findings are what an investigator has to look at: they come out of the analysis of imported sources.
      </State>
    );
  }
  const { wakes, requests } = summary.counts;
  if (requests > 0) {
    return (
      <CannotBeSaid
        acts={
          <button type="button" className="button" onClick={() => go('sources')}>
            Show the {counted(requests, 'evidence request')}
          </button>
        }
      >
        {counted(wakes, 'wake')} were judged and no obligation was found unmet. But for some of them no imported log would have shown it.
      </CannotBeSaid>
    );
  }
  return (
    <State title="No finding, and that is known">
      {counted(wakes, 'wake')} were judged under policy {summary.policy.name}, revision {summary.policy.revision}. The imported logs cover every
      window that was asked about.
    </State>
  );
}
