/** The bytes of the open case's sources, wherever they lie now. What it unpacks it keeps until the case is closed. */
import { statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Failure } from '../../../shared/contract/errors.ts';
import type { Encoding, Extent, SourceHead } from '../bundle/batch.ts';
import { hashExtent } from '../bundle/bytes.ts';
import { type Location, wholeFile } from '../bundle/location.ts';
import { createRawReader, type RawReader } from '../bundle/raw.ts';
import { createSpool, locate, type Spool } from '../bundle/spool.ts';
import type { OpenCase } from '../store/open.ts';
import { type Container, containerOf, type StoredSource } from '../store/sources.ts';

/** What is kept with a source so that its bytes can be found and read again. */
export interface KeptLocation {
  readonly steps: Location;
  readonly compression: SourceHead['compression'];
  readonly envelope?: string | undefined;
  readonly header?: readonly string[] | undefined;
}

interface Reading {
  readonly spool: Spool;
  readonly raw: RawReader;
}
/** For what has to be unpacked to be read: outside the case, which may be read-only, and whose part it is not. */
export const scratchDir = (): string => join(tmpdir(), 'tracewake');

const readings = new WeakMap<OpenCase, Reading>();

function readingOf(open: OpenCase): Reading {
  let reading = readings.get(open);
  if (reading === undefined) {
    reading = { spool: createSpool(scratchDir()), raw: createRawReader() };
    readings.set(open, reading);
  }
  return reading;
}

/** Removes what was unpacked for reading. */
export async function closeReader(open: OpenCase): Promise<void> {
  const reading = readings.get(open);
  readings.delete(open);
  await reading?.spool.close();
}

export const locationOf = (source: StoredSource): KeptLocation => JSON.parse(source.location) as KeptLocation;

function presentContainer(open: OpenCase, source: StoredSource): Container {
  const container = containerOf(open, source);
  if (container.present) return container;
  throw new Failure({
    code: 'input',
    message:
      container.kept === 'reference' ? 'the original file is no longer where it was imported from' : "the case's copy of the original is missing",
    file: container.file,
    advice: container.kept === 'reference' ? 'Put it back there; its hash is checked.' : 'Restore the case directory from a copy.',
  });
}

/** The range of bytes that is a source. Throws Failure where its container is gone. */
export function extentOf(open: OpenCase, source: StoredSource): Promise<Extent> {
  const container = presentContainer(open, source);
  return locate(wholeFile(container.file, container.bytes), locationOf(source).steps, readingOf(open).spool);
}

/**
 * Whether the file has other bytes now. One that was left where it is is hashed, every time: that is what a reference costs. The case's own
 * copy is looked at by its size; its hash is taken again at an export.
 */
export async function hasChanged(open: OpenCase, source: StoredSource): Promise<boolean> {
  const container = presentContainer(open, source);
  const { size } = statSync(container.file);
  if (size !== container.bytes) return true;
  if (container.kept === 'copy') return false;
  return (await hashExtent(wholeFile(container.file, size))).sha256 !== container.sha256;
}

/** A record's text as it stands in the source, `limit` bytes of it at most. */
export async function readRaw(
  open: OpenCase,
  source: StoredSource,
  position: { readonly offset: number; readonly length: number },
  limit: number,
): Promise<{ readonly text: string; readonly truncated: boolean }> {
  const extent = await extentOf(open, source);
  return readingOf(open).raw.read(extent, { compression: locationOf(source).compression, encoding: source.encoding as Encoding }, position, limit);
}
