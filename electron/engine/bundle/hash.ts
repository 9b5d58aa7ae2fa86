/** Hashes by which repeated records are found again: fast, of 52 bits, and never believed without a comparison of the things themselves. */

const HIGH = 0x100000000;
const C1 = 0x9e3779b1 | 0;
const C2 = 0x85ebca77 | 0;
const C3 = 0xc2b2ae3d | 0;

let view: DataView = new DataView(new ArrayBuffer(0));

/** Two lanes of multiply and rotate over words of four bytes, as xxHash has them. */
export function hashBytes(buffer: Buffer, start: number, end: number): number {
  // One view for all records of a chunk: making one costs as much as hashing a hundred bytes.
  if (view.buffer !== buffer.buffer) view = new DataView(buffer.buffer);
  let at = buffer.byteOffset + start;
  const last = buffer.byteOffset + end;
  let a = C1 ^ (end - start);
  let b = C3;
  for (; at + 8 <= last; at += 8) {
    a = Math.imul(a ^ view.getInt32(at, true), C1);
    a ^= a >>> 15;
    b = Math.imul(b ^ view.getInt32(at + 4, true), C2);
    b ^= b >>> 13;
  }
  for (; at < last; at++) a = Math.imul(a ^ view.getUint8(at), C3) ^ (a >>> 11);
  return mixed(a, b);
}

export function hashText(text: string): number {
  let a = C1 ^ text.length;
  let b = C3;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    a = Math.imul(a ^ c, C1);
    b = Math.imul(b ^ c, C2) ^ (b >>> 13);
  }
  return mixed(a, b);
}

function mixed(x: number, y: number): number {
  let a = Math.imul(x ^ (x >>> 16) ^ y, C2);
  let b = Math.imul(y ^ (y >>> 15) ^ (x >>> 3), C3);
  a ^= a >>> 13;
  b ^= b >>> 16;
  return (b & 0xfffff) * HIGH + (a >>> 0);
}
