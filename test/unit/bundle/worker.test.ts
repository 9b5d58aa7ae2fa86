import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import type { Batch, ParseMessage } from '../../../electron/engine/bundle/batch.ts';
import { MOST_TEXTS } from '../../../electron/engine/bundle/dictionary.ts';
import { wholeFile } from '../../../electron/engine/bundle/location.ts';
import { createParser, inspect, type Parser } from '../../../electron/engine/bundle/parse.ts';
import { createRawReader } from '../../../electron/engine/bundle/raw.ts';
import { fileOf, jobOf, rowsOf } from './reading.ts';

const parser = createParser();
afterAll(() => parser.close());
const flag = (): Int32Array => new Int32Array(new SharedArrayBuffer(4));

const record = (i: number): string =>
  JSON.stringify({
    eventVersion: '1.08',
    userIdentity: { type: 'IAMUser', arn: `arn:aws:iam::111122223333:user/u${i % 50}`, userName: `u${i % 50}`, accountId: '111122223333' },
    eventTime: new Date(Date.UTC(2026, 2, 4) + i * 1000).toISOString(),
    eventSource: 'iam.amazonaws.com',
    eventName: 'AttachUserPolicy',
    awsRegion: 'us-east-1',
    sourceIPAddress: '192.0.2.1',
    requestParameters: { userName: `t${i % 70}`, policyArn: 'arn:aws:iam::aws:policy/AdministratorAccess' },
    eventID: `e-${i}`,
    recipientAccountId: '111122223333',
  });
const lines = (n: number): string => `${Array.from({ length: n }, (_, i) => record(i)).join('\n')}\n`;

async function collect(messages: AsyncGenerator<ParseMessage>): Promise<ParseMessage[]> {
  const out: ParseMessage[] = [];
  for await (const m of messages) out.push(m);
  return out;
}

