/**
 * AWS CloudTrail: files of S3, LookupEvents (the event is a string), EventBridge (`detail`), logstash (`@timestamp`).
 *
 * The actor is the principal that signed the request, as `userIdentity.arn` names it: for a role session the ARN of the
 * session, with the session's issuer (the role) as the one on whose behalf it acted. A session is its role at work: that both
 * names stand for one identity is stated once per session, so that what a session does is a use of the role. Sessions of
 * IAM Identity Center's roles are a person's instead: there the service itself writes the person's user name as session name.
 *
 * A request names an IAM user by name only. Its ARN is `arn:aws:iam::ACCOUNT:user/NAME`; where a source shows a user with a
 * path, both ARNs are stated to be one, since a user's name is unique in its account whatever its path.
 */
import type { Instant } from '../base/instant.ts';
import type { EventKind, IdentityKind, Outcome } from '../model/vocabulary.ts';
import type { Adapter, AdapterContext, RawRecord, Reads } from './adapter.ts';
import { type Caller, callerOf, callersArn, type State, sameUser, stateOf } from './aws-callers.ts';
import { type AwsCall, type AwsTarget, awsTarget, hasTarget, parameterArn, secretNamed } from './aws-targets.ts';
import { type Fields, number, object, objectOrJson, text, texts } from './fields.ts';
import { CLOUDTRAIL_KINDS } from './kinds/aws-cloudtrail.ts';
import { heldBy, sameIdentity } from './memo.ts';
import { OCSF } from './ocsf.ts';
import { recognition } from './recognition.ts';

interface Operation {
  readonly kind: EventKind;
  readonly hasTarget: boolean;
}
const operations = new Map<string, Operation>();
/** A log that writes ids into its names has more, and these are looked up each time. */
const MOST_OPERATIONS = 10_000;

function operationOf(name: string): Operation {
  let operation = operations.get(name);
  if (operation === undefined) {
    operation = { kind: CLOUDTRAIL_KINDS.kindOf(name), hasTarget: hasTarget(name) };
    if (operations.size < MOST_OPERATIONS) operations.set(name, operation);
  }
  return operation;
}

/** Under this many days a retention is too short to investigate with, whatever it was before (WAKES.md, coverage.logging-disabled). */
const SHORT_RETENTION_DAYS = 90;

/** The event itself: a record of S3, the string of LookupEvents, the detail of EventBridge. */
function unwrap(data: Fields): Fields | undefined {
  if (data.CloudTrailEvent !== undefined) return objectOrJson(data.CloudTrailEvent);
  if (data.eventName === undefined && data.detail !== undefined) return object(data.detail);
  return data;
}

/** A record is mostly what no wake is made of: user agents, TLS, attributes of sessions, and the requests of reading calls. */
const READS: Reads = {
  CloudTrailEvent: true,
  detail: true,
  eventName: true,
  eventVersion: true,
  eventCategory: true,
  insightDetails: true,
  userIdentity: {
    type: true,
    principalId: true,
    arn: true,
    accountId: true,
    accessKeyId: true,
    userName: true,
    invokedBy: true,
    onBehalfOf: { userId: true },
    sessionContext: { sessionIssuer: { arn: true } },
  },
  recipientAccountId: true,
  eventTime: 'once',
  '@timestamp': 'once',
  eventSource: true,
  awsRegion: true,
  sourceIPAddress: true,
  errorCode: true,
  requestParameters: true,
  responseElements: true,
  resources: true,
  requestID: 'once',
  eventID: 'once',
  sharedEventID: 'once',
  readOnly: true,
  sessionCredentialFromConsole: true,
};

export const awsCloudtrail: Adapter = {
  type: 'aws-cloudtrail',
  title: 'AWS CloudTrail',
  version: 1,
  channels: ['iam-audit', 'signin'],
  system(first) {
    const event = unwrap(first.data);
    const account = event === undefined ? undefined : (text(event.recipientAccountId) ?? text(object(event.userIdentity)?.accountId));
    return account === undefined ? 'aws' : `aws-${account}`;
  },
  recognise(sample) {
    return recognition(sample, isCloudTrail, 0.98, 'eventSource and eventName beside userIdentity and eventVersion');
  },
  reads: READS,
  read(record, context) {
    read(record, context);
  },
};

function isCloudTrail(data: Fields): boolean {
  const event = unwrap(data);
  if (event === undefined || event.eventSource === undefined) return false;
  return (event.eventName !== undefined || event.eventCategory === 'Insight') && isTrail(event);
}

