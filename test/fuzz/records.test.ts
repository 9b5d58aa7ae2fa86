/** Whatever the bytes are: no crash, a ledger that adds up, records in order; and however they are cut into chunks, the same records. */
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { formatOf, splitterFor } from '../../electron/engine/bundle/format.ts';
import type { RecordOutput } from '../../electron/engine/bundle/split/records.ts';
import { readBytes } from '../unit/bundle/reading.ts';

/** mulberry32: the same numbers on every machine. */
function random(seed: number): () => number {
  let a = seed;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}
type Random = () => number;
const pick = <T>(r: Random, list: readonly T[]): T => list[Math.floor(r() * list.length)]!;

const TEXTS = [
  '',
  'a',
  '"',
  '\\',
  '{',
  '}',
  '[]',
  ',',
  '\n',
  '\r\n',
  'å€😀',
  '},{"n"',
  '\u0000',
  "'",
  ';',
  '\t',
  'x'.repeat(300),
  '=cmd()',
  '\ud800',
];

function object(r: Random, n: number): Record<string, unknown> {
  const out: Record<string, unknown> = { n };
  for (let i = Math.floor(r() * 5); i > 0; i--) {
    const key = pick(r, ['a', 'b', 'time', 'why', 'events', 'Records', '__proto__', 'deep', 'skip', 'bad']);
    Object.defineProperty(out, key, {
      value: pick(r, [1, null, true, pick(r, TEXTS), [pick(r, TEXTS), { n: 1 }], { x: { y: [pick(r, TEXTS)] } }, '2026-03-04T07:41:26Z']),
      enumerable: true,
      configurable: true,
      writable: true,
    });
  }
  return out;
}

