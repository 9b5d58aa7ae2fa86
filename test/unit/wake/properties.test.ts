import { describe, expect, test } from 'vitest';
import { instant } from '../../../shared/base/instant.ts';
import type { Analysis } from '../../../shared/model/analysis.ts';
import type { CaseFacts } from '../../../shared/model/facts.ts';
import { DEFAULT_POLICY } from '../../../shared/policy/policy.ts';
import { analyse } from '../../../shared/wake/analyse.ts';
import { at, type Options, organisation, PERIOD, type Tables } from '../../builders/organisation.ts';

const SEEDS = Array.from({ length: 30 }, (_, i) => i + 1);

/** A small generator of numbers in [0, 1) that any run repeats (mulberry32). */
function random(seed: number): () => number {
  let a = seed * 0x9e3779b9;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const PEOPLE = ['anna', 'sam', 'sue', 'holly', 'hugo', 'pia', 'pat', 'olaf'].map((p) => `${p}@ship.example`);
const INBOXES = [
  'anna@ship.example',
  'soc@ship.example',
  'harbour@ship.example',
  'holly@ship.example',
  'office@ship.example',
  'sam@ship.example',
  'pam@ship.example',
];
const KINDS = [
  'password.reset',
  'mfa.enrolled',
  'credential.rotated',
  'credential.created',
  'role.granted',
  'account.enabled',
  'account.disabled',
  'credential.deleted',
];

/** A week of changes, alerts, notices, actions and reviews, thrown together. */
function drawn(seed: number): Tables {
  const next = random(seed);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(next() * list.length)] as T;
  const clock = (minutes: number): string =>
    `d${3 + Math.floor(minutes / 1440)} ${String(Math.floor(minutes / 60) % 24).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
  const events: string[] = [];
  const alerts: string[] = [];
  const notices: string[] = [];
  const actions: string[] = [];
  const reviews: string[] = [];
  for (let i = 0; i < 14; i++) {
    const t = Math.floor(next() * 7 * 1440);
    const id = `EV-${i}`;
    if (next() < 0.3) {
      const target = pick(['name:svc-tide', 'aws-access-key:AKIATIDE0001', 'name:bot-nine']);
      alerts.push(
        `${id}  ${clock(t)}  ${pick(['critical', 'high', 'medium'])}  ${pick(['high', 'medium'])}  odd use  ${target}  tide  prod  2  2026-01-01T00:00:00Z  INC-${i}`,
      );
      if (next() < 0.6)
        actions.push(
          `X${i}  ${clock(t + Math.floor(next() * 120))}  ${pick(PEOPLE)}  ${target}  ${pick(['rotate', 'disable', 'revoke', 'ticket', 'end-sessions'])}  ${pick(PEOPLE)}  ${clock(t)}  contain  INC-${i}  success`,
        );
    } else {
      const kind = pick(KINDS);
      const target =
        kind.startsWith('password') || kind.startsWith('mfa')
          ? 'anna@ship.example'
          : pick(['name:svc-tide', 'aws-access-key:AKIATIDE0001', 'name:bot-nine']);
      events.push(
        `${id}  ${clock(t)}  ${kind}  ${pick(PEOPLE)}  ${target}  success  ${pick(PEOPLE)}  ${clock(Math.max(0, t - 30))}  asked  INC-${i}`,
      );
      if (next() < 0.5)
        events.push(
          `U${i}  ${clock(t + Math.floor(next() * 200))}  session.started  ${pick(['name:svc-tide', 'aws-access-key:AKIATIDE0001'])}  -  success  -  -  -  -`,
        );
      if (next() < 0.5)
        reviews.push(
          `C${i}  ${target}  ${pick(['approve', 'revoke'])}  ${pick(PEOPLE)}  ${clock(t + Math.floor(next() * 3000))}  ${next() < 0.5 ? id : '-'}`,
        );
    }
    for (let n = 0; n < 3; n++) {
      if (next() < 0.4) continue;
      const status = pick(['delivered', 'delivered', 'bounced', 'sent', 'acknowledged', 'seen']);
      const sent = t + Math.floor(next() * 40);
      notices.push(
        `N${i}-${n}  ${clock(sent)}  ${pick(['mail', 'page', 'ticket', 'mail'])}  ${pick(INBOXES)}  ${pick(['password reset', 'access key', 'role granted', 'hello'])}  ${status}  ${clock(sent + Math.floor(next() * 100))}  ${next() < 0.7 ? id : '-'}`,
      );
    }
  }
  const rows = (head: string, list: readonly string[]): string => `${head}\n${list.join('\n')}`;
  return {
    events: rows('event_id  time  kind  actor  target  outcome  approver  approved_at  reason  incident', events),
    alerts: rows('alert_id  time  severity  confidence  title  identity  service  environment  privilege_tier  last_rotation  incident', alerts),
    notices: rows('notice_id  sent_at  channel  recipients  subject  status  status_at  related_id', notices),
    actions: rows('action_id  time  actor  identity  action  approver  approved_at  reason  incident  outcome', actions),
    certifications: rows('item_id  identity  decision  reviewer  decided_at  trigger', reviews),
    identities: 'identity  kind  privilege_tier\nname:bot-nine  service-account  1',
    mailrules: 'mailbox  rule  enabled_from  conditions  actions\nanna@ship.example  .  d4 00:00  subject-contains=password  delete',
  };
}

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

const CLOCKS = new Set([
  'time',
  'sentAt',
  'statusAt',
  'resolvedAt',
  'approvedAt',
  'decidedAt',
  'appliedAt',
  'from',
  'to',
  'asOf',
  'start',
  'end',
  'movedAt',
  'first',
  'last',
  'openedAt',
  'expiresAt',
  'closedAt',
  'starts',
  'ends',
  'lastRotation',
]);

function mapped<T>(value: T, change: (key: string, v: unknown) => unknown, key = ''): T {
  if (Array.isArray(value)) return value.map((v) => mapped(v, change, key)) as T;
  if (value instanceof Float64Array || ArrayBuffer.isView(value) || typeof value === 'function') return value;
  if (value !== null && typeof value === 'object') return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, mapped(v, change, k)])) as T;
  return change(key, value) as T;
}

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
  };
  const change = (v: string): string =>
    v.replace(/anna|sam(?=@)|sue|holly|hugo|pia|pat(?=@)|olaf|svc-tide|AKIATIDE0001|bot-nine/g, (m) => names[m] ?? m);
  return rebuilt(
    facts,
    (_key, v) => (typeof v === 'string' ? change(v) : v),
    (t) => t,
  );
};
