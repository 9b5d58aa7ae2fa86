/**
 * L5: the sources, parsed again, give what the package says. Who can read logs and analyse them hands in how (`ParseAgain`); here is what
 * that gets of the package, and how what comes of it is held against each file that was derived.
 */

import { createHash } from 'node:crypto';
import { closeSync, openSync, writeSync } from 'node:fs';
import { grouped } from '../../../shared/base/grouped.ts';
import { Failure } from '../../../shared/contract/errors.ts';
import { isObject, type JsonObject, parseCanonical } from '../../../shared/evidence/json.ts';
import type { Seal } from '../../../shared/evidence/seal.ts';
import type { LevelCheck } from '../../../shared/evidence/verdict.ts';
import { type Container, EntryBroken, readWhole } from './container.ts';
import type { EvidenceInput } from './input.ts';
import { thisTool } from './pack.ts';
import { compareAgain } from './verify-again-compare.ts';
import type { CheckedSeal } from './verify-seals.ts';

const LARGEST_JSON = 64 * 1024 * 1024;

/** Whoever alters a package and seals it again can also write another build into it: that must not look better than any other alteration. */
const ONLY_THAT_BUILD =
  'whether what differs comes of the other build or of an alteration: anyone who seals a package can claim that another build made it. ' +
  'Verify it with the build that it names, whose --version says so; only that one can decide';

/** The first of many: more of one file nobody reads, and the rest is counted. */
const MOST_OF_A_FILE = 3;

/**
 * What was found on the way. A difference counts against the package only where the version that made it is the one that read it again;
 * another one may read, or judge, otherwise and rightly.
 */
export class AgainVerdict {
  readonly #l5: LevelCheck;
  readonly #differences: { readonly path: string; readonly text: string }[] = [];
  readonly #ofFile = new Map<string, number>();
  readonly #versions = new Set<string>();

  constructor(l5: LevelCheck) {
    this.#l5 = l5;
  }

  /** `place`: where in the file, such as a line; of one file the first few are listed. */
  differs(path: string, text: string, place?: string | number): void {
    const known = this.#ofFile.get(path) ?? 0;
    this.#ofFile.set(path, known + 1);
    if (known < MOST_OF_A_FILE) this.#differences.push({ path: place === undefined ? path : `${path}:${place}`, text });
  }

