import { timesInWords } from '../../../shared/base/spoken.ts';
import { TLP_LEVELS } from '../../../shared/model/vocabulary.ts';
import { CASE, command, INVESTIGATOR, openToRead, openToWrite, optionalPath, pathOf, printGone, toMachine, when } from '../command.ts';
import { counted, table } from '../terminal.ts';

export const newCase = command({
  name: 'new',
  summary: 'Makes a case: a directory with its database, the vault of original files and the custody log.',
  positionals: [CASE],
  options: {
    title: { value: 'TEXT', help: 'what is investigated', required: true },
    ...INVESTIGATOR,
    policy: { value: 'FILE', help: 'the policy that wakes are judged by (default: the built-in one)' },
    tlp: { value: 'LEVEL', help: 'TLP marking', oneOf: TLP_LEVELS },
  },
  async run({ options, positionals: [dir] }, context) {
    const summary = await context.request('case.create', {
      dir: pathOf(context, dir ?? '.'),
      title: options.title,
      investigator: options.investigator,
      tlp: options.tlp,
      policyFile: optionalPath(context, options.policy),
    });
    if (context.json) context.printJson(toMachine(summary));
    else context.print(`Case ${summary.id} in ${summary.dir}`);
    return 0;
  },
});

export const analyse = command({
  name: 'analyse',
  summary: 'Judges every wake of the case again, by its policy or by a new one.',
  positionals: [CASE],
  options: { policy: { value: 'FILE', help: 'take this policy into the case first' }, ...INVESTIGATOR },
  async run({ options, positionals: [dir] }, context) {
    await openToWrite(context, dir, options.investigator);
    const report = await context.request('analysis.run', { policyFile: optionalPath(context, options.policy) });
    if (context.json) context.printJson(toMachine(report));
    else {
      context.print(
        `${counted(report.wakes, 'wake')} over ${counted(report.events, 'event')}; ${counted(report.unknown, 'verdict')} unknown, ${counted(report.requests, 'evidence request')}.`,
      );
      context.print(
        ...table(
          ['severity', 'findings'],
          report.findings.map((f) => [f.severity, f.count]),
        ),
      );
      printGone(context, report);
    }
    return 0;
  },
});

/** Entries asked for at once; the log of a large case has tens of thousands. */
const CUSTODY_PAGE = 1000;

/** The body as it is stored, which an auditor compares, and its times as a person reads them. */
function withWords(body: string): string {
  const words = timesInWords(body);
  return words === undefined ? body : `${body} (${words})`;
}

export const custody = command({
  name: 'custody',
  summary: 'The custody log: everything that was done in the case, each entry chained to the one before by its hash.',
  positionals: [CASE],
  options: {},
  async run({ positionals: [dir] }, context) {
    await openToRead(context, dir);
    const rows: (readonly (string | number)[])[] = [];
    let after: number | undefined;
    for (;;) {
      const page = await context.request('custody.list', { after, limit: CUSTODY_PAGE });
      for (const e of page.entries) {
        if (context.json) context.printJson(toMachine(e));
        else rows.push([e.seq, when(e.at), e.actor, e.action, e.subjects.join(' '), withWords(e.body)]);
      }
      const last = page.entries[page.entries.length - 1];
      if (last === undefined || page.entries.length < CUSTODY_PAGE) {
        if (!context.json) {
          context.print(...table(['entry', 'time', 'who', 'what', 'on', 'body'], rows));
          context.print(`${counted(page.total, 'entry', 'entries')}; head ${page.head}`);
        }
        return 0;
      }
      after = last.seq;
    }
  },
});
