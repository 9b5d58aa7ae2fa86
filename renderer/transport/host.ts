import type { Engine, FromEngine, ToEngine } from '../../shared/contract/requests.ts';

export interface ChooseOptions {
  readonly what: 'files' | 'folder' | 'save';
  readonly title: string;
  readonly suggested?: string | undefined;
}

/** What the desktop's preload script puts on the window. Plain data both ways. */
export interface Bridge {
  send(message: ToEngine): void;
  onMessage(listener: (message: FromEngine) => void): void;
  /** Native dialogs. Resolves to the chosen paths, none where the person closed it. */
  chooseFiles?: ((options: ChooseOptions) => Promise<readonly string[]>) | undefined;
}

declare global {
  interface Window {
    readonly tracewake?: Bridge;
  }
}

/** A host as the screens see it: an engine, and native dialogs where there are some. */
export interface Host {
  readonly kind: 'desktop' | 'loopback';
  readonly engine: Engine;
  readonly chooseFiles: ((options: ChooseOptions) => Promise<readonly string[]>) | undefined;
}

/** Request numbers start at random, so that two windows on one engine never share one; well inside 2^53. */
export const firstRequest = (): number => Math.floor(Math.random() * 2 ** 31) * 2 ** 16;
