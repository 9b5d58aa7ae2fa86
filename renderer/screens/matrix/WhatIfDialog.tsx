import { useState } from 'react';
import { useCase } from '../../state/case.ts';
import { useEngine, useRequest } from '../../state/engine.ts';
import { useJobs } from '../../state/jobs.ts';
import { usePolicyDraft } from '../../state/policy-draft.ts';
import { Dialog } from '../../widgets/Dialog.tsx';
import { ProgressBar } from '../../widgets/ProgressBar.tsx';
import { Segmented } from '../../widgets/Segmented.tsx';
import { FaultLine, progressText, shareOf } from '../../widgets/States.tsx';
import { Text } from '../../widgets/Text.tsx';
import { PathField } from '../shared/PathField.tsx';

type From = 'case' | 'text' | 'file';

/** What the history is judged by the second time: a policy, a table of owners, or both. */
export function WhatIfDialog({ onClose, onDone }: { readonly onClose: () => void; readonly onDone: () => void }) {
  const engine = useEngine();
  const caseId = useCase((s) => s.summary?.id) ?? '';
  const draft = usePolicyDraft((s) => s.drafts[caseId]);
  const saved = useRequest('policy.view', {}, {});
  const [from, setFrom] = useState<From>('text');
  const [edited, setEdited] = useState<string | undefined>(undefined);
  const [file, setFile] = useState('');
  const [claims, setClaims] = useState('');
  const job = useJobs((s) => s.job);
  const mine = job?.name === 'whatif.run' ? job : undefined;
  const running = mine?.state.status === 'running';
  const busy = job?.state.status === 'running' && !running;
  const text = edited ?? draft ?? saved.value?.text ?? '';
  const checked = useRequest('policy.check', from === 'text' && text !== '' ? { text } : undefined, { keep: true });
  const faults = from === 'text' ? (checked.value?.faults ?? []) : [];
  const differs = from === 'text' ? text !== saved.value?.text : from === 'file' ? file.trim() !== '' : false;
  const ready = !running && !busy && faults.length === 0 && (differs || claims.trim() !== '') && !(from === 'file' && file.trim() === '');
  const close = (): void => {
    if (mine?.state.status === 'running') mine.cancel();
    onClose();
  };
  const judge = async (): Promise<void> => {
    const result = await useJobs.getState().run(
      engine,
      'whatif.run',
      {
        policyText: from === 'text' && differs ? text : undefined,
        policyFile: from === 'file' ? file.trim() : undefined,
        claimsFile: claims.trim() === '' ? undefined : claims.trim(),
      },
      'Judging a second time',
    );
    if (result !== undefined) {
      useJobs.getState().dismiss();
      onDone();
    }
  };
  return (
    <Dialog
      title="What if"
      sub={<span className="ink-3">the same records, judged a second time</span>}
      width={760}
      onClose={close}
      footer={
        mine?.state.status === 'running' ? (
          <>
            <ProgressBar
              label="Judging a second time"
              {...(mine.state.progress === undefined ? { done: 0, of: undefined } : shareOf(mine.state.progress))}
            />
            <span className="ink-2">{mine.state.progress === undefined ? '' : progressText(mine.state.progress)}</span>
            <span className="grow" />
            <button type="button" className="button" onClick={mine.cancel}>
              Cancel
            </button>
          </>
        ) : (
          <>
            <span className="ink-3">{busy ? 'The engine is busy with something else.' : 'Nothing in the case changes.'}</span>
            <span className="grow" />
            <button type="button" className="button" onClick={close}>
              Close
            </button>
            <button type="button" className="button primary" disabled={!ready} onClick={() => void judge()}>
              Judge again
            </button>
          </>
        )
      }
    >
      <div className="whatif-body">
        <div className="labelled whatif-policy">
          <span className="strong">Policy</span>
          <Segmented
            label="Policy"
            value={from}
            options={[
              { value: 'text', label: draft === undefined ? 'Edited here' : 'The draft' },
              { value: 'file', label: 'A file' },
              { value: 'case', label: 'As it is' },
            ]}
            onChange={setFrom}
          />
        </div>
        {from === 'text' ? (
          <>
            <textarea
              className="input mono whatif-text"
              aria-label="Policy text"
              spellCheck={false}
              value={text}
              onChange={(event) => setEdited(event.currentTarget.value)}
            />
            {faults.slice(0, 4).map((f) => (
              <p key={`${f.line} ${f.column} ${f.message}`} className="v-unmet" role="alert">
                Line {f.line}, column {f.column}: <Text>{f.message}</Text>
              </p>
            ))}
            {faults.length === 0 && !differs ? (
              <p className="ink-3">Change a deadline, an audience or a kind here, or give other owners below.</p>
            ) : null}
          </>
        ) : null}
        {from === 'file' ? (
          <PathField label="Policy file" required value={file} onChange={setFile} choice={{ what: 'file', title: 'A policy to judge by' }} />
        ) : null}
        <PathField
          label="Owners"
          hint="A table of claims (subject, subject_type, role, party, party_type, valid_from, valid_to, as_of). A row stands in place of what the sources say of the same subject and role."
          value={claims}
          onChange={setClaims}
          choice={{ what: 'file', title: 'A table of claims' }}
        />
        {mine?.state.status === 'failed' && mine.state.error.code !== 'cancelled' ? <FaultLine error={mine.state.error} /> : null}
      </div>
    </Dialog>
  );
}
