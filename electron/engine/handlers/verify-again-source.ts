/** One source of a package imported once more, with the settings that the package states. */
import { createReadStream, rmSync } from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { adapterByType } from '../../../shared/adapters/registry.ts';
import { zoneOf } from '../../../shared/adapters/zone.ts';
import { type Duration, duration } from '../../../shared/base/instant.ts';
import { Failure } from '../../../shared/contract/errors.ts';
import { isObject, type JsonObject } from '../../../shared/evidence/json.ts';
import type { SourceId } from '../../../shared/model/ids.ts';
import { MAPPING_TYPE } from '../../../shared/model/mapping.ts';
import type { Extent, ParseJob } from '../bundle/batch.ts';
import { wholeFile } from '../bundle/location.ts';
import { inspect, type Parser } from '../bundle/parse.ts';
import type { Member } from '../bundle/walk.ts';
import { listCustody } from '../custody/log.ts';
import type { AgainPackage, AgainVerdict } from '../evidence/verify-again.ts';
import { difference } from '../evidence/verify-again-compare.ts';
import { nameOfSource, sourceNumber } from '../store/ids.ts';
import { ensureContainer, insertSource } from '../store/ledger.ts';
import type { OpenCase } from '../store/open.ts';
import type { ImportSession } from '../store/writer.ts';
import type { Settled } from './import-job.ts';
import { importSource } from './import-source.ts';
import { hashOfMapping, type KnownMapping, knownMapping } from './mappings.ts';
import { channels, interval, type LoggedEntry, optionalText, parts, rewrite, text, Unfit, wholeNumber } from './verify-again-entries.ts';

export interface Workshop {
  readonly dir: string;
  readonly open: OpenCase;
  readonly from: AgainPackage;
  readonly verdict: AgainVerdict;
  readonly parser: Parser;
  readonly session: ImportSession;
  readonly cancelFlag: Int32Array;
  onBatch(bytesRead: number, records: number): void;
}

const BODIES = 'data/custody/bodies.jsonl';
export const metaPath = (id: string): string => `data/sources/${id}/meta.json`;

/** False where the source cannot be had again, which the verdict has been told: whatever came after it would be counted otherwise. */
export async function importAgain(w: Workshop, entry: LoggedEntry): Promise<boolean> {
  const { open, from, verdict } = w;
  const id = entry.header.subjects[0] ?? '';
  const meta = await from.json(metaPath(id));
  const next = nextName(open);
  const isThere = open.reads.get('SELECT 1 FROM source WHERE n = ?', sourceNumber(id) ?? 0) !== undefined;
  if (meta === undefined || (id !== next && !isThere)) {
    verdict.differs(
      metaPath(next),
      `entry ${entry.header.seq} of the custody log says that ${id} was imported, and it is ${meta === undefined ? 'not here' : 'not the next one'}`,
    );
    return false;
  }
  const original = `data/sources/${id}/${text(meta, 'original')}`;
  const file = join(w.dir, 'original');
  try {
    if (!from.has(original)) return lost(verdict, original, 'it is not here');
    const { sha256, bytes } = await from.extract(original, file);
    if (sha256 !== entry.body.sha256)
      return lost(verdict, original, `its bytes are not those that the custody log says were imported (entry ${entry.header.seq})`);
    return await read(w, entry, id, meta, { file, bytes });
  } finally {
    rmSync(file, { force: true });
  }
}

const nextName = (open: OpenCase): SourceId => nameOfSource((open.reads.value<number>('SELECT max(n) FROM source') ?? 0) + 1);

/**
 * An import of which nothing could be read, and after which the same bytes were imported once more: only the later one is in the package. Its number
 * is taken, and nothing else came of it.
 */
export async function passOver({ open }: Pick<Workshop, 'open'>, entry: LoggedEntry): Promise<void> {
  const { body, header } = entry;
  const id = header.subjects[0] ?? '';
  const ledger = isObject(body.ledger) ? body.ledger : {};
  if (id !== nextName(open)) throw new Unfit('its source is not the next one');
  if (ledger.accepted !== 0 || ledger.duplicate !== 0 || body.events !== 0) throw new Unfit('its source was imported once more, and had been read');
  const [sha256, bytes] = [text(body, 'sha256'), wholeNumber(body, 'bytes')];
  await rewrite(open, entry, (tx) =>
    insertSource(tx, {
      n: sourceNumber(id)!,
      name: text(body, 'name'),
      sha256,
      bytes,
      container: ensureContainer(tx, { sha256, bytes, kept: 'reference', path: '' }),
      location: null,
      type: text(body, 'type'),
      typeTitle: '',
      typeWhy: '',
      adapterVersion: 0,
      system: text(body, 'system'),
      channels: [],
      declared: undefined,
      zone: undefined,
      clockOffset: duration(0),
      clockUncertainty: undefined,
      encoding: '',
      format: '',
      ledger: { read: 0, accepted: 0, ignored: 0, rejected: 0, duplicate: 0, undated: 0 },
      first: undefined,
      last: undefined,
      ignoredReasons: [],
      warnings: [],
      rejectedBlocks: [],
      eventFirst: 0,
      eventCount: 0,
    }),
  );
}

function lost(verdict: AgainVerdict, path: string, why: string): false {
  verdict.differs(path, why);
  return false;
}

