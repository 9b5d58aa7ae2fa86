/** L2: the seals verify and are of this package. L3: the auditor trusts who signed. */

import { isUtf8 } from 'node:buffer';
import { createHash, createPublicKey, verify } from 'node:crypto';
import { canonical } from '../../../shared/base/canonical.ts';
import type { Instant } from '../../../shared/base/instant.ts';
import { formatInstant } from '../../../shared/base/instant.ts';
import { isWeakKey, parsePublicKeyPem, toSpki } from '../../../shared/evidence/ed25519.ts';
import { sameBytes } from '../../../shared/evidence/hashing.ts';
import { isObject } from '../../../shared/evidence/json.ts';
import { SEAL_NEEDS, type SignaturePlace, signaturePlace } from '../../../shared/evidence/paths.ts';
import { COLLECTIONS, SCHEMAS } from '../../../shared/evidence/schemas.ts';
import { parseSeal, rootsOf, SEAL_NAMESPACE, type Seal } from '../../../shared/evidence/seal.ts';
import { type AllowedSigners, judgeSigner } from '../../../shared/evidence/signers.ts';
import { decodeSshSignature, parseSshPublicKey, sshFingerprint, sshPublicKey, sshSignedData } from '../../../shared/evidence/ssh.ts';
import type { LevelCheck } from '../../../shared/evidence/verdict.ts';
import { type Container, EntryBroken, readWhole } from './container.ts';
import { nodeHashing } from './hashing.ts';
import type { FilesFound } from './verify-files.ts';

/** Nothing lists them, and no signature is over them. */
const UNREAD = ['seal.tsq', 'seal.tsr', 'chain.pem'] as const;
const LARGEST = 1024 * 1024;

export interface CheckedSeal {
  readonly number: number;
  readonly dir: string;
  readonly seal: Seal;
  readonly publicKey: Uint8Array;
  readonly fingerprint: string;
  /** Both signatures verify, by one and the same key, and the seal is of this package. */
  readonly verified: boolean;
}

export async function checkSeals(container: Container, found: FilesFound, l0: LevelCheck, l2: LevelCheck, now: Instant): Promise<CheckedSeal[]> {
  const dirs = new Map<string, Map<string, SignaturePlace>>();
  for (const path of container.entries.keys()) {
    const place = signaturePlace(path);
    if (place === undefined) continue;
    const files = dirs.get(place.dir) ?? new Map<string, SignaturePlace>();
    files.set(place.file, place);
    dirs.set(place.dir, files);
  }
  const seals: CheckedSeal[] = [];
  const earlier = new Map<string, number>();
  let expected = 1;
  for (const [dir, files] of [...dirs].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const { number, role } = [...files.values()][0]!;
    if (number !== expected) l2.problem('E_SIG_REQUIRED_MISSING', dir, `seal ${expected} is missing, or its number is there twice`);
    expected = number + 1;
    const missing = SEAL_NEEDS.filter((f) => !files.has(f));
    for (const f of missing) l2.problem('E_SIG_REQUIRED_MISSING', `${dir}/${f}`, 'a seal cannot be checked without it');
    if (missing.length > 0) continue;
    const bytes = await readSealFiles(container, dir, l0, l2);
    if (bytes === undefined) continue;
    const checked = checkSeal(dir, number, role, bytes, found, earlier, l2, now);
    if (checked !== undefined) seals.push(checked);
    earlier.set(createHash('sha256').update(bytes['seal.json.sshsig']).digest('hex'), number);
    for (const f of UNREAD) if (files.has(f)) l2.limit(`${dir}/${f}: this version does not read it, and anybody can have put it there`);
  }
  const sealed = seals[0]?.seal.package;
  // Its name is no part of what is sealed; whoever is handed the package under another one must see that.
  if (container.kind === 'zip' && sealed !== undefined && container.root !== sealed)
    l2.limit(`the name of its folder, ${container.root}: sealed is ${sealed}`);
  if (dirs.size === 0) l2.problem('E_SIG_REQUIRED_MISSING', 'signatures', 'there is no seal at all');
  checkRoles(seals, l2);
  for (const s of seals.filter((s) => s.verified)) {
    l2.checked(`${s.dir}: SSH signature in the namespace ${SEAL_NAMESPACE} and raw Ed25519, by ${s.fingerprint}`);
  }
  if (seals.length > 0) l2.limit('when it was sealed: the time is what the signer says');
  return seals;
}

type SealFiles = Record<(typeof SEAL_NEEDS)[number], Buffer>;

async function readSealFiles(container: Container, dir: string, l0: LevelCheck, l2: LevelCheck): Promise<SealFiles | undefined> {
  const files: Partial<SealFiles> = {};
  for (const f of SEAL_NEEDS) {
    try {
      files[f] = await readWhole(container, `${dir}/${f}`, LARGEST);
    } catch (e) {
      if (!(e instanceof EntryBroken)) throw e;
      if (e.problem.code.startsWith('E_ZIP')) l0.problem(e.problem.code, e.problem.path, e.problem.text);
      else l2.problem('E_SIG_INVALID', e.problem.path, e.problem.text);
      return undefined;
    }
  }
  return files as SealFiles;
}

