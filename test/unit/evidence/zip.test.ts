/** L0: archives that one reader opens as one thing and the next as another, or that harm whoever opens them. */

import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { crc32, deflateRawSync } from 'node:zlib';
import { beforeAll, describe, expect, test } from 'vitest';
import { verifyPackage } from '../../../electron/engine/evidence/verify.ts';
import { ZipWriter } from '../../../electron/engine/evidence/zip-write.ts';
import { drawPackage, drawSource, inFolder, MemorySink } from './draw.ts';
import { type Forgery, forge, NOW, problemsOf, verifyBytes } from './forge.ts';

let honest: Forgery;
let bytes: Buffer;
beforeAll(async () => {
  honest = await forge();
  bytes = await honest.zip();
});

const END = 22;
const copy = (): Buffer => Buffer.from(bytes);
const directoryAt = (zip: Buffer): number => zip.readUInt32LE(zip.length - END + 16);
/** Where the directory speaks of an entry, and where its own header lies. */
function placesOf(zip: Buffer, name: string): { central: number; local: number } {
  const central = zip.indexOf(name, directoryAt(zip)) - 46;
  return { central, local: zip.readUInt32LE(central + 42) };
}
const path = (name: string): string => `${honest.root}/${name}`;
const POLICY = 'data/policy.yaml';
const l0 = async (zip: Buffer): Promise<string[]> => problemsOf(await verifyBytes(zip)).filter((p) => p.startsWith('L0'));

async function withEntry(name: string, content = 'x'): Promise<Buffer> {
  const sink = new MemorySink();
  const writer = new ZipWriter(sink);
  for (const [p, b] of honest.files) await writer.add(path(p), b);
  await writer.add(name, Buffer.from(content));
  await writer.finish();
  return sink.bytes();
}

/** One entry after another as given, headers and all, to say what no packer says. */
function rawZip(
  entries: readonly { name: string; data: Buffer; method: number; size: number; crc: number; at?: number; mode?: number; flags?: number }[],
): Buffer {
  const parts: Buffer[] = [];
  const central: Buffer[] = [];
  let at = 0;
  for (const e of entries) {
    const name = Buffer.from(e.name, 'latin1');
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(20, 4);
    local.writeUInt16LE(e.flags ?? 0, 6);
    local.writeUInt16LE(e.method, 8);
    local.writeUInt32LE(e.crc, 14);
    local.writeUInt32LE(e.data.length, 18);
    local.writeUInt32LE(e.size, 22);
    local.writeUInt16LE(name.length, 26);
    const c = Buffer.alloc(46);
    c.writeUInt32LE(0x02014b50, 0);
    c.writeUInt16LE((3 << 8) | 20, 4);
    c.writeUInt16LE(20, 6);
    c.writeUInt16LE(e.flags ?? 0, 8);
    c.writeUInt16LE(e.method, 10);
    c.writeUInt32LE(e.crc, 16);
    c.writeUInt32LE(e.data.length, 20);
    c.writeUInt32LE(e.size, 24);
    c.writeUInt16LE(name.length, 28);
    c.writeUInt32LE(((e.mode ?? 0o100644) << 16) >>> 0, 38);
    c.writeUInt32LE(e.at ?? at, 42);
    central.push(c, name);
    if (e.at !== undefined) continue;
    parts.push(local, name, e.data);
    at += 30 + name.length + e.data.length;
  }
  const directory = Buffer.concat(central);
  const end = Buffer.alloc(END);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...parts, directory, end]);
}
const stored = (name: string, content: string | Buffer = 'x', mode?: number) => ({
  name,
  data: Buffer.from(content as string),
  method: 0,
  size: content.length,
  crc: crc32(content),
  ...(mode === undefined ? {} : { mode }),
});

