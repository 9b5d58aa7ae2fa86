/** The parse worker's thread: one source at a time, as columns. */
import { type MessagePort, parentPort } from 'node:worker_threads';
import { Failure, type TracewakeError } from '../../../shared/contract/errors.ts';
import { adaptersWith } from './adapters.ts';
import type { Batch, ParseJob, ParseMessage } from './batch.ts';
import { asFileFailure, BrokenStream } from './bytes.ts';
import { Control } from './control.ts';
import { Dictionary, MOST_TEXTS } from './dictionary.ts';
import { readSource } from './read-source.ts';

export interface ToParser {
  /** Says which source a message of the answer belongs to. */
  readonly run: number;
  readonly job: Omit<ParseJob, 'known'>;
  /** Hashes that became known since the last source; `forget` first drops those from before. */
  readonly known: readonly string[];
  readonly forget: boolean;
  readonly control: SharedArrayBuffer;
  /** One Int32 that becomes 1 when the user cancels. */
  readonly cancel: SharedArrayBuffer;
}
/** A batch on its way: of its dictionary only what is new. */
export type SentBatch = Omit<Batch, 'dictionary'> & {
  /** Another one than that of the batch before: a new dictionary. */
  readonly generation: number;
  readonly fresh: readonly string[];
};
export interface FromParser {
  readonly run: number;
  readonly message: Exclude<ParseMessage, Batch> | SentBatch;
}

const known = new Set<string>();
let dictionary = new Dictionary();
let generation = 0;
let sent = 0;

function sentOf({ dictionary: texts, ...batch }: Batch): SentBatch {
  const fresh = texts.slice(sent);
  sent = texts.length;
  return { ...batch, generation, fresh };
}

async function parse({ run, job, control: cells, cancel }: ToParser, port: MessagePort): Promise<void> {
  const control = new Control(cells);
  const cancelled = new Int32Array(cancel);
  const check = (): void => {
    if (control.abandoned || Atomics.load(cancelled, 0) !== 0) throw new Failure({ code: 'cancelled', message: 'cancelled' });
  };
  const post = (message: FromParser['message'], transfer: readonly ArrayBuffer[] = []): void =>
    port.postMessage({ run, message } satisfies FromParser, [...transfer]);
  try {
    check();
    const send = (message: ParseMessage, transfer: readonly ArrayBuffer[]): void => {
      if (message.type === 'batch') {
        control.acquire(check);
        post(sentOf(message), transfer);
      } else post(message, transfer);
    };
    await readSource({ ...job, known }, adaptersWith(job.mappings), { check, send }, dictionary);
  } catch (e) {
    post({ type: 'failed', error: errorOf(e, job) });
  }
}

function errorOf(thrown: unknown, job: Pick<ParseJob, 'name' | 'extent'>): TracewakeError {
  const e = asFileFailure(thrown, job.extent.file);
  if (e instanceof Failure) return { ...e.data, file: e.data.file ?? job.name };
  if (e instanceof BrokenStream) return { ...e.error, file: e.error.file ?? job.name };
  const message = e instanceof Error ? `${e.name}: ${e.message}` : String(e);
  return { code: 'internal', message: `a mistake of Tracewake's own while reading it: ${message.split('\n', 1)[0]}`, file: job.name };
}

if (parentPort !== null) {
  const port = parentPort;
  let last: Promise<void> = Promise.resolve();
  port.on('message', (message: ToParser | 'stop') => {
    if (message === 'stop') {
      void last.then(() => port.close());
      return;
    }
    // One source after the other, in the order in which they were asked for.
    last = last.then(() => {
      if (message.forget) known.clear();
      if (message.forget || dictionary.texts.length > MOST_TEXTS) {
        dictionary = new Dictionary();
        generation++;
        sent = 0;
      }
      for (const sha256 of message.known) known.add(sha256);
      return parse(message, port);
    });
  });
}
