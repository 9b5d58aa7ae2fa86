/** What somebody can do to a package who has tools and time: take it apart, change it, write its manifests anew, sign again. */
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readWhole } from '../../../electron/engine/evidence/container.ts';
import type { SigningKey } from '../../../electron/engine/evidence/keys.ts';
import { signSeal } from '../../../electron/engine/evidence/sign.ts';
import { type VerifyOptions, verifyPackage } from '../../../electron/engine/evidence/verify.ts';
import { openZip } from '../../../electron/engine/evidence/zip-read.ts';
import { ZipWriter } from '../../../electron/engine/evidence/zip-write.ts';
import { canonical } from '../../../shared/base/canonical.ts';
import { allowedSignersLine } from '../../../shared/evidence/commands.ts';
import { publicKeyPem } from '../../../shared/evidence/ed25519.ts';
import { formatManifest } from '../../../shared/evidence/paths.ts';
import { parseSeal, type Seal, sealText } from '../../../shared/evidence/seal.ts';
import type { Code, Level, VerificationReport } from '../../../shared/evidence/verdict.ts';
import { at, type DrawOptions, drawPackage, inFolder, MemorySink, SIGNER } from './draw.ts';

export const NOW = at('2026-03-12T09:00:00Z');
export const SEAL_DIR = 'signatures/01-investigator';

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

export class Forgery {
  readonly root: string;
  readonly files: Map<string, Buffer>;
  readonly key: SigningKey;

  constructor(root: string, files: Map<string, Buffer>, key: SigningKey) {
    this.root = root;
    this.files = files;
    this.key = key;
  }

  text(path: string): string {
    return this.files.get(path)!.toString('utf8');
  }

  put(path: string, content: string | Uint8Array): this {
    this.files.set(path, Buffer.from(content as string));
    return this;
  }

  /** Changes a text file; the change must change something. */
  edit(path: string, change: (text: string) => string): this {
    const before = this.text(path);
    const after = change(before);
    if (after === before) throw new Error(`nothing changed in ${path}`);
    return this.put(path, after);
  }

  drop(path: string): this {
    if (!this.files.delete(path)) throw new Error(`no ${path}`);
    return this;
  }

  move(from: string, to: string): this {
    const bytes = this.files.get(from)!;
    return this.drop(from).put(to, bytes);
  }

  /** Manifests that fit what is there now, and the size of the payload beside them. */
  remanifest(): this {
    const payload = [...this.files].filter(([p]) => p.startsWith('data/'));
    this.put('manifest-sha256.txt', formatManifest(payload.map(([p, b]) => [p, sha256(b)] as const)));
    const oxum = `Payload-Oxum: ${payload.reduce((n, [, b]) => n + b.length, 0)}.${payload.length}`;
    return this.put('bag-info.txt', this.text('bag-info.txt').replace(/^Payload-Oxum: .*$/m, oxum)).retag();
  }

  /** A tag manifest that fits the tag files. */
  retag(): this {
    const tags = ['bag-info.txt', 'bagit.txt', 'manifest-sha256.txt'].map((p) => [p, sha256(this.files.get(p)!)] as const);
    return this.put('tagmanifest-sha256.txt', formatManifest(tags));
  }

  get seal(): Seal {
    const seal = parseSeal(this.text(`${SEAL_DIR}/seal.json`));
    if ('code' in seal) throw new Error(seal.text);
    return seal;
  }

  /** A seal of what is there now, by whatever key, changed as wanted before it is signed. */
  reseal(key: SigningKey = this.key, change: (seal: Seal) => Seal = (s) => s, dir = SEAL_DIR): this {
    const seal = change({ ...this.seal, key: key.publicKeySsh, tagmanifestSha256: sha256(this.files.get('tagmanifest-sha256.txt')!) });
    return this.signSealText(sealText(seal), key, dir);
  }

  signSealText(text: string, key: SigningKey = this.key, dir = SEAL_DIR): this {
    const { ssh, raw } = signSeal(Buffer.from(text), key);
    this.put(`${dir}/seal.json`, text).put(`${dir}/seal.json.sshsig`, ssh).put(`${dir}/seal.json.sig`, raw);
    return this.put(`${dir}/key.pem`, publicKeyPem(key.publicKey)).put(`${dir}/key.pub`, `${key.publicKeySsh}\n`);
  }

  async zip(root = this.root): Promise<Buffer> {
    const sink = new MemorySink();
    const writer = new ZipWriter(sink);
    for (const [path, bytes] of this.files) await writer.add(`${root}/${path}`, bytes);
    await writer.finish();
    return sink.bytes();
  }

  get allowed(): string {
    return `${allowedSignersLine(SIGNER, this.key.publicKeySsh)}\n`;
  }
}

export async function forge(options: DrawOptions = {}): Promise<Forgery> {
  const { bytes, key, root } = await drawPackage(undefined, options);
  return inFolder(async (dir) => {
    const file = join(dir, 'p.zip');
    writeFileSync(file, bytes);
    const container = await openZip(file);
    const files = new Map<string, Buffer>();
    for (const path of container.entries.keys()) files.set(path, await readWhole(container, path, 1 << 28));
    await container.close();
    return new Forgery(root, files, key);
  });
}

export function verifyBytes(bytes: Uint8Array, options: Partial<VerifyOptions> & { readonly older?: Uint8Array } = {}): Promise<VerificationReport> {
  return inFolder(async (dir) => {
    const file = join(dir, 'p.zip');
    writeFileSync(file, bytes);
    const { older, ...rest } = options;
    if (older !== undefined) writeFileSync(join(dir, 'older.zip'), older);
    return verifyPackage(file, { now: NOW, ...(older && { previous: join(dir, 'older.zip') }), ...rest });
  });
}

/** Each problem as `L1 E_FILE_MODIFIED data/case.json`. */
export const problemsOf = (r: VerificationReport): string[] =>
  r.levels.flatMap((l) => l.problems.map((p) => `${l.level} ${p.code}${p.path === undefined ? '' : ` ${p.path}`}`));

export const codesOf = (r: VerificationReport, level: Level): Code[] => r.levels.find((l) => l.level === level)!.problems.map((p) => p.code);
export const resultOf = (r: VerificationReport, level: Level): string => r.levels.find((l) => l.level === level)!.result;

/** A line of JSON with its keys out of order, spaces in it, or whatever else; never what canonical() gives. */
export const loose = (text: string): string => text.replace('{', '{ ');
export { canonical };
