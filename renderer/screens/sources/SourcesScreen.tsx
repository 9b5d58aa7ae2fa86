import type { SourcesView } from '../../../shared/views/types.ts';
import { useCase } from '../../state/case.ts';
import { useRequest } from '../../state/engine.ts';
import { useJobs } from '../../state/jobs.ts';
import { useKeys } from '../../state/keys.ts';
import { go, useNavigation } from '../../state/navigation.ts';
import { count, counted } from '../../widgets/format.ts';
import { Kbd } from '../../widgets/Kbd.tsx';
import { State } from '../../widgets/States.tsx';
import { Answer } from '../shared/Answer.tsx';
import { CoverageChart } from './CoverageChart.tsx';
import { Ledger } from './Ledger.tsx';
import { RejectList } from './RejectList.tsx';
import { Requests } from './Requests.tsx';
import { SourceFacts } from './SourceFacts.tsx';
import './sources.css';

export function SourcesScreen() {
  const params = useNavigation((s) => s.params);
  const readOnly = useCase((s) => s.summary?.readOnly) === true;
  const engineBusy = useJobs((s) => s.job?.state.status) === 'running';
  const asked = useRequest('sources.list', {}, { on: ['sources', 'analysis'] });
  const value = asked.value;
  return (
    <>
      <div className="toolbar">
        <h1>Sources</h1>
        <span className="sum clip">{value === undefined ? '' : summaryOf(value, engineBusy)}</span>
        <span className="grow" />
        {value === undefined || value.totals.rejected === 0 ? null : (
          <button type="button" className="button small" onClick={() => go('sources', { rejects: 'all' })}>
            Reject list: {count(value.totals.rejected)}
          </button>
        )}
        <button type="button" className="button primary" disabled={readOnly} onClick={() => go('import')}>
          Import <Kbd>i</Kbd>
        </button>
      </div>
      <Answer asked={asked} what="Reading the ledger">
        {(view) =>
          view.sources.length === 0 ? (
            <NoSources />
          ) : params.rejects !== undefined ? (
            <Rejects view={view} which={params.rejects} />
          ) : (
            <Sources view={view} />
          )
        }
      </Answer>
    </>
  );
}

const summaryOf = (view: SourcesView, busy: boolean): string => {
  const t = view.totals;
  if (view.sources.length === 0) return busy ? 'The engine is at work.' : '';
  const holds = t.read === t.accepted + t.ignored + t.rejected + t.duplicate;
  return `${counted(view.sources.length, 'source')} in the case${busy ? ', the engine is at work' : ''}. ${holds ? 'Every record is accounted for.' : 'The figures do not add up: see the last line.'}`;
};

function NoSources() {
  return (
    <State
      title="No sources yet"
      acts={
        <button type="button" className="button primary" onClick={() => go('import')}>
          Import <Kbd>i</Kbd>
        </button>
      }
    >
      Logs, ownership exports and archives of them belong here. They are read, hashed and never altered.
    </State>
  );
}

function Sources({ view }: { readonly view: SourcesView }) {
  const wanted = useNavigation((s) => s.params.source);
  const readOnly = useCase((s) => s.summary?.readOnly) === true;
  const set = useNavigation((s) => s.set);
  const current = view.sources.findIndex((s) => s.source === wanted);
  const move = (to: number): void => {
    const next = view.sources[Math.max(0, Math.min(view.sources.length - 1, to))];
    if (next !== undefined) set({ source: next.source });
  };
  useKeys({ j: () => move(current + 1), k: () => move(current < 0 ? 0 : current - 1), Escape: () => set({ source: undefined }) });
  const source = view.sources[current];
  const unread = view.totals.accepted === 0 && view.totals.duplicate === 0;
  return (
    <div className="sources">
      <div className="sources-main">
        {unread ? (
          <div className="notice-line" role="status">
            <span>
              {view.sources.length === 1 ? 'No adapter read a record of this source: it is' : 'No adapter read a record of these sources: they are'}{' '}
              listed and hashed, and nothing follows from that. Imported again, the columns can be mapped or the kind of log set.
            </span>
            <span className="grow" />
            <button type="button" className="button small" disabled={readOnly} onClick={() => go('import')}>
              Import
            </button>
          </div>
        ) : null}
        <Ledger sources={view.sources} totals={view.totals} current={current < 0 ? undefined : current} onMove={move} />
        <CoverageChart coverage={view.coverage} />
      </div>
      <aside className="side sources-side" aria-label="Evidence requests and the chosen source">
        {source === undefined ? null : <SourceFacts key={source.source} source={source} />}
        <Requests requests={view.requests} unread={unread} />
      </aside>
    </div>
  );
}

function Rejects({ view, which }: { readonly view: SourcesView; readonly which: string }) {
  const source = view.sources.find((s) => s.source === which);
  return <RejectList key={which} source={source} />;
}
