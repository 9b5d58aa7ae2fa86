/**
 * What the store hands to the wake: everything the case knows, with effective times (each source's clock offset applied).
 * Statements stay statements; nothing here is a conclusion.
 */
import type { Duration, Instant } from '../base/instant.ts';
import type { Interval } from '../base/interval.ts';
import type {
  ActionEmission,
  CertificationEmission,
  ClaimEmission,
  EventEmission,
  IdentityEmission,
  MailRuleEmission,
  MembershipEmission,
  NoticeEmission,
  OncallEmission,
  PersonEmission,
  RouteEmission,
  ScopeEmission,
} from './emissions.ts';
import type { Alias, EventId, RecordRef, SourceId } from './ids.ts';
import type { Channel } from './vocabulary.ts';

export interface Stored {
  readonly source: SourceId;
  readonly ordinal: number;
  readonly record: RecordRef;
  /** The system of its source (`entra`, `aws-123456789012`, a table's file name). */
  readonly system: string;
}

export type CaseEvent = Omit<EventEmission, 'type'> &
  Stored & {
    readonly id: EventId;
    /** Records that tell of the same event, this one's own included. */
    readonly records: readonly RecordRef[];
    /** When another log says that it was: of the records that were merged into this event, where there are any. */
    readonly toldAgain?: readonly { readonly record: RecordRef; readonly time: Instant }[];
  };
export type Notice = NoticeEmission & Stored;
export type Route = RouteEmission & Stored;
export type Action = ActionEmission & Stored;
export type Certification = CertificationEmission & Stored;
/** Here `system` is the row's own where the row names one, else its source's. */
export type Claim = ClaimEmission & Stored;
export type IdentityStatement = IdentityEmission & Stored;
export type PersonStatement = PersonEmission & Stored;
export type Membership = MembershipEmission & Stored;
export type Oncall = OncallEmission & Stored;
export type MailRule = MailRuleEmission & Stored;
export type Scope = ScopeEmission & Stored;

/**
 * All dated events as columns, sorted by time: what the timeline bins and what "a use" is looked up in.
 * Index -1 stands for none. `kind` and `outcome` are indexes into EVENT_KINDS and OUTCOMES.
 */
export interface EventColumns {
  readonly length: number;
  /** Effective time, microseconds UTC, ascending. */
  readonly time: Float64Array;
  readonly kind: Uint8Array;
  readonly outcome: Uint8Array;
  /** Indexes into `strings`. */
  readonly actor: Int32Array;
  readonly onBehalfOf: Int32Array;
  readonly target: Int32Array;
  readonly credential: Int32Array;
  readonly place: Int32Array;
  /** Source number: 12 for s0012. */
  readonly source: Uint16Array;
  readonly ordinal: Uint32Array;
  /** 1 based; 0 where the record holds one event. */
  readonly k: Uint16Array;
  readonly strings: readonly string[];
  id(i: number): EventId;
}

/** What one entry of bundle.yaml declares of a file. `covers` undefined: the coverage of those channels is inferred. */
export interface DeclaredPart {
  readonly channels: readonly Channel[];
  readonly covers: Interval | undefined;
  /** Where it is not the source's own: the same bytes under another name were declared as another system's. */
  readonly system?: string | undefined;
}

export interface SourceFacts {
  readonly source: SourceId;
  readonly name: string;
  readonly type: string;
  readonly system: string;
  readonly channels: readonly Channel[];
  /** Declared in bundle.yaml or on the import screen; `undefined` is inferred. */
  readonly declared: Interval | undefined;
  /** Where several entries of bundle.yaml declare the file; they hold in place of `declared`. */
  readonly declaredParts?: readonly DeclaredPart[] | undefined;
  /** First and last effective time of its records. */
  readonly first: Instant | undefined;
  readonly last: Instant | undefined;
  readonly clockOffset: Duration;
  /** `undefined`: the policy's default holds. */
  readonly clockUncertainty: Duration | undefined;
  /** Each block of rejected records: last good time before it, first good time after it. */
  readonly rejectedBlocks: readonly { readonly from: Instant | undefined; readonly to: Instant | undefined }[];
}

/** Decisions of the investigator that the analysis follows. */
export interface Decisions {
  readonly ties: readonly { readonly observation: RecordRef; readonly event: EventId; readonly accept: boolean }[];
  readonly joins: readonly { readonly a: Alias; readonly b: Alias; readonly reason?: string | undefined; readonly by?: string | undefined }[];
  readonly splits: readonly { readonly identity: Alias; readonly alias: Alias }[];
}

export interface CaseFacts {
  /** The case's period: declared, else first to last record. `undefined` in an empty case. */
  readonly period: Interval | undefined;
  readonly sources: readonly SourceFacts[];
  /** Every event whose kind is not in BULK_KINDS, as objects, by time; undated ones last. */
  readonly events: readonly CaseEvent[];
  /** Of the bulk kinds those that hold an approval, and requests for access, which have a place for one. */
  readonly approvals?: readonly CaseEvent[] | undefined;
  /** All dated events, bulk kinds too. */
  readonly columns: EventColumns;
  /** One event of any kind as an object. */
  readonly event: (id: EventId) => CaseEvent | undefined;
  /** Effective times of the records of a system on a channel, ascending, all its sources merged. */
  readonly recordTimes: (system: string, channel: Channel) => Float64Array;
  readonly notices: readonly Notice[];
  readonly routes: readonly Route[];
  readonly actions: readonly Action[];
  readonly certifications: readonly Certification[];
  readonly claims: readonly Claim[];
  readonly identities: readonly IdentityStatement[];
  readonly persons: readonly PersonStatement[];
  readonly memberships: readonly Membership[];
  readonly oncall: readonly Oncall[];
  readonly mailrules: readonly MailRule[];
  readonly scopes: readonly Scope[];
  readonly decisions: Decisions;
}

/** Kinds that come by the million and carry no obligations in any policy; kept in columns only. */
export const BULK_KINDS = ['other', 'secret.read', 'session.started', 'session.failed', 'session.assumed', 'session.ended'] as const;
