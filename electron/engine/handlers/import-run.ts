import { availableParallelism } from 'node:os';
import { performance } from 'node:perf_hooks';
import { Failure, type TracewakeError } from '../../../shared/contract/errors.ts';
import type { ImportOptions } from '../../../shared/contract/requests.ts';
import type { AnalyseReport, ImportReport } from '../../../shared/views/types.ts';
import { createParser, type Parser } from '../bundle/parse.ts';
import { createSpool } from '../bundle/spool.ts';
import { type Found, type Member, walk } from '../bundle/walk.ts';
import type { HandlerContext } from '../context.ts';
import { change } from '../custody/change.ts';
import { analysisInfo } from '../store/analysis.ts';
import { asFailure } from '../store/failures.ts';
import { nameOfSource } from '../store/ids.ts';
import { caseInfo, declareCase } from '../store/info.ts';
import { isUnread, readHashes } from '../store/ledger.ts';
import { type OpenCase, settle } from '../store/open.ts';
import { listSources, sourceLines } from '../store/sources.ts';
import { ImportSession } from '../store/writer.ts';
import { runAnalysis } from './analysis.ts';
import { Containers } from './containers.ts';
import { checkImport, type Settled, settle as settleMember } from './import-job.ts';
import { importSource, nameKnown, type Reading, refusal } from './import-source.ts';
import { markImporting, sweepVault, unmarkImporting } from './interruption.ts';
import { Mappings } from './mappings.ts';
import { mergeSameActs } from './same-act.ts';

interface Report {
  readonly imported: number[];
  readonly alreadyKnown: { name: string; source: string }[];
  readonly failed: { name: string; error: TracewakeError }[];
  readonly warnings: string[];
}

/**
 * Takes everything under the paths into the case, one transaction a source. A member that cannot be read is reported and the rest goes
 * on. An import that is cancelled, or that a full disk ends, keeps the sources that were finished and says so in its report; it throws where
 * there is nothing to report.
 */
export async function runImport(open: OpenCase, paths: readonly string[], options: ImportOptions, context: HandlerContext): Promise<ImportReport> {
  const mappings = new Mappings(open, context.state, options);
  checkImport(paths, options, mappings);
  // Fails at once where the case cannot be written, before anything is copied.
  if (open.readOnly !== undefined)
    throw new Failure({ code: 'read-only', message: `the case is open for reading only: ${open.readOnly}`, file: open.dir });
  const started = performance.now();
  const report: Report = { imported: [], alreadyKnown: [], failed: [], warnings: [] };
  markImporting(open, { paths, member: undefined });
  let cancelled = false;
  let stopped: TracewakeError | undefined;
  let analysed: AnalyseReport | undefined;
  try {
    report.warnings.push(...mappings.warnings);
    await takeIn(open, paths, options, mappings, context, report);
    await mergeSameActs(open, report.imported);
  } catch (e) {
    cancelled = isCancelled(e);
    if (!cancelled) stopped = endOf(e, open, report);
    else {
      const sources = report.imported.map(nameOfSource);
      await change(open, { action: 'import.cancelled', subjects: sources, body: { paths, finished: sources } }, () => undefined);
    }
  } finally {
    sweepVault(open);
    unmarkImporting(open);
    try {
      settle(open);
    } catch (e) {
      // The log is read where it lies; it is written back when there is room.
      stopped ??= endOf(e, open, report);
    }
    context.push({ type: 'caseChanged', what: ['sources', 'custody', 'case'] });
  }
  if (!cancelled && stopped === undefined && options.analyse !== false && analysisInfo(open)?.current !== true) {
    try {
      analysed = await runAnalysis(open, context);
    } catch (e) {
      // The sources are in; only their judgement is still to come.
      cancelled = isCancelled(e);
      if (!cancelled) stopped = endOf(e, open, report);
    }
  }
  const imported = new Set<string>(report.imported.map(nameOfSource));
  return {
    sources: sourceLines(open).filter((s) => imported.has(s.source)),
    alreadyKnown: report.alreadyKnown,
    failed: report.failed,
    warnings: report.warnings,
    cancelled,
    ...(stopped === undefined ? {} : { stopped }),
    analysed,
    seconds: (performance.now() - started) / 1000,
  };
}

const isCancelled = (e: unknown): boolean =>
  (e instanceof Failure && e.data.code === 'cancelled') || (e instanceof Error && (e.name === 'AbortError' || e.name === 'Cancelled'));

