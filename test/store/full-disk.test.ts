/** A disk that really runs full, as a small file system of the test's own; where the system gives none, the test says so. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { skipHere } from '../skip.ts';

const MEGABYTE = 1 << 20;
const DISK = 32 * MEGABYTE;
const FILES = 4;
const RECORDS = 3000;

const trail = (n: number): string =>
  JSON.stringify({
    userIdentity: { type: 'IAMUser', arn: `arn:aws:iam::111122223333:user/u${n % 5}`, accountId: '111122223333', userName: `u${n % 5}` },
    eventTime: new Date(Date.UTC(2026, 2, 1) + n * 1000).toISOString(),
    eventSource: 'iam.amazonaws.com',
    eventName: 'CreateUser',
    requestParameters: { userName: `new-${n}` },
    eventID: `id-${(n * 2654435761) % 4294967296}-${n}`,
    recipientAccountId: '111122223333',
  });

test('a disk that runs full in the middle of an import is said so, what was finished is kept, and with room again the rest follows', (context) => {
  const dir = mkdtempSync(join(tmpdir(), 'tracewake-full-'));
  try {
    const disk = join(dir, 'disk');
    const logs = join(dir, 'logs');
    mkdirSync(disk);
    mkdirSync(logs);
    for (let i = 0; i < FILES; i++)
      writeFileSync(join(logs, `${i}.ndjson`), Array.from({ length: RECORDS }, (_, k) => trail(i * RECORDS + k)).join('\n'));
    const inside = (command: string) =>
      spawnSync(
        'unshare',
        ['-rm', 'sh', '-c', `mount -t tmpfs -o size=${DISK} tmpfs "$0" && ${command}`, disk, process.execPath, SCRIPT, logs, String(BALLAST)],
        {
          encoding: 'utf8',
        },
      );
    if (inside('true').status !== 0) skipHere(context, 'this system gives a test no file system of its own to fill');
    const ran = inside('exec "$1" --disable-warning=ExperimentalWarning "$2" "$0" "$3" "$4"');
    expect(ran.stderr).toBe('');
    const told = JSON.parse(ran.stdout);
    // Wherever the disk ran full, the report tells of what is in the case: who is told only of the error does not know what to do again.
    expect(told.full.error).toBeUndefined();
    const errors: unknown[] = [...told.full.failed.map((f: { readonly error: unknown }) => f.error), ...[told.full.stopped ?? []].flat()];
    expect(errors.length).toBeGreaterThan(0);
    for (const e of errors) expect(e).toMatchObject({ code: 'environment', message: 'the disk is full' });
    expect(told.kept.sources.length).toBeGreaterThan(0);
    expect(told.full.sources).toEqual(told.kept.sources);
    expect(told.closed).toEqual({});
    expect(told.opened).toMatchObject({ title: 'full', readOnly: false });
    expect(told.kept.sources.length).toBeLessThan(FILES);
    for (const s of told.kept.sources) expect(s).toMatchObject({ read: RECORDS, accepted: RECORDS });
    expect(told.freed.failed).toEqual([]);
    expect(told.after.sources).toHaveLength(FILES);
    for (const s of told.after.sources) expect(s).toMatchObject({ read: RECORDS, accepted: RECORDS });
  } finally {
    rmSync(dir, { recursive: true });
  }
});

test('a disk that is full already is said with the file that did not fit and what to do, and nothing half made is left in the way', (context) => {
  const dir = mkdtempSync(join(tmpdir(), 'tracewake-full-'));
  try {
    const [disk, elsewhere, logs] = ['disk', 'elsewhere', 'logs'].map((name) => join(dir, name)) as [string, string, string];
    for (const made of [disk, elsewhere, logs]) mkdirSync(made);
    writeFileSync(join(logs, 'a.ndjson'), Array.from({ length: 500 }, (_, k) => trail(k)).join('\n'));
    const inside = (command: string) =>
      spawnSync(
        'unshare',
        ['-rm', 'sh', '-c', `mount -t tmpfs -o size=${8 * MEGABYTE} tmpfs "$0" && ${command}`, disk, process.execPath, ON_FULL, elsewhere, logs],
        { encoding: 'utf8' },
      );
    if (inside('true').status !== 0) skipHere(context, 'this system gives a test no file system of its own to fill');
    const ran = inside('exec "$1" --disable-warning=ExperimentalWarning "$2" "$0" "$3" "$4"');
    expect(ran.stderr).toBe('');
    const told = JSON.parse(ran.stdout);
    const full = (file: string) => ({
      error: { code: 'environment', message: 'the disk is full', file: join(disk, file), advice: expect.stringMatching(/^Free some space/) },
    });
    expect(told.keygen).toEqual(full('k.key'));
    expect(told.exported).toEqual(full('p.zip'));
    expect(told.handed).toEqual(full('events.csv'));
    // Whether the case still opens or not: whoever imports is told which disk it is, of the case or of a file.
    const said =
      told.opened.error ?? told.imported.error ?? [told.imported.stopped ?? told.imported.failed.map((f: { error: unknown }) => f.error)].flat()[0];
    expect(said).toMatchObject({
      message: 'the disk is full',
      file: expect.stringContaining(dir),
      advice: expect.stringMatching(/^Free some space/),
    });
    expect(told.left).toEqual(['ballast', 'case']);
    expect(told.again.keygen).toMatchObject({ file: join(disk, 'k.key') });
    expect(told.again.exported).toMatchObject({ file: join(disk, 'p.zip'), revision: 1 });
  } finally {
    rmSync(dir, { recursive: true });
  }
});

const ON_FULL = join(import.meta.dirname, 'on-full-disk.ts');
const SCRIPT = join(import.meta.dirname, 'import-on-full-disk.ts');
/** Room is left for the case and about two of the files, not for what is concluded of them. */
const BALLAST = DISK - 3400 * 1024;