describe('the end of the archive', () => {
  test('noise is no zip', async () => expect(await l0(Buffer.from('noise, and no zip at all'))).toEqual(['L0 E_ZIP_END_RECORD']));
  test('nothing is no zip', async () => expect(await l0(Buffer.alloc(0))).toEqual(['L0 E_ZIP_END_RECORD']));
  test('an archive that is cut off', async () => expect(await l0(copy().subarray(0, bytes.length - 30))).toEqual(['L0 E_ZIP_END_RECORD']));
  test('bytes after the end', async () => expect(await l0(Buffer.concat([bytes, Buffer.from('x')]))).toEqual(['L0 E_ZIP_TRAILING']));
  test('bytes before the beginning', async () => expect(await l0(Buffer.concat([Buffer.from('#!/bin/sh\n'), bytes]))).toEqual(['L0 E_ZIP_TRAILING']));
  test('two archives, one after the other: two end records', async () =>
    expect(await l0(Buffer.concat([bytes, bytes]))).toEqual(['L0 E_ZIP_END_RECORD']));
  test('a comment, in which an end record could hide', async () => {
    const zip = Buffer.concat([bytes, Buffer.from('hi')]);
    zip.writeUInt16LE(2, bytes.length - 2);
    expect(await l0(zip)).toEqual(['L0 E_ZIP_TRAILING']);
  });
  test('an end record in the comment of another', async () => {
    const inner = bytes.subarray(bytes.length - END);
    const zip = Buffer.concat([bytes, inner]);
    zip.writeUInt16LE(END, bytes.length - 2);
    expect(await l0(zip)).toEqual(['L0 E_ZIP_TRAILING']);
  });
  test('another number of entries than there are', async () => {
    const zip = copy();
    zip.writeUInt16LE(zip.readUInt16LE(zip.length - END + 10) - 1, zip.length - END + 10);
    zip.writeUInt16LE(zip.readUInt16LE(zip.length - END + 10), zip.length - END + 8);
    expect(await l0(zip)).toEqual(['L0 E_ZIP_END_RECORD']);
  });
});

