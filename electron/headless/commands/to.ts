import { EVENT_KINDS } from '../../../shared/model/vocabulary.ts';
import { EVENT_FORMATS, WAYS_OUT } from '../../../shared/model/ways-out.ts';
import { CASE, command, INVESTIGATOR, openToWrite, pathOf, spanOf, toMachine } from '../command.ts';
import { counted, size } from '../terminal.ts';

export const to = command({
  name: 'to',
  summary: 'Writes the case in the form of another tool: a timeline, OCSF events, Parquet, a spreadsheet, an ATT&CK layer, a STIX bundle.',
  positionals: [CASE],
  options: {
    format: { value: 'FORMAT', help: 'the form (timesketch: JSON lines where FILE ends in .jsonl, else CSV)', oneOf: WAYS_OUT, required: true },
    out: { value: 'FILE', help: 'where it goes; its directory has to be there', required: true },
    overwrite: { flag: true, help: 'replace FILE where it is there' },
    from: { value: 'T', help: 'only events not before this time' },
    to: { value: 'T', help: 'only events before this time' },
    identity: { value: 'ALIAS', help: 'only events where this identity acted or was changed' },
    kind: { value: 'KIND', help: 'only this kind of event', oneOf: EVENT_KINDS },
    search: { value: 'QUERY', help: 'only events with this text in actor, target, operation, ids, access or place', mayBeEmpty: true },
    ...INVESTIGATOR,
  },
  async run({ options, positionals: [dir] }, context) {
    const filter = {
      ...spanOf(options),
      kinds: options.kind === undefined ? undefined : [options.kind],
      identities: options.identity === undefined ? undefined : [options.identity],
      search: options.search,
    };
    await openToWrite(context, dir, options.investigator);
    const made = await context.request('export.to', {
      format: options.format,
      out: pathOf(context, options.out),
      overwrite: options.overwrite,
      filter: Object.values(filter).some((part) => part !== undefined) ? filter : undefined,
    });
    if (context.json) context.printJson(toMachine(made));
    else {
      const what = EVENT_FORMATS.has(made.format) ? 'row' : made.format === 'navigator' ? 'technique' : 'object';
      context.print(`${made.file}: ${counted(made.rows, what)}, ${size(made.bytes)}, SHA-256 ${made.sha256}`);
      for (const note of made.notes) context.warn(`tracewake: ${note}`);
    }
    return 0;
  },
});
