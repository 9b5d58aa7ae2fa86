import { type FormEvent, useEffect, useRef, useState } from 'react';
import type { ImportOptions, MemberSettings } from '../../../shared/contract/requests.ts';
import { useCase } from '../../state/case.ts';
import { choose } from '../../state/chooser.ts';
import { useHost, useRequest } from '../../state/engine.ts';
import { SHOW_LAST, useImporting } from '../../state/importing.ts';
import { useJobs } from '../../state/jobs.ts';
import { useKeys } from '../../state/keys.ts';
import { useNavigation } from '../../state/navigation.ts';
import { takeLostFocus } from '../../widgets/focus.ts';
import { Icon } from '../../widgets/Icon.tsx';
import { Kbd } from '../../widgets/Kbd.tsx';
import { pathsWord } from '../../widgets/path.ts';
import { FaultLine, State } from '../../widgets/States.tsx';
import { Text } from '../../widgets/Text.tsx';
import { VerdictGlyph } from '../../widgets/VerdictGlyph.tsx';
import { Answer } from '../shared/Answer.tsx';
import { MappingEditor } from './MappingEditor.tsx';
import { Options } from './Options.tsx';
import { Plan } from './Plan.tsx';
import { cameIn, Report, titleOfReport } from './Report.tsx';
import { Running } from './Running.tsx';
import './import.css';

/** Choose, see what would be read, read it, see what came of every record. */
export function ImportScreen() {
  const job = useJobs((s) => s.job);
  const last = useImporting((s) => s.report);
  const wanted = useNavigation((s) => s.params.show) === SHOW_LAST.show;
  const report = wanted ? last : undefined;
  const readOnly = useCase((s) => s.summary?.readOnly) === true;
  const running = job?.name === 'import.run' && job.state.status === 'running';
  const was = useRef(false);
  useEffect(() => {
    was.current = running || report !== undefined;
  });
  if (running) return <Running job={job} />;
  if (report !== undefined) return <Report report={report} />;
  if (readOnly) {
    return (
      <State title="This case is open for reading only">Another process holds it. What it imports is seen here as soon as it is in the case.</State>
    );
  }
  return <Prepare after={was.current} />;
}

const optionsOf = (zone: string, as: string, keep: 'copy' | 'reference', members: readonly MemberSettings[]): ImportOptions => ({
  zone: zone.trim() === '' ? undefined : zone.trim(),
  as: as.trim() === '' ? undefined : as.trim(),
  keep,
  ...(members.length === 0 ? {} : { members }),
});

