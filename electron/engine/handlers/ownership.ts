/** Who is who, who belongs to what and who owned what when, by the facts as they are now and the policy of the last analysis. */
import type { Duration } from '../../../shared/base/instant.ts';
import { buildClaims, type Claims } from '../../../shared/identity/claims.ts';
import { buildParties, type Parties } from '../../../shared/identity/parties.ts';
import { buildRegistry, type Registry } from '../../../shared/identity/registry.ts';
import type { CaseFacts } from '../../../shared/model/facts.ts';
import { DEFAULT_POLICY, parsePolicy } from '../../../shared/policy/policy.ts';
import { analysisInfo } from '../store/analysis.ts';
import { loadFacts } from '../store/facts.ts';
import type { OpenCase } from '../store/open.ts';

export interface Ownership {
  readonly facts: CaseFacts;
  readonly registry: Registry;
  readonly parties: Parties;
  readonly claims: Claims;
  /** After so long without a confirmation a claim is stale. */
  readonly staleAfter: Duration;
}

export const ownershipOf = (open: OpenCase): Ownership =>
  open.cached('analysis', 'ownership', () => {
    const facts = loadFacts(open);
    const text = analysisInfo(open)?.policyText;
    const parsed = text === undefined ? undefined : parsePolicy(text);
    const policy = parsed?.ok === true ? parsed.value : DEFAULT_POLICY;
    const registry = buildRegistry(facts);
    const parties = buildParties(facts, registry);
    const staleAfter = policy.ownershipStaleAfter;
    return { facts, registry, parties, claims: buildClaims(facts, registry, parties, staleAfter), staleAfter };
  });
