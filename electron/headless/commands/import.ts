import { formatDuration } from '../../../shared/base/instant.ts';
import { Failure } from '../../../shared/contract/errors.ts';
import { warningWords } from '../../../shared/model/warnings.ts';
import type { ImportPlan, ImportReport, SourceLine } from '../../../shared/views/types.ts';
import {
  CASE,
  type CommandContext,
  command,
  type ExitCode,
  errorLine,
  INVESTIGATOR,
  openToRead,
  openToWrite,
  pathOf,
  printGone,
  printPages,
  toMachine,
  when,
} from '../command.ts';
import { counted, grouped, size, table } from '../terminal.ts';

/** More lines than this would push the ledger off the screen. */
const MOST_WARNED = 10;

export const importFiles = command({
  name: 'import',
  summary:
    'Imports folders, files and archives: logs, exports and tables. What is in the case already is not added again; a file of which nothing could be read is read again.',
  positionals: [CASE, { name: 'PATH', many: true }],
  options: {
    as: { value: 'TYPE', help: 'read every file as this type instead of by its content' },
    mapping: { value: 'FILE', help: 'read by this mapping whatever it fits; every file, where it says nothing of what it fits' },
    zone: { value: 'ZONE', help: 'the time zone of times that carry none, as in Europe/Oslo or +02:00' },
    copy: { flag: true, help: 'keep the original bytes in the case (the default)' },
    reference: { flag: true, help: 'leave the files where they are; their hash is checked on every read' },
    'dry-run': { flag: true, help: 'say what would be imported and as what, show the first records, and import nothing' },
    'write-declaration': {
      value: 'FILE',
      help: 'with --dry-run: write the plan as a bundle.yaml to keep with the bundle, and beside it the mappings that it names',
    },
    'no-analyse': { flag: true, help: 'do not judge the wakes afterwards' },
    ...INVESTIGATOR,
  },
  async run({ options, positionals: [dir, ...paths] }, context) {
    if (options.copy && options.reference) throw new Failure({ code: 'usage', message: '--copy and --reference exclude each other' });
    const declaration = options['write-declaration'];
    if (declaration !== undefined && !options['dry-run']) throw new Failure({ code: 'usage', message: '--write-declaration goes with --dry-run' });
    const args = {
      paths: paths.map((path) => pathOf(context, path)),
      options: {
        as: options.as,
        zone: options.zone,
        mapping: options.mapping === undefined ? undefined : pathOf(context, options.mapping),
        keep: options.reference ? ('reference' as const) : ('copy' as const),
        analyse: !options['no-analyse'],
      },
    };
    if (options['dry-run']) {
      await openToRead(context, dir);
      const planned = await context.request('import.plan', args);
      refuseAbsent(planned);
      const code = showPlan(planned, context);
      if (declaration !== undefined) {
        const { file, mappings } = await context.request('import.declaration', { ...args, file: pathOf(context, declaration) });
        context.warn(`wrote ${[file ?? declaration, ...mappings.map((m) => m.file)].join(', ')}`);
      }
      return code;
    }
    await openToWrite(context, dir, options.investigator);
    return showReport(await context.request('import.run', args), context);
  },
});

/** A path that was mistyped is no plan, and no import. */
export function refuseAbsent({ absent: [file] }: Pick<ImportPlan, 'absent'>): void {
  if (file !== undefined) throw new Failure({ code: 'input', message: 'there is no such file or directory', file });
}

