import type { Instant } from '../base/instant.ts';
import type { Identity } from '../model/analysis.ts';
import type { FactEmission } from '../model/emissions.ts';
import type { CaseEvent } from '../model/facts.ts';
import type { Alias, EventId, RecordRef, SourceId } from '../model/ids.ts';
import type { Channel, Disposition, Verdict } from '../model/vocabulary.ts';
import { identityLabel, shortAlias } from './text.ts';
import type { IdentityLabel, RecordPosition } from './types.ts';

/** What a view may ask of the case while it is being shaped. Implemented by the handlers on the store. */
export interface Lookup {
  identity(id: string): Identity | undefined;
  identityOf(alias: string): string | undefined;
  event(id: EventId): CaseEvent | undefined;
  eventsOf(record: RecordRef): readonly CaseEvent[];
  factsOf(record: RecordRef): readonly FactEmission[];
  position(record: RecordRef): RecordPosition | undefined;
  sourceName(source: SourceId): string;
  stripOf(event: Pick<CaseEvent, 'id' | 'source' | 'ordinal'>): readonly Verdict[] | undefined;
  /** Labels of aliases that were made before, where somebody keeps them: a page names the same few identities again and again. */
  readonly labels?: Map<string, IdentityLabel> | undefined;
  disposition(finding: string): Disposition;
  /** The keys of the teams to which an identity belonged at an instant. */
  teamsOf(identity: string, at: Instant): readonly string[];
  /** Effective times of the records of a system on a channel, ascending. */
  recordTimes(system: string, channel: Channel): Float64Array;
  /** Sources that hold the channel of the system. */
  sourcesOf(system: string, channel: Channel): readonly string[];
}

/** A rule as the table of rules describes it. */
export interface RuleText {
  readonly slug: string;
  readonly title: string;
  readonly meaning: string;
  readonly frameworks: readonly { readonly framework: string; readonly id: string; readonly text: string }[];
}

/** Some megabytes of them. */
const MOST_LABELS = 20_000;

export function labelFor(lookup: Lookup, alias: Alias | undefined): IdentityLabel | undefined {
  if (alias === undefined) return undefined;
  const { labels } = lookup;
  let label = labels?.get(alias);
  if (label === undefined) {
    label = makeLabel(lookup, alias);
    if (labels !== undefined && labels.size < MOST_LABELS) labels.set(alias, label);
  }
  return label;
}

function makeLabel(lookup: Lookup, alias: Alias): IdentityLabel {
  const id = lookup.identityOf(alias);
  const identity = id === undefined ? undefined : lookup.identity(id);
  return identity === undefined ? { id: alias, label: shortAlias(alias), kind: 'unknown', tier: undefined } : identityLabel(identity);
}

/** The name of a party as a claim, a route or a recipient list writes it: an alias, or a bare name. */
export function partyLabel(lookup: Lookup, text: string): string {
  const id = lookup.identityOf(text);
  const identity = lookup.identity(id ?? text);
  if (identity !== undefined) return identityLabel(identity).label;
  return /^(team|schedule|queue):/.test(text) ? text.slice(text.indexOf(':') + 1) : text.includes(':') ? text.slice(text.indexOf(':') + 1) : text;
}

/** How many instants of an ascending array lie in [from, to). */
export function countBetween(times: Float64Array, from: Instant, to: Instant): number {
  return lowerBound(times, to) - lowerBound(times, from);
}

/** Index of the first element not before t. */
export function lowerBound(times: Float64Array, t: number): number {
  let lo = 0;
  let hi = times.length;
  while (lo < hi) {
    const mid = (lo + hi) >>> 1;
    if ((times[mid] as number) < t) lo = mid + 1;
    else hi = mid;
  }
  return lo;
}
