import { useMemo, useRef, useState } from 'react';
import type { PolicyDifference } from '../../../shared/views/policy.ts';
import { useCase } from '../../state/case.ts';
import { useAction, useEngine, useRequest } from '../../state/engine.ts';
import { useJobs } from '../../state/jobs.ts';
import { usePolicyDraft } from '../../state/policy-draft.ts';
import { Segmented } from '../../widgets/Segmented.tsx';
import { Fault, FaultLine, Loading } from '../../widgets/States.tsx';
import { Text } from '../../widgets/Text.tsx';
import { Differences } from './Differences.tsx';
import { ObligationTable } from './ObligationTable.tsx';
import { goToLine, type LineMark, PolicyEditor } from './PolicyEditor.tsx';
import './policy.css';

/** The policy of the case: its obligations as a table, its text, and what differs from the built-in one. */
export function PolicyScreen() {
  const engine = useEngine();
  const view = useRequest('policy.view', {}, { on: ['case', 'analysis'], keep: true });
  const caseId = useCase((s) => s.summary?.id) ?? '';
  const readOnly = useCase((s) => s.summary?.readOnly) ?? true;
  const draft = usePolicyDraft((s) => s.drafts[caseId]);
  const { edit, drop } = usePolicyDraft.getState();
  const busy = useJobs((s) => s.job?.state.status === 'running');
  const [shown, setShown] = useState<'edit' | 'default'>('edit');
  const field = useRef<HTMLTextAreaElement>(null);
  const save = useAction('policy.save');
  const saved = view.value?.text;
  const text = draft ?? saved ?? '';
  const edited = saved !== undefined && text !== saved;
  // The saved text was checked with the view; only an edited one is asked about again.
  const checked = useRequest('policy.check', edited ? { text } : undefined, { keep: true });
  const check = edited ? checked.value : view.value;
  // A text is wrong in the middle of every word: the table stays as the last sound text gave it, and does not come and go.
  const sound = useRef<typeof check>(undefined);
  if (check?.faults.length === 0) sound.current = check;
  const marks = useMemo(() => {
    const out = new Map<number, LineMark>();
    for (const d of check?.differences ?? []) out.set(d.line, 'changed');
    for (const f of check?.faults ?? []) out.set(f.line, 'fault');
    return out;
  }, [check]);
  if (view.value === undefined) return view.status === 'failed' ? <Fault error={view.error} /> : <Loading what="Reading the policy" />;
  const { name, revision, defaultText, judgedBy, isDefault } = view.value;
  const faulty = (check?.faults.length ?? 0) > 0;
  const change = (to: string): void => (to === saved ? drop(caseId) : edit(caseId, to));
  const putBack = ({ range, wasWritten }: PolicyDifference): void => {
    if (range !== undefined && wasWritten !== undefined) change(`${text.slice(0, range[0])}${wasWritten}${text.slice(range[1])}`);
  };
  const judge = async (): Promise<void> => {
    if (edited) {
      if ((await save.run({ text })) === undefined) return;
      drop(caseId);
    }
    await useJobs.getState().run(engine, 'analysis.run', {}, 'Judging by the policy');
  };
  const show = (line: number): void => {
    setShown('edit');
    if (field.current !== null) goToLine(field.current, line);
  };
  const stale = judgedBy !== undefined && !judgedBy.same;
  return (
    <>
      <div className="toolbar">
        <h1>Policy</h1>
        <span className="sum clip">
          <Text>{isDefault ? 'the built-in one' : `${name}, revision ${revision}`}</Text>
          {edited ? ', edited and not saved' : stale ? ', not yet judged by' : ''}
        </span>
        <span className="grow" />
        {readOnly ? null : (
          <>
            {edited ? (
              <button type="button" className="button" onClick={() => drop(caseId)}>
                Discard the edit
              </button>
            ) : null}
            {text === defaultText ? null : (
              <button type="button" className="button" onClick={() => change(defaultText)}>
                Take the built-in one
              </button>
            )}
            <button
              type="button"
              className="button primary"
              disabled={busy || faulty || save.state.status === 'busy' || !(edited || stale)}
              onClick={() => void judge()}
            >
              {edited ? 'Save and judge again' : 'Judge again'}
            </button>
          </>
        )}
      </div>
      {save.state.status === 'failed' ? <FaultLine error={save.state.error} /> : null}
      <div className="policy">
        <div className="policy-obligations">
          {faulty ? <p className="ink-2 policy-note">As it was before the mistake; it follows the text again once there is none.</p> : null}
          <ObligationTable rows={(faulty ? (sound.current ?? view.value) : check)?.rows ?? []} onLine={show} />
        </div>
        <div className="policy-below">
          <div className="policy-text">
            <div className="row policy-tabs">
              <Segmented
                label="Which text"
                value={shown}
                options={[
                  { value: 'edit', label: 'Policy of the case' },
                  { value: 'default', label: 'Built in' },
                ]}
                onChange={setShown}
              />
              <span className="ink-3">Durations are ISO 8601: PT15M is fifteen minutes, P7D seven days.</span>
            </div>
            {shown === 'edit' ? (
              <PolicyEditor key="edit" text={text} marks={marks} readOnly={readOnly} label="Policy, YAML" field={field} onChange={change} />
            ) : (
              <PolicyEditor key="default" text={defaultText} marks={NONE} readOnly label="Built-in policy, YAML" onChange={() => undefined} />
            )}
          </div>
          <Differences
            faults={check?.faults ?? []}
            differences={check?.differences ?? []}
            dropped={check?.dropped ?? []}
            editable={!readOnly}
            onLine={show}
            onPutBack={putBack}
          />
        </div>
      </div>
    </>
  );
}

const NONE: ReadonlyMap<number, LineMark> = new Map();
