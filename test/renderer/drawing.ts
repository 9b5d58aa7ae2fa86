/** Draws a component in a document of the test's own, over a fixture engine. */
import { act, createElement, type ReactNode } from 'react';
import { createRoot } from 'react-dom/client';
import { HostContext } from '../../renderer/state/engine.ts';
import { useNavigation } from '../../renderer/state/navigation.ts';
import { type FixtureEngine, fixtureHost } from './fixture/engine.ts';

// React asks for this before it lets a test wait for its effects.
Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true });

export interface Drawn extends AsyncDisposable {
  readonly root: HTMLElement;
  text(): string;
  /** The one element; throws where there is none, or more than one. */
  one<T extends HTMLElement = HTMLElement>(selector: string): T;
  press(key: string, how?: { readonly ctrlKey?: boolean; readonly shiftKey?: boolean; readonly on?: Element }): Promise<void>;
  click(element: Element): Promise<void>;
  type(element: HTMLInputElement | HTMLTextAreaElement, text: string): Promise<void>;
  /** Sends the form that the field is in. */
  submit(field: HTMLInputElement): Promise<void>;
  settle(): Promise<void>;
}

/** Lets requests of the fixture answer and the screen draw what they said. */
const settle = (): Promise<void> =>
  act(async () => {
    for (let i = 0; i < 8; i++) await new Promise((resolve) => setTimeout(resolve, 0));
  });

export async function draw(engine: FixtureEngine, node: ReactNode, hash = ''): Promise<Drawn> {
  location.hash = hash;
  useNavigation.getState().follow();
  const container = document.createElement('div');
  document.body.append(container);
  const root = createRoot(container);
  await act(async () => root.render(createElement(HostContext, { value: fixtureHost(engine) }, node)));
  await settle();
  const one = <T extends HTMLElement>(selector: string): T => {
    const found = document.querySelectorAll<T>(selector);
    const [first] = found;
    if (first === undefined || found.length > 1) throw new Error(`${found.length} elements match ${selector}`);
    return first;
  };
  return {
    root: container,
    text: () => document.body.textContent ?? '',
    one,
    async press(key, { on, ...how } = {}) {
      const target = on ?? document.activeElement ?? document.body;
      await act(async () => {
        target.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...how }));
      });
      await settle();
    },
    async click(element) {
      await act(async () => {
        element.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true }));
      });
      await settle();
    },
    async type(element, text) {
      await act(async () => {
        // React listens to the setter of the prototype; its own on the element would swallow the change.
        const prototype = element instanceof HTMLTextAreaElement ? HTMLTextAreaElement.prototype : HTMLInputElement.prototype;
        Object.getOwnPropertyDescriptor(prototype, 'value')?.set?.call(element, text);
        element.dispatchEvent(new Event('input', { bubbles: true }));
      });
      await settle();
    },
    async submit(field) {
      await act(async () => field.form?.requestSubmit());
      await settle();
    },
    settle,
    async [Symbol.asyncDispose]() {
      await act(async () => root.unmount());
      container.remove();
    },
  };
}
