import { useCallback, useEffect, useRef, useState } from 'react';
import { type Instant, instant } from '../../../shared/base/instant.ts';
import { VERDICT_WORDS } from '../../../shared/model/words.ts';
import type { Lane, TimelineOverview, TimelineRow } from '../../../shared/views/types.ts';
import { extentLabel, type Span } from '../../charts/axis.ts';
import { Lanes } from '../../charts/Lanes.tsx';
import { Overview } from '../../charts/Overview.tsx';
import { useSize } from '../../charts/size.ts';
import { clamp, closeTo, pan, reveal, zoom } from '../../charts/window.ts';
import { useRequest } from '../../state/engine.ts';
import { useKeys } from '../../state/keys.ts';
import { go, useNavigation } from '../../state/navigation.ts';
import { count, counted, days } from '../../widgets/format.ts';
import { Segmented } from '../../widgets/Segmented.tsx';
import { FaultLine, State } from '../../widgets/States.tsx';
import { VerdictGlyph } from '../../widgets/VerdictGlyph.tsx';
import { Answer } from '../shared/Answer.tsx';
import { NothingRead } from '../shared/NothingRead.tsx';
import { EventPanel } from './EventPanel.tsx';
import { EventRows } from './EventRows.tsx';
import { Filters } from './Filters.tsx';
import { active, filterOf } from './filter.ts';
import { LaneLabels } from './LaneLabels.tsx';
import { LanesTable } from './LanesTable.tsx';
import { useLatest } from './latest.ts';
import { useEventPages, useShown } from './pages.ts';
import './timeline.css';

type By = 'identity' | 'system' | 'kind';
const BYS: readonly { readonly value: By; readonly label: string }[] = [
  { value: 'identity', label: 'Identity' },
  { value: 'system', label: 'System' },
  { value: 'kind', label: 'Kind' },
];
const LEGEND = ['met', 'late', 'partial', 'unmet', 'unknown'] as const;
/** One bin for each two pixels: finer is not seen, and halves what crosses the thread. */
const BIN_PX = 2;
/** Time without motion after which the address takes the window down; browsers refuse more than a few such writes a second. */
const SETTLE_MS = 400;

export function TimelineScreen() {
  const params = useNavigation((s) => s.params);
  const filter = filterOf(params);
  const overview = useRequest('timeline.overview', { filter, bins: 320 }, { on: ['sources', 'analysis'], keep: true });
  return (
    <Answer asked={overview} what="Reading the timeline">
      {(value) => (value.of === 0 ? <Empty /> : <Timeline overview={value} />)}
    </Answer>
  );
}

function Empty() {
  return (
    <NothingRead holds="The timeline shows every event of the imported logs, by identity, with what was silent.">
      <State title="No events">The timeline shows every event of the imported logs, by identity, with what was silent.</State>
    </NothingRead>
  );
}

