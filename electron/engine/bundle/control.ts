/** The cells that the engine's thread and the parse worker share: a worker deep in a file hears no messages, yet it can look at these. */

/** Batches that the worker may still send before it must wait. */
const CREDITS = 0;
/** 1: nobody wants the rest of this source. */
const ABANDONED = 1;
const CELLS = 2;

/** Enough that neither side waits for the other's small pauses; a batch is some 600 KB. */
const BATCHES_IN_FLIGHT = 4;

export class Control {
  readonly #cells: Int32Array;

  constructor(cells: SharedArrayBuffer = new SharedArrayBuffer(CELLS * 4)) {
    this.#cells = new Int32Array(cells);
  }

  get buffer(): SharedArrayBuffer {
    return this.#cells.buffer as SharedArrayBuffer;
  }

  /** Before a source. */
  reset(): void {
    Atomics.store(this.#cells, CREDITS, BATCHES_IN_FLIGHT);
    Atomics.store(this.#cells, ABANDONED, 0);
  }

  abandon(): void {
    Atomics.store(this.#cells, ABANDONED, 1);
    Atomics.add(this.#cells, CREDITS, 1);
    Atomics.notify(this.#cells, CREDITS);
  }

  get abandoned(): boolean {
    return Atomics.load(this.#cells, ABANDONED) !== 0;
  }

  /** The receiver is done with a batch. */
  release(): void {
    Atomics.add(this.#cells, CREDITS, 1);
    Atomics.notify(this.#cells, CREDITS);
  }

  /** Waits, with the thread, until another batch may be sent. `check` is called while it waits and may throw. */
  acquire(check: () => void): void {
    while (Atomics.load(this.#cells, CREDITS) <= 0) {
      check();
      // The user's cancel cell has no bell of its own, so it is looked at ten times a second.
      Atomics.wait(this.#cells, CREDITS, 0, 100);
    }
    Atomics.sub(this.#cells, CREDITS, 1);
  }
}
