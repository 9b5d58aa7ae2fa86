import { describe, expect, test } from 'vitest';
import { DEFAULT_POLICY } from '../../../shared/policy/policy.ts';
import { analyse } from '../../../shared/wake/analyse.ts';
import { at, organisation, PERIOD } from '../../builders/organisation.ts';
import { judge } from '../wake/helpers.ts';

const use = (...rows: string[]): string => `
  event_id  time      kind             actor           on_behalf_of       outcome
  ${rows.join('\n  ')}`;
const ids = (...rows: string[]): string => `
  identity       kind             environment
  ${rows.join('\n  ')}`;

describe('identity.orphaned', () => {
  const OAR = ids('name:svc-oar   service-account  prod');
  const USED = use('U1        d5 10:00  session.started  name:svc-oar    -                  success');
  const claim = (row: string): string => `
    subject        subject_type  role   party    party_type  valid_from            valid_to
    name:svc-oar   identity      ${row}`;
  test('used, inventoried, and owned by nobody at the end', () => {
    const j = judge({ identities: OAR, events: USED });
    expect(j.finding('identity.orphaned')).toMatchObject({
      severity: 'high',
      verdict: 'unmet',
      stage: 'case',
      event: undefined,
      subject: 'i:name:svc-oar',
    });
  });
  test('an owner until before the end is none', () =>
    expect(judge({ identities: OAR, events: USED, claims: claim('owner  harbour  team        2025-01-01T00:00:00Z  d9 00:00') }).rules).toEqual([
      'identity.orphaned',
    ]));
  test('an owner, or an integration owner, at the end', () => {
    expect(judge({ identities: OAR, events: USED, claims: claim('owner  harbour  team        2025-01-01T00:00:00Z  -') }).rules).toEqual([]);
    expect(judge({ identities: OAR, events: USED, claims: claim('integration-owner  harbour  team        2025-01-01T00:00:00Z  -') }).rules).toEqual(
      [],
    );
  });
  test('a security claim makes no owner', () =>
    expect(judge({ identities: OAR, events: USED, claims: claim('security  harbour  team        2025-01-01T00:00:00Z  -') }).rules).toEqual([
      'identity.orphaned',
    ]));
  test('never used, or used without success, or before the period, it is not', () => {
    expect(judge({ identities: OAR }).rules).toEqual([]);
    expect(judge({ identities: OAR, events: USED.replace('success', 'failure') }).rules).toEqual([]);
    expect(judge({ identities: OAR, events: USED.replace('d5 10:00', '2026-02-20T10:00:00Z') }).rules).toEqual([]);
  });
  test('what no inventory and no claim names is not', () => expect(judge({ events: USED }).rules).toEqual([]));
  test('a person is not', () => expect(judge({ identities: ids('name:svc-oar   human  prod'), events: USED }).rules).toEqual([]));
  test('where no source says who owns anything, nothing follows', () =>
    expect(judge({ identities: OAR, events: USED }, { without: ['claims'] }).rules).toEqual([]));
});

describe('coverage.silent', () => {
  const every = (hours: number, from: number, to: number): string[] => {
    const out: string[] = [];
    for (let h = from; h < to; h += hours)
      out.push(`U${h}  d${1 + Math.floor(h / 24)} ${String(h % 24).padStart(2, '0')}:00  session.started  name:svc-tide  -  success`);
    return out;
  };
  const inferred = { covers: { events: 'inferred' } } as const;
  test('a hole of ten hours in a log that writes every hour', () => {
    const j = judge({ events: use(...every(1, 0, 100), ...every(1, 110, 200)) }, inferred);
    const f = j.finding('coverage.silent');
    expect(f).toMatchObject({ severity: 'medium', subject: 'events.csv', stage: 'case' });
    expect(f.text).toContain('from 2026-03-05 03:00:00 UTC to 2026-03-05 14:00:00 UTC');
    expect(j.analysis.cuts.filter((c) => c.reason === 'silent')).toHaveLength(2);
    expect(j.analysis.coverage.filter((c) => c.system === 'events.csv' && c.channel === 'signin')).toHaveLength(2);
  });
  test('in declared coverage it is a finding and cuts nothing', () => {
    const j = judge({ events: use(...every(1, 0, 100), ...every(1, 110, 336)) });
    expect(j.rules).toEqual(['coverage.silent']);
    expect(j.analysis.cuts).toEqual([]);
  });
  test('a hole of five hours is none', () => expect(judge({ events: use(...every(1, 0, 100), ...every(1, 104, 200)) }, inferred).rules).toEqual([]));
  test('a log that is not regular has none', () =>
    expect(judge({ events: use(...every(4, 0, 100), ...every(4, 120, 200)) }, inferred).rules).toEqual([]));
  test('fewer than twenty records tell nothing', () =>
    expect(judge({ events: use(...every(1, 0, 8), ...every(1, 30, 40)) }, inferred).rules).toEqual([]));
});

