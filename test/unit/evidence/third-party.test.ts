/**
 * What somebody without Tracewake does: programs that come with the operating system, run as programs of their own on an
 * exported package, and the very lines that its readme prints.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { encryptKey, generateKey, readKey, writeNewKey } from '../../../electron/engine/evidence/keys.ts';
import { verifyPackage } from '../../../electron/engine/evidence/verify.ts';
import { posixBlock, posixCommands } from '../../../shared/evidence/commands.ts';
import { judgeSigner, parseAllowedSigners } from '../../../shared/evidence/signers.ts';
import { EXPORTED, inFolder, SIGNER } from './draw.ts';
import { type Forgery, forge, NOW, SEAL_DIR } from './forge.ts';

/** False, loudly, where a program is missing; in CI its absence is a failure. */
function have(program: string, ...args: string[]): boolean {
  const found = spawnSync(program, args).error === undefined;
  if (!found && process.env.CI !== undefined) throw new Error(`${program} is missing, and the package must be shown to verify with it`);
  if (!found) console.warn(`\n  NOT TRIED: ${program} is not on this machine, so nothing was shown of it\n`);
  return found;
}

const SH = have('bash', '--version');
const SUM = have('sha256sum', '--version');
const SSH = have('ssh-keygen', '-?');
const SSL = have('openssl', 'version');
const UNZIP = have('unzip', '-v');

let honest: Forgery;
beforeAll(async () => {
  honest = await forge();
});

async function inPackage<T>(
  work: (dir: string, run: (line: string) => { ok: boolean; said: string }) => Promise<T> | T,
  change: (dir: string) => void = () => undefined,
): Promise<T> {
  return inFolder(async (top) => {
    const file = join(top, 'p.zip');
    writeFileSync(file, await honest.zip());
    const dir = join(top, honest.root);
    if (UNZIP) spawnSync('unzip', ['-q', file], { cwd: top });
    else {
      for (const [path, bytes] of honest.files) {
        mkdirSync(dirname(join(dir, path)), { recursive: true });
        writeFileSync(join(dir, path), bytes);
      }
    }
    // Beside the package: inside it would be a file that nothing lists.
    writeFileSync(join(top, 'allowed_signers'), honest.allowed);
    change(dir);
    return work(dir, (line) => {
      // One stream, in the order in which a terminal shows it.
      const r = spawnSync('bash', ['-c', `exec 2>&1\n${line}`], { cwd: dir, encoding: 'utf8' });
      return { ok: r.status === 0, said: r.stdout };
    });
  });
}

const flip = (path: string) => (dir: string) => {
  const bytes = readFileSync(join(dir, path));
  bytes[bytes.length >> 1]! ^= 1;
  writeFileSync(join(dir, path), bytes);
};
const commands = (): string[] => posixCommands([{ dir: SEAL_DIR, signer: SIGNER }]);
const block = (): string[] => posixBlock([{ dir: SEAL_DIR, signer: SIGNER }]);
const GREP = 0;
const SUMS = 1;
const KEYGEN = 2;
const OPENSSL = 3;
const CLOSED = 4;
const SHELLS = ['bash', 'bash -o pipefail', 'dash'].filter((shell) => have(shell.split(' ')[0]!, '-c', ':'));

