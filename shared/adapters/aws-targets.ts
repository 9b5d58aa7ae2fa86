/** What a CloudTrail event changed: the target's alias from the request and the answer, by the event's name. */
import type { Alias } from '../model/ids.ts';
import type { IdentityKind } from '../model/vocabulary.ts';
import { type Fields, list, object, objects, text } from './fields.ts';
import type { AliasMaker } from './memo.ts';

export interface AwsTarget {
  readonly target: Alias | undefined;
  readonly holder: Alias | undefined;
  readonly kind: IdentityKind | undefined;
  readonly access: string | undefined;
}

/** The parts of one record that a target is read from. */
export interface AwsCall {
  readonly source: string;
  readonly name: string;
  readonly account: string | undefined;
  readonly region: string | undefined;
  readonly request: Fields | undefined;
  readonly response: Fields | undefined;
  /** The record; its list of resources is looked at where nothing else names the target. */
  readonly event: Fields;
  /** The ARN and the user name of the caller: what acts on itself names nobody in its request. */
  readonly callerArn: string | undefined;
  readonly alias: AliasMaker;
  /** The ARN of an IAM user or role by account and name, where the source has shown it (a path is not in the name). */
  readonly arnByName: ReadonlyMap<string, string>;
}

type Rule = (call: AwsCall) => AwsTarget;

const NONE: AwsTarget = { target: undefined, holder: undefined, kind: undefined, access: undefined };

const only = (target: Alias | undefined, kind?: IdentityKind, access?: string): AwsTarget =>
  target === undefined && access === undefined ? NONE : { target, holder: undefined, kind, access };

const arn = (call: AwsCall, value: string | undefined): Alias | undefined => (value === undefined ? undefined : call.alias('aws-arn', value));

function iamArn(call: AwsCall, type: 'user' | 'role' | 'group', name: string | undefined): Alias | undefined {
  if (name === undefined) return undefined;
  if (name.startsWith('arn:')) return call.alias('aws-arn', name);
  // Other services have users and groups of their own by the same event names.
  if (call.source !== 'iam.amazonaws.com' && call.source !== 'sts.amazonaws.com' && call.source !== '') return call.alias('name', name);
  const shown = call.arnByName.get(`${call.account}/${type}/${name}`);
  if (shown !== undefined) return call.alias('aws-arn', shown);
  return call.account === undefined ? call.alias('aws-user', name) : call.alias('aws-arn', `arn:aws:iam::${call.account}:${type}/${name}`);
}

const request = (call: AwsCall, key: string): string | undefined => (call.request === undefined ? undefined : text(call.request[key]));
const response = (call: AwsCall, outer: string, key: string): string | undefined => {
  const o = call.response === undefined ? undefined : object(call.response[outer]);
  return o === undefined ? undefined : text(o[key]);
};

/** The user that a request names; a request that names none is about the caller. */
function user(call: AwsCall): Alias | undefined {
  const stated = response(call, 'user', 'arn');
  if (stated !== undefined) return call.alias('aws-arn', stated);
  const name = request(call, 'userName') ?? request(call, 'UserName');
  return name === undefined ? arn(call, call.callerArn) : iamArn(call, 'user', name);
}

const role = (call: AwsCall): Alias | undefined =>
  arn(call, response(call, 'role', 'arn')) ?? iamArn(call, 'role', request(call, 'roleName') ?? response(call, 'role', 'roleName'));

const group = (call: AwsCall): Alias | undefined => iamArn(call, 'group', request(call, 'groupName'));

const ofUser: Rule = (call) => only(user(call));
const ofRole: Rule = (call) => only(role(call));
const userPolicy: Rule = (call) => only(user(call), undefined, request(call, 'policyArn') ?? request(call, 'policyName'));
const rolePolicy: Rule = (call) => only(role(call), undefined, request(call, 'policyArn') ?? request(call, 'policyName'));
const groupPolicy: Rule = (call) => only(group(call), 'group', request(call, 'policyArn') ?? request(call, 'policyName'));
const userBoundary: Rule = (call) => only(user(call), undefined, request(call, 'permissionsBoundary'));
const roleBoundary: Rule = (call) => only(role(call), undefined, request(call, 'permissionsBoundary'));
const membership: Rule = (call) => only(user(call), undefined, request(call, 'groupName'));

