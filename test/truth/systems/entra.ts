/** The directory's audit log in its three envelopes, and sign-ins of people, of service principals and of managed identities. */
import { HOUR, iso, type Time } from '../bundle.ts';
import type { Case, Corner } from '../corner.ts';
import { type Act, AUDIT, guid, kase, lines, logOf, quiet, still } from './kit.ts';

const DASH = '–';
const fraction = (at: Time): string => iso(at).replace('Z', '0000Z');
const upn = (name: string): string => `${name}@ship.example`;
const userOf = (name: string): string => `entra-object:${guid(name)}`;

interface Resource {
  readonly type: string;
  readonly name: string;
  readonly modified?: readonly (readonly [string, unknown, unknown])[];
}
const value = (x: unknown): string | null => (x === undefined ? null : x === null ? '"<null>"' : JSON.stringify(x));
const resource = ({ type, name, modified }: Resource) => ({
  id: guid(name),
  displayName: type === 'User' ? null : name,
  type,
  userPrincipalName: type === 'User' ? upn(name) : null,
  groupType: type === 'Group' ? 'azureAD' : null,
  modifiedProperties: (modified ?? []).map(([displayName, oldValue, newValue]) => ({
    displayName,
    oldValue: value(oldValue),
    newValue: value(newValue),
  })),
});

interface Entry {
  readonly activity: string;
  readonly by: string;
  readonly isApp?: boolean;
  readonly targets: readonly Resource[];
  readonly result?: string;
  readonly category?: string;
}
const graph = (x: Entry, id: string, at: Time) => ({
  id,
  category: x.category ?? 'UserManagement',
  correlationId: guid(`c${id}`),
  result: x.result ?? 'success',
  resultReason: '',
  activityDisplayName: x.activity,
  activityDateTime: fraction(at),
  loggedByService: 'Core Directory',
  operationType: 'Update',
  initiatedBy:
    x.isApp === true
      ? { user: null, app: { appId: null, displayName: x.by, servicePrincipalId: guid(x.by), servicePrincipalName: null } }
      : { app: null, user: { id: guid(x.by), displayName: null, userPrincipalName: upn(x.by), ipAddress: '203.0.113.50' } },
  targetResources: x.targets.map(resource),
  additionalDetails: [],
});
/** The same record in the envelope of diagnostic settings, and in that of Log Analytics. */
const diagnostic = (x: Entry, id: string, at: Time) => ({
  time: fraction(at),
  resourceId: '/tenants/t/providers/Microsoft.aadiam',
  operationName: x.activity,
  operationVersion: '1.0',
  category: 'AuditLogs',
  tenantId: 't',
  resultSignature: 'None',
  durationMs: 0,
  correlationId: guid(`c${id}`),
  identity: x.by,
  level: 4,
  properties: graph(x, id, at),
});
const analytics = (x: Entry, id: string, at: Time) => {
  const g = graph(x, id, at);
  return {
    TenantId: 't',
    SourceSystem: 'Azure AD',
    TimeGenerated: fraction(at),
    OperationName: x.activity,
    Category: g.category,
    CorrelationId: g.correlationId,
    Result: g.result,
    ResultReason: '',
    ActivityDateTime: fraction(at),
    ActivityDisplayName: x.activity,
    Id: id,
    InitiatedBy: JSON.stringify(g.initiatedBy),
    LoggedByService: 'Core Directory',
    TargetResources: JSON.stringify(g.targetResources),
    AdditionalDetails: '[]',
    Type: 'AuditLogs',
  };
};
type Envelope = (x: Entry, id: string, at: Time) => unknown;

