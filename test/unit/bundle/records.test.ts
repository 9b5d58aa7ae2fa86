import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { type Read, readBytes } from './reading.ts';

const statuses = (read: Read): string[] => read.rows.map((r) => r.status);
const line = (n: number, more: object = {}): string => JSON.stringify({ n, time: '2026-03-04T07:41:26Z', ...more });

describe('formats are told by the content', () => {
  test('JSON lines', async () => {
    const read = await readBytes(`${line(1)}\r\n\r\n  ${line(2)}\n${line(3)}`);
    expect(read.head).toMatchObject({
      format: 'ndjson',
      encoding: 'utf-8',
      adapter: 'tiny',
      system: 'tiny-1',
      channels: ['iam-audit'],
      compression: 'none',
    });
    expect(read.texts).toEqual([line(1), line(2), line(3)]);
    expect(read.rows.map((r) => r.line)).toEqual([1, 3, 4]);
  });
  test('an array, on one line and pretty-printed', async () => {
    for (const text of [`[${line(1)},${line(2)}]`, JSON.stringify([JSON.parse(line(1)), JSON.parse(line(2))], null, 2)]) {
      const read = await readBytes(text);
      expect(read.head.format).toBe('json-array');
      expect(read.texts.map((t) => JSON.parse(t))).toEqual([JSON.parse(line(1)), JSON.parse(line(2))]);
    }
  });
  test('an envelope of each kind, with what stands around the list', async () => {
    for (const key of [
      'Records',
      'value',
      'result',
      'data',
      'items',
      'events',
      'log_entries',
      'incidents',
      'oncalls',
      'users',
      'teams',
      'schedules',
      'notifications',
    ]) {
      const read = await readBytes(`{"@odata.context":"x","next":{"a":[1,"]"]},"${key}":[${line(1)},${line(2)}],"more":false}`);
      expect(read.head).toMatchObject({ format: 'json-envelope', envelope: key });
      expect(read.texts).toEqual([line(1), line(2)]);
    }
  });
  test('an object that has a list of events inside is one record', async () => {
    const record = '{"n":1,"id":{"time":"2026-03-04T07:41:26Z"},"events":[{"name":"a"},{"name":"b"}]}';
    expect((await readBytes(record)).texts).toEqual([record]);
    expect((await readBytes(`${record}\n${record}`)).texts).toEqual([record, record]);
    expect((await readBytes(JSON.stringify(JSON.parse(record), null, 2))).rows).toHaveLength(1);
  });
  test('lines of which one happens to hold a list', async () => {
    const text = ['{"n":1,"events":[{"a":1}]}', '{"n":2}', '{"n":3,"data":[]}', '{"n":4}'];
    expect((await readBytes(text.join('\n'))).texts).toEqual(text);
  });
  test('lines that are envelopes', async () => {
    const read = await readBytes(`{"Records":[${line(1)}]}\n{"Records":[${line(2)},${line(3)}]}\n{"n":4}\n`);
    expect(read.texts).toEqual([line(1), line(2), line(3), '{"n":4}']);
  });
  test('pretty-printed objects one after the other', async () => {
    const objects = [1, 2, 3].map((n) => JSON.stringify({ n, deep: { a: [1, '}"'] } }, null, 2));
    const read = await readBytes(objects.join('\n'));
    expect(read.head.format).toBe('json-concatenated');
    expect(read.texts).toEqual(objects);
    expect(read.rows.map((r) => r.line)).toEqual([1, 10, 19]);
  });
  test('a single object', async () => {
    const read = await readBytes(JSON.stringify({ n: 1 }, null, 2));
    expect(read.head.format).toBe('json');
    expect(statuses(read)).toEqual(['accepted']);
  });
  test.each([
    [',', 'csv'],
    [';', 'csv-semicolon'],
    ['\t', 'tsv'],
  ])('a table separated by %j', async (d, format) => {
    const read = await readBytes(`n${d}time${d}why\n1${d}2026-03-04T07:41:26Z${d}"a ""quoted""\nword${d}"\r\n2${d}${d}é\n`);
    expect(read.head).toMatchObject({ format, header: ['n', 'time', 'why'] });
    expect(read.texts).toEqual([`1${d}2026-03-04T07:41:26Z${d}"a ""quoted""\nword${d}"`, `2${d}${d}é`]);
    expect(read.events.map((e) => e.extra)).toEqual([JSON.stringify({ reason: `a "quoted"\nword${d}` }), JSON.stringify({ reason: 'é' })]);
    expect(read.rows.map((r) => r.line)).toEqual([2, 4]);
    expect(read.end.undated).toBe(1);
  });
  test('a table without a row is empty, and known by its header', async () => {
    const read = await readBytes('n,time,why\n');
    expect(read.head).toMatchObject({ format: 'csv', adapter: 'tiny' });
    expect(read.end.read).toBe(0);
  });
  test('a file without a byte, an empty list and an empty envelope have no records', async () => {
    for (const text of ['', ' \n\n', '[]', '{"value":[]}', '{"Records": [ ]}'])
      expect((await readBytes(text)).end).toMatchObject({ read: 0, rejected: 0 });
  });
  test('what no adapter knows is ignored by name, and its broken lines are rejected', async () => {
    const read = await readBytes('{"a":1}\n{"a":\n{"a":2}\n');
    expect(read.head).toMatchObject({ adapter: 'unknown', channels: [] });
    expect(statuses(read)).toEqual(['ignored', 'rejected', 'ignored']);
    expect(read.end.ignoredReasons).toEqual([{ reason: 'no-adapter', count: 2 }]);
  });
  test("an API's answer that lists nothing is named so, and one that says anything beside its empty list is not", async () => {
    const reasons = async (text: string): Promise<string[]> => (await readBytes(text)).end.ignoredReasons.map((r) => r.reason);
    expect(await reasons('{"limit":100,"members":[],"more":false,"offset":0,"total":null}')).toEqual(['empty-answer']);
    expect(await reasons('{"SAMLProviderList": []}')).toEqual(['empty-answer']);
    expect(await reasons('{"name":"a","members":[]}')).toEqual(['no-adapter']);
    expect(await reasons('{"members":[1],"more":false}')).toEqual(['no-adapter']);
    expect(await reasons('{"more":false}')).toEqual(['no-adapter']);
  });
  test('noise and prose are one rejected record', async () => {
    const noise = Buffer.alloc(5000);
    for (let i = 0; i < noise.length; i++) noise[i] = (i * 7919) >>> (i % 5);
    for (const bytes of [noise, Buffer.from('Dear all,\n\nplease find the logs attached.\nYours\n')]) {
      const read = await readBytes(bytes);
      expect(read.end).toMatchObject({ read: 1, rejected: 1 });
      expect(read.rows[0]).toMatchObject({ offset: 0, size: bytes.length, line: 1 });
    }
  });
  test('a declared adapter holds against the content, and an unknown one gives way to it', async () => {
    const other = { ...(await import('./reading.ts')).tiny, type: 'other', recognise: () => ({ score: 0, why: '' }) };
    const { tiny } = await import('./reading.ts');
    const declared = await readBytes(line(1), { adapter: 'other', system: 'mine', channels: ['mail'] }, [tiny, other]);
    expect(declared.head).toMatchObject({ adapter: 'other', why: 'declared', system: 'mine', channels: ['mail'] });
    expect(declared.head.warnings[0]).toContain('looks like tiny');
    const unknown = await readBytes(line(1), { adapter: 'nonesuch' }, [tiny]);
    expect(unknown.head.adapter).toBe('tiny');
    expect(unknown.head.warnings[0]).toContain('nonesuch');
  });
});

