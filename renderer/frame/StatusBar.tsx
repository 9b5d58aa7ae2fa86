import { assertNever } from '../../shared/base/result.ts';
import type { CaseSummary } from '../../shared/views/types.ts';
import { useEngine } from '../state/engine.ts';
import { SHOW_LAST } from '../state/importing.ts';
import { type Job, useJobs } from '../state/jobs.ts';
import { go } from '../state/navigation.ts';
import { useSaid } from '../state/said.ts';
import { count, longTime, shortHash } from '../widgets/format.ts';
import { Icon } from '../widgets/Icon.tsx';
import { ProgressBar } from '../widgets/ProgressBar.tsx';
import { phaseWord, progressText, shareOf } from '../widgets/States.tsx';
import { Text } from '../widgets/Text.tsx';

export function StatusBar({ summary }: { readonly summary: CaseSummary | undefined }) {
  const job = useJobs((s) => s.job);
  const said = useSaid((s) => s.text);
  const run = useJobs((s) => s.run);
  const engine = useEngine();
  return (
    <footer className="statusbar">
      {job === undefined ? <span>Engine idle</span> : <JobLine job={job} />}
      {summary === undefined || job?.state.status === 'running' ? null : (
        <>
          <span className="wide-only">{analysisText(summary)}</span>
          {isDue(summary) ? (
            <button type="button" onClick={() => void run(engine, 'analysis.run', {}, 'Judging')}>
              Judge now
            </button>
          ) : null}
        </>
      )}
      <span role="status" className="clip">
        {said}
      </span>
      <span className="grow" />
      {summary === undefined ? null : (
        <>
          <span className="clip wide-only">
            Policy <Text>{summary.policy.name}</Text>, revision {summary.policy.revision}
          </span>
          <span className="rule wide-only" />
          <span>
            Custody {count(summary.custody.entries)}
            {summary.custody.head === '' ? null : (
              <>
                , head <span className="mono">{shortHash(summary.custody.head).slice(0, 9)}</span>
              </>
            )}
          </span>
          <span className="rule" />
        </>
      )}
      <span className="offline" title="Tracewake makes no connection at any time.">
        <Icon name="offline" size={14} />
        Offline
      </span>
    </footer>
  );
}

/** Sources came in that no analysis has seen, as after an import that was cancelled, or something else that it hangs on has changed. */
const isDue = (summary: CaseSummary): boolean => !summary.readOnly && summary.counts.sources > 0 && summary.analysis?.current !== true;

function analysisText(summary: CaseSummary): string {
  if (summary.analysis === undefined) return 'Not analysed yet';
  return `Analysis of ${longTime(summary.analysis.at)} UTC ${summary.analysis.current ? 'is current' : 'is out of date'}`;
}

function JobLine({ job }: { readonly job: Job }) {
  const dismiss = useJobs((s) => s.dismiss);
  const { state } = job;
  switch (state.status) {
    case 'running':
      return (
        <>
          <b className="clip">
            <Text>{job.title}</Text>
          </b>
          {state.progress === undefined ? null : (
            <>
              <ProgressBar label={job.title} width={120} {...shareOf(state.progress)} />
              <span className="wide-only">
                {phaseWord(state.progress)}: {progressText(state.progress)}
              </span>
            </>
          )}
          <button type="button" disabled={state.cancelling} onClick={job.cancel}>
            {state.cancelling ? 'Cancelling' : 'Cancel'}
          </button>
        </>
      );
    case 'done':
      return (
        <span>
          <Text>{job.title}</Text>: {state.how}
          {job.name === 'import.run' ? (
            <>
              {' '}
              <button type="button" onClick={() => go('import', SHOW_LAST)}>
                Its result
              </button>
            </>
          ) : null}
        </span>
      );
    case 'failed':
      return (
        <>
          <span className={state.error.code === 'cancelled' ? 'clip' : 'v-unmet clip'}>
            <Text>{`${job.title}: ${state.error.message}`}</Text>
          </span>
          <button type="button" onClick={dismiss}>
            Dismiss
          </button>
        </>
      );
    default:
      return assertNever(state);
  }
}
