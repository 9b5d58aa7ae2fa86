/** Requests that take so long that a page may be gone, or come, while they run. */
import type { Progress } from './requests.ts';

export type LongRequestName = 'import.run' | 'analysis.run' | 'evidence.export' | 'export.to' | 'evidence.verify' | 'demo.run';

export interface RunningWork {
  readonly work: number;
  readonly name: LongRequestName;
  /** What of its arguments says what it is about; never a passphrase. */
  readonly about: {
    readonly paths?: readonly string[] | undefined;
    readonly out?: string | undefined;
    readonly file?: string | undefined;
    readonly signers?: string | undefined;
    readonly signersText?: string | undefined;
    readonly previous?: string | undefined;
    readonly dir?: string | undefined;
  };
  readonly progress: Progress | undefined;
}

export interface WorkRequests {
  /** Long requests that run, whoever asked for them: a page that was loaded again, or a second one, goes on with them. */
  'work.list': { args: Record<string, never>; result: readonly RunningWork[] };
  /** Waits for one of them and ends as it ends, with its result or its failure. Who cancels this cancels the work itself. */
  'work.join': { args: { work: number }; result: unknown };
}
