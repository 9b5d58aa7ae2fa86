import { useCallback, useMemo, useRef, useState } from 'react';
import type { WakesFilter } from '../../../shared/contract/requests.ts';
import { EVENT_KINDS, MATRIX_BY, STAGES, VERDICTS, type Verdict } from '../../../shared/model/vocabulary.ts';
import { VERDICT_WORDS } from '../../../shared/model/words.ts';
import type { WakeLine, WakesList } from '../../../shared/views/types.ts';
import { useEngine, useRequest } from '../../state/engine.ts';
import { useKeys } from '../../state/keys.ts';
import { go, type Params, useNavigation } from '../../state/navigation.ts';
import { count, counted, fullTime } from '../../widgets/format.ts';
import { ListFilter } from '../../widgets/ListFilter.tsx';
import { Segmented } from '../../widgets/Segmented.tsx';
import { SeverityBars } from '../../widgets/SeverityBars.tsx';
import { State } from '../../widgets/States.tsx';
import { Strip } from '../../widgets/Strip.tsx';
import { Text } from '../../widgets/Text.tsx';
import { type Column, WindowedTable } from '../../widgets/WindowedTable.tsx';
import { Answer } from '../shared/Answer.tsx';
import { NothingRead } from '../shared/NothingRead.tsx';
import { useWindow } from './window.ts';
import './wakes.css';

const CUTS: readonly Verdict[] = ['unmet', 'partial', 'late', 'unknown', 'met'];

type Order = 'worst' | 'time';
const ORDERS = [
  { value: 'worst', label: 'Worst first' },
  { value: 'time', label: 'By time' },
] as const;
/** In this order `Shift f` drops them. */
const LAST_FIRST = ['search', 'verdict', 'kind', 'identity'] as const;

/** A cell of the stage matrix: a stage, verdicts at it, and the row's value; `-` where nothing is on record. */
const NO_CELL = { stage: undefined, verdicts: undefined, by: undefined, value: undefined };
function cellOf(params: Params): Pick<WakesFilter, 'stage' | 'verdicts' | 'groups'> {
  const by = MATRIX_BY.find((b) => b === params.by);
  const verdicts = VERDICTS.filter((v) => params.verdicts?.split(',').includes(v));
  return {
    stage: STAGES.find((s) => s === params.stage),
    verdicts: verdicts.length === 0 ? undefined : verdicts,
    groups: by === undefined || params.value === undefined ? undefined : [{ by, value: params.value === '-' ? '' : params.value }],
  };
}
function cellText(params: Params): string | undefined {
  const { stage, verdicts, groups } = cellOf(params);
  const parts = [
    groups?.[0] === undefined ? undefined : groups[0].value || `no ${groups[0].by}`,
    stage,
    verdicts?.map((v) => VERDICT_WORDS[v]).join(' or '),
  ];
  const text = parts.filter((p) => p !== undefined).join(', ');
  return text === '' ? undefined : text;
}

export function WakesScreen() {
  const params = useNavigation((s) => s.params);
  const set = useNavigation((s) => s.set);
  const kind = EVENT_KINDS.find((k) => k === params.kind);
  const verdict = VERDICTS.find((v) => v === params.verdict);
  const filter = useMemo(
    () => ({ kinds: kind === undefined ? undefined : [kind], verdict, identity: params.identity, search: params.search, ...cellOf(params) }),
    [kind, verdict, params],
  );
  const cell = cellText(params);
  const filtered = kind !== undefined || verdict !== undefined || params.identity !== undefined || params.search !== undefined || cell !== undefined;
  const order: Order = params.order === 'time' ? 'time' : 'worst';
  const first = useRequest('wakes.list', { filter, offset: 0, limit: 1 }, { on: ['analysis'], keep: true });
  const search = useRef<HTMLInputElement>(null);
  useKeys({
    f: () => search.current?.focus(),
    'Shift+f': () => set({ [LAST_FIRST.find((name) => params[name] !== undefined) ?? 'identity']: undefined, row: undefined }),
  });
  return (
    <>
      <div className="toolbar">
        <h1>Wakes</h1>
        <span className="sum clip">
          {first.value === undefined
            ? ''
            : `${counted(first.value.total, 'wake')}, ${count(first.value.cut)} cut, ${order === 'time' ? 'by time' : 'the worst first'}`}
        </span>
        <span className="grow" />
        {cell === undefined ? null : (
          <button type="button" className="chip" title="Drop the filter" onClick={() => set(NO_CELL)}>
            cell <b className="clip wakes-chip">{cell}</b> ×
          </button>
        )}
        {params.identity === undefined ? null : (
          <button type="button" className="chip" title="Drop the filter" onClick={() => set({ identity: undefined })}>
            identity <b className="clip wakes-chip">{params.identity}</b> ×
          </button>
        )}
        <label className="row">
          <span className="ink-3 wakes-word">Kind</span>
          <select
            className="input wakes-select"
            aria-label="Kind"
            value={kind ?? ''}
            onChange={(event) => set({ kind: event.currentTarget.value || undefined, wake: undefined })}
          >
            <option value="">any</option>
            {(first.value?.kinds ?? EVENT_KINDS.map((value) => ({ value, count: undefined }))).map((k) => (
              <option key={k.value} value={k.value}>
                {k.count === undefined ? k.value : `${k.value} (${count(k.count)})`}
              </option>
            ))}
          </select>
        </label>
        <label className="row">
          <span className="ink-3 wakes-word">With a stage that is</span>
          <select
            className="input wakes-select"
            aria-label="With a stage that is"
            value={verdict ?? ''}
            onChange={(event) => set({ verdict: event.currentTarget.value || undefined, wake: undefined })}
          >
            <option value="">any</option>
            {CUTS.map((v) => (
              <option key={v} value={v}>
                {VERDICT_WORDS[v]}
              </option>
            ))}
          </select>
        </label>
        <ListFilter
          ref={search}
          label="Filter wakes by identity, actor or kind"
          placeholder="Identity or kind"
          value={params.search}
          onChange={(text) => set({ search: text, row: undefined })}
        />
        <Segmented
          label="Order"
          value={order}
          options={ORDERS}
          onChange={(value) => set({ order: value === 'worst' ? undefined : value, row: undefined })}
        />
      </div>
      <Answer asked={first} what="Reading the wakes">
        {(value) =>
          value.total === 0 ? <None filtered={filtered} /> : <List key={JSON.stringify([filter, order])} filter={filter} order={order} head={value} />
        }
      </Answer>
    </>
  );
}