async function read(w: Workshop, entry: LoggedEntry, id: string, meta: JsonObject, original: { file: string; bytes: number }): Promise<boolean> {
  const { open, verdict } = w;
  const { body, header } = entry;
  const settled = settledBy(w, body, meta, id, original);
  const { head } = await inspect({ ...settled.job, adapter: undefined });
  checkRecognised(verdict, settled.job, head.adapter, meta, id);
  const job = head.encoding === meta.encoding ? settled.job : { ...settled.job, extent: await streamed(settled.job.extent) };
  const member: Member = {
    type: 'member',
    name: job.name,
    container: { path: original.file, bytes: original.bytes },
    location: [],
    extent: job.extent,
    compression: 'none',
    declared: undefined,
  };
  open.investigator = header.actor === '' ? undefined : header.actor;
  const outcome = await importSource(
    {
      open,
      parser: w.parser,
      session: w.session,
      // Read where it lies for the moment: the case is thrown away whole.
      containers: { settle: (tx, sha256) => ensureContainer(tx, { sha256, bytes: original.bytes, kept: 'reference', path: original.file }) },
      cancelFlag: w.cancelFlag,
      keep: body.kept === 'reference' ? 'reference' : 'copy',
      onBegun: () => undefined,
      onBatch: (batch) => w.onBatch(batch.bytesRead, batch.records.length),
    },
    member,
    { ...settled, job },
  );
  if (outcome.type === 'known') return lost(verdict, metaPath(id), 'another source of the package holds the same bytes');
  if (outcome.type === 'failed') {
    if (outcome.error.code === 'input') return lost(verdict, metaPath(id), `parsed again it cannot be read: ${outcome.error.message}`);
    throw new Failure(outcome.error);
  }
  checkEntry(w, entry, id);
  return true;
}

function settledBy({ verdict }: Workshop, body: JsonObject, meta: JsonObject, id: string, original: { file: string; bytes: number }): Settled {
  const type = text(body, 'type');
  const zone = optionalText(body, 'zone');
  if (zone !== undefined && zoneOf(zone) === undefined) throw new Unfit('its zone is none that this version knows');
  const clock = isObject(body.clock) ? body.clock : {};
  const uncertainty = clock.uncertainty === null || clock.uncertainty === undefined ? undefined : (wholeNumber(clock, 'uncertainty') as Duration);
  const mapping = mappingOf(verdict, body, meta, id);
  const stopped = isObject(body.stopped) ? text(body.stopped, 'message') : undefined;
  // A packed stream breaks off by itself; of a member of an archive that was cut off, only what could be had of it lies here.
  const cut = stopped === undefined || stopped.startsWith('the gzip stream') ? undefined : ({ code: 'input', message: stopped } as const);
  const hand = Array.isArray(body.setByHand) ? body.setByHand.filter((s): s is string => typeof s === 'string') : [];
  const known = adapterByType(type)?.version;
  if (known !== undefined && known !== meta.adapterVersion)
    verdict.otherVersion(`${id} was read by version ${String(meta.adapterVersion).slice(0, 20)} of ${type}, and this has version ${known}`);
  return {
    job: {
      name: text(body, 'name'),
      extent: { ...wholeFile(original.file, original.bytes), cut },
      sha256: undefined,
      known: new Set(),
      adapter: type,
      ...(mapping === undefined ? {} : { mappings: [mapping.mapping] }),
      system: text(body, 'system'),
      channels: channels(body.channels),
      zone,
    },
    covers: interval(body.declared),
    parts: parts(body.declaredParts),
    clock: { offset: wholeNumber(clock, 'offset') as Duration, uncertainty },
    setByHand: hand,
    writtenIn: optionalText(body, 'declaredIn'),
    leftOut: false,
    mappingOf: (read) => (mapping !== undefined && read === MAPPING_TYPE + mapping.mapping.name ? mapping : undefined),
  };
}

/** Its text stands in meta.json, and the custody log has its hash. */
function mappingOf(verdict: AgainVerdict, body: JsonObject, meta: JsonObject, id: string): KnownMapping | undefined {
  if (!isObject(body.mapping)) return undefined;
  const [said, where] = [isObject(meta.mapping) ? meta.mapping : {}, text(body.mapping, 'from') as KnownMapping['where']];
  const written = text(said, 'text');
  const sha256 = hashOfMapping(written);
  if (sha256 !== body.mapping.sha256) verdict.differs(metaPath(id), 'its mapping is not the one that the custody log says it was read by');
  return { ...knownMapping(written, where, undefined), sha256 };
}

/** Where the content decided, it decides the same. */
function checkRecognised(verdict: AgainVerdict, job: ParseJob, recognised: string, meta: JsonObject, id: string): void {
  if (meta.typeWhy === 'declared' || recognised === job.adapter) return;
  verdict.differs(metaPath(id), `its type is ${String(job.adapter)} in the package, and by its content it is ${recognised}`);
}

/**
 * The same bytes as a member of an archive is read, piece by piece: a file is looked at whole for the encoding, a member as far as its first
 * piece goes, and the two may see different letters.
 */
async function streamed(extent: Extent): Promise<Extent> {
  let crc = 0;
  for await (const chunk of createReadStream(extent.file)) crc = crc32(chunk as Buffer, crc);
  return { ...extent, crc32: crc };
}

/** What the log says of the reading, against what was just read. */
function checkEntry({ open, verdict }: Workshop, { header, body }: LoggedEntry, id: string): void {
  const given = JSON.parse(listCustody(open, { after: header.seq - 1, limit: 1 })[0]!.body) as Record<string, unknown>;
  // Where a damaged stream breaks off is told in other words when nothing lies around it.
  if (isObject(given.stopped) && isObject(body.stopped)) given.stopped = body.stopped;
  const where = difference(body, given);
  if (where !== undefined) verdict.differs(BODIES, `the import of ${id}: ${where}`, header.seq);
}
