/** Broken and hostile input, through the command line as a person meets it: each has its own plain message, and leaves the case whole. */
import { execFileSync, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, closeSync, existsSync, mkdirSync, mkdtempSync, openSync, readdirSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ROOT } from '../repo/tracked.ts';
import { skipHere } from '../skip.ts';
import { zip } from '../unit/bundle/archives.ts';

// Every step starts the program anew.
let dir: string;

const record = (i: number): string =>
  JSON.stringify({
    eventVersion: '1.08',
    eventTime: `2026-03-04T07:${String(i % 60).padStart(2, '0')}:00Z`,
    eventSource: 'iam.amazonaws.com',
    eventName: 'CreateUser',
    eventID: `e-${i}`,
    userIdentity: { type: 'IAMUser', arn: 'arn:aws:iam::111122223333:user/ada', accountId: '111122223333' },
    requestParameters: { userName: `user-${i}` },
    recipientAccountId: '111122223333',
  });
const records = (n: number): string => Array.from({ length: n }, (_, i) => `${record(i)}\n`).join('');

interface Run {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** `input` is what stands behind file descriptor 3. */
function tracewake(args: readonly string[], options: { readonly uid?: number; readonly input?: string } = {}): Run {
  const descriptors: number[] = [];
  if (options.input !== undefined) {
    writeFileSync(join(dir, 'fd3'), options.input);
    descriptors.push(openSync(join(dir, 'fd3'), 'r'));
  }
  const run = spawnSync(process.execPath, ['--disable-warning=ExperimentalWarning', join(ROOT, 'electron/headless/cli.ts'), ...args], {
    cwd: dir,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe', ...descriptors],
    ...(options.uid === undefined ? {} : { uid: options.uid }),
    env: { ...process.env, INIT_CWD: undefined },
  });
  for (const fd of descriptors) closeSync(fd);
  return { code: run.status, out: run.stdout, err: run.stderr };
}

const imported = (path: string, ...more: readonly string[]): Run => tracewake(['import', 'bad.case', path, '--no-analyse', ...more]);
const counts = (): Record<string, number>[] =>
  tracewake(['sources', 'bad.case', '--json'])
    .out.split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, number>);

beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'tracewake-bad-'));
  chmodSync(dir, 0o755);
  expect(tracewake(['new', 'bad.case', '--title', 'Bad input', '--investigator', 'Ada <ada@example.org>']).code).toBe(0);
  writeFileSync(join(dir, 'good.json'), records(50));
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

describe('input that cannot be had', () => {
  test('a path that is not there', () => {
    expect(imported('nowhere')).toEqual({ code: 4, out: '', err: `tracewake: ${join(dir, 'nowhere')}: there is no such file or directory\n` });
  });

  test('a directory without rights', (context) => {
    mkdirSync(join(dir, 'locked'));
    chmodSync(join(dir, 'locked'), 0);
    // Root may read everything, so the command runs as nobody there; that one must be able to reach the program at all.
    const root = process.getuid?.() === 0;
    const nobody = 65534;
    if (
      root &&
      spawnSync(process.execPath, ['-e', `require('fs').readFileSync(${JSON.stringify(join(ROOT, 'package.json'))})`], { uid: nobody }).status !== 0
    ) {
      skipHere(context, 'this checkout cannot be read by another user than root');
    }
    if (root) execFileSync('chown', ['-R', `${nobody}:${nobody}`, join(dir, 'locked')]);
    const home = join(dir, 'of-nobody');
    mkdirSync(home);
    if (root) execFileSync('chown', [`${nobody}:${nobody}`, home]);
    const as = root ? { uid: nobody } : {};
    expect(tracewake(['new', 'of-nobody/a.case', '--title', 't', '--investigator', 'N'], as).code).toBe(0);
    const refused = tracewake(['import', 'of-nobody/a.case', 'locked', '--no-analyse'], as);
    expect(refused.code).toBe(4);
    expect(refused.err).toMatch(/^tracewake: \S*locked\S*: .*permission/m);
    expect(tracewake(['new', 'locked/b.case', '--title', 't'], as)).toMatchObject({ code: 4, err: expect.stringContaining('rights') });

    // A case that may not be looked into is no less a case; nor is one whose database alone may not be read.
    const shut = join(home, 'a.case');
    const there = expect.stringMatching(/a\.case: there is no permission to read it/);
    chmodSync(join(shut, 'case.db'), 0);
    expect(tracewake(['sources', 'of-nobody/a.case'], as)).toMatchObject({ code: 4, out: '', err: there });
    chmodSync(shut, 0);
    expect(tracewake(['sources', 'of-nobody/a.case'], as)).toMatchObject({ code: 4, out: '', err: there });
    chmodSync(home, 0);
    expect(tracewake(['sources', 'of-nobody/a.case'], as)).toMatchObject({ code: 4, out: '', err: there });
    chmodSync(home, 0o700);
    chmodSync(shut, 0o700);
  });

  test('a case that is not there, and a directory that is none', () => {
    expect(tracewake(['sources', 'gone.case'])).toMatchObject({
      code: 4,
      out: '',
      err: expect.stringContaining(`${join(dir, 'gone.case')}: there is no such directory`),
    });
    mkdirSync(join(dir, 'plain'));
    expect(tracewake(['sources', 'plain'])).toMatchObject({ out: '', err: expect.stringContaining('this is no case') });
  });
});

