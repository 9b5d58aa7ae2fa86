/** Google Cloud audit logs and the activity reports of Google Workspace. */
import { iso, type Time } from '../bundle.ts';
import type { Case } from '../corner.ts';
import { type Act, AUDIT, BOTH, digits, kase, lines, logOf, quiet } from './kit.ts';

const PROJECT = 'harbour-prod';
const ADMIN = 'admin@ship.example';
const BY = `google-user:${ADMIN}`;
const account = (name: string): string => `${name}@${PROJECT}.iam.gserviceaccount.com`;
const sa = (name: string): string => `gcp-sa:${account(name)}`;

interface Call {
  readonly service?: string;
  readonly method: string;
  readonly resource: string;
  readonly request?: unknown;
  readonly response?: unknown;
  readonly serviceData?: unknown;
  readonly metadata?: unknown;
  readonly by?: string;
  readonly status?: unknown;
  readonly labels?: Readonly<Record<string, string>>;
  readonly resourceType?: string;
  readonly dataAccess?: boolean;
  readonly more?: unknown;
}
const call =
  (x: Call) =>
  (id: string, at: Time): unknown => ({
    insertId: id,
    logName: `projects/${PROJECT}/logs/cloudaudit.googleapis.com%2F${x.dataAccess === true ? 'data_access' : 'activity'}`,
    protoPayload: {
      '@type': 'type.googleapis.com/google.cloud.audit.AuditLog',
      authenticationInfo: {
        principalEmail: x.by ?? ADMIN,
        principalSubject: `${(x.by ?? ADMIN).endsWith('gserviceaccount.com') ? 'serviceAccount' : 'user'}:${x.by ?? ADMIN}`,
        ...(x.more === undefined ? {} : (x.more as object)),
      },
      authorizationInfo: [{ granted: x.status === undefined, permission: 'iam.x', resource: x.resource, resourceAttributes: {} }],
      methodName: x.method,
      ...(x.request === undefined ? {} : { request: x.request }),
      requestMetadata: {
        callerIp: '203.0.113.4',
        callerSuppliedUserAgent: 'gcloud',
        destinationAttributes: {},
        requestAttributes: { auth: {}, time: iso(at) },
      },
      resourceName: x.resource,
      ...(x.response === undefined ? {} : { response: x.response }),
      ...(x.serviceData === undefined ? {} : { serviceData: x.serviceData }),
      ...(x.metadata === undefined ? {} : { metadata: x.metadata }),
      serviceName: x.service ?? 'iam.googleapis.com',
      status: x.status ?? {},
    },
    receiveTimestamp: iso(at + 900).replace('Z', '123456Z'),
    resource: { labels: { project_id: PROJECT, ...x.labels }, type: x.resourceType ?? 'service_account' },
    severity: 'NOTICE',
    timestamp: iso(at).replace('Z', '000000Z'),
  });
const labelled = (name: string) => ({ email_id: account(name), unique_id: `1${digits(name).replace(/\D/g, '').slice(0, 20)}` });
const DENIED = { code: 7, message: 'Permission denied on resource (or it may not exist).' };
const iam = (m: string): string => `google.iam.admin.v1.${m}`;
const keyName = (name: string, key: string): string => `projects/${PROJECT}/serviceAccounts/${account(name)}/keys/${digits(key).slice(0, 40)}`;

