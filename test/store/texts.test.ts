import { expect, test } from 'vitest';
import { Texts } from '../../electron/engine/store/texts.ts';
import { random } from '../bench/draw.ts';

/** Every place of the needle in [from, end), as Node finds them. */
function expected(all: Buffer, needle: Buffer, from: number, end: number): number[] {
  const out: number[] = [];
  for (let at = all.subarray(0, end).indexOf(needle, from); at >= 0; at = all.subarray(0, end).indexOf(needle, at + 1)) out.push(at);
  return out;
}

test('finds what Node finds, wherever texts begin and end', () => {
  const r = random(5);
  const below = (n: number): number => Math.floor(r() * n);
  const drawn = (size: number, letters: string): Buffer => Buffer.from(Array.from({ length: size }, () => letters.charCodeAt(below(letters.length))));
  const texts = new Texts();
  const parts = Array.from({ length: 300 }, () => drawn(below(5) === 0 ? below(4) : below(900), below(2) === 0 ? 'ab' : '0123456789abcdef-'));
  const places = parts.map((part) => texts.add(part.length, (into, at) => into.set(part, at)));
  const start = places[0]!;
  const all = Buffer.concat([Buffer.alloc(start, 0xff), ...parts]);
  let met = 0;
  for (let i = 0; i < 2000; i++) {
    const k = below(parts.length);
    const [from, end] = [places[k]!, Math.min(all.length, places[k]! + below(3000))];
    const length = 1 + below(below(3) === 0 ? 40 : 5);
    const somewhere = start + below(all.length - start - length);
    const needle = below(2) === 0 ? all.subarray(somewhere, somewhere + length) : drawn(length, '01ab');
    texts.seek(needle);
    const found: number[] = [];
    for (let at = texts.next(from, end); at >= 0; at = texts.next(at + 1, end)) found.push(at);
    expect(found).toEqual(expected(all, needle, from, end));
    met += found.length;
  }
  expect(met).toBeGreaterThan(1000);
});

test('finds a needle longer than any id, and nothing that ends behind the end', () => {
  const texts = new Texts();
  const long = Buffer.alloc(9000, 'x');
  const at = texts.add(long.length, (into, to) => into.set(long, to));
  texts.seek(long.subarray(0, 5000));
  expect([texts.next(at, at + 9000), texts.next(at + 4000, at + 9000), texts.next(at + 4001, at + 9000)]).toEqual([at, at + 4000, -1]);
  texts.seek(Buffer.from('xx'));
  expect([texts.next(at + 8998, at + 9000), texts.next(at + 8999, at + 9000)]).toEqual([at + 8998, -1]);
});

test('keeps what it has while it grows', () => {
  const texts = new Texts();
  const places = Array.from({ length: 50 }, (_, i) => {
    const text = Buffer.from(`${'.'.repeat(100_000)}<${i}>`);
    return { at: texts.add(text.length, (into, to) => into.set(text, to)), size: text.length };
  });
  for (const [i, { at, size }] of places.entries()) {
    texts.seek(Buffer.from(`<${i}>`));
    expect(texts.next(at, at + size)).toBe(at + 100_000);
  }
});
