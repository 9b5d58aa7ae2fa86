import { type ReactNode, useRef, useState } from 'react';
import type { Identity } from '../../../shared/model/analysis.ts';
import { IDENTITY_KINDS } from '../../../shared/model/vocabulary.ts';
import { IDENTITY_KIND_WORDS } from '../../../shared/model/words.ts';
import type { Facet } from '../../../shared/views/types.ts';
import { useCase } from '../../state/case.ts';
import { useEngine } from '../../state/engine.ts';
import { useKeys } from '../../state/keys.ts';
import { go, useNavigation } from '../../state/navigation.ts';
import { usePages } from '../../state/pages.ts';
import { count, shortTime } from '../../widgets/format.ts';
import { ListFilter } from '../../widgets/ListFilter.tsx';
import { Fault, Loading, State } from '../../widgets/States.tsx';
import { Text } from '../../widgets/Text.tsx';
import { type Column, WindowedTable } from '../../widgets/WindowedTable.tsx';
import { IdentityPanel } from './IdentityPanel.tsx';
import { OwnersInTime } from './OwnersInTime.tsx';
import { IdentityTabs, SuggestionsList } from './SuggestionsList.tsx';
import './identities.css';

const PAGE = 200;

export const nameOf = (identity: Identity): string => identity.displayName ?? identity.aliases[0]?.replace(/^[^:]*:/, '') ?? identity.id;

/** Who and what the case is about: aliases joined by exact evidence, and who answered for them. */
export function IdentitiesScreen() {
  const list = useNavigation((s) => s.params.list);
  if (list !== 'offered' && list !== 'dismissed') return <All />;
  return (
    <>
      <div className="toolbar">
        <h1>Identities</h1>
        <IdentityTabs here={list} />
        <span className="sum clip">
          {list === 'offered' ? 'Like one another, and not joined: nothing here is used until you decide.' : 'Not offered as one any more.'}
        </span>
      </div>
      <div className="identities">
        <SuggestionsList key={list} which={list} />
      </div>
    </>
  );
}

