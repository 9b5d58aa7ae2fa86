/** The command line over an engine of prepared answers. */
import { PassThrough } from 'node:stream';
import type { EngineClient } from '../../electron/client/client.ts';
import { runCli } from '../../electron/headless/run.ts';
import { Failure, type TracewakeError } from '../../shared/contract/errors.ts';
import type { Progress, RequestName } from '../../shared/contract/requests.ts';

export type Answers = Partial<Record<RequestName, (args: unknown, onProgress: (p: Progress) => void, signal: AbortSignal) => unknown>>;

export const text = (stream: PassThrough): string => (stream.read() as Buffer | null)?.toString() ?? '';

/** Runs a command against an engine that gives the prepared answers; everything asked is recorded. */
export async function run(argv: readonly string[], answers: Answers = {}, options: { tty?: boolean; signal?: AbortSignal } = {}) {
  const asked: [string, unknown][] = [];
  const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
  const relay: EngineClient['relay'] = async (name, args, opts) => {
    asked.push([name, args]);
    const answer = answers[name as RequestName];
    if (answer === undefined) throw new Failure({ code: 'internal', message: `the test has no answer for ${name}` });
    return answer(args, opts?.onProgress ?? (() => {}), opts?.signal as AbortSignal);
  };
  const engine = { relay, request: relay, subscribe: () => () => {}, close: async () => {} } as EngineClient;
  const code = await runCli(argv, {
    stdin: stdin as unknown as NodeJS.ReadStream,
    stdout: stdout as unknown as NodeJS.WriteStream,
    stderr: Object.assign(stderr, { isTTY: options.tty === true, columns: 80 }) as unknown as NodeJS.WriteStream,
    environment: {},
    directory: '/caller',
    version: '9.9.9',
    signal: options.signal ?? new AbortController().signal,
    startEngine: () => engine,
  });
  return { code, out: text(stdout), err: text(stderr), asked };
}

export const opened = () => ({ dir: '/caller/c', readOnly: false });
export const fails = (error: TracewakeError) => () => {
  throw new Failure(error);
};
