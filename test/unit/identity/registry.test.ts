import { describe, expect, test } from 'vitest';
import { aliasKey } from '../../../shared/identity/aliases.ts';
import { buildClaims } from '../../../shared/identity/claims.ts';
import { buildParties } from '../../../shared/identity/parties.ts';
import { buildRegistry } from '../../../shared/identity/registry.ts';
import { DEFAULT_POLICY } from '../../../shared/policy/policy.ts';
import { at, type Options, organisation, type Tables } from '../../builders/organisation.ts';

const registry = (tables: Tables, options: Options = {}): ReturnType<typeof buildRegistry> =>
  buildRegistry(organisation(tables, { without: ['people', 'teams', 'identities', 'claims'], ...options }));

describe('aliases', () => {
  test('mail addresses compare without regard to case, ARNs with it', () => {
    expect(aliasKey('email:Anna@Ship.Example')).toBe('email:anna@ship.example');
    expect(aliasKey('Anna@Ship.Example')).toBe('email:anna@ship.example');
    expect(aliasKey('aws-arn:arn:aws:iam::1:user/Anna')).not.toBe(aliasKey('aws-arn:arn:aws:iam::1:user/anna'));
  });
  test('what one statement lists is one identity, whichever of them is used', () => {
    const r = registry({ identities: 'identity  kind  aliases\nname:svc-a  service-account  aws-user:svc-a|github-login:svc-a-bot' });
    expect(r.resolve('aws-user:svc-a')).toBe(r.resolve('github-login:SVC-A-bot'));
    expect(r.identities).toHaveLength(1);
    expect(r.identities[0]).toMatchObject({ kind: 'service-account', inventoried: true });
    expect(r.identities[0]?.why.map((w) => w.text).join()).toContain('an inventory lists both');
  });
  test('equal names in two namespaces are not one', () => {
    const r = registry({ identities: 'identity  kind\naws-user:deploy  service-account\ngithub-login:deploy  human' });
    expect(r.resolve('aws-user:deploy')).not.toBe(r.resolve('github-login:deploy'));
  });
  test('the address that a cluster knows somebody by is that person', () => {
    const r = registry({ events: 'event_id  time  kind  actor  target\nE1  10:00  role.granted  k8s-user:bo@x.example  email:Bo@x.example' });
    expect(r.resolve('k8s-user:bo@x.example')).toBe(r.resolve('email:bo@x.example'));
  });
  test('the same address as mail and as sign-in name is one', () => {
    const r = registry({ events: 'event_id  time  kind  actor  target\nE1  10:00  password.reset  upn:bo@x.example  email:Bo@x.example' });
    expect(r.resolve('upn:bo@x.example')).toBe(r.resolve('email:bo@x.example'));
  });
  test('not where a directory gives the sign-in name another address', () => {
    const r = registry({
      people: 'person  status  aliases\nhr-id:1  active  upn:bo@x.example|email:bo.smith@x.example\nhr-id:2  active  email:bo@x.example',
    });
    expect(r.resolve('upn:bo@x.example')).not.toBe(r.resolve('email:bo@x.example'));
  });
  const ARN = 'aws-arn:arn:aws:iam::444455556666:user/ops/deploy';
  const acts = (...rows: readonly string[]): string => ['event_id  time  kind  actor  target  outcome', ...rows].join('\n');
  test('a bare user name of AWS is the one user of that name, where the case knows one account', () => {
    const shown = acts(`E1  10:00  role.granted  name:x  ${ARN}  success`, 'E2  10:01  role.granted  name:x  aws-user:deploy  success');
    expect(registry({ events: shown }).resolve('aws-user:deploy')).toBe(registry({ events: shown }).resolve(ARN));
    const two = `${shown}\nE3  10:02  role.granted  name:x  aws-arn:arn:aws:iam::111122223333:role/r  success`;
    expect(registry({ events: two }).resolve('aws-user:deploy')).not.toBe(registry({ events: two }).resolve(ARN));
  });
  test('not where the account was only asked for that user, and the call failed: nothing shows that it has one', () => {
    const asked = acts(`E1  10:00  account.deleted  name:x  ${ARN}  failure`, 'E2  10:01  role.granted  name:x  aws-user:deploy  success');
    expect(registry({ events: asked }).resolve('aws-user:deploy')).not.toBe(registry({ events: asked }).resolve(ARN));
    const acted = `${asked}\nE3  10:02  role.granted  ${ARN}  name:y  success`;
    expect(registry({ events: acted }).resolve('aws-user:deploy')).toBe(registry({ events: acted }).resolve(ARN));
    const listed = { events: asked, identities: `identity  kind\n${ARN}  human` };
    expect(registry(listed).resolve('aws-user:deploy')).toBe(registry(listed).resolve(ARN));
  });
  test('the investigator joins and splits', () => {
    const tables = { identities: 'identity  kind  aliases\nname:a  workload  aws-user:a\nname:b  workload  -' };
    const joined = registry(tables, { decisions: { joins: [{ a: 'name:a' as never, b: 'name:b' as never }] } });
    expect(joined.resolve('name:a')).toBe(joined.resolve('name:b'));
    const split = registry(tables, { decisions: { splits: [{ identity: 'name:a' as never, alias: 'aws-user:a' as never }] } });
    expect(split.resolve('name:a')).not.toBe(split.resolve('aws-user:a'));
  });
  test('of two statements the more privileged tier holds', () => {
    expect(registry({ identities: 'identity  kind  privilege_tier\nname:a  workload  2\nname:a  workload  0' }).identities[0]?.tier).toBe(0);
  });
  test('kinds come from inventories, then people, then logs, then the namespace', () => {
    const r = registry({
      people: 'person  status\nhr-id:7  active',
      events:
        'event_id  time  kind  actor  target\nE1  10:00  credential.created  name:x  aws-access-key:AKIA1\nE2  10:00  role.granted  name:x  name:y',
    });
    const kind = (a: string): string | undefined => r.byId.get(r.resolve(a) ?? '')?.kind;
    expect([kind('hr-id:7'), kind('aws-access-key:AKIA1'), kind('name:y')]).toEqual(['human', 'credential', 'unknown']);
  });
});

