/**
 * Packs and seals: `packEvidence` writes the whole package in one pass and bounded memory. The same input gives the same bytes.
 * The order of the work: payload, then the manifest over it, then the tag manifest over that, then the seal over the tag
 * manifest, the roots and the head of the custody log. Nothing that is sealed is written after the seal.
 */
import { canonical } from '../../../shared/base/canonical.ts';
import { formatInstant } from '../../../shared/base/instant.ts';
import { certification } from '../../../shared/evidence/certification.ts';
import { MerkleRoot, RecordCommitter } from '../../../shared/evidence/commitments.ts';
import { publicKeyPem } from '../../../shared/evidence/ed25519.ts';
import { toHex } from '../../../shared/evidence/hashing.ts';
import { BAGIT, formatManifest, MANIFEST, pathProblem, signatureDir, TAG_MANIFEST } from '../../../shared/evidence/paths.ts';
import { readme } from '../../../shared/evidence/readme.ts';
import { renderReport } from '../../../shared/evidence/report/html.ts';
import { fieldTexts, lineWriter } from '../../../shared/evidence/rows.ts';
import { COLLECTIONS, type Collection, jsonSchema, SCHEMAS } from '../../../shared/evidence/schemas.ts';
import { type RootLine, SEAL_TYPE, type Seal, sealText } from '../../../shared/evidence/seal.ts';
import { FORMAT, ROOTS_FORMAT, TOOL, type Tool } from '../../../shared/evidence/version.ts';
import { buildIdentity } from '../../product/identity.ts';
import { nodeHashing } from './hashing.ts';
import type { EvidenceInput, Many, SourceInput } from './input.ts';
import type { SigningKey } from './keys.ts';
import { signSeal } from './sign.ts';
import { type ByteSink, ZipWriter } from './zip-write.ts';

export interface PackHooks {
  /** Called with what was just packed; may throw to stop. */
  readonly onProgress?: ((done: { readonly bytes: number; readonly records: number; readonly member: string }) => void) | undefined;
}

export interface Packed {
  readonly bytes: number;
  readonly entries: number;
  readonly seal: Seal;
  /** SHA-256 of the tag manifest, hex. */
  readonly tagmanifestSha256: string;
  /** Milliseconds of the commitments and the records' lines, apart from hashing and packing. */
  readonly commitmentsMs: number;
}

/** Lines are gathered into pieces of this many characters. */
const LINES = 256 * 1024;

