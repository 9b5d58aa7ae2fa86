import { type RefObject, useLayoutEffect, useState } from 'react';
import { type Measure, measureWith } from './measure.ts';
import { type Palette, readPalette } from './palette.ts';

/** The inner size of an element in CSS pixels, followed; 0 × 0 until it has been laid out. */
export function useSize(ref: RefObject<HTMLElement | null>): { readonly width: number; readonly height: number } {
  const [size, setSize] = useState({ width: 0, height: 0 });
  useLayoutEffect(() => {
    const element = ref.current;
    if (element === null) return undefined;
    const read = (): void => {
      const { clientWidth: width, clientHeight: height } = element;
      setSize((was) => (was.width === width && was.height === height ? was : { width, height }));
    };
    read();
    const observer = new ResizeObserver(read);
    observer.observe(element);
    return () => observer.disconnect();
  }, [ref]);
  return size;
}

/** The tokens and the label measure of the theme that is drawn now, read again when `data-theme` on the document changes. */
export function usePalette(): { readonly palette: Palette; readonly measure: Measure } {
  const [both, setBoth] = useState(readBoth);
  useLayoutEffect(() => {
    const observer = new MutationObserver(() => setBoth(readBoth()));
    observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
    setBoth(readBoth());
    return () => observer.disconnect();
  }, []);
  return both;
}

function readBoth(): { readonly palette: Palette; readonly measure: Measure } {
  const palette = readPalette(document.documentElement);
  return { palette, measure: measureWith(palette.sans, palette.mono) };
}
