/**
 * What the evidence code needs from its host, as a parameter: Node's crypto in the engine, another implementation in a page.
 * Everything in shared/evidence is otherwise plain arithmetic over bytes.
 */
export interface Hashing {
  /** SHA-256 of the parts, one after another; 32 bytes. */
  sha256(...parts: readonly Uint8Array[]): Uint8Array;
  /** SHA-256 of `input`, written to `out` from `at`; the same, without a new array for each of millions of fields. */
  sha256Into(input: Uint8Array, out: Uint8Array, at: number): void;
  /** Well-formed text as UTF-8. */
  utf8(text: string): Uint8Array;
}

const HEX = Array.from({ length: 256 }, (_, i) => i.toString(16).padStart(2, '0'));

export function toHex(bytes: Uint8Array): string {
  let out = '';
  for (const b of bytes) out += HEX[b]!;
  return out;
}

/** Lower-case hex of even length, or `undefined`. */
export function fromHex(text: string): Uint8Array | undefined {
  if (text.length % 2 !== 0 || !/^[0-9a-f]*$/.test(text)) return undefined;
  const out = new Uint8Array(text.length / 2);
  for (let i = 0; i < out.length; i++) out[i] = Number.parseInt(text.slice(2 * i, 2 * i + 2), 16);
  return out;
}

export const isSha256Hex = (value: unknown): value is string => typeof value === 'string' && /^[0-9a-f]{64}$/.test(value);

/** Bytes as text, one character each; for the few ASCII formats (PEM, SSH) that are read here. */
export function ascii(text: string): Uint8Array {
  const out = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c > 0x7f) throw new Error('not ASCII');
    out[i] = c;
  }
  return out;
}

export function concat(...parts: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((n, p) => n + p.length, 0));
  let at = 0;
  for (const p of parts) {
    out.set(p, at);
    at += p.length;
  }
  return out;
}

export const u32be = (n: number): Uint8Array => new Uint8Array([n >>> 24, n >>> 16, n >>> 8, n]);

/** A safe integer as eight bytes, big end first. */
export function u64be(n: number): Uint8Array {
  return concat(u32be(Math.floor(n / 0x1_0000_0000)), u32be(n % 0x1_0000_0000));
}

/** `lp(x) = u32be(len) ‖ x`: a length before each part, so that no two lists of parts give the same bytes. */
export const lp = (bytes: Uint8Array): Uint8Array => concat(u32be(bytes.length), bytes);

/** `T(s) = lp("tracewake/v1/" + s)`: what a hash is for, so that one can never stand for another. */
export const tag = (s: string): Uint8Array => lp(ascii(`tracewake/v1/${s}`));

/** HMAC-SHA-256 (RFC 2104) for keys of at most one block, which all of ours are. */
export function hmac(h: Hashing, key: Uint8Array, message: Uint8Array): Uint8Array {
  if (key.length > 64) throw new Error('a key longer than a block');
  const inner = new Uint8Array(64).fill(0x36);
  const outer = new Uint8Array(64).fill(0x5c);
  for (let i = 0; i < key.length; i++) {
    inner[i]! ^= key[i]!;
    outer[i]! ^= key[i]!;
  }
  return h.sha256(outer, h.sha256(inner, message));
}

export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
