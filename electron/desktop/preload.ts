/** The only bridge between the page and the main process: plain data, three functions, no Node and no Electron object. */
import { contextBridge, ipcRenderer } from 'electron';
import type { FromEngine, ToEngine } from '../../shared/contract/requests.ts';
import { CHANNELS, type ChooseOptions } from './channels.ts';

contextBridge.exposeInMainWorld('tracewake', {
  send: (message: ToEngine): void => ipcRenderer.send(CHANNELS.send, message),
  onMessage: (listener: (message: FromEngine) => void): void => {
    ipcRenderer.on(CHANNELS.message, (_event, message: FromEngine) => listener(message));
  },
  chooseFiles: (options: ChooseOptions): Promise<readonly string[]> => ipcRenderer.invoke(CHANNELS.choose, options),
});
