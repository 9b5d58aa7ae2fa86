/** The tokens as a canvas needs them. A canvas cannot read custom properties; it is handed their values when the theme changes. */
import type { Verdict } from '../../shared/model/vocabulary.ts';
import { GLYPHS } from '../widgets/glyphs.ts';

const TOKENS = [
  'ground',
  'surface',
  'sunken',
  'hover',
  'line',
  'line-strong',
  'ink-1',
  'ink-2',
  'ink-3',
  'accent',
  'accent-soft',
  'on-accent',
  'met',
  'late',
  'partial',
  'unmet',
  'unknown',
  'density',
  'coverage',
  'coverage-soft',
] as const;
export type Token = (typeof TOKENS)[number];

export interface Palette {
  readonly colour: Readonly<Record<Token, string>>;
  readonly sans: string;
  readonly mono: string;
}

export function readPalette(element: Element): Palette {
  const style = getComputedStyle(element);
  const read = (name: string): string => style.getPropertyValue(`--${name}`).trim();
  return {
    colour: Object.fromEntries(TOKENS.map((t) => [t, read(t)])) as Record<Token, string>,
    sans: read('sans'),
    mono: read('mono'),
  };
}

export function verdictColour(palette: Palette, verdict: Verdict): string {
  switch (verdict) {
    case 'not-required':
    case 'not-reached':
      return palette.colour['ink-3'];
    default:
      return palette.colour[verdict];
  }
}

// Path2D is built once for each glyph: a lane of sixty marks is drawn in every frame of a pan.
const paths = new Map<string, Path2D>();
function pathOf(d: string): Path2D {
  let path = paths.get(d);
  if (path === undefined) {
    path = new Path2D(d);
    paths.set(d, path);
  }
  return path;
}

/** Draws a verdict glyph centred on (x, y), `size` pixels wide. */
export function drawGlyph(context: CanvasRenderingContext2D, palette: Palette, verdict: Verdict, x: number, y: number, size: number): void {
  context.save();
  context.translate(x - size / 2, y - size / 2);
  context.scale(size / 12, size / 12);
  const colour = verdictColour(palette, verdict);
  for (const part of GLYPHS[verdict]) {
    if (part.stroke === undefined) {
      context.fillStyle = colour;
      context.fill(pathOf(part.d));
    } else {
      context.strokeStyle = colour;
      context.lineWidth = part.stroke;
      context.lineCap = part.dash === undefined ? 'round' : 'butt';
      context.setLineDash(part.dash === undefined ? [] : [...part.dash]);
      context.stroke(pathOf(part.d));
    }
  }
  context.restore();
}

/** 45° hatching in a box: how silence and absence are drawn. `step` is the distance of the lines in pixels. */
export function hatch(context: CanvasRenderingContext2D, x: number, y: number, w: number, h: number, colour: string, step = 5, width = 1.1): void {
  context.save();
  context.beginPath();
  context.rect(x, y, w, h);
  context.clip();
  context.beginPath();
  // The phase hangs on the absolute x, so that two neighbouring boxes look like one.
  for (let a = Math.floor((x - h) / step) * step; a < x + w; a += step) {
    context.moveTo(a, y + h);
    context.lineTo(a + h, y);
  }
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.stroke();
  context.restore();
}
