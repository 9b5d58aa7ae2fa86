/** View models of decisions, of one identity, and of its owners in time. */
import type { Instant } from '../base/instant.ts';
import type { Identity, OwnerLine } from '../model/analysis.ts';
import type { RecordRef } from '../model/ids.ts';
import type { DecisionLine, DecisionResult, IdentityLabel, Suggestion } from './types.ts';

export type { DecisionLine, DecisionResult, Suggestion } from './types.ts';

export interface SuggestionsList {
  readonly rows: readonly (Suggestion & {
    readonly label: string;
    readonly withLabel: string;
    /** The decision by which it is offered no more. */
    readonly dismissal: DecisionLine | undefined;
  })[];
  readonly total: number;
  /** How many there are of either sort, whichever was asked for. */
  readonly offered: number;
  readonly dismissed: number;
}

/** No verdict hangs on a suggestion, so nothing is judged again. */
export type DismissalResult = Pick<DecisionResult, 'decision' | 'undone'>;

export interface IdentityView {
  readonly identity: Identity;
  readonly label: IdentityLabel;
  readonly holder: IdentityLabel | undefined;
  /** Credentials and accounts that it holds. */
  readonly holds: readonly IdentityLabel[];
  readonly suggestions: SuggestionsList['rows'];
  /** Who acted through whom; the busiest first, at most so many. */
  readonly chains: readonly {
    readonly kind: 'role session' | 'impersonation' | 'on behalf of' | 'spawned by';
    readonly actor: string;
    readonly actorIdentity: IdentityLabel | undefined;
    readonly behind: string;
    readonly behindIdentity: IdentityLabel | undefined;
    readonly events: number;
    readonly first: Instant | undefined;
    readonly last: Instant | undefined;
    readonly record: RecordRef;
  }[];
  readonly chainsTotal: number;
  readonly decisions: readonly DecisionLine[];
}

export interface OwnerSegment {
  readonly from: Instant;
  readonly to: Instant;
  readonly status: 'valid' | 'stale' | 'departed';
}
export interface OwnerLane
  extends Pick<OwnerLine, 'level' | 'role' | 'party' | 'partyType' | 'system' | 'source' | 'record' | 'asOf' | 'from' | 'to'> {
  /** False where no source had said so by the instant of `knownAt`. */
  readonly known: boolean;
  readonly segments: readonly OwnerSegment[];
  /** When another system named somebody else for the same role. */
  readonly conflicts: readonly { readonly from: Instant; readonly to: Instant }[];
  readonly left: Instant | undefined;
  readonly moved: Instant | undefined;
}
export interface OwnerLanesView {
  readonly identity: IdentityLabel;
  readonly from: Instant;
  readonly to: Instant;
  /** The case's period inside the window. */
  readonly period: { readonly from: Instant; readonly to: Instant };
  readonly at: Instant;
  readonly knownAt: Instant | undefined;
  /** By system: what they say stands side by side. */
  readonly lanes: readonly OwnerLane[];
  /** Who was accountable at `at`, by everything that is in the case. */
  readonly accountable: readonly string[];
  /** The same by what had been said by `knownAt`, or by `at` where it is not given: what the organisation believed then. */
  readonly believed: readonly string[];
}
