/**
 * The texts of what is read, each once, by their numbers. A reading thread has one for all its sources: the files of one log name the same people and
 * machines, and what the one before said crosses to the store no more.
 */

/** Past so many a thread begins a new one with its next source; the memory of names must not grow with the log. */
export const MOST_TEXTS = 200_000;

const RECENT = 2048;

/** By the length and the last letters: names of one kind differ at their end. */
function recentSlot(text: string): number {
  const n = text.length;
  const a = text.charCodeAt(n - 1);
  const b = n > 1 ? text.charCodeAt(n - 2) : 0;
  const c = n > 2 ? text.charCodeAt(n - 3) : 0;
  const d = text.charCodeAt(n >> 1);
  return (Math.imul(Math.imul(Math.imul(a, 31) + b, 31) + c, 31) + d + n) & (RECENT - 1);
}

export class Dictionary {
  /** Only grows: a text keeps its number. */
  readonly texts: string[] = [];
  readonly #ids = new Map<string, number>();
  /** Texts looked up lately: mostly the same string, which a comparison sees at once. */
  readonly #recent: string[] = new Array<string>(RECENT).fill('');
  readonly #recentIds = new Int32Array(RECENT);

  /** -1 for no text, and for an empty one. */
  intern(text: string | undefined): number {
    if (text === undefined || text === '') return -1;
    const slot = recentSlot(text);
    if (this.#recent[slot] === text) return this.#recentIds[slot]!;
    let id = this.#ids.get(text);
    if (id === undefined) {
      id = this.texts.length;
      this.#ids.set(text, id);
      this.texts.push(text.toWellFormed());
    }
    this.#recent[slot] = text;
    this.#recentIds[slot] = id;
    return id;
  }
}
