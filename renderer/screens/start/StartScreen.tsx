import { useState } from 'react';
import type { DemoResult } from '../../../shared/views/types.ts';
import { useCase } from '../../state/case.ts';
import { choose } from '../../state/chooser.ts';
import { useHost } from '../../state/engine.ts';
import { useJobs } from '../../state/jobs.ts';
import { go } from '../../state/navigation.ts';
import { usePreferences } from '../../state/preferences.ts';
import { count } from '../../widgets/format.ts';
import { Icon } from '../../widgets/Icon.tsx';
import { ProgressBar } from '../../widgets/ProgressBar.tsx';
import { FaultLine, phaseWord, progressText, shareOf } from '../../widgets/States.tsx';
import { Text } from '../../widgets/Text.tsx';
import { NewCaseDialog } from './NewCaseDialog.tsx';
import { SampleDialog } from './SampleDialog.tsx';
import './start.css';

/** Where the window begins: a case to open, a case to make, or the sample to try. */
export function StartScreen() {
  const host = useHost();
  const summary = useCase((s) => s.summary);
  const error = useCase((s) => s.error);
  const openCase = useCase((s) => s.open);
  const all = usePreferences((s) => s.recent);
  const recent = all.filter((r) => r.dir !== summary?.dir);
  const forget = usePreferences((s) => s.forget);
  const [dialog, setDialog] = useState<'new' | 'sample' | undefined>(undefined);

  const open = async (dir: string): Promise<void> => {
    if (await openCase(host.engine, { dir })) go('findings');
  };
  const browse = async (): Promise<void> => {
    const [dir] = await choose(host, { what: 'case', title: 'Open a case' });
    if (dir !== undefined) await open(dir);
  };

  return (
    <div className="start">
      <div className="start-main">
        <h1>Cases</h1>
        <p className="ink-2">A case is a directory: the database, the original files and the custody log. It stays on this machine.</p>
        {error === undefined ? null : <FaultLine error={error} />}
        <div className="start-acts">
          <button type="button" className="button primary" onClick={() => setDialog('new')}>
            <Icon name="plus" size={14} /> New case
          </button>
          <button type="button" className="button" onClick={() => void browse()}>
            <Icon name="folder" size={14} /> Open a case
          </button>
          <button type="button" className="button" onClick={() => go('evidence', { verify: 'choose' })}>
            <Icon name="evidence" size={14} /> Verify a package
          </button>
        </div>
        {summary === undefined ? null : (
          <section>
            <h2 className="heading">Open now</h2>
            <button type="button" className="start-case" onClick={() => go('findings')}>
              <b>
                <Text>{summary.title}</Text>
              </b>
              <span className="mono ink-3 clip">{summary.dir}</span>
            </button>
          </section>
        )}
        <section>
          <h2 className="heading">Recent</h2>
          {recent.length === 0 ? (
            <p className="ink-2">
              {summary === undefined ? 'No case was opened from this window yet.' : 'No other case was opened from this window yet.'}
            </p>
          ) : (
            <ul className="start-recent">
              {recent.map((r) => (
                <li key={r.dir}>
                  <button type="button" className="start-case" onClick={() => void open(r.dir)}>
                    <b className="clip">
                      <Text>{r.title}</Text>
                    </b>
                    <span className="mono ink-3 clip">
                      <Text>{r.dir}</Text>
                    </span>
                  </button>
                  <button
                    type="button"
                    className="iconbutton"
                    aria-label={`Take ${r.title} off this list`}
                    title="Take off this list"
                    onClick={() => forget(r.dir)}
                  >
                    <Icon name="close" size={12} />
                  </button>
                </li>
              ))}
            </ul>
          )}
        </section>
      </div>
      <aside className="start-side" aria-label="The sample incident">
        <h2>The sample incident</h2>
        <p>
          Two weeks of an invented ferry company: a payroll change hidden by an inbox rule, a deploy key used after its rotation, a break-glass
          account overrun, an owner who had moved, and an absence that no log covers.
        </p>
        <p>It is written as raw files, imported like any other bundle, judged, sealed and verified.</p>
        <Sample onStart={() => setDialog('sample')} />
      </aside>
      {dialog === 'new' ? <NewCaseDialog onClose={() => setDialog(undefined)} /> : null}
      {dialog === 'sample' ? <SampleDialog onClose={() => setDialog(undefined)} /> : null}
    </div>
  );
}

function Sample({ onStart }: { readonly onStart: () => void }) {
  const job = useJobs((s) => s.job);
  const state = job?.name === 'demo.run' ? job.state : undefined;
  if (job !== undefined && state?.status === 'running') {
    return (
      <div className="start-progress">
        {state.progress === undefined ? (
          <span>Writing the raw files</span>
        ) : (
          <>
            <ProgressBar label={job.title} width="100%" {...shareOf(state.progress)} />
            <span>
              {phaseWord(state.progress)}: {progressText(state.progress)}
            </span>
          </>
        )}
        <button type="button" className="button small" disabled={state.cancelling} onClick={job.cancel}>
          {state.cancelling ? 'Cancelling' : 'Cancel'}
        </button>
      </div>
    );
  }
  return (
    <>
      {state?.status === 'failed' ? <FaultLine error={state.error} /> : null}
      {state?.status === 'done' ? <Ready result={state.result as DemoResult} /> : null}
      <div>
        <button type="button" className="button" onClick={onStart}>
          {state?.status === 'done' ? 'Run it again' : 'Open the sample incident'}
        </button>
      </div>
    </>
  );
}

function Ready({ result }: { readonly result: DemoResult }) {
  return (
    <div className="start-ready">
      <p>
        <b>
          {count(result.files)} files{result.records === undefined ? '' : `, ${count(result.records)} records`}, read and judged.
        </b>{' '}
        {result.packageFile === undefined ? null : (
          <button type="button" className="link" onClick={() => go('evidence', { verify: result.packageFile })}>
            Its package: {result.verification?.result ?? 'not verified'}
          </button>
        )}
      </p>
      <ul>
        {result.highlights.map((h) => (
          <li key={h.finding}>
            <button type="button" className="link" onClick={() => go('findings', { finding: h.finding })}>
              <Text>{h.text}</Text>
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
