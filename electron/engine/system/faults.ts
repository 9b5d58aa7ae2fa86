/** A disk without room, said with the file that did not fit and what to do. The system itself names none where a write fails. */
import { Failure } from '../../../shared/contract/errors.ts';

const FULL: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  SQLITE_FULL: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
};

/** A Failure where it is that; anything else as it is. `kept`: what has become of what was to be written. */
export function asFullDisk(e: unknown, file: string, kept = 'nothing of it was kept'): unknown {
  const code = e instanceof Error && 'code' in e ? String(e.code) : '';
  const message = FULL[code];
  if (message === undefined) return e;
  return new Failure({ code: 'environment', message, file, advice: `Free some space there and do it again, or name a place with room; ${kept}.` });
}
