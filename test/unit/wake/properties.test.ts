import { describe, expect, test } from 'vitest';
import { instant } from '../../../shared/base/instant.ts';
import type { Analysis } from '../../../shared/model/analysis.ts';
import type { CaseFacts } from '../../../shared/model/facts.ts';
import { DEFAULT_POLICY } from '../../../shared/policy/policy.ts';
import { analyse } from '../../../shared/wake/analyse.ts';
import { at, type Options, organisation, PERIOD } from '../../builders/organisation.ts';
import { CLOCKS, drawn, mapped } from '../../builders/week.ts';

const SEEDS = Array.from({ length: 30 }, (_, i) => i + 1);

const judge = (facts: CaseFacts): Analysis => analyse(facts, DEFAULT_POLICY);
const draw = (seed: number, options: Options = {}): CaseFacts => organisation(drawn(seed), options);
const essence = (a: Analysis): unknown => ({
  wakes: a.wakes.map((w) => [w.event, w.strip]),
  findings: a.findings.map((f) => `${f.event ?? f.stage} ${f.rule} ${f.verdict} ${f.severity} ${f.missing.join()}`).sort(),
});
const stripsOf = (a: Analysis): Map<string, readonly string[]> => new Map(a.wakes.map((w) => [w.event, w.strip]));

describe('for thirty weeks thrown together', () => {
  test('the weeks are worth judging: most rules of the chain fire somewhere', () => {
    const seen = new Set(SEEDS.flatMap((s) => judge(draw(s)).findings.map((f) => f.rule)));
    for (const slug of [
      'notice.missing',
      'notice.late',
      'notice.suppressed',
      'notice.undelivered',
      'route.audience-missing',
      'ack.missing',
      'action.missing',
      'action.unauthorised',
      'verify.ineffective',
      'cert.missing',
      // Of routes, duties, emergencies, and of people who leave and what they owned.
      'route.fail-open',
      'route.generic-queue',
      'route.unlogged',
      'route.wrong-party',
      'owner.missing',
      'owner.stale',
      'ack.by-actor',
      'ack.by-outsider',
      'verify.reenabled-unexplained',
      'breakglass.overrun',
      'breakglass.unapproved',
      'breakglass.unbounded',
      'record.uncorrelated',
      'identity.outlives-scope',
    ])
      expect(seen).toContain(slug);
  });

  test('the same facts give the same bytes', () => {
    for (const s of SEEDS) expect(JSON.stringify(judge(draw(s)))).toBe(JSON.stringify(judge(draw(s))));
  });

  test('shifting all times shifts all verdicts', () => {
    for (const s of SEEDS) {
      const facts = draw(s);
      expect(essence(judge(shifted(facts, 9_876_543_000_000)))).toEqual(essence(judge(facts)));
    }
  });

  test('renaming everybody changes nothing', () => {
    for (const s of SEEDS) {
      const facts = draw(s);
      expect(essence(judge(renamed(facts)))).toEqual(essence(judge(facts)));
    }
  });

  test('removing the source of notices never turns unknown into unmet', () => {
    for (const s of SEEDS) {
      for (const covers of [PERIOD, { from: PERIOD.from, to: at('d6 12:00') }, 'inferred'] as const) {
        const facts = draw(s, { covers: { notices: covers } });
        const gone = facts.sources.find((x) => x.name === 'notices.csv')?.source;
        const without: CaseFacts = {
          ...facts,
          sources: facts.sources.filter((x) => x.source !== gone),
          notices: [],
          recordTimes: (sys, c) => (sys === 'notices.csv' ? new Float64Array() : facts.recordTimes(sys, c)),
        };
        const before = stripsOf(judge(facts));
        for (const [event, strip] of stripsOf(judge(without)))
          for (const [i, v] of strip.entries())
            if (before.get(event)?.[i] === 'unknown') expect([s, event, i, v]).not.toEqual([s, event, i, 'unmet']);
      }
    }
  });

  test('a further notice, delivered in time to an audience that was told in time, adds no finding but a doubled route', () => {
    let tried = 0;
    for (const s of SEEDS) {
      const facts = draw(s);
      const before = judge(facts);
      const had = new Set(before.findings.map((f) => f.id));
      for (const w of before.wakes) {
        const event = facts.event(w.event);
        const copy = w.notices.flatMap((n) => n.copies).find((c) => c.status === 'delivered' && c.audience !== undefined);
        const told = w.obligations.find((o) => o.stage === 'reached' && o.audience === copy?.audience)?.verdict === 'met';
        const like = facts.notices.find((n) => n.record === w.notices[0]?.record);
        if (event?.nativeId === undefined || copy === undefined || !told || like === undefined) continue;
        tried++;
        const more = {
          ...like,
          noticeId: 'N-more',
          sentAt: w.time,
          status: 'delivered' as const,
          statusAt: w.time,
          recipients: [copy.recipient],
          relatedIds: [event.nativeId],
          channel: 'page' as const,
          subject: undefined,
          ordinal: 9_999,
          record: `${like.source}:9999` as never,
        };
        const after = judge({ ...facts, notices: [...facts.notices, more] });
        expect(after.findings.filter((f) => f.event === w.event && !had.has(f.id) && f.rule !== 'route.duplicate').map((f) => f.id)).toEqual([]);
      }
    }
    expect(tried).toBeGreaterThan(20);
  });

  test('widening declared coverage never turns unmet into unknown', () => {
    for (const s of SEEDS) {
      const narrow = { from: at('d3 00:00'), to: at('d7 00:00') };
      const of = (covers: typeof narrow): Map<string, readonly string[]> =>
        stripsOf(judge(draw(s, { covers: { notices: covers, events: covers, actions: covers, certifications: covers } })));
      const wide = of({ from: PERIOD.from, to: instant(PERIOD.to + 30 * 86_400_000_000) });
      for (const [event, strip] of of(narrow))
        for (const [i, v] of strip.entries()) if (v === 'unmet') expect([s, event, i, wide.get(event)?.[i]]).not.toEqual([s, event, i, 'unknown']);
    }
  });
});