describe('entries', () => {
  test('the same name twice', async () => expect(await l0(await withEntry(path(POLICY)))).toContain(`L0 E_ZIP_DUPLICATE ${path(POLICY)}`));
  test('names that differ in case alone', async () => {
    const found = await l0(await withEntry(path('data/Policy.yaml')));
    expect(found).toEqual([`L0 E_PATH ${path('data/Policy.yaml')}`, expect.stringContaining('L0 E_ZIP_DUPLICATE')]);
  });
  test('an entry that shares its bytes with another', async () => {
    const zip = rawZip([stored('a-r01/a'), { ...stored('a-r01/a'), name: 'a-r01/b', at: 0 }]);
    // The directory says b, the header there says a.
    expect(await l0(zip)).toEqual(['L0 E_ZIP_HEADER_MISMATCH a-r01/b']);
    const same = rawZip([stored('a-r01/a'), { ...stored('a-r01/a'), at: 0 }]);
    expect(await l0(same)).toEqual(['L0 E_ZIP_DUPLICATE a-r01/a']);
  });
  test('an entry inside the data of another', async () => {
    const inner = rawZip([stored('a-r01/b', 'hidden')]).subarray(0, 30 + 7 + 6);
    const outer = stored('a-r01/a', inner);
    const zip = rawZip([outer, { ...stored('a-r01/b', 'hidden'), at: 30 + 7 }]);
    expect(await l0(zip)).toEqual(['L0 E_ZIP_OVERLAP a-r01/b']);
  });
  test('an entry that the directory does not list', async () => {
    const hidden = rawZip([stored('a-r01/hidden')]).subarray(0, 30 + 12 + 1);
    const zip = rawZip([stored('a-r01/a')]);
    const at = zip.readUInt32LE(zip.length - END + 16);
    const patched = Buffer.concat([zip.subarray(0, at), hidden, zip.subarray(at)]);
    patched.writeUInt32LE(at + hidden.length, patched.length - END + 16);
    expect(await l0(patched)).toEqual(['L0 E_ZIP_TRAILING']);
  });
  test.each([
    ['name', (zip: Buffer, p: { local: number }) => zip.write('X', p.local + 30)],
    ['method', (zip: Buffer, p: { local: number }) => zip.writeUInt16LE(zip.readUInt16LE(p.local + 8) === 0 ? 8 : 0, p.local + 8)],
    ['size', (zip: Buffer, p: { local: number }) => zip.writeUInt32LE(1, p.local + 22)],
    ['packed size', (zip: Buffer, p: { local: number }) => zip.writeUInt32LE(1, p.local + 18)],
    ['checksum', (zip: Buffer, p: { local: number }) => zip.writeUInt32LE(1, p.local + 14)],
    ['flags', (zip: Buffer, p: { local: number }) => zip.writeUInt16LE(0x800, p.local + 6)],
  ])('the two headers differ in their %s', async (_, change) => {
    const zip = copy();
    change(zip, placesOf(zip, path(POLICY)));
    expect(await l0(zip)).toEqual([`L0 E_ZIP_HEADER_MISMATCH ${path(POLICY)}`]);
  });
  test.each<[string, 'central' | 'local']>([
    ['directory', 'central'],
    ['own header', 'local'],
  ])('a large form of its sizes, for which the %s does not ask, that says otherwise', async (_, where) => {
    const name = 'a-r01/x';
    const withWide = (size: number): Buffer => {
      const zip = rawZip([stored(name, 'abc')]);
      const extra = Buffer.alloc(20);
      extra.writeUInt16LE(1, 0);
      extra.writeUInt16LE(16, 2);
      extra.writeBigUInt64LE(BigInt(size), 4);
      extra.writeBigUInt64LE(3n, 12);
      const header = where === 'local' ? 0 : directoryAt(zip);
      const after = header + (where === 'local' ? 30 : 46) + name.length;
      const made = Buffer.concat([zip.subarray(0, after), extra, zip.subarray(after)]);
      made.writeUInt16LE(20, header + (where === 'local' ? 28 : 30));
      const field = made.length - END + (where === 'local' ? 16 : 12);
      made.writeUInt32LE(made.readUInt32LE(field) + 20, field);
      return made;
    };
    expect(await l0(withWide(3))).toEqual([]);
    expect(await l0(withWide(4))).toEqual([`L0 E_ZIP_HEADER_MISMATCH ${name}`]);
  });
  test('a second name in an extra field', async () => {
    const zip = copy();
    const { central } = placesOf(zip, path(POLICY));
    const extra = Buffer.concat([Buffer.from([0x75, 0x70, 4, 0]), Buffer.from('evil')]);
    const at = central + 46 + path(POLICY).length;
    const patched = Buffer.concat([zip.subarray(0, at), extra, zip.subarray(at)]);
    patched.writeUInt16LE(extra.length, central + 30);
    patched.writeUInt32LE(patched.readUInt32LE(patched.length - END + 12) + extra.length, patched.length - END + 12);
    expect(await l0(patched)).toEqual([`L0 E_ZIP_HEADER_MISMATCH ${path(POLICY)}`]);
  });
  test.each([
    ['symbolic link', 0o120777],
    ['device', 0o060600],
    ['pipe', 0o010600],
  ])('a %s', async (_, mode) => expect(await l0(rawZip([stored('a-r01/x', '/etc/passwd', mode)]))).toEqual(['L0 E_ZIP_SYMLINK a-r01/x']));
  // Of these unzip makes links (2, 5, 16, 30) or might one day.
  test.each([0, 1, 2, 5, 7, 16, 19, 30, 255])('a symbolic link of system %i', async (system) => {
    const zip = copy();
    const { central } = placesOf(zip, path(POLICY));
    zip.writeUInt16LE((system << 8) | 20, central + 4);
    zip.writeUInt32LE((0o120777 << 16) >>> 0, central + 38);
    expect(await l0(zip)).toEqual([`L0 E_ZIP_SYMLINK ${path(POLICY)}`]);
  });
  test.each([
    ['mode', (0o040755 << 16) >>> 0],
    ['DOS attribute', 0x10],
  ])('a file with the %s of a directory', async (_, attributes) => {
    const zip = copy();
    zip.writeUInt32LE(attributes, placesOf(zip, path(POLICY)).central + 38);
    expect(await l0(zip)).toEqual([`L0 E_ZIP_HEADER_MISMATCH ${path(POLICY)}`]);
  });
  test('a directory in whose packed data something is hidden', async () => {
    const hidden = { name: path('data/sources/'), data: Buffer.from([3, 0, 1, 2, 3]), method: 8, size: 0, crc: 0, mode: 0o40755 };
    const files = [...honest.files].map(([p, b]) => stored(path(p), b));
    expect(await l0(rawZip([...files, { ...hidden, data: Buffer.from([3, 0]) }]))).toEqual([]);
    expect(await l0(rawZip([...files, hidden]))).toEqual([`L0 E_ZIP_HEADER_MISMATCH ${path('data/sources/')}`]);
  });
  test('an encrypted entry', async () => expect(await l0(rawZip([{ ...stored('a-r01/x'), flags: 1 }]))).toEqual(['L0 E_ZIP_METHOD a-r01/x']));
  test('another method than stored and deflated', async () =>
    expect(await l0(rawZip([{ ...stored('a-r01/x'), method: 12 }]))).toEqual(['L0 E_ZIP_METHOD a-r01/x']));
  test('two folders where a package is one', async () => expect(await l0(await withEntry('other-r01/data/x'))).toEqual(['L0 E_PATH']));
  test('what macOS lays beside and into a folder that it packs again is named as that', async () => {
    const texts = async (name: string) => (await verifyBytes(await withEntry(name))).levels[0]!.problems.map((p) => `${p.code} ${p.path}: ${p.text}`);
    expect(await texts('__MACOSX/a-r01/._data')).toEqual([
      'E_PATH __MACOSX/a-r01/._data: the name has other characters than a-z, 0-9, dot, underscore and hyphen; the system that packed the folder again put it there: verify the package as it was exported',
    ]);
    expect(await texts(path('data/.DS_Store'))).toEqual([expect.stringContaining('verify the package as it was exported')]);
  });
  test('an entry for a folder in which files lie is none of its own, and one for an empty folder is not in a package', async () => {
    expect(problemsOf(await verifyBytes(await withEntry(path('data/sources/'), '')))).toEqual([]);
    expect(problemsOf(await verifyBytes(await withEntry(path('data/extra/'), '')))).toEqual(['L1 E_FILE_ADDED data/extra']);
  });
  test('entries without a name by the hundred thousand are said to be that, and those of which no package has so many are not looked at', async () => {
    // A directory and nothing else: what it names would have to lie at its own beginning.
    const directory = (entries: number): Buffer => {
      const header = Buffer.alloc(46);
      header.writeUInt32LE(0x02014b50, 0);
      const end = Buffer.alloc(END);
      end.writeUInt32LE(0x06054b50, 0);
      end.writeUInt16LE(0xffff, 8);
      end.writeUInt16LE(0xffff, 10);
      end.writeUInt32LE(46 * entries, 12);
      const wide = Buffer.alloc(76);
      wide.writeUInt32LE(0x06064b50, 0);
      wide.writeBigUInt64LE(44n, 4);
      for (const at of [24, 32]) wide.writeBigUInt64LE(BigInt(entries), at);
      wide.writeBigUInt64LE(BigInt(46 * entries), 40);
      wide.writeUInt32LE(0x07064b50, 56);
      wide.writeBigUInt64LE(BigInt(46 * entries), 64);
      return Buffer.concat([Buffer.alloc(46 * entries, header), wide, end]);
    };
    expect((await l0(directory(200_000))).every((p) => /E_ZIP_(HEADER_MISMATCH|DUPLICATE)|E_PATH/.test(p))).toBe(true);
    expect(await l0(directory(1_000_001))).toEqual(['L0 E_ZIP_BOMB']);
  });
  test('a file beside the folder', async () => expect(await l0(await withEntry('stray.txt'))).toEqual(['L0 E_PATH stray.txt']));
});

