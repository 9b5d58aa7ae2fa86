/**
 * A case built once more from a package alone: what its custody log says was done is done again, in the same order, with the originals
 * and settings that the package carries. Nothing is kept of it, and the case that is open has no part in it.
 */
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Instant, parseInstant } from '../../../shared/base/instant.ts';
import { Failure } from '../../../shared/contract/errors.ts';
import { isObject, type JsonObject } from '../../../shared/evidence/json.ts';
import { TLP_LEVELS } from '../../../shared/model/vocabulary.ts';
import { DEFAULT_POLICY_YAML, parsePolicy } from '../../../shared/policy/policy.ts';
import { Memory } from '../../../shared/wake/again.ts';
import { analyseEach, Cancelled, type LastAnalysis } from '../../../shared/wake/analyse.ts';
import { createParser } from '../bundle/parse.ts';
import { createSpool } from '../bundle/spool.ts';
import type { HandlerContext } from '../context.ts';
import { found } from '../custody/change.ts';
import { toolOfEntry } from '../custody/line.ts';
import { custodyHead } from '../custody/log.ts';
import type { AgainPackage, AgainVerdict, ParseAgain, ParsedAgain } from '../evidence/verify-again.ts';
import { judgedAt } from '../store/analysis.ts';
import { Conclusions } from '../store/conclusions.ts';
import { loadFacts } from '../store/facts.ts';
import { caseInfo, insertCase } from '../store/info.ts';
import { closeCase, type OpenCase, openEmpty } from '../store/open.ts';
import { ImportSession } from '../store/writer.ts';
import { makeDirectory } from '../system/directories.ts';
import { composeInput } from './evidence-input.ts';
import { scratchDir } from './reader.ts';
import { mergeSameActs } from './same-act.ts';
import { annotationOf, entriesIn, type LoggedEntry, linesIn, OtherTools, redo, rewrite, text, Unfit } from './verify-again-entries.ts';
import { importAgain, passOver, type Workshop } from './verify-again-source.ts';

const ANNOTATIONS = 'data/records/annotations.jsonl';
const BODIES = 'data/custody/bodies.jsonl';
/** Far more than people ever write into one case; it bounds the memory that a hostile package can take. */
const MOST_ANNOTATIONS = 1_000_000;

export function parseAgain(context: HandlerContext): ParseAgain {
  return async (from, verdict) => {
    const dir = workshopDir();
    const job = new Again(dir, from, verdict, context);
    try {
      const input = await job.run();
      if (input === undefined) await job.close();
      return input;
    } catch (e) {
      await job.close();
      if (!(e instanceof Unfit)) throw e;
      verdict.open(`to the end: ${e.message}`);
      return undefined;
    }
  };
}

const NAME = /^again-(\d+)-/;

