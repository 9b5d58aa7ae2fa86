/** Ed25519 public keys (RFC 8032) as they are written, and those that must not be believed. */
import { fromBase64, toBase64 } from './base64.ts';
import { concat, fromHex, toHex } from './hashing.ts';

/** The points of small order, the sign bit cleared. Under such a key somebody can make one signature fit any message. */
const SMALL_ORDER = new Set([
  '0000000000000000000000000000000000000000000000000000000000000000',
  '0100000000000000000000000000000000000000000000000000000000000000',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
]);

/** Small order, or a coordinate of 2^255-19 or more: an encoding that no honest key has. */
export function isWeakKey(publicKey: Uint8Array): boolean {
  const cleared = Uint8Array.from(publicKey);
  cleared[31]! &= 0x7f;
  const tooLarge = cleared[31] === 0x7f && cleared.subarray(1, 31).every((b) => b === 0xff) && cleared[0]! >= 0xed;
  return tooLarge || SMALL_ORDER.has(toHex(cleared));
}

// SubjectPublicKeyInfo of id-Ed25519 (RFC 8410): always these twelve bytes before the key.
const SPKI_HEAD = fromHex('302a300506032b6570032100')!;

export const toSpki = (publicKey: Uint8Array): Uint8Array => concat(SPKI_HEAD, publicKey);

export function publicKeyPem(publicKey: Uint8Array): string {
  return `-----BEGIN PUBLIC KEY-----\n${toBase64(toSpki(publicKey))}\n-----END PUBLIC KEY-----\n`;
}

/** The 32 bytes of the key, or `undefined` for anything but exactly what `publicKeyPem` writes. */
export function parsePublicKeyPem(text: string): Uint8Array | undefined {
  const m = /^-----BEGIN PUBLIC KEY-----\n([A-Za-z0-9+/=]{60})\n-----END PUBLIC KEY-----\n$/.exec(text);
  const bytes = m === null ? undefined : fromBase64(m[1]!);
  if (bytes === undefined || bytes.length !== 44 || !SPKI_HEAD.every((b, i) => bytes[i] === b)) return undefined;
  return bytes.subarray(12);
}
