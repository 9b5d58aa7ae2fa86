/** A source from its first byte to its last: unpacked, decoded, split, recognised, read. Knows nothing of threads: messages go out by a callback. */
import type { Adapter } from '../../../shared/adapters/adapter.ts';
import type { Batch, ParseJob, SourceEnd, SourceHead, SourceKnown } from './batch.ts';
import { BrokenStream } from './bytes.ts';
import { Dictionary } from './dictionary.ts';
import { splitterFor } from './format.ts';
import { openInput } from './input.ts';
import { Ledger } from './ledger.ts';
import { lookAt } from './look.ts';
import { RecordReader } from './record-reader.ts';
import { Sink } from './sink.ts';

export interface ReadControl {
  /** Throws once the user has cancelled. Called some hundred times a second. */
  check(): void;
  send(message: SourceHead | Batch | SourceEnd | SourceKnown, transfer: readonly ArrayBuffer[]): void;
}

/** Sends the head, the batches and the end, or that the source is known. Throws a Failure where nothing of it can be read, or may stay. */
export async function readSource(
  job: ParseJob,
  adapters: readonly Adapter[],
  control: ReadControl,
  dictionary: Dictionary = new Dictionary(),
): Promise<void> {
  const input = await openInput(job);
  try {
    if (input.sha256 !== undefined && job.known.has(input.sha256)) {
      control.send({ type: 'known', sha256: input.sha256, bytes: job.extent.bytes }, []);
      return;
    }
    const look = await lookAt(input, job, adapters);
    control.send(look.head, []);
    const { decoder } = look;
    const sink = new Sink(dictionary);
    const ledger = new Ledger();
    const flush = (): void => {
      const { batch, transfer } = sink.take(input.bytesRead());
      control.send(batch, transfer);
      control.check();
    };
    const reader = new RecordReader({
      adapter: look.adapter,
      job,
      sink,
      ledger,
      dates: look.dates,
      header: look.head.header,
      original: (at) => decoder.original(at),
      added: () => {
        if (sink.full) flush();
      },
    });
    const splitter = splitterFor(look.head.format, reader, undefined, look.adapter?.reads);
    let text = 0;
    const take = (chunk: Buffer): void => {
      text += chunk.length;
      splitter?.push(chunk);
      control.check();
    };
    let stopped: SourceEnd['stopped'];
    try {
      for await (const chunk of look.chunks) {
        take(decoder.decode(chunk));
        if (splitter?.settled !== undefined) await splitter.settled();
      }
    } catch (e) {
      if (!(e instanceof BrokenStream)) throw e;
      stopped = { at: e.at, error: e.error };
    }
    take(decoder.last());
    splitter?.end(stopped !== undefined);
    if (splitter?.settled !== undefined) await splitter.settled();
    if (look.notRecords !== undefined && text > 0) reader.rejected(undefined, 0, 0, text, 1, look.notRecords);
    if (decoder.damaged) reader.warn('not-utf-8');
    if (decoder.encoding === 'windows-1252') reader.warn('windows-1252-assumed');
    if (!sink.empty) flush();
    const own = await input.finish();
    control.send({ type: 'end', ...own, unpackedBytes: decoder.bytes, encoding: decoder.encoding, ...ledger.totals, stopped }, []);
  } finally {
    await input.close();
  }
}
