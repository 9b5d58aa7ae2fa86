import type { PackageLine } from '../../../shared/views/types.ts';
import { useCase } from '../../state/case.ts';
import { useRequest } from '../../state/engine.ts';
import { useKeys } from '../../state/keys.ts';
import { go, useNavigation } from '../../state/navigation.ts';
import { useVerifications } from '../../state/verifications.ts';
import { bytes, counted, longTime, shortTime } from '../../widgets/format.ts';
import { baseName } from '../../widgets/path.ts';
import { State } from '../../widgets/States.tsx';
import { Text } from '../../widgets/Text.tsx';
import { Answer } from '../shared/Answer.tsx';
import { nameOfPerson } from '../shared/places.ts';
import { ExportDialog } from './ExportDialog.tsx';
import { HandOutDialog } from './HandOutDialog.tsx';
import { Result } from './results.tsx';
import { Verification } from './Verification.tsx';
import { VerifyDialog } from './VerifyDialog.tsx';
import './evidence.css';

/**
 * Packages of the case, their verification, and the export. Verification needs no case: an auditor opens only this screen.
 * Parameters: `verify` is a package file, or `choose`; `export` and `handout` open their dialogs; `package` is the chosen line.
 */
export function EvidenceScreen() {
  const params = useNavigation((s) => s.params);
  const set = useNavigation((s) => s.set);
  const summary = useCase((s) => s.summary);
  const open = summary !== undefined;
  const file = params.verify === 'choose' ? undefined : params.verify;
  const startVerify = (): void => set({ verify: 'choose' });
  const startExport = (): void => set({ export: 'yes' });
  return (
    <>
      <div className="toolbar">
        <h1>{file === undefined ? 'Evidence' : 'Verification'}</h1>
        <span className="sum clip">
          {file === undefined ? (
            open ? (
              counted(summary.counts.packages, 'package')
            ) : (
              'Verify a package. No case is needed.'
            )
          ) : (
            <Text>{baseName(file)}</Text>
          )}
        </span>
        <span className="grow" />
        <button type="button" className="button" onClick={startVerify}>
          {file === undefined ? 'Verify a package' : 'Verify another'}
        </button>
        {open ? (
          <button type="button" className="button" disabled={summary.readOnly} onClick={() => set({ handout: 'yes' })}>
            Hand out for another tool
          </button>
        ) : null}
        {open ? (
          <button type="button" className="button primary" disabled={summary.readOnly} onClick={startExport}>
            Export a signed package
          </button>
        ) : null}
      </div>
      <div className="evidence">
        {open ? <Packages /> : null}
        <section className="evidence-main" aria-label="Package">
          {file !== undefined ? (
            <Verification key={JSON.stringify([file, params.signers, params.previous, params.again, params.own])} file={file} />
          ) : (
            <Chosen />
          )}
        </section>
      </div>
      {params.verify === 'choose' ? <VerifyDialog onClose={() => set({ verify: undefined })} /> : null}
      {open && params.export !== undefined && !summary.readOnly ? (
        <ExportDialog summary={summary} onClose={() => set({ export: undefined })} />
      ) : null}
      {open && params.handout !== undefined && !summary.readOnly ? (
        <HandOutDialog summary={summary} onClose={() => set({ handout: undefined })} />
      ) : null}
    </>
  );
}

function Packages() {
  const set = useNavigation((s) => s.set);
  const params = useNavigation((s) => s.params);
  const verified = useVerifications((s) => s.byFile);
  const asked = useRequest('evidence.packages', {}, { on: ['custody', 'case'] });
  const lines = asked.value ?? [];
  const at = lines.findIndex((p) => p.file === (params.verify ?? params.package));
  const move = (to: number): void => {
    const line = lines[Math.max(0, Math.min(lines.length - 1, to))];
    if (line !== undefined) set({ package: line.file, verify: verified.has(line.file) ? line.file : undefined, again: undefined, own: undefined });
  };
  useKeys({ j: () => move(at + 1), k: () => move(at - 1) });
  return (
    <aside className="packages" aria-label="Packages">
      <h2 className="heading">Packages</h2>
      <Answer asked={asked} what="Reading the packages">
        {(packages) =>
          packages.length === 0 ? (
            <p className="ink-2 packages-none">None was exported yet.</p>
          ) : (
            <ul>
              {packages.map((p) => {
                const result = verified.get(p.file);
                return (
                  <li key={p.file}>
                    <button
                      type="button"
                      className="package"
                      aria-current={p.file === (params.verify ?? params.package)}
                      onClick={() => set({ package: p.file, verify: result === undefined ? undefined : p.file, again: undefined, own: undefined })}
                    >
                      <b>{p.name}</b>
                      <span className="ink-3">{shortTime(p.at)} UTC</span>
                      <span className="ink-2">
                        {bytes(p.bytes)}, {p.sources === 'include' ? 'with the sources' : 'hashes of the sources'}
                      </span>
                      {result === undefined ? null : <Result result={result.view.result} />}
                    </button>
                  </li>
                );
              })}
            </ul>
          )
        }
      </Answer>
    </aside>
  );
}

/** A package of the list that has not been verified in this window, or none. */
function Chosen() {
  const params = useNavigation((s) => s.params);
  const set = useNavigation((s) => s.set);
  const summary = useCase((s) => s.summary);
  const asked = useRequest('evidence.packages', summary === undefined || params.package === undefined ? undefined : {}, { on: ['custody'] });
  const chosen = asked.value?.find((p) => p.file === params.package);
  if (chosen !== undefined) return <PackageFacts line={chosen} />;
  return (
    <State
      title={summary === undefined ? 'No package chosen' : summary.counts.packages === 0 ? 'Nothing was handed out yet' : 'Choose a package'}
      acts={
        <>
          {summary === undefined || summary.readOnly ? null : summary.counts.sources === 0 ? (
            <button type="button" className="button primary" onClick={() => go('import')}>
              Import
            </button>
          ) : (
            <button type="button" className="button primary" onClick={() => set({ export: 'yes' })}>
              Export a signed package
            </button>
          )}
          <button type="button" className="button" onClick={() => set({ verify: 'choose' })}>
            Verify a package
          </button>
        </>
      }
    >
      A package holds the records, the judgement and the custody log of a case under a seal. Whoever receives it can verify it with tools that come
      with the operating system.{summary !== undefined && summary.counts.sources === 0 ? ' This case holds nothing yet: import sources first.' : ''}
    </State>
  );
}

function PackageFacts({ line }: { readonly line: PackageLine }) {
  const set = useNavigation((s) => s.set);
  return (
    <div className="package-facts">
      <h2>{line.name}</h2>
      <dl className="facts">
        <dt>File</dt>
        <dd className="mono">
          <Text>{line.file}</Text>
        </dd>
        <dt>Exported</dt>
        <dd>{longTime(line.at)} UTC</dd>
        <dt>Revision</dt>
        <dd>{line.revision}</dd>
        <dt>Size</dt>
        <dd>{bytes(line.bytes)}</dd>
        <dt>Sources</dt>
        <dd>{line.sources === 'include' ? 'the original bytes are in it' : 'their hashes only'}</dd>
        <dt>Signer</dt>
        <dd>
          <Text>{nameOfPerson(line.signer)}</Text>
        </dd>
      </dl>
      <div>
        <button type="button" className="button" onClick={() => set({ verify: line.file, own: undefined })}>
          Verify it
        </button>
      </div>
    </div>
  );
}
