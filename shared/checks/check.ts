/** What a check that hangs on no single event may ask of the case, and what it says. */
import type { Instant } from '../base/instant.ts';
import type { Interval } from '../base/interval.ts';
import type { Claims } from '../identity/claims.ts';
import type { Parties } from '../identity/parties.ts';
import type { Registry } from '../identity/registry.ts';
import type { Use, Uses } from '../identity/uses.ts';
import type { CoverageLine, Evidence, Finding, Identity } from '../model/analysis.ts';
import type { CaseEvent, CaseFacts } from '../model/facts.ts';
import type { SourceId } from '../model/ids.ts';
import type { Channel, Tier } from '../model/vocabulary.ts';
import type { Policy } from '../policy/policy.ts';

export interface CheckWorld {
  readonly facts: CaseFacts;
  readonly policy: Policy;
  readonly period: Interval;
  readonly registry: Registry;
  readonly parties: Parties;
  readonly claims: Claims;
  readonly uses: Uses;
  readonly coverage: {
    readonly silences: readonly {
      readonly system: string;
      readonly channel: Channel;
      readonly from: Instant;
      readonly to: Instant;
      readonly basis: 'declared' | 'inferred';
      readonly sources: readonly SourceId[];
    }[];
  };
  uncertainty(source: string): number;
  eventsOn(identity: string): readonly CaseEvent[];
  identity(id: string | undefined): Identity | undefined;
  tierOf(identity: Identity | undefined): Tier;
}

export interface CheckHit {
  readonly slug: string;
  readonly evidence: readonly Evidence[];
  readonly coverage?: readonly CoverageLine[] | undefined;
  readonly text: string;
}

export type Report = (hit: CheckHit, about: { readonly subject: string; readonly tier: Tier }) => Finding;
export type Check = (w: CheckWorld, report: Report) => Finding[];

export const utc = (t: Instant): string => {
  const iso = new Date(Math.floor(t / 1000)).toISOString();
  return `${iso.slice(0, 10)} ${iso.slice(11, 19)} UTC`;
};

export const nameOf = (i: Identity): string => i.displayName ?? i.aliases[0]?.replace(/^[^:]*:/, '') ?? i.id;

export const sourceOf = (u: Use): string => u.record.slice(0, u.record.indexOf(':'));

export const useEvidence = (u: Use, text: string): Evidence => ({
  role: 'use',
  record: u.record,
  time: u.time,
  text: `${text} (${u.kind} at ${utc(u.time)}).`,
});

const grants = new WeakMap<CheckWorld, Map<string, Interval[]>>();

/** Whether an emergency grant on the identity was open at that instant. */
export function inOpenGrant(w: CheckWorld, identity: string, t: Instant): boolean {
  let known = grants.get(w);
  if (known === undefined) {
    known = new Map();
    for (const e of w.facts.events) {
      if (e.kind !== 'breakglass.opened' || e.time === undefined || e.outcome === 'failure') continue;
      const target = w.registry.resolve(e.target);
      if (target === undefined) continue;
      const to = Math.min(e.grant?.expiresAt ?? Number.MAX_SAFE_INTEGER, e.grant?.closedAt ?? Number.MAX_SAFE_INTEGER) as Instant;
      const list = known.get(target);
      if (list === undefined) known.set(target, [{ from: e.time, to }]);
      else list.push({ from: e.time, to });
    }
    grants.set(w, known);
  }
  return known.get(identity)?.some((g) => g.from <= t && t < g.to) === true;
}
