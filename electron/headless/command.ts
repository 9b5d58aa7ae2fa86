/** What a command is, and what it gets to work with. */
import { resolve } from 'node:path';
import { formatInstant, type Instant, parseInstant } from '../../shared/base/instant.ts';
import { Failure, type TracewakeError } from '../../shared/contract/errors.ts';
import type { Args, RequestName, ResultOf } from '../../shared/contract/requests.ts';
import type { AnalyseReport, CaseSummary } from '../../shared/views/types.ts';
import type { EngineClient } from '../client/client.ts';
import type { Options, Parsed, Syntax, Values } from './options.ts';
import type { PassphraseInput } from './passphrase.ts';

export type ExitCode = 0 | 1 | 2 | 3 | 4;

export interface CommandContext {
  readonly json: boolean;
  /** The directory that relative paths are taken from: the caller's. */
  readonly directory: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly terminal: PassphraseInput;
  /** Fires on Ctrl+C. */
  readonly signal: AbortSignal;
  /** Started with the first use. */
  engine(): EngineClient;
  /** With progress and cancel. */
  request<K extends RequestName>(name: K, args: Args<K>): Promise<ResultOf<K>>;
  /** A line on standard output, made safe. Not with `--json`. */
  print(...lines: readonly string[]): void;
  /** A JSON line on standard output. */
  printJson(value: unknown): void;
  /** JSON lines as the engine made them. */
  printLines(lines: readonly string[]): void;
  /** A line on standard error, made safe. */
  warn(text: string): void;
}

export interface Command extends Syntax {
  run(parsed: Parsed, context: CommandContext): Promise<ExitCode>;
}

/** Ties the options of a command to the types of their values. */
export function command<const O extends Options>(
  syntax: Omit<Syntax, 'options'> & {
    readonly options: O;
    run(input: { readonly options: Values<O>; readonly positionals: readonly string[] }, context: CommandContext): Promise<ExitCode>;
  },
): Command {
  return {
    ...syntax,
    run: ({ values, positionals }, context) => {
      const filled = Object.fromEntries(Object.entries(syntax.options).map(([name, o]) => [name, values[name] ?? ('flag' in o ? false : undefined)]));
      return syntax.run({ options: filled as Values<O>, positionals }, context);
    },
  };
}

export const CASE = { name: 'CASE' } as const;
export const INVESTIGATOR = {
  investigator: {
    value: '"NAME <MAIL>"',
    help: "who does this, for the custody log; the mail address may be left out with its brackets (default: the case's investigator)",
  },
} as const;

export const pathOf = (context: CommandContext, path: string): string => resolve(context.directory, path);
export const optionalPath = (context: CommandContext, path: string | undefined): string | undefined =>
  path === undefined ? undefined : pathOf(context, path);

/** For looking: takes no lock, so it works beside an open window. */
export const openToRead = (context: CommandContext, dir: string | undefined): Promise<CaseSummary> =>
  context.request('case.open', { dir: pathOf(context, dir ?? '.'), readOnly: true });

/** For changing: fails where another process holds the case. */
export async function openToWrite(context: CommandContext, dir: string | undefined, investigator: string | undefined): Promise<CaseSummary> {
  const opened = await context.request('case.open', { dir: pathOf(context, dir ?? '.'), investigator });
  if (!opened.readOnly) return opened;
  throw new Failure({
    code: 'read-only',
    message: opened.readOnlyReason ?? 'the case can only be read',
    file: opened.dir,
    advice: 'close it there first',
  });
}

/** An instant on the command line: ISO 8601 with a zone, or a date, which is its midnight in UTC. */
export function timeOf(text: string | undefined, option: string): Instant | undefined {
  if (text === undefined) return undefined;
  const t = parseInstant(/^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T00:00Z` : text);
  if (t === undefined) {
    throw new Failure({
      code: 'usage',
      message: `--${option} is no time: ${JSON.stringify(text)}`,
      advice: 'write it with its zone, as in 2026-03-04T07:41:26Z',
    });
  }
  return t;
}

/** `--from` and `--to`. Turned round they would leave nothing, which reads as if nothing had happened. */
export function spanOf({ from, to }: { readonly from: string | undefined; readonly to: string | undefined }): {
  readonly from: Instant | undefined;
  readonly to: Instant | undefined;
} {
  const span = { from: timeOf(from, 'from'), to: timeOf(to, 'to') };
  if (span.from !== undefined && span.to !== undefined && span.from > span.to)
    throw new Failure({ code: 'usage', message: '--from is later than --to', advice: 'change the two round' });
  return span;
}

export const when = (t: Instant | undefined): string => (t === undefined ? 'undated' : `${formatInstant(t).slice(0, 19).replace('T', ' ')}Z`);

/** The keys of the view models that hold instants; JSON output writes them as ISO 8601. */
const INSTANTS: ReadonlySet<string> = new Set([
  'at',
  'from',
  'to',
  'first',
  'last',
  'time',
  'deadline',
  'asOf',
  'claimedTime',
  'firstSeen',
  'lastSeen',
  'sentAt',
]);
export const toMachine = (value: unknown): string =>
  JSON.stringify(value, (key, v: unknown) => (INSTANTS.has(key) && typeof v === 'number' ? formatInstant(v as Instant) : v));

/** Prints all pages of a machine request. */
export async function printPages<K extends 'machine.findings' | 'machine.wakes' | 'machine.timeline' | 'machine.rejects' | 'machine.identities'>(
  context: CommandContext,
  name: K,
  args: Omit<Args<K>, 'after'>,
): Promise<void> {
  let after: string | undefined;
  do {
    const page: ResultOf<K> = await context.request(name, { ...args, after } as Args<K>);
    context.printLines(page.lines);
    after = page.next;
  } while (after !== undefined);
}

/** What somebody had judged must not go without a word: after an analysis it is named, if there were hundreds of others. */
export function printGone(context: CommandContext, { gone = [] }: AnalyseReport): void {
  context.print(...gone.map((f) => `${f.text}.`));
}

export function exitCodeOf(error: TracewakeError): ExitCode {
  switch (error.code) {
    case 'failed':
      return 1;
    case 'usage':
      return 2;
    // An id that nothing has is a mistake of whoever typed it; a case or a file that is not there is not in the command.
    case 'not-found':
      return error.file === undefined ? 2 : 4;
    case 'cancelled':
      return 3;
    case 'input':
    case 'environment':
    case 'read-only':
    case 'newer':
    case 'passphrase':
    case 'internal':
      return 4;
  }
}

/** One line: what happened, where, and what to do. */
export function errorLine(error: TracewakeError): string {
  const place = [error.file, error.position].filter((p) => p !== undefined).join(', ');
  return `tracewake: ${place === '' ? '' : `${place}: `}${error.message}${error.advice === undefined ? '' : ` (${error.advice})`}`;
}
