/**
 * Looks for a text in many, in AssemblyScript: compiled to WebAssembly by `npm run build:scan`, which writes `module.ts`. What is sought begins with
 * some byte and ends with some byte; both are compared at 16 places at once, and what lies between only where both are there. Node's own search goes
 * from one place of the first byte to the next, and in hexadecimal ids every sixteenth byte is that.
 */

/** The first place from `from` on where the `size` bytes at `needle` stand whole before `end`, or 0. Up to 16 bytes behind `end` are looked at. */
export function find(from: usize, end: usize, needle: usize, size: usize): usize {
  if (size === 0 || from + size > end) return 0;
  const last = end - size;
  const first = i8x16.splat(load<i8>(needle));
  const final = i8x16.splat(load<i8>(needle + size - 1));
  for (let at = from; at <= last; at += 16) {
    let bits: u32 = i8x16.bitmask(v128.and(i8x16.eq(v128.load(at), first), i8x16.eq(v128.load(at + size - 1), final)));
    while (bits !== 0) {
      const place = at + ctz(bits);
      if (place > last) return 0;
      if (same(place, needle, size)) return place;
      bits &= bits - 1;
    }
  }
  return 0;
}

function same(a: usize, b: usize, size: usize): bool {
  for (let i: usize = 1; i < size; i++) if (load<u8>(a + i) !== load<u8>(b + i)) return false;
  return true;
}
