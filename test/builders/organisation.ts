/**
 * Draws a small organisation and its logs as text tables and reads them with the product's own table adapter, so that a test
 * reads as tables. Columns are parted by two or more spaces, an empty cell is `-`, a column left out is empty.
 * A time is `10:00` or `10:00:30` on 4 March 2026, `d6 10:00` on the 6th, or ISO 8601.
 */

import type { AdapterContext, RawRecord } from '../../shared/adapters/adapter.ts';
import { table } from '../../shared/adapters/table.ts';
import { type Instant, instant, parseInstant } from '../../shared/base/instant.ts';
import type { Interval } from '../../shared/base/interval.ts';
import { ACCESS_REQUEST } from '../../shared/model/access-request.ts';
import type { Emission, EventEmission, FactEmission } from '../../shared/model/emissions.ts';
import {
  BULK_KINDS,
  type CaseEvent,
  type CaseFacts,
  type Decisions,
  type EventColumns,
  type SourceFacts,
  type Stored,
} from '../../shared/model/facts.ts';
import { type EventId, eventId, recordRef, sourceId } from '../../shared/model/ids.ts';
import { type Channel, EVENT_KINDS, NOTICE_CHANNELS, OUTCOMES } from '../../shared/model/vocabulary.ts';

const HEADERS = {
  identities: 'identity,kind,display_name,holder,application,service,environment,privilege_tier,last_rotation,revocation_method,aliases',
  events: 'event_id,time,kind,actor,on_behalf_of,target,outcome,access,correlation,approver,approved_at,reason,incident',
  claims: 'subject,subject_type,role,party,party_type,valid_from,valid_to,as_of,system',
  people: 'person,display_name,status,start,end,moved_at,team,manager,aliases',
  teams: 'team,member,from,to,email',
  oncall: 'schedule,person,from,to',
  notices: 'notice_id,sent_at,channel,sender,recipients,subject,body,status,status_at,related_id',
  alerts: 'alert_id,time,severity,confidence,title,identity,service,application,environment,privilege_tier,last_rotation,spawned_by,incident',
  routes: 'alert_id,time,step,party,party_type,decided_by,key',
  actions: 'action_id,time,actor,identity,action,approver,approved_at,reason,incident,outcome,scope',
  certifications: 'item_id,identity,access,reviewer,decision,decided_at,applied_at,campaign,trigger',
  breakglass: 'grant_id,identity,user,opened_at,expires_at,closed_at,approver,approved_at,reason,incident',
  scopes: 'scope,identity,starts,ends',
  mailrules: 'mailbox,rule,enabled_from,enabled_to,created_by,conditions,actions',
} as const;
export type TableName = keyof typeof HEADERS;

const CHANNELS: Readonly<Record<TableName, readonly Channel[]>> = {
  identities: ['ownership'],
  events: ['iam-audit', 'signin'],
  claims: ['ownership'],
  people: ['hr'],
  teams: ['ownership'],
  oncall: ['oncall'],
  notices: NOTICE_CHANNELS,
  alerts: [],
  routes: [],
  actions: ['iam-audit'],
  certifications: ['certification'],
  breakglass: ['iam-audit'],
  scopes: [],
  mailrules: [],
};

const TIMES = new Set([
  'time',
  'approved_at',
  'last_rotation',
  'valid_from',
  'valid_to',
  'as_of',
  'start',
  'end',
  'moved_at',
  'from',
  'to',
  'sent_at',
  'status_at',
  'decided_at',
  'applied_at',
  'opened_at',
  'expires_at',
  'closed_at',
  'starts',
  'ends',
  'enabled_from',
  'enabled_to',
]);

/** The teams, people, identities and claims that most tests need. A test's own table of the same name is added to them. */
export const BASE: Readonly<Partial<Record<TableName, string>>> = {
  people: `
    person               display_name   status   start
    anna@ship.example    Anna Berg      active   2020-01-01T00:00:00Z
    sam@ship.example     Sam Stone      active   2020-01-01T00:00:00Z
    sue@ship.example     Sue Sand       active   2020-01-01T00:00:00Z
    holly@ship.example   Holly Haven    active   2020-01-01T00:00:00Z
    hugo@ship.example    Hugo Hull      active   2020-01-01T00:00:00Z
    pia@ship.example     Pia Pram       active   2020-01-01T00:00:00Z
    pat@ship.example     Pat Plank      active   2020-01-01T00:00:00Z
    olaf@ship.example    Olaf Oar       active   2020-01-01T00:00:00Z`,
  teams: `
    team       member               email
    security   sam@ship.example     soc@ship.example
    security   sue@ship.example     -
    harbour    holly@ship.example   harbour@ship.example
    harbour    hugo@ship.example    -
    platform   pat@ship.example     platform@ship.example
    pam        pia@ship.example     pam@ship.example
    office     olaf@ship.example    office@ship.example`,
  identities: `
    identity               kind              display_name  holder              service  environment  privilege_tier
    anna@ship.example      human             Anna Berg     -                   -        -            2
    name:svc-tide          service-account   svc-tide      -                   tide     prod         2
    aws-access-key:AKIATIDE0001  credential  -             name:svc-tide       -        prod         2`,
  claims: `
    subject         subject_type  role   party    party_type  valid_from            as_of
    name:svc-tide   identity      owner  harbour  team        2025-01-01T00:00:00Z  2026-02-20T00:00:00Z`,
};

