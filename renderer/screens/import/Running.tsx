import { useRef } from 'react';
import type { Job } from '../../state/jobs.ts';
import { useLostFocus } from '../../widgets/focus.ts';
import { bytes, clockLeft, count } from '../../widgets/format.ts';
import { ProgressBar } from '../../widgets/ProgressBar.tsx';
import { phaseWord, shareOf } from '../../widgets/States.tsx';
import { Text } from '../../widgets/Text.tsx';

export function Running({ job }: { readonly job: Job }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useLostFocus(heading);
  if (job.state.status !== 'running') return null;
  const { progress: p, cancelling } = job.state;
  return (
    <>
      <div className="toolbar">
        <h1>Import</h1>
        <span className="sum clip">
          <Text>{job.title}</Text>
        </span>
      </div>
      <section className="running" aria-label="Progress of the import">
        <h2 ref={heading} tabIndex={-1}>
          {p === undefined ? 'Looking at the files' : phaseWord(p)}
        </h2>
        {p?.member === undefined ? null : (
          <p className="mono break">
            <Text>{p.member}</Text>
          </p>
        )}
        {p === undefined ? null : <ProgressBar label={job.title} width="100%" {...shareOf(p)} />}
        {p === undefined ? null : (
          <dl className="running-facts">
            <Figure
              name="Bytes"
              value={p.bytes === undefined ? undefined : `${bytes(p.bytes.done)}${p.bytes.of === undefined ? '' : ` of ${bytes(p.bytes.of)}`}`}
            />
            <Figure
              name="Records"
              value={
                p.records === undefined ? undefined : `${count(p.records.done)}${p.records.of === undefined ? '' : ` of ${count(p.records.of)}`}`
              }
            />
            <Figure name="Rate" value={p.rate === undefined ? undefined : `${count(Math.round(p.rate))} a second`} />
            <Figure name="Left" value={p.secondsLeft === undefined ? undefined : clockLeft(p.secondsLeft)} />
          </dl>
        )}
        <p className="ink-2">You can look at the rest of the case meanwhile. A source is in the case wholly or not at all.</p>
        <div>
          <button type="button" className="button" disabled={cancelling} onClick={job.cancel}>
            {cancelling ? 'Cancelling' : 'Cancel'}
          </button>
        </div>
      </section>
    </>
  );
}

function Figure({ name, value }: { readonly name: string; readonly value: string | undefined }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd className={value === undefined ? 'ink-3' : ''}>{value ?? 'not known yet'}</dd>
    </div>
  );
}
