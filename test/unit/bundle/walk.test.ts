import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import { BrokenStream, bytesOf, hashExtent } from '../../../electron/engine/bundle/bytes.ts';
import { wholeFile } from '../../../electron/engine/bundle/location.ts';
import { createSpool, locate } from '../../../electron/engine/bundle/spool.ts';
import { type Found, type Member, walk } from '../../../electron/engine/bundle/walk.ts';
import { Failure } from '../../../shared/contract/errors.ts';
import { pax, tar, type ZipEntry, zip } from './archives.ts';
import { fileOf, scratchDir } from './reading.ts';

const spool = createSpool(join(scratchDir, 'spool'));
afterAll(() => spool.close());

async function found(...paths: string[]): Promise<Found[]> {
  const out: Found[] = [];
  for await (const f of walk(paths, { spool, isAdapter: (name) => name === 'aws-cloudtrail' })) out.push(f);
  return out;
}
const members = (list: readonly Found[]): Member[] => list.filter((f) => f.type === 'member');
const names = (list: readonly Found[]): string[] => members(list).map((m) => m.name);
const failures = (list: readonly Found[]): string[] => list.flatMap((f) => (f.type === 'failure' ? [`${f.name}: ${f.error.message}`] : []));
const notes = (list: readonly Found[]): string[] => list.flatMap((f) => (f.type === 'note' ? [f.text] : []));

async function textOf(m: Pick<Member, 'extent'>): Promise<string> {
  const parts: Buffer[] = [];
  for await (const chunk of bytesOf(m.extent)) parts.push(chunk);
  return Buffer.concat(parts).toString();
}
/** Read as found, and once more by way of what is kept about it. */
async function texts(list: readonly Found[]): Promise<Record<string, string>> {
  const out: Record<string, string> = {};
  for (const m of members(list)) {
    out[m.name] = await textOf(m);
    const again = await locate(wholeFile(m.container.path, m.container.bytes), JSON.parse(JSON.stringify(m.location)), spool);
    expect(await textOf({ extent: again })).toBe(out[m.name]);
  }
  return out;
}

let folders = 0;
function folder(files: Readonly<Record<string, string | Buffer>>): string {
  const dir = join(scratchDir, `folder-${++folders}`);
  mkdirSync(dir);
  for (const [name, data] of Object.entries(files)) {
    mkdirSync(join(dir, name, '..'), { recursive: true });
    writeFileSync(join(dir, name), data);
  }
  return dir;
}

const FILES = { 'a.json': '{"a":1}', 'sub/b.csv': 'x,y\n1,2\n', 'sub/deep/c.json': `{"c":"${'å'.repeat(2000)}"}` };
const ENTRIES: readonly ZipEntry[] = Object.entries(FILES).map(([name, data], i) => ({ name, data, deflate: i !== 1 }));