function Timeline({ overview }: { readonly overview: TimelineOverview }) {
  const params = useNavigation((s) => s.params);
  const set = useNavigation((s) => s.set);
  const body = useRef<HTMLDivElement>(null);
  const { height } = useSize(body);
  const bounds: Span = { from: overview.from, to: overview.to };
  const [shown, setShown] = useState<Span>(() => fromAddress(params.from, params.to, bounds));
  const [width, setWidth] = useState(0);
  const [table, setTable] = useState(false);
  const [relative, setRelative] = useState(false);
  const [range, setRange] = useState({ first: 0, last: 0 });
  const [wanted, setWanted] = useState<Instant | undefined>(undefined);
  const by: By = BYS.find((b) => b.value === params.by)?.value ?? 'identity';
  const filter = filterOf(params);
  const window = clamp(shown, bounds);

  const laneHeight = height < 640 ? 42 : 46;
  // Two fifths for the lanes; the table keeps the rest. Twelve lanes and the aggregate are the most that is useful.
  const most = Math.max(3, Math.min(13, Math.floor((height * 0.44) / laneHeight)));
  const bins = Math.max(1, Math.round(width / BIN_PX));
  const lanes = useLatest('timeline.lanes', width === 0 ? undefined : { from: window.from, to: window.to, bins, by, limit: most - 1, filter });
  const view = lanes.value;
  const drawn = view === undefined ? 0 : Math.min(view.lanes.length, most);

  const { rows, pages } = useEventPages();
  // The chosen event's instant is known from its row or its mark; of one that is elsewhere (in an address) it is asked.
  const near = rows.rows.find((r) => r.id === params.event)?.time ?? view?.lanes.flatMap((l) => l.marks).find((m) => m.event === params.event)?.time;
  const detail = useRequest('event.detail', params.event === undefined || near !== undefined ? undefined : { event: params.event }, { keep: true });
  const time = params.event === undefined ? undefined : (near ?? (detail.value?.row.id === params.event ? detail.value.row.time : undefined));
  const selected = time === undefined ? undefined : { event: params.event, time };

  const inside = time !== undefined && time >= window.from && time < window.to;
  const at = wanted !== undefined && wanted >= window.from && wanted < window.to ? wanted : inside ? time : undefined;
  // Choosing a row that stands in the table must not fetch the table again.
  const held = useRef<Instant | undefined>(undefined);
  const listed = rows.rows.some((r) => r.id === params.event);
  if (!(listed && wanted === undefined)) held.current = at;
  useShown(pages, { ...filter, from: window.from, to: window.to }, held.current, 0);

  const move = useCallback((next: Span) => setShown(next), []);
  useEffect(() => {
    const timer = setTimeout(() => {
      const { params: now, screen } = useNavigation.getState();
      const [from, to] = [String(shown.from), String(shown.to)];
      if (screen === 'timeline' && (now.from !== from || now.to !== to)) useNavigation.getState().set({ from, to });
    }, SETTLE_MS);
    return () => clearTimeout(timer);
  }, [shown]);
  const revealed = useRef<string | undefined>(undefined);
  useEffect(() => {
    // Once for each choice: afterwards the window is the user's.
    if (time === undefined || revealed.current === params.event) return;
    revealed.current = params.event;
    setShown((was) => reveal(was, time, { from: overview.from, to: overview.to }));
  }, [time, params.event, overview.from, overview.to]);

  const choose = useCallback(
    (event: string) => {
      setWanted(undefined);
      set({ event });
    },
    [set],
  );
  const step = (by: number): void => {
    const index = rows.rows.findIndex((r) => r.id === params.event);
    const row = rows.rows[index < 0 ? 0 : Math.min(rows.rows.length - 1, Math.max(0, index + by))];
    if (row !== undefined) choose(row.id);
  };
  const middle = selected !== undefined && inside ? selected.time : (window.from + window.to) / 2;
  const zoomBy = (factor: number): void => move(zoom(window, factor, middle, bounds));
  const whole = (): void => move(bounds);
  useKeys({
    j: () => step(1),
    k: () => step(-1),
    h: () => move(pan(window, -0.25, bounds)),
    l: () => move(pan(window, 0.25, bounds)),
    '+': () => zoomBy(0.5),
    '=': () => zoomBy(0.5),
    '-': () => zoomBy(2),
    '−': () => zoomBy(2),
    '0': whole,
    z: () => move(closeTo(window, middle, bounds)),
    u: () => setRelative(!relative),
    t: () => setTable(!table),
    Escape: () => set({ event: undefined }),
  });
  const inView = view?.lanes.reduce((a, l) => a + l.count, 0);
  const onView = useCallback((first: number, last: number) => setRange((r) => (r.first === first && r.last === last ? r : { first, last })), []);

  return (
    <>
      <div className="toolbar">
        <h1>Timeline</h1>
        <span className="ink-3 nowrap">Lanes by</span>
        <Segmented label="Lanes by" value={by} options={BYS} onChange={(value) => set({ by: value === 'identity' ? undefined : value })} />
        <Filters />
        <span className="grow" />
        <span className="ink-3 nowrap wide-only" title="What lies outside the period of the case, or has no time, is found by a search.">
          {inView === undefined ? '' : `${count(rows.loading ? inView : rows.total)} of ${counted(overview.of, 'event')} in view`}
        </span>
        <span className="tl-zoom">
          <button type="button" aria-label="Show more time" onClick={() => zoomBy(2)}>
            −
          </button>
          <button type="button" title="Show the whole period" onClick={whole}>
            {extentLabel(window.to - window.from)}
          </button>
          <button type="button" aria-label="Show less time" onClick={() => zoomBy(0.5)}>
            +
          </button>
        </span>
      </div>
      <div className="tl">
        <div className="tl-main" ref={body}>
          <div className="tl-overview">
            <div className="tl-side-label">
              <b>Overview</b>
              <span className="ink-3">{days(overview.from, overview.to)}, UTC</span>
            </div>
            <Overview view={overview} window={window} onWindow={move} />
          </div>
          {lanes.error === undefined ? null : (
            <p className="notice-line">
              <FaultLine error={lanes.error} />
            </p>
          )}
          {overview.total === 0 ? (
            <NoMatch of={overview.of} />
          ) : (
            <>
              {table && view !== undefined ? (
                <LanesTable view={view} onMark={choose} />
              ) : (
                <div className="tl-lanes">
                  <div className="tl-lane-side">
                    <b className="tl-zone">{relative && selected !== undefined ? 'UTC, since the event' : 'UTC'}</b>
                    <LaneLabels
                      lanes={view?.lanes.slice(0, drawn) ?? []}
                      laneHeight={laneHeight}
                      current={selected === undefined ? undefined : view?.lanes.find((l) => l.marks.some((m) => m.event === selected.event))?.key}
                      onLane={by === 'identity' ? (lane: Lane) => set({ identity: lane.key }) : undefined}
                    />
                  </div>
                  <Lanes
                    view={view}
                    window={window}
                    bounds={bounds}
                    laneHeight={laneHeight}
                    height={Math.max(1, drawn) * laneHeight}
                    selected={selected}
                    relative={relative}
                    onWindow={move}
                    onMark={choose}
                    onTime={setWanted}
                    onWidth={setWidth}
                  />
                </div>
              )}
              <div className="tl-legend legend">
                <LogLegend lanes={view?.lanes} />
                <span className="tl-rule wide-only" />
                {LEGEND.map((v) => (
                  <span key={v} className="wide-only">
                    <VerdictGlyph verdict={v} size={10} decorative /> {VERDICT_WORDS[v]}
                  </span>
                ))}
                <span className="grow" />
                <span className="ink-3">
                  {overview.undated > 0 ? `${count(overview.undated)} undated, not drawn. ` : ''}
                  {rows.total === 0 ? '' : `rows ${count(range.first)} to ${count(range.last)} of ${count(rows.total)}`}
                </span>
              </div>
              {rows.error === undefined ? null : <FaultLine error={rows.error} />}
              {!rows.loading && rows.total === 0 ? (
                <State
                  title="Nothing in this window"
                  acts={
                    <button type="button" className="button" onClick={whole}>
                      Show the whole period
                    </button>
                  }
                >
                  {counted(overview.total, 'event')} of the filter {overview.total === 1 ? 'lies' : 'lie'} elsewhere.
                </State>
              ) : (
                <EventRows
                  rows={rows}
                  pages={pages}
                  selected={params.event}
                  onSelect={(row: TimelineRow) => choose(row.id)}
                  onOpen={(row: TimelineRow) => {
                    if (row.strip !== undefined) go('wake', { wake: `w-${row.id}` });
                  }}
                  onView={onView}
                />
              )}
            </>
          )}
        </div>
        <EventPanel event={params.event} bounds={bounds} />
      </div>
    </>
  );
}