describe('files that are broken', () => {
  test('noise is one rejected record with its reason, and said to be nothing', () => {
    writeFileSync(join(dir, 'noise.bin'), Buffer.concat([Buffer.from([0xff, 0, 0x13]), randomBytes(100_000)]));
    const { code, err } = imported('noise.bin');
    expect(code).toBe(4);
    expect(err).toContain('noise.bin: nothing in it could be read as a record');
    expect(tracewake(['rejects', 'bad.case']).out).toContain('it is binary data, not a file of records');
  });

  test('a truncated gz keeps what could be read, and says that it stops', () => {
    const whole = gzipSync(records(3000));
    writeFileSync(join(dir, 'cut.json.gz'), whole.subarray(0, Math.floor(whole.length / 2)));
    const { err } = imported('cut.json.gz');
    expect(err).toContain('cut.json.gz: the gzip stream is cut off; everything before the cut was read');
    const cut = counts().find((s) => String(s.name) === 'cut.json.gz');
    expect(cut?.accepted).toBeGreaterThan(500);
    expect(cut?.rejected).toBe(1);
  });

  test('a zip that climbs out of its folder: that member is refused, the others come in, nothing is written outside', () => {
    const bytes = Buffer.from(record(77_777));
    writeFileSync(
      join(dir, 'climb.zip'),
      zip([
        { name: '../../escape.json', data: bytes },
        { name: 'inside.json', data: bytes },
      ]),
    );
    const { code, err } = imported('climb.zip');
    expect(code).toBe(4);
    expect(err).toContain('../../escape.json: its name leads out of the archive');
    expect(counts().map((s) => String(s.name))).toContain('inside.json');
    expect(existsSync(join(dir, '..', 'escape.json')) || existsSync(join(dir, '..', '..', 'escape.json'))).toBe(false);
  });

  test('a line of 60 MB is rejected by itself, and its neighbours are read', () => {
    const fd = openSync(join(dir, 'long.json'), 'w');
    writeSync(fd, `${record(900_001)}\n{"a":"`);
    const block = 'x'.repeat(1_000_000);
    for (let i = 0; i < 60; i++) writeSync(fd, block);
    writeSync(fd, `"}\n${record(900_002)}\n`);
    closeSync(fd);
    expect(imported('long.json').code).toBe(0);
    expect(counts().find((s) => String(s.name) === 'long.json')).toMatchObject({ read: 3, accepted: 2, rejected: 1 });
    expect(tracewake(['rejects', 'bad.case']).out).toContain('it is longer than 56 MiB');
  });
});

describe('options that do not exist', () => {
  test('a zone', () => {
    expect(imported('good.json', '--zone', 'Mars/Olympus')).toMatchObject({
      code: 2,
      out: '',
      err: expect.stringContaining('there is no time zone "Mars/Olympus"'),
    });
  });
  test('an adapter', () => {
    expect(imported('good.json', '--as', 'no-such-log')).toMatchObject({
      code: 2,
      out: '',
      err: expect.stringContaining('there is no adapter "no-such-log"'),
    });
  });
});

test('a wrong passphrase seals nothing', () => {
  expect(tracewake(['keygen', '--out', 'ada.key', '--passphrase-fd', '3'], { input: 'correct horse\n' }).code).toBe(0);
  const short = tracewake(['keygen', '--out', 'bo.key', '--passphrase-fd', '3'], { input: 'seven77\n' });
  expect([short.code, short.err]).toEqual([0, expect.stringContaining('fewer than 8 characters')]);
  const { code, out, err } = tracewake(['export', 'bad.case', '--out', 'p.zip', '--key', 'ada.key', '--passphrase-fd', '3'], {
    input: 'wrong horse\n',
  });
  expect({ code, out }).toEqual({ code: 4, out: '' });
  expect(err).toContain(`${join(dir, 'ada.key')}: the passphrase is not the one of this key`);
  expect(readdirSync(dir).filter((name) => name.includes('.zip') && name !== 'climb.zip')).toEqual([]);
});

test('after all of it the case is whole: the ledger adds up, and the custody log knows every source', () => {
  expect(imported('good.json').code).toBe(0);
  const sources = counts();
  for (const s of sources)
    expect({ name: s.name, sum: (s.accepted ?? 0) + (s.ignored ?? 0) + (s.rejected ?? 0) + (s.duplicate ?? 0) }).toEqual({
      name: s.name,
      sum: s.read,
    });
  const entries = tracewake(['custody', 'bad.case', '--json'])
    .out.split('\n')
    .filter((line) => line.includes('"source.imported"'));
  expect(entries).toHaveLength(sources.length);
});
