import { describe, expect, test } from 'vitest';
import { at, PERIOD } from '../../builders/organisation.ts';
import { judge } from './helpers.ts';

const ALERT = `
  alert_id  time   severity  confidence  title    identity       service  environment  privilege_tier  last_rotation         incident
  A1        10:00  high      high        odd use  name:svc-tide  tide     prod         2               2026-01-01T00:00:00Z  INC-7`;
const KEY_ALERT = ALERT.replace('name:svc-tide', 'aws-access-key:AKIATIDE0001');
const NOTICES = `
  notice_id  sent_at  channel  recipients          subject  status        status_at  related_id
  P1         10:02    page     holly@ship.example  odd use  acknowledged  10:10      A1`;
const CERTS = `
  item_id  identity                     reviewer          decision  decided_at  trigger
  C1       name:svc-tide                pia@ship.example  approve   20:00       A1
  C2       aws-access-key:AKIATIDE0001  pia@ship.example  approve   20:00       A1`;
const act = (...rows: string[]): string => `
  action_id  time   actor               identity       action  approver            approved_at  reason   incident  outcome  scope
  ${rows.join('\n  ')}`;
const ROTATE = 'X1  10:40  holly@ship.example  name:svc-tide  rotate  hugo@ship.example  10:30  contain  INC-7  success  -';
const use = (...rows: string[]): string => `
  event_id  time   kind             actor          outcome  reason
  ${rows.join('\n  ')}`;
const BACK = use('U1  11:00  session.started  name:svc-tide  success  -');
const run = (tables: object, options: object = {}): ReturnType<typeof judge> =>
  judge({ alerts: ALERT, notices: NOTICES, certifications: CERTS, actions: act(ROTATE), events: BACK, ...tables }, options);

