import type { Extent } from './batch.ts';

/**
 * One step from the bytes of a container to those of a member: a range of them, taken as it is or unpacked. The next step counts in the bytes that
 * this one gives. No steps at all: the member is the container. Kept with the source, as JSON, to find the same bytes again.
 */
export interface Step {
  readonly start: number;
  readonly size: number;
  readonly method: 'stored' | 'deflate' | 'gzip' | 'sheet';
  /** Of a sheet: the member of the workbook that holds it. The step then gives its rows as lines (`sheet/render.ts`), and its range is the workbook. */
  readonly part?: string | undefined;
  /** After unpacking, where the archive says so; for gzip and sheets the packed size again. */
  readonly bytes: number;
  readonly crc32: number | undefined;
}
export type Location = readonly Step[];

export const wholeFile = (file: string, size: number): Extent => ({
  file,
  start: 0,
  size,
  method: 'stored',
  bytes: size,
  crc32: undefined,
  cut: undefined,
});

/** A range inside a stored extent. Throws RangeError where it reaches out of it: a location that was tampered with. */
export function within(outer: Extent, step: Step & { readonly cut?: Extent['cut'] }): Extent {
  if (outer.method !== 'stored' || step.method === 'gzip' || step.method === 'sheet') throw new RangeError('only ranges of plain bytes can be taken');
  for (const n of [step.start, step.size, step.bytes]) if (!Number.isSafeInteger(n) || n < 0) throw new RangeError('not a range');
  if (step.start + step.size > outer.size) throw new RangeError('a range that reaches past its container');
  return {
    file: outer.file,
    start: outer.start + step.start,
    size: step.size,
    method: step.method,
    bytes: step.bytes,
    crc32: step.crc32,
    cut: step.cut,
  };
}
