import { describe, expect, test, vi } from 'vitest';
import { type Instant, instant } from '../../../shared/base/instant.ts';
import type { Analysis } from '../../../shared/model/analysis.ts';
import type { CaseEvent, CaseFacts, Stored } from '../../../shared/model/facts.ts';
import { type Alias, type EventId, eventId, recordRef, type SourceId, sourceId } from '../../../shared/model/ids.ts';
import { DEFAULT_POLICY, type Policy } from '../../../shared/policy/policy.ts';
import { Memory } from '../../../shared/wake/again.ts';
import { analyse, analyseEach, type Judged } from '../../../shared/wake/analyse.ts';
import { QUESTIONS, type QuestionName } from '../../../shared/wake/questions.ts';
import { organisation, type TableName, toColumns } from '../../builders/organisation.ts';
import { CLOCKS, drawn, mapped, random } from '../../builders/week.ts';

/** A case under work: its analyses follow one another, each with the memory of the last. */
class Case {
  facts: CaseFacts;
  policy: Policy = DEFAULT_POLICY;
  readonly memory = new Memory();
  private last = new Map<EventId, Judged>();

  constructor(facts: CaseFacts) {
    this.facts = facts;
  }

  analyse(): Analysis {
    const now = new Map<EventId, Judged>();
    const rest = analyseEach(this.facts, this.policy, (made) => now.set(made.wake.event, made), undefined, {
      memory: this.memory,
      of: (event) => this.last.get(event),
    });
    this.last = now;
    const all = [...now.values()];
    return { ...rest, wakes: all.map((x) => x.wake), findings: [...all.flatMap((x) => x.findings), ...rest.findings] };
  }
}

const bytes = (a: Analysis): string => JSON.stringify({ ...a, identityOf: [...a.identityOf] });

/** The facts with other events; columns and look-ups follow. */
function withEvents(facts: CaseFacts, all: readonly CaseEvent[]): CaseFacts {
  const bulk = new Set(bulkOf(facts).map((e) => e.kind));
  const sorted = [...all].sort((a, b) => (a.time ?? Number.MAX_SAFE_INTEGER) - (b.time ?? Number.MAX_SAFE_INTEGER) || (a.id < b.id ? -1 : 1));
  const byId = new Map(sorted.map((e) => [e.id, e]));
  return {
    ...facts,
    events: sorted.filter((e) => !bulk.has(e.kind)),
    columns: toColumns(sorted.filter((e) => e.time !== undefined)),
    event: (id) => byId.get(id),
  };
}

function bulkOf(facts: CaseFacts): CaseEvent[] {
  const own = new Set(facts.events.map((e) => e.id));
  const out: CaseEvent[] = [];
  for (let i = 0; i < facts.columns.length; i++) {
    const e = facts.event(facts.columns.id(i));
    if (e !== undefined && !own.has(e.id)) out.push(e);
  }
  return out;
}

/** The clock of a source set right: all of its times move. */
function clockMoved(facts: CaseFacts, source: SourceId, by: number): CaseFacts {
  const system = facts.sources.find((s) => s.source === source)?.system;
  const move = <T extends object>(x: T): T => mapped(x, (key, v) => (CLOCKS.has(key) && typeof v === 'number' ? v + by : v));
  const of = <T extends Stored>(list: readonly T[]): T[] => list.map((x) => (x.source === source ? move(x) : x));
  const moved = withEvents(facts, of([...facts.events, ...bulkOf(facts)]));
  return {
    ...moved,
    sources: facts.sources.map((s) => (s.source === source ? { ...s, first: later(s.first, by), last: later(s.last, by) } : s)),
    notices: of(facts.notices),
    routes: of(facts.routes),
    actions: of(facts.actions),
    certifications: of(facts.certifications),
    recordTimes: (sys, channel) => (sys === system ? facts.recordTimes(sys, channel).map((t) => t + by) : facts.recordTimes(sys, channel)),
  };
}

const later = (t: Instant | undefined, by: number): Instant | undefined => (t === undefined ? undefined : instant(t + by));

const LISTS = [
  'notices',
  'routes',
  'actions',
  'certifications',
  'claims',
  'identities',
  'persons',
  'memberships',
  'oncall',
  'mailrules',
  'scopes',
] as const;
const EXPORTS = [
  'notices',
  'events',
  'alerts',
  'routes',
  'actions',
  'certifications',
  'claims',
  'identities',
  'people',
  'teams',
  'oncall',
  'breakglass',
  'scopes',
  'mailrules',
] as const satisfies readonly TableName[];