const cloud = (tag: string): Act[] => {
  const of = (n: number): string => `svc-${tag}-${n}`;
  const onAccount = (kind: string, method: string, name: string): Act => ({
    kind,
    actor: BY,
    target: sa(name),
    record: call({
      method: iam(method),
      resource: `projects/-/serviceAccounts/${labelled(name).unique_id}`,
      request: { '@type': `type.googleapis.com/google.iam.admin.v1.${method}Request`, name: `projects/${PROJECT}/serviceAccounts/${account(name)}` },
      labels: labelled(name),
    }),
  });
  const onKey = (kind: string, method: string, name: string): Act => ({
    kind,
    actor: BY,
    is: 'credential',
    holder: sa(name),
    record: call({
      method: iam(method),
      resource: keyName(name, name),
      request: { '@type': `type.googleapis.com/google.iam.admin.v1.${method}Request`, name: keyName(name, name) },
      labels: labelled(name),
    }),
  });
  const created = of(1);
  const delta = (action: string, role: string, member: string) => ({ action, role, member });
  const policy = (deltas: readonly unknown[], status?: unknown): Call => ({
    service: 'cloudresourcemanager.googleapis.com',
    method: 'SetIamPolicy',
    resource: `projects/${PROJECT}`,
    resourceType: 'project',
    request: {
      '@type': 'type.googleapis.com/google.iam.v1.SetIamPolicyRequest',
      resource: PROJECT,
      policy: { etag: 'BwWk', bindings: [{ role: 'roles/owner', members: [`user:${ADMIN}`] }] },
    },
    serviceData: { '@type': 'type.googleapis.com/google.iam.v1.logging.AuditData', policyDelta: { bindingDeltas: deltas } },
    ...(status === undefined ? {} : { status }),
  });
  const sink = (method: string, sinkOf: unknown): Call => ({
    service: 'logging.googleapis.com',
    method: `google.logging.v2.ConfigServiceV2.${method}`,
    resource: `projects/${PROJECT}/sinks/main-${tag}`,
    resourceType: 'logging_sink',
    request: sinkOf,
  });
  const token = (method: string, name: string, kind: string): Act => ({
    kind,
    actor: sa(`caller-${tag}`),
    target: sa(name),
    record: call({
      service: 'iamcredentials.googleapis.com',
      method,
      dataAccess: true,
      by: account(`caller-${tag}`),
      resource: `projects/-/serviceAccounts/${labelled(name).unique_id}`,
      request: { '@type': `type.googleapis.com/google.iam.credentials.v1.${method}Request`, name: `projects/-/serviceAccounts/${account(name)}` },
      labels: labelled(name),
    }),
  });
  const secret = `projects/1234567/secrets/db-${tag}`;
  return [
    {
      kind: 'account.created',
      actor: BY,
      target: sa(created),
      record: call({
        method: iam('CreateServiceAccount'),
        resource: `projects/${PROJECT}`,
        request: {
          '@type': 'type.googleapis.com/google.iam.admin.v1.CreateServiceAccountRequest',
          account_id: created,
          name: `projects/${PROJECT}`,
          service_account: { display_name: 'tide' },
        },
        response: {
          '@type': 'type.googleapis.com/google.iam.admin.v1.ServiceAccount',
          email: account(created),
          name: `projects/${PROJECT}/serviceAccounts/${account(created)}`,
          project_id: PROJECT,
          unique_id: '112233',
        },
        labels: labelled(created),
      }),
    },
    onAccount('account.deleted', 'DeleteServiceAccount', of(2)),
    onAccount('account.disabled', 'DisableServiceAccount', of(3)),
    onAccount('account.enabled', 'EnableServiceAccount', of(4)),
    {
      kind: 'credential.created',
      actor: BY,
      is: 'credential',
      holder: sa(of(5)),
      record: call({
        method: iam('CreateServiceAccountKey'),
        resource: `projects/-/serviceAccounts/${labelled(of(5)).unique_id}`,
        request: {
          '@type': 'type.googleapis.com/google.iam.admin.v1.CreateServiceAccountKeyRequest',
          name: `projects/-/serviceAccounts/${labelled(of(5)).unique_id}`,
          private_key_type: 2,
        },
        response: {
          '@type': 'type.googleapis.com/google.iam.admin.v1.ServiceAccountKey',
          name: keyName(of(5), of(5)),
          key_type: 1,
          valid_after_time: { seconds: 1678377036 },
        },
        labels: labelled(of(5)),
      }),
    },
    onKey('credential.deleted', 'DeleteServiceAccountKey', of(6)),
    onKey('credential.disabled', 'DisableServiceAccountKey', of(7)),
    onKey('credential.enabled', 'EnableServiceAccountKey', of(8)),
    {
      kind: 'role.granted',
      actor: BY,
      target: sa(of(9)),
      record: call(
        policy([
          delta('ADD', 'roles/editor', `serviceAccount:${account(of(9))}`),
          delta('REMOVE', 'roles/viewer', `serviceAccount:${account(of(10))}`),
          delta('ADD', 'roles/viewer', `user:new-${tag}@ship.example`),
        ]),
      ),
      also: [
        { kind: 'role.revoked', actor: BY, target: sa(of(10)) },
        { kind: 'role.granted', actor: BY, target: `google-user:new-${tag}@ship.example` },
      ],
    },
    {
      kind: 'role.granted',
      actor: BY,
      target: sa(of(11)),
      outcome: 'failure',
      record: call(policy([delta('ADD', 'roles/owner', `serviceAccount:${account(of(11))}`)], DENIED)),
    },
    token('GenerateAccessToken', of(12), 'session.assumed'),
    token('GenerateIdToken', of(12), 'session.assumed'),
    token('SignBlob', of(12), 'session.assumed'),
    token('SignJwt', of(12), 'session.assumed'),
    {
      kind: 'secret.read',
      actor: sa(`caller-${tag}`),
      record: call({
        service: 'secretmanager.googleapis.com',
        method: 'google.cloud.secretmanager.v1.SecretManagerService.AccessSecretVersion',
        dataAccess: true,
        by: account(`caller-${tag}`),
        resource: `${secret}/versions/3`,
        request: { '@type': 'type.googleapis.com/google.cloud.secretmanager.v1.AccessSecretVersionRequest', name: `${secret}/versions/latest` },
        resourceType: 'audited_resource',
      }),
    },
    {
      kind: 'credential.rotated',
      actor: BY,
      is: 'credential',
      record: call({
        service: 'secretmanager.googleapis.com',
        method: 'google.cloud.secretmanager.v1.SecretManagerService.AddSecretVersion',
        resource: secret,
        request: { '@type': 'type.googleapis.com/google.cloud.secretmanager.v1.AddSecretVersionRequest', parent: secret },
        response: { '@type': 'type.googleapis.com/google.cloud.secretmanager.v1.SecretVersion', name: `${secret}/versions/4`, state: 1 },
        resourceType: 'audited_resource',
      }),
    },
    // The close negatives.
    {
      kind: 'account.created',
      actor: BY,
      outcome: 'failure',
      record: call({
        method: iam('CreateServiceAccount'),
        resource: `projects/${PROJECT}`,
        request: { account_id: of(13), name: `projects/${PROJECT}` },
        response: { '@type': 'type.googleapis.com/google.iam.admin.v1.ServiceAccount' },
        labels: { email_id: '', unique_id: '' },
        status: DENIED,
      }),
    },
    {
      kind: 'other',
      actor: BY,
      record: call({
        method: iam('ListServiceAccountKeys'),
        resource: `projects/-/serviceAccounts/${labelled(of(5)).unique_id}`,
        labels: labelled(of(5)),
        dataAccess: true,
      }),
    },
    {
      kind: 'other',
      actor: BY,
      record: call({
        service: 'cloudresourcemanager.googleapis.com',
        method: 'GetIamPolicy',
        resource: `projects/${PROJECT}`,
        resourceType: 'project',
        dataAccess: true,
      }),
    },
    {
      kind: 'other',
      actor: BY,
      record: call({
        service: 'secretmanager.googleapis.com',
        method: 'google.cloud.secretmanager.v1.SecretManagerService.ListSecretVersions',
        resource: secret,
        resourceType: 'audited_resource',
        dataAccess: true,
      }),
    },
    {
      kind: 'other',
      actor: BY,
      record: call(
        sink('UpdateSink', {
          '@type': 'type.googleapis.com/google.logging.v2.UpdateSinkRequest',
          sinkName: `projects/${PROJECT}/sinks/main-${tag}`,
          sink: { name: `main-${tag}`, destination: 'storage.googleapis.com/archive' },
          updateMask: 'destination',
        }),
      ),
    },
  ];
};
const SINK = (tag: string): Act => ({
  kind: 'logging.disabled',
  actor: BY,
  record: call({
    service: 'logging.googleapis.com',
    method: 'google.logging.v2.ConfigServiceV2.DeleteSink',
    resource: `projects/${PROJECT}/sinks/main-${tag}`,
    resourceType: 'logging_sink',
    request: { '@type': 'type.googleapis.com/google.logging.v2.DeleteSinkRequest', sinkName: `projects/${PROJECT}/sinks/main-${tag}` },
  }),
});
const EXCLUDES = (tag: string): Act => ({
  kind: 'logging.disabled',
  actor: BY,
  record: call({
    service: 'logging.googleapis.com',
    method: 'google.logging.v2.ConfigServiceV2.UpdateSink',
    resource: `projects/${PROJECT}/sinks/main-${tag}`,
    resourceType: 'logging_sink',
    request: {
      '@type': 'type.googleapis.com/google.logging.v2.UpdateSinkRequest',
      sinkName: `projects/${PROJECT}/sinks/main-${tag}`,
      sink: { name: `main-${tag}`, exclusions: [{ name: 'quiet', filter: 'protoPayload.serviceName="iam.googleapis.com"' }] },
      updateMask: 'exclusions',
    },
  }),
});

