/** What the verifier reads: a zip, or the folder that it was unpacked to. Opened once; what is judged is what is read. */
import type { Code } from '../../../shared/evidence/verdict.ts';

export interface ContainerProblem {
  readonly code: Code;
  readonly path: string | undefined;
  readonly text: string;
}

export interface ContainerEntry {
  /** Inside the bag, without the name of its folder. */
  readonly path: string;
  readonly size: number;
}

/** The bytes of an entry cannot be read as the container says they can. */
export class EntryBroken extends Error {
  readonly problem: ContainerProblem;
  constructor(problem: ContainerProblem) {
    super(problem.text);
    this.problem = problem;
  }
}

export interface Container {
  readonly kind: 'zip' | 'folder';
  /** The name of the bag's folder; `undefined` where the container has none that can be told. */
  readonly root: string | undefined;
  readonly entries: ReadonlyMap<string, ContainerEntry>;
  /** Folders in the bag in which no file lies, however deep. */
  readonly emptyFolders: readonly string[];
  /** What is wrong with the container's structure. Where there is anything, nothing of it is read. */
  readonly problems: readonly ContainerProblem[];
  /** What was looked at, as sentences. */
  readonly checked: readonly string[];
  /** Gives every byte of an entry, in order. Throws `EntryBroken`. */
  read(path: string, onBytes: (bytes: Uint8Array) => void): Promise<void>;
  /** Whether the file or folder is still what it was when it was opened. */
  unchanged(): Promise<boolean>;
  close(): Promise<void>;
}

/** A whole entry, where it is small enough to be held. Throws `EntryBroken` where it is larger than `limit`. */
export async function readWhole(container: Container, path: string, limit: number): Promise<Buffer> {
  const size = container.entries.get(path)?.size ?? 0;
  if (size > limit) {
    throw new EntryBroken({ code: 'E_ZIP_BOMB', path, text: `it is larger than any such file can be: ${size} bytes` });
  }
  const parts: Uint8Array[] = [];
  await container.read(path, (bytes) => parts.push(Buffer.from(bytes)));
  return Buffer.concat(parts);
}
