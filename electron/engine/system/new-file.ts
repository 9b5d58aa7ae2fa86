import { rmSync, writeFileSync } from 'node:fs';
import { asFullDisk } from './faults.ts';

/** Writes a file that is not there yet, whole or not at all: half of one would be in the way of the next attempt. Throws EEXIST as the system does. */
export function writeNewFile(file: string, content: string | Uint8Array): void {
  try {
    writeFileSync(file, content, { flag: 'wx' });
  } catch (e) {
    if (!isThere(e)) rmSync(file, { force: true });
    throw asFullDisk(e, file);
  }
}

/** What cannot be opened was not begun, and may be somebody's. */
const isThere = (e: unknown): boolean => e instanceof Error && 'syscall' in e && e.syscall === 'open';
