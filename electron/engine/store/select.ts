/** The filter of the timeline: answered from the columns, paged by keyset. */
import { canonical } from '../../../shared/base/canonical.ts';
import type { Instant } from '../../../shared/base/instant.ts';
import { Failure } from '../../../shared/contract/errors.ts';
import type { TimelineFilter } from '../../../shared/contract/requests.ts';
import type { CaseEvent } from '../../../shared/model/facts.ts';
import { EVENT_KINDS, OUTCOMES } from '../../../shared/model/vocabulary.ts';
import { aliasesOf } from './analysis.ts';
import { type CaseColumns, loadColumns } from './columns.ts';
import { blockOf } from './event-blocks.ts';
import { eventBySeq, eventOfColumns } from './events.ts';
import { idsContaining } from './native-ids.ts';
import type { OpenCase } from './open.ts';
import { sourceTable } from './source-table.ts';
import { strings } from './strings.ts';

/** Positions in the columns, ascending and so by time, and the numbers of the undated events that fit as well. */
export interface Selection {
  readonly columns: CaseColumns;
  readonly length: number;
  /** The position in the columns of the i-th that fits. */
  at(i: number): number;
  /** How many that fit come before this position in the columns. */
  before(position: number): number;
  readonly undated: Uint32Array;
}

/** A few: panning and paging ask the same filter again and again, typing asks each once. */
const KEPT = 8;

/** What fits the filter; everything without one. Recent answers are kept. */
export function selectEvents(open: OpenCase, filter: TimelineFilter = {}): Selection {
  const kept = open.cached('analysis', 'selections', () => new Map<string, Selection>());
  const key = canonical(filter);
  const known = kept.get(key);
  if (known !== undefined) {
    kept.delete(key);
    kept.set(key, known);
    return known;
  }
  const selection = select(open, filter);
  kept.set(key, selection);
  if (kept.size > KEPT) kept.delete(kept.keys().next().value!);
  return selection;
}

interface Criteria {
  readonly kinds: Uint8Array | undefined;
  readonly outcomes: Uint8Array | undefined;
  readonly sources: Uint8Array | undefined;
  /** Of string ids, each one place further on: the first is for no string, whose id is -1; a look before an array takes as long as ten into it. */
  readonly identities: Uint8Array | undefined;
  readonly texts: Uint8Array | undefined;
  /** Numbers of the events one of whose ids has the searched text; a bit each. */
  readonly ids: Uint8Array | undefined;
}

function criteria(open: OpenCase, filter: TimelineFilter): Criteria {
  const flags = (size: number, set: Iterable<number>): Uint8Array => {
    const out = new Uint8Array(size);
    for (const i of set) if (i >= 0) out[i] = 1;
    return out;
  };
  const { kinds, outcomes, systems, identities } = filter;
  const search = filter.search?.trim() ?? '';
  const dictionary = strings(open);
  let sources: Uint8Array | undefined;
  if (systems !== undefined) {
    const wanted = new Set(systems);
    const table = [...sourceTable(open).values()];
    sources = flags(
      65_536,
      table.filter((s) => wanted.has(s.system)).map((s) => s.n),
    );
  }
  return {
    kinds:
      kinds &&
      flags(
        256,
        kinds.map((k) => EVENT_KINDS.indexOf(k)),
      ),
    outcomes:
      outcomes &&
      flags(
        256,
        outcomes.map((o) => OUTCOMES.indexOf(o)),
      ),
    sources,
    identities:
      identities &&
      shifted(
        flags(
          dictionary.values.length,
          identities.flatMap((i) => aliasesOf(open, i)).map((a) => dictionary.idOf(a)),
        ),
      ),
    texts: search === '' ? undefined : shifted(dictionary.containing(search)),
    ids: search === '' ? undefined : bits(open, idsContaining(open, search)),
  };
}

function shifted(flags: Uint8Array): Uint8Array {
  const out = new Uint8Array(flags.length + 1);
  out.set(flags, 1);
  return out;
}

function bits(open: OpenCase, seqs: readonly number[]): Uint8Array | undefined {
  if (seqs.length === 0) return undefined;
  const last = open.reads.value<number>('SELECT max(first + count) FROM event_block') ?? 0;
  const out = new Uint8Array(last);
  for (const seq of seqs) out[seq] = 1;
  return out;
}

function select(open: OpenCase, filter: TimelineFilter): Selection {
  const columns = loadColumns(open);
  const from = filter.from === undefined ? 0 : firstNotBefore(columns.time, filter.from);
  const to = filter.to === undefined ? columns.length : firstNotBefore(columns.time, filter.to);
  const c = criteria(open, filter);
  const narrowed = Object.values(c).some((v) => v !== undefined);
  const timed = filter.from !== undefined || filter.to !== undefined;
  if (!narrowed) return range(columns, from, Math.max(from, to), timed ? new Uint32Array(0) : columns.undated);

  const found = new Uint32Array(Math.max(0, to - from));
  let n = 0;
  const { kind, outcome, source, actor, target, onBehalfOf, credential, operation, access, place, seq } = columns;
  const { kinds, outcomes, sources, identities, texts, ids } = c;
  for (let i = from; i < to; i++) {
    if (kinds !== undefined && kinds[kind[i]!] === 0) continue;
    if (outcomes !== undefined && outcomes[outcome[i]!] === 0) continue;
    if (sources !== undefined && sources[source[i]!] === 0) continue;
    if (
      identities !== undefined &&
      !(
        identities[actor[i]! + 1] === 1 ||
        identities[target[i]! + 1] === 1 ||
        identities[onBehalfOf[i]! + 1] === 1 ||
        identities[credential[i]! + 1] === 1
      )
    ) {
      continue;
    }
    if (
      texts !== undefined &&
      !(
        texts[actor[i]! + 1] === 1 ||
        texts[target[i]! + 1] === 1 ||
        texts[operation[i]! + 1] === 1 ||
        texts[onBehalfOf[i]! + 1] === 1 ||
        texts[credential[i]! + 1] === 1 ||
        texts[access[i]! + 1] === 1 ||
        texts[place[i]! + 1] === 1 ||
        (ids !== undefined && ids[seq[i]!] === 1)
      )
    ) {
      continue;
    }
    found[n++] = i;
  }
  const positions = found.slice(0, n);
  return {
    columns,
    length: n,
    at: (i) => positions[i]!,
    before: (position) => lowerBound(positions, position),
    undated: timed ? new Uint32Array(0) : columns.undated.filter((s) => undatedFits(open, s, c)),
  };
}

