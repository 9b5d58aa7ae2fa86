import { useState } from 'react';
import type { ImportOptions } from '../../../shared/contract/requests.ts';
import type { ImportPlan } from '../../../shared/views/types.ts';
import { choose } from '../../state/chooser.ts';
import { useAction, useHost } from '../../state/engine.ts';
import { useImporting } from '../../state/importing.ts';
import { useKeys } from '../../state/keys.ts';
import { Ends } from '../../widgets/Ends.tsx';
import { bytes, count, counted } from '../../widgets/format.ts';
import { folderOf, joinPath } from '../../widgets/path.ts';
import { FaultLine, State } from '../../widgets/States.tsx';
import { Text } from '../../widgets/Text.tsx';
import { type Column, WindowedTable } from '../../widgets/WindowedTable.tsx';
import { Member } from './Member.tsx';
import './mapping.css';

/** What would be read, as what, and why: before anything is. */
export function Plan({
  plan,
  absent,
  options,
}: {
  readonly plan: ImportPlan;
  /** How many of the chosen paths are not there. */
  readonly absent: number;
  readonly options: ImportOptions;
}) {
  const { members } = plan;
  const [current, setCurrent] = useState<number | undefined>(undefined);
  const draft = useImporting((state) => state.draft);
  const move = (to: number): void => setCurrent(Math.max(0, Math.min(members.length - 1, to)));
  useKeys({ j: () => move((current ?? -1) + 1), k: () => move((current ?? 1) - 1) });
  if (members.length === 0) {
    return (
      <State title="Nothing to read there">
        {absent === 0 ? 'The chosen paths hold no file.' : 'What was chosen is not there. Take it off the list, or type its path again.'}
      </State>
    );
  }
  const unread = members.filter((m) => m.type === undefined && !m.leftOut).length;
  const known = members.filter((m) => m.known !== undefined).length;
  const columns: readonly Column[] = [
    {
      key: 'name',
      head: 'File',
      className: 'plan-name',
      cell: (i) => (
        <span title={members[i]?.name}>
          <Ends>{members[i]?.name ?? ''}</Ends>
        </span>
      ),
    },
    {
      key: 'size',
      head: 'Size',
      num: true,
      cell: (i) => {
        const size = members[i]?.bytes;
        return size === undefined ? <span className="ink-3">in archive</span> : bytes(size);
      },
    },
    {
      key: 'as',
      head: 'Read as',
      cell: (i) => {
        const m = members[i];
        if (m?.known !== undefined) return <span className="ink-2">already in the case, {m.known}</span>;
        if (m?.leftOut === true) return <span className="ink-3">left out</span>;
        if (m?.type !== undefined) {
          return (
            <>
              <Text>{m.title ?? m.type}</Text>
              {m.setByHand.length === 0 ? null : <span className="ink-3"> set by you</span>}
            </>
          );
        }
        return (
          <>
            <b>not read: unknown</b>
            {m === undefined || m.format === 'unknown' ? null : (
              <button
                type="button"
                className="link plan-map"
                aria-label={`Map ${m.name}`}
                onClick={(event) => {
                  event.stopPropagation();
                  draft({ name: m.name, path: m.path, edits: {}, text: undefined });
                }}
              >
                Map its columns
              </button>
            )}
          </>
        );
      },
    },
    { key: 'channels', head: 'Channel', className: 'wide-only ink-2', cell: (i) => members[i]?.channels.join(', ') ?? '' },
    {
      key: 'why',
      head: 'Why',
      className: 'plan-why ink-2',
      cell: (i) => (
        <span title={members[i]?.why}>
          <Text>{members[i]?.why ?? ''}</Text>
        </span>
      ),
    },
  ];
  const chosen = current === undefined ? undefined : members[current];
  return (
    <>
      <div className="notice-line plan-bar">
        <b>{counted(members.length, 'file')}</b>
        {known === 0 ? null : <span>{count(known)} already in the case: their names are added, nothing is read twice</span>}
        {unread === 0 ? null : <span>{count(unread)} of a kind no adapter knows: map their columns, or they are listed and hashed, not read</span>}
        <SaveDeclaration plan={plan} options={options} />
      </div>
      {absent === 0 ? null : (
        <p className="notice-line" role="status">
          <b>{counted(absent, 'path')} not there</b>
          <span>The plan is of the others. Remove what is not there, and they can be imported.</span>
        </p>
      )}
      {plan.warnings.map((warning) => (
        <p key={warning} className="notice-line plan-warning">
          <b>Note</b>
          <Text>{warning}</Text>
        </p>
      ))}
      <WindowedTable label="Plan of the import" columns={columns} length={members.length} rowHeight={24} current={current} onMove={setCurrent} />
      {chosen === undefined ? null : <Member member={chosen} />}
    </>
  );
}

/** What was found out and what was set here, as the bundle's own bundle.yaml: whoever imports the bundle again reads it the same way. */
function SaveDeclaration({ plan, options }: { readonly plan: ImportPlan; readonly options: ImportOptions }) {
  const host = useHost();
  const paths = useImporting((state) => state.paths);
  const write = useAction('import.declaration');
  const [written, setWritten] = useState<readonly string[]>([]);
  const save = async (): Promise<void> => {
    setWritten([]);
    const [first = ''] = paths;
    const { bundle } = plan;
    // Beside an archive or a single file; at the top of a folder.
    const isFolder = bundle !== undefined && plan.members.some((m) => m.path !== bundle.path && m.path.startsWith(bundle.path));
    const folder = isFolder ? bundle.path : folderOf(first).replace(/(?<=.)[\\/]$/, '');
    const [file] = await choose(host, {
      what: 'save',
      title: 'Save the plan to keep with the bundle',
      suggested: joinPath(folder, bundle?.isDeclared === true ? 'bundle-2.yaml' : 'bundle.yaml'),
    });
    if (file === undefined) return;
    const done = await write.run({ paths, options, file });
    if (done?.file !== undefined) setWritten([done.file, ...done.mappings.map((m) => m.file)]);
  };
  return (
    <>
      <span className="grow" />
      {write.state.status === 'failed' ? <FaultLine error={write.state.error} /> : null}
      {written.length === 0 ? null : (
        <span className="ink-2 break" role="status">
          Written: <Text>{written.join(', ')}</Text>
        </span>
      )}
      <button type="button" className="button small" disabled={write.state.status === 'busy'} onClick={() => void save()}>
        Save as bundle.yaml
      </button>
    </>
  );
}
