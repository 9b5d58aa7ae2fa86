import type { Instant } from '../../shared/base/instant.ts';
import type { RecordRef } from '../../shared/model/ids.ts';
import type { OwnerLane, OwnerLanesView } from '../../shared/views/decisions.ts';
import { longTime, shortTime, visible } from '../widgets/format.ts';
import { fit, type Measure } from './measure.ts';
import { LANE, type LaidBar, type LaidLane, type OwnerLanesLayout } from './owner-lanes-layout.ts';

/** What each system says of the owners, side by side in time. A click asks about that instant; with Shift, about what was known by then. */
export function OwnerLanesPicture({
  view,
  layout,
  measure,
  onAt,
  onKnownAt,
  onRecord,
}: {
  readonly view: OwnerLanesView;
  readonly layout: OwnerLanesLayout;
  readonly measure: Measure;
  readonly onAt: (t: Instant) => void;
  readonly onKnownAt: (t: Instant) => void;
  readonly onRecord: (record: RecordRef) => void;
}) {
  const { scale, height, width, top } = layout;
  const at = layout.cursor(view.at);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the two sliders above the picture are its cursors for the keyboard
    <svg
      className="owner-lanes"
      width={width}
      height={height}
      role="img"
      aria-label={`Claims on ${visible(view.identity.label)} in time, UTC; the table below has the same rows`}
      onClick={(event) => {
        const x = event.clientX - event.currentTarget.getBoundingClientRect().left;
        if (x < scale.x0 || x > scale.x1) return;
        (event.shiftKey ? onKnownAt : onAt)(scale.at(x));
      }}
    >
      <defs>
        <pattern id="owner-stale" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <path d="M0 0V5" stroke="var(--coverage)" strokeWidth="1.6" />
        </pattern>
      </defs>
      <rect x={layout.period.x} y={top} width={layout.period.width} height={height - top} fill="var(--sunken)" />
      {layout.ticks.map((t) => (
        <g key={t.time}>
          <path d={`M${t.x} ${top}V${height}`} stroke={t.day ? 'var(--line-strong)' : 'var(--line)'} />
          <text {...beside(t.x, 3, width, measure(t.label, { bold: t.day }))} y={top - 9} className={t.day ? 't-soft t-bold' : 't-soft'}>
            {t.label}
          </text>
        </g>
      ))}
      <text x={0} y={top - 9} className="t-faint">
        UTC
      </text>
      {layout.groups.map((g) => (
        <g key={`${g.system} ${g.y}`}>
          <path d={`M0 ${g.y + 0.5}H${width}`} stroke="var(--line-strong)" />
          <text x={0} y={g.y + 16} className="t-bold">
            {visible(fit(g.system, scale.x0 - 12, measure))}
          </text>
        </g>
      ))}
      {layout.lanes.map((l) => (
        <Lane key={`${l.lane.record} ${l.lane.role} ${l.lane.party}`} laid={l} layout={layout} measure={measure} onRecord={onRecord} />
      ))}
      {view.knownAt === undefined ? null : (
        <Cursor x={layout.cursor(view.knownAt)} layout={layout} label="known at" dashed left={layout.cursor(view.knownAt) < at} />
      )}
      <Cursor x={at} layout={layout} label="at" left={view.knownAt !== undefined && at <= layout.cursor(view.knownAt)} />
    </svg>
  );
}

/** A word to the right of its place, to the left where the picture ends. */
const beside = (x: number, gap: number, width: number, word: number): { readonly x: number; readonly textAnchor?: 'end' } =>
  x + gap + word <= width ? { x: x + gap } : { x: x - gap, textAnchor: 'end' };

