import { Failure } from '../../../shared/contract/errors.ts';
import { DEFAULT_POLICY, DEFAULT_POLICY_YAML, POLICY_SCHEMA, type Policy, parsePolicy, policyChanges } from '../../../shared/policy/policy.ts';
import { droppedRules, type PolicyCheck, type PolicyView, policyRows } from '../../../shared/views/policy.ts';
import type { Handlers } from '../context.ts';
import { change } from '../custody/change.ts';
import { analysisInfo } from '../store/analysis.ts';
import { caseInfo, setPolicy } from '../store/info.ts';
import type { OpenCase } from '../store/open.ts';
import { readPolicyText } from './create.ts';
import { requireCase } from './lookup.ts';

/** What a text would be as a policy, against the built-in one. */
function check(text: string): PolicyCheck & { readonly policy: Policy | undefined } {
  const differences = policyChanges(text, DEFAULT_POLICY_YAML);
  const parsed = parsePolicy(text);
  if (!parsed.ok) return { faults: parsed.error, differences, rows: [], dropped: [], policy: undefined };
  const policy = parsed.value;
  return {
    faults: [],
    differences,
    rows: policyRows(policy, DEFAULT_POLICY, (name) => lineOf(text, name)),
    dropped: droppedRules(policy, DEFAULT_POLICY),
    policy,
  };
}

/** The 1-based line of an obligation's name; `undefined` where the text has it in another spelling or leaves it to the default. */
function lineOf(text: string, name: string): number | undefined {
  const index = text.split('\n').findIndex((line) => /^\s*-?\s*\{?\s*(?:- )?name:/.test(line) && line.includes(name));
  return index < 0 ? undefined : index + 1;
}

function view(open: OpenCase): PolicyView {
  const text = caseInfo(open).policyText ?? DEFAULT_POLICY_YAML;
  const { policy, ...checked } = check(text);
  const judged = analysisInfo(open);
  return {
    ...checked,
    name: policy?.name ?? '',
    revision: policy?.revision ?? 0,
    text,
    defaultText: DEFAULT_POLICY_YAML,
    isDefault: text === DEFAULT_POLICY_YAML,
    judgedBy: judged === undefined ? undefined : { ...judged.policy, same: judged.policyText === text },
  };
}

export const policyHandlers = {
  'policy.default': () => ({ text: DEFAULT_POLICY_YAML, schema: `${JSON.stringify(POLICY_SCHEMA, undefined, 2)}\n` }),
  'policy.view': (_, { state }) => view(requireCase(state)),
  'policy.check': ({ text }) => {
    const { policy: _, ...checked } = check(text);
    return checked;
  },
  'policy.read': ({ file }) => ({ text: readPolicyText(file) }),
  async 'policy.save'({ text }, { state, push }) {
    const open = requireCase(state);
    const first = check(text).faults[0];
    if (first !== undefined)
      throw new Failure({
        code: 'input',
        message: `the policy has a mistake: ${first.message}`,
        position: `line ${first.line}, column ${first.column}`,
        advice: 'Correct it there; nothing was changed.',
      });
    if (text !== (caseInfo(open).policyText ?? DEFAULT_POLICY_YAML)) {
      await change(open, { action: 'policy.changed', subjects: [], body: { policy: text } }, (tx) => setPolicy(tx, text));
      push({ type: 'caseChanged', what: ['case', 'custody'] });
    }
    return view(open);
  },
} satisfies Partial<Handlers>;
