/**
 * What an adapter says about one raw record. These are statements of the source, not conclusions:
 * who is the same identity as whom, and what follows from it, is decided later from all sources together.
 */
import type { Instant } from '../base/instant.ts';
import type { Alias } from './ids.ts';
import type {
  ActionKind,
  Channel,
  ClaimRole,
  Confidence,
  EventKind,
  IdentityKind,
  NoticeStatus,
  Outcome,
  PartyType,
  RouteStepKind,
  Severity,
  Tier,
} from './vocabulary.ts';

/** An alert's own payload: what the responder was given. `undefined` is an empty cell. */
export interface AlertPayload {
  readonly severity: Severity | undefined;
  readonly confidence: Confidence | undefined;
  readonly title: string;
  readonly service?: string | undefined;
  readonly application?: string | undefined;
  readonly environment?: string | undefined;
  readonly tier?: Tier;
  readonly lastRotation?: string | undefined;
  /** The system or identity that spawned an agent. */
  readonly spawnedBy?: string | undefined;
}

/** The life of an emergency-access grant, carried on `breakglass.opened`. */
export interface GrantPayload {
  readonly grantId: string;
  readonly user: Alias | undefined;
  readonly openedAt: Instant | undefined;
  readonly expiresAt: Instant | undefined;
  readonly closedAt: Instant | undefined;
}

export interface EventEmission {
  readonly type: 'event';
  /** `undefined`: undated. Kept and searchable, never placed on the time axis. */
  readonly time: Instant | undefined;
  /** What else `time` could be, by the record alone: the clock of its zone showed that reading twice, or jumped over it. */
  readonly otherTime?: Instant | undefined;
  readonly kind: EventKind;
  readonly outcome: Outcome;
  /** The source's own name for what happened: `AttachUserPolicy`, `user.mfa.factor.activate`. */
  readonly operation: string;
  readonly actor?: Alias | undefined;
  /** On whose behalf the actor acted: a role session's issuer, the system that spawned an agent. */
  readonly onBehalfOf?: Alias | undefined;
  /** The identity that changed. For a credential the target is the credential. */
  readonly target?: Alias | undefined;
  /** The holder of the target credential. */
  readonly holder?: Alias | undefined;
  /** What kind of identity the record itself says the target is. */
  readonly targetKind?: IdentityKind | undefined;
  readonly actorKind?: IdentityKind | undefined;
  /** The credential that the actor used (an access key, a session's key, a secret id). */
  readonly credential?: Alias | undefined;
  /** The source's own id for the event; with the system it de-duplicates. */
  readonly nativeId?: string | undefined;
  /**
   * What tells a repetition of the record where the native id does not: a timeline holds events of many systems, and the ids of two
   * of them may be equal. Not kept.
   */
  readonly key?: string | undefined;
  /** Further ids that tie this record to others: request, correlation, transaction, incident ids. */
  readonly correlation?: readonly string[] | undefined;
  /** The policy, role, group or permission that was granted or taken. */
  readonly access?: string | undefined;
  /** Where from: address, host or environment, as the record says. */
  readonly place?: string | undefined;
  readonly environment?: string | undefined;
  /** Whether a person at a keyboard did it (a console or browser sign-in), where the record says. */
  readonly interactive?: boolean | undefined;
  readonly summary?: string | undefined;
  readonly approver?: Alias | undefined;
  readonly approvedAt?: Instant | undefined;
  readonly reason?: string | undefined;
  readonly incident?: string | undefined;
  /** Which of these columns the record has at all, empty or not; `record.incomplete` asks only for those. */
  readonly asks?: readonly ('approval' | 'reason')[] | undefined;
  readonly alert?: AlertPayload | undefined;
  readonly grant?: GrantPayload | undefined;
  /** For `logging.disabled` by lowered retention: days kept before (where known) and after. */
  readonly retentionDays?: number | undefined;
  /** OCSF 1.x class and activity; filled from the kind where an adapter knows no better. */
  readonly classUid?: number | undefined;
  readonly activityId?: number | undefined;
}

/** One stage of one notice. Repetitions of one (system, noticeId) are the stages of one notice. */
export interface NoticeEmission {
  readonly type: 'notice';
  readonly noticeId: string;
  readonly sentAt: Instant | undefined;
  readonly channel: Channel;
  readonly sender: string | undefined;
  /** Aliases where the source names persons (`email:…`), else a bare team, schedule or queue name. */
  readonly recipients: readonly string[];
  readonly subject: string | undefined;
  /** `undefined` where the source carries no bodies (a message trace). */
  readonly body: string | undefined;
  readonly status: NoticeStatus;
  readonly statusAt: Instant | undefined;
  /** Ids of events, alerts, incidents or tickets that the notice itself names in a field. */
  readonly relatedIds: readonly string[];
  /** The kind of event that the source itself says it is about. */
  readonly about?: EventKind | undefined;
  /** An identity that a field (not the text) of the notice names. */
  readonly names?: readonly Alias[] | undefined;
  /** A ticket's resolution: acknowledgement of last resort, by WAKES.md. */
  readonly resolvedBy?: Alias | undefined;
  readonly resolvedAt?: Instant | undefined;
}

/** A step in the routing of an alert: a row of routes.csv, a PagerDuty log entry. */
export interface RouteEmission {
  readonly type: 'route';
  /** The native id of an alert or of any event, or an incident or ticket id. */
  readonly relatedIds: readonly string[];
  readonly time: Instant | undefined;
  readonly step: RouteStepKind;
  readonly party: string | undefined;
  readonly partyType: PartyType | undefined;
  readonly decidedBy: string | undefined;
  /** The de-duplication key under which it was paged. */
  readonly key: string | undefined;
}

