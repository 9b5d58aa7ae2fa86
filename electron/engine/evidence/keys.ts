/**
 * Signing keys: Ed25519 in PKCS#8, encrypted with PBES2 (RFC 8018): PBKDF2-HMAC-SHA512 and AES-256-CBC, which stock OpenSSL
 * and Node read. Node's own encrypted export is not used, since it takes 2,048 rounds and no more. A key never reaches a disk
 * unencrypted, a passphrase never a log or an argument.
 */
import { createCipheriv, createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, pbkdf2, randomBytes, sign } from 'node:crypto';
import { chmod, open, readFile, stat, unlink } from 'node:fs/promises';
import { promisify } from 'node:util';
import { Failure } from '../../../shared/contract/errors.ts';
import { isWeakKey } from '../../../shared/evidence/ed25519.ts';
import { parseSshPublicKey, sshFingerprint, sshPublicKey } from '../../../shared/evidence/ssh.ts';
import { asFullDisk } from '../system/faults.ts';
import { integer, nothing, octets, oid, sequence } from './asn1.ts';
import { nodeHashing } from './hashing.ts';
import { isOpenSshKey, openSshPublicKey, readOpenSshKey } from './openssh-key.ts';

/** OWASP's figure for PBKDF2-HMAC-SHA512 is 210,000; keys of evidence live longer than sessions do. */
const ROUNDS = 600_000;
/** No key file is larger; a file of noise is refused before it is read. */
const LARGEST_FILE = 64 * 1024;

export interface SigningKey {
  /** 32 bytes. */
  readonly publicKey: Uint8Array;
  readonly fingerprint: string;
  readonly publicKeySsh: string;
  /** Ed25519 over the bytes; 64 bytes. */
  sign(bytes: Uint8Array): Uint8Array;
}

/** What can be told of a key file without its passphrase. */
export interface KeyFileInfo {
  readonly file: string;
  readonly fingerprint: string;
  readonly publicKeySsh: string;
  readonly encrypted: boolean;
}

function signingKey(key: KeyObject): SigningKey {
  const publicKey = createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(12);
  if (isWeakKey(publicKey)) throw new Failure({ code: 'input', message: 'the key is one of those under which any signature verifies' });
  return {
    publicKey,
    fingerprint: sshFingerprint(nodeHashing, publicKey),
    publicKeySsh: sshPublicKey(publicKey),
    sign: (bytes) => sign(null, bytes, key),
  };
}

/** A key that lives in memory only. */
export const generateKey = (): SigningKey => signingKey(generateKeyPairSync('ed25519').privateKey);

/** PKCS#8 PEM under a passphrase. `rounds` is lower in tests of the form alone. */
export async function encryptKey(pkcs8: Uint8Array, passphrase: string, rounds = ROUNDS): Promise<string> {
  const salt = randomBytes(16);
  const iv = randomBytes(16);
  const key = await promisify(pbkdf2)(Buffer.from(passphrase, 'utf8'), salt, rounds, 32, 'sha512');
  const cipher = createCipheriv('aes-256-cbc', key, iv);
  const encrypted = Buffer.concat([cipher.update(pkcs8), cipher.final()]);
  key.fill(0);
  const hmacWithSha512 = sequence(oid('1.2.840.113549.2.11'), nothing());
  const kdf = sequence(oid('1.2.840.113549.1.5.12'), sequence(octets(salt), integer(rounds), integer(32), hmacWithSha512));
  const aes256Cbc = sequence(oid('2.16.840.1.101.3.4.1.42'), octets(iv));
  const pbes2 = sequence(oid('1.2.840.113549.1.5.13'), sequence(kdf, aes256Cbc));
  const lines = sequence(pbes2, octets(encrypted))
    .toString('base64')
    .match(/.{1,64}/g)!;
  return `-----BEGIN ENCRYPTED PRIVATE KEY-----\n${lines.join('\n')}\n-----END ENCRYPTED PRIVATE KEY-----\n`;
}

/**
 * Makes a key and writes it to `file` (readable by its owner alone) and its public half to `file.pub`. Refuses to overwrite.
 * The lines before the PEM block are a comment to every reader and let the key be named without its passphrase.
 */
export async function writeNewKey(file: string, passphrase: string): Promise<KeyFileInfo> {
  if (passphrase === '') {
    throw new Failure({ code: 'usage', message: 'a key is never written without a passphrase', advice: 'Give one of several words.' });
  }
  const { privateKey } = generateKeyPairSync('ed25519');
  const der = privateKey.export({ format: 'der', type: 'pkcs8' });
  const key = signingKey(privateKey);
  const pem = await encryptKey(der, passphrase);
  der.fill(0);
  const comment = `Tracewake signing key ${key.fingerprint}\n${key.publicKeySsh}\n`;
  await createFile(file, `${comment}${pem}`, 0o600);
  try {
    await createFile(`${file}.pub`, `${key.publicKeySsh}\n`, 0o644);
  } catch (e) {
    await unlink(file);
    throw e;
  }
  return { file, fingerprint: key.fingerprint, publicKeySsh: key.publicKeySsh, encrypted: true };
}

