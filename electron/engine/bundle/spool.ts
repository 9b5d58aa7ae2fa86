/** A scratch directory for what must lie unpacked to be read at random: archives inside archives, packed tars. Written once, removed at the end. */
import { mkdtemp, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { TracewakeError } from '../../../shared/contract/errors.ts';
import { makeDirectory } from '../system/directories.ts';
import { asFullDisk } from '../system/faults.ts';
import type { Extent } from './batch.ts';
import { BrokenStream, bytesOf, inflate } from './bytes.ts';
import { type Location, wholeFile, within } from './location.ts';
import { openSheets } from './sheet/open.ts';

export interface Spool {
  /** The extent's bytes as a plain range of a file: itself where it is stored, else unpacked here, once. Its `cut` says where a damaged one breaks off. */
  unpacked(extent: Extent, gzip: boolean, signal?: AbortSignal): Promise<Extent>;
  /** What `make` gives, written here once for each `key`. */
  made(key: string, make: () => AsyncIterable<Buffer>, signal?: AbortSignal): Promise<Extent>;
  /** Removes everything that it wrote. Nothing of it may be read afterwards. */
  close(): Promise<void>;
}

function ownIn(dir: string): Promise<string> {
  makeDirectory(dir);
  return mkdtemp(join(dir, 'unpacked-'));
}

/** `dir` is made on first use; a folder of its own is made inside it. */
export function createSpool(dir: string): Spool {
  let own: Promise<string> | undefined;
  let count = 0;
  const known = new Map<string, Promise<Extent>>();

  async function write(make: () => AsyncIterable<Buffer>, signal: AbortSignal | undefined): Promise<Extent> {
    own ??= ownIn(dir);
    const path = join(await own, String(++count));
    const file = await open(path, 'wx', 0o600);
    let bytes = 0;
    let cut: TracewakeError | undefined;
    try {
      for await (const chunk of make()) {
        signal?.throwIfAborted();
        await file.write(chunk);
        bytes += chunk.length;
      }
    } catch (e) {
      if (!(e instanceof BrokenStream)) throw asFullDisk(e, dir, 'it is where archives are unpacked while they are read');
      cut = e.error;
    } finally {
      await file.close();
    }
    return { ...wholeFile(path, bytes), cut };
  }

  function made(key: string, make: () => AsyncIterable<Buffer>, signal?: AbortSignal): Promise<Extent> {
    let found = known.get(key);
    if (found === undefined) {
      found = write(make, signal);
      known.set(key, found);
      // A cancelled or failed one is tried again when it is asked for again.
      found.catch(() => known.delete(key));
    }
    return found;
  }

  return {
    unpacked(extent, gzip, signal) {
      if (extent.method === 'stored' && !gzip) return Promise.resolve(extent);
      const key = JSON.stringify([extent.file, extent.start, extent.size, extent.method, gzip]);
      const plain = (): AsyncGenerator<Buffer, void, void> => bytesOf(extent);
      return made(key, () => (gzip ? inflate('gzip', plain(), plain) : plain()), signal);
    },
    made,
    async close() {
      known.clear();
      if (own !== undefined) await rm(await own, { recursive: true, force: true });
      own = undefined;
    },
  };
}

/** Follows a location from a container's file, wherever that lies now. Throws Failure, or RangeError for a location that cannot be. */
export async function locate(container: Extent, location: Location, spool: Spool): Promise<Extent> {
  let here = container;
  for (const [i, step] of location.entries()) {
    if (step.method === 'gzip') here = await spool.unpacked(here, true);
    else if (step.method === 'sheet') here = await (await openSheets(await spool.unpacked(here, false), spool)).rows(step.part ?? '');
    else {
      here = within(here, step);
      if (i < location.length - 1) here = await spool.unpacked(here, false);
    }
  }
  return here;
}
