/** What a file is, by its first bytes and never by its name. */
import { isTarHeader } from './tar.ts';

export type Kind =
  | { readonly kind: 'zip' | 'gzip' | 'tar' | 'plain' }
  /** Packed or wrapped in a way that Tracewake does not read; the name of it, for the error. */
  | { readonly kind: 'foreign'; readonly what: string; readonly advice: string };

/** As many bytes as `kindOf` wants to see. */
export const MAGIC_BYTES = 512;

const UNPACK = 'unpack it first and import what comes out';
const FOREIGN: readonly (readonly [hex: string, what: string, advice: string])[] = [
  ['28b52ffd', 'zstd', UNPACK],
  ['fd377a585a00', 'xz', UNPACK],
  ['377abcaf271c', '7-Zip', UNPACK],
  ['526172211a07', 'RAR', UNPACK],
  ['504b0708', 'a split zip', 'put its parts together first (`zip -s 0`)'],
  ['53514c69746520666f726d6174203300', 'an SQLite database', 'export its tables as CSV'],
  ['50415231', 'Parquet', 'export it as CSV or JSON lines'],
  ['255044462d', 'a PDF', 'import the data that it was made from'],
  ['d0cf11e0a1b11ae1', 'an old Office file, or one with a password', 'save it as XLSX without a password, or its sheets as CSV'],
  ['456c6646696c6500', 'a Windows event log (EVTX)', 'export it as JSON or CSV'],
];

export function kindOf(start: Buffer): Kind {
  const hex = start.toString('hex', 0, 16);
  if (hex.startsWith('504b0304') || hex.startsWith('504b0506')) return { kind: 'zip' };
  if (hex.startsWith('1f8b08')) return { kind: 'gzip' };
  if (isTarHeader(start)) return { kind: 'tar' };
  if (/^425a683[1-9]314159265359/.test(hex)) return { kind: 'foreign', what: 'bzip2', advice: UNPACK };
  for (const [magic, what, advice] of FOREIGN) if (hex.startsWith(magic)) return { kind: 'foreign', what, advice };
  return { kind: 'plain' };
}
