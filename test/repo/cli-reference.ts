/** docs/cli.md, made from the commands themselves. `node test/repo/cli-reference.ts` writes it. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { COMMANDS, LATER } from '../../electron/headless/commands/index.ts';
import { help } from '../../electron/headless/options.ts';
import { ROOT } from './tracked.ts';

export const cliReference = (): string =>
  [
    '# Command line',
    '',
    'In a checkout: `npm run -s tracewake -- ARGS`; installed: `tracewake ARGS`; the packaged application answers the same arguments.',
    "Relative paths are taken from the caller's directory. Errors are one line on standard error, with the file, the position and what to do.",
    '',
    '| exit code | meaning |',
    '|---|---|',
    '| 0 | done |',
    '| 1 | the thing asked about is not so: a package that fails, findings at or above `--fail-on` |',
    '| 2 | wrong use: an option, a value, or an id that nothing in the case has |',
    '| 3 | could not be determined, or cancelled |',
    '| 4 | input or environment fault: a case or file that is missing or cannot be read, an output that is there already, a directory that is not |',
    '',
    ...COMMANDS.flatMap((c) => [`## ${c.name}`, '', '```', ...help(c), '```', '']),
    '## Not in this version',
    '',
    `${LATER.map((name) => `\`${name}\``).join(', ')} say so and exit with 2.`,
    '',
  ].join('\n');

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href)
  writeFileSync(join(ROOT, 'docs', 'cli.md'), cliReference());
