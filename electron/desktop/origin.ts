/** The application's own address. Nothing else is ever loaded, asked or answered. */
export const SCHEME = 'app';
export const ORIGIN = `${SCHEME}://tracewake`;

/** Compared part by part: `app://tracewake.evil` begins with the same letters. */
export function isOurs(address: string): boolean {
  try {
    const url = new URL(address);
    return url.protocol === `${SCHEME}:` && url.host === 'tracewake';
  } catch {
    return false;
  }
}
