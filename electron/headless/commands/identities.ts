import { Failure } from '../../../shared/contract/errors.ts';
import { CASE, command, openToRead, optionalPath, printPages, timeOf, when } from '../command.ts';
import { counted, table } from '../terminal.ts';

const PAGE = 1000;

export const identities = command({
  name: 'identities',
  summary: 'The identities: who or what they are, their aliases, and why these are one.',
  positionals: [CASE],
  options: {},
  async run({ positionals: [dir] }, context) {
    await openToRead(context, dir);
    if (context.json) {
      await printPages(context, 'machine.identities', {});
      return 0;
    }
    for (let offset = 0; ; offset += PAGE) {
      const page = await context.request('identities.list', { offset, limit: PAGE });
      const rows = page.rows.map((i) => [
        i.id,
        i.kind,
        i.tier === undefined ? 'unknown' : `tier ${i.tier}`,
        i.displayName,
        i.holder,
        i.aliases.join(' '),
      ]);
      context.print(...table(['id', 'kind', 'tier', 'name', 'holder', 'aliases'], rows));
      if (offset + page.rows.length >= page.total || page.rows.length === 0) {
        const offered = await context.request('identities.suggestions', { offset: 0, limit: 20 });
        context.print(`${counted(page.total, 'identity', 'identities')}.`);
        if (offered.total > 0) context.print(`${counted(offered.total, 'pair')} may be one (tracewake suggestions CASE; join or dismiss):`);
        context.print(...offered.rows.map((s) => `  ${s.alias}  ${s.with}  ${s.why}`));
        return 0;
      }
    }
  },
});

export const owners = command({
  name: 'owners',
  summary: 'Who was accountable for an identity at an instant, by which claims, and where they contradict each other.',
  positionals: [CASE],
  options: {
    identity: { value: 'ALIAS', help: 'the identity', required: true },
    at: { value: 'T', help: 'the instant (default: the end of the case)' },
    'known-at': { value: 'T', help: 'only by what had been claimed by then' },
  },
  async run({ options, positionals: [dir] }, context) {
    const args = { identity: options.identity, at: timeOf(options.at, 'at'), knownAt: timeOf(options['known-at'], 'known-at') };
    await openToRead(context, dir);
    if (context.json) {
      context.printLines((await context.request('machine.owners', args)).lines);
      return 0;
    }
    const view = await context.request('owners.list', args);
    const open = (t: Parameters<typeof when>[0]): string => (t === undefined ? 'open' : when(t));
    const rows = view.lines.map((o) => [
      o.role,
      o.party,
      o.partyType,
      open(o.from),
      open(o.to),
      when(o.asOf),
      o.status,
      o.conflict ? 'contradicted' : '',
      o.system,
      o.record,
    ]);
    context.print(`${view.identity.label} (${view.identity.kind}) at ${when(view.at)}`);
    context.print(...table(['role', 'party', 'type', 'from', 'to', 'as of', 'status', 'conflict', 'system', 'record'], rows));
    context.print(view.accountable.length === 0 ? 'Nobody was accountable.' : `Accountable: ${view.accountable.join(', ')}.`);
    return 0;
  },
});

export const coverage = command({
  name: 'coverage',
  summary: 'What the sources cover: the intervals in which a thing would have shown, had it happened.',
  positionals: [CASE],
  options: {},
  async run({ positionals: [dir] }, context) {
    await openToRead(context, dir);
    if (context.json) {
      context.printLines((await context.request('machine.coverage', {})).lines);
      return 0;
    }
    const view = await context.request('coverage.list', {});
    const rows = view.rows.flatMap((row) => row.bars.map((bar) => [row.channel, row.system ?? 'no source', when(bar.from), when(bar.to), bar.state]));
    context.print(...table(['channel', 'system', 'from', 'to', 'state'], rows));
    return 0;
  },
});

export const requests = command({
  name: 'requests',
  summary: 'The evidence request list: which log of which interval would settle what cannot be said now.',
  positionals: [CASE],
  options: {
    letter: { flag: true, help: 'as a letter to whoever holds the logs, in Markdown' },
    csv: { flag: true, help: 'as a sheet, in CSV' },
    out: { value: 'FILE', help: 'writes the letter or the sheet into this new file' },
  },
  async run({ options, positionals: [dir] }, context) {
    const format = options.letter ? 'markdown' : options.csv ? 'csv' : undefined;
    if (options.letter && options.csv) throw new Failure({ code: 'usage', message: '--letter and --csv exclude each other' });
    if (options.out !== undefined && format === undefined)
      throw new Failure({ code: 'usage', message: '--out needs --letter or --csv', advice: 'say which of the two the file is to be' });
    await openToRead(context, dir);
    if (format !== undefined) {
      const { text, file } = await context.request('requests.letter', { format, file: optionalPath(context, options.out) });
      if (file === undefined)
        context.print(
          ...text
            .replace(/^\ufeff/, '')
            .trimEnd()
            .split(/\r?\n/),
        );
      else context.print(`Written to ${file}`);
      return 0;
    }
    if (context.json) {
      context.printLines((await context.request('machine.requests', {})).lines);
      return 0;
    }
    const list = await context.request('requests.list', {});
    const rows = list.map((r) => [r.number, r.system, r.channel, when(r.from), when(r.to), r.settles.length, r.question]);
    context.print(...table(['no.', 'system', 'channel', 'from', 'to', 'settles', 'question'], rows));
    return 0;
  },
});
