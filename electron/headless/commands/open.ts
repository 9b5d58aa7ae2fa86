import { statSync } from 'node:fs';
import { Failure } from '../../../shared/contract/errors.ts';
import { command, pathOf } from '../command.ts';
import { openWindow } from '../window.ts';

export const open = command({
  name: 'open',
  summary: 'Opens the window: the desktop application where it is installed, else a page of this machine in a browser.',
  positionals: [{ name: 'CASE or PACKAGE', optional: true }],
  options: { browser: { flag: true, help: 'the page, even where the desktop application is installed' } },
  async run({ options, positionals: [given] }, context) {
    const path = given === undefined ? undefined : pathOf(context, given);
    if (path === undefined) await openWindow(context, { browser: options.browser });
    else {
      const found = statSync(path, { throwIfNoEntry: false });
      if (found === undefined) throw new Failure({ code: 'input', message: 'there is no such case or package', file: path });
      await openWindow(context, found.isDirectory() ? { caseDir: path, browser: options.browser } : { packageFile: path, browser: options.browser });
    }
    return 0;
  },
});