export interface ActionEmission {
  readonly type: 'action';
  readonly actionId: string;
  readonly time: Instant | undefined;
  readonly actor: Alias | undefined;
  readonly identity: Alias | undefined;
  readonly action: ActionKind;
  readonly approver: Alias | undefined;
  readonly approvedAt: Instant | undefined;
  readonly reason: string | undefined;
  readonly incident: string | undefined;
  readonly outcome: Outcome;
  /** The consumer or environment it was limited to; `undefined` is all. */
  readonly scope: string | undefined;
}

export interface CertificationEmission {
  readonly type: 'certification';
  readonly itemId: string;
  readonly identity: Alias | undefined;
  /** Empty or `*` is any access. */
  readonly access: string | undefined;
  readonly reviewer: Alias | undefined;
  readonly decision: 'approve' | 'revoke' | 'none';
  readonly decidedAt: Instant | undefined;
  readonly appliedAt: Instant | undefined;
  readonly campaign: string | undefined;
  /** The native id of the event that triggered the review. */
  readonly trigger: string | undefined;
}

/** One source's statement that a party holds a role for an identity, service or application. */
export interface ClaimEmission {
  readonly type: 'claim';
  /** An alias for an identity, a bare name for a service or an application. */
  readonly subject: string;
  readonly subjectType: 'identity' | 'service' | 'application';
  readonly role: ClaimRole;
  /** An alias for a person, a bare name for a team, schedule or queue. */
  readonly party: string;
  readonly partyType: PartyType;
  /** `undefined` is always. */
  readonly from: Instant | undefined;
  readonly to: Instant | undefined;
  /** When the source said so; `undefined` stands for the source's last record. */
  readonly asOf: Instant | undefined;
  /** The system that claims it, where the row names one; else the source's system. */
  readonly system: string | undefined;
}

/** An inventory's statement about an identity. Several aliases in one statement are exact evidence that they are one. */
export interface IdentityEmission {
  readonly type: 'identity';
  readonly aliases: readonly Alias[];
  readonly kind: IdentityKind | undefined;
  readonly displayName: string | undefined;
  readonly holder: Alias | undefined;
  readonly application: string | undefined;
  readonly service: string | undefined;
  readonly environments: readonly string[];
  readonly tier: Tier;
  readonly lastRotation: Instant | undefined;
  readonly revocationMethod: string | undefined;
  /** False for what a log mentions in passing: aliases joined, yet no inventory names it. */
  readonly inventory: boolean;
}

export interface PersonEmission {
  readonly type: 'person';
  readonly person: Alias;
  readonly aliases: readonly Alias[];
  readonly displayName: string | undefined;
  readonly status: 'active' | 'left' | 'on-leave' | 'unknown';
  readonly start: Instant | undefined;
  readonly end: Instant | undefined;
  readonly movedAt: Instant | undefined;
  readonly team: string | undefined;
  readonly manager: Alias | undefined;
}

export interface MembershipEmission {
  readonly type: 'membership';
  readonly team: string;
  /** `undefined` for a row that only gives the team's shared address. */
  readonly member: Alias | undefined;
  readonly from: Instant | undefined;
  readonly to: Instant | undefined;
  /** The team's shared address, as `email:…`. */
  readonly address: Alias | undefined;
  /** Further names of the team in its own system: the id by which other exports of that system refer to it. */
  readonly alsoNamed?: readonly string[] | undefined;
}

export interface OncallEmission {
  readonly type: 'oncall';
  readonly schedule: string;
  readonly person: Alias;
  readonly from: Instant | undefined;
  readonly to: Instant | undefined;
}

/** `from` is a whole address, `sender-contains` a part of one; what begins with `not-` is an exception. */
export type MailCondition = { readonly on: MailMatch | `not-${MailMatch}`; readonly value: string } | { readonly on: 'all' };
export type MailMatch = 'subject-contains' | 'from' | 'sender-contains';
export type MailAction =
  | { readonly do: 'delete' | 'mark-read' }
  | { readonly do: 'move'; readonly folder: string }
  | { readonly do: 'redirect' | 'forward'; readonly to: string };

/**
 * A mailbox rule as a state over an interval.
 * From a table: [from, to). From an audit log one record at a time: a rule made or changed is a state with `from` and without
 * `to`; it lasts until the next state of the same (mailbox, rule). A rule removed or disabled is said by `to` with `from`
 * undefined and no conditions and no actions: what was in force for that (mailbox, rule) ends there.
 * Several conditions of one sort are alternatives (any subject, any sender); of different sorts both must hold, as in Exchange; an
 * exception that fits takes a message out.
 * No condition at all (not even `all`): the rule matches on
 * something that is not in evidence (a body, a header), so it matches nothing that can be shown.
 */
export interface MailRuleEmission {
  readonly type: 'mailrule';
  readonly mailbox: Alias;
  readonly rule: string;
  readonly from: Instant | undefined;
  readonly to: Instant | undefined;
  readonly createdBy: Alias | undefined;
  readonly conditions: readonly MailCondition[];
  readonly actions: readonly MailAction[];
  /**
   * Said by a log of changes alone, where it ends what was so before. True: a change that restates only some parameters, and an empty list
   * stands for what the state before had.
   */
  readonly partial?: boolean | undefined;
}

export interface ScopeEmission {
  readonly type: 'scope';
  readonly scope: string;
  readonly identity: Alias;
  readonly starts: Instant | undefined;
  readonly ends: Instant | undefined;
}

/** Everything that is not an event. */
export type FactEmission =
  | NoticeEmission
  | RouteEmission
  | ActionEmission
  | CertificationEmission
  | ClaimEmission
  | IdentityEmission
  | PersonEmission
  | MembershipEmission
  | OncallEmission
  | MailRuleEmission
  | ScopeEmission;

export type Emission = EventEmission | FactEmission;
