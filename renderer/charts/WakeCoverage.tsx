import type { ReactNode } from 'react';
import { since } from '../../shared/base/instant.ts';
import type { CoverageBar } from '../../shared/views/types.ts';
import { interval, span, visible } from '../widgets/format.ts';
import { fit, type Measure } from './measure.ts';
import { AXIS_HEIGHT, type WakePictureLayout } from './wake-layout.ts';

/** One row for each channel, on the axis of the picture above it. The words stand beside the bars and never on them. */
export function WakeCoverage({ layout, measure }: { readonly layout: WakePictureLayout; readonly measure: Measure }) {
  const { axis, recordedX, labelWidth } = layout;
  const side = layout.width - recordedX - 10;
  return (
    <g>
      <Legend x={recordedX + 8} y={layout.axisY + 10} />
      <GapLegend x={axis.x0} y={layout.keyY} />
      {layout.coverage.map(({ y, row }) => {
        const worst = row.bars.find((b) => (b.state === 'silent' || b.state === 'cut') && b.to > axis.from && b.from < axis.to);
        const said = worst === undefined ? (row.bars.length === 0 ? 'no source' : '') : `${worst.state} ${span(since(worst.to, worst.from))}`;
        return (
          <g key={`${row.channel} ${row.system ?? ''}`}>
            <title>
              {visible(
                `${row.channel} ${row.system ?? ''}: ${row.bars.length === 0 ? 'no source' : row.bars.map((b) => `${b.state} ${interval(b.from, b.to)}`).join(', ')}`,
              )}
            </title>
            <text x={0} y={y + 7} className="t-soft">
              {row.channel}
            </text>
            <text x={62} y={y + 7} className="t-faint">
              {visible(fit(row.system ?? '', labelWidth - 70, measure))}
            </text>
            <path d={`M${axis.x0} ${y + 3.5}H${axis.x1}`} stroke="var(--ink-3)" strokeDasharray="1.5 3" />
            {[false, true].map((gaps) =>
              row.bars
                .filter((b) => isGap(b) === gaps && b.to > axis.from && b.from < axis.to)
                .map((b) => <Bar key={`${b.state} ${b.from}`} bar={b} y={y} x={axis.x} />),
            )}
            <text x={recordedX + 8} y={y + 7} className="t-soft">
              {fit(said, side, measure)}
            </text>
          </g>
        );
      })}
      <path d={`M0 ${layout.axisY + AXIS_HEIGHT - 1.5}H${layout.width}`} stroke="var(--line)" />
    </g>
  );
}

const isGap = (b: CoverageBar): boolean => b.state === 'silent' || b.state === 'cut';

function Bar({ bar, y, x }: { readonly bar: CoverageBar; readonly y: number; readonly x: (t: number) => number }) {
  const a = x(bar.from);
  const w = Math.max(x(bar.to) - a, isGap(bar) ? 4 : 1);
  if (isGap(bar)) return <rect x={a} y={y} width={w} height={7} fill="url(#tex-silent)" stroke="var(--ink-3)" />;
  return bar.state === 'inferred' ? (
    <rect x={a + 0.5} y={y + 1.5} width={Math.max(1, w - 1)} height={4} fill="var(--coverage-soft)" stroke="var(--coverage)" />
  ) : (
    <rect x={a} y={y + 1} width={w} height={5} fill="var(--coverage)" />
  );
}

function Key({ x, y, word, children }: { readonly x: number; readonly y: number; readonly word: string; readonly children: ReactNode }) {
  return (
    <g transform={`translate(${x},${y})`}>
      {children}
      <text x={15} y={4} className="t-soft">
        {word}
      </text>
    </g>
  );
}

/** What is covered, over the column of the words beside the bars. */
function Legend({ x, y }: { readonly x: number; readonly y: number }) {
  return (
    <g>
      <Key x={x} y={y} word="declared">
        <rect y={-2} width={11} height={5} fill="var(--coverage)" />
      </Key>
      <Key x={x} y={y + 14} word="inferred">
        <rect x={0.5} y={-1.5} width={10} height={4} fill="var(--coverage-soft)" stroke="var(--coverage)" />
      </Key>
    </g>
  );
}

/** What is not, under the rows. */
function GapLegend({ x, y }: { readonly x: number; readonly y: number }) {
  return (
    <g>
      <Key x={x} y={y} word="silent or cut">
        <rect y={-3.5} width={11} height={7} fill="url(#tex-silent)" stroke="var(--ink-3)" />
      </Key>
      <Key x={x + 100} y={y} word="no source">
        <path d="M0 0H11" stroke="var(--ink-3)" strokeDasharray="1.5 3" />
      </Key>
    </g>
  );
}