function LogLegend({ lanes }: { readonly lanes: readonly Lane[] | undefined }) {
  const channels = [...new Set(lanes?.flatMap((l) => l.coverage.slice(0, 2).map((c) => c.channel)) ?? [])];
  return (
    <>
      <span>
        <svg width="22" height="8" aria-hidden="true">
          <title>coverage</title>
          <rect y="2" width="22" height="3" fill="var(--coverage)" />
        </svg>
        {channels.length === 0 ? 'logs exist' : channels.length === 2 ? `logs exist: ${channels[0]} over ${channels[1]}` : 'logs exist'}
      </span>
      <span className="wide-only">
        <svg width="22" height="8" aria-hidden="true">
          <title>inferred</title>
          <rect x="0.5" y="2.5" width="21" height="3" fill="var(--coverage-soft)" stroke="var(--coverage)" />
        </svg>
        inferred
      </span>
      <span>
        <svg width="22" height="8" aria-hidden="true">
          <title>silent</title>
          <rect x="0.5" y="0.5" width="21" height="7" fill="none" stroke="var(--ink-3)" />
          <path d="M1 7l6-6M6 7l6-6M11 7l6-6M16 7l5-5" stroke="var(--ink-3)" />
        </svg>
        silent
      </span>
    </>
  );
}

/** Offers to drop the filters: one of them excludes everything. */
function NoMatch({ of }: { readonly of: number }) {
  const params = useNavigation((s) => s.params);
  const set = useNavigation((s) => s.set);
  return (
    <State
      title="No event fits these filters"
      acts={active(params).map((f) => (
        <button key={f.key} type="button" className="button" onClick={() => set({ [f.key]: undefined })}>
          Drop {f.name} {f.value}
        </button>
      ))}
    >
      The case holds {counted(of, 'event')}.
    </State>
  );
}

function fromAddress(from: string | undefined, to: string | undefined, bounds: Span): Span {
  const a = Number(from);
  const b = Number(to);
  if (from === undefined || to === undefined || !Number.isFinite(a) || !Number.isFinite(b) || b <= a) return bounds;
  return clamp({ from: instant(a), to: instant(b) }, bounds);
}