/** A second export of a table of another week, as a source of its own. */
function sourcesAdded(facts: CaseFacts, other: CaseFacts, n: number, what: TableName): CaseFacts {
  const from = other.sources.find((s) => s.system === `${what}.csv`);
  if (from === undefined) return facts;
  const source = sourceId(n);
  const system = `more-${n}.csv`;
  const own = <T extends Stored>(list: readonly T[]): T[] =>
    list
      .filter((x) => x.source === from.source)
      .map((x) => ({ ...x, source, system: x.system === from.system ? system : x.system, record: recordRef(source, x.ordinal) }));
  const events = own([...other.events, ...bulkOf(other)]).map((e) => ({ ...e, id: eventId(source, e.ordinal, 1, 1), records: [e.record] }));
  const more = events.length === 0 ? facts : withEvents(facts, [...facts.events, ...bulkOf(facts), ...events]);
  const added = Object.fromEntries(LISTS.map((name) => [name, [...facts[name], ...own<Stored>(other[name])]]));
  return {
    ...more,
    ...(added as unknown as Pick<CaseFacts, (typeof LISTS)[number]>),
    sources: [...facts.sources, { ...from, source, system, name: system }],
    recordTimes: (sys, channel) => (sys === system ? other.recordTimes(from.system, channel) : facts.recordTimes(sys, channel)),
  };
}

/** The source as if it had never been read. */
function sourceTaken(facts: CaseFacts, source: SourceId): CaseFacts {
  const without = <T extends Stored>(list: readonly T[]): T[] => list.filter((x) => x.source !== source);
  const left = Object.fromEntries(LISTS.map((name) => [name, without<Stored>(facts[name])]));
  const system = facts.sources.find((s) => s.source === source)?.system;
  return {
    ...withEvents(facts, without([...facts.events, ...bulkOf(facts)])),
    ...(left as unknown as Pick<CaseFacts, (typeof LISTS)[number]>),
    sources: facts.sources.filter((s) => s.source !== source),
    recordTimes: (sys, channel) => (sys === system ? new Float64Array() : facts.recordTimes(sys, channel)),
  };
}

const POLICIES: readonly Policy[] = [
  DEFAULT_POLICY,
  { ...DEFAULT_POLICY, name: 'short', obligations: DEFAULT_POLICY.obligations.slice(0, 4) },
  { ...DEFAULT_POLICY, clockUncertainty: (DEFAULT_POLICY.clockUncertainty * 3) as Policy['clockUncertainty'] },
];

/** One change such as an investigator makes, in words. */
function changed(c: Case, next: () => number, n: number): string {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(next() * list.length)] as T;
  const { decisions } = c.facts;
  const aliases = [
    'name:svc-tide',
    'name:bot-nine',
    'name:fire-key',
    'email:sam@ship.example',
    'email:lena@ship.example',
    'aws-access-key:AKIATIDE0001',
    'email:anna@ship.example',
  ].map((a) => a as Alias);
  switch (Math.floor(next() * 9)) {
    case 0:
    case 1: {
      const tie = {
        observation: pick([...c.facts.notices, ...c.facts.actions, ...c.facts.routes]).record,
        event: pick(c.facts.events).id,
        accept: next() < 0.6,
      };
      c.facts = { ...c.facts, decisions: { ...decisions, ties: [...decisions.ties, tie] } };
      return `tie ${JSON.stringify(tie)}`;
    }
    case 2: {
      const source = pick(c.facts.sources.filter((s) => /^(?:events|notices|actions|alerts|certifications|routes|breakglass)/.test(s.system)));
      const by = Math.round((next() - 0.5) * 40) * 60_000_000;
      c.facts = clockMoved(c.facts, source.source, by);
      return `clock of ${source.system} by ${by}`;
    }
    case 3: {
      const join = { a: pick(aliases), b: pick(aliases) };
      c.facts = { ...c.facts, decisions: { ...decisions, joins: decisions.joins.length > 0 ? [] : [join] } };
      return `join ${JSON.stringify(join)}`;
    }
    case 4: {
      const split = { identity: pick(aliases), alias: pick(aliases) };
      c.facts = { ...c.facts, decisions: { ...decisions, splits: decisions.splits.length > 0 ? [] : [split] } };
      return `split ${JSON.stringify(split)}`;
    }
    case 5:
    case 6: {
      const what = pick(EXPORTS);
      c.facts = sourcesAdded(c.facts, organisation(drawn(500 + n)), 90 + n, what);
      return `more ${what}`;
    }
    case 7: {
      const gone = pick(c.facts.sources);
      c.facts = sourceTaken(c.facts, gone.source);
      return `without ${gone.system}`;
    }
    default:
      c.policy = pick(POLICIES);
      return `policy ${c.policy.name}`;
  }
}

