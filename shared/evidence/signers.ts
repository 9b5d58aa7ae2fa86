/**
 * The auditor's `allowed_signers` file (ssh-keygen(1), ALLOWED SIGNERS): `principals [options] keytype key [comment]`.
 * A line that begins with `@revoked`, as in known_hosts, names a key that is not to be believed any more; ssh-keygen passes
 * over such a line, and takes the same keys from a file of their own (`-r`).
 */

import type { Instant } from '../base/instant.ts';
import { sameBytes } from './hashing.ts';
import { parseSshPublicKey } from './ssh.ts';
import { composeInstantUtc } from './when.ts';

export interface AllowedSigner {
  readonly line: number;
  readonly principals: readonly string[];
  /** Patterns; `undefined` allows every namespace. */
  readonly namespaces: readonly string[] | undefined;
  readonly validAfter: Instant | undefined;
  readonly validBefore: Instant | undefined;
  readonly revoked: boolean;
  readonly publicKey: Uint8Array;
}

export interface AllowedSigners {
  readonly signers: readonly AllowedSigner[];
  /** Lines that cannot be used, each with why: other key types, certificate authorities, malformed lines. */
  readonly unused: readonly { readonly line: number; readonly why: string }[];
}

export type SignerVerdict =
  /** `pattern`: where no principal of the line is the name itself; then the line says less of who that is. */
  | { readonly result: 'trusted'; readonly line: number; readonly pattern: string | undefined; readonly expiredSince: Instant | undefined }
  | { readonly result: 'unknown' | 'mismatch' | 'namespace' | 'expired' | 'revoked'; readonly text: string };

/** A time in a file without `Z` is the reader's local time; the host says what that is. */
export type LocalToUtc = (year: number, month: number, day: number, hour: number, minute: number, second: number) => Instant;

/** `*` and `?` as in ssh_config(5) PATTERNS, without a regular expression that a hostile pattern could make run for ever. */
export function matchesPattern(text: string, pattern: string): boolean {
  let t = 0;
  let p = 0;
  let star = -1;
  let mark = 0;
  while (t < text.length) {
    if (p < pattern.length && (pattern[p] === '?' || pattern[p] === text[t]) && pattern[p] !== '*') {
      t++;
      p++;
    } else if (pattern[p] === '*') {
      star = p++;
      mark = t;
    } else if (star >= 0) {
      p = star + 1;
      t = ++mark;
    } else return false;
  }
  while (pattern[p] === '*') p++;
  return p === pattern.length;
}

/** A list matches where some pattern does and no negated one (`!…`) does. */
export function matchesList(text: string, patterns: readonly string[]): boolean {
  if (patterns.some((p) => p.startsWith('!') && matchesPattern(text, p.slice(1)))) return false;
  return patterns.some((p) => !p.startsWith('!') && matchesPattern(text, p));
}

export function parseAllowedSigners(text: string, local: LocalToUtc): AllowedSigners {
  const signers: AllowedSigner[] = [];
  const unused: { line: number; why: string }[] = [];
  const lines = text.split(/\r?\n/);
  for (let n = 1; n <= lines.length; n++) {
    // No other space is one to ssh-keygen, and what it does not take for a signer is none here.
    const line = lines[n - 1]!.replace(/^[ \t]+|[ \t]+$/g, '');
    if (line === '' || line.startsWith('#')) continue;
    const parsed = parseLine(line, n, local);
    if (typeof parsed === 'string') unused.push({ line: n, why: parsed });
    else signers.push(parsed);
  }
  return { signers, unused };
}

function parseLine(line: string, n: number, local: LocalToUtc): AllowedSigner | string {
  if (line.startsWith('\uFEFF'))
    return 'a byte order mark stands before it, which ssh-keygen takes for a part of the name: save the file without one';
  const words = splitWords(line);
  if (words === undefined) return 'a quotation mark is not closed';
  const revoked = words[0] === '@revoked';
  if (revoked) words.shift();
  const principals = unquote(words.shift() ?? '')
    .split(',')
    .filter((p) => p !== '');
  if (principals.length === 0) return 'it names nobody';
  let namespaces: string[] | undefined;
  let validAfter: Instant | undefined;
  let validBefore: Instant | undefined;
  let next = words.shift();
  if (next !== undefined && !/^(ssh-|ecdsa-|sk-)/.test(next)) {
    const given = new Set<string>();
    for (const option of splitOptions(next)) {
      const [name, value] = [option.split('=', 1)[0]!.toLowerCase(), unquote(option.slice(option.indexOf('=') + 1))];
      if (given.has(name)) return `it has ${name} twice`;
      given.add(name);
      if (option.includes('=') && !/^[^=]+="[^"]*"$/.test(option)) return `${name} is not in quotation marks`;
      if (name === 'namespaces' && option.includes('=')) namespaces = value.split(',').filter((p) => p !== '');
      else if (name === 'valid-after' || name === 'valid-before') {
        const at = parseWhen(value, local);
        if (at === undefined) return `${name} is no time`;
        if (name === 'valid-after') validAfter = at;
        else validBefore = at;
      } else if (name === 'cert-authority') return 'certificate authorities are not followed';
      else return 'it has an option that ssh-keygen does not have';
    }
    next = words.shift();
  }
  const [base64 = ''] = words;
  const publicKey = /^[A-Za-z0-9+/=]+$/.test(base64) ? parseSshPublicKey(`${next ?? ''} ${base64}`) : undefined;
  if (publicKey === undefined) return 'its key is not an Ed25519 key';
  return { line: n, principals, namespaces, validAfter, validBefore, revoked, publicKey };
}