export interface Options {
  /** Default: 1 to 15 March 2026. */
  readonly period?: Interval | undefined;
  /** By table: an interval that is declared as covered, `inferred`, or `none` (the source holds no channel). Default: the period, declared. */
  readonly covers?: Readonly<Partial<Record<TableName, Interval | 'inferred' | 'none'>>> | undefined;
  /** By table: which channels its source holds. */
  readonly channels?: Readonly<Partial<Record<TableName, readonly Channel[]>>> | undefined;
  readonly decisions?: Partial<Decisions> | undefined;
  /** Without the base tables named here. */
  readonly without?: readonly TableName[] | undefined;
}

/** `10:00`, `10:00:30`, `d6 10:00`, or ISO 8601. */
export function at(text: string): Instant {
  const m = /^(?:d(\d+) )?(\d{1,2}):(\d{2})(?::(\d{2}(?:\.\d+)?))?$/.exec(text.trim());
  const iso = m === null ? text.trim() : `2026-03-${(m[1] ?? '4').padStart(2, '0')}T${(m[2] ?? '').padStart(2, '0')}:${m[3]}:${m[4] ?? '00'}Z`;
  const t = parseInstant(iso);
  if (t === undefined) throw new Error(`no time: ${text}`);
  return t;
}

export const PERIOD: Interval = { from: at('d1 00:00'), to: at('d15 00:00') };

export type Tables = Partial<Record<TableName, string>>;

/** The facts of a case whose sources are the given tables, on top of the base. */
export function organisation(tables: Tables, options: Options = {}): CaseFacts {
  const period = options.period ?? PERIOD;
  const sources: SourceFacts[] = [];
  const events: CaseEvent[] = [];
  const facts: (FactEmission & Stored)[] = [];
  const times = new Map<string, number[]>();
  let n = 0;
  for (const name of Object.keys(HEADERS) as TableName[]) {
    const base = options.without?.includes(name) === true ? undefined : BASE[name];
    const own = tables[name];
    if (base === undefined && own === undefined) continue;
    n++;
    const source = sourceId(n);
    const system = `${name}.csv`;
    const covers = options.covers?.[name] ?? period;
    const seen: number[] = [];
    const channels = options.channels?.[name] ?? CHANNELS[name];
    const rows = [...(base === undefined ? [] : rowsOf(base, name)), ...(own === undefined ? [] : rowsOf(own, name))];
    for (const [i, row] of rows.entries()) {
      const record = recordRef(source, i + 1);
      const stored: Stored = { source, ordinal: i + 1, record, system };
      const emissions = read({ data: row, header: HEADERS[name].split(','), ordinal: i + 1 }, system);
      const made = emissions.filter((e) => e.type === 'event');
      for (const [k, e] of made.entries()) events.push(toEvent(e, stored, eventId(source, i + 1, k + 1, made.length)));
      for (const e of emissions) {
        const t = timeOf(e);
        if (t !== undefined) seen.push(t);
        if (e.type === 'event') continue;
        facts.push({ ...e, ...stored, ...(e.type === 'claim' ? { system: e.system ?? system } : {}) });
        if (e.type === 'notice' && t !== undefined) push(times, `${system}\n${e.channel}`, t);
      }
    }
    if (name !== 'notices') for (const c of channels) for (const t of seen) push(times, `${system}\n${c}`, t);
    seen.sort((a, b) => a - b);
    sources.push({
      source,
      name: system,
      type: 'table',
      system,
      channels: covers === 'none' ? [] : channels,
      declared: covers === 'inferred' || covers === 'none' ? undefined : covers,
      first: seen[0] as Instant | undefined,
      last: seen[seen.length - 1] as Instant | undefined,
      clockOffset: 0 as never,
      clockUncertainty: undefined,
      rejectedBlocks: [],
    });
  }
  events.sort((a, b) => (a.time ?? Number.MAX_SAFE_INTEGER) - (b.time ?? Number.MAX_SAFE_INTEGER) || (a.id < b.id ? -1 : 1));
  const bulk = new Set<string>(BULK_KINDS);
  const of = <T extends FactEmission['type']>(type: T): (Extract<FactEmission, { type: T }> & Stored)[] =>
    facts.filter((f): f is Extract<FactEmission, { type: T }> & Stored => f.type === type);
  const byId = new Map(events.map((e) => [e.id, e]));
  return {
    period,
    sources,
    events: events.filter((e) => !bulk.has(e.kind)),
    approvals: events.filter((e) => e.kind === 'other' && (e.approver !== undefined || e.operation.startsWith(ACCESS_REQUEST))),
    columns: toColumns(events.filter((e) => e.time !== undefined)),
    event: (id) => byId.get(id),
    recordTimes: (system, channel) => Float64Array.from(times.get(`${system}\n${channel}`) ?? []).sort(),
    notices: of('notice'),
    routes: of('route'),
    actions: of('action'),
    certifications: of('certification'),
    claims: of('claim'),
    identities: of('identity'),
    persons: of('person'),
    memberships: of('membership'),
    oncall: of('oncall'),
    mailrules: of('mailrule'),
    scopes: of('scope'),
    decisions: { ties: [], joins: [], splits: [], ...options.decisions },
  };
}