/** What ended an import that has something to tell; whatever is no fault of the surroundings, or leaves nothing to tell, is thrown on. */
function endOf(e: unknown, open: OpenCase, { imported, alreadyKnown, failed }: Report): TracewakeError {
  const failure = asFailure(e, open.dir);
  const told = imported.length + alreadyKnown.length + failed.length > 0;
  if (told && failure instanceof Failure && failure.data.code === 'environment') return failure.data;
  throw failure;
}

/** Up to here a second thread takes longer to start than it saves. */
const WORTH_THREADS = 24 * 1024 * 1024;
/** Each holds a source's text and its dictionary, and one thread stores what all of them read. */
const MOST_THREADS = 2;

async function takeIn(
  open: OpenCase,
  paths: readonly string[],
  options: ImportOptions,
  mappings: Mappings,
  context: HandlerContext,
  report: Report,
): Promise<void> {
  const keep = options.keep ?? 'copy';
  const containers = new Containers(open, keep);
  const spool = createSpool(containers.incoming);
  let parser: Parser | undefined;
  const known = new Set(readHashes(open.reads).keys());
  /** Place in `found` → the source that is being made ready. */
  const preparing = new Map<number, Promise<Settled | undefined>>();
  try {
    // Everything is looked up first: how much there is to do, and whether bundle.yaml can be meant, is known before the first source.
    const found: Found[] = [];
    for await (const f of walk(paths, { spool, isAdapter: (name) => mappings.isType(name), signal: context.signal })) {
      context.checkCancelled();
      if (f.type === 'member' && settleMember(f, options, mappings, known).leftOut)
        report.warnings.push(`\`${f.name}\` was left out, as was asked for`);
      else found.push(f);
    }
    const meter = new Meter(context, found);
    const threads = meter.of < WORTH_THREADS ? 1 : Math.min(MOST_THREADS, availableParallelism());
    parser = createParser(undefined, threads);
    let begun = (): void => undefined;
    const reading: Reading = {
      open,
      parser,
      session: new ImportSession(),
      containers,
      cancelFlag: context.cancelFlag,
      keep,
      onBegun: () => begun(),
      onBatch: (batch) => meter.batch(batch.bytesRead, batch.records.length),
    };
    const settleFor = (member: Member): Settled => settleMember(member, options, mappings, known);
    for (const [i, f] of found.entries()) {
      context.checkCancelled();
      if (f.type === 'note') report.warnings.push(f.text);
      else if (f.type === 'failure') await noteFailure(open, f.name, f.error, report);
      else if (f.type === 'bundle') {
        report.warnings.push(...(f.declaration?.warnings ?? []));
        await declare(open, f);
      } else {
        meter.begin(f);
        // A small file is a single batch: read and stored by turns, each thread would wait for the other half of the time. One more than there are
        // threads, so that none waits where another takes longer with its own.
        begun = () => {
          for (let j = i + 1; j <= i + threads + 1 && j < found.length; j++) {
            if (preparing.has(j)) continue;
            // In their order: two on one thread the wrong way round would wait for each other.
            const before = preparing.get(j - 1) ?? Promise.resolve();
            preparing.set(
              j,
              before.then(() => prepareNext(reading, f, found[j]!, settleFor)),
            );
          }
        };
        const ready = await preparing.get(i);
        preparing.delete(i);
        await takeMember(reading, f, settleFor, known, report, ready);
        meter.end(f);
      }
    }
  } finally {
    // A source that is still being made ready would begin a thread that nobody closes.
    await Promise.allSettled(preparing.values());
    await parser?.close();
    await spool.close();
    containers.close();
  }
}

/** Copies one of the next single files and has its reading begin. `undefined` for anything else: it is then begun when its turn comes. */
async function prepareNext(r: Reading, at: Member, next: Found, settleFor: (member: Member) => Settled): Promise<Settled | undefined> {
  if (next.type !== 'member' || next.location.length > 0 || next.container.path === at.container.path) return undefined;
  const file = await r.containers.prepare(next.container.path);
  if (file === undefined) return undefined;
  const settled = settleFor({ ...next, extent: { ...next.extent, file } });
  r.parser.ahead(settled.job, r.cancelFlag);
  return settled;
}

