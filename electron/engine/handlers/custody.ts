import { type Instant, parseInstant } from '../../../shared/base/instant.ts';
import type { CustodyLine } from '../../../shared/views/types.ts';
import type { Handlers } from '../context.ts';
import { type CustodyRecord, custodyHead, listCustody } from '../custody/log.ts';
import { requireCase } from './lookup.ts';

/** A page of a log that has an entry a source and a note; the CLI asks for all of it page by page. */
const PAGE = 500;

const lineOf = (r: CustodyRecord): CustodyLine => ({
  seq: r.seq,
  // Written by formatInstant, so it reads.
  at: parseInstant(r.header.ts) as Instant,
  actor: r.header.actor,
  action: r.header.action,
  subjects: r.header.subjects,
  body: r.body,
  hash: r.hash,
});

export const custodyHandlers = {
  'custody.list'({ after, limit }, { state }) {
    const open = requireCase(state);
    const { entries, head } = custodyHead(open);
    return { entries: listCustody(open, { after, limit: limit ?? PAGE }).map(lineOf), total: entries, head };
  },
} satisfies Partial<Handlers>;