function checkSeal(
  dir: string,
  number: number,
  role: string,
  files: SealFiles,
  found: FilesFound,
  earlier: ReadonlyMap<string, number>,
  l2: LevelCheck,
  now: Instant,
): CheckedSeal | undefined {
  let sound = true;
  const bad = (code: Parameters<LevelCheck['problem']>[0], file: string, text: string): void => {
    sound = false;
    l2.problem(code, `${dir}/${file}`, text);
  };
  const text = isUtf8(files['seal.json']) ? files['seal.json'].toString('utf8') : '\ufffd';
  const seal = parseSeal(text);
  if ('code' in seal) {
    bad(seal.code, 'seal.json', seal.text);
    return undefined;
  }
  const publicKey = checkKeys(seal, files, bad);
  if (publicKey === undefined) return undefined;
  checkSignatures(publicKey, files, bad);
  if (seal.role !== role) bad('E_SIG_INVALID', 'seal.json', `the seal is of the role ${seal.role} and lies in the folder of ${role}`);
  checkBag(seal, found, bad);
  if (number === 1) checkClaim(seal, found, bad);
  checkRoots(seal, found, bad);
  for (const hash of seal.over) {
    if (!earlier.has(hash)) bad('E_SIG_REQUIRED_MISSING', 'seal.json', 'it countersigns a seal that is not here');
  }
  if (seal.claimedTime > now)
    l2.problem('W_CLOCK', `${dir}/seal.json`, `it claims ${formatInstant(seal.claimedTime)}, which this machine's clock has yet to reach`);
  return { number, dir, seal, publicKey, fingerprint: sshFingerprint(nodeHashing, publicKey), verified: sound };
}

type Bad = (code: Parameters<LevelCheck['problem']>[0], file: string, text: string) => void;

/** The key stands in four places, and all must say the same. */
function checkKeys(seal: Seal, files: SealFiles, bad: Bad): Uint8Array | undefined {
  const publicKey = parseSshPublicKey(seal.key);
  if (publicKey === undefined || sshPublicKey(publicKey) !== seal.key) {
    bad('E_VERSION', 'seal.json', 'it names a key that is not Ed25519');
    return undefined;
  }
  if (isWeakKey(publicKey)) {
    bad('E_SIG_WEAK_KEY', 'seal.json', 'under its key any signature verifies');
    return undefined;
  }
  const pem = parsePublicKeyPem(files['key.pem'].toString('latin1'));
  if (pem === undefined || !sameBytes(pem, publicKey)) bad('E_SIG_KEY_MISMATCH', 'key.pem', 'it is another key than the seal names');
  if (files['key.pub'].toString('latin1') !== `${seal.key}\n`) bad('E_SIG_KEY_MISMATCH', 'key.pub', 'it is another key than the seal names');
  return publicKey;
}

function checkSignatures(publicKey: Uint8Array, files: SealFiles, bad: Bad): void {
  const key = createPublicKey({ key: Buffer.from(toSpki(publicKey)), format: 'der', type: 'spki' });
  const sealBytes = files['seal.json'];
  const ssh = decodeSshSignature(files['seal.json.sshsig'].toString('latin1'));
  if ('error' in ssh) bad(ssh.version === true ? 'E_VERSION' : 'E_SIG_INVALID', 'seal.json.sshsig', ssh.error);
  else if (!sameBytes(ssh.publicKey, publicKey)) bad('E_SIG_KEY_MISMATCH', 'seal.json.sshsig', 'it is by another key than the seal names');
  else if (ssh.namespace !== SEAL_NAMESPACE) bad('E_SIG_NAMESPACE', 'seal.json.sshsig', `it was made for the namespace ${ssh.namespace}`);
  else {
    const signed = sshSignedData(ssh.namespace, ssh.hash, createHash(ssh.hash).update(sealBytes).digest());
    if (!verify(null, signed, key, ssh.signature)) bad('E_SIG_INVALID', 'seal.json.sshsig', 'the SSH signature does not verify');
  }
  const raw = files['seal.json.sig'];
  if (raw.length !== 64 || !verify(null, sealBytes, key, raw)) bad('E_SIG_INVALID', 'seal.json.sig', 'the raw signature does not verify');
}

function checkBag(seal: Seal, found: FilesFound, bad: Bad): void {
  if (found.tagmanifestSha256 !== seal.tagmanifestSha256) bad('E_SIG_BAG_MISMATCH', 'seal.json', 'the seal is not of these manifests');
  const info = found.caseInfo;
  if (info !== undefined && (info.id !== seal.case || info.package !== seal.package || info.revision !== seal.revision)) {
    bad('E_SIG_BAG_MISMATCH', 'seal.json', 'the seal is of another case or revision');
  }
}

