import type { KeyboardEvent } from 'react';
import { useRef } from 'react';
import { since } from '../../shared/base/instant.ts';
import type { Stage } from '../../shared/model/vocabulary.ts';
import { VERDICT_WORDS } from '../../shared/model/words.ts';
import type { WakeView } from '../../shared/views/types.ts';
import { clockSeconds, day, fullTime, shortTime, span, visible } from '../widgets/format.ts';
import { GlyphAt } from '../widgets/VerdictGlyph.tsx';
import { MarkShape } from './marks.tsx';
import { fit, type Measure } from './measure.ts';
import { Patterns } from './Patterns.tsx';
import { WakeCoverage } from './WakeCoverage.tsx';
import { WakeHeader } from './WakeHeader.tsx';
import { AXIS_HEIGHT, GROUP_HEIGHT, type PlacedLane, type PlacedText, type WakePictureLayout } from './wake-layout.ts';

export interface WakePictureProps {
  readonly view: WakeView;
  readonly layout: WakePictureLayout;
  readonly measure: Measure;
  readonly stage: Stage | undefined;
  readonly onStage: (stage: Stage) => void;
  readonly onRecord: (record: string) => void;
  readonly onFold: () => void;
}

const toneClass = (tone: PlacedText['tone']): string => (tone === 'ink' ? 't-ink' : tone === 'soft' ? 't-soft' : `t-${tone}`);

export function WakePicture(props: WakePictureProps) {
  const { view, layout, measure, onFold } = props;
  const svg = useRef<SVGSVGElement>(null);
  const { axis, recordedX } = layout;
  const source = layout.lanes.find((l) => l.lane.group === 'source');
  return (
    // biome-ignore lint/a11y/useSemanticElements: a drawing is no form group
    <svg
      ref={svg}
      className="wake-picture"
      width={layout.width}
      height={layout.height}
      role="group"
      aria-label={`${visible(view.title)}. ${view.stages.map((s) => `${s.stage} ${VERDICT_WORDS[s.verdict]}`).join(', ')}. Arrow keys go from mark to mark, t shows a table.`}
      onKeyDown={(event) => walk(event, svg.current)}
    >
      <Patterns />
      <rect x={axis.x0} y={layout.headerHeight} width={axis.event - axis.x0} height={layout.axisY - layout.headerHeight} fill="var(--sunken)" />
      <rect x={recordedX} y={0} width={layout.width - recordedX} height={layout.axisY} fill="var(--sunken)" />
      {axis.edges.map((e) => (
        <path key={e.x} d={`M${Math.round(e.x) + 0.5} ${layout.headerHeight}V${layout.axisY}`} stroke="var(--line)" />
      ))}
      <path d={`M${axis.event} ${layout.headerHeight - 44}V${source?.line ?? layout.headerHeight}`} stroke="var(--ink-1)" strokeWidth={2} />
      <WakeHeader {...props} />
      {layout.groups.map((g) => (
        <g key={`${g.y}`}>
          <rect x={0} y={g.y} width={recordedX} height={GROUP_HEIGHT} fill="var(--sunken)" />
          <path d={`M0 ${g.y + 0.5}H${recordedX}`} stroke="var(--line)" />
          {g.action === undefined ? (
            <text x={8} y={g.y + 14} className="t-soft strong">
              {g.title}
            </text>
          ) : (
            // biome-ignore lint/a11y/useSemanticElements: there is no button in SVG
            <g className="wake-fold" role="button" tabIndex={0} onClick={onFold} onKeyDown={(e) => press(e, onFold)}>
              <text x={8} y={g.y + 14} className="t-accent strong">
                {g.action === 'unfold' ? '+' : '−'} {g.title}
              </text>
            </g>
          )}
          {g.note === '' ? null : (
            <text x={g.noteX} y={g.y + 14} textAnchor="end" className="t-soft">
              {visible(g.note)}
            </text>
          )}
        </g>
      ))}
      {layout.lanes.map((lane) => (
        <LaneBack key={lane.lane.key} lane={lane} layout={layout} measure={measure} />
      ))}
      {layout.trunks.map((trunk) => {
        const last = trunk.arms.findLast((a) => a.shape !== 'dashed');
        const gaps = trunk.arms.filter((a) => a.shape === 'dashed');
        return (
          <g key={trunk.x} fill="none" strokeWidth={1.4}>
            {last === undefined ? null : <path d={`M${trunk.x} ${trunk.y0}V${last.y - 8}`} stroke="var(--ink-2)" />}
            {trunk.arms.map((arm) => (
              <path
                key={`${arm.y} ${arm.shape} ${arm.x}`}
                d={armPath(
                  trunk.x,
                  arm.shape === 'dashed' && (last === undefined || arm.y > last.y) ? Math.max(trunk.y0, (last?.y ?? trunk.y0 + 8) - 8) : arm.y - 8,
                  arm,
                )}
                stroke={arm.shape === 'dashed' ? 'var(--unmet)' : 'var(--ink-2)'}
                {...(arm.shape === 'dashed' ? { strokeDasharray: '5 4' } : {})}
              />
            ))}
            <circle
              cx={trunk.x}
              cy={trunk.y0}
              r={3.2}
              fill={last === undefined && gaps.length > 0 ? 'var(--surface)' : 'var(--ink-2)'}
              stroke="var(--ink-2)"
            />
          </g>
        );
      })}
      {layout.lanes.map((lane) => (
        <LaneFront key={lane.lane.key} lane={lane} {...props} />
      ))}
      {layout.ties.map((tie) => (
        <path key={tie.x} d={`M${tie.x} ${tie.y0}V${tie.y1}`} stroke="var(--unknown)" strokeDasharray="1.5 3" />
      ))}
      <Axis {...props} />
      <WakeCoverage layout={layout} measure={measure} />
    </svg>
  );
}

