/** The tokens as a canvas needs them. A canvas cannot read custom properties; it is handed their values when the theme changes. */

import { GLYPHS } from '../../shared/model/glyphs.ts';
import type { Verdict } from '../../shared/model/vocabulary.ts';

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

type Context = CanvasRenderingContext2D;

/** Device pixels for one CSS pixel: what canvas.ts scales every context by. Asking the context itself costs more than a glyph. */
export const deviceRatio = (): number => globalThis.devicePixelRatio || 1;

/**
 * Drawn once and then copied: sixty glyphs in each of a dozen lanes, sixty times a second, are too many paths for a
 * machine without a graphics card. Emptied when the theme changes, which asks for other colours.
 */
const sprites = new Map<string, HTMLCanvasElement>();
function sprite(key: string, width: number, height: number, ratio: number, paint: (context: Context) => void): HTMLCanvasElement {
  let found = sprites.get(key);
  if (found === undefined) {
    if (sprites.size > 200) sprites.clear();
    found = document.createElement('canvas');
    found.width = Math.ceil(width * ratio);
    found.height = Math.ceil(height * ratio);
    const context = found.getContext('2d');
    if (context !== null) {
      context.scale(ratio, ratio);
      paint(context);
    }
    sprites.set(key, found);
  }
  return found;
}

function paintGlyph(context: Context, colour: string, verdict: Verdict, size: number): void {
  context.scale(size / 12, size / 12);
  for (const part of GLYPHS[verdict]) {
    const path = new Path2D(part.d);
    if (part.stroke === undefined) {
      context.fillStyle = colour;
      context.fill(path);
    } else {
      context.strokeStyle = colour;
      context.lineWidth = part.stroke;
      context.lineCap = part.dash === undefined ? 'round' : 'butt';
      context.setLineDash(part.dash === undefined ? [] : [...part.dash]);
      context.stroke(path);
    }
  }
}

/** Draws a verdict glyph centred on (x, y), `size` pixels wide; on whole device pixels, so that it is sharp and does not swim. */
export function drawGlyph(context: Context, palette: Palette, verdict: Verdict, x: number, y: number, size: number): void {
  const ratio = deviceRatio();
  const colour = verdictColour(palette, verdict);
  const drawn = sprite(`${verdict} ${colour} ${size} ${ratio}`, size, size, ratio, (c) => paintGlyph(c, colour, verdict, size));
  const snap = (v: number): number => Math.round((v - size / 2) * ratio) / ratio;
  context.drawImage(drawn, snap(x), snap(y), drawn.width / ratio, drawn.height / ratio);
}

/** 45° hatching in a box: how silence is drawn. `step` is the distance of the lines in whole CSS pixels. */
export function hatch(context: Context, x: number, y: number, w: number, h: number, colour: string, step = 4): void {
  const ratio = deviceRatio();
  const tile = sprite(`hatch ${colour} ${step} ${ratio}`, step, step, ratio, (c) => {
    c.strokeStyle = colour;
    c.lineWidth = 1.1;
    // Three strokes, so that the tile closes at its corners.
    c.beginPath();
    for (const d of [-step, 0, step]) {
      c.moveTo(d - 1, step + 1);
      c.lineTo(d + step + 1, -1);
    }
    c.stroke();
  });
  const pattern = context.createPattern(tile, 'repeat');
  if (pattern === null) return;
  pattern.setTransform(new DOMMatrix().scale(1 / ratio));
  context.fillStyle = pattern;
  context.fillRect(x, y, w, h);
}

const packed = new Map<string, number>();
/** A colour as one pixel of an ImageData (little-endian, not premultiplied). */
export function pixel(context: Context, colour: string, alpha: number): number {
  const key = `${colour} ${alpha}`;
  let found = packed.get(key);
  if (found === undefined) {
    // The canvas itself says what a CSS colour is: an opaque one reads back as #rrggbb.
    context.fillStyle = colour;
    const hex = /^#([0-9a-f]{6})$/i.exec(String(context.fillStyle))?.[1] ?? '808080';
    const [r, g, b] = [0, 2, 4].map((i) => Number.parseInt(hex.slice(i, i + 2), 16)) as [number, number, number];
    found = ((Math.round(alpha * 255) << 24) | (b << 16) | (g << 8) | r) >>> 0;
    packed.set(key, found);
  }
  return found;
}
