import { describe, expect, test } from 'vitest';
import { at, PERIOD } from '../../builders/organisation.ts';
import { judge } from './helpers.ts';

const RESET = `
  event_id  time   kind            actor               target             outcome  approver          approved_at  reason  incident
  E1        10:00  password.reset  hugo@ship.example   anna@ship.example  success  pia@ship.example  09:50        asked   INC-1`;
const TOLD = `
  notice_id  sent_at  channel  sender           recipients         subject                    status        status_at  related_id
  N1         10:01    mail     it@ship.example  anna@ship.example  Your password reset        delivered     10:02      -
  N2         10:01    mail     it@ship.example  soc@ship.example   password reset E1          delivered     10:02      E1
  N3         10:03    ticket   it@ship.example  sam@ship.example   password reset E1          acknowledged  10:30      E1`;
const ROTATED = `
  event_id  time   kind                target                        actor               outcome  approver            approved_at  reason   incident
  E1        10:00  credential.rotated  aws-access-key:AKIATIDE0001   holly@ship.example  success  hugo@ship.example   09:50        routine  INC-1
  U1        10:20  session.started     -                             name:svc-tide       success  -                   -            -        -`;
const REVIEWED = `
  item_id  identity                      reviewer          decision  decided_at  trigger
  C1       aws-access-key:AKIATIDE0001   pia@ship.example  approve   d5 09:00    E1`;
const none = (text: string): string => `
  notice_id  sent_at   channel  recipients          subject  status
  N9         ${text}  mail     olaf@ship.example   lunch    delivered`;