/** The first seal is that of the export itself, whose time the report, the readme and the certification state as case.json has it. */
function checkClaim(seal: Seal, found: FilesFound, bad: Bad): void {
  const clock = found.caseInfo?.clock;
  if (!isObject(clock)) return;
  const claimed = formatInstant(seal.claimedTime);
  if (clock.exportedAt !== claimed || clock.timeSource !== seal.timeSource) {
    const said = `${String(clock.exportedAt).slice(0, 40)} (${String(clock.timeSource).slice(0, 40)})`;
    bad('E_SIG_BAG_MISMATCH', 'seal.json', `it claims ${claimed} (${seal.timeSource}), and case.json says that the package was made at ${said}`);
  }
}

function checkRoots(seal: Seal, found: FilesFound, bad: Bad): void {
  const roots = found.roots;
  if (roots === undefined) return;
  const given = rootsOf(roots);
  if (given === undefined) {
    bad('E_VERSION', 'seal.json', 'the commitments are of a form that this version does not know');
    return;
  }
  if (canonical(given) !== canonical(seal.roots)) {
    bad('E_ROOT_MISMATCH', 'seal.json', 'the roots of the seal are not those of data/commitments/roots.json');
    return;
  }
  for (const [collection, line] of Object.entries(given)) {
    const known = COLLECTIONS.find((c) => c === collection);
    if (known === undefined || SCHEMAS[known].schema !== line.schema)
      bad('E_VERSION', 'seal.json', `records of a form that this version does not know: ${line.schema}`);
    const lines = found.lines.get(`data/records/${collection}.jsonl`);
    if (lines !== line.size) bad('E_ROOT_MISMATCH', 'seal.json', `the seal is over ${line.size} ${collection}, and ${lines ?? 'none'} are here`);
  }
}

/** A seal says which roles must have signed; whoever strips one leaves that behind. */
function checkRoles(seals: readonly CheckedSeal[], l2: LevelCheck): void {
  const present = new Set(seals.map((s) => s.seal.role));
  const required = new Set(seals.flatMap((s) => s.seal.requiredRoles));
  for (const role of required) {
    if (!present.has(role)) l2.problem('E_SIG_REQUIRED_MISSING', 'signatures', `the seal of the ${role} is required and not here`);
  }
}

/** Of allowed_signers that cannot be used: more nobody reads. */
const MOST_LINES = 3;

/** Gives the numbers of the seals whose signer the auditor trusts. */
export function checkSigners(seals: readonly CheckedSeal[], allowed: AllowedSigners | undefined, l3: LevelCheck, now: Instant): Set<number> {
  const trusted = new Set<number>();
  if (allowed === undefined) {
    l3.open('who signed: no allowed_signers was given, and the package cannot vouch for its own keys');
    return trusted;
  }
  for (const { line, why } of allowed.unused.slice(0, MOST_LINES)) l3.limit(`line ${line} of allowed_signers: ${why}`);
  const more = allowed.unused.length - MOST_LINES;
  if (more > 0) l3.limit(`${more} more ${more === 1 ? 'line' : 'lines'} of allowed_signers cannot be used`);
  if (seals.length === 0) l3.open('who signed: there is no seal to be held against allowed_signers');
  for (const s of seals) {
    if (!s.verified) {
      l3.open(`${s.dir}: its seal does not verify, so nobody's name stands behind it`);
      continue;
    }
    const verdict = judgeSigner(
      allowed,
      { principal: s.seal.signer, publicKey: s.publicKey, namespace: SEAL_NAMESPACE, at: s.seal.claimedTime },
      now,
    );
    switch (verdict.result) {
      case 'trusted': {
        const by = verdict.pattern === undefined ? '' : ` by the pattern ${verdict.pattern}, which fits other names as well`;
        const claimed = formatInstant(s.seal.claimedTime);
        l3.checked(`${s.seal.signer}, ${s.seal.role}, is in allowed_signers${by} (line ${verdict.line}), valid at ${claimed}`);
        if (verdict.expiredSince === undefined) trusted.add(s.number);
        else
          l3.open(`${s.dir}: the key has expired since (${formatInstant(verdict.expiredSince)}), and only the signer says that it was used before`);
        break;
      }
      case 'unknown':
        l3.problem('W_SIGNER_UNKNOWN', s.dir, verdict.text);
        l3.open(`${s.dir}: confirm ${s.fingerprint} by another way, then add its line to allowed_signers`);
        break;
      case 'mismatch':
        l3.problem('E_SIG_KEY_MISMATCH', s.dir, verdict.text);
        break;
      case 'namespace':
        l3.problem('E_SIG_NAMESPACE', s.dir, verdict.text);
        break;
      case 'expired':
        l3.problem('E_SIG_EXPIRED', s.dir, verdict.text);
        break;
      case 'revoked':
        l3.problem('E_SIG_REVOKED', s.dir, verdict.text);
        break;
    }
  }
  return trusted;
}
