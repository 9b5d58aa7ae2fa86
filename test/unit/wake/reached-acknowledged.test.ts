import { describe, expect, test } from 'vitest';
import { judge } from './helpers.ts';

const ALERT = `
  alert_id  time   severity  confidence  title    identity       service  environment  privilege_tier  last_rotation         incident
  A1        10:00  high      medium      odd use  name:svc-tide  tide     prod         2               2026-01-01T00:00:00Z  INC-7`;
const note = (...rows: string[]): string => `
  notice_id  sent_at  channel  recipients  subject  status  status_at  related_id
  ${rows.join('\n  ')}`;
const PAGED = 'P1  10:02  page  harbour@ship.example  odd use  delivered  10:02  A1';
const ACKED = 'P2  10:03  page  holly@ship.example    odd use  acknowledged  10:10  A1';
const ACTIONS = `
  action_id  time   actor               identity       action  approver            approved_at  reason   incident  outcome
  X1         11:00  holly@ship.example  name:svc-tide  rotate  hugo@ship.example   10:30        contain  INC-7     success`;
const USES = `
  event_id  time   kind             actor          target  outcome
  U1        11:20  session.started  name:svc-tide  -       success`;
const CERTS = `
  item_id  identity       reviewer          decision  decided_at  trigger
  C1       name:svc-tide  pia@ship.example  approve   20:00       A1`;
const good = { alerts: ALERT, actions: ACTIONS, events: USES, certifications: CERTS };
const alert = (notices: string, more: object = {}, options: object = {}): ReturnType<typeof judge> => judge({ ...good, notices, ...more }, options);

