/** An edited policy that is not saved yet: it survives a look at another screen, and goes with the window. */
import { create } from 'zustand';

interface PolicyDraft {
  /** By case id. */
  readonly drafts: Readonly<Record<string, string>>;
  edit(caseId: string, text: string): void;
  drop(caseId: string): void;
}

export const usePolicyDraft = create<PolicyDraft>((update) => ({
  drafts: {},
  edit: (caseId, text) => update((s) => ({ drafts: { ...s.drafts, [caseId]: text } })),
  drop: (caseId) => update((s) => ({ drafts: Object.fromEntries(Object.entries(s.drafts).filter(([id]) => id !== caseId)) })),
}));