describe('the commands on an exported package', () => {
  test.runIf(SH && SUM)('sha256sum and grep succeed', () =>
    inPackage((_, run) => {
      for (const n of [GREP, SUMS]) expect(run(commands()[n]!)).toMatchObject({ ok: true });
    }),
  );
  test.runIf(SH && SSH)('ssh-keygen succeeds and names the signer', () =>
    inPackage((_, run) =>
      expect(run(commands()[KEYGEN]!)).toMatchObject({ ok: true, said: expect.stringContaining(`Good "seal@tracewake" signature for ${SIGNER}`) }),
    ),
  );
  test.runIf(SH && SSL)('openssl succeeds', () => inPackage((_, run) => expect(run(commands()[OPENSSL]!)).toMatchObject({ ok: true })));

  test.runIf(SH && SUM)('sha256sum fails after one flipped byte in a record, a source, the report, the custody log or the manifest', async () => {
    for (const path of [
      'data/records/findings.jsonl',
      'data/sources/s0001/original.ndjson',
      'data/report/report.html',
      'data/custody/log.jsonl',
      'manifest-sha256.txt',
    ]) {
      await inPackage((_, run) => expect([path, run(commands()[SUMS]!).ok]).toEqual([path, false]), flip(path));
    }
  });
  test.runIf(SH && SUM)('grep fails after one flipped byte in the tag manifest', () =>
    inPackage((_, run) => expect(run(commands()[GREP]!).ok).toBe(false), flip('tagmanifest-sha256.txt')),
  );
  test.runIf(SH && SSH && SSL)('ssh-keygen and openssl fail after one flipped byte in the seal or in the signature', async () => {
    await inPackage(
      (_, run) => expect([run(commands()[KEYGEN]!).ok, run(commands()[OPENSSL]!).ok]).toEqual([false, false]),
      flip(`${SEAL_DIR}/seal.json`),
    );
    await inPackage((_, run) => expect(run(commands()[KEYGEN]!).ok).toBe(false), flip(`${SEAL_DIR}/seal.json.sshsig`));
    await inPackage((_, run) => expect(run(commands()[OPENSSL]!).ok).toBe(false), flip(`${SEAL_DIR}/seal.json.sig`));
  });

  test.runIf(SH && SUM && SSH && SSL)('refuse a bag whose manifests were rewritten under the old seal, by the first line alone', async () => {
    const forged = await forge();
    forged.edit('data/policy.yaml', (t) => `${t}# other deadlines\n`).remanifest();
    const kept = honest;
    honest = forged;
    try {
      await inPackage((_, run) => expect(commands().map((c) => run(c).ok)).toEqual([false, true, true, true, true]));
    } finally {
      honest = kept;
    }
  });

  test.runIf(SH && SUM && SSH && SSL)('pasted as the block that is printed, end with one line that says OK', () =>
    inPackage((_, run) => {
      const { ok, said } = run(block().join('\n'));
      expect([ok, said.trimEnd().split('\n').at(-1)]).toEqual([
        true,
        'OK: the seal is of these manifests, every listed file is unaltered, no other is here, and allowed_signers names who sealed it',
      ]);
      expect(said).not.toContain('FAILED');
      for (const [n, command] of commands().entries()) expect(block()[n]).toContain(command);
    }),
  );

  test.runIf(SH && SUM && SSH && SSL)('pasted as a block, end with one line that says what failed, and a status that says so too', async () => {
    const cases: [string, string, (dir: string) => void][] = [
      ['the report is altered', 'FAILED: a file is not the one that the manifests list', flip('data/report/report.html')],
      ['the manifests are not those sealed', 'FAILED: the seal is not of these manifests', flip('tagmanifest-sha256.txt')],
      [
        'the signature',
        'FAILED: the signature is not by r.adeyemi@halden.example as allowed_signers has it',
        (dir) => writeFileSync(join(dir, '../allowed_signers'), `${SIGNER} ${generateKey().publicKeySsh}\n`),
      ],
      ['the raw signature', `FAILED: the raw signature is not by ${SEAL_DIR}/key.pem`, flip(`${SEAL_DIR}/seal.json.sig`)],
    ];
    for (const [what, last, change] of cases) {
      await inPackage((_, run) => {
        const { ok, said } = run(block().join('\n'));
        expect([
          what,
          ok,
          said
            .split('\n')
            .filter((l) => /^(OK|FAILED):/.test(l))
            .at(-1),
        ]).toEqual([what, false, last]);
        expect(said.trimEnd().split('\n').at(-1)).toBe(last);
      }, change);
    }
  });

  test.runIf(SH && SUM && SSH && SSL)(
    'pasted for an edited report with rewritten manifests under the old seal, say that the seal is not of these',
    async () => {
      const forged = await forge();
      forged.edit('data/report/report.html', (t) => t.replace('critical', 'low')).remanifest();
      const kept = honest;
      honest = forged;
      try {
        await inPackage((_, run) => {
          const pasted = run(block().join('\n'));
          expect(pasted).toEqual({ ok: false, said: 'FAILED: the seal is not of these manifests\n' });
          // Line by line, as a terminal without bracketed paste takes them: what follows the block still learns its status.
          expect(run(`${block().join('\n')}\necho "status $?"`).said).toBe('FAILED: the seal is not of these manifests\nstatus 1\n');
        });
      } finally {
        honest = kept;
      }
    },
  );

  test('without a seal say so and fail', () => {
    expect(posixBlock([]).at(-1)).toBe("{ echo 'FAILED: there is no seal'; false; }");
  });

  test.runIf(SH && SUM && SSH && SSL)('are the lines that the readme in the package prints', () =>
    inPackage((dir, run) => {
      const readme = readFileSync(join(dir, 'data/readme.txt'), 'utf8');
      const printed = (from: string, to: string): string[] =>
        readme
          .slice(readme.indexOf(`\n${from}`), readme.indexOf(`\n${to}`))
          .split('\n')
          .filter((l) => l.startsWith('    '))
          .map((l) => l.trim());
      expect(printed('LINUX', 'MACOS')).toEqual(block());
      expect(run(printed('LINUX', 'MACOS').join('\n')).ok).toBe(true);
      const mac = printed('MACOS', 'WINDOWS');
      expect(mac).toEqual(posixBlock([{ dir: SEAL_DIR, signer: SIGNER }], { sum: 'shasum -a 256', openssl: false }));
      // The same lines with the program that this machine has.
      expect(run(mac.join('\n').replaceAll('shasum -a 256', 'sha256sum')).ok).toBe(true);
      const windows = readme.slice(readme.indexOf('\nWINDOWS'), readme.indexOf('\nWHAT THESE'));
      for (const said of ["Stop-Here 'the seal is not of these manifests'", "'OK: the seal is of these manifests"]) expect(windows).toContain(said);
    }),
  );

  const ADDED: readonly (readonly [what: string, named: string, change: (dir: string) => void])[] = [
    ['a file beside the payload', 'extra.txt', (dir) => writeFileSync(join(dir, 'extra.txt'), 'x')],
    ['one that is hidden', '.extra', (dir) => writeFileSync(join(dir, '.extra'), 'x')],
    ['one whose name begins a listed name', 'data/report/report.htm', (dir) => writeFileSync(join(dir, 'data/report/report.htm'), '')],
    ['one that is listed but for a space', './data/readme.txt ', (dir) => writeFileSync(join(dir, 'data/readme.txt '), '')],
    ['a link', 'data/link', (dir) => symlinkSync('readme.txt', join(dir, 'data/link'))],
    [
      'a link in place of a folder',
      'data/report',
      (dir) => {
        renameSync(join(dir, 'data/report'), join(dir, '../report'));
        symlinkSync('../../report', join(dir, 'data/report'));
      },
    ],
    [
      'a name that reads as two listed ones',
      './data/report/report.html',
      (dir) => {
        mkdirSync(join(dir, 'data/report/report.html\ndata'));
        writeFileSync(join(dir, 'data/report/report.html\ndata/readme.txt'), '');
      },
    ],
    ['a file among the signatures', `${SEAL_DIR}/notes.txt`, (dir) => writeFileSync(join(dir, SEAL_DIR, 'notes.txt'), '')],
    ['a second tag manifest', 'data/tagmanifest-sha256.txt', (dir) => writeFileSync(join(dir, 'data/tagmanifest-sha256.txt'), '')],
    ['a name that a terminal obeys', './data/?]0;owned?', (dir) => writeFileSync(join(dir, 'data/\u001b]0;owned\u0007'), '')],
  ];
  describe.runIf(SH && SUM && SSH && SSL)('pasted as a block', () => {
    test.each(ADDED)('do not end with OK where there is more than was sealed: %s', (_, named, change) =>
      inPackage((dir, run) => {
        const { ok, said } = run(block().join('\n'));
        const lines = said.trimEnd().split('\n');
        expect([ok, lines.at(-1)]).toEqual([false, 'FAILED: a file is here that no manifest lists: it is named above']);
        expect(lines).toContain(named);
        // In any shell, and where a pipe fails if any part of it does.
        for (const shell of SHELLS) {
          const [program, ...options] = shell.split(' ') as [string, ...string[]];
          expect([shell, spawnSync(program, [...options, '-c', commands()[CLOSED]!], { cwd: dir }).status]).toEqual([shell, 1]);
        }
      }, change),
    );
    test('say OK in any shell, and beside the seal of somebody who countersigned', () =>
      inPackage(
        (dir) => {
          for (const shell of SHELLS) {
            const [program, ...options] = shell.split(' ') as [string, ...string[]];
            const r = spawnSync(program, [...options, '-c', commands()[CLOSED]!], { cwd: dir, encoding: 'utf8' });
            expect([shell, r.status, r.stdout, r.stderr]).toEqual([shell, 0, '', '']);
          }
        },
        (dir) => cpSync(join(dir, SEAL_DIR), join(dir, 'signatures/02-reviewer'), { recursive: true }),
      ));
  });

  test.runIf(SSH)('a signature by ssh-keygen itself is accepted by our verifier, byte for byte in its form', () =>
    inFolder(async (dir) => {
      spawnSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(dir, 'k')]);
      const key = await readKey(join(dir, 'k'), '');
      const f = await forge();
      f.reseal(key);
      writeFileSync(join(dir, 'seal.json'), f.files.get(`${SEAL_DIR}/seal.json`)!);
      spawnSync('ssh-keygen', ['-Y', 'sign', '-f', join(dir, 'k'), '-n', 'seal@tracewake', join(dir, 'seal.json')]);
      expect(readFileSync(join(dir, 'seal.json.sig'), 'latin1')).toBe(f.text(`${SEAL_DIR}/seal.json.sshsig`));
      writeFileSync(join(dir, 'p.zip'), await f.zip());
      const r = await verifyPackage(join(dir, 'p.zip'), { now: NOW, signers: `${SIGNER} ${key.publicKeySsh}\n` });
      expect(r.result).toBe('PASSED');
    }),
  );
});

