import { describe, expect, it } from 'vitest';
import { adapterByType } from '../../../shared/adapters/registry.ts';
import type { EventEmission } from '../../../shared/model/emissions.ts';
import { reader } from '../../golden/harness.ts';

function readerOf(type: string) {
  const adapter = adapterByType(type);
  if (adapter === undefined) throw new Error(`no adapter ${type}`);
  return reader(adapter);
}
const record = (data: Record<string, unknown>, ordinal = 1) => ({ data, header: undefined, ordinal });
const events = (emissions: readonly { type: string }[]) => emissions.filter((e): e is EventEmission => e.type === 'event');

const call = (n: number) => ({
  eventTime: '2026-03-02T08:00:00Z',
  eventSource: 'ec2.amazonaws.com',
  eventName: 'DescribeInstances',
  eventID: `ev-${n}`,
  recipientAccountId: '444455556666',
  userIdentity: {
    type: 'AssumedRole',
    arn: 'arn:aws:sts::444455556666:assumed-role/build/i-1',
    accessKeyId: 'ASIAX',
    sessionContext: { sessionIssuer: { arn: 'arn:aws:iam::444455556666:role/build' } },
  },
});

describe('statements about names', () => {
  it('a session and its role are stated to be one once in a source, and again in the next', () => {
    const read = readerOf('aws-cloudtrail');
    const kinds = [1, 2, 3].map((n) => read(record(call(n), n)).emissions.map((e) => e.type));
    expect(kinds).toEqual([['identity', 'event'], ['event'], ['event']]);
    expect(readerOf('aws-cloudtrail')(record(call(4))).emissions.map((e) => e.type)).toEqual(['identity', 'event']);
  });

  it('a user of one account is not taken for the one of that name in another', () => {
    const read = readerOf('aws-cloudtrail');
    const by = (account: string, path: string, name: string, more: Record<string, unknown>) => ({
      eventTime: '2026-03-02T08:00:00Z',
      eventSource: 'iam.amazonaws.com',
      recipientAccountId: account,
      userIdentity: { type: 'IAMUser', arn: `arn:aws:iam::${account}:user/${path}${name}`, accountId: account, userName: name },
      ...more,
    });
    read(record(by('111122223333', 'ops/', 'bo', { eventName: 'ListUsers' })));
    const delete_ = { eventName: 'DeleteUser', requestParameters: { userName: 'bo' } };
    const targets = ['111122223333', '444455556666'].map((account) => events(read(record(by(account, '', 'root', delete_))).emissions)[0]?.target);
    expect(targets).toEqual(['aws-arn:arn:aws:iam::111122223333:user/ops/bo', 'aws-arn:arn:aws:iam::444455556666:user/bo']);
  });

  it('an app of Slack has the name that people write of it', () => {
    const entity = { type: 'app', app: { id: 'A0123', name: 'PollBot' } };
    const read = readerOf('slack-audit')(
      record({ id: 'x', date_create: 1772532000, action: 'app_installed', actor: { type: 'user', user: { id: 'U1' } }, entity }),
    );
    expect(read.emissions).toMatchObject([
      { type: 'identity', aliases: ['name:A0123'], displayName: 'PollBot' },
      { type: 'event', target: 'name:A0123' },
    ]);
  });

  it('two PagerDuty users with one name are not joined by it', () => {
    const read = readerOf('pagerduty-directory');
    const user = (id: string) => ({
      id,
      type: 'user',
      name: 'J. Berg',
      email: `${id}@halden.example`,
      self: `https://api.pagerduty.com/users/${id}`,
    });
    const aliases = ['PA', 'PB'].map((id) => read(record(user(id))).emissions.flatMap((e) => (e.type === 'identity' ? e.aliases : [])));
    expect(aliases[0]).toContain('pagerduty-user:J. Berg');
    expect(aliases[1]).not.toContain('pagerduty-user:J. Berg');
  });
});

