/** Keeps the browser inside the application: no permission, no download, no request to anything but the application itself. */
import type { App, Session } from 'electron';
import { isOurs } from './origin.ts';

/** The services that Chromium runs by itself: name resolution, component and dictionary updates, pings. */
export function silenceChromium(commandLine: App['commandLine']): void {
  commandLine.appendSwitch('host-resolver-rules', 'MAP * ~NOTFOUND');
  for (const name of ['disable-background-networking', 'disable-component-update', 'disable-domain-reliability', 'no-pings'])
    commandLine.appendSwitch(name);
}

export type GuardedSession = Pick<
  Session,
  'setPermissionRequestHandler' | 'setPermissionCheckHandler' | 'setDevicePermissionHandler' | 'setSpellCheckerEnabled' | 'on' | 'webRequest'
>;

export function guardSession(session: GuardedSession): void {
  session.setPermissionRequestHandler((_contents, permission, answer) => answer(permission === 'clipboard-sanitized-write'));
  session.setPermissionCheckHandler((_contents, permission) => permission === 'clipboard-sanitized-write');
  session.setDevicePermissionHandler(() => false);
  // The spelling checker fetches its dictionaries.
  session.setSpellCheckerEnabled(false);
  session.on('will-download', (event) => event.preventDefault());
  session.webRequest.onBeforeRequest((details, answer) => answer({ cancel: !mayLoad(details.url) }));
}

/** Developer tools are part of the binary; they load nothing from elsewhere. */
export function mayLoad(address: string): boolean {
  return isOurs(address) || address.startsWith('devtools://') || address.startsWith('data:image/');
}
