import { Failure } from '../../../shared/contract/errors.ts';
import type { ResultOf } from '../../../shared/contract/requests.ts';
import { DISPOSITIONS, SEVERITIES, type Severity, STAGES, type Stage } from '../../../shared/model/vocabulary.ts';
import { CASE, type CommandContext, command, INVESTIGATOR, openToRead, openToWrite, printPages, toMachine, when } from '../command.ts';
import { counted, grouped, table } from '../terminal.ts';

/** The level itself and everything above it. */
const atLeast = (level: Severity): readonly Severity[] => SEVERITIES.slice(SEVERITIES.indexOf(level));

export const findings = command({
  name: 'findings',
  summary: 'The findings, wake by wake, the worst first.',
  positionals: [CASE],
  options: {
    rule: { value: 'SLUG', help: 'only of this rule, as in notice.suppressed' },
    severity: { value: 'LEVEL', help: 'only at or above', oneOf: SEVERITIES },
    identity: { value: 'ALIAS', help: 'only about this identity' },
    'fail-on': { value: 'LEVEL', help: 'exit 1 where a finding that is not dismissed stands at or above', oneOf: SEVERITIES },
  },
  async run({ options, positionals: [dir] }, context) {
    await openToRead(context, dir);
    const filter = {
      rules: options.rule === undefined ? undefined : [options.rule],
      severities: options.severity === undefined ? undefined : atLeast(options.severity),
      identity: options.identity,
    };
    const list = await context.request('findings.list', { filter });
    if (context.json) await printPages(context, 'machine.findings', { filter });
    else {
      const rows = list.rows.map((f) => [f.number, f.severity, f.rule, f.verdict, when(f.time), f.subject, f.missing.join(' '), f.disposition, f.id]);
      context.print(...table(['no.', 'severity', 'rule', 'verdict', 'time', 'about', 'missing', 'disposition', 'id'], rows));
      const open = list.rows.filter((f) => f.disposition === 'open').length;
      const of = list.rows.length === list.total ? '' : ` of ${grouped(list.total)}`;
      context.print(
        `${of === '' ? counted(list.rows.length, 'finding') : `${grouped(list.rows.length)}${of} findings`}, ${grouped(open)} of them open.`,
      );
    }
    const failOn = options['fail-on'];
    if (failOn === undefined) return 0;
    const severe = atLeast(failOn);
    return list.rows.some((f) => f.disposition !== 'dismissed' && severe.includes(f.severity)) ? 1 : 0;
  },
});

export const explain = command({
  name: 'explain',
  summary: 'Why a finding stands, or how an event was judged stage by stage: the records present, what was searched, what was refused and why.',
  positionals: [CASE],
  options: {
    finding: { value: 'ID', help: 'explain this finding' },
    event: { value: 'ID', help: "explain this event's wake; Tracewake's id or the log's own" },
    stage: { value: 'STAGE', help: 'only this stage', oneOf: STAGES },
  },
  async run({ options, positionals: [dir] }, context) {
    if ((options.finding === undefined) === (options.event === undefined)) {
      throw new Failure({ code: 'usage', message: 'explain takes either --finding ID or --event ID' });
    }
    await openToRead(context, dir);
    const view = await context.request('explain', options);
    if (context.json) {
      for (const line of view.lines) context.printJson(toMachine({ event: view.event?.id, ...line }));
      for (const offer of view.offers) context.printJson(toMachine({ offer }));
    } else printExplained(context, view);
    if (view.event !== undefined) await printConsidered(context, view.event.id, view.lines);
    return 0;
  },
});

type Explained = ResultOf<'explain'>;

function printExplained(context: CommandContext, view: Explained): void {
  if (view.event !== undefined) context.print(`${view.event.kind} · ${when(view.event.time)} · ${view.event.summary} (${view.event.id})`);
  for (const line of view.lines) {
    context.print('', `${line.stage}${line.audience === undefined ? '' : ` · ${line.audience}`}: ${line.verdict}`, `  ${line.text}`);
    context.print(...line.evidence.map((e) => `  ${e.record}  ${e.time === undefined ? '' : `${when(e.time)}  `}${e.role}: ${e.text}`));
    context.print(...line.searched.map((s) => `  searched: ${s}`), ...line.uncovered.map((u) => `  not covered: ${u}`));
  }
  if (view.offers.length > 0) context.print('', 'ties to decide on (tracewake tie CASE --observation ID --event ID, with --accept or --reject):');
  for (const o of view.offers) {
    const by = o.decision === undefined ? '' : ` by ${o.decision.by}: ${o.decision.reason}`;
    context.print(`  ${o.observation}  ${o.state}${by}; ${o.why}${o.subject === undefined ? '' : ` (${o.subject})`}`);
  }
}

/** What was looked at for the stages that are explained: taken with `+`, refused with `-`. */
async function printConsidered(context: CommandContext, event: string, lines: Explained['lines']): Promise<void> {
  const wanted = new Set(lines.flatMap((l) => LOOKED_AT[l.stage]));
  const found = (await context.request('explain.considered', { event })).filter((c) => wanted.has(c.about));
  if (context.json) {
    for (const c of found) context.printJson(toMachine({ event, considered: c }));
    return;
  }
  for (const about of wanted) {
    const list = found.filter((c) => c.about === about);
    if (list.length === 0) continue;
    context.print('', `looked at for ${about} (+ taken, - refused)`);
    context.print(...list.map((c) => `  ${c.used ? '+' : '-'} ${c.record}  ${c.time === undefined ? 'undated' : when(c.time)}  ${c.what}: ${c.why}`));
  }
}

const LOOKED_AT: Readonly<Record<Stage, readonly ('ownership' | 'notices' | 'actions' | 'reviews')[]>> = {
  signalled: ['notices'],
  delivered: ['notices'],
  reached: ['ownership', 'notices'],
  acknowledged: ['ownership', 'notices'],
  acted: ['ownership', 'actions'],
  verified: ['actions'],
  certified: ['reviews'],
  recorded: [],
};

export const note = command({
  name: 'note',
  summary: 'Puts a note on an event, a wake, a finding, an identity or a source.',
  positionals: [CASE],
  options: {
    on: { value: 'ID', help: 'what the note is on', required: true },
    text: { value: 'TEXT', help: 'the note', required: true },
    ...INVESTIGATOR,
  },
  async run({ options, positionals: [dir] }, context) {
    await openToWrite(context, dir, options.investigator);
    const added = await context.request('notes.add', { on: options.on, text: options.text });
    if (context.json) context.printJson(toMachine(added));
    else context.print(`Note ${added.id} on ${added.on}; custody entry ${added.custody}.`);
    return 0;
  },
});

export const dispose = command({
  name: 'dispose',
  summary: 'Records the decision on a finding, with its reason.',
  positionals: [CASE],
  options: {
    finding: { value: 'ID', help: 'the finding', required: true },
    as: { value: 'DISPOSITION', help: 'the decision', oneOf: DISPOSITIONS, required: true },
    reason: { value: 'TEXT', help: 'why', required: true },
    ...INVESTIGATOR,
  },
  async run({ options, positionals: [dir] }, context) {
    await openToWrite(context, dir, options.investigator);
    const detail = await context.request('finding.dispose', { finding: options.finding, as: options.as, reason: options.reason });
    if (context.json) context.printJson(toMachine({ ...detail.line, history: detail.history }));
    else context.print(`${detail.line.number} ${detail.line.rule} is ${detail.line.disposition}.`);
    return 0;
  },
});