function undatedFits(open: OpenCase, seq: number, c: Criteria): boolean {
  const place = blockOf(open, seq)!;
  const { hot, source } = place.block;
  const i = place.i;
  if (c.kinds !== undefined && c.kinds[hot.kind[i]!] === 0) return false;
  if (c.outcomes !== undefined && c.outcomes[hot.outcome[i]!] === 0) return false;
  if (c.sources !== undefined && c.sources[source] === 0) return false;
  const names = [hot.actor[i]!, hot.target[i]!, hot.onBehalfOf[i]!, hot.credential[i]!];
  if (c.identities !== undefined && !names.some((s) => c.identities![s + 1] === 1)) return false;
  if (c.texts === undefined) return true;
  return [...names, hot.operation[i]!, hot.access[i]!, hot.place[i]!].some((s) => c.texts![s + 1] === 1) || c.ids?.[seq] === 1;
}

function range(columns: CaseColumns, from: number, to: number, undated: Uint32Array): Selection {
  return {
    columns,
    length: to - from,
    at: (i) => from + i,
    before: (position) => Math.min(Math.max(position - from, 0), to - from),
    undated,
  };
}

/** The first index whose element is not less than `x`. */
function lowerBound(sorted: Uint32Array, x: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const mid = (low + high) >>> 1;
    if (sorted[mid]! < x) low = mid + 1;
    else high = mid;
  }
  return low;
}

export function firstNotBefore(time: Float64Array, t: number): number {
  let low = 0;
  let high = time.length;
  while (low < high) {
    const mid = (low + high) >>> 1;
    if (time[mid]! < t) low = mid + 1;
    else high = mid;
  }
  return low;
}

export interface EventPage {
  /** By time; the undated ones come last. */
  readonly events: readonly CaseEvent[];
  readonly total: number;
  /** How many that fit come before the first of these. */
  readonly first: number;
  /** Cursors for `after` and `before`; absent at the ends. */
  readonly next: string | undefined;
  readonly previous: string | undefined;
}

/** `limit` rows after or before a cursor, or from an instant on. Cursors name a (time, number), so they outlive changes of the case. */
export function pageEvents(
  open: OpenCase,
  page: {
    readonly filter?: TimelineFilter | undefined;
    readonly after?: string | undefined;
    readonly before?: string | undefined;
    readonly at?: Instant | undefined;
    readonly limit: number;
  },
): EventPage {
  const s = selectEvents(open, page.filter);
  const total = s.length + s.undated.length;
  const limit = Math.max(1, Math.floor(page.limit));
  let from = 0;
  if (page.after !== undefined) from = rankOf(s, page.after, true);
  else if (page.before !== undefined) from = Math.max(0, rankOf(s, page.before, false) - limit);
  else if (page.at !== undefined) from = s.before(firstNotBefore(s.columns.time, page.at));
  const end = page.before !== undefined && page.after === undefined ? rankOf(s, page.before, false) : from + limit;
  const to = Math.min(total, end);
  const events: CaseEvent[] = [];
  for (let r = from; r < to; r++) events.push(r < s.length ? eventOfColumns(open, s.columns, s.at(r)) : eventBySeq(open, seqAt(s, r)));
  const cursor = (r: number): string => (r < s.length ? `${s.columns.time[s.at(r)]}:${seqAt(s, r)}` : `u:${seqAt(s, r)}`);
  return {
    events,
    total,
    first: from,
    next: to < total && to > from ? cursor(to - 1) : undefined,
    previous: from > 0 && to > from ? cursor(from) : undefined,
  };
}

const seqAt = (s: Selection, rank: number): number => (rank < s.length ? s.columns.seq[s.at(rank)]! : s.undated[rank - s.length]!);

/** How many that fit come before the cursor's row, that row included where `including`. */
function rankOf(s: Selection, cursor: string, including: boolean): number {
  const m = /^(u|-?\d{1,17}):(\d{1,10})$/.exec(cursor);
  if (m === null) throw new Failure({ code: 'usage', message: 'this is no cursor of the timeline' });
  const seq = Number(m[2]);
  if (m[1] === 'u') return s.length + lowerBound(s.undated, including ? seq + 1 : seq);
  const time = Number(m[1]);
  const { columns } = s;
  let p = firstNotBefore(columns.time, time);
  while (p < columns.length && columns.time[p] === time && (columns.seq[p]! < seq || (including && columns.seq[p] === seq))) p++;
  return s.before(p);
}

/** The first events, by time, in which the text stands. */
export function searchEvents(open: OpenCase, text: string, limit: number): CaseEvent[] {
  return pageEvents(open, { filter: { search: text }, limit }).events.slice();
}
