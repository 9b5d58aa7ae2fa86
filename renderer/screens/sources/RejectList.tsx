import { useState } from 'react';
import type { RejectsList, SourceLine } from '../../../shared/views/types.ts';
import { useEngine } from '../../state/engine.ts';
import { useKeys } from '../../state/keys.ts';
import { go, useNavigation } from '../../state/navigation.ts';
import { usePages } from '../../state/pages.ts';
import { useOpenRecord } from '../../state/record.ts';
import { count } from '../../widgets/format.ts';
import { Icon } from '../../widgets/Icon.tsx';
import { Kbd } from '../../widgets/Kbd.tsx';
import { RecordChip } from '../../widgets/RecordChip.tsx';
import { Segmented } from '../../widgets/Segmented.tsx';
import { Fault, Loading, State } from '../../widgets/States.tsx';
import { Text } from '../../widgets/Text.tsx';
import { type Column, WindowedTable } from '../../widgets/WindowedTable.tsx';

type Status = RejectsList['rows'][number]['status'];
const STATUSES: readonly { readonly value: Status; readonly label: string }[] = [
  { value: 'rejected', label: 'Rejected' },
  { value: 'ignored', label: 'Ignored' },
  { value: 'duplicate', label: 'Duplicate' },
];
const PAGE = 200;

/** Every record that did not become part of the case, with its reason, openable where it lies. No row vanishes. */
export function RejectList({ source }: { readonly source: SourceLine | undefined }) {
  const engine = useEngine();
  const set = useNavigation((s) => s.set);
  const wanted = useNavigation((s) => s.params.status);
  const openRecord = useOpenRecord((s) => s.open);
  const status = STATUSES.find((s) => s.value === wanted)?.value ?? 'rejected';
  const [current, setCurrent] = useState<number | undefined>(undefined);
  const pages = usePages(`${source?.source ?? ''} ${status}`, PAGE, (page) =>
    engine.request('rejects.list', { source: source?.source, status, after: page * PAGE, limit: PAGE }),
  );
  const total = pages.total ?? 0;
  const move = (to: number): void => setCurrent(Math.max(0, Math.min(total - 1, to)));
  const open = (i: number | undefined): void => {
    const row = i === undefined ? undefined : pages.row(i);
    if (row !== undefined) openRecord(row.record);
  };
  useKeys({
    j: () => move((current ?? -1) + 1),
    k: () => move((current ?? 1) - 1),
    v: () => open(current),
    Escape: () => go('sources', { source: source?.source }),
  });
  const cell = (i: number, draw: (row: RejectsList['rows'][number]) => React.ReactNode): React.ReactNode => {
    const row = pages.row(i);
    return row === undefined ? undefined : draw(row);
  };
  const columns: readonly Column[] = [
    { key: 'record', head: 'Record', cell: (i) => cell(i, (r) => <RecordChip record={r.record} />) },
    { key: 'line', head: 'Line', num: true, cell: (i) => cell(i, (r) => count(r.position.line)) },
    { key: 'offset', head: 'At byte', num: true, cell: (i) => cell(i, (r) => count(r.position.offset)) },
    { key: 'length', head: 'Bytes', num: true, cell: (i) => cell(i, (r) => count(r.position.length)) },
    { key: 'reason', head: 'Reason', cell: (i) => cell(i, (r) => <Text>{r.reason}</Text>) },
    {
      key: 'excerpt',
      head: 'Begins',
      className: 'reject-excerpt',
      cell: (i) =>
        cell(i, (r) => (
          <span className="mono ink-2">
            <Text>{r.excerpt}</Text>
          </span>
        )),
    },
  ];
  return (
    <>
      <div className="toolbar">
        <button type="button" className="button small" onClick={() => go('sources', { source: source?.source })}>
          <Icon name="up" size={12} /> Ledger
        </button>
        <b className="clip">{source === undefined ? 'All sources' : <Text>{`${source.source} ${source.name}`}</Text>}</b>
        <Segmented
          label="Which records"
          value={status}
          options={STATUSES}
          onChange={(value) => {
            setCurrent(undefined);
            set({ status: value });
          }}
        />
        <span className="sum">{pages.total === undefined ? '' : count(pages.total)}</span>
        <span className="grow" />
        <span className="ink-3 wide-only">
          <Kbd>v</Kbd> opens the raw record
        </span>
      </div>
      {pages.error !== undefined ? (
        <Fault error={pages.error} />
      ) : pages.total === undefined ? (
        <Loading what="Reading the reject list" />
      ) : total === 0 ? (
        <State title={`No record was ${status === 'duplicate' ? 'a duplicate' : status}`}>
          {source === undefined ? 'In no source of this case.' : `Of ${count(source.read)} records that were read from ${source.source}.`}
        </State>
      ) : (
        <WindowedTable
          label={`Records: ${status}`}
          columns={columns}
          length={total}
          rowHeight={28}
          current={current}
          onMove={setCurrent}
          onOpen={open}
          onView={pages.onView}
        />
      )}
    </>
  );
}
