import { visible } from '../widgets/format.ts';

/** How wide a label is. The layout functions are handed one of these, so that they run without a browser as well. */
export type Measure = (text: string, style?: { readonly bold?: boolean; readonly mono?: boolean; readonly size?: number }) => number;

/** Good to about a tenth for the labels of a chart; errs on the wide side. */
export const roughly: Measure = (text, style) => {
  const size = style?.size ?? 11;
  return text.length * size * (style?.mono === true ? 0.605 : style?.bold === true ? 0.575 : 0.535);
};

/** By the browser's own fonts, remembered: the same few hundred labels are measured in each layout. */
export function measureWith(sans: string, mono: string): Measure {
  const context = document.createElement('canvas').getContext('2d');
  if (context === null) return roughly;
  const known = new Map<string, number>();
  return (text, style) => {
    const font = `${style?.bold === true ? 600 : 400} ${style?.size ?? 11}px ${style?.mono === true ? mono : sans}`;
    const key = `${font}\n${text}`;
    let width = known.get(key);
    if (width === undefined) {
      if (context.font !== font) context.font = font;
      width = context.measureText(text).width;
      if (known.size > 20_000) known.clear();
      known.set(key, width);
    }
    return width;
  };
}

/**
 * Cuts text to a width, with an ellipsis; the whole text belongs in a title beside it. What must not be shown as itself is
 * named first: `⟨U+200B⟩` takes the room that U+200B does not.
 */
export function fit(hostile: string, width: number, measure: Measure, style?: Parameters<Measure>[1]): string {
  const text = visible(hostile);
  if (measure(text, style) <= width) return text;
  let low = 0;
  let high = text.length;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (measure(`${cutAt(text, middle)}…`, style) <= width) low = middle;
    else high = middle - 1;
  }
  return low === 0 ? '' : `${cutAt(text, low)}…`;
}

/** Never between the halves of a code point: half of one is drawn as a box. */
export const cutAt = (text: string, length: number): string =>
  text
    .slice(0, length)
    .replace(/[\uD800-\uDBFF]$/, '')
    .trimEnd();