const acts = (tag: string, envelope: Envelope): Act[] => {
  let n = 0;
  const boss = `boss-${tag}`;
  const BY = userOf(boss);
  const who = (): string => {
    n += 1;
    return `e${n}-${tag}`;
  };
  const act = (kind: string, x: Omit<Entry, 'by'> & { by?: string }, more: Partial<Act> = {}): Act => ({
    kind,
    actor: x.by === undefined ? BY : userOf(x.by),
    ...(x.result === 'failure' ? { outcome: 'failure' } : {}),
    ...more,
    record: (id, at) => envelope({ by: boss, ...x }, id, at),
  });
  const user = (kind: string, activity: string, more: Partial<Resource> = {}, by?: string): Act => {
    const name = who();
    return act(kind, { activity, targets: [{ type: 'User', name, ...more }], ...(by === undefined ? {} : { by }) }, { target: userOf(name) });
  };
  const own = (kind: string, activity: string): Act => {
    const name = who();
    return act(kind, { activity, by: name, targets: [{ type: 'User', name }] }, { target: userOf(name) });
  };
  const principal = (kind: string, activity: string, modified: Resource['modified'] = []): Act => {
    const name = who();
    return act(
      kind,
      { activity, category: 'ApplicationManagement', targets: [{ type: 'ServicePrincipal', name, ...(modified === undefined ? {} : { modified }) }] },
      { target: userOf(name) },
    );
  };
  const role = ['Role.DisplayName', undefined, 'Global Administrator'] as const;
  const roleGone = ['Role.DisplayName', 'Global Administrator', undefined] as const;
  const group = (kind: string, activity: string): Act => {
    const name = who();
    const crew = activity.startsWith('Add')
      ? (['Group.DisplayName', undefined, 'Crew'] as const)
      : (['Group.DisplayName', 'Crew', undefined] as const);
    return act(
      kind,
      {
        activity,
        category: 'GroupManagement',
        targets: [
          { type: 'User', name, modified: [['Group.ObjectID', undefined, guid('crew')], crew] },
          { type: 'Group', name: 'crew' },
        ],
      },
      { target: userOf(name) },
    );
  };
  const key = (id: string) => `[KeyIdentifier=${guid(id)},KeyType=Password,KeyUsage=Verify,DisplayName=${id}]`;
  const secrets = (kind: string, old: readonly string[], now: readonly string[]): Act => {
    const name = who();
    return act(
      kind,
      {
        activity: `Update application ${DASH} Certificates and secrets management `,
        category: 'ApplicationManagement',
        targets: [{ type: 'Application', name, modified: [['KeyDescription', old.map(key), now.map(key)]] }],
      },
      { is: 'credential' },
    );
  };
  const owned = who();
  const appRole = who();
  return [
    user('account.created', 'Add user'),
    user('account.deleted', 'Delete user'),
    user('account.disabled', 'Disable account', { modified: [['AccountEnabled', [true], [false]]] }),
    user('account.enabled', 'Enable account', { modified: [['AccountEnabled', [false], [true]]] }),
    principal('account.created', 'Add service principal'),
    act('account.created', { activity: 'Add application', category: 'ApplicationManagement', targets: [{ type: 'Application', name: who() }] }),
    user('password.reset', 'Reset user password'),
    user('password.reset', 'Reset password (by admin) '),
    own('password.reset', 'Reset password (self-service)'),
    own('password.changed', 'Change user password'),
    own('password.changed', 'Change password (self-service)'),
    own('mfa.enrolled', 'User registered security info'),
    own('mfa.removed', 'User deleted security info'),
    user('mfa.removed', 'Admin deleted security info'),
    act('device.enrolled', { activity: 'Register device', category: 'Device', by: who(), targets: [{ type: 'Device', name: `laptop-${tag}` }] }),
    act('device.enrolled', { activity: 'Add device', category: 'Device', targets: [{ type: 'Device', name: `phone-${tag}` }] }),
    act('device.removed', { activity: 'Delete device', category: 'Device', targets: [{ type: 'Device', name: `old-${tag}` }] }),
    user('role.granted', 'Add member to role', { modified: [role] }),
    user('role.granted', 'Add eligible member to role in PIM completed (permanent)', { modified: [role] }),
    user('role.revoked', 'Remove member from role', { modified: [roleGone] }),
    act(
      'role.granted',
      {
        activity: 'Add app role assignment to service principal',
        category: 'ApplicationManagement',
        targets: [
          {
            type: 'ServicePrincipal',
            name: 'Microsoft Graph',
            modified: [
              ['AppRole.Value', undefined, 'Directory.ReadWrite.All'],
              ['ServicePrincipal.ObjectID', undefined, guid(appRole)],
              ['ServicePrincipal.DisplayName', undefined, appRole],
            ],
          },
          { type: 'ServicePrincipal', name: appRole },
        ],
      },
      { target: userOf(appRole) },
    ),
    group('group.added', 'Add member to group'),
    group('group.removed', 'Remove member from group'),
    principal('consent.granted', 'Consent to application', [
      ['ConsentContext.IsAdminConsent', undefined, 'True'],
      ['ConsentAction.Permissions', undefined, '[] => [[Scope: Mail.Read]]'],
    ]),
    principal('consent.granted', 'Add delegated permission grant', [['DelegatedPermissionGrant.Scope', undefined, 'Mail.Read']]),
    principal('consent.revoked', 'Remove delegated permission grant', [['DelegatedPermissionGrant.Scope', 'Mail.Read', undefined]]),
    act(
      'credential.created',
      {
        activity: 'Add service principal credentials',
        category: 'ApplicationManagement',
        targets: [{ type: 'ServicePrincipal', name: who(), modified: [['KeyDescription', [], [key(`new-${tag}`)]]] }],
      },
      { is: 'credential' },
    ),
    act(
      'credential.deleted',
      {
        activity: 'Remove service principal credentials',
        category: 'ApplicationManagement',
        targets: [{ type: 'ServicePrincipal', name: who(), modified: [['KeyDescription', [key(`old-${tag}`)], []]] }],
      },
      { is: 'credential' },
    ),
    secrets('credential.created', [`a-${tag}`], [`a-${tag}`, `b-${tag}`]),
    secrets('credential.deleted', [`c-${tag}`, `d-${tag}`], [`c-${tag}`]),
    { ...secrets('credential.rotated', [`e-${tag}`], [`f-${tag}`]), holder: userOf(`e${n}-${tag}`) },
    act(
      'owner.changed',
      {
        activity: 'Add owner to application',
        category: 'ApplicationManagement',
        targets: [
          {
            type: 'User',
            name: who(),
            modified: [
              ['Application.ObjectID', undefined, guid(owned)],
              ['Application.DisplayName', undefined, owned],
            ],
          },
          { type: 'Application', name: owned },
        ],
      },
      { target: userOf(owned) },
    ),
    act(
      'owner.changed',
      {
        activity: 'Remove owner from service principal',
        category: 'ApplicationManagement',
        targets: [
          { type: 'User', name: who(), modified: [['ServicePrincipal.ObjectID', guid(`sp${owned}`), undefined]] },
          { type: 'ServicePrincipal', name: `sp${owned}` },
        ],
      },
      { target: userOf(`sp${owned}`) },
    ),
    act('federation.changed', {
      activity: 'Set domain authentication',
      category: 'DirectoryManagement',
      targets: [{ type: 'Domain', name: `${tag}.example` }],
    }),
    act('federation.changed', {
      activity: 'Set federation settings on domain',
      category: 'DirectoryManagement',
      targets: [{ type: 'Domain', name: `${tag}b.example` }],
    }),
    ...['Add', 'Update', 'Delete'].map((verb) =>
      act('permission.changed', {
        activity: `${verb} conditional access policy`,
        category: 'Policy',
        targets: [{ type: 'Policy', name: `Block legacy ${verb} ${tag}` }],
      }),
    ),
    user('session.revoked', 'Update StsRefreshTokenValidFrom Timestamp'),
    user('session.revoked', 'Revoke sign in sessions'),
    // The close negatives.
    act('role.granted', { activity: 'Add member to role', targets: [{ type: 'User', name: who(), modified: [role] }], result: 'failure' }),
    act('other', { activity: 'Update user', targets: [{ type: 'User', name: who(), modified: [['Department', ['a'], ['b']]] }] }),
    act('other', {
      activity: 'Update application',
      category: 'ApplicationManagement',
      targets: [{ type: 'Application', name: who(), modified: [['DisplayName', ['a'], ['b']]] }],
    }),
    act('other', { activity: 'Add group', category: 'GroupManagement', targets: [{ type: 'Group', name: who() }] }),
    act('other', { activity: 'Add unverified domain', category: 'DirectoryManagement', targets: [{ type: 'Domain', name: `${tag}c.example` }] }),
    act('other', { activity: 'User started security info registration', targets: [{ type: 'User', name: who() }] }),
  ];
};