/** A directory of this process. What a process left that was killed at it is removed: it held the evidence of a package. */
function workshopDir(): string {
  const scratch = scratchDir();
  makeDirectory(scratch);
  for (const name of readdirSync(scratch)) {
    const pid = NAME.exec(name)?.[1];
    if (pid !== undefined && !isAlive(Number(pid))) rmSync(join(scratch, name), { recursive: true, force: true });
  }
  return mkdtempSync(join(scratch, `again-${process.pid}-`));
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (e) {
    // Somebody else's process is one.
    return (e as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

class Again {
  readonly #dir: string;
  readonly #from: AgainPackage;
  readonly #verdict: AgainVerdict;
  readonly #context: HandlerContext;
  readonly #log: string;
  readonly #bodies: string;
  /** Annotation → the time that the package gives it, which the log bounds and does not hold. */
  #times: ReadonlyMap<string, Instant> = new Map();
  #lastAnalysis = 0;
  /** Source → the entry of its last import. */
  readonly #lastImport = new Map<string, number>();
  /** Of the analysis before: the numbers of findings follow from each, and most wakes are in the next one what they were. */
  readonly #memory = new Memory();
  #before: LastAnalysis | undefined;
  /** A first reading is not in the package: what was judged before the second one need not come out the same. */
  #passedOver = false;
  #open: OpenCase | undefined;
  #bytes = { before: 0, of: 0, records: 0 };
  #member: string | undefined;

  constructor(dir: string, from: AgainPackage, verdict: AgainVerdict, context: HandlerContext) {
    this.#dir = dir;
    this.#from = from;
    this.#verdict = verdict;
    this.#context = context;
    this.#log = join(dir, 'log.jsonl');
    this.#bodies = join(dir, 'bodies.jsonl');
  }

  close(): Promise<void> {
    if (this.#open !== undefined) closeCase(this.#open);
    this.#open = undefined;
    rmSync(this.#dir, { recursive: true, force: true });
    return Promise.resolve();
  }

  async run(): Promise<ParsedAgain | undefined> {
    if (!(await this.#hasAllOriginals())) return undefined;
    await this.#from.extract('data/custody/log.jsonl', this.#log);
    await this.#from.extract(BODIES, this.#bodies);
    await this.#lookAhead();
    this.#times = await this.#annotationTimes();
    const open = await this.#replay();
    if (open === undefined) return undefined;
    return { input: this.#compose(open), from: `${open.reads.value<number>('SELECT count(*) FROM source') ?? 0} sources`, close: () => this.close() };
  }

  async #hasAllOriginals(): Promise<boolean> {
    let without = 0;
    let first = '';
    for (const path of this.#from.paths) {
      const id = /^data\/sources\/([^/]+)\/meta\.json$/.exec(path)?.[1];
      if (id === undefined) continue;
      const meta = await this.#from.json(path);
      if (typeof meta?.bytes === 'number') this.#bytes.of += meta.bytes;
      if (typeof meta?.original === 'string') continue;
      if (without++ === 0) first = `${id}${typeof meta?.withheld === 'string' ? ` (${meta.withheld})` : ''}`;
    }
    if (without > 0)
      this.#verdict.open(`anything: the original bytes of ${first}${without > 1 ? ` and ${without - 1} more sources` : ''} are not in the package`);
    return without === 0;
  }

  /** Which analysis was the last, and whether another version had a hand in what the package says. */
  async #lookAhead(): Promise<void> {
    const [readers, analysts] = [new OtherTools(), new OtherTools()];
    for await (const { header } of entriesIn(this.#log, this.#bodies)) {
      if (header.action === 'analysis.run') this.#lastAnalysis = header.seq;
      if (header.action === 'source.imported') this.#lastImport.set(header.subjects[0] ?? '', header.seq);
      if (header.tool === toolOfEntry()) continue;
      if (header.action === 'analysis.run') analysts.add(header.tool, 'the case');
      else if (header.action === 'source.imported' || header.action === 'case.changed') readers.add(header.tool, header.subjects[0] ?? 'the case');
    }
    for (const [tool, of] of readers.each()) this.#otherTool(tool, `${of} read`);
    for (const [tool] of analysts.each()) this.#otherTool(tool, 'the case was analysed');
  }

  #otherTool(tool: string, what: string): void {
    this.#verdict.otherVersion(`${what} with ${tool.slice(0, 60)}, and this is ${toolOfEntry()}: it may read and judge otherwise`);
  }

  async #annotationTimes(): Promise<ReadonlyMap<string, Instant>> {
    const times = new Map<string, Instant>();
    if (!this.#from.has(ANNOTATIONS)) return times;
    const file = join(this.#dir, 'annotations.jsonl');
    await this.#from.extract(ANNOTATIONS, file);
    for await (const line of linesIn(file)) {
      const row: unknown = parseLine(line);
      if (!isObject(row) || typeof row.id !== 'string' || typeof row.at !== 'string') continue;
      const at = parseInstant(row.at);
      if (at !== undefined) times.set(row.id, at);
      if (times.size > MOST_ANNOTATIONS) throw new Unfit('it holds more annotations than any case');
    }
    rmSync(file, { force: true });
    return times;
  }

  async #replay(): Promise<OpenCase | undefined> {
    const parser = createParser();
    const session = new ImportSession();
    let before: LoggedEntry | undefined;
    try {
      for await (const entry of entriesIn(this.#log, this.#bodies)) {
        this.#context.checkCancelled();
        try {
          if (before === undefined) this.#open = await this.#found(entry);
          else if (entry.header.action === 'source.imported') {
            if (entry.header.seq !== this.#lastImport.get(entry.header.subjects[0] ?? '')) {
              await passOver({ open: this.#case }, entry);
              this.#passedOver = true;
            } else if (!(await this.#importSource(entry, { parser, session }))) return undefined;
          } else if (!(await this.#redo(entry, before))) return undefined;
        } catch (e) {
          if (e instanceof Unfit) throw new Unfit(`entry ${entry.header.seq} of the custody log (${entry.header.action}): ${e.message}`);
          throw e;
        }
        before = entry;
      }
    } finally {
      await parser.close();
    }
    return this.#open;
  }

  async #found({ header, body, at }: LoggedEntry): Promise<OpenCase> {
    if (header.action !== 'case.created') throw new Unfit('a case begins by being made');
    const tlp = TLP_LEVELS.find((t) => t === body.tlp);
    if (tlp === undefined) throw new Unfit('its TLP level is none');
    const [title, policy] = [text(body, 'title'), body.policy === null ? undefined : text(body, 'policy')];
    const investigator = header.actor === '' ? undefined : header.actor;
    const open = openEmpty(join(this.#dir, 'case'), investigator);
    this.#open = open;
    await found(open, header.case, body, (tx) =>
      insertCase(tx, { id: header.case, title, tlp, created: at, investigator, policyText: policy, salt: Buffer.alloc(32) }),
    );
    return open;
  }

  async #importSource(entry: LoggedEntry, reading: Pick<Workshop, 'parser' | 'session'>): Promise<boolean> {
    const bytes = this.#bytes;
    this.#member = typeof entry.body.name === 'string' ? entry.body.name : undefined;
    const size = typeof entry.body.bytes === 'number' ? entry.body.bytes : 0;
    const done = await importAgain(
      {
        ...reading,
        dir: this.#dir,
        open: this.#case,
        from: this.#from,
        verdict: this.#verdict,
        cancelFlag: this.#context.cancelFlag,
        onBatch: (read, records) => {
          bytes.records += records;
          this.#tell(read);
        },
      },
      entry,
    );
    bytes.before += size;
    this.#tell(0);
    return done;
  }

  #tell(read: number): void {
    const { before, of, records } = this.#bytes;
    this.#context.progress({
      phase: 'reading',
      member: this.#member,
      bytes: { done: Math.min(of, before + read), of },
      records: { done: records, of: undefined },
      rate: undefined,
      secondsLeft: undefined,
    });
  }

  async #redo(entry: LoggedEntry, before: LoggedEntry): Promise<boolean> {
    const { header, body } = entry;
    if (header.action === 'case.changed' && body.sameActs !== undefined) await this.#mergeActs(entry);
    else if (header.action === 'analysis.run') await this.#analyse(entry, before);
    else if (!(await redo(this.#case, entry, this.#timeOf(entry, before)))) {
      this.#verdict.open(`anything: this version does not know how to do again what entry ${header.seq} of the custody log says, ${header.action}`);
      return false;
    }
    return true;
  }

  get #case(): OpenCase {
    if (this.#open === undefined) throw new Error('no case has been made yet');
    return this.#open;
  }

  /** When an annotation was made: as the package has it, where that lies between the entries around it. */
  #timeOf(entry: LoggedEntry, before: LoggedEntry): Instant {
    const id = annotationOf(entry);
    const said = id === undefined ? undefined : this.#times.get(id);
    if (said === undefined) return entry.at;
    return this.#within(said, entry, before, ANNOTATIONS, id ?? '');
  }

  #within(said: Instant, entry: LoggedEntry, before: LoggedEntry, path: string, what: string): Instant {
    // A clock that was set back says nothing of what came first; that is told with the custody log.
    const isAfter = before.at > entry.at || said >= before.at;
    if (said <= entry.at && isAfter) return said;
    this.#verdict.differs(path, `${what}: its time is not that of its entry ${entry.header.seq} in the custody log`);
    return entry.at;
  }

  async #mergeActs(entry: LoggedEntry): Promise<void> {
    const open = this.#case;
    const { header, body } = entry;
    open.investigator = header.actor === '' ? undefined : header.actor;
    await mergeSameActs(open, undefined);
    const merged = open.reads.value<number>('SELECT count(*) FROM event_merge') ?? 0;
    if (merged !== body.sameActs)
      this.#verdict.differs(
        BODIES,
        `${String(body.sameActs)} records told of an act that another tells of, and parsing again gives ${merged}`,
        header.seq,
      );
    if (custodyHead(open).entries < header.seq) await rewrite(open, entry, () => undefined);
  }

  async #analyse(entry: LoggedEntry, before: LoggedEntry): Promise<void> {
    const open = this.#case;
    const policyText = caseInfo(open).policyText ?? DEFAULT_POLICY_YAML;
    const policy = parsePolicy(policyText);
    if (!policy.ok) throw new Unfit(`the policy cannot be used by this version: ${policy.error[0]?.message ?? ''}`);
    const { name, revision } = policy.value;
    const conclusions = new Conclusions();
    // What the package holds is judged from nothing but the case.
    const isLast = entry.header.seq === this.#lastAnalysis;
    try {
      const rest = analyseEach(
        loadFacts(open),
        policy.value,
        (made) => conclusions.add(made),
        (done, of) => {
          this.#context.progress({
            phase: 'analysing',
            member: undefined,
            bytes: undefined,
            records: { done, of },
            rate: undefined,
            secondsLeft: undefined,
          });
          return Atomics.load(this.#context.cancelFlag, 0) === 0;
        },
        isLast ? undefined : (this.#before ?? { memory: this.#memory, of: () => undefined }),
      );
      conclusions.end(rest);
    } catch (e) {
      if (e instanceof Cancelled) throw new Failure({ code: 'cancelled', message: 'cancelled' });
      throw e;
    }
    const { analysis } = this.#from.caseInfo as { analysis?: unknown };
    const said = isLast && isObject(analysis) && typeof analysis.at === 'string' ? parseInstant(analysis.at) : undefined;
    const at = said === undefined ? entry.at : this.#within(said, entry, before, 'data/case.json', 'the analysis');
    await rewrite(open, entry, (tx) => conclusions.save(tx, { at, seconds: 0, policy: { name, revision }, policyText }));
    const { places } = conclusions;
    this.#before = {
      memory: this.#memory,
      of: (event) => {
        const place = places.get(event);
        return place === undefined ? undefined : judgedAt(open, place);
      },
    };
    if (!isLast && this.#passedOver) return;
    const { wakes, findings, identities, unknown } = conclusions;
    const given = {
      policy: name,
      revision,
      wakes,
      findings,
      identities,
      unknown,
      policySha256: createHash('sha256').update(policyText, 'utf8').digest('hex'),
    };
    for (const [key, value] of Object.entries(given)) {
      // Entries of earlier builds do not have the hash.
      if (key === 'policySha256' && entry.body[key] === undefined) continue;
      if (entry.body[key] === value) continue;
      this.#verdict.differs(
        BODIES,
        `the analysis: ${key} is ${String(entry.body[key]).slice(0, 60)} in the package, and parsing again gives ${value}`,
        entry.header.seq,
      );
    }
  }

  #compose(open: OpenCase): ParsedAgain['input'] {
    const { caseInfo: said, custody, seal } = this.#from;
    const clock: JsonObject = isObject(said.clock) ? said.clock : {};
    const exportedAt = typeof clock.exportedAt === 'string' ? parseInstant(clock.exportedAt) : undefined;
    if (exportedAt === undefined || !Number.isSafeInteger(said.revision))
      throw new Unfit('case.json does not say when the package was made, or as which revision');
    // Who seals a package need not be who made the last entry.
    open.investigator = typeof said.investigator === 'string' ? said.investigator : undefined;
    const input = composeInput(open, {
      revision: said.revision as number,
      role: seal.role,
      sources: 'include',
      time: exportedAt,
      now: exportedAt,
      spool: createSpool(this.#dir),
    });
    return {
      ...input,
      timeSource: clock.timeSource === 'given' ? 'given' : 'clock',
      custody: { ...input.custody, ...custody },
      report: { ...input.report, custody },
    };
  }
}

function parseLine(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
