/**
 * Salted commitments to every field of every record, and the Merkle root over a collection (RFC 9162 hashing). The root
 * stands in the seal; a field can later be withheld and the root still be worked out from what is left.
 *
 *   Kr     = HMAC(salt.key, T("rec-key") ‖ lp(collection) ‖ i)          i: index from 0, eight bytes
 *   salt   = HMAC(Kr, T("field-salt") ‖ lp(name))
 *   field  = SHA256(T("field") ‖ salt ‖ lp(collection) ‖ i ‖ lp(name) ‖ (00 | 01 ‖ lp(canonical(value))))    00: absent
 *   record = SHA256(T("record") ‖ lp(collection) ‖ i ‖ lp(schema) ‖ u32(n) ‖ field₁ … fieldₙ)      in the schema's order
 *   leaf   = SHA256(00 ‖ record), node = SHA256(01 ‖ left ‖ right)
 *
 * The buffers are laid out once and reused: a field costs four hashes and no new array.
 */
import { ascii, concat, type Hashing, lp, tag, u32be, u64be } from './hashing.ts';

export interface CommittedSchema {
  /** `events` */
  readonly collection: string;
  /** `events/1` */
  readonly schema: string;
  /** Field names in the order that the commitment takes them in. */
  readonly fields: readonly string[];
}

const BLOCK = 64;
const HASH = 32;

interface FieldPlace {
  /** Room for the inner pad, then `T("field-salt") ‖ lp(name)`. */
  readonly saltInput: Uint8Array;
  /** `lp(name)`, which stands before the value. */
  readonly name: Uint8Array;
}

export class RecordCommitter {
  readonly #h: Hashing;
  readonly #fields: readonly FieldPlace[];
  // Kr
  readonly #keyInner: Uint8Array;
  readonly #keyIndexAt: number;
  readonly #keyOuter: Uint8Array;
  // salt
  readonly #innerPad = new Uint8Array(BLOCK);
  readonly #saltOuter = new Uint8Array(BLOCK + HASH);
  // field: T("field") ‖ salt ‖ lp(collection) ‖ i, then name and value
  #field: Uint8Array;
  readonly #fieldSaltAt: number;
  readonly #fieldIndexAt: number;
  readonly #fieldHead: number;
  // record
  readonly #record: Uint8Array;
  readonly #recordIndexAt: number;
  readonly #recordFieldsAt: number;
  readonly #kr = new Uint8Array(HASH);

