/** One member into the case: read by the worker, written in one transaction, accounted for in the custody log. */

import { adapterByType } from '../../../shared/adapters/registry.ts';
import { duration } from '../../../shared/base/instant.ts';
import { type Interval, subtract } from '../../../shared/base/interval.ts';
import { Failure, type TracewakeError } from '../../../shared/contract/errors.ts';
import type { NoticeEmission } from '../../../shared/model/emissions.ts';
import type { DeclaredPart } from '../../../shared/model/facts.ts';
import { MAPPING_TYPE } from '../../../shared/model/mapping.ts';
import { type Channel, NOTICE_CHANNELS } from '../../../shared/model/vocabulary.ts';
import type { Batch, SourceEnd, SourceHead } from '../bundle/batch.ts';
import type { Parser } from '../bundle/parse.ts';
import type { Member } from '../bundle/walk.ts';
import { change, type Tx } from '../custody/change.ts';
import { nameOfSource } from '../store/ids.ts';
import { addSourceName, insertSource, isUnread, type NewSource, nextSource, setDeclaredParts, sourceWithHash, takePlaceOf } from '../store/ledger.ts';
import { keepMapping } from '../store/mappings.ts';
import type { OpenCase } from '../store/open.ts';
import { type StoredSource, sourceById } from '../store/source-table.ts';
import { type ImportSession, SourceWriter } from '../store/writer.ts';
import type { Containers } from './containers.ts';
import type { Settled } from './import-job.ts';
import type { KnownMapping } from './mappings.ts';
import type { KeptLocation } from './reader.ts';

export type Outcome =
  | { readonly type: 'imported'; readonly n: number; readonly warnings: readonly string[]; readonly stopped: SourceEnd['stopped'] }
  /** The same bytes are in the case already. */
  | { readonly type: 'known'; readonly sha256: string }
  | { readonly type: 'failed'; readonly error: TracewakeError };

/** Ends a transaction in which there turned out to be nothing to write. */
class Nothing extends Error {
  readonly outcome: Outcome;
  constructor(outcome: Outcome) {
    super('nothing to write');
    this.outcome = outcome;
  }
}

export interface Reading {
  readonly open: OpenCase;
  readonly parser: Parser;
  readonly session: ImportSession;
  readonly containers: Containers;
  readonly cancelFlag: Int32Array;
  readonly keep: 'copy' | 'reference';
  /** Called once the reading of a source has begun: the next one can be made ready behind it. */
  onBegun(): void;
  /** Called for every batch. */
  onBatch(batch: Batch): void;
}

/** For one source, whose file has been brought where it is read. */
export type ReadingOne = Omit<Reading, 'containers'> & { readonly containers: Pick<Containers, 'settle'> };

/** Never throws for what lies in the file or on the disk; `cancelled` is thrown. */
export async function importSource(r: ReadingOne, member: Member, settled: Settled): Promise<Outcome> {
  try {
    return await change(
      r.open,
      (done: Outcome & { type: 'imported'; row: NewSource; mapping: KnownMapping | undefined; stopped: SourceEnd['stopped'] }) => ({
        action: 'source.imported',
        subjects: [nameOfSource(done.n)],
        body: entryBody(done.row, settled.writtenIn, done.mapping, r.keep, done.stopped),
      }),
      (tx) => write(r, tx, member, settled),
      { durable: false },
    );
  } catch (e) {
    if (e instanceof Nothing) return e.outcome;
    r.session.forget();
    if (e instanceof Failure && e.data.code !== 'cancelled') return { type: 'failed', error: e.data };
    throw e;
  }
}

const TABLE = 'table';
/** Each row of a table of notices names its channel, and a mapping may read such a table. */
const saysByRow = (adapter: string): boolean => adapter === TABLE || adapter.startsWith(MAPPING_TYPE);
const isNoticeChannel = (c: Channel): boolean => NOTICE_CHANNELS.some((n) => n === c);

