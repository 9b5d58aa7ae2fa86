/**
 * Every rule that can fire, as data. The order within a stage is part of the meaning: the first that applies is the finding,
 * but those marked `beside` fire next to the others.
 */
import type { Severity, Stage } from '../model/vocabulary.ts';
import { FRAMEWORKS, type FrameworkId } from './frameworks.ts';

export interface Rule {
  readonly slug: string;
  readonly stage: Stage | 'case';
  /** Raised one step where the identity is at tier 0 or 1. */
  readonly base: Severity;
  /** Fires beside whatever else its stage found. */
  readonly beside: boolean;
  /** Cuts the chain of the audience concerned: its later stages up to acknowledged are not reached. */
  readonly cuts: boolean;
  readonly title: string;
  /** When it fires, in one sentence. */
  readonly meaning: string;
  readonly frameworks: readonly FrameworkId[];
}

type Row = readonly [slug: string, base: Severity, title: string, meaning: string, frameworks: readonly FrameworkId[], flags?: 'beside' | 'cuts'];

const SIGNALLED: readonly Row[] = [
  [
    'notice.missing',
    'high',
    'Nobody was told',
    'No notice of the event was ever sent, and the channels that the policy accepts were covered.',
    ['DE.AE-06', 'SP800-207-7', 'MAESTRO-L5'],
    'cuts',
  ],
  ['notice.late', 'medium', 'Told too late', 'The first notice came after the deadline.', ['DE.AE-06', 'MAESTRO-L5']],
  [
    'notice.ambiguous',
    'medium',
    'The notice does not say what happened',
    'No notice names the time, the actor, the target and the type of the event together.',
    ['DE.AE-06', 'DE.AE-07'],
  ],
];

const DELIVERED: readonly Row[] = [
  [
    'notice.suppressed',
    'high',
    'A mailbox rule hid the notice',
    'Every copy that reached an audience was hidden by a mailbox rule that was active at that moment.',
    ['T1564.008', 'DE.CM-03', 'DE.AE-06'],
    'cuts',
  ],
  [
    'notice.undelivered',
    'high',
    'The notice did not arrive',
    'Every notice that was sent to an audience bounced, failed, or was quarantined or filtered.',
    ['DE.AE-06'],
    'cuts',
  ],
];

const REACHED: readonly Row[] = [
  [
    'route.fail-open',
    'critical',
    'An alert that nobody owns went nowhere',
    'The alert names an identity without a current owner, and it was not escalated to security or platform in time.',
    ['RS.MA-04', 'GV.RR-02', 'AI-RMF-GOVERN-2.1', 'MAESTRO-L6'],
    'cuts',
  ],
  [
    'owner.missing',
    'high',
    'Nobody owns the identity',
    'By the claims that were valid then, nobody was accountable for the identity.',
    ['GV.RR-02', 'PR.AA-01', 'AI-RMF-GOVERN-2.1', 'MAESTRO-L6'],
    'cuts',
  ],
  [
    'route.generic-queue',
    'high',
    'Left in a generic queue',
    'A critical or high alert was assigned to a generic queue and to no named party in time.',
    ['RS.MA-02', 'RS.MA-04'],
    'cuts',
  ],
  [
    'owner.stale',
    'high',
    'Sent to a former owner',
    'No required audience was sent anything; it went to a party that no longer held the role.',
    ['GV.RR-02', 'RS.CO-02', 'MAESTRO-L6'],
    'cuts',
  ],
  [
    'route.wrong-party',
    'high',
    'Sent to the wrong party',
    'There are notices, and no required audience was sent any of them.',
    ['RS.CO-02', 'DE.AE-06'],
    'cuts',
  ],
  [
    'route.audience-missing',
    'high',
    'A required audience was left out',
    'One required audience was sent a notice, and another never was.',
    ['RS.CO-02', 'DE.AE-06'],
    'cuts',
  ],
  [
    'route.duplicate',
    'medium',
    'Several teams were paged apart from each other',
    'Two or more teams were paged for one event under different keys, each as if it alone had it.',
    ['RS.MA-02'],
  ],
  [
    'owner.conflict',
    'medium',
    'Sources disagree on the owner',
    'Claims of different systems name different parties for the same role at that time.',
    ['GV.RR-02', 'PR.AA-01'],
  ],
  [
    'route.unlogged',
    'medium',
    'No record of who routed it',
    'It was assigned or paged without a record of who or what decided so.',
    ['RS.AN-06', 'MAESTRO-L5'],
    'beside',
  ],
  [
    'route.context-poor',
    'medium',
    'The alert lacks what a responder needs',
    'The alert lacks the principal, the service, the environment, the privilege tier or the last rotation.',
    ['DE.AE-07'],
    'beside',
  ],
];