function rowsOf(text: string, name: TableName): Record<string, string>[] {
  const lines = text
    .split('\n')
    .map((l) => l.trim())
    .filter((l) => l !== '');
  const columns = (lines[0] ?? '').split(/\s{2,}/);
  const known = HEADERS[name].split(',');
  for (const c of columns) if (!known.includes(c)) throw new Error(`${name} has no column ${c}`);
  return lines.slice(1).map((line) => {
    const cells = line.split(/\s{2,}/);
    if (cells.length !== columns.length) throw new Error(`${name}: ${cells.length} cells for ${columns.length} columns: ${line}`);
    const row: Record<string, string> = Object.fromEntries(known.map((k) => [k, '']));
    for (const [i, c] of columns.entries()) {
      const cell = cells[i] ?? '';
      if (cell === '-') continue;
      row[c] = TIMES.has(c) && !/^\d{4}-/.test(cell) ? new Date(at(cell) / 1000).toISOString() : cell;
    }
    return row;
  });
}

function read(record: RawRecord, name: string): Emission[] {
  const out: Emission[] = [];
  const context: AdapterContext = {
    name,
    system: undefined,
    zone: undefined,
    time: (text) => (typeof text === 'string' && text !== '' ? parseInstant(text) : undefined),
    emit: (e) => void out.push(e),
    ignore: (reason) => {
      throw new Error(`the row was ignored: ${reason}`);
    },
    reject: (reason) => {
      throw new Error(`the row was rejected: ${reason}`);
    },
    warn: () => undefined,
  };
  table.read(record, context);
  return out;
}

function toEvent(e: EventEmission, stored: Stored, id: EventId): CaseEvent {
  const { type: _type, ...rest } = e;
  return { ...rest, ...stored, id, records: [stored.record] };
}

function timeOf(e: Emission): Instant | undefined {
  switch (e.type) {
    case 'event':
    case 'route':
    case 'action':
      return e.time;
    case 'notice':
      return e.sentAt;
    case 'certification':
      return e.decidedAt;
    case 'claim':
      return e.asOf;
    default:
      return undefined;
  }
}

/** The columns as the store makes them: dated events, by time. */
export function toColumns(events: readonly CaseEvent[]): EventColumns {
  const strings: string[] = [];
  const index = new Map<string, number>();
  const intern = (s: string | undefined): number => {
    if (s === undefined) return -1;
    let i = index.get(s);
    if (i === undefined) {
      i = strings.length;
      strings.push(s);
      index.set(s, i);
    }
    return i;
  };
  const ids = events.map((e) => e.id);
  return {
    length: events.length,
    time: Float64Array.from(events, (e) => e.time ?? 0),
    kind: Uint8Array.from(events, (e) => EVENT_KINDS.indexOf(e.kind)),
    outcome: Uint8Array.from(events, (e) => OUTCOMES.indexOf(e.outcome)),
    actor: Int32Array.from(events, (e) => intern(e.actor)),
    onBehalfOf: Int32Array.from(events, (e) => intern(e.onBehalfOf)),
    target: Int32Array.from(events, (e) => intern(e.target)),
    credential: Int32Array.from(events, (e) => intern(e.credential)),
    place: Int32Array.from(events, (e) => intern(e.place)),
    source: Uint16Array.from(events, (e) => Number(e.source.slice(1))),
    ordinal: Uint32Array.from(events, (e) => e.ordinal),
    k: Uint16Array.from(events, (e) => Number(/\.(\d+)$/.exec(e.id)?.[1] ?? 0)),
    strings,
    id: (i) => {
      const id = ids[i];
      if (id === undefined) throw new Error(`no event ${i}`);
      return id;
    },
  };
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}

export const hours = (n: number): number => n * 3_600_000_000;
export const later = (t: Instant, microseconds: number): Instant => instant(t + microseconds);
