/** The conclusions: what the wake engine gives back. Every conclusion cites records. */
import type { Instant } from '../base/instant.ts';
import type { Alias, EventId, RecordRef, SourceId } from './ids.ts';
import type { Channel, ClaimRole, EventKind, IdentityKind, PartyType, Severity, Stage, Tier, Verdict } from './vocabulary.ts';

/** A canonical identity: a set of aliases joined by exact evidence. `id` is stable for a set of records: `i` + its first alias in order. */
export interface Identity {
  readonly id: string;
  readonly kind: IdentityKind;
  readonly tier: Tier;
  readonly displayName: string | undefined;
  readonly aliases: readonly Alias[];
  readonly holder: string | undefined;
  readonly application: string | undefined;
  readonly service: string | undefined;
  readonly environments: readonly string[];
  readonly lastRotation: Instant | undefined;
  readonly revocationMethod: string | undefined;
  readonly firstSeen: Instant | undefined;
  readonly lastSeen: Instant | undefined;
  /** True where an inventory or a claim names it. */
  readonly inventoried: boolean;
  /** Why these aliases are one, and why this kind and tier: sentences with the record that shows it. */
  readonly why: readonly { readonly of?: 'aliases' | 'kind' | 'tier' | undefined; readonly text: string; readonly record: RecordRef | undefined }[];
}

/** Someone who can be accountable. `key` is an identity id for a person, else `team:NAME`, `schedule:NAME`, `queue:NAME`. */
export interface Party {
  readonly key: string;
  readonly type: PartyType;
  readonly label: string;
}

export type ClaimStatus = 'valid' | 'stale' | 'departed' | 'ended' | 'future';

export interface OwnerLine {
  /** What the claim is on: the identity itself, its holder, its service or its application. */
  readonly level: 'identity' | 'holder' | 'service' | 'application';
  readonly role: ClaimRole;
  readonly party: string;
  readonly partyType: PartyType;
  readonly from: Instant | undefined;
  readonly to: Instant | undefined;
  readonly asOf: Instant | undefined;
  readonly system: string;
  readonly source: SourceId;
  readonly record: RecordRef;
  readonly status: ClaimStatus;
  readonly conflict: boolean;
}

export type EvidenceRole =
  | 'event'
  | 'claim'
  | 'notice'
  | 'delivery'
  | 'mailrule'
  | 'route'
  | 'acknowledgement'
  | 'action'
  | 'verification'
  | 'use'
  | 'certification'
  | 'grant'
  | 'membership'
  | 'person'
  | 'identity'
  | 'scope'
  | 'alert'
  | 'record'
  | 'exception';

export interface Evidence {
  readonly role: EvidenceRole;
  readonly record: RecordRef;
  readonly time: Instant | undefined;
  /** One plain sentence: what this record shows here. */
  readonly text: string;
  readonly strength?: 'certain' | 'strong' | 'weak' | undefined;
}

/** An interval of a channel that was searched for an absence, or that would have to be asked for. */
export interface CoverageLine {
  readonly system: string;
  readonly channel: Channel;
  readonly from: Instant;
  readonly to: Instant;
  readonly basis: 'declared' | 'inferred';
}

export interface Obligation {
  readonly stage: Stage;
  /** The audience (`person`, `owner`, `security` …) for a line of one audience; `undefined` for the event's own verdict. */
  readonly audience: string | undefined;
  readonly verdict: Verdict;
  readonly deadline: Instant | undefined;
  readonly missing: readonly string[];
  readonly evidence: readonly Evidence[];
  /** What was searched and covers the window, where the verdict rests on an absence. */
  readonly coverage: readonly CoverageLine[];
  /** The parts of the window that no source covers, where the verdict is unknown. */
  readonly uncovered: readonly { readonly system: string; readonly channel: Channel; readonly from: Instant; readonly to: Instant }[];
  /** The rule that fired here, if one did. */
  readonly rule: string | undefined;
  /** One plain sentence: why this verdict. */
  readonly text: string;
}