function Lane({
  laid,
  layout,
  measure,
  onRecord,
}: {
  readonly laid: LaidLane;
  readonly layout: OwnerLanesLayout;
  readonly measure: Measure;
  readonly onRecord: (record: RecordRef) => void;
}) {
  const { lane, y } = laid;
  const { scale } = layout;
  const middle = y + LANE / 2;
  return (
    <g opacity={lane.known ? 1 : 0.45}>
      <title>{visible(titleOf(lane))}</title>
      <text x={0} y={y + 14} className={lane.known ? '' : 't-soft'}>
        {visible(fit(lane.party, scale.x0 - 12, measure))}
      </text>
      <text x={0} y={y + 27} className="t-faint">
        {visible(
          fit(
            `${lane.role}${lane.level === 'identity' ? '' : `, of its ${lane.level}`}${lane.known ? '' : ', not said yet'}`,
            scale.x0 - 12,
            measure,
          ),
        )}
      </text>
      <path d={`M${scale.x0} ${middle}H${scale.x1}`} stroke="var(--line-strong)" strokeDasharray="1.5 3" />
      {laid.bars.map((b) => (
        <Bar key={`${b.status} ${b.x}`} bar={b} y={y + 9} known={lane.known} onOpen={() => onRecord(lane.record)} />
      ))}
      {laid.conflicts.map((c) => (
        <rect key={c.x} x={c.x} y={y + 25} width={c.width} height={3.5} fill="var(--partial)" />
      ))}
      {laid.saidAt === undefined ? null : (
        <path d={`M${laid.saidAt - 4} ${y + 2}h8l-4 6z`} fill="var(--ink-1)" stroke="var(--surface)" strokeWidth="0.8">
          <title>{lane.asOf === undefined ? '' : `said so at ${longTime(lane.asOf)} UTC`}</title>
        </path>
      )}
      {laid.leaves.map((d) => (
        <g key={d.word}>
          <path d={`M${d.x - 4} ${middle - 4}l8 8m0 -8l-8 8`} stroke="var(--ink-1)" strokeWidth="1.8" />
          <text {...beside(d.x, 7, layout.width, measure(d.word))} y={y + 8} className="t-soft">
            {d.word}
          </text>
        </g>
      ))}
    </g>
  );
}

function Bar({ bar, y, known, onOpen }: { readonly bar: LaidBar; readonly y: number; readonly known: boolean; readonly onOpen: () => void }) {
  const look =
    bar.status === 'valid'
      ? { fill: known ? 'var(--coverage)' : 'var(--surface)', stroke: 'var(--coverage)' }
      : bar.status === 'stale'
        ? { fill: 'url(#owner-stale)', stroke: 'var(--coverage)' }
        : { fill: 'none', stroke: 'var(--ink-3)', strokeDasharray: '3 3' };
  return (
    // The table below opens the same records by keyboard.
    // biome-ignore lint/a11y/noStaticElementInteractions: a mark of a picture that has a table beside it
    <rect
      x={bar.x + 0.5}
      y={y}
      width={Math.max(1, bar.width - 1)}
      height={14}
      rx={2}
      {...look}
      onDoubleClick={(event) => {
        event.stopPropagation();
        onOpen();
      }}
    />
  );
}

function Cursor({
  x,
  layout,
  label,
  dashed = false,
  left,
}: {
  readonly x: number;
  readonly layout: OwnerLanesLayout;
  readonly label: string;
  readonly dashed?: boolean;
  /** The label stands left of the line, so that the two never meet. */
  readonly left: boolean;
}) {
  return (
    <g className="owner-cursor">
      <path d={`M${x} ${layout.top - 6}V${layout.height}`} stroke="var(--accent)" strokeWidth="1.5" {...(dashed ? { strokeDasharray: '4 3' } : {})} />
      <text x={left ? x - 4 : x + 4} y={layout.height - 2} textAnchor={left ? 'end' : 'start'} className="t-accent">
        {label}
      </text>
    </g>
  );
}

const open = (t: Instant | undefined, word: string): string => (t === undefined ? word : shortTime(t));
const titleOf = (l: OwnerLane): string =>
  `${l.party}, ${l.role}, says ${l.system}: ${open(l.from, 'always')} to ${open(l.to, 'open')}${l.asOf === undefined ? '' : `, said at ${shortTime(l.asOf)}`}${l.conflicts.length > 0 ? '; another system says otherwise' : ''}`;
