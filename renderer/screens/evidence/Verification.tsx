import { useEffect, useRef } from 'react';
import type { Progress } from '../../../shared/contract/requests.ts';
import type { VerificationView } from '../../../shared/views/types.ts';
import { choose } from '../../state/chooser.ts';
import { useEngine, useHost } from '../../state/engine.ts';
import { useJobs } from '../../state/jobs.ts';
import { useNavigation } from '../../state/navigation.ts';
import { say } from '../../state/said.ts';
import { givenOf, useVerifications } from '../../state/verifications.ts';
import { Copy } from '../../widgets/Copy.tsx';
import { useLostFocus } from '../../widgets/focus.ts';
import { longTime, visible } from '../../widgets/format.ts';
import { baseName } from '../../widgets/path.ts';
import { Fault, FaultLine, Loading, State } from '../../widgets/States.tsx';
import { Text } from '../../widgets/Text.tsx';
import { BigResult, Result } from './results.tsx';

/** L5, and with it all of the others. */
const DEEPEST = 5;
const isParsedAgain = (view: VerificationView): boolean => view.levels.some((l) => l.level === 'L5' && l.result !== 'NOT ASKED');

export function Verification({ file }: { readonly file: string }) {
  const engine = useEngine();
  const params = useNavigation((s) => s.params);
  const job = useJobs((s) => s.job);
  const run = useJobs((s) => s.run);
  const dismiss = useJobs((s) => s.dismiss);
  const kept = useVerifications((s) => s.byFile.get(file));
  const add = useVerifications((s) => s.add);
  const { signers, previous } = params;
  const sealed = useVerifications((s) => s.sealed.get(file));
  // Only where it is asked for: with the key that sealed it, any package is that key's.
  const own = signers === undefined && params.own === 'yes' && sealed !== undefined;
  const given = givenOf({ signers, previous, own });
  const view = kept?.given === given ? kept.view : undefined;
  const wanted = params.again === 'yes';
  const title = `Verifying ${baseName(file)}`;

  /** `again`: with the sources parsed again, which takes as long as their import did. */
  const verify = async (again: boolean): Promise<void> => {
    dismiss();
    const result = await run(
      engine,
      'evidence.verify',
      { file, signers, signersText: own ? sealed.line : undefined, previous, level: again ? DEEPEST : undefined },
      title,
      (made) => add(file, { view: made, given }),
    );
    if (result !== undefined) say(`Verification took ${result.seconds.toFixed(1)} s. Nothing was written to the package.`);
  };
  const busy = job?.state.status === 'running';
  const mine = job?.name === 'evidence.verify' && job.title === title ? job : undefined;
  // Coming here is asking; an answer that is there already is shown, and another job is not interrupted.
  useEffect(() => {
    if ((view === undefined || (wanted && !isParsedAgain(view))) && !busy) void verify(wanted);
  }, [file, given]);

  if (mine?.state.status === 'running') return <Running title={title} progress={mine.state.progress} onCancel={mine.cancel} />;
  const error = mine?.state.status === 'failed' ? mine.state.error : undefined;
  const again = (
    <button type="button" className="button" onClick={() => void verify(view === undefined ? wanted : isParsedAgain(view))}>
      Verify {view === undefined ? 'it' : 'again'}
    </button>
  );
  if (view === undefined) {
    if (error !== undefined) return <Fault error={error} acts={again} />;
    return (
      <State title="Not verified yet" acts={again}>
        {busy ? 'The engine is at work on something else.' : 'This package has not been looked at in this window.'}
      </State>
    );
  }
  const deeper = isParsedAgain(view) ? undefined : (
    <button type="button" className="button" disabled={busy} onClick={() => void verify(true)}>
      Parse the sources again
    </button>
  );
  const shown = (
    <Shown
      view={view}
      signers={signers ?? (own ? 'the line of the key that sealed it here' : undefined)}
      previous={previous}
      again={again}
      deeper={deeper}
    >
      <Whose own={own} signers={signers} sealed={sealed?.fingerprint} />
    </Shown>
  );
  if (error === undefined || error.code === 'cancelled') return shown;
  return (
    <>
      <FaultLine error={error} />
      {shown}
    </>
  );
}

/** L5 has steps of its own, each with a beginning and an end. */
const STEPS: Partial<Record<Progress['phase'], string>> = { reading: 'parsing its sources again', analysing: 'judging them again' };

function Running({ title, progress, onCancel }: { readonly title: string; readonly progress: Progress | undefined; readonly onCancel: () => void }) {
  const box = useRef<HTMLDivElement>(null);
  useLostFocus(box);
  const step = progress === undefined ? undefined : STEPS[progress.phase];
  return (
    <div ref={box} tabIndex={-1} className="verification-running">
      <Loading what={step === undefined ? title : `${title}: ${step}`} progress={progress} onCancel={onCancel} />
    </div>
  );
}

