import { dirname } from 'node:path';
import type { Adapter, RawRecord } from '../../../shared/adapters/adapter.ts';
import { mappingAdapter } from '../../../shared/adapters/mapping/adapter.ts';
import { columnsOf } from '../../../shared/adapters/mapping/columns.ts';
import { parseMapping } from '../../../shared/adapters/mapping/parse.ts';
import { propose } from '../../../shared/adapters/mapping/propose.ts';
import { rewriteMapping, writeMapping } from '../../../shared/adapters/mapping/write.ts';
import type { Instant } from '../../../shared/base/instant.ts';
import { Failure } from '../../../shared/contract/errors.ts';
import type { Args, ImportOptions } from '../../../shared/contract/requests.ts';
import { previewStatement } from '../../../shared/views/plan.ts';
import type { ImportPlan, MappingDraft, PlanSample } from '../../../shared/views/types.ts';
import { factTime } from '../bundle/fact-time.ts';
import { inspect } from '../bundle/parse.ts';
import { type Opening, readSample } from '../bundle/preview.ts';
import { createSpool } from '../bundle/spool.ts';
import { type Member, walk } from '../bundle/walk.ts';
import type { EngineState, HandlerContext, Handlers } from '../context.ts';
import { nameOfSource } from '../store/ids.ts';
import { readHashes } from '../store/ledger.ts';
import type { OpenCase } from '../store/open.ts';
import { declarationOf, writeDeclaration } from './import-declaration.ts';
import { absence, checkOptions, isAbsent, type Settled, settle } from './import-job.ts';
import { runImport } from './import-run.ts';
import { requireCase } from './lookup.ts';
import { Mappings } from './mappings.ts';
import { scratchDir } from './reader.ts';

/** Records of a member that the plan shows. */
const SHOWN = 8;
/** What the mapping editor looks at: enough to meet most values of an operation, little enough to answer while one types. */
const STUDIED = { records: 5000, bytes: 4 * 1024 * 1024 };
const SHOWN_IN_EDITOR = 30;

/** What an import would read, and as what. Reads the beginning of every member, writes nothing. A path that is not there spoils no other's plan. */
async function plan(open: OpenCase, chosen: readonly string[], options: ImportOptions, context: HandlerContext): Promise<ImportPlan> {
  const mappings = new Mappings(open, context.state, options);
  checkOptions(options, mappings);
  const absent = chosen.filter(isAbsent);
  const paths = chosen.filter((path) => !absent.includes(path));
  const spool = createSpool(scratchDir());
  const known = readHashes(open.reads);
  const members: ImportPlan['members'][number][] = [];
  const warnings: string[] = [...mappings.warnings];
  let bundle: ImportPlan['bundle'];
  try {
    for await (const found of walk(paths, { spool, isAdapter: (name) => mappings.isType(name), signal: context.signal })) {
      context.checkCancelled();
      if (found.type === 'bundle') {
        warnings.push(...(found.declaration?.warnings ?? []));
        const { organisation, period } = found.declaration ?? {};
        bundle ??= { path: found.path, isDeclared: found.declaration !== undefined, organisation, period };
      } else if (found.type === 'note') warnings.push(found.text);
      else if (found.type === 'failure') warnings.push(`${found.name}: ${found.error.message}`);
      else members.push(await planned(found, settle(found, options, mappings, new Set()), known));
      context.progress({
        phase: 'reading',
        member: found.type === 'member' ? found.name : undefined,
        bytes: undefined,
        records: { done: members.length, of: undefined },
        rate: undefined,
        secondsLeft: undefined,
      });
    }
  } finally {
    await spool.close();
  }
  const { option } = mappings;
  if (option !== undefined && !members.some((m) => m.type === `mapping:${option.mapping.name}`)) {
    warnings.push(
      `the mapping ${option.mapping.name} fits none of the files: its records have ${option.mapping.fits.columns.join(', ') || 'other values'}`,
    );
  }
  return { members, warnings, absent, bundle };
}

async function planned(member: Member, settled: Settled, known: ReadonlyMap<string, number>): Promise<ImportPlan['members'][number]> {
  const { job } = settled;
  const base = {
    name: member.name,
    path: member.container.path,
    bytes: member.extent.bytes,
    declared: settled.covers,
    clock: settled.clock,
    setByHand: settled.setByHand,
    leftOut: settled.leftOut,
    ...(settled.parts === undefined ? {} : { parts: settled.parts }),
  };
  try {
    const opening = await inspect(job);
    const { head, sha256, adapter } = opening;
    const n = sha256 === undefined ? undefined : known.get(sha256);
    const by = settled.mappingOf(head.adapter);
    return {
      ...base,
      ...(by === undefined ? {} : { mapping: { name: by.mapping.name, text: by.text, file: by.where === 'bundle' ? by.file : undefined } }),
      zone: head.zone,
      format: head.format,
      type: head.adapter === 'unknown' ? undefined : head.adapter,
      title: head.adapter === 'unknown' ? undefined : head.title,
      why: settled.setByHand.includes('type') || settled.setByHand.includes('mapping') ? 'set by you' : head.why,
      system: head.adapter === 'unknown' ? undefined : head.system,
      channels: head.channels,
      warnings: head.warnings,
      known: n === undefined ? undefined : nameOfSource(n),
      sample: adapter === undefined ? undefined : sampleOf(opening.records, adapter, opening, job, SHOWN),
    };
  } catch (e) {
    if (!(e instanceof Failure) || e.data.code === 'cancelled') throw e;
    return {
      ...base,
      zone: job.zone,
      format: 'unknown',
      type: undefined,
      title: undefined,
      why: e.data.message,
      system: undefined,
      channels: [],
      warnings: [e.data.message],
      known: undefined,
      sample: undefined,
    };
  }
}

