/**
 * Entra ID sign-in log in its three envelopes (see entra-audit.ts). The account signed in to is actor and target at once.
 * A service principal's sign-in names the secret it used (`servicePrincipalCredentialKeyId`), which ties a use to a key.
 */
import { type Alias, alias } from '../model/ids.ts';
import type { Adapter, AdapterContext, RawRecord } from './adapter.ts';
import { eventOf } from './emit.ts';
import { entraText, guidText } from './entra-acts.ts';
import { bool, type Fields, isAddress, known, number, objectOrJson, texts } from './fields.ts';
import { sameIdentity } from './memo.ts';
import { recognition } from './recognition.ts';

interface SignIn {
  readonly fields: Fields;
  readonly envelope: Fields;
  readonly category: string | undefined;
}

/** The sign-in of any envelope; `fields` may be in camel or in Pascal case. */
function unwrap(data: Fields): SignIn | undefined {
  const category = entraText(data.category) ?? entraText(data.Category) ?? entraText(data.Type);
  const inner = objectOrJson(data.properties);
  if (inner !== undefined) {
    const is = category?.includes('SignIn') === true || inner.userPrincipalName !== undefined || inner.servicePrincipalId !== undefined;
    return is && (inner.status !== undefined || inner.createdDateTime !== undefined) ? { fields: inner, envelope: data, category } : undefined;
  }
  const graph = data.createdDateTime !== undefined && data.status !== undefined && (data.appId !== undefined || data.userPrincipalName !== undefined);
  if (graph && data.activityDisplayName === undefined) return { fields: data, envelope: data, category };
  const la = data.ResultType !== undefined && (data.UserPrincipalName !== undefined || data.ServicePrincipalId !== undefined);
  if (la && data.AppId !== undefined) return { fields: data, envelope: data, category };
  return undefined;
}

/** A field by its Graph name, in the case of Log Analytics too. */
function field(fields: Fields, name: string): unknown {
  return fields[name] ?? fields[name.charAt(0).toUpperCase() + name.slice(1)];
}

export const entraSignin: Adapter = {
  type: 'entra-signin',
  title: 'Entra ID sign-in log',
  version: 2,
  channels: ['signin'],
  system: () => 'entra',
  recognise(sample) {
    return recognition(sample, (data) => unwrap(data) !== undefined, 0.96, 'userPrincipalName or servicePrincipalId beside appId and status');
  },
  read,
};

function read(record: RawRecord, context: AdapterContext): void {
  const signIn = unwrap(record.data);
  if (signIn === undefined) {
    context.ignore('no-sign-in');
    return;
  }
  const f = signIn.fields;
  const upn = guidText(field(f, 'userPrincipalName'));
  // A sign-in that failed to find its user, or of a guest of another tenant, has nobody's id beside the name that was given.
  const userId = guidText(field(f, 'userId'));
  const principal = guidText(field(f, 'servicePrincipalId'));
  const appId = guidText(field(f, 'appId'));
  const isUser = upn !== undefined || userId !== undefined;
  let account: Alias | undefined;
  if (isUser) {
    account = upn !== undefined ? alias('upn', upn) : alias('entra-object', userId as string);
    if (upn !== undefined && userId !== undefined && isAddress(upn)) {
      sameIdentity(context, [alias('entra-object', userId), alias('upn', upn)], undefined, entraText(field(f, 'userDisplayName')));
    }
  } else if (principal !== undefined) {
    account = alias('entra-object', principal);
    if (appId !== undefined) {
      sameIdentity(context, [account, alias('entra-app', appId)], 'service-account', entraText(field(f, 'servicePrincipalName')));
    }
  } else if (appId !== undefined) {
    account = alias('entra-app', appId);
  }
  const key = guidText(field(f, 'servicePrincipalCredentialKeyId'));
  const status = objectOrJson(field(f, 'status'));
  const code = number(status?.errorCode) ?? number(f.ResultType) ?? number(signIn.envelope.resultType);
  const success = code === 0;
  context.emit(
    eventOf(
      code === undefined || success ? 'session.started' : 'session.failed',
      context.time(field(f, 'createdDateTime') ?? timeOf(signIn.envelope)),
      {
        outcome: code === undefined ? 'unknown' : success ? 'success' : 'failure',
        operation: isUser ? 'Sign-in activity' : 'Service principal sign-in activity',
        actor: account,
        target: account,
        actorKind: isUser ? undefined : 'service-account',
        targetKind: isUser ? undefined : 'service-account',
        credential: key === undefined ? undefined : alias('entra-object', key),
        nativeId: entraText(field(f, 'id')) ?? entraText(f.OriginalRequestId),
        correlation: known(guidText(field(f, 'correlationId')) ?? guidText(signIn.envelope.correlationId)),
        place: entraText(field(f, 'ipAddress')) ?? entraText(f.IPAddress) ?? entraText(signIn.envelope.callerIpAddress),
        interactive: interactive(signIn),
        summary: success ? undefined : entraText(status?.failureReason),
      },
    ),
  );
}

const timeOf = (envelope: Fields): unknown => envelope.time ?? envelope.TimeGenerated ?? envelope['TimeGenerated [UTC]'];

function interactive(signIn: SignIn): boolean | undefined {
  const stated = bool(field(signIn.fields, 'isInteractive'));
  if (stated !== undefined) return stated;
  const types = texts(field(signIn.fields, 'signInEventTypes'));
  if (types.length > 0) return types.includes('interactiveUser');
  if (signIn.category === undefined) return undefined;
  if (signIn.category === 'SignInLogs' || signIn.category === 'SigninLogs') return true;
  return signIn.category.includes('SignIn') ? false : undefined;
}
