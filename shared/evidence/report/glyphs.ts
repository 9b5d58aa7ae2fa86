/** The verdict glyphs of the screens, for a page that stands alone. */
import { GLYPHS } from '../../model/glyphs.ts';
import type { Severity, Verdict } from '../../model/vocabulary.ts';
import { VERDICT_WORDS } from '../../model/words.ts';
import { html, Markup } from './markup.ts';

const HATCH =
  '<pattern id="hatch" width="3" height="3" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><path class="hatch" d="M0 0v3"/></pattern>';

/** Drawn once in the page; `<use>` shows them. */
export function glyphSymbols(): Markup {
  const symbols = Object.entries(GLYPHS).map(([verdict, parts]) => {
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
  html`<span class="verdict v-${verdict}"><svg class="glyph" aria-hidden="true"><use href="#g-${verdict}"/></svg>${VERDICT_WORDS[verdict]}</span>`;

const HEIGHT: Readonly<Record<Severity, number>> = { low: 1, medium: 2, high: 3, critical: 4 };

/** One to four bars of ink: severity is no colour. */
export function severityBars(severity: Severity): Markup {
  const bars = [1, 2, 3, 4].map(
    (n) => new Markup(`<rect x="${(n - 1) * 4}" y="${11 - n * 2.5}" width="3" height="${n * 2.5}" class="${n <= HEIGHT[severity] ? 'on' : 'off'}"/>`),
  );
  return html`<span class="severity"><svg viewBox="0 0 15 11" width="15" height="11" aria-hidden="true">${bars}</svg>${severity}</span>`;
}
