/** One run of the command line: finds the command, gives it its context, turns the outcome into an exit code. */
import { Failure, type TracewakeError } from '../../shared/contract/errors.ts';
import type { Progress } from '../../shared/contract/requests.ts';
import { type EngineClient, startEngine } from '../client/client.ts';
import { mappingFolder } from '../client/folders.ts';
import { errorData } from '../client/relay.ts';
import { buildIdentity } from '../product/identity.ts';
import { type Command, type CommandContext, type ExitCode, errorLine, exitCodeOf } from './command.ts';
import { COMMANDS, LATER } from './commands/index.ts';
import { help, nearest, parse } from './options.ts';
import { progressLine, safe, safeJson } from './terminal.ts';

export interface CliHost {
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly directory: string;
  readonly version: string;
  readonly signal: AbortSignal;
  readonly startEngine?: (() => EngineClient) | undefined;
}

export async function runCli(argv: readonly string[], host: CliHost): Promise<ExitCode> {
  const stderr = progressWriter(host);
  let engine: EngineClient | undefined;
  const print = (line: string): void => void host.stdout.write(`${line}\n`);
  const fail = (error: TracewakeError): ExitCode => {
    stderr.line(errorLine(error));
    return exitCodeOf(error);
  };
  try {
    const found = findCommand(argv);
    if (found === 'help' || found === 'version') {
      for (const line of found === 'help' ? overview(host.version) : [`${host.version} (build ${buildIdentity()})`]) print(line);
      return 0;
    }
    const parsed = parse(found, argv.slice(1));
    if (parsed.values.help === true) {
      for (const line of help(found)) print(line);
      return 0;
    }
    const json = parsed.values.json === true;
    stderr.mode = (parsed.values.progress as 'bar' | 'json' | 'none' | undefined) ?? (host.stderr.isTTY ? 'bar' : 'none');
    const context: CommandContext = {
      json,
      directory: host.directory,
      environment: host.environment,
      terminal: host,
      signal: host.signal,
      engine() {
        engine ??= host.startEngine?.() ?? startEngine(undefined, { mappings: mappingFolder(host.environment, process.platform) });
        return engine;
      },
      request: (name, args) => context.engine().request(name, args, { signal: host.signal, onProgress: stderr.progress }),
      print(...lines) {
        stderr.clear();
        if (!json) for (const line of lines) print(safe(line));
      },
      printJson: (value) => print(safeJson(typeof value === 'string' ? value : JSON.stringify(value))),
      printLines(lines) {
        for (const line of lines) print(safeJson(line));
      },
      warn: stderr.line,
    };
    return await found.run(parsed, context);
  } catch (thrown) {
    return fail(errorData(thrown));
  } finally {
    stderr.clear();
    await engine?.close();
  }
}

function findCommand(argv: readonly string[]): Command | 'help' | 'version' {
  const [name, second] = argv;
  if (name === '--help' || name === '-h' || (name === 'help' && second === undefined)) return 'help';
  if (name === '--version' || name === 'version') return 'version';
  if (name === undefined) throw new Failure({ code: 'usage', message: 'no command is given', advice: 'tracewake --help lists them' });
  const found = COMMANDS.find((c) => c.name === name);
  if (found !== undefined) return found;
  if (LATER.includes(name)) throw new Failure({ code: 'usage', message: `this version does not have the command ${name}` });
  const near = nearest(
    name,
    COMMANDS.map((c) => c.name),
  );
  throw new Failure({
    code: 'usage',
    message: `there is no command ${JSON.stringify(name)}`,
    advice: near === undefined ? 'tracewake --help lists them' : `did you mean ${near}?`,
  });
}

function overview(version: string): string[] {
  const width = Math.max(...COMMANDS.map((c) => c.name.length));
  return [
    `Tracewake ${version}: an offline workbench for identity incidents`,
    '',
    ...COMMANDS.map((c) => `  ${c.name.padEnd(width)}  ${c.summary}`),
    '',
    'tracewake COMMAND --help lists the options of a command.',
    'Exit codes: 0 done, 1 the thing asked about is not so, 2 wrong use, 3 could not be determined, 4 input or environment fault.',
  ];
}

/** Standard error: whole lines, and a bar that is redrawn in place and taken away before anything else is printed. */
function progressWriter(host: CliHost) {
  let drawn = false;
  const writer = {
    mode: 'none' as 'bar' | 'json' | 'none',
    progress(p: Progress): void {
      if (writer.mode === 'json') host.stderr.write(`${safeJson(JSON.stringify(p))}\n`);
      else if (writer.mode === 'bar') {
        host.stderr.write(`\r\u001b[2K${progressLine(p, host.stderr.columns ?? 80)}`);
        drawn = true;
      }
    },
    clear(): void {
      if (drawn) host.stderr.write('\r\u001b[2K');
      drawn = false;
    },
    line(text: string): void {
      writer.clear();
      host.stderr.write(`${safe(text)}\n`);
    },
  };
  return writer;
}
