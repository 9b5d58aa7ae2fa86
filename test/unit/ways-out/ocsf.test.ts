import { describe, expect, test } from 'vitest';
import { OCSF } from '../../../shared/adapters/ocsf.ts';
import { instant } from '../../../shared/base/instant.ts';
import type { CaseEvent } from '../../../shared/model/facts.ts';
import type { Alias, EventId, RecordRef, SourceId } from '../../../shared/model/ids.ts';
import { EVENT_KINDS, OUTCOMES } from '../../../shared/model/vocabulary.ts';
import { classOf, ocsfOf } from '../../../shared/ways-out/ocsf.ts';
import { crudOf, OCSF_CLASSES } from '../../../shared/ways-out/ocsf-classes.ts';
import type { RowLookup } from '../../../shared/ways-out/row.ts';
import { ocsfProblems } from './ocsf-rules.ts';

const lookup: RowLookup = {
  sourceOf: () => ({ name: 'trail.json', type: 'aws-cloudtrail', title: 'AWS CloudTrail' }),
  rulesOf: () => [],
  labelOf: (alias) => alias.slice(alias.indexOf(':') + 1),
  kindOf: () => 'unknown',
};
const event = (more: Partial<CaseEvent>): CaseEvent & { time: NonNullable<CaseEvent['time']> } => ({
  id: 's0001:1' as EventId,
  source: 's0001' as SourceId,
  ordinal: 1,
  record: 's0001:1' as RecordRef,
  records: ['s0001:1' as RecordRef],
  system: 'aws',
  kind: 'other',
  outcome: 'success',
  operation: 'DoThing',
  ...more,
  time: instant(1_772_610_086_207_123),
});
const asJson = (e: Parameters<typeof ocsfOf>[0]): unknown => JSON.parse(JSON.stringify(ocsfOf(e, lookup)));

describe('an event as OCSF', () => {
  test.each(EVENT_KINDS)('%s is valid for its class, whatever the log leaves out', (kind) => {
    const { classUid, activityId } = OCSF[kind];
    for (const outcome of OUTCOMES) {
      for (const parts of [
        {},
        { actor: 'upn:ada@example.org' as Alias },
        { target: 'aws-arn:arn:aws:iam::1:user/x' as Alias, targetKind: 'human' as const },
        { target: 'name:g' as Alias, targetKind: 'group' as const },
        { actor: 'name:a' as Alias, target: 'name:b' as Alias, access: 'Admins', place: '10.0.0.1', onBehalfOf: 'name:c' as Alias, nativeId: 'n' },
        { access: '*', place: 'ecs.amazonaws.com', credential: 'aws-access-key:AKIA1' as Alias },
        { place: 'a host', alert: { severity: undefined, confidence: undefined, title: '' } },
        { alert: { severity: 'critical' as const, confidence: 'high' as const, title: 't' } },
      ]) {
        expect(ocsfProblems(asJson(event({ kind, outcome, classUid, activityId, ...parts }))), JSON.stringify(parts)).toEqual([]);
      }
    }
  });

  test('of a class that the schema does not have, or of none, is an API call', () => {
    for (const e of [event({ classUid: 12345, activityId: 7 }), event({}), event({ classUid: 3001, activityId: 77 })]) {
      expect(ocsfProblems(asJson(e))).toEqual([]);
    }
  });

  test('says which required attributes the log does not have', () => {
    const made = ocsfOf(event({ ...OCSF['role.granted'], kind: 'role.granted' }), lookup) as { unmapped: { unknown: string[] } };
    expect(made.unmapped.unknown).toEqual(['user', 'privileges']);
  });

  test('has its time in milliseconds and, in the profile for it, to the microsecond', () => {
    expect(ocsfOf(event({}), lookup)).toMatchObject({ time: 1_772_610_086_207, time_dt: '2026-03-04T07:41:26.207123Z' });
  });

  test('the check itself refuses what the schema refuses', () => {
    const good = asJson(event({ ...OCSF['password.reset'], kind: 'password.reset', target: 'name:x' as Alias })) as Record<string, unknown>;
    expect(ocsfProblems({ ...good, user: undefined })).toEqual(['user is required']);
    expect(ocsfProblems({ ...good, user: {} })).toEqual(['user has none of account, name, uid']);
    expect(ocsfProblems({ ...good, activity_id: 13 })).toEqual(['activity 13', 'type 300104']);
    expect(ocsfProblems({ ...good, time: 1.5, time_dt: undefined })).toEqual(['time 1.5 is no milliseconds']);
    expect(ocsfProblems({ ...good, metadata: { version: '1.5.0' }, time_dt: undefined })).toEqual(['metadata.product is required']);
  });
});

test('every kind has an activity that its class has by name', () => {
  for (const kind of EVENT_KINDS) {
    const { classUid, activityId } = OCSF[kind];
    if (kind !== 'other') expect(OCSF_CLASSES[classUid]?.activities[activityId], kind).toBeDefined();
  }
});

test.each([
  ['DescribeDirectConnectGateways', 2],
  ['GetObject', 2],
  ['CreateBucket', 1],
  ['RunInstances', 1],
  ['DeleteVpc', 4],
  ['PutObject', 3],
  ['policy.lifecycle.create', 1],
  ['app.generic.unauth_app_access_attempt', 99],
  ['google.cloud.functions.v1.CloudFunctionsService.SetIamPolicy', 99],
  ['', 99],
])('%s is an API call of activity %i', (operation, activity) => {
  expect(crudOf(operation)).toBe(activity);
  expect(classOf({ classUid: 6003, activityId: 99, operation }).activityId).toBe(activity);
});
