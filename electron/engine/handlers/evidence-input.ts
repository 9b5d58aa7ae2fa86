/** From an open case to what the packer takes. */
import { extname } from 'node:path';
import { formatDuration, formatInstant, type Instant } from '../../../shared/base/instant.ts';
import { Failure } from '../../../shared/contract/errors.ts';
import { wellFormed } from '../../../shared/evidence/custody.ts';
import { hmac, lp, tag, u64be } from '../../../shared/evidence/hashing.ts';
import type { JsonObject } from '../../../shared/evidence/json.ts';
import { packageRoot, slug } from '../../../shared/evidence/paths.ts';
import { isPrincipal } from '../../../shared/evidence/seal.ts';
import { DEFAULT_POLICY_YAML } from '../../../shared/policy/policy.ts';
import { questionMachine } from '../../../shared/views/machine.ts';
import { BrokenStream, bytesOf } from '../bundle/bytes.ts';
import { wholeFile } from '../bundle/location.ts';
import { locate, type Spool } from '../bundle/spool.ts';
import { custodyHead, listCustody } from '../custody/log.ts';
import { nodeHashing } from '../evidence/hashing.ts';
import type { EvidenceInput, SourceInput } from '../evidence/input.ts';
import { analysisInfo, listCoverage, listCuts } from '../store/analysis.ts';
import { loadDecisions } from '../store/annotations.ts';
import { caseInfo, casePeriod } from '../store/info.ts';
import { mappingWithHash, type StoredMapping } from '../store/mappings.ts';
import type { OpenCase } from '../store/open.ts';
import { containerOf, listSources, type StoredSource } from '../store/sources.ts';
import { requestsOf } from './coverage.ts';
import { composeReport } from './evidence-report.ts';
import { rowsOf } from './evidence-rows.ts';
import { lookupFor } from './lookup.ts';
import { questionsOf } from './questions.ts';
import { locationOf } from './reader.ts';

export interface ExportChoices {
  readonly revision: number;
  readonly role: string;
  readonly sources: 'include' | 'hash';
  /** `undefined`: `now`, by this machine's clock. */
  readonly time: Instant | undefined;
  readonly now: Instant;
  /** Where archives inside archives are unpacked to. */
  readonly spool: Spool;
}

const MEANING: Readonly<Record<string, string>> = {
  investigator: 'I exported this package from the case that it names. It holds what the case held, and nothing in it was altered.',
};
const otherMeaning = (role: string): string => `I seal this package as ${role}. It holds what the case held, and nothing in it was altered.`;

/** `NAME <MAIL>` gives the mail; a bare name, or a mail that allowed_signers cannot hold, a form of the name that it can. */
export function principalOf(investigator: string): string {
  const mail = (/<([^<>]+@[^<>]+)>/.exec(investigator)?.[1] ?? investigator).trim();
  return mail.includes('@') && isPrincipal(mail) ? mail : slug(investigator, 'investigator');
}

/**
 * The key of a revision's commitments: drawn from the case's own secret, the revision and the head of its log, so that the
 * same case exported again from the same head gives the same bytes, and two revisions have nothing in common.
 */
export function revisionSalt(caseSecret: Uint8Array, revision: number, head: string): Uint8Array {
  return hmac(nodeHashing, caseSecret, Buffer.concat([tag('revision-salt'), u64be(revision), lp(Buffer.from(head, 'ascii'))]));
}

export function composeInput(open: OpenCase, choices: ExportChoices): EvidenceInput {
  const info = caseInfo(open);
  const custody = custodyHead(open);
  const exportedAt = choices.time ?? choices.now;
  const investigator = open.investigator ?? '';
  const root = packageRoot(slug(info.title, slug(open.id, 'case')), choices.revision);
  return {
    caseId: open.id,
    root,
    revision: choices.revision,
    exportedAt,
    timeSource: choices.time === undefined ? 'clock' : 'given',
    caseInfo: caseJson(open, investigator),
    completeness: completeness(open, choices.sources),
    coverage: plain({ coverage: listCoverage(open).map(span), cuts: listCuts(open).map(span) }),
    questions: questionsJson(open),
    policyYaml: (analysisInfo(open)?.policyText ?? info.policyText ?? DEFAULT_POLICY_YAML).toWellFormed(),
    sources: sourcesOf(open, choices),
    rows: (collection) => rowsOf(open, collection),
    custody: { ...custody, each: () => eachEntry(open, custody.entries) },
    salt: revisionSalt(info.salt, choices.revision, custody.head),
    report: composeReport(open, { revision: choices.revision, investigator, exportedAt, custody, sources: choices.sources }),
    seal: {
      role: choices.role,
      meaning: MEANING[choices.role] ?? otherMeaning(choices.role),
      signer: principalOf(investigator),
      requiredRoles: [choices.role],
    },
  };
}

/** What canonical JSON can carry: keys without a value left out, text well-formed. */
const plain = (value: object): JsonObject => wellFormed(JSON.parse(JSON.stringify(value))) as JsonObject;
const time = (t: Instant | undefined): string | undefined => (t === undefined ? undefined : formatInstant(t));
const span = <T extends { readonly from: Instant; readonly to: Instant }>(s: T) => ({ ...s, from: formatInstant(s.from), to: formatInstant(s.to) });

