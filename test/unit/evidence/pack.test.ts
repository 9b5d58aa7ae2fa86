import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { FileSink } from '../../../electron/engine/evidence/file-sink.ts';
import { generateKey } from '../../../electron/engine/evidence/keys.ts';
import { packEvidence } from '../../../electron/engine/evidence/pack.ts';
import { canonical } from '../../../shared/base/canonical.ts';
import { plus, SECOND } from '../../../shared/base/instant.ts';
import { drawInput, drawPackage, drawSource, EXPORTED, inFolder, LOG, MemorySink } from './draw.ts';
import { forge, problemsOf, verifyBytes } from './forge.ts';

describe('packing', () => {
  test('the same input, key and time give the same bytes; another time does not', async () => {
    const key = generateKey();
    const [a, b, c] = [await drawPackage(key), await drawPackage(key), await drawPackage(key, { exportedAt: plus(EXPORTED, SECOND) })];
    expect(a.bytes.equals(b.bytes)).toBe(true);
    expect(a.bytes.equals(c.bytes)).toBe(false);
  });

  test('holds every file that its format names, and no other', async () => {
    const f = await forge();
    expect([...f.files.keys()].sort().filter((p) => !/^data\/(records|schema)\//.test(p))).toEqual([
      'bag-info.txt',
      'bagit.txt',
      'data/case.json',
      'data/commitments/roots.json',
      'data/commitments/salt.key',
      'data/completeness.json',
      'data/coverage.json',
      'data/custody/bodies.jsonl',
      'data/custody/log.jsonl',
      'data/policy.yaml',
      'data/readme.txt',
      'data/report/certification.txt',
      'data/report/report.html',
      'data/sources/s0001/meta.json',
      'data/sources/s0001/original.ndjson',
      'data/sources/s0002/meta.json',
      'manifest-sha256.txt',
      'signatures/01-investigator/key.pem',
      'signatures/01-investigator/key.pub',
      'signatures/01-investigator/seal.json',
      'signatures/01-investigator/seal.json.sig',
      'signatures/01-investigator/seal.json.sshsig',
      'tagmanifest-sha256.txt',
    ]);
    expect([...f.files.keys()].filter((p) => p.startsWith('data/records/'))).toHaveLength(9);
  });

  test('the original name of a source is nowhere a path, whatever it is', async () => {
    for (const extension of ['.NDJSON', '.b/../c', '.é', '', '.verylongextension', '.json\0']) {
      const f = await forge({ sources: [drawSource('s0001', LOG, extension)] });
      const names = [...f.files.keys()].filter((p) => p.includes('original'));
      expect(names).toEqual([`data/sources/s0001/original${extension === '.NDJSON' ? '.ndjson' : ''}`]);
      expect(problemsOf(await verifyBytes(await f.zip()))).toEqual([]);
    }
  });

  test('refuses a source whose bytes are no longer those that were imported', async () => {
    const changed = { ...drawSource('s0001', LOG), original: { extension: '.ndjson', sha256: '0'.repeat(64), open: () => [LOG] } };
    await expect(packEvidence(drawInput({ sources: [changed] }), generateKey(), new MemorySink())).rejects.toThrow('not those that were imported');
  });

  test('the seal holds the tag manifest, the roots and the head of the log', async () => {
    const f = await forge();
    const roots = JSON.parse(f.text('data/commitments/roots.json')) as { roots: object };
    expect(canonical(f.seal.roots)).toBe(canonical(roots.roots));
    expect(f.seal.roots.events).toMatchObject({ size: 2, schema: 'events/1' });
    expect(f.seal.custody).toEqual({ entries: 7, head: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect(f.text('data/commitments/salt.key')).toMatch(/^[0-9a-f]{64}\n$/);
  });

  test('a passphrase, a private key or a path of this machine is nowhere in it', async () => {
    const f = await forge();
    for (const [path, bytes] of f.files) expect([path, bytes.includes('PRIVATE KEY'), bytes.includes(process.cwd())]).toEqual([path, false, false]);
  });
});

describe('the file', () => {
  test('has its name only when it is whole, and nothing stays behind where it is not', () =>
    inFolder(async (dir) => {
      const sink = await FileSink.create(join(dir, 'x.zip'));
      await sink.write(Buffer.from('abc'));
      expect(readdirSync(dir)).toEqual([expect.stringMatching(/^\.x\.zip\..*\.part$/)]);
      await sink.discard();
      expect(readdirSync(dir)).toEqual([]);
      const whole = await FileSink.create(join(dir, 'x.zip'));
      await whole.write(Buffer.from('abc'));
      await whole.rewrite(1, Buffer.from('X'));
      await whole.settle();
      await whole.publish();
      expect([readdirSync(dir), readFileSync(join(dir, 'x.zip'), 'utf8')]).toEqual([['x.zip'], 'aXc']);
    }));
  test('is never written over another', () =>
    inFolder(async (dir) => {
      writeFileSync(join(dir, 'x.zip'), 'mine');
      await expect(FileSink.create(join(dir, 'x.zip'))).rejects.toMatchObject({ data: { code: 'environment' } });
      expect(readFileSync(join(dir, 'x.zip'), 'utf8')).toBe('mine');
    }));
});

describe('memory', () => {
  test('does not grow with the package: a source of 200 MB takes hardly more than one of 20', () =>
    inFolder(async (dir) => {
      const run = (megabytes: number): { result: string; rss: number } =>
        JSON.parse(
          execFileSync(process.execPath, ['--disable-warning=ExperimentalWarning', join(import.meta.dirname, 'large.ts'), dir, String(megabytes)], {
            encoding: 'utf8',
          }),
        ) as { result: string; rss: number };
      const [small, large] = [run(20), run(200)];
      expect([small.result, large.result]).toEqual(['PASSED', 'PASSED']);
      expect(large.rss - small.rss).toBeLessThan(120e6);
      expect(large.rss).toBeLessThan(400e6);
    }));
});
