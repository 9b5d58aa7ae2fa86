/**
 * The scanner of JSON objects, in AssemblyScript: compiled to WebAssembly by `npm run build:scan`, which writes `module.ts`. It looks at 16 bytes at
 * once where JavaScript looks at one.
 *
 * It knows no record and no name. Its caller lays out in its memory
 * - shapes: which keys of an object are wanted, and by which number; 0 is no shape;
 * - for each number the place of the value in the record at hand (0: not in it), where it ends, and what it is (see WHOLE … INSIDE);
 * - kept texts: cells of CELL bytes, the size + 1 and the bytes, 0 for an empty one;
 * - the bytes to be read, with PADDING zeros behind them, so that nothing here needs to ask at each byte whether there is another.
 *
 * The grammar is RFC 8259's to the letter: what is accepted here, JSON.parse accepts. A refusal (0) says nothing: JSON.parse then judges.
 */

/** The value as JSON.parse makes it of its bytes: no text, or one with escapes or letters beyond ASCII. */
const WHOLE: i32 = -1;
/** A text of plain ASCII that is not looked for among the kept ones. */
const PLAIN: i32 = -2;
/** An object that was looked into. */
const INSIDE: i32 = -3;
/** Less than this by the cell's number: a plain text that is to be kept in that cell. From 0 on: it is the text of that cell. */
const FRESH: i32 = -4;

const CELL: usize = 160;
const LONGEST_KEPT: u32 = 152;
const DEEPEST: i32 = 48;

/** Odd, and its bits are spread: multiplying by it carries each bit into those above. */
const MIX: u64 = 0x1b873593cc9e2d;

const QUOTE: u32 = 34;
const COMMA: u32 = 44;
const COLON: u32 = 58;
const BACKSLASH: u32 = 92;
const CLOSE_ARRAY: u32 = 93;
const OPEN_OBJECT: u32 = 123;
const CLOSE_OBJECT: u32 = 125;

let starts: usize = 0;
let ends: usize = 0;
let kinds: usize = 0;
let cells: usize = 0;
let cellMask: u32 = 0;
/** Behind the bytes to be read. */
let limit: usize = 0;
/** Whether the string measured last is ASCII without escapes. */
let plain: bool = true;

/** `mask`: the number of cells, a power of two, less one. */
export function setup(startsAt: usize, endsAt: usize, kindsAt: usize, cellsAt: usize, mask: u32): void {
  starts = startsAt;
  ends = endsAt;
  kinds = kindsAt;
  cells = cellsAt;
  cellMask = mask;
}

/** Behind the object that begins at `at`, or 0. */
export function read(shape: usize, at: usize, end: usize): usize {
  limit = end;
  if (<u32>load<u8>(at) !== OPEN_OBJECT) return 0;
  return wanted(shape, at + 1);
}

/** The hash by which keys and texts are found; the caller lays out shapes by it. Reads up to 7 bytes beyond. */
export function hashOf(at: usize, size: u32): u32 {
  let hash: u64 = size;
  let i = at;
  const end = at + size;
  while (i + 8 <= end) {
    hash = (hash ^ load<u64>(i)) * MIX;
    hash ^= hash >> 32;
    i += 8;
  }
  const rest = end - i;
  if (rest > 0) {
    hash = (hash ^ (load<u64>(i) & (((<u64>1) << (rest * 8)) - 1))) * MIX;
    hash ^= hash >> 32;
  }
  return <u32>(hash ^ (hash >> 15));
}

function same(a: usize, b: usize, size: usize): bool {
  let i: usize = 0;
  while (i + 8 <= size) {
    if (load<u64>(a + i) !== load<u64>(b + i)) return false;
    i += 8;
  }
  const rest = size - i;
  return rest === 0 || ((load<u64>(a + i) ^ load<u64>(b + i)) & (((<u64>1) << (rest * 8)) - 1)) === 0;
}

/** Of a shape: u32 mask, u32 first number, u32 number behind its last, u32 unused; then mask + 1 entries of 16 bytes: key, its size, number, inner shape. */
function entryOf(shape: usize, key: usize, size: u32): usize {
  const mask = load<u32>(shape);
  let slot = hashOf(key, size) & mask;
  while (true) {
    const entry = shape + 16 + ((<usize>slot) << 4);
    const at: usize = load<u32>(entry);
    if (at === 0) return 0;
    if (load<u32>(entry, 4) === size && same(at, key, size)) return entry;
    slot = (slot + 1) & mask;
  }
}

/** Behind the opening brace of an object of this shape. */
function wanted(shape: usize, from: usize): usize {
  const first: usize = load<u32>(shape, 4);
  // An object may stand twice under one key; the last one counts, with nothing left of the first.
  memory.fill(starts + first * 4, 0, (<usize>load<u32>(shape, 8) - first) * 4);
  let i = blank(from);
  if (<u32>load<u8>(i) === CLOSE_OBJECT) return i + 1;
  while (<u32>load<u8>(i) === QUOTE) {
    const key = i + 1;
    i = text(key);
    if (i === 0 || !plain) return 0;
    const entry = entryOf(shape, key, <u32>(i - 1 - key));
    i = blank(i);
    if (<u32>load<u8>(i) !== COLON) return 0;
    i = blank(i + 1);
    i = entry === 0 ? value(i, 0) : noted(entry, i);
    if (i === 0) return 0;
    i = blank(i);
    const byte: u32 = load<u8>(i);
    if (byte === CLOSE_OBJECT) return i + 1;
    if (byte !== COMMA) return 0;
    i = blank(i + 1);
  }
  return 0;
}

