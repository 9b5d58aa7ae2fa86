import type { Instant } from '../../base/instant.ts';
import { iso, isoBare, isoTicks, type Log, MAIL_ENDS } from '../log.ts';
import { DOMAIN, mailOf, type Person, TENANT } from '../organisation.ts';

/** An Entra directory audit record, as Microsoft Graph gives it. */
export function entraAudit(
  log: Log,
  time: Instant,
  by: Person | { readonly app: string },
  activity: string,
  target: Person,
  more: {
    readonly category?: string;
    readonly properties?: readonly { readonly name: string; readonly old: string | null; readonly now: string }[];
    readonly other?: Record<string, unknown>;
  } = {},
): { id: string; correlation: string } {
  const correlation = log.random.uuid();
  const id = `Directory_${correlation}_${log.random.code(5)}_${log.random.whole(10_000_000, 99_999_999)}`;
  log.add('entra-audit', time, {
    id,
    category: more.category ?? 'UserManagement',
    correlationId: correlation,
    result: 'success',
    resultReason: '',
    activityDisplayName: activity,
    activityDateTime: isoTicks(time),
    loggedByService: 'Core Directory',
    operationType: 'Update',
    initiatedBy:
      'app' in by
        ? { user: null, app: { appId: null, displayName: by.app, servicePrincipalId: log.random.uuid(), servicePrincipalName: null } }
        : { app: null, user: { id: by.objectId, displayName: null, userPrincipalName: mailOf(by), ipAddress: '198.51.100.21', roles: [] } },
    targetResources: [
      {
        id: target.objectId,
        displayName: target.name,
        type: 'User',
        userPrincipalName: mailOf(target),
        groupType: null,
        modifiedProperties: (more.properties ?? []).map((p) => ({ displayName: p.name, oldValue: p.old, newValue: JSON.stringify(p.now) })),
      },
      ...(more.other === undefined ? [] : [more.other]),
    ],
    additionalDetails: [],
  });
  return { id, correlation };
}

/** An Entra sign-in; error 0 is success, 50126 a wrong password. */
export function entraSignIn(log: Log, time: Instant, who: Person, ip: string, errorCode: 0 | 50126 = 0, app = 'Office 365 Exchange Online'): string {
  const id = log.random.uuid();
  log.add('entra-signin', time, {
    id,
    createdDateTime: iso(time),
    userDisplayName: who.name,
    userPrincipalName: mailOf(who),
    userId: who.objectId,
    appId: '00000002-0000-0ff1-ce00-000000000000',
    appDisplayName: app,
    ipAddress: ip,
    clientAppUsed: 'Browser',
    correlationId: log.random.uuid(),
    conditionalAccessStatus: 'success',
    isInteractive: true,
    riskLevelDuringSignIn: ip.startsWith('203.') ? 'medium' : 'none',
    status:
      errorCode === 0
        ? { errorCode: 0, failureReason: 'Other.', additionalDetails: null }
        : { errorCode, failureReason: 'Error validating credentials due to invalid username or password.', additionalDetails: null },
    deviceDetail: { deviceId: '', operatingSystem: 'Windows 11', browser: 'Edge 133.0' },
    location: ip.startsWith('203.') ? { city: 'Lagos', countryOrRegion: 'NG' } : { city: 'Norrvik', countryOrRegion: 'NO' },
  });
  return id;
}

const US = (t: Instant): string => {
  const d = new Date(t / 1000);
  const h = d.getUTCHours();
  const two = (n: number): string => String(n).padStart(2, '0');
  return `${d.getUTCMonth() + 1}/${d.getUTCDate()}/${d.getUTCFullYear()} ${h % 12 === 0 ? 12 : h % 12}:${two(d.getUTCMinutes())}:${two(d.getUTCSeconds())} ${h < 12 ? 'AM' : 'PM'}`;
};

/** A record of the unified audit log: the outer row of the CSV with the record as JSON inside a cell. */
export function unifiedAudit(
  log: Log,
  time: Instant,
  who: Person,
  workload: 'Exchange' | 'SharePoint' | 'AzureActiveDirectory',
  operation: string,
  ip: string,
  more: Record<string, unknown> = {},
): string {
  const id = log.random.uuid();
  const recordType = { Exchange: 1, SharePoint: 6, AzureActiveDirectory: 8 }[workload];
  const data = {
    CreationTime: isoBare(time),
    Id: id,
    Operation: operation,
    OrganizationId: TENANT,
    RecordType: recordType,
    ResultStatus: workload === 'AzureActiveDirectory' ? 'Success' : 'True',
    UserKey: who.objectId,
    UserType: 0,
    Version: 1,
    Workload: workload,
    ClientIP: ip,
    UserId: mailOf(who),
    ...more,
  };
  log.add('unified-audit', time, [`Exchange${workload === 'Exchange' ? 'Admin' : 'Item'}`, US(time), mailOf(who), operation, JSON.stringify(data)]);
  return id;
}

export function newInboxRule(
  log: Log,
  time: Instant,
  who: Person,
  ip: string,
  rule: { readonly name: string; readonly subject: string; readonly folder: string },
): string {
  return unifiedAudit(log, time, who, 'Exchange', 'New-InboxRule', ip, {
    ObjectId: `${mailOf(who)}\\${rule.name}`,
    SessionId: log.random.uuid(),
    Parameters: [
      { Name: 'Mailbox', Value: mailOf(who) },
      { Name: 'Name', Value: rule.name },
      { Name: 'SubjectContainsWords', Value: rule.subject },
      { Name: 'MoveToFolder', Value: rule.folder },
      { Name: 'MarkAsRead', Value: 'True' },
      { Name: 'StopProcessingRules', Value: 'True' },
    ],
  });
}

/** One mail in the message trace, a row for each recipient. Nothing after the end of the export. Gives back the message id. */
export function mail(
  log: Log,
  time: Instant,
  sender: string,
  recipients: readonly string[],
  subject: string,
  status: 'Delivered' | 'Failed' | 'Quarantined' = 'Delivered',
): string {
  const id = `<${log.random.hex(20)}@${sender.slice(sender.indexOf('@') + 1)}>`;
  if (time >= MAIL_ENDS) return id;
  const trace = log.random.uuid();
  recipients.forEach((to, i) => {
    log.add('trace', time, [isoBare(time), sender, to, subject, status, trace, id, String(18_000 + log.random.whole(0, 90_000)), `10.20.0.${4 + i}`]);
  });
  return id;
}

export const noReply = (system: string): string => `no-reply@${system}.${DOMAIN}`;
