import { expect, test } from 'vitest';
import { judge } from './helpers.ts';

test('a stage that names nobody is an acknowledgement by the one recipient of its notice, and of two by nobody in particular', () => {
  const of = (recipients: string): readonly string[] =>
    judge({
      alerts: `
        alert_id  time   severity  confidence  title    identity       service  environment  privilege_tier  last_rotation         incident
        A1        10:00  high      medium      odd use  name:svc-tide  tide     prod         2               2026-01-01T00:00:00Z  INC-7`,
      notices: `
        notice_id  sent_at  channel  recipients     subject  status        status_at  related_id
        P1         10:02    page     ${recipients}  odd use  delivered     10:02      A1
        P1         10:02    page     -              odd use  acknowledged  10:10      A1`,
    })
      .of('A1')
      .filter((x) => x.startsWith('ack'));
  expect(of('holly@ship.example')).toEqual([]);
  expect(of('holly@ship.example|hugo@ship.example')).toEqual(['ack.missing']);
});
