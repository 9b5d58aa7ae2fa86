import { useEffect, useRef, useState } from 'react';
import type { CaseSummary, ExportResult } from '../../../shared/views/types.ts';
import { useEngine, useRequest } from '../../state/engine.ts';
import { useJobs } from '../../state/jobs.ts';
import { useKeys } from '../../state/keys.ts';
import { go } from '../../state/navigation.ts';
import { say } from '../../state/said.ts';
import { useVerifications } from '../../state/verifications.ts';
import { Dialog } from '../../widgets/Dialog.tsx';
import { counted } from '../../widgets/format.ts';
import { Kbd } from '../../widgets/Kbd.tsx';
import { ProgressBar } from '../../widgets/ProgressBar.tsx';
import { joinPath, slug } from '../../widgets/path.ts';
import { FaultLine, progressText, shareOf } from '../../widgets/States.tsx';
import { PathField } from '../shared/PathField.tsx';
import { Exported } from './Exported.tsx';
import { KeyField } from './KeyField.tsx';

/** Scope, sources, key, seal. The passphrase goes to the engine with the request and is kept nowhere. */
export function ExportDialog({ summary, onClose }: { readonly summary: CaseSummary; readonly onClose: () => void }) {
  const engine = useEngine();
  const job = useJobs((s) => s.job);
  const run = useJobs((s) => s.run);
  const revision = (useRequest('evidence.packages', {}).value ?? []).reduce((most, p) => Math.max(most, p.revision), 0) + 1;
  const suggested = joinPath(summary.dir, 'out', `${slug(summary.title)}-r${String(revision).padStart(2, '0')}.evidence.zip`);
  const [typedOut, setTypedOut] = useState<string | undefined>(undefined);
  const [sources, setSources] = useState<'include' | 'hash'>('include');
  const [role, setRole] = useState('investigator');
  const [keyFile, setKeyFile] = useState('');
  const [passphrase, setPassphrase] = useState('');
  const [result, setResult] = useState<ExportResult | undefined>(undefined);
  const out = typedOut ?? suggested;
  const mine = job?.name === 'evidence.export' ? job : undefined;
  const running = mine?.state.status === 'running' ? mine.state : undefined;
  const error = mine?.state.status === 'failed' ? mine.state.error : undefined;
  const ready = out.trim() !== '' && keyFile.trim() !== '' && passphrase !== '' && running === undefined && result === undefined;

  const seal = async (): Promise<void> => {
    if (!ready) return;
    const done = await run(
      engine,
      'evidence.export',
      { out: out.trim(), keyFile: keyFile.trim(), passphrase, role: role.trim() === '' ? undefined : role.trim(), sources },
      'Exporting a signed package',
    );
    setPassphrase('');
    if (done !== undefined) say(`Sealed ${done.name}`);
  };
  // It may have been begun before this page was loaded again: whoever saw it run sees what it came to.
  const sawIt = useRef(false);
  useEffect(() => {
    if (running !== undefined) sawIt.current = true;
    else if (sawIt.current && mine?.state.status === 'done') {
      const made = mine.state.result as ExportResult;
      setResult(made);
      useVerifications.getState().keep(made);
    }
  }, [mine, running]);
  useKeys({ 'Mod+Enter': () => void seal() }, { modal: true });

  if (result !== undefined) {
    return (
      <Dialog
        title={`Sealed ${result.name}`}
        width={860}
        onClose={onClose}
        footer={
          <>
            <span className="grow" />
            <button type="button" className="button" onClick={onClose}>
              Close
            </button>
            <button type="button" className="button primary" onClick={() => go('evidence', { verify: result.file })}>
              Verify it now
            </button>
          </>
        }
      >
        <Exported result={result} />
      </Dialog>
    );
  }

  return (
    <Dialog
      title="Export a signed package"
      sub={<span className="mono ink-3 clip">revision {revision}</span>}
      width={860}
      className="export"
      onClose={onClose}
      footer={
        <>
          {running === undefined ? (
            <span className="ink-2 clip">Written to this machine; nothing leaves it.</span>
          ) : (
            <span className="row export-progress" role="status">
              {running.progress === undefined ? (
                'Beginning'
              ) : (
                <>
                  <ProgressBar label="Export" {...shareOf(running.progress)} /> {progressText(running.progress)}
                </>
              )}
            </span>
          )}
          <span className="grow" />
          <button
            type="button"
            className="button"
            disabled={running?.cancelling === true}
            onClick={() => {
              if (running === undefined) onClose();
              else mine?.cancel();
            }}
          >
            Cancel
          </button>
          <button type="button" className="button primary" disabled={!ready} onClick={() => void seal()}>
            Seal and export <Kbd>Ctrl ↵</Kbd>
          </button>
        </>
      }
    >
      <fieldset className="export-columns" disabled={running !== undefined}>
        <div className="stack">
          <section>
            <h3 className="heading">Scope</h3>
            <p>The whole case</p>
            <p className="ink-2">
              {counted(summary.counts.events, 'event')}, {counted(summary.counts.wakes, 'wake')}, {counted(summary.counts.findings, 'finding')},{' '}
              {counted(summary.counts.notes, 'note')}, the custody log of {counted(summary.custody.entries, 'entry', 'entries')}
            </p>
          </section>
          <fieldset className="choices">
            <legend>Sources</legend>
            <label className="choice">
              <input type="radio" name="sources" checked={sources === 'include'} onChange={() => setSources('include')} />
              <span>
                <span>Original bytes</span>
                <span>{counted(summary.counts.sources, 'source')}: a reader can parse them again and compare</span>
              </span>
            </label>
            <label className="choice">
              <input type="radio" name="sources" checked={sources === 'hash'} onChange={() => setSources('hash')} />
              <span>
                <span>Hashes only</span>
                <span>small; what rests on a record can then be checked only by who holds the source</span>
              </span>
            </label>
          </fieldset>
          <PathField
            label="Package"
            required
            value={out}
            onChange={setTypedOut}
            choice={{ what: 'save', title: 'Where the package is written', suggested: out }}
          />
        </div>
        <div className="stack">
          <KeyField keyFile={keyFile} onKeyFile={setKeyFile} passphrase={passphrase} onPassphrase={setPassphrase} caseDir={summary.dir} />
          <label className="labelled">
            <span>Role</span>
            <input className="input" value={role} spellCheck={false} onChange={(event) => setRole(event.currentTarget.value)} />
          </label>
          {error === undefined ? null : error.code === 'cancelled' ? (
            <p className="ink-2">Cancelled. No package was written.</p>
          ) : (
            <FaultLine error={error} />
          )}
        </div>
      </fieldset>
    </Dialog>
  );
}
