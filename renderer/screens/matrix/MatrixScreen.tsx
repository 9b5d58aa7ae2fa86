import { useState } from 'react';
import { EVENT_KINDS, MATRIX_BY, STAGES } from '../../../shared/model/vocabulary.ts';
import type { MatrixBy, MatrixView } from '../../../shared/views/matrix.ts';
import type { WhatIfMatrix, WhatIfView } from '../../../shared/views/whatif.ts';
import { Patterns } from '../../charts/Patterns.tsx';
import { useAction, useRequest } from '../../state/engine.ts';
import { useKeys } from '../../state/keys.ts';
import { go, useNavigation } from '../../state/navigation.ts';
import { count, counted } from '../../widgets/format.ts';
import { Segmented } from '../../widgets/Segmented.tsx';
import { State } from '../../widgets/States.tsx';
import { VerdictLabel } from '../../widgets/VerdictGlyph.tsx';
import { Answer } from '../shared/Answer.tsx';
import { CellPanel } from './CellPanel.tsx';
import { type Chosen, Grid, type GridRow } from './Grid.tsx';
import { WhatIfDialog } from './WhatIfDialog.tsx';
import { ChangesPanel, WhatIfPanel } from './WhatIfPanel.tsx';
import './matrix.css';

const BY_WORDS: Readonly<Record<MatrixBy, string>> = {
  kind: 'Kind',
  team: 'Team',
  application: 'Application',
  'identity-kind': 'Identity kind',
  tier: 'Tier',
  month: 'Month',
};
const HEADS: Readonly<Record<MatrixBy, string>> = {
  kind: 'Kind of event',
  team: 'Owning team then',
  application: 'Application',
  'identity-kind': 'Kind of identity',
  tier: 'Privilege tier',
  month: 'Month, UTC',
};

/** Stands for the row of all in the address; no value can be it, since values are never a lone asterisk there. */
const ALL = '*';

export function MatrixScreen() {
  const params = useNavigation((s) => s.params);
  const set = useNavigation((s) => s.set);
  const by = MATRIX_BY.find((b) => b === params.by) ?? 'kind';
  const kind = EVENT_KINDS.find((k) => k === params.kind);
  const last = useRequest('whatif.last', {}, { on: ['analysis', 'sources', 'case'], keep: true });
  const [asking, setAsking] = useState(false);
  const discard = useAction('whatif.discard');
  const view = last.value?.view;
  const comparing = params.whatif === 'yes' && view !== undefined;
  const stage = STAGES.find((s) => s === params.stage);
  const chosen: Chosen | undefined =
    stage === undefined || params.row === undefined ? undefined : { stage, value: params.row === ALL ? undefined : params.row };
  const choose = (c: Chosen): void => set({ stage: c.stage, row: c.value ?? ALL });
  useKeys({ Escape: () => set({ stage: undefined, row: undefined }) });
  const drop = async (): Promise<void> => {
    await discard.run({});
    set({ whatif: undefined });
    last.again();
  };
  return (
    <>
      <div className="toolbar">
        <h1>Stage matrix</h1>
        <span className="ink-3 wide-only">Rows by</span>
        <Segmented
          label="Rows by"
          value={by}
          options={MATRIX_BY.map((value) => ({ value, label: BY_WORDS[value] }))}
          onChange={(value) => set({ by: value, row: undefined, stage: undefined })}
        />
        <span className="grow" />
        {view === undefined ? null : (
          <label className="matrix-switch">
            <input
              type="checkbox"
              role="switch"
              aria-checked={comparing}
              checked={comparing}
              onChange={() => set({ whatif: comparing ? undefined : 'yes', stage: undefined, row: undefined })}
            />
            <span>What if</span>
          </label>
        )}
        <button type="button" className="button" onClick={() => setAsking(true)}>
          {view === undefined ? 'What if …' : 'Another what-if …'}
        </button>
      </div>
      <svg width={0} height={0} className="matrix-defs" aria-hidden="true">
        <Patterns />
      </svg>
      {comparing ? (
        <Compared by={by} view={view} chosen={chosen} onChoose={choose} onDiscard={() => void drop()} />
      ) : (
        <Plain by={by} kind={kind} chosen={chosen} onChoose={choose} />
      )}
      {asking ? (
        <WhatIfDialog
          onClose={() => setAsking(false)}
          onDone={() => {
            setAsking(false);
            last.again();
            set({ whatif: 'yes', stage: undefined, row: undefined });
          }}
        />
      ) : null}
    </>
  );
}

const rowsOf = (view: MatrixView): GridRow[] => [
  { value: undefined, label: view.all.label, wakes: view.all.wakes, cells: view.all.cells },
  ...view.rows.map((r) => ({ value: r.value, label: r.label, wakes: r.wakes, cells: r.cells })),
];

