/** The files that an import reads: copied into the vault first, so that what is read is what is kept; or read where they lie. */
import { constants, existsSync, renameSync, rmSync } from 'node:fs';
import { access, copyFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Failure } from '../../../shared/contract/errors.ts';
import type { Extent } from '../bundle/batch.ts';
import { hashExtent } from '../bundle/bytes.ts';
import { wholeFile } from '../bundle/location.ts';
import type { Tx } from '../custody/change.ts';
import { asFailure } from '../store/failures.ts';
import { ensureContainer } from '../store/ledger.ts';
import { type OpenCase, vaultDir } from '../store/open.ts';
import { makeDirectory } from '../system/directories.ts';

export class Containers {
  readonly #open: OpenCase;
  readonly #keep: 'copy' | 'reference';
  #path: string | undefined;
  #bytes = 0;
  /** Where it is read from: the copy that is on its way into the vault, or the original. */
  #file = '';
  #sha256: string | undefined;
  #count = 0;
  /** The files after the one at hand, copied while that is still being stored: path → copy. */
  readonly #next = new Map<string, string>();

  constructor(open: OpenCase, keep: 'copy' | 'reference') {
    this.#open = open;
    this.#keep = keep;
  }

  get incoming(): string {
    return join(vaultDir(this.#open.dir), 'incoming');
  }

  /** Makes this file the one at hand. An archive (`whole` false) is hashed here, a single file is hashed while it is read. */
  async take(path: string, bytes: number, whole: boolean): Promise<void> {
    if (this.#path !== path) {
      this.#discard();
      this.#file = this.#next.get(path) ?? (await this.#bring(path));
      this.#next.delete(path);
      this.#path = path;
      this.#bytes = bytes;
      this.#sha256 = undefined;
    }
    if (!whole) this.#sha256 ??= (await hashExtent(wholeFile(this.#file, bytes))).sha256;
  }

  /**
   * Brings a next file in while the one at hand is still being stored. Gives the file to read; `undefined` where it cannot be had, which
   * `take` will then say.
   */
  async prepare(path: string): Promise<string | undefined> {
    if (this.#next.has(path)) return undefined;
    try {
      const file = await this.#bring(path);
      this.#next.set(path, file);
      return file;
    } catch (e) {
      if (e instanceof Failure) return undefined;
      throw e;
    }
  }

  /** The copy on its way into the vault, or the original where it stays. */
  async #bring(path: string): Promise<string> {
    if (this.#keep === 'reference') return path;
    const file = join(this.incoming, String(++this.#count));
    try {
      await access(path, constants.R_OK);
    } catch {
      throw new Failure({ code: 'input', message: 'there is no permission to read it, or it is gone', file: path });
    }
    try {
      makeDirectory(this.incoming);
      // Shares the blocks where the file system can.
      await copyFile(path, file, constants.COPYFILE_FICLONE);
    } catch (e) {
      rmSync(file, { force: true });
      throw asFailure(e, path);
    }
    return file;
  }

  /** The same range in the file that is read. What was unpacked elsewhere stays where it is. */
  extent(extent: Extent): Extent {
    return extent.file === this.#path ? { ...extent, file: this.#file } : extent;
  }

  /**
   * Inside the transaction of a source: the container's row, and its file in its place. The file goes first: a row without a file
   * would be a lie, a file without a row is swept. `sha256` of a single file is known once it has been read.
   */
  settle(tx: Tx, sha256: string): number {
    const hash = this.#sha256 ?? sha256;
    this.#sha256 = hash;
    if (this.#keep === 'reference') return ensureContainer(tx, { sha256: hash, bytes: this.#bytes, kept: 'reference', path: this.#path! });
    const path = `${hash.slice(0, 2)}/${hash}`;
    const file = join(vaultDir(this.#open.dir), path);
    if (this.#file !== file) {
      makeDirectory(dirname(file));
      // Moved, not copied; a second source of the same archive finds it there. The next sources go on reading it.
      if (existsSync(file)) rmSync(this.#file, { force: true });
      else renameSync(this.#file, file);
      this.#file = file;
    }
    return ensureContainer(tx, { sha256: hash, bytes: this.#bytes, kept: 'copy', path });
  }

  /** After a source that was rolled back: its container may have no row any more, so the file goes back to where it is swept from. */
  restore(hasRow: boolean): void {
    if (this.#keep === 'reference' || hasRow || this.#path === undefined || dirname(this.#file) === this.incoming || !existsSync(this.#file)) return;
    const file = join(this.incoming, String(++this.#count));
    makeDirectory(this.incoming);
    renameSync(this.#file, file);
    this.#file = file;
  }

  get sha256(): string | undefined {
    return this.#sha256;
  }

  close(): void {
    this.#discard();
    rmSync(this.incoming, { recursive: true, force: true });
  }

  #discard(): void {
    if (this.#path !== undefined && this.#keep === 'copy' && dirname(this.#file) === this.incoming) rmSync(this.#file, { force: true });
    this.#path = undefined;
  }
}
