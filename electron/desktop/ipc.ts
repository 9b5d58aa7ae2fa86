/** Messages between windows and the engine. Only the top frame of one of our own windows is heard. */
import type { Dialog, IpcMain, IpcMainEvent, IpcMainInvokeEvent, OpenDialogOptions, SaveDialogOptions } from 'electron';
import type { FromEngine } from '../../shared/contract/requests.ts';
import type { EngineClient } from '../client/client.ts';
import { openRelay, type Relay } from '../client/relay.ts';
import { CHANNELS, type ChooseOptions } from './channels.ts';
import { isOurs } from './origin.ts';

type Event = Pick<IpcMainEvent | IpcMainInvokeEvent, 'senderFrame' | 'sender'>;

export function isTrusted(event: Event): boolean {
  const frame = event.senderFrame;
  return frame !== null && frame === event.sender.mainFrame && isOurs(frame.url);
}

export function serveWindows(
  ipc: Pick<IpcMain, 'on' | 'handle'>,
  dialog: Pick<Dialog, 'showOpenDialog' | 'showSaveDialog'>,
  engine: EngineClient,
): void {
  const relays = new Map<number, Relay>();

  function relayOf({ sender }: Pick<IpcMainEvent, 'sender'>): Relay {
    const known = relays.get(sender.id);
    if (known !== undefined) return known;
    const post = (message: FromEngine): void => {
      if (!sender.isDestroyed()) sender.send(CHANNELS.message, message);
    };
    const relay = openRelay(engine, (pushed) => post({ type: 'pushed', pushed }));
    relays.set(sender.id, relay);
    sender.once('destroyed', () => {
      relay.close();
      relays.delete(sender.id);
    });
    return relay;
  }

  ipc.on(CHANNELS.send, (event, message: unknown) => {
    const asked = isTrusted(event) ? readMessage(message) : undefined;
    if (asked === undefined) return;
    const relay = relayOf(event);
    if (asked.type === 'cancel') relay.cancel(asked.id);
    else {
      void relay.request(asked.id, asked.name, asked.args).then((answer) => {
        if (!event.sender.isDestroyed()) event.sender.send(CHANNELS.message, answer);
      });
    }
  });

  ipc.handle(CHANNELS.choose, async (event, options: unknown): Promise<readonly string[]> => {
    const wanted = isTrusted(event) ? readChoice(options) : undefined;
    if (wanted === undefined) return [];
    if (wanted.what === 'save') {
      const { canceled, filePath } = await dialog.showSaveDialog(saveDialog(wanted));
      return canceled || filePath === '' ? [] : [filePath];
    }
    const { canceled, filePaths } = await dialog.showOpenDialog(openDialog(wanted));
    return canceled ? [] : filePaths;
  });
}

type Message = { type: 'request'; id: number; name: string; args: unknown } | { type: 'cancel'; id: number };

/** The shape of a message; the engine checks the name and the arguments. */
function readMessage(message: unknown): Message | undefined {
  if (typeof message !== 'object' || message === null) return undefined;
  const { type, id, name, args } = message as Record<string, unknown>;
  if (typeof id !== 'number') return undefined;
  if (type === 'cancel') return { type, id };
  return type === 'request' && typeof name === 'string' ? { type, id, name, args } : undefined;
}

function readChoice(options: unknown): ChooseOptions | undefined {
  if (typeof options !== 'object' || options === null) return undefined;
  const { what, title, suggested } = options as Record<string, unknown>;
  if ((what !== 'files' && what !== 'folder' && what !== 'save') || typeof title !== 'string') return undefined;
  return { what, title: title.slice(0, 200), suggested: typeof suggested === 'string' ? suggested : undefined };
}

export const openDialog = ({ what, title, suggested }: ChooseOptions): OpenDialogOptions => ({
  title,
  ...(suggested === undefined ? {} : { defaultPath: suggested }),
  properties: what === 'folder' ? ['openDirectory', 'createDirectory', 'showHiddenFiles'] : ['openFile', 'multiSelections', 'showHiddenFiles'],
});
export const saveDialog = ({ title, suggested }: ChooseOptions): SaveDialogOptions => ({
  title,
  ...(suggested === undefined ? {} : { defaultPath: suggested }),
  properties: ['createDirectory', 'showOverwriteConfirmation'],
});