async function takeMember(
  r: Reading,
  member: Member,
  settleFor: (member: Member) => Settled,
  known: Set<string>,
  report: Report,
  ready: Settled | undefined,
): Promise<void> {
  try {
    await r.containers.take(member.container.path, member.container.bytes, member.location.length === 0);
  } catch (e) {
    if (!(e instanceof Failure) || e.data.code === 'cancelled') throw e;
    return noteFailure(r.open, member.name, e.data, report);
  }
  const settled = ready ?? settleFor({ ...member, extent: r.containers.extent(member.extent) });
  const outcome = await importSource(r, member, settled);
  switch (outcome.type) {
    case 'imported': {
      report.imported.push(outcome.n);
      report.warnings.push(...outcome.warnings);
      if (outcome.stopped !== undefined)
        report.warnings.push(`${member.name}: ${outcome.stopped.error.message}; what could be read until then is kept`);
      const { sha256 } = r.open.reads.get<{ sha256: string }>('SELECT sha256 FROM source WHERE n = ?', outcome.n)!;
      known.add(sha256);
      return;
    }
    case 'known': {
      const there = listSources(r.open).find((s) => s.sha256 === outcome.sha256);
      if (there !== undefined && isUnread(r.open.reads, there.n)) {
        if (settled.setByHand.length > 0)
          report.warnings.push(`${member.name}: read as it was asked for, it has no event and no fact either; ${there.source} stays as it was`);
      } else {
        const refused = there === undefined ? undefined : refusal(there, settled);
        if (refused !== undefined) return noteFailure(r.open, member.name, refused, report);
      }
      report.alreadyKnown.push({ name: member.name, source: await nameKnown(r.open, outcome.sha256, member.name, settled) });
      return;
    }
    case 'failed': {
      const { sha256 } = r.containers;
      r.containers.restore(sha256 !== undefined && r.open.reads.get('SELECT 1 FROM container WHERE sha256 = ?', sha256) !== undefined);
      return noteFailure(r.open, member.name, outcome.error, report);
    }
  }
}

async function noteFailure(open: OpenCase, name: string, error: TracewakeError, report: Report): Promise<void> {
  report.failed.push({ name, error });
  try {
    await change(open, { action: 'import.failed', subjects: [], body: { name, code: error.code, message: error.message } }, () => undefined);
  } catch (e) {
    // On a full disk not even this can be written; the report still says it.
    if (!(e instanceof Failure) || e.data.code !== 'environment') throw e;
  }
}

async function declare(open: OpenCase, bundle: Extract<Found, { type: 'bundle' }>): Promise<void> {
  const { organisation, period, written } = bundle.declaration ?? {};
  // Word for word: an auditor must see who said that a source covers a time, and not only that it was said.
  if (written !== undefined && !isWrittenDown(open, written.sha256))
    await change(open, { action: 'bundle.declared', subjects: [open.id], body: written }, () => undefined);
  const info = caseInfo(open);
  const said = {
    organisation: organisation === info.organisation ? undefined : organisation,
    period: period !== undefined && (period.from !== info.declaredPeriod?.from || period.to !== info.declaredPeriod?.to) ? period : undefined,
  };
  if (said.organisation === undefined && said.period === undefined) return;
  await change(
    open,
    { action: 'case.changed', subjects: [open.id], body: { organisation: said.organisation ?? null, period: said.period ?? null } },
    (tx) => declareCase(tx, said),
  );
}

const isWrittenDown = (open: OpenCase, sha256: string): boolean =>
  open.reads.get(
    `SELECT 1 FROM custody JOIN custody_body USING (seq)
     WHERE json_extract(line, '$.action') = 'bundle.declared' AND json_extract(custody_body.body, '$.sha256') = ?`,
    sha256,
  ) !== undefined;

/** How far the import is, in bytes of what lies on the disk. */
class Meter {
  readonly #context: HandlerContext;
  readonly of: number;
  #before = 0;
  #records = 0;
  #member: string | undefined;

  constructor(context: HandlerContext, found: readonly Found[]) {
    this.#context = context;
    this.of = found.reduce((sum, f) => sum + (f.type === 'member' ? f.extent.size : 0), 0);
  }

  begin(member: Member): void {
    this.#member = member.name;
    this.#tell(0);
  }

  batch(bytesRead: number, records: number): void {
    this.#records += records;
    this.#tell(bytesRead);
  }

  end(member: Member): void {
    this.#before += member.extent.size;
    this.#tell(0);
  }

  #tell(bytes: number): void {
    this.#context.progress({
      phase: 'reading',
      member: this.#member,
      bytes: { done: Math.min(this.of, this.#before + bytes), of: this.of },
      records: { done: this.#records, of: undefined },
      rate: undefined,
      secondsLeft: undefined,
    });
  }
}