function caseJson(open: OpenCase, investigator: string): JsonObject {
  const info = caseInfo(open);
  const period = casePeriod(open);
  const analysis = analysisInfo(open);
  return plain({
    title: info.title,
    organisation: info.organisation,
    tlp: info.tlp,
    investigator,
    created: time(info.created),
    scope: 'the whole case',
    period: period === undefined ? undefined : span(period),
    periodDeclared: info.declaredPeriod !== undefined,
    analysis: analysis === undefined ? undefined : { at: time(analysis.at), current: analysis.current, policy: analysis.policy },
    ...loadDecisions(open),
  });
}

/** The twelve answers, in the keys that the command line prints. */
function questionsJson(open: OpenCase): JsonObject {
  const lookup = lookupFor(open);
  return plain({ questions: questionsOf(open).map((q) => JSON.parse(questionMachine(q, lookup)) as object) });
}

function completeness(open: OpenCase, choice: 'include' | 'hash'): JsonObject {
  const sources = listSources(open);
  const line = (s: StoredSource) => ({ source: s.source, name: s.name, bytes: s.bytes, sha256: s.sha256 });
  const analysis = analysisInfo(open);
  return plain({
    asked: { scope: 'the whole case', sources: choice === 'include' ? 'original bytes' : 'hashes only' },
    included: choice === 'include' ? sources.map(line) : [],
    withheld:
      choice === 'hash' ? sources.map((s) => ({ ...line(s), reason: 'the export was asked for with hashes in place of the original bytes' })) : [],
    unavailable: requestsOf(open).map((r) => ({ ...span(r), settles: r.settles.length, reason: 'no source of the case covers it' })),
    notRead: sources
      .filter((s) => s.rejected > 0)
      .map((s) => ({ source: s.source, records: s.rejected, reason: 'rejected as broken; see the source' })),
    analysis:
      analysis === undefined
        ? 'the case was not analysed: the package holds no obligations and no findings'
        : analysis.current
          ? 'the analysis is of the case as it is'
          : 'the analysis is older than the last import or decision',
  });
}

function* eachEntry(open: OpenCase, entries: number): Iterable<{ seq: number; line: string; salt: string; body: string }> {
  for (let after = 0; after < entries; ) {
    const page = listCustody(open, { after, limit: Math.min(1000, entries - after) });
    if (page.length === 0) return;
    yield* page;
    after = page.at(-1)!.seq;
  }
}

function* sourcesOf(open: OpenCase, choices: ExportChoices): Iterable<SourceInput> {
  for (const s of listSources(open)) {
    const included = choices.sources === 'include';
    yield {
      id: s.source,
      meta: metaOf(s, included, s.mapping === undefined ? undefined : mappingWithHash(open, s.mapping)),
      original: included ? { extension: extname(s.name), sha256: s.sha256, open: () => originalBytes(open, s, choices.spool) } : undefined,
    };
  }
}

/** Everything by which the source can be read again, and what reading it gave. */
function metaOf(s: StoredSource, included: boolean, mapping: StoredMapping | undefined): JsonObject {
  return plain({
    name: s.name,
    names: s.names,
    sha256: s.sha256,
    bytes: s.bytes,
    type: s.type,
    typeTitle: s.typeTitle,
    typeWhy: s.typeWhy,
    adapterVersion: s.adapterVersion,
    system: s.system,
    channels: s.channels,
    encoding: s.encoding,
    format: s.format,
    zone: s.zone,
    covers: s.declared === undefined ? undefined : span(s.declared),
    first: time(s.first),
    last: time(s.last),
    clock: {
      offset: formatDuration(s.clockOffset),
      uncertainty: s.clockUncertainty === undefined ? undefined : formatDuration(s.clockUncertainty),
    },
    counts: { read: s.read, accepted: s.accepted, ignored: s.ignored, rejected: s.rejected, duplicate: s.duplicate, undated: s.undated },
    ignoredReasons: s.ignoredReasons,
    // An example of a warning is a text of the log; where the bytes are withheld, so is it.
    warnings: s.warnings.map(({ slug, count }) => ({ slug, count })),
    setByHand: s.setByHand.length === 0 ? undefined : s.setByHand,
    mapping: mapping === undefined ? undefined : { name: mapping.name, sha256: mapping.sha256, text: mapping.text },
    kept: s.kept,
    custody: s.custody,
    withheld: included ? undefined : 'hashes only were asked for',
  });
}

/** The bytes that were imported, from the vault or from where the investigator left them. */
async function* originalBytes(open: OpenCase, source: StoredSource, spool: Spool): AsyncGenerator<Uint8Array> {
  const container = containerOf(open, source);
  if (!container.present) {
    throw new Failure({
      code: 'input',
      message: `the original of ${source.source} (${source.name}) is not where it was`,
      file: container.file,
      advice: 'Put it back, or export with hashes only.',
    });
  }
  const extent = await locate(wholeFile(container.file, container.bytes), locationOf(source).steps, spool);
  try {
    yield* bytesOf(extent);
  } catch (e) {
    // A member that breaks off was imported as far as it goes, and its hash is of that.
    if (!(e instanceof BrokenStream)) throw e;
  }
}