describe('encodings', () => {
  const text = `${line(1, { why: 'å€😀' })}\n${line(2)}\n`;
  const le = Buffer.from(text, 'utf16le');
  const be = Buffer.from(le).swap16();
  test.each([
    ['utf-8', Buffer.from(text), 0],
    ['utf-8-bom', Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from(text)]), 3],
    ['utf-16le', Buffer.concat([Buffer.from([0xff, 0xfe]), le]), 2],
    ['utf-16be', Buffer.concat([Buffer.from([0xfe, 0xff]), be]), 2],
    ['utf-16le', le, 0],
    ['utf-16be', be, 0],
  ])('%s keeps the offsets of the bytes as they lie in the file', async (encoding, bytes, mark) => {
    const read = await readBytes(bytes);
    expect(read.head).toMatchObject({ encoding, format: 'ndjson' });
    expect(read.texts).toEqual(text.trim().split('\n'));
    expect(read.rows[0]!.offset).toBe(mark);
    expect(read.events[0]!.extra).toContain('å€😀');
    expect(read.end.unpackedBytes).toBe(bytes.length);
  });
  test('a table in UTF-16 with a mark, as Excel saves it', async () => {
    const read = await readBytes(Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('n\twhy\r\n1\tå😀\r\n2\tb\r\n', 'utf16le')]));
    expect(read.head.format).toBe('tsv');
    expect(read.texts).toEqual(['1\tå😀', '2\tb']);
  });
  test('bytes that are no UTF-8 are read and counted', async () => {
    const read = await readBytes(Buffer.concat([Buffer.from('{"n":1,"why":"M'), Buffer.from([0xfc]), Buffer.from('ller"}\n')]));
    expect(read.end.accepted).toBe(1);
    expect(JSON.parse(read.events[0]!.extra)).toEqual({ reason: 'Müller' });
    expect(read.end.warnings).toEqual([{ slug: 'windows-1252-assumed', count: 1 }]);
  });
  test('a letter that lies over the end of a chunk is no damage', async () => {
    const many = `${Array.from({ length: 30_000 }, (_, i) => line(i, { why: 'ååååååååååååååååååååååååååååå€' })).join('\n')}\n`;
    expect((await readBytes(gzipSync(many))).end).toMatchObject({ accepted: 30_000, warnings: [] });
  });
});