const ACKNOWLEDGED: readonly Row[] = [
  [
    'ack.by-actor',
    'high',
    'Acknowledged by the one it is about',
    'Only the actor of the event, or the identity that it implicates, acknowledged it.',
    ['RS.MA-02', 'PR.AA-05'],
  ],
  [
    'ack.by-outsider',
    'medium',
    'Acknowledged by an outsider',
    'Only somebody whom the policy does not accept acknowledged it.',
    ['RS.MA-02', 'RS.CO-02'],
  ],
  ['ack.late', 'low', 'Acknowledged late', 'The first acknowledgement by an accepted party came after the deadline.', ['RS.MA-02']],
  ['ack.missing', 'medium', 'Never acknowledged', 'Nobody whom the policy accepts ever acknowledged it.', ['RS.MA-02']],
];

const ACTED: readonly Row[] = [
  [
    'action.unauthorised',
    'high',
    'Action without authority',
    'The action was taken by a party without authority over the identity.',
    ['PR.AA-05', 'GV.RR-02', 'AI-RMF-GOVERN-2.1'],
  ],
  [
    'action.partial',
    'high',
    'The action left a consumer out',
    'Every fitting action on a shared account or credential was limited, and a known consumer is named by none of them.',
    ['RS.MI-01', 'NHI9:2025'],
  ],
  [
    'action.mismatched',
    'high',
    'The action does not fit',
    'The actions do not fit the kind of identity and leave the credential valid.',
    ['RS.MI-01', 'RS.MI-02', 'AI-RMF-MANAGE-2.4'],
  ],
  [
    'action.ticket-only',
    'medium',
    'A ticket, and no action',
    'A ticket was opened, and no action was taken on the identity.',
    ['RS.MI-01', 'RS.MI-02'],
  ],
  ['action.late', 'medium', 'Acted too late', 'The first fitting action came after the deadline.', ['RS.MI-01', 'AI-RMF-MANAGE-4.1']],
  [
    'action.missing',
    'high',
    'No action',
    'There was no action, no ticket and no exception.',
    ['RS.MI-01', 'RS.MI-02', 'AI-RMF-MANAGE-2.4', 'MAESTRO-L6'],
  ],
];

const VERIFIED: readonly Row[] = [
  [
    'verify.ineffective',
    'critical',
    'Used after it was revoked',
    'The identity or credential was used with success after it had been revoked, disabled or rotated away.',
    ['NHI1:2025', 'RS.MI-02', 'T1078', 'SP800-207-6'],
  ],
  [
    'verify.reenabled-unexplained',
    'high',
    'Re-enabled without a reason',
    'It was enabled again after a containment, without approval or reason.',
    ['RS.MI-01', 'PR.AA-05', 'T1098'],
  ],
  [
    'verify.no-reauthentication',
    'medium',
    'The holder never came back after the rotation',
    'After the rotation the holder did not authenticate again in the window, and no ticket says why.',
    ['PR.AA-01', 'SP800-207-6'],
  ],
  [
    'verify.missing',
    'high',
    'No evidence that the action held',
    'Nothing in evidence shows that the action held.',
    ['RS.MI-01', 'RS.MI-02', 'AI-RMF-MANAGE-4.1'],
  ],
];

const CERTIFIED: readonly Row[] = [
  [
    'cert.unenforced',
    'high',
    'Revoked on paper only',
    'The review decided to revoke the access, and it was still there or used a day later.',
    ['NHI1:2025', 'PR.AA-05'],
  ],
  [
    'cert.self',
    'high',
    'Reviewed by the one reviewed',
    'The reviewer is the identity, its holder, or the actor of the change.',
    ['PR.AA-05', 'GV.RR-02'],
  ],
  ['cert.reviewer-gone', 'high', 'Reviewed by somebody who had gone', 'The reviewer had left or moved before deciding.', ['PR.AA-05', 'GV.RR-02']],
  ['cert.late', 'low', 'Reviewed late', 'The access was reviewed after the deadline.', ['PR.AA-05']],
  [
    'cert.once-only',
    'medium',
    'Reviewed before the change only',
    'The access was reviewed before this change and never after it.',
    ['PR.AA-05', 'NHI5:2025', 'SP800-207-6'],
  ],
  [
    'cert.missing',
    'high',
    'Never reviewed again',
    'The access was never reviewed after this change.',
    ['PR.AA-05', 'NHI5:2025', 'SP800-207-6', 'AI-RMF-MANAGE-4.1'],
  ],
];

