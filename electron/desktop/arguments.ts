import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { COMMANDS, LATER } from '../headless/commands/index.ts';

export type Start =
  | { readonly as: 'command'; readonly argv: readonly string[] }
  | { readonly as: 'window'; readonly caseDir?: string | undefined; readonly packageFile?: string | undefined };

/**
 * What the application was started for: a command of the command line, or a window, on the case or package that was double-clicked.
 * `argv` without the program and, unpackaged, without the application's own path. Chromium's own switches may stand in it.
 */
export function readStart(argv: readonly string[], directory: string): Start {
  const first = argv[0];
  const commands = [...COMMANDS.map((c) => c.name), ...LATER, 'help', 'version', '--help', '-h', '--version'];
  // `open` is the window itself.
  if (first !== undefined && first !== 'open' && commands.includes(first)) return { as: 'command', argv };
  const path = (first === 'open' ? argv.slice(1) : argv).find((a) => !a.startsWith('-'));
  return path === undefined ? { as: 'window' } : windowOn(resolve(directory, path));
}

/** A directory is a case, a file a package; what is not there opens an empty window. */
export function windowOn(path: string): Start & { as: 'window' } {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) return { as: 'window' };
  return found.isDirectory() ? { as: 'window', caseDir: path } : { as: 'window', packageFile: path };
}
