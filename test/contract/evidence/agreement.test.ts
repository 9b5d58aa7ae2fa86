/** L4 over a package of the product itself: everything that its log says stands in its files, and nothing of that can be altered in them. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { verifyPackage } from '../../../electron/engine/evidence/verify.ts';
import { canonical } from '../../../shared/base/canonical.ts';
import type { JsonObject } from '../../../shared/evidence/json.ts';
import type { LevelReport } from '../../../shared/evidence/verdict.ts';
import { Forgery, NOW } from '../../unit/evidence/forge.ts';
import { Desk, investigate, resealed } from './again-draw.ts';

let dir: string;
let honest: Forgery;
beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'tracewake-agreement-'));
  const desk = new Desk(dir);
  await investigate(desk);
  honest = await desk.pack();
  await desk.ask('case.close', {});
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const copy = (): Forgery => new Forgery(honest.root, new Map(honest.files), honest.key);
const json = (path: string): Record<string, unknown> => JSON.parse(honest.text(path)) as Record<string, unknown>;
const paths = (pattern: RegExp): string[] => [...honest.files.keys()].filter((p) => pattern.test(p));

async function l4(f: Forgery): Promise<LevelReport> {
  const file = join(dir, 'under-test.zip');
  writeFileSync(file, await f.remanifest().reseal().zip());
  const report = await verifyPackage(file, { now: NOW, level: 4 });
  return report.levels.find((l) => l.level === 'L4')!;
}

/** Another value of the same kind. */
function other(value: unknown): unknown {
  if (typeof value === 'number') return value + 1;
  if (typeof value === 'boolean') return !value;
  if (typeof value === 'string') return `${value}x`;
  if (Array.isArray(value)) return [...value, 'x'];
  return { ...(value as object), x: 1 };
}
/** Each way to one leaf or list of an object that `keys` name: `clock.offset`. */
function alteredAt(value: JsonObject, key: string): JsonObject {
  const [first, ...rest] = key.split('.');
  const inner = value[first!];
  return { ...value, [first!]: rest.length === 0 ? other(inner) : alteredAt(inner as JsonObject, rest.join('.')) };
}

const COUNTS = ['read', 'accepted', 'ignored', 'rejected', 'duplicate', 'undated'].map((c) => `counts.${c}`);
const OF_SOURCE = ['name', 'names', 'sha256', 'bytes', 'type', 'adapterVersion', 'system', 'channels', 'custody', 'clock.offset', ...COUNTS];
const WHERE_SET = ['zone', 'covers.from', 'clock.uncertainty', 'mapping.name', 'mapping.sha256', 'setByHand'];
const OF_CASE = ['id', 'title', 'tlp', 'created', 'organisation', 'period.from', 'periodDeclared', 'ties', 'joins', 'splits'];
const OF_ANALYSIS = ['analysis.policy.name', 'analysis.policy.revision'];

describe('a package of the product', () => {
  test('agrees with its log, and nothing of it is left unsaid', async () => {
    const r = await l4(copy());
    expect([r.problems, r.result]).toEqual([[], 'PASSED']);
    expect(r.notChecked.filter((t) => /agree|policy\.yaml/.test(t))).toEqual([]);
    const sources = paths(/meta\.json$/).length;
    const annotations = honest.text('data/records/annotations.jsonl').trimEnd().split('\n').length;
    expect([sources, annotations].every((n) => n > 8)).toBe(true);
    expect(r.checked.at(-1)).toContain(`on ${sources} sources, ${annotations} notes and decisions`);
  });

  test.each(OF_SOURCE)('says another %s of each source', async (key) => {
    const f = copy();
    for (const path of paths(/meta\.json$/)) f.put(path, canonical(alteredAt(json(path), key)));
    const r = await l4(f);
    expect(r.problems.map((p) => [p.code, p.path])).toEqual(
      paths(/meta\.json$/)
        .sort()
        .map((p) => ['E_CUSTODY_MISMATCH', p]),
    );
    expect(r.problems.every((p) => p.text.startsWith(`${key}: `))).toBe(true);
  });

  test.each(WHERE_SET)('says another %s of a source for which it was set', async (key) => {
    const first = key.split('.')[0]!;
    const has = (m: Record<string, unknown>): boolean =>
      key === 'clock.uncertainty' ? (m.clock as JsonObject).uncertainty !== undefined : first in m;
    const path = paths(/meta\.json$/).find((p) => has(json(p)));
    const r = await l4(copy().put(path ?? 'none', canonical(alteredAt(json(path!), key))));
    expect(r.problems.map((p) => p.path)).toEqual([path]);
    expect(r.problems[0]!.text).toContain(key.startsWith('covers') ? 'covers: ' : `${key}: `);
  });

  test.each([...OF_CASE, ...OF_ANALYSIS])('says another %s of the case', async (key) => {
    const r = await l4(copy().put('data/case.json', canonical(alteredAt(json('data/case.json'), key))));
    expect(r.problems.map((p) => [p.code, p.path])).toEqual([['E_CUSTODY_MISMATCH', 'data/case.json']]);
  });

  test('has an original with one byte more, each in its turn', async () => {
    for (const path of paths(/\/original/)) {
      const r = await l4(copy().put(path, Buffer.concat([honest.files.get(path)!, Buffer.from(' ')])));
      expect(r.problems.map((p) => p.path)).toEqual([path]);
    }
  });

  test('has another policy', async () => {
    const r = await l4(copy().edit('data/policy.yaml', (t) => t.replace('revision: 7', 'revision: 8')));
    expect(r.problems.map((p) => p.path)).toEqual(['data/policy.yaml']);
  });

  test('has each note and decision with other words, by somebody else, or not at all', async () => {
    const path = 'data/records/annotations.jsonl';
    const rows = honest.text(path).trimEnd().split('\n');
    const withRows = (lines: readonly string[]) => l4(resealed(copy().put(path, lines.map((l) => `${l}\n`).join('')), 'annotations'));
    for (const [i, line] of rows.entries()) {
      const row = JSON.parse(line) as JsonObject;
      const without = await withRows(rows.filter((_, n) => n !== i));
      expect(without.problems.map((p) => p.text)).toEqual([
        expect.stringContaining(`of them entry ${String(row.custody)}`),
        `counts.annotations: ${rows.length} here, and ${rows.length - 1} are in the package`,
      ]);
      const keys = ['by', 'on', 'text' in row ? 'text' : 'reason', ...('decision' in row ? ['decision'] : [])];
      const altered = keys.reduce(alteredAt, row);
      const r = await withRows(rows.map((l, n) => (n === i ? canonical(altered) : l)));
      expect(r.problems).toHaveLength(1);
      expect(r.problems[0]!.text).toContain(`${keys.length} differences: line ${i + 1}, by: `);
    }
  });
});
