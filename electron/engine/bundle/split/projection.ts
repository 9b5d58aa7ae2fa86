/**
 * A JSON object read from its bytes without building it: its grammar is checked to the last byte (scan/scan.ts, in WebAssembly), and of the members that
 * an adapter names the places are noted. What the adapter then asks for is made when it asks, and a text that was met before is the same string again.
 *
 * Nothing is accepted that JSON.parse refuses, and each member is what JSON.parse makes of it. What the scanner is not sure of (an escape in a key, deep
 * nesting, an object that goes on behind these bytes) it refuses, and JSON.parse reads the record.
 */
import type { Reads } from '../../../../shared/adapters/adapter.ts';
import type { RecordData } from './records.ts';
import { SCANNER } from './scan/module.ts';

/** As in scan.ts: what a wanted value is. From 0 on it is the number of a kept text. */
const WHOLE = -1;
const PLAIN = -2;
const INSIDE = -3;
const FRESH = -4;
const CELL = 160;
/** A member that comes once is made together with what stands behind it, so far. */
const NEAR = 128;
/** Zeros behind the bytes: the scanner looks at 16 at once. */
const PADDING = 64;

/** Wanted members over all shapes of a thread; there are a few dozen. */
const MOST_MEMBERS = 1024;
/** Texts by a hash: a later one takes the place of an earlier one, so that a million names do not fill the memory. */
const CELLS = 1 << 14;
const SHAPES_SIZE = 1 << 16;

const STARTS = 1024;
const ENDS = STARTS + MOST_MEMBERS * 4;
const KINDS = ENDS + MOST_MEMBERS * 4;
const SHAPES = KINDS + MOST_MEMBERS * 4;
const KEPT = SHAPES + SHAPES_SIZE;
const BYTES = KEPT + CELLS * CELL;
const PAGE = 65_536;
/** Longer pieces (a record of this size in them) are left to JSON.parse rather than held a second time. */
const LARGEST = 8 * 1024 * 1024;

interface Scanner {
  setup(startsAt: number, endsAt: number, kindsAt: number, cellsAt: number, mask: number): void;
  read(shape: number, at: number, end: number): number;
  hashOf(at: number, size: number): number;
}

/** What `toString('latin1')` calls once it has looked at its arguments, which takes as long as the rest. */
interface Latin1 {
  latin1Slice(start: number, end: number): string;
}

/** A kept text to be: written when nothing points to its cell any more, before the next record is read. */
interface Fresh {
  readonly cell: number;
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

interface Shape {
  readonly at: number;
  readonly view: RecordData;
}

/** One for a thread: its memory is some megabytes, and a text that two sources hold is kept once. */
class Memory {
  readonly #memory = new WebAssembly.Memory({ initial: Math.ceil((BYTES + (1 << 20) + PADDING) / PAGE) });
  readonly #scanner: Scanner;
  #bytes!: Buffer & Latin1;
  #words!: Int32Array;
  readonly #texts: (string | undefined)[] = new Array<string | undefined>(CELLS).fill(undefined);
  #fresh: Fresh[] = [];
  #members = 0;
  #nextShape = SHAPES;
  /** What is in the memory: from `#from` on, up to `#end` of the memory. */
  #loaded: Buffer | undefined;
  #from = 0;
  #end = 0;
  /** A piece of it as text, and where it lies. */
  #near = '';
  #nearFrom = 0;
  #nearTo = 0;

  constructor() {
    const module = new WebAssembly.Module(Buffer.from(SCANNER, 'base64'));
    this.#scanner = new WebAssembly.Instance(module, { env: { memory: this.#memory } }).exports as unknown as Scanner;
    this.#scanner.setup(STARTS, ENDS, KINDS, KEPT, CELLS - 1);
    this.#look();
  }

  #look(): void {
    this.#bytes = Buffer.from(this.#memory.buffer) as Buffer & Latin1;
    this.#words = new Int32Array(this.#memory.buffer);
  }

