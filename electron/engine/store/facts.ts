import { ACCESS_REQUEST } from '../../../shared/model/access-request.ts';
import type { FactEmission } from '../../../shared/model/emissions.ts';
import { BULK_KINDS, type CaseEvent, type CaseFacts, type SourceFacts, type Stored } from '../../../shared/model/facts.ts';
import type { EventId } from '../../../shared/model/ids.ts';
import { type Channel, EVENT_KINDS } from '../../../shared/model/vocabulary.ts';
import { loadDecisions } from './annotations.ts';
import { loadColumns } from './columns.ts';
import { eachBlock } from './event-blocks.ts';
import { eventAt, eventById } from './events.ts';
import { factBody } from './fact-times.ts';
import { nameOfSource, refOf } from './ids.ts';
import { casePeriod } from './info.ts';
import type { OpenCase } from './open.ts';
import { REPEATED } from './repetitions.ts';
import { type StoredSource, sourceTable } from './source-table.ts';
import { look } from './watch.ts';

type Family = FactEmission['type'];
export type StoredFact<F extends Family = Family> = Extract<FactEmission, { type: F }> & Stored;

/** Everything that the analysis sees, with effective times; worked out once for a state of the case's data. */
export const loadFacts = (open: OpenCase): CaseFacts => open.cached('data', 'facts', () => readFacts(open));

/** Each part is read when it is first asked for: a screen that wants to know of coverage does not wait for every event. */
function readFacts(open: OpenCase): CaseFacts {
  const times = new Map<string, Float64Array>();
  const once = <T>(read: () => T): (() => T) => {
    let value: { readonly of: T } | undefined;
    return () => {
      // Whoever goes through the facts of a long case asks for one after the other: between any two it can be stopped.
      look();
      value ??= { of: read() };
      return value.of;
    };
  };
  const all = <F extends Family>(family: F) => once(() => [...eachFact(open, family)]);
  const sources = once(() => [...sourceTable(open).values()].map(sourceFacts));
  const events = once(() => readEvents(open));
  const notices = all('notice');
  const routes = all('route');
  const actions = all('action');
  const certifications = all('certification');
  const claims = all('claim');
  const identities = all('identity');
  const persons = all('person');
  const memberships = all('membership');
  const oncall = all('oncall');
  const mailrules = all('mailrule');
  const scopes = all('scope');
  const decisions = once(() => loadDecisions(open));
  return {
    period: casePeriod(open),
    event: (id: EventId): CaseEvent | undefined => eventById(open, id),
    recordTimes(system, channel) {
      look();
      const key = `${system} ${channel}`;
      let found = times.get(key);
      if (found === undefined) {
        found = readRecordTimes(open, system, channel);
        times.set(key, found);
      }
      return found;
    },
    get sources() {
      return sources();
    },
    get events() {
      return events().events;
    },
    get approvals() {
      return events().approvals;
    },
    get columns() {
      look();
      return loadColumns(open);
    },
    get notices() {
      return notices();
    },
    get routes() {
      return routes();
    },
    get actions() {
      return actions();
    },
    get certifications() {
      return certifications();
    },
    get claims() {
      return claims();
    },
    get identities() {
      return identities();
    },
    get persons() {
      return persons();
    },
    get memberships() {
      return memberships();
    },
    get oncall() {
      return oncall();
    },
    get mailrules() {
      return mailrules();
    },
    get scopes() {
      return scopes();
    },
    get decisions() {
      return decisions();
    },
  };
}

const sourceFacts = (s: StoredSource): SourceFacts => ({
  source: s.source,
  name: s.name,
  type: s.type,
  system: s.system,
  channels: s.channels,
  declared: s.declared,
  declaredParts: s.declaredParts,
  first: s.first,
  last: s.last,
  clockOffset: s.clockOffset,
  clockUncertainty: s.clockUncertainty,
  rejectedBlocks: s.rejectedBlocks,
});

const OTHER = EVENT_KINDS.indexOf('other');

interface Events {
  readonly events: readonly CaseEvent[];
  readonly approvals: readonly CaseEvent[];
}