/** Whose keys count is said by whoever verifies, never by the package: offered where it has not been said. */
function Whose({ own, signers, sealed }: { readonly own: boolean; readonly signers: string | undefined; readonly sealed: string | undefined }) {
  const host = useHost();
  const set = useNavigation((s) => s.set);
  if (signers !== undefined) return null;
  const pick = async (): Promise<void> => {
    const [file] = await choose(host, { what: 'file', title: 'allowed_signers: whose keys count' });
    if (file !== undefined) set({ signers: file, own: undefined });
  };
  return (
    <div className="notice-line">
      {own ? (
        <span>
          Held against your own key alone, <span className="mono break">{sealed}</span>. That proves that the package is as this key sealed it, and
          that it can be verified. Whose key it is, it proves to nobody else: whoever receives the package takes the line from you by another way.
        </span>
      ) : (
        <span>
          Who signed stays open until you say whose keys count, by your own allowed_signers file: a package cannot vouch for its own keys.
          {sealed === undefined
            ? ''
            : ' This one was sealed in this window: with the line of that key you see that it is as it was sealed, not whose key it is.'}
        </span>
      )}
      <span className="grow" />
      <button type="button" className="button small" onClick={() => void pick()}>
        Choose allowed_signers
      </button>
      {sealed === undefined || own ? null : (
        <button type="button" className="button small" onClick={() => set({ own: 'yes' })}>
          Take my own key’s line
        </button>
      )}
    </div>
  );
}

function Shown({
  view,
  signers,
  previous,
  again,
  deeper,
  children,
}: {
  readonly view: VerificationView;
  readonly signers: string | undefined;
  readonly previous: string | undefined;
  readonly again: React.ReactNode;
  /** Asks for the level that is not asked by itself. */
  readonly deeper: React.ReactNode;
  readonly children: React.ReactNode;
}) {
  const result = useRef<HTMLDivElement>(null);
  useLostFocus(result);
  return (
    <div className="verification">
      <header className="verification-head">
        <div ref={result} tabIndex={-1} className="row verification-result" role="status">
          <BigResult result={view.result} />
          <span className="ink-2">
            <Text>{view.sentence}</Text>
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
        <Copy text={resultText(view, signers, previous)} label="Copy the result" />
        {again}
      </header>
      {children}
      <Levels levels={view.levels} deeper={deeper} />
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

/** For the auditor's own file: what was given, the result of each level, what was wrong, and what was not checked. */
export function resultText(view: VerificationView, signers: string | undefined, previous: string | undefined): string {
  const lines = [
    `${view.result} ${visible(view.file)}`,
    `${visible(view.sentence)} Exit code ${view.exitCode}.`,
    `Checked ${longTime(view.at)} UTC. Signers: ${visible(signers ?? 'none given')}. Earlier package: ${visible(previous ?? 'none given')}.`,
  ];
  for (const level of view.levels) {
    lines.push('', `${level.level} ${level.result}: ${visible(level.claim)}`);
    for (const p of level.problems) lines.push(`  ${visible([p.code, p.path, p.text].filter((x) => x !== undefined).join(' '))}`);
    for (const c of level.checked) lines.push(`  checked: ${visible(c)}`);
    for (const n of level.notChecked) lines.push(`  not checked: ${visible(n)}`);
  }
  for (const s of view.seals) lines.push('', `Seal: ${visible(`${s.role}, ${s.signer}, ${s.fingerprint}`)}${standing(s)}`);
  return `${lines.join('\n')}\n`;
}

function Levels({ levels, deeper }: { readonly levels: VerificationView['levels']; readonly deeper: React.ReactNode }) {
  return (
    <table className="levels" aria-label="Levels">
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
              {/* What is wrong comes before what holds all the same. */}
              {level.problems.map((p) => (
                <Problem key={`${p.code} ${p.path ?? ''} ${p.text}`} problem={p} />
              ))}
              {level.checked.length > 0 ? <List items={level.checked} /> : level.problems.length > 0 ? null : <span className="ink-3">nothing</span>}
            </td>
            <td>
              {level.notChecked.length === 0 ? <span className="ink-3">nothing left out</span> : <List items={level.notChecked} />}
              {level.level === 'L5' ? deeper : null}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Problem({ problem }: { readonly problem: VerificationView['levels'][number]['problems'][number] }) {
  return (
    <div className="problem">
      <p>
        <span className="mono strong">{problem.code}</span>
        {problem.path === undefined ? null : (
          <span className="mono break">
            {' '}
            <Text>{problem.path}</Text>
          </span>
        )}
      </p>
      <p>
        <Text>{problem.text}</Text>
      </p>
    </div>
  );
}

function List({ items }: { readonly items: readonly string[] }) {
  return items.map((item) => (
    <p key={item}>
      <Text>{item}</Text>
    </p>
  ));
}

/** A seal that does not verify says whose it is, and nobody has signed that. */
const standing = (seal: VerificationView['seals'][number]): string =>
  !seal.verified
    ? ', behind which no signature stands: the seal does not verify'
    : seal.trusted
      ? ', a signer you trust'
      : ', not among the signers you gave';

function Seals({ seals }: { readonly seals: VerificationView['seals'] }) {
  return (
    <section>
      <h2 className="heading">Seals</h2>
      {seals.length === 0 ? (
        <p className="ink-2">No seal could be read.</p>
      ) : (
        <table className="plain seals" aria-label="Seals">
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
                  <span className="ink-3">{standing(seal)}</span>
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