/** A sign-in by the Graph API, whose `signInEventTypes` only the beta has. */
const signIn =
  (more: Readonly<Record<string, unknown>>, code = 0) =>
  (id: string, at: Time) => ({
    id,
    createdDateTime: fraction(at),
    userDisplayName: null,
    userPrincipalName: null,
    userId: '',
    appId: guid('app'),
    appDisplayName: 'Portal',
    ipAddress: '203.0.113.61',
    clientAppUsed: 'Browser',
    correlationId: guid(`c${id}`),
    conditionalAccessStatus: 'notApplied',
    isInteractive: true,
    riskState: 'none',
    resourceDisplayName: 'Microsoft Graph',
    resourceId: guid('graph'),
    servicePrincipalId: '',
    servicePrincipalName: null,
    servicePrincipalCredentialKeyId: null,
    status: { errorCode: code, failureReason: code === 0 ? 'Other.' : 'Invalid username or password.', additionalDetails: null },
    ...more,
  });
const person = (name: string) => ({ userDisplayName: name, userPrincipalName: upn(name), userId: guid(name) });
const principal = (name: string, key: string) => ({
  isInteractive: false,
  servicePrincipalId: guid(name),
  servicePrincipalName: name,
  appId: guid(`app${name}`),
  appDisplayName: name,
  servicePrincipalCredentialKeyId: guid(key),
  clientAppUsed: '',
  signInEventTypes: ['servicePrincipal'],
});
const managed = (name: string) => ({
  isInteractive: false,
  servicePrincipalId: guid(name),
  servicePrincipalName: name,
  appId: guid(`app${name}`),
  servicePrincipalCredentialKeyId: null,
  clientAppUsed: '',
  managedServiceIdentity: { msiType: 'systemAssigned', associatedResourceId: '/subscriptions/s' },
  signInEventTypes: ['managedIdentity'],
});
const signIns = (tag: string): Act[] => {
  const act = (name: string, record: Act['record'], outcome = 'success'): Act => ({
    kind: outcome === 'success' ? 'session.started' : 'session.failed',
    actor: userOf(name),
    target: userOf(name),
    outcome,
    record,
  });
  return [
    act(`ann-${tag}`, signIn({ ...person(`ann-${tag}`), signInEventTypes: ['interactiveUser'] })),
    act(`ann-${tag}`, signIn(person(`ann-${tag}`), 50126), 'failure'),
    act(`ben-${tag}`, signIn({ ...person(`ben-${tag}`), isInteractive: false, signInEventTypes: ['nonInteractiveUser'] })),
    act(`sp-${tag}`, signIn(principal(`sp-${tag}`, `key-${tag}`))),
    act(`sp-${tag}`, signIn(principal(`sp-${tag}`, `key-${tag}`), 7000215), 'failure'),
    act(`mi-${tag}`, signIn(managed(`mi-${tag}`))),
  ];
};
/** The same from diagnostic settings, each in its category. */
const diagnosed = (tag: string): Act[] =>
  signIns(tag).map((a, n) => ({
    ...a,
    record: (id, at) => {
      const properties = a.record(id, at) as { status: { errorCode: number } };
      const category = [
        'SignInLogs',
        'SignInLogs',
        'NonInteractiveUserSignInLogs',
        'ServicePrincipalSignInLogs',
        'ServicePrincipalSignInLogs',
        'ManagedIdentitySignInLogs',
      ][n];
      return {
        time: fraction(at),
        resourceId: '/tenants/t/providers/Microsoft.aadiam',
        operationName: 'Sign-in activity',
        category,
        tenantId: 't',
        resultType: String(properties.status.errorCode),
        callerIpAddress: '203.0.113.61',
        identity: 'x',
        level: 4,
        properties,
      };
    },
  }));