function showPlan(plan: ImportPlan, context: CommandContext): ExitCode {
  if (context.json) {
    for (const member of plan.members) context.printJson(toMachine(member));
    return 0;
  }
  const rows = plan.members.map((m) => [
    m.name,
    size(m.bytes),
    m.type ?? 'not known',
    m.system,
    m.channels.join(' '),
    m.known ? `in the case as ${m.known}` : WITHOUT_CONTENT.has(m.why) && m.title !== undefined ? `${m.why}: ${m.title}` : m.why,
  ]);
  context.print(...table(['file', 'size', 'type', 'system', 'channels', 'because'], rows));
  if (plan.members.length <= MOST_SHOWN) for (const m of plan.members) showMember(m, context);
  else context.print('', 'The first records of each file are in the output of --json; for a few files they are shown here.');
  for (const text of [...plan.warnings, ...plan.members.flatMap((m) => m.warnings.map((w) => `${m.name}: ${w}`))]) context.warn(`warning: ${text}`);
  for (const m of plan.members)
    for (const w of m.sample?.warnings ?? []) context.warn(`warning: ${m.name}: among the first records ${warningText(w.slug, w.count, w.example)}`);
  return 0;
}

/** Reasons that say nothing of what is in the file. */
const WITHOUT_CONTENT: ReadonlySet<string> = new Set(['declared', 'set by you']);

/** Records of each file that are shown: enough to see that the time, the actor and the target are where they belong. */
const SHOWN = 3;
/** With more files the plan itself would be lost between their records. */
const MOST_SHOWN = 20;

function showMember(m: ImportPlan['members'][number], context: CommandContext): void {
  const { sample } = m;
  if (m.leftOut || m.known !== undefined || sample === undefined) return;
  const { counts } = sample;
  const span = sample.first === undefined ? 'no times' : `${when(sample.first)} to ${when(sample.last)}`;
  const zone = m.zone === undefined ? '' : `; zone ${m.zone}`;
  const hand = m.setByHand.length === 0 ? '' : `; set by you: ${m.setByHand.join(', ')}`;
  context.print('', `${m.name}: ${firstOf(counts)}; ${span}${zone}${hand}`);
  const rows = sample.rows
    .slice(0, SHOWN)
    .flatMap((r) =>
      r.statements.length === 0
        ? [[String(r.ordinal), '', r.status, r.reason ?? '']]
        : r.statements.map((s) => [String(r.ordinal), when(s.time), s.family === 'event' ? s.title : `${s.family} ${s.title}`, fieldsText(s.fields)]),
    );
  if (rows.length > 0) context.print(...table(['record', 'time', 'statement', 'says'], rows));
  for (const { reason, count } of sample.ignoredReasons) context.print(`  ignored ${grouped(count)}: ${reason}`);
}

const firstOf = ({ read, accepted }: { readonly read: number; readonly accepted: number }): string =>
  read === 1
    ? `its one record would ${accepted === 1 ? '' : 'not '}be accepted`
    : `of the first ${grouped(read)} records ${grouped(accepted)} would be accepted`;

const fieldsText = (fields: readonly { readonly name: string; readonly value: string }[]): string =>
  fields
    .slice(0, 6)
    .map((f) => `${f.name}=${f.value.length > 40 ? `${f.value.slice(0, 40)}…` : f.value}`)
    .join(' ');

/** Named warnings that a person has to act on, in words; the others by their names. */
function warningText(slug: string, count: number, example: string | undefined): string {
  const such = example === undefined ? '' : `, such as ${JSON.stringify(example)}`;
  if (slug === 'unreadable-time')
    return `${counted(count, 'has', 'have')} a time that cannot be read${such}; ${count === 1 ? 'it is' : 'they are'} kept undated`;
  if (slug === 'zone-assumed-utc') return `${counted(count, 'has', 'have')} times without a zone; UTC is assumed (--zone)`;
  return `${grouped(count)}: ${warningWords(slug)}${such}`;
}

