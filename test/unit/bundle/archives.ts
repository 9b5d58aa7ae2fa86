/** Archives drawn byte by byte, so that broken ones can be drawn too. */
import { crc32, deflateRawSync } from 'node:zlib';

export interface ZipEntry {
  readonly name: string;
  readonly data: Buffer | string;
  readonly deflate?: boolean;
  readonly encrypted?: boolean;
  readonly symlink?: boolean;
  /** Takes the place of the real packing method in both headers. */
  readonly method?: number;
  /** The name in the member's own header, where it is to differ. */
  readonly localName?: string;
  readonly crc?: number;
  readonly zip64?: boolean;
  /** Points at the bytes of an earlier entry instead of bytes of its own. */
  readonly sharesWith?: number;
}

export function zip(entries: readonly ZipEntry[], options: { readonly prepend?: Buffer } = {}): Buffer {
  const parts: Buffer[] = [];
  const central: Buffer[] = [];
  const offsets: number[] = [];
  let at = 0;
  for (const e of entries) {
    const data = Buffer.from(e.data);
    const packed = e.deflate ? deflateRawSync(data) : data;
    const method = e.method ?? (e.deflate ? 8 : 0);
    const crc = e.crc ?? crc32(data);
    const flags = (e.encrypted ? 1 : 0) | 0x800;
    const name = Buffer.from(e.name);
    const localName = Buffer.from(e.localName ?? e.name);
    const offset = e.sharesWith === undefined ? at : offsets[e.sharesWith]!;
    offsets.push(offset);
    if (e.sharesWith === undefined) {
      const local = Buffer.alloc(30);
      local.writeUInt32LE(0x04034b50, 0);
      local.writeUInt16LE(45, 4);
      local.writeUInt16LE(flags, 6);
      local.writeUInt16LE(method, 8);
      local.writeUInt32LE(crc, 14);
      local.writeUInt32LE(packed.length, 18);
      local.writeUInt32LE(data.length, 22);
      local.writeUInt16LE(localName.length, 26);
      parts.push(local, localName, packed);
      at += 30 + localName.length + packed.length;
    }
    const extra = Buffer.alloc(e.zip64 ? 28 : 0);
    if (e.zip64) {
      extra.writeUInt16LE(1, 0);
      extra.writeUInt16LE(24, 2);
      extra.writeBigUInt64LE(BigInt(data.length), 4);
      extra.writeBigUInt64LE(BigInt(packed.length), 12);
      extra.writeBigUInt64LE(BigInt(offset), 20);
    }
    const header = Buffer.alloc(46);
    header.writeUInt32LE(0x02014b50, 0);
    header.writeUInt16LE((3 << 8) | 45, 4);
    header.writeUInt16LE(45, 6);
    header.writeUInt16LE(flags, 8);
    header.writeUInt16LE(method, 10);
    header.writeUInt32LE(crc, 16);
    header.writeUInt32LE(e.zip64 ? 0xffffffff : packed.length, 20);
    header.writeUInt32LE(e.zip64 ? 0xffffffff : data.length, 24);
    header.writeUInt16LE(name.length, 28);
    header.writeUInt16LE(extra.length, 30);
    header.writeUInt16LE(e.symlink ? 0o120777 : 0o100644, 40);
    header.writeUInt32LE(e.zip64 ? 0xffffffff : offset, 42);
    central.push(header, name, extra);
  }
  const directory = Buffer.concat(central);
  const zip64 = entries.some((e) => e.zip64);
  const tail: Buffer[] = [];
  if (zip64) {
    const record = Buffer.alloc(56);
    record.writeUInt32LE(0x06064b50, 0);
    record.writeBigUInt64LE(44n, 4);
    record.writeBigUInt64LE(BigInt(entries.length), 24);
    record.writeBigUInt64LE(BigInt(entries.length), 32);
    record.writeBigUInt64LE(BigInt(directory.length), 40);
    record.writeBigUInt64LE(BigInt(at), 48);
    const locator = Buffer.alloc(20);
    locator.writeUInt32LE(0x07064b50, 0);
    locator.writeBigUInt64LE(BigInt(at + directory.length), 8);
    locator.writeUInt32LE(1, 16);
    tail.push(record, locator);
  }
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(zip64 ? 0xffff : entries.length, 8);
  end.writeUInt16LE(zip64 ? 0xffff : entries.length, 10);
  end.writeUInt32LE(zip64 ? 0xffffffff : directory.length, 12);
  end.writeUInt32LE(zip64 ? 0xffffffff : at, 16);
  return Buffer.concat([options.prepend ?? Buffer.alloc(0), ...parts, directory, ...tail, end]);
}

export interface TarEntry {
  readonly name: string;
  readonly data?: Buffer | string;
  readonly type?: string;
}

export function tar(entries: readonly TarEntry[]): Buffer {
  const out: Buffer[] = [];
  for (const e of entries) {
    const data = Buffer.from(e.data ?? '');
    const header = Buffer.alloc(512);
    header.write(e.name, 0, 100);
    header.write('0000644\0', 100);
    header.write(`${data.length.toString(8).padStart(11, '0')}\0`, 124);
    header.write('        ', 148);
    header.write(e.type ?? '0', 156);
    header.write('ustar\0', 257);
    header.write('00', 263);
    let sum = 0;
    for (const b of header) sum += b;
    header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
    out.push(header, data, Buffer.alloc((512 - (data.length % 512)) % 512));
  }
  out.push(Buffer.alloc(1024));
  return Buffer.concat(out);
}

/** A pax header that gives the next entry its name. */
export function pax(key: string, value: string): TarEntry {
  const body = ` ${key}=${value}\n`;
  let length = body.length + 2;
  while (String(length).length + Buffer.byteLength(body) !== length) length++;
  return { name: 'PaxHeader', type: 'x', data: `${length}${body}` };
}