describe('one act in two logs', () => {
  it('has the same operation, target, access and correlation id in both of them', () => {
    const id = '11111111-2222-3333-4444-000000000002';
    const entra = readerOf('entra-audit')(
      record({
        id: 'Directory_1',
        activityDisplayName: 'Add member to role',
        activityDateTime: '2026-03-03T10:00:00.1Z',
        correlationId: 'c-1',
        result: 'success',
        initiatedBy: { user: { id: 'x', userPrincipalName: 'r@halden.example' } },
        targetResources: [
          {
            id,
            type: 'User',
            userPrincipalName: 'm@halden.example',
            modifiedProperties: [{ displayName: 'Role.DisplayName', oldValue: null, newValue: '"Global Administrator"' }],
          },
        ],
      }),
    );
    const ual = readerOf('m365-unified-audit')(
      record({
        Id: 'u-1',
        Operation: 'Add member to role.',
        CreationTime: '2026-03-03T10:00:00',
        Workload: 'AzureActiveDirectory',
        ResultStatus: 'Success',
        UserId: 'r@halden.example',
        InterSystemsId: 'c-1',
        Target: [
          { ID: `User_${id}`, Type: 2 },
          { ID: id, Type: 2 },
          { ID: 'm@halden.example', Type: 5 },
        ],
        ModifiedProperties: [{ Name: 'Role.DisplayName', NewValue: 'Global Administrator', OldValue: '' }],
      }),
    );
    const [a] = events(entra.emissions);
    const [b] = events(ual.emissions);
    for (const key of ['kind', 'operation', 'target', 'access', 'actor', 'outcome'] as const) expect(b?.[key], key).toBe(a?.[key]);
    expect(b?.correlation).toEqual(a?.correlation);
    expect(b?.nativeId).toBe('u-1');
  });
});

describe('mailbox rules', () => {
  const rule = (parameters: Record<string, string>) =>
    readerOf('m365-unified-audit')(
      record({
        Id: 'u-2',
        Operation: 'New-InboxRule',
        CreationTime: '2026-03-03T10:00:00',
        Workload: 'Exchange',
        ResultStatus: 'True',
        UserId: 'm@halden.example',
        Parameters: Object.entries({ Name: '.', DeleteMessage: 'True', ...parameters }).map(([Name, Value]) => ({ Name, Value })),
      }),
    ).emissions.find((e) => e.type === 'mailrule');

  it('a rule without conditions matches all mail', () => {
    expect(rule({})).toMatchObject({ conditions: [{ on: 'all' }] });
  });

  it('a condition that cannot be shown leaves the match unproven, even beside one that can', () => {
    expect(rule({ From: 'hr@halden.example', BodyContainsWords: 'salary' })).toMatchObject({ conditions: [] });
    expect(rule({ From: 'hr@halden.example' })).toMatchObject({ conditions: [{ on: 'from', value: 'hr@halden.example' }] });
  });
});

describe('reasons', () => {
  it('why a call failed is never taken for why it was made', () => {
    const { emissions } = readerOf('okta-system-log')(
      record({
        uuid: 'o-1',
        published: '2026-03-02T09:00:00Z',
        eventType: 'user.session.start',
        actor: { id: '00u1', type: 'User' },
        outcome: { result: 'FAILURE', reason: 'INVALID_CREDENTIALS' },
      }),
    );
    const [e] = events(emissions);
    expect(e?.reason).toBeUndefined();
    expect(e?.summary).toContain('INVALID_CREDENTIALS');
  });
});

describe('records in a wrapping', () => {
  const event = call(9);

  it("are read through a shipper's text or object as if they stood alone", () => {
    for (const wrapped of [
      { '@timestamp': '2026-03-02T08:00:05Z', host: 'h', message: JSON.stringify(event) },
      { log: JSON.stringify(event), stream: 'stdout' },
      { log: event },
      { preview: false, result: { _raw: JSON.stringify(event) } },
      { event: { original: JSON.stringify(event) } },
    ]) {
      const adapter = adapterByType('aws-cloudtrail');
      expect(adapter?.recognise([record(wrapped)], 'x').score).toBeGreaterThan(0.9);
      expect(adapter?.system(record(wrapped), 'x')).toBe('aws-444455556666');
      expect(events(readerOf('aws-cloudtrail')(record(wrapped)).emissions)[0]?.nativeId).toBe('ev-9');
    }
  });

  it('a record that is known as it is, is not looked into', () => {
    const { emissions } = readerOf('aws-cloudtrail')(record({ ...event, message: JSON.stringify(call(10)) }));
    expect(events(emissions)[0]?.nativeId).toBe('ev-9');
  });

  it('a text that is no JSON stays what it is', () => {
    expect(readerOf('aws-cloudtrail')(record({ message: '{broken' })).ignored).toEqual(['no-event-name']);
  });
});
