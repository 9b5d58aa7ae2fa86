/** Merged cells: a sheet keeps their value in the first of them only, and says which they are behind its rows. */

export interface Merge {
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
}

/** A sheet with more is a form and no table; what comes beyond is read as it stands. */
const MOST_MERGES = 50_000;
const MOST_AT_ONCE = 500;
const OPENING = Buffer.from('mergeCells');
/** `<mergeCell ref="XFD1048576:XFD1048576"/>` for each of them, and room for attributes that nobody writes. */
const LONGEST_LIST = MOST_MERGES * 64;

/** Column from 0 of `AB12` or `AB`; -1 for what is no reference, or lies beyond the last column that there is. */
export function columnOf(reference: string): number {
  let column = 0;
  for (let i = 0; i < reference.length; i++) {
    const c = reference.charCodeAt(i) & 0xdf;
    if (c < 65 || c > 90) break;
    column = column * 26 + c - 64;
    if (column > 16_384) return -1;
  }
  return column - 1;
}

const rowOf = (reference: string): number => Number(/\d{1,8}$/.exec(reference)?.[0] ?? '0');

/** Looks for the list in the sheet's bytes without reading the rest as XML. */
export async function readMerges(bytes: AsyncIterable<Buffer>): Promise<readonly Merge[]> {
  let rest = Buffer.alloc(0);
  let list: Buffer[] | undefined;
  let size = 0;
  for await (const chunk of bytes) {
    if (list === undefined) {
      const here = Buffer.concat([rest, chunk]);
      const at = here.indexOf(OPENING);
      if (at < 0) {
        rest = here.subarray(Math.max(0, here.length - OPENING.length));
        continue;
      }
      list = [here.subarray(at)];
      size = here.length - at;
    } else {
      list.push(chunk);
      size += chunk.length;
    }
    if (size > LONGEST_LIST) break;
  }
  return list === undefined ? [] : mergesIn(Buffer.concat(list).toString('latin1'));
}

function mergesIn(text: string): Merge[] {
  const end = text.indexOf('mergeCells>');
  const out: Merge[] = [];
  for (const m of text.slice(0, end < 0 ? text.length : end).matchAll(/\sref="(\w{1,12}):(\w{1,12})"/g)) {
    const [from, to] = [m[1]!, m[2]!];
    const merge = { top: rowOf(from), bottom: rowOf(to), left: columnOf(from), right: columnOf(to) };
    if (merge.top < 1 || merge.left < 0 || merge.bottom < merge.top || merge.right < merge.left) continue;
    out.push(merge);
    if (out.length === MOST_MERGES) break;
  }
  return out.sort((a, b) => a.top - b.top);
}

/** Gives rows, in their order, the values of the merged cells that reach into them. */
export class MergeFiller {
  readonly #merges: readonly Merge[];
  #next = 0;
  #open: { readonly merge: Merge; value: string }[] = [];

  constructor(merges: readonly Merge[]) {
    this.#merges = merges;
  }

  /** Only a row that has something of its own: a row that lies wholly inside merged cells is a part of the one above. */
  fill(row: number, cells: string[]): void {
    this.#open = this.#open.filter((o) => o.merge.bottom >= row);
    for (; this.#next < this.#merges.length && this.#merges[this.#next]!.top <= row; this.#next++) {
      const merge = this.#merges[this.#next]!;
      if (merge.bottom >= row && this.#open.length < MOST_AT_ONCE) {
        this.#open.push({ merge, value: merge.top === row ? (cells[merge.left] ?? '') : '' });
      }
    }
    if (this.#open.length === 0 || !cells.some((c) => c !== undefined && c !== '')) return;
    for (const { merge, value } of this.#open) {
      if (value === '') continue;
      for (let c = merge.left; c <= merge.right; c++) if ((cells[c] ?? '') === '') cells[c] = value;
    }
  }
}
