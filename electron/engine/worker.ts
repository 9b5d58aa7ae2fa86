/** The engine's thread: messages in, messages out. Everything else is dispatch.ts. */
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import type { FromEngine, ToEngine } from '../../shared/contract/requests.ts';
import { createDispatcher } from './dispatch.ts';
import { handlers } from './handlers/all.ts';

/** What the host's end sends: the contract's messages, a request with the cell that cancels it. */
export type ToWorker = Exclude<ToEngine, { type: 'request' }> | (Extract<ToEngine, { type: 'request' }> & { readonly flag?: SharedArrayBuffer });

function serve(port: MessagePort): void {
  const send = (message: FromEngine): void => port.postMessage(message);
  const engine = createDispatcher(handlers, (pushed) => send({ type: 'pushed', pushed }), {
    open: undefined,
    mappings: (workerData as { readonly mappings?: string | undefined } | null)?.mappings,
  });
  port.on('message', (message: ToWorker) => {
    if (message.type === 'cancel') engine.cancel(message.id);
    else void engine.request(message).then(send);
  });
}

if (parentPort !== null) serve(parentPort);
