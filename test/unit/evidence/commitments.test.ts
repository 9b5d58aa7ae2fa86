import { createHash, createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { nodeHashing } from '../../../electron/engine/evidence/hashing.ts';
import { canonical } from '../../../shared/base/canonical.ts';
import { MerkleRoot, RecordCommitter } from '../../../shared/evidence/commitments.ts';
import { hmac } from '../../../shared/evidence/hashing.ts';
import { fieldTexts, lineWriter } from '../../../shared/evidence/rows.ts';
import { COLLECTIONS, SCHEMAS } from '../../../shared/evidence/schemas.ts';

const sha = (...parts: Uint8Array[]): Buffer => createHash('sha256').update(Buffer.concat(parts)).digest();
const u32 = (n: number): Buffer => {
  const b = Buffer.alloc(4);
  b.writeUInt32BE(n);
  return b;
};
const u64 = (n: number): Buffer => {
  const b = Buffer.alloc(8);
  b.writeBigUInt64BE(BigInt(n));
  return b;
};
const lp = (x: string | Uint8Array): Buffer => Buffer.concat([u32(Buffer.from(x as string).length), Buffer.from(x as string)]);
const T = (s: string): Buffer => lp(`tracewake/v1/${s}`);
const mac = (key: Uint8Array, ...parts: Uint8Array[]): Buffer => createHmac('sha256', key).update(Buffer.concat(parts)).digest();

/** The formulas as they stand in the format's description, written down without any thought of speed. */
function plainly(
  key: Uint8Array,
  collection: string,
  schema: string,
  i: number,
  fields: readonly string[],
  values: readonly (string | undefined)[],
): Buffer {
  const kr = mac(key, T('rec-key'), lp(collection), u64(i));
  const hashes = fields.map((name, n) => {
    const salt = mac(kr, T('field-salt'), lp(name));
    const value = values[n];
    return sha(
      T('field'),
      salt,
      lp(collection),
      u64(i),
      lp(name),
      value === undefined ? Buffer.from([0]) : Buffer.concat([Buffer.from([1]), lp(value)]),
    );
  });
  return sha(T('record'), lp(collection), u64(i), lp(schema), u32(fields.length), ...hashes);
}

/** RFC 9162 section 2.1.1, word for word. */
function mth(leaves: readonly Uint8Array[]): Buffer {
  if (leaves.length === 0) return sha();
  if (leaves.length === 1) return sha(Buffer.from([0]), leaves[0]!);
  let k = 1;
  while (k * 2 < leaves.length) k *= 2;
  return sha(Buffer.from([1]), mth(leaves.slice(0, k)), mth(leaves.slice(k)));
}

const KEY = sha(Buffer.from('salt'));

describe('a record’s commitment', () => {
  test('is the formula, for absent, short, long and non-ASCII values, at any index', () => {
    const schema = { collection: 'events', schema: 'events/1', fields: ['id', 'summary', 'reason'] };
    const committer = new RecordCommitter(nodeHashing, KEY, schema);
    const rows: (string | undefined)[][] = [
      ['"s0001:1"', undefined, undefined],
      ['""', '"Straße, 銀行, 🏦"', 'null'],
      [undefined, `"${'x'.repeat(5000)}é"`, '{"a":[1,2]}'],
      ['"after a long one"', '"short"', undefined],
    ];
    for (const [n, values] of rows.entries()) {
      for (const i of [n, n + 255, n + 2 ** 33]) {
        expect(Buffer.from(committer.record(i, values)).toString('hex')).toBe(
          plainly(KEY, 'events', 'events/1', i, schema.fields, values).toString('hex'),
        );
      }
    }
  });

  test('an absent field is not an empty one, and the order of records counts', () => {
    const committer = new RecordCommitter(nodeHashing, KEY, { collection: 'c', schema: 'c/1', fields: ['a'] });
    const all = [committer.record(0, [undefined]), committer.record(0, ['""']), committer.record(0, ['null']), committer.record(1, [undefined])];
    expect(new Set(all.map((b) => Buffer.from(b).toString('hex'))).size).toBe(4);
  });

  test('HMAC is RFC 2104', () => expect(Buffer.from(hmac(nodeHashing, KEY, Buffer.from('x')))).toEqual(mac(KEY, Buffer.from('x'))));
});

describe('a Merkle root', () => {
  test('is RFC 9162’s for any size, and growing on after it was asked for does not disturb it', () => {
    const leaves: Buffer[] = [];
    const tree = new MerkleRoot(nodeHashing);
    for (let n = 0; n < 70; n++) {
      expect(Buffer.from(tree.root()).toString('hex')).toBe(mth(leaves).toString('hex'));
      leaves.push(sha(u32(n)));
      tree.add(leaves[n]!);
    }
  });

  test('of nothing is the hash of nothing', () => {
    expect(Buffer.from(new MerkleRoot(nodeHashing).root()).toString('hex')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
  });

  test('a leaf is no node: the root of two is not the leaf of their hashes', () => {
    const [a, b] = [sha(u32(1)), sha(u32(2))];
    const two = new MerkleRoot(nodeHashing);
    two.add(a);
    two.add(b);
    const one = new MerkleRoot(nodeHashing);
    one.add(Buffer.concat([sha(Buffer.from([0]), a), sha(Buffer.from([0]), b)]).subarray(0, 32));
    expect(Buffer.from(two.root()).equals(Buffer.from(one.root()))).toBe(false);
  });
});

describe('rows', () => {
  test('a line is the canonical form of the row’s fields, times as text, halves of characters mended, the unknown left out', () => {
    const row = {
      id: 's0001:1',
      time: 1_772_610_086_207_000,
      kind: 'other',
      outcome: 'unknown',
      operation: 'half \ud800',
      system: 'x',
      record: 's0001:1',
      extra: 1,
      grant: { grantId: 'g', openedAt: 0, user: undefined },
    };
    const texts = fieldTexts(SCHEMAS.events, row);
    const line = lineWriter(SCHEMAS.events)(texts);
    expect(line).toBe(
      `${canonical({ id: 's0001:1', time: '2026-03-04T07:41:26.207000Z', kind: 'other', outcome: 'unknown', operation: 'half \ufffd', system: 'x', record: 's0001:1', grant: { grantId: 'g', openedAt: '1970-01-01T00:00:00.000000Z' } })}\n`,
    );
  });

  test('a row without a field that every row has is a mistake, said at once', () => {
    expect(() => fieldTexts(SCHEMAS.findings, { id: 'x' })).toThrow('findings/1 without rule');
  });

  test('no collection has a field twice, and its schema names its own version', () => {
    for (const c of COLLECTIONS) {
      expect(new Set(SCHEMAS[c].fields).size).toBe(SCHEMAS[c].fields.length);
      expect(SCHEMAS[c].schema).toBe(`${c}/1`);
    }
  });

  test('the order of fields is the contract that docs/package-format.md states', async () => {
    const { readFileSync } = await import('node:fs');
    const text = readFileSync(new URL('../../../docs/package-format.md', import.meta.url), 'utf8').replace(/ +/g, ' ');
    for (const c of COLLECTIONS) expect(text).toContain(`| \`${SCHEMAS[c].schema}\` | ${SCHEMAS[c].fields.map((f) => `\`${f}\``).join(' ')} |`);
  });
});
