/**
 * The verdict glyphs of the screens, for a page that stands alone: path data on a 12 × 12 box. A test holds them equal to
 * those of renderer/widgets, from which this folder cannot import.
 */
import type { Severity, Verdict } from '../../model/vocabulary.ts';
import { html, Markup } from './markup.ts';

interface GlyphPart {
  readonly d: string;
  /** Stroke width; `undefined` fills. */
  readonly stroke: number | undefined;
  readonly dash?: readonly number[];
}

const disc = (cx: number, cy: number, r: number): string => `M${cx - r} ${cy}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0z`;
const fill = (d: string): GlyphPart => ({ d, stroke: undefined });
const line = (d: string, stroke: number, dash?: readonly number[]): GlyphPart => (dash === undefined ? { d, stroke } : { d, stroke, dash });

export const REPORT_GLYPHS: Readonly<Record<Verdict, readonly GlyphPart[]>> = {
  met: [fill(disc(6, 6, 4.4))],
  late: [line('M2.2 1v10', 1.6), fill(disc(8, 6, 3.4))],
  partial: [line(disc(6, 6, 4.2), 1.5), fill('M6 1.8a4.2 4.2 0 0 0 0 8.4z')],
  unmet: [line('M2.4 2.4L9.6 9.6M9.6 2.4L2.4 9.6', 2.1)],
  unknown: [
    line(disc(6, 6, 5), 1.1, [1.3, 1.32]),
    line('M4.5 4.7C4.5 3.8 5.15 3.2 6 3.2S7.5 3.75 7.5 4.5C7.5 5.6 6 5.7 6 6.9', 1.25),
    fill(disc(6, 8.75, 0.8)),
  ],
  'not-required': [line('M3.6 6h4.8', 1.4)],
  'not-reached': [line(disc(6, 6, 1.9), 1.1)],
};

export const VERDICT_WORD: Readonly<Record<Verdict, string>> = {
  met: 'met',
  late: 'late',
  partial: 'partial',
  unmet: 'unmet',
  unknown: 'unknown',
  'not-reached': 'not reached',
  'not-required': 'not required',
};

const HATCH =
  '<pattern id="hatch" width="3" height="3" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><path class="hatch" d="M0 0v3"/></pattern>';

/** Drawn once in the page; `<use>` shows them. */
export function glyphSymbols(): Markup {
  const symbols = Object.entries(REPORT_GLYPHS).map(([verdict, parts]) => {
    const paths = parts.map((p) =>
      p.stroke === undefined
        ? `<path d="${p.d}" fill="currentColor"/>`
        : `<path d="${p.d}" fill="none" stroke="currentColor" stroke-width="${p.stroke}" stroke-linecap="${p.dash ? 'butt' : 'round'}"${p.dash ? ` stroke-dasharray="${p.dash.join(' ')}"` : ''}/>`,
    );
    return `<symbol id="g-${verdict}" viewBox="0 0 12 12">${paths.join('')}</symbol>`;
  });
  return new Markup(`<svg class="symbols" width="0" height="0" aria-hidden="true">${HATCH}${symbols.join('')}</svg>`);
}

export const glyph = (verdict: Verdict, label: string): Markup =>
  html`<svg class="glyph v-${verdict}" role="img" aria-label="${label}"><title>${label}</title><use href="#g-${verdict}"/></svg>`;

/** The glyph and its word. */
export const verdictWord = (verdict: Verdict): Markup =>
  html`<span class="verdict v-${verdict}"><svg class="glyph" aria-hidden="true"><use href="#g-${verdict}"/></svg>${VERDICT_WORD[verdict]}</span>`;

const HEIGHT: Readonly<Record<Severity, number>> = { low: 1, medium: 2, high: 3, critical: 4 };

/** One to four bars of ink: severity is no colour. */
export function severityBars(severity: Severity): Markup {
  const bars = [1, 2, 3, 4].map(
    (n) => new Markup(`<rect x="${(n - 1) * 4}" y="${11 - n * 2.5}" width="3" height="${n * 2.5}" class="${n <= HEIGHT[severity] ? 'on' : 'off'}"/>`),
  );
  return html`<span class="severity"><svg viewBox="0 0 15 11" width="15" height="11" aria-hidden="true">${bars}</svg>${severity}</span>`;
}