describe('allowed_signers', () => {
  const other = generateKey().publicKeySsh;
  const LINES: readonly [line: (key: string) => string, trusted: boolean][] = [
    [(k) => `${SIGNER} ${k}`, true],
    [(k) => `${SIGNER} namespaces="seal@*" ${k} a comment`, true],
    [(k) => `*@halden.example ${k}`, true],
    [(k) => `*,!${SIGNER} ${k}`, false],
    [(k) => `"a@x,${SIGNER}" ${k}`, true],
    [(k) => `no line at all\n${SIGNER} ${other}\n${SIGNER} ${k}`, true],
    [(k) => `${SIGNER} namespaces="*,!seal@tracewake" ${k}`, false],
    [(k) => `${SIGNER} namespaces="git" ${k}`, false],
    [(k) => `${SIGNER} namespaces="" ${k}`, false],
    [(k) => `${SIGNER} namespaces=seal@tracewake ${k}`, false],
    [(k) => `${SIGNER} namespaces="git",namespaces="seal@tracewake" ${k}`, false],
    [(k) => `${SIGNER} valid-after="20270101Z",valid-after="20260101Z" ${k}`, false],
    [(k) => `${SIGNER} valid-before="20260311152200Z" ${k}`, true],
    [(k) => `${SIGNER} valid-before="20260311152159Z" ${k}`, false],
    [(k) => `${SIGNER} valid-after="19700101Z" ${k}`, false],
    [(k) => `${SIGNER} valid-before="20260230Z" ${k}`, false],
    [(k) => `${SIGNER} cert-authority ${k}`, false],
    [(k) => `\ufeff${SIGNER} ${k}`, false],
    [(k) => `\u00a0${SIGNER} ${k}`, false],
    [(k) => `\v${SIGNER} ${k}`, false],
    [(k) => `${SIGNER} ${k}\u2029`, false],
    [(k) => `${SIGNER.toUpperCase()} ${k}`, false],
  ];
  test.runIf(SSH)('is read as ssh-keygen reads it', () =>
    inFolder(async (dir) => {
      const seal = honest.files.get(`${SEAL_DIR}/seal.json`)!;
      writeFileSync(join(dir, 'sig'), honest.text(`${SEAL_DIR}/seal.json.sshsig`));
      const at = '-Overify-time=20260311152200Z';
      for (const [line, trusted] of LINES) {
        const signers = `${line(honest.key.publicKeySsh)}\n`;
        writeFileSync(join(dir, 'signers'), signers);
        const args = ['-Y', 'verify', '-f', join(dir, 'signers'), '-I', SIGNER, '-n', 'seal@tracewake', '-s', join(dir, 'sig'), at];
        const theirs = spawnSync('ssh-keygen', args, { input: seal }).status === 0;
        const ours = judgeSigner(
          parseAllowedSigners(signers, () => EXPORTED),
          { principal: SIGNER, publicKey: honest.key.publicKey, namespace: 'seal@tracewake', at: EXPORTED },
          EXPORTED,
        );
        expect([line('KEY'), theirs, ours.result === 'trusted']).toEqual([line('KEY'), trusted, trusted]);
      }
    }),
  );
  test('a name that only a pattern fits is said to be that', async () => {
    const of = async (signers: string) => {
      const r = await inFolder(async (dir) => {
        writeFileSync(join(dir, 'p.zip'), await honest.zip());
        return verifyPackage(join(dir, 'p.zip'), { now: NOW, signers: `${signers} ${honest.key.publicKeySsh}\n` });
      });
      return r.levels[3]!.checked.join();
    };
    expect(await of('*@halden.example')).toContain('by the pattern *@halden.example, which fits other names as well');
    expect(await of(`*,${SIGNER}`)).not.toContain('pattern');
  });
});

