import { GLYPHS } from '../../shared/model/glyphs.ts';
import type { Verdict } from '../../shared/model/vocabulary.ts';
import { VERDICT_WORDS } from '../../shared/model/words.ts';

/** The parts alone, to be put into an SVG of one's own; coloured by `currentColor`. */
export function GlyphParts({ verdict }: { readonly verdict: Verdict }) {
  return GLYPHS[verdict].map((part) =>
    part.stroke === undefined ? (
      <path key={part.d} d={part.d} fill="currentColor" />
    ) : (
      <path
        key={part.d}
        d={part.d}
        fill="none"
        stroke="currentColor"
        strokeWidth={part.stroke}
        strokeLinecap={part.dash === undefined ? 'round' : 'butt'}
        {...(part.dash === undefined ? {} : { strokeDasharray: part.dash.join(' ') })}
      />
    ),
  );
}

/** A glyph centred on (x, y) of an SVG, `size` wide. */
export function GlyphAt({ verdict, x, y, size = 12 }: { readonly verdict: Verdict; readonly x: number; readonly y: number; readonly size?: number }) {
  return (
    <g className={`v-${verdict}`} transform={`translate(${x - size / 2},${y - size / 2}) scale(${size / 12})`}>
      <GlyphParts verdict={verdict} />
    </g>
  );
}

/** A glyph on its own. `decorative` where the word stands next to it. */
export function VerdictGlyph({
  verdict,
  size = 12,
  decorative = false,
}: {
  readonly verdict: Verdict;
  readonly size?: number;
  readonly decorative?: boolean;
}) {
  const box = { className: `glyph v-${verdict}`, width: size, height: size, viewBox: '0 0 12 12' };
  if (decorative) {
    return (
      <svg {...box} aria-hidden="true">
        <GlyphParts verdict={verdict} />
      </svg>
    );
  }
  return (
    <svg {...box} role="img" aria-label={VERDICT_WORDS[verdict]}>
      <title>{VERDICT_WORDS[verdict]}</title>
      <GlyphParts verdict={verdict} />
    </svg>
  );
}

/** Glyph and word, in the verdict's colour. */
export function VerdictLabel({ verdict, size = 12 }: { readonly verdict: Verdict; readonly size?: number }) {
  return (
    <span className={`verdict v-${verdict}`}>
      <VerdictGlyph verdict={verdict} size={size} decorative />
      {VERDICT_WORDS[verdict]}
    </span>
  );
}
