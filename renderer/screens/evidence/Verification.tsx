import { useEffect } from 'react';
import type { VerificationView } from '../../../shared/views/types.ts';
import { useEngine } from '../../state/engine.ts';
import { useJobs } from '../../state/jobs.ts';
import { useNavigation } from '../../state/navigation.ts';
import { say } from '../../state/said.ts';
import { useVerifications } from '../../state/verifications.ts';
import { Copy } from '../../widgets/Copy.tsx';
import { longTime } from '../../widgets/format.ts';
import { baseName } from '../../widgets/path.ts';
import { Fault, Loading, State } from '../../widgets/States.tsx';
import { Text } from '../../widgets/Text.tsx';
import { BigResult, Result } from './results.tsx';

export function Verification({ file }: { readonly file: string }) {
  const engine = useEngine();
  const params = useNavigation((s) => s.params);
  const job = useJobs((s) => s.job);
  const run = useJobs((s) => s.run);
  const dismiss = useJobs((s) => s.dismiss);
  const kept = useVerifications((s) => s.byFile.get(file));
  const add = useVerifications((s) => s.add);
  const { signers, previous } = params;
  const given = JSON.stringify([signers, previous]);
  const view = kept?.given === given ? kept.view : undefined;
  const title = `Verifying ${baseName(file)}`;

  const verify = async (): Promise<void> => {
    dismiss();
    const result = await run(engine, 'evidence.verify', { file, signers, previous }, title);
    if (result === undefined) return;
    add(file, { view: result, given });
    say(`Verification took ${result.seconds.toFixed(1)} s. Nothing was written to the package.`);
  };
  const busy = job?.state.status === 'running';
  const mine = job?.name === 'evidence.verify' && job.title === title ? job : undefined;
  // Coming here is asking; an answer that is there already is shown, and another job is not interrupted.
  useEffect(() => {
    if (view === undefined && !busy) void verify();
  }, [file, given]);

  if (mine?.state.status === 'running') return <Loading what={title} progress={mine.state.progress} onCancel={mine.cancel} />;
  const again = (
    <button type="button" className="button" onClick={() => void verify()}>
      Verify {view === undefined ? 'it' : 'again'}
    </button>
  );
  if (view === undefined) {
    if (mine?.state.status === 'failed') return <Fault error={mine.state.error} acts={again} />;
    return (
      <State title="Not verified yet" acts={again}>
        {busy ? 'The engine is at work on something else.' : 'This package has not been looked at in this window.'}
      </State>
    );
  }
  return <Shown view={view} signers={signers} previous={previous} again={again} />;
}

function Shown({
  view,
  signers,
  previous,
  again,
}: {
  readonly view: VerificationView;
  readonly signers: string | undefined;
  readonly previous: string | undefined;
  readonly again: React.ReactNode;
}) {
  return (
    <div className="verification">
      <header className="verification-head">
        <div className="row verification-result" role="status">
          <BigResult result={view.result} />
          <span className="ink-2">
            <Text>{view.sentence}</Text> Exit code {view.exitCode}.
          </span>
        </div>
        <dl className="facts wide-only">
          <dt>Checked</dt>
          <dd>{longTime(view.at)} UTC</dd>
          <dt>Given</dt>
          <dd>
            <Text>
              {[
                signers === undefined ? 'no allowed_signers' : baseName(signers),
                previous === undefined ? 'no earlier package' : `previous: ${baseName(previous)}`,
              ].join(', ')}
            </Text>
          </dd>
        </dl>
        {again}
      </header>
      <Levels levels={view.levels} />
      <div className="verification-below">
        <Seals seals={view.seals} />
        <section>
          <h2 className="heading">
            Without Tracewake <span className="end">the same by hand, L1 to L3</span>
          </h2>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: long commands scroll, and scrolling needs the focus */}
          <pre className="raw commands" tabIndex={0}>
            {view.commands.join('\n')}
          </pre>
          <Copy text={view.commands.join('\n')} label="Copy the commands" />
        </section>
      </div>
    </div>
  );
}

function Levels({ levels }: { readonly levels: VerificationView['levels'] }) {
  return (
    <table className="levels">
      <thead>
        <tr>
          <th scope="col">Level</th>
          <th scope="col">Claim</th>
          <th scope="col">Result</th>
          <th scope="col">What was checked</th>
          <th scope="col">What was not checked</th>
        </tr>
      </thead>
      <tbody>
        {levels.map((level) => (
          <tr key={level.level} className={level.result === 'PASSED' ? '' : 'marked'}>
            <td className="mono strong">{level.level}</td>
            <th scope="row" className="strong">
              <Text>{level.claim}</Text>
            </th>
            <td>
              <Result result={level.result} />
            </td>
            <td>
              {level.checked.length === 0 ? <span className="ink-3">nothing</span> : <List items={level.checked} />}
              {level.problems.map((p) => (
                <p key={`${p.code} ${p.path ?? ''} ${p.text}`} className="problem">
                  <span className="mono strong">{p.code}</span> <Text>{p.text}</Text>
                  {p.path === undefined ? null : (
                    <span className="mono break">
                      {' '}
                      <Text>{p.path}</Text>
                    </span>
                  )}
                </p>
              ))}
            </td>
            <td>{level.notChecked.length === 0 ? <span className="ink-3">nothing left out</span> : <List items={level.notChecked} />}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function List({ items }: { readonly items: readonly string[] }) {
  return items.map((item) => (
    <p key={item}>
      <Text>{item}</Text>
    </p>
  ));
}

function Seals({ seals }: { readonly seals: VerificationView['seals'] }) {
  return (
    <section>
      <h2 className="heading">Seals</h2>
      {seals.length === 0 ? (
        <p className="ink-2">The package carries no seal.</p>
      ) : (
        <table className="plain seals">
          <thead>
            <tr>
              <th scope="col">Role</th>
              <th scope="col">Signer</th>
              <th scope="col">Time it claims</th>
              <th scope="col">Over</th>
            </tr>
          </thead>
          <tbody>
            {seals.map((seal) => (
              <tr key={`${seal.role} ${seal.fingerprint}`}>
                <td>
                  <Text>{seal.role}</Text>
                </td>
                <td>
                  <Text>{seal.signer}</Text>
                  <span className="ink-3">{seal.trusted ? ', a signer you trust' : ', not among the signers you gave'}</span>
                  <br />
                  <span className="mono break">{seal.fingerprint}</span>
                </td>
                <td>{seal.claimedTime === undefined ? 'none' : `${longTime(seal.claimedTime)} UTC`}</td>
                <td>
                  <Text>{seal.over}</Text>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