const RECORDED: readonly Row[] = [
  [
    'record.incomplete',
    'high',
    'The record has gaps',
    'The event, with everything that is tied to it, lacks the actor, target, time, outcome, approval or reason.',
    ['RS.AN-06', 'RS.AN-07', 'PR.PS-04', 'MAESTRO-L5'],
    'beside',
  ],
  [
    'record.uncorrelated',
    'medium',
    'An action tied to no incident',
    'An action carries no id that ties it to an incident.',
    ['RS.AN-06', 'DE.AE-03'],
    'beside',
  ],
  [
    'record.order-unsafe',
    'medium',
    'The order cannot be told',
    'The order that a finding would rest on lies within the uncertainty of the clocks.',
    ['RS.AN-07', 'DE.AE-03'],
    'beside',
  ],
  [
    'record.mutable-proof',
    'medium',
    'Proof that anybody could have edited',
    'The only evidence for an obligation is a ticket comment, a spreadsheet or an attachment.',
    ['RS.AN-07'],
    'beside',
  ],
  [
    'breakglass.unbounded',
    'high',
    'Emergency access without an end',
    'The emergency access was opened without an expiry.',
    ['PR.AA-05', 'SP800-207-6'],
    'beside',
  ],
  [
    'breakglass.overrun',
    'critical',
    'Emergency access used past its end',
    'The emergency access was used after its expiry or its close.',
    ['PR.AA-05', 'T1078', 'SP800-207-6'],
    'beside',
  ],
  [
    'breakglass.unapproved',
    'high',
    'Emergency access without approval',
    'The approver is missing, is the user, or approved after it had been opened.',
    ['PR.AA-05', 'GV.RR-02'],
    'beside',
  ],
];

const CASE: readonly Row[] = [
  [
    'identity.orphaned',
    'high',
    'In use and owned by nobody',
    'A non-human identity was used in the period, and at its end no valid claim names an owner.',
    ['NHI1:2025', 'GV.RR-02', 'PR.AA-01', 'AI-RMF-GOVERN-1.7', 'MAESTRO-L6'],
  ],
  [
    'identity.outlives-scope',
    'high',
    'Used after its scope ended',
    'The identity was used after the project, contract or assignment that it was for had ended.',
    ['NHI1:2025', 'PR.AA-05', 'AI-RMF-GOVERN-1.7'],
  ],
  [
    'identity.shared',
    'medium',
    'One credential, several users',
    'A credential or service account was used by several principals, hosts or environments.',
    ['NHI9:2025', 'PR.AA-01'],
  ],
  [
    'identity.human-use',
    'medium',
    'A machine identity used by a person',
    'A non-human identity was used interactively by a person.',
    ['NHI10:2025', 'PR.AA-01'],
  ],
  [
    'coverage.silent',
    'medium',
    'A log fell silent',
    'A log that is otherwise regular has a hole longer than the policy allows.',
    ['DE.CM-03', 'PR.PS-04', 'MAESTRO-L5'],
  ],
  [
    'coverage.logging-disabled',
    'high',
    'Logging was turned off',
    'Logging was turned off, or its retention was lowered.',
    ['PR.PS-04', 'DE.CM-03', 'T1562.008', 'MAESTRO-L5'],
  ],
  [
    'coverage.clock-skew',
    'medium',
    'Clocks disagree',
    'Two sources tell of the same acts at times that differ by more than their clocks allow.',
    ['DE.AE-03', 'RS.AN-07', 'PR.PS-04'],
  ],
];

const rows = (stage: Rule['stage'], table: readonly Row[]): Rule[] =>
  table.map(([slug, base, title, meaning, frameworks, flags]) => ({
    slug,
    stage,
    base,
    beside: flags === 'beside',
    cuts: flags === 'cuts',
    title,
    meaning,
    frameworks,
  }));

/** In the order of the specification's table. */
export const RULES: readonly Rule[] = [
  ...rows('signalled', SIGNALLED),
  ...rows('delivered', DELIVERED),
  ...rows('reached', REACHED),
  ...rows('acknowledged', ACKNOWLEDGED),
  ...rows('acted', ACTED),
  ...rows('verified', VERIFIED),
  ...rows('certified', CERTIFIED),
  ...rows('recorded', RECORDED),
  ...rows('case', CASE),
];

const bySlug = new Map(RULES.map((r) => [r.slug, r]));

/** Throws on a slug that is no rule: a mistake of ours. */
export function rule(slug: string): Rule {
  const found = bySlug.get(slug);
  if (found === undefined) throw new Error(`no rule ${slug}`);
  return found;
}

const byStage = new Map<Rule['stage'], Rule[]>();
for (const r of RULES) {
  const list = byStage.get(r.stage);
  if (list === undefined) byStage.set(r.stage, [r]);
  else list.push(r);
}

/** The rules of a stage in the order in which they are tried. */
export const rulesOf = (stage: Rule['stage']): readonly Rule[] => byStage.get(stage) ?? [];

/** For a screen: framework, id and the text of the item. */
export const referencesOf = (slug: string): readonly { readonly framework: string; readonly id: string; readonly text: string }[] =>
  rule(slug).frameworks.map((id) => FRAMEWORKS[id]);
