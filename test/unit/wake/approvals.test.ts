import { describe, expect, test } from 'vitest';
import { judge } from './helpers.ts';

/** Rows of `events` whose kind is none are kept as they are, which is what an access request and a decision on one are. */
const requests = (...rows: string[]): ReturnType<typeof judge> =>
  judge({
    events: `
  event_id  time      kind                     actor             target            outcome  access   correlation  approver            approved_at  reason  incident
  ${rows.join('\n  ')}`,
  });
const REQUEST =
  'rq-1      10:00     access request userAdd   pat@ship.example  pat@ship.example  success  Finance  ap-1         -                   -            need    -';
const APPROVAL =
  'st-1      09:30     access request approval  sam@ship.example  -                 success  -        rq-1         sam@ship.example    09:30        fine    -';

describe('a request by which access was given', () => {
  test('without an approval anywhere is an incomplete record, although the policy asks nothing of it', () => {
    const j = requests(REQUEST);
    expect(j.rules).toEqual(['record.incomplete']);
    expect(j.finding('record.incomplete')).toMatchObject({ missing: ['approval'], verdict: 'partial' });
    expect(j.finding('record.incomplete').text).toContain('was given Finance lacks approval');
  });
  test('is complete where the decision on it is a record of its own', () => expect(requests(REQUEST, APPROVAL).rules).toEqual([]));
  test('is not approved by a refusal, or by the approval of another request', () => {
    expect(requests(REQUEST, APPROVAL.replace('success', 'failure')).rules).toEqual(['record.incomplete']);
    expect(requests(REQUEST, APPROVAL.replace('rq-1', 'rq-2')).rules).toEqual(['record.incomplete']);
  });
  test('without a justification lacks a reason; that of the approver is not the one of the requestor', () =>
    expect(requests(REQUEST.replace('need', '-   '), APPROVAL).finding('record.incomplete').missing).toEqual(['reason']));
  test('that was refused, or is still open, is asked nothing', () => {
    expect(requests(REQUEST.replace('success', 'failure')).rules).toEqual([]);
    expect(requests(REQUEST.replace('success', 'unknown')).rules).toEqual([]);
  });
});

describe('a change whose ticket was approved', () => {
  const GRANT =
    'E1        10:00     role.granted             pat@ship.example  name:svc-tide     success  writer   -            -                   -            need    CHG-7';
  const missing = (...rows: string[]): readonly string[] =>
    requests(...rows).analysis.findings.find((f) => f.rule === 'record.incomplete')?.missing ?? [];
  test('has an approval, by the number of the ticket', () => {
    expect(missing(GRANT)).toEqual(['approval']);
    expect(missing(GRANT, APPROVAL.replace('rq-1', 'CHG-7'))).toEqual([]);
    expect(missing(GRANT, APPROVAL.replace('rq-1', 'CHG-8'))).toEqual(['approval']);
  });
});
