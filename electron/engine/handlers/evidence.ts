import { readFile, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import type { Instant } from '../../../shared/base/instant.ts';
import { Failure } from '../../../shared/contract/errors.ts';
import { allowedSignersLine, posixBlock } from '../../../shared/evidence/commands.ts';
import { packageFile, ROLE, signatureDir } from '../../../shared/evidence/paths.ts';
import type { VerificationReport } from '../../../shared/evidence/verdict.ts';
import type { ExportResult, VerificationView } from '../../../shared/views/types.ts';
import { createSpool } from '../bundle/spool.ts';
import type { HandlerContext, Handlers } from '../context.ts';
import { change, now } from '../custody/change.ts';
import { FileSink } from '../evidence/file-sink.ts';
import type { EvidenceInput } from '../evidence/input.ts';
import { describeKey, readKey, type SigningKey, writeNewKey } from '../evidence/keys.ts';
import { type Packed, packEvidence, SourceChanged } from '../evidence/pack.ts';
import { verifyPackage } from '../evidence/verify.ts';
import type { OpenCase } from '../store/open.ts';
import { addPackage, listPackages, nextRevision } from '../store/packages.ts';
import { listSources, sourceById } from '../store/sources.ts';
import { composeInput } from './evidence-input.ts';
import { requireCase } from './lookup.ts';
import { alteredOriginals, isWholeFile, originalText } from './originals.ts';
import { folderOf } from './target-folder.ts';
import { parseAgain } from './verify-again.ts';

export interface ExportOptions {
  /** A file, or a directory into which the package goes under its own name. */
  readonly out: string;
  readonly role?: string | undefined;
  readonly sources: 'include' | 'hash';
  readonly time?: Instant | undefined;
}

type ExportContext = Pick<HandlerContext, 'progress' | 'checkCancelled'>;

/** Exports with a key that is in memory already; `evidence.export` reads one from its file first. */
export async function exportWithKey(open: OpenCase, key: SigningKey, options: ExportOptions, context: ExportContext): Promise<ExportResult> {
  const started = performance.now();
  const role = options.role ?? 'investigator';
  if (!ROLE.test(role)) throw new Failure({ code: 'usage', message: 'a role is a word in lower case: investigator, reviewer, redactor' });
  if (open.readOnly !== undefined) {
    throw new Failure({
      code: 'read-only',
      message: `an export is entered in the case's custody log, and the case is open for reading only: ${open.readOnly}`,
      file: open.dir,
      advice: 'Close it where it is open for writing, then export again.',
    });
  }
  if ((open.investigator ?? '').trim() === '') {
    throw new Failure({ code: 'usage', message: 'a package is sealed by a named investigator', advice: 'Name one: --investigator "NAME <MAIL>"' });
  }
  const warnings = await originalsOf(open, options.sources, context);
  const spool = createSpool(join(tmpdir(), 'tracewake'));
  try {
    const input = composeInput(open, { revision: nextRevision(open), role, sources: options.sources, time: options.time, now: now(), spool });
    const file = await targetOf(open, options.out, input.root);
    const sink = await FileSink.create(file);
    try {
      const packed = await packEvidence(input, key, sink, { onProgress: progressOf(open, options.sources, context) });
      await sink.settle();
      context.checkCancelled();
      await enter(open, { input, packed, key, file, sources: options.sources }, sink);
      return {
        file,
        name: input.root,
        revision: input.revision,
        bytes: packed.bytes,
        entries: packed.entries,
        fingerprint: key.fingerprint,
        allowedSigners: allowedSignersLine(input.seal.signer, key.publicKeySsh),
        commands: posixBlock([{ dir: signatureDir(1, role), signer: input.seal.signer }]),
        ...(warnings.length === 0 ? {} : { warnings }),
        seconds: (performance.now() - started) / 1000,
      };
    } catch (e) {
      await sink.discard();
      throw explained(open, e);
    }
  } finally {
    await spool.close();
  }
}

/**
 * What is not there as it was imported, the archives among it, of which a package only takes parts. It is no part of a package with the
 * originals in it; one with their hashes can still be made, and whoever makes it hears of it.
 */
async function originalsOf(open: OpenCase, sources: 'include' | 'hash', context: ExportContext): Promise<readonly string[]> {
  // With the originals in it, the package hashes what is a whole file while it takes it.
  const found = await alteredOriginals(open, context, (s) => sources === 'include' && isWholeFile(s));
  const [first] = found;
  if (sources === 'hash' || first === undefined) return found.map(originalText);
  throw new Failure({
    code: 'input',
    message: `${originalText(first)}; nothing was exported`,
    file: first.container.file,
    advice:
      first.container.kept === 'copy'
        ? 'Restore it from a copy of the case, or export with hashes only.'
        : 'Put it back as it was, or export with hashes only.',
  });
}

async function targetOf(open: OpenCase, out: string, root: string): Promise<string> {
  const path = resolve(out);
  const isDirectory = await stat(path).then(
    (s) => s.isDirectory(),
    () => false,
  );
  if (isDirectory) return join(path, packageFile(root));
  await folderOf(open, path);
  return path;
}

function progressOf(
  open: OpenCase,
  sources: 'include' | 'hash',
  context: ExportContext,
): (done: { bytes: number; records: number; member: string }) => void {
  const total = sources === 'include' ? listSources(open).reduce((n, s) => n + s.bytes, 0) : 0;
  return ({ bytes, records, member }) => {
    context.checkCancelled();
    // The records' own size is not known beforehand; the bar is that of the sources, once the records are done.
    const ofSources = member.startsWith('data/sources/') && total > 0;
    context.progress({
      phase: 'packing',
      member,
      bytes: { done: bytes, of: ofSources ? Math.max(total, bytes) : undefined },
      records: { done: records, of: undefined },
      rate: undefined,
      secondsLeft: undefined,
    });
  };
}

/** The case learns of the package and the package gets its name in one step: a package that nobody entered never lies there. */
function enter(
  open: OpenCase,
  done: { input: EvidenceInput; packed: Packed; key: SigningKey; file: string; sources: 'include' | 'hash' },
  sink: FileSink,
): Promise<void> {
  const { input, packed, key, file, sources } = done;
  const { seal } = packed;
  const body = {
    package: input.root,
    revision: input.revision,
    file: basename(file),
    bytes: packed.bytes,
    tagmanifestSha256: packed.tagmanifestSha256,
    custody: seal.custody,
    signer: seal.signer,
    role: seal.role,
    key: key.fingerprint,
    sources,
  };
  return change(open, { action: 'package.exported', subjects: [input.root], body }, async (tx) => {
    addPackage(tx, {
      revision: input.revision,
      name: input.root,
      file,
      bytes: packed.bytes,
      sources,
      signer: seal.signer,
      role: seal.role,
      salt: input.salt,
      body: { tagmanifestSha256: packed.tagmanifestSha256, custody: seal.custody, key: key.publicKeySsh },
    });
    await sink.publish();
  });
}

/** A referenced original that has changed since its import, in the words of a person. */
function explained(open: OpenCase, e: unknown): unknown {
  if (!(e instanceof SourceChanged)) return e;
  return new Failure({
    code: 'input',
    message: `${e.message}; nothing was exported`,
    file: sourceById(open, e.source)?.name,
    advice: 'Put the original back as it was, or export with hashes only.',
  });
}

async function verify(args: Parameters<Handlers['evidence.verify']>[0], context: HandlerContext): Promise<VerificationView> {
  const { file, previous, level } = args;
  const signers = args.signers === undefined ? args.signersText : await readSigners(args.signers);
  const report = await verifyPackage(file, {
    signers,
    signersFile: args.signers,
    previous,
    level,
    now: now(),
    parseAgain: parseAgain(context),
    onRows(rows, member) {
      context.checkCancelled();
      context.progress({
        phase: 'verifying',
        member,
        bytes: undefined,
        records: { done: rows, of: undefined },
        rate: undefined,
        secondsLeft: undefined,
      });
    },
    onProgress({ bytes, of, member }) {
      context.checkCancelled();
      context.progress({ phase: 'verifying', member, bytes: { done: bytes, of }, records: undefined, rate: undefined, secondsLeft: undefined });
    },
  });
  const { open } = context.state;
  if (open !== undefined && open.readOnly === undefined) await enterVerification(open, report, context);
  return report;
}

/** Larger than any list of signers. */
const LARGEST_SIGNERS = 16 * 1024 * 1024;

async function readSigners(file: string): Promise<string> {
  const { size } = await stat(file);
  if (size > LARGEST_SIGNERS) throw new Failure({ code: 'input', message: 'this is no allowed_signers file: it is too large', file });
  return readFile(file, 'utf8');
}

async function enterVerification(open: OpenCase, report: VerificationReport, context: HandlerContext): Promise<void> {
  const levels = Object.fromEntries(report.levels.map((l) => [l.level, l.result]));
  const codes = [...new Set(report.levels.flatMap((l) => l.problems.map((p) => p.code)))];
  const body = { file: basename(report.file), result: report.result, levels, codes, seals: report.seals.map((s) => s.fingerprint) };
  await change(open, { action: 'package.verified', subjects: [basename(report.file)], body }, () => undefined);
  context.push({ type: 'caseChanged', what: ['custody'] });
}

export const evidenceHandlers = {
  'evidence.keygen': ({ file, passphrase }) => writeNewKey(resolve(file), passphrase),
  'evidence.key': ({ file }) => describeKey(resolve(file)),
  'evidence.packages': (_args, { state }) => listPackages(requireCase(state)),
  async 'evidence.export'({ keyFile, passphrase, ...options }, context) {
    const open = requireCase(context.state);
    const result = await exportWithKey(open, await readKey(resolve(keyFile), passphrase), options, context);
    context.push({ type: 'caseChanged', what: ['custody', 'case'] });
    return result;
  },
  'evidence.verify': verify,
} satisfies Partial<Handlers>;