describe('coverage', () => {
  const RESET = `
    event_id  time   kind            actor               target             outcome  approver          approved_at  reason  incident
    E1        10:00  password.reset  hugo@ship.example   anna@ship.example  success  pia@ship.example  09:50        asked   INC-1`;
  test('logging that was turned off cuts declared coverage until the next record', () => {
    const events = `
      event_id  time   kind              actor               target             outcome  approver          approved_at  reason  incident
      L1        10:02  logging.disabled  hugo@ship.example   -                  success  -                 -            -       -
      U1        10:50  session.started   hugo@ship.example   -                  success  -                 -            -       -`;
    const alerts = `
      alert_id  time   severity  confidence  title    identity       service  environment  privilege_tier  last_rotation         incident
      A1        10:00  high      high        odd use  name:svc-tide  tide     prod         2               2026-01-01T00:00:00Z  INC-7`;
    const j = judge({ events, alerts }, { without: [] });
    expect(j.analysis.cuts.map((c) => [c.channel, c.reason, c.from, c.to])).toEqual([
      ['iam-audit', 'logging-disabled', at('10:02'), at('10:50')],
      ['signin', 'logging-disabled', at('10:02'), at('10:50')],
    ]);
    expect(j.verdict('A1', 'acted')).toBe('unknown');
    expect(j.rules).toContain('coverage.logging-disabled');
  });
  test('two declared sources of one log with a hole between them leave a hole', () => {
    const j = judge({ events: RESET, notices: 'notice_id  sent_at  channel' }, { covers: { notices: { from: PERIOD.from, to: at('10:05') } } });
    expect(j.analysis.requests[0]).toMatchObject({ from: at('10:05') });
  });
});

describe('identity.outlives-scope', () => {
  const scopes = `
    scope   identity       starts                ends
    Keel    name:svc-tide  2025-01-01T00:00:00Z  2026-02-25T00:00:00Z`;
  test('used after its scope ended', () => {
    const j = judge({ scopes, events: use('U1        d5 10:00  session.started  name:svc-tide    -                  success') });
    expect(j.finding('identity.outlives-scope')).toMatchObject({ severity: 'high', subject: 'i:name:svc-tide' });
  });
  test('not while another of its scopes lasts, not before, and not by a failed use', () => {
    const events = use('U1        d5 10:00  session.started  name:svc-tide    -                  success');
    expect(judge({ scopes: `${scopes}\n Mast  name:svc-tide  -  2027-01-01T00:00:00Z`, events }).rules).toEqual([]);
    expect(judge({ scopes: scopes.replace('2026-02-25', '2026-04-25'), events }).rules).toEqual([]);
    expect(judge({ scopes, events: events.replace('success', 'failure') }).rules).toEqual([]);
  });
});