  /** Something was read or judged by another version than this one. */
  otherVersion(text: string): void {
    if (this.#versions.size < 5) this.#versions.add(text);
  }

  /** What is needed is not here: nothing is proved. */
  open(text: string): void {
    this.#l5.open(text);
  }

  get differences(): number {
    return [...this.#ofFile.values()].reduce((n, of) => n + of, 0);
  }

  /** `equal`: what was compared, where all of it is the same. */
  end(equal: string | undefined): void {
    for (const [path, n] of this.#ofFile) {
      if (n > MOST_OF_A_FILE) this.#differences.push({ path, text: `${n} differences in all; the first ${MOST_OF_A_FILE} are listed` });
    }
    if (this.#versions.size === 0) {
      for (const { path, text } of this.#differences) this.#l5.problem('E_NOT_REPRODUCED', path, text);
    } else {
      for (const version of this.#versions) this.#l5.open(version);
      if (this.#differences.length > 0) this.#l5.open(ONLY_THAT_BUILD);
      for (const { path, text } of this.#differences) this.#l5.open(`as this version reads it: ${path}: ${text}`);
    }
    if (equal !== undefined && this.differences === 0) this.#l5.checked(equal);
  }
}

/** What whoever parses again gets to see. Everything in it is a stranger's until it is checked. */
export interface AgainPackage {
  readonly paths: Iterable<string>;
  has(path: string): boolean;
  /** `undefined`: not here, or no object in canonical JSON. */
  json(path: string): Promise<JsonObject | undefined>;
  /** Writes the bytes of an entry into a new file. `sha256` is that of the bytes, hex. */
  extract(path: string, file: string): Promise<{ readonly sha256: string; readonly bytes: number }>;
  /** `data/case.json`. */
  readonly caseInfo: JsonObject;
  readonly custody: { readonly entries: number; readonly head: string };
  /** That of the export itself. */
  readonly seal: Seal;
}

/** The case as parsing again gives it, in the form in which an export packs one. */
export interface ParsedAgain {
  readonly input: EvidenceInput;
  /** What this was made from, as a clause: `12 sources`. */
  readonly from: string;
  /** Removes all that was written on the way. */
  close(): Promise<void>;
}

/** `undefined`: it could not be done, and `verdict` says why. May throw to stop; then it has cleaned up after itself. */
export type ParseAgain = (from: AgainPackage, verdict: AgainVerdict) => Promise<ParsedAgain | undefined>;

export interface AgainFrame {
  readonly container: Container;
  readonly caseInfo: JsonObject | undefined;
  readonly custody: { readonly entries: number; readonly head: string };
  /** The custody log by which the case is built again holds. */
  readonly custodyHolds: boolean;
  readonly seals: readonly CheckedSeal[];
  readonly parseAgain: ParseAgain | undefined;
  /** Rows compared so far. May throw to stop. */
  onRows(rows: number, path: string): void;
}

export async function checkAgain(l5: LevelCheck, frame: AgainFrame): Promise<void> {
  const { container, caseInfo, custody, parseAgain } = frame;
  const first = frame.seals.find((s) => s.number === 1);
  if (parseAgain === undefined) return l5.open('anything: logs cannot be parsed here');
  if (!frame.custodyHolds) return l5.open('anything: the custody log, which says what was read and decided in which order, does not hold (L4)');
  if (caseInfo === undefined) return l5.open('anything: case.json is not here, or cannot be read');
  if (first === undefined) return l5.open('anything: there is no seal by which the package could be made again');
  const verdict = new AgainVerdict(l5);
  const made: JsonObject = isObject(caseInfo.tool) ? caseInfo.tool : {};
  const tool = thisTool();
  if (made.name !== tool.name || made.version !== tool.version || made.build !== tool.build) {
    verdict.otherVersion(`the package was made with ${toolText(made)}, and this is ${toolText(tool)}: it may read and judge otherwise`);
  }
  let again: ParsedAgain | undefined;
  try {
    again = await parseAgain(packageOf(container, caseInfo, custody, first.seal), verdict);
    if (again === undefined) return verdict.end(undefined);
    const rows = await compareAgain(frame, first, again.input, verdict);
    verdict.end(
      `${again.from}, parsed again and analysed by the policy, give the same ${grouped(rows)} rows of records, answers, coverage and report`,
    );
    l5.limit('why a type was chosen for a source and whether the case kept a copy of it: that is taken from its meta.json');
  } catch (e) {
    const why = e instanceof EntryBroken ? `${e.problem.path ?? ''}: ${e.message}` : e instanceof Failure ? e.data.message : undefined;
    if (why === undefined || (e instanceof Failure && e.data.code === 'cancelled')) throw e;
    verdict.open(`to the end: ${why}`);
    verdict.end(undefined);
  } finally {
    await again?.close();
  }
}

function toolText({ name, version, build }: JsonObject): string {
  const [n, v, b] = [name, version, build].map((part) => (part === undefined ? undefined : String(part).slice(0, 40)));
  return `${n} ${v}, ${b === undefined ? 'which does not say which build' : `build ${b}`}`;
}

function packageOf(container: Container, caseInfo: JsonObject, custody: AgainPackage['custody'], seal: Seal): AgainPackage {
  return {
    paths: container.entries.keys(),
    has: (path) => container.entries.has(path),
    async json(path) {
      if (!container.entries.has(path)) return undefined;
      const parsed = parseCanonical((await readWhole(container, path, LARGEST_JSON)).toString('utf8'));
      return isObject(parsed?.value) ? parsed.value : undefined;
    },
    async extract(path, file) {
      const hash = createHash('sha256');
      let bytes = 0;
      const to = openSync(file, 'wx', 0o600);
      try {
        await container.read(path, (chunk) => {
          hash.update(chunk);
          for (let at = 0; at < chunk.length; ) at += writeSync(to, chunk, at);
          bytes += chunk.length;
        });
      } finally {
        closeSync(to);
      }
      return { sha256: hash.digest('hex'), bytes };
    },
    caseInfo,
    custody,
    seal,
  };
}