describe('claims in time', () => {
  const model = (claims: string, more: Tables = {}): { ids: (t: string, without?: string) => string[]; status: (t: string) => string[] } => {
    const facts = organisation({ claims, ...more }, { without: ['claims'] });
    const r = buildRegistry(facts);
    const p = buildParties(facts, r);
    const c = buildClaims(facts, r, p, DEFAULT_POLICY.ownershipStaleAfter);
    const id = r.resolve('name:svc-tide') ?? '';
    return {
      ids: (t, without) => c.accountable(id, at(t), without === undefined ? undefined : r.resolve(without)).map((x) => x.party.label),
      status: (t) => c.lines(id, at(t), undefined).map((l) => l.status),
    };
  };
  const HEAD = 'subject  subject_type  role  party  party_type  valid_from  valid_to  as_of';
  test('an interval contains its start and not its end', () => {
    const m = model(`${HEAD}\nname:svc-tide  identity  owner  harbour  team  d4 10:00  d5 10:00  -`);
    expect(m.ids('d4 09:59')).toEqual([]);
    expect(m.ids('d4 10:00')).toEqual(['harbour']);
    expect(m.ids('d5 10:00')).toEqual([]);
    expect([m.status('d4 09:59'), m.status('d4 10:00'), m.status('d5 10:00')]).toEqual([['future'], ['valid'], ['ended']]);
  });
  test('a claim goes stale after ninety days, to the microsecond', () => {
    const m = model(`${HEAD}\nname:svc-tide  identity  owner  harbour  team  -  -  2025-12-04T10:00:00Z`);
    expect(m.status('d4 10:00')).toEqual(['valid']);
    expect(m.status('d4 10:00:00.000001')).toEqual(['stale']);
  });
  test('the identity’s own claims come before its service’s', () => {
    const m = model(`${HEAD}\nname:svc-tide  identity  steward  pam  team  -  d5 00:00  -\ntide  service  owner  harbour  team  -  -  -`);
    expect(m.ids('d4 10:00')).toEqual(['pam']);
    expect(m.ids('d6 10:00')).toEqual(['harbour']);
  });
  test('an integration owner makes an owner where nobody else does', () => {
    expect(model(`${HEAD}\nname:svc-tide  identity  integration-owner  pam  team  -  -  -`).ids('10:00')).toEqual(['pam']);
    expect(
      model(`${HEAD}\nname:svc-tide  identity  integration-owner  pam  team  -  -  -\nname:svc-tide  identity  owner  harbour  team  -  -  -`).ids(
        '10:00',
      ),
    ).toEqual(['harbour']);
  });
  test('a leaver is departed from the day of leaving; a mover keeps what a claim says until it ends or goes stale', () => {
    const people = (row: string): Tables => ({ people: `person  status  start  end  moved_at\nbo@ship.example  ${row}` });
    const claim = (asOf: string): string => `${HEAD}\nname:svc-tide  identity  owner  bo@ship.example  person  -  -  ${asOf}`;
    expect(model(claim('2026-02-20T00:00:00Z'), people('left  -  d4 00:00  -')).status('d4 00:00')).toEqual(['departed']);
    expect(model(claim('2026-02-20T00:00:00Z'), people('left  -  d4 00:00  -')).status('d3 23:59')).toEqual(['valid']);
    expect(model(claim('2026-02-20T00:00:00Z'), people('active  -  -  d4 00:00')).status('d5 00:00')).toEqual(['valid']);
    expect(model(claim('d4 12:00'), people('active  -  -  d4 00:00')).status('d5 00:00')).toEqual(['valid']);
  });
  test('who is employed again is back from that day on', () => {
    const m = model(`${HEAD}\nname:svc-tide  identity  owner  bo@ship.example  person  -  -  2026-02-20T00:00:00Z`, {
      people: `person  status  start  end\nbo@ship.example  left  2020-01-01T00:00:00Z  d3 00:00\nbo@ship.example  active  d5 00:00  -`,
    });
    expect(['d2 23:59', 'd3 00:00', 'd4 23:59', 'd5 00:00'].map((t) => m.status(t)[0])).toEqual(['valid', 'departed', 'departed', 'valid']);
  });
  test('without a person the others remain', () => {
    const m = model(
      `${HEAD}\nname:svc-tide  identity  owner  hugo@ship.example  person  -  -  -\nname:svc-tide  identity  steward  harbour  team  -  -  -`,
    );
    expect(m.ids('10:00', 'hugo@ship.example')).toEqual(['harbour']);
  });
});

