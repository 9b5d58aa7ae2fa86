import { describe, expect, test } from 'vitest';
import { judge } from './helpers.ts';

const ALERT = `
  alert_id  time   severity  confidence  title    identity       service  environment  privilege_tier  last_rotation         incident
  A1        10:00  medium    low         odd use  name:svc-tide  tide     prod         2               2026-01-01T00:00:00Z  INC-7`;
const TOLD = `
  notice_id  sent_at  channel  recipients         subject  status     status_at  related_id
  P1         10:02    page     holly@ship.example  odd use  delivered  10:02      A1`;
const DUTY = `
  subject        subject_type  role    party      party_type
  name:svc-tide  identity      oncall  tide-duty  schedule`;
const TEAM = `
  subject        subject_type  role   party      party_type
  name:svc-tide  identity      owner  ebb-watch  team`;
const roster = (...stays: string[]): string => `
  schedule   person              from      to
  ${stays.join('\n  ')}`;
const BEFORE = 'tide-duty  holly@ship.example  d3 12:00  d4 09:00';
const AFTER = 'tide-duty  hugo@ship.example   d4 11:00  d5 12:00';

describe('a party that gives nobody', () => {
  const onDuty = (oncall: string, options: object = {}): readonly string[] =>
    judge({ alerts: ALERT, notices: TOLD, claims: DUTY, oncall }, { without: ['claims'], ...options }).of('A1');

  test('between two turns of its roster a schedule gives nobody: there is no owner', () => {
    expect(onDuty(roster(BEFORE, AFTER))).toContain('route.fail-open');
    expect(onDuty(roster(BEFORE, AFTER.replace('d4 11:00', 'd4 10:00')))).not.toContain('route.fail-open');
    expect(onDuty(roster(BEFORE.replace('d4 09:00', 'd4 10:00'), AFTER))).toContain('route.fail-open');
  });
  test('after the last turn it is not known who is on duty, unless the roster was exported for that time', () => {
    expect(onDuty(roster(BEFORE), { covers: { oncall: 'inferred' } })).not.toContain('route.fail-open');
    expect(onDuty(roster(BEFORE))).toContain('route.fail-open');
  });
  test('a team that everybody has left gives nobody, unless it has an address', () => {
    const of = (teams: string): readonly string[] => judge({ alerts: ALERT, notices: TOLD, claims: TEAM, teams }, { without: ['claims'] }).of('A1');
    const left =
      'team       member              from                  to        email\n ebb-watch  holly@ship.example  2020-01-01T00:00:00Z  d3 00:00';
    expect(of(`${left}  -`)).toContain('route.fail-open');
    expect(of(`${left}  ebb@ship.example`)).not.toContain('route.fail-open');
    expect(of(`${left.replace('d3 00:00', '-')}  -`)).toEqual([]);
  });
});

test('what an alert says of the service of its identity holds where no inventory says it', () => {
  const claims = `
    subject  subject_type  role   party     party_type
    tide     service       owner  platform  team
    ebb      service       owner  harbour   team`;
  const told = (to: string, identities: string): readonly string[] =>
    judge({ alerts: ALERT, claims, identities, notices: TOLD.replace('holly@ship.example', to) }, { without: ['claims', 'identities'] }).of('A1');
  const none = 'identity  kind\nname:other  service-account';
  const inventory = 'identity  kind  service\nname:svc-tide  service-account  ebb';
  expect(told('platform@ship.example', none)).toEqual([]);
  expect(told('harbour@ship.example', none)).toEqual(['route.wrong-party']);
  expect(told('harbour@ship.example', inventory)).toEqual([]);
});

test('who comes on duty, or joins the team, after the event was not asked: an acknowledgement of theirs is an outsider’s', () => {
  const of = (claims: string, more: object): readonly string[] =>
    judge(
      {
        alerts: ALERT.replace('medium', 'high  '),
        claims,
        notices: TOLD,
        routes: `
          alert_id  time   step          party             party_type  decided_by         key
          A1        10:05  acknowledged  hugo@ship.example  person      hugo@ship.example  K1`,
        ...more,
      },
      { without: ['claims'] },
    )
      .of('A1')
      .filter((x) => x.startsWith('ack'));
  expect(of(DUTY, { oncall: roster(BEFORE.replace('d4 09:00', 'd4 10:03'), AFTER.replace('d4 11:00', 'd4 10:03')) })).toEqual(['ack.by-outsider']);
  expect(of(DUTY, { oncall: roster(BEFORE.replace('d4 09:00', 'd4 10:03'), AFTER.replace('d4 11:00', 'd4 10:00')) })).toEqual([]);
  const teams = (from: string): string => `
    team       member              from                  to
    ebb-watch  holly@ship.example  2020-01-01T00:00:00Z  -
    ebb-watch  hugo@ship.example   ${from}              -`;
  expect(of(TEAM, { teams: teams('d4 10:03') })).toEqual(['ack.by-outsider']);
  expect(of(TEAM, { teams: teams('d4 10:00') })).toEqual([]);
});

test('sources that disagree on the owner of an account without a person', () => {
  const claims = `
    subject        subject_type  role   party     party_type  system
    name:svc-tide  identity      owner  platform  team        cmdb`;
  const events = `
    event_id  time   kind            actor             target         outcome  approver           approved_at  reason
    E1        10:00  password.reset  sam@ship.example  name:svc-tide  success  hugo@ship.example  09:00        plan`;
  const of = (more: object): readonly string[] => judge({ events, claims, ...more }).of('E1');
  const told = `
    notice_id  sent_at  channel  recipients                             subject         status     status_at  related_id
    N1         10:02    mail     harbour@ship.example|soc@ship.example  password reset  delivered  10:02      E1`;
  expect(of({ notices: told })).toContain('owner.conflict');
  expect(of({ notices: told, claims: claims.replace('platform', 'harbour') })).not.toContain('owner.conflict');
});
