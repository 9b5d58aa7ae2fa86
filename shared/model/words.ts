/** The words of the vocabulary as a person reads them. */
import type { Disposition, IdentityKind, Verdict } from './vocabulary.ts';

export const VERDICT_WORDS: Record<Verdict, string> = {
  met: 'met',
  late: 'late',
  partial: 'partial',
  unmet: 'unmet',
  unknown: 'unknown',
  'not-reached': 'not reached',
  'not-required': 'not required',
};

export const DISPOSITION_WORDS: Record<Disposition, string> = {
  open: 'open',
  confirmed: 'confirmed',
  dismissed: 'dismissed',
  'needs-evidence': 'needs evidence',
};

export const IDENTITY_KIND_WORDS: Record<IdentityKind, string> = {
  human: 'human',
  'service-account': 'service account',
  workload: 'workload',
  agent: 'agent',
  credential: 'credential',
  'shared-account': 'shared account',
  'external-integration': 'external integration',
  device: 'device',
  group: 'group',
  unknown: 'kind unknown',
};
