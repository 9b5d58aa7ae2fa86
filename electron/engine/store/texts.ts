/** Bytes of many texts side by side, where WebAssembly looks through them (find/find.ts). */
import { FINDER } from './find/module.ts';

const PAGE = 65_536;
/** The needle lies here; place 0 means that there is none. */
const NEEDLE = 16;
const LONGEST_NEEDLE = 4096;
const START = NEEDLE + LONGEST_NEEDLE;
/** What the finder looks at behind the last text. */
const PADDING = 32;
/** Bytes of one memory, which grows as it fills; whoever has more takes another. */
const MOST = 2 ** 30;
const STEP = 16 * 1024 * 1024;

export class Texts {
  readonly #memory = new WebAssembly.Memory({ initial: 1 });
  readonly #find: (from: number, end: number, needle: number, size: number) => number;
  #bytes = Buffer.from(this.#memory.buffer);
  #end = START;
  #needle: Buffer = Buffer.alloc(0);

  constructor() {
    const module = new WebAssembly.Module(Buffer.from(FINDER, 'base64'));
    const instance = new WebAssembly.Instance(module, { env: { memory: this.#memory } });
    this.#find = (instance.exports as { readonly find: (from: number, end: number, needle: number, size: number) => number }).find;
  }

  hasRoom(size: number): boolean {
    return this.#end + size + PADDING <= MOST;
  }

  /** The place of `size` more bytes, which `write` fills in the array that it is given. */
  add(size: number, write: (bytes: Buffer, at: number) => void): number {
    const at = this.#end;
    const missing = at + size + PADDING - this.#bytes.length;
    if (missing > 0) {
      this.#memory.grow(Math.ceil(Math.max(missing, Math.min(STEP, this.#bytes.length)) / PAGE));
      this.#bytes = Buffer.from(this.#memory.buffer);
    }
    write(this.#bytes, at);
    this.#end += size;
    return at;
  }

  /** What is looked for from here on; some bytes. */
  seek(needle: Buffer): void {
    this.#needle = needle;
    if (needle.length <= LONGEST_NEEDLE) this.#bytes.set(needle, NEEDLE);
  }

  /** The first place in [from, end) where it stands whole; -1 for none. */
  next(from: number, end: number): number {
    const { length } = this.#needle;
    if (length > LONGEST_NEEDLE) return this.#bytes.subarray(0, end).indexOf(this.#needle, from);
    return this.#find(from, end, NEEDLE, length) || -1;
  }
}
