import type { Instant } from '../../base/instant.ts';
import { iso, type Log } from '../log.ts';
import { ACCOUNT, type Account, type Person } from '../organisation.ts';

export interface Caller {
  readonly who: Account | Person;
  readonly ip: string;
  readonly key?: string | undefined;
  readonly agent?: string | undefined;
}

const isAccount = (x: Account | Person): x is Account => 'arn' in x;
const principal = (name: string): string =>
  `AIDA${[...name]
    .reduce((h, c) => (h * 31 + c.charCodeAt(0)) % 0xfffffff, 7)
    .toString(36)
    .toUpperCase()
    .padStart(10, 'Q')}`;

/** The session in which a person administers the account. */
export const adminSession = (who: Person): string => `arn:aws:sts::${ACCOUNT}:assumed-role/NorrvikAdministrator/${who.login}@norrvik.example`;

/** Who called, as CloudTrail writes it: a user with its key, a role session, a person in an administrator session. */
function userIdentity({ who, key }: Caller, time: Instant): Record<string, unknown> {
  if (isAccount(who) && who.arn.includes(':user/')) {
    return {
      type: 'IAMUser',
      principalId: principal(who.name),
      arn: who.arn,
      accountId: ACCOUNT,
      ...((key ?? who.key) ? { accessKeyId: key ?? who.key } : {}),
      userName: who.name,
    };
  }
  const [role, session] = isAccount(who)
    ? [who.name, `${who.name}-${iso(time).slice(8, 10)}`]
    : ['NorrvikAdministrator', `${who.login}@norrvik.example`];
  return {
    type: 'AssumedRole',
    principalId: `${principal(role)}:${session}`,
    arn: `arn:aws:sts::${ACCOUNT}:assumed-role/${role}/${session}`,
    accountId: ACCOUNT,
    accessKeyId: `ASIA${principal(role + session).slice(4)}`,
    sessionContext: {
      sessionIssuer: { type: 'Role', principalId: principal(role), arn: `arn:aws:iam::${ACCOUNT}:role/${role}`, accountId: ACCOUNT, userName: role },
      attributes: { creationDate: iso(time), mfaAuthenticated: isAccount(who) ? 'false' : 'true' },
    },
  };
}

/** One CloudTrail record; gives back its eventID. */
export function cloudTrail(
  log: Log,
  time: Instant,
  caller: Caller,
  source: string,
  name: string,
  request: Record<string, unknown> | null,
  more: { readonly response?: Record<string, unknown> | null; readonly error?: string; readonly readOnly?: boolean } = {},
): string {
  const id = log.random.uuid();
  log.add('cloudtrail', time, {
    eventVersion: '1.10',
    userIdentity: userIdentity(caller, time),
    eventTime: iso(time),
    eventSource: `${source}.amazonaws.com`,
    eventName: name,
    awsRegion: source === 'iam' ? 'us-east-1' : 'eu-north-1',
    sourceIPAddress: caller.ip,
    userAgent: caller.agent ?? 'aws-sdk-go-v2/1.32.2',
    ...(more.error === undefined ? {} : { errorCode: more.error, errorMessage: `User is not authorized to perform: ${source}:${name}` }),
    requestParameters: request,
    responseElements: more.response ?? null,
    requestID: log.random.uuid(),
    eventID: id,
    readOnly: more.readOnly ?? false,
    eventType: 'AwsApiCall',
    managementEvent: true,
    recipientAccountId: ACCOUNT,
    eventCategory: 'Management',
  });
  return id;
}

export function consoleLogin(log: Log, time: Instant, caller: Caller): string {
  return cloudTrail(log, time, { ...caller, agent: 'Mozilla/5.0 (X11; Linux x86_64)' }, 'signin', 'ConsoleLogin', null, {
    response: { ConsoleLogin: 'Success' },
  });
}