export async function packEvidence(input: EvidenceInput, key: SigningKey, sink: ByteSink, hooks: PackHooks = {}): Promise<Packed> {
  const progress = { bytes: 0, records: 0, member: '' };
  const report = (): void => hooks.onProgress?.({ ...progress });
  const zip = new ZipWriter(sink, {
    onBytes(n) {
      progress.bytes += n;
      report();
    },
  });
  const tool = thisTool();
  const payload = new Map<string, string>();
  const payloadBytes = { sum: 0 };
  const tags = new Map<string, string>();
  let entries = 0;

  const add = async (into: Map<string, string>, path: string, content: Many<Uint8Array>): Promise<string> => {
    const problem = pathProblem(`${input.root}/${path}`);
    if (problem !== undefined) throw new Error(`${path}: ${problem}`);
    progress.member = path;
    const added = await zip.addStream(`${input.root}/${path}`, content);
    into.set(path, added.sha256);
    if (into === payload) payloadBytes.sum += added.size;
    entries++;
    return added.sha256;
  };
  const text = (path: string, content: string): Promise<string> => add(payload, path, [Buffer.from(content, 'utf8')]);

  const timing = { ms: 0 };
  const { roots, counts } = await packRecords(
    input,
    timing,
    (path, lines) => add(payload, path, lines),
    (n) => {
      progress.records += n;
      report();
    },
  );
  const sources: { id: string; included: boolean }[] = [];
  for await (const source of input.sources) sources.push(await packSource(source, (path, content) => add(payload, path, content)));

  await text(
    'data/case.json',
    canonical({
      ...input.caseInfo,
      format: FORMAT,
      id: input.caseId,
      package: input.root,
      revision: input.revision,
      tool,
      clock: { exportedAt: formatInstant(input.exportedAt), timeSource: input.timeSource, zone: 'UTC' },
      counts: { ...counts, sources: sources.length },
    }),
  );
  await text('data/completeness.json', canonical(input.completeness));
  await text('data/coverage.json', canonical(input.coverage));
  if (input.questions !== undefined) await text('data/questions.json', canonical(input.questions));
  await text('data/policy.yaml', input.policyYaml);
  await packCustody(input, (path, lines) => add(payload, path, lines));
  await text('data/commitments/roots.json', canonical({ format: ROOTS_FORMAT, hash: 'sha256', roots }));
  await text('data/commitments/salt.key', `${toHex(input.salt)}\n`);
  for (const c of COLLECTIONS) await text(`data/schema/${c}.json`, canonical(jsonSchema(SCHEMAS[c])));

  const dir = signatureDir(1, input.seal.role);
  const about = {
    root: input.root,
    seals: [{ dir, signer: input.seal.signer }],
    fingerprint: key.fingerprint,
    publicKeySsh: key.publicKeySsh,
    custody: input.custody,
    exportedAt: input.exportedAt,
  };
  await text('data/report/report.html', renderReport(input.report, { ...about, hash: (s) => nodeHashing.sha256(nodeHashing.utf8(s)) }));
  await text('data/report/certification.txt', certification(input.report, { ...about, seal: input.seal, counts, sources: sources.length, tool }));
  await text('data/readme.txt', readme(about));

  const tag = (path: string, content: string): Promise<string> => add(tags, path, [Buffer.from(content, 'utf8')]);
  await tag('bagit.txt', BAGIT);
  await tag('bag-info.txt', bagInfo(input, payloadBytes.sum, payload.size));
  await tag(MANIFEST, formatManifest(payload));
  const tagmanifestSha256 = await add(new Map(), TAG_MANIFEST, [Buffer.from(formatManifest(tags), 'utf8')]);

  const seal: Seal = {
    type: SEAL_TYPE,
    case: input.caseId,
    package: input.root,
    revision: input.revision,
    role: input.seal.role,
    meaning: input.seal.meaning,
    signer: input.seal.signer,
    key: key.publicKeySsh,
    claimedTime: input.exportedAt,
    timeSource: input.timeSource,
    tagmanifestSha256,
    roots,
    custody: { entries: input.custody.entries, head: input.custody.head },
    requiredRoles: input.seal.requiredRoles,
    over: [],
  };
  const sealBytes = Buffer.from(sealText(seal), 'utf8');
  const { ssh, raw } = signSeal(sealBytes, key);
  const signatures: [string, Uint8Array][] = [
    ['seal.json', sealBytes],
    ['seal.json.sshsig', Buffer.from(ssh, 'ascii')],
    ['seal.json.sig', raw],
    ['key.pem', Buffer.from(publicKeyPem(key.publicKey), 'ascii')],
    ['key.pub', Buffer.from(`${key.publicKeySsh}\n`, 'ascii')],
  ];
  for (const [name, bytes] of signatures) await add(new Map(), `${dir}/${name}`, [bytes]);
  const bytes = await zip.finish();
  return { bytes, entries, seal, tagmanifestSha256, commitmentsMs: timing.ms };
}

type AddPayload = (path: string, content: Many<Uint8Array>) => Promise<string>;

