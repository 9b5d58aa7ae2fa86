/** CloudTrail: each call of KINDS.md as it is logged, and the calls that only look like one. */
import { iso, type Time } from '../bundle.ts';
import type { Case } from '../corner.ts';
import { type Act, BOTH, digits, guid, kase, lines, logOf, quiet } from './kit.ts';

const ACCOUNT = '111122223333';
const arn = (path: string): string => `arn:aws:iam::${ACCOUNT}:${path}`;
const userArn = (name: string): string => `aws-arn:${arn(`user/${name}`)}`;
const roleArn = (name: string): string => `aws-arn:${arn(`role/${name}`)}`;
const BY = userArn('admin');
const key = (text: string): string => `AKIA${digits(text).slice(0, 16).toUpperCase()}`;

interface Call {
  readonly name: string;
  readonly source?: string;
  readonly parameters?: unknown;
  readonly answer?: unknown;
  readonly error?: string;
  readonly identity?: unknown;
  readonly more?: Readonly<Record<string, unknown>>;
}
const ADMIN = {
  type: 'IAMUser',
  principalId: 'AIDAADMINADMINADMIN1',
  arn: arn('user/admin'),
  accountId: ACCOUNT,
  accessKeyId: 'AKIAADMINADMINADMIN1',
  userName: 'admin',
};
const call =
  (x: Call) =>
  (id: string, at: Time): unknown => ({
    eventVersion: '1.09',
    userIdentity: x.identity ?? ADMIN,
    eventTime: iso(at).replace('.000Z', 'Z'),
    eventSource: `${x.source ?? 'iam'}.amazonaws.com`,
    eventName: x.name,
    awsRegion: 'us-east-1',
    sourceIPAddress: '203.0.113.9',
    userAgent: 'aws-cli/2.15',
    ...(x.error === undefined ? {} : { errorCode: x.error, errorMessage: 'User is not authorized' }),
    requestParameters: x.parameters ?? null,
    responseElements: x.error === undefined ? (x.answer ?? null) : null,
    requestID: guid(`r${id}`),
    eventID: id,
    readOnly: false,
    eventType: 'AwsApiCall',
    managementEvent: true,
    recipientAccountId: ACCOUNT,
    eventCategory: 'Management',
    ...x.more,
  });

