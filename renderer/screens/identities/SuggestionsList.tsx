import { type ReactNode, useState } from 'react';
import type { SuggestionsList as List } from '../../../shared/views/decisions.ts';
import { useCase } from '../../state/case.ts';
import { useEngine, useRequest } from '../../state/engine.ts';
import { useKeys } from '../../state/keys.ts';
import { go, useNavigation } from '../../state/navigation.ts';
import { usePages } from '../../state/pages.ts';
import { count, longTime } from '../../widgets/format.ts';
import { Kbd } from '../../widgets/Kbd.tsx';
import { Segmented } from '../../widgets/Segmented.tsx';
import { Fault, Loading, State } from '../../widgets/States.tsx';
import { Text } from '../../widgets/Text.tsx';
import { type Column, WindowedTable } from '../../widgets/WindowedTable.tsx';
import { nameOfPerson } from '../shared/places.ts';
import { AskDialog, type Asking, dismissing, joining } from './IdentityParts.tsx';

type Row = List['rows'][number];
export type Which = 'all' | 'offered' | 'dismissed';
const PAGE = 200;

/** All identities, or the pairs of them that may be one. */
export function IdentityTabs({ here }: { readonly here: Which }) {
  const counts = useRequest('identities.suggestions', { offset: 0, limit: 1 }, { on: ['analysis', 'annotations'], keep: true }).value;
  const label = (word: string, n: number | undefined): string => (n === undefined ? word : `${word} ${count(n)}`);
  return (
    <Segmented
      label="Which list"
      value={here}
      options={[
        { value: 'all', label: 'All' },
        { value: 'offered', label: label('May be one', counts?.offered) },
        { value: 'dismissed', label: label('Dismissed', counts?.dismissed) },
      ]}
      onChange={(value) => go('identities', value === 'all' ? {} : { list: value })}
    />
  );
}

/** Pairs that are like one identity, with the reason: to be joined, or dismissed with a reason of one's own, which can be taken back. */
export function SuggestionsList({ which }: { readonly which: 'offered' | 'dismissed' }) {
  const engine = useEngine();
  const set = useNavigation((s) => s.set);
  const at = Number(useNavigation((s) => s.params.row) ?? '-1');
  const readOnly = useCase((s) => s.summary?.readOnly) === true;
  const analysed = useCase((s) => s.summary?.analysis?.at) ?? 0;
  const counts = useRequest('identities.suggestions', { which, offset: 0, limit: 1 }, { on: ['analysis', 'annotations'], keep: true }).value;
  const pages = usePages(`${which} ${analysed} ${counts?.offered} ${counts?.dismissed}`, PAGE, (page) =>
    engine.request('identities.suggestions', { which, offset: page * PAGE, limit: PAGE }),
  );
  const [asking, setAsking] = useState<Asking>();
  const total = pages.total ?? 0;
  const current = Number.isInteger(at) && at >= 0 && at < total ? at : undefined;
  const chosen = current === undefined ? undefined : pages.row(current);
  const move = (to: number): void => set({ row: String(Math.max(0, Math.min(total - 1, to))) });
  const may = chosen !== undefined && !readOnly && asking === undefined;
  useKeys({
    j: () => move((current ?? -1) + 1),
    k: () => move((current ?? 1) - 1),
    a: may && which === 'offered' ? () => setAsking(joining(chosen)) : undefined,
    r: may ? () => setAsking(dismissing(chosen, which === 'offered')) : undefined,
    Escape: () => set({ row: undefined }),
  });
  if (pages.error !== undefined) return <Fault error={pages.error} />;
  if (pages.total === undefined) return <Loading what="Comparing the identities" />;
  if (total === 0) return <None which={which} />;
  const cell = (i: number, draw: (row: Row) => ReactNode): ReactNode => {
    const row = pages.row(i);
    return row === undefined ? undefined : draw(row);
  };
  const columns: readonly Column[] = [
    { key: 'one', head: 'Identity', className: 'pair-name', cell: (i) => cell(i, (s) => <Who id={s.identity} label={s.label} alias={s.alias} />) },
    {
      key: 'other',
      head: 'May be',
      className: 'pair-name',
      cell: (i) => cell(i, (s) => <Who id={s.withIdentity} label={s.withLabel} alias={s.with} />),
    },
    {
      key: 'why',
      head: 'Because',
      className: 'pair-why ink-2',
      cell: (i) =>
        cell(i, (s) => (
          <>
            <span className="pair-line" title={s.why}>
              <Text>{s.why}</Text>
            </span>
            {s.dismissal === undefined ? null : (
              <span className="pair-line ink-3" title={`${s.dismissal.reason}\n${s.dismissal.by}`}>
                Dismissed: <Text>{s.dismissal.reason}</Text> <Text>{nameOfPerson(s.dismissal.by)}</Text>, {longTime(s.dismissal.at)} UTC
              </span>
            )}
          </>
        )),
    },
    {
      key: 'do',
      head: <span className="unseen">Decide</span>,
      className: 'pair-acts',
      cell: (i) =>
        cell(i, (s) => (
          <span className="row">
            {which === 'dismissed' ? null : (
              <button type="button" className="button small" disabled={readOnly} onClick={() => setAsking(joining(s))}>
                Join {i === current ? <Kbd>a</Kbd> : null}
              </button>
            )}
            <button type="button" className="button small" disabled={readOnly} onClick={() => setAsking(dismissing(s, which === 'offered'))}>
              {which === 'offered' ? 'Dismiss' : 'Offer again'} {i === current ? <Kbd>r</Kbd> : null}
            </button>
          </span>
        )),
    },
  ];
  return (
    <>
      <WindowedTable
        className="pairs"
        label={which === 'offered' ? 'Identities that may be one' : 'Dismissed suggestions'}
        columns={columns}
        length={total}
        rowHeight={44}
        current={current}
        onMove={move}
        onOpen={(i) => {
          const row = pages.row(i);
          if (row !== undefined) go('identities', { identity: row.identity });
        }}
        onView={pages.onView}
      />
      {asking === undefined ? null : <AskDialog asking={asking} onClose={() => setAsking(undefined)} />}
    </>
  );
}

function Who({ id, label, alias }: { readonly id: string; readonly label: string; readonly alias: string }) {
  return (
    <>
      <span className="pair-line">
        <button type="button" className="link" title={`Open ${label}`} onClick={() => go('identities', { identity: id })}>
          <Text>{label}</Text>
        </button>
      </span>
      <span className="pair-line mono ink-3" title={alias}>
        <Text>{alias}</Text>
      </span>
    </>
  );
}

function None({ which }: { readonly which: 'offered' | 'dismissed' }) {
  return which === 'offered' ? (
    <State title="No two identities are alike">
      What shares a mail address that a directory contradicts, a display name or a login in two systems would stand here. What exact evidence joins is
      one identity already.
    </State>
  ) : (
    <State title="Nothing was dismissed">A suggestion that is dismissed with a reason stands here, and can be offered again.</State>
  );
}
