/** SSH's own forms: public keys, fingerprints and signatures (OpenSSH PROTOCOL and PROTOCOL.sshsig), Ed25519 only. */
import { fromBase64, toBase64 } from './base64.ts';
import { ascii, concat, type Hashing, lp, u32be } from './hashing.ts';

const KEY_TYPE = 'ssh-ed25519';
/** Types of keys, namespaces, names of hashes. */
const LONGEST_TEXT = 1000;

/** Reads SSH strings (a length, then bytes) one after another; `undefined` once something does not fit. */
export class SshReader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  raw(length: number): Uint8Array | undefined {
    if (this.#at + length > this.#bytes.length) return undefined;
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }

  u32(): number | undefined {
    const b = this.raw(4);
    return b === undefined ? undefined : ((b[0]! << 24) | (b[1]! << 16) | (b[2]! << 8) | b[3]!) >>> 0;
  }

  string(): Uint8Array | undefined {
    const length = this.u32();
    return length === undefined ? undefined : this.raw(length);
  }

  /** A short string of printable ASCII. */
  text(): string | undefined {
    const bytes = this.string();
    // A hostile one may be as long as its file; each byte becomes an argument.
    if (bytes === undefined || bytes.length > LONGEST_TEXT) return undefined;
    return bytes.every((b) => b >= 0x20 && b < 0x7f) ? String.fromCharCode(...bytes) : undefined;
  }

  get atEnd(): boolean {
    return this.#at === this.#bytes.length;
  }
}

export const sshPublicBlob = (publicKey: Uint8Array): Uint8Array => concat(lp(ascii(KEY_TYPE)), lp(publicKey));

/** `ssh-ed25519 AAAA…`, without a comment. */
export const sshPublicKey = (publicKey: Uint8Array): string => `${KEY_TYPE} ${toBase64(sshPublicBlob(publicKey))}`;

/** `SHA256:…`, as `ssh-keygen -l` prints it. */
export const sshFingerprint = (h: Hashing, publicKey: Uint8Array): string =>
  `SHA256:${toBase64(h.sha256(sshPublicBlob(publicKey))).replace(/=+$/, '')}`;

export function parseSshPublicBlob(blob: Uint8Array): Uint8Array | undefined {
  const r = new SshReader(blob);
  if (r.text() !== KEY_TYPE) return undefined;
  const key = r.string();
  return key?.length === 32 && r.atEnd ? key : undefined;
}

/** Reads `ssh-ed25519 AAAA… comment`; the 32 bytes of the key, or `undefined` where it is no Ed25519 key. */
export function parseSshPublicKey(text: string): Uint8Array | undefined {
  const [type, base64] = text.trim().split(/[ \t]+/);
  const blob = type === KEY_TYPE && base64 !== undefined ? fromBase64(base64) : undefined;
  return blob === undefined ? undefined : parseSshPublicBlob(blob);
}

export interface SshSignature {
  readonly publicKey: Uint8Array;
  readonly namespace: string;
  readonly hash: 'sha256' | 'sha512';
  /** 64 bytes. */
  readonly signature: Uint8Array;
}

const MAGIC = ascii('SSHSIG');

/** What the key really signs: the namespace and the message's digest, so that a signature cannot be taken for another purpose. */
export function sshSignedData(namespace: string, hash: SshSignature['hash'], digest: Uint8Array): Uint8Array {
  return concat(MAGIC, lp(ascii(namespace)), lp(new Uint8Array(0)), lp(ascii(hash)), lp(digest));
}

/** The armoured signature, byte for byte as `ssh-keygen -Y sign` writes it. */
export function encodeSshSignature(s: SshSignature): string {
  const blob = concat(
    MAGIC,
    u32be(1),
    lp(sshPublicBlob(s.publicKey)),
    lp(ascii(s.namespace)),
    lp(new Uint8Array(0)),
    lp(ascii(s.hash)),
    lp(concat(lp(ascii(KEY_TYPE)), lp(s.signature))),
  );
  const lines = toBase64(blob).match(/.{1,70}/g)!;
  return `-----BEGIN SSH SIGNATURE-----\n${lines.join('\n')}\n-----END SSH SIGNATURE-----\n`;
}

/** The signature, or what is wrong with it. Accepts only the form that `encodeSshSignature` gives. */
export function decodeSshSignature(text: string): SshSignature | { readonly error: string; readonly version?: true } {
  const m = /^-----BEGIN SSH SIGNATURE-----\n([A-Za-z0-9+/=\n]+)\n-----END SSH SIGNATURE-----\n$/.exec(text);
  const blob = m === null ? undefined : fromBase64(m[1]!.replaceAll('\n', ''));
  if (blob === undefined) return { error: 'it is no SSH signature' };
  const r = new SshReader(blob);
  const magic = r.raw(6);
  if (magic === undefined || !MAGIC.every((b, i) => magic[i] === b)) return { error: 'it is no SSH signature' };
  const version = r.u32();
  if (version !== 1) return { error: `an SSH signature of version ${version}`, version: true };
  const keyBlob = r.string();
  const namespace = r.text();
  const reserved = r.string();
  const hash = r.text();
  const signatureBlob = r.string();
  if (keyBlob === undefined || namespace === undefined || reserved?.length !== 0 || signatureBlob === undefined || !r.atEnd) {
    return { error: 'the SSH signature is malformed' };
  }
  const publicKey = parseSshPublicBlob(keyBlob);
  if (publicKey === undefined) return { error: 'the SSH signature is by a key that is not Ed25519', version: true };
  if (hash !== 'sha256' && hash !== 'sha512') return { error: `the SSH signature uses the hash ${hash ?? '?'}`, version: true };
  const s = new SshReader(signatureBlob);
  const type = s.text();
  const signature = s.string();
  if (type !== KEY_TYPE || signature?.length !== 64 || !s.atEnd) return { error: 'the SSH signature is malformed' };
  const decoded: SshSignature = { publicKey, namespace, hash, signature };
  return encodeSshSignature(decoded) === text ? decoded : { error: 'the SSH signature is not written as ssh-keygen writes it' };
}