describe('names', () => {
  test.each([
    ['../evil'],
    ['a-r01/../../evil'],
    ['/etc/evil'],
    ['c:/evil'],
    ['a-r01\\..\\evil'],
    ['a-r01/a\0b'],
    ['a-r01/con'],
    ['a-r01/aux.txt'],
    ['a-r01/lpt1.yaml'],
    ['a-r01/data/x.'],
    ['a-r01/\u202egpj.exe'],
    ['a-r01/A'],
    ['a-r01/é'],
    ['a-r01/a b'],
    ['a-r01/./x'],
    ['a-r01//x'],
    [`a-r01/${'x'.repeat(300)}`],
  ])('%j', async (name) => {
    const entry = { ...stored(Buffer.from(name, 'utf8').toString('latin1')) };
    const found = await l0(rawZip([entry]));
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(/^L0 E_PATH/);
    expect(found[0]).not.toMatch(/\u202e|\0/);
  });
});

describe('bombs and lying sizes', () => {
  const zeros = Buffer.alloc(70 * 1024 * 1024);
  const data = deflateRawSync(zeros, { level: 9 });
  test('a ratio that no log has', async () => {
    const zip = rawZip([{ name: 'a-r01/x', data, method: 8, size: zeros.length, crc: crc32(zeros) }]);
    expect(await l0(zip)).toEqual(['L0 E_ZIP_BOMB a-r01/x']);
  });
  test.each([100, 100_000, 3_000_000])('an entry that becomes larger than the %i bytes that it says is stopped there', async (size) => {
    const zip = rawZip([{ name: 'a-r01/data/x', data, method: 8, size, crc: 0 }]);
    expect(await l0(zip)).toEqual(['L0 E_ZIP_BOMB data/x']);
  });
  test('more than deflate can do', async () => {
    expect(await l0(rawZip([{ name: 'a-r01/x', data: Buffer.from([3, 0]), method: 8, size: 60_000_000, crc: 0 }]))).toEqual([
      'L0 E_ZIP_BOMB a-r01/x',
    ]);
  });
  test('a manifest that is larger than any', async () => {
    const data = deflateRawSync(Buffer.alloc(66 * 1024 * 1024, 'abcdefghijklmnopqrstuvwxyz0123456789\n'), { level: 1 });
    const size = 66 * 1024 * 1024;
    const zip = rawZip([{ name: 'a-r01/manifest-sha256.txt', data, method: 8, size, crc: 0 }]);
    expect((await l0(zip))[0]).toMatch(/^L0 E_ZIP_BOMB/);
  });
  test('bytes hidden behind the end of packed data', async () => {
    const content = Buffer.from('a b c d e f g a b c d e f g');
    const data = Buffer.concat([deflateRawSync(content), Buffer.from('hidden')]);
    const zip = rawZip([{ name: 'a-r01/data/x', data, method: 8, size: content.length, crc: crc32(content) }]);
    expect(await l0(zip)).toEqual(['L0 E_ZIP_TRAILING data/x']);
    const large = Buffer.alloc(2_000_000, 'a b c d e f g ');
    const packed = Buffer.concat([deflateRawSync(large), Buffer.alloc(300_000, 'hidden')]);
    expect(await l0(rawZip([{ name: 'a-r01/data/x', data: packed, method: 8, size: large.length, crc: crc32(large) }]))).toEqual([
      'L0 E_ZIP_TRAILING data/x',
    ]);
  });
  test('a checksum that does not fit, and packed bytes that are damaged, are altered files', async () => {
    const f = await verifyBytes(rawZip([{ ...stored('a-r01/data/x'), crc: 7 }]));
    expect(problemsOf(f)).toContain('L1 E_FILE_MODIFIED data/x');
    const data = Buffer.from([0xff, 0xff, 0xff]);
    const g = await verifyBytes(rawZip([{ name: 'a-r01/data/x', data, method: 8, size: 5, crc: 0 }]));
    expect(problemsOf(g)).toContain('L1 E_FILE_MODIFIED data/x');
  });
  test('nothing of an unsafe container is read or called tampered', async () => {
    const r = await verifyBytes(Buffer.concat([bytes, bytes]));
    expect(r.levels.slice(1, 5).map((l) => l.result)).toEqual(Array(4).fill('INDETERMINATE'));
    expect([r.result, r.exitCode]).toEqual(['FAILED', 1]);
  });
});

