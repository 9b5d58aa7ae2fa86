import type { Analysis } from '../model/analysis.ts';
import type { CaseFacts } from '../model/facts.ts';
import type { Policy } from '../policy/policy.ts';

/** Reports how far the analysis is; returning false cancels it (throws `Cancelled`). */
export type AnalysisProgress = (done: number, of: number) => boolean;

/** The one entry: the four steps over the whole case. Deterministic: same facts and policy, same bytes of result. */
export function analyse(_facts: CaseFacts, _policy: Policy, _progress?: AnalysisProgress): Analysis {
  throw new Error('being written');
}
