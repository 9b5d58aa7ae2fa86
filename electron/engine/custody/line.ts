/** The form of a custody entry: canonical lines, each holding the hash of the one before. */
import { createHash, randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { canonical } from '../../../shared/base/canonical.ts';
import { formatInstant, type Instant } from '../../../shared/base/instant.ts';

/** What was done. Closed, so that an auditor can be given the list. */
export type CustodyAction =
  | 'create'
  | 'migrate'
  | 'change'
  | 'import'
  | 'import-again'
  | 'import-failed'
  | 'import-cancelled'
  | 'analysis'
  | 'policy'
  | 'clock'
  | 'tie'
  | 'join'
  | 'split'
  | 'note'
  | 'disposition'
  | 'export'
  | 'verification';

export interface Entry {
  readonly action: CustodyAction;
  /** Ids of what it was done to: sources, events, findings, packages. */
  readonly subjects: readonly string[];
  /** The particulars; kept apart from the line, which holds a salted commitment to it. */
  readonly body: unknown;
}

export interface CustodyHeader {
  readonly v: 1;
  readonly seq: number;
  readonly case: string;
  readonly prev: string;
  readonly ts: string;
  readonly clock: string;
  readonly actor: string;
  readonly device: string;
  readonly tool: string;
  readonly action: CustodyAction;
  readonly subjects: readonly string[];
  readonly body: string;
}

/** The commitment to a body: SHA-256 over length-prefixed tag, salt and canonical body, in hex. */
export function commitBody(salt: Uint8Array, canonicalBody: string): string {
  const hash = createHash('sha256');
  for (const part of [Buffer.from('tracewake/v1/custody-body'), salt, Buffer.from(canonicalBody)]) {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(part.length);
    hash.update(length).update(part);
  }
  return hash.digest('hex');
}

export const hashLine = (line: string): string => createHash('sha256').update(line, 'utf8').digest('hex');

/** Long enough that nobody can guess it: the first line's `prev`, and each body's salt. */
export const nonce = (): Buffer => randomBytes(32);

export const TOOL = 'tracewake/0.1.0';

/** Makes the next line. `at` is this machine's clock, in `clock`'s words. */
export function composeLine(
  place: { readonly seq: number; readonly case: string; readonly prev: string; readonly at: Instant; readonly actor: string },
  entry: Entry,
): { readonly line: string; readonly hash: string; readonly salt: Buffer; readonly body: string } {
  const salt = nonce();
  const body = canonical(wellFormed(entry.body ?? null));
  const header: CustodyHeader = {
    v: 1,
    seq: place.seq,
    case: place.case,
    prev: place.prev,
    ts: formatInstant(place.at),
    clock: 'system',
    actor: place.actor.toWellFormed(),
    device: hostname(),
    tool: TOOL,
    action: entry.action,
    subjects: entry.subjects.map((s) => s.toWellFormed()),
    body: commitBody(salt, body),
  };
  const line = canonical(header);
  return { line, hash: hashLine(line), salt, body };
}

/** File names and log text may hold half of a surrogate pair, which canonical JSON cannot carry. */
function wellFormed(value: unknown): unknown {
  if (typeof value === 'string') return value.toWellFormed();
  if (Array.isArray(value)) return value.map(wellFormed);
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([k, v]) => [k.toWellFormed(), wellFormed(v)]));
  }
  return value;
}
