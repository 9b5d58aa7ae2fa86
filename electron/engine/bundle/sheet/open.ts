/** A workbook opened: its sheets, and the rows of each as a range of bytes. */
import { open } from 'node:fs/promises';
import type { Extent } from '../batch.ts';
import type { Spool } from '../spool.ts';
import { type ArchiveEntry, listZip } from '../zip.ts';
import { type Book, partsOf, readBook } from './book.ts';
import { renderSheet } from './render.ts';

export interface Sheets extends Book {
  /** The rows of one of its parts, written out once. Throws Failure where they cannot be read. */
  rows(part: string, signal?: AbortSignal): Promise<Extent>;
}

/** `extent`: the workbook's own bytes, stored. `entries`: its members, where they are known already. */
export async function openSheets(extent: Extent, spool: Spool, entries?: readonly ArchiveEntry[]): Promise<Sheets> {
  const parts = partsOf(entries ?? (await listed(extent)));
  const book = await readBook(extent, parts);
  return {
    ...book,
    rows: (part, signal) =>
      spool.made(JSON.stringify([extent.file, extent.start, extent.size, 'sheet', part]), () => renderSheet(extent, parts, book, part), signal),
  };
}

async function listed(extent: Extent): Promise<ArchiveEntry[]> {
  const file = await open(extent.file, 'r');
  try {
    return await listZip(file, extent.start, extent.size);
  } finally {
    await file.close();
  }
}
