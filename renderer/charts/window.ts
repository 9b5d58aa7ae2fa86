/** How a window of time moves and grows. Pure, so that wheel, keys, buttons and brush all mean the same. */
import type { Instant } from '../../shared/base/instant.ts';
import type { Span } from './axis.ts';

/** A window narrower than this shows nothing that a record could tell apart; µs. */
export const NARROWEST = 1000;

const span = (from: number, to: number): Span => ({ from: Math.round(from) as Instant, to: Math.round(to) as Instant });

/** Keeps a window inside the bounds; a window as wide as the bounds or wider is the bounds. */
export function clamp(window: Span, bounds: Span): Span {
  const all = Math.max(NARROWEST, bounds.to - bounds.from);
  const extent = Math.max(NARROWEST, window.to - window.from);
  if (extent >= all) return span(bounds.from, bounds.from + all);
  const from = Math.min(Math.max(window.from, bounds.from), bounds.from + all - extent);
  return span(from, from + extent);
}

/** `factor` below 1 shows less time; the instant `around` stays where it is on the screen. */
export function zoom(window: Span, factor: number, around: number, bounds: Span): Span {
  const extent = window.to - window.from;
  const next = Math.min(Math.max(extent * factor, NARROWEST), Math.max(NARROWEST, bounds.to - bounds.from));
  const share = Math.min(1, Math.max(0, (around - window.from) / extent));
  const from = around - share * next;
  return clamp(span(from, from + next), bounds);
}

/** Moves by a share of the window's own width: 0.25 is a quarter later. */
export const pan = (window: Span, share: number, bounds: Span): Span => {
  const d = (window.to - window.from) * share;
  return clamp(span(window.from + d, window.to + d), bounds);
};

/** The same width with `t` inside: unmoved where it is inside already (with a margin of a tenth), else centred. */
export function reveal(window: Span, t: number, bounds: Span): Span {
  const extent = window.to - window.from;
  const margin = extent / 10;
  if (t >= window.from + margin && t < window.to - margin) return window;
  if (t >= window.from && t < window.to && (window.from <= bounds.from || window.to >= bounds.to)) return window;
  return clamp(span(t - extent / 2, t + extent / 2), bounds);
}

/** Close around an instant: an hour to each side, or a tenth of the present window where that is less. */
export function closeTo(window: Span, t: number, bounds: Span): Span {
  const half = Math.max(NARROWEST, Math.min(3600e6, (window.to - window.from) / 10));
  return clamp(span(t - half, t + half), bounds);
}
