import { useState } from 'react';
import type { ImportPlan } from '../../../shared/views/types.ts';
import { useImporting } from '../../state/importing.ts';
import { useKeys } from '../../state/keys.ts';
import { Ends } from '../../widgets/Ends.tsx';
import { bytes, count, counted } from '../../widgets/format.ts';
import { State } from '../../widgets/States.tsx';
import { Text } from '../../widgets/Text.tsx';
import { type Column, WindowedTable } from '../../widgets/WindowedTable.tsx';
import { Member } from './Member.tsx';
import './mapping.css';

/** What would be read, as what, and why: before anything is. */
export function Plan({ plan }: { readonly plan: ImportPlan }) {
  const { members } = plan;
  const [current, setCurrent] = useState<number | undefined>(undefined);
  const draft = useImporting((state) => state.draft);
  const move = (to: number): void => setCurrent(Math.max(0, Math.min(members.length - 1, to)));
  useKeys({ j: () => move((current ?? -1) + 1), k: () => move((current ?? 1) - 1) });
  if (members.length === 0) return <State title="Nothing to read there">The chosen paths hold no file.</State>;
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
      <p className="notice-line">
        <b>{counted(members.length, 'file')}</b>
        {known === 0 ? null : <span>{count(known)} already in the case: their names are added, nothing is read twice</span>}
        {unread === 0 ? null : <span>{count(unread)} of a kind no adapter knows: map their columns, or they are listed and hashed, not read</span>}
      </p>
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
