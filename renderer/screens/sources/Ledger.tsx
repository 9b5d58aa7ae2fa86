import type { SourcesView } from '../../../shared/views/types.ts';
import { go } from '../../state/navigation.ts';
import { Ends } from '../../widgets/Ends.tsx';
import { count, counted, span } from '../../widgets/format.ts';
import { Text } from '../../widgets/Text.tsx';
import { VerdictGlyph } from '../../widgets/VerdictGlyph.tsx';
import { type Column, WindowedTable } from '../../widgets/WindowedTable.tsx';

/** What every source gave: read = accepted + ignored + rejected + duplicate, to the last record. */
export function Ledger({
  sources,
  totals,
  current,
  onMove,
}: {
  readonly sources: SourcesView['sources'];
  readonly totals: SourcesView['totals'];
  readonly current: number | undefined;
  readonly onMove: (row: number) => void;
}) {
  const figure = (n: number) => <span className={n === 0 ? 'ink-3' : ''}>{count(n)}</span>;
  const columns: readonly Column[] = [
    { key: 'source', head: 'Source', cell: (i) => <span className="mono">{sources[i]?.source}</span> },
    {
      key: 'file',
      head: 'File',
      className: 'ledger-file',
      cell: (i) => (
        <span title={sources[i]?.name}>
          {sources[i]?.original === undefined ? null : (
            <span
              className="v-unmet"
              title={sources[i]?.original === 'gone' ? 'The original is gone' : 'The original is no longer what was imported'}
            >
              <VerdictGlyph verdict="unmet" size={11} />{' '}
            </span>
          )}
          <Ends>{fileOf(sources[i]?.name ?? '')}</Ends>
        </span>
      ),
    },
    {
      key: 'as',
      head: 'Read as',
      className: 'ledger-as wide-only ink-2',
      cell: (i) => {
        const line = sources[i];
        if (line === undefined) return undefined;
        const hand = (line.setByHand ?? []).length > 0;
        return (
          <span title={hand ? `${line.typeTitle} (${line.type}); set by hand: ${line.setByHand?.join(', ')}` : `${line.typeTitle} (${line.type})`}>
            {hand ? <span className="by-hand">by hand</span> : null}
            <Text>{line.typeTitle}</Text>
          </span>
        );
      },
    },
    { key: 'system', head: 'System', className: 'ledger-system', cell: (i) => <Text>{sources[i]?.system ?? ''}</Text> },
    { key: 'channel', head: 'Channel', className: 'wide-only ink-2', cell: (i) => sources[i]?.channels.join(', ') },
    { key: 'read', head: 'Read', num: true, cell: (i) => count(sources[i]?.read ?? 0) },
    {
      key: 'share',
      head: <span className="unseen">Share accepted</span>,
      className: 'wide-only ledger-share-head',
      cell: (i) => <Share line={sources[i]} />,
    },
    { key: 'accepted', head: 'Accepted', num: true, cell: (i) => count(sources[i]?.accepted ?? 0) },
    { key: 'ignored', head: 'Ignored', num: true, cell: (i) => figure(sources[i]?.ignored ?? 0) },
    {
      key: 'rejected',
      head: 'Rejected',
      num: true,
      cell: (i) => {
        const line = sources[i];
        if (line === undefined || line.rejected === 0) return figure(0);
        return (
          <button
            type="button"
            className="link strong"
            title={`Open the records of ${line.source} that were rejected`}
            onClick={() => go('sources', { rejects: line.source })}
          >
            {count(line.rejected)}
          </button>
        );
      },
    },
    { key: 'duplicate', head: 'Duplicate', num: true, cell: (i) => figure(sources[i]?.duplicate ?? 0) },
    { key: 'undated', head: 'Undated', num: true, cell: (i) => figure(sources[i]?.undated ?? 0) },
    {
      key: 'clock',
      head: 'Clock',
      className: 'wide-only',
      cell: (i) => {
        const offset = sources[i]?.clock.offset ?? 0;
        return offset === 0 ? <span className="ink-3">0 s</span> : <b>{`${offset > 0 ? '+' : ''}${span(sources[i]!.clock.offset)}`}</b>;
      },
    },
  ];
  const holds = totals.read === totals.accepted + totals.ignored + totals.rejected + totals.duplicate;
  const foot = (
    <tfoot>
      <tr>
        <td />
        <td>{counted(sources.length, 'source')}</td>
        <td className="wide-only" />
        <td />
        <td className="wide-only" />
        <td className="num">{count(totals.read)}</td>
        <td className="num wide-only ledger-share-head">=</td>
        <td className="num">{count(totals.accepted)}</td>
        <td className="num">+ {count(totals.ignored)}</td>
        <td className="num">+ {count(totals.rejected)}</td>
        <td className="num">+ {count(totals.duplicate)}</td>
        <td className="num">{count(totals.undated)}</td>
        <td className={`wide-only ${holds ? 'ledger-sum' : 'v-unmet'}`}>{holds ? 'sum checks' : 'sum does not check'}</td>
      </tr>
    </tfoot>
  );
  return (
    <WindowedTable
      className="ledger"
      label="Ledger of sources"
      columns={columns}
      length={sources.length}
      rowHeight={24}
      current={current}
      onMove={onMove}
      onOpen={(i) => {
        const line = sources[i];
        if (line !== undefined && line.rejected > 0) go('sources', { rejects: line.source });
      }}
      foot={foot}
    />
  );
}

/** The last part of a member's path; the whole stands in the title and in the panel. */
const fileOf = (name: string): string => name.replace(/^.*\//, '');

function Share({ line }: { readonly line: SourcesView['sources'][number] | undefined }) {
  if (line === undefined || line.read === 0) return null;
  return (
    <span className="ledger-share" aria-hidden="true">
      <i style={{ width: `${(line.accepted / line.read) * 100}%` }} />
    </span>
  );
}
