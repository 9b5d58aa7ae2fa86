/**
 * The custody log's form: one canonical line for each entry, each holding the hash of the line before. The bodies lie apart,
 * under a salted commitment, so that a body can be withheld without touching the chain. Written by electron/engine/custody,
 * exported and checked by electron/engine/evidence.
 */
import { canonical } from '../base/canonical.ts';
import { formatInstant, type Instant } from '../base/instant.ts';
import { fromHex, type Hashing, isSha256Hex, lp, tag, toHex } from './hashing.ts';
import { parseCanonical } from './json.ts';

/** Everything that can be done to a case. Append only; an auditor can be given this list. */
export const CUSTODY_ACTIONS = [
  'case.created',
  'case.migrated',
  'case.changed',
  'bundle.declared',
  'source.imported',
  'source.named',
  'import.failed',
  'import.cancelled',
  'import.interrupted',
  'analysis.run',
  'policy.changed',
  'clock.set',
  'tie.decided',
  'identity.joined',
  'identity.split',
  'note.added',
  'finding.disposed',
  'package.exported',
  'package.verified',
  'case.handed-out',
  'mapping.saved',
  'suggestion.dismissed',
] as const;
export type CustodyAction = (typeof CUSTODY_ACTIONS)[number];

/** The keys of a line, in words. `actor` is `NAME <MAIL>`, followed by the fingerprint of a key where one was used. */
export interface CustodyHeader {
  readonly v: 1;
  /** From 1, without gaps. */
  readonly seq: number;
  readonly case: string;
  /** SHA-256 (hex) of the line before, without its line end; in the first line 64 random hex digits. */
  readonly prev: string;
  /** This machine's clock, ISO 8601 UTC. */
  readonly ts: string;
  /** Where `ts` comes from: `system`. */
  readonly clock: string;
  readonly actor: string;
  readonly device: string;
  readonly tool: string;
  readonly action: string;
  readonly subjects: readonly string[];
  /** The commitment to the body, hex. */
  readonly body: string;
}

/** A body as it lies in `data/custody/bodies.jsonl`. */
export interface CustodyBody {
  readonly seq: number;
  /** 32 random bytes, hex. */
  readonly salt: string;
  readonly body: unknown;
}

export interface CustodyPlace {
  readonly seq: number;
  readonly case: string;
  readonly prev: string;
  readonly at: Instant;
  readonly clock: string;
  readonly actor: string;
  readonly device: string;
  readonly tool: string;
}

/** `SHA256(T("custody-body") ‖ lp(salt) ‖ lp(canonical(body)))` in hex. */
export function commitCustodyBody(h: Hashing, salt: Uint8Array, canonicalBody: string): string {
  return toHex(h.sha256(tag('custody-body'), lp(salt), lp(h.utf8(canonicalBody))));
}

export const hashCustodyLine = (h: Hashing, line: string): string => toHex(h.sha256(h.utf8(line)));

/** The line of an entry and the canonical text of its body. `salt` is 32 random bytes. */
export function composeCustodyLine(
  h: Hashing,
  place: CustodyPlace,
  entry: { readonly action: CustodyAction; readonly subjects: readonly string[]; readonly body: unknown },
  salt: Uint8Array,
): { readonly line: string; readonly hash: string; readonly body: string } {
  const body = canonical(wellFormed(entry.body ?? null));
  const header: CustodyHeader = {
    v: 1,
    seq: place.seq,
    case: place.case,
    prev: place.prev,
    ts: formatInstant(place.at),
    clock: place.clock,
    actor: place.actor.toWellFormed(),
    device: place.device.toWellFormed(),
    tool: place.tool,
    action: entry.action,
    subjects: entry.subjects.map((s) => s.toWellFormed()),
    body: commitCustodyBody(h, salt, body),
  };
  const line = canonical(header);
  return { line, hash: hashCustodyLine(h, line), body };
}

/** File names and log text may hold half of a surrogate pair, which canonical JSON cannot carry. */
export function wellFormed(value: unknown): unknown {
  if (typeof value === 'string') return value.toWellFormed();
  if (Array.isArray(value)) return value.map(wellFormed);
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([k, v]) => [k.toWellFormed(), wellFormed(v)]));
  }
  return value;
}

const TEXT_KEYS = ['ts', 'clock', 'actor', 'device', 'tool', 'action'] as const;
const KEYS = ['action', 'actor', 'body', 'case', 'clock', 'device', 'prev', 'seq', 'subjects', 'tool', 'ts', 'v'];

/** The header of a line, or what is wrong with it as a sentence. */
export function parseCustodyLine(line: string): CustodyHeader | string {
  const parsed = parseCanonical(line);
  if (parsed === undefined) return 'the line is not canonical JSON';
  const { value } = parsed;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return 'the line is no object';
  const h = value as Record<string, unknown>;
  if (h.v !== 1) return `the line is of an unknown version ${String(h.v)}`;
  if (Object.keys(h).sort().join() !== KEYS.join()) return 'the line has other keys than an entry has';
  if (!Number.isSafeInteger(h.seq) || typeof h.case !== 'string') return 'the line has no number or no case';
  if (!isSha256Hex(h.prev) || !isSha256Hex(h.body)) return 'the line has no hash of the one before, or none of its body';
  for (const k of TEXT_KEYS) if (typeof h[k] !== 'string') return `the line has no ${k}`;
  if (!Array.isArray(h.subjects) || !h.subjects.every((s) => typeof s === 'string')) return 'the line has no subjects';
  return value as CustodyHeader;
}

/**
 * Follows a chain line by line in constant memory. `add` gives what is wrong with a line, or `undefined`; after the first
 * break it says nothing more, since everything after rests on it.
 */
export class CustodyChain {
  readonly #h: Hashing;
  entries = 0;
  head = '';
  caseId = '';
  /** The entries whose clock stands before that of the entry before: a clock that was set back. */
  readonly clockSetBack: number[] = [];
  #lastTs = '';
  #broken = false;

  constructor(h: Hashing) {
    this.#h = h;
  }

  add(line: string): { readonly at: number; readonly text: string; readonly header?: undefined } | { readonly header: CustodyHeader } | undefined {
    if (this.#broken) return undefined;
    const at = this.entries + 1;
    const header = parseCustodyLine(line);
    const text =
      typeof header === 'string'
        ? header
        : header.seq !== at
          ? `entry ${at} is numbered ${header.seq}`
          : at > 1 && header.prev !== this.head
            ? `entry ${at} does not hold the hash of entry ${at - 1}`
            : at > 1 && header.case !== this.caseId
              ? `entry ${at} is of another case`
              : undefined;
    if (typeof header === 'string' || text !== undefined) {
      this.#broken = true;
      return { at, text: text ?? 'broken' };
    }
    if (header.ts < this.#lastTs) this.clockSetBack.push(at);
    this.#lastTs = header.ts;
    this.caseId = header.case;
    this.entries = at;
    this.head = hashCustodyLine(this.#h, line);
    return { header };
  }

  get broken(): boolean {
    return this.#broken;
  }
}

/** Whether a body is the one that its line commits to. */
export function bodyMatches(h: Hashing, header: CustodyHeader, body: CustodyBody): boolean {
  const salt = fromHex(body.salt);
  return salt !== undefined && salt.length === 32 && commitCustodyBody(h, salt, canonical(body.body)) === header.body;
}