const acts = (tag: string): Act[] => {
  let n = 0;
  const svc = (): string => {
    n += 1;
    return `svc${n}-${tag}`;
  };
  const onUser = (kind: string, name: string, more: Readonly<Record<string, unknown>> = {}, answer?: (user: string) => unknown): Act => {
    const userName = svc();
    return {
      kind,
      actor: BY,
      target: userArn(userName),
      record: call({ name, parameters: { userName, ...more }, ...(answer === undefined ? {} : { answer: answer(userName) }) }),
    };
  };
  const onRole = (kind: string, name: string, more: Readonly<Record<string, unknown>> = {}): Act => {
    const roleName = svc();
    return { kind, actor: BY, target: roleArn(roleName), record: call({ name, parameters: { roleName, ...more } }) };
  };
  const onKey = (kind: string, name: string, status?: string): Act => {
    const userName = svc();
    return {
      kind,
      actor: BY,
      target: `aws-access-key:${key(userName)}`,
      is: 'credential',
      record: call({ name, parameters: { userName, accessKeyId: key(userName), ...(status === undefined ? {} : { status }) } }),
    };
  };
  const onOther = (kind: string, source: string, name: string, parameters: unknown, more: Partial<Act> = {}, answer?: unknown): Act => ({
    kind,
    actor: BY,
    ...more,
    record: call({ name, source, parameters, ...(answer === undefined ? {} : { answer }) }),
  });
  const made = svc();
  const newKey = svc();
  const role = svc();
  const secret = `arn:aws:secretsmanager:us-east-1:${ACCOUNT}:secret:db-${tag}-AbCdEf`;
  const policy = 'arn:aws:iam::aws:policy/AdministratorAccess';
  const self = svc();
  return [
    {
      kind: 'account.created',
      actor: BY,
      target: userArn(made),
      record: call({
        name: 'CreateUser',
        parameters: { userName: made },
        answer: { user: { path: '/', userName: made, userId: 'AIDA0', arn: arn(`user/${made}`), createDate: 'Mar 1, 2026 1:00:00 AM' } },
      }),
    },
    {
      kind: 'account.created',
      actor: BY,
      target: roleArn(role),
      record: call({
        name: 'CreateRole',
        parameters: { roleName: role, assumeRolePolicyDocument: '{}' },
        answer: { role: { path: '/', roleName: role, roleId: 'AROA0', arn: arn(`role/${role}`) } },
      }),
    },
    onOther(
      'account.created',
      'iam',
      'CreateServiceLinkedRole',
      { aWSServiceName: 'autoscaling.amazonaws.com' },
      { target: `aws-arn:${arn('role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling')}` },
      {
        role: { roleName: 'AWSServiceRoleForAutoScaling', arn: arn('role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling') },
      },
    ),
    onUser('account.deleted', 'DeleteUser'),
    onRole('account.deleted', 'DeleteRole'),
    {
      kind: 'credential.created',
      actor: BY,
      target: `aws-access-key:${key(newKey)}`,
      is: 'credential',
      holder: userArn(newKey),
      record: call({
        name: 'CreateAccessKey',
        parameters: { userName: newKey },
        answer: { accessKey: { userName: newKey, accessKeyId: key(newKey), status: 'Active', createDate: 'Mar 1, 2026 1:00:00 AM' } },
      }),
    },
    {
      kind: 'credential.created',
      actor: BY,
      target: `aws-access-key:${key(`self${tag}`)}`,
      is: 'credential',
      holder: BY,
      isHuman: true,
      record: call({
        name: 'CreateAccessKey',
        parameters: null,
        answer: { accessKey: { userName: 'admin', accessKeyId: key(`self${tag}`), status: 'Active' } },
      }),
    },
    // A login profile has no id of its own: it is its user's.
    onUser('credential.created', 'CreateLoginProfile', { passwordResetRequired: true }, (u) => ({
      loginProfile: { userName: u, passwordResetRequired: true },
    })),
    {
      ...onUser('credential.created', 'CreateServiceSpecificCredential', { serviceName: 'codecommit.amazonaws.com' }, (u) => ({
        serviceSpecificCredential: { userName: u, serviceSpecificCredentialId: `ACCA${tag.toUpperCase()}`, status: 'Active' },
      })),
      target: undefined,
      is: 'credential',
    },
    {
      ...onUser('credential.created', 'UploadSSHPublicKey', { sSHPublicKeyBody: 'ssh-rsa' }, (u) => ({
        sSHPublicKey: { userName: u, sSHPublicKeyId: `APKA${tag.toUpperCase()}`, status: 'Active' },
      })),
      target: undefined,
      is: 'credential',
    },
    {
      ...onUser('credential.created', 'UploadSigningCertificate', { certificateBody: 'x' }, (u) => ({
        certificate: { userName: u, certificateId: `CERT${tag.toUpperCase()}`, status: 'Active' },
      })),
      target: undefined,
      is: 'credential',
    },
    onKey('credential.disabled', 'UpdateAccessKey', 'Inactive'),
    onKey('credential.enabled', 'UpdateAccessKey', 'Active'),
    onKey('credential.deleted', 'DeleteAccessKey'),
    onUser('credential.deleted', 'DeleteLoginProfile'),
    { ...onUser('credential.deleted', 'DeleteSSHPublicKey', { sSHPublicKeyId: `APKB${tag.toUpperCase()}` }), target: undefined, is: 'credential' },
    {
      ...onUser('credential.deleted', 'DeleteServiceSpecificCredential', { serviceSpecificCredentialId: `ACCB${tag.toUpperCase()}` }),
      target: undefined,
      is: 'credential',
    },
    { ...onUser('credential.deleted', 'DeleteSigningCertificate', { certificateId: `CERB${tag.toUpperCase()}` }), kind: 'other', target: undefined },
    {
      ...onUser('credential.rotated', 'ResetServiceSpecificCredential', { serviceSpecificCredentialId: `ACCC${tag.toUpperCase()}` }, (u) => ({
        serviceSpecificCredential: { userName: u, serviceSpecificCredentialId: `ACCC${tag.toUpperCase()}` },
      })),
      target: undefined,
      is: 'credential',
      holder: userArn(`svc${n}-${tag}`),
    },
    onOther('credential.rotated', 'secretsmanager', 'RotateSecret', { secretId: secret }, { is: 'credential' }, { aRN: secret, versionId: 'v' }),
    onOther(
      'credential.rotated',
      'secretsmanager',
      'PutSecretValue',
      { secretId: `${secret}2`, clientRequestToken: 't' },
      { is: 'credential' },
      { aRN: `${secret}2`, versionId: 'v' },
    ),
    onUser('password.reset', 'UpdateLoginProfile'),
    {
      kind: 'password.changed',
      actor: userArn(self),
      target: userArn(self),
      record: call({ name: 'ChangePassword', identity: { ...ADMIN, arn: arn(`user/${self}`), userName: self, accessKeyId: key(self) } }),
    },
    onUser('mfa.enrolled', 'EnableMFADevice', { serialNumber: arn(`mfa/x-${tag}`) }),
    onUser('mfa.removed', 'DeactivateMFADevice', { serialNumber: arn(`mfa/x-${tag}`) }),
    onUser('role.granted', 'AttachUserPolicy', { policyArn: policy }),
    onRole('role.granted', 'AttachRolePolicy', { policyArn: policy }),
    onOther('role.granted', 'iam', 'AttachGroupPolicy', { groupName: `crew-${tag}`, policyArn: policy }),
    onUser('role.revoked', 'DetachUserPolicy', { policyArn: policy }),
    onRole('role.revoked', 'DetachRolePolicy', { policyArn: policy }),
    onUser('permission.changed', 'PutUserPolicy', { policyName: 'p', policyDocument: '{}' }),
    onRole('permission.changed', 'PutRolePolicy', { policyName: 'p', policyDocument: '{}' }),
    onUser('permission.changed', 'DeleteUserPolicy', { policyName: 'p' }),
    onRole('permission.changed', 'UpdateAssumeRolePolicy', { policyDocument: '{}' }),
    onUser('permission.changed', 'PutUserPermissionsBoundary', { permissionsBoundary: policy }),
    onRole('permission.changed', 'DeleteRolePermissionsBoundary'),
    onOther('permission.changed', 'iam', 'CreatePolicyVersion', { policyArn: arn(`policy/own-${tag}`), policyDocument: '{}', setAsDefault: true }),
    onOther('permission.changed', 'iam', 'SetDefaultPolicyVersion', { policyArn: arn(`policy/own-${tag}`), versionId: 'v1' }),
    onOther('permission.changed', 'iam', 'PutGroupPolicy', { groupName: `crew-${tag}`, policyName: 'p', policyDocument: '{}' }),
    onUser('group.added', 'AddUserToGroup', { groupName: `crew-${tag}` }),
    onUser('group.removed', 'RemoveUserFromGroup', { groupName: `crew-${tag}` }),
    onOther('secret.read', 'secretsmanager', 'GetSecretValue', { secretId: `db-${tag}` }),
    onOther('secret.read', 'ssm', 'GetParametersByPath', { path: `/tide/${tag}`, withDecryption: true }),
    onOther(
      'federation.changed',
      'iam',
      'UpdateSAMLProvider',
      { sAMLProviderArn: arn(`saml-provider/idp-${tag}`), sAMLMetadataDocument: '<x/>' },
      {},
      { sAMLProviderArn: arn(`saml-provider/idp-${tag}`) },
    ),
    onOther(
      'federation.changed',
      'iam',
      'CreateOpenIDConnectProvider',
      { url: `https://oidc-${tag}.example`, clientIDList: ['sts.amazonaws.com'], thumbprintList: ['00'] },
      {},
      { openIDConnectProviderArn: arn(`oidc-provider/oidc-${tag}.example`) },
    ),
    onOther('logging.enabled', 'cloudtrail', 'StartLogging', { name: 'main' }),
    // The close negatives: failed, looked at, or another object.
    {
      ...onUser('credential.created', 'CreateAccessKey'),
      target: undefined,
      outcome: 'failure',
      record: call({ name: 'CreateAccessKey', parameters: { userName: svc() }, error: 'AccessDenied' }),
    },
    {
      ...onUser('role.granted', 'AttachUserPolicy'),
      target: undefined,
      outcome: 'failure',
      record: call({ name: 'AttachUserPolicy', parameters: { userName: svc(), policyArn: policy }, error: 'AccessDenied' }),
    },
    onOther('other', 'iam', 'ListAccessKeys', { userName: svc() }),
    onOther('other', 'iam', 'GetUser', { userName: svc() }),
    onOther('other', 'iam', 'CreateGroup', { groupName: `new-${tag}` }),
    onOther('other', 'secretsmanager', 'DescribeSecret', { secretId: secret }),
    onOther('other', 'secretsmanager', 'ListSecrets', {}),
    onOther('other', 'ssm', 'DescribeParameters', {}),
    onOther('other', 'cloudtrail', 'DescribeTrails', {}),
    onOther('other', 'iam', 'TagUser', { userName: svc(), tags: [{ key: 'owner', value: 'x' }] }),
  ];
};