function All() {
  const engine = useEngine();
  const summary = useCase((s) => s.summary);
  const params = useNavigation((s) => s.params);
  const set = useNavigation((s) => s.set);
  const input = useRef<HTMLInputElement>(null);
  const search = params.search?.trim() ?? '';
  const analysed = summary?.analysis?.at ?? 0;
  const kind = IDENTITY_KINDS.find((k) => k === params.kind);
  const [kinds, setKinds] = useState<readonly Facet[]>([]);
  const pages = usePages(`${analysed} ${kind ?? ''} ${search}`, PAGE, async (page) => {
    const list = await engine.request('identities.list', {
      search: search === '' ? undefined : search,
      kinds: kind === undefined ? undefined : [kind],
      offset: page * PAGE,
      limit: PAGE,
    });
    setKinds(list.kinds ?? []);
    return list;
  });
  const total = pages.total ?? 0;
  const at = Number(params.row ?? '-1');
  const current = Number.isInteger(at) && at >= 0 && at < total ? at : undefined;
  const chosen = current === undefined ? undefined : pages.row(current);
  const move = (to: number): void => {
    const row = Math.max(0, Math.min(total - 1, to));
    set({ row: String(row), identity: pages.row(row)?.id });
  };
  useKeys({
    f: () => input.current?.focus(),
    'Shift+f': () => set(search === '' ? { kind: undefined, row: undefined } : { search: undefined, row: undefined }),
    j: () => move((current ?? -1) + 1),
    k: () => move((current ?? 1) - 1),
    Escape: () => set(params.owners === undefined ? { row: undefined, identity: undefined } : { owners: undefined, at: undefined, known: undefined }),
  });
  const cell = (i: number, draw: (identity: Identity) => ReactNode): ReactNode => {
    const identity = pages.row(i);
    return identity === undefined ? undefined : draw(identity);
  };
  const columns: readonly Column[] = [
    {
      key: 'name',
      head: 'Identity',
      className: 'identity-name',
      cell: (i) =>
        cell(i, (d) => (
          <b>
            <Text>{nameOf(d)}</Text>
          </b>
        )),
    },
    { key: 'kind', head: 'Kind', cell: (i) => cell(i, (d) => IDENTITY_KIND_WORDS[d.kind]) },
    { key: 'tier', head: 'Tier', num: true, cell: (i) => cell(i, (d) => (d.tier === undefined ? <span className="ink-3">not known</span> : d.tier)) },
    {
      key: 'aliases',
      head: 'Aliases',
      className: 'identity-aliases mono ink-2',
      cell: (i) => cell(i, (d) => <Text>{d.aliases.join(', ')}</Text>),
    },
    {
      key: 'application',
      head: 'Application',
      className: 'identity-application wide-only',
      cell: (i) => cell(i, (d) => <Text>{d.application ?? d.service ?? ''}</Text>),
    },
    {
      key: 'inventory',
      head: 'Inventory',
      className: 'wide-only ink-2',
      cell: (i) => cell(i, (d) => (d.inventoried ? 'listed' : 'in no inventory')),
    },
    {
      key: 'last',
      head: 'Last seen, UTC',
      cell: (i) => cell(i, (d) => <span className="mono">{d.lastSeen === undefined ? '' : shortTime(d.lastSeen)}</span>),
    },
  ];
  const panel = chosen?.id ?? params.identity;
  return (
    <>
      <div className="toolbar">
        <h1>Identities</h1>
        <IdentityTabs here="all" />
        <span className="sum clip">
          {pages.total === undefined ? '' : search === '' && kind === undefined ? count(total) : `${count(total)} match`}
        </span>
        <span className="grow" />
        <select
          className="input identity-kind"
          aria-label="Kind"
          value={kind ?? ''}
          onChange={(event) => set({ kind: event.currentTarget.value || undefined, row: undefined })}
        >
          <option value="">any kind</option>
          {IDENTITY_KINDS.flatMap((k) => {
            const n = kinds.find((f) => f.value === k)?.count;
            return n === undefined && k !== kind ? [] : [{ k, n: n ?? 0 }];
          }).map(({ k, n }) => (
            <option key={k} value={k}>
              {IDENTITY_KIND_WORDS[k]} ({count(n)})
            </option>
          ))}
        </select>
        <ListFilter
          ref={input}
          label="Filter identities by name or alias"
          placeholder="Name or alias"
          value={params.search}
          onChange={(text) => set({ search: text, row: undefined })}
        />
      </div>
      <div className="identities">
        {panel !== undefined && params.owners === 'lanes' ? (
          <OwnersInTime id={panel} />
        ) : pages.error !== undefined ? (
          <Fault error={pages.error} />
        ) : pages.total === undefined ? (
          <Loading what="Reading the identities" />
        ) : total === 0 ? (
          <None filtered={search !== '' || kind !== undefined} />
        ) : (
          <WindowedTable label="Identities" columns={columns} length={total} rowHeight={28} current={current} onMove={move} onView={pages.onView} />
        )}
        {panel === undefined ? null : <IdentityPanel key={panel} id={panel} row={chosen} />}
      </div>
    </>
  );
}

function None({ filtered }: { readonly filtered: boolean }) {
  const set = useNavigation((s) => s.set);
  if (filtered) {
    return (
      <State
        title="No identity matches"
        acts={
          <button type="button" className="button" onClick={() => set({ search: undefined, kind: undefined })}>
            Drop the filter
          </button>
        }
      >
        No identity of this kind has a name or an alias that holds the text.
      </State>
    );
  }
  return (
    <State
      title="No identities yet"
      acts={
        <button type="button" className="button primary" onClick={() => go('import')}>
          Import
        </button>
      }
    >
      People, service accounts, keys, workloads and agents that the imported sources name stand here, with all the names they go by.
    </State>
  );
}
