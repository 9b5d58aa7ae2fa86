import { useMemo, useRef, useState } from 'react';
import type { Instant } from '../../../shared/base/instant.ts';
import { STAGES, type Stage } from '../../../shared/model/vocabulary.ts';
import { VERDICT_WORDS } from '../../../shared/model/words.ts';
import type { WakeView } from '../../../shared/views/types.ts';
import { usePalette, useSize } from '../../charts/size.ts';
import type { AxisKind } from '../../charts/stage-axis.ts';
import { WakePicture } from '../../charts/WakePicture.tsx';
import { layoutWake } from '../../charts/wake-layout.ts';
import { useRequest } from '../../state/engine.ts';
import { useKeys } from '../../state/keys.ts';
import { go, useNavigation } from '../../state/navigation.ts';
import { useOpenRecord } from '../../state/record.ts';
import { say } from '../../state/said.ts';
import { fullTime } from '../../widgets/format.ts';
import { Segmented } from '../../widgets/Segmented.tsx';
import { State } from '../../widgets/States.tsx';
import { VerdictGlyph } from '../../widgets/VerdictGlyph.tsx';
import { Answer } from '../shared/Answer.tsx';
import { NoteDialog } from '../shared/NoteDialog.tsx';
import { LookedAt } from './LookedAt.tsx';
import { StagePanels } from './StagePanels.tsx';
import { WakeFoot } from './WakeFoot.tsx';
import { WakeHead } from './WakeHead.tsx';
import { WakeTable } from './WakeTable.tsx';
import './wake.css';

const AXES: readonly { readonly value: AxisKind; readonly label: string }[] = [
  { value: 'stage', label: 'By stage' },
  { value: 'log', label: 'Log' },
  { value: 'linear', label: 'Linear' },
];
/** Under this height of the picture's place (px) its lanes are shortened. */
const LOW = 640;
const LEGEND = ['met', 'late', 'partial', 'unmet', 'unknown', 'not-required', 'not-reached'] as const;

export function WakeScreen() {
  const wake = useNavigation((s) => s.params.wake);
  const asked = useRequest('wake.view', wake === undefined ? undefined : { wake }, { on: ['analysis', 'annotations'] });
  useKeys({
    w: () => (history.length > 1 ? history.back() : go('wakes')),
  });
  if (wake === undefined) {
    return (
      <State
        title="No wake chosen"
        acts={
          <button type="button" className="button primary" onClick={() => go('wakes')}>
            Show the wakes
          </button>
        }
      >
        A wake is one event with all that had to follow it.
      </State>
    );
  }
  return (
    <Answer
      asked={asked}
      what="Reading the wake"
      gone="The last analysis does not make this wake any more."
      otherwise={
        <button type="button" className="button" onClick={() => go('wakes')}>
          Show the wakes
        </button>
      }
    >
      {(value) => <Shown view={value} />}
    </Answer>
  );
}

function Shown({ view }: { readonly view: WakeView }) {
  const params = useNavigation((s) => s.params);
  const set = useNavigation((s) => s.set);
  const openRecord = useOpenRecord((s) => s.open);
  const box = useRef<HTMLDivElement>(null);
  const body = useRef<HTMLDivElement>(null);
  const { width } = useSize(box);
  const low = useSize(body).height < LOW;
  const { measure } = usePalette();
  const [unfolded, setUnfolded] = useState(false);
  const [table, setTable] = useState(false);
  const [noting, setNoting] = useState(false);
  const kind: AxisKind = AXES.find((a) => a.value === params.axis)?.value ?? 'stage';
  const stage: Stage | undefined = STAGES.find((s) => s === params.stage);
  const layout = useMemo(
    () => (width < 300 ? undefined : layoutWake({ view, width, kind, unfolded, low, measure })),
    [view, width, kind, unfolded, low, measure],
  );
  const choose = (to: Stage | undefined): void => set({ stage: to });
  const step = (by: number): void => {
    const at = stage === undefined ? (by > 0 ? -1 : STAGES.length) : STAGES.indexOf(stage);
    choose(STAGES[Math.min(STAGES.length - 1, Math.max(0, at + by))]);
  };
  const { previous, next } = view.place;
  const { target, time } = view.event;
  // Another wake, the same place in the history: Back leads to where the wakes were opened from.
  const open = (wake: string | undefined): void => {
    if (wake !== undefined) set({ wake });
  };
  useKeys({
    j: () => open(next),
    k: () => open(previous),
    '[': () => step(-1),
    ']': () => step(1),
    t: () => setTable(!table),
    n: () => setNoting(true),
    v: () => openRecord(view.event.record),
    y: () =>
      void navigator.clipboard.writeText(citation(view)).then(
        () => say('Copied the citation'),
        () => say('The system refused the clipboard'),
      ),
    Escape: stage === undefined ? undefined : () => choose(undefined),
  });
  return (
    <div className="wake">
      <WakeHead view={view} onOpen={open} />
      <div className="wake-tools">
        <Segmented label="Axis of time" value={kind} options={AXES} onChange={(axis) => set({ axis: axis === 'stage' ? undefined : axis })} />
        <button type="button" className="button small" aria-pressed={table} onClick={() => setTable(!table)}>
          {table ? 'Picture' : 'Table'}
        </button>
        <button type="button" className="button small" onClick={() => setNoting(true)}>
          Note
        </button>
        {target === undefined ? null : (
          <button type="button" className="button small" onClick={() => go('identities', { identity: target.id })}>
            Identity
          </button>
        )}
        {time === undefined ? null : (
          <button type="button" className="button small" onClick={() => go('timeline', { event: view.event.id, ...around(time) })}>
            Timeline
          </button>
        )}
        <span className="grow" />
        <span className="legend">
          {LEGEND.map((v) => (
            <span key={v} className={v.startsWith('not') ? 'wide-only' : ''}>
              <VerdictGlyph verdict={v} size={11} decorative /> {VERDICT_WORDS[v]}
            </span>
          ))}
        </span>
      </div>
      <div ref={body} className="wake-body">
        <div ref={box} className="wake-measure" />
        {table ? (
          <WakeTable view={view} />
        ) : layout === undefined ? null : (
          <WakePicture
            view={view}
            layout={layout}
            measure={measure}
            stage={stage}
            onStage={(s) => choose(s === stage ? undefined : s)}
            onRecord={openRecord}
            onFold={() => setUnfolded(!unfolded)}
          />
        )}
        {layout === undefined ? null : <StagePanels view={view} layout={layout} stage={stage} onStage={(s) => choose(s === stage ? undefined : s)} />}
        <WakeFoot view={view} />
        <LookedAt key={view.event.id} event={view.event.id} />
      </div>
      {noting ? <NoteDialog on={view.id} label={view.title} onClose={() => setNoting(false)} /> : null}
    </div>
  );
}

/** Half a day on both sides: what led to the event, and what came of it on the same day. */
function around(time: Instant): { readonly from: string; readonly to: string } {
  const half = 12 * 3600e6;
  return { from: String(time - half), to: String(time + half) };
}

function citation(view: WakeView): string {
  const time = view.event.time === undefined ? 'undated' : `${fullTime(view.event.time)} UTC`;
  const records = [...new Set(view.stages.flatMap((s) => s.records))];
  const verdicts = view.stages.map((s) => `${s.stage} ${VERDICT_WORDS[s.verdict]}`).join(', ');
  return `${view.title}, ${time}, record ${view.event.record}: ${verdicts}. Records: ${records.join(', ')}`;
}
