import { createHash } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import type { Instant } from '../../../shared/base/instant.ts';
import { Failure } from '../../../shared/contract/errors.ts';
import type { EventId } from '../../../shared/model/ids.ts';
import { SEVERITIES } from '../../../shared/model/vocabulary.ts';
import { DEFAULT_POLICY_YAML, type Policy, parsePolicy } from '../../../shared/policy/policy.ts';
import type { AnalyseReport } from '../../../shared/views/types.ts';
import { Memory } from '../../../shared/wake/again.ts';
import { analyseEach, Cancelled, type LastAnalysis } from '../../../shared/wake/analyse.ts';
import type { HandlerContext, Handlers } from '../context.ts';
import { change } from '../custody/change.ts';
import { analysisInfo, judgedAt } from '../store/analysis.ts';
import { Conclusions, type Place } from '../store/conclusions.ts';
import { loadFacts } from '../store/facts.ts';
import { caseInfo, setPolicy } from '../store/info.ts';
import type { OpenCase } from '../store/open.ts';
import { readPolicyFile } from './create.ts';
import { goneFindings } from './gone.ts';
import { requireCase } from './lookup.ts';
import { recordsDone, watching } from './watching.ts';

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
  const last = lastOf(open);
  judged(context, () => {
    const rest = analyseEach(
      facts,
      policy,
      (made) => conclusions.add(made),
      (done, of) => {
        context.progress(recordsDone('analysing', done, of));
        return Atomics.load(context.cancelFlag, 0) === 0;
      },
      last,
    );
    conclusions.end(rest);
  });
  // The memory is of the new conclusions now; until they are in the case, nothing is remembered of it.
  remembered.delete(open);
  context.checkCancelled();
  const seconds = (performance.now() - started) / 1000;
  const { wakes, unknown } = conclusions;
  const counts = { wakes, findings: conclusions.findings, identities: conclusions.identities, unknown };
  // The built-in policy stands in no entry; its hash says later which text it was.
  const policySha256 = createHash('sha256').update(policyText, 'utf8').digest('hex');
  const { at, custody } = await change(
    open,
    { action: 'analysis.run', subjects: [], body: { policy: policy.name, revision: policy.revision, policySha256, ...counts } },
    (tx) => {
      conclusions.save(tx, { at: tx.stamp.at, seconds, policy: { name: policy.name, revision: policy.revision }, policyText });
      return tx.stamp;
    },
  );
  remembered.set(open, { memory: last?.memory ?? new Memory(), at, places: conclusions.places });
  context.push({ type: 'caseChanged', what: ['analysis', 'custody'] });
  const gone = goneFindings(open, custody);
  return {
    events: facts.columns.length,
    wakes,
    findings: SEVERITIES.map((severity) => ({ severity, count: conclusions.findingsOf(severity) })),
    unknown,
    requests: conclusions.requests,
    seconds: (performance.now() - started) / 1000,
    ...(gone.length === 0 ? {} : { gone }),
  };
}

/**
 * What this process remembers of the analysis whose conclusions are in the case. To remember costs a fifth of an analysis: a process that
 * judges once, as on the command line, does not pay it. The memory fills with the second analysis, and serves from the third on.
 */
interface Remembered {
  readonly memory: Memory;
  readonly at: Instant;
  readonly places: ReadonlyMap<EventId, Place>;
}

const remembered = new WeakMap<OpenCase, Remembered>();

function lastOf(open: OpenCase): LastAnalysis | undefined {
  const last = remembered.get(open);
  // Conclusions that another process put there since are not those that are remembered.
  if (last === undefined || analysisInfo(open)?.at !== last.at) return undefined;
  return {
    memory: last.memory,
    of: (event) => {
      const place = last.places.get(event);
      return place === undefined ? undefined : judgedAt(open, place);
    },
  };
}

/** An analysis that was asked to stop says so in the words of the contract; the last conclusions stay. */
export function judged<T>(context: HandlerContext, run: () => T): T {
  try {
    return watching(context, run);
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