/** From the trunk with a bend into the lane; straight down where the mark stands under the trunk. */
function armPath(x: number, from: number, arm: { readonly x: number; readonly y: number }): string {
  const r = Math.min(8, Math.max(0, arm.x - x));
  return `M${x} ${Math.min(from, arm.y - r)}V${arm.y - r}q0 ${r} ${r} ${r}H${Math.max(arm.x, x + r)}`;
}

function LaneBack({ lane, layout, measure }: { readonly lane: PlacedLane; readonly layout: WakePictureLayout; readonly measure: Measure }) {
  const { axis, recordedX, labelWidth } = layout;
  const width = labelWidth - 8;
  const { label, sub, status } = lane.lane;
  return (
    <g>
      <title>{`${visible(label)}, ${visible(sub)}`}</title>
      <path d={`M0 ${lane.y1 - 0.5}H${recordedX}`} stroke="var(--line)" />
      <path d={`M${axis.event} ${lane.line}H${axis.x1}`} stroke="var(--line-strong)" />
      <text x={0} y={lane.y0 + 17} className="t-name">
        {visible(fit(label, width, measure, { bold: true, size: 13 }))}
      </text>
      <text x={0} y={lane.y0 + 31} className="t-soft">
        {visible(fit(sub, width, measure))}
      </text>
      {status === undefined ? null : (
        <>
          <GlyphAt verdict={status.verdict} x={5} y={lane.y0 + 43} size={10} />
          <text x={14} y={lane.y0 + 47} className={`t-${status.verdict} strong`}>
            {visible(fit(status.text, width - 14, measure, { bold: true }))}
          </text>
        </>
      )}
      {lane.bands.map((b) => (
        <Band key={`${b.band.shape} ${b.x0} ${b.band.label}`} placed={b} />
      ))}
    </g>
  );
}

function Band({ placed }: { readonly placed: PlacedLane['bands'][number] }) {
  const { band, x0, x1, y0, y1 } = placed;
  const w = x1 - x0;
  const h = y1 - y0;
  const title = <title>{`${visible(band.label)}, ${fullTime(band.from)} to ${fullTime(band.to)} UTC`}</title>;
  switch (band.shape) {
    case 'absence':
      return (
        <g>
          {title}
          <rect x={x0} y={y0} width={w} height={h} rx={2} fill="url(#tex-absence)" stroke="var(--unmet)" strokeWidth={1.4} strokeDasharray="5 4" />
        </g>
      );
    case 'fog':
      return (
        <g>
          {title}
          <rect x={x0} y={y0} width={w} height={h} rx={2} fill="var(--surface)" />
          <rect
            x={x0}
            y={y0}
            width={w}
            height={h}
            rx={2}
            fill="url(#tex-fog)"
            fillOpacity={0.55}
            stroke="var(--unknown)"
            strokeWidth={1.2}
            strokeDasharray="1.5 2.5"
          />
        </g>
      );
    case 'late':
      return (
        <g>
          {title}
          <rect x={x0} y={y0} width={w} height={h} fill="url(#tex-late)" />
        </g>
      );
    case 'rule':
    case 'grant': {
      const tone = band.shape === 'rule' ? 'var(--unmet)' : 'var(--ink-2)';
      return (
        <g>
          {title}
          <rect x={x0} y={y0} width={w} height={h} fill={band.shape === 'rule' ? 'var(--unmet-soft)' : 'var(--hover)'} />
          <path d={`M${x0} ${y0}H${x1}M${x0} ${y1}H${x1}`} stroke={tone} strokeWidth={1.1} />
          {placed.openLeft ? null : <path d={`M${x0} ${y0 - 4}V${y1 + 4}`} stroke={tone} strokeWidth={1.6} />}
          {placed.openRight ? null : <path d={`M${x1} ${y0 - 4}V${y1 + 4}`} stroke={tone} strokeWidth={1.6} />}
        </g>
      );
    }
  }
}