function rebuilt(facts: CaseFacts, change: (key: string, v: unknown) => unknown, times: (t: Float64Array) => Float64Array): CaseFacts {
  const { columns, event, recordTimes, ...rest } = facts;
  const strings = columns.strings.map((s) => change('', s) as string);
  return {
    ...mapped(rest, change),
    columns: { ...columns, strings, time: times(columns.time), id: (i) => columns.id(i) },
    event: (id) => {
      const e = event(id);
      return e === undefined ? undefined : mapped(e, change);
    },
    recordTimes: (system, channel) => times(recordTimes(system, channel)),
  };
}

const shifted = (facts: CaseFacts, by: number): CaseFacts =>
  rebuilt(
    facts,
    (key, v) => (typeof v === 'number' && CLOCKS.has(key) ? v + by : v),
    (t) => t.map((x) => x + by),
  );

/** Other names in another order, so that nothing can hang on how somebody is called. */
const renamed = (facts: CaseFacts): CaseFacts => {
  const names: Record<string, string> = {
    anna: 'zoe',
    sam: 'abe',
    sue: 'yan',
    holly: 'bea',
    hugo: 'xav',
    pia: 'cal',
    pat: 'wim',
    olaf: 'dov',
    'svc-tide': 'svc-ebb',
    AKIATIDE0001: 'AKIAEBB00009',
    'bot-nine': 'ant-nine',
    lena: 'vic',
    mark: 'eli',
    'fire-key': 'ice-key',
    'pier-app': 'quay-app',
    'gull-agent': 'crab-agent',
    night: 'dawn',
  };
  const change = (v: string): string =>
    v.replace(
      /anna|sam(?=@)|sue|holly|hugo|pia|pat(?=@)|olaf|svc-tide|AKIATIDE0001|bot-nine|lena|mark(?=@)|fire-key|pier-app|gull-agent|night/g,
      (m) => names[m] ?? m,
    );
  return rebuilt(
    facts,
    (_key, v) => (typeof v === 'string' ? change(v) : v),
    (t) => t,
  );
};
