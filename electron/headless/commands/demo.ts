import { existsSync } from 'node:fs';
import { Failure } from '../../../shared/contract/errors.ts';
import { command, pathOf, toMachine } from '../command.ts';
import { counted } from '../terminal.ts';
import { openWindow } from '../window.ts';

/** The first of `demo-case`, `demo-case-2` … that is not there: the sample never touches what somebody worked on. */
function freeDirectory(wanted: string): string {
  for (let n = 1; ; n++) {
    const dir = n === 1 ? wanted : `${wanted}-${n}`;
    if (!existsSync(dir)) return dir;
  }
}

export const demo = command({
  name: 'demo',
  summary: 'The sample incident: raw logs, a case, its analysis, a package sealed with a key that lives in memory only, and its verification.',
  positionals: [],
  options: {
    open: { flag: true, help: 'open the case afterwards' },
    bundle: { value: 'DIR', help: 'write only the raw files, to look at and to import by hand' },
    dir: { value: 'DIR', help: 'where the sample goes, a directory that is empty or not there (default: demo-case, demo-case-2 …)' },
  },
  async run({ options }, context) {
    if (options.bundle !== undefined) {
      if (options.open || options.dir !== undefined)
        throw new Failure({ code: 'usage', message: '--bundle writes the raw files only; it goes with neither --open nor --dir' });
      const made = await context.request('demo.bundle', { dir: pathOf(context, options.bundle) });
      if (context.json) context.printJson(toMachine(made));
      else context.print(`${counted(made.files, 'file')} of the sample incident ${made.files === 1 ? 'is' : 'are'} in ${made.dir}`);
      return 0;
    }
    const dir = options.dir === undefined ? freeDirectory(pathOf(context, 'demo-case')) : pathOf(context, options.dir);
    const made = await context.request('demo.run', { dir });
    if (context.json) context.printJson(toMachine(made));
    else {
      context.print(
        `The sample incident: ${counted(made.files, 'file')}${made.records === undefined ? '' : `, ${counted(made.records, 'record')}`}.`,
      );
      context.print(`  raw logs  ${made.dir}`, `  case      ${made.caseDir ?? 'none'}`, `  package   ${made.packageFile ?? 'none'}`);
      if (made.verification !== undefined) context.print(`  verified  ${made.verification.result}: ${made.verification.sentence}`);
      if (made.highlights.length > 0) context.print('', 'Worth opening first:', ...made.highlights.map((h) => `  ${h.finding}  ${h.text}`));
    }
    if (options.open && made.caseDir !== undefined) {
      context.print('');
      await openWindow(context, { caseDir: made.caseDir });
    }
    return made.verification?.exitCode ?? 0;
  },
});