describe('gz', () => {
  const text = `${Array.from({ length: 20_000 }, (_, i) => line(i, { salt: createHash('md5').update(String(i)).digest('hex') })).join('\n')}\n`;
  const gz = gzipSync(text);
  test('is hashed as it lies on disk, and offsets count in what is inside', async () => {
    const read = await readBytes(gz);
    expect(read.head.compression).toBe('gzip');
    expect(read.end).toMatchObject({
      sha256: createHash('sha256').update(gz).digest('hex'),
      bytes: gz.length,
      unpackedBytes: text.length,
      read: 20_000,
      stopped: undefined,
    });
    expect(read.batches).toBeGreaterThan(4);
    expect(read.rows.map((r) => text.slice(r.offset, r.offset + r.size + 1)).join('')).toBe(text);
    expect(read.texts).toEqual(text.split('\n', 1000));
  });
  test('cut off keeps what could be read, says where it stopped, and counts the torn record', async () => {
    const read = await readBytes(gz.subarray(0, gz.length / 2));
    expect(read.end.stopped?.error.message).toContain('cut off');
    expect(read.end.stopped!.at).toBe(read.end.unpackedBytes);
    expect(read.end.accepted).toBeGreaterThan(5_000);
    expect(read.end.rejected).toBe(1);
    expect(read.rows.at(-1)).toMatchObject({ status: 'rejected', reason: 'the file ends in the middle of it' });
    expect(read.end).toMatchObject({
      sha256: createHash('sha256')
        .update(gz.subarray(0, gz.length / 2))
        .digest('hex'),
      bytes: Math.floor(gz.length / 2),
    });
  });
  test('damaged in the middle keeps what comes before, and is hashed to its end', async () => {
    const bad = Buffer.from(gz);
    bad.fill(0xff, bad.length / 2, bad.length / 2 + 300);
    const read = await readBytes(bad);
    expect(read.end.stopped?.error.message).toContain('damaged');
    expect(read.end.accepted).toBeGreaterThan(5_000);
    expect(read.end).toMatchObject({ sha256: createHash('sha256').update(bad).digest('hex'), bytes: bad.length });
  });
  test('of several parts is read whole, and zeros behind it are padding', async () => {
    const two = Buffer.concat([gzipSync(`${line(1)}\n`), gzipSync(`${line(2)}\n`), Buffer.alloc(512)]);
    const read = await readBytes(two);
    expect(read.texts).toEqual([line(1), line(2)]);
    expect(read.end.stopped).toBeUndefined();
  });
});

