/** A package's zip: scanned first, then read entry by entry in bounded memory from the one handle that was scanned. */
import { type FileHandle, open } from 'node:fs/promises';
import { crc32, createInflateRaw, inflateRawSync } from 'node:zlib';
import { type Container, type ContainerEntry, type ContainerProblem, EntryBroken } from './container.ts';
import { STORED } from './zip-format.ts';
import { scanZip, type ZipEntry } from './zip-scan.ts';

const CHUNK = 1024 * 1024;
/** Fewer and larger pieces: each is a wait for zlib's thread. */
const INFLATED = 4 * CHUNK;
/** Below this an entry is inflated in one call: a stream costs more than the work. */
const SMALL = 256 * 1024;

export async function openZip(path: string): Promise<Container> {
  const file = await open(path, 'r');
  try {
    const opened = await file.stat();
    const scan = await scanZip(file, opened.size);
    const { root, problems } = oneRoot(scan.entries);
    const entries = new Map<string, ContainerEntry>();
    const places = new Map<string, ZipEntry>();
    for (const e of scan.entries) {
      if (e.directory || root === undefined) continue;
      const inner = e.name.slice(root.length + 1);
      entries.set(inner, { path: inner, size: e.size });
      places.set(inner, e);
    }
    const ratio = scan.entries.reduce((most, e) => Math.max(most, e.packed === 0 ? 0 : Math.ceil(e.size / e.packed)), 0);
    return {
      kind: 'zip',
      root,
      entries,
      emptyFolders: root === undefined ? [] : emptyFolders(scan.entries, root),
      problems: scan.problems.length > 0 ? scan.problems : problems,
      checked: [`${scan.entries.length} entries, one end record, no links, no way out of the folder, ${ratio} : 1 at most`],
      read: (inner, onBytes) => readEntry(file, places.get(inner)!, inner, onBytes),
      async unchanged() {
        const now = await file.stat();
        return now.size === opened.size && now.mtimeMs === opened.mtimeMs;
      },
      close: () => file.close(),
    };
  } catch (e) {
    await file.close();
    throw e;
  }
}

/** Everything lies in one folder, the bag's. */
function oneRoot(entries: readonly ZipEntry[]): { root: string | undefined; problems: ContainerProblem[] } {
  const roots = new Set(entries.map((e) => e.name.split('/', 1)[0]!));
  const outside = entries.find((e) => !e.name.includes('/'));
  if (outside !== undefined)
    return { root: undefined, problems: [{ code: 'E_PATH', path: outside.name, text: 'it lies outside the package’s folder' }] };
  if (roots.size === 1) return { root: [...roots][0], problems: [] };
  const text = roots.size === 0 ? 'the archive holds nothing' : `the archive holds ${roots.size} folders where a package is one`;
  return { root: undefined, problems: [{ code: 'E_PATH', path: undefined, text }] };
}

/** Some packers enter every folder; one that holds no file was put there. */
function emptyFolders(entries: readonly ZipEntry[], root: string): string[] {
  const filled = new Set<string>();
  for (const e of entries) {
    for (let to = e.name.lastIndexOf('/', e.name.length - 2); to > 0; to = e.name.lastIndexOf('/', to - 1)) filled.add(e.name.slice(0, to + 1));
  }
  return entries.filter((e) => e.directory && !filled.has(e.name) && e.name !== `${root}/`).map((e) => e.name.slice(root.length + 1, -1));
}

async function readEntry(file: FileHandle, entry: ZipEntry, path: string, onBytes: (bytes: Uint8Array) => void): Promise<void> {
  let crc = 0;
  let size = 0;
  const give = (bytes: Uint8Array): void => {
    size += bytes.length;
    // Before anything more of it is taken in: what was declared is all that is ever held or hashed.
    if (size > entry.size) throw new EntryBroken({ code: 'E_ZIP_BOMB', path, text: `it becomes larger than the ${entry.size} bytes that it says` });
    crc = crc32(bytes, crc);
    onBytes(bytes);
  };
  if (entry.method === STORED) for await (const chunk of chunksOf(file, entry)) give(chunk);
  else if (entry.packed <= SMALL && entry.size <= CHUNK) inflateSmall(await wholeOf(file, entry), entry, path, give);
  else await inflateLarge(file, entry, path, give);
  if (size < entry.size) throw new EntryBroken({ code: 'E_FILE_MODIFIED', path, text: `it gives ${size} bytes where it says ${entry.size}` });
  if (crc !== entry.crc) throw new EntryBroken({ code: 'E_FILE_MODIFIED', path, text: 'its bytes do not fit the checksum in the archive' });
}

