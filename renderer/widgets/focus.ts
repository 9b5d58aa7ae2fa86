/** Where the focus goes when what had it is taken away: with nothing said, the browser lets it fall to the page's body. */
import { type RefObject, useEffect } from 'react';

/** What had the focus is gone or switched off. An element that is switched off may keep it until the next frame. */
export function focusIsLost(): boolean {
  const at = document.activeElement;
  return at === null || at === document.body || !at.isConnected || at.matches(':disabled, :disabled *');
}

/** Takes the focus where it is lost; where the user has put it elsewhere, it stays there. */
export function takeLostFocus(element: HTMLElement | null): void {
  if (focusIsLost()) element?.focus({ preventScroll: true });
}

/** For what stands in the place of something else: it takes the focus that was in there. */
export function useLostFocus(ref: RefObject<HTMLElement | null>): void {
  useEffect(() => takeLostFocus(ref.current), [ref]);
}

/** The screen itself, where nothing in it is left to go back to. */
export const focusScreen = (): void => document.querySelector<HTMLElement>('main')?.focus({ preventScroll: true });
