/** The policy as the analysis reads it. Every figure has a default (default.ts) that the user can change. */
import type { Duration } from '../base/instant.ts';
import type { ActionKind, Channel, Confidence, EventKind, IdentityKind, Severity, Stage, Tier } from '../model/vocabulary.ts';

/** Who has to be told. `owner` is the accountable set of the identity at the instant. */
export const AUDIENCES = ['person', 'owner', 'security', 'approver', 'secrets-owner', 'integration-owner', 'spawner-owner'] as const;
export type AudienceName = (typeof AUDIENCES)[number];

/** A length of time that may depend on the identity's tier or the alert's confidence; the first that applies holds. */
export interface Within {
  readonly else: Duration;
  readonly tiers?: Readonly<Partial<Record<0 | 1 | 2, Duration>>> | undefined;
  readonly confidence?: Readonly<Partial<Record<Confidence, Duration>>> | undefined;
}

/** An audience that is asked for only at these tiers, or only for these kinds of identity. */
export interface AudienceRule {
  readonly name: AudienceName;
  readonly tiers?: readonly (0 | 1 | 2)[] | undefined;
  readonly identities?: readonly IdentityKind[] | undefined;
}

export type ActMode = 'contain' | 'close';
/** `held`: evidence that the action held. `reauthentication`: the holder authenticates again. `silence`: no use after the close. */
export type VerifyMode = 'held' | 'reauthentication' | 'silence';

export interface ObligationRule {
  readonly name: string;
  readonly kinds: readonly EventKind[];
  /** `undefined` is any. `non-human` is whatever is not known to be a person's. */
  readonly identities: 'non-human' | readonly IdentityKind[] | undefined;
  /** For alerts: `undefined` is any severity. */
  readonly severities: readonly Severity[] | undefined;
  readonly notify: { readonly through: readonly Channel[]; readonly audience: readonly AudienceRule[]; readonly within: Within } | undefined;
  readonly acknowledge: { readonly within: Within; readonly by: AudienceName | undefined } | undefined;
  readonly act: { readonly within: Within; readonly mode: ActMode } | undefined;
  readonly verify: { readonly within: Within; readonly mode: VerifyMode; readonly kinds: readonly EventKind[] } | undefined;
  readonly certify: { readonly within: Within; readonly kinds: readonly EventKind[] } | undefined;
  /** The audiences and the reviews are those of each non-human identity that the person owned. */
  readonly ownedIdentities: boolean;
}

/** `verified`: it says that an action held. `idle`: it says why nobody came back after a rotation. */
export type PhraseKind = EventKind | 'verified' | 'idle';

export interface PhraseRule {
  /** What a message that carries one of the phrases is about. */
  readonly kinds: readonly PhraseKind[];
  readonly phrases: readonly string[];
}

export interface Policy {
  readonly name: string;
  readonly revision: number;
  /** The first rule that fits an event holds. */
  readonly obligations: readonly ObligationRule[];
  /** Teams that stand for an audience where no claim names anybody. */
  readonly parties: Readonly<Partial<Record<AudienceName, readonly string[]>>>;
  /** Parties with authority over every identity. */
  readonly escalation: readonly string[];
  /** Parties to whom an ownerless alert has to be escalated. */
  readonly failOpen: { readonly parties: readonly string[]; readonly within: Duration };
  readonly monitoredQueues: readonly string[];
  readonly ownershipStaleAfter: Duration;
  readonly clockUncertainty: Duration;
  readonly silence: Readonly<Record<Channel, Duration>>;
  readonly duplicateWindow: Duration;
  /** Without a receipt or a failure by then a notice counts as delivered where its channel is covered. */
  readonly deliveredAfter: Duration;
  /** For each kind of identity the groups of actions of which one each has to be taken. */
  readonly fitting: Readonly<Partial<Record<IdentityKind, readonly (readonly ActionKind[])[]>>>;
  readonly phrases: readonly PhraseRule[];
}

/** The length that holds for an identity of this tier and an alert of this confidence. */
export function within(w: Within, tier: Tier, confidence: Confidence | undefined): Duration {
  const byConfidence = confidence === undefined ? undefined : w.confidence?.[confidence];
  const byTier = tier === undefined ? undefined : w.tiers?.[tier];
  return byConfidence ?? byTier ?? w.else;
}

/** Whether this stage is asked for by a rule at all. */
export function asks(rule: ObligationRule, stage: Stage, kind: EventKind): boolean {
  switch (stage) {
    case 'signalled':
    case 'delivered':
    case 'reached':
      return rule.notify !== undefined;
    case 'acknowledged':
      return rule.acknowledge !== undefined;
    case 'acted':
      return rule.act !== undefined;
    case 'verified':
      return rule.verify?.kinds.includes(kind) ?? false;
    case 'certified':
      return rule.certify?.kinds.includes(kind) ?? false;
    case 'recorded':
      return true;
  }
}
