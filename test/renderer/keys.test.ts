// @vitest-environment happy-dom
import { act, createElement } from 'react';
import { createRoot } from 'react-dom/client';
import { afterEach, expect, test } from 'vitest';
import { type KeyMap, useKeys } from '../../renderer/state/keys.ts';
import { usePreferences } from '../../renderer/state/preferences.ts';

Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true });

const done: (() => void)[] = [];
afterEach(() => {
  for (const end of done.splice(0)) end();
  usePreferences.setState({ letters: true });
});

function give(keys: KeyMap, modal = false): void {
  const Keys = (): null => {
    useKeys(keys, { modal });
    return null;
  };
  const root = createRoot(document.createElement('div'));
  act(() => root.render(createElement(Keys)));
  done.push(() => act(() => root.unmount()));
}
function press(key: string, how: KeyboardEventInit = {}, on: Element = document.body): KeyboardEvent {
  const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...how });
  on.dispatchEvent(event);
  return event;
}
function input(html: string): Element {
  document.body.innerHTML = html;
  const element = document.body.firstElementChild;
  if (element === null) throw new Error('no element');
  return element;
}

test('g and a letter is one command; the letter alone stays what it is', () => {
  const said: string[] = [];
  give({ 'g f': () => said.push('findings'), f: () => said.push('filter') });
  press('g');
  press('f');
  press('f');
  expect(said).toEqual(['findings', 'filter']);
});

test('a sequence is ended before its last letter means anything on the screen', () => {
  const said: string[] = [];
  give({ 'g n': () => said.push('notebook') });
  give({ n: () => said.push('note') });
  press('g');
  press('n');
  press('n');
  expect(said).toEqual(['notebook', 'note']);
});

test('what is drawn last is asked first, and the rest is asked after it', () => {
  const said: string[] = [];
  give({ j: () => said.push('frame'), d: () => said.push('theme') });
  give({ j: () => said.push('screen') });
  press('j');
  press('d');
  expect(said).toEqual(['screen', 'theme']);
});

test('a dialog hides the keys under it', () => {
  const said: string[] = [];
  give({ j: () => said.push('screen') });
  give({ y: () => said.push('copy') }, true);
  press('j');
  press('y');
  expect(said).toEqual(['copy']);
});

test.each(['<input type="text">', '<textarea></textarea>', '<select></select>', '<input type="password">'])('letters are off in %s', (html) => {
  const said: string[] = [];
  give({ j: () => said.push('j'), '?': () => said.push('?'), 'Mod+Enter': () => said.push('record'), Escape: () => said.push('close') });
  const field = input(html);
  press('j', {}, field);
  press('?', { shiftKey: true }, field);
  press('Enter', { ctrlKey: true }, field);
  press('Escape', {}, field);
  expect(said).toEqual(['record', 'close']);
});

test('letters stay on where a checkbox has the focus', () => {
  const said: string[] = [];
  give({ j: () => said.push('j') });
  press('j', {}, input('<input type="checkbox">'));
  expect(said).toEqual(['j']);
});

test('Enter on a button is the button’s', () => {
  const said: string[] = [];
  give({ Enter: () => said.push('open') });
  press('Enter', {}, input('<button>x</button>'));
  expect(said).toEqual([]);
  press('Enter');
  expect(said).toEqual(['open']);
});

test('single letters can be turned off; commands with Ctrl stay', () => {
  const said: string[] = [];
  give({ j: () => said.push('j'), 'Mod+k': () => said.push('search') });
  usePreferences.setState({ letters: false });
  press('j');
  press('k', { ctrlKey: true });
  press('k', { metaKey: true });
  expect(said).toEqual(['search', 'search']);
});

test('a capital is Shift and the letter; a sign is itself however it is typed', () => {
  const said: string[] = [];
  give({ 'Shift+f': () => said.push('drop'), '?': () => said.push('map'), '+': () => said.push('zoom') });
  press('F', { shiftKey: true });
  press('?', { shiftKey: true });
  press('+', { shiftKey: true });
  expect(said).toEqual(['drop', 'map', 'zoom']);
});

test('a key that did something is not also scrolled with', () => {
  give({ ArrowDown: () => undefined });
  expect(press('ArrowDown').defaultPrevented).toBe(true);
  expect(press('ArrowUp').defaultPrevented).toBe(false);
});
