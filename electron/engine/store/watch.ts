/**
 * Work that somebody waits for. What a screen wants to know is worked out deep in the store, by whoever needs it first, and kept: which
 * request pays for it is not known there. So the request says who watches, the loops that run long look up, and the watcher may throw to
 * stop them. What was not finished is not kept. It holds for one run without `await` in it: nothing else runs in the thread meanwhile.
 */
export type Watch = (done?: number, of?: number) => void;

let watch: Watch | undefined;

export function watched<T>(by: Watch, work: () => T): T {
  const outer = watch;
  watch = by;
  try {
    return work();
  } finally {
    watch = outer;
  }
}

/** Called by whatever runs long, several times in a fifth of a second; with figures where the whole is known. */
export const look: Watch = (done, of) => watch?.(done, of);
