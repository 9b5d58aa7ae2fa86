import { useEffect, useRef } from 'react';
import { deviceRatio } from './palette.ts';

/** Sizes a canvas for the screen's pixels and hands back its context in CSS pixels; `undefined` where there is no canvas. */
export function prepare(canvas: HTMLCanvasElement, width: number, height: number): CanvasRenderingContext2D | undefined {
  const ratio = deviceRatio();
  const w = Math.max(1, Math.round(width * ratio));
  const h = Math.max(1, Math.round(height * ratio));
  // Setting the size clears and reallocates, so only where it changed.
  if (canvas.width !== w) canvas.width = w;
  if (canvas.height !== h) canvas.height = h;
  const context = canvas.getContext('2d');
  context?.setTransform(ratio, 0, 0, ratio, 0, 0);
  return context ?? undefined;
}

/** Draws at most once a frame, with what is newest then: a wheel gives more events than a screen has frames. */
export function useFrame(draw: () => void): void {
  const latest = useRef(draw);
  const frame = useRef<number | undefined>(undefined);
  latest.current = draw;
  useEffect(() => {
    frame.current ??= requestAnimationFrame(() => {
      frame.current = undefined;
      latest.current();
    });
  });
  useEffect(
    () => () => {
      if (frame.current !== undefined) cancelAnimationFrame(frame.current);
      frame.current = undefined;
    },
    [],
  );
}