describe('containers', () => {
  const zipped = zip(ENTRIES);
  const tarred = tar(Object.entries(FILES).map(([name, data]) => ({ name, data })));
  test.each([
    ['zip', zipped],
    ['zip64', zip(ENTRIES.map((e) => ({ ...e, zip64: true })))],
    ['a zip behind a program', zip(ENTRIES, { prepend: Buffer.from('#!/bin/sh\n'.repeat(5)) })],
    ['tar', tarred],
    ['tar.gz', gzipSync(tarred)],
    ['zip.gz', gzipSync(zipped)],
    ['tar.gz.gz', gzipSync(gzipSync(tarred))],
  ])('%s', async (kind, bytes) => {
    // A program before a zip hides it from the first bytes; such a file is named by nobody's export and stays what it is.
    if (kind === 'a zip behind a program') return expect(names(await found(fileOf(bytes)))).toHaveLength(1);
    const list = await found(fileOf(bytes, `anything-${kind}`));
    expect(await texts(list)).toEqual(FILES);
    expect(failures(list)).toEqual([]);
  });
  test('a folder, by name, with its archives taken apart', async () => {
    const dir = folder({
      'z.json': '1',
      'logs/in.zip': zip([
        { name: 'x/y.json', data: '{"y":1}', deflate: true },
        { name: 'inner.zip', data: zipped },
      ]),
      'm.tgz': gzipSync(tarred),
    });
    const list = await found(dir);
    expect(await texts(list)).toEqual({
      'logs/in.zip/x/y.json': '{"y":1}',
      ...Object.fromEntries(Object.entries(FILES).map(([n, d]) => [`logs/in.zip/inner.zip/${n}`, d])),
      ...Object.fromEntries(Object.entries(FILES).map(([n, d]) => [`m.tgz/${n}`, d])),
      'z.json': '1',
    });
    expect(list[0]).toMatchObject({ type: 'bundle', path: dir, declaration: undefined });
  });
  test('a gz of records is a source whose hash is that of the file', async () => {
    const gz = gzipSync('{"a":1}\n');
    const [member] = members(await found(folder({ 'a.json.gz': gz })));
    expect(member).toMatchObject({ name: 'a.json.gz', compression: 'gzip', location: [] });
    expect(await hashExtent(member!.extent)).toEqual({ sha256: createHash('sha256').update(gz).digest('hex'), bytes: gz.length });
  });
  test('a gz inside a zip is hashed as `unzip` would leave it', async () => {
    const gz = gzipSync('{"a":1}\n');
    const [member] = members(await found(fileOf(zip([{ name: 'a.json.gz', data: gz, deflate: true }]))));
    expect((await hashExtent(member!.extent)).sha256).toBe(createHash('sha256').update(gz).digest('hex'));
  });
  test('names longer than a tar header holds', async () => {
    const long = `${'d'.repeat(120)}/${'f'.repeat(90)}.json`;
    const bytes = tar([
      pax('path', long),
      { name: 'short', data: '1' },
      { name: '././@LongLink', type: 'L', data: `${long}2\0` },
      { name: 'cut', data: '2' },
    ]);
    expect(await texts(await found(fileOf(bytes)))).toEqual({ [long]: '1', [`${long}2`]: '2' });
  });
  test('archives nested too deep are said to be', async () => {
    let bytes = zip([{ name: 'core.json', data: '1' }]);
    for (let i = 0; i < 5; i++)
      bytes = zip([
        { name: `level${i}.zip`, data: bytes, deflate: true },
        { name: `beside${i}.json`, data: '1' },
      ]);
    const list = await found(fileOf(bytes));
    expect(failures(list).join()).toContain('nested more than 4 deep');
    expect(names(list).filter((n) => n.includes('beside'))).toHaveLength(4);
  });
});

