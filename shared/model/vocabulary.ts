/** The closed lists of the vocabulary. The order of a list is part of its meaning: indexes are stored. Append only. */

export const EVENT_KINDS = [
  'other',
  'account.created',
  'account.deleted',
  'account.disabled',
  'account.enabled',
  'account.locked',
  'account.unlocked',
  'password.reset',
  'password.changed',
  'mfa.enrolled',
  'mfa.removed',
  'mfa.reset',
  'credential.created',
  'credential.rotated',
  'credential.disabled',
  'credential.enabled',
  'credential.deleted',
  'secret.read',
  'device.enrolled',
  'device.removed',
  'session.started',
  'session.failed',
  'session.assumed',
  'session.revoked',
  'session.ended',
  'role.granted',
  'role.revoked',
  'group.added',
  'group.removed',
  'permission.changed',
  'consent.granted',
  'consent.revoked',
  'delegation.granted',
  'owner.changed',
  'payroll.changed',
  'mailrule.created',
  'mailrule.changed',
  'mailrule.removed',
  'forwarding.enabled',
  'federation.changed',
  'logging.disabled',
  'logging.enabled',
  'breakglass.opened',
  'breakglass.closed',
  'person.joined',
  'person.moved',
  'person.left',
  'scope.ended',
  'alert.raised',
] as const;
export type EventKind = (typeof EVENT_KINDS)[number];

export const IDENTITY_KINDS = [
  'human',
  'service-account',
  'workload',
  'agent',
  'credential',
  'shared-account',
  'external-integration',
  'device',
  'group',
  'unknown',
] as const;
export type IdentityKind = (typeof IDENTITY_KINDS)[number];

/** 0 controls identities or the control plane, 1 production or high, 2 standard. */
export type Tier = 0 | 1 | 2 | undefined;

export const OUTCOMES = ['success', 'failure', 'unknown'] as const;
export type Outcome = (typeof OUTCOMES)[number];

export const CHANNELS = ['mail', 'page', 'chat', 'ticket', 'siem', 'iam-audit', 'signin', 'certification', 'ownership', 'oncall', 'hr'] as const;
export type Channel = (typeof CHANNELS)[number];
/** What the policy's `any` stands for. */
export const NOTICE_CHANNELS = ['mail', 'page', 'chat', 'ticket', 'siem'] as const satisfies readonly Channel[];

export const STAGES = ['signalled', 'delivered', 'reached', 'acknowledged', 'acted', 'verified', 'certified', 'recorded'] as const;
export type Stage = (typeof STAGES)[number];

/** What each stage asks, for people. */
export const STAGE_QUESTIONS: Readonly<Record<Stage, string>> = {
  signalled: 'Was any notice sent?',
  delivered: 'Did it arrive?',
  reached: 'Did it reach those who were accountable at that instant?',
  acknowledged: 'Did somebody whom the policy accepts see it in time?',
  acted: 'Did somebody with authority take the action that fits?',
  verified: 'Is there evidence that the action held?',
  certified: 'Was the access reviewed again after this change?',
  recorded: 'Does the record say who, what, when, why and with what outcome, tied to one incident?',
};

export const VERDICTS = ['met', 'late', 'partial', 'unmet', 'unknown', 'not-reached', 'not-required'] as const;
export type Verdict = (typeof VERDICTS)[number];

export const SEVERITIES = ['low', 'medium', 'high', 'critical'] as const;
export type Severity = (typeof SEVERITIES)[number];

export const CONFIDENCES = ['low', 'medium', 'high', 'confirmed'] as const;
export type Confidence = (typeof CONFIDENCES)[number];

export const DISPOSITIONS = ['open', 'confirmed', 'dismissed', 'needs-evidence'] as const;
export type Disposition = (typeof DISPOSITIONS)[number];

export const ALIAS_NAMESPACES = [
  'aws-arn',
  'aws-access-key',
  'aws-user',
  'entra-object',
  'entra-app',
  'upn',
  'email',
  'okta-user',
  'github-login',
  'gcp-sa',
  'google-user',
  'k8s-user',
  'vault-entity',
  'pagerduty-user',
  'opsgenie-user',
  'servicenow-user',
  'slack-user',
  'hr-id',
  'name',
] as const;

export const NOTICE_STATUSES = ['sent', 'delivered', 'bounced', 'failed', 'quarantined', 'filtered', 'seen', 'acknowledged'] as const;
export type NoticeStatus = (typeof NOTICE_STATUSES)[number];

export const ROUTE_STEPS = ['assigned', 'paged', 'escalated', 'acknowledged', 'resolved'] as const;
export type RouteStepKind = (typeof ROUTE_STEPS)[number];

export const ACTIONS = ['end-sessions', 'step-up', 'reset', 'disable', 'enable', 'revoke', 'rotate', 'quarantine', 'suspend', 'ticket'] as const;
export type ActionKind = (typeof ACTIONS)[number];

export const PARTY_TYPES = ['person', 'team', 'schedule', 'queue'] as const;
export type PartyType = (typeof PARTY_TYPES)[number];

export const CLAIM_ROLES = [
  'owner',
  'technical-owner',
  'business-owner',
  'steward',
  'oncall',
  'secrets-owner',
  'integration-owner',
  'security',
  'approver',
] as const;
export type ClaimRole = (typeof CLAIM_ROLES)[number];

/** What the stage matrix is split by. */
export const MATRIX_BY = ['kind', 'team', 'application', 'identity-kind', 'tier', 'month'] as const;

/** The TLP 2.0 labels, https://www.first.org/tlp/. */
export const TLP_LEVELS = ['CLEAR', 'GREEN', 'AMBER', 'AMBER+STRICT', 'RED'] as const;
export type TlpLevel = (typeof TLP_LEVELS)[number];
