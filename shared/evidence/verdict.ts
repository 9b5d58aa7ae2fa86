/** What a verification says: for each level PASSED, FAILED or INDETERMINATE, what was checked, what was not, and each problem's code. */
import type { Instant } from '../base/instant.ts';

export const LEVELS = ['L0', 'L1', 'L2', 'L3', 'L4', 'L5', 'R'] as const;
export type Level = (typeof LEVELS)[number];

export const CLAIMS: Readonly<Record<Level, string>> = {
  L0: 'The container is safe to open',
  L1: 'Every file is listed and unaltered, and no other is there',
  L2: 'The seals verify',
  L3: 'The signer is one you trust',
  L4: 'The custody log is continuous, its anchors hold, and the files agree with it',
  L5: 'The sources, parsed again, give the same records and findings',
  R: 'The records are those that the seal commits to, redacted or not',
};

/** `E_`: not so. `W_`: cannot be said, or to be looked at. `I_`: to be known. */
export type Code =
  | `E_ZIP_${'END_RECORD' | 'DUPLICATE' | 'OVERLAP' | 'HEADER_MISMATCH' | 'TRAILING' | 'SYMLINK' | 'METHOD' | 'BOMB'}`
  | 'E_PATH'
  | `E_FILE_${'MODIFIED' | 'MISSING' | 'ADDED'}`
  | 'E_CANON'
  | 'E_VERSION'
  | `E_SIG_${'INVALID' | 'KEY_MISMATCH' | 'WEAK_KEY' | 'NAMESPACE' | 'EXPIRED' | 'REVOKED' | 'REQUIRED_MISSING' | 'BAG_MISMATCH'}`
  | `E_CHAIN_BROKEN@${number}`
  | 'E_CHAIN_TRUNCATED'
  | 'E_CHAIN_FORK'
  | 'E_CUSTODY_MISMATCH'
  | 'E_SOURCE_HASH'
  | 'E_ROOT_MISMATCH'
  | 'E_NOT_REPRODUCED'
  | 'W_SIGNER_UNKNOWN'
  | 'W_CLOCK';

export interface Problem {
  readonly code: Code;
  readonly path: string | undefined;
  readonly text: string;
}

export type LevelOutcome = 'PASSED' | 'FAILED' | 'INDETERMINATE';

export interface LevelReport {
  readonly level: Level;
  readonly claim: string;
  readonly result: LevelOutcome | 'NOT ASKED';
  readonly checked: readonly string[];
  readonly notChecked: readonly string[];
  readonly problems: readonly Problem[];
}

/** Names and texts out of a hostile package: nothing that moves a cursor, turns the direction of text or cannot be seen. */
export function printable(text: string): string {
  const shown = text.toWellFormed().replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cn}]/gu, (c) => `\\u{${c.codePointAt(0)!.toString(16)}}`);
  return shown.length > 300 ? `${shown.slice(0, 300)}…` : shown;
}

/** More than this nobody reads; the rest is counted. */
const MOST_PROBLEMS = 200;

/** Collects one level. Nothing said against it, and nothing left open, is a pass. */
export class LevelCheck {
  readonly level: Level;
  readonly #checked: string[] = [];
  readonly #notChecked: string[] = [];
  readonly #problems: Problem[] = [];
  #more = 0;
  #failed = false;
  #open = false;

  constructor(level: Level) {
    this.level = level;
  }

  checked(text: string): void {
    this.#checked.push(printable(text));
  }

  /** What this level does not reach by its nature; the result stands. */
  limit(text: string): void {
    this.#notChecked.push(printable(text));
  }

  /** What it should have reached and could not: nothing failed, and nothing is proved. */
  open(text: string): void {
    this.#open = true;
    this.#notChecked.push(printable(text));
  }

  problem(code: Code, path: string | undefined, text: string): void {
    // An unknown version could not be checked; that is never called tampered.
    if (code === 'E_VERSION' || code === 'W_SIGNER_UNKNOWN') this.#open = true;
    else if (code.startsWith('E_')) this.#failed = true;
    const p = { code, path: path === undefined ? undefined : printable(path), text: printable(text) };
    if (this.#problems.some((q) => q.code === p.code && q.path === p.path)) return;
    if (this.#problems.length < MOST_PROBLEMS) this.#problems.push(p);
    else this.#more++;
  }

  get failed(): boolean {
    return this.#failed;
  }

  report(): LevelReport {
    const more = this.#more > 0 ? [`${this.#more} more problems of this level are not listed`] : [];
    return {
      level: this.level,
      claim: CLAIMS[this.level],
      result: this.#failed ? 'FAILED' : this.#open ? 'INDETERMINATE' : 'PASSED',
      checked: this.#checked,
      notChecked: [...this.#notChecked, ...more],
      problems: this.#problems,
    };
  }
}

export const notAsked = (level: Level, why: string): LevelReport => ({
  level,
  claim: CLAIMS[level],
  result: 'NOT ASKED',
  checked: [],
  notChecked: [why],
  problems: [],
});

export interface SealReport {
  readonly role: string;
  readonly signer: string;
  readonly fingerprint: string;
  readonly claimedTime: Instant | undefined;
  /** Its signatures verify, and it is of this package; where not, nobody has signed what it says. */
  readonly verified: boolean;
  readonly trusted: boolean;
  readonly over: string;
}

export interface VerificationReport {
  readonly file: string;
  readonly result: LevelOutcome;
  readonly sentence: string;
  readonly at: Instant;
  readonly levels: readonly LevelReport[];
  readonly seals: readonly SealReport[];
  /** None where no seal was looked at. */
  readonly commands: readonly string[];
  readonly exitCode: 0 | 1 | 3;
  readonly seconds: number;
}

const COUNTS = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven'];

/** The whole: failed where a level failed, passed where every level that was asked passed. */
export function overall(levels: readonly LevelReport[]): Pick<VerificationReport, 'result' | 'sentence' | 'exitCode'> {
  const asked = levels.filter((l) => l.result !== 'NOT ASKED');
  const of = (r: LevelOutcome) => asked.filter((l) => l.result === r);
  const names = (ls: readonly LevelReport[]) => ls.map((l) => l.level).join(', ');
  const failed = of('FAILED');
  const open = of('INDETERMINATE');
  if (failed.length > 0) {
    const codes = [...new Set(failed.flatMap((l) => l.problems.filter((p) => p.code.startsWith('E_')).map((p) => p.code)))].slice(0, 4);
    return { result: 'FAILED', sentence: `${names(failed)} failed: ${codes.join(', ')}.`, exitCode: 1 };
  }
  if (open.length > 0) {
    const count = `${COUNTS[open.length]!} of ${COUNTS[asked.length]!} levels`;
    return {
      result: 'INDETERMINATE',
      sentence: `Nothing failed. ${count[0]!.toUpperCase()}${count.slice(1)} could not be checked to the end: ${names(open)}.`,
      exitCode: 3,
    };
  }
  return { result: 'PASSED', sentence: `Everything that was asked was checked and holds: ${names(asked)}.`, exitCode: 0 };
}