/** A wanted value: behind it. */
function noted(entry: usize, at: usize): usize {
  const number: usize = load<u32>(entry, 8) & 0xffff;
  const once = (load<u32>(entry, 8) & 0x10000) !== 0;
  const inner: usize = load<u32>(entry, 12);
  const byte: u32 = load<u8>(at);
  let kind = WHOLE;
  let i: usize;
  if (inner !== 0 && byte === OPEN_OBJECT) {
    i = wanted(inner, at + 1);
    kind = INSIDE;
  } else if (byte === QUOTE) {
    i = text(at + 1);
    if (i !== 0 && plain) kind = once ? PLAIN : cellOf(at + 1, <u32>(i - at - 2));
  } else i = value(at, 0);
  store<u32>(starts + number * 4, <u32>at);
  store<u32>(ends + number * 4, <u32>i);
  store<i32>(kinds + number * 4, kind);
  return i;
}

function cellOf(at: usize, size: u32): i32 {
  if (size > LONGEST_KEPT) return PLAIN;
  const number = hashOf(at, size) & cellMask;
  const cell = cells + <usize>number * CELL;
  return load<u32>(cell) === size + 1 && same(cell + 4, at, size) ? <i32>number : FRESH - <i32>number;
}

function value(at: usize, depth: i32): usize {
  if (depth > DEEPEST) return 0;
  const byte: u32 = load<u8>(at);
  if (byte === QUOTE) return text(at + 1);
  if (byte === OPEN_OBJECT) return members(at + 1, depth + 1);
  if (byte === 91) return elements(at + 1, depth + 1);
  // true, false, null as little-endian words
  if (byte === 116) return load<u32>(at) === 0x65757274 ? at + 4 : 0;
  if (byte === 102) return load<u32>(at, 1) === 0x65736c61 ? at + 5 : 0;
  if (byte === 110) return load<u32>(at) === 0x6c6c756e ? at + 4 : 0;
  return numeral(at);
}

function members(from: usize, depth: i32): usize {
  let i = blank(from);
  if (<u32>load<u8>(i) === CLOSE_OBJECT) return i + 1;
  while (<u32>load<u8>(i) === QUOTE) {
    i = text(i + 1);
    if (i === 0) return 0;
    i = blank(i);
    if (<u32>load<u8>(i) !== COLON) return 0;
    i = value(blank(i + 1), depth);
    if (i === 0) return 0;
    i = blank(i);
    const byte: u32 = load<u8>(i);
    if (byte === CLOSE_OBJECT) return i + 1;
    if (byte !== COMMA) return 0;
    i = blank(i + 1);
  }
  return 0;
}

function elements(from: usize, depth: i32): usize {
  let i = blank(from);
  if (<u32>load<u8>(i) === CLOSE_ARRAY) return i + 1;
  while (true) {
    i = value(i, depth);
    if (i === 0) return 0;
    i = blank(i);
    const byte: u32 = load<u8>(i);
    if (byte === CLOSE_ARRAY) return i + 1;
    if (byte !== COMMA) return 0;
    i = blank(i + 1);
  }
}

/** Behind the opening quotation mark. Bytes over 127 are whatever UTF-8 makes of them. */
function text(from: usize): usize {
  plain = true;
  let i = from;
  while (true) {
    const bytes = v128.load(i);
    // As signed numbers, bytes over 127 lie under the space too.
    const odd = v128.or(v128.or(i8x16.eq(bytes, i8x16.splat(34)), i8x16.eq(bytes, i8x16.splat(92))), i8x16.lt_s(bytes, i8x16.splat(32)));
    const bits = i8x16.bitmask(odd);
    if (bits === 0) {
      i += 16;
      continue;
    }
    i += ctz(bits);
    const byte: u32 = load<u8>(i);
    if (i >= limit) return 0;
    if (byte === QUOTE) return i + 1;
    if (byte < 32) return 0;
    plain = false;
    if (byte !== BACKSLASH) i++;
    else {
      const size = escape(load<u8>(i, 1), i + 2);
      if (size === 0) return 0;
      i += size;
    }
  }
}

/** The size of an escape by the letter behind its backslash; 0 where there is none such. */
function escape(letter: u32, at: usize): usize {
  if (letter === 117) return hex(load<u8>(at)) && hex(load<u8>(at, 1)) && hex(load<u8>(at, 2)) && hex(load<u8>(at, 3)) ? 6 : 0;
  // " \ / b f n r t
  return letter === 34 || letter === 92 || letter === 47 || letter === 98 || letter === 102 || letter === 110 || letter === 114 || letter === 116
    ? 2
    : 0;
}

function hex(byte: u32): bool {
  return byte - 48 < 10 || (byte | 32) - 97 < 6;
}

/** -?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)? — what follows it is the caller's to look at. */
function numeral(at: usize): usize {
  let i = at;
  if (load<u8>(i) === 45) i++;
  const whole = digits(i);
  if (whole === i || (load<u8>(i) === 48 && whole > i + 1)) return 0;
  i = whole;
  if (load<u8>(i) === 46) {
    const end = digits(i + 1);
    if (end === i + 1) return 0;
    i = end;
  }
  if ((load<u8>(i) | 32) === 101) {
    i++;
    if (load<u8>(i) === 45 || load<u8>(i) === 43) i++;
    const end = digits(i);
    if (end === i) return 0;
    i = end;
  }
  return i;
}

function digits(from: usize): usize {
  let i = from;
  while (<u32>load<u8>(i) - 48 < 10) i++;
  return i;
}

function blank(from: usize): usize {
  let i = from;
  while (true) {
    const byte: u32 = load<u8>(i);
    if (byte > 32 || (byte !== 32 && byte !== 10 && byte !== 13 && byte !== 9)) return i;
    i++;
  }
}