const isTrail = (event: Fields): boolean => event.userIdentity !== undefined || event.eventVersion !== undefined || event.awsRegion !== undefined;

function read(record: RawRecord, context: AdapterContext): void {
  const event = unwrap(record.data);
  if (event === undefined) {
    context.reject('CloudTrailEvent does not hold a JSON object');
    return;
  }
  const name = text(event.eventName);
  if (name === undefined) {
    context.ignore(event.eventCategory === 'Insight' || event.insightDetails !== undefined ? 'cloudtrail-insight' : 'no-event-name');
    return;
  }
  const state = stateOf(context);
  const who = object(event.userIdentity);
  const account = text(event.recipientAccountId) ?? (who === undefined ? undefined : text(who.accountId));
  const type = who === undefined ? undefined : text(who.type);
  const callerArn = who === undefined ? undefined : callersArn(who, type);
  const caller = who === undefined ? undefined : callerOf(context, state, who, type, callerArn, account);

  const operation = operationOf(name);
  let kind = operation.kind;
  const error = event.errorCode;
  let outcome: Outcome = error === undefined || error === null || error === '' ? 'success' : 'failure';
  const console = event.sessionCredentialFromConsole;
  let interactive: boolean | undefined = console === 'true' || console === true ? true : undefined;
  if (name === 'ConsoleLogin') {
    interactive = true;
    const said = text(object(event.responseElements)?.ConsoleLogin);
    if (said !== undefined) outcome = said === 'Success' ? outcome : 'failure';
    kind = outcome === 'failure' ? 'session.failed' : 'session.started';
  }

  let target: AwsTarget | undefined;
  let retentionDays: number | undefined;
  if (kind !== 'other' || operation.hasTarget) {
    const call: AwsCall = {
      source: text(event.eventSource) ?? '',
      name,
      account,
      region: text(event.awsRegion),
      request: object(event.requestParameters),
      response: object(event.responseElements),
      event,
      callerArn,
      alias: state.alias,
      arnByName: state.arnByName,
    };
    if (name === 'UpdateAccessKey') {
      if (text(call.request?.status)?.toLowerCase() === 'active') kind = 'credential.enabled';
    } else if (name === 'PutRetentionPolicy') {
      const days = number(call.request?.retentionInDays);
      retentionDays = days;
      kind = lowers(state, call, days, context.time(event.eventTime ?? event['@timestamp']), outcome === 'success') ? 'logging.disabled' : 'other';
    }
    if (outcome === 'success') learnTarget(context, state, call);
    const several = secretsNamed(call);
    if (several !== undefined) {
      for (const one of several) emitEvent(context, event, name, kind, outcome, caller, one, interactive, undefined);
      return;
    }
    target = awsTarget(call);
    // A call that failed may have named the wrong user, or the wrong key.
    if (outcome === 'success' && target.holder !== undefined && target.target !== undefined)
      heldBy(context, target.target, target.holder, 'credential');
  }
  emitEvent(context, event, name, kind, outcome, caller, target, interactive, retentionDays);
}

function emitEvent(
  context: AdapterContext,
  event: Fields,
  name: string,
  kind: EventKind,
  outcome: Outcome,
  caller: Caller | undefined,
  target: AwsTarget | undefined,
  interactive: boolean | undefined,
  retentionDays: number | undefined,
): void {
  const requestId = text(event.requestID);
  const shared = text(event.sharedEventID);
  context.emit({
    type: 'event',
    time: context.time(event.eventTime ?? event['@timestamp']),
    kind,
    outcome,
    operation: name,
    actor: caller === undefined ? undefined : caller.actor,
    onBehalfOf: caller === undefined ? undefined : caller.onBehalfOf,
    target: target === undefined ? undefined : target.target,
    holder: target === undefined ? undefined : target.holder,
    targetKind: target === undefined ? undefined : target.kind,
    actorKind: caller !== undefined && caller.type === 'AWSService' ? WORKLOAD : undefined,
    credential: caller === undefined ? undefined : caller.credential,
    nativeId: text(event.eventID),
    correlation: requestId === undefined ? (shared === undefined ? undefined : [shared]) : shared === undefined ? [requestId] : [requestId, shared],
    access: target === undefined ? undefined : target.access,
    place: text(event.sourceIPAddress),
    environment: undefined,
    interactive,
    summary: undefined,
    approver: undefined,
    approvedAt: undefined,
    reason: undefined,
    incident: undefined,
    asks: undefined,
    alert: undefined,
    grant: undefined,
    retentionDays,
    classUid: classOf(name, kind, event.eventSource),
    activityId: activityOf(name, kind, event.readOnly, event.eventSource),
  });
}

