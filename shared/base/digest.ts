/** A short number that stands for a content: equal contents give equal numbers; unequal ones the same number once in 2^53. Not for security. */
export class Digest {
  private a = 0xdeadbeef;
  private b = 0x41c6ce57;

  text(text: string): this {
    for (let i = 0; i < text.length; i++) this.word(text.charCodeAt(i));
    return this.word(-1 - text.length);
  }

  number(n: number): this {
    if (!Number.isSafeInteger(n)) return this.text(String(n));
    const high = Math.floor(n / 4_294_967_296);
    return this.word(n - high * 4_294_967_296).word(high);
  }

  /** The number so far; more may follow. */
  value(): number {
    let a = Math.imul(this.a ^ (this.a >>> 16), 2246822507);
    a ^= Math.imul(this.b ^ (this.b >>> 13), 3266489909);
    let b = Math.imul(this.b ^ (this.b >>> 16), 2246822507);
    b ^= Math.imul(this.a ^ (this.a >>> 13), 3266489909);
    return 4_294_967_296 * (2_097_151 & b) + (a >>> 0);
  }

  private word(n: number): this {
    this.a = Math.imul(this.a ^ n, 2654435761);
    this.b = Math.imul(this.b ^ n, 1597334677);
    // The lower bits of a product never hear of the higher bits of its factor.
    this.a ^= this.a >>> 15;
    this.b ^= this.b >>> 13;
    return this;
  }
}

const known = new WeakMap<object, number>();

/** Of a value that JSON can write and nobody changes; worked out once for each object. */
export function digestOf(value: object | undefined): number {
  if (value === undefined) return 0;
  let digest = known.get(value);
  if (digest === undefined) {
    digest = new Digest().text(JSON.stringify(value)).value();
    known.set(value, digest);
  }
  return digest;
}

/** Of a list of such values, in order. */
export function digestOfAll(list: Iterable<object>): number {
  const d = new Digest();
  for (const x of list) d.number(digestOf(x));
  return d.value();
}
