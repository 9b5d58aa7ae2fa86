import { Failure } from '../../../shared/contract/errors.ts';
import { EVENT_KINDS, MATRIX_BY, STAGES, type Verdict } from '../../../shared/model/vocabulary.ts';
import { CASE, command, openToRead, optionalPath, when } from '../command.ts';
import { counted, grouped, table } from '../terminal.ts';

type Counts = Readonly<Record<Verdict, number>>;
/** `12 met, 1 late, 2 unmet`; `-` where the policy asks for nothing. */
const cellText = (c: Counts | undefined): string =>
  (c === undefined ? [] : (['met', 'late', 'partial', 'unmet', 'unknown'] as const).flatMap((v) => (c[v] > 0 ? [`${grouped(c[v])} ${v}`] : []))).join(
    ' ',
  ) || '-';
const gaps = (c: Counts): number => c.late + c.partial + c.unmet;

export const matrix = command({
  name: 'matrix',
  summary: 'The stage matrix: how many events have which verdict at each of the eight stages, split by what is to be compared.',
  positionals: [CASE],
  options: {
    by: {
      value: 'WHAT',
      help: 'kind (the default), team (that owned the identity then), application, identity-kind, tier or month',
      oneOf: MATRIX_BY,
    },
    kind: { value: 'KIND', help: 'only events of this kind', oneOf: EVENT_KINDS },
    identity: { value: 'ALIAS', help: 'only about this identity' },
  },
  async run({ options, positionals: [dir] }, context) {
    await openToRead(context, dir);
    const filter = { kinds: options.kind === undefined ? undefined : [options.kind], identity: options.identity };
    const view = await context.request('matrix.view', { by: options.by ?? 'kind', filter });
    if (context.json) {
      for (const row of [view.all, ...view.rows]) {
        const stages = Object.fromEntries(STAGES.map((s, i) => [s, row.cells[i]]));
        context.printJson({
          by: view.by,
          value: row === view.all ? undefined : row.value,
          label: row.label,
          events: row.wakes,
          gaps: row.gaps,
          stages,
        });
      }
      return 0;
    }
    const rows = [view.all, ...view.rows].map((r) => [r.label, grouped(r.wakes), grouped(r.gaps), ...r.cells.map(cellText)]);
    context.print(...table([view.by, 'events', 'gaps', ...STAGES], rows));
    if (view.shared > 0)
      context.print(`${counted(view.shared, 'event stands', 'events stand')} in more than one row; the first row counts each once.`);
    return 0;
  },
});

const MOST = 200;

export const whatIf = command({
  name: 'what-if',
  summary: 'Judges the same history under another policy or with other owners, and lists every verdict that changes. The case stays as it is.',
  positionals: [CASE],
  options: {
    policy: { value: 'FILE', help: 'a policy to judge by instead of the case’s' },
    claims: { value: 'FILE', help: 'a table of claims: its rows stand in place of what the sources say of the same subject and role' },
    by: { value: 'WHAT', help: 'how the summary is split: kind (the default), team, application, identity-kind, tier or month', oneOf: MATRIX_BY },
  },
  async run({ options, positionals: [dir] }, context) {
    if (options.policy === undefined && options.claims === undefined)
      throw new Failure({ code: 'usage', message: 'what-if needs --policy FILE, --claims FILE or both' });
    await openToRead(context, dir);
    const view = await context.request('whatif.run', {
      policyFile: optionalPath(context, options.policy),
      claimsFile: optionalPath(context, options.claims),
    });
    for (const w of view.claims?.warnings ?? []) context.warn(`tracewake: ${view.claims?.name ?? ''}: ${w}`);
    if (context.json) {
      let after: string | undefined;
      do {
        const page = await context.request('machine.whatIf', { after });
        context.printLines(page.lines);
        after = page.next;
      } while (after !== undefined);
      return 0;
    }
    const { before, after } = view.policy;
    context.print(`Before: ${before.name}, revision ${before.revision}. After: ${after.name}, revision ${after.revision}.`);
    for (const c of view.policy.changes) context.print(`  ${c.path}: ${c.was ?? '(not there)'} -> ${c.now ?? '(not there)'}`);
    if (view.claims !== undefined) {
      context.print(`${counted(view.claims.rows, 'claim')} of ${view.claims.name} in place of ${grouped(view.claims.replaced)} of the case.`);
      for (const s of view.claims.subjects.slice(0, MOST))
        context.print(
          `  ${s.role} of ${s.subject}: ${s.was.join(', ') || '(nobody)'} -> ${s.is.join(', ')}${s.was.join() === s.is.join() ? ', at other times' : ''}`,
        );
    }
    context.print(
      '',
      `${counted(view.gaps.before, 'gap becomes', 'gaps become')} ${grouped(view.gaps.after)}; ${counted(view.changed, 'verdict')} of ${counted(view.events, 'event')} ${view.changed === 1 ? 'changes' : 'change'}.`,
      '',
    );
    const m = await context.request('whatif.matrix', { by: options.by ?? 'kind' });
    const changed = [m.all, ...m.rows].filter((r) => r.changed.some((c) => c));
    const cell = (r: (typeof changed)[number], i: number): string => {
      const [b, a] = [r.before?.cells[i], r.after?.cells[i]].map((c) => (c === undefined ? 0 : gaps(c)));
      return r.changed[i] === true ? `${b} -> ${a}` : String(a ?? 0);
    };
    if (changed.length > 0)
      context.print(
        ...table(
          ['gaps', ...STAGES],
          changed.map((r) => [r.label, ...STAGES.map((_s, i) => cell(r, i))]),
        ),
        '',
      );
    const list = (title: string, of: typeof view.gained, total: number): void => {
      if (total === 0) return;
      context.print(
        `${title}: ${grouped(total)}`,
        ...table(
          ['rule', 'severity', 'time', 'kind', 'identity', 'event'],
          of.slice(0, MOST).map((f) => [f.rule, f.severity, f.time === undefined ? '' : when(f.time), f.kind, f.subject, f.event]),
        ),
        '',
      );
    };
    list('Findings gained', view.gained, view.gainedTotal);
    list('Findings lost', view.lost, view.lostTotal);
    const changes = await context.request('whatif.changes', { offset: 0, limit: MOST });
    const rows = changes.rows.map((c) => [when(c.time), c.kind, c.subject, c.stage, c.audience ?? '', c.before, c.after, c.event]);
    if (rows.length > 0)
      context.print('Verdicts that change', ...table(['time', 'kind', 'identity', 'stage', 'audience', 'before', 'after', 'event'], rows));
    if (changes.total > rows.length) context.print(`… ${grouped(changes.total - rows.length)} more; --json prints them all.`);
    return 0;
  },
});