function sampleOf(records: readonly RawRecord[], adapter: Adapter, opening: Pick<Opening, 'dates'>, job: Settled['job'], shown: number): PlanSample {
  const read = readSample(records, adapter, job, opening.dates);
  const counts = { read: 0, accepted: 0, ignored: 0, rejected: 0, undated: 0 };
  const reasons = new Map<string, number>();
  let first: Instant | undefined;
  let last: Instant | undefined;
  const rows: PlanSample['rows'][number][] = [];
  for (const r of read.records) {
    counts.read++;
    counts[r.status]++;
    if (r.status === 'ignored' && r.reason !== undefined) reasons.set(r.reason, (reasons.get(r.reason) ?? 0) + 1);
    let dated = false;
    const statements = [];
    for (const e of r.emissions) {
      const t = e.type === 'event' ? e.time : factTime(e);
      if (t !== undefined) {
        dated = true;
        if (first === undefined || t < first) first = t;
        if (last === undefined || t > last) last = t;
      }
      if (rows.length < shown) statements.push(previewStatement(e, t));
    }
    if (r.status === 'accepted' && !dated) counts.undated++;
    if (rows.length < shown) rows.push({ ordinal: r.ordinal, status: r.status, reason: r.reason, statements });
  }
  return {
    rows,
    counts,
    ignoredReasons: [...reasons].map(([reason, count]) => ({ reason, count })),
    warnings: read.warnings,
    first,
    last,
  };
}

/** The member that the editor is at: it asks again with every stroke, and the records stay the same. */
const studied = new WeakMap<
  EngineState,
  { readonly key: string; readonly opening: Opening; readonly settled: Settled; readonly paths: () => readonly string[] }
>();

async function study(args: Args<'import.draft'>, mappings: Mappings, context: HandlerContext) {
  const key = JSON.stringify([args.paths, args.name, args.path]);
  const before = studied.get(context.state);
  if (before?.key === key) return before;
  const spool = createSpool(scratchDir());
  try {
    for await (const found of walk(args.paths, { spool, isAdapter: (name) => mappings.isType(name), signal: context.signal })) {
      context.checkCancelled();
      if (found.type !== 'member' || found.name !== args.name || (args.path !== undefined && found.container.path !== args.path)) continue;
      const settled = settle(found, {}, mappings, new Set());
      const opening = await inspect(settled.job, STUDIED);
      let known: readonly string[] | undefined;
      const paths = (): readonly string[] => {
        known ??= columnsOf(opening.records).map((c) => c.path);
        return known;
      };
      const now = { key, settled, opening, paths };
      studied.set(context.state, now);
      return now;
    }
  } finally {
    await spool.close();
  }
  throw new Failure({ code: 'not-found', message: `there is no ${args.name} among the chosen files any more`, file: args.path ?? args.paths[0] });
}

async function draft(open: OpenCase, args: Args<'import.draft'>, context: HandlerContext): Promise<MappingDraft> {
  const mappings = new Mappings(open, context.state, {});
  const { opening, settled, paths } = await study(args, mappings, context);
  if (opening.records.length === 0) throw new Failure({ code: 'input', message: 'it holds no records that could be mapped', file: args.name });
  const taken = new Set(mappings.all.map((k) => k.mapping.name));
  const proposal = args.text === undefined ? propose(opening.records, args.name, args.edits, taken) : undefined;
  const text = proposal !== undefined ? writeMapping(proposal.mapping) : rewriteMapping(args.text ?? '', args.mapping);
  const parsed = parseMapping(text);
  if (!parsed.ok) return { proposal, name: undefined, text, mapping: args.mapping, paths: paths(), faults: parsed.error, sample: undefined };
  return {
    proposal,
    name: parsed.value.name,
    text,
    mapping: parsed.value,
    paths: paths(),
    faults: [],
    sample: sampleOf(opening.records, mappingAdapter(parsed.value), opening, { ...settled.job, zone: settled.job.zone }, SHOWN_IN_EDITOR),
  };
}

export const importHandlers = {
  'import.plan': ({ paths, options }, context) => plan(requireCase(context.state), paths, options ?? {}, context),
  'import.draft': (args, context) => draft(requireCase(context.state), args, context),
  async 'import.declaration'({ paths, options, file }, context) {
    const made = await plan(requireCase(context.state), paths, options ?? {}, context);
    const [absent] = made.absent;
    if (absent !== undefined) throw absence(absent);
    const said = declarationOf(made, file === undefined ? undefined : dirname(file));
    return { ...said, file: file === undefined ? undefined : writeDeclaration(file, said) };
  },
  'import.run': ({ paths, options }, context) => runImport(requireCase(context.state), paths, options ?? {}, context),
} satisfies Partial<Handlers>;
