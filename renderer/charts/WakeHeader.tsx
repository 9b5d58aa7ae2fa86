import type { Stage } from '../../shared/model/vocabulary.ts';
import { VERDICT_WORDS } from '../../shared/model/words.ts';
import type { StageCell, WakeView } from '../../shared/views/types.ts';
import { visible } from '../widgets/format.ts';
import { GlyphAt } from '../widgets/VerdictGlyph.tsx';
import { fit, type Measure } from './measure.ts';
import type { WakePictureLayout } from './wake-layout.ts';

const KEEL = 14;
const title = (stage: Stage): string => (stage[0] ?? '').toUpperCase() + stage.slice(1);

/**
 * The keel and the stages along it: solid from the event on, thin after a partial, stopped with a stroke at the first cut,
 * dotted after it. Recorded stands in a column of its own with what the record carries.
 */
export function WakeHeader({
  view,
  layout,
  measure,
  stage: chosen,
  onStage,
}: {
  readonly view: WakeView;
  readonly layout: WakePictureLayout;
  readonly measure: Measure;
  readonly stage: Stage | undefined;
  readonly onStage: (stage: Stage) => void;
}) {
  const { axis, recordedX, headerHeight } = layout;
  const cellOf = (stage: Stage): StageCell | undefined => view.stages.find((s) => s.stage === stage);
  const columns = [
    ...axis.segments.map((s) => ({ stage: s.stage, x0: s.x0, x1: s.x1 })),
    { stage: 'recorded' as const, x0: recordedX, x1: layout.width },
  ];
  const keel: { x0: number; x1: number; state: 'full' | 'thin' | 'cut' }[] = [];
  let state: 'full' | 'thin' | 'cut' = 'full';
  let from = axis.event;
  let slash: number | undefined;
  columns.slice(0, -1).forEach((column, i) => {
    const verdict = cellOf(column.stage)?.verdict ?? 'not-required';
    const glyph = column.x0 + 14;
    keel.push({ x0: from, x1: glyph - 10, state });
    if (verdict === 'unmet' && state !== 'cut') {
      slash = glyph - 15;
      state = 'cut';
    } else if (verdict === 'partial' && state === 'full') state = 'thin';
    from = glyph + 10;
    if (i === columns.length - 2) keel.push({ x0: from, x1: recordedX, state });
  });
  return (
    <g>
      {keel
        .filter((k) => k.x1 - k.x0 > 1)
        .map((k) => (
          <path
            key={k.x0}
            d={`M${k.x0} ${KEEL}H${k.x1}`}
            stroke={k.state === 'cut' ? 'var(--ink-3)' : 'var(--ink-1)'}
            strokeWidth={k.state === 'full' ? 2 : 1}
            {...(k.state === 'cut' ? { strokeDasharray: '1.5 5' } : {})}
          />
        ))}
      <circle cx={axis.event} cy={KEEL} r={4} fill="var(--ink-1)" />
      {slash === undefined ? null : <path d={`M${slash - 3} ${KEEL - 6}l6 12`} stroke="var(--ink-1)" strokeWidth={2} />}
      <text x={axis.event - 8} y={40} textAnchor="end" className="t-name">
        Event
      </text>
      {columns.map(({ stage, x0, x1 }) => {
        const cell = cellOf(stage);
        const verdict = cell?.verdict ?? 'not-required';
        const room = x1 - x0 - 8;
        return (
          // biome-ignore lint/a11y/noStaticElementInteractions: the same choice is a button in the panel below; keys are [ and ]
          <g key={stage} className={`wake-stage ${chosen === stage ? 'chosen' : ''}`} onClick={() => onStage(stage)}>
            <title>{`${title(stage)}: ${VERDICT_WORDS[verdict]}`}</title>
            <rect x={x0} y={0} width={x1 - x0} height={headerHeight} fill="transparent" />
            <circle cx={x0 + 14} cy={KEEL} r={9} fill={stage === 'recorded' ? 'var(--sunken)' : 'var(--surface)'} />
            <GlyphAt verdict={verdict} x={x0 + 14} y={KEEL} size={15} />
            <text x={x0 + 6} y={40} className="t-name">
              {fit(title(stage), room, measure, { bold: true, size: 13 })}
            </text>
            <text x={x0 + 6} y={53} className="t-soft">
              {visible(fit(cell?.label ?? '', room, measure))}
            </text>
            {chosen === stage ? <path d={`M${x0 + 6} ${headerHeight - 1}H${x1 - 8}`} stroke="var(--accent)" strokeWidth={2} /> : null}
          </g>
        );
      })}
      {view.recordFields.map((field, i) => {
        const y = headerHeight + 14 + i * 17;
        if (y + 10 > layout.axisY) return null;
        return (
          <g key={field.name}>
            {field.present ? (
              <>
                <rect x={recordedX + 6} y={y - 5} width={11} height={11} rx={1.5} fill="var(--ink-2)" />
                <path d={`M${recordedX + 8.5} ${y + 0.5}l2.2 2.3l3.9 -4.6`} fill="none" stroke="var(--sunken)" strokeWidth={1.5} />
              </>
            ) : (
              <rect
                x={recordedX + 6.5}
                y={y - 4.5}
                width={10}
                height={10}
                rx={1.5}
                fill="none"
                stroke="var(--partial)"
                strokeWidth={1.2}
                strokeDasharray="2.5 2"
              />
            )}
            <text x={recordedX + 23} y={y + 4} className={field.present ? 't-soft' : 't-partial strong'}>
              {fit(field.present ? field.name : `no ${field.name}`, layout.width - recordedX - 26, measure, { bold: !field.present })}
            </text>
          </g>
        );
      })}
    </g>
  );
}