describe('signalled', () => {
  test('what everybody was told of in time has no finding', () => {
    const j = judge({ events: RESET, notices: TOLD });
    expect(j.rules).toEqual([]);
    expect(j.wake('E1').strip).toEqual(['met', 'met', 'met', 'met', 'not-required', 'not-required', 'not-required', 'met']);
  });

  test('nobody told over covered channels is missing for both audiences, and cuts what follows', () => {
    const j = judge({ events: RESET, notices: none('d2 10:00') });
    const f = j.finding('notice.missing');
    expect(f).toMatchObject({ verdict: 'unmet', severity: 'high', missing: ['person', 'security'] });
    expect(f.coverage.map((c) => c.channel).sort()).toEqual(['mail', 'page', 'ticket']);
    expect(f.text).toContain('Absence was looked for from 10:00:00 to 10:15:00 UTC on 2026-03-04');
    expect(j.rules).toEqual(['notice.missing']);
    expect(j.wake('E1').strip.slice(0, 4)).toEqual(['unmet', 'not-reached', 'not-reached', 'not-reached']);
  });

  test('nobody told where one accepted channel has no source is unknown, and asks for that log', () => {
    const j = judge({ events: RESET, notices: none('d2 10:00') }, { channels: { notices: ['mail', 'ticket'] } });
    expect(j.rules).toEqual([]);
    expect(j.wake('E1').strip.slice(0, 4)).toEqual(['unknown', 'unknown', 'unknown', 'unknown']);
    expect(j.analysis.requests).toMatchObject([{ system: 'any', channel: 'page', from: at('10:00'), to: at('14:00') }]);
    expect(j.analysis.requests[0]?.settles.map((s) => s.stage)).toEqual(['signalled', 'delivered', 'reached', 'acknowledged']);
  });

  test('nobody told where the declared coverage ends inside the window is unknown', () => {
    const j = judge({ events: RESET, notices: none('d2 10:00') }, { covers: { notices: { from: PERIOD.from, to: at('10:10') } } });
    expect(j.rules).toEqual([]);
    expect(j.verdict('E1', 'signalled')).toBe('unknown');
    expect(j.analysis.requests.every((r) => r.system === 'notices.csv' && r.from === at('10:10'))).toBe(true);
  });

  test('an empty export that was declared for the period is evidence of absence', () => {
    const empty = 'notice_id  sent_at  channel';
    expect(judge({ events: RESET, notices: empty }).rules).toEqual(['notice.missing']);
  });

  test('coverage inferred from the records alone does not reach past the last record', () => {
    expect(judge({ events: RESET, notices: none('d2 10:00') }, { covers: { notices: 'inferred' } }).rules).toEqual([]);
  });

  test('the deadline itself is in time', () => {
    expect(
      judge({ events: RESET, notices: TOLD.replaceAll('10:01 ', '10:15 ').replaceAll('10:02', '10:15').replaceAll('10:03', '10:15') }).rules,
    ).toEqual([]);
  });

  test('one audience told late is partial and names it', () => {
    const j = judge({ events: RESET, notices: TOLD.replace('N1         10:01', 'N1         10:40').replace('10:02      -', '10:41      -') });
    expect(j.finding('notice.late')).toMatchObject({ verdict: 'partial', severity: 'medium', missing: ['person'] });
    expect(j.rules).toEqual(['notice.late']);
    expect(j.verdict('E1', 'reached')).toBe('partial');
  });

  test('a notice that was opened after the deadline, and has no other receipt, arrived when it was sent', () => {
    const seen = TOLD.replace('delivered     10:02      -', 'seen          11:30      -');
    const j = judge({ events: RESET, notices: seen });
    expect(j.rules).toEqual([]);
    expect(j.wake('E1').strip.slice(0, 3)).toEqual(['met', 'met', 'met']);
    // Whether or not a log would show receipts: it was opened.
    const other = { covers: { notices: { from: PERIOD.from, to: at('10:10') } } };
    expect(judge({ events: RESET, notices: seen }, other).verdict('E1', 'delivered')).toBe('met');
  });

  test('all told late is late, and no cut', () => {
    const late = TOLD.replaceAll('10:01 ', '10:40 ').replaceAll('10:02', '10:41').replace('10:03', '10:42').replace('10:30', '10:50');
    const j = judge({ events: RESET, notices: late });
    expect(j.rules).toEqual(['notice.late']);
    expect(j.wake('E1').strip.slice(0, 4)).toEqual(['late', 'late', 'late', 'met']);
  });

  test('a notice through a channel that the policy does not accept is none', () => {
    expect(judge({ events: RESET, notices: TOLD.replaceAll('mail  ', 'chat  ').replace('ticket', 'chat  ') }).rules).toEqual(['notice.missing']);
  });

  test('a failed event carries no obligations', () => {
    expect(judge({ events: RESET.replace('success', 'failure'), notices: none('d2 10:00') }).analysis.wakes).toEqual([]);
  });

  test('an event before the period carries no obligations', () => {
    const j = judge({ events: RESET.replace('10:00  ', '2026-02-20T10:00:00Z  '), notices: none('d2 10:00') });
    expect(j.analysis.wakes).toEqual([]);
  });

  test('the rotation of a person’s own key asks for nothing', () => {
    const events = ROTATED.replace('aws-access-key:AKIATIDE0001 ', 'aws-access-key:AKIAANNA0001 ');
    const identities = `
      identity                     kind        holder
      aws-access-key:AKIAANNA0001  credential  anna@ship.example`;
    expect(judge({ events, identities, notices: none('d2 10:00') }).analysis.wakes).toEqual([]);
  });
});