  constructor(h: Hashing, saltKey: Uint8Array, schema: CommittedSchema) {
    if (saltKey.length !== HASH) throw new Error('the salt key is 32 bytes');
    this.#h = h;
    const collection = lp(ascii(schema.collection));
    const zero = u64be(0);
    this.#fields = schema.fields.map((name) => ({
      saltInput: concat(new Uint8Array(BLOCK), tag('field-salt'), lp(ascii(name))),
      name: lp(ascii(name)),
    }));
    const pad = (byte: number): Uint8Array => new Uint8Array(BLOCK).map((_, i) => byte ^ (saltKey[i] ?? 0));
    const keyHead = concat(pad(0x36), tag('rec-key'), collection);
    this.#keyIndexAt = keyHead.length;
    this.#keyInner = concat(keyHead, zero);
    this.#keyOuter = concat(pad(0x5c), new Uint8Array(HASH));
    this.#fieldSaltAt = tag('field').length;
    const fieldHead = concat(tag('field'), new Uint8Array(HASH), collection);
    this.#fieldIndexAt = fieldHead.length;
    this.#fieldHead = fieldHead.length + 8;
    this.#field = concat(fieldHead, zero, new Uint8Array(1024));
    const recordHead = concat(tag('record'), collection);
    this.#recordIndexAt = recordHead.length;
    const beforeFields = concat(recordHead, zero, lp(ascii(schema.schema)), u32be(schema.fields.length));
    this.#recordFieldsAt = beforeFields.length;
    this.#record = concat(beforeFields, new Uint8Array(HASH * schema.fields.length));
  }

  /** The record's hash. `values` are canonical JSON texts in the schema's order, `undefined` where the field is absent. */
  record(index: number, values: readonly (string | undefined)[]): Uint8Array {
    const h = this.#h;
    const i = u64be(index);
    this.#keyInner.set(i, this.#keyIndexAt);
    h.sha256Into(this.#keyInner, this.#keyOuter, BLOCK);
    h.sha256Into(this.#keyOuter, this.#kr, 0);
    for (let b = 0; b < BLOCK; b++) {
      const k = b < HASH ? this.#kr[b]! : 0;
      this.#innerPad[b] = k ^ 0x36;
      this.#saltOuter[b] = k ^ 0x5c;
    }
    this.#field.set(i, this.#fieldIndexAt);
    this.#record.set(i, this.#recordIndexAt);
    for (let f = 0; f < this.#fields.length; f++) this.#commit(f, values[f]);
    return h.sha256(this.#record);
  }

  #commit(f: number, value: string | undefined): void {
    const place = this.#fields[f]!;
    place.saltInput.set(this.#innerPad);
    this.#h.sha256Into(place.saltInput, this.#saltOuter, BLOCK);
    this.#h.sha256Into(this.#saltOuter, this.#field, this.#fieldSaltAt);
    let at = this.#fieldHead + place.name.length;
    // Three bytes of UTF-8 are the most that one UTF-16 unit becomes.
    const room = at + 5 + (value === undefined ? 0 : value.length * 3);
    if (room > this.#field.length) this.#field = concat(this.#field, new Uint8Array(room));
    const field = this.#field;
    field.set(place.name, this.#fieldHead);
    if (value === undefined) field[at++] = 0;
    else {
      field[at] = 1;
      const length = this.#write(value, at + 5);
      field[at + 1] = length >>> 24;
      field[at + 2] = length >>> 16;
      field[at + 3] = length >>> 8;
      field[at + 4] = length;
      at += 5 + length;
    }
    this.#h.sha256Into(field.subarray(0, at), this.#record, this.#recordFieldsAt + HASH * f);
  }

  /** UTF-8, most often ASCII and short: then a loop is faster than an encoder. */
  #write(value: string, at: number): number {
    for (let c = 0; c < value.length; c++) {
      const code = value.charCodeAt(c);
      if (code > 0x7f) {
        const bytes = this.#h.utf8(value);
        this.#field.set(bytes, at);
        return bytes.length;
      }
      this.#field[at + c] = code;
    }
    return value.length;
  }
}

/** The root of a Merkle tree whose leaves come one by one: keeps one hash for each full subtree, so O(log n) of memory. */
export class MerkleRoot {
  readonly #h: Hashing;
  readonly #stack: Uint8Array[] = [];
  readonly #leaf = new Uint8Array(1 + HASH);
  readonly #node = new Uint8Array(1 + 2 * HASH).fill(1, 0, 1);
  size = 0;

  constructor(h: Hashing) {
    this.#h = h;
  }

  add(record: Uint8Array): void {
    this.#leaf.set(record, 1);
    this.#stack.push(this.#h.sha256(this.#leaf));
    this.size++;
    // One join for each zero bit that the new size ends in.
    for (let n = this.size; n % 2 === 0; n /= 2) this.#join();
  }

  /** RFC 9162 section 2.1.1; of no leaves the hash of nothing. The tree can go on growing afterwards. */
  root(): Uint8Array {
    if (this.#stack.length === 0) return this.#h.sha256();
    const kept = [...this.#stack];
    while (this.#stack.length > 1) this.#join();
    const root = this.#stack[0]!;
    this.#stack.splice(0, 1, ...kept);
    return root;
  }

  #join(): void {
    const right = this.#stack.pop()!;
    const left = this.#stack.pop()!;
    this.#node.set(left, 1);
    this.#node.set(right, 1 + HASH);
    this.#stack.push(this.#h.sha256(this.#node));
  }
}
