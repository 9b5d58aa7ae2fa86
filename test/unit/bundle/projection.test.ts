import { describe, expect, it, test } from 'vitest';
import { Projection } from '../../../electron/engine/bundle/split/projection.ts';
import type { Reads } from '../../../shared/adapters/adapter.ts';
import { awsCloudtrail } from '../../../shared/adapters/aws-cloudtrail.ts';
import { adapterByType } from '../../../shared/adapters/registry.ts';
import { below, pick, type Random, random } from '../../fuzz/random.ts';
import { narrowed } from './narrowed.ts';
import { readBytes } from './reading.ts';

const READS: Reads = { id: 'once', name: true, when: true, size: true, who: { arn: true, session: { issuer: true } }, list: true };
const projection = Projection.of(READS)!;
/** Where the object ends, and what is seen of it; `undefined` where it was refused. */
function seen(text: string | Buffer, start = 0): { readonly end: number; readonly data: Record<string, unknown> } | undefined {
  const bytes = Buffer.from(text);
  const end = projection.read(bytes, start);
  return end < 0 ? undefined : { end, data: narrowed(projection.data, READS) };
}
const whole = (text: string): Record<string, unknown> => narrowed(JSON.parse(text) as Record<string, unknown>, READS);

describe('an object read without building it', () => {
  it.each([
    '{}',
    ' { } '.trim(),
    '{"name":"a","size":12,"other":[1,{"name":"inner"}],"who":{"arn":"x","more":{},"session":{"issuer":"role","n":1}}}',
    '{ "name" : "a" ,\r\n\t"size" : -0.5e+10 , "list" : [ ] , "when" : null }',
    '{"name":true,"when":false,"who":null,"list":"text","size":{"a":[1]}}',
    '{"name":"a","name":"b","who":{"arn":"x"},"who":{"session":{"issuer":"y"}}}',
    '{"who":{"arn":"x"},"who":"nobody"}',
    '{"who":"nobody","who":{"arn":"x"}}',
    '{"name":"å€😀","when":"\\u00e5\\n\\ud83d\\ude00","id":"\\ud800"}',
    '{"name":"","id":"","list":["\\\\","\\"","\\/"]}',
    '{"size":0,"list":[0.1,-1,1E5,1e-5,12345678901234567890]}',
    `{"name":"${'x'.repeat(151)}","id":"${'y'.repeat(400)}","when":"${'z'.repeat(153)}"}`,
    `{"list":${'['.repeat(30)}1${']'.repeat(30)}}`,
    '{"__proto__":{"name":"p"},"constructor":1,"toString":"t"}',
  ])('is what JSON.parse says: %s', (text) => {
    expect(seen(text)).toEqual({ end: Buffer.byteLength(text), data: whole(text) });
  });

  it.each(['[]', 'null', '"a"', '1'])('is no object: %s', (text) => expect(seen(text)).toBeUndefined());

  it.each([
    '',
    '{',
    '{"name"}',
    '{"name":}',
    '{"name":"a",}',
    '{,}',
    '{"name":"a" "size":1}',
    "{'name':1}",
    '{name:1}',
    '{"size":01}',
    '{"size":1.}',
    '{"size":.5}',
    '{"size":+1}',
    '{"size":-}',
    '{"size":1e}',
    '{"size":0x10}',
    '{"size":NaN}',
    '{"when":nul}',
    '{"when":nulls}',
    '{"when":tru}',
    '{"when":falsy}',
    '{"name":"a\nb"}',
    '{"name":"\\x"}',
    '{"name":"\\u12g4"}',
    '{"other":"\\u12"}',
    '{"other":"\u0000"}',
    '{"list":[1,]}',
    '{"list":[,1]}',
    '{"list":[1 2]}',
    '{"list":[1}',
    '{"list":{1:2}}',
    '{"a":1\u00a0}',
    '{"a":1\f}',
    '{"a":1\u001e}',
  ])('is refused where JSON.parse refuses: %j', (text) => {
    expect(() => JSON.parse(text)).toThrow();
    expect(seen(text)).toBeUndefined();
  });

  it('is refused as long as its end is not there, whatever was in the memory before', () => {
    const text = '{"name":"abc","who":{"arn":"x\\u0041","session":{}},"size":-12.5e3,"list":[true,false,null,{"a":"b"}]}';
    for (let end = 0; end < text.length; end++) {
      expect(seen(`${text}${text}`)?.end).toBe(text.length);
      expect(seen(text.slice(0, end)), text.slice(0, end)).toBeUndefined();
    }
  });

  it('is found behind others, and shows nothing of them', () => {
    const texts = ['{"name":"a","size":1,"who":{"arn":"x","session":{"issuer":"r"}}}', '{"who":{"session":1}}', '{"name":"b"}', '{"who":{}}'];
    const bytes = Buffer.from(texts.join(','));
    let at = 0;
    for (const text of texts) {
      const end = projection.read(bytes, at);
      expect([end, narrowed(projection.data, READS)]).toEqual([at + text.length, whole(text)]);
      at = end + 1;
    }
  });

  it('keeps a text that comes again, and never takes one for another', () => {
    const texts = Array.from({ length: 60_000 }, (_, i) => `{"name":"name ${i}","when":"${(i * 7919) % 20_011}","size":"${i % 3}"}`);
    for (let round = 0; round < 2; round++) {
      for (const text of texts) {
        const bytes = Buffer.from(text);
        projection.read(bytes, 0);
        const { name, when, size } = JSON.parse(text) as Record<string, unknown>;
        // Asked for in different orders: what one asks for must not change what another sees.
        if ([projection.data.when, projection.data.name, projection.data.name, projection.data.size].join() !== [when, name, name, size].join())
          throw new Error(`${text} shows ${JSON.stringify(narrowed(projection.data, READS))}`);
      }
    }
  });

  it('is left to JSON.parse where it is nested deeply or held in very much', () => {
    expect(seen(`{"list":${'['.repeat(200)}${']'.repeat(200)}}`)).toBeUndefined();
    const far = Buffer.alloc(9 * 1024 * 1024, ' ');
    far.set(Buffer.from('{"name":"a"}'), 0);
    expect(projection.read(far, 0)).toBe(-1);
    far.set(Buffer.from('{"name":"b"}'), far.length - 12);
    expect(seen(far, far.length - 12)).toEqual({ end: far.length, data: whole('{"name":"b"}') });
  });

  it('is read when bytes lie before the ones that were loaded', () => {
    const bytes = Buffer.from('{"name":"first"}{"name":"second"}');
    expect([projection.read(bytes, 16), projection.data.name]).toEqual([33, 'second']);
    expect([projection.read(bytes, 0), projection.data.name]).toEqual([16, 'first']);
  });
});