describe('reached', () => {
  test('an alert that went its whole way has no finding', () => {
    const j = alert(note(PAGED, ACKED));
    expect(j.rules).toEqual([]);
    expect(j.wake('A1').strip).toEqual(['met', 'met', 'met', 'met', 'met', 'met', 'met', 'met']);
  });

  describe('route.fail-open and owner.missing', () => {
    const nobody = { claims: '', without: true };
    const unowned = (notices: string, more: object = {}): ReturnType<typeof judge> =>
      judge(
        {
          ...good,
          notices,
          claims: `
    subject         subject_type  role   party   party_type  valid_from            valid_to
    name:svc-tide   identity      owner  pam     team        2025-01-01T00:00:00Z  2026-03-01T00:00:00Z`,
          ...more,
        },
        { without: ['claims'] },
      );
    const elsewhere = 'P1  10:02  page  office@ship.example  odd use  delivered  10:02  A1';

    test('an alert nobody owns that went elsewhere fails open', () => {
      expect(nobody.without).toBe(true);
      const j = unowned(note(elsewhere));
      expect(j.finding('route.fail-open')).toMatchObject({ severity: 'critical', verdict: 'unmet', missing: [] });
      expect(j.of('A1')).not.toContain('owner.missing');
    });
    test('escalated to security in time it is an owner missing', () => {
      const j = unowned(note(elsewhere, 'P2  10:10  page  soc@ship.example  odd use  delivered  10:10  A1'));
      expect(j.of('A1')).toContain('owner.missing');
      expect(j.of('A1')).not.toContain('route.fail-open');
    });
    test('escalated by a route step to platform in time it is an owner missing', () => {
      const routes = `
        alert_id  time   step       party     party_type  decided_by         key
        A1        10:12  escalated  platform  team        sam@ship.example   K1`;
      expect(unowned(note(elsewhere), { routes }).of('A1')).toContain('owner.missing');
    });
    test('escalated too late it fails open', () => {
      expect(unowned(note(elsewhere, 'P2  10:40  page  soc@ship.example  odd use  delivered  10:40  A1')).of('A1')).toContain('route.fail-open');
    });
    test('where no page log covers the time, no escalation is not shown', () => {
      const j = judge(
        { ...good, notices: note(elsewhere), claims: 'subject  subject_type  role  party  party_type\n name:other  identity  owner  pam  team' },
        { without: ['claims'], covers: { notices: 'inferred' } },
      );
      expect(j.of('A1')).toContain('owner.missing');
    });
    test('where no source says anything of owners, nothing follows', () => {
      const j = judge({ ...good, notices: note(elsewhere) }, { without: ['claims'] });
      expect(j.of('A1')).not.toContain('owner.missing');
      expect(j.of('A1')).not.toContain('route.fail-open');
      expect(j.verdict('A1', 'reached')).toBe('unknown');
    });
    test('a claim of a service that the identity belongs to makes an owner', () => {
      const j = judge(
        {
          ...good,
          notices: note(PAGED, ACKED),
          claims: 'subject  subject_type  role  party  party_type\n tide  service  technical-owner  harbour  team',
        },
        { without: ['claims'] },
      );
      expect(j.of('A1')).toEqual([]);
    });
    test('an approver or security claim makes no owner', () => {
      const j = judge(
        {
          ...good,
          notices: note(elsewhere),
          claims: 'subject  subject_type  role  party  party_type\n name:svc-tide  identity  approver  harbour  team',
        },
        { without: ['claims'] },
      );
      expect(j.of('A1')).toContain('route.fail-open');
    });
    test('a claim not confirmed for 90 days is stale', () => {
      const stale = (asOf: string): readonly string[] =>
        judge(
          {
            ...good,
            notices: note(PAGED, ACKED),
            claims: `subject  subject_type  role  party  party_type  as_of\n name:svc-tide  identity  owner  harbour  team  ${asOf}`,
          },
          { without: ['claims'] },
        ).of('A1');
      expect(stale('2025-12-10T10:00:00Z')).not.toContain('route.fail-open');
      // Its source's last word is the declared end of the export; an old as_of of one claim is its own.
      expect(stale('2025-12-01T10:00:00Z')).toContain('route.fail-open');
    });
    test('an owner who had left is none', () => {
      const people = `
        person              display_name  status   start                 end
        gone@ship.example   Gus Gone      left     2020-01-01T00:00:00Z  d3 00:00`;
      const claims = `
        subject        subject_type  role   party               party_type
        name:svc-tide  identity      owner  gone@ship.example   person`;
      expect(judge({ ...good, people, claims, notices: note(elsewhere) }, { without: ['claims'] }).of('A1')).toContain('route.fail-open');
    });
  });

  describe('route.generic-queue', () => {
    const routes = (...rows: string[]): string => `
      alert_id  time   step      party         party_type  decided_by         key
      ${rows.join('\n      ')}`;
    const queued = 'T1  10:02  ticket  ops-catchall  odd use  sent  -  A1';
    test('left in a queue and with no named party', () => {
      const j = alert(note(queued), { routes: routes('A1        10:01  assigned  ops-catchall  queue       sam@ship.example   K1') });
      expect(j.finding('route.generic-queue')).toMatchObject({ severity: 'high', verdict: 'unmet' });
    });
    test('the routing log alone shows it: an assignment is a notice, and none of another kind is asked for', () => {
      const j = alert(note(), { routes: routes('A1        10:01  assigned  ops-catchall  queue       sam@ship.example   K1') });
      expect(j.of('A1')).toEqual(['route.generic-queue']);
      expect(j.verdict('A1', 'signalled')).toBe('met');
    });
    test('the owner is paged after the time: late, and what it had reached in time is the queue', () => {
      const j = alert(
        note('P1  10:20  page  holly@ship.example  odd use  delivered  10:20  A1', ACKED.replace('10:03', '10:21').replace('10:10', '10:25')),
        {
          routes: routes('A1        10:01  assigned  ops-catchall  queue       sam@ship.example   K1'),
        },
      );
      expect(j.of('A1')).toEqual(['notice.late', 'route.generic-queue']);
      expect(j.verdict('A1', 'acknowledged')).toBe('met');
    });
    test('paged by the routing log in time, and a ticket later', () => {
      const j = alert(note('T1  10:50  ticket  harbour  odd use  delivered  10:50  A1', ACKED), {
        routes: routes('A1        10:02  paged  holly@ship.example  person       sam@ship.example   K1'),
      });
      expect(j.of('A1')).toEqual([]);
      expect(j.verdict('A1', 'signalled')).toBe('met');
    });
    test('a named party in time is no generic queue', () => {
      const j = alert(note(queued, PAGED, ACKED), { routes: routes('A1        10:01  assigned  ops-catchall  queue       sam@ship.example   K1') });
      expect(j.of('A1')).toEqual([]);
    });
    test('a named wrong party is a wrong party', () => {
      const j = alert(note(queued, 'P1  10:02  page  olaf@ship.example  odd use  delivered  10:02  A1'), {
        routes: routes('A1        10:01  assigned  ops-catchall  queue       sam@ship.example   K1'),
      });
      expect(j.of('A1')).toContain('route.wrong-party');
    });
    test('a medium alert in a queue is not judged so', () => {
      const j = alert(note(queued), {
        alerts: ALERT.replace('high  ', 'medium'),
        routes: routes('A1        10:01  assigned  ops-catchall  queue       sam@ship.example   K1'),
      });
      expect(j.of('A1')).not.toContain('route.generic-queue');
    });
  });

  describe('owner.stale, route.wrong-party, route.audience-missing', () => {
    const CLAIMS = `
      subject        subject_type  role   party   party_type  valid_from            valid_to
      name:svc-tide  identity      owner  pam     team        2024-01-01T00:00:00Z  2025-01-01T00:00:00Z`;
    test('sent only to the owner of before', () => {
      const j = alert(note('P1  10:02  page  pam@ship.example  odd use  delivered  10:02  A1'), { claims: CLAIMS });
      expect(j.finding('owner.stale')).toMatchObject({ severity: 'high', verdict: 'unmet', missing: [] });
      expect(j.verdict('A1', 'acknowledged')).toBe('not-reached');
    });
    test('sent to a person who had left the owning team', () => {
      const teams = `
        team     member              from                  to
        harbour  olaf@ship.example   2020-01-01T00:00:00Z  d3 00:00`;
      expect(alert(note('P1  10:02  page  olaf@ship.example  odd use  delivered  10:02  A1'), { teams }).of('A1')).toContain('owner.stale');
    });
    test('sent to the owner of before and to the owner is fine', () => {
      expect(alert(note('P0  10:02  page  pam@ship.example  odd use  delivered  10:02  A1', PAGED, ACKED), { claims: CLAIMS }).of('A1')).toEqual([]);
    });
    test('sent to a team that never owned it', () => {
      const j = alert(note('P1  10:02  page  office@ship.example  odd use  delivered  10:02  A1'), { claims: CLAIMS });
      expect(j.finding('route.wrong-party')).toMatchObject({ severity: 'high', verdict: 'unmet' });
    });
    test('sent to the wrong party where a channel is not covered is unknown', () => {
      const j = alert(note('P1  10:02  page  office@ship.example  odd use  delivered  10:02  A1'), {}, { channels: { notices: ['page'] } });
      expect(j.of('A1')).toEqual([]);
      expect(j.verdict('A1', 'reached')).toBe('unknown');
    });
    test('security left out at tier 1, the owner told', () => {
      const j = alert(note(PAGED, ACKED), { alerts: ALERT, identities: 'identity  kind  privilege_tier\n name:svc-tide  service-account  1' });
      expect(j.finding('route.audience-missing')).toMatchObject({ severity: 'critical', verdict: 'partial', missing: ['security'] });
      expect(j.verdict('A1', 'signalled')).toBe('met');
      expect(j.verdict('A1', 'acknowledged')).toBe('met');
    });
    test('at tier 2 security need not be told', () => expect(alert(note(PAGED, ACKED)).of('A1')).toEqual([]));
    test('a team that the case knows nothing of cannot be shown to be left out', () => {
      const j = judge(
        {
          ...good,
          notices: note(PAGED, ACKED),
          identities: 'identity  kind  privilege_tier\n name:svc-tide  service-account  1',
          teams: 'team  member\n harbour  holly@ship.example\n harbour  hugo@ship.example',
        },
        { without: ['teams'] },
      );
      expect(j.of('A1')).not.toContain('route.audience-missing');
    });
    test('a page to the person on duty reaches a schedule', () => {
      const claims = `
        subject        subject_type  role    party      party_type
        name:svc-tide  identity      oncall  tide-duty  schedule`;
      const oncall = `
        schedule   person               from      to
        tide-duty  holly@ship.example   d3 12:00  d4 12:00
        tide-duty  olaf@ship.example    d4 12:00  d5 12:00`;
      const at = (who: string): readonly string[] =>
        judge({ ...good, claims, oncall, notices: note(`P1  10:02  page  ${who}  odd use  acknowledged  10:05  A1`) }, { without: ['claims'] }).of(
          'A1',
        );
      expect(at('holly@ship.example')).toEqual([]);
      expect(at('olaf@ship.example')).toContain('route.wrong-party');
    });
    test('the owner of the system that spawned an agent has to be told', () => {
      const identities = `
        identity       kind   service
        name:agent-7   agent  -`;
      const claims = `
        subject       subject_type  role   party    party_type
        name:agent-7  identity      owner  harbour  team
        planner       service       owner  platform  team`;
      const alerts = ALERT.replace('name:svc-tide', 'name:agent-7')
        .replace('last_rotation         incident', 'last_rotation         spawned_by  incident')
        .replace('INC-7', 'planner     INC-7');
      const j = judge({ alerts, identities, claims, notices: note(PAGED, ACKED) });
      expect(j.finding('route.audience-missing').missing).toEqual(['spawner-owner']);
    });
  });

  describe('beside the chain', () => {
    const routes = (...rows: string[]): string => `
      alert_id  time   step      party               party_type  decided_by         key
      ${rows.join('\n      ')}`;
    test('two teams paged under different keys within half an hour', () => {
      const j = alert(note(PAGED, ACKED), {
        routes: routes(
          'A1        10:02  paged     harbour             team        rules              K1',
          'A1        10:20  paged     platform            team        rules              K2',
        ),
      });
      expect(j.finding('route.duplicate')).toMatchObject({ severity: 'medium' });
    });
    test('the same key, or the same team, or later than that, is none', () => {
      const of = (second: string): readonly string[] =>
        alert(note(PAGED, ACKED), { routes: routes('A1        10:02  paged     harbour             team        rules              K1', second) }).of(
          'A1',
        );
      expect(of('A1        10:20  paged     platform            team        rules              K1')).toEqual([]);
      expect(of('A1        10:20  paged     holly@ship.example  person      rules              K2')).toEqual([]);
      expect(of('A1        10:40  paged     platform            team        rules              K2')).toEqual([]);
    });
    test('a person stands for the team that was assigned under the key', () => {
      const j = alert(note(PAGED, ACKED), {
        routes: routes(
          'A1        10:01  assigned  platform            team        rules              K2',
          'A1        10:02  paged     harbour             team        rules              K1',
          'A1        10:03  paged     hugo@ship.example   person      rules              K2',
        ),
      });
      expect(j.of('A1')).toEqual(['route.duplicate']);
    });
    test('a step that nobody decided is not logged', () => {
      const j = alert(note(PAGED, ACKED), { routes: routes('A1        10:02  paged     harbour             team        -                  K1') });
      expect(j.finding('route.unlogged')).toMatchObject({ severity: 'medium', stage: 'reached' });
    });
    test('an escalation on a timeout without a hand is not judged', () => {
      const j = alert(note(PAGED, ACKED), { routes: routes('A1        10:02  escalated  harbour             team        -                  K1') });
      expect(j.of('A1')).toEqual([]);
    });
    test('sources that disagree on the owner', () => {
      const claims = `
        subject        subject_type  role   party     party_type  system
        name:svc-tide  identity      owner  platform  team        cmdb`;
      expect(alert(note(PAGED, ACKED), { claims }).finding('owner.conflict')).toMatchObject({ severity: 'medium' });
      expect(alert(note(PAGED, ACKED), { claims: claims.replace('cmdb', 'claims.csv') }).of('A1')).toEqual([]);
      expect(alert(note(PAGED, ACKED), { claims: claims.replace('owner  platform', 'steward  platform') }).of('A1')).toEqual([]);
      expect(alert(note(PAGED, ACKED), { claims: claims.replace('platform  team', 'harbour  team') }).of('A1')).toEqual([]);
    });
    test('an alert without what a responder needs', () => {
      const alerts = `
        alert_id  time   severity  confidence  title    identity       service  incident
        A1        10:00  high      medium      odd use  name:svc-tide  tide     INC-7`;
      expect(alert(note(PAGED, ACKED), { alerts }).finding('route.context-poor').missing).toEqual(['environment', 'privilege_tier', 'last_rotation']);
    });
    test('an application in place of a service is enough', () => {
      const alerts = ALERT.replace('service  environment', 'application  environment').replace('tide     prod', 'tide         prod');
      expect(alert(note(PAGED, ACKED), { alerts }).of('A1')).toEqual([]);
    });
  });
});

