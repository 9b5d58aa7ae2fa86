/** Verifications of this window, by package file: the list of packages shows the last word on each. */
import { create } from 'zustand';
import type { VerificationView } from '../../shared/views/types.ts';
import { forgetWithCase } from './forgetting.ts';

export interface Verified {
  readonly view: VerificationView;
  /** What it was verified with, as one text: a package verified against other signers is another question. */
  readonly given: string;
}

/** As one text, for `Verified`. */
export const givenOf = ({ signers, previous }: { readonly signers?: string | undefined; readonly previous?: string | undefined }): string =>
  JSON.stringify([signers, previous]);

interface Verifications {
  readonly byFile: ReadonlyMap<string, Verified>;
  add(file: string, verified: Verified): void;
}
export const useVerifications = create<Verifications>((update, get) => ({
  byFile: new Map(),
  add: (file, verified) => update({ byFile: new Map(get().byFile).set(file, verified) }),
}));
// A file of that name may lie elsewhere by then, and what it was verified against was this case's.
forgetWithCase(() => useVerifications.setState({ byFile: new Map() }));