const activity =
  (application: string, actor: string, events: readonly unknown[]) =>
  (id: string, at: Time): unknown => ({
    kind: 'admin#reports#activity',
    id: { time: iso(at), uniqueQualifier: id, applicationName: application, customerId: 'C0tide' },
    etag: '"x"',
    actor: { callerType: 'USER', email: actor, profileId: digits(actor).slice(0, 12) },
    ipAddress: '203.0.113.8',
    events,
  });
const named = (name: string, type: string, parameters: Readonly<Record<string, string>> = {}) => ({
  type,
  name,
  parameters: Object.entries(parameters).map(([key, value]) => ({ name: key, value })),
});

const workspace = (tag: string): Act[] => {
  let n = 0;
  const who = (): string => {
    n += 1;
    return `w${n}-${tag}@ship.example`;
  };
  const qualifier = (): string => `-${digits(`${tag}${n}`).replace(/\D/g, '').padEnd(18, '7').slice(0, 18)}`;
  const admin = (kind: string, name: string, type = 'USER_SETTINGS', more: Readonly<Record<string, string>> = {}): Act => {
    const user = who();
    return {
      id: qualifier(),
      kind,
      actor: BY,
      target: `google-user:${user}`,
      record: activity('admin', ADMIN, [named(name, type, { USER_EMAIL: user, ...more })]),
    };
  };
  const own = (
    kind: string,
    name: string,
    application: string,
    type: string,
    more: Readonly<Record<string, string>> = {},
    outcome = 'success',
  ): Act => {
    const user = who();
    return {
      id: qualifier(),
      kind,
      actor: `google-user:${user}`,
      target: `google-user:${user}`,
      outcome,
      record: activity(application, user, [named(name, type, more)]),
    };
  };
  const app = (kind: string, name: string): Act => {
    const user = who();
    return {
      id: qualifier(),
      kind,
      actor: `google-user:${user}`,
      record: activity('token', user, [
        named(name, 'auth', { client_id: `${digits(user).slice(0, 12)}.apps.googleusercontent.com`, app_name: `Quay ${n}`, client_type: 'WEB' }),
      ]),
    };
  };
  const [a, b] = [who(), who()];
  return [
    admin('account.created', 'CREATE_USER'),
    admin('account.deleted', 'DELETE_USER'),
    admin('account.disabled', 'SUSPEND_USER'),
    admin('account.enabled', 'UNSUSPEND_USER'),
    admin('password.reset', 'CHANGE_PASSWORD'),
    own('password.changed', 'password_edit', 'user_accounts', 'password_change'),
    own('mfa.enrolled', '2sv_enroll', 'user_accounts', '2sv_change'),
    own('mfa.removed', '2sv_disable', 'user_accounts', '2sv_change'),
    admin('role.granted', 'ASSIGN_ROLE', 'DELEGATED_ADMIN_SETTINGS', { ROLE_NAME: '_GROUPS_ADMIN_ROLE', ROLE_ID: '1' }),
    admin('role.granted', 'GRANT_ADMIN_PRIVILEGE'),
    admin('role.revoked', 'UNASSIGN_ROLE', 'DELEGATED_ADMIN_SETTINGS', { ROLE_NAME: '_GROUPS_ADMIN_ROLE', ROLE_ID: '1' }),
    admin('role.revoked', 'REVOKE_ADMIN_PRIVILEGE'),
    admin('group.added', 'ADD_GROUP_MEMBER', 'GROUP_SETTINGS', { GROUP_EMAIL: 'crew@ship.example' }),
    admin('group.removed', 'REMOVE_GROUP_MEMBER', 'GROUP_SETTINGS', { GROUP_EMAIL: 'crew@ship.example' }),
    app('consent.granted', 'authorize'),
    app('consent.revoked', 'revoke'),
    own('forwarding.enabled', 'email_forwarding_out_of_domain', 'user_accounts', 'email_forwarding_change', {
      email_forwarding_destination_address: 'x@other.example',
    }),
    own('session.started', 'login_success', 'login', 'login', { login_type: 'google_password', login_challenge_method: 'password' }),
    own(
      'session.failed',
      'login_failure',
      'login',
      'login',
      { login_type: 'google_password', login_failure_type: 'login_failure_invalid_password' },
      'failure',
    ),
    own('session.ended', 'logout', 'login', 'login', { login_type: 'google_password' }),
    {
      // One record of two events.
      id: `-99${digits(tag).replace(/\D/g, '').padEnd(12, '3').slice(0, 12)}`,
      kind: 'account.created',
      actor: BY,
      target: `google-user:${a}`,
      record: activity('admin', ADMIN, [
        named('CREATE_USER', 'USER_SETTINGS', { USER_EMAIL: a }),
        named('ADD_GROUP_MEMBER', 'GROUP_SETTINGS', { USER_EMAIL: a, GROUP_EMAIL: 'crew@ship.example' }),
      ]),
      also: [{ kind: 'group.added', actor: BY, target: `google-user:${a}` }],
    },
    // The close negatives.
    { ...admin('other', 'CHANGE_FIRST_NAME', 'USER_SETTINGS', { OLD_VALUE: 'A', NEW_VALUE: 'B' }), target: undefined },
    { ...own('other', 'recovery_email_edit', 'user_accounts', 'recovery_info_change'), target: undefined },
    {
      id: `-88${digits(b).replace(/\D/g, '').padEnd(12, '3').slice(0, 12)}`,
      kind: 'other',
      actor: BY,
      record: activity('admin', ADMIN, [named('CREATE_ROLE', 'DELEGATED_ADMIN_SETTINGS', { ROLE_NAME: 'Harbour', ROLE_ID: '9' })]),
    },
  ];
};