describe('acted', () => {
  test('a fitting action by the owner in time, verified by a new sign-in', () => {
    const j = run({});
    expect(j.rules).toEqual([]);
    expect(j.wake('A1').strip.slice(4)).toEqual(['met', 'met', 'met', 'met']);
  });
  test('no action, no ticket, no exception', () => {
    const j = run({ actions: act() });
    expect(j.finding('action.missing')).toMatchObject({ severity: 'high', verdict: 'unmet' });
    expect(j.verdict('A1', 'verified')).toBe('not-reached');
  });
  test('no action where the audit log does not cover the window is unknown', () => {
    const j = run(
      { actions: act() },
      { covers: { actions: { from: PERIOD.from, to: at('10:20') }, events: { from: PERIOD.from, to: at('10:20') } } },
    );
    expect(j.of('A1')).toEqual([]);
    expect(j.verdict('A1', 'acted')).toBe('unknown');
  });
  test('an alert of medium confidence has a day', () => {
    const alerts = ALERT.replace('high        odd', 'medium      odd');
    expect(
      run({
        alerts,
        actions: act(ROTATE.replace('10:40', '20:40').replace('10:30', '20:30')),
        events: use('U1  20:50  session.started  name:svc-tide  success  -'),
      }).of('A1'),
    ).toEqual([]);
  });
  test('an action after the deadline is late', () => {
    const j = run({ actions: act(ROTATE.replace('10:40', '11:10')), events: use('U1  11:20  session.started  name:svc-tide  success  -') });
    expect(j.finding('action.late')).toMatchObject({ severity: 'medium', verdict: 'late' });
    expect(j.of('A1')).toEqual(['action.late']);
  });
  test('a ticket and no action', () => {
    const j = run({ actions: act('X1  10:40  holly@ship.example  name:svc-tide  ticket  hugo@ship.example  10:30  look  INC-7  success  -') });
    expect(j.finding('action.ticket-only')).toMatchObject({ severity: 'medium' });
    expect(j.of('A1')).toEqual(['action.ticket-only']);
  });
  test('a notice through a ticket is a ticket', () => {
    expect(run({ actions: act(), notices: NOTICES.replace('page  ', 'ticket') }).of('A1')).toEqual(['action.ticket-only']);
  });
  test('an approved exception in time meets it', () => {
    const exception = (approved: string): readonly string[] =>
      run({
        actions: act(
          `X1  10:40  holly@ship.example  name:svc-tide  ticket  hugo@ship.example  ${approved}  an Exception: vendor test  INC-7  success  -`,
        ),
      }).of('A1');
    expect(exception('10:30')).toEqual([]);
    expect(exception('11:30')).toEqual(['action.ticket-only']);
  });
  test('ending the sessions of a service account does not fit', () => {
    const j = run({ actions: act(ROTATE.replace('rotate', 'end-sessions')) });
    expect(j.finding('action.mismatched')).toMatchObject({ severity: 'high', verdict: 'unmet' });
    expect(j.of('A1')).toEqual(['action.mismatched']);
  });
  test('a person locked out where a key had to be rotated does not fit', () => {
    const identities = `
      identity                     kind        holder             privilege_tier
      aws-access-key:AKIAANNA0001  credential  anna@ship.example  2`;
    const claims = `
      subject                      subject_type  role   party    party_type
      aws-access-key:AKIAANNA0001  identity      owner  harbour  team`;
    const alerts = ALERT.replace('name:svc-tide', 'aws-access-key:AKIAANNA0001');
    const of = (row: string): readonly string[] =>
      run({ alerts, identities, claims, actions: act(row), certifications: CERTS.replaceAll('AKIATIDE0001', 'AKIAANNA0001') }).of('A1');
    expect(of('X1  10:40  holly@ship.example  anna@ship.example  disable  hugo@ship.example  10:30  contain  INC-7  success  -')).toContain(
      'action.mismatched',
    );
    expect(
      of('X1  10:40  holly@ship.example  aws-access-key:AKIAANNA0001  revoke  hugo@ship.example  10:30  contain  INC-7  success  -'),
    ).not.toContain('action.mismatched');
  });
  test('an outsider acted', () => {
    const j = run({ actions: act(ROTATE.replace('holly@ship.example', 'olaf@ship.example').replace('hugo@ship.example', 'olaf@ship.example')) });
    expect(j.finding('action.unauthorised')).toMatchObject({ severity: 'high', verdict: 'unmet' });
  });
  test('an outsider with the owner’s approval beforehand may act, with one afterwards not', () => {
    const of = (approved: string): readonly string[] =>
      run({ actions: act(ROTATE.replace('holly@ship.example', 'olaf@ship.example').replace('10:30', approved)) }).of('A1');
    expect(of('10:40')).toEqual([]);
    expect(of('10:41')).toEqual(['action.unauthorised']);
  });
  test('security and platform may act', () =>
    expect(run({ actions: act(ROTATE.replace('holly@ship.example', 'pat@ship.example')) }).of('A1')).toEqual([]));
  test('somebody whom nothing knows is not shown to lack authority', () => {
    const j = run({ actions: act(ROTATE.replace('holly@ship.example', 'name:runbook-9').replace('hugo@ship.example', 'name:runbook-9')) });
    expect(j.of('A1')).toEqual([]);
    expect(j.verdict('A1', 'acted')).toBe('unknown');
  });
  test('an action limited to one environment leaves another consumer out', () => {
    const identities = `
      identity                     kind        environment
      aws-access-key:AKIATIDE0001  credential  prod|staging`;
    const revoke = 'X1  10:40  holly@ship.example  aws-access-key:AKIATIDE0001  revoke  hugo@ship.example  10:30  contain  INC-7  success';
    const failed = use('U1  11:00  session.failed  aws-access-key:AKIATIDE0001  failure  -');
    const of = (...scopes: string[]): readonly string[] =>
      run({ alerts: KEY_ALERT, identities, events: failed, actions: act(...scopes.map((s, i) => `${revoke.replace('X1', `X${i}`)}  ${s}`)) }).of(
        'A1',
      );
    expect(of('prod')).toEqual(['action.partial']);
    expect(of('prod', 'staging')).toEqual([]);
    expect(of('-')).toEqual([]);
  });
  test('a key disabled in the audit log is an action', () => {
    const events = `
      event_id  time   kind                 actor               target                       outcome  approver           approved_at  reason   incident
      E2        10:40  credential.disabled  hugo@ship.example   aws-access-key:AKIATIDE0001  success  holly@ship.example  10:30        contain  INC-7
      U1        11:00  session.failed       aws-access-key:AKIATIDE0001  -                   failure  -                  -            -        -`;
    const notices = `${NOTICES}
      P2         10:41    page     holly@ship.example  key off  acknowledged  10:50      E2`;
    expect(run({ alerts: KEY_ALERT, actions: act(), events, notices }).rules).toEqual([]);
  });
  test('what the suspect did to itself is no answer', () => {
    const events = `
      event_id  time   kind            actor              target             outcome  approver           approved_at  reason  incident
      E2        10:40  password.reset  anna@ship.example  anna@ship.example  success  hugo@ship.example  10:30        own     -`;
    const alerts = ALERT.replace('name:svc-tide', 'anna@ship.example');
    const claims = `
      subject            subject_type  role   party    party_type
      anna@ship.example  identity      owner  harbour  team`;
    expect(run({ alerts, claims, actions: act(), events }).of('A1')).toContain('action.missing');
  });
  test('a shared account needs a rotation and the end of its sessions', () => {
    const identities = `
      identity       kind
      name:ops-desk  shared-account`;
    const claims = `
      subject        subject_type  role   party    party_type
      name:ops-desk  identity      owner  harbour  team`;
    const alerts = ALERT.replace('name:svc-tide', 'name:ops-desk');
    const row = (id: string, action: string): string =>
      `${id}  10:40  holly@ship.example  name:ops-desk  ${action}  hugo@ship.example  10:30  contain  INC-7  success  -`;
    const verdict = (...rows: string[]): string => run({ identities, claims, alerts, actions: act(...rows) }).verdict('A1', 'acted');
    expect(verdict(row('X1', 'rotate'), row('X2', 'end-sessions'))).toBe('met');
    expect(verdict(row('X1', 'rotate'))).toBe('partial');
  });
});

