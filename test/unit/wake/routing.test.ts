import { expect, test } from 'vitest';
import { judge } from './helpers.ts';

test('an alert that came late into a queue lay in a queue, unless somebody by name had it before', () => {
  const of = (...steps: string[]): readonly string[] =>
    judge({
      alerts: `
        alert_id  time   severity  confidence  title    identity       service  environment  privilege_tier  last_rotation         incident
        A1        10:00  high      medium      odd use  name:svc-tide  tide     prod         2               2026-01-01T00:00:00Z  INC-7`,
      notices: 'notice_id  sent_at  channel  recipients',
      routes: `
        alert_id  time   step      party         party_type  decided_by        key
        ${steps.join('\n        ')}`,
    })
      .of('A1')
      .filter((x) => x === 'notice.late' || x.startsWith('route'));
  const queue = 'A1        10:40  assigned  ops-catchall  queue       sam@ship.example  K1';
  const owner = (time: string): string => `A1        ${time}  assigned  harbour       team        sam@ship.example  K1`;
  expect(of(queue)).toEqual(['notice.late', 'route.generic-queue']);
  expect(of(queue, owner('10:50'))).toEqual(['notice.late', 'route.generic-queue']);
  expect(of(queue, owner('10:30'))).toEqual(['notice.late']);
  expect(of(queue, owner('10:15'))).toEqual([]);
});
