/** The bytes that a splitter still needs: one buffer, whatever the chunks were. */
export class Window {
  /** Valid until the next `append`. Index 0 is the stream's offset `base`. */
  buffer: Buffer = Buffer.alloc(0);
  base = 0;
  #store: Buffer = Buffer.alloc(0);
  /** Where `buffer` begins in the store; -1 where it is a chunk as it came. */
  #storeStart = -1;
  #nextNewline = -1;
  #line = 1;

  /**
   * Drops what lies before `from` and adds the chunk behind the rest. Indexes into the old buffer shrink by `from`. Its memory is used again and again:
   * what is made anew for each chunk has the whole heap searched for it.
   */
  append(chunk: Buffer, from: number): void {
    this.#countLines(from);
    const rest = this.buffer.length - from;
    this.base += from;
    if (this.#nextNewline >= 0) this.#nextNewline -= from;
    if (rest === 0) {
      this.#storeStart = -1;
      this.buffer = chunk;
      return;
    }
    const need = rest + chunk.length;
    const inStore = this.#storeStart >= 0;
    const start = inStore ? this.#storeStart + from : 0;
    const behind = start + need <= this.#store.length;
    // Moved to the front only where little is left: a long unfinished record grows by doubling, so that its bytes are copied a few times and not once a chunk.
    if (inStore && behind) this.#storeStart = start;
    else if (need <= this.#store.length && rest <= chunk.length) {
      this.#store.set(this.buffer.subarray(from), 0);
      this.#storeStart = 0;
    } else {
      const store = Buffer.allocUnsafeSlow(need * 2);
      store.set(this.buffer.subarray(from), 0);
      this.#store = store;
      this.#storeStart = 0;
    }
    this.#store.set(chunk, this.#storeStart + rest);
    this.buffer = this.#store.subarray(this.#storeStart, this.#storeStart + need);
  }

  /** The line (from 1) on which the byte at this index lies. Indexes must not decrease from call to call. */
  lineOf(index: number): number {
    this.#countLines(index);
    return this.#line;
  }

  #countLines(index: number): void {
    const { buffer } = this;
    let next = this.#nextNewline;
    // -1: the last search found none up to the end of the buffer as it was; whatever lies before `index` is searched again from its start.
    if (next < 0) next = buffer.indexOf(10, this.#searched());
    while (next >= 0 && next < index) {
      this.#line++;
      this.#done = this.base + next + 1;
      next = buffer.indexOf(10, next + 1);
    }
    this.#nextNewline = next;
    if (next < 0) this.#done = Math.max(this.#done, this.base + buffer.length);
  }

  /** Offset in the stream up to which newlines are counted. */
  #done = 0;
  #searched(): number {
    return Math.max(0, this.#done - this.base);
  }
}
