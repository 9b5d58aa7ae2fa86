import { Failure } from '../../../shared/contract/errors.ts';
import { command, openToRead, pathOf, toMachine } from '../command.ts';
import { table } from '../terminal.ts';

export const policy = command({
  name: 'policy',
  summary: 'Prints the policy that a case is judged by, or the built-in one to begin from; checks a file; says what differs from the built-in one.',
  positionals: [{ name: 'CASE', optional: true }],
  options: {
    check: { value: 'FILE', help: 'says what is wrong with this policy file, and what it changes' },
    changes: { flag: true, help: 'what differs from the built-in policy, instead of the text' },
    schema: { flag: true, help: 'the JSON schema, for an editor' },
  },
  async run({ options, positionals: [dir] }, context) {
    const standard = await context.request('policy.default', {});
    if (options.schema) {
      context.print(...standard.schema.trimEnd().split('\n'));
      return 0;
    }
    if (options.check !== undefined) {
      const file = pathOf(context, options.check);
      const { text } = await context.request('policy.read', { file });
      const checked = await context.request('policy.check', { text });
      for (const fault of checked.faults) context.warn(`tracewake: ${file}, line ${fault.line}, column ${fault.column}: ${fault.message}`);
      if (checked.faults.length > 0) return 1;
      if (context.json) for (const d of checked.differences) context.printJson(toMachine(d));
      else printChanges(context, checked.differences);
      return 0;
    }
    if (dir === undefined) {
      if (options.changes) throw new Failure({ code: 'usage', message: '--changes needs a CASE', advice: 'a file is compared by --check FILE' });
      context.print(...standard.text.trimEnd().split('\n'));
      return 0;
    }
    await openToRead(context, dir);
    const view = await context.request('policy.view', {});
    if (context.json) for (const d of view.differences) context.printJson(toMachine(d));
    else if (options.changes) printChanges(context, view.differences);
    else context.print(...view.text.trimEnd().split('\n'));
    return 0;
  },
});

function printChanges(
  context: Parameters<Parameters<typeof command>[0]['run']>[1],
  differences: readonly { readonly path: string; readonly was: string | undefined; readonly now: string | undefined; readonly line: number }[],
): void {
  if (differences.length === 0) context.print('The same as the built-in policy.');
  else
    context.print(
      ...table(
        ['line', 'where', 'built-in', 'here'],
        differences.map((d) => [d.line, d.path, d.was ?? '(not there)', d.now ?? '(not there)']),
      ),
    );
}
