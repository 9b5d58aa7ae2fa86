import { useEffect, useRef, useState } from 'react';
import type { WayOut } from '../../../shared/model/ways-out.ts';
import type { CaseSummary, HandedOut } from '../../../shared/views/types.ts';
import { useEngine } from '../../state/engine.ts';
import { useJobs } from '../../state/jobs.ts';
import { useKeys } from '../../state/keys.ts';
import { say } from '../../state/said.ts';
import { Copy } from '../../widgets/Copy.tsx';
import { Dialog } from '../../widgets/Dialog.tsx';
import { bytes, counted } from '../../widgets/format.ts';
import { Kbd } from '../../widgets/Kbd.tsx';
import { ProgressBar } from '../../widgets/ProgressBar.tsx';
import { joinPath, slug } from '../../widgets/path.ts';
import { FaultLine, progressText, shareOf } from '../../widgets/States.tsx';
import { Text } from '../../widgets/Text.tsx';
import { PathField } from '../shared/PathField.tsx';

interface Form {
  readonly id: string;
  readonly format: WayOut;
  readonly ending: string;
  readonly label: string;
  readonly what: string;
}

const FORMS: readonly Form[] = [
  { id: 'timesketch', format: 'timesketch', ending: '.timesketch.csv', label: 'Timesketch, CSV', what: 'the timeline; it can be imported again' },
  {
    id: 'timesketch-lines',
    format: 'timesketch',
    ending: '.timesketch.jsonl',
    label: 'Timesketch, JSON lines',
    what: 'the same, with lists as lists',
  },
  { id: 'ocsf', format: 'ocsf', ending: '.ocsf.jsonl', label: 'OCSF', what: 'events and mail as OCSF 1.5, for a SIEM or a data lake' },
  { id: 'parquet', format: 'parquet', ending: '.parquet', label: 'Parquet', what: 'events in typed columns, for DuckDB or Spark' },
  { id: 'csv', format: 'csv', ending: '.csv', label: 'Spreadsheet, CSV', what: 'events for people; nothing in it runs as a formula' },
  { id: 'navigator', format: 'navigator', ending: '.layer.json', label: 'ATT&CK Navigator', what: 'the techniques that findings cite, as a layer' },
  { id: 'stix', format: 'stix', ending: '.stix.json', label: 'STIX 2.1', what: 'the findings with what they are about, as a bundle' },
];

const NOUNS: Readonly<Record<WayOut, string>> = {
  timesketch: 'event',
  ocsf: 'line',
  parquet: 'event',
  csv: 'event',
  navigator: 'technique',
  stix: 'object',
};

/** The case in the form of another tool. Unsigned; the custody log holds what went out, with its hash. */
export function HandOutDialog({ summary, onClose }: { readonly summary: CaseSummary; readonly onClose: () => void }) {
  const engine = useEngine();
  const job = useJobs((s) => s.job);
  const run = useJobs((s) => s.run);
  const [form, setForm] = useState<Form>(FORMS[0] as Form);
  const [typed, setTyped] = useState<string | undefined>(undefined);
  const [overwrite, setOverwrite] = useState(false);
  const [result, setResult] = useState<HandedOut | undefined>(undefined);
  const out = typed ?? joinPath(summary.dir, 'out', `${slug(summary.title)}${form.ending}`);
  const mine = job?.name === 'export.to' ? job : undefined;
  const running = mine?.state.status === 'running' ? mine.state : undefined;
  const error = mine?.state.status === 'failed' ? mine.state.error : undefined;
  const ready = out.trim() !== '' && running === undefined;

  const write = async (): Promise<void> => {
    if (!ready) return;
    setResult(undefined);
    const done = await run(engine, 'export.to', { format: form.format, out: out.trim(), overwrite }, `Writing ${form.label}`);
    if (done !== undefined) say(`Wrote ${form.label}`);
  };
  // It may have been begun before this page was loaded again: whoever saw it run sees what it came to.
  const sawIt = useRef(false);
  useEffect(() => {
    if (running !== undefined) sawIt.current = true;
    else if (sawIt.current && mine?.state.status === 'done') setResult(mine.state.result as HandedOut);
  }, [mine, running]);
  useKeys({ 'Mod+Enter': () => void write() }, { modal: true });

  return (
    <Dialog
      title="Hand out for another tool"
      width={860}
      className="export"
      onClose={onClose}
      footer={
        <>
          {running === undefined ? (
            <span className="ink-2 clip">Unsigned: to work on, not to prove with. The custody log keeps its hash.</span>
          ) : (
            <span className="row export-progress" role="status">
              {running.progress === undefined ? (
                'Beginning'
              ) : (
                <>
                  <ProgressBar label="Writing" {...shareOf(running.progress)} /> {progressText(running.progress)}
                </>
              )}
            </span>
          )}
          <span className="grow" />
          <button
            type="button"
            className="button"
            disabled={running?.cancelling === true}
            onClick={() => (running === undefined ? onClose() : mine?.cancel())}
          >
            {running === undefined ? 'Close' : 'Cancel'}
          </button>
          <button type="button" className="button primary" disabled={!ready} onClick={() => void write()}>
            Write it <Kbd>Ctrl ↵</Kbd>
          </button>
        </>
      }
    >
      <fieldset className="export-columns" disabled={running !== undefined}>
        <fieldset className="choices">
          <legend>Form</legend>
          {FORMS.map((f) => (
            <label key={f.id} className="choice">
              <input
                type="radio"
                name="form"
                checked={f.id === form.id}
                onChange={() => {
                  setForm(f);
                  setTyped(undefined);
                  setResult(undefined);
                }}
              />
              <span>
                <span>{f.label}</span>
                <span>{f.what}</span>
              </span>
            </label>
          ))}
        </fieldset>
        <div className="stack">
          <PathField label="File" required value={out} onChange={setTyped} choice={{ what: 'save', title: 'Where it is written', suggested: out }} />
          <label className="row">
            <input type="checkbox" checked={overwrite} onChange={(event) => setOverwrite(event.currentTarget.checked)} />
            <span>Replace the file where it is there</span>
          </label>
          {error === undefined ? null : error.code === 'cancelled' ? (
            <p className="ink-2">Cancelled. Nothing was written.</p>
          ) : (
            <FaultLine error={error} />
          )}
          {result === undefined ? null : <Written result={result} />}
        </div>
      </fieldset>
    </Dialog>
  );
}

function Written({ result }: { readonly result: HandedOut }) {
  return (
    <section aria-label="What was written">
      <h3 className="heading">Written</h3>
      <dl className="facts">
        <dt>File</dt>
        <dd className="mono">
          <Text>{result.file}</Text>
        </dd>
        <dt>Holds</dt>
        <dd>
          {counted(result.rows, NOUNS[result.format])}, {bytes(result.bytes)}
        </dd>
        <dt>SHA-256</dt>
        <dd className="mono">
          {result.sha256} <Copy text={result.sha256} />
        </dd>
      </dl>
      {result.notes.map((note) => (
        <p key={note} className="ink-2">
          {note}
        </p>
      ))}
    </section>
  );
}
