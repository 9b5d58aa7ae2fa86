/** The names of the messages between a window and the main process, in one place for both ends. */
export const CHANNELS = { send: 'tracewake:send', message: 'tracewake:message', choose: 'tracewake:choose' } as const;

/** What a native dialog is asked for; the page's own words. */
export interface ChooseOptions {
  readonly what: 'files' | 'folder' | 'save';
  readonly title: string;
  readonly suggested?: string | undefined;
}
