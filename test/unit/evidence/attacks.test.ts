/** What an attacker will try, each with the exact code that must answer. L0 to L4 and R; zip structure is in zip.test.ts. */

import { createHash } from 'node:crypto';
import { mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { generateKey } from '../../../electron/engine/evidence/keys.ts';
import { signSeal } from '../../../electron/engine/evidence/sign.ts';
import { verifyPackage } from '../../../electron/engine/evidence/verify.ts';
import { canonical } from '../../../shared/base/canonical.ts';
import { Failure } from '../../../shared/contract/errors.ts';
import { allowedSignersLine } from '../../../shared/evidence/commands.ts';
import { publicKeyPem } from '../../../shared/evidence/ed25519.ts';
import { type Seal, sealText } from '../../../shared/evidence/seal.ts';
import { encodeSshSignature, sshPublicKey, sshSignedData } from '../../../shared/evidence/ssh.ts';
import { recommit } from '../../contract/evidence/again-draw.ts';
import { at, drawCustody, FINDING, inFolder, SIGNER } from './draw.ts';
import { codesOf, Forgery, forge, loose, NOW, problemsOf, resultOf, SEAL_DIR, verifyBytes } from './forge.ts';

let honest: Forgery;
beforeAll(async () => {
  honest = await forge();
});
const copy = (): Forgery => new Forgery(honest.root, new Map(honest.files), honest.key);
const verify = async (f: Forgery, options: Parameters<typeof verifyBytes>[1] = {}) =>
  verifyBytes(await f.zip(), { signers: honest.allowed, ...options });
const problems = async (f: Forgery, options: Parameters<typeof verifyBytes>[1] = {}) => problemsOf(await verify(f, options));

describe('an honest package', () => {
  test('passes every level that is asked', async () => {
    const r = await verify(copy());
    expect(problemsOf(r)).toEqual([]);
    expect([r.result, r.exitCode]).toEqual(['PASSED', 0]);
    expect(r.levels.map((l) => l.result)).toEqual(['PASSED', 'PASSED', 'PASSED', 'PASSED', 'PASSED', 'NOT ASKED', 'PASSED']);
  });

  test('passes as the folder that it was unpacked to', async () => {
    await inFolder(async (dir) => {
      for (const [path, bytes] of honest.files) {
        mkdirSync(dirname(join(dir, 'renamed', path)), { recursive: true });
        writeFileSync(join(dir, 'renamed', path), bytes);
      }
      const r = await verifyPackage(join(dir, 'renamed'), { now: NOW, signers: honest.allowed });
      expect([problemsOf(r), r.result]).toEqual([[], 'PASSED']);
    });
  });

  test('without allowed_signers is indeterminate at L3 and says why', async () => {
    const r = await verify(copy(), { signers: undefined });
    expect([r.result, r.exitCode, resultOf(r, 'L3')]).toEqual(['INDETERMINATE', 3, 'INDETERMINATE']);
    expect(r.levels[3]!.notChecked[0]).toContain('no allowed_signers was given');
  });

  test('levels above the one asked are said not to be asked, R with them; L5 is never claimed', async () => {
    const r = await verify(copy(), { level: 1 });
    expect(r.levels.map((l) => l.result)).toEqual(['PASSED', 'PASSED', 'NOT ASKED', 'NOT ASKED', 'NOT ASKED', 'NOT ASKED', 'NOT ASKED']);
  });
});

describe('L1: files', () => {
  test('a byte is flipped', async () => {
    const f = copy();
    f.files.get('data/policy.yaml')![3]! ^= 1;
    try {
      expect(await problems(f)).toEqual(['L1 E_FILE_MODIFIED data/policy.yaml', 'L4 E_CUSTODY_MISMATCH data/policy.yaml']);
    } finally {
      honest.files.get('data/policy.yaml')![3]! ^= 1;
    }
  });
  test('a file is deleted', async () => expect(await problems(copy().drop('data/policy.yaml'))).toEqual(['L1 E_FILE_MISSING data/policy.yaml']));
  test('a file is added to the payload', async () =>
    expect(await problems(copy().put('data/extra.txt', 'x'))).toEqual(['L1 E_FILE_ADDED data/extra.txt']));
  test('a file is added beside the payload', async () => expect(await problems(copy().put('extra.txt', 'x'))).toEqual(['L1 E_FILE_ADDED extra.txt']));
  test('a file is renamed', async () =>
    expect(await problems(copy().move('data/policy.yaml', 'data/policy2.yaml'))).toEqual([
      'L1 E_FILE_MISSING data/policy.yaml',
      'L1 E_FILE_ADDED data/policy2.yaml',
    ]));
  test('the manifests are rewritten under the old seal', async () =>
    expect(
      await problems(
        copy()
          .edit('data/policy.yaml', (t) => `${t}# x\n`)
          .remanifest(),
      ),
    ).toEqual([`L2 E_SIG_BAG_MISMATCH ${SEAL_DIR}/seal.json`, 'L4 E_CUSTODY_MISMATCH data/policy.yaml']));
  test('the tag manifest is deleted', async () =>
    expect(await problems(copy().drop('tagmanifest-sha256.txt'))).toEqual([
      'L1 E_FILE_MISSING tagmanifest-sha256.txt',
      `L2 E_SIG_BAG_MISMATCH ${SEAL_DIR}/seal.json`,
    ]));
  test('the manifest is deleted', async () => {
    const r = await verify(copy().drop('manifest-sha256.txt'));
    expect(problemsOf(r)).toEqual(['L1 E_FILE_MISSING manifest-sha256.txt']);
  });
  test.each(['fetch.txt', 'manifest-md5.txt', 'tagmanifest-md5.txt'])('%s is added', async (name) =>
    expect(await problems(copy().put(name, 'x\n'))).toEqual([`L1 E_FILE_ADDED ${name}`]),
  );
  test('a weaker manifest is added and listed under a seal of its own', async () => {
    const f = copy().put('manifest-md5.txt', 'x\n').remanifest();
    f.edit('tagmanifest-sha256.txt', (t) => `${t}${'0'.repeat(64)}  manifest-md5.txt\n`).reseal();
    expect(await problems(f)).toEqual(['L1 E_FILE_ADDED manifest-md5.txt']);
  });
  test('the manifest lists a path that leads out', async () => {
    const f = copy().edit('manifest-sha256.txt', (t) => `${'0'.repeat(64)}  data/../../x\n${t}`);
    expect(codesOf(await verify(f), 'L1')).toContain('E_FILE_MODIFIED');
  });
  test('a file is hidden among the signatures', async () =>
    expect(await problems(copy().put(`${SEAL_DIR}/notes.txt`, 'x'))).toEqual([`L1 E_FILE_ADDED ${SEAL_DIR}/notes.txt`]));
  test.each([
    'data/report/final-report.html',
    'data/records/exonerations.jsonl',
    'data/schema/exonerations.json',
    'data/sources/s0001/notes.txt',
    'data/sources/readme.txt',
    'data/policy.yaml/x',
    'data/origin/manifest-sha256.txt',
  ])('%s is put in by the signer, listed and sealed', async (path) =>
    expect(
      await problems(
        copy()
          .put(path, path.endsWith('.json') ? '{}' : '{}\n')
          .remanifest()
          .reseal(),
      ),
    ).toEqual([`L1 E_FILE_ADDED ${path}`]),
  );
  test('a second original of a source is put in by the signer, with the same bytes, before or after the true one', async () => {
    for (const name of ['original.aaa', 'original.zzz']) {
      const path = `data/sources/s0001/${name}`;
      const f = copy().put(path, honest.files.get('data/sources/s0001/original.ndjson')!).remanifest().reseal();
      expect(await problems(f)).toEqual([`L1 E_SOURCE_HASH ${path}`]);
    }
  });
  test.each([
    'data/completeness.json',
    'data/coverage.json',
    'data/readme.txt',
    'data/report/report.html',
    'data/report/certification.txt',
    'data/schema/events.json',
    'data/records/claims.jsonl',
  ])('%s is left out by the signer', async (path) =>
    expect(await problems(copy().drop(path).remanifest().reseal())).toContain(`L1 E_FILE_MISSING ${path}`),
  );
  test.each<[string, (text: string) => string]>([
    ['another size of the payload', (t) => t.replace(/Oxum: .*/, 'Oxum: 1.1')],
    ['another package', (t) => t.replace('-r01', '-r02')],
    ['who describes it', (t) => `${t}External-Description: found to be true by the court\n`],
    ['its lines in the ends of another system', (t) => t.replaceAll('\n', '\r\n')],
    ['nothing', () => ''],
  ])('the bag says of itself %s, sealed by the signer', async (_, change) => {
    const f = copy().edit('bag-info.txt', change).retag().reseal();
    expect(await problems(f)).toEqual(['L1 E_FILE_MODIFIED bag-info.txt']);
  });
  test('the folder has another name than the package that was sealed: that holds, and is said', async () => {
    const r = await verifyBytes(await copy().zip('harbour-trust-r07'), { signers: honest.allowed });
    expect([r.result, r.levels[2]!.notChecked]).toEqual([
      'PASSED',
      expect.arrayContaining([expect.stringContaining(`harbour-trust-r07: sealed is ${honest.root}`)]),
    ]);
    expect((await verify(copy())).levels[2]!.notChecked.join()).not.toContain('name of its folder');
  });
  test('bagit.txt claims another version', async () => {
    const f = copy()
      .edit('bagit.txt', (t) => t.replace('1.0', '2.0'))
      .remanifest()
      .reseal();
    const r = await verify(f);
    expect([problemsOf(r), r.result]).toEqual([['L1 E_VERSION bagit.txt'], 'INDETERMINATE']);
  });
  test('the format is one that this version does not know', async () => {
    const f = copy()
      .edit('data/case.json', (t) => t.replace('tracewake-evidence/1', 'tracewake-evidence/9'))
      .remanifest()
      .reseal();
    const r = await verify(f);
    expect([problemsOf(r), r.result]).toEqual([['L1 E_VERSION data/case.json'], 'INDETERMINATE']);
  });
  test('a source’s original is exchanged and everything signed again', async () => {
    const f = copy().put('data/sources/s0001/original.ndjson', '{}\n').remanifest().reseal();
    expect(await problems(f)).toEqual([
      'L1 E_SOURCE_HASH data/sources/s0001/original.ndjson',
      'L4 E_CUSTODY_MISMATCH data/sources/s0001/original.ndjson',
    ]);
  });
});

describe('L1: JSON that two readers read differently, however well signed', () => {
  const EVENTS = 'data/records/events.jsonl';
  const cases: [string, (line: string) => string][] = [
    ['a key twice', (t) => t.replace('"kind":"payroll.changed"', '"kind":"other","kind":"payroll.changed"')],
    ['keys out of order', (t) => t.replace('"id":"s0001:1","kind":"payroll.changed"', '"kind":"payroll.changed","id":"s0001:1"')],
    ['white space', loose],
    ['an integer past 2^53', (t) => t.replace('{', '{"aaa":9007199254740993,')],
    ['a large integer that a float holds', (t) => t.replace('{', '{"aaa":1e300,')],
    ['a lone surrogate', (t) => t.replace('payroll.changed', '\\ud800')],
    ['a byte order mark', (t) => `\ufeff${t}`],
    ['CRLF', (t) => t.replaceAll('\n', '\r\n')],
    ['a last line without an end', (t) => t.slice(0, -1)],
    ['values in each other until the stack is exhausted', (t) => t.replace('"payroll.changed"', `${'['.repeat(3000)}${']'.repeat(3000)}`)],
    ['an escape that need not be', (t) => t.replace('payroll', '\\u0070ayroll')],
  ];
  test.each(cases)('%s', async (_, change) => {
    const r = await verify(copy().edit(EVENTS, change).remanifest().reseal());
    expect(problemsOf(r)).toEqual([`L1 E_CANON ${EVENTS}`]);
  });
  test.each(['completeness.json', 'coverage.json', 'schema/events.json'])('%s that is no object', async (name) => {
    for (const text of ['[]', 'null', '"all of it"'])
      expect(await problems(copy().put(`data/${name}`, text).remanifest().reseal())).toEqual([`L1 E_CANON data/${name}`]);
  });
  test('bytes that are no UTF-8', async () => {
    const f = copy();
    const bytes = Buffer.from(f.files.get(EVENTS)!);
    bytes[bytes.indexOf('payroll')] = 0xff;
    expect(await problems(f.put(EVENTS, bytes).remanifest().reseal())).toEqual([`L1 E_CANON ${EVENTS}`]);
  });
  test('a seal that is not canonical', async () => {
    const f = copy();
    f.signSealText(loose(f.text(`${SEAL_DIR}/seal.json`)));
    expect(await problems(f)).toContain(`L2 E_CANON ${SEAL_DIR}/seal.json`);
  });
});

describe('L2: seals', () => {
  test('all seals are stripped', async () => {
    const f = copy();
    for (const p of [...f.files.keys()].filter((p) => p.startsWith('signatures/'))) f.drop(p);
    const r = await verify(f);
    expect(problemsOf(r)).toEqual(['L2 E_SIG_REQUIRED_MISSING signatures']);
    expect(resultOf(r, 'L4')).toBe('INDETERMINATE');
  });
  test('a required reviewer’s seal is stripped', async () => {
    const f = await forge({ requiredRoles: ['investigator', 'reviewer'] });
    expect(problemsOf(await verifyBytes(await f.zip(), { signers: f.allowed }))).toEqual(['L2 E_SIG_REQUIRED_MISSING signatures']);
  });
  test('the first of two seals is stripped', async () => {
    const f = copy();
    const over = createHash('sha256')
      .update(f.files.get(`${SEAL_DIR}/seal.json.sshsig`)!)
      .digest('hex');
    f.reseal(f.key, (s) => ({ ...s, role: 'reviewer', over: [over] }), 'signatures/02-reviewer');
    expect(await problems(f)).toEqual([]);
    for (const p of [...f.files.keys()].filter((p) => p.startsWith(SEAL_DIR))) f.drop(p);
    expect(new Set(codesOf(await verify(f), 'L2'))).toEqual(new Set(['E_SIG_REQUIRED_MISSING']));
  });
  test.each(['seal.json.sshsig', 'seal.json.sig', 'key.pem', 'key.pub'])('%s is stripped', async (name) =>
    expect(await problems(copy().drop(`${SEAL_DIR}/${name}`))).toContain(`L2 E_SIG_REQUIRED_MISSING ${SEAL_DIR}/${name}`),
  );
  test('the raw signature is damaged', async () =>
    expect(await problems(copy().put(`${SEAL_DIR}/seal.json.sig`, Buffer.alloc(64)))).toEqual([`L2 E_SIG_INVALID ${SEAL_DIR}/seal.json.sig`]));
  test('the SSH signature is of another text', async () => {
    const f = copy();
    f.put(`${SEAL_DIR}/seal.json.sshsig`, signSeal(Buffer.from('another'), f.key).ssh);
    expect(await problems(f)).toEqual([`L2 E_SIG_INVALID ${SEAL_DIR}/seal.json.sshsig`]);
  });
  test('the seal is edited after signing', async () => {
    const f = copy().edit(`${SEAL_DIR}/seal.json`, (t) => t.replace('"revision":1', '"revision":2'));
    expect(await problems(f)).toEqual([
      `L2 E_SIG_INVALID ${SEAL_DIR}/seal.json.sshsig`,
      `L2 E_SIG_INVALID ${SEAL_DIR}/seal.json.sig`,
      `L2 E_SIG_BAG_MISMATCH ${SEAL_DIR}/seal.json`,
    ]);
  });
  test('roles are swapped', async () => {
    const f = copy();
    for (const p of [...f.files.keys()].filter((p) => p.startsWith(SEAL_DIR))) f.move(p, p.replace('01-investigator', '01-reviewer'));
    expect(await problems(f)).toEqual(['L2 E_SIG_INVALID signatures/01-reviewer/seal.json']);
  });
  test('a seal of another case is put in', async () => {
    const other = await forge({ caseId: 'case-0000' });
    const f = copy();
    for (const [p, b] of other.files) if (p.startsWith(SEAL_DIR)) f.put(p, b);
    expect(codesOf(await verify(f), 'L2')).toContain('E_SIG_BAG_MISMATCH');
  });
  test('a seal of another revision is put in', async () => {
    const older = await forge({ revision: 2 });
    const f = copy();
    for (const [p, b] of older.files) if (p.startsWith(SEAL_DIR)) f.put(p, b);
    expect(codesOf(await verify(f), 'L2')).toEqual(['E_SIG_BAG_MISMATCH']);
  });
  test('a signature made for another namespace is put in', async () => {
    const f = copy();
    const bytes = f.files.get(`${SEAL_DIR}/seal.json`)!;
    const digest = createHash('sha512').update(bytes).digest();
    const signature = f.key.sign(sshSignedData('file', 'sha512', digest));
    f.put(`${SEAL_DIR}/seal.json.sshsig`, encodeSshSignature({ publicKey: f.key.publicKey, namespace: 'file', hash: 'sha512', signature }));
    expect(await problems(f)).toEqual([`L2 E_SIG_NAMESPACE ${SEAL_DIR}/seal.json.sshsig`]);
  });
  test('a signature in whose namespace there is half a megabyte is none', async () => {
    const f = copy();
    const signature = f.key.sign(Buffer.from('x'));
    const ssh = encodeSshSignature({ publicKey: f.key.publicKey, namespace: 'a'.repeat(500_000), hash: 'sha512', signature });
    expect(await problems(f.put(`${SEAL_DIR}/seal.json.sshsig`, ssh))).toEqual([`L2 E_SIG_INVALID ${SEAL_DIR}/seal.json.sshsig`]);
  });
  test.each([
    ['order 1', `01${'00'.repeat(31)}`],
    ['order 2', `ec${'ff'.repeat(30)}7f`],
    ['order 4', '00'.repeat(32)],
    ['order 4, sign set', `${'00'.repeat(31)}80`],
    ['order 8', '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05'],
    ['order 8, the other', 'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a'],
    ['order 1, not reduced', `ee${'ff'.repeat(30)}7f`],
  ])('a small-order key is used: %s', async (_, hex) => {
    const weak = Buffer.from(hex, 'hex');
    const f = copy();
    f.put(`${SEAL_DIR}/seal.json`, sealText({ ...f.seal, key: sshPublicKey(weak) }));
    f.put(`${SEAL_DIR}/key.pem`, publicKeyPem(weak)).put(`${SEAL_DIR}/key.pub`, `${sshPublicKey(weak)}\n`);
    // The signature that verifies under such a key for any message: the neutral point and zero.
    f.put(`${SEAL_DIR}/seal.json.sig`, Buffer.concat([Buffer.from(`01${'00'.repeat(31)}`, 'hex'), Buffer.alloc(32)]));
    expect(codesOf(await verify(f), 'L2')).toContain('E_SIG_WEAK_KEY');
  });
  test('the keys disagree with each other', async () => {
    const other = generateKey();
    expect(await problems(copy().put(`${SEAL_DIR}/key.pem`, publicKeyPem(other.publicKey)))).toEqual([`L2 E_SIG_KEY_MISMATCH ${SEAL_DIR}/key.pem`]);
    expect(await problems(copy().put(`${SEAL_DIR}/key.pub`, `${other.publicKeySsh}\n`))).toEqual([`L2 E_SIG_KEY_MISMATCH ${SEAL_DIR}/key.pub`]);
    const f = copy();
    f.put(`${SEAL_DIR}/seal.json.sshsig`, signSeal(f.files.get(`${SEAL_DIR}/seal.json`)!, other).ssh);
    expect(await problems(f)).toEqual([`L2 E_SIG_KEY_MISMATCH ${SEAL_DIR}/seal.json.sshsig`]);
  });
  test('an unknown type of seal is no failure, and no pass', async () => {
    const f = copy();
    f.signSealText(f.text(`${SEAL_DIR}/seal.json`).replace('tracewake-seal/1', 'tracewake-seal/9'));
    const r = await verify(f);
    expect([problemsOf(r), resultOf(r, 'L2'), r.exitCode]).toEqual([[`L2 E_VERSION ${SEAL_DIR}/seal.json`], 'INDETERMINATE', 3]);
  });
  test('a record is dropped and the size kept', async () => {
    const f = copy()
      .edit('data/records/events.jsonl', (t) => t.slice(t.indexOf('\n') + 1))
      .remanifest()
      .reseal();
    expect(await problems(f)).toEqual([
      `L2 E_ROOT_MISMATCH ${SEAL_DIR}/seal.json`,
      'L4 E_CUSTODY_MISMATCH data/records/events.jsonl',
      'L4 E_CUSTODY_MISMATCH data/case.json',
      'R E_FILE_MISSING data/records/findings.jsonl',
      'R E_ROOT_MISMATCH data/records/events.jsonl',
    ]);
  });
  test('the roots are exchanged', async () => {
    const f = copy().edit('data/commitments/roots.json', (t) => t.replace(/"root":"[0-9a-f]/, (m) => (m.endsWith('0') ? '"root":"1' : '"root":"0')));
    expect(await problems(f.remanifest().reseal())).toEqual([
      `L2 E_ROOT_MISMATCH ${SEAL_DIR}/seal.json`,
      'R E_ROOT_MISMATCH data/records/actions.jsonl',
    ]);
  });
  test.each<[string, (seal: Seal) => Seal]>([
    ['another time', (s) => ({ ...s, claimedTime: (s.claimedTime - 86_400_000_000) as Seal['claimedTime'] })],
    ['another source of its time', (s) => ({ ...s, timeSource: 'clock' })],
  ])('the seal of the export claims %s than case.json and with it the report', async (_, change) =>
    expect(await problems(copy().reseal(honest.key, change))).toEqual([`L2 E_SIG_BAG_MISMATCH ${SEAL_DIR}/seal.json`]),
  );
  test.each<[string, (text: string) => string]>([
    ['by another hash', (t) => t.replace('"hash":"sha256"', '"hash":"md5"')],
    ['with something that nothing reads', (t) => t.replace('"roots":', '"remark":"","roots":')],
  ])('commitments %s are of a form that this version does not know', async (_, change) => {
    const r = await verify(copy().edit('data/commitments/roots.json', change).remanifest().reseal());
    expect([problemsOf(r), resultOf(r, 'L2'), resultOf(r, 'R')]).toEqual([[`L2 E_VERSION ${SEAL_DIR}/seal.json`], 'INDETERMINATE', 'INDETERMINATE']);
  });
  test.each(['seal.tsq', 'seal.tsr', 'chain.pem'])(
    '%s is laid beside a seal, where nobody has to sign for it: it is said not to be read',
    async (name) => {
      const r = await verify(copy().put(`${SEAL_DIR}/${name}`, 'time: long ago'));
      expect([problemsOf(r), r.levels[2]!.notChecked[0]]).toEqual([
        [],
        `${SEAL_DIR}/${name}: this version does not read it, and anybody can have put it there`,
      ]);
    },
  );
  test('a time ahead of this machine’s clock is remarked on', async () => {
    const r = await verify(copy(), { now: (NOW - 10 * 86_400_000_000) as typeof NOW });
    expect([codesOf(r, 'L2'), r.result]).toEqual([['W_CLOCK'], 'PASSED']);
  });
});

describe('L3: signers', () => {
  test('another key signs under the same name', async () => {
    const r = await verify(copy().reseal(generateKey()));
    expect([problemsOf(r), resultOf(r, 'L2')]).toEqual([[`L3 E_SIG_KEY_MISMATCH ${SEAL_DIR}`], 'PASSED']);
  });
  test('the trusted key signs under another name', async () =>
    expect(await problems(copy().reseal(honest.key, (s) => ({ ...s, signer: 'cfo@halden.example' })))).toEqual([
      `L3 E_SIG_KEY_MISMATCH ${SEAL_DIR}`,
    ]));
  test('a signer that nobody knows is not called a forger', async () => {
    const r = await verify(copy(), { signers: `${allowedSignersLine('other@example.org', generateKey().publicKeySsh)}\n` });
    expect([problemsOf(r), r.result]).toEqual([[`L3 W_SIGNER_UNKNOWN ${SEAL_DIR}`], 'INDETERMINATE']);
  });
  test.each([
    ['expired before the claimed time', 'valid-before="20260301Z",', ['L3 E_SIG_EXPIRED'], 'FAILED'],
    ['not yet valid at the claimed time', 'valid-after="20260312Z",', ['L3 E_SIG_EXPIRED'], 'FAILED'],
    ['expired since, so that the time could be backdated', 'valid-before="20260311200000Z",', [], 'INDETERMINATE'],
  ])('a key that is %s', async (_, option, expected, result) => {
    const r = await verify(copy(), { signers: `${SIGNER} ${option}namespaces="seal@tracewake" ${honest.key.publicKeySsh}\n` });
    expect(problemsOf(r)).toEqual(expected.map((e) => `${e} ${SEAL_DIR}`));
    expect(r.result).toBe(result);
  });
  test('a key that was revoked', async () =>
    expect(await problems(copy(), { signers: `${honest.allowed}@revoked * ${honest.key.publicKeySsh}\n` })).toEqual([
      `L3 E_SIG_REVOKED ${SEAL_DIR}`,
    ]));
  test('a key that is trusted for another purpose', async () =>
    expect(await problems(copy(), { signers: `${SIGNER} namespaces="git" ${honest.key.publicKeySsh}\n` })).toEqual([
      `L3 E_SIG_NAMESPACE ${SEAL_DIR}`,
    ]));
  test('a file that is no allowed_signers is refused in one line, and nothing is judged by it', async () => {
    const garbage = Array.from({ length: 90 }, (_, i) => `garbage ${i}`).join('\n');
    const refused = await verify(copy(), { signers: garbage, signersFile: 'notes.txt' }).catch((e: unknown) => e);
    expect(refused).toBeInstanceOf(Failure);
    expect((refused as Failure).data).toMatchObject({
      code: 'input',
      message: 'this is no allowed_signers file: no line of it names a signer and an Ed25519 key',
      file: 'notes.txt',
      position: 'line 1: it has an option that ssh-keygen does not have',
    });
    // Nobody is trusted by an empty one; that is no mistake of the file.
    expect(problemsOf(await verify(copy(), { signers: '# nobody yet\n' }))).toEqual([`L3 W_SIGNER_UNKNOWN ${SEAL_DIR}`]);
  });
  test('of many lines that cannot be used the first few are said, and the rest is counted', async () => {
    const r = await verify(copy(), { signers: `${'garbage x y\n'.repeat(90)}${honest.allowed}` });
    expect([r.result, r.levels[3]!.notChecked.length, r.levels[3]!.notChecked.at(-1)]).toEqual([
      'PASSED',
      4,
      '87 more lines of allowed_signers cannot be used',
    ]);
  });
  test('an allowed_signers inside the package counts for nothing', async () =>
    expect(await problems(copy().put('allowed_signers', honest.allowed), { signers: undefined })).toEqual(['L1 E_FILE_ADDED allowed_signers']));
});

describe('L4: custody', () => {
  const LOG = 'data/custody/log.jsonl';
  const BODIES = 'data/custody/bodies.jsonl';
  /** Signed again by the same key, so that nothing but the log itself is wrong. */
  const withLog = (change: (lines: string[]) => string[], bodies: (lines: string[]) => string[] = (l) => l) => {
    const f = copy();
    const lines = (path: string, by: (l: string[]) => string[]) =>
      f.put(
        path,
        by(f.text(path).trimEnd().split('\n'))
          .map((l) => `${l}\n`)
          .join(''),
      );
    lines(LOG, change);
    lines(BODIES, bodies);
    return f.remanifest().reseal();
  };
  test('an entry is edited', async () =>
    expect(await problems(withLog((l) => l.map((t, i) => (i === 1 ? t.replace('"desk-4"', '"desk-5"') : t))))).toEqual([
      `L4 E_CHAIN_BROKEN@3 ${LOG}`,
    ]));
  test('an entry is dropped', async () =>
    expect(await problems(withLog((l) => l.filter((_, i) => i !== 2)))).toEqual([`L4 E_CHAIN_BROKEN@3 ${LOG}`]));
  test('two entries change places', async () =>
    expect(await problems(withLog((l) => [l[0]!, l[2]!, l[1]!, ...l.slice(3)]))).toEqual([`L4 E_CHAIN_BROKEN@2 ${LOG}`]));
  test('the log is truncated, and its bodies with it', async () =>
    expect(
      await problems(
        withLog(
          (l) => l.slice(0, 3),
          (l) => l.slice(0, 3),
        ),
      ),
    ).toEqual([`L4 E_CHAIN_TRUNCATED ${LOG}`]));
  test('the log is emptied', async () =>
    expect(
      await problems(
        withLog(
          () => [],
          () => [],
        ),
      ),
    ).toEqual([`L4 E_CHAIN_TRUNCATED ${LOG}`]));
  test('the log is another from an entry on', async () => {
    const fork = drawCustody(7, { fork: 4 });
    const f = withLog(
      () => fork.lines.map((l) => l.line),
      () => fork.lines.map((l) => `{"body":${l.body},"salt":"${l.salt}","seq":${l.seq}}`),
    );
    expect(await problems(f)).toEqual([`L4 E_CHAIN_FORK ${LOG}`]);
  });
  test('the particulars of an entry are edited', async () =>
    expect(
      await problems(
        withLog(
          (l) => l,
          (l) => l.map((t, i) => (i === 5 ? t.replace('note 6', 'note 9') : t)),
        ),
      ),
    ).toEqual([`L4 E_CHAIN_BROKEN@6 ${BODIES}`]));
  test('the particulars of the last entry are dropped', async () =>
    expect(
      await problems(
        withLog(
          (l) => l,
          (l) => l.slice(0, 6),
        ),
      ),
    ).toEqual([`L4 E_CHAIN_BROKEN@7 ${BODIES}`]));
  test('an entry of another case is spliced in', async () => {
    const other = drawCustody(2, { caseId: 'case-0000' });
    expect(await problems(withLog((l) => [l[0]!, other.lines[1]!.line, ...l.slice(2)]))).toEqual([`L4 E_CHAIN_BROKEN@2 ${LOG}`]);
  });
  test('an entry of an unknown version stands in the log', async () => {
    const line = canonical({ ...(JSON.parse(honest.text(LOG).split('\n')[1]!) as object), v: 2 });
    expect(await problems(withLog((l) => [l[0]!, line, ...l.slice(2)]))).toEqual([`L4 E_CHAIN_BROKEN@2 ${LOG}`]);
  });

  test.each([
    ['before', '2026-03-11T13:00:00.000000Z', ['W_CLOCK']],
    ['after', '2026-03-11T14:30:00.000000Z', []],
  ])('a time that the clock gave lies %s the last entry: it is remarked on', async (_, time, codes) => {
    const f = copy().edit('data/case.json', (t) => t.replace('2026-03-11T15:22:00.000000Z","timeSource":"given"', `${time}","timeSource":"clock"`));
    f.remanifest().reseal(honest.key, (s) => ({ ...s, claimedTime: at(time), timeSource: 'clock' }));
    const r = await verify(f);
    expect([r.result, codesOf(r, 'L4')]).toEqual(['PASSED', codes]);
  });
  test('an older package is a beginning of this one', async () => {
    const newer = await forge({ revision: 2, custody: drawCustody(8) });
    const r = await verifyBytes(await newer.zip(), { older: await copy().zip() });
    expect([resultOf(r, 'L4'), codesOf(r, 'L4')]).toEqual(['PASSED', []]);
  });
  test('the log was rewritten since the older package', async () => {
    const newer = await forge({ revision: 2, custody: drawCustody(8, { fork: 3 }) });
    expect(codesOf(await verifyBytes(await newer.zip(), { older: await copy().zip() }), 'L4')).toEqual(['E_CHAIN_FORK']);
  });
  test('the log is shorter than that of the older package', async () => {
    const newer = await forge({ revision: 2, custody: drawCustody(3) });
    expect(codesOf(await verifyBytes(await newer.zip(), { older: await copy().zip() }), 'L4')).toEqual(['E_CHAIN_TRUNCATED']);
  });
  test('an older package of another case is no earlier one of this case, as was said', async () => {
    const other = await forge({ caseId: 'case-0000' });
    const r = await verifyBytes(await copy().zip(), { older: await other.zip() });
    expect([resultOf(r, 'L4'), r.exitCode, r.levels[4]!.problems]).toEqual([
      'FAILED',
      1,
      [
        {
          code: 'E_CHAIN_FORK',
          path: LOG,
          text: 'the earlier package older.zip is of case-0000, and this one of case-7f3a: it is no revision of this one. If that is the wrong file, give another or leave it out',
        },
      ],
    ]);
  });
  test('the package itself, or a copy of it, is no earlier one', async () => {
    const r = await verifyBytes(await copy().zip(), { older: await copy().zip(), signers: honest.allowed });
    expect([r.result, r.exitCode, r.levels[4]!.problems]).toEqual([
      'FAILED',
      1,
      [
        {
          code: 'E_CHAIN_TRUNCATED',
          path: LOG,
          text: 'the earlier package older.zip ends with the same entry as this one: it is this package itself, or made at the same time, and no earlier one. Give an earlier one or leave it out',
        },
      ],
    ]);
  });
  test('an older package that does not verify is no anchor and no accusation', async () => {
    const forged = await forge({ caseId: 'case-0000' });
    const r = await verifyBytes(await copy().zip(), {
      older: await forged.edit('data/custody/log.jsonl', (t) => t.replace('"desk-4"', '"desk-5"')).zip(),
    });
    expect([resultOf(r, 'L4'), codesOf(r, 'L4')]).toEqual(['INDETERMINATE', []]);
    expect(r.levels[4]!.notChecked.join()).not.toContain('no earlier package was supplied');
    const bad = await verifyBytes(await copy().zip(), { older: Buffer.from('noise') });
    expect([resultOf(bad, 'L4'), codesOf(bad, 'L4')]).toEqual(['INDETERMINATE', []]);
  });
});

describe('what is said of seals', () => {
  test('one that does not verify is not said to be by anybody', async () => {
    const r = await verify(copy().edit(`${SEAL_DIR}/seal.json`, (t) => t.replace(SIGNER, 'cfo@halden.example')));
    expect(r.seals).toMatchObject([{ signer: 'cfo@halden.example', verified: false, trusted: false }]);
    expect((await verify(copy())).seals).toMatchObject([{ verified: true, trusted: true }]);
  });
  test('where none was looked at, it is not said that there is none', async () => {
    expect((await verify(copy(), { level: 1 })).commands).toEqual([]);
    expect((await verify(copy().put('data/Policy.yaml', ''))).commands).toEqual([]);
    const none = new Forgery(honest.root, new Map([...honest.files].filter(([p]) => !p.startsWith('signatures/'))), honest.key);
    expect((await verify(none)).commands.at(-1)).toContain('there is no seal');
  });
});

describe('hostile text', () => {
  test('texts out of a package come out without anything that moves a cursor', async () => {
    const f = copy();
    f.signSealText(canonical({ ...(JSON.parse(f.text(`${SEAL_DIR}/seal.json`)) as object), type: '\u001b[2J\u202eevil' }));
    const r = await verify(f);
    expect(JSON.stringify(r)).not.toMatch(/\\u001b|\u202e/);
    expect(r.levels[2]!.problems[0]!.text).toContain('\\u{1b}[2J\\u{202e}evil');
  });
  test('a signer that a shell would obey is no signer', async () => {
    const r = await verify(copy().reseal(honest.key, (s) => ({ ...s, signer: 'a;$(touch x)' })));
    expect([codesOf(r, 'L2'), r.commands.join()]).toEqual([expect.arrayContaining(['E_SIG_INVALID']), expect.not.stringContaining('touch')]);
  });
});

describe('what is no zip', () => {
  test.each([
    ['a text', async () => Buffer.from('a letter\n'.repeat(20)), /^this is no zip, and so no package\. Give the \.evidence\.zip/],
    ['nothing', async () => Buffer.alloc(0), /^this is no zip, and so no package/],
    ['half of a package', async () => (await copy().zip()).subarray(0, 20_000), /^it begins as a zip and does not end as one: it was cut off/],
  ])('%s: that is said in words, and what to give', async (_, bytes, text) => {
    const r = await verifyBytes(await bytes());
    expect([r.exitCode, r.levels[0]!.problems]).toEqual([1, [{ code: 'E_ZIP_END_RECORD', path: undefined, text: expect.stringMatching(text) }]]);
  });
});

describe('a folder', () => {
  const unpack = (dir: string): void => {
    for (const [path, bytes] of honest.files) {
      mkdirSync(dirname(join(dir, path)), { recursive: true });
      writeFileSync(join(dir, path), bytes);
    }
  };
  test('with a link in it is not followed', async () => {
    await inFolder(async (dir) => {
      unpack(dir);
      rmSync(join(dir, 'data/policy.yaml'));
      symlinkSync('/etc/hostname', join(dir, 'data/policy.yaml'));
      const r = await verifyPackage(dir, { now: NOW });
      expect(problemsOf(r)).toEqual(['L0 E_ZIP_SYMLINK data/policy.yaml']);
    });
  });
  test('with a file whose name another system reads differently fails', async () => {
    await inFolder(async (dir) => {
      unpack(dir);
      writeFileSync(join(dir, 'data/Policy.yaml'), '');
      expect(codesOf(await verifyPackage(dir, { now: NOW }), 'L0')).toEqual(['E_PATH', 'E_ZIP_DUPLICATE']);
    });
  });
  test.each(['.DS_Store', 'data/.DS_Store', 'data/sources/s0001/Thumbs.db', 'desktop.ini', 'data/._case.json', `${SEAL_DIR}/.DS_Store`])(
    'in which a system left %s is not the package, is read all the same, and the answer says what to do',
    async (name) => {
      await inFolder(async (dir) => {
        unpack(dir);
        writeFileSync(join(dir, name), 'Bud1');
        const r = await verifyPackage(dir, { now: NOW, signers: honest.allowed });
        expect([problemsOf(r), r.levels.map((l) => l.result)]).toEqual([
          [`L1 E_FILE_ADDED ${name}`],
          ['PASSED', 'FAILED', 'PASSED', 'PASSED', 'PASSED', 'NOT ASKED', 'PASSED'],
        ]);
        expect(r.levels[1]!.problems[0]!.text).toContain('it is no part of the package: delete it, or verify the zip');
      });
    },
  );
  test('that is called .DS_Store and is a folder, or lies beside a name that no package has, is no litter', async () => {
    await inFolder(async (dir) => {
      unpack(dir);
      mkdirSync(join(dir, '.DS_Store'));
      writeFileSync(join(dir, '.DS_Store', 'x'), '');
      mkdirSync(join(dir, 'Data'));
      writeFileSync(join(dir, 'Data', '.DS_Store'), '');
      expect(problemsOf(await verifyPackage(dir, { now: NOW }))).toEqual([
        'L0 E_PATH .DS_Store',
        'L0 E_PATH .DS_Store/x',
        'L0 E_PATH Data',
        'L0 E_PATH Data/.DS_Store',
        'L0 E_ZIP_DUPLICATE data',
      ]);
    });
  });
  test('with an empty folder in it, however deep, is not closed', async () => {
    await inFolder(async (dir) => {
      unpack(dir);
      mkdirSync(join(dir, 'data/extra/deep'), { recursive: true });
      const r = await verifyPackage(dir, { now: NOW, signers: honest.allowed });
      expect([problemsOf(r), r.levels[1]!.problems[0]!.text]).toEqual([
        ['L1 E_FILE_ADDED data/extra/deep'],
        'an empty folder, of which a package has none: delete it',
      ]);
    });
  });
  test('that is changed while it is read is not judged', async () => {
    await inFolder(async (dir) => {
      unpack(dir);
      const swap = (): void => {
        writeFileSync(join(dir, 'other'), 'x');
        renameSync(join(dir, 'other'), join(dir, 'data/policy.yaml'));
      };
      let swapped = false;
      const onProgress = (): void => {
        if (!swapped) swap();
        swapped = true;
      };
      await expect(verifyPackage(dir, { now: NOW, onProgress })).rejects.toMatchObject({ data: { code: 'input' } });
    });
  });
});

describe('R: what the signer himself seals must not contradict itself', () => {
  const FINDINGS = 'data/records/findings.jsonl';
  const EVENTS = 'data/records/events.jsonl';
  test('records altered under the roots of the true ones', async () => {
    const f = copy().edit(FINDINGS, (t) => t.replace('"critical"', '"low"'));
    const r = await verify(f.remanifest().reseal());
    expect([problemsOf(r), resultOf(r, 'L1'), resultOf(r, 'L2'), r.exitCode]).toEqual([[`R E_ROOT_MISMATCH ${FINDINGS}`], 'PASSED', 'PASSED', 1]);
    // What holds is said all the same.
    expect(r.levels.find((l) => l.level === 'R')!.checked).toEqual([
      '5 rows of 8 of 9 collections give the roots that the seal is over; nothing of them is withheld',
    ]);
  });
  test('records altered with their roots, the manifests and nobody’s key: nothing is said to be sealed', async () => {
    const f = recommit(
      copy().edit(FINDINGS, (t) => t.replace('"critical"', '"low"')),
      'findings',
    ).remanifest();
    const r = await verify(f);
    const of = r.levels.find((l) => l.level === 'R')!;
    expect([codesOf(r, 'L2'), of.result, of.checked[0]]).toEqual([
      ['E_SIG_BAG_MISMATCH', 'E_ROOT_MISMATCH'],
      'INDETERMINATE',
      '6 rows of 9 collections give the roots that lie beside them',
    ]);
    expect(of.notChecked).toContain('whether a seal is over these roots: none here verifies');
  });
  test('a field that no commitment is over', async () => {
    const f = copy().edit(FINDINGS, (t) => t.replace('"wake":', '"waiver":"granted","wake":'));
    expect(await problems(f.remanifest().reseal())).toEqual([`R E_ROOT_MISMATCH ${FINDINGS}`]);
  });
  test('rows in another order', async () => {
    const f = copy().edit(EVENTS, (t) => `${t.trimEnd().split('\n').reverse().join('\n')}\n`);
    expect(await problems(f.remanifest().reseal())).toEqual([`R E_ROOT_MISMATCH ${EVENTS}`]);
  });
  test('another salt', async () => {
    const f = copy().edit('data/commitments/salt.key', (t) => (t.startsWith('0') ? `1${t.slice(1)}` : `0${t.slice(1)}`));
    expect((await problems(f.remanifest().reseal())).every((p) => p.startsWith('R E_ROOT_MISMATCH data/records/'))).toBe(true);
    expect(resultOf(await verify(f), 'R')).toBe('FAILED');
  });
  test('no salt at all could not be checked, and is never called tampered', async () => {
    const r = await verify(copy().drop('data/commitments/salt.key').remanifest().reseal());
    expect([resultOf(r, 'R'), codesOf(r, 'R')]).toEqual(['INDETERMINATE', []]);
  });
  test.each([
    ['of a source that is not here', 's0099:1'],
    ['past the last of its source', 's0001:3'],
  ])('a record %s', async (_, ref) => {
    const f = await forge({ rows: { findings: [{ ...FINDING, evidence: [{ role: 'event', record: ref, text: 'seen' }] }] } });
    expect(await problemsOf(await verifyBytes(await f.zip(), { signers: f.allowed }))).toEqual([`R E_FILE_MISSING ${FINDINGS}`]);
  });
  test.each<[string, object]>([
    ['no number', { record: 's0001:x' }],
    ['nought', { record: 's0001:0' }],
    ['more figures than any number has', { record: 's0001:12345678901' }],
    ['an event', { record: 's0001:1.1' }],
    ['nothing', {}],
    ['no text', { record: 7 }],
  ])('a record whose name is %s', async (_, evidence) => {
    const f = await forge({ rows: { findings: [{ ...FINDING, evidence: [evidence] }] } });
    expect(problemsOf(await verifyBytes(await f.zip(), { signers: f.allowed }))).toEqual([`R E_FILE_MISSING ${FINDINGS}`]);
  });
  test('a record that nobody has, as the reason for an identity; without one it is a reason all the same', async () => {
    const of = async (why: object): Promise<string[]> => {
      const rows = { identities: [{ id: 'upn:a', kind: 'person', aliases: ['upn:a'], inventoried: false, why: [{ text: 'x', ...why }] }] };
      return codesOf(await verifyBytes(await (await forge({ rows })).zip()), 'R');
    };
    expect([await of({}), await of({ record: 's0001:2' }), await of({ record: 's0001:3' })]).toEqual([[], [], ['E_FILE_MISSING']]);
  });
  const events = (...ids: string[]) =>
    ids.map((id) => ({ id, kind: 'other', outcome: 'unknown', operation: 'x', system: 'hr-core', record: 's0001:1' }));
  const named = async (collection: 'findings' | 'obligations' | 'annotations', row: object, ids = ['s0001:1', 's0001:2.2']) => {
    const rows = { events: events(...ids), [collection]: [{ ...ROWS[collection], ...row }] };
    return (await verifyBytes(await (await forge({ rows })).zip(), { signers: honest.allowed })).levels.find((l) => l.level === 'R')!;
  };
  const ROWS = {
    findings: FINDING,
    obligations: { wake: 'w-s0001:1', event: 's0001:1', kind: 'other', time: NOW, stage: 'delivered', verdict: 'unmet', rule: 'x', text: 'x' },
    annotations: { id: 'n1', type: 'note', on: 's0001:1', text: 'x', by: 'x', at: NOW, custody: 6 },
  };
  test.each([
    ['findings', { event: 's0001:2' }, 's0001:2'],
    ['findings', { wake: 'w-s0001:2.1' }, 's0001:2.1'],
    ['obligations', { event: 's0001:2.3' }, 's0001:2.3'],
    ['obligations', { wake: 'w-s0002:1' }, 's0002:1'],
    ['annotations', { on: 'w-s0001:2' }, 's0001:2'],
    ['annotations', { on: 's0001:2.1' }, 's0001:2.1'],
    ['annotations', { on: 'f-s0001:2-notice.suppressed' }, 's0001:2'],
    ['annotations', { type: 'tie', decision: { event: 's0001:2', accept: true } }, 's0001:2'],
  ] as const)('%s with %j name an event that is not in the package', async (collection, row, event) => {
    const r = await named(collection, row);
    expect(r.problems.map((p) => [p.code, p.path, p.text])).toEqual([
      ['E_FILE_MISSING', `data/records/${collection}.jsonl`, `line 1 names the event ${event}, which is not among those of the package`],
    ]);
  });
  test.each([
    ['findings', { event: 'none' }],
    ['findings', { event: 's0001:2.2', wake: 's0001:2.2' }],
    ['findings', { wake: 7 }],
    ['obligations', { event: 's0001:2.x' }],
  ] as const)('%s with %j name no event at all', async (collection, row) => {
    const r = await named(collection, row);
    expect(r.problems.map((p) => p.text)).toEqual([expect.stringContaining('line 1 is of what is the name of no event: ')]);
  });
  test.each([
    ['findings', { event: 's0001:2.2', wake: 'w-s0001:2.2' }],
    ['annotations', { on: 'w-s0001:2.2' }],
    ['annotations', { on: 's0001:2' }],
    ['annotations', { on: 'i:upn:a' }],
    ['annotations', { on: 'case' }],
  ] as const)('%s with %j name what is there', async (collection, row) => {
    expect((await named(collection, row)).problems).toEqual([]);
  });
  test('an event that became one with another is among the records of that one', async () => {
    const [lead] = events('s0001:1');
    const rows = { events: [{ ...lead!, records: ['s0001:1', 's0002:2'] }], findings: [{ ...FINDING, event: 's0002:2' }] };
    expect(codesOf(await verifyBytes(await (await forge({ rows })).zip()), 'R')).toEqual([]);
  });
  test('a note on a record past the last of its source', async () => {
    expect((await named('annotations', { on: 's0001:3' })).problems.map((p) => p.text)).toEqual(['it rests on s0001:3, and s0001 has 2 records']);
  });
  test('is left out where a level is asked for', async () => {
    const f = copy().edit(FINDINGS, (t) => t.replace('"critical"', '"low"'));
    const r = await verify(f.remanifest().reseal(), { level: 4 });
    expect([r.result, resultOf(r, 'R')]).toEqual(['PASSED', 'NOT ASKED']);
  });
});