const SIGNINS = { file: 'entra/signins.json', type: 'entra-signin', system: 'entra', channels: ['signin'] };

/** A secret of a service principal is rotated; whether it signed in again, its sign-ins say. */
function rotation(c: Corner, again: 'another key' | 'the same key' | 'not at all'): void {
  quiet(c);
  const [app, old, now] = [`tide-${c.tag}`, `old-${c.tag}`, `new-${c.tag}`];
  const owner = c.claim(userOf(app), c.person());
  c.bundle.add('identities', { identity: userOf(app), kind: 'service-account', privilege_tier: '2' });
  const key = `entra-app:${guid(old)}`;
  c.bundle.add('identities', { identity: key, kind: 'credential', holder: userOf(app), privilege_tier: '2', aliases: `name:${guid(old)}` });
  const e = c.alert(userOf(app));
  c.tell(e, [owner], { channel: 'page' });
  c.ack(e, owner, c.minutes(8));
  c.action(e, 'rotate', c.minutes(30), owner);
  c.review(userOf(app), c.t + 5 * HOUR);
  const use = (name: string, at: Time): unknown => signIn(principal(app, name))(guid(`${c.tag}${name}${at}`), at);
  const sign = [use(old, c.minutes(-60)), ...(again === 'not at all' ? [] : [use(again === 'another key' ? now : old, c.minutes(50))])];
  c.bundle.raw(SIGNINS.file, JSON.stringify({ value: sign }));
  c.bundle.covers.push({
    match: SIGNINS.file,
    system: 'entra',
    channels: ['iam-audit', 'signin'],
    from: c.bundle.from - 24 * HOUR,
    to: c.bundle.to + 24 * HOUR,
  });
  if (again === 'not at all') c.expect('verify.no-reauthentication', e, 'unmet', undefined, 'medium');
  c.stage(e, { acted: 'met', verified: again === 'not at all' ? 'unmet' : 'met' });
}