const cell = (text: string): string => (/[",;\t\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** A file in one of the formats, in parts damaged. */
function file(r: Random, damage: number): string {
  const objects = Array.from({ length: 1 + Math.floor(r() * 12) }, (_, i) => object(r, i));
  const indent = pick(r, [undefined, 2]);
  const one = (o: object): string => (r() < damage ? damaged(r, JSON.stringify(o, null, indent)) : JSON.stringify(o, null, indent));
  const d = pick(r, [',', ';', '\t']);
  switch (pick(r, ['ndjson', 'array', 'envelope', 'concatenated', 'csv', 'single'] as const)) {
    case 'ndjson':
      return objects.map((o) => (r() < damage ? damaged(r, JSON.stringify(o)) : JSON.stringify(o))).join(pick(r, ['\n', '\r\n', '\n\n']));
    case 'array':
      return `[${objects.map(one).join(pick(r, [',', ', ', ',\n  ']))}]`;
    case 'envelope':
      return `{"before":${JSON.stringify(object(r, 0))},"Records":[${objects.map(one).join(pick(r, [',', ',\n']))}],"after":${JSON.stringify(pick(r, TEXTS))}}`;
    case 'concatenated':
      return objects.map(one).join(pick(r, ['\n', '', ' ']));
    case 'single':
      return one(objects[0]!);
    case 'csv':
      return `n${d}time${d}why${pick(r, ['\n', '\r\n'])}${objects.map((_, i) => (r() < damage ? damaged(r, `${i}${d}${cell(pick(r, TEXTS))}${d}`) : `${i}${d}${d}${cell(pick(r, TEXTS))}`)).join(pick(r, ['\n', '\r\n', '\r']))}`;
  }
}

function damaged(r: Random, text: string): string {
  const at = Math.floor(r() * text.length);
  return pick(r, [
    () => text.slice(0, at),
    () => text.slice(0, at) + text.slice(at + 1),
    () => text.slice(0, at) + pick(r, TEXTS) + text.slice(at),
    () => `${text.slice(0, at)}"${text.slice(at)}`,
    () => text.split('').reverse().join(''),
  ])();
}

/** What a splitter gives, as text. */
function split(bytes: Buffer, format: ReturnType<typeof formatOf>['format'], cuts: readonly number[]): string[] {
  const out: string[] = [];
  const output: RecordOutput = {
    record: (buffer, start, end, at, line, data) =>
      out.push(`${at}+${end - start} line ${line} ${buffer.toString('latin1', start, end)} = ${JSON.stringify(data)}`),
    rejected: (buffer, start, at, size, line, reason) =>
      out.push(`${at}+${size} line ${line} ${buffer?.toString('latin1', start, start + size)} is none: ${reason}`),
    warn: (slug) => out.push(slug),
  };
  const splitter = splitterFor(format, output)!;
  let from = 0;
  for (const cut of [...cuts, bytes.length]) {
    // A copy, so that a splitter that keeps a view of a chunk it no longer owns is found out.
    const chunk = Buffer.from(bytes.subarray(from, cut));
    splitter.push(chunk);
    from = cut;
  }
  splitter.end(false);
  return out;
}

const FORMATS = ['ndjson', 'json-array', 'json-envelope', 'json-concatenated', 'csv', 'tsv'] as const;

describe('any chunking gives the same records', () => {
  test.each([
    ['of sound files', 0, 400],
    ['of damaged files', 0.3, 800],
  ])('%s', (_, damage, rounds) => {
    for (let seed = 1; seed <= rounds; seed++) {
      const r = random(seed);
      const bytes = Buffer.from(file(r, damage));
      const detected = formatOf(bytes, true).format;
      const format = detected === 'unknown' || r() < 0.2 ? pick(r, FORMATS) : detected;
      const whole = split(bytes, format, []);
      const cuts = Array.from({ length: 1 + Math.floor(r() * 20) }, () => Math.floor(r() * bytes.length)).sort((a, b) => a - b);
      expect(split(bytes, format, cuts), `seed ${seed}, cut at ${cuts}`).toEqual(whole);
      const every = Array.from({ length: bytes.length }, (_, i) => i + 1);
      expect(split(bytes, format, every), `seed ${seed}, byte by byte`).toEqual(whole);
    }
  });
});

describe('sound files lose nothing', () => {
  test('every object of every format comes out as it went in', async () => {
    for (let seed = 1; seed <= 60; seed++) {
      const r = random(seed * 7919);
      // With an id, an object that has a list of `Records` in it is a record and no envelope.
      const objects = Array.from({ length: 1 + Math.floor(r() * 30) }, (_, i) => ({ id: i, ...object(r, i) }));
      const forms = [
        objects.map((o) => JSON.stringify(o)).join('\n'),
        JSON.stringify(objects),
        JSON.stringify(objects, null, 2),
        JSON.stringify({ value: objects }),
        objects.map((o) => JSON.stringify(o, null, 1)).join('\n'),
      ];
      for (const text of forms) {
        for (const bytes of [Buffer.from(text), Buffer.from(`\ufeff${text}`, 'utf16le'), gzipSync(text)]) {
          const { texts } = await readBytes(bytes);
          const expected = objects.map((o) => JSON.stringify(o));
          expect(
            texts.map((t) => JSON.stringify(JSON.parse(t))),
            `seed ${seed}`,
          ).toEqual(expected);
        }
      }
    }
  });
});

describe('any bytes give a ledger that adds up', () => {
  test('damaged files, in any encoding, packed and cut', async () => {
    for (let seed = 1; seed <= 150; seed++) {
      const r = random(seed * 104_729);
      const text = file(r, 0.4);
      let bytes = pick(r, [
        Buffer.from(text),
        Buffer.from(`\ufeff${text}`),
        Buffer.from(`\ufeff${text}`, 'utf16le'),
        Buffer.from(`\ufeff${text}`, 'utf16le').swap16(),
        Buffer.from(text, 'latin1'),
      ]);
      if (r() < 0.4) bytes = gzipSync(bytes);
      if (r() < 0.4) bytes = bytes.subarray(0, Math.floor(r() * bytes.length));
      if (r() < 0.3) for (let i = 0; i < 3; i++) if (bytes.length > 0) bytes[Math.floor(r() * bytes.length)] = Math.floor(r() * 256);
      const read = await readBytes(bytes);
      if (text.trim() !== '' && read.end.stopped === undefined && read.end.unpackedBytes > 4 && read.head.format === 'unknown') {
        expect(read.end.read, `seed ${seed}`).toBeLessThanOrEqual(1);
      }
    }
  });
  test('noise', async () => {
    for (let seed = 1; seed <= 100; seed++) {
      const r = random(seed * 15_485_863);
      const bytes = Buffer.alloc(Math.floor(r() * 3000));
      const range = pick(r, [256, 128, 8]);
      for (let i = 0; i < bytes.length; i++) bytes[i] = range === 8 ? pick(r, [...Buffer.from('{}[]",:\n')]) : Math.floor(r() * range);
      await readBytes(bytes);
    }
  });
});