async function* chunksOf(file: FileHandle, entry: ZipEntry): AsyncGenerator<Buffer> {
  const buffers = [Buffer.allocUnsafeSlow(CHUNK), Buffer.allocUnsafeSlow(CHUNK)];
  for (let done = 0, n = 0; done < entry.packed; n++) {
    const buffer = buffers[n % 2]!;
    const { bytesRead } = await file.read(buffer, 0, Math.min(CHUNK, entry.packed - done), entry.dataAt + done);
    if (bytesRead === 0) return;
    done += bytesRead;
    yield buffer.subarray(0, bytesRead);
  }
}

async function wholeOf(file: FileHandle, entry: ZipEntry): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const chunk of chunksOf(file, entry)) parts.push(chunk);
  return parts.length === 1 ? parts[0]! : Buffer.concat(parts);
}

const damaged = (path: string): EntryBroken => new EntryBroken({ code: 'E_FILE_MODIFIED', path, text: 'its packed bytes are damaged' });
const stray = (path: string): EntryBroken =>
  new EntryBroken({ code: 'E_ZIP_TRAILING', path, text: 'bytes lie hidden behind the end of its packed data' });

function inflateSmall(packed: Buffer, entry: ZipEntry, path: string, give: (bytes: Uint8Array) => void): void {
  let bytes: Uint8Array;
  let used: number;
  try {
    // `info` gives the engine as well, which knows how much of the input it took; Node's types do not know of it.
    const result = inflateRawSync(packed, { maxOutputLength: Math.max(1, entry.size), info: true }) as unknown as {
      buffer: Buffer;
      engine: { bytesWritten: number };
    };
    bytes = result.buffer;
    used = result.engine.bytesWritten;
  } catch (e) {
    if ((e as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') {
      throw new EntryBroken({ code: 'E_ZIP_BOMB', path, text: `it becomes larger than the ${entry.size} bytes that it says` });
    }
    throw damaged(path);
  }
  if (used < packed.length) throw stray(path);
  give(bytes);
}

async function inflateLarge(file: FileHandle, entry: ZipEntry, path: string, give: (bytes: Uint8Array) => void): Promise<void> {
  const inflate = createInflateRaw({ chunkSize: INFLATED });
  let fault: unknown;
  const ready: Buffer[] = [];
  // Taken in on the next microtask, when zlib's thread has begun on the next piece: so hashing and inflating run side by side.
  const takeIn = (): void => {
    try {
      for (let bytes = ready.shift(); bytes !== undefined; bytes = ready.shift()) give(bytes);
    } catch (e) {
      fault ??= e;
      ready.length = 0;
      inflate.destroy();
    }
  };
  const ended = new Promise<void>((resolve) => {
    inflate.on('data', (bytes: Buffer) => {
      ready.push(bytes);
      queueMicrotask(takeIn);
    });
    inflate.on('error', () => {
      fault ??= damaged(path);
      resolve();
    });
    inflate.on('close', resolve);
    inflate.on('end', resolve);
  });
  for await (const chunk of chunksOf(file, entry)) {
    if (fault !== undefined || inflate.destroyed || inflate.readableEnded) break;
    // The callback comes when the chunk was taken in, so its buffer can be filled again; only then is the next one read.
    await Promise.race([new Promise<void>((resolve) => inflate.write(chunk, () => resolve())), ended]);
  }
  if (!inflate.destroyed) inflate.end();
  await ended;
  if (fault === undefined) takeIn();
  const used = inflate.bytesWritten;
  inflate.destroy();
  if (fault !== undefined) throw fault;
  if (used < entry.packed) throw stray(path);
}