  /** `undefined` where there is no room for another. */
  shape(reads: Reads): Shape | undefined {
    const names = Object.keys(reads);
    const first = this.#members;
    this.#members += names.length;
    const inner = names.map((name) => (typeof reads[name] === 'object' ? this.shape(reads[name]) : undefined));
    let slots = 4;
    while (slots < names.length * 4) slots *= 2;
    const keys = names.map((name) => Buffer.from(name));
    const size = keys.reduce((sum, key) => sum + aligned(key.length + 8), 16 + slots * 16);
    if (this.#members > MOST_MEMBERS || this.#nextShape + size > KEPT) return undefined;

    const at = this.#nextShape;
    this.#nextShape += size;
    this.#words.set([slots - 1, first, this.#members, 0], at >> 2);
    let keyAt = at + 16 + slots * 16;
    keys.forEach((key, i) => {
      this.#bytes.set(key, keyAt);
      let slot = this.#scanner.hashOf(keyAt, key.length) & (slots - 1);
      while (this.#words[(at + 16 + slot * 16) >> 2] !== 0) slot = (slot + 1) & (slots - 1);
      const once = reads[names[i]!] === 'once' ? 0x10000 : 0;
      this.#words.set([keyAt, key.length, (first + i) | once, inner[i]?.at ?? 0], (at + 16 + slot * 16) >> 2);
      keyAt += aligned(key.length + 8);
    });
    const view = {};
    names.forEach((name, i) => {
      const member = first + i;
      const inside = inner[i]?.view;
      Object.defineProperty(view, name, { get: () => this.#member(member, inside), enumerable: true });
    });
    return { at, view };
  }

  /** The index behind the object, or -1. */
  read(shape: number, bytes: Buffer, start: number): number {
    if (this.#fresh.length > 0) this.#keep();
    if (bytes !== this.#loaded || start < this.#from) {
      if (bytes.length - start > LARGEST) return -1;
      this.#load(bytes, start);
    }
    const end = this.#scanner.read(shape, BYTES + start - this.#from, this.#end);
    return end === 0 ? -1 : end - BYTES + this.#from;
  }

  #load(bytes: Buffer, start: number): void {
    const end = BYTES + bytes.length - start;
    const missing = end + PADDING - this.#bytes.length;
    if (missing > 0) {
      this.#memory.grow(Math.ceil(missing / PAGE));
      this.#look();
    }
    this.#bytes.set(start === 0 ? bytes : bytes.subarray(start), BYTES);
    this.#bytes.fill(0, end, end + PADDING);
    this.#loaded = bytes;
    this.#nearTo = 0;
    this.#from = start;
    this.#end = end;
  }

  #keep(): void {
    for (const { cell, text, start, end } of this.#fresh) {
      const at = KEPT + cell * CELL;
      this.#texts[cell] = text;
      this.#words[at >> 2] = text.length + 1;
      this.#bytes.copyWithin(at + 4, start, end);
    }
    this.#fresh = [];
  }

  /** A member of the record read last. */
  #member(member: number, inside: RecordData | undefined): unknown {
    const words = this.#words;
    const start = words[(STARTS >> 2) + member]!;
    if (start === 0) return undefined;
    const kind = words[(KINDS >> 2) + member]!;
    if (kind >= 0) return this.#texts[kind];
    return kind === INSIDE ? inside : this.#made(start, words[(ENDS >> 2) + member]!, kind);
  }

  /** Ids stand side by side, and a call for each costs more than what it brings. */
  #once(start: number, end: number): string {
    if (start < this.#nearFrom || end > this.#nearTo) {
      if (end - start > NEAR) return this.#bytes.latin1Slice(start, end);
      this.#nearFrom = start;
      this.#nearTo = Math.min(start + NEAR, this.#end);
      this.#near = this.#bytes.latin1Slice(start, this.#nearTo);
    }
    return this.#near.substring(start - this.#nearFrom, end - this.#nearFrom);
  }

  #made(start: number, end: number, kind: number): unknown {
    if (kind === WHOLE) return this.#bytes[start] === 110 ? null : JSON.parse(this.#bytes.toString('utf8', start, end));
    if (kind === PLAIN) return this.#once(start + 1, end - 1);
    const text = this.#bytes.latin1Slice(start + 1, end - 1);
    this.#fresh.push({ cell: FRESH - kind, text, start: start + 1, end: end - 1 });
    return text;
  }
}

const aligned = (size: number): number => (size + 15) & ~15;

let memory: Memory | undefined;
const shapes = new WeakMap<Reads, Shape | 'no room'>();

export class Projection {
  readonly #memory: Memory;
  readonly #shape: Shape;

  private constructor(inside: Memory, shape: Shape) {
    this.#memory = inside;
    this.#shape = shape;
  }

  /** `undefined` where the records are to be read whole. */
  static of(reads: Reads | undefined): Projection | undefined {
    if (reads === undefined) return undefined;
    memory ??= new Memory();
    let shape = shapes.get(reads);
    if (shape === undefined) {
      shape = memory.shape(reads) ?? 'no room';
      shapes.set(reads, shape);
    }
    return shape === 'no room' ? undefined : new Projection(memory, shape);
  }

  /** The wanted members of the object that was read last, each `undefined` where it is not in it. Whatever is read next takes their place. */
  get data(): RecordData {
    return this.#shape.view;
  }

  /** The index behind the object that begins at `start`, or -1 where the bytes are not certainly one. They must not change while they are read. */
  read(bytes: Buffer, start: number): number {
    return this.#memory.read(this.#shape.at, bytes, start);
  }
}