const WORKLOAD: IdentityKind = 'workload';

/** The steps of a sign-in (`CredentialChallenge`, `CheckMfa`) are no kind of their own, and for OCSF authentications and no API calls. */
const SIGNIN = 'signin.amazonaws.com';

/** An attached or detached policy is an activity of OCSF's Account Change, which knows the act more exactly than the kind does. */
function classOf(name: string, kind: EventKind, source: unknown): number {
  if (kind === 'other') return source === SIGNIN ? 3002 : OCSF.other.classUid;
  return kind.startsWith('role.') && isPolicyName(name) ? 3001 : OCSF[kind].classUid;
}

function activityOf(name: string, kind: EventKind, readOnly: unknown, source: unknown): number {
  if (kind === 'role.granted' && isPolicyName(name)) return 7;
  if (kind === 'role.revoked' && isPolicyName(name)) return 8;
  if (kind !== 'other') return OCSF[kind].activityId;
  if (source === SIGNIN) return 99;
  // OCSF API Activity: 1 create, 2 read, 3 update, 4 delete.
  if (readOnly === true || readOnly === 'true' || name.startsWith('Get') || name.startsWith('List') || name.startsWith('Describe')) return 2;
  if (name.startsWith('Create') || name.startsWith('Run')) return 1;
  if (name.startsWith('Delete') || name.startsWith('Terminate')) return 4;
  if (name.startsWith('Update') || name.startsWith('Put') || name.startsWith('Modify') || name.startsWith('Set')) return 3;
  return OCSF.other.activityId;
}

const isPolicyName = (name: string): boolean => name.endsWith('Policy');

/** What an answer shows: a new user's or role's ARN with its path. */
function learnTarget(context: AdapterContext, state: State, call: AwsCall): void {
  const user = call.response === undefined ? undefined : object(call.response.user);
  const arn = user === undefined ? undefined : text(user.arn);
  const name = user === undefined ? undefined : text(user.userName);
  if (arn !== undefined && name !== undefined) sameUser(context, state, arn, name, call.account);
  const role = call.response === undefined ? undefined : object(call.response.role);
  const roleArn = role === undefined ? undefined : text(role.arn);
  const roleName = role === undefined ? undefined : text(role.roleName);
  if (roleArn === undefined || roleName === undefined || !roleArn.endsWith(roleName)) return;
  const key = `${call.account}/role/${roleName}`;
  if (state.arnByName.get(key) === roleArn) return;
  state.arnByName.set(key, roleArn);
  const bare = `arn:aws:iam::${call.account ?? ''}:role/${roleName}`;
  if (call.account !== undefined && bare !== roleArn) {
    sameIdentity(context, [state.alias('aws-arn', roleArn), state.alias('aws-arn', bare)], undefined, roleName);
  }
}

/**
 * Whether a retention is lower than the one before it or, where none is known, too short to investigate with. A file is out of order: only
 * an earlier value is one before.
 */
function lowers(state: State, call: AwsCall, days: number | undefined, time: Instant | undefined, isDone: boolean): boolean {
  if (days === undefined) return false;
  const key = `${call.account ?? ''}/${call.region ?? ''}/${text(call.request?.logGroupName) ?? ''}`;
  const before = state.retention.get(key);
  const isEarlier = before !== undefined && before.time !== undefined && time !== undefined && before.time <= time;
  // What was only asked for is no value in evidence.
  if (isDone && (before === undefined || isEarlier)) state.retention.set(key, { days, time });
  return isEarlier ? days < before.days : days < SHORT_RETENTION_DAYS;
}

/** Several secrets read in one call are several events; `undefined` where the call names at most one. */
function secretsNamed(call: AwsCall): AwsTarget[] | undefined {
  const r = call.request;
  if (r === undefined) return undefined;
  if (call.name !== 'GetParameters' && call.name !== 'BatchGetSecretValue') return undefined;
  const names = texts(call.name === 'GetParameters' ? r.names : r.secretIdList);
  // A list without a name in it is a call that names none, and still a call.
  if (names.length > 0) return names.map((n) => secretNamed(call, call.name === 'GetParameters' ? parameterArn(call, n) : n));
  return undefined;
}
