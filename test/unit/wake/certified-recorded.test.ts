import { describe, expect, test } from 'vitest';
import { at, PERIOD } from '../../builders/organisation.ts';
import { judge } from './helpers.ts';

const GRANT = `
  event_id  time      kind          actor              target         outcome  access  approver            approved_at  reason  incident
  E1        d4 10:00  role.granted  pat@ship.example   name:svc-tide  success  writer  holly@ship.example  d4 09:00     need    INC-1`;
const TOLD = `
  notice_id  sent_at  channel  recipients                          subject                     status        status_at  related_id
  N1         10:01    mail     harbour@ship.example                role granted                delivered     10:02      E1
  N2         10:01    mail     sam@ship.example                    role granted                acknowledged  10:20      E1`;
const review = (...rows: string[]): string => `
  item_id  identity       access  reviewer            decision  decided_at  applied_at  trigger
  ${rows.join('\n  ')}`;
const GOOD = 'C1  name:svc-tide  writer  pia@ship.example  approve  d6 09:00  -  -';
const run = (certifications: string, more: object = {}, options: object = {}): ReturnType<typeof judge> =>
  judge({ events: GRANT, notices: TOLD, certifications, ...more }, options);

describe('certified', () => {
  test('a review of the same access within the week at tier 2', () => {
    expect(run(review(GOOD)).rules).toEqual([]);
    expect(run(review(GOOD)).verdict('E1', 'certified')).toBe('met');
  });
  test('never reviewed', () => expect(run(review()).finding('cert.missing')).toMatchObject({ severity: 'high', verdict: 'unmet', missing: [] }));
  test('never reviewed where the reviews are not covered to the deadline is unknown', () => {
    const j = run(review(), {}, { covers: { certifications: { from: PERIOD.from, to: at('d8 00:00') } } });
    expect(j.rules).toEqual([]);
    expect(j.verdict('E1', 'certified')).toBe('unknown');
  });
  test('a case without any reviews asks for them', () => {
    const j = judge({ events: GRANT, notices: TOLD });
    expect(j.rules).toEqual([]);
    expect(j.analysis.requests.map((r) => [r.system, r.channel])).toEqual([['any', 'certification']]);
  });
  test('after the deadline it is late', () =>
    expect(run(review(GOOD.replace('d6', 'd12'))).finding('cert.late')).toMatchObject({ severity: 'low', verdict: 'late' }));
  test('at tier 1 the deadline is a day, and severity goes up', () => {
    const identities = 'identity  kind  privilege_tier\n name:svc-tide  service-account  1';
    expect(run(review(GOOD), { identities }).finding('cert.late').severity).toBe('medium');
  });
  test('reviewed before the change only', () =>
    expect(run(review(GOOD.replace('d6', 'd3'))).finding('cert.once-only')).toMatchObject({ severity: 'medium', verdict: 'unmet' }));
  test('the review of another access is none', () => expect(run(review(GOOD.replace('writer', 'reader'))).rules).toEqual(['cert.missing']));
  test('a review of any access, or of all, stands for this one', () => {
    expect(run(review(GOOD.replace('writer', '*'))).rules).toEqual([]);
    expect(run(review(GOOD.replace('writer', '-'))).rules).toEqual([]);
  });
  test('a policy is the same by its ARN and by its name, where the log has the one and the review the other', () => {
    const events = GRANT.replace('writer  holly', 'arn:aws:iam::aws:policy/Writer  holly');
    expect(run(review(GOOD), { events }).rules).toEqual([]);
    expect(run(review(GOOD.replace('writer', 'arn:aws:iam::aws:policy/Reader')), { events }).rules).toEqual(['cert.missing']);
  });
  test('an item never decided is no review', () => {
    expect(run(review(GOOD.replace('approve', 'none'))).rules).toEqual(['cert.missing']);
    expect(run(review(GOOD.replace('d6 09:00', '-'))).rules).toEqual(['cert.missing']);
  });
  test('a row that an event triggered stands for it and earlier ones, and for no later one', () => {
    const events = `${GRANT}
      E2        d5 10:00  role.granted  pat@ship.example   name:svc-tide  success  writer  holly@ship.example  d5 09:00     need    INC-1`;
    const notices = `${TOLD}
      N3         d5 10:01    mail     harbour@ship.example                role granted                delivered     d5 10:02      E2
      N4         d5 10:01    mail     sam@ship.example                    role granted                acknowledged  d5 10:20      E2`;
    const of = (trigger: string): readonly (readonly string[])[] => {
      const j = run(review(GOOD.replace('-  -', `-  ${trigger}`)), { events, notices });
      return [j.of('E1'), j.of('E2')];
    };
    expect(of('E2')).toEqual([[], []]);
    expect(of('E1')).toEqual([[], ['cert.missing']]);
  });
  test('reviewed by the identity, its holder, or the actor of the change', () => {
    expect(run(review(GOOD.replace('pia@ship.example', 'pat@ship.example'))).finding('cert.self')).toMatchObject({
      severity: 'high',
      verdict: 'unmet',
    });
    expect(run(review(GOOD.replace('pia@ship.example', 'name:svc-tide'))).rules).toEqual(['cert.self']);
  });
  test('a second, independent review heals it', () =>
    expect(run(review(GOOD.replace('pia@ship.example', 'pat@ship.example'), GOOD.replace('C1', 'C2'))).rules).toEqual([]));
  test('the reviewer had left, or moved, before deciding', () => {
    const people = (row: string): string => `
      person               display_name  status  start                 end       moved_at
      vera@ship.example    Vera Vane     ${row}`;
    const c = review(GOOD.replace('pia@', 'vera@'));
    expect(run(c, { people: people('left    2020-01-01T00:00:00Z  d5 00:00  -') }).finding('cert.reviewer-gone')).toMatchObject({ severity: 'high' });
    expect(run(c, { people: people('active  2020-01-01T00:00:00Z  -         d5 00:00') }).of('E1')).toEqual(['cert.reviewer-gone']);
    expect(run(c, { people: people('left    2020-01-01T00:00:00Z  d7 00:00  -') }).of('E1')).toEqual([]);
    expect(run(c, { people: people('active  2020-01-01T00:00:00Z  -         -') }).of('E1')).toEqual([]);
  });
  test('revoked on paper: carried out late, or never', () => {
    const revoke = GOOD.replace('approve', 'revoke ');
    expect(run(review(revoke.replace('-  -', 'd8 09:00  -'))).finding('cert.unenforced')).toMatchObject({ severity: 'high' });
    expect(run(review(revoke)).rules).toEqual(['cert.unenforced']);
    expect(run(review(revoke.replace('-  -', 'd6 12:00  -'))).rules).toEqual([]);
    const events = `${GRANT}
      E2        d6 12:00  role.revoked  pat@ship.example   name:svc-tide  success  writer  -  -     -    -`;
    expect(run(review(revoke), { events }).rules).toEqual([]);
    expect(run(review(revoke), { events: events.replace('success  writer  -', 'success  reader  -') }).rules).toEqual(['cert.unenforced']);
  });
  test('a key is reviewed by itself, or as the access of its holder', () => {
    const KEY = `
      event_id  time      kind                actor             target                        outcome  access
      K1        d4 10:00  credential.created  pat@ship.example  aws-access-key:AKIASHIP12345  success  -`;
    const identities = `
      identity                      kind        holder         privilege_tier
      aws-access-key:AKIASHIP12345  credential  name:svc-tide  2`;
    const of = (identity: string, access: string): readonly string[] =>
      judge({ events: KEY, identities, certifications: review(`C1  ${identity}  ${access}  pia@ship.example  approve  d6 09:00  -  -`) })
        .of('K1')
        .filter((x) => x.startsWith('cert'));
    expect(of('aws-access-key:AKIASHIP12345', '*')).toEqual([]);
    expect(of('name:svc-tide', 'AKIASHIP12345')).toEqual([]);
    expect(of('name:svc-tide', 'aws-access-key:AKIASHIP12345')).toEqual([]);
    expect(of('name:svc-tide', 'AKIASHIP99999')).toEqual(['cert.missing']);
    expect(of('name:svc-ebb', 'AKIASHIP12345')).toEqual(['cert.missing']);
  });
  test('where an account’s secret was rotated, the record may name the secret that is reviewed', () => {
    const events = `
      event_id  time      kind                actor             target         outcome  access
      K1        d4 10:00  credential.rotated  pat@ship.example  name:svc-tide  success  tide-db`;
    const of = (access: string): readonly string[] =>
      judge({ events, certifications: review(GOOD.replace('writer', access)) })
        .of('K1')
        .filter((x) => x.startsWith('cert'));
    expect(of('tide-db')).toEqual([]);
    expect(of('tide-mq')).toEqual(['cert.missing']);
  });
  test('revoked, and never carried out where no audit log covers the day is not shown', () => {
    const j = run(review(GOOD.replace('approve', 'revoke ')), {}, { covers: { events: { from: PERIOD.from, to: at('d6 12:00') } } });
    expect(j.rules).toEqual([]);
  });
});