/** Whatever is not bulk, by time, the undated last; and what there is of approvals among the rest. */
function readEvents(open: OpenCase): Events {
  const bulk = new Set<number>(BULK_KINDS.map((k) => EVENT_KINDS.indexOf(k)));
  const merged = new Set(open.reads.all<{ event: number }>('SELECT event FROM event_merge').map((r) => r.event));
  const out: { readonly event: CaseEvent; readonly seq: number }[] = [];
  const approvals: CaseEvent[] = [];
  const total = open.reads.value<number>('SELECT total(count) FROM event_block') ?? 0;
  let done = 0;
  for (const block of eachBlock(open)) {
    done += block.count;
    look(done, total);
    for (let i = 0; i < block.count; i++) {
      if (merged.has(block.first + i)) continue;
      if (bulk.has(block.hot.kind[i]!)) {
        // Looked for in the text: hardly any has it, and there are millions.
        const extra = block.hot.kind[i] === OTHER ? block.text('extra', i) : '';
        if (!extra.includes('"approver"') && !extra.includes('"asks"')) continue;
        const event = eventAt(open, block, i);
        if (event.approver !== undefined || event.operation.startsWith(ACCESS_REQUEST)) approvals.push(event);
        continue;
      }
      out.push({ event: eventAt(open, block, i), seq: block.first + i });
    }
  }
  const time = (e: CaseEvent): number => e.time ?? Number.MAX_SAFE_INTEGER;
  out.sort((a, b) => time(a.event) - time(b.event) || a.seq - b.seq);
  return { events: out.map((x) => x.event), approvals };
}

/** All statements of a family, by source and position. */
export function* eachFact<F extends Family>(open: OpenCase, family: F): Iterable<StoredFact<F>> {
  const sources = sourceTable(open);
  for (const row of open.reads.iterate<{ source: number; ordinal: number; body: string }>(
    'SELECT source, ordinal, body FROM fact WHERE family = ? ORDER BY n',
    family,
  )) {
    const source = sources.get(row.source)!;
    yield {
      ...factBody(family, row.body, source.clockOffset),
      source: nameOfSource(row.source),
      ordinal: row.ordinal,
      record: refOf(row.source, row.ordinal),
      // A claim may name the system that claims it; every other statement is its source's.
      ...(family === 'claim' ? { system: claimSystem(row.body) ?? source.system } : { system: source.system }),
    } as StoredFact<F>;
  }
}

function claimSystem(body: string): string | undefined {
  const { system } = JSON.parse(body) as { system?: unknown };
  return typeof system === 'string' && system !== '' ? system : undefined;
}

/** Effective times of the records of a system that bear on a channel. A notice's record bears on its own channel alone. */
function readRecordTimes(open: OpenCase, system: string, channel: Channel): Float64Array {
  const columns = loadColumns(open);
  const of = new Uint8Array(65_536);
  const sources = [...sourceTable(open).values()].filter((s) => s.system === system);
  for (const s of sources) if (s.channels.includes(channel)) of[s.n] = 1;
  const out: number[] = [];
  let previous = -1;
  for (let i = 0; i < columns.length; i++) {
    if (of[columns.source[i]!] === 0) continue;
    // Several events of one record are one record.
    const record = columns.source[i]! * 4_294_967_296 + columns.ordinal[i]!;
    if (record !== previous) out.push(columns.time[i]!);
    previous = record;
  }
  for (const s of sources) {
    for (const row of open.reads.iterate<{ family: Family; time: number; channel: string | null }>(
      `SELECT coalesce(CASE family WHEN '${REPEATED}' THEN json_extract(body, '$.family') END, family) AS family, time,
         CASE WHEN family IN ('notice', '${REPEATED}') THEN json_extract(body, '$.channel') END AS channel
       FROM fact WHERE source = ? AND time IS NOT NULL`,
      s.n,
    )) {
      const bears = row.family === 'notice' ? row.channel === channel : s.channels.includes(channel);
      if (bears) out.push(row.time + s.clockOffset);
    }
  }
  return Float64Array.from(out).sort();
}