/** A credential with an id of its own, held by a user. The access of a `credential.*` event is the credential's id. */
const credential =
  (namespace: string, requestKey: string, outer: string, responseKey: string): Rule =>
  (call) => {
    const id = response(call, outer, responseKey) ?? request(call, requestKey);
    if (id === undefined) return { target: undefined, holder: user(call), kind: 'credential', access: undefined };
    return { target: call.alias(namespace, id), holder: user(call), kind: 'credential', access: id };
  };

const accessKey = credential('aws-access-key', 'accessKeyId', 'accessKey', 'accessKeyId');
const serviceCredential = credential('name', 'serviceSpecificCredentialId', 'serviceSpecificCredential', 'serviceSpecificCredentialId');
const sshKey = credential('name', 'sSHPublicKeyId', 'sSHPublicKey', 'sSHPublicKeyId');
const certificate = credential('name', 'certificateId', 'certificate', 'certificateId');

const resourceArn = (call: AwsCall): string | undefined => {
  for (const r of objects(call.event.resources)) {
    const found = text(r.ARN) ?? text(r.arn);
    if (found !== undefined) return found;
  }
  return undefined;
};

/** A secret by its ARN, else by the name that the request gave. */
const secret: Rule = (call) => {
  const asked = request(call, 'secretId');
  const answered = call.response === undefined ? undefined : (text(call.response.arn) ?? text(call.response.ARN) ?? text(call.response.aRN));
  const id = answered ?? (asked?.startsWith('arn:') === true ? asked : (resourceArn(call) ?? asked));
  return id === undefined ? NONE : secretNamed(call, id);
};

/** The target for one secret or parameter named by an id. */
export const secretNamed = (call: AwsCall, id: string): AwsTarget => ({
  target: call.alias(id.startsWith('arn:') ? 'aws-arn' : 'name', id),
  holder: undefined,
  kind: 'credential',
  access: id,
});

/** A parameter of Systems Manager; its name starts with the slash that its ARN has too. */
export const parameterArn = (call: AwsCall, name: string): string =>
  name.startsWith('arn:') || call.account === undefined || call.region === undefined
    ? name
    : `arn:aws:ssm:${call.region}:${call.account}:parameter${name.startsWith('/') ? '' : '/'}${name}`;

const parameter: Rule = (call) => {
  const name = request(call, 'name') ?? request(call, 'path');
  const id = resourceArn(call) ?? (name === undefined ? undefined : parameterArn(call, name));
  return id === undefined ? NONE : secretNamed(call, id);
};

const policy: Rule = (call) => {
  const id = request(call, 'policyArn');
  return only(arn(call, id), undefined, id);
};

const assumed: Rule = (call) => only(arn(call, request(call, 'roleArn') ?? resourceArn(call)));
const self: Rule = (call) => only(arn(call, call.callerArn));
const federated: Rule = (call) => only(arn(call, response(call, 'federatedUser', 'arn')) ?? arn(call, call.callerArn));

const provider: Rule = (call) => {
  const r = call.response;
  const id =
    request(call, 'sAMLProviderArn') ??
    request(call, 'openIDConnectProviderArn') ??
    (r === undefined ? undefined : (text(r.sAMLProviderArn) ?? text(r.openIDConnectProviderArn)));
  return only(arn(call, id) ?? (request(call, 'name') === undefined ? undefined : call.alias('name', request(call, 'name') as string)));
};

/** A log of the account: the trail, store, group or flow log that was turned on or off. */
const trail: Rule = (call) => {
  const name = (call.response === undefined ? undefined : text(call.response.trailARN)) ?? request(call, 'name') ?? request(call, 'eventDataStore');
  if (name === undefined) return NONE;
  if (name.startsWith('arn:')) return only(call.alias('aws-arn', name));
  if (call.account === undefined || call.region === undefined) return only(call.alias('name', name));
  return only(call.alias('aws-arn', `arn:aws:cloudtrail:${call.region}:${call.account}:trail/${name}`));
};

const logGroup: Rule = (call) => {
  const name = request(call, 'logGroupName') ?? request(call, 'logGroupIdentifier');
  if (name === undefined) return NONE;
  if (name.startsWith('arn:')) return only(call.alias('aws-arn', name));
  if (call.account === undefined || call.region === undefined) return only(call.alias('name', name));
  return only(call.alias('aws-arn', `arn:aws:logs:${call.region}:${call.account}:log-group:${name}`));
};