async function write(
  r: ReadingOne,
  tx: Tx,
  member: Member,
  settled: Settled,
): Promise<Outcome & { type: 'imported'; row: NewSource; mapping: KnownMapping | undefined }> {
  const { job } = settled;
  const n = nextSource(tx);
  let head: SourceHead | undefined;
  let writer: SourceWriter | undefined;
  // A table of notices bears on the channels that its rows name, and on no other: declared coverage of it would else prove silence in
  // channels that it never held.
  let seen: Set<Channel> | undefined;
  for await (const message of r.parser.parse(job, r.cancelFlag)) {
    switch (message.type) {
      case 'head':
        r.onBegun();
        head = message;
        writer = new SourceWriter(tx, r.session, n, message.system, message.adapter);
        if (job.channels === undefined && saysByRow(message.adapter) && NOTICE_CHANNELS.every((c) => message.channels.includes(c))) seen = new Set();
        break;
      case 'batch':
        writer!.take(message);
        if (seen !== undefined)
          for (const fact of message.facts) if (fact.family === 'notice') seen.add((JSON.parse(fact.body) as NoticeEmission).channel);
        r.onBatch(message);
        break;
      case 'known':
        throw new Nothing({ type: 'known', sha256: message.sha256 });
      case 'failed':
        throw new Failure(message.error);
      case 'end': {
        // A large file is hashed while it is read, and only now is it clear that the case has it.
        const known = sourceWithHash(tx, message.sha256);
        const { accepted, duplicate } = writer!.ledger;
        if (known !== undefined && (accepted + duplicate === 0 || !isUnread(tx, known))) {
          r.session.forget();
          throw new Nothing({ type: 'known', sha256: message.sha256 });
        }
        writer!.finish();
        if (known !== undefined) {
          takePlaceOf(tx, known, n);
          // It has the keys under the number that the source was read by.
          r.session.forget();
        }
        const channels = seen === undefined ? head!.channels : head!.channels.filter((c) => !isNoticeChannel(c) || seen?.has(c) === true);
        const mapping = settled.mappingOf(head!.adapter);
        if (mapping !== undefined) keepMapping(tx, { ...mapping, name: mapping.mapping.name, title: mapping.mapping.title });
        const row = {
          ...rowOf(known ?? n, member, settled, head!, message, writer!, r.containers.settle(tx, message.sha256)),
          channels,
          mapping: mapping?.sha256,
        };
        insertSource(tx, row);
        return { type: 'imported', n: row.n, row, mapping, warnings: head!.warnings, stopped: message.stopped };
      }
    }
  }
  throw new Error('the reading thread ended a source without a word');
}

function rowOf(n: number, member: Member, settled: Settled, head: SourceHead, end: SourceEnd, writer: SourceWriter, container: number): NewSource {
  const location: KeptLocation = { steps: member.location, compression: head.compression, envelope: head.envelope, header: head.header };
  return {
    n,
    name: member.name,
    sha256: end.sha256,
    bytes: end.bytes,
    container,
    location,
    type: head.adapter,
    typeTitle: head.title,
    typeWhy: head.why,
    adapterVersion: head.version,
    system: head.system,
    channels: head.channels,
    declared: settled.covers,
    declaredParts: settled.parts,
    zone: head.zone,
    clockOffset: settled.clock?.offset ?? duration(0),
    clockUncertainty: settled.clock?.uncertainty,
    encoding: end.encoding,
    format: head.format,
    ledger: writer.ledger,
    first: end.first,
    last: end.last,
    ignoredReasons: end.ignoredReasons,
    warnings: end.stopped === undefined ? end.warnings : [...end.warnings, { slug: 'truncated', count: 1 }],
    rejectedBlocks: end.rejectedBlocks.map(({ from, to }) => ({ from, to })),
    eventFirst: writer.eventFirst,
    eventCount: writer.eventCount,
    ...(settled.setByHand.length === 0 ? {} : { setByHand: settled.setByHand }),
  };
}