const TEXTS = ['', 'a', 'arn:aws:iam::123456789012:user/a', '"', '\\', '\n', '\u0000', 'å€😀', '\ud800', '{', '},{', 'x'.repeat(40), 'x'.repeat(200)];
function value(r: Random, depth: number): unknown {
  const kind = below(r, depth > 3 ? 5 : 7);
  if (kind === 0) return pick(r, [null, true, false]);
  if (kind === 1) return pick(r, [0, -1, 1.5, 1e21, -2e-7, 123456789]);
  if (kind <= 4) return pick(r, TEXTS);
  if (kind === 5) return Array.from({ length: below(r, 4) }, () => value(r, depth + 1));
  return object(r, depth + 1);
}
function object(r: Random, depth: number): Record<string, unknown> {
  const out: Record<string, unknown> = {};
  const keys = ['id', 'name', 'when', 'size', 'who', 'list', 'arn', 'session', 'issuer', 'other', 'å', ''];
  for (let i = below(r, 9); i > 0; i--) out[pick(r, keys)] = value(r, depth);
  return out;
}

describe.each([1, 2, 3, 4])('drawn objects, seed %i', (seed) => {
  test('are the same as JSON.parse builds them, with and without white space', () => {
    const r = random(seed);
    let read = 0;
    for (let i = 0; i < 4000; i++) {
      const text = JSON.stringify(object(r, 0), undefined, pick(r, [0, 1, '\t']));
      const got = seen(text);
      // Keys with letters beyond ASCII are left to JSON.parse.
      if (got === undefined) expect(text).toContain('å');
      else {
        read++;
        expect(got).toEqual({ end: Buffer.byteLength(text), data: whole(text) });
      }
    }
    expect(read).toBeGreaterThan(2000);
  });

  test('with damaged bytes: nothing is accepted that JSON.parse refuses', () => {
    const r = random(seed + 100);
    let accepted = 0;
    let refused = 0;
    for (let i = 0; i < 20_000; i++) {
      const bytes = Buffer.from(JSON.stringify(object(r, 0), undefined, pick(r, [0, 1])));
      for (let n = below(r, 3); n >= 0; n--)
        bytes[below(r, bytes.length)] = pick(r, [...Buffer.from('"\\{}[],:0-.eEtu \n\x00\x7f'), 0xc3, 0xa5, 0xff]);
      const got = seen(bytes);
      if (got === undefined) refused++;
      else {
        accepted++;
        expect(got.data, bytes.toString()).toEqual(whole(bytes.toString('utf8', 0, got.end)));
      }
    }
    expect(Math.min(accepted, refused)).toBeGreaterThan(1000);
  });
});

