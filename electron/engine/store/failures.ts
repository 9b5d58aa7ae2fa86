import { Failure } from '../../../shared/contract/errors.ts';

/** What SQLite and the system say that a person can do something about, as a Failure; anything else as it is. */
export function asFailure(e: unknown, file: string): unknown {
  const code = e instanceof Error && 'code' in e ? String(e.code) : '';
  const environment = (message: string, advice: string) => new Failure({ code: 'environment', message, file, advice });
  if (code === 'SQLITE_FULL' || code === 'ENOSPC' || code === 'EDQUOT') {
    return environment('the disk is full', 'Free some space and do it again; what was finished before is kept.');
  }
  if (code.startsWith('SQLITE_IOERR')) return environment(`the case's database cannot be written (${code})`, 'Check the disk.');
  if (code.startsWith('SQLITE_READONLY') || code === 'EROFS' || code === 'EACCES' || code === 'EPERM') {
    return environment('the case cannot be written', 'Check the rights of the case directory.');
  }
  if (code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB') {
    return new Failure({ code: 'input', message: "the case's database is damaged", file, advice: 'Restore the case directory from a copy.' });
  }
  return e;
}