describe('the parse worker', () => {
  test('gives head, batches and end, and the columns hold what the records say', async () => {
    const text = lines(10_000);
    const gz = gzipSync(text);
    const messages = await collect(parser.parse(jobOf(fileOf(gz), gz.length), flag()));
    expect(messages.map((m) => m.type)).toEqual(['head', 'batch', 'batch', 'batch', 'end']);
    expect(messages[0]).toMatchObject({ adapter: 'aws-cloudtrail', system: 'aws-111122223333', format: 'ndjson', compression: 'gzip' });
    expect(messages.at(-1)).toMatchObject({
      read: 10_000,
      accepted: 10_000,
      first: Date.UTC(2026, 2, 4) * 1000,
      sha256: createHash('sha256').update(gz).digest('hex'),
    });
    const { rows, events } = rowsOf(messages.filter((m): m is Batch => m.type === 'batch'));
    expect(rows.map((r) => text.slice(r.offset, r.offset + r.size))).toEqual(text.trim().split('\n'));
    expect(events).toHaveLength(10_000);
    expect(events[4321]).toMatchObject({
      ordinal: 4322,
      k: 0,
      time: (Date.UTC(2026, 2, 4) + 4_321_000) * 1000,
      kind: 'role.granted',
      nativeId: 'e-4321',
    });
  });

  /** `offset`: the number of the first record, by which its names differ from those of others. */
  const named = async (p: Parser, n: number, offset = 0, prefix = 'op', known = new Set<string>()) => {
    const text = Array.from({ length: n }, (_, i) => record(i + offset).replace('AttachUserPolicy', `${prefix}${i + offset}`)).join('\n');
    const job = jobOf(fileOf(text), text.length, { known });
    const batches = (await collect(p.parse(job, flag()))).filter((m): m is Batch => m.type === 'batch');
    const { events } = rowsOf(batches);
    expect(events.map((e) => [e.operation, e.actor])).toEqual(
      Array.from({ length: n }, (_, i) => [`${prefix}${i + offset}`, `aws-arn:arn:aws:iam::111122223333:user/u${(i + offset) % 50}`]),
    );
    return batches;
  };

  test('reads one source after the other, with one dictionary that says each text once', async () => {
    const known = new Set<string>();
    const first = (await named(parser, 3, 0, 'op', known))[0]!.dictionary;
    const size = first.length;
    const next = (await named(parser, 5, 0, 'op', known))[0]!.dictionary;
    expect(next).toBe(first);
    expect(next.length).toBeGreaterThan(size);
    expect(new Set(next).size).toBe(next.length);
  });

  test('a source that nobody takes to its end leaves the dictionary whole for the next', async () => {
    const text = Array.from({ length: 30_000 }, (_, i) => record(i).replace('AttachUserPolicy', `left${i}`)).join('\n');
    const known = new Set<string>();
    for await (const m of parser.parse(jobOf(fileOf(text), text.length, { known }), flag())) if (m.type === 'batch') break;
    await named(parser, 6000, 100, 'left', known);
  });

  test('a new dictionary is begun where the old one has grown large, and for another import', async () => {
    const own = createParser();
    const known = new Set<string>();
    const large = (await named(own, MOST_TEXTS + 1, 0, 'x', known)).at(-1)!.dictionary;
    expect(large.length).toBeGreaterThan(MOST_TEXTS);
    const next = (await named(own, 10, 0, 'op', known))[0]!.dictionary;
    expect(next.length).toBeLessThan(200);
    // Another import has another set of known sources.
    expect((await named(own, 10))[0]!.dictionary).not.toBe(next);
    await own.close();
  });

  test('a cancelled source ends at once, and says that it was cancelled', async () => {
    const text = lines(60_000);
    const cancel = flag();
    const seen: string[] = [];
    for await (const m of parser.parse(jobOf(fileOf(text), text.length), cancel)) {
      seen.push(m.type);
      if (m.type === 'batch') Atomics.store(cancel, 0, 1);
      if (m.type === 'failed') expect(m.error.code).toBe('cancelled');
    }
    expect(seen.at(-1)).toBe('failed');
    // What was on its way still arrives: four batches at most.
    expect(seen.length).toBeLessThan(8);
  });

  test('a loop that is left early abandons its source, and the next one is read', async () => {
    const text = lines(60_000);
    for await (const m of parser.parse(jobOf(fileOf(text), text.length), flag())) if (m.type === 'batch') break;
    const messages = await collect(parser.parse(jobOf(fileOf(lines(2)), lines(2).length), flag()));
    expect(messages.at(-1)).toMatchObject({ type: 'end', read: 2 });
  });

  test('never has more batches on their way than it may, however slow the receiver is', async () => {
    const text = lines(60_000);
    let first = 0;
    for await (const m of parser.parse(jobOf(fileOf(text), text.length), flag())) {
      if (m.type !== 'batch') continue;
      // While this one is held, no more than three others can have been read.
      await new Promise((resolve) => setImmediate(resolve));
      expect(m.bytesRead).toBeLessThanOrEqual(first + 5 * 4096 * 700 + 1024 * 1024 * 2);
      first = m.bytesRead;
    }
  });

  test('a file that is gone is a failure with its name', async () => {
    const messages = await collect(parser.parse(jobOf('/nowhere/at/all.json', 10, { name: 'all.json' }), flag()));
    expect(messages).toEqual([{ type: 'failed', error: expect.objectContaining({ code: 'input', message: 'there is no such file or directory' }) }]);
  });

  test('known bytes are not read', async () => {
    const text = lines(2);
    const sha256 = createHash('sha256').update(text).digest('hex');
    expect(await collect(parser.parse(jobOf(fileOf(text), text.length, { known: new Set([sha256]) }), flag()))).toEqual([
      { type: 'known', sha256, bytes: text.length },
    ]);
  });

  test('a source that is begun ahead is read while the one before is held, and comes out whole and in turn', async () => {
    const jobs = [1500, 1, 9000, 2].map((n) => jobOf(fileOf(lines(n)), lines(n).length));
    const seen: string[] = [];
    for (const [i, job] of jobs.entries()) {
      for await (const m of parser.parse(job, flag())) {
        const next = jobs[i + 1];
        if (m.type === 'head' && next !== undefined) parser.ahead(next, flag());
        if (m.type === 'end') seen.push(`${m.read}`);
      }
    }
    expect(seen).toEqual(['1500', '1', '9000', '2']);
  });

  test('two threads give what one gives, source by source and in turn', async () => {
    const pool = createParser(undefined, 2);
    const jobs = [1500, 1, 30_000, 2, 6000].map((n, i) => jobOf(fileOf(lines(n)), lines(n).length, { name: `${i}.json` }));
    try {
      for (const [i, job] of jobs.entries()) {
        const got: ParseMessage[] = [];
        for await (const m of pool.parse(job, flag())) {
          got.push(m);
          if (m.type === 'head') for (const next of jobs.slice(i + 1, i + 3)) pool.ahead(next, flag());
        }
        expect(got).toEqual(await collect(parser.parse({ ...job }, flag())));
      }
    } finally {
      await pool.close();
    }
  });

  test('a source that was begun on a thread that another one brings down is begun anew', async () => {
    const answers = `import { parentPort } from 'node:worker_threads';
      let doomed = false;
      parentPort.on('message', ({ run, job }) => {
        doomed ||= job.name === 'deadly';
        if (doomed) setImmediate(() => process.exit(1));
        else parentPort.postMessage({ run, message: { type: 'known', sha256: job.name, bytes: 1 } });
      });`;
    const fragile = createParser(new URL(`data:text/javascript,${encodeURIComponent(answers)}`));
    const [deadly, next] = [jobOf('x', 1, { name: 'deadly' }), jobOf('x', 1, { name: 'next' })];
    try {
      fragile.ahead(deadly, flag());
      fragile.ahead(next, flag());
      expect((await collect(fragile.parse(deadly, flag()))).at(-1)).toMatchObject({ type: 'failed' });
      expect(await collect(fragile.parse(next, flag()))).toEqual([{ type: 'known', sha256: 'next', bytes: 1 }]);
    } finally {
      await fragile.close();
    }
  });

  test('a source that was begun ahead and is not wanted is dropped', async () => {
    const [big, small] = [jobOf(fileOf(lines(60_000)), lines(60_000).length), jobOf(fileOf(lines(4)), lines(4).length)];
    parser.ahead(big, flag());
    expect((await collect(parser.parse(small, flag()))).at(-1)).toMatchObject({ type: 'end', read: 4 });
  });

  test('what became known between two sources is known to the worker, and another case knows nothing of it', async () => {
    const bytes = lines(3);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const known = new Set<string>(['00']);
    const path = fileOf(bytes);
    const type = async (set: Set<string>) => (await collect(parser.parse(jobOf(path, bytes.length, { known: set }), flag()))).at(-1)!.type;
    expect(await type(known)).toBe('end');
    known.add(sha256);
    expect(await type(known)).toBe('known');
    expect(await type(new Set())).toBe('end');
    expect(await type(known)).toBe('known');
  });

  test('a thread that dies takes its source with it and no more', async () => {
    const dying = createParser(
      new URL(
        `data:text/javascript,${encodeURIComponent("import { parentPort } from 'node:worker_threads'; parentPort.on('message', () => process.exit(1));")}`,
      ),
    );
    for (let i = 0; i < 2; i++) {
      const messages = await collect(dying.parse(jobOf('x', 1), flag()));
      expect(messages).toEqual([{ type: 'failed', error: expect.objectContaining({ code: 'internal' }) }]);
    }
    await dying.close();
  });

  test('a look ahead says what a source is', async () => {
    const text = lines(2);
    expect(await inspect(jobOf(fileOf(text), text.length))).toMatchObject({ head: { adapter: 'aws-cloudtrail', channels: ['iam-audit', 'signin'] } });
  });
});