/** A file that could not be opened is an input fault of the whole command, though the others are in the case; so is nothing but noise. */
function showReport(report: ImportReport, context: CommandContext): ExitCode {
  if (context.json) {
    for (const s of report.sources) context.printJson(toMachine(s));
    for (const k of report.alreadyKnown) context.printJson(toMachine({ alreadyKnown: k.name, source: k.source }));
    for (const f of report.failed) context.printJson(toMachine({ failed: f.name, error: f.error }));
    const { cancelled, stopped, seconds, analysed, warnings } = report;
    context.printJson(toMachine({ cancelled, stopped, seconds, analysed, warnings }));
  } else {
    const rows = report.sources.map((s) => [s.source, s.name, s.typeTitle, s.read, s.accepted, s.ignored, s.rejected, s.duplicate]);
    if (rows.length > 0) context.print(...table(['source', 'file', 'type', 'read', 'accepted', 'ignored', 'rejected', 'duplicate'], rows));
    if (report.alreadyKnown.length > 0)
      context.print(
        `${counted(report.alreadyKnown.length, 'file was', 'files were')} in the case already; nothing of ${report.alreadyKnown.length === 1 ? 'it' : 'them'} was added.`,
      );
    const records = report.sources.reduce((sum, s) => sum + s.read, 0);
    context.print(`${counted(records, 'record')} from ${counted(report.sources.length, 'source')} in ${report.seconds.toFixed(1)} s.`);
    if (report.analysed !== undefined) {
      const findings = report.analysed.findings.map((f) => `${grouped(f.count)} ${f.severity}`).join(', ');
      context.print(`${counted(report.analysed.wakes, 'wake')}; findings: ${findings === '' ? 'none' : findings}.`);
      printGone(context, report.analysed);
    }
  }
  for (const w of report.warnings) context.warn(`warning: ${w}`);
  // A file of noise is a source like any other, with one rejected record. Who named it should hear of it here, not in the ledger.
  const unread = report.sources.filter((s) => s.rejected > 0 && s.rejected === s.read);
  for (const s of unread) context.warn(`tracewake: ${s.name}: nothing in it could be read as a record (tracewake rejects CASE --source ${s.source})`);
  const strange = report.sources.filter(
    (s) => s.type === 'unknown' && s.ignoredReasons.some((r) => r.reason === 'no-adapter') && s.ignored === s.read,
  );
  for (const s of strange.slice(0, MOST_WARNED)) {
    context.warn(
      `warning: ${s.name}: no adapter knows its ${counted(s.read, 'record')}, so nothing follows from ${s.read === 1 ? 'it' : 'them'} (--as TYPE, --mapping FILE, or the import screen, which proposes a mapping)`,
    );
  }
  if (strange.length > MOST_WARNED)
    context.warn(`warning: and ${grouped(strange.length - MOST_WARNED)} more that no adapter knows (tracewake sources CASE)`);
  for (const s of report.sources) {
    const unreadable = s.warnings.find((w) => w.slug === 'unreadable-time');
    if (unreadable !== undefined) context.warn(`warning: ${s.name}: ${warningText(unreadable.slug, unreadable.count, unreadable.example)}`);
    const unknown = s.warnings.find((w) => w.slug === 'unknown-kind');
    if (unknown !== undefined)
      context.warn(
        `warning: ${s.name}: ${counted(unknown.count, 'row names', 'rows name')} a kind that there is not; ${unknown.count === 1 ? 'it is' : 'they are'} kept as other, and nothing is asked of ${unknown.count === 1 ? 'it' : 'them'}`,
      );
  }
  for (const f of report.failed) context.warn(errorLine({ ...f.error, file: f.error.file ?? f.name }));
  if (report.cancelled) {
    context.warn('tracewake: cancelled; the sources above are in the case, the one in work left nothing');
    return 3;
  }
  if (report.stopped !== undefined) {
    context.warn(errorLine(report.stopped));
    if (report.sources.length > 0) context.warn('tracewake: the sources above are in the case, the one in work left nothing');
    return 4;
  }
  const nothing = unread.length > 0 && unread.length === report.sources.length;
  return report.failed.length > 0 || nothing ? 4 : 0;
}

/** What was set, each with its value. A clock that a decision has moved since is what it is now: `decisions` says what it was. */
function setByHand(s: SourceLine): string[] {
  const values: Readonly<Record<string, string | undefined>> = {
    type: s.type,
    mapping: s.type,
    system: s.system,
    channels: s.channels.join(' '),
    zone: s.zone,
    covers: s.declared === undefined ? undefined : `${when(s.declared.from)} to ${when(s.declared.to)}`,
    clock: `${formatDuration(s.clock.offset)} ±${formatDuration(s.clock.uncertainty)}`,
  };
  return (s.setByHand ?? []).map((name) => (values[name] === undefined ? name : `${name} ${values[name]}`));
}