describe('members that cannot be read leave the others alone', () => {
  test.each<[string, ZipEntry, string]>([
    ['leads out', { name: '../../etc/passwd', data: 'x' }, 'leads out of the archive'],
    ['leads out by a backslash', { name: 'a\\..\\..\\b', data: 'x' }, 'leads out of the archive'],
    ['is absolute', { name: '/etc/passwd', data: 'x' }, 'absolute path'],
    ['is on a drive', { name: 'C:/x', data: 'x' }, 'absolute path'],
    ['has control characters', { name: 'a\u001b[31mb', data: 'x' }, 'control characters'],
    ['is there twice', { name: 'a.json', data: 'x' }, 'twice'],
    ['is encrypted', { name: 'secret.json', data: 'x', encrypted: true }, 'encrypted'],
    ['is packed otherwise', { name: 'lzma.json', data: 'x', method: 14 }, 'method 14'],
    ['has another name inside', { name: 'good.json', data: 'x', localName: 'evil.json' }, 'disagree'],
    ['shares bytes', { name: 'bomb.json', data: 'x', sharesWith: 0, localName: 'a.json' }, ''],
  ])('one that %s', async (_, entry, message) => {
    const list = await found(fileOf(zip([...ENTRIES, entry])));
    expect(names(list)).toEqual(Object.keys(FILES));
    expect(failures(list)).toHaveLength(1);
    expect(failures(list)[0]).toContain(message);
  });
  test('members that share bytes under one name of their own', async () => {
    const bytes = zip([
      { name: 'same.json', data: 'x'.repeat(100) },
      { name: 'same.json', data: '', sharesWith: 0 },
    ]);
    expect(failures(await found(fileOf(bytes)))).toHaveLength(1);
  });
  test('links are named and not followed', async () => {
    const dir = folder({ 'a.json': '1' });
    symlinkSync('/etc', join(dir, 'away'));
    symlinkSync('a.json', join(dir, 'b.json'));
    const list = await found(dir);
    expect(names(list)).toEqual(['a.json']);
    expect(notes(list)).toEqual(['`away` is a link and was not followed', '`b.json` is a link and was not followed']);
    expect(notes(await found(fileOf(zip([{ name: 'l', data: '/etc', symlink: true }]))))).toEqual(['`l` is a link and was not followed']);
    expect(notes(await found(fileOf(tar([{ name: 'l', type: '2' }]))))).toEqual(['`l` is a link and was not followed']);
  });
  test('a zip that is cut off, one whose directory is damaged, a tar that is cut off', async () => {
    const whole = zip(ENTRIES);
    const damaged = Buffer.from(whole);
    damaged.writeUInt32LE(0, damaged.indexOf(Buffer.from([0x50, 0x4b, 1, 2])));
    const dir = folder({ 'cut.zip': whole.subarray(0, whole.length - 40), 'damaged.zip': damaged, 'ok.json': '1' });
    const list = await found(dir);
    expect(names(list)).toEqual(['ok.json']);
    expect(failures(list)).toEqual([expect.stringContaining('the end of the zip archive is missing'), expect.stringContaining('damaged')]);
    const tarred = tar([
      { name: 'a.json', data: '{"a":1}' },
      { name: 'b.json', data: 'y'.repeat(3000) },
    ]);
    const cut = await found(fileOf(tarred.subarray(0, 512 + 512 + 512 + 1000)));
    expect(names(cut)).toEqual(['a.json', 'b.json']);
    await expect(textOf(members(cut)[1]!)).rejects.toThrow(BrokenStream);
    const packed = gzipSync(tarred);
    expect(names(await found(fileOf(packed.subarray(0, packed.length - 30)))).slice(0, 1)).toEqual(['a.json']);
  });
  test('a member whose checksum does not hold says so when it is read', async () => {
    const [member] = members(await found(fileOf(zip([{ name: 'a.json', data: '{"a":1}', crc: 12345 }]))));
    await expect(textOf(member!)).rejects.toThrow('checksum');
  });
  test('a bomb is refused by its ratio', async () => {
    const bomb = zip([
      { name: 'zeros.zip', data: Buffer.concat([Buffer.from('PK\u0003\u0004'), Buffer.alloc(300 * 1024 * 1024)]), deflate: true },
      ...ENTRIES,
    ]);
    const list = await found(fileOf(bomb));
    expect(failures(list)).toEqual([expect.stringContaining('more than 200 times')]);
    expect(names(list)).toEqual(Object.keys(FILES));
    // Three hundred megabytes are packed and unpacked, on a machine that may be busy.
  });
  test('what is packed in other ways, or is no log at all, is named', async () => {
    const dir = folder({
      'a.zst': Buffer.from('28b52ffd0000', 'hex'),
      'b.7z': Buffer.from('377abcaf271c0004', 'hex'),
      'c.xlsb': zip([
        { name: '[Content_Types].xml', data: '<x/>' },
        { name: 'xl/workbook.bin', data: '<x/>' },
      ]),
    });
    expect(failures(await found(dir))).toEqual([
      expect.stringContaining('zstd'),
      expect.stringContaining('7-Zip'),
      expect.stringContaining('spreadsheet'),
    ]);
  });
  test('a path that is not there, and a folder without rights', async () => {
    expect(failures(await found(join(scratchDir, 'nowhere')))).toEqual(['nowhere: there is no such file or directory']);
    const dir = folder({ 'open.json': '1', 'shut/x.json': '1' });
    chmodSync(join(dir, 'shut'), 0);
    const list = await found(dir);
    chmodSync(join(dir, 'shut'), 0o700);
    // The superuser may read it all the same.
    if (process.getuid?.() === 0) expect(names(list)).toEqual(['open.json', 'shut/x.json']);
    else expect(failures(list)).toEqual(['shut: no permission to read it']);
    expect(names(list)).toContain('open.json');
  });
  test('what the system leaves behind, and a case among the files', async () => {
    const list = await found(folder({ '.DS_Store': 'x', '__MACOSX/._a': 'x', 'my.case/case.db': 'x', 'my.case/vault/x': '1', 'a.json': '1' }));
    expect(names(list)).toEqual(['a.json']);
    expect(notes(list)).toHaveLength(3);
  });
});

