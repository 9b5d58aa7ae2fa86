import type { Analysis, Finding, Wake } from '../../../shared/model/analysis.ts';
import { STAGES, type Stage, type Verdict } from '../../../shared/model/vocabulary.ts';
import { DEFAULT_POLICY, type Policy } from '../../../shared/policy/policy.ts';
import { analyse } from '../../../shared/wake/analyse.ts';
import { type Options, organisation, type Tables } from '../../builders/organisation.ts';

export interface Judged {
  readonly analysis: Analysis;
  /** The slugs of all findings, in order. */
  readonly rules: readonly string[];
  /** The slugs of the findings of the event with this native id. */
  of(nativeId: string): readonly string[];
  wake(nativeId: string): Wake;
  verdict(nativeId: string, stage: Stage): Verdict;
  finding(slug: string): Finding;
}

export function judge(tables: Tables, options: Options = {}, policy: Policy = DEFAULT_POLICY): Judged {
  const facts = organisation(tables, options);
  const analysis = analyse(facts, policy);
  const eventOf = (nativeId: string): string => {
    const e = facts.events.find((x) => x.nativeId === nativeId);
    if (e === undefined) throw new Error(`no event ${nativeId}`);
    return e.id;
  };
  const wake = (nativeId: string): Wake => {
    const id = eventOf(nativeId);
    const found = analysis.wakes.find((w) => w.event === id);
    if (found === undefined) throw new Error(`${nativeId} has no wake`);
    return found;
  };
  return {
    analysis,
    rules: analysis.findings.map((f) => f.rule),
    of: (nativeId) => {
      const id = eventOf(nativeId);
      return analysis.findings.filter((f) => f.event === id).map((f) => f.rule);
    },
    wake,
    verdict: (nativeId, stage) => wake(nativeId).strip[STAGES.indexOf(stage)] ?? 'unknown',
    finding: (slug) => {
      const found = analysis.findings.filter((f) => f.rule === slug);
      const [one] = found;
      if (one === undefined || found.length > 1)
        throw new Error(`${found.length} findings of ${slug}, not one; there are ${analysis.findings.map((f) => f.rule).join(', ')}`);
      return one;
    },
  };
}
