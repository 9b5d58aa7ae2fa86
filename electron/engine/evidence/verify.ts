/**
 * Verifies a package, level by level, in one pass over its bytes. A level that could not be reached is INDETERMINATE or NOT
 * ASKED and says what was not checked; what could not be checked is never called tampered.
 */
import { stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import type { Instant } from '../../../shared/base/instant.ts';
import { Failure } from '../../../shared/contract/errors.ts';
import { posixBlock } from '../../../shared/evidence/commands.ts';
import { type AllowedSigners, parseAllowedSigners } from '../../../shared/evidence/signers.ts';
import { LEVELS, LevelCheck, type LevelReport, notAsked, overall, printable, type VerificationReport } from '../../../shared/evidence/verdict.ts';
import type { Container } from './container.ts';
import { openFolder } from './folder-read.ts';
import { checkAgain, type ParseAgain } from './verify-again.ts';
import { type Anchor, CustodyCheck } from './verify-custody.ts';
import { checkFiles } from './verify-files.ts';
import { RecordsCheck } from './verify-records.ts';
import { type CheckedSeal, checkSeals, checkSigners } from './verify-seals.ts';
import { openZip } from './zip-read.ts';

export interface VerifyOptions {
  /** The text of the auditor's allowed_signers. */
  readonly signers?: string | undefined;
  /** Where that text is from, for who has given the wrong file. */
  readonly signersFile?: string | undefined;
  /** An older package of the same case. */
  readonly previous?: string | undefined;
  /** The highest level to check: 0 to 4, and then R is left out; 5 is everything. Without it L0 to L4 and R are checked. */
  readonly level?: number | undefined;
  /** How sources are parsed again, for L5. */
  readonly parseAgain?: ParseAgain | undefined;
  readonly now: Instant;
  /** Bytes read of how many. May throw to stop. */
  readonly onProgress?: ((done: { readonly bytes: number; readonly of: number; readonly member: string }) => void) | undefined;
  /** Rows held against those of the sources parsed again. May throw to stop. */
  readonly onRows?: ((rows: number, member: string) => void) | undefined;
}

/** Opens a zip or a bag's folder. Throws what the system reports where it cannot be read at all. */
async function openContainer(path: string): Promise<Container> {
  const s = await stat(path);
  if (s.isDirectory()) return openFolder(resolve(path));
  if (!s.isFile()) throw new Failure({ code: 'input', message: 'it is neither a file nor a folder', file: path });
  return openZip(path);
}

/** Throws `input` or `environment` where the file cannot be opened for reading at all; everything else is a level's result. */
export async function verifyPackage(path: string, options: VerifyOptions): Promise<VerificationReport> {
  const started = performance.now();
  const asked = options.level ?? 4;
  const allowed = options.signers === undefined ? undefined : readSigners(options.signers, options.signersFile);
  const older = options.previous === undefined || asked < 4 ? undefined : await readAnchor(options.previous, options);
  const checks = Object.fromEntries(LEVELS.map((l) => [l, new LevelCheck(l)])) as Record<(typeof LEVELS)[number], LevelCheck>;
  const container = await openContainer(path);
  try {
    const withRecords = options.level === undefined || options.level === 5;
    const judged = await judge(container, checks, asked, { allowed, anchor: older, options, withRecords });
    if (!(await container.unchanged())) {
      throw new Failure({
        code: 'input',
        message: 'the package was changed while it was being verified',
        file: path,
        advice: 'Copy it to a place that nobody else writes to, and verify the copy.',
      });
    }
    const levels = report(checks, asked, withRecords);
    return {
      file: path,
      ...overall(levels),
      at: options.now,
      levels,
      seals: judged.seals.map((s) => ({
        role: s.seal.role,
        signer: printable(s.seal.signer),
        fingerprint: s.fingerprint,
        claimedTime: s.seal.claimedTime,
        verified: s.verified,
        trusted: judged.trusted.has(s.number),
        over: `${s.seal.over.length > 0 ? `${s.seal.over.length} earlier seals` : printable(s.seal.package)}, ${s.seal.custody.entries} entries`,
      })),
      commands: judged.looked ? posixBlock(judged.seals.map((s) => ({ dir: s.dir, signer: s.seal.signer }))) : [],
      seconds: (performance.now() - started) / 1000,
    };
  } finally {
    await container.close();
  }
}

interface Given {
  readonly allowed: AllowedSigners | undefined;
  readonly anchor: Anchor | string | undefined;
  readonly options: VerifyOptions;
  readonly withRecords: boolean;
}

interface Judged {
  /** Whether seals were looked for at all: not in an unsafe container, and not where a lower level was asked for. */
  readonly looked: boolean;
  readonly seals: readonly CheckedSeal[];
  readonly trusted: ReadonlySet<number>;
}

type Checks = Readonly<Record<(typeof LEVELS)[number], LevelCheck>>;

async function judge(container: Container, checks: Checks, asked: number, given: Given): Promise<Judged> {
  const none = { looked: false, seals: [], trusted: new Set<number>() };
  for (const p of container.problems) checks.L0.problem(p.code, p.path, p.text);
  for (const text of container.checked) checks.L0.checked(text);
  if (checks.L0.failed) {
    for (const l of LEVELS.slice(1)) checks[l].open('anything: the container is not safe to open');
    return none;
  }
  if (asked < 1) {
    checks.L0.limit('whether every entry unpacks to what it says: that shows only in reading it');
    return none;
  }
  const custody = new CustodyCheck(checks.L4, given.anchor);
  const records = given.withRecords ? new RecordsCheck(checks.R) : undefined;
  const of = [...container.entries.values()].reduce((n, e) => n + e.size, 0);
  let bytes = 0;
  const found = await checkFiles(container, checks.L0, checks.L1, {
    onBytes(n, member) {
      bytes += n;
      given.options.onProgress?.({ bytes, of, member });
    },
    onCustody: (file, line, n) => (file === 'log' ? custody.line(line, n) : custody.body(line, n)),
    custodyOnly: false,
    records,
    agreement: asked < 4 ? undefined : custody.agreement,
  });
  if (asked < 2) return none;
  const seals = await checkSeals(container, found, checks.L0, checks.L2, given.options.now);
  records?.end(seals.some((s) => s.verified));
  const trusted = asked < 3 ? new Set<number>() : checkSigners(seals, given.allowed, checks.L3, given.options.now);
  if (asked >= 4) {
    custody.finish(seals);
  }
  if (asked >= 5) {
    await checkAgain(checks.L5, {
      container,
      caseInfo: found.caseInfo,
      custody: { entries: custody.chain.entries, head: custody.chain.head },
      // That files disagree with it is told at L4, and no reason not to look what the sources say.
      custodyHolds: !checks.L4.report().problems.some((p) => p.code.startsWith('E_CHAIN')),
      seals,
      parseAgain: given.options.parseAgain,
      onRows: (rows, path) => given.options.onRows?.(rows, path),
    });
  }
  if (given.withRecords && !(asked >= 5 && isSettled(checks.L5)))
    checks.R.limit('whether the records follow from the sources, and the findings and the report from the records: that is L5');
  return { looked: true, seals, trusted };
}

const isSettled = (level: LevelCheck): boolean => level.report().result !== 'INDETERMINATE';

function report(checks: Checks, asked: number, withRecords: boolean): LevelReport[] {
  return LEVELS.map((l, n) => {
    if (l === 'R') return withRecords ? checks[l].report() : notAsked(l, 'the commitments of the records were not worked out again, as asked');
    if (n <= asked) return checks[l].report();
    return notAsked(
      l,
      l === 'L5'
        ? 'the sources were not parsed again: that takes as long as importing them did, and is asked for as level 5'
        : `the check ended at L${asked}, as asked`,
    );
  });
}

/** Lines that cannot be used are said at L3; a file of nothing else is the wrong one, and of its lines nobody wants to hear. */
function readSigners(text: string, file: string | undefined): AllowedSigners {
  const allowed = parseAllowedSigners(text, localToUtc);
  const [first] = allowed.unused;
  if (first === undefined || allowed.signers.length > 0) return allowed;
  throw new Failure({
    code: 'input',
    message: 'this is no allowed_signers file: no line of it names a signer and an Ed25519 key',
    file,
    position: `line ${first.line}: ${printable(first.why)}`,
    advice: 'Give the file with the line that the signer gave you: NAME namespaces="seal@tracewake" ssh-ed25519 KEY',
  });
}

/** The end of an older package's log, or why it cannot serve as an anchor. Only its log, manifests and seals are read. */
async function readAnchor(path: string, options: VerifyOptions): Promise<Anchor | string> {
  const name = basename(resolve(path));
  const container = await openContainer(path);
  try {
    const [l0, l1, l2, l4] = [new LevelCheck('L0'), new LevelCheck('L1'), new LevelCheck('L2'), new LevelCheck('L4')];
    const useless = `the earlier package ${name} does not verify itself, so it is no anchor`;
    if (container.problems.length > 0) return useless;
    const custody = new CustodyCheck(l4, undefined);
    const found = await checkFiles(container, l0, l1, {
      onBytes: () => undefined,
      onCustody: (_, line, n) => custody.line(line, n),
      custodyOnly: true,
    });
    const seals = await checkSeals(container, found, l0, l2, options.now);
    const { entries, head, caseId, broken } = custody.chain;
    const sealed = seals.some((s) => s.verified && s.seal.custody.entries === entries && s.seal.custody.head === head);
    return l0.failed || l1.failed || broken || !sealed ? useless : { name, caseId, entries, head };
  } finally {
    await container.close();
  }
}

/** A time without a zone in allowed_signers is this machine's, as it is to ssh-keygen. */
const localToUtc = (y: number, mo: number, d: number, h: number, mi: number, s: number): Instant =>
  (new Date(y, mo - 1, d, h, mi, s).getTime() * 1000) as Instant;