describe('broken records', () => {
  test('a broken line is rejected at its place and the next ones go on', async () => {
    const read = await readBytes(`${line(1)}\n{"n":2,\n[1]\n7\n${line(3)}\n`);
    expect(read.rows.map((r) => [r.status, r.line, r.reason])).toEqual([
      ['accepted', 1, undefined],
      ['rejected', 2, 'it is not valid JSON'],
      ['rejected', 3, 'it is valid JSON, but no object'],
      ['rejected', 4, 'it is valid JSON, but no object'],
      ['accepted', 5, undefined],
    ]);
    expect(read.texts[1]).toBe('{"n":2,');
  });
  test('a first line that is broken does not hide that the file is lines', async () => {
    const read = await readBytes(`{"n":0,"a\n${line(1)}\n${line(2)}\n`);
    expect(statuses(read)).toEqual(['rejected', 'accepted', 'accepted']);
  });
  test.each([
    ['a value that is none', '{"n":3,"a":nope}'],
    ['a string that is not closed', '{"n":3,"a":"open}'],
    ['a bracket too few', '{"n":3,"a":{"b":1}'],
    ['a bracket too many', '{"n":3}}'],
    ['no JSON at all', 'hello'],
  ])('in a list, %s costs one record', async (_, broken) => {
    const elements = [line(1), line(2), broken, line(4), line(5)];
    for (const text of [`[${elements.join(',')}]`, `{"Records":[\n  ${elements.join(',\n  ')}\n]}`]) {
      const read = await readBytes(text);
      expect(read.texts.filter((_, i) => read.rows[i]!.status === 'accepted').map((t) => JSON.parse(t).n)).toEqual(
        broken.endsWith('}}') ? [1, 2, 3, 4, 5] : [1, 2, 4, 5],
      );
      expect(read.end.rejected).toBe(1);
    }
  });
  test('a list that ends too early is said to, and its torn record is rejected', async () => {
    const read = await readBytes(`{"Records":[${line(1)},${line(2)},{"n":3,"time":"20`);
    expect(statuses(read)).toEqual(['accepted', 'accepted', 'rejected']);
    expect(read.rows[2]!.reason).toBe('the file ends in the middle of it');
    expect((await readBytes(`{"Records":[${line(1)},${line(2)}`)).end.warnings).toContainEqual({ slug: 'ends-early', count: 1 });
  });
  test('rows with too many cells, a mark that is never closed, a torn last row', async () => {
    const read = await readBytes('n,time,why\n1,,a\n2,,b,c\n3,,"open\n4,,d\n5,,e\n6,');
    expect(read.rows.map((r) => [r.status, r.line])).toEqual([
      ['accepted', 2],
      ['rejected', 3],
      ['rejected', 4],
      ['accepted', 5],
      ['accepted', 6],
      ['rejected', 7],
    ]);
    expect(read.texts[2]).toBe('3,,"open');
  });
  test('what an adapter refuses, leaves out or fails on', async () => {
    const read = await readBytes(`${line(1)}\n{"n":2,"skip":1}\n{"n":3,"bad":1}\n{"n":4,"throw":1}\n{"n":5,"events":0}\n`);
    expect(read.rows.map((r) => [r.status, r.reason])).toEqual([
      ['accepted', undefined],
      ['ignored', 'skipped'],
      ['rejected', 'it is bad'],
      ['rejected', 'the adapter tiny failed on it: as asked'],
      ['ignored', 'says-nothing'],
    ]);
    expect(read.end).toMatchObject({ read: 5, accepted: 1, ignored: 2, rejected: 2, events: 1 });
    expect(read.end.ignoredReasons).toEqual([
      { reason: 'skipped', count: 1 },
      { reason: 'says-nothing', count: 1 },
    ]);
  });
  test('blocks of rejected records stand between the last time before and the first after', async () => {
    const at = (n: number): string => JSON.stringify({ n, time: `2026-03-04T00:0${n}:00Z` });
    const read = await readBytes(`${at(1)}\nx\ny\n${at(2)}\n${at(3)}\nz\n`.replace(/^/, `${at(0)}\n`));
    const t = (n: number): number => Date.UTC(2026, 2, 4, 0, n) * 1000;
    expect(read.end.rejectedBlocks).toEqual([
      { firstOrdinal: 3, lastOrdinal: 4, from: t(1), to: t(2) },
      { firstOrdinal: 7, lastOrdinal: 7, from: t(3), to: undefined },
    ]);
    expect(read.end).toMatchObject({ first: t(0), last: t(3) });
  });
});

describe('long records', () => {
  test('a line of 50 MB is read', async () => {
    const read = await readBytes(`${line(1)}\n{"n":2,"pad":"${'x'.repeat(50_000_000)}"}\n${line(3)}\n`);
    expect(statuses(read)).toEqual(['accepted', 'accepted', 'accepted']);
  });
  test.each([
    ['a line', '\n', '\n', ''],
    ['an element', ',', ']', '['],
  ])('%s of 60 MB is rejected with its own reason, and the next ones are read', async (_, between, after, before) => {
    const long = `{"n":2,"pad":"${'x'.repeat(60_000_000)}"}`;
    const read = await readBytes(`${before}${line(1)}${between}${long}${between}${line(3)}${after}`);
    expect(read.rows.map((r) => [r.status, r.size > 60_000_000])).toEqual([
      ['accepted', false],
      ['rejected', true],
      ['accepted', false],
    ]);
    expect(read.rows[1]).toMatchObject({ size: long.length, reason: 'it is longer than 56 MiB, as no record of a log is' });
  });
});