function Plain({
  by,
  kind,
  chosen,
  onChoose,
}: {
  readonly by: MatrixBy;
  readonly kind: (typeof EVENT_KINDS)[number] | undefined;
  readonly chosen: Chosen | undefined;
  readonly onChoose: (c: Chosen) => void;
}) {
  const set = useNavigation((s) => s.set);
  const kinds = useRequest('wakes.list', { offset: 0, limit: 1 }, { on: ['analysis'], keep: true });
  const filter = kind === undefined ? undefined : { kinds: [kind] };
  const asked = useRequest('matrix.view', { by, filter }, { on: ['analysis'], keep: true });
  return (
    <Answer asked={asked} what="Counting the verdicts">
      {(view) => {
        const rows = rowsOf(view);
        const row = chosen === undefined ? undefined : rows.find((r) => r.value === chosen.value);
        return (
          <div className="matrix">
            {view.of === 0 ? (
              <State
                title="Nothing to compare"
                acts={
                  <button type="button" className="button" onClick={() => go('sources')}>
                    Look at the sources
                  </button>
                }
              >
                No event of the case is of a kind from which the policy lets obligations follow, or the case was not analysed yet.
              </State>
            ) : (
              <section className="matrix-main" aria-label="Stage matrix">
                {view.all.wakes === 0 ? (
                  <State
                    title="No event fits this filter"
                    acts={
                      <button type="button" className="button" onClick={() => set({ kind: undefined })}>
                        Drop the filter
                      </button>
                    }
                  />
                ) : (
                  <Grid head={HEADS[by]} rows={rows} chosen={chosen} onChoose={onChoose} />
                )}
                <Legend />
                {view.shared > 0 ? (
                  <p className="matrix-note ink-3">
                    {counted(view.shared, 'event')} had several owning teams and stand in more than one row; the first row counts each once.
                  </p>
                ) : null}
              </section>
            )}
            <aside className="side" aria-label="Cell and filter">
              {row === undefined || chosen === undefined ? (
                <section className="section">
                  <p className="ink-3">Selected cell</p>
                  <p className="ink-2">None. Choose a cell, with the mouse or with the arrow keys, to see the wakes behind it.</p>
                </section>
              ) : (
                <CellPanel by={by} cell={chosen} row={row} kind={kind} />
              )}
              <section className="section">
                <label className="matrix-filter">
                  <span className="ink-3">Only events of kind</span>
                  <select className="input" value={kind ?? ''} onChange={(event) => set({ kind: event.currentTarget.value || undefined })}>
                    <option value="">any kind</option>
                    {(kinds.value?.kinds ?? []).map((k) => (
                      <option key={k.value} value={k.value}>
                        {k.value} ({count(k.count)})
                      </option>
                    ))}
                  </select>
                </label>
              </section>
            </aside>
          </div>
        );
      }}
    </Answer>
  );
}

const compared = (m: WhatIfMatrix): GridRow[] =>
  [m.all, ...m.rows].map((r, i) => ({
    value: i === 0 ? undefined : r.value,
    label: r.label,
    wakes: (r.after ?? r.before)?.wakes ?? 0,
    cells: STAGES.map((_s, k) => r.after?.cells[k]),
    before: STAGES.map((_s, k) => r.before?.cells[k]),
    changed: r.changed,
  }));

function Compared({
  by,
  view,
  chosen,
  onChoose,
  onDiscard,
}: {
  readonly by: MatrixBy;
  readonly view: WhatIfView;
  readonly chosen: Chosen | undefined;
  readonly onChoose: (c: Chosen) => void;
  readonly onDiscard: () => void;
}) {
  const asked = useRequest('whatif.matrix', { by }, { on: ['analysis'], keep: true });
  return (
    <Answer asked={asked} what="Comparing the verdicts">
      {(m) => {
        const rows = compared(m);
        const row = chosen === undefined ? undefined : rows.find((r) => r.value === chosen.value);
        return (
          <div className="matrix">
            <section className="matrix-main" aria-label="Stage matrix, before and after">
              <Grid head={HEADS[by]} rows={rows} chosen={chosen} onChoose={onChoose} />
              <Legend />
            </section>
            <aside className="side" aria-label="What if">
              {row === undefined || chosen === undefined ? (
                <WhatIfPanel view={view} onDiscard={onDiscard} />
              ) : (
                <ChangesPanel by={by} cell={chosen} label={row.label} />
              )}
            </aside>
          </div>
        );
      }}
    </Answer>
  );
}

function Legend() {
  return (
    <p className="matrix-legend">
      {(['met', 'late', 'partial', 'unmet', 'unknown'] as const).map((v) => (
        <VerdictLabel key={v} verdict={v} />
      ))}
      <span className="ink-3">Bars show the share of events in which the stage was judged; a dash means that nothing is asked.</span>
    </p>
  );
}