describe('parties', () => {
  const facts = organisation({
    teams: 'team  member  from  to  email\nnight  olaf@ship.example  d4 10:00  d5 10:00  night@ship.example',
    oncall: 'schedule  person  from  to\nduty  holly@ship.example  d4 00:00  d4 12:00\nduty  pia@ship.example  d4 12:00  d5 00:00',
  });
  const r = buildRegistry(facts);
  const p = buildParties(facts, r);
  const of = (a: string): ReturnType<typeof p.resolve> => p.resolve(a);
  test('a shared address is its team', () => expect(of('email:NIGHT@ship.example')).toEqual(p.team('night')));
  test('members belong during their stay, its end excluded', () => {
    expect(p.belongs(of('email:olaf@ship.example'), p.team('night'), at('d4 10:00'))).toBe(true);
    expect(p.belongs(of('email:olaf@ship.example'), p.team('night'), at('d5 10:00'))).toBe(false);
    expect(p.wasMember(p.team('night'), r.resolve('email:olaf@ship.example') ?? '', at('d5 10:00'))).toBe(true);
  });
  test('a schedule is the person on duty, and stands for that person’s team', () => {
    const duty = p.resolve('duty', 'schedule');
    expect(p.belongs(of('email:holly@ship.example'), duty, at('d4 11:59'))).toBe(true);
    expect(p.belongs(of('email:holly@ship.example'), duty, at('d4 12:00'))).toBe(false);
    expect(p.belongs(duty, p.team('harbour'), at('d4 11:00'))).toBe(true);
    expect(p.belongs(duty, p.team('harbour'), at('d4 13:00'))).toBe(false);
  });
  test('members listed by a team’s id are members of the team that another record names', () => {
    const row = facts.memberships.find((m) => m.team === 'night');
    if (row === undefined) throw new Error('no membership');
    const named = { ...row, team: 'Tide Ops', member: undefined, address: undefined, alsoNamed: ['g1'] };
    for (const memberships of [
      [{ ...row, team: 'g1' }, named],
      [named, { ...row, team: 'g1' }],
    ]) {
      const q = buildParties({ ...facts, memberships }, r);
      expect(q.team('g1')).toEqual(q.team('Tide Ops'));
      expect(q.belongs(q.resolve('email:olaf@ship.example'), q.team('Tide Ops'), at('d4 12:00'))).toBe(true);
    }
  });
  test('a team that nothing describes is not known', () => {
    expect(p.isKnown(p.team('harbour'))).toBe(true);
    expect(p.isKnown(p.team('ghosts'))).toBe(false);
  });
});
