import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { RawRecord } from '../../../shared/adapters/adapter.ts';
import { ADAPTERS } from '../../../shared/adapters/registry.ts';
import { ALIAS_NAMESPACES, EVENT_KINDS } from '../../../shared/model/vocabulary.ts';
import { reader, records } from '../../golden/harness.ts';

/** A small seeded generator (mulberry32): a failure can be had again by its seed. */
function random(seed: number): () => number {
  let a = seed;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const HOSTILE: readonly unknown[] = [
  null,
  true,
  false,
  0,
  -1,
  1e308,
  Number.NaN,
  '',
  ' ',
  '<null>',
  'null',
  '[]',
  '{}',
  '"',
  '{"__proto__":{"x":1}}',
  '=HYPERLINK("x")',
  '\u001b[31m',
  '../../etc/passwd',
  "'; DROP TABLE events; --",
  '\ud800',
  '(((((((((((((((((((((a*)*)*)*',
  'a'.repeat(5_000),
  ';,|##\\/@',
  'constructor',
  [],
  [null],
  [[]],
  {},
  { __proto__: null },
  { ID: 1, Type: [] },
  [{ Name: {}, Value: [] }],
  { toString: 1, valueOf: 2 },
];

/** Replaces, removes or doubles some of the values anywhere inside. */
function mutate(value: unknown, next: () => number, rate: number): unknown {
  if (next() < rate) return HOSTILE[Math.floor(next() * HOSTILE.length)];
  if (typeof value === 'string' && value.length > 2 && next() < rate) return value.slice(0, Math.floor(next() * value.length));
  if (Array.isArray(value)) return value.map((v) => mutate(v, next, rate));
  if (typeof value === 'object' && value !== null) {
    const out: Record<string, unknown> = {};
    for (const [k, v] of Object.entries(value)) if (next() > rate / 2) out[k] = mutate(v, next, rate);
    if (next() < rate) Object.defineProperty(out, '__proto__', { value: HOSTILE[0], enumerable: true });
    return out;
  }
  return value;
}

const CASES = join(import.meta.dirname, '../../golden/cases');
const drawn: { file: string; record: RawRecord }[] = readdirSync(CASES)
  .filter((f) => f.endsWith('.ndjson') || f.endsWith('.csv'))
  .flatMap((file) => records(readFileSync(join(CASES, file), 'utf8'), file.endsWith('.csv')).map((record) => ({ file, record })));

const KINDS: ReadonlySet<string> = new Set(EVENT_KINDS);
const NAMESPACES: ReadonlySet<string> = new Set(ALIAS_NAMESPACES);
const SEED = 20260304;
const ROUNDS = 12;

describe('hostile records', () => {
  for (const adapter of ADAPTERS) {
    it(`${adapter.type} answers for every mangled record and never throws`, () => {
      const next = random(SEED);
      const read = reader(adapter);
      let answered = 0;
      for (let round = 0; round < ROUNDS; round++) {
        for (const { file, record } of drawn) {
          // Its own records mangled, and whatever else lies in a folder.
          if (!file.startsWith(adapter.type) && round > 1) continue;
          const data = mutate(record.data, next, 0.02 + 0.03 * (round % 4));
          if (typeof data !== 'object' || data === null || Array.isArray(data)) continue;
          const mangled = { ...record, data: data as Record<string, unknown> };
          adapter.recognise([mangled], file);
          adapter.system(mangled, file);
          if (typeof adapter.channels === 'function') adapter.channels([mangled], file);
          const said = read(mangled);
          const answers = [said.emissions.length > 0, said.ignored.length > 0, said.rejected.length > 0].filter(Boolean).length;
          expect(answers, `${file} record ${record.ordinal}: ${JSON.stringify(said).slice(0, 300)}`).toBe(1);
          answered++;
          for (const e of said.emissions) {
            if (e.type !== 'event') continue;
            expect(KINDS.has(e.kind)).toBe(true);
            for (const a of [e.actor, e.target, e.holder, e.credential, e.onBehalfOf]) {
              if (a !== undefined) expect(NAMESPACES.has(a.slice(0, a.indexOf(':'))), a).toBe(true);
            }
          }
        }
      }
      expect(answered).toBeGreaterThan(50);
    });
  }

  it('a record of another system is not recognised with certainty by any adapter', () => {
    const nonsense: RawRecord = { data: { hello: 'world', time: 'now', kind: 'x' }, header: undefined, ordinal: 1 };
    for (const a of ADAPTERS) expect(a.recognise([nonsense], 'x.json').score, a.type).toBe(0);
    for (const a of ADAPTERS) expect(a.recognise([], 'x.json').score, a.type).toBe(0);
  });
});
