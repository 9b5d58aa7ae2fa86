/** The requests about decisions of the investigator, identities and ownership in time; a part of the request map. */
import type { Duration, Instant } from '../base/instant.ts';
import type { DecisionLine, DecisionResult, DismissalResult, IdentityView, OwnerLanesView, SuggestionsList } from '../views/decisions.ts';

export interface DecisionRequests {
  /** Everything decided, oldest first; `on`: an identity, an event or its wake, a source. */
  'decisions.list': { args: { on?: string | undefined }; result: readonly DecisionLine[] };
  /** Each of the four is logged, can be undone by a later one, and is followed by a new analysis. */
  'identity.join': { args: { identity: string; with: string; reason: string }; result: DecisionResult };
  'identity.split': { args: { identity: string; alias: string; reason: string }; result: DecisionResult };
  /** `observation`: the record or the own id of a notice or an action. `event`: Tracewake's id or the log's own. */
  'tie.decide': { args: { observation: string; event: string; accept: boolean; reason: string }; result: DecisionResult };
  /** `offset` is added to every time read off the clock of the source. */
  'clock.set': { args: { source: string; offset: Duration; reason: string }; result: DecisionResult };
  /** Whether two that may be one are offered as that: no more, or again. Logged like the others, and no verdict hangs on it. */
  'suggestion.dismiss': { args: { identity: string; with: string; dismissed: boolean; reason: string }; result: DismissalResult };

  'identity.view': { args: { identity: string }; result: IdentityView };
  'identities.suggestions': { args: { which?: 'offered' | 'dismissed' | undefined; offset: number; limit: number }; result: SuggestionsList };
  'owners.lanes': { args: { identity: string; at?: Instant | undefined; knownAt?: Instant | undefined }; result: OwnerLanesView };
}
