import { type Instant, parseInstant } from '../../../shared/base/instant.ts';
import { Failure } from '../../../shared/contract/errors.ts';
import type { RecordRef } from '../../../shared/model/ids.ts';
import type { RawRecordView, RejectsList } from '../../../shared/views/types.ts';
import type { Handlers } from '../context.ts';
import { listCustody } from '../custody/log.ts';
import { parseRef, sourceNumber } from '../store/ids.ts';
import type { OpenCase } from '../store/open.ts';
import { listExceptions, recordPosition } from '../store/records.ts';
import { type StoredSource, sourceById } from '../store/sources.ts';
import { requireCase } from './lookup.ts';
import { hasChanged, readRaw } from './reader.ts';

/** More than any record that a person reads; a line of 50 MB would stop the window. */
const SHOWN_BYTES = 256 * 1024;
const EXCERPT_BYTES = 240;
const PAGE = 100;

/** The record verbatim, with where it comes from. Throws `not-found`, and `input` where the original is gone. */
export async function rawOf(open: OpenCase, ref: string): Promise<RawRecordView> {
  const at = parseRef(ref);
  const source = at === undefined ? undefined : sourceById(open, ref.slice(0, ref.indexOf(':')));
  const position = recordPosition(open, ref);
  if (source === undefined || position === undefined) {
    throw new Failure({ code: 'not-found', message: `the case has no record ${JSON.stringify(ref.slice(0, 40))}` });
  }
  const changed = await hasChanged(open, source);
  const { text, truncated } = await readRaw(open, source, position, SHOWN_BYTES);
  const entry = listCustody(open, { after: source.custody - 1, limit: 1 })[0];
  const custodyAt: Instant | undefined = entry === undefined ? undefined : parseInstant(entry.header.ts);
  return {
    record: ref as RecordRef,
    text,
    truncated,
    provenance: {
      source: source.source,
      name: source.name,
      sha256: source.sha256,
      position,
      readBy: `${source.type} ${source.adapterVersion}`,
      custody: custodyAt === undefined ? undefined : { entry: source.custody, at: custodyAt },
      changed,
    },
  };
}

async function excerptOf(open: OpenCase, source: StoredSource | undefined, position: { offset: number; length: number }): Promise<string> {
  if (source === undefined) return '';
  try {
    return (await readRaw(open, source, position, EXCERPT_BYTES)).text;
  } catch (e) {
    // The list is still worth having where one original is gone; opening the record says so.
    if (e instanceof Failure) return '';
    throw e;
  }
}

export const recordHandlers = {
  async 'rejects.list'({ source, status, after, limit }, { state }): Promise<RejectsList> {
    const open = requireCase(state);
    const number = source === undefined ? undefined : sourceNumber(source);
    if (source !== undefined && (number === undefined || sourceById(open, source) === undefined)) {
      throw new Failure({ code: 'not-found', message: `the case has no source ${JSON.stringify(source.slice(0, 40))}` });
    }
    const page = listExceptions(open, { source: number, status, after, limit: limit ?? PAGE });
    const rows: RejectsList['rows'][number][] = [];
    for (const row of page.rows) {
      const id = row.record.slice(0, row.record.indexOf(':'));
      rows.push({ source: id, ...row, excerpt: await excerptOf(open, sourceById(open, id), row.position) });
    }
    return { rows, total: page.total, next: page.next };
  },
  'record.raw': ({ record }, { state }) => rawOf(requireCase(state), record),
} satisfies Partial<Handlers>;