describe('the key file', () => {
  test.runIf(SSL)('is opened by stock OpenSSL with its passphrase, and with no other', () =>
    inFolder(async (dir) => {
      const file = join(dir, 'key.pem');
      const info = await writeNewKey(file, 'four words of yours');
      const read = (pass: string) =>
        spawnSync('openssl', ['pkey', '-in', file, '-passin', 'stdin', '-pubout'], { input: `${pass}\n`, encoding: 'utf8' });
      expect(read('four words of yours').stdout).toContain('BEGIN PUBLIC KEY');
      expect(read('another').status).not.toBe(0);
      const asn1 = spawnSync('openssl', ['asn1parse', '-in', file, '-i'], { encoding: 'utf8' }).stdout;
      for (const part of ['PBES2', 'PBKDF2', 'hmacWithSHA512', 'aes-256-cbc', '0927C0']) expect(asn1).toContain(part);
      expect(info.encrypted).toBe(true);
    }),
  );
  test.runIf(SSH)('has the fingerprint that ssh-keygen prints', () =>
    inFolder(async (dir) => {
      const info = await writeNewKey(join(dir, 'key.pem'), 'x y z and more');
      const said = spawnSync('ssh-keygen', ['-l', '-f', join(dir, 'key.pem.pub')], { encoding: 'utf8' }).stdout;
      expect(said).toContain(info.fingerprint);
    }),
  );
  test.runIf(SSL)('that OpenSSL made is read', () =>
    inFolder(async (dir) => {
      spawnSync('openssl', ['genpkey', '-algorithm', 'ed25519', '-aes-256-cbc', '-pass', 'pass:abc', '-out', join(dir, 'k.pem')]);
      expect((await readKey(join(dir, 'k.pem'), 'abc')).fingerprint).toMatch(/^SHA256:/);
      // Noise has good padding once in 256 times, and is then any kind of damage.
      for (let i = 0; i < 600; i++) await expect(readKey(join(dir, 'k.pem'), `wrong ${i}`)).rejects.toMatchObject({ data: { code: 'passphrase' } });
      spawnSync('openssl', ['genpkey', '-algorithm', 'rsa', '-out', join(dir, 'rsa.pem')]);
      await expect(readKey(join(dir, 'rsa.pem'), '')).rejects.toMatchObject({ data: { code: 'input' } });
    }),
  );
  test.runIf(SSH)('that OpenSSH encrypted is refused with what to do', () =>
    inFolder(async (dir) => {
      spawnSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', 'secret', '-f', join(dir, 'k')]);
      await expect(readKey(join(dir, 'k'), 'secret')).rejects.toMatchObject({ data: { code: 'input', advice: expect.stringContaining('keygen') } });
    }),
  );
  test('a passphrase in any script opens what it closed', () =>
    inFolder(async (dir) => {
      const { generateKeyPairSync } = await import('node:crypto');
      const der = generateKeyPairSync('ed25519').privateKey.export({ format: 'der', type: 'pkcs8' });
      for (const pass of ['ä ö ü', '銀行', ' leading and trailing ']) {
        writeFileSync(join(dir, 'k.pem'), await encryptKey(der, pass, 1000));
        expect((await readKey(join(dir, 'k.pem'), pass)).fingerprint).toMatch(/^SHA256:/);
        await expect(readKey(join(dir, 'k.pem'), `${pass}x`)).rejects.toMatchObject({ data: { code: 'passphrase' } });
      }
    }));
});