async function createFile(file: string, text: string, mode: number): Promise<void> {
  let handle: Awaited<ReturnType<typeof open>>;
  try {
    handle = await open(file, 'wx', mode);
  } catch (e) {
    if ((e as NodeJS.ErrnoException).code !== 'EEXIST') throw asFullDisk(e, file);
    throw new Failure({
      code: 'environment',
      message: 'there is a file of that name already',
      file,
      advice: 'Choose another name; a key is never overwritten.',
    });
  }
  try {
    await handle.writeFile(text);
    await handle.sync();
  } catch (e) {
    // Half a key is none, and its name would be in the way of the next attempt.
    await unlink(file).catch(() => undefined);
    throw asFullDisk(e, file);
  } finally {
    await handle.close();
  }
  // The mode of open is narrowed by the umask alone; a permissive umask cannot widen it, yet make it certain.
  await chmod(file, mode);
}

const notAKey = (file: string, message: string): Failure =>
  new Failure({ code: 'input', message, file, advice: 'Make one with: tracewake keygen --out FILE' });

async function readKeyFile(file: string): Promise<string> {
  const { size } = await stat(file);
  if (size > LARGEST_FILE) throw notAKey(file, 'this is no key file: it is too large');
  return readFile(file, 'latin1');
}

/** Opens a private key: PKCS#8 or OpenSSH. Throws `passphrase` where it is the wrong one, `input` where it is no such key. */
export async function readKey(file: string, passphrase: string): Promise<SigningKey> {
  const text = await readKeyFile(file);
  const key = signingKey(isOpenSshKey(text) ? readOpenSshKey(text, passphrase, file) : readPkcs8(text, passphrase, file));
  const named = commentKey(text);
  if (named !== undefined && sshPublicKey(named) !== key.publicKeySsh) {
    throw notAKey(file, 'the file names another key than it holds');
  }
  return key;
}

/** PBES2 and an AES of NIST's, which stand before what is encrypted. */
const PBES2 = Buffer.from('06092a864886f70d01050d', 'hex');
const AES = Buffer.from('6086480165030401', 'hex');
function isKnownCipher(pem: string): boolean {
  const der = Buffer.from(pem.replace(/-----[^-]+-----/g, ''), 'base64');
  return der.includes(PBES2) && der.includes(AES);
}

function readPkcs8(text: string, passphrase: string, file: string): KeyObject {
  const pem = /-----BEGIN (ENCRYPTED )?PRIVATE KEY-----[\s\S]+?-----END (ENCRYPTED )?PRIVATE KEY-----/.exec(text);
  if (pem === null) throw notAKey(file, 'this is no private key in PKCS#8 or OpenSSH form');
  let key: KeyObject;
  try {
    key = createPrivateKey(pem[1] === undefined ? { key: pem[0] } : { key: pem[0], passphrase: Buffer.from(passphrase, 'utf8') });
  } catch (e) {
    // OpenSSL reports a wrong passphrase as bad padding or, once in 256 times, as whatever it makes of noise with good padding.
    if (pem[1] !== undefined && (isKnownCipher(pem[0]) || !/unsupported|unknown/i.test(String(e)))) throw wrongPassphrase(file);
    throw notAKey(file, 'the private key is damaged, or encrypted in a way that is not supported');
  }
  if (key.asymmetricKeyType !== 'ed25519') throw notAKey(file, `the key is ${key.asymmetricKeyType ?? 'of an unknown kind'}; seals are Ed25519`);
  return key;
}

export const wrongPassphrase = (file: string): Failure =>
  new Failure({ code: 'passphrase', message: 'the passphrase is not the one of this key', file });

const commentKey = (text: string): Uint8Array | undefined => {
  const line = text.split('\n').find((l) => l.startsWith('ssh-ed25519 '));
  return line === undefined ? undefined : parseSshPublicKey(line);
};

/** Names a key without opening it. */
export async function describeKey(file: string): Promise<KeyFileInfo> {
  const text = await readKeyFile(file);
  const ssh = isOpenSshKey(text) ? openSshPublicKey(text, file) : undefined;
  const encrypted = ssh?.encrypted ?? text.includes('-----BEGIN ENCRYPTED PRIVATE KEY-----');
  let publicKey = ssh?.publicKey ?? commentKey(text);
  if (publicKey === undefined && text.includes('-----BEGIN PRIVATE KEY-----')) publicKey = signingKey(readPkcs8(text, '', file)).publicKey;
  if (publicKey === undefined && encrypted) {
    const beside = await readFile(`${file}.pub`, 'latin1').catch(() => '');
    publicKey = parseSshPublicKey(beside);
    if (publicKey === undefined) {
      throw notAKey(file, 'the key is encrypted and no .pub file beside it says which it is');
    }
  }
  if (publicKey === undefined) throw notAKey(file, 'this is no private key in PKCS#8 or OpenSSH form');
  return { file, fingerprint: sshFingerprint(nodeHashing, publicKey), publicKeySsh: sshPublicKey(publicKey), encrypted };
}