const session = (role: string, name: string) => ({
  type: 'AssumedRole',
  principalId: `AROA:${name}`,
  arn: `arn:aws:sts::${ACCOUNT}:assumed-role/${role}/${name}`,
  accountId: ACCOUNT,
  accessKeyId: 'ASIAEXAMPLEEXAMPLE01',
  sessionContext: {
    sessionIssuer: { type: 'Role', principalId: 'AROA', arn: arn(`role/${role}`), accountId: ACCOUNT, userName: role },
    attributes: { creationDate: '2026-03-01T00:00:00Z', mfaAuthenticated: 'false' },
  },
});
const login = (name: string, answer: string, error?: string) =>
  call({
    name: 'ConsoleLogin',
    source: 'signin',
    identity: { type: 'IAMUser', principalId: 'AIDAX', arn: arn(`user/${name}`), accountId: ACCOUNT, userName: name },
    more: {
      responseElements: { ConsoleLogin: answer },
      additionalEventData: { LoginTo: 'https://console.aws.amazon.com', MobileVersion: 'No', MFAUsed: 'No' },
      eventType: 'AwsConsoleSignIn',
      ...(error === undefined ? {} : { errorMessage: error }),
    },
  });
const signins = (tag: string): Act[] => {
  const [role, by] = [`deploy-${tag}`, `svc-by-${tag}`];
  const assumed = (name: string, parameters: unknown, identity?: unknown, error?: string) =>
    call({
      name,
      source: 'sts',
      parameters,
      ...(identity === undefined ? {} : { identity }),
      ...(error === undefined ? {} : { error }),
      answer: {
        credentials: { accessKeyId: 'ASIAEXAMPLEEXAMPLE02', expiration: 'Mar 1, 2026 2:00:00 AM' },
        assumedRoleUser: { assumedRoleId: 'AROA:x', arn: `arn:aws:sts::${ACCOUNT}:assumed-role/${role}/x` },
      },
    });
  return [
    { kind: 'session.started', actor: userArn(`ann-${tag}`), target: userArn(`ann-${tag}`), record: login(`ann-${tag}`, 'Success') },
    {
      kind: 'session.failed',
      actor: userArn(`ben-${tag}`),
      target: userArn(`ben-${tag}`),
      outcome: 'failure',
      record: login(`ben-${tag}`, 'Failure', 'Failed authentication'),
    },
    {
      kind: 'session.assumed',
      actor: userArn(by),
      target: roleArn(role),
      record: assumed('AssumeRole', { roleArn: arn(`role/${role}`), roleSessionName: 'x' }, { ...ADMIN, arn: arn(`user/${by}`), userName: by }),
    },
    {
      kind: 'session.assumed',
      target: roleArn(role),
      outcome: 'failure',
      record: assumed('AssumeRole', { roleArn: arn(`role/${role}`), roleSessionName: 'x' }, undefined, 'AccessDenied'),
    },
    {
      kind: 'session.assumed',
      target: roleArn(role),
      record: assumed(
        'AssumeRoleWithWebIdentity',
        { roleArn: arn(`role/${role}`), roleSessionName: 'ci' },
        { type: 'WebIdentityUser', principalId: 'repo', userName: `repo:ship/tide-${tag}`, identityProvider: arn('oidc-provider/token.example') },
      ),
    },
    {
      kind: 'session.assumed',
      actor: BY,
      record: call({
        name: 'GetFederationToken',
        source: 'sts',
        parameters: { name: 'x' },
        answer: { credentials: { accessKeyId: 'ASIAEXAMPLEEXAMPLE03' }, federatedUser: { arn: `arn:aws:sts::${ACCOUNT}:federated-user/x` } },
      }),
    },
    // A role session acts for its role.
    {
      kind: 'role.granted',
      actor: roleArn(role),
      target: userArn(`grown-${tag}`),
      record: call({
        name: 'AttachUserPolicy',
        parameters: { userName: `grown-${tag}`, policyArn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' },
        identity: session(role, 'x'),
      }),
    },
    { kind: 'other', actor: BY, record: call({ name: 'GetCallerIdentity', source: 'sts' }) },
  ];
};

const LOG = { file: 'trail.json', type: 'aws-cloudtrail', system: `aws-${ACCOUNT}`, channels: BOTH };
const dark = (name: string, source: string, parameters: unknown) => ({ name, source, parameters });
export const AWS: readonly Case[] = [
  kase('CloudTrail: each kind that the trail says', 'KINDS: AWS CloudTrail (eventName)', (c) => {
    quiet(c);
    c.bundle.add('identities', { identity: BY, kind: 'human', privilege_tier: '2' });
    logOf(c, { ...LOG, file: `AWSLogs/${ACCOUNT}/trail.json`, write: (r) => JSON.stringify({ Records: r }) }, acts(c.tag));
  }),
  kase(
    'CloudTrail: sign-ins and assumed roles',
    'a console login succeeds or fails in responseElements.ConsoleLogin; AssumeRole* session.assumed',
    (c) => {
      quiet(c);
      for (const name of [`svc-by-${c.tag}`]) {
        c.service({ identity: userArn(name) });
        c.claim(userArn(name), c.person());
      }
      c.claim(roleArn(`deploy-${c.tag}`), c.person());
      logOf(c, { ...LOG, write: lines }, signins(c.tag));
      // One role that three assumed, and who of them is a person: as uses show.
      c.leave('identity.shared', '*');
    },
  ),
  kase(
    'CloudTrail: LookupEvents, the event in a string and its outer time with an offset',
    'LookupEvents NDJSON (the event is a string in CloudTrailEvent)',
    (c) => {
      quiet(c);
      const wrap = (records: readonly unknown[]): string =>
        lines(
          (records as { eventID: string; eventName: string; eventTime: string }[]).map((r) => ({
            EventId: r.eventID,
            EventName: r.eventName,
            ReadOnly: 'false',
            EventTime: `${iso(Date.parse(r.eventTime) + 2 * 3_600_000).slice(0, 19)}+02:00`,
            EventSource: 'iam.amazonaws.com',
            Username: 'admin',
            Resources: [],
            CloudTrailEvent: JSON.stringify(r),
          })),
        );
      logOf(c, { ...LOG, write: wrap }, acts(c.tag).slice(22, 32));
    },
  ),
  ...[
    dark('StopLogging', 'cloudtrail', { name: 'main' }),
    dark('DeleteTrail', 'cloudtrail', { name: 'main' }),
    dark('StopEventDataStoreIngestion', 'cloudtrail', { eventDataStore: `arn:aws:cloudtrail:us-east-1:${ACCOUNT}:eventdatastore/x` }),
    dark('DeleteEventDataStore', 'cloudtrail', { eventDataStore: `arn:aws:cloudtrail:us-east-1:${ACCOUNT}:eventdatastore/x` }),
    dark('DeleteLogGroup', 'logs', { logGroupName: '/aws/cloudtrail' }),
    dark('DeleteFlowLogs', 'ec2', { DeleteFlowLogsRequest: { FlowLogId: { tag: 1, content: 'fl-1' } } }),
    dark('PutRetentionPolicy', 'logs', { logGroupName: '/aws/cloudtrail', retentionInDays: 14 }),
  ].map((x) =>
    kase(`CloudTrail: ${x.name}`, 'logging.disabled (also PutRetentionPolicy that lowers)', (c) => {
      quiet(c);
      logOf(c, { ...LOG, write: lines }, [{ kind: 'logging.disabled', actor: BY, record: call(x) }]);
      c.expect('coverage.logging-disabled', '*', undefined, undefined, 'high');
    }),
  ),
  kase('CloudTrail: a retention that is long enough, a trail made, logging that could not be stopped', 'under 90 days; a failed call', (c) => {
    quiet(c);
    logOf(c, { ...LOG, write: lines }, [
      { kind: 'other', actor: BY, record: call(dark('PutRetentionPolicy', 'logs', { logGroupName: '/aws/cloudtrail', retentionInDays: 365 })) },
      { kind: 'logging.enabled', actor: BY, record: call(dark('CreateTrail', 'cloudtrail', { name: 'second', s3BucketName: 'b' })) },
      {
        kind: 'logging.disabled',
        actor: BY,
        outcome: 'failure',
        record: call({ ...dark('StopLogging', 'cloudtrail', { name: 'main' }), error: 'AccessDenied' }),
      },
    ]);
  }),
];
