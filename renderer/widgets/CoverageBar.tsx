import type { Instant } from '../../shared/base/instant.ts';
import type { CoverageBar as Bar } from '../../shared/views/types.ts';
import { interval } from './format.ts';

/**
 * One channel's coverage over an interval, drawn as wide as its container. What no bar covers is dotted: no source.
 * Silence and cuts keep 4 px however short they are (styles/widgets/bars.css): a gap is never aggregated away.
 */
export function CoverageBar({
  from,
  to,
  bars,
  label,
}: {
  readonly from: Instant;
  readonly to: Instant;
  readonly bars: readonly Bar[];
  /** What is covered; the intervals are read out after it. */
  readonly label: string;
}) {
  const extent = to - from;
  const inside = bars.filter((bar) => bar.to > from && bar.from < to);
  const said = inside.length === 0 ? 'no source' : inside.map((bar) => `${bar.state} ${interval(bar.from, bar.to)}`).join(', ');
  return (
    <span className="coverage" role="img" aria-label={`${label}: ${said}`} title={said}>
      {inside.map((bar) => {
        const a = (Math.max(bar.from, from) - from) / extent;
        const b = (Math.min(bar.to, to) - from) / extent;
        return <i key={`${bar.state} ${bar.from}`} className={bar.state} style={{ left: `${a * 100}%`, width: `${(b - a) * 100}%` }} />;
      })}
    </span>
  );
}
