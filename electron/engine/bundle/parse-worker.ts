/** The parse worker's thread: one source at a time, as columns. */
import { type MessagePort, parentPort } from 'node:worker_threads';
import { ADAPTERS } from '../../../shared/adapters/registry.ts';
import { Failure, type TracewakeError } from '../../../shared/contract/errors.ts';
import type { ParseJob, ParseMessage } from './batch.ts';
import { asFileFailure, BrokenStream } from './bytes.ts';
import { Control } from './control.ts';
import { readSource } from './read-source.ts';

export interface ToParser {
  readonly job: ParseJob;
  readonly control: SharedArrayBuffer;
  /** One Int32 that becomes 1 when the user cancels. */
  readonly cancel: SharedArrayBuffer;
}

async function parse({ job, control: cells, cancel }: ToParser, port: MessagePort): Promise<void> {
  const control = new Control(cells);
  const cancelled = new Int32Array(cancel);
  const check = (): void => {
    if (control.abandoned || Atomics.load(cancelled, 0) !== 0) throw new Failure({ code: 'cancelled', message: 'cancelled' });
  };
  const post = (message: ParseMessage, transfer: readonly ArrayBuffer[] = []): void => port.postMessage(message, [...transfer]);
  try {
    await readSource(job, ADAPTERS, {
      check,
      send(message, transfer) {
        if (message.type === 'batch') control.acquire(check);
        post(message, transfer);
      },
    });
  } catch (e) {
    post({ type: 'failed', error: errorOf(e, job) });
  }
}

function errorOf(thrown: unknown, job: ParseJob): TracewakeError {
  const e = asFileFailure(thrown, job.extent.file);
  if (e instanceof Failure) return { ...e.data, file: e.data.file ?? job.name };
  if (e instanceof BrokenStream) return { ...e.error, file: e.error.file ?? job.name };
  const message = e instanceof Error ? `${e.name}: ${e.message}` : String(e);
  return { code: 'internal', message: `a mistake of Tracewake's own while reading it: ${message.split('\n', 1)[0]}`, file: job.name };
}

if (parentPort !== null) {
  const port = parentPort;
  port.on('message', (message: ToParser) => void parse(message, port));
}
