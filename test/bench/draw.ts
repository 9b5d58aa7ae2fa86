/**
 * Draws CloudTrail-like records of about 1.46 KB, packed into `.json.gz` files of 3,040 records as S3 delivers them: in time order
 * from file to file, out of order inside. Deterministic. One in twenty is of a kind that the default policy calls consequential.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

const PER_FILE = 3040;
const START = Date.UTC(2026, 2, 1);

/** A small generator of pseudo-random numbers (mulberry32): the same records on every machine. */
export function random(seed: number): () => number {
  let a = seed;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const READS = [
  'DescribeInstances',
  'ListBuckets',
  'GetObject',
  'AssumeRole',
  'GetCallerIdentity',
  'Decrypt',
  'ListRoles',
  'DescribeLogGroups',
  'GetSecretValue',
];
const CHANGES = ['CreateAccessKey', 'AttachUserPolicy', 'UpdateAccessKey', 'AddUserToGroup', 'CreateUser', 'PutRolePolicy'];
const SOURCES: Readonly<Record<string, string>> = {
  DescribeInstances: 'ec2',
  ListBuckets: 's3',
  GetObject: 's3',
  AssumeRole: 'sts',
  GetCallerIdentity: 'sts',
  Decrypt: 'kms',
  DescribeLogGroups: 'logs',
  GetSecretValue: 'secretsmanager',
};

/** Writes `events` records as gz files into `dir`/logs; gives the number of files and of bytes, packed and not. */
export function drawLogs(dir: string, events: number): { readonly files: number; readonly packed: number; readonly plain: number } {
  const out = join(dir, 'logs');
  mkdirSync(out, { recursive: true });
  const r = random(7);
  let packed = 0;
  let plain = 0;
  let files = 0;
  for (let first = 0; first < events; first += PER_FILE) {
    const n = Math.min(PER_FILE, events - first);
    const records = Array.from({ length: n }, (_, i) => record(first + i, events, r));
    const text = Buffer.from(`{"Records":[${records.join(',')}]}`);
    const gz = gzipSync(text, { level: 1 });
    writeFileSync(join(out, `123456789012_CloudTrail_eu-west-1_${String(files).padStart(5, '0')}.json.gz`), gz);
    files++;
    plain += text.length;
    packed += gz.length;
  }
  return { files, packed, plain };
}

function record(i: number, of: number, r: () => number): string {
  const user = Math.floor(r() ** 2 * 800);
  const change = r() < 0.05;
  const name = change ? CHANGES[Math.floor(r() * CHANGES.length)]! : READS[Math.floor(r() * READS.length)]!;
  // Thirty days, whatever the number; up to two minutes out of order.
  const time = new Date(START + (i / of) * 30 * 86_400_000 + Math.floor(r() * 120_000));
  const session = `AKIA${hex(r, 16).toUpperCase()}`.slice(0, 20);
  const key = `AKIA${String(user).padStart(16, 'X')}`;
  const role = user % 3 === 0;
  return JSON.stringify({
    eventVersion: '1.09',
    userIdentity: role
      ? {
          type: 'AssumedRole',
          principalId: `AROA${String(user).padStart(17, 'A')}:session-${user}`,
          arn: `arn:aws:sts::123456789012:assumed-role/service-${user}/session-${user}`,
          accountId: '123456789012',
          accessKeyId: key.replace('AKIA', 'ASIA'),
          sessionContext: {
            sessionIssuer: {
              type: 'Role',
              principalId: `AROA${String(user).padStart(17, 'A')}`,
              arn: `arn:aws:iam::123456789012:role/service-${user}`,
              accountId: '123456789012',
              userName: `service-${user}`,
            },
            attributes: { creationDate: new Date(time.getTime() - 1_200_000).toISOString(), mfaAuthenticated: 'false' },
          },
        }
      : {
          type: 'IAMUser',
          principalId: `AIDA${String(user).padStart(17, 'A')}`,
          arn: `arn:aws:iam::123456789012:user/person-${user}`,
          accountId: '123456789012',
          accessKeyId: key,
          userName: `person-${user}`,
        },
    eventTime: `${time.toISOString().slice(0, 19)}Z`,
    eventSource: `${SOURCES[name] ?? 'iam'}.amazonaws.com`,
    eventName: name,
    awsRegion: 'eu-west-1',
    // A few addresses a caller, as networks have them.
    sourceIPAddress: `10.${user % 200}.${user % 7}.${Math.floor(r() * 4)}`,
    userAgent: `aws-sdk-java/2.20.${user % 90} Linux/5.10.0-${user % 30} OpenJDK_64-Bit_Server_VM/17.0.${user % 9} Java/17 vendor/Amazon.com_Inc. md/internal exec-env/AWS_ECS_FARGATE`,
    ...(r() < 0.03 ? { errorCode: 'AccessDenied', errorMessage: 'User is not authorized to perform this action' } : {}),
    requestParameters: change
      ? parameters(name, r)
      : name === 'AssumeRole'
        ? {
            roleArn: `arn:aws:iam::123456789012:role/service-${(user % 266) * 3}`,
            roleSessionName: `session-${user}`,
            durationSeconds: 3600,
            externalId: hex(r, 32),
          }
        : { bucketName: `data-${user % 40}`, key: `in/2026/03/part-${hex(r, 24)}.parquet`, maxResults: 1000, filter: hex(r, 32) },
    responseElements:
      change && name === 'CreateAccessKey'
        ? { accessKey: { userName: `person-${Math.floor(r() * 800)}`, accessKeyId: session, status: 'Active' } }
        : null,
    requestID: uuid(r),
    eventID: uuid(r),
    readOnly: !change,
    resources: [{ accountId: '123456789012', ...resource(name, user, r) }],
    eventType: 'AwsApiCall',
    managementEvent: change,
    recipientAccountId: '123456789012',
    eventCategory: change ? 'Management' : 'Data',
    tlsDetails: {
      tlsVersion: 'TLSv1.3',
      cipherSuite: 'TLS_AES_128_GCM_SHA256',
      clientProvidedHostHeader: `${SOURCES[name] ?? 'iam'}.eu-west-1.amazonaws.com`,
    },
  });
}

/** Secrets and keys are few and read often; objects are many. */
function resource(name: string, user: number, r: () => number): Record<string, string> {
  if (name === 'GetSecretValue')
    return { type: 'AWS::SecretsManager::Secret', ARN: `arn:aws:secretsmanager:eu-west-1:123456789012:secret:app/${user % 90}/database` };
  if (name === 'AssumeRole') return { type: 'AWS::IAM::Role', ARN: `arn:aws:iam::123456789012:role/service-${(user % 266) * 3}` };
  if (name === 'Decrypt')
    return { type: 'AWS::KMS::Key', ARN: `arn:aws:kms:eu-west-1:123456789012:key/00000000-0000-4000-a000-0000000000${10 + (user % 40)}` };
  return { type: 'AWS::S3::Object', ARN: `arn:aws:s3:::data-${user % 40}/in/2026/03/part-${hex(r, 24)}.parquet` };
}

function parameters(name: string, r: () => number): Record<string, unknown> {
  const userName = `person-${Math.floor(r() * 800)}`;
  switch (name) {
    case 'AttachUserPolicy':
      return { userName, policyArn: `arn:aws:iam::aws:policy/Policy${Math.floor(r() * 60)}` };
    case 'UpdateAccessKey':
      return { userName, accessKeyId: `AKIA${String(Math.floor(r() * 800)).padStart(16, 'X')}`, status: 'Inactive' };
    case 'AddUserToGroup':
      return { userName, groupName: `group-${Math.floor(r() * 30)}` };
    case 'PutRolePolicy':
      return {
        roleName: `service-${Math.floor(r() * 266) * 3}`,
        policyName: `inline-${Math.floor(r() * 60)}`,
        policyDocument: '{"Version":"2012-10-17"}',
      };
    default:
      return { userName };
  }
}

const DIGITS = '0123456789abcdef';
function hex(r: () => number, n: number): string {
  let out = '';
  for (let i = 0; i < n; i++) out += DIGITS[Math.floor(r() * 16)];
  return out;
}
const uuid = (r: () => number): string => `${hex(r, 8)}-${hex(r, 4)}-4${hex(r, 3)}-a${hex(r, 3)}-${hex(r, 12)}`;
