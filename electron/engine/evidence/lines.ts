import { isUtf8 } from 'node:buffer';

/** No line of a package comes near it; it bounds the memory that a hostile one can take. */
const LONGEST = 64 * 1024 * 1024;

/**
 * Cuts a stream of bytes at line feeds. `onLine` gets each line's text without its end, or `undefined` where the line is
 * not UTF-8, too long, or the last one and without an end.
 */
export class LineSplitter {
  readonly #onLine: (line: string | undefined, number: number) => void;
  #kept: Buffer[] = [];
  #keptLength = 0;
  #skipping = false;
  count = 0;

  constructor(onLine: (line: string | undefined, number: number) => void) {
    this.#onLine = onLine;
  }

  add(chunk: Uint8Array): void {
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    let from = 0;
    for (let to = bytes.indexOf(10); to >= 0; to = bytes.indexOf(10, from)) {
      this.#finish(bytes.subarray(from, to));
      from = to + 1;
    }
    if (from === bytes.length) return;
    if (this.#keptLength + bytes.length - from > LONGEST) {
      this.#skipping = true;
      this.#kept = [];
      this.#keptLength = 0;
      return;
    }
    // The reader uses its buffer again.
    this.#kept.push(Buffer.from(bytes.subarray(from)));
    this.#keptLength += bytes.length - from;
  }

  end(): void {
    if (this.#keptLength === 0 && !this.#skipping) return;
    this.count++;
    this.#onLine(undefined, this.count);
  }

  #finish(last: Buffer): void {
    this.count++;
    const line = this.#keptLength === 0 ? last : Buffer.concat([...this.#kept, last]);
    const usable = !this.#skipping && isUtf8(line);
    this.#kept = [];
    this.#keptLength = 0;
    this.#skipping = false;
    this.#onLine(usable ? line.toString('utf8') : undefined, this.count);
  }
}
