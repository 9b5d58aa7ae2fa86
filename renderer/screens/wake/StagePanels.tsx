import { Fragment, useState } from 'react';
import type { RecordRef } from '../../../shared/model/ids.ts';
import type { Stage, Verdict } from '../../../shared/model/vocabulary.ts';
import type { StageCell, WakeView } from '../../../shared/views/types.ts';
import type { WakePictureLayout } from '../../charts/wake-layout.ts';
import { go } from '../../state/navigation.ts';
import { count, counted, span } from '../../widgets/format.ts';
import { RecordChip, RequestChip } from '../../widgets/RecordChip.tsx';
import { SeverityBars } from '../../widgets/SeverityBars.tsx';
import { Text } from '../../widgets/Text.tsx';
import { VerdictGlyph, VerdictLabel } from '../../widgets/VerdictGlyph.tsx';

/** From this width on every stage has its panel under its segment; below only what was cut or cannot be said. */
const WHOLE = 1180;
const quiet = (v: Verdict): boolean => v === 'met' || v === 'not-required' || v === 'not-reached';

export function StagePanels({
  view,
  layout,
  stage,
  onStage,
}: {
  readonly view: WakeView;
  readonly layout: WakePictureLayout;
  readonly stage: Stage | undefined;
  readonly onStage: (stage: Stage) => void;
}) {
  const whole = layout.width >= WHOLE;
  const cells = whole ? view.stages : view.stages.filter((c) => !quiet(c.verdict) || c.stage === stage);
  const columns = whole
    ? [`${layout.axis.event}px`, ...layout.axis.segments.map((s) => `${s.x1 - s.x0}px`), `${layout.width - layout.recordedX}px`].join(' ')
    : `repeat(${Math.max(2, Math.min(cells.length, 4))}, minmax(0, 1fr))`;
  return (
    <div className={`wake-panels ${whole ? '' : 'cuts'}`} style={{ gridTemplateColumns: columns }}>
      {whole ? <Facts view={view} /> : null}
      {cells.map((cell) => (
        <Panel key={cell.stage} cell={cell} named={!whole} chosen={cell.stage === stage} onStage={onStage} />
      ))}
      {cells.length === 0 ? <p className="ink-2">No stage was cut, and none is unknown.</p> : null}
    </div>
  );
}

function Facts({ view }: { readonly view: WakeView }) {
  return (
    <dl className="facts wake-facts">
      {view.facts
        .filter((f) => f.name !== 'Findings' && f.name !== 'Severity')
        .map((f) => (
          <div key={f.name} className="pair">
            <dt>{f.name}</dt>
            <dd className={f.mono ? 'mono' : ''}>
              <Text>{f.value}</Text>
            </dd>
          </div>
        ))}
      <dt>Severity</dt>
      <dd>{view.severity === undefined ? 'no finding' : <SeverityBars severity={view.severity} />}</dd>
      <dt>Findings</dt>
      <dd>
        {view.findings.length === 0 ? (
          'none'
        ) : (
          <button type="button" className="link" onClick={() => go('findings', { wake: view.id })}>
            {count(view.findings.length)}
            {view.findings.every((f) => f.disposition === 'open') ? ', all open' : ''}
          </button>
        )}
      </dd>
    </dl>
  );
}

function Panel({
  cell,
  named,
  chosen,
  onStage,
}: {
  readonly cell: StageCell;
  readonly named: boolean;
  readonly chosen: boolean;
  readonly onStage: (stage: Stage) => void;
}) {
  return (
    <section className={`wake-panel ${chosen ? 'chosen' : ''}`} aria-label={cell.stage}>
      <h3>
        <button type="button" aria-expanded={chosen} onClick={() => onStage(cell.stage)}>
          <VerdictLabel verdict={cell.verdict} size={13} />
          <span className={named ? 'ink-3' : 'unseen'}>{cell.stage}</span>
        </button>
      </h3>
      {cell.rules.map((rule) => (
        <p key={rule} className="mono ink-2">
          {rule.split(/(?<=[.-])/).map((part) => (
            <Fragment key={part}>
              {part}
              <wbr />
            </Fragment>
          ))}
        </p>
      ))}
      <p>
        <Text>{cell.text}</Text>
      </p>
      <Chips records={cell.records} all={chosen} />
      {cell.tie === undefined ? null : (
        <p className="ink-3">
          <Text>{cell.tie.startsWith('tie') ? cell.tie : `tie: ${cell.tie}`}</Text>
        </p>
      )}
      {cell.searched.length === 0 ? null : <Searched cell={cell} />}
      {cell.request === undefined ? null : (
        <p>
          <span className="ink-3">Would be settled by</span>{' '}
          <RequestChip number={cell.request} onOpen={() => go('sources', { request: cell.request })} />
        </p>
      )}
      {chosen && cell.perAudience.length > 0 ? (
        <ul className="wake-audiences">
          {cell.perAudience.map((a) => (
            <li key={a.audience}>
              <VerdictGlyph verdict={a.verdict} size={10} /> <b>{a.audience}</b> <Text>{a.text}</Text>
            </li>
          ))}
        </ul>
      ) : null}
    </section>
  );
}

/** The first citation, and how many more: all of them where the stage is chosen or asked for. */
function Chips({ records, all }: { readonly records: readonly RecordRef[]; readonly all: boolean }) {
  const [open, setOpen] = useState(false);
  if (records.length === 0) return null;
  const shown = all || open ? records : records.slice(0, 1);
  return (
    <p className="wake-chips">
      {shown.map((r) => (
        <RecordChip key={r} record={r} />
      ))}
      {shown.length < records.length ? (
        <button type="button" className="cite" title={`${counted(records.length - 1, 'more record')}`} onClick={() => setOpen(true)}>
          +{records.length - 1}
        </button>
      ) : null}
    </p>
  );
}

/** "Searched 4 h of 4 h" where every channel was searched alike, else each channel by itself. */
function Searched({ cell }: { readonly cell: StageCell }) {
  const key = (s: StageCell['searched'][number]): string => `${s.covered}/${s.of}`;
  const groups = [...Map.groupBy(cell.searched, key).values()];
  return (
    <div className="wake-searched">
      {groups.map((g) => {
        const first = g[0];
        if (first === undefined) return null;
        const full = first.covered >= first.of;
        return (
          <p key={key(first)}>
            <span className="ink-3">
              Searched {span(first.covered)} of {span(first.of)}
            </span>
            <br />
            <svg width="14" height="7" aria-hidden="true">
              <title>{full ? 'covered' : 'not covered'}</title>
              {full ? (
                <rect y="1" width="14" height="5" fill="var(--coverage)" />
              ) : (
                <path d="M0.5 0.5h13v6h-13zM1 6l5-5M5 6l5-5M9 6l4-4" fill="none" stroke="var(--ink-3)" />
              )}
            </svg>{' '}
            {g.map((s) => s.channel).join(', ')}
          </p>
        );
      })}
    </div>
  );
}
