/** The seal: what a signer puts a name to. Its bytes are canonical JSON; the signatures are over exactly those bytes. */
import { canonical } from '../base/canonical.ts';
import { formatInstant, type Instant, parseInstant } from '../base/instant.ts';
import { isSha256Hex } from './hashing.ts';
import { isObject, type JsonObject, parseCanonical } from './json.ts';
import { ROLE } from './paths.ts';
import { ROOTS_FORMAT } from './version.ts';

export const SEAL_TYPE = 'tracewake-seal/1';
/** The SSH namespace of every seal. The verifier's allowed_signers can bind a key to it. */
export const SEAL_NAMESPACE = 'seal@tracewake';

export interface RootLine {
  readonly size: number;
  /** Hex. */
  readonly root: string;
  /** `events/1` */
  readonly schema: string;
}

export interface Seal {
  readonly type: typeof SEAL_TYPE;
  /** The case's id. */
  readonly case: string;
  /** The name of the package's folder. */
  readonly package: string;
  readonly revision: number;
  readonly role: string;
  /** One sentence: what the signer says by signing. */
  readonly meaning: string;
  /** The principal: an e-mail address, as in allowed_signers. */
  readonly signer: string;
  /** `ssh-ed25519 AAAA…` */
  readonly key: string;
  readonly claimedTime: Instant;
  /** `clock`: this machine's; `given`: by whoever asked for the export. */
  readonly timeSource: 'clock' | 'given';
  readonly tagmanifestSha256: string;
  readonly roots: Readonly<Record<string, RootLine>>;
  readonly custody: { readonly entries: number; readonly head: string };
  /** Roles without which the package is not complete. */
  readonly requiredRoles: readonly string[];
  /** SHA-256 (hex) of the `seal.json.sshsig` of each seal that this one countersigns. */
  readonly over: readonly string[];
}

export function sealText(s: Seal): string {
  const { tagmanifestSha256, claimedTime, ...rest } = s;
  return canonical({ ...rest, claimedTime: formatInstant(claimedTime), bag: { tagmanifestSha256 } });
}

const KEYS = 'bag,case,claimedTime,custody,key,meaning,over,package,requiredRoles,revision,role,roots,signer,timeSource,type';
const isText = (v: unknown): v is string => typeof v === 'string' && v.length <= 2000;
/** As it stands in allowed_signers and on a command line: printable ASCII without what a list or a shell would read. */
export const isPrincipal = (v: unknown): v is string => typeof v === 'string' && /^[A-Za-z0-9._%+@=~-]{1,200}$/.test(v);
const isCount = (v: unknown): v is number => Number.isSafeInteger(v) && (v as number) >= 0;
const isRole = (v: unknown): v is string => typeof v === 'string' && ROLE.test(v);

function parseRoots(value: unknown): Readonly<Record<string, RootLine>> | undefined {
  if (!isObject(value)) return undefined;
  for (const line of Object.values(value)) {
    if (!isObject(line) || Object.keys(line).sort().join() !== 'root,schema,size') return undefined;
    if (!isCount(line.size) || !isSha256Hex(line.root) || !isText(line.schema)) return undefined;
  }
  return value as Record<string, RootLine>;
}

/** The roots of `roots.json`; `undefined` where it is of another form: another hash is one, and so is anything in it that nothing here reads. */
export function rootsOf(file: JsonObject): Readonly<Record<string, RootLine>> | undefined {
  const known = file.format === ROOTS_FORMAT && file.hash === 'sha256' && Object.keys(file).sort().join() === 'format,hash,roots';
  return known ? parseRoots(file.roots) : undefined;
}

/** The seal, or the code and the sentence of what is wrong with it. */
export function parseSeal(text: string): Seal | { readonly code: 'E_CANON' | 'E_VERSION' | 'E_SIG_INVALID'; readonly text: string } {
  const parsed = parseCanonical(text);
  if (parsed === undefined) return { code: 'E_CANON', text: 'the seal is not canonical JSON' };
  const v = parsed.value;
  const malformed = (what: string) => ({ code: 'E_SIG_INVALID', text: `the seal ${what}` }) as const;
  if (!isObject(v)) return malformed('is no object');
  if (v.type !== SEAL_TYPE)
    return { code: 'E_VERSION', text: `the seal is of a type that this version does not know: ${String(v.type).slice(0, 60)}` };
  if (Object.keys(v).sort().join() !== KEYS) return malformed('has other keys than a seal has');
  const { bag, custody, roots: givenRoots } = v;
  const at = typeof v.claimedTime === 'string' ? parseInstant(v.claimedTime) : undefined;
  const roots = parseRoots(givenRoots);
  if (!isObject(bag) || Object.keys(bag).join() !== 'tagmanifestSha256' || !isSha256Hex(bag.tagmanifestSha256))
    return malformed('names no tag manifest');
  if (!isObject(custody) || Object.keys(custody).join() !== 'entries,head' || !isCount(custody.entries) || !isSha256Hex(custody.head)) {
    return malformed('names no head of the custody log');
  }
  if (roots === undefined) return malformed('has roots that are none');
  if (at === undefined || formatInstant(at) !== v.claimedTime || (v.timeSource !== 'clock' && v.timeSource !== 'given'))
    return malformed('has no claimed time');
  if (!isText(v.case) || !isText(v.package) || !isText(v.meaning) || !isText(v.key)) return malformed('lacks a text');
  if (!isPrincipal(v.signer)) return malformed('names no signer');
  if (!isCount(v.revision) || !isRole(v.role)) return malformed('has no revision or no role');
  if (!Array.isArray(v.requiredRoles) || !v.requiredRoles.every(isRole)) return malformed('has required roles that are none');
  if (!Array.isArray(v.over) || !v.over.every(isSha256Hex)) return malformed('countersigns something that is no hash');
  return {
    type: SEAL_TYPE,
    case: v.case,
    package: v.package,
    revision: v.revision,
    role: v.role,
    meaning: v.meaning,
    signer: v.signer,
    key: v.key,
    claimedTime: at,
    timeSource: v.timeSource,
    tagmanifestSha256: bag.tagmanifestSha256,
    roots,
    custody: { entries: custody.entries, head: custody.head },
    requiredRoles: v.requiredRoles as string[],
    over: v.over as string[],
  };
}