describe('identity.shared and identity.human-use', () => {
  const rows = (a: string, b: string): string =>
    use(`U1        d5 10:00  session.assumed  ${a}    name:job-one  success`, `U2        d5 11:00  session.assumed  ${b}    name:job-two  success`);
  test('a service account used for two principals', () =>
    expect(judge({ events: rows('name:svc-tide', 'name:svc-tide') }).finding('identity.shared')).toMatchObject({
      severity: 'medium',
      subject: 'i:name:svc-tide',
    }));
  test('a shared account is there to be shared', () =>
    expect(
      judge({
        events: rows('name:desk', 'name:desk'),
        identities: ids('name:desk  shared-account  -'),
        claims: 'subject  subject_type  role  party  party_type\n name:desk  identity  owner  harbour  team',
      }).rules,
    ).toEqual([]));
  test('one principal is not several', () =>
    expect(judge({ events: rows('name:svc-tide', 'name:svc-tide').replace('job-two', 'job-one') }).rules).toEqual([]));
  test('a person who signs in as a service account', () =>
    expect(
      judge({ events: use('U1        d5 10:00  session.started  name:svc-tide    anna@ship.example  success') }).finding('identity.human-use'),
    ).toMatchObject({ severity: 'medium' }));
  test('inside an open emergency grant it is what the grant is for', () => {
    const breakglass = `
      grant_id  identity       user               opened_at  expires_at  closed_at  approver          approved_at  reason  incident
      G1        name:svc-tide  anna@ship.example  d5 09:00   d5 12:00    d5 11:00   pia@ship.example  d5 08:00     outage  INC-1`;
    expect(
      judge({ breakglass, events: use('U1        d5 10:00  session.started  name:svc-tide    anna@ship.example  success') }).rules,
    ).not.toContain('identity.human-use');
  });
});

describe('coverage.clock-skew', () => {
  const events = `
    event_id  time      kind            actor              target             outcome  correlation
    E1        d4 10:00  role.revoked    pat@ship.example   name:svc-tide      success  req-1
    E2        d4 11:00  role.revoked    pat@ship.example   name:svc-tide      success  req-2
    E3        d4 12:00  role.revoked    pat@ship.example   name:svc-tide      success  req-3`;
  /** The same acts told again by another source, whose clock is off by so many seconds. */
  const twice = (seconds: number, n = 3): readonly string[] => {
    const facts = organisation({ events });
    const told = facts.events.filter((e) => e.kind === 'role.revoked');
    const again = told.slice(0, n).map((e) => ({
      ...e,
      source: 's0099' as never,
      record: `s0099:${e.ordinal}` as never,
      id: `s0099:${e.ordinal}` as never,
      nativeId: `other-${e.ordinal}`,
      time: ((e.time ?? 0) + seconds * 1e6) as never,
    }));
    return analyse({ ...facts, events: [...facts.events, ...again].sort((a, b) => (a.time ?? 0) - (b.time ?? 0)) }, DEFAULT_POLICY).findings.map(
      (f) => f.rule,
    );
  };
  test('three acts told ten seconds apart', () => expect(twice(10)).toEqual(['coverage.clock-skew']));
  test('acts that are shown as one event are still told by two clocks', () => {
    const facts = organisation({ events });
    const merged = facts.events.map((e) => ({
      ...e,
      toldAgain: [{ record: `s0099:${e.ordinal}` as never, time: ((e.time ?? 0) + 90e6) as never }],
    }));
    expect(analyse({ ...facts, events: merged }, DEFAULT_POLICY).findings.map((f) => f.rule)).toEqual(['coverage.clock-skew']);
  });
  test('within both uncertainties, or two acts only, tells nothing', () => {
    expect(twice(4)).toEqual([]);
    expect(twice(10, 2)).toEqual([]);
  });
});

describe('coverage.logging-disabled', () => {
  const off = (outcome: string, time = 'd4 10:00'): readonly string[] =>
    judge({ events: `event_id  time  kind  actor  target  outcome\nL1  ${time}  logging.disabled  pat@ship.example  name:audit-trail  ${outcome}` })
      .rules;
  test('turned off with success inside the period', () => expect(off('success')).toEqual(['coverage.logging-disabled']));
  test('not tried in vain, and not before the period', () => {
    expect(off('failure')).toEqual([]);
    expect(off('success', '2026-02-04T10:00:00Z')).toEqual([]);
  });
});
