const APPROVES = ['approve', 'approved', 'certify', 'certified', 'maintain', 'keep', 'acknowledge'];
const REVOKES = ['revoke', 'revoked', 'deny', 'denied', 'remove', 'reject', 'rejected'];
const NEITHER = ['none', '', 'pending', 'open', 'null', 'undecided'];

/** The words that review tools write for a decision, in lower case. */
export const decisionWords: ReadonlySet<string> = new Set([...APPROVES, ...REVOKES, ...NEITHER]);

/** A decision in the words of review tools; what is neither is none. */
export function decision(value: string | undefined): 'approve' | 'revoke' | 'none' {
  const word = value?.trim().toLowerCase() ?? '';
  return APPROVES.includes(word) ? 'approve' : REVOKES.includes(word) ? 'revoke' : 'none';
}
