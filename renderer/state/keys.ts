/**
 * The keyboard. A map is key → what it does; the screen that is drawn last is asked first, a dialog hides what is under it.
 * Keys are written as `j`, `Shift+f`, `Mod+Enter` (Ctrl, or Command on a Mac), `ArrowDown`, `Escape`, `?`, and as
 * sequences with a space: `g s`.
 */
import { useEffect, useRef } from 'react';
import { usePreferences } from './preferences.ts';

export type KeyMap = Readonly<Record<string, ((event: KeyboardEvent) => void) | undefined>>;

interface Layer {
  readonly keys: () => KeyMap;
  readonly modal: boolean;
}

/** A sequence is given up after this long; a person who types `g` and then thinks for two seconds meant nothing by it. */
const SEQUENCE_MS = 1500;

const layers: Layer[] = [];
let prefix: { readonly key: string; readonly at: number } | undefined;

export function nameOf(event: KeyboardEvent): string {
  const letter = event.key.length === 1;
  const upper = letter && event.key.toLowerCase() !== event.key;
  const base = upper ? event.key.toLowerCase() : event.key;
  // For signs such as ? or +, Shift is how the layout types them and says nothing.
  const shift = event.shiftKey && (upper || !letter);
  return `${event.ctrlKey || event.metaKey ? 'Mod+' : ''}${event.altKey ? 'Alt+' : ''}${shift ? 'Shift+' : ''}${base}`;
}

const TYPING = 'input:not([type=checkbox]):not([type=radio]):not([type=button]), textarea, select, [contenteditable=true]';
const OWN_ENTER = 'button, a[href], summary, input, select, textarea, [role=option]';

function mayHandle(event: KeyboardEvent, name: string): boolean {
  const target = event.target instanceof Element ? event.target : null;
  const plain = !name.startsWith('Mod+') && !name.startsWith('Alt+');
  if (event.key.length === 1 && plain) {
    if (!usePreferences.getState().letters) return false;
    return target?.closest(TYPING) == null;
  }
  if (name === 'Enter' || name === ' ') return target?.closest(OWN_ENTER) == null;
  if (event.key.startsWith('Arrow') || event.key === 'Home' || event.key === 'End' || event.key.startsWith('Page'))
    return target?.closest(TYPING) == null;
  return true;
}

function onKeyDown(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing) return;
  const name = nameOf(event);
  if (!mayHandle(event, name)) return;
  const sequence = prefix !== undefined && event.timeStamp - prefix.at < SEQUENCE_MS ? `${prefix.key} ${name}` : undefined;
  prefix = undefined;
  const reachable = asked();
  const run = (key: string | undefined): boolean => {
    const action = key === undefined ? undefined : reachable.map((keys) => keys[key]).find((a) => a !== undefined);
    if (action === undefined) return false;
    event.preventDefault();
    action(event);
    return true;
  };
  // A sequence that was begun is ended before its last letter means anything by itself: `g n` on a screen that has `n`.
  if (run(sequence) || run(name)) return;
  if (reachable.some((keys) => Object.keys(keys).some((k) => k.startsWith(`${name} `)))) {
    event.preventDefault();
    prefix = { key: name, at: event.timeStamp };
  }
}

/** The maps that are asked, from the top down to the first dialog. */
function asked(): readonly KeyMap[] {
  const bottom = Math.max(
    0,
    layers.findLastIndex((l) => l.modal),
  );
  // A dialog without keys of its own hides what is under it all the same.
  if (document.querySelector('dialog[open]') !== null && !layers.some((l) => l.modal)) return [];
  return layers
    .slice(bottom)
    .reverse()
    .map((l) => l.keys());
}

/** Listens as long as somebody has keys. */
function add(layer: Layer): () => void {
  if (layers.length === 0) window.addEventListener('keydown', onKeyDown);
  layers.push(layer);
  return () => {
    layers.splice(layers.indexOf(layer), 1);
    if (layers.length === 0) window.removeEventListener('keydown', onKeyDown);
  };
}

/** Gives the keys of a component for as long as it is drawn. `modal`: nothing below is asked. */
export function useKeys(keys: KeyMap, options: { readonly modal?: boolean } = {}): void {
  const current = useRef(keys);
  useEffect(() => {
    current.current = keys;
  });
  const modal = options.modal ?? false;
  useEffect(() => add({ keys: () => current.current, modal }), [modal]);
}
