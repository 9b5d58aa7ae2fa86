import { performance } from 'node:perf_hooks';
import { Failure } from '../../../shared/contract/errors.ts';
import { SEVERITIES } from '../../../shared/model/vocabulary.ts';
import { DEFAULT_POLICY_YAML, type Policy, parsePolicy } from '../../../shared/policy/policy.ts';
import type { AnalyseReport } from '../../../shared/views/types.ts';
import { analyseEach, Cancelled } from '../../../shared/wake/analyse.ts';
import type { HandlerContext, Handlers } from '../context.ts';
import { change } from '../custody/change.ts';
import { Conclusions } from '../store/conclusions.ts';
import { loadFacts } from '../store/facts.ts';
import { caseInfo, setPolicy } from '../store/info.ts';
import type { OpenCase } from '../store/open.ts';
import { readPolicyFile } from './create.ts';
import { requireCase } from './lookup.ts';

/** Judges the case by its policy and keeps the conclusions in place of the last ones. A new policy first becomes the case's. */
export async function runAnalysis(open: OpenCase, context: HandlerContext, policyFile?: string): Promise<AnalyseReport> {
  if (policyFile !== undefined) {
    const text = readPolicyFile(policyFile);
    if (text !== (caseInfo(open).policyText ?? DEFAULT_POLICY_YAML)) {
      await change(open, { action: 'policy.changed', subjects: [], body: { policy: text } }, (tx) => setPolicy(tx, text));
    }
  }
  const policyText = caseInfo(open).policyText ?? DEFAULT_POLICY_YAML;
  const policy = usable(policyText);
  const started = performance.now();
  const facts = loadFacts(open);
  const conclusions = new Conclusions();
  judged(() => {
    const rest = analyseEach(
      facts,
      policy,
      (made) => conclusions.add(made),
      (done, of) => {
        context.progress({ phase: 'analysing', member: undefined, bytes: undefined, records: { done, of }, rate: undefined, secondsLeft: undefined });
        return Atomics.load(context.cancelFlag, 0) === 0;
      },
    );
    conclusions.end(rest);
  });
  context.checkCancelled();
  const seconds = (performance.now() - started) / 1000;
  const { wakes, unknown } = conclusions;
  const counts = { wakes, findings: conclusions.findings, identities: conclusions.identities, unknown };
  await change(open, { action: 'analysis.run', subjects: [], body: { policy: policy.name, revision: policy.revision, ...counts } }, (tx) =>
    conclusions.save(tx, { at: tx.stamp.at, seconds, policy: { name: policy.name, revision: policy.revision }, policyText }),
  );
  context.push({ type: 'caseChanged', what: ['analysis', 'custody'] });
  return {
    events: facts.columns.length,
    wakes,
    findings: SEVERITIES.map((severity) => ({ severity, count: conclusions.findingsOf(severity) })),
    unknown,
    requests: conclusions.requests,
    seconds: (performance.now() - started) / 1000,
  };
}

/** An analysis that was asked to stop says so in the words of the contract; the last conclusions stay. */
function judged<T>(run: () => T): T {
  try {
    return run();
  } catch (e) {
    if (e instanceof Cancelled) throw new Failure({ code: 'cancelled', message: 'cancelled' });
    throw e;
  }
}

function usable(text: string): Policy {
  const policy = parsePolicy(text);
  if (policy.ok) return policy.value;
  throw new Failure({
    code: 'input',
    message: `the case's policy cannot be used: ${policy.error[0]?.message ?? ''}`,
    advice: 'Give another one with --policy FILE.',
  });
}

export const analysisHandlers = {
  'analysis.run': ({ policyFile }, context) => runAnalysis(requireCase(context.state), context, policyFile),
} satisfies Partial<Handlers>;
