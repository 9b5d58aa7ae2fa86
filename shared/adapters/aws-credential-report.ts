/** AWS credential report: the CSV itself, or its text (plain or base64) in the `Content` of the API's answer. */
import type { Instant } from '../base/instant.ts';
import { alias } from '../model/ids.ts';
import type { Adapter, AdapterContext } from './adapter.ts';
import { inventoried } from './emit.ts';
import { type Fields, text } from './fields.ts';
import { recognition } from './recognition.ts';

const isRow = (d: Fields): boolean => d.user !== undefined && d.arn !== undefined && d.access_key_1_active !== undefined;

export const awsCredentialReport: Adapter = {
  type: 'aws-credential-report',
  title: 'AWS credential report',
  version: 1,
  channels: ['ownership'],
  system(first) {
    const row = isRow(first.data) ? first.data : rowsOf(first.data)[0];
    const account = text(row?.arn)?.split(':')[4];
    return account === undefined || account === '' ? 'aws' : `aws-${account}`;
  },
  recognise(sample) {
    return recognition(sample, (data) => isRow(data) || rowsOf(data).length > 0, 0.97, 'user, arn and access_key_1_active');
  },
  read(record, context) {
    const rows = isRow(record.data) ? [record.data] : rowsOf(record.data);
    let said = 0;
    for (const row of rows) said += readRow(row, context);
    if (said === 0) context.ignore('no-credential-row');
  },
};

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Base64 as latin text; `undefined` where it is none. A report is plain ASCII. */
function fromBase64(value: string): string | undefined {
  let out = '';
  let bits = 0;
  let held = 0;
  for (const c of value) {
    if (c === '=' || c === '\n' || c === '\r') continue;
    const n = ALPHABET.indexOf(c);
    if (n < 0) return undefined;
    held = ((held << 6) | n) & 0xffff;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      out += String.fromCharCode((held >> bits) & 0xff);
    }
  }
  return out;
}

/** The rows of a report inside `Content`. Its cells hold no quotes and no commas. */
function rowsOf(data: Fields): Fields[] {
  const content = text(data.Content);
  if (content === undefined || data.GeneratedTime === undefined) return [];
  const csv = content.startsWith('user,') ? content : fromBase64(content);
  if (csv === undefined || !csv.startsWith('user,')) return [];
  const [head, ...lines] = csv.split('\n');
  const header = (head ?? '').trim().split(',');
  return lines
    .filter((l) => l.trim() !== '')
    .map((l) => {
      const cells = l.trim().split(',');
      return Object.fromEntries(header.map((h, i) => [h, cells[i] ?? '']));
    });
}

/** `N/A`, `no_information` and `not_supported` are no times. */
function latest(times: readonly (Instant | undefined)[]): Instant | undefined {
  const known = times.filter((t) => t !== undefined);
  return known.length === 0 ? undefined : (Math.max(...known) as Instant);
}

function readRow(row: Fields, context: AdapterContext): number {
  const arn = text(row.arn);
  const name = text(row.user);
  if (arn === undefined || !arn.startsWith('arn:')) return 0;
  const keys = ['1', '2'].map((n) =>
    text(row[`access_key_${n}_active`]) === 'true' ? context.time(row[`access_key_${n}_last_rotated`]) : undefined,
  );
  const password = text(row.password_enabled) === 'true';
  context.emit(
    inventoried([alias('aws-arn', arn)], {
      // A root account with a password is whoever knows it; a user with keys and no password is used by programs.
      kind: name === '<root_account>' ? 'shared-account' : password || keys.every((k) => k === undefined) ? undefined : 'service-account',
      displayName: name,
      tier: name === '<root_account>' ? 0 : undefined,
      lastRotation: latest(keys),
    }),
  );
  return 1;
}