describe('what a batch carries', () => {
  test('columns, texts, rare fields and facts, numbered in their record', async () => {
    const read = await readBytes(
      `${line(1, { actor: 'a@x', ids: ['r1', 'r2'], why: 'because', interactive: true })}\n${line(2, { events: 2, owner: 'team-a' })}\n`,
    );
    expect(read.events).toEqual([
      {
        ordinal: 1,
        k: 0,
        time: Date.UTC(2026, 2, 4, 7, 41, 26) * 1000,
        kind: 'role.granted',
        operation: 'Grant',
        actor: 'upn:a@x',
        nativeId: '1',
        correlation: 'r1\u001fr2',
        extra: '{"reason":"because"}',
        interactive: 2,
      },
      expect.objectContaining({ ordinal: 2, k: 1, actor: undefined, extra: '' }),
      expect.objectContaining({ ordinal: 2, k: 2 }),
    ]);
    expect(read.facts).toEqual([{ family: 'claim', record: 2, k: 1, time: undefined, body: expect.stringContaining('"party":"team-a"') }]);
    expect(JSON.parse(read.facts[0]!.body)).not.toHaveProperty('type');
  });
  test.each([
    ['nativeHash', 'bytesHash', 'that names itself', line],
    ['bytesHash', 'nativeHash', 'without an id', (n: number) => JSON.stringify({ time: `2026-03-04T07:41:2${n}Z` })],
  ] as const)('equal records have an equal %s and no %s, wherever they stand, where the record is one %s', async (hash, none, _, record) => {
    const read = await readBytes(`${record(1)}\n${record(2)}\n  ${record(1)}\n`);
    const array = await readBytes(`[ ${record(2)},\n${record(1)} ]`);
    const [a, b, c] = read.rows;
    expect(c![hash]).toBe(a![hash]);
    expect(b![hash]).not.toBe(a![hash]);
    expect(array.rows.map((r) => r[hash])).toEqual([b![hash], a![hash]]);
    for (const r of read.rows) {
      expect(Number.isSafeInteger(r[hash]) && r[hash] < 2 ** 52).toBe(true);
      expect(r[none]).toBeNaN();
    }
  });
  test('keys that would reach into the prototype stay data', async () => {
    for (const text of ['{"n":1,"__proto__":{"skip":1},"constructor":{"prototype":{"skip":1}}}', 'n,__proto__,constructor,time\n1,skip,x,\n']) {
      const read = await readBytes(text);
      expect(statuses(read)).toEqual(['accepted']);
    }
    expect(({} as Record<string, unknown>).skip).toBeUndefined();
  });
  test('half a surrogate pair does not get into a column', async () => {
    const read = await readBytes('{"n":"\\ud800","actor":"x\\udc00y","why":"\\ud83d","ids":["\\udfff"],"owner":"\\udabc"}');
    for (const text of [read.events[0]!.actor!, read.events[0]!.nativeId, read.events[0]!.extra, read.events[0]!.correlation, read.facts[0]!.body]) {
      expect(JSON.stringify(text)).not.toMatch(/\\\\?ud[89a-f]/i);
    }
  });
  test('a source that is known is not read again', async () => {
    const bytes = Buffer.from(line(1));
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    await expect(readBytes(bytes, { known: new Set([sha256]) })).rejects.toThrow('no head');
  });
  test('day and month are told apart by the rest of the file', async () => {
    const read = await readBytes('n,time\n1,3/4/2016 01:16\n2,29/2/2016 01:16\n', { zone: 'UTC' });
    expect(read.events.map((e) => new Date(e.time / 1000).toISOString())).toEqual(['2016-04-03T01:16:00.000Z', '2016-02-29T01:16:00.000Z']);
  });
  test('a time without a zone is counted once a record', async () => {
    const read = await readBytes('{"n":1,"time":"2026-03-04 07:00","events":3}\n');
    expect(read.end.warnings).toEqual([{ slug: 'zone-assumed-utc', count: 1 }]);
  });
});
