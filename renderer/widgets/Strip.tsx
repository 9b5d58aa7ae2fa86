import { STAGES, type Stage, type Verdict } from '../../shared/model/vocabulary.ts';
import { VERDICT_WORDS } from '../../shared/model/words.ts';
import { GlyphAt } from './VerdictGlyph.tsx';

/**
 * Eight glyphs in stage order on a keel that stops at the first cut. 10 px in tables, 15 px in panels.
 * `only` draws one stage and ticks for the others: where a finding sits in its wake.
 */
export function Strip({ strip, size = 10, only }: { readonly strip: readonly Verdict[]; readonly size?: number; readonly only?: Stage | undefined }) {
  const gap = size >= 14 ? 7 : 2;
  const step = size + gap;
  const width = STAGES.length * step - gap;
  const height = size + 2;
  const middle = height / 2;
  const cut = strip.indexOf('unmet');
  const keelEnd = (cut < 0 ? STAGES.length - 1 : cut) * step + size / 2;
  const shown = STAGES.map((stage, i) => ({ stage, verdict: strip[i] ?? 'not-required', x: i * step + size / 2 }));
  const label =
    only === undefined
      ? shown.map((s) => `${s.stage} ${VERDICT_WORDS[s.verdict]}`).join(', ')
      : `${only} ${VERDICT_WORDS[strip[STAGES.indexOf(only)] ?? 'not-required']}`;
  return (
    <svg className="glyph strip" width={width} height={height} viewBox={`0 0 ${width} ${height}`} role="img" aria-label={label}>
      <title>{label}</title>
      {only === undefined ? <path d={`M${size / 2} ${middle}H${keelEnd}`} stroke="var(--line-strong)" /> : null}
      {shown.map(({ stage, verdict, x }) =>
        only === undefined || only === stage ? (
          <g key={stage}>
            <circle cx={x} cy={middle} r={size / 2 + 0.6} fill="var(--strip-ground, var(--surface))" />
            <GlyphAt verdict={verdict} x={x} y={middle} size={size} />
          </g>
        ) : (
          <path key={stage} d={`M${x} ${middle - 2.5}v5`} stroke="var(--line-strong)" strokeWidth={1.2} />
        ),
      )}
    </svg>
  );
}