describe('person.left', () => {
  const people = `
    person              display_name  status  start                 end
    lea@ship.example    Lea Lock      left    2020-01-01T00:00:00Z  d5 10:00`;
  const identities = `
    identity       kind             privilege_tier
    name:svc-oar   service-account  2
    name:svc-sail  service-account  2`;
  const claims = `
    subject        subject_type  role     party             party_type
    name:svc-oar   identity      owner    lea@ship.example  person
    name:svc-oar   identity      steward  harbour           team
    name:svc-sail  identity      owner    lea@ship.example  person`;
  const notices = `
    notice_id  sent_at      channel  recipients            subject                              status        status_at  related_id
    N1         d5 12:00     mail     harbour@ship.example  leaver: Lea Lock, lea@ship.example   delivered     d5 12:00   -
    N2         d5 12:00     mail     soc@ship.example      leaver: Lea Lock, lea@ship.example   delivered     d5 12:00   -`;
  const row = (id: string, identity: string): string => `${id}  ${identity}  -  pia@ship.example  approve  d5 15:00  -  -`;
  const run2 = (certifications: string, more: object = {}): ReturnType<typeof judge> =>
    judge({ people, identities, claims, notices, certifications, ...more });

  test('the others who own each, security where there is nobody, and each reviewed', () => {
    const j = run2(review(row('C1', 'name:svc-oar'), row('C2', 'name:svc-sail')));
    expect(j.of('lea@ship.example')).toEqual([]);
    const w = j.analysis.wakes.find((x) => x.kind === 'person.left');
    expect(w?.audiences.map((a) => a.name)).toEqual(['owner', 'security']);
    expect(w?.strip).toEqual(['met', 'met', 'met', 'not-required', 'not-required', 'not-required', 'met', 'met']);
  });
  test('one of two reviewed is partial', () => {
    const j = run2(review(row('C1', 'name:svc-oar')));
    expect(j.finding('cert.missing')).toMatchObject({ verdict: 'partial' });
  });
  test('security never told while the owners were', () => {
    const j = run2(review(row('C1', 'name:svc-oar'), row('C2', 'name:svc-sail')), { notices: notices.split('\n').slice(0, 3).join('\n') });
    expect(j.finding('route.audience-missing').missing).toEqual(['security']);
  });
  test('who owned nothing leaves no obligations', () => {
    const j = judge({ people, notices }, {});
    expect(j.analysis.wakes.find((x) => x.kind === 'person.left')?.strip.slice(0, 7)).toEqual(Array(7).fill('not-required'));
    expect(j.rules).toEqual([]);
  });
});