async function packRecords(
  input: EvidenceInput,
  timing: { ms: number },
  add: AddPayload,
  onRecords: (n: number) => void,
): Promise<{ roots: Record<string, RootLine>; counts: Record<Collection, number> }> {
  const roots: Record<string, RootLine> = {};
  const counts = {} as Record<Collection, number>;
  for (const collection of COLLECTIONS) {
    const schema = SCHEMAS[collection];
    const committer = new RecordCommitter(nodeHashing, input.salt, schema);
    const tree = new MerkleRoot(nodeHashing);
    const write = lineWriter(schema);
    async function* lines(): AsyncGenerator<Uint8Array> {
      let gathered = '';
      let reported = 0;
      for await (const row of input.rows(collection)) {
        const started = performance.now();
        const texts = fieldTexts(schema, row);
        tree.add(committer.record(tree.size, texts));
        gathered += write(texts);
        timing.ms += performance.now() - started;
        if (gathered.length < LINES) continue;
        onRecords(tree.size - reported);
        reported = tree.size;
        yield Buffer.from(gathered, 'utf8');
        gathered = '';
      }
      onRecords(tree.size - reported);
      if (gathered !== '') yield Buffer.from(gathered, 'utf8');
    }
    await add(`data/records/${collection}.jsonl`, lines());
    counts[collection] = tree.size;
    roots[collection] = { size: tree.size, root: toHex(tree.root()), schema: schema.schema };
  }
  return { roots, counts };
}

const PLAIN_EXTENSION = /^\.[a-z0-9]{1,8}$/;

/** Under which name a source's bytes lie beside its meta.json; null where they are not in the package. */
export function nameOfOriginal(original: SourceInput['original']): string | null {
  if (original === undefined) return null;
  const extension = original.extension.toLowerCase();
  return `original${PLAIN_EXTENSION.test(extension) ? extension : ''}`;
}

async function packSource(source: SourceInput, add: AddPayload): Promise<{ id: string; included: boolean }> {
  const dir = `data/sources/${source.id}`;
  const { original } = source;
  const file = nameOfOriginal(original);
  if (original !== undefined) {
    const sha256 = await add(`${dir}/${file}`, original.open());
    if (sha256 !== original.sha256) throw new SourceChanged(source.id);
  }
  await add(`${dir}/meta.json`, [Buffer.from(canonical({ ...source.meta, id: source.id, original: file }), 'utf8')]);
  return { id: source.id, included: original !== undefined };
}

/** The bytes of a source are not those that were imported. */
export class SourceChanged extends Error {
  readonly source: string;
  constructor(source: string) {
    super(`the bytes of ${source} are not those that were imported`);
    this.source = source;
  }
}

async function packCustody(input: EvidenceInput, add: AddPayload): Promise<void> {
  async function* each(line: (e: { seq: number; line: string; salt: string; body: string }) => string): AsyncGenerator<Uint8Array> {
    let gathered = '';
    for await (const e of input.custody.each()) {
      gathered += `${line(e)}\n`;
      if (gathered.length < LINES) continue;
      yield Buffer.from(gathered, 'utf8');
      gathered = '';
    }
    if (gathered !== '') yield Buffer.from(gathered, 'utf8');
  }
  await add(
    'data/custody/log.jsonl',
    each((e) => e.line),
  );
  // The body is canonical already; the keys stand in their order.
  await add(
    'data/custody/bodies.jsonl',
    each((e) => `{"body":${e.body},"salt":"${e.salt}","seq":${e.seq}}`),
  );
}

/** What this is, as a package names it. */
export const thisTool = (): Required<Tool> => ({ ...TOOL, build: buildIdentity() });

/** `bytes` and `files`: of the payload. */
export function bagInfo(input: EvidenceInput, bytes: number, files: number, tool: Tool = TOOL): string {
  return [
    `Bag-Software-Agent: ${tool.name}/${tool.version}`,
    `Bagging-Date: ${formatInstant(input.exportedAt).slice(0, 10)}`,
    `External-Identifier: ${input.root}`,
    `Payload-Oxum: ${bytes}.${files}`,
    '',
  ].join('\n');
}
