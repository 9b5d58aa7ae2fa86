/** Placing labels where nothing else is: a label never covers data, and where there is no room it is left out. */
export interface Box {
  readonly x0: number;
  readonly y0: number;
  readonly x1: number;
  readonly y1: number;
}

export const meet = (a: Box, b: Box): boolean => a.x0 < b.x1 && b.x0 < a.x1 && a.y0 < b.y1 && b.y0 < a.y1;

/** What is taken. Few enough boxes in one lane that a list is the fastest index. */
export class Taken {
  readonly #boxes: Box[] = [];
  readonly #bounds: Box | undefined;

  constructor(bounds?: Box) {
    this.#bounds = bounds;
  }

  add(box: Box): void {
    this.#boxes.push(box);
  }

  free(box: Box): boolean {
    const bounds = this.#bounds;
    if (bounds !== undefined && (box.x0 < bounds.x0 || box.x1 > bounds.x1 || box.y0 < bounds.y0 || box.y1 > bounds.y1)) return false;
    return !this.#boxes.some((b) => meet(b, box));
  }

  /** Takes the first candidate that is free; `undefined` where none is. */
  place<B extends Box>(candidates: readonly B[]): B | undefined {
    const found = candidates.find((c) => this.free(c));
    if (found !== undefined) this.add(found);
    return found;
  }
}
