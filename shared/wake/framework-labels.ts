/**
 * Older and looser labels that publications use for the concerns of our rules, so that a reader who comes from there finds the rule.
 * None of them is cited by a finding: a finding cites the item that fits, under its present name.
 */
export interface LabelRow {
  /** As it is written in publications. */
  readonly label: string;
  /** What the label stands for where it was defined. */
  readonly formally: string;
  /** The concern that it is used for, and the rules that judge it here. */
  readonly concern: string;
  readonly rules: readonly string[];
}

export const LABELS: readonly LabelRow[] = [
  {
    label: 'NHI-01',
    formally: 'NHI1:2025 Improper Offboarding',
    concern: 'identities and credentials that stay in use after their owner, purpose or revocation',
    rules: ['identity.orphaned', 'identity.outlives-scope', 'verify.ineffective', 'cert.unenforced'],
  },
  {
    label: 'NHI-03',
    formally: 'NHI3:2025 Vulnerable Third-Party NHI',
    concern: 'integrations and agents of others, whose owner has to hear of an alert and be able to revoke',
    rules: ['route.audience-missing', 'action.mismatched', 'action.missing', 'cert.missing'],
  },
  {
    label: 'NHI-05',
    formally: 'NHI5:2025 Overprivileged NHI',
    concern: 'access that was widened and never reviewed again',
    rules: ['cert.missing', 'cert.once-only'],
  },
  {
    label: 'NHI-07',
    formally: 'NHI7:2025 Long-Lived Secrets',
    concern: 'rotation, and whether it took hold (Tracewake has no rule for the age of a secret)',
    rules: ['verify.no-reauthentication', 'verify.ineffective'],
  },
  {
    label: 'NHI-08',
    formally: 'NHI8:2025 Environment Isolation',
    concern: 'one credential used across environments',
    rules: ['identity.shared', 'action.partial'],
  },
  { label: 'NHI-09', formally: 'NHI9:2025 NHI Reuse', concern: 'one identity for several consumers', rules: ['identity.shared', 'action.partial'] },
  { label: 'NHI-10', formally: 'NHI10:2025 Human Use of NHI', concern: 'a person behind a machine identity', rules: ['identity.human-use'] },
  {
    label: 'DE.CM-1',
    formally: 'CSF 1.1: the network is monitored to detect potential cybersecurity events (CSF 2.0: DE.CM-01)',
    concern: 'monitoring in general; for what people and software do CSF 2.0 has DE.CM-03 and DE.CM-09',
    rules: ['coverage.silent', 'coverage.logging-disabled', 'notice.suppressed'],
  },
  {
    label: 'DE.CM-3',
    formally: 'CSF 1.1: personnel activity is monitored (CSF 2.0: DE.CM-03)',
    concern: 'activity that nobody would have seen',
    rules: ['coverage.silent', 'coverage.logging-disabled', 'notice.suppressed'],
  },
  {
    label: 'DE.DP-4',
    formally: 'CSF 1.1: event detection information is communicated (CSF 2.0: DE.AE-06)',
    concern: 'nobody was told, or not in words that could be understood',
    rules: ['notice.missing', 'notice.late', 'notice.ambiguous', 'notice.undelivered'],
  },
  {
    label: 'PR.AA',
    formally: 'CSF 2.0 category: Identity Management, Authentication, and Access Control',
    concern: 'ownership and review of identities; the items that fit are PR.AA-01 and PR.AA-05',
    rules: ['owner.missing', 'owner.conflict', 'identity.orphaned', 'cert.missing', 'cert.self', 'breakglass.unapproved'],
  },
  {
    label: 'PR.AC-1, PR.AC-4',
    formally: 'CSF 1.1: identities and credentials are managed; access permissions are managed (CSF 2.0: PR.AA-01, PR.AA-05)',
    concern: 'the same',
    rules: ['owner.missing', 'identity.orphaned', 'cert.missing', 'cert.unenforced'],
  },
  {
    label: 'GV.RM-01',
    formally: 'CSF 2.0: risk management objectives are established and agreed to by organizational stakeholders',
    concern: 'often cited for who is accountable; the item that says so is GV.RR-02',
    rules: ['owner.missing', 'owner.stale', 'owner.conflict', 'route.fail-open', 'action.unauthorised'],
  },
  {
    label: 'RS.CO-2, RS.CO-3',
    formally: 'CSF 1.1: incidents are reported; information is shared (CSF 2.0: RS.CO-02, RS.CO-03)',
    concern: 'the right party was not told',
    rules: ['route.wrong-party', 'route.audience-missing', 'owner.stale', 'ack.by-outsider'],
  },
  {
    label: 'RS.MI-1, RS.MI-2',
    formally: 'CSF 1.1: incidents are contained; mitigated (CSF 2.0: RS.MI-01, RS.MI-02)',
    concern: 'no action, or one that did not hold',
    rules: ['action.missing', 'action.partial', 'action.mismatched', 'verify.missing', 'verify.ineffective'],
  },
  {
    label: 'AC-2',
    formally: 'NIST SP 800-53: Account Management',
    concern: 'owners, reviews and the end of accounts',
    rules: ['identity.orphaned', 'identity.outlives-scope', 'identity.shared', 'cert.missing', 'owner.missing'],
  },
  {
    label: 'AC-3',
    formally: 'NIST SP 800-53: Access Enforcement',
    concern: 'a decision that was not enforced',
    rules: ['verify.ineffective', 'cert.unenforced', 'breakglass.overrun'],
  },
  {
    label: 'AU-6, IR-6',
    formally: 'NIST SP 800-53: Audit Record Review, Analysis, and Reporting; Incident Reporting',
    concern: 'alerts that went nowhere',
    rules: ['route.fail-open', 'route.generic-queue', 'ack.missing', 'notice.missing'],
  },
];
