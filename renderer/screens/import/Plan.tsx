import { useState } from 'react';
import type { ImportPlan } from '../../../shared/views/types.ts';
import { useKeys } from '../../state/keys.ts';
import { Ends } from '../../widgets/Ends.tsx';
import { bytes, count, counted, interval } from '../../widgets/format.ts';
import { State } from '../../widgets/States.tsx';
import { Text } from '../../widgets/Text.tsx';
import { type Column, WindowedTable } from '../../widgets/WindowedTable.tsx';

/** What would be read, as what, and why: before anything is. */
export function Plan({ plan }: { readonly plan: ImportPlan }) {
  const { members } = plan;
  const [current, setCurrent] = useState<number | undefined>(undefined);
  const move = (to: number): void => setCurrent(Math.max(0, Math.min(members.length - 1, to)));
  useKeys({ j: () => move((current ?? -1) + 1), k: () => move((current ?? 1) - 1) });
  if (members.length === 0) return <State title="Nothing to read there">The chosen paths hold no file.</State>;
  const unread = members.filter((m) => m.type === undefined).length;
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
        return m?.type === undefined ? <b>not read: unknown</b> : <Text>{m.title ?? m.type}</Text>;
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
        {unread === 0 ? null : <span>{count(unread)} of a kind no adapter knows: listed, hashed, not read</span>}
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

function Member({ member: m }: { readonly member: ImportPlan['members'][number] }) {
  return (
    <section className="plan-member" aria-label="The chosen file">
      <h2 className="heading break">
        <Text>{m.name}</Text>
      </h2>
      <dl className="facts">
        <dt>Read as</dt>
        <dd>{m.type === undefined ? 'not read' : <Text>{`${m.title ?? m.type} (${m.type})`}</Text>}</dd>
        <dt>Why</dt>
        <dd>
          <Text>{m.why}</Text>
        </dd>
        <dt>System</dt>
        <dd>
          <Text>{m.system ?? 'not known'}</Text>
        </dd>
        <dt>Covers</dt>
        <dd>
          {m.declared === undefined ? 'not declared; will be inferred from its records' : `${interval(m.declared.from, m.declared.to)} UTC, declared`}
        </dd>
        <dt>Zone</dt>
        <dd>{m.zone ?? 'in the records'}</dd>
        {m.warnings.map((w) => (
          <WarningLine key={w} text={w} />
        ))}
      </dl>
    </section>
  );
}

function WarningLine({ text }: { readonly text: string }) {
  return (
    <>
      <dt>Note</dt>
      <dd>
        <Text>{text}</Text>
      </dd>
    </>
  );
}