function LaneFront({ lane, onRecord }: WakePictureProps & { readonly lane: PlacedLane }) {
  return (
    <g>
      {lane.deadlines.map((d) => (
        <g key={d.at}>
          <title>{`Deadline ${fullTime(d.at)} UTC`}</title>
          <path d={`M${d.x} ${d.y0}V${d.y1}`} stroke="var(--ink-1)" strokeWidth={1.2} />
          <path d={`M${d.x - 4} ${d.y0}H${d.x + 4}L${d.x} ${d.y0 + 5}z`} fill="var(--ink-1)" />
        </g>
      ))}
      {lane.texts.map((t) => (
        <text key={`${t.x} ${t.y}`} x={t.x} y={t.y} className={`halo ${toneClass(t.tone)} ${t.bold ? 'strong' : ''}`}>
          {visible(t.text)}
        </text>
      ))}
      {lane.marks.map((m) => {
        const { mark } = m;
        const said = `${lane.lane.label}: ${mark.label}${m.count > 1 ? `, ${m.count} times` : ''}${mark.detail === undefined ? '' : `, ${mark.detail}`}, ${fullTime(mark.time)} UTC`;
        const record = mark.record;
        const open = record === undefined ? undefined : () => onRecord(record);
        const tone = mark.verdict !== undefined && mark.verdict !== 'met' && mark.verdict !== 'not-required' ? `v-${mark.verdict}` : 'v-ink';
        return (
          // biome-ignore lint/a11y/noStaticElementInteractions: a button where it opens a record, an image where it does not
          <g
            key={`${mark.shape} ${m.x} ${mark.label}`}
            className={`wake-mark ${tone} ${open === undefined ? '' : 'can-open'}`}
            transform={`translate(${m.x},${m.y})`}
            role={open === undefined ? 'img' : 'button'}
            tabIndex={0}
            aria-label={visible(said)}
            data-mark={`${m.x} ${m.y}`}
            onClick={open}
            onKeyDown={open === undefined ? undefined : (e) => press(e, open)}
          >
            <title>{visible(said)}</title>
            <MarkShape shape={mark.shape} count={m.count} />
            {m.count > 1 ? (
              <text y={20} textAnchor="middle" className="t-soft">
                {m.count}
              </text>
            ) : null}
          </g>
        );
      })}
    </g>
  );
}

function Axis({ layout, view }: WakePictureProps) {
  const { axis } = layout;
  const y = layout.axisY;
  const t0 = view.event.time;
  if (t0 === undefined) return null;
  return (
    <g>
      <text x={0} y={y + 15} className="t-ink strong">
        UTC, {day(t0)} {new Date(t0 / 1000).getUTCFullYear()}
      </text>
      <text x={0} y={y + 29} className="t-soft">
        since the event
      </text>
      <path d={`M${axis.x0} ${y}H${axis.x1}`} stroke="var(--ink-3)" />
      {axis.event - axis.x0 > 50 ? (
        <text x={axis.x0} y={y + 29} className="t-soft">
          before
        </text>
      ) : null}
      {layout.edges.map((e) =>
        e.printed ? (
          <g key={e.x}>
            <path d={`M${e.x} ${y}v4`} stroke="var(--ink-3)" />
            <text x={e.x} y={y + 15} textAnchor={e.anchor} className="halo t-ink mono">
              {day(e.time) === day(t0) ? clockSeconds(e.time) : shortTime(e.time)}
            </text>
            <text x={e.x} y={y + 29} textAnchor={e.anchor} className="halo t-soft">
              {e.time === t0 ? 'event' : `+${span(since(e.time, t0))}`}
            </text>
          </g>
        ) : (
          <path key={e.x} d={`M${e.x} ${y}v4`} stroke="var(--ink-3)" />
        ),
      )}
      {axis.breaks.map((x) => (
        <g key={x}>
          <title>Time without anything is left out here</title>
          <rect x={x - 5} y={y - 2} width={10} height={4} fill="var(--surface)" />
          <path d={`M${x - 5} ${y + 5}l5 -10M${x} ${y + 5}l5 -10`} stroke="var(--ink-3)" strokeWidth={1.1} />
        </g>
      ))}
      <path d={`M0 ${y + AXIS_HEIGHT - 1.5}H${layout.recordedX}`} stroke="var(--line)" />
    </g>
  );
}

const press = (event: KeyboardEvent, act: () => void): void => {
  if (event.key !== 'Enter' && event.key !== ' ') return;
  event.preventDefault();
  event.stopPropagation();
  act();
};

/** Arrows go from mark to mark: along a lane, or to the nearest mark of the next lane. */
function walk(event: KeyboardEvent, svg: SVGSVGElement | null): void {
  const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
  if (step === undefined || svg === null) return;
  const all = [...svg.querySelectorAll<SVGGElement>('[data-mark]')].map((element) => {
    const [x, y] = (element.dataset.mark ?? '').split(' ').map(Number);
    return { element, x: x ?? 0, y: y ?? 0 };
  });
  const here = all.find((m) => m.element === document.activeElement);
  event.preventDefault();
  event.stopPropagation();
  if (here === undefined) {
    all[0]?.element.focus();
    return;
  }
  const [dx, dy] = step as [number, number];
  const inWay = all.filter((m) => (dy === 0 ? m.y === here.y && (m.x - here.x) * dx > 0 : (m.y - here.y) * dy > 0));
  inWay.sort((a, b) => Math.abs(a.y - here.y) - Math.abs(b.y - here.y) || Math.abs(a.x - here.x) - Math.abs(b.x - here.x));
  inWay[0]?.element.focus();
}
