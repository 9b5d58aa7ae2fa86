/** As much DER as a private key needs (ITU-T X.690). */

function element(type: number, ...parts: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(parts);
  const length: number[] = [];
  if (body.length < 0x80) length.push(body.length);
  else {
    for (let n = body.length; n > 0; n = Math.floor(n / 256)) length.unshift(n % 256);
    length.unshift(0x80 | length.length);
  }
  return Buffer.concat([Buffer.from([type, ...length]), body]);
}

export const sequence = (...parts: readonly Uint8Array[]): Buffer => element(0x30, ...parts);
export const octets = (bytes: Uint8Array): Buffer => element(0x04, bytes);
export const nothing = (): Buffer => element(0x05);

/** A non-negative integer. */
export function integer(n: number): Buffer {
  const bytes: number[] = [];
  for (let rest = n; rest > 0; rest = Math.floor(rest / 256)) bytes.unshift(rest % 256);
  if (bytes.length === 0 || bytes[0]! >= 0x80) bytes.unshift(0);
  return element(0x02, Buffer.from(bytes));
}

/** `1.2.840.113549.1.5.13` */
export function oid(text: string): Buffer {
  const [a, b, ...rest] = text.split('.').map(Number) as [number, number, ...number[]];
  const bytes = [40 * a + b];
  for (const n of rest) {
    const digits = [n % 128];
    for (let high = Math.floor(n / 128); high > 0; high = Math.floor(high / 128)) digits.unshift(0x80 | (high % 128));
    bytes.push(...digits);
  }
  return element(0x06, Buffer.from(bytes));
}