/** Bytes that nothing can deflate, the same each time. */
const noise = (blocks: number): Buffer => Buffer.concat(Array.from({ length: blocks }, (_, i) => createHash('sha256').update(String(i)).digest()));

describe('what is written', () => {
  test('a source that would deflate like a bomb is still no bomb', async () => {
    const { bytes } = await drawPackage(undefined, { sources: [drawSource('s0001', Buffer.alloc(65 * 1024 * 1024))] });
    expect(problemsOf(await verifyBytes(bytes))).toEqual([]);
  });

  test('bytes that are packed already are stored, text is deflated', async () => {
    const text = Buffer.from(Array.from({ length: 9000 }, (_, i) => `line ${i * 7919}\n`).join(''));
    for (const [content, method] of [
      [noise(3000), 0],
      [text, 8],
    ] as const) {
      const sink = new MemorySink();
      const writer = new ZipWriter(sink);
      await writer.add('a/x', content);
      await writer.finish();
      expect(sink.bytes().readUInt16LE(8)).toBe(method);
    }
  });

  test('any size around the borders of a piece comes back byte for byte', async () => {
    const MIB = 1024 * 1024;
    for (const size of [0, 1, MIB - 1, MIB, MIB + 1, 2 * MIB, 5 * MIB + 3]) {
      const content = Buffer.alloc(size, 'line of a log, and another one\n');
      const sink = new MemorySink();
      const writer = new ZipWriter(sink);
      await writer.addStream(
        'a/x',
        (function* () {
          for (let at = 0; at < size; at += 70_000) yield content.subarray(at, at + 70_000);
        })(),
      );
      await writer.finish();
      await inFolder(async (dir) => {
        const file = join(dir, 'x.zip');
        writeFileSync(file, sink.bytes());
        const unzip = spawnSync('unzip', ['-tq', file]);
        if (unzip.error === undefined) expect([size, unzip.status, String(unzip.stdout)]).toEqual([size, 0, expect.stringContaining('No errors')]);
        const { openZip } = await import('../../../electron/engine/evidence/zip-read.ts');
        const opened = await openZip(file);
        expect(opened.problems).toEqual([]);
        const parts: Buffer[] = [];
        await opened.read('x', (b) => parts.push(Buffer.from(b)));
        await opened.close();
        expect(Buffer.concat(parts).equals(content)).toBe(true);
      });
    }
  });
});

describe('packed again by another program', () => {
  test('the same folder verifies: the zip is only its wrapping', async () => {
    await inFolder(async (dir) => {
      for (const [p, b] of honest.files) {
        mkdirSync(dirname(join(dir, honest.root, p)), { recursive: true });
        writeFileSync(join(dir, honest.root, p), b);
      }
      const zip = spawnSync('zip', ['-qr', 'again.zip', honest.root], { cwd: dir });
      if (zip.error !== undefined) {
        if (process.env.CI !== undefined) throw zip.error;
        console.warn('zip is not on this machine: packing again was not tried');
        return;
      }
      const r = await verifyPackage(join(dir, 'again.zip'), { now: NOW, signers: honest.allowed });
      expect([problemsOf(r), r.result]).toEqual([[], 'PASSED']);
    });
  });
});