describe('a record read again', () => {
  test('from a gz and from a plain file, whole and cut', async () => {
    const text = lines(500);
    const gz = gzipSync(text);
    const raw = createRawReader();
    const at = text.indexOf(record(321));
    const position = { offset: at, length: record(321).length };
    for (const [bytes, compression] of [
      [Buffer.from(text), 'none'],
      [gz, 'gzip'],
    ] as const) {
      const extent = wholeFile(fileOf(bytes), bytes.length);
      for (let again = 0; again < 2; again++) {
        expect(await raw.read(extent, { compression, encoding: 'utf-8' }, position)).toMatchObject({ text: record(321), truncated: false });
      }
      expect(await raw.read(extent, { compression, encoding: 'utf-8' }, position, 20)).toMatchObject({
        text: record(321).slice(0, 20),
        truncated: true,
      });
    }
  });
  test('from behind a damage there is nothing, and from before it there is everything', async () => {
    const text = lines(3000);
    const gz = gzipSync(text);
    const extent = wholeFile(fileOf(gz.subarray(0, gz.length / 2)), Math.floor(gz.length / 2));
    const raw = createRawReader();
    expect((await raw.read(extent, { compression: 'gzip', encoding: 'utf-8' }, { offset: 0, length: record(0).length })).text).toBe(record(0));
    expect(await raw.read(extent, { compression: 'gzip', encoding: 'utf-8' }, { offset: text.length - 10, length: 5 })).toMatchObject({
      text: '',
      truncated: true,
    });
  });
});