describe('ties', () => {
  const one = (row: string): string => `
    notice_id  sent_at  channel  recipients          subject                                             status     status_at
    ${row}`;
  const verdict = (subject: string): string =>
    judge({
      events: ROTATED,
      certifications: REVIEWED,
      notices: one(`N1         10:05    mail     harbour@ship.example   ${subject}   delivered  10:05`),
    }).verdict('E1', 'signalled');

  test('the key named with a phrase of its kind is tied', () => expect(verdict('access key AKIATIDE0001 was rotated')).toBe('met'));
  test('the key named without a phrase is offered and not used', () => expect(verdict('about AKIATIDE0001')).toBe('unmet'));
  test('a phrase without the key is offered and not used', () => expect(verdict('an access key was rotated')).toBe('unmet'));
  test('an id inside a longer one ties nothing', () => expect(verdict('access key AKIATIDE0001-OLD')).toBe('unmet'));
  test('the event’s id in the subject ties without a phrase', () => expect(verdict('see E1.')).toBe('met'));
  test('another id that begins alike ties nothing', () => expect(verdict('see E10')).toBe('unmet'));
  test('the incident’s id ties', () => expect(verdict('[INC-1] key change')).toBe('met'));

  test('weak ties are offered with a reason, and used once accepted', () => {
    const tables = {
      events: ROTATED,
      certifications: REVIEWED,
      notices: one('N1         10:05    mail     harbour@ship.example   about AKIATIDE0001   delivered  10:05'),
    };
    const before = judge(tables);
    const [offer] = before.wake('E1').offers;
    expect(offer).toMatchObject({ state: 'offered', why: 'it names the target, and not what happened to it' });
    if (offer === undefined) return;
    const after = judge(tables, { decisions: { ties: [{ observation: offer.observation, event: offer.event, accept: true }] } });
    expect(after.verdict('E1', 'signalled')).toBe('met');
  });

  test('a rejected tie is not used', () => {
    const tables = {
      events: ROTATED,
      certifications: REVIEWED,
      notices: one('N1         10:05    mail     harbour@ship.example   access key AKIATIDE0001   delivered  10:05'),
    };
    const w = judge(tables).wake('E1');
    const observation = w.notices[0]?.record;
    if (observation === undefined) throw new Error('no tie to reject');
    expect(judge(tables, { decisions: { ties: [{ observation, event: w.event, accept: false }] } }).verdict('E1', 'signalled')).toBe('unmet');
  });

  test('a strong tie after the window ends with the next event of the same target and kind', () => {
    const events = `${RESET}
      E2        12:00  password.reset  hugo@ship.example   anna@ship.example  success  pia@ship.example  11:50        asked   INC-2`;
    const notices = `
      notice_id  sent_at  channel  recipients                              subject                          status     status_at
      N1         12:01    mail     anna@ship.example|soc@ship.example      password reset of anna@ship.example   delivered  12:02`;
    const j = judge({ events, notices });
    expect(j.verdict('E1', 'signalled')).toBe('unmet');
    expect(j.verdict('E2', 'signalled')).toBe('met');
  });
});

describe('notice.ambiguous', () => {
  const body = (text: string): string => `
    notice_id  sent_at  channel  recipients                            subject         body     status     status_at  related_id
    N1         10:01    mail     anna@ship.example|soc@ship.example    Account notice  ${text}  delivered  10:02      E1`;
  const rules = (text: string): readonly string[] => judge({ events: RESET, notices: body(text) }).of('E1');

  test('time, actor, target and type in one body are clear', () =>
    expect(rules('password reset of anna@ship.example by hugo@ship.example at 2026-03-04 10:00 UTC')).not.toContain('notice.ambiguous'));
  test('names by display name and a time of day are clear', () =>
    expect(rules('Hugo Hull made a password reset for Anna Berg at 11:00 CET')).not.toContain('notice.ambiguous'));
  test('the name at the end of an ARN is how people write of it', () => {
    const events = RESET.replace('hugo@ship.example ', 'aws-arn:arn:aws:iam::444455556666:user/ops/hugo.h');
    const said = (by: string): readonly string[] =>
      judge({ events, notices: body(`password reset of anna@ship.example by ${by} at 2026-03-04 10:00 UTC`) }).of('E1');
    expect(said('hugo.h')).not.toContain('notice.ambiguous');
    expect(said('hugo')).toContain('notice.ambiguous');
  });
  test('a body without the actor is not', () =>
    expect(rules('password reset of anna@ship.example at 2026-03-04 10:00 UTC')).toContain('notice.ambiguous'));
  test('a body without the time is not', () =>
    expect(rules('password reset of anna@ship.example by hugo@ship.example')).toContain('notice.ambiguous'));
  test('a body without the type is not', () => expect(rules('hugo@ship.example changed anna@ship.example at 10:00')).toContain('notice.ambiguous'));
  test('what the event lacks is not asked of the notice', () => {
    const events = RESET.replace('hugo@ship.example ', '-                 ');
    expect(judge({ events, notices: body('password reset of anna@ship.example at 10:00') }).of('E1')).not.toContain('notice.ambiguous');
  });
  test('without any body it is not judged', () => expect(judge({ events: RESET, notices: TOLD }).rules).toEqual([]));
});