export interface Audience {
  readonly name: string;
  /** The parties that this audience stood for at the event. Empty: nobody. */
  readonly parties: readonly Party[];
  /** The identities and addresses that count as it. */
  readonly claims: readonly RecordRef[];
}

/** A notice as it ran for one wake: when it left, to whom, what became of it. */
export interface NoticeTrail {
  readonly noticeId: string;
  readonly channel: Channel;
  readonly system: string;
  readonly sentAt: Instant | undefined;
  readonly subject: string | undefined;
  readonly record: RecordRef;
  readonly strength: 'certain' | 'strong';
  readonly why: string;
  readonly copies: readonly {
    readonly recipient: string;
    /** The audience it counts for, if any, and the party. */
    readonly audience: string | undefined;
    readonly party: string | undefined;
    readonly status: 'sent' | 'delivered' | 'hidden' | 'failed' | 'unknown';
    readonly at: Instant | undefined;
    readonly record: RecordRef;
    /** The mailbox rule that hid it. */
    readonly rule:
      | { readonly record: RecordRef; readonly name: string; readonly from: Instant | undefined; readonly to: Instant | undefined }
      | undefined;
  }[];
}

export interface TieOffer {
  readonly observation: RecordRef;
  readonly event: EventId;
  readonly why: string;
  readonly state: 'offered' | 'accepted' | 'rejected';
}

export interface Wake {
  /** `w-` + the event's id. */
  readonly id: string;
  readonly event: EventId;
  readonly kind: EventKind;
  readonly time: Instant;
  readonly target: string | undefined;
  readonly actor: string | undefined;
  readonly tier: Tier;
  /** The event's verdict at each of STAGES, in order. */
  readonly strip: readonly Verdict[];
  /** The event's own lines and each audience's lines, by stage. */
  readonly obligations: readonly Obligation[];
  readonly audiences: readonly Audience[];
  readonly notices: readonly NoticeTrail[];
  readonly offers: readonly TieOffer[];
  readonly findings: readonly string[];
}

export interface Finding {
  /** Follows from its wake (or subject) and rule, so that a disposition survives a new analysis. */
  readonly id: string;
  readonly rule: string;
  readonly stage: Stage | 'case';
  readonly verdict: 'unmet' | 'late' | 'partial';
  readonly severity: Severity;
  readonly confidence: 'low' | 'medium' | 'high';
  /** The identity it is about (its id), or the source or system for case findings about logs. */
  readonly subject: string;
  readonly wake: string | undefined;
  readonly event: EventId | undefined;
  readonly missing: readonly string[];
  readonly evidence: readonly Evidence[];
  readonly coverage: readonly CoverageLine[];
  readonly frameworks: readonly string[];
  /** The finding in one sentence, for a person. */
  readonly text: string;
}

export interface EvidenceRequest {
  readonly system: string;
  readonly channel: Channel;
  readonly from: Instant;
  readonly to: Instant;
  readonly settles: readonly { readonly event: EventId; readonly stage: Stage }[];
}

export interface CutInterval {
  readonly system: string;
  readonly channel: Channel;
  readonly from: Instant;
  readonly to: Instant;
  readonly reason: 'silent' | 'logging-disabled' | 'rejected' | 'hole';
}

export interface Analysis {
  readonly identities: readonly Identity[];
  /** alias → identity id, for every alias in the case. */
  readonly identityOf: ReadonlyMap<string, string>;
  readonly coverage: readonly CoverageLine[];
  readonly cuts: readonly CutInterval[];
  readonly wakes: readonly Wake[];
  readonly findings: readonly Finding[];
  readonly requests: readonly EvidenceRequest[];
}

/** One thing that the analysis looked at for an event, and why it was taken or refused. */
export interface Considered {
  readonly about: 'ownership' | 'notices' | 'actions' | 'reviews';
  readonly record: RecordRef;
  readonly time: Instant | undefined;
  readonly what: string;
  readonly used: boolean;
  readonly why: string;
}