describe('judging again', () => {
  test('after any change gives what a full analysis gives, to the letter', () => {
    let kept = 0;
    let judged = 0;
    for (let seed = 1; seed <= 40; seed++) {
      const next = random(seed * 31);
      const c = new Case(organisation(drawn(seed)));
      c.analyse();
      const done: string[] = [];
      for (let n = 0; n < 6; n++) {
        done.push(changed(c, next, n));
        const again = bytes(c.analyse());
        if (again !== bytes(analyse(c.facts, c.policy)))
          expect(JSON.parse(again), `${seed}: ${done.join('; ')}`).toEqual(JSON.parse(bytes(analyse(c.facts, c.policy))));
        kept += c.memory.kept;
        judged += c.memory.judged;
      }
    }
    expect(kept).toBeGreaterThan(300);
    expect(judged).toBeGreaterThan(300);
  });

  test('the weeks ask every question that there is, but those of the own event, which is watched as a whole', () => {
    const asked = new Map((Object.keys(QUESTIONS) as QuestionName[]).map((name) => [name, vi.spyOn(QUESTIONS, name)]));
    for (let seed = 1; seed <= 40; seed++) new Case(organisation(drawn(seed))).analyse();
    const never = [...asked].filter(([, spy]) => spy.mock.calls.length === 0).map(([name]) => name);
    vi.restoreAllMocks();
    expect(never).toEqual(['nextSame', 'approvalOf', 'actionsOfEvent']);
  });

  test('judges nothing where nothing changed', () => {
    const c = new Case(organisation(drawn(3)));
    const first = bytes(c.analyse());
    const { judged } = c.memory;
    expect(bytes(c.analyse())).toBe(first);
    expect([c.memory.judged, c.memory.kept]).toEqual([0, judged]);
  });

  test('judges one wake again for a decision on one tie', () => {
    const c = new Case(organisation(drawn(3)));
    const wake = c.analyse().wakes[2];
    const all = c.memory.judged;
    const [notice] = c.facts.notices;
    if (notice === undefined || wake === undefined) throw new Error('an empty week');
    c.facts = { ...c.facts, decisions: { ...c.facts.decisions, ties: [{ observation: notice.record, event: wake.event, accept: true }] } };
    c.analyse();
    expect([c.memory.judged, c.memory.kept]).toEqual([1, all - 1]);
  });

  test('judges nothing again for a source of another identity, and everything for another policy', () => {
    const c = new Case(organisation(drawn(3)));
    c.analyse();
    const all = c.memory.judged;
    const elsewhere = organisation({
      events: 'event_id  time  kind  actor  target  outcome\nX-1  d5 10:00  session.started  zoe@other.example  -  success',
    });
    c.facts = sourcesAdded(c.facts, elsewhere, 77, 'events');
    c.facts = { ...c.facts, sources: c.facts.sources.map((s) => (s.source === sourceId(77) ? { ...s, channels: [] } : s)) };
    c.analyse();
    expect([c.memory.judged, c.memory.kept]).toEqual([0, all]);
    c.policy = { ...DEFAULT_POLICY, name: 'another' };
    c.analyse();
    expect([c.memory.judged, c.memory.kept]).toEqual([all, 0]);
  });

  test('forgets nothing where an analysis is broken off', () => {
    const c = new Case(organisation(drawn(4)));
    const first = bytes(c.analyse());
    expect(() =>
      analyseEach(
        c.facts,
        c.policy,
        () => {
          throw new Error('broken off');
        },
        undefined,
        { memory: c.memory, of: () => undefined },
      ),
    ).toThrow('broken off');
    expect(bytes(c.analyse())).toBe(first);
    expect(c.memory.judged).toBe(0);
  });
});