describe('acknowledged', () => {
  test('never acknowledged', () => {
    const j = alert(note(PAGED));
    expect(j.finding('ack.missing')).toMatchObject({ severity: 'medium', verdict: 'unmet' });
  });
  test('never acknowledged where the log does not cover the window is unknown', () => {
    const j = alert(note(PAGED), {}, { covers: { notices: { from: 0 as never, to: (Date.UTC(2026, 2, 4, 10, 20) * 1000) as never } } });
    expect(j.of('A1')).toEqual([]);
    expect(j.verdict('A1', 'acknowledged')).toBe('unknown');
  });
  test('late by the owner', () =>
    expect(alert(note(PAGED, ACKED.replace('10:10', '10:31'))).finding('ack.late')).toMatchObject({ severity: 'low', verdict: 'late' }));
  test('at the deadline it is in time', () => expect(alert(note(PAGED, ACKED.replace('10:10', '10:30'))).of('A1')).toEqual([]));
  test('only by an outsider', () => {
    expect(alert(note(PAGED, ACKED.replace('holly@ship.example  ', 'olaf@ship.example   '))).finding('ack.by-outsider')).toMatchObject({
      severity: 'medium',
      verdict: 'unmet',
    });
  });
  test('by an outsider first and by the owner in time is met', () =>
    expect(alert(note(PAGED, 'P3  10:03  page  olaf@ship.example    odd use  acknowledged  10:05  A1', ACKED)).of('A1')).toEqual([]));
  test('only by the identity that it implicates', () => {
    expect(alert(note(PAGED, 'P3  10:03  page  name:svc-tide    odd use  acknowledged  10:05  A1')).finding('ack.by-actor')).toMatchObject({
      severity: 'high',
      verdict: 'unmet',
    });
  });
  test('only by the actor of the event, although the actor is in the accepted team', () => {
    const events = `
      event_id  time   kind            actor             target             outcome  approver          approved_at  reason  incident
      E1        10:00  password.reset  sam@ship.example  anna@ship.example  success  pia@ship.example  09:50        asked   INC-1`;
    const notices = (who: string): string =>
      note(
        'N1  10:01  mail  anna@ship.example  password reset  delivered  10:02  E1',
        'N2  10:01  mail  soc@ship.example  password reset  delivered  10:02  E1',
        `N3  10:02  ticket  ${who}  password reset  acknowledged  10:30  E1`,
      );
    expect(judge({ events, notices: notices('sam@ship.example') }).of('E1')).toEqual(['ack.by-actor']);
    expect(judge({ events, notices: notices('sue@ship.example') }).of('E1')).toEqual([]);
    expect(judge({ events, notices: notices('anna@ship.example') }).of('E1')).toEqual(['ack.by-actor']);
  });
  test('seen by several recipients in one row is seen by nobody in particular', () =>
    expect(alert(note(PAGED, 'P3  10:03  page  holly@ship.example|hugo@ship.example    odd use  seen  10:05  A1')).of('A1')).toEqual([
      'ack.missing',
    ]));
  test('a route step acknowledges', () => {
    const routes = `
      alert_id  time   step          party              party_type  decided_by  key
      A1        10:12  acknowledged  hugo@ship.example  person      -           K1`;
    expect(alert(note(PAGED), { routes }).of('A1')).toEqual([]);
  });
  test('a member of a cut audience may acknowledge', () => {
    const routes = `
      alert_id  time   step          party              party_type  decided_by  key
      A1        10:12  acknowledged  hugo@ship.example  person      -           K1`;
    const j = alert(note(PAGED.replace('delivered', 'bounced')), { routes });
    expect(j.of('A1')).toEqual(['notice.undelivered']);
    expect(j.verdict('A1', 'acknowledged')).toBe('met');
  });
});

