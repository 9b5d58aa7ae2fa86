/** An expected failure as it crosses a thread, a socket or a terminal. */
export interface TracewakeError {
  readonly code:
    | 'usage' // wrong arguments; exit 2
    | 'input' // a file that cannot be read, is broken or is not there; exit 4
    | 'environment' // no rights, disk full, lock held; exit 4
    | 'not-found' // no such case, source, finding, event; exit 2
    | 'read-only' // another process holds the case; exit 4
    | 'newer' // a case or package of a newer version; exit 4
    | 'passphrase' // wrong passphrase; exit 4
    | 'cancelled' // exit 3
    | 'failed' // the thing asked about is not so; exit 1
    | 'internal'; // a mistake of ours; exit 4
  /** What happened, in one line, without the file name. */
  readonly message: string;
  readonly file?: string | undefined;
  /** Line, offset or record, as text: `line 12, byte 3,401`. */
  readonly position?: string | undefined;
  /** What to do about it. */
  readonly advice?: string | undefined;
}

/** Thrown inside the engine for an expected failure; caught at the edge and sent as its plain data. */
export class Failure extends Error {
  readonly data: TracewakeError;
  constructor(data: TracewakeError) {
    super(data.message);
    this.name = 'Failure';
    this.data = data;
  }
}
