/** Which paths a package may hold. Closed: what is not listed in a manifest and is not a signature file fails. */
import { COLLECTIONS } from './schemas.ts';

/** Lower-case ASCII only: that ends the tricks with Unicode, with Windows' names and with case. */
const SEGMENT = /^[a-z0-9._-]{1,100}$/;
const DEVICE = /^(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|$)/;
const LONGEST = 240;

/** What is wrong with a path inside the bag, or `undefined`. */
export function pathProblem(path: string): string | undefined {
  if (path.length === 0 || path.length > LONGEST) return 'the name is empty or too long';
  if (path.includes('\0')) return 'the name holds a NUL';
  if (path.includes('\\') || /^[A-Za-z]:/.test(path)) return 'the name is one of another system: a drive or backslashes';
  if (path.startsWith('/')) return 'the name is absolute';
  for (const s of path.split('/')) {
    if (s === '.' || s === '..') return 'the name leads out of the package';
    if (!SEGMENT.test(s)) return 'the name has other characters than a-z, 0-9, dot, underscore and hyphen';
    if (s.endsWith('.')) return 'a part of the name ends in a dot';
    if (DEVICE.test(s)) return 'the name is that of a device on Windows';
  }
  return undefined;
}

/** A folder's or a role's name out of free text: lower case, digits, hyphens; `fallback` where nothing is left. */
export function slug(text: string, fallback: string): string {
  const s = text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 48)
    .replace(/^-+|-+$/g, '');
  return s === '' || DEVICE.test(s) ? fallback : s;
}

export const packageRoot = (caseSlug: string, revision: number): string => `${caseSlug}-r${String(revision).padStart(2, '0')}`;
export const packageFile = (root: string): string => `${root}.evidence.zip`;

/** Tag files that the tag manifest lists: these three, always. */
export const TAG_FILES = ['bag-info.txt', 'bagit.txt', 'manifest-sha256.txt'] as const;
export const MANIFEST = 'manifest-sha256.txt';
export const TAG_MANIFEST = 'tagmanifest-sha256.txt';
export const BAGIT = 'BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n';

export const SIGNATURE_FILES = ['seal.json', 'seal.json.sshsig', 'seal.json.sig', 'seal.tsq', 'seal.tsr', 'key.pem', 'key.pub', 'chain.pem'] as const;
export type SignatureFile = (typeof SIGNATURE_FILES)[number];
/** What every package holds beside its sources. `questions.json` and the salt of the commitments may be left out. */
export const PAYLOAD_FILES: readonly string[] = [
  'case.json',
  'completeness.json',
  'coverage.json',
  'policy.yaml',
  'readme.txt',
  'commitments/roots.json',
  'custody/bodies.jsonl',
  'custody/log.jsonl',
  'report/certification.txt',
  'report/report.html',
  ...COLLECTIONS.flatMap((c) => [`records/${c}.jsonl`, `schema/${c}.json`]),
].map((path) => `data/${path}`);
const MAY_BE_THERE: ReadonlySet<string> = new Set([...PAYLOAD_FILES, 'data/questions.json', 'data/commitments/salt.key']);
const SOURCE_FILE = /^data\/sources\/s\d{4,10}\/(?:meta\.json|original(?:\.[a-z0-9]{1,8})?)$/;

/** Whether a package of this format has a file of this path in its payload: one that is listed and sealed could else say anything. */
export const isPayloadFile = (path: string): boolean => MAY_BE_THERE.has(path) || SOURCE_FILE.test(path);

/** Without these a seal cannot be checked. */
export const SEAL_NEEDS = ['seal.json', 'seal.json.sshsig', 'seal.json.sig', 'key.pem', 'key.pub'] as const satisfies readonly SignatureFile[];

export interface SignaturePlace {
  readonly number: number;
  readonly role: string;
  readonly file: SignatureFile;
  readonly dir: string;
}

export const ROLE = /^[a-z][a-z0-9-]{0,30}$/;
export const signatureDir = (number: number, role: string): string => `signatures/${String(number).padStart(2, '0')}-${role}`;

/** The place of a path in `signatures/NN-<role>/`, or `undefined` where it does not follow the grammar. */
export function signaturePlace(path: string): SignaturePlace | undefined {
  const m = /^(signatures\/(\d\d)-([a-z][a-z0-9-]{0,30}))\/([a-z.]+)$/.exec(path);
  const file = SIGNATURE_FILES.find((f) => f === m?.[4]);
  return m === null || file === undefined || m[2] === '00' ? undefined : { number: Number(m[2]), role: m[3]!, file, dir: m[1]! };
}

/** `hash  path` lines, sorted by path, as `sha256sum` writes and reads them. */
export function formatManifest(lines: Iterable<readonly [path: string, sha256: string]>): string {
  return [...lines]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([path, hash]) => `${hash}  ${path}\n`)
    .join('');
}

/** The lines of a manifest, or what is wrong with it: strict, so that it means the same to every tool. */
export function parseManifest(text: string): ReadonlyMap<string, string> | string {
  const files = new Map<string, string>();
  if (!text.endsWith('\n') && text !== '') return 'its last line has no end';
  // Line by line: of a hostile one of nothing but ends there would be millions at once.
  for (let from = 0, n = 1; from < text.length; n++) {
    const to = text.indexOf('\n', from);
    const m = /^([0-9a-f]{64}) {2}([^\r]+)$/.exec(text.slice(from, to));
    from = to + 1;
    if (m === null) return `line ${n} is no hash and path`;
    const problem = pathProblem(m[2]!);
    if (problem !== undefined) return `line ${n}: ${problem}`;
    if (files.has(m[2]!)) return `line ${n} lists a file a second time`;
    files.set(m[2]!, m[1]!);
  }
  return files;
}