const flowLogs: Rule = (call) => {
  const inner = call.request === undefined ? undefined : (object(call.request.DeleteFlowLogsRequest) ?? call.request);
  const ids = inner === undefined ? undefined : (inner.FlowLogId ?? inner.flowLogId);
  const id = text(ids) ?? text(object(ids)?.content) ?? text(list(ids)[0]) ?? text(object(list(ids)[0])?.content);
  return id === undefined ? NONE : only(call.alias('name', id));
};

const mfa: Rule = (call) => only(user(call));

const RULES: ReadonlyMap<string, Rule> = new Map<string, Rule>([
  ['CreateUser', (call) => only(arn(call, response(call, 'user', 'arn')) ?? iamArn(call, 'user', request(call, 'userName')))],
  ['DeleteUser', ofUser],
  ['CreateRole', ofRole],
  ['DeleteRole', ofRole],
  ['CreateServiceLinkedRole', ofRole],
  ['UpdateAssumeRolePolicy', ofRole],
  ['CreateAccessKey', accessKey],
  ['UpdateAccessKey', accessKey],
  ['DeleteAccessKey', accessKey],
  // A login profile is a user's one password for the console: it has no id, so the user stands for it.
  ['CreateLoginProfile', ofUser],
  ['UpdateLoginProfile', ofUser],
  ['DeleteLoginProfile', ofUser],
  ['ChangePassword', ofUser],
  ['CreateServiceSpecificCredential', serviceCredential],
  ['ResetServiceSpecificCredential', serviceCredential],
  ['DeleteServiceSpecificCredential', serviceCredential],
  ['UploadSSHPublicKey', sshKey],
  ['DeleteSSHPublicKey', sshKey],
  ['UploadSigningCertificate', certificate],
  ['RotateSecret', secret],
  ['PutSecretValue', secret],
  ['GetSecretValue', secret],
  ['GetParameter', parameter],
  ['GetParametersByPath', parameter],
  ['EnableMFADevice', mfa],
  ['DeactivateMFADevice', mfa],
  ['AttachUserPolicy', userPolicy],
  ['DetachUserPolicy', userPolicy],
  ['PutUserPolicy', userPolicy],
  ['DeleteUserPolicy', userPolicy],
  ['AttachRolePolicy', rolePolicy],
  ['DetachRolePolicy', rolePolicy],
  ['PutRolePolicy', rolePolicy],
  ['DeleteRolePolicy', rolePolicy],
  ['AttachGroupPolicy', groupPolicy],
  ['DetachGroupPolicy', groupPolicy],
  ['PutGroupPolicy', groupPolicy],
  ['DeleteGroupPolicy', groupPolicy],
  ['PutUserPermissionsBoundary', userBoundary],
  ['DeleteUserPermissionsBoundary', userBoundary],
  ['PutRolePermissionsBoundary', roleBoundary],
  ['DeleteRolePermissionsBoundary', roleBoundary],
  ['CreatePolicyVersion', policy],
  ['SetDefaultPolicyVersion', policy],
  ['AddUserToGroup', membership],
  ['RemoveUserFromGroup', membership],
  ['AssumeRole', assumed],
  ['AssumeRoleWithSAML', assumed],
  ['AssumeRoleWithWebIdentity', assumed],
  ['GetSessionToken', self],
  ['GetFederationToken', federated],
  ['ConsoleLogin', self],
  ['CreateSAMLProvider', provider],
  ['UpdateSAMLProvider', provider],
  ['CreateOpenIDConnectProvider', provider],
  ['UpdateOpenIDConnectProviderThumbprint', provider],
  ['StopLogging', trail],
  ['StartLogging', trail],
  ['DeleteTrail', trail],
  ['CreateTrail', trail],
  ['StopEventDataStoreIngestion', trail],
  ['DeleteEventDataStore', trail],
  ['DeleteLogGroup', logGroup],
  ['PutRetentionPolicy', logGroup],
  ['DeleteFlowLogs', flowLogs],
]);

/** The target of a call; nothing for a name that changes no identity. */
export function awsTarget(call: AwsCall): AwsTarget {
  return RULES.get(call.name)?.(call) ?? NONE;
}

export const hasTarget = (name: string): boolean => RULES.has(name);
