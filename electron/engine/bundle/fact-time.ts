import type { Instant } from '../../../shared/base/instant.ts';
import { assertNever } from '../../../shared/base/result.ts';
import type { FactEmission } from '../../../shared/model/emissions.ts';

/**
 * By what a record is dated: the moment of what it tells of, else the beginning of the state that it describes. An inventory's line about an
 * identity is dated by nothing, and so is an item of a review that nobody decided.
 */
export function factTime(fact: FactEmission): Instant | undefined {
  switch (fact.type) {
    case 'notice':
      return fact.sentAt ?? fact.statusAt;
    case 'route':
    case 'action':
      return fact.time;
    case 'certification':
      return fact.decidedAt ?? fact.appliedAt;
    case 'claim':
      return fact.asOf ?? fact.from;
    case 'person':
      return fact.movedAt ?? fact.start;
    case 'membership':
    case 'oncall':
    case 'mailrule':
      return fact.from ?? fact.to;
    case 'scope':
      return fact.starts ?? fact.ends;
    case 'identity':
      return undefined;
    default:
      return assertNever(fact);
  }
}