describe('a person’s account', () => {
  const identities = `
    identity               kind   holder      privilege_tier
    upn:adm.bo@x.example   human  hr-id:4711  2`;
  const people = `
    person      display_name  status  aliases
    hr-id:4711  Bo Boom       active  bo@ship.example`;
  const events = (actor: string): string => `
    event_id  time   kind            actor     target                outcome  approver          approved_at  reason  incident
    E1        10:00  password.reset  ${actor}  upn:adm.bo@x.example  success  pia@ship.example  09:50        asked   INC-1`;
  const notices = (to: string, ack: string): string =>
    note(
      `N1  10:01  mail  ${to}  password reset  delivered  10:02  E1`,
      'N2  10:01  mail  soc@ship.example  password reset  delivered  10:02  E1',
      `N3  10:02  ticket  ${ack}  password reset  acknowledged  10:30  E1`,
    );

  test('is told through the person’s own mailbox or the account’s', () => {
    for (const to of ['bo@ship.example', 'adm.bo@x.example'])
      expect(judge({ identities, people, events: events('hugo@ship.example'), notices: notices(to, 'sam@ship.example') }).rules).toEqual([]);
  });
  test('acknowledged by the person who acted through it is acknowledged by the actor', () => {
    const teams = 'team  member\nsecurity  hr-id:4711';
    expect(
      judge({ identities, people, teams, events: events('upn:adm.bo@x.example'), notices: notices('bo@ship.example', 'bo@ship.example') }).rules,
    ).toEqual(['ack.by-actor']);
  });
});