describe('notice.suppressed', () => {
  const rule = (row: string): string => `
    mailbox              rule  enabled_from  enabled_to  conditions                          actions
    anna@ship.example    .     ${row}`;
  const hide = '09:30         -           subject-contains=Password           delete';
  const j = (row: string, notices = TOLD): ReturnType<typeof judge> => judge({ events: RESET, notices, mailrules: rule(row) });

  test('a rule that was active at the delivery hides the notice; made the same day it is critical', () => {
    const f = j(hide).finding('notice.suppressed');
    expect(f).toMatchObject({ verdict: 'partial', severity: 'critical', missing: ['person'] });
    expect(f.evidence.map((e) => e.role)).toContain('mailrule');
    expect(j(hide).verdict('E1', 'reached')).toBe('met');
  });
  test('a rule of long standing is high', () =>
    expect(j('2025-01-01T00:00:00Z   -   all   move=Archive').finding('notice.suppressed').severity).toBe('high'));
  test('a rule created after the delivery does not suppress', () => expect(j('10:02:30      -           all   delete').rules).toEqual([]));
  test('a rule that had ended does not suppress', () => expect(j('09:30         09:59       all   delete').rules).toEqual([]));
  test('a rule on another subject does not suppress', () =>
    expect(j('09:30         -           subject-contains=invoice   delete').rules).toEqual([]));
  test('a rule on the sender suppresses', () =>
    expect(j('09:30         -           from=it@ship.example   mark-read').rules).toEqual(['notice.suppressed']));
  test('a rule that moves to the inbox does not suppress', () => expect(j('09:30         -           all   move=Inbox').rules).toEqual([]));
  test('a forward does not hide', () => expect(j('09:30         -           all   forward=x@evil.example').rules).toEqual([]));
  test('a redirect hides', () => expect(j('09:30         -           all   redirect=x@evil.example').rules).toEqual(['notice.suppressed']));
  test('another copy that arrived is enough', () => {
    const paged = `${TOLD}
      N4         10:04    page     it@ship.example  anna@ship.example  password reset             delivered     10:05      E1`;
    expect(j(hide, paged).rules).toEqual([]);
  });
  test('a rule on the shared mailbox counts for its team, and the acknowledgement of a cut audience is not reached', () => {
    const mailrules = `
      mailbox             rule  enabled_from  conditions   actions
      soc@ship.example    auto  d2 09:30      all          move=Noise`;
    const onlyMail = TOLD.split('\n').slice(0, 4).join('\n');
    const r = judge({ events: RESET, notices: onlyMail, mailrules });
    expect(r.finding('notice.suppressed')).toMatchObject({ missing: ['security'], verdict: 'partial' });
    expect(r.verdict('E1', 'acknowledged')).toBe('not-reached');
  });
});

describe('notice.undelivered', () => {
  test('every notice to the person bounced', () => {
    const j = judge({ events: RESET, notices: TOLD.replace('delivered     10:02      -', 'bounced       10:02      -') });
    expect(j.finding('notice.undelivered')).toMatchObject({ verdict: 'partial', missing: ['person'], severity: 'high' });
  });
  test('a quarantined one counts, a second that arrived heals it', () => {
    const quarantined = TOLD.replace('delivered     10:02      -', 'quarantined   10:02      -');
    expect(judge({ events: RESET, notices: quarantined }).rules).toEqual(['notice.undelivered']);
    expect(
      judge({
        events: RESET,
        notices: `${quarantined}
      N5         10:06    mail     it@ship.example  anna@ship.example  password reset E1          delivered     10:06      E1`,
      }).rules,
    ).toEqual([]);
  });
  test('without any receipt it counts as delivered where the channel is covered', () => {
    expect(judge({ events: RESET, notices: TOLD.replace('delivered     10:02      -', 'sent          -          -') }).rules).toEqual([]);
  });
  test('without any receipt and without coverage it is unknown', () => {
    const j = judge(
      { events: RESET, notices: TOLD.replace('delivered     10:02      -', 'sent          -          -') },
      { covers: { notices: { from: PERIOD.from, to: at('10:30') } } },
    );
    expect(j.rules).toEqual([]);
    expect(j.wake('E1').obligations.find((o) => o.stage === 'delivered' && o.audience === 'person')?.verdict).toBe('unknown');
  });
});
