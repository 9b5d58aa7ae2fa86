/**
 * The verdict glyphs as path data on a 12 × 12 box, centre (6, 6): one drawing for SVG and for canvas (`new Path2D(d)`).
 * They are told apart by shape first and by colour second. The colour is `var(--VERDICT)`.
 */
import type { Verdict } from './vocabulary.ts';

export interface GlyphPart {
  readonly d: string;
  /** Stroke width in the box's units; `undefined` fills. */
  readonly stroke: number | undefined;
  readonly dash?: readonly number[];
}

const disc = (cx: number, cy: number, r: number): string => `M${cx - r} ${cy}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0z`;
const fill = (d: string): GlyphPart => ({ d, stroke: undefined });
const line = (d: string, stroke: number, dash?: readonly number[]): GlyphPart => (dash === undefined ? { d, stroke } : { d, stroke, dash });

export const GLYPHS: Record<Verdict, readonly GlyphPart[]> = {
  met: [fill(disc(6, 6, 4.4))],
  // The bar is the deadline, the disc the deed to its right.
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
