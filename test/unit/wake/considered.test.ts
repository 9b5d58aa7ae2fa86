import { describe, expect, test } from 'vitest';
import type { Considered } from '../../../shared/model/analysis.ts';
import { DEFAULT_POLICY } from '../../../shared/policy/policy.ts';
import { analyse } from '../../../shared/wake/analyse.ts';
import { considered } from '../../../shared/wake/considered.ts';
import { organisation, type Tables } from '../../builders/organisation.ts';

const ALERT = `
  alert_id  time   severity  confidence  title    identity       service  environment  privilege_tier  last_rotation         incident
  A1        10:00  high      medium      odd use  name:svc-tide  tide     prod         2               2026-01-01T00:00:00Z  INC-7`;

function look(tables: Tables): (about: Considered['about']) => string[] {
  const facts = organisation({ alerts: ALERT, ...tables });
  const event = facts.events.find((e) => e.nativeId === 'A1');
  if (event === undefined) throw new Error('the alert is not there');
  const { wakes } = analyse(facts, DEFAULT_POLICY);
  const all = considered(
    facts,
    DEFAULT_POLICY,
    event,
    wakes.find((w) => w.event === event.id),
  );
  return (about) => all.filter((c) => c.about === about).map((c) => `${c.used ? '+' : '-'} ${c.what}: ${c.why}`);
}

describe('what was looked at', () => {
  test('of claims: those that made the accountable set, and of the others why they did not', () => {
    const claims = look({
      claims: `
        subject        subject_type  role   party      party_type  valid_from            valid_to
        name:svc-tide  identity      owner  harbour    team        2025-01-01T00:00:00Z  -
        name:svc-tide  identity      owner  pam        team        2025-01-01T00:00:00Z  2026-03-01T00:00:00Z
        name:svc-tide  identity      owner  platform   team        2027-01-01T00:00:00Z  -
        name:svc-tide  identity      security  office  team        2025-01-01T00:00:00Z  -
        tide           service       owner  iam        team        2025-01-01T00:00:00Z  -`,
    })('ownership');
    const all = claims.join('\n');
    expect(all).toMatch(/^\+ .* names harbour as owner: valid at 2026-03-04 10:00:00 UTC$/m);
    expect(all).toMatch(/^- .* names pam as owner: it had ended at 2026-03-01 00:00:00 UTC$/m);
    expect(all).toMatch(/^- .* names platform as owner: it began later at 2027-01-01 00:00:00 UTC$/m);
    expect(all).toMatch(/^- .* names office as security: the role security makes no owner$/m);
    expect(all).toMatch(/^- .* names iam as owner of its service: a claim on the identity itself comes first$/m);
  });

  test('of notices: the tied one with its tie; one before the event, of another matter, through a channel that does not count, with why', () => {
    const notices = look({
      notices: `
        notice_id  sent_at  channel  recipients            subject             status     status_at  related_id
        N1         10:02    page     harbour@ship.example  odd use             delivered  10:02      A1
        N2         09:30    page     harbour@ship.example  odd use             delivered  09:30      A1
        N3         10:05    mail     harbour@ship.example  odd use             delivered  10:05      A1
        N4         10:06    page     harbour@ship.example  lunch of svc-tide   delivered  10:06      -`,
    })('notices');
    expect(notices).toEqual([
      expect.stringMatching(/^\+ page notice “odd use” to .*: certain tie: it carries A1/),
      expect.stringMatching(/^- page notice “odd use” to .*: it was sent before the event/),
      expect.stringMatching(/^- mail notice “odd use” to .*: tied \(.*\), but the policy does not accept mail/),
      expect.stringMatching(/^- page notice “lunch of svc-tide” to .*: it names the target, and not what happened to it: a weak tie, offered/),
    ]);
  });

  test('of actions: one that does not fit, one that failed, one that came before', () => {
    const actions = look({
      actions: `
        action_id  time   actor               identity       action        approver           approved_at  reason   incident  outcome
        X1         11:00  holly@ship.example  name:svc-tide  rotate        hugo@ship.example  10:30        contain  INC-7     success
        X2         11:10  holly@ship.example  name:svc-tide  end-sessions  hugo@ship.example  10:30        contain  INC-7     success
        X3         11:20  holly@ship.example  name:svc-tide  rotate        hugo@ship.example  10:30        contain  INC-7     failure
        X4         09:00  holly@ship.example  name:svc-tide  rotate        hugo@ship.example  08:30        contain  INC-1     success`,
    })('actions');
    expect(actions).toEqual([
      expect.stringMatching(/^\+ rotate on .* by .*: certain tie; by a party with authority/),
      expect.stringMatching(/^- rotate on .*: it came before the event/),
      expect.stringMatching(/^- end-sessions on .*: certain tie, but it does not fit an identity of kind service-account/),
      expect.stringMatching(/^- rotate on .*: it failed/),
    ]);
  });

  test('of reviews: the one that stands, one before the change, one that was never decided', () => {
    const reviews = look({
      certifications: `
        item_id  identity       reviewer          decision  decided_at  trigger
        C1       name:svc-tide  pia@ship.example  approve   20:00       A1
        C2       name:svc-tide  pia@ship.example  approve   08:00       -
        C3       name:svc-tide  pia@ship.example  none      -           -`,
    })('reviews');
    expect(reviews).toEqual([
      expect.stringMatching(/^\+ review by .*: approve: it stands for this event/),
      expect.stringMatching(/^- review by .*: none: it was never decided/),
      expect.stringMatching(/^- review by .*: approve: it was decided before the change/),
    ]);
  });
});