describe('bundle.yaml', () => {
  const YAML = 'sources:\n  - match: "*.json"\n    system: one\n  - {match: "logs/**", system: two}\n  - match: nothing-*.csv\n';
  test('at the top of a folder, of an archive, and of the one folder in an archive', async () => {
    const files = { 'a.json': '1', 'logs/in.zip': zip([{ name: 'b.txt', data: '1' }]), 'bundle.yaml': YAML };
    const entries = Object.entries(files).map(([name, data]) => ({ name, data }));
    for (const path of [
      folder(files),
      fileOf(zip(entries)),
      fileOf(tar(entries)),
      fileOf(zip(entries.map((e) => ({ ...e, name: `export/${e.name}` })))),
    ]) {
      const list = await found(path);
      expect(members(list).map((m) => [m.name.replace('export/', ''), m.declared?.system])).toEqual([
        ['a.json', 'one'],
        ['logs/in.zip/b.txt', 'two'],
      ]);
      expect(list[0]).toMatchObject({ type: 'bundle', path, declaration: { sources: [{}, {}, {}] } });
      expect(notes(list)).toEqual([expect.stringContaining('line 5: `nothing-*.csv` matches no file')]);
    }
  });
  test('an entry may name the archive itself', async () => {
    const list = await found(folder({ 'in.zip': zip([{ name: 'b.txt', data: '1' }]), 'bundle.yaml': 'sources: [{match: in.zip, system: s}]' }));
    expect(members(list)[0]?.declared?.system).toBe('s');
  });
  test('beside files that are named one by one', async () => {
    const dir = folder({ 'a.json': '1', 'logs/b.json': '1', 'bundle.yaml': YAML });
    const list = await found(join(dir, 'a.json'), join(dir, 'bundle.yaml'), join(dir, 'logs'));
    expect(members(list).map((m) => [m.name, m.declared?.system])).toEqual([
      ['a.json', 'one'],
      ['logs/b.json', 'two'],
    ]);
  });
  test('that cannot be meant ends the walk before anything is given out', async () => {
    const dir = folder({ 'a.json': '1', 'bundle.yaml': 'sources:\n  - match: "*"\n    zone: Europe/Atlantis\n' });
    const e: unknown = await found(dir).catch((thrown: unknown) => thrown);
    expect(e).toBeInstanceOf(Failure);
    expect((e as Failure).data).toMatchObject({
      code: 'input',
      message: 'there is no zone `Europe/Atlantis`',
      position: 'line 3, column 11',
      file: join(dir, 'bundle.yaml'),
    });
  });
});

test('a cancelled walk ends with the reason of its signal', async () => {
  const abort = new AbortController();
  const walking = walk([folder(FILES)], { spool, isAdapter: () => true, signal: abort.signal });
  await walking.next();
  await walking.next();
  abort.abort(new Error('enough'));
  await expect(walking.next()).rejects.toThrow('enough');
});
