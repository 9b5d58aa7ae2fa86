/** The next line of a case's custody log: the form of shared/evidence, with this machine's hash, randomness and name. */
import { createHash, randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import type { Instant } from '../../../shared/base/instant.ts';
import { type CustodyAction, composeCustodyLine } from '../../../shared/evidence/custody.ts';
import type { Hashing } from '../../../shared/evidence/hashing.ts';
import { buildIdentity } from '../../product/identity.ts';

export type { CustodyAction, CustodyHeader } from '../../../shared/evidence/custody.ts';

export interface Entry {
  readonly action: CustodyAction;
  /** Ids of what it was done to: sources, events, findings, packages. */
  readonly subjects: readonly string[];
  /** The particulars; kept apart from the line, which holds a salted commitment to it. */
  readonly body: unknown;
}

/** Kept equal to package.json by a test. */
export const TOOL = 'tracewake/0.1.0';

/** What an entry names: the version and, as the build metadata of Semantic Versioning, the build. */
export const toolOfEntry = (): string => `${TOOL}+${buildIdentity()}`;

/** Long enough that nobody can guess it: the first line's `prev`, and each body's salt. */
export const nonce = (): Buffer => randomBytes(32);

const HASHING: Hashing = {
  sha256(...parts) {
    const hash = createHash('sha256');
    for (const part of parts) hash.update(part);
    return hash.digest();
  },
  sha256Into(input, out, at) {
    out.set(createHash('sha256').update(input).digest(), at);
  },
  utf8: (text) => Buffer.from(text, 'utf8'),
};

export function composeLine(
  place: { readonly seq: number; readonly case: string; readonly prev: string; readonly at: Instant; readonly actor: string },
  entry: Entry,
): { readonly line: string; readonly hash: string; readonly salt: Buffer; readonly body: string } {
  const salt = nonce();
  return { ...composeCustodyLine(HASHING, { ...place, clock: 'system', device: hostname(), tool: toolOfEntry() }, entry, salt), salt };
}