/** Records of CloudTrail as they come: sessions, users with a path, failed calls, sign-ins, calls with targets, a broken one, text beyond ASCII. */
function trail(r: Random, n: number): string {
  const user = pick(r, ['anna', 'bjørn', 'c"d']);
  const account = pick(r, ['111122223333', '444455556666']);
  const name = pick(r, ['CreateAccessKey', 'GetObject', 'AttachRolePolicy', 'ConsoleLogin', 'GetSecretValue', 'GetParameters', 'PutRetentionPolicy']);
  const record = {
    eventVersion: '1.09',
    userIdentity: pick<unknown>(r, [
      {
        type: 'IAMUser',
        arn: `arn:aws:iam::${account}:user/${pick(r, ['', 'ops/'])}${user}`,
        accountId: account,
        userName: user,
        accessKeyId: 'AKIA1',
      },
      {
        type: 'AssumedRole',
        arn: `arn:aws:sts::${account}:assumed-role/build/i-${below(r, 3)}`,
        accessKeyId: `ASIA${below(r, 3)}`,
        sessionContext: { sessionIssuer: { arn: `arn:aws:iam::${account}:role/build` }, attributes: { mfaAuthenticated: 'false' } },
      },
      { type: 'AWSService', invokedBy: 'lambda.amazonaws.com' },
      { type: 'Root', accountId: account },
      null,
      'broken',
    ]),
    eventTime: pick(r, ['2026-03-02T08:00:00Z', '03/04/2026 10:00:00', 1772532000]),
    note: pick(r, ['03/14/2026', '14/03/2026']),
    eventSource: pick(r, ['iam.amazonaws.com', 'signin.amazonaws.com']),
    eventName: name,
    errorCode: pick(r, [undefined, 'AccessDenied', '', null]),
    requestParameters: pick<unknown>(r, [
      null,
      { userName: user, policyArn: 'arn:aws:iam::aws:policy/P', names: ['a', 'b'], retentionInDays: 7, secretId: 's' },
    ]),
    responseElements: pick<unknown>(r, [null, { ConsoleLogin: 'Failure', user: { arn: `arn:aws:iam::${account}:user/x/${user}`, userName: user } }]),
    resources: [{ ARN: 'arn:aws:s3:::data' }],
    eventID: pick(r, [`id-${n}`, 'å', undefined]),
    requestID: `r-${n}`,
    recipientAccountId: account,
    readOnly: pick<unknown>(r, [true, 'false', undefined]),
  };
  const text = JSON.stringify(r() < 0.1 ? { message: JSON.stringify(record) } : record);
  return r() < 0.05 ? text.replace('"eventName":', '"eventName"') : text;
}

describe.each([1, 2, 3])('CloudTrail, seed %i', (seed) => {
  const adapter = adapterByType('aws-cloudtrail')!;
  const { reads, ...built } = adapter;

  test.each(['{"Records":[', '['])('comes out as if every record were built: %s', async (opening) => {
    expect(reads).toMatchObject(awsCloudtrail.reads!);
    const r = random(seed);
    const records = Array.from({ length: 400 }, (_, n) => trail(r, n));
    const bytes = `${opening}${records.join(',')}${opening === '[' ? ']' : ']}'}`;
    expect(await readBytes(bytes, {}, [adapter])).toEqual(await readBytes(bytes, {}, [built]));
  });

  test('also as lines', async () => {
    const r = random(seed);
    const bytes = Array.from({ length: 400 }, (_, n) => trail(r, n)).join('\n');
    const read = await readBytes(bytes, {}, [adapter]);
    expect(read).toEqual(await readBytes(bytes, {}, [built]));
    expect(read.end.accepted).toBeGreaterThan(200);
  });
});
