import { randomBytes } from 'node:crypto';
import { type FileHandle, open, rename, stat, unlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { Failure } from '../../../shared/contract/errors.ts';
import { asFullDisk } from '../system/faults.ts';
import type { ByteSink } from './zip-write.ts';

/** A file under a name of its own until it is whole: whoever sees the final name sees all of it. */
export class FileSink implements ByteSink {
  readonly #file: FileHandle;
  readonly #part: string;
  readonly #target: string;
  #at = 0;
  #open = true;
  #published = false;

  private constructor(file: FileHandle, part: string, target: string) {
    this.#file = file;
    this.#part = part;
    this.#target = target;
  }

  /** Refuses to write over a file that is there, unless it is told to: the old one then stays until the new one is whole. */
  static async create(
    target: string,
    {
      replace = false,
      advice = 'Choose another name; a package is never overwritten.',
    }: { readonly replace?: boolean; readonly advice?: string } = {},
  ): Promise<FileSink> {
    const there = await stat(target).catch(() => undefined);
    if (there?.isDirectory() === true || (there !== undefined && !replace)) {
      throw new Failure({
        code: 'environment',
        message: there.isDirectory() ? 'there is a directory of that name already' : 'there is a file of that name already',
        file: target,
        advice: there.isDirectory() ? 'Name a file.' : advice,
      });
    }
    const part = join(dirname(target), `.${basename(target)}.${randomBytes(6).toString('hex')}.part`);
    try {
      return new FileSink(await open(part, 'wx'), part, target);
    } catch (e) {
      throw asFullDisk(e, target);
    }
  }

  async write(bytes: Uint8Array): Promise<void> {
    await this.#put(bytes, this.#at);
    this.#at += bytes.length;
  }

  rewrite(position: number, bytes: Uint8Array): Promise<void> {
    return this.#put(bytes, position);
  }

  async #put(bytes: Uint8Array, position: number): Promise<void> {
    try {
      for (let done = 0; done < bytes.length; ) {
        const { bytesWritten } = await this.#file.write(bytes, done, bytes.length - done, position + done);
        done += bytesWritten;
      }
    } catch (e) {
      throw asFullDisk(e, this.#target);
    }
  }

  /** Everything is on the disk; only the name is still to be given. */
  async settle(): Promise<void> {
    try {
      await this.#file.sync();
      await this.#file.close();
    } catch (e) {
      throw asFullDisk(e, this.#target);
    }
    this.#open = false;
  }

  async publish(): Promise<void> {
    try {
      await rename(this.#part, this.#target);
    } catch (e) {
      throw asFullDisk(e, this.#target);
    }
    this.#published = true;
  }

  /** Leaves nothing behind, whatever had been done. */
  async discard(): Promise<void> {
    if (this.#open) await this.#file.close();
    this.#open = false;
    await unlink(this.#published ? this.#target : this.#part).catch(() => undefined);
  }
}