describe('verified', () => {
  test('nothing shows that the action held', () => {
    const disable = ROTATE.replace('rotate', 'disable');
    const j = run({ actions: act(disable), events: use() });
    expect(j.finding('verify.missing')).toMatchObject({ severity: 'high', verdict: 'unmet' });
  });
  test('a failed use afterwards shows it; late it is late and no finding', () => {
    const actions = act(ROTATE.replace('rotate', 'disable'));
    expect(run({ actions, events: use('U1  11:00  session.failed  name:svc-tide  failure  -') }).of('A1')).toEqual([]);
    const late = run({ actions, events: use('U1  13:00  session.failed  name:svc-tide  failure  -') });
    expect(late.of('A1')).toEqual([]);
    expect(late.verdict('A1', 'verified')).toBe('late');
  });
  test('silence where no sign-in log covers the hour is unknown', () => {
    const j = run({ actions: act(ROTATE.replace('rotate', 'disable')), events: use() }, { channels: { events: ['iam-audit'] } });
    expect(j.of('A1')).toEqual([]);
    expect(j.verdict('A1', 'verified')).toBe('unknown');
  });
  test('a ticket that says so is proof that anybody could have written', () => {
    const notices = `${NOTICES}
      T1         11:10    ticket   holly@ship.example  A1: revocation confirmed  sent  -      A1`;
    expect(run({ actions: act(ROTATE.replace('rotate', 'disable')), events: use(), notices }).of('A1')).toEqual(['record.mutable-proof']);
  });
  test('a ticket that told of the alert and is closed with the word after the action says so then', () => {
    const closed = (when: string): string => `${NOTICES}
      T1         10:01    ticket   holly@ship.example  A1 raised               sent  -        A1
      T1         10:01    ticket   -                   A1 revocation confirmed  sent  ${when}  A1`;
    const run1 = (when: string) => run({ actions: act(ROTATE.replace('rotate', 'disable')), events: use(), notices: closed(when) });
    expect(run1('11:10').of('A1')).toEqual(['record.mutable-proof']);
    expect(run1('11:10').verdict('A1', 'verified')).toBe('met');
    expect(run1('13:10').verdict('A1', 'verified')).toBe('late');
    // Before the action it says nothing of the action.
    expect(run1('10:20').of('A1')).toEqual(['verify.missing']);
  });
  test('a use after it was disabled', () => {
    const j = run({ actions: act(ROTATE.replace('rotate', 'disable')) });
    expect(j.finding('verify.ineffective')).toMatchObject({ severity: 'critical', verdict: 'unmet', stage: 'verified' });
    expect(j.of('A1')).toEqual(['verify.ineffective']);
  });
  test('a use so close that the clocks cannot order it fires in place of the finding', () => {
    const j = run({
      actions: act(ROTATE.replace('rotate', 'disable')),
      events: use('U1  10:40:03  session.started  name:svc-tide  success  -', 'U2  11:00  session.failed  name:svc-tide  failure  -'),
    });
    expect(j.of('A1')).toEqual(['record.order-unsafe']);
  });
  test('a use after the account was enabled again is none', () => {
    const actions = act(
      ROTATE.replace('rotate', 'disable'),
      'X2  10:50  holly@ship.example  name:svc-tide  enable  hugo@ship.example  10:45  false alarm  INC-7  success  -',
    );
    expect(
      run({
        actions,
        events: use('U1  10:45  session.failed  name:svc-tide  failure  -', 'U2  11:00  session.started  name:svc-tide  success  -'),
      }).of('A1'),
    ).toEqual([]);
  });
  test('enabled again without approval and reason', () => {
    const actions = act(ROTATE.replace('rotate', 'disable'), 'X2  10:50  holly@ship.example  name:svc-tide  enable  -  -  -  INC-7  success  -');
    const j = run({ actions, events: use('U1  10:45  session.failed  name:svc-tide  failure  -') });
    expect(j.finding('verify.reenabled-unexplained')).toMatchObject({ severity: 'high', stage: 'verified' });
  });
  test('a key used after it was deleted is judged in its own wake, whether or not the policy asks', () => {
    const events = `
      event_id  time   kind                actor               target                       outcome  approver           approved_at  reason  incident
      E2        12:00  credential.deleted  hugo@ship.example   aws-access-key:AKIATIDE0001  success  holly@ship.example  11:30        old     -
      U1        15:00  session.started     aws-access-key:AKIATIDE0001  -                   success  -                  -            -       -`;
    const notices = `
      notice_id  sent_at  channel  recipients          subject  status        status_at  related_id
      P2         12:01    mail     holly@ship.example  key off  acknowledged  12:50      E2`;
    const j = judge({ events, notices });
    expect(j.of('E2')).toEqual(['verify.ineffective']);
  });
  test('a rotated service account that signs in again is fine', () => expect(run({}).rules).toEqual([]));
});