const CLOUD = { file: 'gcp/audit.json', type: 'google-cloud-audit', system: 'gcp', channels: AUDIT };
export const GOOGLE: readonly Case[] = [
  kase('Google Cloud: each kind that the audit logs say', 'KINDS: Google Cloud (last part of methodName); one event for each binding delta', (c) => {
    quiet(c);
    logOf(c, { ...CLOUD, write: (r) => JSON.stringify(r, undefined, 2) }, cloud(c.tag));
  }),
  ...[SINK, EXCLUDES].map((act, n) =>
    kase(`Google Cloud: a sink ${n === 0 ? 'deleted' : 'that excludes'}`, 'DeleteSink, UpdateSink that excludes: logging.disabled', (c) => {
      quiet(c);
      logOf(c, { ...CLOUD, write: lines }, [act(c.tag)]);
      c.expect('coverage.logging-disabled', '*', undefined, undefined, 'high');
    }),
  ),
  kase('Google Workspace: each kind that the reports say', 'KINDS: Google Workspace (events[].name)', (c) => {
    quiet(c);
    logOf(
      c,
      {
        file: 'workspace/activities.json',
        type: 'google-workspace',
        system: 'google-workspace',
        channels: BOTH,
        write: (items) => JSON.stringify({ kind: 'admin#reports#activities', etag: '"y"', items }),
      },
      workspace(c.tag),
    );
  }),
];
