import { readFileSync } from 'node:fs';
import { Failure } from '../../../shared/contract/errors.ts';
import { OUTPUTS } from '../../../shared/model/mapping.ts';
import type { MappingDraft } from '../../../shared/views/types.ts';
import { CASE, type CommandContext, command, type ExitCode, INVESTIGATOR, openToRead, openToWrite, pathOf, toMachine } from '../command.ts';
import { grouped, table } from '../terminal.ts';
import { refuseAbsent } from './import.ts';

export const mapping = command({
  name: 'mapping',
  summary: 'Proposes a mapping for each file that no adapter knows, from its data; or keeps a mapping for next time.',
  positionals: [CASE, { name: 'PATH', many: true, optional: true }],
  options: {
    member: { value: 'NAME', help: 'only for this file, as the plan of the import calls it, whatever it is read as' },
    as: { value: 'STATEMENT', help: 'what a record is, in place of the guess', oneOf: OUTPUTS },
    keep: { value: 'FILE', help: 'keep this mapping in the case and in your own folder, where later imports know it again' },
    replace: { flag: true, help: 'with --keep: also over another mapping of the same name' },
    ...INVESTIGATOR,
  },
  async run({ options, positionals: [dir, ...paths] }, context) {
    if (options.keep !== undefined) return keep(dir, pathOf(context, options.keep), options, context);
    if (paths.length === 0) throw new Failure({ code: 'usage', message: 'PATH is missing', advice: 'tracewake mapping CASE PATH, or --keep FILE' });
    await openToRead(context, dir);
    const whole = paths.map((path) => pathOf(context, path));
    const planned = await context.request('import.plan', { paths: whole });
    refuseAbsent(planned);
    const { members } = planned;
    const chosen = members.filter((m) => (options.member === undefined ? m.type === undefined && m.format !== 'unknown' : m.name === options.member));
    if (options.member !== undefined && chosen.length === 0)
      throw new Failure({
        code: 'not-found',
        message: `there is no ${JSON.stringify(options.member)} among the files`,
        advice: 'tracewake import CASE PATH --dry-run lists them',
      });
    for (const m of chosen) {
      const draft = await context.request('import.draft', {
        paths: whole,
        name: m.name,
        path: m.path,
        edits: options.as === undefined ? {} : { as: options.as },
      });
      show(m.name, draft, context);
    }
    if (chosen.length === 0) context.warn('an adapter knows every file; --member NAME maps one all the same');
    return 0;
  },
});

async function keep(
  dir: string | undefined,
  file: string,
  options: { readonly replace: boolean; readonly investigator: string | undefined },
  context: CommandContext,
): Promise<ExitCode> {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    throw new Failure({ code: 'input', message: 'it cannot be read', file });
  }
  await openToWrite(context, dir, options.investigator);
  await context.request('mapping.save', { text, to: 'case', replace: options.replace });
  const kept = await context.request('mapping.save', { text, to: 'folder', replace: options.replace });
  if (context.json) context.printJson(toMachine(kept));
  else context.print(`${kept.name} is kept in the case and in ${kept.file ?? 'your folder'}`);
  return 0;
}

/** The mapping on standard output, to be written into a file; why it is so, beside it. */
function show(name: string, { proposal, text, sample }: MappingDraft, context: CommandContext): void {
  if (context.json) {
    context.printJson(toMachine({ name, text, columns: proposal?.columns, notes: proposal?.notes, sample }));
    return;
  }
  context.print(`# ${name}: ${proposal?.as ?? ''}, ${proposal?.why ?? ''}`);
  const rows = (proposal?.columns ?? []).map((c) => [
    c.path,
    c.looks,
    c.role?.field ?? 'not read',
    c.role === undefined ? '' : `${Math.round(c.role.confidence * 100)} %`,
    c.role?.reason ?? '',
  ]);
  if (rows.length > 0) context.print(...table(['column', 'values', 'taken for', 'sure', 'because'], rows).map((line) => `# ${line}`));
  for (const note of proposal?.notes ?? []) context.print(`# note: ${note}`);
  if (sample !== undefined)
    context.print(`# of the first ${grouped(sample.counts.read)} records ${grouped(sample.counts.accepted)} would be accepted`);
  context.print(...text.trimEnd().split('\n'));
}