/** `after`: an import or its report stood here until now. */
function Prepare({ after }: { readonly after: boolean }) {
  const host = useHost();
  const importing = useImporting();
  const { paths, zone, as, keep, planned, members, drafting, wrong, add, remove, finished } = importing;
  const job = useJobs((s) => s.job);
  const run = useJobs((s) => s.run);
  const dismiss = useJobs((s) => s.dismiss);
  const [typed, setTyped] = useState('');
  const heading = useRef<HTMLHeadingElement>(null);
  const fresh = useRef(!after);
  useEffect(() => {
    // What is opened first leaves the focus to the frame; what comes back has to take it.
    if (!fresh.current) takeLostFocus(heading.current);
    fresh.current = false;
  }, [drafting]);
  const chosen = useRef<HTMLUListElement>(null);
  const chooser = useRef<HTMLButtonElement>(null);
  const [leftOut, setLeftOut] = useState<number | undefined>(undefined);
  useEffect(() => {
    if (leftOut === undefined) return;
    // Whoever leaves several out goes on with the next.
    const crosses = chosen.current?.querySelectorAll<HTMLElement>('button.iconbutton') ?? [];
    (crosses[Math.min(leftOut, crosses.length - 1)] ?? chooser.current)?.focus();
    setLeftOut(undefined);
  }, [leftOut]);
  const options = optionsOf(zone, as, keep, members);
  const plan = useRequest('import.plan', paths.length === 0 ? undefined : { paths, options: optionsOf(planned.zone, planned.as, keep, members) }, {
    keep: true,
  });
  const last = importing.report;
  const showLast = useNavigation((s) => s.set);
  const absent = paths.filter((path) => plan.value?.absent.includes(path));
  const failed = job?.name === 'import.run' && job.state.status === 'failed' ? job.state.error : undefined;
  const busy = job?.state.status === 'running';
  const ready = paths.length > 0 && !busy && drafting === undefined && plan.status !== 'failed' && absent.length === 0 && wrong.length === 0;

  // What an import failed of holds for what was asked then.
  const question = JSON.stringify([paths, options]);
  const failedWith = useRef(question);
  useEffect(() => {
    if (failedWith.current !== question && failed !== undefined) dismiss();
    failedWith.current = question;
  }, [question]);

  const pick = async (): Promise<void> => add(await choose(host, { what: 'sources', title: 'Files and folders to import' }));
  const start = async (): Promise<void> => {
    if (!ready) return;
    await run(host.engine, 'import.run', { paths, options: { ...options, analyse: true } }, `Importing ${pathsWord(paths)}`, finished);
  };
  useKeys({ 'Mod+Enter': () => void start() });

  const leaveOut = (path: string, i: number): void => {
    remove(path);
    setLeftOut(i);
  };

  const typePath = (event: FormEvent): void => {
    event.preventDefault();
    if (typed.trim() !== '') add([typed.trim()]);
    setTyped('');
  };

  return (
    <>
      <div className="toolbar">
        <h1 ref={heading} tabIndex={-1}>
          Import
        </h1>
        <span className="sum clip">Files are read where they lie, hashed and never altered.</span>
        <span className="grow" />
        <button type="button" className="button primary" disabled={!ready} onClick={() => void start()}>
          Import <Kbd>Ctrl ↵</Kbd>
        </button>
      </div>
      <div className={drafting === undefined ? 'import' : 'import whole'}>
        <aside className="import-side" aria-label="What to import" hidden={drafting !== undefined}>
          <section className="section">
            <h2 className="heading">Files and folders</h2>
            {paths.length === 0 ? <p className="ink-2">A folder, an archive or single files: logs of any kind, and ownership exports.</p> : null}
            <ul className="import-paths" ref={chosen}>
              {paths.map((path, i) => (
                <li key={path}>
                  <span className="mono break">
                    <Text>{path}</Text>
                  </span>
                  <button type="button" className="iconbutton" aria-label={`Leave out ${path}`} title="Leave out" onClick={() => leaveOut(path, i)}>
                    <Icon name="close" size={12} />
                  </button>
                  {absent.includes(path) ? (
                    <p className="error-line" role="alert">
                      <VerdictGlyph verdict="unmet" size={11} decorative />
                      <span>
                        There is no such file or directory.{' '}
                        <button type="button" className="link" onClick={() => leaveOut(path, i)}>
                          Remove
                        </button>
                      </span>
                    </p>
                  ) : null}
                </li>
              ))}
            </ul>
            <button type="button" className="button" ref={chooser} onClick={() => void pick()}>
              <Icon name="folder" size={14} /> Choose
            </button>
            <form className="row import-typed" onSubmit={typePath}>
              <input
                className="input mono"
                aria-label="Path of a file or folder"
                placeholder="or type a path"
                spellCheck={false}
                autoComplete="off"
                value={typed}
                onChange={(event) => setTyped(event.currentTarget.value)}
              />
              <button type="submit" className="button small" disabled={typed.trim() === ''}>
                Add
              </button>
            </form>
          </section>
          <Options />
        </aside>
        <section className="import-plan" aria-label="Plan">
          {failed === undefined ? null : (
            <div className="notice-line">
              {failed.code === 'cancelled' ? (
                <span>Cancelled. Sources that were finished are in the case; the one in work left nothing. The custody log says so.</span>
              ) : (
                <FaultLine error={failed} />
              )}
              <span className="grow" />
              <button type="button" className="link" onClick={dismiss}>
                Dismiss
              </button>
            </div>
          )}
          {last === undefined || drafting !== undefined ? null : (
            <div className="notice-line">
              <b>{titleOfReport(last)}</b>
              <span>{cameIn(last)}</span>
              <span className="grow" />
              <button type="button" className="link" onClick={() => showLast(SHOW_LAST)}>
                Show the last result
              </button>
            </div>
          )}
          {drafting !== undefined ? (
            <MappingEditor key={`${drafting.path} ${drafting.name}`} drafting={drafting} />
          ) : paths.length === 0 ? (
            <State
              title="Nothing chosen yet"
              acts={
                <button type="button" className="button primary" onClick={() => void pick()}>
                  Choose files or a folder
                </button>
              }
            >
              What is chosen is listed here first: how each file would be read, and why. Nothing is read into the case before you say so.
            </State>
          ) : (
            <Answer asked={plan} what="Looking at the files">
              {(value) => <Plan plan={value} absent={absent.length} options={optionsOf(planned.zone, planned.as, keep, members)} />}
            </Answer>
          )}
        </section>
      </div>
    </>
  );
}