function splitWords(line: string): string[] | undefined {
  const words: string[] = [];
  let word = '';
  let quoted = false;
  for (const c of line) {
    if (c === '"') quoted = !quoted;
    if (!quoted && (c === ' ' || c === '\t')) {
      if (word !== '') words.push(word);
      word = '';
    } else word += c;
  }
  if (word !== '') words.push(word);
  return quoted ? undefined : words;
}

/** Commas inside quotation marks belong to a value. */
function splitOptions(text: string): string[] {
  const options: string[] = [];
  let option = '';
  let quoted = false;
  for (const c of text) {
    if (c === '"') quoted = !quoted;
    if (c === ',' && !quoted) {
      options.push(option);
      option = '';
    } else option += c;
  }
  options.push(option);
  return options;
}

const unquote = (text: string): string => text.replaceAll('"', '');

/** `YYYYMMDD[Z]` or `YYYYMMDDHHMM[SS][Z]`. */
function parseWhen(text: string, local: LocalToUtc): Instant | undefined {
  const m = /^(\d{4})(\d{2})(\d{2})(?:(\d{2})(\d{2})(\d{2})?)?(Z)?$/i.exec(text);
  if (m === null) return undefined;
  const [y, mo, d, h, mi, s] = [m[1], m[2], m[3], m[4] ?? '0', m[5] ?? '0', m[6] ?? '0'].map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const utc = composeInstantUtc(y, mo, d, h, mi, s);
  if (utc === undefined) return undefined;
  const at = m[7] === undefined ? local(y, mo, d, h, mi, s) : utc;
  // ssh-keygen knows no such time: to it nought is none at all.
  return at > 0 ? at : undefined;
}

/**
 * Whether the auditor trusts this key, under this name, for this namespace, at the time that the seal claims. `now` only says
 * whether a key has expired since: a key that is out of use might be used to claim a time when it was not.
 */
export function judgeSigner(
  allowed: AllowedSigners,
  claim: { readonly principal: string; readonly publicKey: Uint8Array; readonly namespace: string; readonly at: Instant },
  now: Instant,
): SignerVerdict {
  const ofKey = allowed.signers.filter((s) => sameBytes(s.publicKey, claim.publicKey));
  if (ofKey.some((s) => s.revoked)) return { result: 'revoked', text: `the key of ${claim.principal} is marked as revoked` };
  const ofName = allowed.signers.filter((s) => !s.revoked && matchesList(claim.principal, s.principals));
  const both = ofName.filter((s) => sameBytes(s.publicKey, claim.publicKey));
  if (both.length === 0) {
    if (ofName.length > 0) return { result: 'mismatch', text: `${claim.principal} is known by another key than the one that signed` };
    if (ofKey.length > 0) return { result: 'mismatch', text: `the key that signed is known, but not as ${claim.principal}` };
    return { result: 'unknown', text: `${claim.principal} is not in allowed_signers` };
  }
  const spaced = both.filter((s) => s.namespaces === undefined || matchesList(claim.namespace, s.namespaces));
  if (spaced.length === 0) return { result: 'namespace', text: `the key of ${claim.principal} is not allowed for ${claim.namespace}` };
  const valid = spaced.find((s) => (s.validAfter ?? claim.at) <= claim.at && claim.at <= (s.validBefore ?? claim.at));
  if (valid === undefined) return { result: 'expired', text: `the key of ${claim.principal} was not valid at the time that the seal claims` };
  const expiredSince = valid.validBefore !== undefined && valid.validBefore < now ? valid.validBefore : undefined;
  const isNamed = valid.principals.includes(claim.principal);
  const pattern = isNamed ? undefined : valid.principals.find((p) => !p.startsWith('!') && matchesPattern(claim.principal, p));
  return { result: 'trusted', line: valid.line, pattern, expiredSince };
}
