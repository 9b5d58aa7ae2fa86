/** Who made a call that CloudTrail recorded, and what the record shows of that identity beside. */
import type { Instant } from '../base/instant.ts';
import type { Alias } from '../model/ids.ts';
import type { AdapterContext } from './adapter.ts';
import { type Fields, isAddress, object, text } from './fields.ts';
import { type AliasMaker, heldBy, perSource, rememberedAlias, sameIdentity } from './memo.ts';

/** Who made a call, and what was read of it. */
export interface Caller {
  readonly type: string | undefined;
  readonly name: string | undefined;
  readonly account: string | undefined;
  readonly issuerArn: string | undefined;
  readonly delegator: string | undefined;
  readonly key: string | undefined;
  readonly actor: Alias | undefined;
  readonly onBehalfOf: Alias | undefined;
  readonly credential: Alias | undefined;
}

export interface State {
  readonly alias: AliasMaker;
  /** `ACCOUNT/user/NAME` → the ARN with its path, where the source showed one. */
  readonly arnByName: Map<string, string>;
  /** By ARN, as their last record showed them: one who makes a thousand calls is read once, and nothing new is stated of them. */
  readonly callers: Map<string, Caller>;
  /** The last retention seen of a log group, in days, and when it was set. */
  readonly retention: Map<string, { readonly days: number; readonly time: Instant | undefined }>;
}

export const stateOf = perSource<State>(() => ({
  alias: rememberedAlias,
  arnByName: new Map(),
  callers: new Map(),
  retention: new Map(),
}));

/** Sessions by the hundred thousand are each met a few times. */
const MOST_CALLERS = 50_000;

/** What CloudTrail writes where a failed sign-in gave a text that may be a password. */
const HIDDEN = 'HIDDEN_DUE_TO_SECURITY_REASONS';

/** The caller's ARN, stated or, for an IAM user whose ARN is left out (a sign-in), made of account and name. */
export function callersArn(who: Fields, type: string | undefined): string | undefined {
  const stated = text(who.arn);
  if (stated !== undefined) return stated;
  const account = text(who.accountId);
  if (account === undefined) return undefined;
  if (type === 'Root') return `arn:aws:iam::${account}:root`;
  const name = text(who.userName);
  return type === 'IAMUser' && name !== undefined && name !== HIDDEN ? `arn:aws:iam::${account}:user/${name}` : undefined;
}

function actorOf(who: Fields, type: string | undefined, callerArn: string | undefined, alias: AliasMaker): Alias | undefined {
  if (callerArn !== undefined) return alias('aws-arn', callerArn);
  const name = text(who.userName);
  const said = type === 'AWSService' ? text(who.invokedBy) : name !== undefined && name !== HIDDEN ? name : undefined;
  if (said !== undefined && type === 'IAMUser') return alias('aws-user', said);
  const value = said ?? text(who.principalId) ?? text(object(who.onBehalfOf)?.userId) ?? text(who.invokedBy);
  return value === undefined ? undefined : alias('name', value);
}

export function callerOf(
  context: AdapterContext,
  state: State,
  who: Fields,
  type: string | undefined,
  arn: string | undefined,
  recipient: string | undefined,
): Caller {
  const session = object(who.sessionContext);
  const issuer = session === undefined ? undefined : object(session.sessionIssuer);
  const issuerArn = issuer === undefined ? undefined : text(issuer.arn);
  const name = text(who.userName);
  const account = text(who.accountId) ?? recipient;
  const key = text(who.accessKeyId);
  // IAM Identity Center: the directory user for whom a session acts.
  const user = issuerArn === undefined ? object(who.onBehalfOf) : undefined;
  const delegator = user === undefined ? undefined : text(user.userId);
  const before = arn === undefined ? undefined : state.callers.get(arn);
  if (
    before !== undefined &&
    before.type === type &&
    before.name === name &&
    before.account === account &&
    before.issuerArn === issuerArn &&
    before.delegator === delegator &&
    before.key === key
  )
    return before;

  const { alias } = state;
  const actor = actorOf(who, type, arn, alias);
  const behind = issuerArn === undefined ? undefined : alias('aws-arn', issuerArn);
  const credential = key === undefined ? undefined : alias('aws-access-key', key);
  if (type === 'IAMUser' && arn !== undefined && name !== undefined && name !== HIDDEN) sameUser(context, state, arn, name, account);
  if (actor !== undefined && issuerArn !== undefined && issuerArn !== arn) learnSession(context, alias, actor, issuerArn);
  // Only long-lived keys are worth a statement; the keys of sessions come by the million and die with them.
  if (credential !== undefined && key !== undefined && actor !== undefined && key.startsWith('AKIA'))
    heldBy(context, credential, actor, 'credential');
  const onBehalfOf = behind ?? (delegator === undefined ? undefined : alias('name', delegator));
  const caller: Caller = { type, name, account, issuerArn, delegator, key, actor, onBehalfOf, credential };
  if (arn !== undefined && (before !== undefined || state.callers.size < MOST_CALLERS)) state.callers.set(arn, caller);
  return caller;
}

/** Roles that IAM Identity Center makes, one for each permission set; their session name is the user's name. */
const IDENTITY_CENTER_ROLES = ['/AWSReservedSSO_', '/aws-reserved/sso.amazonaws.com/'];

function learnSession(context: AdapterContext, alias: AliasMaker, session: Alias, issuerArn: string): void {
  if (!IDENTITY_CENTER_ROLES.some((mark) => issuerArn.includes(mark))) {
    sameIdentity(context, [session, alias('aws-arn', issuerArn)], undefined, undefined);
    return;
  }
  const user = session.slice(session.lastIndexOf('/') + 1);
  if (isAddress(user)) sameIdentity(context, [session, alias('email', user)], 'human', undefined);
}

export function sameUser(context: AdapterContext, state: State, arn: string, name: string, account: string | undefined): void {
  if (account === undefined || !arn.endsWith(name)) return;
  const key = `${account}/user/${name}`;
  const shown = state.arnByName.get(key);
  const bare = `arn:aws:iam::${account}:user/${name}`;
  // A sign-in names its user without the path: that takes nothing back of what another record showed.
  if (shown === arn || (shown !== undefined && arn === bare)) return;
  state.arnByName.set(key, arn);
  // A bare `aws-user:NAME` is not stated: the name is unique only within its account, and a case may hold several.
  if (bare !== arn) sameIdentity(context, [state.alias('aws-arn', arn), state.alias('aws-arn', bare)], undefined, name);
}
