/** The members of a tar: ustar, GNU long names, pax headers (POSIX.1-2024, pax). */
import type { FileHandle } from 'node:fs/promises';
import { Failure, type TracewakeError } from '../../../shared/contract/errors.ts';
import { readAt } from './bytes.ts';
import { MOST_ENTRIES } from './limits.ts';
import { checkName, plainName } from './names.ts';
import type { ArchiveEntry } from './zip.ts';

const BLOCK = 512;
/** Long names and pax headers; anything longer is no name. */
const LARGEST_HEADER = 1024 * 1024;

/** A block is a tar header where its checksum holds: the sum of its bytes, the checksum's own taken as spaces. */
export function isTarHeader(block: Buffer): boolean {
  if (block.length < BLOCK) return false;
  const said = octal(block, 148, 8);
  if (said === undefined || block[0] === 0) return false;
  let sum = 8 * 32;
  for (let i = 0; i < BLOCK; i++) if (i < 148 || i >= 156) sum += block[i]!;
  return sum === said;
}

/** `cut`: why the archive's bytes end too early, where they do. Throws Failure only for an archive of which nothing can be read. */
export async function listTar(file: FileHandle, base: number, size: number, cut: TracewakeError | undefined): Promise<ArchiveEntry[]> {
  const entries: ArchiveEntry[] = [];
  const names = new Set<string>();
  let long: { name?: string | undefined; size?: number | undefined; link?: boolean } = {};
  let at = 0;
  const damage = (message: string): ArchiveEntry => ({
    type: 'failure',
    name: '',
    error: cut ?? { code: 'input', message, position: `byte ${at} of the archive` },
  });
  while (at + BLOCK <= size) {
    const header = await readAt(file, base + at, BLOCK);
    if (header.every((b) => b === 0)) return entries;
    if (!isTarHeader(header)) return [...entries, damage('the tar archive is damaged; the members before the damage are read')];
    const type = String.fromCharCode(header[156]!);
    const bytes = long.size ?? sizeOf(header);
    if (bytes === undefined) return [...entries, damage('the tar archive is damaged; the members before the damage are read')];
    const start = at + BLOCK;
    const here = Math.min(bytes, size - start);
    at = start + Math.ceil(bytes / BLOCK) * BLOCK;
    if ('LKxg'.includes(type)) {
      if (bytes > LARGEST_HEADER) return [...entries, damage('a name in the tar archive is longer than a megabyte')];
      const text = (await readAt(file, base + start, here)).toString('utf8');
      if (type === 'L') long.name = text.replace(/\0+$/, '');
      if (type === 'x') long = { ...long, ...paxOf(text) };
      continue;
    }
    const name = plainName(long.name ?? nameOf(header));
    long = {};
    if (type === '5' || (type === '0' && name.endsWith('/'))) continue;
    const entry = entryOf(type, name, start, bytes, here, cut);
    if (entry === undefined) continue;
    if (names.has(name) && entry.type === 'file') {
      entries.push({
        type: 'failure',
        name,
        error: { code: 'input', message: 'the archive holds this name twice; only the first is read', file: name },
      });
      continue;
    }
    names.add(name);
    entries.push(entry);
    if (entries.length > MOST_ENTRIES) throw new Failure({ code: 'input', message: `the archive holds more than ${MOST_ENTRIES} members` });
  }
  if (at < size || cut !== undefined || size === 0) entries.push(damage('the tar archive is cut off'));
  return entries;
}

function entryOf(type: string, name: string, start: number, bytes: number, here: number, cut: TracewakeError | undefined): ArchiveEntry | undefined {
  const fail = (message: string): ArchiveEntry => ({ type: 'failure', name, error: { code: 'input', message, file: name } });
  const bad = checkName(name);
  if (bad !== undefined) return fail(bad);
  if (type === '1' || type === '2') return { type: 'link', name };
  if (type === 'S') return fail('it is a sparse file, which Tracewake does not unpack');
  if (type !== '0' && type !== '\0' && type !== '7') return undefined; // devices and pipes are no evidence
  const missing: TracewakeError | undefined =
    here < bytes
      ? (cut ?? { code: 'input', message: 'the tar archive is cut off in the middle of it; everything before the cut was read' })
      : undefined;
  return { type: 'file', name, start, size: here, method: 'stored', bytes: here, crc32: undefined, cut: missing };
}

function octal(block: Buffer, at: number, length: number): number | undefined {
  const text = block
    .toString('latin1', at, at + length)
    .replace(/[\0 ]+$/, '')
    .trim();
  return /^[0-7]{1,21}$/.test(text) ? Number.parseInt(text, 8) : text === '' ? 0 : undefined;
}

/** Twelve octal digits, or base 256 where the first bit is set (GNU, for 8 GB and more). */
function sizeOf(block: Buffer): number | undefined {
  if ((block[124]! & 0x80) === 0) return octal(block, 124, 12);
  let n = block[124]! & 0x7f;
  for (let i = 125; i < 136; i++) n = n * 256 + block[i]!;
  return Number.isSafeInteger(n) ? n : undefined;
}

function nameOf(block: Buffer): string {
  const text = (at: number, length: number): string => block.toString('utf8', at, at + length).replace(/\0[\s\S]*$/, '');
  const prefix = block.toString('latin1', 257, 262) === 'ustar' && block[262] === 0 ? text(345, 155) : '';
  return prefix === '' ? text(0, 100) : `${prefix}/${text(0, 100)}`;
}

/** Lines of `length key=value\n`, the length in bytes and of the whole line. */
function paxOf(text: string): { name?: string; size?: number } {
  const out: { name?: string; size?: number } = {};
  const bytes = Buffer.from(text, 'utf8');
  for (let at = 0; at < bytes.length; ) {
    const space = bytes.indexOf(32, at);
    const length = space < 0 ? Number.NaN : Number(bytes.toString('latin1', at, space));
    if (!Number.isInteger(length) || length < space - at + 4 || at + length > bytes.length) break;
    const line = bytes.toString('utf8', space + 1, at + length - 1);
    const equals = line.indexOf('=');
    const [key, value] = [line.slice(0, equals), line.slice(equals + 1)];
    if (key === 'path') out.name = value;
    if (key === 'size' && /^\d{1,15}$/.test(value)) out.size = Number(value);
    at += length;
  }
  return out;
}
