/** Verifications of this window, by package file: the list of packages shows the last word on each. */
import { create } from 'zustand';
import type { VerificationView } from '../../shared/views/types.ts';

interface Verifications {
  readonly byFile: ReadonlyMap<string, VerificationView>;
  add(file: string, view: VerificationView): void;
}
export const useVerifications = create<Verifications>((update, get) => ({
  byFile: new Map(),
  add: (file, view) => update({ byFile: new Map(get().byFile).set(file, view) }),
}));