function List({ filter, order, head }: { readonly filter: WakesFilter; readonly order: Order; readonly head: WakesList }) {
  const set = useNavigation((s) => s.set);
  const wanted = useNavigation((s) => s.params.row);
  const engine = useEngine();
  const { rowAt, onView } = useWindow(filter, order, engine);
  const [current, setCurrent] = useState(Math.max(0, Math.min(head.total - 1, Number(wanted ?? 0) || 0)));
  const move = useCallback(
    (to: number): void => {
      setCurrent(to);
      set({ row: String(to) });
    },
    [set],
  );
  const open = (i: number): void => {
    const row = rowAt(i);
    if (row !== undefined) go('wake', { wake: row.id });
  };
  useKeys({
    j: () => move(Math.min(head.total - 1, current + 1)),
    k: () => move(Math.max(0, current - 1)),
    w: () => open(current),
    Enter: () => open(current),
  });
  const column = (
    key: string,
    title: string,
    cell: (row: WakeLine) => Column['cell'] extends (n: number) => infer R ? R : never,
    more: Partial<Column> = {},
  ): Column => ({
    key,
    head: title,
    cell: (i) => {
      const row = rowAt(i);
      return row === undefined ? undefined : cell(row);
    },
    ...more,
  });
  const columns: readonly Column[] = [
    column('time', 'Time, UTC', (w) => <span className="mono">{fullTime(w.time)}</span>),
    column('kind', 'Kind', (w) => <b>{w.kind}</b>),
    column('who', 'Identity', (w) => <Text>{w.target?.label ?? 'no identity named'}</Text>, { className: 'clip' }),
    column('tier', 'Tier', (w) => <span className="ink-2">{w.target?.tier === undefined ? 'unknown' : w.target.tier}</span>, {
      className: 'wide-only',
    }),
    column('strip', 'Signalled to recorded', (w) => <Strip strip={w.strip} />),
    column('worst', 'Severity', (w) => (w.worst === undefined ? <span className="ink-3">not cut</span> : <SeverityBars severity={w.worst} />)),
    column('findings', 'Findings', (w) => count(w.findings), { num: true }),
    column('open', '', (w) => (
      <button type="button" className="link" tabIndex={-1} onClick={() => go('wake', { wake: w.id })}>
        open
      </button>
    )),
  ];
  return (
    <WindowedTable
      label={order === 'time' ? 'Wakes, by time' : 'Wakes, the worst first'}
      columns={columns}
      length={head.total}
      current={current}
      onMove={move}
      onOpen={open}
      onView={onView}
      className="wakes"
    />
  );
}

function None({ filtered }: { readonly filtered: boolean }) {
  const set = useNavigation((s) => s.set);
  return filtered ? (
    <State
      title="No wake fits this filter"
      acts={
        <button
          type="button"
          className="button"
          onClick={() => set({ kind: undefined, verdict: undefined, identity: undefined, search: undefined, ...NO_CELL })}
        >
          Drop the filter
        </button>
      }
    >
      Other wakes of the case do.
    </State>
  ) : (
    <NothingRead holds="A wake is an event of the imported logs with all that had to follow it: who had to be told, who was, and where it was cut.">
      <State
        title="No wakes"
        acts={
          <button type="button" className="button" onClick={() => go('sources')}>
            Look at the sources
          </button>
        }
      >
        No event inside the case's period is of a kind from which the policy lets obligations follow.
      </State>
    </NothingRead>
  );
}