const AUDITS = { file: 'entra/audits.json', type: 'entra-audit', system: 'entra', channels: AUDIT };
export const ENTRA: readonly Case[] = [
  ...[graph, diagnostic, analytics].map((envelope) =>
    kase(`Entra audit: each kind, in the envelope ${envelope.name}`, 'KINDS: Entra audit (activityDisplayName); three envelopes', (c) => {
      quiet(c);
      const write =
        envelope === graph
          ? (value_: readonly unknown[]) => JSON.stringify({ '@odata.context': 'x', value: value_ })
          : envelope === diagnostic
            ? lines
            : (r: readonly unknown[]) => JSON.stringify(r);
      still(c);
      logOf(c, { ...AUDITS, write }, acts(c.tag, envelope));
    }),
  ),
  ...[signIns, diagnosed].map((of, n) =>
    kase(
      `Entra sign-ins: people, service principals, managed identities (${n === 0 ? 'Graph' : 'diagnostic'})`,
      'status.errorCode 0 is success',
      (c) => {
        quiet(c);
        for (const name of [`sp-${c.tag}`, `mi-${c.tag}`]) c.claim(userOf(name), c.person());
        logOf(c, { ...SIGNINS, write: n === 0 ? (v) => JSON.stringify({ value: v }) : lines }, of(c.tag));
        c.beings.push({ alias: userOf(`ann-${c.tag}`), same: [`upn:${upn(`ann-${c.tag}`)}`] });
      },
    ),
  ),
  kase('Entra sign-ins: after the rotation with another secret', 'for a rotation, a successful authentication by the holder', (c) =>
    rotation(c, 'another key'),
  ),
  kase('Entra sign-ins: after the rotation none', 'verify.no-reauthentication', (c) => rotation(c, 'not at all')),
];