describe('credential.rotated', () => {
  const ROTATED = (...uses: string[]): string => `
    event_id  time   kind                actor               target                       outcome  approver           approved_at  reason
    E1        10:00  credential.rotated  hugo@ship.example   aws-access-key:AKIATIDE0001  success  holly@ship.example  09:30        routine
    ${uses.join('\n    ')}`;
  const use1 = (time: string, actor = 'name:svc-tide', outcome = 'success'): string =>
    `U1        ${time}  session.started     ${actor}       -  ${outcome}  -  -  -`;
  const TOLD = `
    notice_id  sent_at  channel  recipients          subject  status        status_at  related_id
    P1         10:02    mail     holly@ship.example  rotated  acknowledged  10:10      E1`;
  const CERT = `
    item_id  identity                     reviewer          decision  decided_at  trigger
    C1       aws-access-key:AKIATIDE0001  pia@ship.example  approve   20:00       E1`;
  const of = (events: string, more: object = {}, options: object = {}): readonly string[] =>
    judge({ events, notices: TOLD, certifications: CERT, ...more }, options).of('E1');

  test('the holder comes back within the hour', () => expect(of(ROTATED(use1('10:59')))).toEqual([]));
  test('another key of the holder is the holder, the key of somebody else is not', () => {
    const identities = (holder: string): string => `
      identity                     kind        holder
      aws-access-key:AKIATIDE0002  credential  ${holder}`;
    const used = ROTATED(use1('10:30', 'aws-access-key:AKIATIDE0002'));
    expect(of(used, { identities: identities('name:svc-tide') })).toEqual([]);
    expect(of(used, { identities: identities('name:svc-ebb') })).toEqual(['verify.no-reauthentication']);
  });
  test('the holder never comes back', () => {
    const j = judge({ events: ROTATED(), notices: TOLD, certifications: CERT });
    expect(j.finding('verify.no-reauthentication')).toMatchObject({ severity: 'medium', verdict: 'unmet' });
    expect(j.rules).toEqual(['verify.no-reauthentication']);
  });
  test('coming back after the window is late, and is said', () => {
    const j = judge({ events: ROTATED(use1('12:30')), notices: TOLD, certifications: CERT });
    expect(j.finding('verify.no-reauthentication')).toMatchObject({ severity: 'medium', verdict: 'late' });
    expect(j.verdict('E1', 'verified')).toBe('late');
  });
  test('coming back after a window that no log covers is late and no finding', () =>
    expect(of(ROTATED(use1('12:30')), {}, { channels: { events: ['iam-audit'] } })).toEqual([]));
  test('a failed sign-in is no coming back', () =>
    expect(of(ROTATED(use1('10:30', 'name:svc-tide', 'failure').replace('started', 'failed ')))).toEqual(['verify.no-reauthentication']));
  test('where no sign-in log covers the hour it is unknown', () => expect(of(ROTATED(), {}, { channels: { events: ['iam-audit'] } })).toEqual([]));
  test('a ticket that says why is enough, and proof that anybody could have written', () => {
    const notices = `${TOLD}
    T1         10:30    ticket   holly@ship.example  AKIATIDE0001: host decommissioned  sent  -  E1`;
    expect(of(ROTATED(), { notices })).toEqual(['record.mutable-proof']);
  });
  test('the ticket that tells of the rotation says nothing of why', () => {
    const notices = `${TOLD}
    T1         10:30    ticket   holly@ship.example  access key AKIATIDE0001 rotated  sent  -  E1`;
    expect(of(ROTATED(), { notices })).toEqual(['verify.no-reauthentication']);
  });
  test('the old key used after its rotation', () => {
    const j = judge({
      events: ROTATED(use1('10:30'), use1('12:30', 'aws-access-key:AKIATIDE0001').replace('U1', 'U2')),
      notices: TOLD,
      certifications: CERT,
    });
    expect(j.finding('verify.ineffective')).toMatchObject({ severity: 'critical' });
  });
  test('a key whose holder nobody knows cannot be looked for', () => {
    const events = ROTATED().replace('AKIATIDE0001', 'AKIAWAIF0001');
    const claims = `
      subject                      subject_type  role   party    party_type
      aws-access-key:AKIAWAIF0001  identity      owner  harbour  team`;
    expect(of(events, { claims, certifications: CERT.replace('AKIATIDE0001', 'AKIAWAIF0001') })).toEqual([]);
  });
});