/** `: /in/a, /in/b`, or nothing where the paths were not written down: a full disk leaves no room for them. */
const listed = (paths: readonly string[]): string => (paths.length === 0 ? '' : `: ${paths.join(', ')}`);

export const sources = command({
  name: 'sources',
  summary:
    'The ledger: for every source what was read, accepted, ignored, rejected, duplicate and undated, its hash, what read it and what was set by hand.',
  positionals: [CASE],
  options: {},
  async run({ positionals: [dir] }, context) {
    const { interrupted, importing } = await openToRead(context, dir);
    if (importing !== undefined)
      context.warn(`tracewake: another process is importing into this case${listed(importing.paths)}. What is listed here is what is in by now.`);
    if (interrupted !== undefined)
      context.warn(
        `tracewake: an import did not come to its end${listed(interrupted.paths)}. Import ${interrupted.paths.length === 0 ? 'its files' : 'it'} again; what is in already is not taken twice.`,
      );
    if (context.json) {
      context.printLines((await context.request('machine.sources', {})).lines);
      return 0;
    }
    const view = await context.request('sources.list', {});
    const row = (s: (typeof view)['totals']) => [s.read, s.accepted, s.ignored, s.rejected, s.duplicate, s.undated];
    context.print(
      ...table(
        ['source', 'file', 'type', 'read as', 'system', 'read', 'accepted', 'ignored', 'rejected', 'duplicate', 'undated', 'first', 'last', 'sha256'],
        [
          ...view.sources.map((s) => [s.source, s.name, s.typeTitle, s.type, s.system, ...row(s), when(s.first), when(s.last), s.sha256]),
          ['', 'all', '', '', '', ...row(view.totals), '', '', ''],
        ],
      ),
    );
    for (const s of view.sources) {
      if (s.original !== undefined)
        context.warn(`warning: ${s.source} (${s.name}): the original ${s.original === 'gone' ? 'is gone' : 'is no longer what was imported'}`);
      for (const reason of s.ignoredReasons) context.print(`${s.source}  ignored ${grouped(reason.count)}: ${reason.reason}`);
      for (const warning of s.warnings)
        context.print(
          `${s.source}  ${warning.slug}: ${grouped(warning.count)}${warning.example === undefined ? '' : `, such as ${JSON.stringify(warning.example)}`}`,
        );
      if (s.mapping !== undefined) context.print(`${s.source}  read by ${s.type}, sha256 ${s.mapping}`);
      const hand = setByHand(s);
      if (hand.length > 0) context.print(`${s.source}  set by hand at the import: ${hand.join(', ')}`);
    }
    return 0;
  },
});

export const rejects = command({
  name: 'rejects',
  summary: 'The records that did not become events or facts, each with its position and the reason.',
  positionals: [CASE],
  options: {
    source: { value: 'ID', help: 'only of this source, as in s0003' },
    status: { value: 'STATUS', help: 'only those (default: rejected)', oneOf: ['rejected', 'ignored', 'duplicate'] },
  },
  async run({ options, positionals: [dir] }, context) {
    await openToRead(context, dir);
    const filter = { source: options.source, status: options.status ?? 'rejected' } as const;
    if (context.json) {
      await printPages(context, 'machine.rejects', filter);
      return 0;
    }
    let after: number | undefined;
    do {
      const page = await context.request('rejects.list', { ...filter, after, limit: 1000 });
      context.print(
        ...table(
          ['record', 'line', 'offset', 'reason', 'excerpt'],
          page.rows.map((r) => [r.record, r.position.line, r.position.offset, r.reason, r.excerpt]),
        ),
      );
      after = page.next;
      if (after === undefined) context.print(`${counted(page.total, 'record')}.`);
    } while (after !== undefined);
    return 0;
  },
});
