/** OpenSSH's own private key files (OpenSSH PROTOCOL.key): unencrypted Ed25519 keys. */
import { createPrivateKey, type KeyObject } from 'node:crypto';
import { Failure } from '../../../shared/contract/errors.ts';
import { parseSshPublicBlob, SshReader } from '../../../shared/evidence/ssh.ts';

const BLOCK = /-----BEGIN OPENSSH PRIVATE KEY-----([A-Za-z0-9+/=\s]+)-----END OPENSSH PRIVATE KEY-----/;

export const isOpenSshKey = (text: string): boolean => text.includes('-----BEGIN OPENSSH PRIVATE KEY-----');

interface Parsed {
  readonly publicKey: Uint8Array;
  readonly encrypted: boolean;
  readonly secret: Uint8Array;
}

function parse(text: string, file: string): Parsed {
  const broken = new Failure({ code: 'input', message: 'the OpenSSH private key is damaged, or is not one Ed25519 key', file });
  const block = BLOCK.exec(text);
  if (block === null) throw broken;
  const r = new SshReader(Buffer.from(block[1]!.replace(/\s+/g, ''), 'base64'));
  if (Buffer.from(r.raw(15) ?? []).toString('latin1') !== 'openssh-key-v1\0') throw broken;
  const cipher = r.text();
  const kdf = r.text();
  const kdfOptions = r.string();
  const count = r.u32();
  const publicBlob = r.string();
  const secret = r.string();
  const publicKey = publicBlob === undefined ? undefined : parseSshPublicBlob(publicBlob);
  if (count !== 1 || publicKey === undefined || secret === undefined || kdf === undefined || kdfOptions === undefined) throw broken;
  return { publicKey, encrypted: cipher !== 'none', secret };
}

/** The public half, which lies in the clear. */
export function openSshPublicKey(text: string, file: string): { readonly publicKey: Uint8Array; readonly encrypted: boolean } {
  return parse(text, file);
}

/** Opens the key. An encrypted one is refused: its key derivation (bcrypt) is in neither Node nor OpenSSL. */
export function readOpenSshKey(text: string, _passphrase: string, file: string): KeyObject {
  const { publicKey, encrypted, secret } = parse(text, file);
  if (encrypted) {
    throw new Failure({
      code: 'input',
      message: 'the OpenSSH key is encrypted in a way that only OpenSSH reads',
      file,
      advice: 'Make a key with: tracewake keygen --out FILE',
    });
  }
  const r = new SshReader(secret);
  const [check1, check2] = [r.u32(), r.u32()];
  const type = r.text();
  const again = r.string();
  const pair = r.string();
  const same = again !== undefined && Buffer.from(again).equals(publicKey);
  if (check1 !== check2 || type !== 'ssh-ed25519' || !same || pair?.length !== 64 || !Buffer.from(pair.subarray(32)).equals(publicKey)) {
    throw new Failure({ code: 'input', message: 'the OpenSSH private key is damaged', file });
  }
  // PKCS#8 of an Ed25519 seed (RFC 8410): always these sixteen bytes before it.
  const der = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), pair.subarray(0, 32)]);
  return createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
}