describe('emergency access', () => {
  const grant = (row: string): string => `
    grant_id  identity      user              opened_at  expires_at  closed_at  approver          approved_at  reason  incident
    G1        name:bg-root  sam@ship.example  ${row}`;
  const GOOD = '10:00  12:00  11:00  pia@ship.example  09:55  outage  INC-9';
  const IDENTITIES = `
    identity      kind            privilege_tier
    name:bg-root  shared-account  0`;
  const CLAIMS = `
    subject       subject_type  role   party     party_type
    name:bg-root  identity      owner  platform  team`;
  const TOLD = `
    notice_id  sent_at  channel  recipients        subject        status        status_at  related_id
    P1         10:01    page     sue@ship.example  emergency use  acknowledged  10:05      G1
    P2         10:01    page     pia@ship.example  emergency use  delivered     10:05      G1`;
  const CERT = `
    item_id  identity      reviewer          decision  decided_at  trigger
    C1       name:bg-root  pat@ship.example  approve   20:00       G1`;
  const bg = (row: string, more: object = {}): ReturnType<typeof judge> =>
    judge({
      breakglass: grant(row),
      identities: IDENTITIES,
      claims: CLAIMS,
      notices: TOLD,
      certifications: CERT,
      events: use('U1  10:30  session.started  name:bg-root  success  -'),
      ...more,
    });

  test('approved, bounded, closed, reviewed, and not used again', () => {
    const j = bg(GOOD);
    expect(j.rules).toEqual([]);
    expect(j.wake('G1').strip).toEqual(['met', 'met', 'met', 'met', 'met', 'met', 'met', 'met']);
  });
  test('a row without a user has its gap where the grant was opened, and not at its close again', () =>
    expect(bg(GOOD, { breakglass: grant(GOOD).replace('sam@ship.example', '-') }).rules).toEqual(['record.incomplete']));
  test('without an expiry it is unbounded', () =>
    expect(bg(GOOD.replace('12:00', '-')).finding('breakglass.unbounded')).toMatchObject({ severity: 'critical', stage: 'recorded' }));
  test('closed late', () => expect(bg('10:00  20:00  15:00  pia@ship.example  09:55  outage  INC-9').rules).toEqual(['action.late']));
  test('never closed', () => expect(bg(GOOD.replace('11:00', '-')).rules).toEqual(['action.missing']));
  test('the close of another grant of the same incident does not close this one', () => {
    const breakglass = `${grant(GOOD.replace('11:00', '-'))}
    G2        name:bg-other  sam@ship.example  10:00  12:00  11:30  pia@ship.example  09:55  outage  INC-9`;
    const j = bg(GOOD, { breakglass });
    expect(j.of('G1')).toEqual(['action.missing']);
  });
  test('used after its close', () => {
    const j = bg(GOOD, { events: use('U1  11:10  session.started  name:bg-root  success  -') });
    expect(j.finding('breakglass.overrun')).toMatchObject({ severity: 'critical', verdict: 'unmet' });
    expect(j.rules).toEqual(['breakglass.overrun']);
    expect(j.verdict('G1', 'verified')).toBe('unmet');
  });
  test('used the day after its close it did not end with the close either', () =>
    expect(bg(GOOD, { events: use('U1  d5 11:10  session.started  name:bg-root  success  -') }).verdict('G1', 'verified')).toBe('unmet'));
  test('used a second after its close, nobody knows whether it ended with the close', () =>
    expect(bg(GOOD, { events: use('U1  11:00:01  session.started  name:bg-root  success  -') }).verdict('G1', 'verified')).toBe('unknown'));
  test('used after its expiry while still open', () =>
    expect(bg('10:00  10:20  11:00  pia@ship.example  09:55  outage  INC-9').rules).toEqual(['breakglass.overrun']));
  test('a failed use afterwards is no overrun', () =>
    expect(bg(GOOD, { events: use('U1  11:10  session.failed  name:bg-root  failure  -') }).rules).toEqual([]));
  test('a use within a later grant is no overrun of the first', () => {
    const breakglass = `${grant(GOOD)}
    G2        name:bg-root  sam@ship.example  13:00  15:00  14:00  pia@ship.example  12:55  outage  INC-9`;
    expect(bg(GOOD, { breakglass, events: use('U1  13:10  session.started  name:bg-root  success  -') }).rules).not.toContain('breakglass.overrun');
  });
  test('a use a second after the close cannot be ordered', () =>
    expect(bg(GOOD, { events: use('U1  11:00:01  session.started  name:bg-root  success  -') }).rules).toEqual(['record.order-unsafe']));
  test('approved by its user, after it was opened, or by nobody', () => {
    expect(bg(GOOD.replace('pia@ship.example', 'sam@ship.example')).of('G1')).toContain('breakglass.unapproved');
    expect(bg(GOOD.replace('09:55', '10:20')).rules).toEqual(['breakglass.unapproved']);
    expect(bg(GOOD.replace('pia@ship.example  09:55', '-  -')).of('G1')).toEqual(['record.incomplete', 'breakglass.unapproved']);
    expect(bg(GOOD.replace('09:55', '10:00')).rules).toEqual([]);
  });
});