function entryBody(
  row: NewSource,
  writtenIn: string | undefined,
  mapping: KnownMapping | undefined,
  keep: 'copy' | 'reference',
  stopped: SourceEnd['stopped'],
): unknown {
  return {
    name: row.name,
    sha256: row.sha256,
    bytes: row.bytes,
    kept: keep,
    type: row.type,
    adapterVersion: row.adapterVersion,
    system: row.system,
    channels: row.channels,
    declared: row.declared ?? null,
    ...(writtenIn === undefined ? {} : { declaredIn: writtenIn }),
    ...(row.declaredParts === undefined ? {} : { declaredParts: row.declaredParts }),
    zone: row.zone ?? null,
    clock: { offset: row.clockOffset, uncertainty: row.clockUncertainty ?? null },
    ...(mapping === undefined ? {} : { mapping: { name: mapping.mapping.name, sha256: mapping.sha256, from: mapping.where } }),
    ...(row.setByHand === undefined ? {} : { setByHand: row.setByHand }),
    ledger: { ...row.ledger },
    events: row.eventCount,
    stopped: stopped === undefined ? null : { at: stopped.at, message: stopped.error.message },
  };
}

/**
 * The bytes are there already: one more name for them, if it is a new one, and what is declared of them under it. Two exports that came
 * back empty are the same bytes, and each is evidence for its own system. Gives the source's id.
 */
export async function nameKnown(open: OpenCase, sha256: string, name: string, settled: Settled): Promise<string> {
  const n = open.reads.value<number>('SELECT n FROM source WHERE sha256 = ?', sha256)!;
  const source = nameOfSource(n);
  const known = sourceById(open, source);
  const added = known === undefined ? [] : partsAdded(known, settled);
  const isNew = open.reads.get('SELECT 1 FROM source_name WHERE source = ? AND name = ?', n, name) === undefined;
  if (!isNew && added.length === 0) return source;
  const parts = known === undefined || added.length === 0 ? undefined : [...partsOf(known), ...added];
  const body = { name, sha256, ...(parts === undefined ? {} : { declaredParts: parts }) };
  await change(open, { action: 'source.named', subjects: [source], body }, (tx) => {
    if (isNew) addSourceName(tx, n, name);
    if (parts !== undefined) setDeclaredParts(tx, n, parts);
  });
  return source;
}

/** What was asked for by hand, where the source was read otherwise: a case keeps what it has read. */
export function refusal(known: StoredSource, { job, setByHand }: Settled): TracewakeError | undefined {
  const byHand = setByHand.includes('type') || setByHand.includes('mapping');
  const isOther = (byHand && job.adapter !== undefined && job.adapter !== known.type) || (setByHand.includes('zone') && job.zone !== known.zone);
  if (!isOther) return undefined;
  return {
    code: 'input',
    message: `it is in the case already as ${known.source}, read as ${known.typeTitle}${known.zone === undefined ? '' : ` in the zone ${known.zone}`}, and a case keeps what it has read`,
    file: job.name,
    advice: 'To read it otherwise, import it into a new case.',
  };
}

const partsOf = (s: StoredSource): readonly DeclaredPart[] => s.declaredParts ?? [{ channels: s.channels, covers: s.declared }];

/** What the declaration under a further name covers beyond what is declared of the source already. */
function partsAdded(known: StoredSource, settled: Settled): DeclaredPart[] {
  const { job } = settled;
  const type = job.adapter ?? known.type;
  const system = job.system ?? (type === known.type ? known.system : type);
  const usual = adapterByType(type)?.channels;
  // What an adapter says by the first record, an empty file does not say.
  const all = job.channels ?? (type === known.type ? known.channels : Array.isArray(usual) ? (usual as readonly Channel[]) : []);
  const said = settled.parts ?? [{ channels: all, covers: settled.covers }];
  const has = (channel: Channel): Interval[] =>
    partsOf(known).flatMap((p) =>
      p.covers !== undefined && (p.system ?? known.system) === system && p.channels.includes(channel) ? [p.covers] : [],
    );
  return said.flatMap(({ channels, covers }) => {
    if (covers === undefined) return [];
    const more = (channels.length === 0 ? all : channels).filter((channel) => subtract([covers], has(channel)).length > 0);
    return more.length === 0 ? [] : [{ channels: more, covers, ...(system === known.system ? {} : { system }) }];
  });
}
