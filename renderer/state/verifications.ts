/** Verifications of this window, by package file: the list of packages shows the last word on each. */
import { create } from 'zustand';
import type { ExportResult, VerificationView } from '../../shared/views/types.ts';
import { forgetWithCase } from './forgetting.ts';

export interface Verified {
  readonly view: VerificationView;
  /** What it was verified with, as one text: a package verified against other signers is another question. */
  readonly given: string;
}

/** As one text, for `Verified`. */
export const givenOf = (given: {
  readonly signers?: string | undefined;
  readonly previous?: string | undefined;
  /** With the line of the key that sealed it here. */
  readonly own?: boolean | undefined;
}): string => JSON.stringify([given.signers, given.previous, given.own === true]);

interface Verifications {
  readonly byFile: ReadonlyMap<string, Verified>;
  /** Packages that this window sealed, with the line of allowed_signers for the key that did. */
  readonly sealed: ReadonlyMap<string, { readonly line: string; readonly fingerprint: string }>;
  add(file: string, verified: Verified): void;
  /** Called with what an export came to. */
  keep(made: Pick<ExportResult, 'file' | 'allowedSigners' | 'fingerprint'>): void;
}
export const useVerifications = create<Verifications>((update, get) => ({
  byFile: new Map(),
  sealed: new Map(),
  add: (file, verified) => update({ byFile: new Map(get().byFile).set(file, verified) }),
  keep: ({ file, allowedSigners, fingerprint }) => update({ sealed: new Map(get().sealed).set(file, { line: allowedSigners, fingerprint }) }),
}));
// A file of that name may lie elsewhere by then, and what it was verified against was this case's.
forgetWithCase(() => useVerifications.setState({ byFile: new Map(), sealed: new Map() }));