describe('recorded', () => {
  const CERT = review(GOOD);
  test('a row without approval and reason is incomplete', () => {
    const j = run(CERT, { events: GRANT.replace('holly@ship.example  d4 09:00     need', '-  -     -') });
    expect(j.finding('record.incomplete')).toMatchObject({
      missing: ['approval', 'reason'],
      severity: 'high',
      verdict: 'partial',
      stage: 'recorded',
    });
  });
  test('a row without an actor and an outcome is incomplete', () => {
    const j = run(CERT, { events: GRANT.replace('pat@ship.example ', '- ').replace('success', '-') });
    expect(j.finding('record.incomplete').missing).toEqual(['actor', 'outcome']);
  });
  test('approval and reason are not asked where the kind has no obligations', () => {
    const events = `
      event_id  time      kind          actor              target         outcome
      E9        d4 10:00  role.revoked  pat@ship.example   name:svc-tide  success`;
    expect(judge({ events }).rules).toEqual([]);
  });
  test('who did it, to whom, when and how it went are asked of every change, and of a sign-in or what means nothing not', () => {
    const lacks = (kind: string, row: string): readonly string[] =>
      judge({ events: `event_id  time  kind  actor  target  outcome\nE9  d4 10:00  ${kind}  ${row}` }).analysis.findings.flatMap((f) => [
        f.rule,
        ...f.missing,
      ]);
    expect(lacks('role.revoked', '-  name:svc-tide  success')).toEqual(['record.incomplete', 'actor']);
    expect(lacks('account.disabled', 'pat@ship.example  name:svc-tide  -')).toEqual(['record.incomplete', 'outcome']);
    expect(lacks('session.ended', '-  name:svc-tide  success')).toEqual([]);
    expect(lacks('logging.disabled', 'pat@ship.example  -  success')).toEqual(['coverage.logging-disabled']);
    expect(lacks('other', '-  -  -')).toEqual([]);
    expect(lacks('role.revoked', '-  name:svc-tide  failure')).toEqual([]);
  });
  test('an undated event is incomplete and in no wake', () => {
    const j = run(CERT, {
      events: `${GRANT}\n E2  -  role.granted  pat@ship.example  name:svc-tide  success  reader  holly@ship.example  d4 09:00  need  INC-1`,
    });
    expect(j.finding('record.incomplete')).toMatchObject({ missing: ['time'], wake: undefined });
  });
  test('an action that carries no incident belongs to the change that it made', () => {
    const actions = (incident: string): string => `
      action_id  time      actor              identity       action  approver            approved_at  reason   incident  outcome
      X1         d4 11:00  pat@ship.example   name:svc-tide  rotate  holly@ship.example  d4 10:30     contain  ${incident}  success`;
    expect(run(CERT, { actions: actions('-') }).of('E1')).toEqual(['record.uncorrelated']);
    expect(run(CERT, { actions: actions('INC-1') }).of('E1')).toEqual([]);
  });
  test('an action that carries no incident and comes days after the alert is the alert’s late one, gaps and all', () => {
    const of = (severity: string): readonly string[] =>
      judge({
        alerts: `
          alert_id  time      severity  confidence  title    identity       service  environment  privilege_tier  last_rotation         incident
          A1        d4 12:00  ${severity}      low         odd use  name:svc-tide  tide     prod         2               2026-01-01T00:00:00Z  INC-7`,
        actions: `
          action_id  time      actor               identity       action   approver  reason  outcome
          X1         d6 12:30  holly@ship.example  name:svc-tide  disable  -         -       success`,
      }).of('A1');
    expect(of('high').filter((x) => /^action|^record/.test(x))).toEqual(['action.late', 'record.incomplete', 'record.uncorrelated']);
    // Of a medium alert no action is asked.
    expect(of('low').filter((x) => /^action|^record/.test(x))).toEqual([]);
  });
  test('a gap in an action’s row is a gap of the alert that it answers', () => {
    const alerts = `
      alert_id  time   severity  confidence  title    identity       service  environment  privilege_tier  last_rotation         incident
      A1        12:00  medium    high        odd use  name:svc-tide  tide     prod         2               2026-01-01T00:00:00Z  INC-7`;
    const actions = `
      action_id  time   actor               identity       action  approver  reason  incident  outcome
      X1         12:30  holly@ship.example  name:svc-tide  rotate  -         -       INC-7     success`;
    const notices = `${TOLD}
      N5         12:01    mail     harbour@ship.example                odd                delivered     12:02      A1`;
    const j = run(CERT, { alerts, actions, notices });
    expect(j.of('A1')).toEqual(['record.incomplete']);
    expect(j.finding('record.incomplete').missing).toEqual(['approval', 'reason']);
  });
});
